"""Whether a form that looks like a verb of saying is used as one, and in what clause.

A verb of saying attributes in its frame (`frames`), as a verb and no noun, and not in a clause that
only describes: «الذي قال», «بعد أن أعلن».
"""

from collections.abc import Iterator

from . import cues as c
from . import guesses as g
from .conjugation import fold
from .frames import CORE, OF_DOING, complement, frame_fits, is_masdar_shape
from .words import Sentence, Token, is_definite

_OF_NOUNS = ("جديد", "مهم", "علمي", "طبي", "سابق", "سري", "مشترك", "رسمي", "عاجل")
_DUAL = ("ان", "ين", "هما")


def is_subordinate(tokens: list[Token], v: int, start: int) -> bool:
    """Whether the verb at `v` stands in a clause that only describes: «الذي قال», «بعد أن أعلن»."""
    if _describes(tokens, v, start) or _goes_on_describing(tokens, v, start):
        return True
    if tokens[start].word.key in ("علي", "على") and tokens[min(start + 1, v)].word.key == "الرغم" and not any(
        t.text in ("،", ",") for t in tokens[start:v]
    ):
        return True  # «وعلى الرغم من أن فلانا أشار إلى أن …، فإن …»
    for back in (1, 2):
        j = v - back
        if j < start:
            return False
        word = tokens[j].word
        if word.flags & c.COMP and any(t.word.key in ("سبق", "وسبق") for t in tokens[max(start, j - 8) : j]):
            return False  # «سبق أن أعلن», «سبق للوزارة أن أعلنت»
        if word.flags & (c.REL | c.SUB) or word.flags & c.COMP:
            return True
        if not word.flags & (c.AUX | c.NEG):
            return False
    return False


def _describes(tokens: list[Token], v: int, start: int) -> bool:
    """«… تعديلا أقرته القيادة»: a clause without a relative describes an indefinite noun."""
    word, before = tokens[v].word, tokens[v - 1] if v > start else None
    if before is None or word.flags & c.WITH_AND or word.cue.form != "past" or not word.key.endswith("ه"):
        return False
    thing = not before.word.flags & ~(c.NORM | c.CLASSIFIER) or before.word.flags & c.BODY
    feminine = before.word.key.endswith(("ة", "ات"))
    if thing and v - 1 > start and g.is_common(before.word.key) and (
        word.key.endswith("ها" if feminine else "ه") and not tokens[v - 2].word.flags & c.PUNCT
    ):
        return True  # «مشروع قرار اقترحته …»
    if before.text.endswith("يا") and v - 2 > start and tokens[v - 2].word.flags & c.ACCUSATIVE:
        return True  # «تعديلا وزاريا أقرته …»
    return before.text.endswith(("\u064b", "\u064b\u0627")) or bool(
        before.word.flags & c.ACCUSATIVE and not before.word.flags & (c.TITLE | c.AUX)
    )


def _goes_on_describing(tokens: list[Token], v: int, start: int) -> bool:
    """«… السكان الذين باركوا للعروسين وتمنوا لهما»: the second verb of a relative clause."""
    word = tokens[v].word
    if not word.flags & c.WITH_AND or word.cue.person != "3mp":
        return False
    for j in range(v - 1, max(start, v - 9), -1):
        if tokens[j].word.flags & c.PUNCT:
            return False
        if tokens[j].word.key == "الذين":
            return True
    return False


def _is_noun(tokens: list[Token], v: int, start: int) -> bool:
    """Whether the form at `v` is a noun here: after a preposition, or inside a name."""
    word = tokens[v].word
    if word.cue.person == "3md" and not word.flags & c.WITH_AND and is_masdar_shape(word.cue.lemma):
        if v == start or not tokens[v - 1].word.key.endswith(_DUAL):
            return True  # «كان … تعهدا أساسيا»: a verbal noun in the accusative
    if word.flags & (c.TITLE | c.PHRASE | c.MEDIUM):
        return True
    if word.cue.person == "3ms" and v + 1 < len(tokens) and tokens[v + 1].word.key in _OF_NOUNS:
        return True  # «كشف جديد يربط بين …»
    if word.key == "ردا" and v + 1 < len(tokens) and tokens[v + 1].word.flags & c.PREP:
        return True  # «ردا على سؤال»
    if v > start:
        before = tokens[v - 1].word
        if word.key == "رد" and v + 1 < len(tokens) and tokens[v + 1].word.key in ("فعل", "الفعل"):
            return True
        if before.key in OF_DOING and not word.flags & c.WITH_AND:
            return True  # «فضل عدم ذكر اسمه»
        if word.key == "لام" and not before.flags & (c.PUNCT | c.AUX | c.NEG):
            return True  # a family name
        if _is_name_after_verb(before, word):
            return True
        if word.flags & c.WITH_AND:
            if before.flags & c.DEFINITE and not before.flags & c.TITLE and _is_listed(tokens, v):
                return True
            following = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
            if word.key.endswith(("ه", "ها", "هم")) and len(word.cue.lemma) == 3:
                if following & c.DEFINITE and not following & c.TITLE:
                    return True  # «ورفضه المتكرر»
            return bool(before.flags & c.POSSESSED and word.key.endswith(("هم", "ها", "ه")))
        if before.flags & c.PREP and before.key not in ("غير",):
            return True
        owned = word.key.endswith(("ه", "ها", "هم")) and len(word.cue.lemma) == 3
        if owned and v > start + 1 and not before.flags and tokens[v - 2].word.flags & c.PREP:
            return True  # «في مدى كشفه عن …»
        if before.flags & c.TITLE and not is_definite(before) and word.cue.form == "past":
            core = word.cue.lemma in CORE and complement(tokens, v) is not None
            return len(tokens[v].text) <= 4 and tokens[v].text[0] != "أ" and not core  # «كبير أعلن» tells
    return False


def _is_listed(tokens: list[Token], v: int) -> bool:
    """«الإصرار على المواجهة ورفض الهروب»: one more verbal noun, not "and he refused"."""
    cue = tokens[v].word.cue
    following = tokens[v + 1].word if v + 1 < len(tokens) else None
    return (
        cue.person == "3ms" and cue.form == "past" and len(cue.lemma) == 3
        and following is not None and following.key.startswith("ال")
        and not following.flags & (c.TITLE | c.COMP) and g.is_event_noun(following.key[2:])
    )


def _is_name_after_verb(before: c.Word, word: c.Word) -> bool:
    """«ويقول رايت إن»: the second of two verbs of saying is somebody's name."""
    if before.cue is None or before.cue.form == "participle" or before.flags & c.TITLE:
        return False
    return before.cue.frame != "more" and not word.flags & c.WITH_AND


def narrates_before(tokens: list[Token], start: int, v: int) -> bool:
    """Whether the outlet tells an act of its own before the cue at `v`."""
    first = tokens[start].word
    if first.cue is None and not first.flags & ~(c.VERB_SHAPE | c.WITH_AND) and v > start + 1:
        written, following = tokens[start].text, tokens[start + 1].word.flags
        led = written[:1] == "و" and not following & (c.PREP | c.PUNCT | c.ATTACHED_PREP)
        if g.is_imperfect(written) or led and fold(written[1:]) in c.acts_like_nouns():
            return True
        if not following & c.PUNCT and _is_unlisted_past(written):
            return True
    for j in range(start, v):
        flags = tokens[j].word.flags
        if flags & c.NARRATION or flags & c.VERB_SHAPE and j == start:
            before = tokens[j - 1].word.flags if j > start else 0
            if before & (c.REL | c.SUB | c.COMP | c.PREP):
                continue
            if before & c.TITLE and len(tokens[j].text) < 4:
                continue  # «رئيس حكم …»: a noun
            if tokens[j].word.key == "مارس" and (tokens[j - 1].text == "/" or tokens[j + 1].text.isdigit()):
                continue  # a month
            return True
    return False


def _is_unlisted_past(written: str) -> bool:
    """«وحقق الفريق …»: a verb that no list has; one of three letters may be a name («سعد»)."""
    return g.is_past(written) and (written[:1] == "و" or len(written) > 3)


def contrast_start(tokens: Sentence, start: int, v: int) -> int | None:
    """Where the clause of the verb at `v` begins, if a contrast opens it: «…، لكن الوزير وصف …»."""
    for j in range(v - 1, max(start - 1, v - 10), -1) if tokens.tells & c.BUT else ():
        word = tokens[j].word
        if word.flags & (c.NARRATION | c.QUOTED | c.REL & ~c.PREP) or word.cue is not None:
            return None
        if word.key in c.CONTRAST:
            if word.key == "حين" and tokens[j - 1].word.key not in ("في", "فى"):
                return None
            return j + 1
        if word.key == "ان" and tokens[j - 1].word.key in ("الا", "بيد", "غير"):
            return j + 1
    return None


def attributing_verbs(tokens: Sentence, start: int) -> Iterator[int]:
    """Positions of the verbs that report in a sentence, each told once, for three rules ask."""
    for v in tokens.cues:
        if v >= start and tokens[v].word.tells & c.REPORTS:
            if (v, start) not in tokens.reporting:
                noun = _is_noun(tokens, v, start)
                tokens.reporting[v, start] = not noun and frame_fits(tokens, v, start)
            if tokens.reporting[v, start]:
                yield v
