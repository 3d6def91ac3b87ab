"""Which articles copy one another: passages, pairs, and clusters of one text."""

from .clusters import reuse_clusters
from .pairs import find_text_reuse

__all__ = ["find_text_reuse", "reuse_clusters"]
