"""Rules for verbs of saying: subject, verb and clause, in the orders of Arabic news."""

from . import cues as c
from .clauses import attributing_verbs, contrast_start, is_subordinate, narrates_before
from .endings import THINGS
from .frames import complement
from .objects import is_object
from .phrases import noun_phrase
from .result import Attribution, relay_of
from .subjects import (
    after_preposition, in_it, is_passive, last_subject, mentioned_source, reaches, speech_owner, subject_before,
)  # fmt: skip
from .words import COLON, COMMAS, DASHES, Sentence, Token

_ISSUED = ("بيانا", "بيان", "رسالة", "مذكرة", "تقريرا", "تغريدة", "كلمة")  # «بيانا تعلن فيه»
_BUT = ("لكن", "لكنه", "لكنها", "لكنهم", "ولكن", "ولكنه", "ولكنها", "بينما", "الا", "بيد")
_LINKED = ("حيث", "فيما", "بينما")
_TOLD = ("قال", "ذكر", "أفاد", "أورد", "أوضح", "أعلن", "صرح", "كتب", "أشار")
_WHEN = ("حين", "عندما", "حينما", "اذ", "حيث")
TEXTS = (
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
    "تحليل",
    "استطلاع",
    "تحقيق",
    "مسح",
    "تقييم",
    "وثائق",
    "مذكرة",
)


def relayed(tokens: Sentence, start: int) -> Attribution | None:
    """«ونقلت وكالة … عن مسؤول قوله», «قالت وكالة … نقلا عن مسؤول», «نُقل عنه»."""
    for v in tokens.cues:
        word = tokens[v].word
        if word.cue.frame != "relay" or not start <= v < start + 40 or is_subordinate(tokens, v, start):
            continue
        for j in range(v + 1, min(len(tokens), v + 14)):
            if tokens[j].word.key != "عن":
                continue
            source = noun_phrase(tokens, j + 1, len(tokens))
            if source is None or tokens[j + 1].word.key == "طريق":
                break  # «نقل الأكياس عن طريق …»
            relay = noun_phrase(tokens, v + 1, j) if j > v + 1 else None
            if relay is None:
                before = tokens.until(v)
                verb = next(attributing_verbs(before, start), None)
                relay = None if verb is None else mentioned_source(before, verb, start)
            return Attribution(
                "attributed", "relayed", source, relay, (v, v + 1), word.cue.cue_class
            )
    return None


def verbal(tokens: Sentence, start: int) -> Attribution | None:
    """Verb, subject, complement in either order; «mixed» where the outlet tells first."""
    for v in attributing_verbs(tokens, start):
        contrast = contrast_start(tokens, start, v) if v > start else None
        if contrast is None and is_subordinate(tokens, v, start):
            continue
        word = tokens[v].word
        coordinated = v > start and (
            word.flags & c.WITH_AND or tokens[v - 1].text in COMMAS or _is_purpose(tokens[v])
            or _is_linked(tokens, start, v) or _adds(tokens, v)
        )
        narrated = narrates_before(tokens, start, v) and not _is_adjunct(tokens, start, v)
        inserted = v > start + 1 and tokens[v - 1].word.key == "كما" and (
            tokens[v - 2].text in COMMAS or tokens[v - 2].text[:1] in DASHES
        )
        coordinated = coordinated or inserted or narrated and _after_own_adjunct(tokens, start, v)
        if inserted and not _goes_on(tokens, v):
            after = noun_phrase(tokens, v + 1, len(tokens), closed=True)
            source = after or last_subject(tokens, start, v - 2)
            return Attribution("attributed", "inserted", source, relay_of(tokens, source),
                               (v, v + 1), word.cue.cue_class)  # fmt: skip
        if narrated and contrast is not None:
            source = mentioned_source(tokens, v, contrast) or last_subject(tokens, start, contrast)
            return Attribution("mixed", "verb after narration", source, relay_of(tokens, source),
                               (v, v + 1), word.cue.cue_class)  # fmt: skip
        if narrated and not coordinated and (text := _text_that_says(tokens, start, v)):
            return Attribution("attributed", "verb", text, None, (v, v + 1), word.cue.cue_class)
        issued = v > start and (tokens[v - 1].word.key in _ISSUED or in_it(tokens, v))
        if narrated and not coordinated and not issued:
            if said_last := _said_last(tokens, start, v):
                return Attribution("attributed", "inserted", said_last, None, (v, v + 1),
                                   word.cue.cue_class)  # fmt: skip
            continue
        if not narrated and not coordinated and v > start and word.cue.form == "imperfect":
            subject = subject_before(tokens, _after_dots(tokens, start, v), v)
            begins = tokens[start].word.flags & (c.PREP | c.ATTACHED_PREP | c.TIME)
            before = tokens[v - 1].word
            after = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
            if begins and not before.flags and before.key.endswith("ة") and after & c.PREP:
                continue  # «في بادرة نادرة تشير إلى …»: the clause describes
            light = c.AUX | c.TIME | c.NEG | c.PUNCT
            if all(t.word.flags & light for t in tokens[start:v]):
                begins = 1  # «هكذا يرى», «وقد يرى»
            if not begins and (subject is None or not reaches(tokens, subject, v)):
                if not any(t.text in COMMAS for t in tokens[max(start, v - 2) : v]):
                    continue
        if had := _said_before(tokens, start, v):
            return Attribution("attributed", "verb", had, None, (v, v + 1), word.cue.cue_class)
        if narrated:
            source = None if issued else mentioned_source(tokens, v, v)
            source = source or last_subject(tokens, start, v)
        else:
            begin = start if contrast is None else contrast
            source = mentioned_source(tokens, v, _after_dots(tokens, begin, v))
            if source is None and in_it(tokens, v) and v - start > 3:
                source = last_subject(tokens, start, v)  # «كتب فلان مقالا عبر فيه عن»
            if source is None and contrast is not None:
                source = last_subject(tokens, start, contrast)  # «وأحجمت فلانة …، لكنها قالت»
        own = _outlet_doubts(tokens, v) or _outlet_goes_on(tokens, v)
        voice = "mixed" if narrated and not issued or own else "attributed"
        rule = "verb after narration" if narrated else "verb"
        return Attribution(
            voice, rule, source, relay_of(tokens, source), (v, v + 1), word.cue.cue_class
        )
    return None


def _said_before(tokens: Sentence, start: int, v: int) -> tuple[int, int] | None:
    """Who spoke in «سبق لـ… أن أعلن», «وفقا لبيان الديوان فإن الملك قال»."""
    if not tokens[v - 1].word.flags & c.COMP or v - 2 <= start:
        return None
    for j in range(v - 2, max(start, v - 9) - 1, -1):
        if tokens[j].word.key in ("سبق", "وسبق") and tokens[j + 1].text.startswith("ل"):
            return after_preposition(tokens, j + 1, v - 1)
    return None


def _goes_on(tokens: Sentence, v: int) -> bool:
    """«…، كما دعا المجلس إلى …»: one more clause, and no insertion that ends with its source."""
    if tokens[v].word.cue.lemma in _TOLD and complement(tokens, v) is None:
        return False
    after = noun_phrase(tokens, v + 1, len(tokens), closed=True)
    if after is None or complement(tokens, v) in (v + 1, v + 2):
        return True
    return after[1] < len(tokens) and not tokens[after[1]].word.flags & (c.PUNCT | c.TIME)


def _is_adjunct(tokens: list[Token], start: int, v: int) -> bool:
    """«وبشأن ما إذا كان سيسافر، قال …»: what stands before the comma only leads to the verb."""
    first = start + (tokens[start].word.key == "اما")
    leads = c.PREP | c.ATTACHED_PREP | c.PHRASE
    if not tokens[first].word.flags & leads or tokens[v].word.flags & c.WITH_AND:
        return False
    commas = [i for i in range(start, v) if tokens[i].text in COMMAS]
    return commas == [v - 1]


def _after_own_adjunct(tokens: list[Token], start: int, v: int) -> bool:
    """«…، وفي هذا الإطار أشار …»: a clause of its own that begins with an adjunct."""
    for j in range(v - 1, max(start, v - 8), -1):
        word = tokens[j].word
        if tokens[j].text in COMMAS:
            lead = tokens[j + 1]
            return j + 1 < v and lead.text[:1] == "و" and bool(lead.word.flags & c.PREP)
        if word.cue is not None or word.flags & (c.NARRATION | c.REL & ~c.PREP | c.SUB | c.COMP | c.QUOTED):
            return False
    return False


def _after_dots(tokens: list[Token], start: int, v: int) -> int:
    """Where the clause of a headline begins: «النهر.. الوزير يعلق على …»."""
    for j in range(v - 1, start, -1):
        if tokens[j].text in ("..", "...", "…", "|"):
            return j + 1
    return start


def _outlet_doubts(tokens: Sentence, v: int) -> bool:
    """«…، ولكن لم يتضح ما الذي يعنيه»: after what is said, the outlet's own word on it."""
    if not tokens.tells & c.UNCLEAR:
        return False
    for j in range(v + 4, len(tokens) - 1):
        if tokens[j].word.tells & c.UNCLEAR and tokens[j - 1].word.flags & (c.NEG | c.PREP):
            goes_on = any(tokens[i].word.cue.form == "participle" for i in tokens.cues if i >= j)
            return not goes_on and any(t.text in COMMAS for t in tokens[j - 4 : j - 1])
    return False


def _outlet_goes_on(tokens: Sentence, v: int) -> bool:
    """«… بأنه «…»، لكنه حظي بالإشادة»: the quotation is closed, and the outlet tells against it."""
    if not tokens.tells & c.QUOTED:
        return False
    for i in tokens.turns:
        if v < i < len(tokens) - 6 and tokens[i].word.flags & c.QUOTED and tokens[i + 1].text in COMMAS:
            rest = tokens[i + 2 :]
            if rest[0].word.key not in _BUT:
                continue
            return not any(t.word.cue is not None or t.word.flags & c.QUOTED for t in rest)
    return False


def _is_linked(tokens: Sentence, start: int, v: int) -> bool:
    """«… حيث وصف الشهود …»: what is said beside what is told; «حيث أعلنت وفاته» says nothing."""
    link, verb = tokens[v - 1].word.key, tokens[v].word
    if link not in _LINKED or v - 1 == start or tokens[start].word.key in c.STATED:
        return False
    if link == "فيما" and verb.key.endswith(("ه", "ها")):
        return False  # «فيما وصفه بحملة»
    after = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
    return complement(tokens, v) is not None or bool(after & (c.TITLE | c.DEFINITE | c.ATTACHED_PREP))


def _said_last(tokens: list[Token], start: int, v: int) -> tuple[int, int] | None:
    """Who speaks in «… من القلق تقول صحيفة كذا، …»: the telling ends with its source."""
    cue = tokens[v].word.cue
    if cue.lemma != "قال" or cue.form != "imperfect" or v - start < 5 or v + 1 >= len(tokens):
        return None
    source = noun_phrase(tokens, v + 1, len(tokens))
    if source is None or not tokens[source[0]].word.flags & (c.TITLE | c.MEDIUM):
        return None
    ends = source[1] == len(tokens) or tokens[source[1]].text in (*COMMAS, ".")
    return source if ends else None


def _adds(tokens: Sentence, v: int) -> bool:
    """«… كما أشار تقرير إلى أن», «…، فقد كشف بحث …»: one more clause, without a comma or «و»."""
    before = tokens[v - 1]
    if before.word.key == "كما":
        return complement(tokens, v) is not None
    return before.text == "فقد" and v > 1 and tokens[v - 2].text in COMMAS


def _is_purpose(token: Token) -> bool:
    """«عاد المذيع ليقول إن»: saying as the end of an act."""
    return token.text.lstrip("وف").startswith("ل") and token.word.key[:1] in ("ي", "ت")


def _text_that_says(tokens: Sentence, start: int, v: int) -> tuple[int, int] | None:
    """«… مع تقرير لمنظمة … أفاد بأن»: a text named on the way, and what it says."""
    said = complement(tokens, v)
    if said is None or said - v > 2:
        return None
    for j in range(v - 1, max(start, v - 8), -1):
        word = tokens[j].word
        if word.key in TEXTS:
            owner = tokens[j + 1].text.startswith("ل") and j + 2 == v
            return (j + 1, v) if owner else (j, v)  # «تصريحات لفلان قال فيها»
        if word.flags & (c.PUNCT | c.NARRATION | c.REL) and not word.flags & c.PREP:
            return None
    return None


def participial(tokens: Sentence, start: int) -> Attribution | None:
    """«…، مؤكدا أن …»: the outlet tells, and somebody adds words."""
    for i in tokens.cues:
        word = tokens[i].word
        if word.cue.form != "participle" or word.flags & c.TITLE or not start <= i < len(tokens) - 1:
            continue
        if i == start:
            if word.key.endswith(("ا", "ة")) and complement(tokens, i) in (i + 1, i + 2):  # «لافتا إلى أن»
                return Attribution("attributed", "participle", None, None, (i, i + 1), word.cue.cue_class)
            continue
        after_comma = tokens[i - 1].text in COMMAS
        if not after_comma and not tokens[i].text.startswith("و"):
            begins = tokens[i + 1].word.flags & (c.COMP | c.QUOTED) or tokens[i + 1].text == COLON
            if not begins or tokens[i - 1].word.flags & c.PREP:
                continue
        plural = word.key.endswith("ين") and tokens[i - 1].word.key.endswith("ين")
        if plural and tokens[i].text.startswith("و"):
            continue  # «موظفين ومخبرين»
        noun = word.key.endswith("ة") and len(word.key) == 6  # «مساندة» is a verbal noun too
        if (noun or word.cue.frame != "any") and complement(tokens, i) is None:
            continue
        source = last_subject(tokens, start, i)
        said = tokens[i + 1].text == COLON or tokens[i + 1].word.flags & (c.COMP | c.QUOTED)
        if said and i - start <= 2 and word.cue.lemma == "قال":  # «وختم قائلا: «…»»
            source = source or noun_phrase(tokens, start + 1, i, closed=True)
            return Attribution("attributed", "participle", source, None, (i, i + 1), "neutral")
        return Attribution("mixed", "participle", source, None, (i, i + 1), word.cue.cue_class)
    return None


def while_saying(tokens: Sentence, start: int) -> Attribution | None:
    """«… حين قال: «…»»: the outlet tells, and the clause of time holds somebody's words."""
    for v in attributing_verbs(tokens, start):
        if v - 1 <= start or tokens[v - 1].word.key not in _WHEN:
            continue
        if complement(tokens, v) is None:
            continue
        after = noun_phrase(tokens, v + 1, len(tokens))
        source = after if after and not is_object(tokens, v, after) else None
        owner = speech_owner(tokens, start)
        source = source or owner or last_subject(tokens, start, v - 1)
        cue = tokens[v].word.cue
        if owner and tokens[start].word.key in ("جاء", "جاءت"):  # «جاء ذلك في مقابلة لفلان …»
            return Attribution("attributed", "speech of", source, None, (v, v + 1), cue.cue_class)
        return Attribution("mixed", "clause of time", source, None, (v, v + 1), cue.cue_class)
    return None


def in_relative(tokens: Sentence, start: int) -> Attribution | None:
    """«… الذي يقول منتقدوه إن»: an attributed clause inside what the outlet tells."""
    for v in attributing_verbs(tokens, start):
        if not tokens[v - 1].word.flags & c.REL or v == start or is_passive(tokens[v].text):
            continue
        j = complement(tokens, v)
        if j is None or not tokens[j].word.flags & c.COMP or j - v > 8:
            continue
        source = noun_phrase(tokens, v + 1, len(tokens))
        if source is None and tokens[v].word.cue.form == "imperfect":
            continue  # «القطار الذي يعتقد أنه …»: nobody's word
        source = source or _antecedent(tokens, start, v - 1)
        return Attribution(
            "mixed", "relative clause", source, None, (v, v + 1), tokens[v].word.cue.cue_class
        )
    return None


def _antecedent(tokens: list[Token], start: int, relative: int) -> tuple[int, int] | None:
    """Who is meant by «الذي» in «… مع وزير الري فلان الفلاني الذي أكد أن»: an office, whole."""
    end = relative - 1 if tokens[relative - 1].text in COMMAS else relative
    like = [i for i in range(start, end) if tokens[i].word.key in ("مثل", "بينهم", "منهم", "بينها")]
    for i in range(max(start, end - 14, *like), end):
        if tokens[i].word.flags & c.TITLE and not tokens[i].word.flags & c.WITH_AND:
            plain = noun_phrase(tokens, i, end)
            if plain and i < plain[1] < end and tokens[plain[1]].word.key in THINGS:
                return plain  # «نشرت هيئة كذا | صورة، قالت إنها …»
            found = noun_phrase(tokens, i, end, closed=True)
            if found and found[1] == end and all(t.word.key != "من" for t in tokens[i:end]):
                return found
    return None
