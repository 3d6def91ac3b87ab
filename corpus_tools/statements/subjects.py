"""Who speaks: the subject of a verb of saying, before it, after it, or shared with another verb."""

from . import cues as c
from . import guesses as g
from .conjugation import fold
from .endings import AUDIENCE, MASDARS, MEN, NAMES_IN_H, countries
from .frames import CORE, FIGURES, complement, is_directed
from .phrases import noun_phrase
from .words import BINDS, COLON, COMMAS, DEMONSTRATIVES, Sentence, Token, is_definite

_OF_SPEECH = ("صحفي", "صحافي", "صحفية", "صحافية", "تلفزيوني", "تلفزيونية", "اذاعية", "متلفزة", "سابقة",
              "سابق", "خاص", "خاصة", "حصري", "حصرية", "مطول", "مطولة")  # fmt: skip
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
    "ناشد",
    "حث",
    "حض",
    "هدد",
    "توعد",
    "وبخ",
    "عاتب",
    "سأل",
    "طمأن",
    "نصح",
    "شجع",
    "عزى",
    "خاطب",
    "وصف",
    "طالب",
    "سمى",
    "أنذر",
    "حمل",
    "أيد",
    "عارض",
    "استنكر",
    "شجب",
    "ثمن",
    "بارك",
    "دعا",
)
_WRITTEN = ("تغريدة", "تدوينة", "منشورا", "مقالا")  # «كتبت تغريدة قالت فيها»
_PLURAL = ("3mp", "3md", "3fd", "3fp")
_IN_IT = ("فيه", "فيها", "خلاله", "خلالها")  # «مؤتمرا صحافيا قالت فيه إن»
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


def has_object(word: c.Word) -> bool:
    """Whether a verb carries its object as a pronoun: اتهمه, وصفتها."""
    return word.key.endswith(("ه", "ها", "هم")) and len(word.key) > len(word.cue.lemma)


_COMPASS = frozenset(  # adjectives that belong to the name of a place
    "شمالية جنوبية شرقية غربية شمالي جنوبي شرقي غربي وسطي وسطى جديدة عظمى كبرى عليا سفلى متحدة ديمقراطية مركزية".split()
)


def without_object(tokens: list[Token], phrase: tuple[int, int], limit: int) -> tuple[int, int]:
    """A subject without the object that stands beside it: «اتهم الرئيس | الدولة بـ…».

    Only for verbs that must have an object, and only where none comes after the phrase.
    """
    i, end = phrase
    following = tokens[end] if end < limit else None
    if following is not None:
        word = following.word
        ends = word.flags & (c.PREP | c.PUNCT | c.ATTACHED_PREP | c.QUOTED | c.COMP | c.REL | c.TIME)
        if word.key == "ما" or not ends and not word.key.startswith(("ب", "ل")):
            return phrase  # «انتقد سالم الراوي | ما وصفه بالفوضى»
    for k in range(end - 1, i, -1):
        word, before = tokens[k].word, tokens[k - 1].word
        if k - 1 > i and tokens[k].text.startswith("وال") and g.is_accusative_plural(word.key) and (
            is_definite(before) and not any(t.word.flags & c.PREP for t in tokens[i:k])
        ):
            return (i, k - 1)  # «يدعو المركز | القراء والباحثين»
        if before.flags & c.PUNCT and word.flags & c.TITLE and k - i > 3 and not (
            tokens[k - 2].word.flags or tokens[k - 3].word.flags
        ):
            return (i, k - 1)  # «الوزير فلان، الرئيس»: the name is whole before the comma
        if word.flags & c.TITLE and k - i > 1 and following is not None and following.text in COMMAS:
            continue  # «دعا فلان الراوي عضو اللجنة، رئيس النادي إلى …»
        if tokens[k].text.startswith("و") or (word.flags | before.flags) & c.PUNCT or word.flags & c.PREP:
            continue
        if word.flags & c.ATTACHED_PREP or word.key in BINDS or k > i + 1 and tokens[k - 2].word.key in BINDS:
            continue  # «الأمين العام للأمم المتحدة», «خالد بن عبدالعزيز الصفيان»
        if before.key.endswith("ون") and len(before.key) > 4 and not (
            is_definite(before) or before.flags & c.ATTACHED_PREP
        ):
            return (i, k)  # «معارضون | الرئيس»
        other = word.flags & (c.TITLE | c.BODY | c.DEFINITE) == c.TITLE | c.DEFINITE and (
            before.key.endswith(("ي", "ية")) or k == i + 1
        )
        if other and is_definite(before) and not before.flags & c.TITLE:
            return (i, k)  # «انتقد الرئيس الفلبيني | البابا», «هنأ الراوي | الرئيس»
        if is_definite(word) and (is_definite(before) or before.flags & c.TITLE):
            continue
        person = tokens[i].word.flags & (c.TITLE | c.BODY) == c.TITLE
        named = k > i + 1 or k + 1 < end and not tokens[k + 1].word.flags
        if person and named and not word.flags and not word.key.endswith(_NO_NAMES):
            continue  # «الرئيس … دونالد ترامب», but «اتهم الرئيس | نهارستان»
        if word.key.removeprefix("ال") in _COMPASS and not is_definite(before):
            continue  # «كوريا الشمالية»
        if before.key in BINDS or k > i + 1 and tokens[k - 2].word.flags & c.PREP:
            continue
        if not (word.flags or before.flags) and not {word.key, before.key} & countries():
            continue  # «دونالد ترامب», but «ترامب | كوريا»
        closed = is_definite(before) or not before.flags & c.TITLE
        if closed and not before.flags & (c.PREP | c.ATTACHED_PREP):
            return (i, k)
    return phrase


_NO_NAMES = ("ات", "ة", "ون")
_LIKE_DEFINITE = ("الغاء", "الزام", "القاء", "الحاق")  # verbal nouns without the article
_ONLY_CLAUSE = ("that", "more")  # what these verbs take is a clause, never a noun phrase
_PRONOUNS = ("به", "بها", "بهم", "له", "لها", "لهم", "عليه", "عليها", "اليه", "اليها", "عنه", "عنها")


def _only_clause(tokens: Sentence, v: int) -> int | None:
    """Where the clause begins that the verb at `v` takes, if nothing else can be its object."""
    said = complement(tokens, v)
    cue = tokens[v].word.cue
    if said is None or cue.frame in _ONLY_CLAUSE:
        return said
    if said - v > (20 if cue.lemma in CORE else 12) or cue.lemma in _TRANSITIVE or not tokens[said].word.flags & c.COMP:
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
    with_b = with_b and cue.frame != "ب"
    before = subject_before(tokens, start, v) if v > start else None
    said = _only_clause(tokens, v)
    first = v + 1
    if first < limit and tokens[first].word.key in _PRONOUNS + _IN_IT:
        first += 1  # «أشادت به صحيفة …»
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
    if after and _is_owned_object(tokens[after[0]].word) and cue.frame in ("any", "judge", "express"):
        after = None  # «وأبدت ارتياحها لـ…»
    called = cue.lemma != "دعا" or after and after[1] < limit and tokens[after[1]].text.startswith(("إلى", "الى", "ل"))
    if after and called and cue.lemma in _TRANSITIVE and not has_object(tokens[v].word):
        after = without_object(tokens, after, limit)
    if after and cue.lemma == "اتهم":
        after = _accuser(tokens, v, after, limit)
    if after and cue.lemma == "لفت" and tokens[after[1] - 1].word.key in ("النظر", "الانتباه"):
        after = (after[0], after[1] - 1) if after[1] - after[0] > 1 else None  # «ولفت | النظر إلى أن»
    if after and cue.lemma in _JUDGING and _is_lone_object(tokens, v, after, limit):
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


def _is_owned_object(word: c.Word) -> bool:
    named = word.flags & (c.TITLE | c.MEDIUM | c.NAME) or word.key in NAMES_IN_H
    return bool(word.flags & c.POSSESSED) and not named


_OF_FIGURES = ("كشف", "أظهر", "أثبت", "خلص", "توصل", "بين", "أفاد", "وجد", "أشار", "رجح")
_JUDGING = ("وصف", "اتهم", "نعت", "وصم", "هنأ")  # whom, and with بـ as what


def _accuser(
    tokens: list[Token], v: int, phrase: tuple[int, int], limit: int
) -> tuple[int, int]:
    """Who accuses, where the accused stands beside: «يتهم السكان | الشركة بـ», «تتهم لندن | موسكو بـ»."""
    i, end = phrase
    if end - i < 2 or end >= limit or not tokens[end].text.startswith("ب"):
        return phrase
    k = i
    while k < end and tokens[k].word.key.endswith("ون"):
        k += 1
    if i < k < end:
        return (i, k)
    bare = end - i == 2 and tokens[v].word.cue.person == "3fs" and not tokens[i].word.flags | tokens[i + 1].word.flags
    return (i, i + 1) if bare else phrase


def _is_lone_object(tokens: list[Token], v: int, phrase: tuple[int, int], limit: int) -> bool:
    """«حيث وصفت | الجزيرة بأنها …»: one name and then بـ: it is the object, the subject unsaid."""
    i, end = phrase
    cue = tokens[v].word.cue
    if has_object(tokens[v].word) or end >= limit:
        return False
    if cue.lemma == "اتهم" and cue.form == "imperfect" and end - i < 4 and tokens[end - 1].word.key[-2:] != "ون":
        return tokens[end].text.startswith("ب")  # «كما يتهم النظام السابق بـ…»: a passive
    if end - i > 1:
        return False
    if tokens[i].word.flags & (c.TITLE | c.MEDIUM | c.NAME) and not tokens[v].word.flags & c.WITH_AND:
        return False
    return tokens[end].text.startswith("ب")


def in_it(tokens: list[Token], v: int) -> bool:
    """Whether the verb tells what a text or a meeting said: «… وصفت فيه», no relative before."""
    following = tokens[v + 1].word.key if v + 1 < len(tokens) else ""
    return (
        following in _IN_IT
        and fold(tokens[v].word.cue.lemma) not in _TREATIES
        and not tokens[v - 1].word.flags & c.REL
    )


def _main_verbs(tokens: list[Token], start: int, v: int) -> list[int]:
    """Where a clause begins with its verb before `v`: at the start, after و or a comma."""
    return [
        i for i in range(v - 1, start - 1, -1)
        if i == start or tokens[i].text[0:1] in ("و", "ف") and tokens[i].word.key != tokens[i].text
        or tokens[i - 1].text in COMMAS or tokens[i - 1].word.flags & c.AUX
    ]  # fmt: skip


def last_subject(tokens: list[Token], start: int, v: int) -> tuple[int, int] | None:
    """The subject of the nearest verb before `v`, which a coordinated verb shares."""
    for i in [*_main_verbs(tokens, start, v), *range(v - 1, start - 1, -1)]:
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


def is_object(tokens: list[Token], v: int, phrase: tuple[int, int]) -> bool:
    """Whether the phrase after a verb is what is said, the subject standing before or unsaid."""
    first = tokens[phrase[0]].word
    if first.key in MEN or first.key in NAMES_IN_H:
        return False
    if first.key in MASDARS:  # «وأكد موقف بلاده», but «كشف بحث جديد عن»
        return first.key not in FIGURES or tokens[v].word.cue.lemma not in _OF_FIGURES
    after = tokens[phrase[0] + 1].word if phrase[1] - phrase[0] > 1 else None
    if after is not None and not after.flags and g.is_foreign(after.key):
        return False  # «دورا ماجنيل»: a name, whatever its last letter
    if first.flags & (c.DEFINITE | c.TITLE) == c.DEFINITE and phrase[1] - phrase[0] == 1:
        bare = first.key[2:]
        if bare in MASDARS or g.is_event_noun(bare):  # «ورفض التعقيب على»
            following = tokens[phrase[1]].word.flags if phrase[1] < len(tokens) else 0
            asked = tokens[v].word.cue is not None and tokens[v].word.cue.lemma in ("رفض", "طلب", "تمنى")
            return bool(asked and tokens[v].word.flags & c.WITH_AND and following & c.PREP)
    if first.flags & (c.EVENT_NOUN | c.POSSESSED | c.ACCUSATIVE) and not first.flags & c.TITLE:
        return not first.key.startswith("ال")
    return tokens[phrase[0]].text.endswith(("\u064b", "ًا"))


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
