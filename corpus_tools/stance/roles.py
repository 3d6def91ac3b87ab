"""Who is judged by a judging word: the syntax of roles.

A judging word near a name proves nothing: in «هدد أ ب» the speaker's words are against ب, and in
«تهديدات أ» they are against أ. So each judging word brings a role (see `evaluation`), and the
order of the clause says whether the target fills it.
"""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Any, NamedTuple

from ..statements import cues as c
from ..statements.conjugation import fold
from .evaluation import Evaluative, Judgement, loaded_names
from .targets import aligned

_WORD = re.compile("[\\w\u064b-\u065f\u0670\u0640#]+(?:[-'][\\w]+)*|[^\\w\\s]")
_BOUNDARY = set("،,؛;.!؟?:")
_AGAINST_IT = {"ضد", "علي", "على", "تجاه", "ازاء", "حيال", "بحق", "لدي"}
_RULERS = ("نظام", "حكم", "حكومة", "سلطة", "قيادة", "سياسات", "سياسة", "جماعة", "قادة")
RULE_KINDS = ("attitude", "conduct", "harm", "own", "loaded", "warning", "addressed")
_HE_SAYS = ("انه", "انها", "انهم", "بانه", "بانها")
_REACH_LEFT, _REACH_RIGHT = 7, 8


class Sentence(NamedTuple):
    """One statement ready to be scored."""

    text: str
    words: list[str]
    spans: list[tuple[int, int]]
    kinds: list[c.Word]
    hits: list[tuple[int, Judgement]]
    at: dict[int, Judgement]  # the same, by position
    cue_at: int  # position of the word that attributes, or -1
    source: tuple[int, int]  # where the source stands in the text, or (-1, -1)
    source_words: tuple[int, int]  # the same in words
    voice: str
    loaded: dict[int, int]  # positions where a loaded name begins -> its polarity


class Reader:
    """The lists, looked up once per word type, and what they make of a statement."""

    def __init__(self, lexicon: Any) -> None:
        self.judge, self.vocabulary, self.loaded = (
            Evaluative(lexicon),
            c.bundled_vocabulary(),
            loaded_names(),
        )
        self.loaded_first = {name.split(" ", 1)[0] for name in self.loaded}
        self.attitudes = {
            j.lemma: j for j in self.judge.forms.values() if j.role == "attitude"
        }  # fmt: skip

    def read(self, text: str, voice: str, source: Any, cue: Any) -> Sentence:
        words, spans = [], []
        for m in _WORD.finditer(text):
            words.append(m.group())
            spans.append(m.span())
        kinds = [self.vocabulary[w] for w in words]
        hits = []
        for i, word in enumerate(words):
            judgement = self.judge[word]
            said = kinds[i].cue
            if said is not None and said.form == "participle":  # «منددا بـ»: the speaker's too
                lemma = fold(said.lemma)
                judgement = self.attitudes.get(lemma, judgement)
                judgement = judgement and judgement._replace(kind="participle")
            if judgement is not None:
                hits.append((i, judgement))
        at = text.find(cue) if isinstance(cue, str) and cue else -1
        cue_at = next((i for i, (a, b) in enumerate(spans) if a <= at < b), -1) if at >= 0 else -1
        where = text.find(source) if isinstance(source, str) and source else -1
        place = (where, where + len(source)) if where >= 0 else (-1, -1)
        inside = [i for i, (a, _) in enumerate(spans) if place[0] <= a < place[1]]
        named = (inside[0], inside[-1] + 1) if inside else (-1, -1)
        return Sentence(text, words, spans, kinds, hits, dict(hits), cue_at, place, named, voice,
                        self._loaded_in(kinds))  # fmt: skip

    def _loaded_in(self, kinds: list[c.Word]) -> dict[int, int]:
        """Where a loaded name of one word or two begins, and its polarity."""
        out = {}
        for at, word in enumerate(kinds):
            key = word.key.removeprefix("ب")
            if key in self.loaded_first:
                both = f"{key} {kinds[at + 1].key}" if at + 1 < len(kinds) else ""
                polarity = self.loaded.get(both) or self.loaded.get(key, 0)
                if polarity:
                    out[at] = polarity
        return out


@lru_cache(maxsize=1)
def bundled_reader() -> Reader:
    """The reader of the bundled lists, kept for the process: a word type is looked up once."""
    return Reader(None)


def is_source(s: Sentence, text: str, mentions: list[tuple[int, int]], adjective: Any) -> bool:
    """Whether the speaker is the target or one of its own («وزير خارجية …»)."""
    a, b = s.source
    if a < 0:
        return False
    inside = [m for m in mentions if a <= m[0] < b]
    if inside and not any(f" {p} " in text[a : inside[0][0]] for p in ("في", "لدى", "عن", "على")):
        return True
    return adjective is not None and bool(adjective.search(aligned(text[a:b])))


def holder_of(voice: str, s: Sentence, evidence: list[tuple[int, int]]) -> str | None:
    """Whose stance it is; for a mixed statement, where its evidence stands decides."""
    if voice == "attributed":
        return "source"
    if voice == "outlet":
        return "outlet"
    if not evidence or s.cue_at < 0:
        return None
    after = [a >= s.spans[s.cue_at][0] for a, _ in evidence]
    return "source" if all(after) else "outlet" if not any(after) else None


def rule_score(
    s: Sentence, mentions: list[tuple[int, int]], belongs: bool
) -> tuple[float, list[tuple[int, int]], dict[str, float]]:
    """Sum of what each judging word says of the target, cut to [-1, 1], with the words.

    The third value is what each kind of rule gave (see `RULE_KINDS`), its sign in the name.
    """
    total, evidence = 0.0, []
    parts: dict[str, float] = {}
    used: set[int] = set()
    ends, places = [b for _, b in s.spans], [at for at, _ in s.hits]

    def count(at: int, weight: float, kind: str) -> None:
        nonlocal total
        if weight and at not in used:
            used.add(at)
            total += weight
            name = f"rule_{kind}_{'good' if weight > 0 else 'bad'}"
            parts[name] = min(1.0, parts.get(name, 0.0) + abs(weight))
            evidence.append(s.spans[at])

    if belongs:
        for at, judgement in s.hits:
            count(at, _own(s, at, judgement), "own")
    for start, end in mentions:
        first = min(bisect_right(ends, start), len(ends) - 1)
        last = min(bisect_left(ends, end), len(ends) - 1)
        for at in (first, first - 1):  # the name itself, or a loaded word annexed to it
            if at >= 0:
                count(at, 0.8 * s.loaded.get(at, 0), "loaded")
        if s.source[0] <= start < s.source[1] or belongs:
            continue
        count(s.cue_at, _warning(s, first), "warning")
        addressed = is_addressed(s, first, last)
        until = len(places) if addressed else bisect_right(places, last + _REACH_RIGHT)
        near = s.hits[bisect_left(places, first - _REACH_LEFT) : until]
        harms = [
            at for at, j in near
            if j.role == "harm" and at < first and _weight(s, at, j, first, last) > 0
        ]  # fmt: skip
        for at, judgement in near:
            # «أدان الاعتداء على كذا» condemns the attack, and not the one attacked
            if first <= at <= last or harms and judgement.role == "attitude" and at < harms[-1]:
                continue
            if addressed and judgement.role in ("conduct", "quality", "blame") and at > last:
                sign = -judgement.polarity if is_negated(s, at) else judgement.polarity
                count(at, 0.6 * sign, "addressed")
            else:
                kind = judgement.role if judgement.role in RULE_KINDS else "conduct"
                count(at, _weight(s, at, judgement, first, last), kind)
    return max(-1.0, min(1.0, total)), sorted(set(evidence)), parts


def is_addressed(s: Sentence, first: int, last: int) -> bool:
    """«فلان لـ«جهة»: …»: the target is spoken to."""
    before = s.words[first - 2 : first] if first > 1 else []
    to = s.kinds[first].key.startswith("ل") or any(w in ("لـ", "ل") for w in before)
    return to and ":" in s.words[last + 1 : last + 3]


def _warning(s: Sentence, first: int) -> float:
    """«حذر من أن كذا سيفعل»: the speaker sees a danger in the one who will do it."""
    if s.cue_at < 0 or first < s.cue_at or s.kinds[s.cue_at].cue is None:
        return 0.0
    if s.kinds[s.cue_at].cue.lemma not in ("حذر", "نبه", "أنذر") or first - s.cue_at > 18:
        return 0.0
    opened = [i for i in range(s.cue_at + 1, first) if s.kinds[i].flags & c.COMP]
    return -0.6 if opened and first - opened[-1] <= 2 else 0.0


def _between(s: Sentence, a: int, b: int, *, clauses: bool) -> bool:
    """Whether a clause boundary stands between two positions."""
    return any(
        s.words[i] in _BOUNDARY or clauses and s.kinds[i].flags & c.COMP for i in range(a + 1, b)
    )


def is_negated(s: Sentence, at: int) -> bool:
    return any(s.kinds[i].flags & c.NEG for i in range(max(0, at - 2), at))


def _own(s: Sentence, at: int, j: Judgement) -> float:
    """The target speaks itself: good words about itself, and denials, are in its favour."""
    if at <= s.cue_at or s.voice == "outlet":
        return 0.0
    cue = s.kinds[s.cue_at].cue if s.cue_at >= 0 else None
    if j.polarity < 0 and j.role in ("conduct", "harm", "blame"):
        denied = is_negated(s, at) or cue is not None and cue.lemma in ("نفى", "أنكر")
        return 0.6 if denied else 0.0
    if j.role in ("peace", "conduct", "quality") and j.polarity > 0:
        return 0.0 if is_negated(s, at) else 0.3
    return 0.0


def _weight(s: Sentence, at: int, j: Judgement, first: int, last: int) -> float:
    """What the judging word at `at` says of the target that stands at first…last."""
    left = at < first
    distance = first - at if left else at - last
    if distance > (_REACH_LEFT if left else _REACH_RIGHT):
        return 0.0
    if _between(s, at, first, clauses=True) if left else _between(s, last, at, clauses=False):
        return 0.0
    sign = -j.polarity if is_negated(s, at) else j.polarity
    if j.role == "attitude":
        return _attitude(s, at, j, sign) if left else 0.0
    link = _link(s, at, first) if left else ""  # how the word before is tied to the target
    if j.role == "harm" and link == "by":
        return -0.6
    if j.role == "harm":
        return 0.9 if left and link == "against" and _condemned(s, at) else 0.0
    if j.role == "pressure":
        announced = left and link == "against" and 0 <= s.cue_at < at and at - s.cue_at <= 6
        return -0.6 if announced and not is_negated(s, at) else 0.0
    if j.role not in ("conduct", "quality", "blame"):
        return 0.0
    supposed = 0.5 if _supposed(s, min(at, first), max(at, last)) else 1.0
    if left:
        if link == "against" or j.kind == "adj":
            return 0.0
        if j.role == "conduct" and s.kinds[first].key.startswith("لل"):
            return 0.0  # «تهديداته للدولة»: somebody else's threats
        near = distance == 1 or link == "by" or distance <= 3 and _heads(s, at, first)
        return 0.7 * sign * supposed if near else 0.0
    if j.kind == "noun" and j.role != "blame" and _is_annexed(s, at):
        return 0.0
    return (0.7 if distance <= 6 else 0.4) * sign * supposed


def _is_annexed(s: Sentence, at: int) -> bool:
    """Whether a noun belongs to the name after it: «لتهديدات الدولة الأخرى»."""
    after = s.kinds[at + 1 : at + 3]
    return not s.kinds[at].flags & c.DEFINITE and any(k.flags & c.DEFINITE for k in after)


def _heads(s: Sentence, at: int, first: int) -> bool:
    """Whether only heads of names stand between: «إفلاس حكم …», «قمع نظام …»."""
    return all(
        s.kinds[i].flags & c.TITLE or s.kinds[i].key in _RULERS or s.words[i] in '"«“”'
        for i in range(at + 1, first)
    )


def _hits_between(s: Sentence, a: int, b: int) -> list[Judgement]:
    return [s.at[i] for i in range(a, b + 1) if i in s.at]


def _supposed(s: Sentence, a: int, b: int) -> bool:
    """Whether the clause is a supposition: «إذا», «لو», «قد»."""
    return any(j.role == "hypothetical" for j in _hits_between(s, a - 3, b))


def _condemned(s: Sentence, at: int) -> bool:
    """Whether the speaker condemns what stands at `at`: «يدين الاعتداءات على …»."""
    near = zip(range(at - 5, at), (s.at.get(i) for i in range(at - 5, at)), strict=True)
    return any(
        j is not None and j.role == "attitude" and j.polarity < 0 and _attitude(s, i, j, -1)
        for i, j in near
    )


def _link(s: Sentence, at: int, first: int) -> str:
    """How a word before the target is tied to it: "against" it, "by" it, or ""."""
    for i in range(at + 1, first + 1):
        key = s.kinds[i].key
        if key in _AGAINST_IT:
            return "against"
        if key in ("قبل", "جانب"):
            return "by"
    return ""


def _attitude(s: Sentence, at: int, j: Judgement, sign: int) -> float:
    """The speaker's own attitude: of the main verb or one joined to it, a participle, or «we»."""
    if j.person in ("1s", "1p"):
        return 0.7 * sign
    if s.voice == "outlet" or s.cue_at < 0 or at < s.cue_at:
        return 0.0
    before = s.kinds[at - 1].flags if at else 0
    mine = at == s.cue_at or j.kind == "participle"
    if j.kind == "verb" and not mine:
        joined = s.kinds[at].flags & c.WITH_AND or at and s.kinds[at - 1].key == "كما"
        mine = bool(joined) and not before & (c.REL | c.SUB)
        mine = mine or bool(at and s.kinds[at - 1].key in _HE_SAYS)
    if j.kind == "noun":
        cue = s.kinds[s.cue_at].cue
        spoken = cue is not None and cue.frame in ("express", "direct")
        mine = (
            spoken
            or at - s.cue_at <= 4
            or any(
                k.key in ("معربا", "معربة", "معبرا", "معبرة") for k in s.kinds[max(0, at - 3) : at]
            )
        )
    return 0.7 * sign if mine else 0.0
