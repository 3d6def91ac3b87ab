"""Who says what: sentences with their voice, source, cue and quotations."""

from .extraction import extract_statements
from .sides import assign_sides

__all__ = ["assign_sides", "extract_statements"]
