"""Who is speaking in one sentence: the parse behind `extract_statements`.

A sentence arrives as a list of tokens in which a quotation is one token. Attribution in Arabic
news has a small grammar (verb, subject, complement; «according to»; colon; continued quotation),
and each part of it is a rule below with a name that the result carries, so that every row can
say why it is what it is. The rules are tried in the order of `_RULES`.
"""

from collections.abc import Callable
from typing import NamedTuple

from . import cues as c
from .clauses import attributing_verbs, complement, is_subordinate, narrates_before
from .phrases import COLON, COMMAS, DASHES, Token, noun_phrase, without_object


class Attribution(NamedTuple):
    """What the parse of one sentence found; spans are pairs of token positions."""

    voice: str
    rule: str
    source: tuple[int, int] | None = None
    relay: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None
    cue_class: str | None = None


_TRANSITIVE = (
    "اتهم",
    "انتقد",
    "شكر",
    "هاجم",
    "هنأ",
    "أدان",
    "دان",
    "لام",
    "أبلغ",
    "أخبر",
    "امتدح",
    "مدح",
)
_ISSUED = ("بيانا", "بيان", "رسالة", "مذكرة", "تقريرا", "تغريدة", "كلمة")  # «بيانا تعلن فيه»
_TEXTS = (
    "تقرير",
    "بيان",
    "دراسة",
    "رسالة",
    "تصريح",
    "تصريحات",
    "مقال",
    "مقالة",
    "وثيقة",
    "كلام",
    "رواية",
    "تقديرات",
    "بيانات",
    "معلومات",
)
_LINKS = ("ما", "لما", "عن", "الي", "الى", "قول", "تعبير", "وصف", "زعم", "لسان")
_HOWEVER = ("الا", "بيد", "غير", "كما", "علما", "رغم", "مع")  # «إلا أن»: a link, not a clause


def attribute(tokens: list[Token]) -> Attribution:
    """Read one sentence: its voice, source, relay and cue, and the rule that decided."""
    start = _after_lead(tokens)
    for rule in _RULES:
        found = rule(tokens, start)
        if found is not None:
            return found
    return Attribution("outlet", "no attribution")


def _after_lead(tokens: list[Token]) -> int:
    """Position after a dateline «… (CNN) --», a bullet, or a label «بالفيديو..»."""
    for i, token in enumerate(tokens[:14]):
        if token.text == ")" and i + 1 < len(tokens) and tokens[i + 1].text[:1] in DASHES:
            i += 1
            while i < len(tokens) and tokens[i].text[:1] in DASHES:
                i += 1
            return i
    i = _dateline_end(tokens)
    while i < len(tokens) and tokens[i].text[:1] in "-–—•*" and tokens[i].word.flags & c.PUNCT:
        i += 1
    if i + 2 < len(tokens) and tokens[i].word.key in _HOWEVER and tokens[i + 1].word.flags & c.COMP:
        return i + 2
    return i


def _dateline_end(tokens: list[Token]) -> int:
    """Position after «مدينة - صحيفة:», or 0."""
    dash = False
    for i, token in enumerate(tokens[:12]):
        if token.word.cue is not None or token.word.flags & (c.COMP | c.NARRATION):
            return 0
        dash = dash or token.text[:1] in DASHES and i > 0
        if token.text == COLON:
            return i + 1 if dash else 0
    return 0


# --- cues -------------------------------------------------------------------------------


def _subject_before(tokens: list[Token], start: int, v: int) -> tuple[int, int] | None:
    """The subject of a verb that follows it: «الصحيفة أوردت أن», «وكان الوزير قد قال»."""
    i = start
    while (
        i < v
        and tokens[i].word.flags & (c.AUX | c.TIME | c.PUNCT)
        and not tokens[i].word.flags & c.TITLE
    ):
        i += 1
    if i >= v or tokens[i].word.flags & c.ACCUSATIVE and not tokens[i].word.flags & c.TITLE:
        return None
    return noun_phrase(tokens, i, v)


def _reaches(tokens: list[Token], phrase: tuple[int, int], v: int) -> bool:
    """Whether only particles, insertions and times stand between a subject and its verb."""
    rest = tokens[phrase[1] : v]
    if len(rest) > 24 or any(t.word.flags & (c.NARRATION | c.VERB_SHAPE) for t in rest):
        return False
    loose = [t for t in rest if not t.word.flags & (c.AUX | c.TIME | c.PUNCT | c.NEG)]
    return not loose or bool(rest[0].word.flags & (c.PUNCT | c.REL | c.PREP | c.ATTACHED_PREP))


def _has_object(word: c.Word) -> bool:
    """Whether a verb carries its object as a pronoun: اتهمه, وصفتها."""
    return word.key.endswith(("ه", "ها", "هم")) and len(word.key) > len(word.cue.lemma)


def _mentioned_source(tokens: list[Token], v: int, start: int) -> tuple[int, int] | None:
    """The source of the verb at `v`: the phrase before it if that is its subject, or after it."""
    cue = tokens[v].word.cue
    if _is_passive(tokens[v].text) or cue.person in ("1s", "1p"):
        return None
    limit = len(tokens)
    with_b = cue.cue_class in ("neutral", "affirming") or cue.lemma == "حذر"
    before = _subject_before(tokens, start, v) if v > start else None
    after = noun_phrase(tokens, v + 1, limit, with_b=with_b)
    if after and cue.lemma in _TRANSITIVE and not _has_object(tokens[v].word):
        after = without_object(tokens, after, limit)
    if before and not tokens[v].word.flags & c.WITH_AND and _reaches(tokens, before, v):
        return before
    if after and not _is_object(tokens, v, after):
        return after
    if after is None and v + 1 < limit and tokens[v + 1].word.flags & (c.PREP | c.PUNCT):
        late = _after_adjunct(tokens, v + 1, limit)
        if late:
            return late
    return before


def _last_subject(tokens: list[Token], start: int, v: int) -> tuple[int, int] | None:
    """The subject of the nearest verb before `v`, which a coordinated verb shares."""
    for i in range(v - 1, start - 1, -1):
        word = tokens[i].word
        if (
            word.flags & (c.NARRATION | c.VERB_SHAPE)
            or word.cue is not None
            and word.cue.form != "participle"
        ):
            found = noun_phrase(tokens, i + 1, v)
            if found and not _is_object(tokens, i, found):
                return found
    return _subject_before(tokens, start, v)


def _after_adjunct(tokens: list[Token], i: int, limit: int) -> tuple[int, int] | None:
    """A subject after an inserted adjunct closed by a comma: «قال، في بيان، الوزير»."""
    for j in range(i, min(limit, i + 8)):
        if tokens[j].text in COMMAS:
            return noun_phrase(tokens, j + 1, limit)
        if tokens[j].word.flags & (c.COMP | c.QUOTED):
            return None
    return None


def _is_object(tokens: list[Token], v: int, phrase: tuple[int, int]) -> bool:
    """Whether the phrase after a verb is what is said, the subject standing before or unsaid."""
    first = tokens[phrase[0]].word
    if first.flags & (c.EVENT_NOUN | c.POSSESSED | c.ACCUSATIVE) and not first.flags & c.TITLE:
        return not first.key.startswith("ال")
    return tokens[phrase[0]].text.endswith(("\u064b", "ًا"))


def _is_passive(written: str) -> bool:
    """A vocalised passive: نُقل, يُتهم."""
    return "\u064f" in written[:4]


def _relay(tokens: list[Token], span: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first medium that the source speaks through: «لوكالة …», «على تويتر», «نشرته صحيفة …»."""
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


# --- rules ------------------------------------------------------------------------------


def _relayed(tokens: list[Token], start: int) -> Attribution | None:
    """«ونقلت وكالة … عن مسؤول قوله», «قالت وكالة … نقلا عن مسؤول», «نُقل عنه»."""
    for v in range(start, min(len(tokens), start + 40)):
        word = tokens[v].word
        if word.cue is None or word.cue.frame != "relay" or is_subordinate(tokens, v, start):
            continue
        for j in range(v + 1, min(len(tokens), v + 14)):
            if tokens[j].word.key != "عن":
                continue
            source = noun_phrase(tokens, j + 1, len(tokens))
            if source is None:
                break
            relay = noun_phrase(tokens, v + 1, j) if j > v + 1 else None
            if relay is None:
                verbs = [i for i in attributing_verbs(tokens[:v], start) if i < v]
                relay = _mentioned_source(tokens[:v], verbs[0], start) if verbs else None
            return Attribution(
                "attributed", "relayed", source, relay, (v, v + 1), word.cue.cue_class
            )
    return None


def _verbal(tokens: list[Token], start: int) -> Attribution | None:
    """Verb, subject, complement in either order; «mixed» where the outlet tells first."""
    for v in attributing_verbs(tokens, start):
        if is_subordinate(tokens, v, start):
            continue
        word = tokens[v].word
        coordinated = v > start and (word.flags & c.WITH_AND or tokens[v - 1].text in COMMAS)
        narrated = narrates_before(tokens, start, v)
        issued = v > start and tokens[v - 1].word.key in _ISSUED
        if narrated and not coordinated and not issued:
            continue
        if not narrated and not coordinated and v > start and word.cue.form == "imperfect":
            subject = _subject_before(tokens, start, v)
            if subject is None or not _reaches(tokens, subject, v):
                if not any(t.text in COMMAS for t in tokens[max(start, v - 2) : v]):
                    continue
        if narrated:
            source = None if issued else _mentioned_source(tokens, v, v)
            source = source or _last_subject(tokens, start, v)
        else:
            source = _mentioned_source(tokens, v, start)
        voice = "mixed" if narrated and not issued else "attributed"
        rule = "verb after narration" if narrated else "verb"
        return Attribution(
            voice, rule, source, _relay(tokens, source), (v, v + 1), word.cue.cue_class
        )
    return None


def _phrasal(tokens: list[Token], start: int) -> Attribution | None:
    """«بحسب», «وفقا لـ», «نقلا عن», «على حد تعبير», «حسبما أعلن»."""
    table = c._phrase_table()
    for i in range(start, len(tokens) - 1):
        if not tokens[i].word.flags & c.PHRASE:
            continue
        for words, cue_class in table.get(tokens[i].word.key, ()):
            if tuple(t.word.key for t in tokens[i : i + len(words)]) != words:
                continue
            found = _phrase_source(tokens, i + len(words))
            if found is not None:
                source, cue_end = found
                return Attribution("attributed", "according to", source, _relay(tokens, source),
                                   (i, cue_end), cue_class)  # fmt: skip
    return None


def _phrase_source(tokens: list[Token], i: int) -> tuple[tuple[int, int] | None, int] | None:
    """The source after an attributing phrase, and where the cue ends; None if it is none."""
    limit = len(tokens)
    while i < limit and tokens[i].word.key in _LINKS:
        i += 1
    if i < limit and tokens[i].word.cue is not None and not tokens[i].word.flags & c.TITLE:
        at = i + 1
        if tokens[i].word.cue.frame == "relay":
            at = next(
                (k + 1 for k in range(i, min(limit, i + 9)) if tokens[k].word.key == "عن"), at
            )
        return noun_phrase(tokens, at, limit), i + 1
    if i >= limit or tokens[i].word.flags & (c.PUNCT | c.NORM | c.COMP):
        return None
    if tokens[i].word.key in c._SAYING:
        return None, i + 1
    if tokens[i].word.key in _TEXTS and i + 2 < limit:
        author = _author(tokens, i + 1, limit)
        if author:
            return author, i
    if tokens[i].word.flags & c.ATTACHED_PREP or tokens[i].text.startswith(("ل", "لل")):
        span = _phrase_after_preposition(tokens, i, limit)
        return span, i
    return noun_phrase(tokens, i, limit), i


def _author(tokens: list[Token], i: int, limit: int) -> tuple[int, int] | None:
    """Whose text it is: «تقرير لوكالة …», «رسالة وجهها …», «بيان صادر عن …»."""
    key = tokens[i].word.key
    if tokens[i].word.flags & c.ATTACHED_PREP and key.startswith("ل"):
        return _phrase_after_preposition(tokens, i, limit)
    if key.endswith(("ها", "ه", "ته")) and len(key) > 3 or key == "عن":
        return noun_phrase(tokens, i + 1, limit)
    if i + 1 < limit and tokens[i + 1].word.key == "عن":
        return noun_phrase(tokens, i + 2, limit)
    return None


def _phrase_after_preposition(tokens: list[Token], i: int, limit: int) -> tuple[int, int]:
    rest = noun_phrase(tokens, i + 1, limit) if i + 1 < limit else None
    if rest is None or rest[0] != i + 1:
        return (i, i + 1)
    return (i, rest[1])


def _colon(tokens: list[Token], start: int) -> Attribution | None:
    """«فلان: …» and «فلان لـ«جهة»: …», as headlines have it."""
    begin = start
    for i in range(start, min(len(tokens) - 1, start + 16)):
        token = tokens[i]
        if token.text in ("..", "…", "...", "|"):
            begin = i + 1
        if token.text != COLON:
            continue
        left = tokens[begin:i]
        if not left or left[0].word.flags & (c.LEAD | c.PREP | c.NEG | c.COMP | c.SUB | c.QUOTED):
            return None
        if (
            any(t.word.flags & (c.NARRATION | c.COMP) or _is_said(t) for t in left)
            or left[-1].text.isdigit()
        ):
            return None
        source = noun_phrase(tokens, begin, i)
        if source is None:
            return None
        return Attribution("attributed", "colon", source, None, (i, i + 1), "neutral")
    return None


def _is_said(token: Token) -> bool:
    """Whether a word left of a colon is a verb of saying, or an adverb: no headline form."""
    cue = token.word.cue
    said = cue is not None and cue.form != "participle" and not token.word.flags & c.TITLE
    return said or token.text.endswith(("\u064b", "\u064b\u0627"))


def _quoted_body(tokens: list[Token], start: int) -> Attribution | None:
    """A sentence most of which stands between quotation marks."""
    quoted = sum(t.end - t.start for t in tokens if t.word.flags & c.QUOTED)
    whole = tokens[-1].end - tokens[start].start if start < len(tokens) else 0
    if whole and quoted > 0.6 * whole:
        return Attribution("attributed", "quotation")
    return None


def _participial(tokens: list[Token], start: int) -> Attribution | None:
    """«…، مؤكدا أن …»: the outlet tells, and somebody adds words."""
    for i in range(start + 1, len(tokens) - 1):
        word = tokens[i].word
        if word.cue is None or word.cue.form != "participle" or word.flags & c.TITLE:
            continue
        if tokens[i - 1].text not in COMMAS and not tokens[i].text.startswith("و"):
            continue
        if word.cue.frame != "any" and complement(tokens, i) is None:
            continue
        source = _last_subject(tokens, start, i)
        return Attribution("mixed", "participle", source, None, (i, i + 1), word.cue.cue_class)
    return None


def _in_relative(tokens: list[Token], start: int) -> Attribution | None:
    """«… الذي يقول منتقدوه إن»: an attributed clause inside what the outlet tells."""
    for v in attributing_verbs(tokens, start):
        if not tokens[v - 1].word.flags & c.REL or v == start:
            continue
        j = complement(tokens, v)
        if j is None or not tokens[j].word.flags & c.COMP or j - v > 8:
            continue
        source = noun_phrase(tokens, v + 1, len(tokens))
        return Attribution(
            "mixed", "relative clause", source, None, (v, v + 1), tokens[v].word.cue.cue_class
        )
    return None


_RULES: tuple[Callable[[list[Token], int], Attribution | None], ...] = (
    _relayed, _verbal, _phrasal, _colon, _quoted_body, _participial, _in_relative,
)  # fmt: skip
