"""Who is speaking in one sentence: the parse behind `extract_statements`.

A sentence arrives as a list of tokens in which a quotation is one token. Attribution in Arabic
news has a small grammar (verb, subject, complement; «according to»; colon; continued quotation),
and each part of it is a rule below with a name that the result carries, so that every row can
say why it is what it is. The rules are tried in the order of `_RULES`.
"""

from collections.abc import Callable
from typing import NamedTuple

from . import cues as c
from .clauses import (
    attributing_verbs, complement, contrast_start, is_subordinate, narrates_before,
)  # fmt: skip
from .phrases import COLON, COMMAS, DASHES, Token, is_definite, noun_phrase
from .subjects import in_it, is_object, last_subject, mentioned_source, reaches, subject_before


class Attribution(NamedTuple):
    """What the parse of one sentence found; spans are pairs of token positions."""

    voice: str
    rule: str
    source: tuple[int, int] | None = None
    relay: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None
    cue_class: str | None = None


_ISSUED = ("بيانا", "بيان", "رسالة", "مذكرة", "تقريرا", "تغريدة", "كلمة")  # «بيانا تعلن فيه»
_BY_SAYING = ("بالقول", "بقوله", "بقولها", "بقولهم", "القول", "بالتاكيد", "بالتذكير")
_UNCLEAR = ("يتضح", "تتضح", "واضحا", "الواضح", "واضح", "المعروف", "معروفا", "يعرف")
_STATED, _QUESTIONS = ("جاء", "ورد"), ("لماذا", "كيف", "ماذا", "متى", "متي", "اين", "ما")
_WHEN = ("حين", "عندما", "حينما", "اذ", "حيث")
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
    "حصيلة",
    "محضر",
    "رقم",
    "ارقام",
)
_LINKS = ("ما", "لما", "عن", "الي", "الى", "قول", "تعبير", "وصف", "زعم", "لسان")
_HOWEVER = ("الا", "بيد", "غير", "كما", "علما", "رغم", "مع", "سبق", "وسبق")  # «إلا أن»: a link, not a clause


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
                relay = mentioned_source(tokens[:v], verbs[0], start) if verbs else None
            return Attribution(
                "attributed", "relayed", source, relay, (v, v + 1), word.cue.cue_class
            )
    return None


def _verbal(tokens: list[Token], start: int) -> Attribution | None:
    """Verb, subject, complement in either order; «mixed» where the outlet tells first."""
    for v in attributing_verbs(tokens, start):
        contrast = contrast_start(tokens, start, v) if v > start else None
        if contrast is None and is_subordinate(tokens, v, start):
            continue
        word = tokens[v].word
        coordinated = v > start and (
            word.flags & c.WITH_AND or tokens[v - 1].text in COMMAS or _is_purpose(tokens[v])
        )
        narrated = narrates_before(tokens, start, v)
        inserted = v > start + 1 and tokens[v - 1].word.key == "كما" and (
            tokens[v - 2].text in COMMAS or tokens[v - 2].text[:1] in DASHES
        )
        if inserted:
            after = noun_phrase(tokens, v + 1, len(tokens), closed=True)
            source = after or last_subject(tokens, start, v - 2)
            return Attribution("attributed", "inserted", source, _relay(tokens, source),
                               (v, v + 1), word.cue.cue_class)  # fmt: skip
        if narrated and contrast is not None:
            source = mentioned_source(tokens, v, contrast) or last_subject(tokens, start, contrast)
            return Attribution("mixed", "verb after narration", source, _relay(tokens, source),
                               (v, v + 1), word.cue.cue_class)  # fmt: skip
        if narrated and not coordinated and (text := _text_that_says(tokens, start, v)):
            return Attribution("attributed", "verb", text, None, (v, v + 1), word.cue.cue_class)
        issued = v > start and (tokens[v - 1].word.key in _ISSUED or in_it(tokens, v))
        if narrated and not coordinated and not issued:
            continue
        if not narrated and not coordinated and v > start and word.cue.form == "imperfect":
            subject = subject_before(tokens, start, v)
            begins = tokens[start].word.flags & (c.PREP | c.ATTACHED_PREP | c.TIME)
            light = c.AUX | c.TIME | c.NEG | c.PUNCT
            if all(t.word.flags & light for t in tokens[start:v]):
                begins = 1  # «هكذا يرى», «وقد يرى»
            if not begins and (subject is None or not reaches(tokens, subject, v)):
                if not any(t.text in COMMAS for t in tokens[max(start, v - 2) : v]):
                    continue
        if narrated:
            source = None if issued else mentioned_source(tokens, v, v)
            source = source or last_subject(tokens, start, v)
        else:
            source = mentioned_source(tokens, v, start if contrast is None else contrast)
        voice = "mixed" if narrated and not issued or _outlet_doubts(tokens, v) else "attributed"
        rule = "verb after narration" if narrated else "verb"
        return Attribution(
            voice, rule, source, _relay(tokens, source), (v, v + 1), word.cue.cue_class
        )
    return None


def _outlet_doubts(tokens: list[Token], v: int) -> bool:
    """«…، ولكن لم يتضح ما الذي يعنيه»: after what is said, the outlet's own word on it."""
    for j in range(v + 4, len(tokens) - 1):
        if tokens[j].word.key in _UNCLEAR and tokens[j - 1].word.flags & (c.NEG | c.PREP):
            return any(t.text in COMMAS for t in tokens[j - 4 : j - 1])
    return False


def _is_purpose(token: Token) -> bool:
    """«عاد المذيع ليقول إن»: saying as the end of an act."""
    return token.text.lstrip("وف").startswith("ل") and token.word.key[0] in "يت"


def _text_that_says(tokens: list[Token], start: int, v: int) -> tuple[int, int] | None:
    """«… مع تقرير لمنظمة … أفاد بأن»: a text named on the way, and what it says."""
    said = complement(tokens, v)
    if said is None or said - v > 2:
        return None
    for j in range(v - 1, max(start, v - 8), -1):
        word = tokens[j].word
        if word.key in _TEXTS:
            return (j, v)
        if word.flags & (c.PUNCT | c.NARRATION | c.REL) and not word.flags & c.PREP:
            return None
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
            if tokens[i].text in ("وحسب", "فحسب") and i > start:
                continue  # «only»
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


def _stated_in(tokens: list[Token], start: int) -> Attribution | None:
    """«وجاء في البيان أن», «وورد في مقدمته: «…»»: what a text says, without a speaker."""
    for v in range(start, min(len(tokens) - 3, start + 12)):
        if tokens[v].word.key not in _STATED or tokens[v + 1].word.key not in ("في", "فى"):
            continue
        for j in range(v + 3, min(len(tokens), v + 14)):
            if tokens[j].word.flags & (c.COMP | c.QUOTED) or tokens[j].text == COLON:
                end = next((k for k in range(v + 3, j) if tokens[k].text in COMMAS), j)
                source = _author(tokens, v + 3, len(tokens)) if v + 3 < j else None
                return Attribution("attributed", "stated in a text", source or (v + 2, end),
                                   None, (v, v + 1), "neutral")  # fmt: skip
            if tokens[j].word.cue is not None or tokens[j].word.flags & c.NARRATION:
                break
    return None


def _colon(tokens: list[Token], start: int) -> Attribution | None:
    """«فلان: …» and «فلان لـ«جهة»: …», as headlines have it."""
    begin = start
    for i in range(start, min(len(tokens) - 1, start + 16)):
        token = tokens[i]
        if token.text in ("..", "…", "...", "|"):
            begin = i + 1
        if token.text != COLON:
            continue
        if i + 1 < len(tokens) and tokens[i + 1].word.key in _QUESTIONS:
            return None  # a headline that asks
        left = tokens[begin:i]
        if len(left) == 1 and left[0].text[:1] == "و" and i + 1 < len(tokens):
            if tokens[i + 1].word.flags & c.QUOTED:  # «وتدارك: «…»»: a verb that no list has
                return Attribution("attributed", "quotation", None, None, (begin, i), "neutral")
        if not _may_speak(left):
            return None
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


def _may_speak(left: list[Token]) -> bool:
    """Whether the words left of a colon can name a speaker, and are not a headline's first half.

    A speaker has a title («وزير الري»), or is a short name; what counts, numbers and judges is
    none («تسعة أصوات»، «يوم تاريخي في …»).
    """
    words = [t for t in left if not t.word.flags & (c.PUNCT | c.QUOTED)]
    if not words:
        return bool(left)
    first = words[0].word
    if first.flags & (c.TITLE | c.MEDIUM):
        return not (first.flags & c.BODY and words[0].text.endswith("ة") and not is_definite(first)
                    and any(t.word.flags & c.PREP for t in words))  # fmt: skip
    if len(words) > 1 and not is_definite(first) and first.key.endswith("ة"):
        if is_definite(words[1].word) or words[1].text.endswith("ة"):
            return False  # «شهامة النهر: …»
    if len(words) > 6 or first.flags & (c.EVENT_NOUN | c.TIME | c.POSSESSED):
        return False
    if any(
        t.word.flags & (c.PREP | c.NEG | c.TIME) and t.word.key != "ل" or t.text[:1].isdigit()
        for t in words
    ):
        return any(t.word.flags & c.TITLE for t in words) or c.is_foreign(first.key)
    if is_definite(first) or len(words) == 1:
        return True
    # an indefinite noun with its adjective, or a feminine noun: «خطوة مهمة: …»
    return not (words[0].text.endswith("ة") and words[-1].text.endswith("ة"))


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
        after_comma = tokens[i - 1].text in COMMAS
        if not after_comma and not tokens[i].text.startswith("و"):
            if not tokens[i + 1].word.flags & c.COMP or tokens[i - 1].word.flags & c.PREP:
                continue
        noun = word.key.endswith("ة") and len(word.key) == 6  # «مساندة» is a verbal noun too
        if (noun or word.cue.frame != "any") and complement(tokens, i) is None:
            continue
        source = last_subject(tokens, start, i)
        return Attribution("mixed", "participle", source, None, (i, i + 1), word.cue.cue_class)
    return None


def _by_saying(tokens: list[Token], start: int) -> Attribution | None:
    """«اكتفى بالقول إن …», «رد بقوله: …»: the saying is a noun."""
    for i in range(start + 1, len(tokens) - 1):
        if tokens[i].word.key not in _BY_SAYING:
            continue
        near = tokens[i + 1 : i + 5]
        if any(t.word.flags & (c.COMP | c.QUOTED) or t.text == COLON for t in near):
            source = last_subject(tokens, start, i) or noun_phrase(tokens, start + 1, i, closed=True)
            return Attribution("attributed", "noun of saying", source, None, (i, i + 1), "neutral")
    return None


def _while_saying(tokens: list[Token], start: int) -> Attribution | None:
    """«… حين قال: «…»»: the outlet tells, and the clause of time holds somebody's words."""
    for v in attributing_verbs(tokens, start):
        if v - 1 <= start or tokens[v - 1].word.key not in _WHEN:
            continue
        if complement(tokens, v) is None:
            continue
        after = noun_phrase(tokens, v + 1, len(tokens))
        source = after if after and not is_object(tokens, v, after) else None
        source = source or last_subject(tokens, start, v - 1)
        cue = tokens[v].word.cue
        return Attribution("mixed", "clause of time", source, None, (v, v + 1), cue.cue_class)
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
    _relayed, _verbal, _phrasal, _by_saying, _stated_in, _colon, _quoted_body, _participial, _while_saying,
    _in_relative,
)  # fmt: skip
