"""Whether a form that looks like a verb of saying is used as one, and in what clause.

Arabic writes no vowels, so أمل is "he hoped" and "hope", and a verb of saying attributes only in
its frame: with a clause, a colon or a quotation, with عن, not after «الذي» or «بعد أن».
"""

from . import cues as c
from .conjugation import fold
from .phrases import COLON, COMMAS, DASHES, Token, is_definite

_ALSO_NOUNS = ("أمل", "وعد", "شكر", "أسف", "طلب")  # «أفضل أمل» is no verb
_BLAME, _DIRECTED = (
    "مسوول",
    ("انتقاد", "رسال", "تحذير", "شكر", "تحي", "اتهام", "نداء", "دعو", "تهديد"),
)


def complement(tokens: list[Token], v: int) -> int | None:
    """Where what is said begins after the verb at `v`: a clause, a colon or a quotation."""
    for j in range(v + 1, min(len(tokens), v + 40)):
        token = tokens[j]
        if (
            token.word.flags & c.COMP
            or token.text == COLON
            or token.word.flags & c.QUOTED
            and j - v < 16
        ):
            return j
        cue = token.word.cue
        if cue is not None and token.word.flags & c.WITH_AND and cue.person[:1] != "1":
            return None
    return None


def _frame_fits(tokens: list[Token], v: int, start: int) -> bool:
    """Whether the verb at `v` is used in the sense in which it attributes."""
    cue = tokens[v].word.cue
    frame = cue.frame
    if (
        v > start + 1
        and tokens[v - 1].word.key == "كما"
        and tokens[v - 2].text[:1] in COMMAS + DASHES
    ):
        return True  # «، كما قال الوزير،»
    if frame == "any":
        also_noun = cue.lemma in _ALSO_NOUNS and v > start or _is_masdar(tokens, v)
        if also_noun and cue.person == "3ms" and cue.form == "past":
            said = complement(tokens, v)
            return said is not None and said - v < 12
        return v + 1 < len(tokens)
    if frame in ("more", "that") and _closes_quotation(tokens, v, start):
        return True
    if frame == "more":
        begins = v == start and cue.form == "past" and v + 1 < len(tokens)
        return complement(tokens, v) is not None or begins
    if frame == "judge" and cue.form == "imperfect":
        said = complement(tokens, v)
        return said is not None and said - v < 14
    if cue.lemma == "رأى" and v + 1 < len(tokens) and tokens[v + 1].word.flags & c.TITLE:
        return True
    if frame == "that":
        return complement(tokens, v) is not None and not _is_impersonal(tokens, v)
    if frame == "judge":
        return v + 1 < len(tokens)
    near = [t.word.key for t in tokens[v + 1 : v + 12]]
    if frame == "express":
        return "عن" in near
    if frame == "relay":
        return "عن" in near
    if frame == "blame":
        return any(_BLAME in k.replace("ئ", "و").replace("ؤ", "و") for k in near)
    return any(k.removeprefix("ال").startswith(_DIRECTED) for k in near)


def _is_masdar(tokens: list[Token], v: int) -> bool:
    """Whether «تخوف», «تحفظ» may be the verbal noun: a preposition follows, and no subject."""
    lemma = fold(tokens[v].word.cue.lemma)
    following = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
    return len(lemma) == 4 and lemma[0] == "ت" and bool(following & c.PREP)


def _closes_quotation(tokens: list[Token], v: int, start: int) -> bool:
    """Whether a quotation stands right before the verb: «…»، قال الشاهد."""
    j = v - 1
    while j > start and tokens[j].word.flags & c.PUNCT and tokens[j].text != COLON:
        j -= 1
    return start <= j < v and bool(tokens[j].word.flags & c.QUOTED)


def _is_impersonal(tokens: list[Token], v: int) -> bool:
    """«ويذكر أن»: the outlet adds background, and nobody speaks."""
    following = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
    return tokens[v].word.key == "يذكر" and bool(following & c.COMP)


def is_subordinate(tokens: list[Token], v: int, start: int) -> bool:
    """Whether the verb at `v` stands in a clause that only describes: «الذي قال», «بعد أن أعلن»."""
    for back in (1, 2):
        j = v - back
        if j < start:
            return False
        word = tokens[j].word
        if word.flags & (c.REL | c.SUB) or word.flags & c.COMP:
            return True
        if not word.flags & (c.AUX | c.NEG):
            return False
    return False


def _is_noun(tokens: list[Token], v: int, start: int) -> bool:
    """Whether the form at `v` is a noun here: after a preposition, or inside a name."""
    word = tokens[v].word
    if word.cue.form == "participle":
        return True
    if word.flags & (c.TITLE | c.PHRASE | c.MEDIUM):
        return True
    if word.key == "ردا" and v + 1 < len(tokens) and tokens[v + 1].word.flags & c.PREP:
        return True  # «ردا على سؤال»
    if v > start:
        before = tokens[v - 1].word
        if word.flags & c.WITH_AND:
            return bool(before.flags & c.POSSESSED and word.key.endswith(("هم", "ها", "ه")))
        if before.flags & c.PREP and before.key not in ("غير",):
            return True
        if before.flags & c.TITLE and not is_definite(before) and word.cue.form == "past":
            return len(tokens[v].text) <= 4
    return False


def narrates_before(tokens: list[Token], start: int, v: int) -> bool:
    """Whether the outlet tells an act of its own before the cue at `v`."""
    for j in range(start, v):
        flags = tokens[j].word.flags
        if flags & c.NARRATION or flags & c.VERB_SHAPE and j == start:
            before = tokens[j - 1].word.flags if j > start else 0
            if before & (c.REL | c.SUB | c.COMP | c.PREP):
                continue
            if before & c.TITLE and len(tokens[j].text) < 4:
                continue  # «رئيس حكم …»: a noun
            return True
    return False


def attributing_verbs(tokens: list[Token], start: int) -> list[int]:
    return [
        i for i in range(start, len(tokens))
        if tokens[i].word.cue is not None and not tokens[i].word.cue.person.startswith("1")
        and "\u064b" not in tokens[i].text and not _is_noun(tokens, i, start) and _frame_fits(tokens, i, start)
    ]  # fmt: skip
