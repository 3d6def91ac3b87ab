"""Who is speaking in one sentence: the parse behind `extract_statements`.

A sentence arrives as a list of tokens in which a quotation is one token. Attribution in Arabic
news has a small grammar (verb, subject, complement; «according to»; colon; continued quotation),
and each part of it is a rule in `verbal` or `phrasal` with a name that the result carries, so
that every row can say why it is what it is. The rules are tried in the order of `_RULES`, and
only those for which the sentence holds a word.
"""

from collections.abc import Callable
from functools import lru_cache

from . import cues as c
from . import phrasal, verbal
from .result import UNATTRIBUTED, Attribution
from .words import COLON, DASHES, Sentence, Token

_HOWEVER = frozenset("الا حتي حتى بيد غير كما علما رغم مع سبق وسبق".split())  # «إلا أن»: a link
_LABELS = frozenset("رابط اقرا شاهد للمزيد طالع".split())
_NOTED = frozenset("يشار يذكر تجدر يجدر الجدير جدير المعروف".split())  # … that: the outlet adds
_OF_NOTING = ("بالذكر", "بالاشارة", "بالملاحظة", "هنا")

_Rule = Callable[[Sentence, int], Attribution | None]
_RULES: tuple[tuple[int, _Rule], ...] = (  # what a rule needs, and the rule
    (c.RELAYS, verbal.relayed), (c.REPORTS, verbal.verbal), (c.PHRASE, phrasal.phrasal),
    (c.SAYS, phrasal.by_saying), (c.SAYS, phrasal.stated_in), (c.COLON, phrasal.colon),
    (c.QUOTED, phrasal.quoted_body), (c.CUE, verbal.participial),
    (c.REPORTS, verbal.while_saying), (c.REPORTS, verbal.in_relative),
)  # fmt: skip
_ANY = c.CUE | c.RELAYS | c.REPORTS | c.PHRASE | c.SAYS | c.COLON | c.QUOTED


def attribute(sentence: Sentence) -> Attribution:
    """Read one sentence: its voice, source, relay and cue, and the rule that decided."""
    tells = sentence.tells
    if tells & _ANY:
        start = _after_lead(sentence)
        colon_first = tells & c.COLON and tells & c.CUE and _colon_leads(sentence, start)
        for rule in _rules_for(tells & _ANY, bool(colon_first)):
            found = rule(sentence, start)
            if found is not None:
                return _with_phrase(sentence, start, found) if tells & c.PHRASE else found
    return UNATTRIBUTED


@lru_cache(maxsize=1024)
def _rules_for(tells: int, colon_first: bool) -> tuple[_Rule, ...]:
    """The rules for which a sentence holds a word, in the order in which they are tried."""
    found = tuple(rule for needed, rule in _RULES if needed & tells)
    return (phrasal.colon, *found) if colon_first else found


def _with_phrase(tokens: Sentence, start: int, found: Attribution) -> Attribution:
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


def _after_lead(tokens: Sentence) -> int:
    """Position after a dateline «… (CNN) --», a bullet, or a label «بالفيديو..»."""
    if tokens.tells & c.BRACKET and (after := _after_bracket(tokens)):
        return after
    i = _dateline_end(tokens) if tokens.tells & c.COLON else 0
    while i < len(tokens) and tokens[i].word.flags & c.PUNCT and tokens[i].text[:1] in "-–—•*":
        i += 1
    key = tokens[i].word.key if i < len(tokens) else ""
    if key in _NOTED:
        for j in range(i + 1, min(len(tokens) - 1, i + 4)):
            if tokens[j].word.flags & c.COMP:
                return j + 1  # «يشار إلى أن فلانا قال»
            if not tokens[j].word.flags & c.PREP and tokens[j].word.key not in _OF_NOTING:
                break  # «ويذكر التقرير أن»: somebody does
    if tokens.tells & c.COLON and key and (key in _LABELS or tokens[i].text[:1].isdigit()):
        for j in range(i + 1, min(len(tokens) - 1, i + 9)):
            if tokens[j].text == COLON:
                return j + 1  # «3 سبتمبر (أيلول) 1990: …», «رابط الخبر: …»
            if tokens[j].word.cue is not None:
                break
    if key in _HOWEVER and i + 2 < len(tokens) and tokens[i + 1].word.flags & c.COMP:
        return i + 2
    return i


def _after_bracket(tokens: Sentence) -> int:
    """Position after the dashes behind «(CNN) --», or 0."""
    for i, token in enumerate(tokens[:14]):
        if token.text == ")" and i + 1 < len(tokens) and tokens[i + 1].text[:1] in DASHES:
            i += 1
            while i < len(tokens) and tokens[i].text[:1] in DASHES:
                i += 1
            return i
    return 0


def _dateline_end(tokens: Sentence) -> int:
    """Position after «مدينة - صحيفة:», or 0."""
    dash = False
    for i, token in enumerate(tokens[:12]):
        if token.word.cue is not None or token.word.flags & (c.COMP | c.NARRATION):
            return 0
        dash = dash or token.text[:1] in DASHES and i > 0
        if token.text == COLON:
            return i + 1 if dash else 0
    return 0


