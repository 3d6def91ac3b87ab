"""What the reading of one sentence found, and through whom a source speaks."""

from typing import NamedTuple

from . import cues as c
from .phrases import noun_phrase
from .words import Sentence


class Attribution(NamedTuple):
    """What the parse of one sentence found; spans are pairs of token positions."""

    voice: str
    rule: str
    source: tuple[int, int] | None = None
    relay: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None
    cue_class: str | None = None


UNATTRIBUTED = Attribution("outlet", "no attribution")


def relay_of(tokens: Sentence, span: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first medium that the source speaks through: «لوكالة …», «على تويتر», «نشرته صحيفة …»."""
    if not tokens.tells & c.MEDIUM:
        return None
    for i in range(1, len(tokens)):
        flags = tokens[i].word.flags
        if not flags & c.MEDIUM or span and span[0] <= i < span[1]:
            continue
        before = tokens[i - 1].word
        if flags & c.ATTACHED_PREP or before.flags & (c.PREP | c.MEDIUM) or before.cue is not None:
            return noun_phrase(tokens, i, len(tokens)) or (i, i + 1)
        if before.key.startswith(("نشر", "بث", "اورد", "نقل")):
            return noun_phrase(tokens, i, len(tokens)) or (i, i + 1)
    return None
