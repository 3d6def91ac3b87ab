"""Noun phrases that name a source: where they begin, and where they end.

In «أعلن وزير خارجية … فلان الفلاني، أمس، إلغاء …» nothing marks the end of the name. The phrase
is followed word by word through annexation, adjectives, apposition and the prepositions that
belong to an office, and ends where another phrase or the clause that is said begins.
"""

from . import cues as c
from . import guesses as g
from .endings import (
    ABBREVIATED, AUDIENCE, BROAD, QUANTIFIERS, adjoins_with_b, begins_clause, belongs, countries, goes_on, is_addressee, is_adjective,
    is_object_with_b, is_second_head, joined, speaks_for,
)  # fmt: skip
from .words import COLON, COMMAS, Token, is_definite

_ENDS = c.COMP | c.SUB | c.AUX | c.NEG | c.QUOTED | c.PUNCT
_NO_NAME = c.COMP | c.REL | c.SUB | c.AUX | c.NEG | c.QUOTED | c.PUNCT
_PERIODS = frozenset("العام الشهر الاسبوع السنة الوقت المرة".split())
_WHICH_PERIOD = frozenset(
    "الماضي الماضية المقبل المقبلة الجاري الجارية الحالي الفائت الفائتة المنصرم القادم القادمة نفسه نفسها".split()
)
_CIRCUMSTANCES = frozenset(  # how somebody spoke: «وقال فلان | مازحا»
    "مازحا ممازحا ساخرا ضاحكا مبتسما متسائلا باكيا غاضبا متهكما مستغربا متابعا جازما حازما متاثرا".split()
)
_NO_FIRST = frozenset(
    "وهل تحته تحتها فوقه فوقها امامه امامها بعده بعدهم هناك بذلك وبذلك هل لنا يمكن لذا لهذا بعدها قبلها بشكل بدوره بدورها "
    "الماضي المقبل امام بحسب ليس هكذا لذلك كلما فقط بعيدا بناء وبناء علاوة وهناك لعل ولعل ولهذا ردا تعليقا تعقيبا جوابا".split()
) | _CIRCUMSTANCES
_MANNERS = frozenset(
    "بشكل بصورة بطريقة باسلوب بلهجة بنبرة بحماس بسخرية بغضب بحدة بصراحة بوضوح بقوة بشدة باسهاب باستمرار بالفعل بالاجماع بحزم بحرارة ضمنا علنا علانية صراحة مرارا تحديدا".split()
)
_BELONGING = frozenset(  # what a name is further said to be: «أرسنال | المنتمي للدوري …»
    "المنتمي المنتمية المنضم المنضمة البالغ البالغة المنتقل المتواجد المتواجدة الصادر الصادرة المنشور المنشورة المقبل القادم القادمة العائد الفائز الفائزة المتوج الصاعد المرشح التابع التابعة المملوك المملوكة المدعوم المدعومة".split()
)
_OF_VERBS = ("عن", "الي", "الى")  # prepositions that belong to a verb rather than to an office
_LONGEST_NAME, _LONGEST_CLOSED = 14, 20
_ALSO_NAMES = ("اليوم", "يوم", "الساعة", "ساعة", "عام", "العام", "شهر", "الاسبوع", "سنة", "الليلة")
_FOR_OFFICE = frozenset(  # «وزيرة الدولة لشؤون …»
    "لشوون لشؤون لشئون لحقوق لقضايا لمكافحة لعمليات لمنطقة لمراقبة لرعاية لحماية لتنمية لتنظيم لدعم لادارة لنصرة لخدمة".split()
)


def noun_phrase(
    tokens: list[Token], i: int, limit: int, *, with_b: bool = True, closed: bool = False,
    after_verb: bool = False,
) -> tuple[int, int] | None:
    """The noun phrase that begins at `i` (after words of time), or None.

    It ends where the clause that is said begins, at an adjunct («في بيان»، «أمس»), at a second
    head («حكومة»), or at an event noun that is the verb's object («إلغاء»). Where the phrase is
    `closed` (nothing but a subject and adjuncts can stand before `limit`: «قال … إن»), no word
    is taken for an object.
    """
    while i < limit and tokens[i].word.flags & c.TIME:
        once_more = i + 1 < limit and tokens[i + 1].word.key in ("جديدة", "اخري", "اخرى", "ثانية")
        i += 2 if tokens[i].word.key == "مرة" and once_more else 1
    if i >= limit:
        return None
    first = tokens[i].word
    if after_verb and first.flags & c.ATTACHED_PREP and (
        tokens[i].text.startswith("لل") or tokens[i].text.startswith("ل") and first.flags & c.MEDIUM
    ):
        return None  # «وأكد أيضا للصحافيين», «فقال لصحيفة النهر»
    if first.flags & (_NO_NAME | c.PREP | c.ATTACHED_PREP | c.SPEECH) and not first.flags & c.TITLE:
        like_names = (closed or after_verb) and tokens[i].text in ("علي", "لي", "لو", "ما")
        if not like_names or tokens[i].text != "علي" and not _begins_name(tokens, i, limit):
            return None
    if (first.cue is not None or first.flags & c.NARRATION) and not first.flags & c.TITLE:
        if not _may_be_name(tokens, i, limit, closed, after_verb):
            return None
    if first.key.startswith("ل") and not first.flags & (c.TITLE | c.NAME) and is_addressee(tokens[i]) and not (
        after_verb and closed and g.is_imperfect(first.key[1:])  # «وأوضح ليجري أن»
    ):
        return None  # «واعتذرت لجمهورها»
    if first.key.startswith("ب") and not first.flags & (c.MEDIUM | c.NAME) and (
        after_verb and len(first.key) > 4 and g.carries_b(first.key)
        or len(first.key) > 6 and first.key.endswith(("ها", "هم"))
    ):
        return None  # «هددا باستئنافها», «وأشاد بشجاعة موكلته»
    if first.key in _PERIODS or first.key in _NO_FIRST or "\u064b" in tokens[i].text:
        return None
    if after_verb and first.flags & c.TITLE and len(first.key) > 4 and first.key.endswith("ا") and not (
        first.key.endswith(("تا", "ها", "هما")) or is_definite(first) or i + 1 < limit and is_definite(tokens[i + 1].word)
    ):
        return None  # «وأضاف متحدثا في الملعب»
    titled = bool(first.flags & c.TITLE) or tokens[i].text.isdigit()
    open_head = titled and _awaits(tokens[i])
    named = not titled and not is_definite(first)
    person = named or not titled  # whether a proper name has come
    soft = False  # whether an annexation may go on: «كبير باحثي | معهد …»
    previous, j = first, i + 1
    while j < limit and j - i < (_LONGEST_CLOSED if closed else _LONGEST_NAME):
        token = tokens[j]
        word, text = token.word, token.text
        flags, key = word.flags, word.key
        if text in COMMAS:
            return (i, _apposition(tokens, j, limit, closed) or j)
        if flags & c.REL and not flags & c.PREP and (
            titled or first.flags & c.MEDIUM or closed and is_definite(first)
        ) and not named:
            return (i, _relative_end(tokens, j, limit, closed) or j)
        if text == "." and previous.key in ABBREVIATED:
            j += 1
            continue
        if key == "غير" and j + 1 < limit and is_adjective(tokens[j + 1].word):
            j += 2  # «بيانات غير رسمية»
            continue
        if key in ("منهم", "منهن") and j == i + 1 and not is_definite(first):
            j += 1  # «عدد منهم»
            continue
        if flags & _ENDS or flags & c.REL and not flags & c.PREP:
            break
        if flags & c.SPEECH and not (open_head or flags & (c.TITLE | c.ATTACHED_PREP)):
            if key != "حديث" or j > i + 1 or is_definite(previous):  # «تحليل حديث»
                break
        if key in _MANNERS or key in _CIRCUMSTANCES or key in _BELONGING and (
            (person or titled) and not closed or key.startswith("الصادر")
        ):
            break
        if key in _PERIODS and j + 1 < limit and tokens[j + 1].word.key in _WHICH_PERIOD:
            break  # «وقال السودان الشهر الماضي إنه»
        if key in AUDIENCE or (
            not closed and text[:1].isdigit() and is_definite(previous)
        ):
            break
        if flags & c.SAYING or flags & c.PHRASE and not flags & c.PREP:
            break
        if begins_clause(token, flags, open_head, closed):
            break
        knowing = key == "مطلع" and j + 1 < limit and tokens[j + 1].word.key in ("علي", "على")
        if flags & c.TIME and not knowing and (not open_head or key not in _ALSO_NAMES):
            break
        if flags & c.PREP and not (text == "علي" and previous.flags & c.TITLE):
            if not goes_on(tokens, j, limit, titled, person, closed):
                break
            j, open_head, previous = j + 1, True, word
            continue
        if person and j > i + 1 and not flags & c.ATTACHED_PREP and is_addressee(token):
            break
        if closed and (person or is_definite(previous)) and flags & c.ACCUSATIVE:
            break  # «علق فلان مبتسما بأن»
        if not with_b and is_object_with_b(tokens, j, limit):
            break
        if person and not flags & ~c.NARRATION and adjoins_with_b(tokens[j], previous):
            break  # «تحدث غيتس بأسلوب …»
        if flags & c.ATTACHED_PREP and not belongs(
            token, flags, titled, previous, with_b, person, closed
        ):
            break
        if (
            not flags & (c.ATTACHED_PREP | c.NAME)
            and (not closed or text.endswith(("\u064b", "\u064b\u0627")))
            and is_second_head(token, flags, previous, open_head, titled, named, soft)
        ):
            break
        definite = is_definite(word)
        if key == "باسم":
            open_head = True
        elif flags & c.TITLE:
            titled, open_head = True, _awaits(token)
            person = person and not closed
        elif (flags & c.ATTACHED_PREP or key in _FOR_OFFICE) and key[:2] != "لل":
            open_head = True  # «المفوض السامي لحقوق | الإنسان»
        elif definite or flags & c.NAME:
            open_head = False
        elif open_head:
            open_head, soft = False, key not in countries()  # «رئيس بلدية | …»: the annexation may end here
            previous = word
            j += 1
            continue
        elif not flags & (c.ATTACHED_PREP | c.MEDIUM) and not is_adjective(word):
            named = person = True
        soft = False
        previous = word
        j += 1
    if j > i + 1 and tokens[j - 1].word.flags & c.PREP and tokens[j - 1].word.key in BROAD:
        j -= 1  # what the preposition governs is no part of the name, so it is none either
    return (i, j)


def _awaits(token: Token) -> bool:
    """Whether a title waits for the noun it is annexed to: «وزير …», but not «محللون» nor «الوزير»."""
    key = token.word.key
    whole = len(key) > 4 and key.endswith(("ون", "ان", "ه", "ها", "هم"))  # «فريقه»
    return not (whole or is_definite(token.word))


def _begins_name(tokens: list[Token], i: int, limit: int) -> bool:
    """Whether a name that nothing else can be follows: «لي بيونغ يونغ», but «لي صديقي»."""
    if i + 1 >= limit:
        return False
    word, key = tokens[i + 1].word, tokens[i + 1].word.key
    return not word.flags and word.cue is None and len(key) > 3 and not (
        g.is_common(key) and not g.is_unknown(key) or key[0] in "بلو" and g.carries_b(key) or key[-1] == "ي" and g.is_common(key[:-1])
    )


def _may_be_name(
    tokens: list[Token], i: int, limit: int, closed: bool, after_verb: bool
) -> bool:
    """Whether a word that looks like a verb may be somebody's name: «وأعلن أشرف غني», «يقول رايت»."""
    word = tokens[i].word
    if after_verb and word.cue is None and tokens[i].text[:1] == "ي" and _begins_name(tokens, i, limit):
        return True  # «قالت يوليا سكريبال، التي …»
    if after_verb and closed and tokens[i].text[:1] in "فل" and (
        i + 1 == limit or tokens[i + 1].text in COMMAS or _begins_name(tokens, i, limit)
    ):
        return True  # «وقال فيبين نارانغ إن», «وقال فيشر إن», «وأوضح ليجري أن»
    if word.flags & c.WITH_AND or word.cue is not None and (
        word.cue.form == "participle" or word.cue.form == "imperfect" and tokens[i].text[:1] == "ي"
    ):
        return False
    return after_verb and tokens[i].text[:1] != "ي" or closed and limit - i <= 3 and (
        word.cue is None and tokens[i].text[:1] != "و" or i > 0 and tokens[i - 1].word.cue is not None
    )


def _apposition(tokens: list[Token], comma: int, limit: int, closed: bool) -> int | None:
    """End of «، مايك بومبيو،» after a title, where the insertion is closed; else None.

    Before a `closed` limit a short name closes itself: «الرئيس، فلان الفلاني قال».
    """
    first = tokens[comma + 1].word if comma + 1 < limit else None
    if (
        first is None
        or first.flags & (_NO_NAME | c.TIME | c.PREP | c.ATTACHED_PREP | c.SPEECH | c.SAYING | c.PHRASE)
        or first.cue is not None
        and first.cue.person[:1] != "1"  # «، نجيب ساويرس،»
    ):
        return None
    if joined(tokens[comma + 1]) or first.flags & c.DEFINITE and not first.flags & c.BODY and g.is_accusative_plural(first.key) or first.key in QUANTIFIERS or not first.flags & (c.TITLE | c.DEFINITE) and (
        g.is_imperfect(first.key) or first.key.endswith("ت") and g.is_past(first.key)
    ):
        return None  # «وفقا لمصادر فرنسية، تخضع …»
    for j in range(comma + 1, min(limit, comma + 11)):
        word = tokens[j].word
        if word.flags & c.PREP and tokens[min(j + 1, limit - 1)].word.flags & (c.SPEECH | c.TIME):
            return j if j > comma + 1 else None
        if tokens[j].text in COMMAS or word.flags & (c.COMP | c.QUOTED) or tokens[j].text == COLON:
            return j if j > comma + 1 else None
        if (
            word.flags & (c.TIME | c.REL | c.SUB)
            or word.cue is not None
            and not word.flags & c.TITLE
        ):
            return None
        if word.flags & c.PREP and not first.flags & c.TITLE:
            return None
        if not closed and j > comma + 2 and word.key in _OF_VERBS and not speaks_for(tokens[j - 1].word):
            return j  # «دافع فلان، مدرب المنتخب، …», «… مدرب المنتخب | عن نجمه»
    names = tokens[comma + 1 : limit]
    bare = c.TITLE | c.PREP | c.ATTACHED_PREP | c.PUNCT | c.AUX | c.NARRATION
    if closed and len(names) < 5 and not any(t.word.flags & bare for t in names):
        return limit
    return None


def _relative_end(tokens: list[Token], j: int, limit: int, closed: bool) -> int | None:
    """End of a relative clause inside a source, where «إن» closes it within a few words.

    Where nothing but the subject and adjuncts can stand before `limit`, a comma or an adjunct of
    speech closes it too: «المسؤول الذي طلب عدم ذكر اسمه | في تصريح».
    """
    end = min(limit, j + 12)
    for k in range(j + 1, end):
        word = tokens[k].word
        if word.flags & c.COMP:
            return k
        if word.flags & (c.PUNCT | c.QUOTED):
            return k if closed else None
        if closed and word.flags & c.PREP and tokens[k + 1].word.flags & (c.SPEECH | c.TIME):
            return k
    return limit if closed and end == limit else None
