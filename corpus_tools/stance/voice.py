"""How a statement speaks: in argument or in report, and of itself or of others.

Arguing words («يجب», «لماذا», «بل») and the wording of news («أمس», «قرب», figures) say whether
a judging word near a target is somebody's judgement or part of an event.
"""

from typing import NamedTuple

from .relations import grammar

_MARKS = frozenset("!؟?")
_OURS_LEAST = 5


class Manner(NamedTuple):
    """How a statement speaks."""

    argument: int  # arguing words, questions and exclamations
    report: bool


def manner_of(words: list[str], keys: list[str]) -> Manner:
    """What the words of argument and of report say of a statement.

    >>> manner_of(["لماذا", "؟"], ["لماذا", ""])
    Manner(argument=2, report=False)
    """
    argues, reports = grammar("argues"), grammar("reports")
    argument = sum(map(argues.__contains__, keys)) + sum(map(_MARKS.__contains__, words))
    return Manner(argument, not reports.isdisjoint(keys) or any(map(str.isdigit, keys)))


def of_ourselves(keys: list[str]) -> bool:
    """Whether the speaker says «we» or «our»: «نحن», «بلادنا»."""
    we = grammar("we")
    return any(k in we or k.endswith("نا") and len(k) >= _OURS_LEAST for k in keys)
