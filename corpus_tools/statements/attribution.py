"""Who is speaking in one sentence: the parse behind `extract_statements`.

A sentence arrives as a list of tokens in which a quotation is one token. Attribution in Arabic
news has a small grammar (verb, subject, complement; «according to»; colon; continued quotation),
and each part of it is a rule in `verbal` or `phrasal` with a name that the result carries, so
that every row can say why it is what it is. The rules are tried in the order of `_RULES`, and
only those for which the sentence holds a word.
"""

from collections.abc import Callable

from . import cues as c
from . import phrasal, verbal
from .words import COLON, DASHES, Token
from .result import Attribution

_HOWEVER = ("الا", "بيد", "غير", "كما", "علما", "رغم", "مع", "سبق", "وسبق")  # «إلا أن»: a link
_NOTED = ("يشار", "يذكر", "تجدر", "يجدر", "الجدير", "جدير", "المعروف")  # … that: the outlet adds
_OF_NOTING = ("بالذكر", "بالاشارة", "بالملاحظة", "هنا")

_Rule = Callable[[list[Token], int], Attribution | None]
_RULES: tuple[tuple[str, _Rule], ...] = (
    ("cue", verbal.relayed), ("cue", verbal.verbal), ("phrase", phrasal.phrasal),
    ("noun", phrasal.by_saying), ("noun", phrasal.stated_in), ("colon", phrasal.colon),
    ("quotation", phrasal.quoted_body), ("cue", verbal.participial),
    ("cue", verbal.while_saying), ("cue", verbal.in_relative),
)  # fmt: skip


def attribute(tokens: list[Token]) -> Attribution:
    """Read one sentence: its voice, source, relay and cue, and the rule that decided."""
    has = _holds(tokens)
    if has:
        start = _after_lead(tokens)
        rules = _RULES
        if "colon" in has and "cue" in has and _colon_leads(tokens, start):
            rules = (("colon", phrasal.colon), *_RULES)
        for needed, rule in rules:
            if needed in has:
                found = rule(tokens, start)
                if found is not None:
                    return _with_phrase(tokens, start, found) if "phrase" in has else found
    return Attribution("outlet", "no attribution")


def _with_phrase(tokens: list[Token], start: int, found: Attribution) -> Attribution:
    """«… تهدد، بحسب المنظمة، الحريات»: what no person threatens or praises is the organisation's word."""
    if found.rule != "verb" or found.source or found.cue_class in ("neutral", "affirming"):
        return found
    phrase = phrasal.phrasal(tokens, start)
    return phrase if phrase is not None and phrase.source else found


def _colon_leads(tokens: list[Token], start: int) -> bool:
    """Whether a colon comes before any verb of saying: «تقارير: الوزير يطلب …»."""
    for token in tokens[start : start + 16]:
        if token.text == COLON:
            return True
        if token.word.cue is not None and not token.word.flags & c.TITLE:
            return False
    return False


def _holds(tokens: list[Token]) -> set[str]:
    """What in a sentence can attribute it: the rules look for nothing else."""
    flags, has = 0, set()
    for token in tokens:
        flags |= token[3][0]
    if any([token[3][1] for token in tokens]):
        has.add("cue")
    if any([token[0] == COLON for token in tokens]):
        has.add("colon")
    for bit, name in ((c.PHRASE, "phrase"), (c.SAYS, "noun"), (c.QUOTED, "quotation")):
        if flags & bit:
            has.add(name)
    return has


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
    if i < len(tokens) and tokens[i].word.key in _NOTED:
        for j in range(i + 1, min(len(tokens) - 1, i + 4)):
            if tokens[j].word.flags & c.COMP:
                return j + 1  # «يشار إلى أن فلانا قال»
            if not tokens[j].word.flags & c.PREP and tokens[j].word.key not in _OF_NOTING:
                break  # «ويذكر التقرير أن»: somebody does
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


