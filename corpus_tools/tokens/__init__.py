"""Words: where they begin and end, what is written onto them, and which are the same."""

from .table import Tokens, tokenize

__all__ = ["Tokens", "tokenize"]
