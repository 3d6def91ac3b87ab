"""A statement ready to be scored: its words, the judging ones among them, who speaks, what is denied."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import compress
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from ..statements import cues as c
from ..statements.conjugation import fold
from .evaluation import Evaluative, Judgement, loaded_names
from .relations import Mention, grammar
from .targets import aligned
from .voice import Manner, manner_of
from .words import backed, bare, cleared, is_of, left_behind, owned

_WORD = re.compile("[\\w\u064b-\u065f\u0670\u0640#]+(?:[-'][\\w]+)*|[^\\w\\s]")
_END = itemgetter(1)  # of a span
_LEADS_ON = ("على", "من", "ضد", "كل", "أشكال", "جميع", "أعمال", "عن")
_FUNCTION = c.COMP | c.REL | c.SUB | c.PREP | c.AUX | c.NEG
_LASTS = ("زال", "يزال", "تزال", "زلنا", "يزالون", "قبل", "بعد", "برح", "بد", "سيما")


_WHAT = ("سرعان", "كثيرا", "هو", "هي", "هذا", "ذلك", "كل", "وهذا", "علي", "على", "في", "من", "عن", "اذا", "بعد", "قبل", "مثل")  # «وهو ما …»
_COPULA_NOT = ("ليس", "ليست", "ليسوا", "لسنا", "لست")
_WAS = ("كان", "كانت", "كانوا", "كنا")
_THERE = ("يوجد", "توجد", "هناك", "وجود")
_BE = ("يكن", "تكن", "يكونوا", "نكن", "يكون", "تكون")


MAY_ACT, TURNS, DENIES, LACKS, TIED, BLAMES, SUPPOSES, GAINSAYS = 1, 2, 4, 8, 16, 32, 64, 128


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
    manner: Manner
    marks: int  # what its words may bring, as bits: where none stands, nobody looks for it
    acts: tuple[int, ...]  # positions of words that may be an act done to somebody


class Type(NamedTuple):
    """What a word type is to a reader."""

    kind: c.Word
    judgement: Judgement | None
    loaded: str  # the key under which a loaded name begins with it, or ""
    phrases: dict[str, list[tuple[list[str], Judgement]]]  # that begin with it, by the next word
    marks: int  # bits of `MAY_ACT` and its like


class Reader(dict):
    """The lists, looked up once per word type, and what they make of a statement."""

    def __init__(self, lexicon: Any) -> None:
        super().__init__()
        self.judge, self.vocabulary = Evaluative(lexicon), c.bundled_vocabulary()
        self.loaded = loaded_names()
        self.phrases: dict[str, dict[str, list[tuple[list[str], Judgement]]]] = {}
        for words, judgement in sorted(self.judge.phrases, key=lambda p: -len(p[0])):
            first, then, *rest = (self._kind(w).key for w in words)  # the longest is tried first
            self.phrases.setdefault(first, {}).setdefault(then, []).append((rest, judgement))
        self.loaded_first = {name.split(" ", 1)[0] for name in self.loaded}
        self.attitudes = {
            j.lemma: j for j in self.judge.forms.values() if j.role == "attitude"
        }  # fmt: skip

    def __missing__(self, written: str) -> Type:
        kind, judgement = self._kind(written), self.judge[written]
        said = kind.cue
        if said is not None and said.form == "participle":  # «منددا بـ»: the speaker's too
            judgement = self.attitudes.get(fold(said.lemma), judgement)
            judgement = judgement and judgement._replace(kind="participle")
        loaded = kind.key if kind.key in self.loaded_first else kind.key.removeprefix("ب")
        if loaded.endswith("ى") and loaded not in self.loaded_first:
            loaded = loaded[:-1] + "ي"
        phrases = self.phrases.get(kind.key)
        if phrases is None and kind.key[:1] in ("ب", "ل", "ك"):  # «بمفاصل الدولة»
            key = kind.key
            phrases = self.phrases.get("ا" + key[1:] if key.startswith("لل") else key[1:])
        loaded = loaded if loaded in self.loaded_first else ""
        marks = _marks(kind, judgement)
        found = self[written] = Type(kind, judgement, loaded, phrases or {}, marks)
        return found

    def _kind(self, written: str) -> c.Word:
        """The kind of a word; «فى» and «التى», as Egypt spells, are «في» and «التي»."""
        found = self.vocabulary[written]
        if written.endswith("ى") and not found.flags & _FUNCTION & ~c.PREP:
            other = self.vocabulary[written[:-1] + "ي"]
            if other.flags & _FUNCTION:
                return other
        return found

    def read(self, text: str, voice: str, source: Any, cue: Any) -> Sentence:
        found = list(_WORD.finditer(text))
        words, spans = list(map(re.Match.group, found)), list(map(re.Match.span, found))
        types = map(self.__getitem__, words)
        kinds, judged, loaded, phrases, each = map(list, zip(*types))  # noqa: B905
        marked, marks = [], 0
        for i, bits in compress(enumerate(each), each):
            marks |= bits
            if bits & (MAY_ACT | TURNS):
                marked.append((i, bits))
        acts = tuple([i for i, bits in marked if bits & MAY_ACT])
        keys = list(map(attrgetter("key"), kinds))
        hits = list(compress(enumerate(judged), judged))
        begins, within = _phrases_in(phrases, keys)
        if within:
            hits = sorted([*begins, *(hit for hit in hits if hit[0] not in within)])
        hits = backed(hits, kinds)
        if marks & TURNS:
            hits = left_behind(hits, kinds, [i for i, bits in marked if bits & TURNS])
        if begins or marks & BLAMES:
            hits = cleared(hits, kinds)
        at = text.find(cue) if isinstance(cue, str) and cue else -1
        cue_at = bisect_right(spans, (at, len(text))) - 1  # the last word that begins there or before
        cue_at = cue_at if cue_at >= 0 and at < spans[cue_at][1] else -1
        where = text.find(source) if isinstance(source, str) and source else -1
        place = (where, where + len(source)) if where >= 0 else (-1, -1)
        first, last = (bisect_left(spans, (edge,)) for edge in place)
        named = (first, last) if first < last else (-1, -1)
        return Sentence(text, words, spans, kinds, hits, dict(hits), cue_at, place, named, voice,
                        self._loaded_in(loaded, keys), manner_of(words, keys), marks,
                        acts)  # fmt: skip

    def _loaded_in(self, loaded: list[str], keys: list[str]) -> dict[int, int]:
        """Where a loaded name of one word or two begins, and its polarity."""
        out = {}
        for at, key in compress(enumerate(loaded), loaded):
            both = f"{key} {keys[at + 1]}" if at + 1 < len(keys) else ""
            polarity = self.loaded.get(both) or self.loaded.get(key, 0)
            if polarity:
                out[at] = polarity
        return out


def _phrases_in(
    phrases: list[dict[str, list[tuple[list[str], Judgement]]]], keys: list[str]
) -> tuple[list[tuple[int, Judgement]], set[int]]:
    """Judging phrases by where each begins, and all positions that they cover."""
    begins: list[tuple[int, Judgement]] = []
    within: set[int] = set()
    for at in compress(range(len(keys) - 1), phrases):
        if at not in within:
            for rest, judgement in phrases[at].get(keys[at + 1], ()):
                until = at + 2 + len(rest)
                if keys[at + 2 : until] == rest:
                    if judgement.role != "never":
                        begins.append((at, judgement))
                    within.update(range(at, until))
                    break
    return begins, within


_ACTS = ("done_to", "done_for", "against_whom", "by_or_to", "from_whom")


def _marks(kind: c.Word, judgement: Judgement | None) -> int:
    """What a word type may bring: an act, a thing left or lost, a denial."""
    forms = {kind.key, kind.key[1:] if kind.key[:1] in ("ف", "و") else kind.key}
    forms |= {form for key in tuple(forms) for form in owned(key)}
    out = DENIES if kind.flags & c.NEG or kind.key in (*_COPULA_NOT, "عدم", "بعدم") else 0
    out |= DENIES | GAINSAYS if kind.key in grammar("says_not") else 0
    out |= SUPPOSES if kind.key in ("لو", "اذا") else 0
    acts = judgement is not None and judgement.kind in ("noun", "verb") and (
        judgement.role in ("harm", "attitude") or judgement.lemma in grammar("attacks")
    )  # fmt: skip
    acts = acts or any(is_of(form, name) for form in forms for name in _ACTS) or kind.key == "ضد"
    out |= MAY_ACT if acts else 0
    out |= BLAMES if judgement is not None and judgement.role == "blame" else 0
    out |= TIED if is_of(kind.key, "foes") or is_of(kind.key, "friends") else 0
    out |= TURNS if is_of(kind.key, "leaves") or is_of(kind.key, "lacking") else 0
    return out | (LACKS if is_of(kind.key, "lacking") or is_of(kind.key, "feigned") else 0)


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
    if inside and _heads(text[a : inside[0][0]], text[inside[0][0] :]):
        return True
    return speaks_for(text[a:b], adjective)


def _heads(before: str, rest: str) -> bool:
    """Whether what stands before a target's name in a source makes it one of the target's."""
    if stands_apart(before) or any(f" {p} " in before for p in ("في", "لدى", "عن", "على")):
        return False
    words = aligned(before).split()
    if rest[:1] not in "بل" or not words:
        return True
    # «القيادي السابق بالحزب», «سفير الجيران بالبلاد»
    return not (aligned_words("former") & set(words) or rest[0] == "ب" and words[0] in aligned_words("abroad"))


def stands_apart(before: str) -> bool:
    """Whether what stands before a name in a source says that the source is not of it.

    >>> stands_apart("المتحدث باسم "), stands_apart("محلل شؤون "), stands_apart("المعارض ")
    (False, True, True)
    """
    return not aligned_words("apart").isdisjoint(aligned(before).split())


@lru_cache(maxsize=8)
def aligned_words(kind: str) -> frozenset[str]:
    """Words of one kind in the list `stance_grammar`, as the words of an aligned text."""
    return frozenset(map(aligned, grammar(kind)))


@lru_cache(maxsize=4096)
def speaks_for(speaker: str, adjective: Any) -> bool:
    """Whether a speaker is of the target by its adjective; «أستاذ في جامعة أميركية» is not."""
    found = adjective.search(aligned(speaker)) if adjective is not None else None
    if found is None or stands_apart(speaker[: found.start()]):
        return False
    return not any(f" {p} " in speaker[: found.start()] for p in ("في", "لدى"))


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


def place_mentions(
    s: Sentence, spans: list[tuple[int, int]], joined: list[str]
) -> list[Mention]:
    """Mentions with the words at which each begins and ends."""
    top = len(s.spans) - 1
    return [
        Mention(a, b, min(bisect_right(s.spans, a, key=_END), top),
                min(bisect_left(s.spans, b, key=_END), top), letter)
        for (a, b), letter in zip(spans, joined, strict=True)
    ]  # fmt: skip


def is_negated(s: Sentence, at: int) -> bool:
    """Whether a word of denial stands one or two words before, in the same part of a list."""
    if not s.marks & (DENIES | LACKS):
        return False
    kinds = s.kinds[max(0, at - 2) : at + 1]
    before = s.kinds[at - 3].key if at > 2 else ""
    flags = [
        k.flags & ~c.NEG if k.key in ("ما", "لا", "لم", "لن") and after.key.startswith(_LASTS)
        or k.key == "ما" and ahead in _WHAT else k.flags
        for ahead, k, after in zip([before, *(k.key for k in kinds)], kinds, [*kinds[1:], kinds[-1]])  # noqa: B905
    ]  # fmt: skip
    if flags[-1] & c.WITH_AND:  # «عدم الكفاءة وأدان»: another verb begins
        return len(flags) > 1 and bool(flags[-2] & c.NEG)
    if any(f & c.NEG for f in flags[:-1]) or _is_not(s, at) or _is_contrary(s, at):
        return True
    if at > 2 and kinds[-2].key == "اي" and any(k.flags & c.NEG for k in s.kinds[max(0, at - 4) : at]):
        return True  # «لم يتحقق أي إنجاز»
    # «فقدان الثقة», «أفقدت الرئيس الشرعية»: a good thing that is not there
    judgement = s.at.get(at)
    good = judgement is not None and judgement.polarity > 0 and judgement.kind != "verb"
    if not good:
        return False
    after = s.kinds[at + 1].key if at + 1 < len(s.kinds) else ""
    return bare(after) in grammar("feigned") or _is_gone(s, at) or any(
        bare(k.key) in grammar("lacking") for k in kinds[:-1]
    )


def _is_not(s: Sentence, at: int) -> bool:
    """«ليس فلان رئيسا فاشلا», «لا صحة لما يقال عن انقسامها»: a denial farther before."""
    judgement = s.at.get(at)
    if judgement is None or judgement.kind == "verb" or not s.marks & DENIES:
        return False
    gainsaid = bool(s.marks & GAINSAYS)
    for i in range(at - 1, max(-1, at - (9 if gainsaid else 7)), -1):
        kind, then = s.kinds[i], s.kinds[i + 1]
        if s.words[i] in ".؛;!؟?:" or kind.key in ("بل", "الا", "سوي", "لكن", "انما"):
            return False
        if gainsaid and kind.key in grammar("says_not") and i < at - 2 and then.key != "ما":
            return judgement.polarity < 0
        if i not in s.at and i < at - 2:
            if kind.flags & c.NEG and then.key in grammar("truth") and judgement.polarity < 0:
                return True
            if kind.key in _COPULA_NOT or kind.flags & c.NEG and then.key in _BE:
                return True
        if kind.flags & c.WITH_AND or kind.flags & (c.COMP | c.REL) and i < at - 2 and kind.key != "ما":
            ahead = s.kinds[max(0, i - 6) : i] if gainsaid and judgement.polarity < 0 else ()
            return any(k.key in grammar("says_not") for k in ahead)  # «نفى فلان أن …»
    return False


def is_disowned(s: Sentence, at: int) -> bool:
    """«لا صلة لنا بالعنف», «لا يوجد تزوير»: there is none, or it is none of the speaker's."""
    for i in range(max(1, at - 6), at):
        denied = any(k.flags & c.NEG or k.key in _COPULA_NOT for k in s.kinds[max(0, i - 2) : i])
        if denied and (s.kinds[i].key in grammar("truth") or s.kinds[i].key in _THERE):
            return True
    return False


def _is_gone(s: Sentence, at: int) -> bool:
    """«شرعية فلان سقطت»: a good thing, and after its owner the verb that takes it away."""
    lacking = grammar("lacking") if s.marks & LACKS else ()
    for i in range(at + 1, min(len(s.kinds), at + 7) if lacking else at):
        kind = s.kinds[i]
        if kind.key in lacking and i > at + 1:
            return kind.key.endswith("ت") or kind.key in ("سقط", "انتهي", "زال")
        stop = kind.flags & (c.COMP | c.REL | c.PREP | c.WITH_AND)
        if stop or s.words[i] not in '"«»“”' and not s.words[i].isalpha():
            return False
    return False


def _is_contrary(s: Sentence, at: int) -> bool:
    """«لو كان فلان مستبدا لم يكن ليسمح بـ…»: what was not, as the second clause shows."""
    judgement = s.at.get(at) if s.marks & SUPPOSES else None
    if judgement is None or judgement.kind == "verb":
        return False
    if not any(k.key in ("لو", "اذا") and then.key in _WAS for k, then in zip(
        s.kinds[max(0, at - 7) : at], s.kinds[max(1, at - 6) : at + 1], strict=False)):  # fmt: skip
        return False
    then = zip(s.kinds[at + 1 : at + 12], s.kinds[at + 2 : at + 13], strict=False)
    return any(
        a.key in ("لم", "ما", "لما") and b.key in (*_BE, *_WAS) or a.key in ("لما", "فلماذا")
        for a, b in then
    )


def is_fought(s: Sentence, at: int) -> bool:
    """«مكافحة الإرهاب», «يرفضون العنف»: a bad thing that is fought or refused, and not done."""
    judgement = s.at[at]
    if judgement.polarity > 0 or judgement.kind == "verb" or judgement.role == "attitude":
        return False
    if not s.kinds[at].flags & c.DEFINITE and judgement.kind == "noun":
        return False  # «لوقف عدوان …»: somebody's, who is to be stopped
    before = at - 1
    while before > 0 and s.words[before] in _LEADS_ON:
        before -= 1
    return before >= 0 and (
        bare(s.kinds[before].key) in grammar("fights") or is_refusal(s, before) and not _has_doer(s, at)
    )


def is_refusal(s: Sentence, at: int) -> bool:
    """«يرفضون», «إدانة»: a word against something, which is not the one that reports."""
    judgement = s.at.get(at)
    against = judgement is not None and judgement.role == "attitude" and judgement.polarity < 0
    return against and at != s.cue_at and not is_negated(s, at)


def _has_doer(s: Sentence, at: int) -> bool:
    """«العدوان الإيراني», «العنف الذي …»: it is told whose it is."""
    if at + 1 == len(s.kinds):
        return False
    return bool(s.kinds[at + 1].flags & (c.DEFINITE | c.REL) & ~c.PREP)
