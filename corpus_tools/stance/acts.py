"""What is done to the target, and what the speaker says of that.

«محاكمة أ» says nothing yet: who demands it is against أ, and who calls it a crime is for أ. So a
word for an act done to the target is read together with what judges the act: who refuses it or
calls for it, what it is called, and by what name its doers go.
"""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from ..statements import cues as c
from .evaluation import Judgement
from .relations import STOPS, Mention, grammar, lemma_key
from .sentences import Sentence, is_fought, is_negated
from .words import bare, is_of

_REACH, _BEFORE, _AFTER, _CALLED, _RESUMED = 6, 6, 7, 4, 8
_OPENS = c.COMP | c.REL | c.SUB
_LINKS = ("ضد", "علي", "على", "بحق", "حق", "تجاه", "ازاء", "نحو", "مع")
_UPON_IT = ("عليه", "عليها", "عليهم", "ضده", "ضدها", "ضدهم")
_DOERS = ("من", "قبل", "يد", "ايدي", "جانب")
_SPOKEN, _ENDS = 16, frozenset(".؛;!؟?")
_INNER = ":()[]"  # marks that part a clause, and do not end it
_LEGAL = ("متهم", "مدان", "اتهام", "اتهامات")  # who is tried for an act is not blamed for it by who tells that
_NONE: tuple[int, tuple[int, ...], float] = 0, (), 0.0


class Act(NamedTuple):
    """An act done to the target, on which the speaker has a verdict."""

    friendly: bool
    verdict: int  # -1: the speaker is against the act, 1: calls for it
    words: tuple[int, ...]  # the act and what judges it
    weight: float = 1.0  # how plainly the verdict is the speaker's

    @property
    def score(self) -> float:
        """What the speaker's verdict on the act says of the target."""
        return self.weight * (self.verdict if self.friendly else -self.verdict)


def act_upon(s: Sentence, m: Mention) -> Act | None:
    """The act whose object is the target, if its name or pronoun stands by one that is judged.

    >>> from .sentences import bundled_reader, place_mentions
    >>> s = bundled_reader().read("محاكمة الوزير جريمة", "outlet", None, None)
    >>> act_upon(s, place_mentions(s, [(7, 13)], [""])[0])
    Act(friendly=False, verdict=-1, words=(0, 2), weight=1.0)
    """
    near = s.acts[bisect_left(s.acts, m.first - _REACH) : bisect_right(s.acts, m.last + _RESUMED)]
    found = _act_before(s, m) if near and near[0] < m.first else None
    if found is None:
        later = near and near[-1] > m.last
        return _suffered(s, m) or _act_after(s, m) if later else None
    at, friendly = found
    inner = (i for i in range(at + 1, m.first) if i in s.at and s.at[i].role in ("harm", "attitude"))
    words = [at, *inner, *_charges(s, at, m)]
    if at and is_of(s.kinds[at - 1].key, "fights") and at - 1 != s.cue_at:
        at, friendly = at - 1, not friendly  # «وقف الهجوم على …»
        words.append(at)
    verdict, where, weight = _judged(s, at, m.last, friendly)
    if not verdict:
        return None
    spoken = (
        i for i, j in s.hits
        if at - _SPOKEN < i < at and j.role == "attitude" and _ENDS.isdisjoint(s.words[i:at])
    )  # fmt: skip
    if found[0] not in s.acts:
        weight *= 0.6  # «… ضد»: whatever is done against it
    return Act(friendly, verdict, (*words, *where, *spoken), weight)  # they judge the act alone


def through(s: Sentence, m: Mention) -> str:
    """Whether the name only says whose foes or friends are spoken of: «خصوم أ», «أنصار أ»."""
    at = m.first - 1
    while at >= 0 and (s.words[at] in '"«»“”' or s.kinds[at].flags & c.TITLE):
        at -= 1
    noun = s.kinds[at].key if at >= 0 and not m.joined else ""
    return next((who for who in ("foes", "friends") if is_of(noun, who)), "")


def _act_before(s: Sentence, m: Mention) -> tuple[int, bool] | None:
    """Where an act stands whose object is the target, and whether it is a friendly one."""
    linked, owned, opposed, near, taken = m.joined in ("ل", "ب"), False, None, True, False
    for at in range(m.first - 1, max(-1, m.first - 1 - _REACH), -1):
        kind = s.kinds[at]
        if kind.key == "من" and near:
            taken = True
            continue
        if s.words[at] in STOPS or kind.flags & _OPENS or kind.key in ("يد", "ايدي", "قبل"):
            break
        if s.words[at] in '"«»“”':
            continue
        if kind.key in _LINKS:
            linked, opposed = linked or near, (kind.key == "ضد" and near) or opposed
            continue
        said = _kind_of(kind.key, s.at.get(at)) if at != s.cue_at else None
        if said is None:
            if is_of(kind.key, "owned"):
                owned = True
            elif opposed is True and _may_act(kind) and not _is_adjective(s, at):
                opposed = at, False  # «العمل ضد …»
            near = near and (_is_head(kind) or bool(kind.flags & c.DEFINITE) or owned)
            continue
        friendly, takes_object = said
        if taken and not linked:  # «السخرية من …», but «هجوم من …»
            return (at, friendly) if is_of(kind.key, "from_whom") else None
        if m.joined and m.first - at > 3:
            break
        denied = at and s.kinds[at - 1].flags & c.NEG and s.kinds[at - 1].key not in ("الا", "لئلا")
        if denied or at and bare(s.kinds[at - 1].key) == "عدم":
            return None  # «بعدم الاعتداء على …»
        j = s.at.get(at)
        if j is not None and j.kind == "verb":
            if j.person[:1] == "1" and not (at and s.kinds[at - 1].key == "ان"):
                return None  # «ندعم …», but «من الظلم أن نحاسب …»
            relative = at and s.kinds[at - 1].flags & c.REL
            attack = j.role != "attitude" and (linked or owned and near)
            reached = attack or _names_only(s, at, m) and not m.joined
            return (at, friendly) if reached and not relative else None
        annexed = takes_object and not kind.flags & c.DEFINITE and not _turns_to_another(s, m)
        theirs = owned and near and (takes_object or is_of(kind.key, "by_or_to"))
        if linked and (not friendly or m.first - at < 4 and not opposed) or theirs or annexed and _names_only(s, at, m):
            return at, friendly
        if not is_of(kind.key, "by_or_to"):
            break
    return opposed if isinstance(opposed, tuple) else None


def _is_head(kind: c.Word) -> bool:
    return bool(kind.flags & c.TITLE) or is_of(kind.key, "head")


def _may_act(kind: c.Word) -> bool:
    flags = c.AUX | c.NEG | c.PREP | c.TITLE | c.VERB_SHAPE
    return kind.key.isalpha() and not kind.flags & flags and kind.key not in grammar("copula")


def _is_adjective(s: Sentence, at: int) -> bool:
    """Whether a word describes the one before it: a list says so, or it is inside a set phrase."""
    j, before = s.at.get(at), s.at.get(at - 1)
    if j is not None and j.kind == "adj" or before is not None and " " in before.lemma:
        return True
    return bool(at and s.kinds[at].flags & c.DEFINITE and s.kinds[at - 1].flags & c.DEFINITE)


def _kind_of(noun: str, j: Judgement | None) -> tuple[bool, bool] | None:
    """Whether a word is an act done to somebody: friendly or not, and whether it takes an object."""
    if is_of(noun, "done_to"):
        return False, True
    if is_of(noun, "done_for"):
        return True, True
    if is_of(noun, "against_whom") or is_of(noun, "by_or_to"):
        return False, False
    if j is None or j.kind not in ("noun", "verb"):
        return None
    if j.role == "harm" and j.polarity < 0 or j.kind == "verb" and j.lemma in grammar("attacks"):
        return False, j.kind == "verb"
    if j.role == "attitude":
        return j.polarity > 0, False
    return None


def _suffered(s: Sentence, m: Mention) -> Act | None:
    """«تعرض عضو أ للضرب من بلطجية»: the act stands after the one who suffers it."""
    if not any(k.key in grammar("suffers") for k in s.kinds[max(0, m.first - 9) : m.first]):
        return _wronged(s, m)
    for at in range(m.last + 1, min(len(s.words), m.last + 1 + _RESUMED)):
        j = s.at.get(at)
        if s.kinds[at].key.startswith("ل") and (is_of(s.kinds[at].key, "by_or_to") or j and j.role == "harm"):
            verdict, where, weight = _judged(s, at, at, False, least=m.last)
            return Act(False, verdict, (at, *where), weight) if verdict else None
    return None


def _wronged(s: Sentence, m: Mention) -> Act | None:
    """«أ يتعرض لحملة»: the verb after the name; who speaks of a campaign calls it a wrong."""
    for i in range(m.last + 1, min(len(s.words), m.last + 4)):
        if s.words[i] in STOPS:
            return None
        if s.kinds[i].key in grammar("suffers"):
            for at in range(i + 1, min(len(s.words), i + 7)):
                if s.kinds[at].key.startswith("ل") and is_of(s.kinds[at].key, "wrongs"):
                    rest = range(at + 1, min(len(s.words), at + 6))
                    return Act(False, -1, (at, *(k for k in rest if k in s.at)), 0.7)
    return None


def _act_after(s: Sentence, m: Mention) -> Act | None:
    """«أ … لن يستطيع أحد إسقاطه»: an act whose pronoun is the target, if it is judged."""
    cue = s.kinds[s.cue_at].cue if 0 <= s.cue_at < m.first else None
    if cue is not None and lemma_key(cue.lemma) in grammar("accuses"):
        return None  # «اتهم أ بالاعتداء عليه»
    for at in range(m.last + 1, min(len(s.words), m.last + 1 + _RESUMED)):
        if s.words[at] in STOPS and s.words[at] not in ".،:()":
            return None
        key, j = s.kinds[at].key, s.at.get(at)
        if key in _UPON_IT and at - 1 > m.last and _kind_of(s.kinds[at - 1].key, s.at.get(at - 1)):
            verdict, where, weight = _judged(s, at - 1, at, False, least=m.last)
            return Act(False, verdict, (at - 1, *where), weight) if verdict else None
        pronoun = next((p for p in ("ها", "هم", "ه") if key.endswith(p)), "")
        if not pronoun or at == s.cue_at or key.startswith("ب"):
            continue
        noun = key[: -len(pronoun)]
        known = is_of(noun, "done_to") or noun[:-1] + "ة" in grammar("done_to")
        if known or j is not None and j.role == "harm" and j.kind == "verb":
            verdict, where, weight = _judged(s, at, at, False, least=m.last)
            return Act(False, verdict, (at, *where), weight) if verdict else None
    return None


def _turns_to_another(s: Sentence, m: Mention) -> bool:
    """«اتهام أ لـ«ب»»: the one annexed does it, and it is done to another."""
    after = s.kinds[m.last + 1 : m.last + 2]
    if not after:
        return False
    key = after[0].key
    return key in ("علي", "على", "ضد") or key.startswith("لل") or s.words[m.last + 1] in ("لـ", "ل")


def _names_only(s: Sentence, at: int, m: Mention) -> bool:
    """Whether only the head of a name, a title or a quotation mark stands between."""
    return all(
        _is_head(s.kinds[i]) or s.words[i] in '"«»“”'
        for i in range(at + 1, m.first)
    )  # fmt: skip


def _charges(s: Sentence, at: int, m: Mention) -> list[int]:
    """«اتهام أ بالعنف», «تحميل أ المسؤولية»: what the act says of its object is no one else's word."""
    if not is_of(s.kinds[at].key, "charges"):
        return []
    out = []
    for i in range(m.last + 1, min(len(s.words), m.last + 6)):
        if s.words[i] in STOPS:
            break
        j = s.at.get(i)
        if j is not None and (j.role == "blame" or s.kinds[i].key.startswith("ب")):
            out.append(i)
    return out


def _judged(
    s: Sentence, at: int, last: int, friendly: bool, least: int = -1
) -> tuple[int, tuple[int, ...], float]:
    """The verdict on the act at `at` whose object ends at `last`, where it stands, how plain it is."""
    for found in (
        _forbidden(s, at), _called_after(s, last, friendly), _described(s, at), _said_before(s, at, friendly, least),
        _done_by(s, at, last),
    ):  # fmt: skip
        if found[0]:
            return found
    j = s.at.get(at)
    lemma = j.lemma if j is not None and j.kind == "verb" else s.kinds[at].key
    # «تشويه أ», «يفتري على أ»: the word itself calls the act unjust
    return (-1, (), 0.6) if is_of(lemma, "unjust") else _NONE


def _forbidden(s: Sentence, at: int) -> tuple[int, tuple[int, ...], float]:
    """«عليهم ألا يضغطوا على …»: what is not to be done."""
    return (-1, (at - 1,), 1.0) if at and s.kinds[at - 1].key in ("الا", "لئلا") else _NONE


def _described(s: Sentence, at: int) -> tuple[int, tuple[int, ...], float]:
    """«حملة شرسة على …»: the act's own adjective; a set phrase for an unjust act says it itself."""
    j, after = s.at.get(at), s.at.get(at + 1)
    if j is not None and j.role == "harm" and " " in j.lemma:
        schemed = (i for i in range(at - 2, at) if i in s.at and s.at[i].polarity < 0)
        return -1, tuple(schemed), 1.0
    if after is not None and after.kind == "adj" and after.polarity < 0 and after.role == "quality":
        return -1, (at + 1,), 1.0  # but «هجوما لاذعا» is the speaker's own
    return _NONE


def _said_before(
    s: Sentence, at: int, friendly: bool, least: int
) -> tuple[int, tuple[int, ...], float]:
    """What stands before the act: «لا يجوز …», «أدان …», «مخطط …», «يجب …»."""
    for i in range(at - 1, max(least, at - 1 - _BEFORE), -1):
        kind, j = s.kinds[i], s.at.get(i)
        if s.words[i] in STOPS and s.words[i] not in _INNER:
            break
        denied = any(k.flags & c.NEG for k in s.kinds[max(0, i - 2) : i]) or kind.key == "الا"
        noun = kind.key
        if is_of(noun, "permits"):
            return (-1 if denied else 0), (i,), 1.0
        if is_of(noun, "other_ways") and denied:
            return 1, (i,), 1.0  # «لا بديل عن …»
        if is_of(noun, "demands"):
            denied = denied or s.kinds[i + 1].key in ("الا", "عدم", "بعدم")
            return (-1 if denied else 1), (i,), 1.0
        if is_of(noun, "neglects") and i != s.cue_at:
            return (1 if friendly else -1), (i,), 1.0  # «تقاعس عن حماية …»
        if noun in grammar("decides") and any(k.key in grammar("people") for k in s.kinds[max(0, i - 2) : i + 2]):
            return (-1 if denied else 1), (i,), 1.0  # «الشعب يريد …»
        if is_of(noun, "attempts") or kind.key == "ضد":
            return -1, (i,), 1.0
        if j is None or not j.polarity or i == s.cue_at or is_fought(s, i) or j.lemma in _LEGAL:
            continue
        if bare(kind.key) in ("اتهام", "اتهامات") and s.kinds[at].key.startswith("ب"):
            break  # «اتهام … بالمؤامرة»: what others say
        if s.kinds[at].flags & c.WITH_AND and at - i < 3 and _kind_of(kind.key, j):
            continue  # «محاسبة ومعاقبة …»: two acts
        bad = (j.polarity < 0) != is_negated(s, i)
        if j.role == "attitude" and _is_voiced(s, i, j):
            return (-1 if bad else 1), (i,), 0.8
        if j.role in ("conduct", "quality") and not friendly and bad and at - i < 4 and j.kind != "verb":
            joined = s.kinds[at].flags & c.WITH_AND  # «الفتنة وتشويه …»
            return (0 if joined else -1), (i,), 0.8
    return _said_by_cue(s, at)


def _said_by_cue(s: Sentence, at: int) -> tuple[int, tuple[int, ...], float]:
    """«استنكر …», «طالب بـ…», «اتهم … بـ…»: the verb that reports judges the act."""
    cue = s.kinds[s.cue_at].cue if 0 <= s.cue_at < at else None
    if cue is None or at - s.cue_at > _SPOKEN or not _ENDS.isdisjoint(s.words[s.cue_at : at]):
        return _NONE
    lemma, j = lemma_key(cue.lemma), s.at.get(s.cue_at)
    if lemma in grammar("demands"):
        return 1, (s.cue_at,), 1.0
    if lemma in grammar("accuses") or cue.cue_class == "threatening":
        threat = lemma not in grammar("accuses") and lemma != "حذر"
        # who accuses another of it, or warns of it, need not be for the one harmed
        return (1, (s.cue_at,), 1.0) if threat else (-1, (s.cue_at,), 0.5)
    if cue.cue_class == "denying" or j is not None and j.role == "attitude":
        good = j is not None and j.polarity > 0 and cue.cue_class != "denying"
        return (1 if good != is_negated(s, s.cue_at) else -1), (s.cue_at,), 1.0
    return _NONE


def _is_voiced(s: Sentence, at: int, j: Judgement) -> bool:
    """An attitude of «we» or the people, or of a noun or participle where somebody is quoted."""
    if j.person in ("1s", "1p") or j.kind != "verb" and at > s.cue_at >= 0:
        return True
    near = (k.key for k in s.kinds[max(0, at - 2) : at + 2])
    return j.kind == "verb" and not grammar("people").isdisjoint(near)


def _called_after(s: Sentence, last: int, friendly: bool) -> tuple[int, tuple[int, ...], float]:
    """«… جريمة», «… لا يجوز», «… ضرورة»: what the act is called after its object."""
    for i in range(last + 1, min(len(s.words), last + 1 + _CALLED)):
        kind, j = s.kinds[i], s.at.get(i)
        if s.words[i] in STOPS and s.words[i] not in _INNER or kind.flags & (_OPENS | c.WITH_AND):
            break
        denied = any(k.flags & c.NEG for k in s.kinds[max(0, i - 2) : i])
        if kind.key in grammar("demands") or kind.key in grammar("permits") and denied:
            return (-1 if denied else 1), (i,), 1.0
        if j is None or not j.polarity or j.kind == "verb":
            continue
        led = any(k.key in grammar("leads") for k in s.kinds[max(last + 1, i - 2) : i])
        if led and j.polarity < 0:
            return -1, (i,), 1.0  # «… يقود إلى الفوضى»
        if kind.flags & (c.DEFINITE | c.WITH_AND):
            continue
        prefixed = kind.key[0] in "بل" and j.lemma[0] not in "بل"
        set_phrase = j.role == "harm" and " " in j.lemma
        if not set_phrase and (j.role not in ("conduct", "quality") or j.strength < 0.5):
            continue
        if prefixed or s.kinds[i - 1].flags & c.PREP or bare(s.kinds[i - 1].key) == "تهمة":
            continue
        bad = (j.polarity < 0) != is_negated(s, i)
        if j.polarity < 0 and bad if friendly else True:
            return (-1 if bad else 1), (i,), 1.0
    return _NONE


def _done_by(s: Sentence, at: int, last: int) -> tuple[int, tuple[int, ...], float]:
    """«… من بلطجية», «اعتدى مأجورون على …»: doers whose very name judges what they do."""
    verb = s.at.get(at)
    doers = range(max(0, at - 3), at + 3) if verb is not None and verb.kind == "verb" else ()
    for i in doers:
        if i != at and i <= last and s.loaded.get(i, 0) < 0:
            return -1, (i,), 1.0
    for i in range(last + 1, min(len(s.words), last + _AFTER)):
        led = any(k.key in _DOERS for k in s.kinds[max(0, i - 3) : i]) or doers and i == last + 1
        if led and s.loaded.get(i, 0) < 0:
            return -1, (i,), 1.0
    return _NONE
