"""The words of one sentence as the rules of attribution read them."""

from collections.abc import Iterable
from typing import NamedTuple

from . import cues as c


class Token(NamedTuple):
    """A word, a punctuation mark or a whole quotation, with its place in the document."""

    text: str
    start: int
    end: int
    word: c.Word


class Sentence(list[Token]):
    """The tokens of one sentence, and what the rules have found out about them."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        super().__init__(tokens)
        self.verbs: dict[int, list[int]] = {}  # where a search began -> the verbs that report


COLON, COMMAS, DASHES = ":", ("،", ","), ("-", "–", "—")
DEMONSTRATIVES = ("هذا", "هذه", "ذلك", "تلك", "هولاء")
BINDS = ("عبد", "ابو", "ابي", "ابن", "بن", "ال", "ام", "بنت")  # a name goes on after these


def is_definite(word: c.Word) -> bool:
    return bool(word.flags & c.DEFINITE) or word.key.startswith("ال")
