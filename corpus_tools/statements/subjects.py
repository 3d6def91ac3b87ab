"""Who speaks: the subject of a verb of saying, before it, after it, or shared with another verb."""

from collections.abc import Iterator
from itertools import chain

from . import cues as c
from . import guesses as g
from .conjugation import fold
from .endings import AUDIENCE
from .frames import CORE, complement, is_directed
from .objects import (
    TRANSITIVE, accuser, has_object, is_lone_object, is_object, is_owned_object,
    without_object,
)  # fmt: skip
from .phrases import noun_phrase
from .words import COLON, COMMAS, DEMONSTRATIVES, Sentence, Token, is_definite

_OF_SPEECH = ("صحفي", "صحافي", "صحفية", "صحافية", "تلفزيوني", "تلفزيونية", "اذاعية", "متلفزة", "سابقة",
              "سابق", "خاص", "خاصة", "حصري", "حصرية", "مطول", "مطولة")  # fmt: skip
_WRITTEN = ("تغريدة", "تدوينة", "منشورا", "مقالا")  # «كتبت تغريدة قالت فيها»
_PLURAL = ("3mp", "3md", "3fd", "3fp")
_IN_IT = ("فيه", "فيها", "خلاله", "خلالها")  # «مؤتمرا صحافيا قالت فيه إن»
_ONE_OF_THEM = ("احداها", "احداهن", "احدها", "احدهما", "احداهما")
_FEMININE_PLACES = frozenset(  # capitals and countries whose verb is feminine
    "لندن واشنطن موسكو باريس برلين طهران انقرة بكين طوكيو سيول سول الرياض بغداد دمشق بيروت عمان القاهرة الدوحة ابوظبي تونس الجزائر "
    "تركيا ايران روسيا فرنسا المانيا بريطانيا ايطاليا اسبانيا سوريا مصر قطر الصين الهند كوريا اسرائيل اميركا امريكا ليبيا".split()
)
MAY_SPEAK = frozenset(  # common nouns that stand for whoever speaks
    "اخير اخيرة اول اولي ثاني ثالث واحد واحدة اثنان كلا كلاهما شمال جنوب شرق غرب نفس قمة عاصمة قرية مدينة صناعة مشتبه متهم".split()
)
_STILL = ("يزال", "تزال", "زال", "زالت", "يزالون", "زالوا")
_TREATIES = ("تعهد", "التزم", "اتفق")  # what a treaty binds to is no speech of one side


def subject_before(tokens: list[Token], start: int, v: int) -> tuple[int, int] | None:
    """The subject of a verb that follows it: «الصحيفة أوردت أن», «وكان الوزير قد قال»."""
    i = start
    if i + 1 < v and tokens[i].word.flags & c.NEG and tokens[i + 1].word.key in _STILL:
        i += 2  # «لا تزال الدولة تتهم …»
    while (
        i < v
        and tokens[i].word.flags & (c.AUX | c.TIME | c.PUNCT)
        and not tokens[i].word.flags & c.TITLE
    ):
        i += 1
    if i >= v or tokens[i].word.flags & c.ACCUSATIVE and not tokens[i].word.flags & c.TITLE:
        return None
    if tokens[i].word.flags & (c.PHRASE | c.PREP | c.TITLE) == c.PHRASE:
        return None  # «وحسب «النهر»، قال …»
    if not tokens[i].word.flags & (c.TITLE | c.MEDIUM | c.NAME) and (
        g.is_imperfect(tokens[i].text)
        or tokens[i].text[:1] == "و" and len(tokens[i].text) > 4 and g.is_past(tokens[i].text)
    ):
        return None  # «تبدو التجربة مختلفة، وتقول …», «وحقق الفريق …، وقال»
    if tokens[i].word.key in DEMONSTRATIVES and i + 1 < v and is_definite(tokens[i + 1].word):
        found = noun_phrase(tokens, i + 1, v, closed=True)  # «وكان هذا الحزب أعلن»
        return (i, found[1]) if found else None
    return noun_phrase(tokens, i, v, closed=True)


def reaches(tokens: list[Token], phrase: tuple[int, int], v: int) -> bool:
    """Whether only particles, insertions and times stand between a subject and its verb."""
    rest = tokens[phrase[1] : v]
    if len(rest) > 24 or any(t.word.flags & (c.NARRATION | c.VERB_SHAPE) for t in rest):
        return False
    loose = [t for t in rest if not t.word.flags & (c.AUX | c.TIME | c.PUNCT | c.NEG)]
    return not loose or bool(rest[0].word.flags & (c.PUNCT | c.REL | c.PREP | c.ATTACHED_PREP))


_LIKE_DEFINITE = ("الغاء", "الزام", "القاء", "الحاق")  # verbal nouns without the article
_ONLY_CLAUSE = ("that", "more")  # what these verbs take is a clause, never a noun phrase
_PRONOUNS = ("به", "بها", "بهم", "له", "لها", "لهم", "عليه", "عليها", "اليه", "اليها", "عنه", "عنها")
_ITS_OBJECT = frozenset(_PRONOUNS + _IN_IT)


def _only_clause(tokens: Sentence, v: int) -> int | None:
    """Where the clause begins that the verb at `v` takes, if nothing else can be its object."""
    said = complement(tokens, v)
    cue = tokens[v].word.cue
    if said is None or cue.frame in _ONLY_CLAUSE:
        return said
    if said - v > (20 if cue.lemma in CORE else 12) or cue.lemma in TRANSITIVE or not tokens[said].word.flags & c.COMP:
        return None
    object_like = c.EVENT_NOUN | c.POSSESSED | c.ACCUSATIVE | c.QUOTED | c.REL & ~c.PREP
    between = tokens[v + 1 : said]
    if any(t.word.flags & object_like and not t.word.flags & c.TITLE for t in between[1:]):
        return None
    if any(t.word.key in _LIKE_DEFINITE for t in between[1:]):
        return None
    return said


def mentioned_source(tokens: Sentence, v: int, start: int) -> tuple[int, int] | None:
    """The source of the verb at `v`: the phrase before it if that is its subject, or after it."""
    cue = tokens[v].word.cue
    if is_passive(tokens[v].text) or cue.person in ("1s", "1p"):
        return None
    limit = len(tokens)
    with_b = cue.cue_class in ("neutral", "affirming") or cue.lemma == "حذر"
    before = subject_before(tokens, start, v) if v > start else None
    said = _only_clause(tokens, v)
    with_b = with_b and (cue.frame != "ب" or said is not None)
    first = v + 1
    if first < limit and tokens[first].word.key in _ITS_OBJECT:
        first += 1  # «أشادت به صحيفة …»
    if first + 1 < limit and tokens[first].text in ("لي", "لنا") and tokens[first + 1].word.flags & (c.TITLE | c.DEFINITE):
        first += 1  # «وقال لي الوزير»
    if first + 1 < limit and tokens[first].text.startswith("لل") and tokens[first].word.flags & c.ATTACHED_PREP:
        first += 1  # «وقال للصحافيين وزير …»
    if first + 1 < limit and tokens[first].word.key == "ل" and tokens[first + 1].word.flags & c.NAME:
        first += 2  # «أكد لـ«النهر» الوزير …»
    pointed = first + 1 < limit and tokens[first].word.key in ("هذا", "هذه") and bool(
        tokens[first + 1].word.flags & (c.TITLE | c.MEDIUM) and is_definite(tokens[first + 1].word)
    )  # «وأكد هذا الناطق باسم …»
    after = noun_phrase(tokens, first + pointed, limit if said is None else said, with_b=with_b,
                        closed=said is not None, after_verb=True)  # fmt: skip
    if pointed and after and after[0] == first + 1:
        after = (first, after[1])
    if after and cue.person in _PLURAL and cue.form != "participle" and tokens[after[0]].word.key[-2:] != "ون":
        after = None  # «ونفوا رواية النظام»: before its subject a verb is singular
    if after and said is None and g.is_accusative_plural(tokens[after[0]].word.key):
        after = None  # «ودعا المسؤولين إلى»
    if after and cue.lemma in _JUDGING and has_object(tokens[v].word) and tokens[after[0]].text.startswith("بأ"):
        after = None  # «فيما وصفته بأول يوم»
    if after and after[1] - after[0] == 1 and tokens[after[0]].word.flags & (c.TITLE | c.ACCUSATIVE) == c.ACCUSATIVE and (
        not g.is_foreign(tokens[after[0]].word.key) and tokens[after[0]].word.cue is not None
    ):
        after = None  # «وقال مازحا إنه»
    if after and cue.lemma in TRANSITIVE and cue.person == "3ms" and said is None and (
        tokens[after[0]].word.key in _FEMININE_PLACES and not has_object(tokens[v].word)
    ):
        after = None  # «كما حث لندن على …»: a city would take a feminine verb
    if after and is_owned_object(tokens[after[0]].word) and cue.frame in ("any", "judge", "express"):
        after = None  # «وأبدت ارتياحها لـ…»
    called = cue.lemma != "دعا" or after and after[1] < limit and tokens[after[1]].text.startswith(("إلى", "الى", "ل"))
    if after and called and cue.lemma in TRANSITIVE and not has_object(tokens[v].word):
        after = without_object(tokens, after, limit)
    if after and cue.lemma == "اتهم":
        after = accuser(tokens, v, after, limit)
    if after and cue.lemma == "لفت" and tokens[after[1] - 1].word.key in ("النظر", "الانتباه"):
        after = (after[0], after[1] - 1) if after[1] - after[0] > 1 else None  # «ولفت | النظر إلى أن»
    if after and cue.lemma in _JUDGING and is_lone_object(tokens, v, after, limit):
        after = None
    joined = tokens[v].word.flags & c.WITH_AND and tokens[start].word.key != "اما"
    adverb = tokens[v - 1].text in COMMAS and before and not tokens[before[0]].word.flags & (
        c.TITLE | c.MEDIUM | c.NAME | c.DEFINITE
    )  # «وقبيل القمة، أوضح فلان»
    if before and after and has_object(tokens[v].word) and tokens[after[0]].word.flags & (
        c.TITLE | c.MEDIUM | c.DEFINITE | c.NAME
    ):
        return after  # «القانون وصفه المواطنون بالمعقد»
    led = tokens[start].word.key == "اما" and tokens[v - 1].word.flags & c.AUX
    if after and led and complement(tokens, v) is not None:
        return after  # «أما التجربة فقد أكدت العاصمة أنها …»
    loose = before and after and before[1] - before[0] == 1 and not (
        tokens[before[0]].word.flags & ~c.EVENT_NOUN
    ) and tokens[after[0]].word.flags & (c.DEFINITE | c.TITLE)
    if loose and g.is_common(tokens[before[0]].word.key):
        return after  # «سيناريو أكدت المعارضة أنه …»
    if before and not joined and reaches(tokens, before, v) and not (adverb and after):
        return before
    if after and cue.frame == "direct" and is_directed(tokens[after[0]].word.key):
        return before  # «وُجهت اتهامات إلى …»
    if after and (said is not None or not is_object(tokens, v, after)):
        return after
    if after is None and v + 1 < limit and tokens[v + 1].word.flags & (c.PREP | c.PUNCT):
        late = after_adjunct(tokens, v + 1, limit)
        if late:
            return late
    return before


_JUDGING = ("وصف", "اتهم", "نعت", "وصم", "هنأ")  # whom, and with بـ as what


def in_it(tokens: list[Token], v: int) -> bool:
    """Whether the verb tells what a text or a meeting said: «… وصفت فيه», no relative before."""
    following = tokens[v + 1].word.key if v + 1 < len(tokens) else ""
    among = following in ("في", "فى") and v + 2 < len(tokens) and tokens[v + 2].word.key in _ONE_OF_THEM
    return (
        (following in _IN_IT or among)
        and fold(tokens[v].word.cue.lemma) not in _TREATIES
        and not tokens[v - 1].word.flags & c.REL
    )


def told_in_it(tokens: list[Token], v: int) -> tuple[int, int] | None:
    """Who speaks in «… أعلن خلاله الوزير عن …»: an office or a name right after the pronoun."""
    if v + 2 >= len(tokens) or tokens[v + 1].word.key not in _IN_IT:
        return None
    found = noun_phrase(tokens, v + 2, len(tokens), after_verb=True)
    if found is None or is_object(tokens, v, found) or tokens[v].word.cue.person in _PLURAL:
        return None
    first = tokens[found[0]].word
    return found if first.flags & (c.TITLE | c.MEDIUM | c.NAME) or not g.is_common(first.key) else None


def _main_verbs(tokens: list[Token], start: int, v: int) -> Iterator[int]:
    """Where a clause begins with its verb before `v`: at the start, after و or a comma."""
    return (
        i for i in range(v - 1, start - 1, -1)
        if i == start or tokens[i].text[0:1] in ("و", "ف") and tokens[i].word.key != tokens[i].text
        or tokens[i - 1].text in COMMAS or tokens[i - 1].word.flags & c.AUX
    )  # fmt: skip


def last_subject(tokens: list[Token], start: int, v: int) -> tuple[int, int] | None:
    """The subject of the nearest verb before `v`, which a coordinated verb shares."""
    for i in chain(_main_verbs(tokens, start, v), range(v - 1, start - 1, -1)):
        word = tokens[i].word
        if (
            word.flags & (c.NARRATION | c.VERB_SHAPE)
            or word.cue is not None
            and word.cue.form != "participle"
            or i == start and tokens[i].text[:1] == "و" and g.is_past(tokens[i].text)
            or i > start and tokens[i - 1].text in COMMAS and not word.flags and g.is_past(tokens[i].text)
        ):
            before = tokens[i - 1].word.flags if i > start else 0
            if before & (c.PREP | c.POSSESSED | c.EVENT_NOUN) and tokens[i].text[:1] not in "يت":
                continue  # «عزمه فرض رسوم»: a noun
            leads = _leads(tokens, start, i)
            if leads:
                return leads
            if tokens[i].text.endswith("وا") and word.flags & c.NARRATION:
                continue  # «شكلوا حلقة»: the subject stands before
            found = noun_phrase(tokens, i + 1, v, after_verb=True)
            if found and not is_object(tokens, i, found) and not (
                word.cue is not None and word.cue.lemma in ("كتب", "نشر") and tokens[found[0]].word.key in _WRITTEN
            ):
                return found
    before = subject_before(tokens, start, v)
    if before:
        first = tokens[before[0]]
        if first.text[0] == "و" and not first.word.flags and g.carries_b(first.text):
            return noun_phrase(tokens, before[0] + 1, v, after_verb=True)  # a verb that no list has
    return before


def _leads(tokens: list[Token], start: int, i: int) -> tuple[int, int] | None:
    """«الرئيس فلان يزور المدينة ويدعو …»: who stands right before an imperfect, where a sentence begins."""
    if not start < i <= start + 8 or tokens[i].text[:1] not in ("ي", "ت") or tokens[i].text[-1:] == "ة":
        return None
    first = tokens[start].word
    if first.cue is not None or first.flags & (
        c.NARRATION | c.VERB_SHAPE | c.PREP | c.ATTACHED_PREP | c.POSSESSED | c.TIME
    ):
        return None
    before = subject_before(tokens, start, i)
    if before and all(t.word.flags & (c.NEG | c.AUX) for t in tokens[before[1] : i]):
        return before
    return None


def after_adjunct(tokens: list[Token], i: int, limit: int) -> tuple[int, int] | None:
    """A subject after an inserted adjunct closed by a comma: «قال، في بيان، الوزير»."""
    for j in range(i, min(limit, i + 8)):
        if tokens[j].text in COMMAS:
            return noun_phrase(tokens, j + 1, limit)
        if tokens[j].word.flags & (c.COMP | c.QUOTED) or tokens[j].text == COLON:
            return None
    return None


def is_passive(written: str) -> bool:
    """A vocalised passive: نُقل, يُتهم."""
    return "\u064f" in written[:4]


def after_preposition(tokens: list[Token], i: int, limit: int) -> tuple[int, int]:
    rest = noun_phrase(tokens, i + 1, limit) if i + 1 < limit else None
    end = i + 1 if rest is None or rest[0] != i + 1 else rest[1]
    # «وفقا لمصدر في الوزارة»: the head with its preposition read as a title, where that goes further
    whole = noun_phrase(tokens, i, limit) if tokens[i].word.flags & c.TITLE else None
    return (i, max(end, whole[1] if whole else 0))


def speech_owner(tokens: list[Token], start: int) -> tuple[int, int] | None:
    """«جاء ذلك في مقابلة لفلان …»: whose speech it is, and no medium or audience of it."""
    for i in range(start, min(len(tokens) - 1, start + 14)):
        if not tokens[i].word.flags & c.SPEECH or tokens[i].word.key in DEMONSTRATIVES:
            continue
        j = i + 1
        while j + 1 < len(tokens) and tokens[j].word.key in _OF_SPEECH:
            j += 1
        word, text = tokens[j].word, tokens[j].text
        if not text.startswith("ل") or word.flags & (c.MEDIUM | c.QUOTED | c.NAME) or len(text) < 3:
            continue
        if text in AUDIENCE or text[1:].isascii() or word.key in ("له", "لها", "لهم", "لدي", "لدى", "لكن"):
            continue
        return after_preposition(tokens, j, len(tokens))
    return None
