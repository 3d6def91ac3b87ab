"""For or against whom a statement speaks, and in which names."""

from .naming import compare_naming
from .scoring import score_stance

__all__ = ["compare_naming", "score_stance"]
