"""Whatever a lab has saved, read into pages; what cannot be read is said, and kept."""

from .reading import Page, Problem, read_pages

__all__ = ["Page", "Problem", "read_pages"]
