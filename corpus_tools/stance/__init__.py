"""For or against whom a statement speaks, and in which names."""

from .learning import StanceClassifier, fit_stance_classifier
from .naming import compare_naming
from .scoring import explain_stance, score_stance

__all__ = [
    "StanceClassifier", "compare_naming", "explain_stance", "fit_stance_classifier", "score_stance",
]  # fmt: skip
