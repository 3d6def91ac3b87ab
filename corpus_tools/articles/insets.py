"""Teasers that stand inside a story: a headline, a sentence or two, and the story goes on.

Between two paragraphs many sites set a box with the headline and the summary of another story.
Its form is that of a second article; what gives it away is what comes after: the next paragraphs
speak of the story above and not of the box. So the words below are compared with the words on
both sides, each leaving out what both have in common.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .lines import Line

# Read off the gaps of 165 annotated pages: below a second article at least every sixteenth of
# its words comes again, below a box hardly any, while those of the story above do.
NOTHING = 0.06
MORE = 0.04
FOREIGN = 0.06  # share of known words up to which a paragraph has nothing of the story above


@dataclass(frozen=True, slots=True)
class Around:
    """Where the words of a paragraph and of those after it are known from, as shares.

    Attributes
    ----------
    own : float
        Of the words of the paragraph, those that the story above has.
    ahead, back : float
        Of the words of the paragraph with its headline, and of the last paragraphs above with
        theirs, those that the paragraphs below take up.
    follows : bool
        Whether a paragraph that goes on with a story follows.
    """

    own: float = 1.0
    ahead: float = 1.0
    back: float = 0.0
    follows: bool = False

    @property
    def returns(self) -> bool:
        """Whether the text below goes back over this paragraph to the story above."""
        return self.ahead < NOTHING and self.back >= self.ahead + MORE

    @property
    def foreign(self) -> bool:
        """Whether the paragraph shares nothing with the story on either side of it."""
        return self.own <= FOREIGN and self.ahead < NOTHING and self.back >= self.ahead + MORE / 2


def look_around(
    lines: Sequence[Line], j: int, title: int | None, above: Iterable[int], known: set[str]
) -> Around:
    """Compare paragraph `j` under headline `title` with the lines `above` and those below.

    Parameters
    ----------
    above : iterable of int
        The title and the last paragraphs of the story above.
    known : set of str
        All its words.
    """
    line = lines[j]
    below = [x for x in lines[j + 1 : j + 10] if x.kind == "P" and x.zone != "comments"][:2]
    own = line.get_stems()
    mine = own | lines[title].get_stems() if title is not None else own
    theirs = frozenset().union(*(lines[i].get_stems() for i in above))
    after = frozenset().union(*(x.get_stems() for x in below))
    share = len(own & known) / len(own) if own else 0.0
    if not after:
        return Around(own=share)
    return Around(
        share,
        _share(after, mine - theirs),
        _share(after, theirs - mine),
        bool(below) and below[0].starts_on,
    )


def _share(after: frozenset[str], words: frozenset[str]) -> float:
    return len(after & words) / len(words) if words else 0.0
