"""How a judging word is tied to the target: done by it, said of it, done to it, or neither.

The rules of `roles` claim only what the grammar says plainly. Here every judging word of a
statement gets one tie to the target, however loose, for the learnt decision to weigh: what the
target does, what it is called, what it suffers, what is felt for it and by whom, what stands in
its clause, what stands elsewhere.
"""

from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from ..lexicons import read_table
from ..statements import cues as c
from ..statements.conjugation import fold
from .evaluation import Judgement

TIES = ("does", "is", "suffers", "judged", "told", "judges", "clause", "far")
STOPS = frozenset("،,؛;.!؟?:()[]–—")
_REACH = 10


class Mention(NamedTuple):
    """One place where a statement names the target."""

    start: int  # characters of the statement
    end: int
    first: int  # words of the statement
    last: int
    joined: str  # the preposition written together with the name: ب, ل, ك or ""


class Tie(NamedTuple):
    """A judging word's tie to the target."""

    name: str  # one of `TIES`
    weight: float
    distance: int


@lru_cache(maxsize=64)
def grammar(kind: str) -> frozenset[str]:
    """Words of one kind in the list `stance_grammar`, folded.

    >>> "ضد" in grammar("against")
    True
    """
    return frozenset(fold(r["word"]) for r in read_table("stance_grammar") if r["kind"] == kind)


lemma_key = lru_cache(maxsize=4096)(fold)  # a few hundred lemmas, asked for in every statement


def nearest(starts: list[int], at: int) -> int:
    """Which of the mentions, given where each begins, is nearest to `at`.

    >>> [nearest([3, 10], at) for at in (0, 6, 7, 12)]
    [0, 0, 1, 1]
    """
    k = bisect_right(starts, at)
    if k == 0 or k == len(starts):
        return min(k, len(starts) - 1) if k == 0 else k - 1
    return k - 1 if at - starts[k - 1] <= starts[k] - at else k


def is_place(words: list[str], kinds: list[c.Word], m: Mention) -> bool:
    """Whether the name only says where: «في كوريا», «شمالي سوريا»."""
    at = m.first - 1
    while at > 0 and m.first - at < 3 and kinds[at].flags & c.DEFINITE and not m.joined:
        at -= 1  # «في المملكة العربية …»: the words before belong to the name
    if at > 0 and kinds[at].key == "في" and kinds[at - 1].key.startswith(("ثق", "الثقة", "يثق", "تثق", "نثق")):
        return False  # «الثقة في …»
    return at >= 0 and (kinds[at].key in grammar("where") or words[at] in ("في", "بـ"))


def is_direction(kinds: list[c.Word], m: Mention) -> bool:
    """«من كوريا», «إلى كوريا»: where something comes from or goes."""
    return bool(m.first) and kinds[m.first - 1].key in grammar("whereto")


def is_subject(words: list[str], kinds: list[c.Word], m: Mention) -> bool:
    """Whether the name opens its clause, or follows a verb at once: it may be who acts."""
    if m.joined:
        return False
    at = m.first - 1
    while at >= 0 and (_is_head(kinds[at]) or words[at] in '"«“”'):
        at -= 1
    if at < 0 or words[at] in STOPS:
        return True
    flags = kinds[at].flags
    if at and kinds[at - 1].flags & c.REL and is_verb(kinds[at]):
        return False  # «الضربة التي استهدفت …»
    if kinds[at].key in ("ليس", "ليست", "ليسوا"):
        return True
    return bool(flags & (c.COMP | c.SUB | c.AUX | c.VERB_SHAPE)) or kinds[at].cue is not None


def _is_head(kind: c.Word) -> bool:
    return bool(kind.flags & c.TITLE) or kind.key in grammar("head")


def is_verb(kind: c.Word) -> bool:
    """Whether a word is a verb by the lists, or by its shape after a name («إيران تسعى»)."""
    if kind.flags & (c.VERB_SHAPE | c.NARRATION) or kind.cue is not None:
        return True
    key = kind.key
    if 3 < len(key) < 9 and key[-1] == "ت" and key[-2] != "ا" and not kind.flags & c.DEFINITE:
        return True  # «جلبت»
    # «تهديد», «تفكيك»: nouns of verbs, and no verbs
    return 3 < len(key) < 9 and key[0] in "يت" and key[3] != "ي" and not key.endswith("ة")


def _has_owner(kind: c.Word) -> bool:
    """«حلفائها»: a noun with a pronoun is annexed to nobody else."""
    return len(kind.key) > 4 and kind.key.endswith(("ها", "هم", "هما", "نا", "ه"))


def tie_of(
    words: list[str], kinds: list[c.Word], at: int, j: Judgement, m: Mention, *, subject: bool,
    place: bool,
) -> Tie:  # fmt: skip
    """The tie of the judging word at `at` to one mention."""
    left = at < m.first
    end = at + j.lemma.count(" ")  # the last word of a set phrase: «لم يتعلم …»
    distance = max(1, m.first - end) if left else at - m.last
    if distance > _REACH:
        return Tie("far", 1.0, distance)
    inside = range(end + 1, m.first) if left else range(m.last + 1, at)
    if any(words[i] in STOPS for i in inside):
        return Tie("far", 1.0, distance)
    if place:
        return Tie("clause", 0.5, distance)
    name, weight = (_before if left else _after)(words, kinds, inside, j, m, subject, at)
    return Tie(name, weight, distance)


def _before(
    words: list[str], kinds: list[c.Word], inside: range, j: Judgement, m: Mention, subject: bool,
    at: int,
) -> tuple[str, float]:  # fmt: skip
    """A judging word before the name."""
    made = [i for i in inside if kinds[i].flags & c.REL]
    if j.kind == "noun" and made and made[-1] >= m.first - 3 and made_by(words, kinds, made[-1], m):
        inside = range(inside.start, made[-1])  # «الضربة التي وجهتها …»: as if annexed
        if not any(kinds[i].flags & (c.COMP | c.REL | c.SUB) for i in inside):
            return {"attitude": "told", "harm": "does", "pressure": "does"}.get(j.role, "does"), 0.8
    keys = [kinds[i].key for i in inside]
    agent = any(
        k in grammar("agent") and i and keys[i - 1] in ("من", "علي") for i, k in enumerate(keys)
    )  # fmt: skip
    if agent and j.role != "attitude":
        return "does", 0.9  # «… من قبل», «… على يد»
    if any(kinds[i].flags & (c.COMP | c.REL | c.SUB) for i in inside):
        return "clause", 0.5
    if j.lemma in grammar("together") and "مع" in keys:
        return "does", 0.9  # «تواطأ مع …» blames both
    heads = all(_is_head(kinds[i]) or words[i] in '"«“”' for i in inside)
    against = m.joined in ("ب", "ل") or any(
        k in grammar("against") or k in grammar("toward") for k in keys
    )  # fmt: skip
    by = any(k in grammar("by") for k in keys) and not against
    purpose = kinds[at].key.startswith("ل") and not j.lemma.startswith("ل")
    purpose = purpose and not kinds[at].key.endswith(("ات", "ة"))  # «رادع لتهديدات …»
    if j.kind == "verb":
        if at and (kinds[at - 1].flags & c.REL or kinds[at - 1].key in ("من", "ما")):
            return ("told" if j.role == "attitude" else "suffers"), 0.6  # «من أنقذ …»
        if heads and not m.joined:
            return ("judges" if j.role == "attitude" else "does"), 1.0
        if j.role == "attitude":
            return "told", 1.0
        return ("suffers", 1.0) if against or j.role in ("harm", "pressure") else ("suffers", 0.6)
    if j.kind == "adj":
        return ("judges" if j.role == "attitude" and heads else "told" if j.role == "attitude"
                else "clause"), 0.6  # fmt: skip
    if j.role == "attitude":
        if against:
            return "told", 1.0
        return ("judges", 1.0) if heads and not m.joined or by else ("told", 0.6)
    if by:
        return "does", 0.8
    if against:
        return "suffers", 1.0
    if heads and not m.joined:
        if kinds[at].flags & c.DEFINITE or _has_owner(kinds[at]) or j.lemma in grammar("tied"):
            return "clause", 0.5
        if purpose or j.role in ("harm", "pressure"):
            return "suffers", 1.0  # «لتهديد …»
        return "does", 1.0
    return "clause", 0.6 if m.joined else 1.0


def made_by(words: list[str], kinds: list[c.Word], rel: int, m: Mention) -> bool:
    """Whether a relative clause only says that the target did it: «التي تجريها …»."""
    between = [i for i in range(rel + 1, m.first) if not _is_head(kinds[i])]
    if m.joined or len(between) != 1:
        return False
    verb = kinds[between[0]]  # its pronoun tells who did it from whom it was done to
    return is_verb(verb) and verb.key.endswith(("ه", "ها", "هم"))


def _after(
    words: list[str], kinds: list[c.Word], inside: range, j: Judgement, m: Mention, subject: bool,
    at: int,
) -> tuple[str, float]:  # fmt: skip
    """A judging word after the name."""
    distance = at - m.last
    wanted = len(inside) > 1 and kinds[inside[0]].key == "ان"  # «على … أن تضع حدا لسياستها»
    if any(kinds[i].flags & c.COMP for i in inside[wanted:]):
        return "clause", 0.5
    joined = words[at].startswith("و") and not j.lemma.startswith("و")
    if joined and not inside:
        return "clause", 1.0  # «… وحلفاؤها»
    defined = kinds[at].flags & c.DEFINITE
    if j.kind == "adj" or defined and j.lemma.endswith("ية"):
        before = m.first - 1  # «تعتبرها … إرهابية»: the name is whose judgement it is
        if before >= 0 and kinds[before].cue is not None and _has_owner(kinds[before]):
            return "clause", 1.0
        # «… الفاشل», «… هو الأسوأ»: only words that link stand between, else it describes another
        if kinds[at].key.startswith(("لل", "بال")):
            return "clause", 1.0
        said = subject or not inside or bool(defined)
        if said and all(_links(words[i], kinds[i]) for i in inside):
            return ("judges" if j.role == "attitude" else "is"), 1.0
        # «… سياستها العدائية», «… دولة إرهابية»
        owned = at - 1 > m.last and _has_owner(kinds[at - 1]) and not is_verb(kinds[at - 1])
        noun = subject and distance == 2 and not kinds[at].flags & c.DEFINITE
        noun = noun and not is_verb(kinds[at - 1]) and not kinds[at - 1].flags & c.PREP
        judged = noun or owned and j.polarity < 0
        return ("is", 0.8) if judged and j.role != "attitude" else ("clause", 1.0)
    owner = j.kind == "noun" and _has_owner(kinds[at]) and not kinds[at].key.endswith("نا")
    if owner and j.role == "conduct" and j.polarity < 0 and distance <= 7:
        return "does", 0.8  # «… وتهديداتها»
    caused = inside and kinds[at - 1].key in grammar("cause") and j.strength > 0.4
    if caused and j.polarity < 0 and j.role == "conduct":
        return "does", 0.8  # «عزلت … بسبب انتهاكات»
    if wanted:
        return "clause", 1.0
    relative = any(kinds[i].flags & c.REL for i in inside)
    danger = at - 1 > m.last and kinds[at - 1].key in grammar("amounts")  # «… تشكل تهديدا»
    if danger and j.role in ("conduct", "quality") and not m.joined:
        return "is", 1.0
    if j.kind == "verb" and at - 1 > m.last and _is_its_head(kinds[at - 1].key):
        return "does", 0.8  # «… إن نظامه ينتهك»
    if not subject and not relative:
        return "clause", 1.0
    if j.role == "attitude":
        return "judges", 1.0 if distance <= 4 else 0.6
    if j.kind == "verb":
        plain = not any(kinds[i].flags & c.SUB for i in inside)
        return "does", (1.0 if distance <= 4 else 0.7) if plain else 0.5
    first = m.last + 1
    while first < at and (words[first] in '"«»“”' or kinds[first].flags & (c.NEG | c.AUX)):
        first += 1
    if first < at and is_verb(kinds[first]) and distance <= 6:
        # «… ترتكب جرائم», «… تسعى للتخريب»: what a verb of the target's is about
        verb = kinds[first]
        if verb.cue is not None or _opposes(verb.key):
            return "clause", 1.0
        governed = any(kinds[i].flags & c.PREP for i in inside)
        governed = governed or kinds[at].key.startswith(("ب", "ل"))
        bad = j.polarity < 0 and at - first <= 2
        if j.role == "harm" and at == first + 1 and not kinds[at].key.startswith("ل"):
            return "does", 0.8  # «يحاولون الاعتداء على»
        if j.role == "conduct" and (bad or not governed and at == first + 1):
            return "does", 0.8
        return "clause", 1.0
    if j.role in ("harm", "pressure"):
        return "clause", 1.0
    if first == at and not kinds[at].flags & c.DEFINITE and not kinds[at].key.startswith(("ب", "ل")):
        return "is", 1.0  # «… عار», «… لصوص»
    return "clause", 1.0


@lru_cache(maxsize=65536)
def _is_its_head(key: str) -> bool:
    """«نظامه», «وحكومتها»: what stands for the target, with its pronoun."""
    for pronoun in ("ها", "هم", "ه"):
        if key.endswith(pronoun):
            noun = key[: -len(pronoun)]
            return noun in grammar("head") or noun[:-1] + "ة" in grammar("head")
    return False


def _opposes(key: str) -> bool:
    """Verbs whose object is what the subject is against, or suffers."""
    stem = key[1:] if key[:1] in "يت" else key
    return any(stem.startswith(v) for v in grammar("opposing"))


def _links(word: str, kind: c.Word) -> bool:
    linking = kind.flags & (c.NEG | c.AUX | c.REL | c.TITLE)
    return word in '"«»“”' or bool(linking) or kind.key in grammar("copula")
