"""Who says what: sentences with their voice, source, cue and quotations."""

from .extraction import extract_statements
from .sides import assign_sides, count_space

__all__ = ["assign_sides", "count_space", "extract_statements"]
