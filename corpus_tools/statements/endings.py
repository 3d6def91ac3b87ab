"""Whether a word still belongs to the noun phrase before it, or begins something else.

Nothing but the kinds and shapes of the words tells where «… الوزير فلان | الاتفاق» is to be cut:
each question is a function here, and `phrases.noun_phrase` asks them in turn.
"""

from functools import lru_cache

from . import cues as c
from . import guesses as g
from .conjugation import fold
from .frames import ELATIVES
from .words import BINDS, DEMONSTRATIVES, Token, is_definite
from ..lexicons import read_table

_OF_PLACES = ("متحدة", "جديدة", "كبيرة", "مكرمة", "منورة", "ولايات", "امارات")  # «مكة المكرمة»
_ORDINALS = frozenset(  # «أعلنت السلطات في التاسع من فبراير»: a date, no office
    "الاول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الحادي".split()
)
_OF_SOURCES = frozenset(
    "صحفية صحافية اعلامية رسمية محلية غربية امنية طبية عسكرية سياسية دبلوماسية حكومية اميركية امريكية اسرائيلية دولية مطلعة".split()
)
_SAYINGS = frozenset("الاخبار الانباء الاتهامات المزاعم الشايعات الشائعات الادعاءات التهم".split())
_OFFICES = "الاعلامي الاعلامية الصحفي الصحفية الصحافي الصحافية الاول العام السابق الخاص التنفيذي الاعلي الدايم المساعد الرسمي الرسمية".split()
_HEADS_OF_STATE = ("الرييس", "الرئيس", "الامين", "الزعيم", "المبعوث", "العاهل", "المفوض")  # no honorifics
_ADJECTIVES = ("الخارجية", "الداخلية", "الدفاع", "الازهر")
MASDARS = frozenset(  # verbal nouns that stand as objects, of shapes that names have too
    "عمل مضي سعي نزع كشف رد بحث دعم طرح فتح غلق الغاء الزام القاء الحاق الصاق الزاما وجود هطول وصول حضور خروج دخول صدور رجوع سقوط حدوث وقوع ظهور حصول نشوب عبور نفاد قيام بدء وقف منع "
    "حظر فرض ضم سحب شن طرد عزل حجب ضبط هدم وفاة مصرع قرب مسؤولية زيارة مساعدة دعوة دعوات عودة شكوك جهود عزوف حرص ضلوع مغبة نجاح "
    "حال تحدي تصدي تبني تدني تلقي تعدي تخطي تحري رفع خفض عقد نقل بناء شراء دفع دمج سحب ربط فصل عزل قطع حجز سجن نهب نسف بيع حل صرف رصد نشر تعاون تراجع تفاقم تصاعد نية رغبة عزم التزام التحاق التماس التقاء التفاف التهاب التئام التيام توصل تخلي تعرض تورط تدخل تسلم قصف مشاركة ممارسة محاولة مواجهة مقاطعة مغادرة مهاجمة متابعة موافقة انباء نبا مقتل اصابة صحة موقف مواقف ضرورة اهمية حديث".split()
)
THINGS = frozenset(  # nouns that stand as objects, and may head a subject all the same
    "سبب اسباب قرار قرارات قائمة عرض مشروع خبر صورة صور رابط فوز لقاء هجوم هجمات حادث تفاصيل رسوم خطة خطوة صفقة حزمة عقوبات عدوان عنف ارهاب حرب جريمة جرائم مجزرة مذبحة".split()
)
_OWNED_MASDARS = frozenset(  # «التزامهما»: only looks like a noun with the article
    masdar + pronoun for masdar in MASDARS for pronoun in ("هما", "هم", "ها", "ه")
)
_PARTS = ("العديد", "الكثير", "الكثيرون", "البعض", "المزيد", "العشرات", "الالاف")
QUANTIFIERS = frozenset("نفس جميع كافة كل بعض سائر اي عدة عددا".split())
_MANY = ("المصادر", "الاوساط", "الاطراف", "الخبراء", "العلماء", "القادة", "النواب", "الرجال", "السكان")
NAMES_IN_H = frozenset(  # names that look like a noun with a pronoun
    "نبيه نزيه وجيه فقيه جوزيه ساره عبده حمزه فاطمه اسامه عكاشه طلحه جمعه خليفه سلامه عطيه حماده شحاته عبيده مها سها نهى طاها".split()
)
_NAMES_IN_AT = ("عرفات", "بركات", "فرحات", "شحات", "حشمات", "زيات", "نشات", "عنايات", "عطيات", "غويات")
MEN = ("اسامة", "حمزة", "طلحة", "عطية", "خليفة", "سلامة", "حمادة", "شحاتة", "جمعة", "معاوية", "الحسين",
        "عكرمة", "قتادة", "رفاعة", "حذيفة", "عبيدة", "الامين", "الياسمين")  # fmt: skip
_OF_MEDIA = ("مراسل", "محرر", "كاتب", "مقدم", "مذيع", "صحف", "صحاف", "معلق", "محلل", "مدير")
_CHARGED = ("المكلف", "المعني", "المختص", "المهتم", "المعروف")  # «اللجنة المكلفة بتسيير …»
_SPEAK_FOR = ("مسوول", "مسءول", "مسئول", "متحدث", "مدافع", "ناطق", "صادر")  # «المدافعون عن حقوق …»
_WRITTEN = ("اعلان", "وثيقة", "تقرير", "مذكرة", "مقال", "كتاب", "دراسة", "بيان")
AUDIENCE = frozenset("لبي للصحفيين للصحافيين للجزيرة للعربية لنظيره للشعب".split())
BROAD, ABBREVIATED = ("في", "من", "لدي", "فى"), ("د", "م", "ا", "أ")


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    return frozenset(fold(row["word"]) for row in read_table("countries"))


def is_adjective(word: c.Word) -> bool:
    return word.key.endswith(("ية", "يون", "يين")) and len(word.key) > 4


def begins_clause(token: Token, flags: int, open_head: bool, closed: bool) -> bool:
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


def goes_on(
    tokens: list[Token], j: int, limit: int, titled: bool, person: bool, closed: bool
) -> bool:
    """Whether a preposition at `j` continues the name: «الخبير في …», «عدد من …», «سفير … لدى …»."""
    key = tokens[j].word.key
    if j + 1 >= limit or not titled and key not in ("علي", "على"):
        return False
    following = tokens[j + 1].word.flags
    if tokens[j + 1].word.key.removeprefix("ال") in _WRITTEN:
        return False
    if key in BROAD and not closed and tokens[j + 1].word.key in MASDARS:
        return False  # «ويأمل السكان في عودة قريبة»
    if tokens[j + 1].word.key.endswith(("ها", "هم")) and len(tokens[j + 1].text) > 6:
        if not following & (c.TITLE | c.DEFINITE):
            return False  # «لجنة التقييم في ملاحظاتها»
    if key == "ل" and following & c.NAME:
        return not person  # «المديرة العامة لـ«النهر»»
    if tokens[j + 1].word.key in _ORDINALS or tokens[j + 1].text[0:1].isdigit() and key != "من":
        return False
    if tokens[j + 1].word.key in ("هذا", "هذه"):
        following &= ~c.SPEECH
    if key in BROAD and closed and not person and following & c.MEDIUM:
        return any(t.word.key.removeprefix("ال").startswith(_OF_MEDIA) for t in tokens[max(0, j - 5) : j])
    if following & (
        c.SPEECH | c.TIME | c.REL & ~c.PREP | c.QUOTED | c.PUNCT | c.POSSESSED | c.MEDIUM | c.COMP
    ):
        return False
    if key == "من":
        before = tokens[j - 1].word
        part = before.flags & c.TITLE and not is_definite(before)
        plural = before.key.endswith("ون") and not is_definite(before)  # «مسؤولون بارزون من»
        near = before.key.startswith(("مقرب", "قريب"))  # «مصدر مقرب من الوفد»
        return closed or near or bool(part) or plural or before.key in _PARTS
    if key in ("لدي", "لدى"):
        return True
    if person:
        return False  # «قالت الوزيرة فلانة في الافتتاح»
    if key == "عن":
        return tokens[j - 1].word.key.removeprefix("ال").startswith(_SPEAK_FOR)
    if key in ("علي", "على"):
        return tokens[j - 1].word.key.startswith(
            ("المشرف", "القايم", "القائم", "مشرف", "مطلع", "المطلع")  # «شخص مطلع على الترتيبات»
        )
    if key in ("الي", "الى"):
        return tokens[j - 1].word.flags & c.TITLE and following & c.TITLE != 0
    return key in BROAD


def speaks_for(word: c.Word) -> bool:
    """«المسؤول | عن», «المدافعون | عن»."""
    return word.key.removeprefix("ال").startswith(_SPEAK_FOR)


def is_second_head(
    token: Token, flags: int, previous: c.Word, open_head: bool, titled: bool, named: bool,
    soft: bool,
) -> bool:
    """Whether a word begins another phrase: the object of the verb, or an adverb."""
    if token.text.endswith(("\u064b", "\u064b\u0627")):
        return True
    if flags & c.DEFINITE and not flags & c.TITLE and previous.key in _OF_SOURCES:
        return True  # «تقارير صحفية | السبب»: an indefinite noun and its adjective are whole
    if open_head or token.text.startswith("وال") or previous.key in BINDS:
        return False
    if previous.key in DEMONSTRATIVES and previous.key != "هولاء" or previous.key in ELATIVES:
        return False
    key = token.word.key
    alone = named and not previous.flags and not g.is_common(previous.key)
    if flags & (c.TITLE | c.BODY | c.DEFINITE) == c.TITLE and previous.key in countries() and not (titled or joined(token)):
        return True  # «حذرت نهارستان | زعيم الجبل من»
    if key in QUANTIFIERS or key in ELATIVES and (is_definite(previous) or alone):
        return True
    if key in MASDARS or key in _OWNED_MASDARS or flags & c.ACCUSATIVE or key.startswith("ب") and key[1:] in MASDARS:
        return True  # «نفى … وجود تسرب»، «اعترفت … بوجود أخطاء»
    if key in countries() and is_definite(previous) and not is_adjective(token.word):
        return True  # «قال الراوي | نهارستان تدعم …»
    if key in _SAYINGS:
        return True  # «نفت الهيئة العامة للنقل الأخبار المتداولة»
    if soft and flags & (c.TITLE | c.DEFINITE):
        return False
    if is_definite(previous) and _disagrees(previous, token.word):
        return True
    plural = is_definite(previous) and previous.key.endswith("ون") and len(previous.key) > 5
    if plural and titled and not flags & c.DEFINITE and token.text[:1] != "و":
        return True  # «رفض المسؤولون الأوروبيون | مبرر …»: no name follows a plural
    if key in _HEADS_OF_STATE and titled and is_definite(previous) and not previous.flags & c.TITLE:
        return True  # «التقى مستشار الأمن القومي | الأمين العام»
    if flags & c.BODY and flags & c.DEFINITE and is_definite(previous):
        return token.word.key not in _ADJECTIVES  # two definite nouns are two phrases
    if flags & c.DEFINITE and is_definite(previous) and g.is_event_noun(token.word.key[2:]):
        return True
    if flags & (c.POSSESSED | c.EVENT_NOUN) and len(key) > 3 and key not in NAMES_IN_H:
        return True
    bare = alone and not (
        previous.key[:1] in ("ب", "ل") and g.carries_b(previous.key)
    )
    closed = is_definite(previous) or bare
    if closed and (key in THINGS or not flags & ~c.CLASSIFIER and g.is_thing(key)):
        woman = previous.flags & c.TITLE and not previous.flags & c.BODY and previous.key.endswith("ة")
        adjective = is_adjective(token.word) and not is_definite(previous) or key.startswith("متعدد")
        return not (woman or adjective or key in MEN)  # «طلبت الشركة مساعدة», «الفنانة أميرة …»
    bare = bare or is_definite(previous) and previous.key.endswith("ي")
    if bare and named and flags & c.DEFINITE and not flags & c.TITLE and not is_adjective(token.word):
        if key.endswith(("ة", "ات")) and key not in MEN:
            return key.removeprefix("ال") not in _OF_PLACES  # «وكرر ترامب التحذيرات»
    if named and titled and flags & c.TITLE and flags & c.DEFINITE and not joined(token):
        return True  # «دعا الوزير فلان الرئيس»
    if key.removeprefix("ال") in MASDARS and is_definite(token.word) and (
        named or titled or is_definite(previous)
    ):
        return True
    if named and flags & c.DEFINITE and g.is_event_noun(token.word.key[2:]):
        return True  # «عزا فلان التراجع إلى …»
    if (is_definite(previous) or named) and not flags & c.DEFINITE and key.endswith("ات"):
        return not g.is_foreign(key) and key not in _NAMES_IN_AT  # «طلبت الجمعية مضخات»
    if flags & c.TITLE and not flags & c.DEFINITE and not joined(token):
        return bool(flags & c.BODY)  # «الوزير فلان رئيس اللجنة» stands beside its verb's object elsewhere
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
        return man and not word.flags & c.TITLE and word.key not in MEN
    if (
        previous.flags & c.DEFINITE and word.flags & c.DEFINITE and word.key.endswith("ات")
        and not previous.key.endswith(("ات", "ون", "ين")) and not word.flags & c.TITLE
    ):
        return True  # «الرئيس التركي الجهات التي»
    plural = word.key.endswith("ين") and len(word.key) > 6 and bool(word.flags & c.DEFINITE)
    return plural and not previous.key.endswith("ين") and word.key not in MEN


def _is_verb(word: c.Word) -> bool:
    """Whether a form of a cue ends a name; forms that nobody writes are names («رايا»، «فندل»)."""
    return word.cue is not None and word.cue.person not in ("1s", "1p", "3fp", "3md", "3fd")


def is_object_with_b(tokens: list[Token], j: int, limit: int) -> bool:
    """Whether a word with بـ is the verb's object («أشاد فلان بالقرار») and no name («بوتين»)."""
    key = tokens[j].word.key
    if not key.startswith("ب") or len(key) < 4 or key == "باسم":
        return False
    if key == "بهدف" or g.carries_b(key):
        return True
    later = tokens[j + 1 : min(limit, j + 5)]
    return g.is_unknown(key) and not any(t.word.key.startswith("ب") for t in later)


def adjoins_with_b(token: Token, previous: c.Word) -> bool:
    """«اعترف … بيسونيت | بقتل ستة»: behind a name that is no common noun, what the verb takes with بـ."""
    key = token.word.key
    if not key.startswith("ب") or len(key) < 4 or key == "باسم" or previous.flags & c.TITLE:
        return False
    return not (previous.flags or g.is_common(previous.key)) and g.carries_b(key)


def is_addressee(token: Token) -> bool:
    """«كيم لترمب»: a name with لـ, told by the name alone being the more frequent word."""
    key = token.word.key
    return key.startswith("ل") and len(key) > 3 and not token.word.flags & c.NAME and g.carries_b(key)


def joined(token: Token) -> bool:
    """Whether the word carries «و» ("and"), as far as the lists can tell."""
    return token.text[:1] == "و" and (
        token.word.key[:1] != "و" or len(token.text) > 4 and token.text.endswith(("ه", "ها", "هم"))
    )


def belongs(
    token: Token, flags: int, titled: bool, previous: c.Word, with_b: bool, person: bool,
    closed: bool,
) -> bool:
    """Whether لـ/بـ + noun goes on with the name («باسم», «لوزير») or begins an adjunct."""
    key = token.word.key
    if key == "باسم":
        return True
    media = closed and key.startswith("ب") and previous.key.removeprefix("ال").startswith(_OF_MEDIA)
    if not titled or flags & (c.MEDIUM | c.SPEECH | c.TIME) and not media or key in AUDIENCE:
        return False
    if key.startswith("ب"):
        if key.endswith("ين") and titled and flags & c.TITLE:
            return False  # «أهابت الوزارة بالمواطنين»
        return with_b and not person and (
            bool(flags & c.TITLE) or closed and (key.startswith("بال") or g.carries_b(key))
            or previous.key.startswith(("الخبير", *_CHARGED))
        )  # fmt: skip
    if not key.startswith("ل") or not (key.startswith("لل") or flags & c.TITLE):
        return False
    if closed and g.is_feminine_event(key[2:]):
        return True  # «مؤسسة الراوي للتنمية …»
    if previous.key.startswith(("تابع", "موال")):
        return True  # «جماعات تابعة لمنظمة …»
    office = previous.flags & (c.TITLE | c.MEDIUM) or previous.key in _OFFICES or "انباء" in key
    return bool(office) or not person and bool(flags & c.BODY and not flags & c.NORM or not flags & c.TITLE)
