"""What is said and of whom: the objects of a verb of saying, told from its subject.

Arabic marks neither in print: «انتقد الرئيس البابا» is told by what may stand beside what.
"""

from functools import lru_cache

from . import cues as c
from . import guesses as g
from .endings import MASDARS, MEN, NAMES_IN_H, THINGS, countries, joined
from .frames import FIGURES, complement
from .words import BINDS, COMMAS, Token, is_definite
from ..lexicons import read_table

TRANSITIVE = frozenset(  # whose object stands beside their subject, unmarked
    "اتهم انتقد شكر هاجم هنأ أدان دان لام أبلغ أخبر امتدح مدح ناشد حث حض هدد توعد وبخ عاتب سأل "
    "طمأن نصح شجع عزى خاطب وصف طالب سمى أنذر حمل أيد عارض استنكر شجب ثمن بارك دعا"
    .split()
)
_COMPASS = frozenset(  # adjectives that belong to the name of a place
    "شمالية جنوبية شرقية غربية شمالي جنوبي شرقي غربي وسطي وسطى جديدة عظمى كبرى عليا سفلى متحدة ديمقراطية مركزية".split()
)
_NO_NAMES = ("ات", "ة", "ون")
_SHOW = frozenset(  # what a thing may do as well as a speaker
    "أشار أكد كشف أظهر أثبت هدد أنذر بين دل أيد أوضح دعا نفى شهد تطرق أبرز نبه لفت قلل خلص وعد فسر برر عرض عارض أوصى برأ لاحظ ألهم ذكر حمل حذر".split()
)
_WOMEN = frozenset(  # plurals that speak
    "ولايات امارات سيدات فتيات بنات امهات طالبات مواطنات عائلات اخوات عاملات ناشطات نادلات لاعبات زوجات ارملات قيادات كفاءات".split()
)
_OF_FIGURES = ("كشف", "أظهر", "أثبت", "خلص", "توصل", "بين", "أفاد", "وجد", "أشار", "رجح")


def has_object(word: c.Word) -> bool:
    """Whether a verb carries its object as a pronoun: اتهمه, وصفتها."""
    return word.key.endswith(("ه", "ها", "هم")) and len(word.key) > len(word.cue.lemma)


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
        office = word.flags & (c.TITLE | c.BODY | c.DEFINITE | c.ATTACHED_PREP) == c.TITLE
        if office and k > i + 1 and tokens[i].word.flags & c.TITLE and not (
            before.flags & ~(c.EVENT_NOUN | c.POSSESSED) or is_definite(before) or joined(tokens[k])
        ):
            return (i, k)  # «أبلغ الرئيس فلان | وزير الري»
        if tokens[k].text.startswith("و") or (word.flags | before.flags) & c.PUNCT or word.flags & c.PREP:
            continue
        if word.flags & c.ATTACHED_PREP or word.key in BINDS or k > i + 1 and tokens[k - 2].word.key in BINDS:
            continue  # «الأمين العام للأمم المتحدة», «خالد بن عبدالعزيز الصفيان»
        if before.key.endswith("ون") and len(before.key) > 4 and not word.key.endswith("ون") and not (
            is_definite(before) or before.flags & c.ATTACHED_PREP
        ):
            return (i, k)  # «معارضون | الرئيس»
        other = word.flags & (c.TITLE | c.BODY | c.DEFINITE) == c.TITLE | c.DEFINITE and (
            before.key.endswith(("ي", "ية")) or k == i + 1
        )
        if other and is_definite(before) and not before.flags & c.TITLE:
            return (i, k)  # «انتقد الرئيس الفلبيني | البابا», «هنأ الراوي | الرئيس»
        if is_definite(word) and (is_definite(before) or before.flags & c.TITLE):
            if is_definite(before) and _is_act(word):
                return (i, k)  # «أدان الوزير الإيراني | العدوان»
            continue
        if k > i + 1 and tokens[i].word.flags & c.TITLE and not before.flags and _is_family(word):
            continue  # «رئيس الوزراء حيدر | العبادي»
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


def _is_act(word: c.Word) -> bool:
    """Whether a word with the article names what is done, and describes nobody: «الهجوم»."""
    if word.flags & (c.TITLE | c.MEDIUM | c.NAME) or not word.key.startswith("ال"):
        return False
    bare = word.key[2:]
    return bare in MASDARS or bare in THINGS or g.is_event_noun(bare)


def _is_family(word: c.Word) -> bool:
    """Whether a word with the article ends a person's name, and is no common noun: «العبادي»."""
    key = word.key
    if word.flags & (c.TITLE | c.MEDIUM) or not word.flags & c.DEFINITE or key.endswith(("ة", "ات", "ين", "ون")):
        return False
    return not is_silent(word) and (key.endswith("ي") or not g.is_common(key[2:]))


def is_owned_object(word: c.Word) -> bool:
    """«قراره», «زيارتها»: a thing with its owner, and no office or name that looks so."""
    named = word.flags & (c.TITLE | c.MEDIUM | c.NAME) or word.key in NAMES_IN_H
    return bool(word.flags & c.POSSESSED) and not named


def accuser(
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


def is_lone_object(tokens: list[Token], v: int, phrase: tuple[int, int], limit: int) -> bool:
    """«حيث وصفت | الجزيرة بأنها …»: one name and then بـ: it is the object, the subject unsaid."""
    i, end = phrase
    cue = tokens[v].word.cue
    if has_object(tokens[v].word) or end >= limit or tokens[i].word.key.endswith("ون"):
        return False
    if cue.lemma == "اتهم" and cue.form == "imperfect" and end - i < 4 and tokens[end - 1].word.key[-2:] != "ون":
        return tokens[end].text.startswith("ب")  # «كما يتهم النظام السابق بـ…»: a passive
    if end - i > 1:
        said = complement(tokens, v)
        other = v > 1 and tokens[v].word.flags & c.WITH_AND and tokens[v].word.cue.lemma != "هنأ"
        return bool(other and said in (end, end + 1)) and not tokens[i].word.flags & c.TITLE
    if tokens[i].word.flags & (c.TITLE | c.MEDIUM | c.NAME) and not tokens[v].word.flags & c.WITH_AND:
        return False
    return tokens[end].text.startswith("ب")


@lru_cache(maxsize=1)
def _things() -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("things"))


def is_silent(word: c.Word) -> bool:
    """Whether a word is a thing that never speaks, learnt from what stands behind verbs of saying."""
    if word.flags & (c.TITLE | c.MEDIUM | c.NAME | c.QUOTED):
        return False
    key = word.key
    bare = key.removeprefix("ال") if len(key) > 4 else key
    if bare in _things() or bare in THINGS:
        return True
    plural = key.endswith("ات") and not word.flags & ~c.EVENT_NOUN  # «فرفضت اقتراحات»
    return plural and key not in _WOMEN and g.is_common(key)


def shows(tokens: list[Token], v: int, phrase: tuple[int, int]) -> bool:
    """«وكشفت الزيارة ضعف …»: the thing is the verb's subject, and no object («وأكد رغبة …»)."""
    key, cue = tokens[phrase[0]].word.key, tokens[v].word.cue
    if cue.form == "participle" or cue.lemma not in _SHOW:
        return False
    feminine = key.endswith(("ة", "ات"))
    return not feminine or cue.person == "3fs"


def is_object(tokens: list[Token], v: int, phrase: tuple[int, int]) -> bool:
    """Whether the phrase after a verb is what is said, the subject standing before or unsaid."""
    first = tokens[phrase[0]].word
    if first.key in MEN or first.key in NAMES_IN_H:
        return False
    if first.key in ("عدة", "بضع", "بضعة") and not tokens[min(phrase[0] + 1, len(tokens) - 1)].word.flags & (c.TITLE | c.MEDIUM):
        return True  # «طلبت عدة مرات»
    if first.key in MASDARS:  # «وأكد موقف بلاده», but «كشف بحث جديد عن»
        return first.key not in FIGURES or tokens[v].word.cue.lemma not in _OF_FIGURES
    after = tokens[phrase[0] + 1].word if phrase[1] - phrase[0] > 1 else None
    if after is not None and not after.flags and (
        g.is_foreign(after.key)
        or first.flags & c.ACCUSATIVE and after.key[-1] not in "اة" and not g.is_common(after.key)
    ):
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
