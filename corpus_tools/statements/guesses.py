"""What the letters of a word, and the frequencies of its neighbours, tell where no list has it.

Lists end; words do not. «أوباما» is no accusative, for «أوبام» is no word; «حقق» is a verb, for
«حققت» and «حققوا» are words; «بمرونة» holds a preposition, «بوريس» none. The frequencies are those
of the package wordfreq (Zipf scale, the logarithm of uses in 10⁹ words).
"""

from functools import lru_cache
from math import log10

from .conjugation import fold


def is_foreign(key: str) -> bool:
    """Whether a folded word is no common Arabic word, so that its shape tells nothing.

    «أوباما» is no accusative, for «أوبام» is no word, and «تالغين» no verbal noun. Told by the
    frequencies of the package wordfreq (Zipf scale, the logarithm of uses in 10⁹ words).

    >>> is_foreign("اوباما"), is_foreign("بيانا")
    (True, False)
    """
    if key.endswith(("هما", "ها")) and len(key) > 4:
        stem = key[:-3] if key.endswith("هما") else key[:-2]
        if len(stem) > 2 and max(map(_frequency, _owned(stem))) >= 3.4:
            return False  # «رغبتهما», «صمتها»
    if key.endswith("ا"):
        known = _frequency(key)
        if len(key) > 5 and _frequency(key[:-1]) > 3.8:
            return False  # «اتهاما», seldom as it is
        return known < 2.8 or _frequency(key[:-1]) < max(2.0, known + 0.5)
    if key.endswith("ه") and len(key) > 5 and not max(map(_frequency, _owned(key[:-1]))):
        return True  # «رومينيغه», as often as people write of him
    if _frequency(key) >= 1.5:
        return False
    for suffix in ("هما", "ها", "هم", "ه"):
        if key.endswith(suffix):  # «بإشرافهم», «حالتهما»: rare as it is, of a common word
            return max(map(_frequency, _owned(key[: -len(suffix)]))) < 3.4
    return True


def _owned(stem: str) -> tuple[str, ...]:
    """What a stem before a pronoun may be: «حالت» is «حالة», «بإشراف» is «إشراف»."""
    bare = stem[1:] if stem[:1] in ("ب", "ل") else stem
    return (stem, bare, stem[:-1] + "ة") if stem.endswith("ت") else (stem, bare)


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    return get_frequency_dict("ar", wordlist="best")


def _frequency(word: str) -> float:
    """Zipf frequency of a word as it stands: wordfreq's own function, without its tokenizer."""
    share = _frequencies().get(word)
    return round(log10(share) + 9, 2) if share else 0.0


def is_unknown(key: str) -> bool:
    """Whether no list of frequencies has a folded word: a name that nobody else bears."""
    return not _frequency(key)


@lru_cache(maxsize=1 << 16)
def is_imperfect(written: str) -> bool:
    """Whether a word that no list has is an imperfect: its other gender is a word too.

    >>> is_imperfect("وتبدو"), is_imperfect("يوسف"), is_imperfect("تركيا")
    (True, False, False)
    """
    key = fold(written)
    key = key[1:] if key[:1] in "وف" else key
    if key[:1] not in ("ي", "ت") or len(key) < 4 or key in _LIKE_IMPERFECTS or key[-1] in "ةا":
        return False
    return _frequency("ي" + key[1:]) > 3 and _frequency("ت" + key[1:]) > 3


@lru_cache(maxsize=1 << 16)
def is_past(written: str) -> bool:
    """Whether a word that no list has is a past of the third person: its other persons are words.

    Only where a clause may begin with a verb: some nouns are written like verbs of the root.

    >>> is_past("وحقق"), is_past("تجمعت"), is_past("وسارة"), is_past("كتاب")
    (True, True, False, False)
    """
    key = fold(written)
    key = key[1:] if key[:1] in "وف" and len(key) > 3 and not _frequency(key) > 4.5 else key
    if len(key) < 3 or key.startswith("ال") or key[-1] in "ةىاي":
        return False
    stem = key[:-1] if key[-1] == "ت" and len(key) > 3 else key
    return min(_frequency(stem), _frequency(stem + "ت"), _frequency(stem + "وا")) > 2


@lru_cache(maxsize=1 << 16)
def is_common(key: str) -> bool:
    """Whether a folded noun takes the article about as often as not: no foreign name, no place.

    >>> is_common("وحدات"), is_common("ترامب")
    (True, False)
    """
    return _frequency("ال" + key) > max(0, _frequency(key) - 1)


@lru_cache(maxsize=1 << 16)
def is_thing(key: str) -> bool:
    """Whether a folded noun in ة, or a broken plural, is no name: it takes the article as often.

    >>> is_thing("زيارة"), is_thing("ازمة"), is_thing("سارة"), is_thing("مبارك")
    (True, True, False, False)
    """
    plural = len(key) > 4 and key[2] == "ا" and key[0] != "ا" and key[3] not in "اة" and key[-1] not in "اةني"
    least = -1.0 if key.endswith("ة") else -0.4 if plural else 9.0
    spelt = [key, *(hamza + key[1:] for hamza in "أإ" if key[:1] == "ا")]  # frequencies keep the hamza
    bare, whole = max(map(_frequency, spelt)), max(_frequency("ال" + s) for s in spelt)
    return bare > 3 and whole - bare > least


_LIKE_IMPERFECTS = ("تونس", "يونس", "تامر", "تعاون", "تجمع", "تقدم", "تدخل", "تحول", "توازن")
_NAMES_IN_B = ("بيونغ", "بيونج", "بان")  # whose rest is a word or name too: «يونغ»


@lru_cache(maxsize=1 << 16)
def carries_b(key: str) -> bool:
    """Whether a word in ب is a noun with that preposition, and no name: «بمرونة», not «بوريس».

    >>> carries_b("بمرونة"), carries_b("بوريس")
    (True, False)
    """
    if key in _NAMES_IN_B:
        return False
    rest = key[1:]
    if rest[:1] == "و" and len(rest) > 4 and _frequency(rest[1:]) > _frequency(rest) + 0.7:
        return False  # «بونجاح»: its rest is only "and" with a word
    stems = (rest, "ال" + rest[2:]) if rest.startswith("ال") else (rest,)
    return max(map(_frequency, stems)) > max(2.5, _frequency(key) + 0.6)


@lru_cache(maxsize=1 << 16)
def is_accusative_plural(key: str) -> bool:
    """«المسؤولين», for «المسؤولون» is a word; «الصين» and «ياسين» are none.

    >>> is_accusative_plural("العاملين"), is_accusative_plural("البحرين")
    (True, False)
    """
    return key.endswith("ين") and len(key) > 6 and _frequency(key[:-2] + "ون") > 2


def is_event_noun(key: str) -> bool:
    """Whether a folded word has the shape of a verbal noun: إلغاء, تعليق, انسحاب, استقبال.

    >>> is_event_noun("الغاء"), is_event_noun("وزير")
    (True, False)
    """
    n = len(key)
    return (
        (n == 5 and key[0] == "ا" and key[3] == "ا" and key[1] != "ي")
        or (n in (5, 6) and key[0] == "ت" and key[-2] == "ي" and not (n == 6 and key[-1] == "ة") and key != "تركية")
        or (n == 6 and key.startswith("ان") and key[4] == "ا")
        or (n == 7 and key.startswith("است") and key[5] == "ا")
        or (n == 6 and key[0] == "ا" and key[2] == "ت" and key[4] == "ا")
    )


def is_feminine_event(key: str) -> bool:
    """«استعادة», «إقامة», «تسمية»: verbal nouns that end in ة, and are nobody's title."""
    n = len(key)
    return key.endswith("ة") and (
        n in (7, 8) and key.startswith("است")
        or n == 5 and key[0] == key[2] == "ا"
        or n == 5 and key[0] == "ت" and key[3] == "ي"
    )
