"""Noun phrases that name a source: where they begin, and where they end.

In «أعلن وزير خارجية … فلان الفلاني، أمس، إلغاء …» nothing marks the end of the name. The phrase
is followed word by word through annexation, adjectives, apposition and the prepositions that
belong to an office, and ends where another phrase or the clause that is said begins.
"""

from collections.abc import Iterable
from typing import NamedTuple

from . import cues as c


class Token(NamedTuple):
    """A word, a punctuation mark or a whole quotation, with its place in the document."""

    text: str
    start: int
    end: int
    word: c.Word


class Sentence(list[Token]):
    """The tokens of one sentence, and what the rules have found out about them."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        super().__init__(tokens)
        self.verbs: dict[int, list[int]] = {}  # where a search began -> the verbs that report


COLON, COMMAS, DASHES = ":", ("،", ","), ("-", "–", "—")
DEMONSTRATIVES = ("هذا", "هذه", "ذلك", "تلك", "هولاء")
_ORDINALS = frozenset(  # «أعلنت السلطات في التاسع من فبراير»: a date, no office
    "الاول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الحادي".split()
)
_SAYINGS = ("الاخبار", "الانباء", "الاتهامات", "المزاعم", "الشايعات", "الشائعات", "الادعاءات", "التهم")
_NO_NAME = c.COMP | c.REL | c.SUB | c.AUX | c.NEG | c.QUOTED | c.PUNCT
_OFFICES = "الاول العام السابق الخاص التنفيذي الاعلي الدايم المساعد الرسمي الرسمية".split()
_ADJECTIVES = ("الخارجية", "الداخلية", "الدفاع")
_PERIODS = ("العام", "الشهر", "الاسبوع", "السنة", "الوقت", "المرة")
_NO_FIRST = ("هناك", "هل", "لنا", "يمكن", "لذا", "لهذا", "بعدها", "قبلها", "بشكل", "بدوره", "بدورها",
             "الماضي", "المقبل", "امام", "بحسب", "ليس", "هكذا", "لذلك", "كلما", "فقط", "بعيدا")  # fmt: skip
_LONGEST_NAME, _LONGEST_CLOSED = 14, 20
_ALSO_NAMES = ("اليوم", "يوم", "الساعة", "ساعة", "عام", "العام", "شهر", "الاسبوع", "سنة", "الليلة")
MASDARS = frozenset(  # verbal nouns that stand as objects, of shapes that names have too
    "وجود هطول وصول حضور خروج دخول صدور رجوع سقوط حدوث وقوع ظهور حصول نشوب عبور نفاد قيام بدء وقف منع "
    "رفع خفض تعاون تراجع تفاقم تصاعد نية رغبة عزم التزام التحاق التماس التقاء التفاف التهاب التئام التيام توصل تخلي تعرض تورط تدخل تسلم قصف مشاركة ممارسة محاولة مواجهة مقاطعة مغادرة مهاجمة متابعة موافقة انباء نبا مقتل اصابة صحة موقف مواقف ضرورة اهمية حديث".split()
)
_PARTS = ("العديد", "الكثير", "الكثيرون", "البعض", "المزيد", "العشرات", "الالاف")
BINDS = ("عبد", "ابو", "ابي", "ابن", "بن", "ال", "ام", "بنت")  # a name goes on after these
_QUANTIFIERS = ("جميع", "كافة", "كل", "بعض", "سائر", "اي", "عدة", "عددا")
_MANY = ("المصادر", "الاوساط", "الاطراف", "الخبراء", "العلماء", "القادة", "النواب", "الرجال", "السكان")
_MEN = ("اسامة", "حمزة", "طلحة", "عطية", "خليفة", "سلامة", "حمادة", "شحاتة", "جمعة", "معاوية", "الحسين",
        "عكرمة", "قتادة", "رفاعة", "حذيفة", "عبيدة", "الامين", "الياسمين")  # fmt: skip
_FOR_OFFICE = frozenset(  # «وزيرة الدولة لشؤون …»
    "لشوون لشؤون لشئون لحقوق لقضايا لمكافحة لعمليات لمنطقة لمراقبة لرعاية لحماية لتنمية لتنظيم لدعم لادارة".split()
)
_WRITTEN = ("اعلان", "وثيقة", "تقرير", "مذكرة", "مقال", "كتاب", "دراسة", "بيان")
_BROAD, _ABBREVIATED = ("في", "من", "لدي", "فى"), ("د", "م", "ا", "أ")
AUDIENCE = ("لبي", "للصحفيين", "للصحافيين", "للجزيرة", "للعربية", "لنظيره", "للشعب")


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
        i += 1
    if i >= limit:
        return None
    first = tokens[i].word
    if first.flags & (_NO_NAME | c.PREP | c.ATTACHED_PREP | c.SPEECH) and not first.flags & c.TITLE:
        if not ((closed or after_verb) and tokens[i].text == "علي"):
            return None
    if (first.cue is not None or first.flags & c.NARRATION) and not first.flags & c.TITLE:
        if not _may_be_name(tokens, i, limit, closed, after_verb):
            return None
    if first.key.startswith("ل") and not first.flags & (c.TITLE | c.NAME) and _is_addressee(tokens[i]):
        return None  # «واعتذرت لجمهورها»
    if first.key.startswith("ب") and first.flags & c.POSSESSED and (
        not first.flags & c.TITLE or c.carries_b(first.key)
    ):
        return None  # «هددا باستئنافها»
    if first.key in _PERIODS or first.key in _NO_FIRST or "\u064b" in tokens[i].text:
        return None
    titled = bool(first.flags & c.TITLE) or tokens[i].text.isdigit()
    open_head = titled and _awaits(tokens[i])
    named = not titled and not is_definite(first)
    person = named or not titled  # whether a proper name has come
    soft = False  # whether an annexation may go on: «كبير باحثي | معهد …»
    previous, j = first, i + 1
    while j < limit and j - i < (_LONGEST_CLOSED if closed else _LONGEST_NAME):
        token, flags = tokens[j], tokens[j].word.flags
        if token.text in COMMAS:
            return (i, _apposition(tokens, j, limit) or j)
        if flags & c.REL and not flags & c.PREP and (titled or first.flags & c.MEDIUM) and not named:
            end = limit if closed and limit - j < 12 else _relative_end(tokens, j, limit)
            return (i, end or j)
        if token.text == "." and previous.key in _ABBREVIATED:
            j += 1
            continue
        if token.word.key == "غير" and j + 1 < limit and _is_adjective(tokens[j + 1].word):
            j += 2  # «بيانات غير رسمية»
            continue
        if flags & c.SPEECH and not (open_head or flags & (c.TITLE | c.ATTACHED_PREP)):
            break
        if token.word.key in AUDIENCE:
            break
        if flags & (_NO_NAME & ~c.REL) or flags & c.REL and not flags & c.PREP:
            break
        if flags & c.SAYING or flags & c.PHRASE and not flags & c.PREP:
            break
        if _begins_clause(token, flags, open_head, closed):
            break
        if flags & c.TIME and (not open_head or token.word.key not in _ALSO_NAMES):
            break
        if flags & c.PREP and not (token.text == "علي" and previous.flags & c.TITLE):
            if not _goes_on(tokens, j, limit, titled, person, closed):
                break
            j, open_head, previous = j + 1, True, token.word
            continue
        if person and j > i + 1 and not flags & c.ATTACHED_PREP and _is_addressee(token):
            break
        if closed and (person or is_definite(previous)) and flags & c.ACCUSATIVE:
            break  # «علق فلان مبتسما بأن»
        if not with_b and _is_object_with_b(tokens, j, limit):
            break
        if flags & c.ATTACHED_PREP and not _belongs(
            token, flags, titled, previous, with_b, person, closed
        ):
            break
        if (
            not flags & (c.ATTACHED_PREP | c.NAME)
            and (not closed or token.text.endswith(("\u064b", "\u064b\u0627")))
            and _is_second_head(token, flags, previous, open_head, titled, named, soft)
        ):
            break
        definite = is_definite(token.word)
        if token.word.key == "باسم":
            open_head = True
        elif flags & c.TITLE:
            titled, open_head = True, _awaits(token)
            person = person and not closed
        elif (flags & c.ATTACHED_PREP or token.word.key in _FOR_OFFICE) and token.word.key[:2] != "لل":
            open_head = True  # «المفوض السامي لحقوق | الإنسان»
        elif definite or flags & c.NAME:
            open_head = False
        elif open_head:
            open_head, soft = False, True  # «رئيس بلدية | …»: the annexation may end here
            previous = token.word
            j += 1
            continue
        elif not flags & (c.ATTACHED_PREP | c.MEDIUM) and not _is_adjective(token.word):
            named = person = True
        soft = False
        previous = token.word
        j += 1
    if j > i + 1 and tokens[j - 1].word.flags & c.PREP and tokens[j - 1].word.key in _BROAD:
        j -= 1  # what the preposition governs is no part of the name, so it is none either
    return (i, j)


def _awaits(token: Token) -> bool:
    """Whether a title waits for the noun it is annexed to: «وزير …», but not «محللون» nor «الوزير»."""
    key = token.word.key
    whole = len(key) > 4 and key.endswith(("ون", "ان", "ه", "ها", "هم"))  # «فريقه»
    return not (whole or is_definite(token.word))


def _is_adjective(word: c.Word) -> bool:
    return word.key.endswith(("ية", "يون", "يين")) and len(word.key) > 4


def _may_be_name(
    tokens: list[Token], i: int, limit: int, closed: bool, after_verb: bool
) -> bool:
    """Whether a word that looks like a verb may be somebody's name: «وأعلن أشرف غني», «يقول رايت»."""
    word = tokens[i].word
    if word.flags & c.WITH_AND or word.cue is not None and word.cue.form == "participle":
        return False
    return after_verb and tokens[i].text[:1] != "ي" or closed and limit - i <= 3


def _begins_clause(token: Token, flags: int, open_head: bool, closed: bool) -> bool:
    """Whether a word is a verb, after which no name goes on."""
    if flags & c.TITLE:
        return False
    cue = token.word.cue
    if closed and not flags & c.WITH_AND:
        # before «إن» only a verb of circumstance can stand; «قدح», «مبارك» are names there
        return bool(flags & c.VERB_SHAPE and token.text.endswith("ون")) or (
            cue is not None
            and (cue.form == "imperfect" or cue.form == "participle" and token.text.endswith("ا"))
        )
    return (
        bool(flags & c.VERB_SHAPE and token.text.endswith("ون"))
        or _is_verb(token.word)
        or bool(flags & c.NARRATION and not open_head)
    )


def _goes_on(
    tokens: list[Token], j: int, limit: int, titled: bool, person: bool, closed: bool
) -> bool:
    """Whether a preposition at `j` continues the name: «الخبير في …», «عدد من …», «سفير … لدى …»."""
    key = tokens[j].word.key
    if j + 1 >= limit or not titled and key not in ("علي", "على"):
        return False
    following = tokens[j + 1].word.flags
    if tokens[j + 1].word.key.removeprefix("ال") in _WRITTEN:
        return False
    if tokens[j + 1].word.key.endswith(("ها", "هم")) and len(tokens[j + 1].text) > 6:
        if not following & (c.TITLE | c.DEFINITE):
            return False  # «لجنة التقييم في ملاحظاتها»
    if key == "ل" and following & c.NAME:
        return not person  # «المديرة العامة لـ«النهر»»
    if tokens[j + 1].word.key in _ORDINALS or tokens[j + 1].text[0:1].isdigit() and key != "من":
        return False
    if tokens[j + 1].word.key in ("هذا", "هذه"):
        following &= ~c.SPEECH
    if following & (
        c.SPEECH | c.TIME | c.REL & ~c.PREP | c.QUOTED | c.PUNCT | c.POSSESSED | c.MEDIUM | c.COMP
    ):
        return False
    if key == "من":
        before = tokens[j - 1].word
        part = before.flags & c.TITLE and not is_definite(before)
        plural = before.key.endswith("ون") and not is_definite(before)  # «مسؤولون بارزون من»
        return closed or bool(part) or plural or before.key in _PARTS
    if key in ("لدي", "لدى"):
        return True
    if person:
        return False  # «قالت الوزيرة فلانة في الافتتاح»
    if key == "عن":
        return tokens[j - 1].word.key.startswith(("مسوول", "مسءول", "مسئول", "المسوول", "المسئول", "المتحدث", "متحدث"))
    if key in ("علي", "على"):
        return tokens[j - 1].word.key.startswith(("المشرف", "القايم", "القائم", "مشرف"))
    if key in ("الي", "الى"):
        return tokens[j - 1].word.flags & c.TITLE and following & c.TITLE != 0
    return key in _BROAD


def _is_second_head(
    token: Token, flags: int, previous: c.Word, open_head: bool, titled: bool, named: bool,
    soft: bool,
) -> bool:
    """Whether a word begins another phrase: the object of the verb, or an adverb."""
    if token.text.endswith(("\u064b", "\u064b\u0627")):
        return True
    if open_head or token.text.startswith("وال") or previous.key in BINDS:
        return False
    key = token.word.key
    if key in _QUANTIFIERS:
        return True
    if key in MASDARS or flags & c.ACCUSATIVE or key[1:] in MASDARS and key.startswith("ب"):
        return True  # «نفى … وجود تسرب»، «اعترفت … بوجود أخطاء»
    if key in _SAYINGS:
        return True  # «نفت الهيئة العامة للنقل الأخبار المتداولة»
    if soft and flags & (c.TITLE | c.DEFINITE):
        return False
    if is_definite(previous) and _disagrees(previous, token.word):
        return True
    if flags & c.BODY and flags & c.DEFINITE and is_definite(previous):
        return token.word.key not in _ADJECTIVES  # two definite nouns are two phrases
    if flags & c.DEFINITE and is_definite(previous) and c.is_event_noun(token.word.key[2:]):
        return True
    if flags & (c.POSSESSED | c.EVENT_NOUN) and len(token.text) > 4:
        return True
    if named and titled and flags & c.TITLE and flags & c.DEFINITE and not _joined(token):
        return True  # «دعا الوزير فلان الرئيس»
    if key.removeprefix("ال") in MASDARS and flags & c.DEFINITE and (named or titled):
        return True
    if named and flags & c.DEFINITE and c.is_event_noun(token.word.key[2:]):
        return True  # «عزا فلان التراجع إلى …»
    if is_definite(previous) and not flags & c.DEFINITE and token.text.endswith("ات"):
        return True  # «طلبت الجمعية مضخات»
    if flags & c.TITLE and not flags & c.DEFINITE and not _joined(token):
        return bool(named and titled or flags & c.BODY)
    if flags & c.MEDIUM and not previous.flags & c.MEDIUM:
        return True
    return bool(named and not titled and flags & c.DEFINITE and token.text.endswith("ين"))


def _disagrees(previous: c.Word, word: c.Word) -> bool:
    """Whether a word cannot be an adjective of the definite one before it, nor its name.

    «الوزير القرية», «الخبير رواية …»: a feminine after a man's title; «الحرس المهربين»: an
    accusative plural.
    """
    if previous.flags & c.TITLE and not previous.flags & c.BODY and word.key.endswith("ة"):
        if word.key.startswith("ل"):
            return False  # «المركز الوطني لمراقبة …»
        man = not previous.key.endswith(("ة", "ون", "ين", "ات")) and previous.key not in _MANY
        return man and not word.flags & c.TITLE and word.key not in _MEN
    if (
        previous.flags & c.DEFINITE and word.flags & c.DEFINITE and word.key.endswith("ات")
        and not previous.key.endswith(("ات", "ة", "ون", "ين")) and not word.flags & c.TITLE
    ):
        return True  # «الرئيس التركي الجهات التي»
    plural = word.key.endswith("ين") and len(word.key) > 6 and bool(word.flags & c.DEFINITE)
    return plural and not previous.key.endswith(("ين", "ات")) and word.key not in _MEN


def _is_verb(word: c.Word) -> bool:
    """Whether a form of a cue ends a name; forms that nobody writes are names («رايا»، «فندل»)."""
    return word.cue is not None and word.cue.person not in ("1s", "1p", "3fp", "3md", "3fd")


def _is_object_with_b(tokens: list[Token], j: int, limit: int) -> bool:
    """Whether a word with بـ is the verb's object («أشاد فلان بالقرار») and no name («بوتين»)."""
    key = tokens[j].word.key
    if not key.startswith("ب") or len(key) < 4 or key == "باسم":
        return False
    if key == "بهدف" or c.carries_b(key):
        return True
    later = tokens[j + 1 : min(limit, j + 5)]
    return c.is_unknown(key) and not any(t.word.key.startswith("ب") for t in later)


def _is_addressee(token: Token) -> bool:
    """«كيم لترمب»: a name with لـ, told by the name alone being the more frequent word."""
    key = token.word.key
    return key.startswith("ل") and len(key) > 3 and not token.word.flags & c.NAME and c.carries_b(key)


def is_definite(word: c.Word) -> bool:
    return bool(word.flags & c.DEFINITE) or word.key.startswith("ال")


def _joined(token: Token) -> bool:
    """Whether the word carries «و» ("and"), as far as the lists can tell."""
    return token.text[:1] == "و" and token.word.key[:1] != "و"


def _belongs(
    token: Token, flags: int, titled: bool, previous: c.Word, with_b: bool, person: bool,
    closed: bool,
) -> bool:
    """Whether لـ/بـ + noun goes on with the name («باسم», «لوزير») or begins an adjunct."""
    key = token.word.key
    if key == "باسم":
        return True
    if not titled or flags & (c.MEDIUM | c.SPEECH | c.TIME) or key in AUDIENCE:
        return False
    if key.startswith("ب"):
        return with_b and not person and (
            bool(flags & c.TITLE) or closed and key.startswith("بال")
            or previous.key.startswith("الخبير")
        )  # fmt: skip
    if not key.startswith("ل") or not (key.startswith("لل") or flags & c.TITLE):
        return False
    office = previous.flags & (c.TITLE | c.MEDIUM) or previous.key in _OFFICES or "انباء" in key
    return bool(office) or not person and bool(flags & c.BODY or not flags & c.TITLE)


def _apposition(tokens: list[Token], comma: int, limit: int) -> int | None:
    """End of «، مايك بومبيو،» after a title, where the insertion is closed; else None."""
    first = tokens[comma + 1].word if comma + 1 < limit else None
    if (
        first is None
        or first.flags & (_NO_NAME | c.TIME | c.PREP | c.ATTACHED_PREP | c.SPEECH)
        or first.cue
    ):
        return None
    if _joined(tokens[comma + 1]):
        return None
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
    return None


def _relative_end(tokens: list[Token], j: int, limit: int) -> int | None:
    """End of a relative clause inside a source, where «إن» closes it within a few words."""
    for k in range(j + 1, min(limit, j + 12)):
        if tokens[k].word.flags & c.COMP:
            return k
        if tokens[k].word.flags & (c.PUNCT | c.QUOTED):
            return None
    return None
