"""What a speaker says for its own: bad things denied, rejected, or done to it.

Who belongs to the target seldom praises it outright: it says that the charge is not true, that
it rejects what is bad, and that others wrong it. The words themselves are bad ones; that they
speak for the target follows from who says them.
"""

from typing import NamedTuple

from ..statements import cues as c
from .evaluation import Judgement
from .relations import STOPS, Mention, grammar
from .sentences import Sentence, is_negated
from .words import bare

_GOVERNED = 5
_DONE = ("harm", "attitude")
_BAD = ("conduct", "harm", "blame", "quality")


class Defence(NamedTuple):
    """Where a speaker defends its own: positions of judging words."""

    refuted: tuple[int, ...]
    rejected: tuple[int, ...]
    suffered: tuple[int, ...]


def defence_of(s: Sentence, mentions: list[Mention]) -> Defence:
    """The bad words that a speaker who belongs to the target denies, rejects, or complains of.

    >>> from .sentences import bundled_reader
    >>> defence_of(bundled_reader().read("الحزب: نرفض العنف", "attributed", "الحزب", ":"), [])
    Defence(refuted=(), rejected=(3,), suffered=())
    """
    cue = s.kinds[s.cue_at].cue if s.cue_at >= 0 else None
    denies = cue is not None and cue.cue_class == "denying"
    refuted, rejected, suffered = [], [], []
    for at, j in s.hits:
        if j.polarity >= 0 or at <= s.cue_at or j.role not in (*_BAD, "attitude"):
            continue
        if s.source_words[0] <= at < s.source_words[1]:
            continue
        if (j.role != "attitude" or j.kind == "noun") and is_negated(s, at) or _is_lie(s, at):
            refuted.append(at)
        elif j.role in _BAD and j.role != "quality" and is_rejected(s, at, j, mentions):
            rejected.append(at)
        elif j.role != "attitude" and denies and at - s.cue_at <= 12:
            refuted.append(at)
        elif j.role in _DONE and any(_is_done_to(s, at, m) for m in mentions):
            suffered.append(at)
    return Defence(tuple(refuted), tuple(rejected), tuple(suffered))


def _is_lie(s: Sentence, at: int) -> bool:
    """«أخونة الدولة أكذوبة», «ما يتردد عن هيمنة …»: what is said of the speaker's own, and no more.

    Before a word that calls it a lie, or after one that makes it a claim.
    """
    lies, claims = grammar("lies"), grammar("claim")
    if bare(s.kinds[at].key) in lies:
        return True
    after = s.kinds[at + 1 : at + 5]
    for word, kind in zip(s.words[at + 1 : at + 5], after, strict=True):
        if word in STOPS or kind.flags & (c.COMP | c.WITH_AND):
            break
        if bare(kind.key) in lies:
            return True
    for i in range(at - 1, max(-1, at - 6), -1):
        if s.words[i] in STOPS:
            return False
        if bare(s.kinds[i].key) in claims or s.kinds[i].key in grammar("rumoured"):
            return True
    return False


def is_rejected(s: Sentence, at: int, j: Judgement, mentions: list[Mention]) -> bool:
    """«نرفض العنف», «إدانته لكل أشكال العنف», «ضد أي عنف»: a noun under the speaker's refusal."""
    if j.kind == "verb":
        return False
    if _rejected_by_it(s, at, mentions):
        return True
    for i in range(at - 1, max(-1, at - 1 - _GOVERNED), -1):
        kind, before = s.kinds[i], s.at.get(i)
        if s.words[i] in STOPS or kind.flags & (c.COMP | c.REL):
            return False
        if kind.key == "ضد" or bare(kind.key) in grammar("rejects"):
            return not (i and s.kinds[i - 1].flags & c.NEG)
        if before is not None and before.role == "attitude" and before.polarity < 0:
            spoken = i == s.cue_at or before.person in ("1s", "1p") or before.kind != "verb"
            return spoken and not is_negated(s, i)
    return False


def _rejected_by_it(s: Sentence, at: int, mentions: list[Mention]) -> bool:
    """«الحزب يرفض العنف»: of itself, as if others told it."""
    for i in range(at - 1, max(-1, at - 1 - _GOVERNED), -1):
        kind, before = s.kinds[i], s.at.get(i)
        if kind.key in grammar("it_rejects") or kind.key == "ضد":
            subject = any(0 <= i - m.last <= 2 for m in mentions)
            subject = subject or kind.key != "ضد" and any(m.first == i + 1 for m in mentions)
            return subject and not (i and s.kinds[i - 1].flags & c.NEG)
        if s.words[i] in STOPS or kind.flags & (c.COMP | c.REL) or before is not None:
            return False  # «يرفض إدانة العنف»
    return False


def _is_done_to(s: Sentence, at: int, m: Mention) -> bool:
    """«إسقاط أ», «هجمة على أ», «أ يتعرض لهجمة»: the act before its object, or after a verb for it."""
    if at > m.last:
        return any(k.key in grammar("suffers") for k in s.kinds[m.last + 1 : at])
    between = s.kinds[at + 1 : m.first]
    if len(between) > 4 or any(k.flags & (c.COMP | c.REL) for k in between):
        return False
    if not STOPS.isdisjoint(s.words[at + 1 : m.first]) or any(k.key == "من" for k in between):
        return False
    heads = all(k.flags & c.TITLE or k.key in grammar("head") or not k.key.isalpha() for k in between)
    return heads or m.joined in ("ل", "ب") or any(k.key in grammar("against") for k in between)
