"""The words of one sentence as the rules of attribution read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import compress
from operator import or_

from . import cues as c


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation mark, a name between marks or a whole quotation; one a distinct word."""

    text: str
    word: c.Word


class Sentence(list[Token]):
    """The tokens of one sentence, where they stand, what they tell, and what rules found out."""

    def __init__(
        self, tokens: Iterable[Token], starts: list[int], ends: list[int], tells: int | None = None,
        turns: Iterable[int] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(tokens)
        self.starts, self.ends = starts, ends  # characters of the document
        self.tells = reduce(or_, [t.word.tells for t in self], 0) if tells is None else tells
        turns = [t.word.tells & c.TURNS for t in self] if turns is None else turns
        self.turns = list(compress(range(len(self)), turns))  # where rules look, as `c.TURNS`
        self.cues = [i for i in self.turns if self[i].word.cue] if self.tells & c.CUE else []
        self.reporting: dict[tuple[int, int], bool] = {}  # cue, where a search began -> it reports
        self.said: dict[int, int | None] = {}  # cue -> where what is said begins

    def until(self, end: int) -> "Sentence":
        """The tokens before the position `end`, as a sentence."""
        return Sentence(self[:end], self.starts[:end], self.ends[:end])


COLON, COMMAS, DASHES = ":", ("،", ","), ("-", "–", "—")
DEMONSTRATIVES = frozenset("هذا هذه ذلك تلك هولاء".split())
BINDS = frozenset("عبد ابو ابي ابن بن ال ام بنت".split())  # a name goes on after these


def is_definite(word: c.Word) -> bool:
    return bool(word.flags & c.DEFINITE) or word.key.startswith("ال")
