"""A page becomes labelled spans that cover it exactly, and spans make articles."""

from .segmenter import Article, PageArticles, Span, count_repeated, line_key, segment_page

__all__ = ["Article", "PageArticles", "Span", "count_repeated", "line_key", "segment_page"]
