"""The words that the plots themselves write, in Arabic and English."""

from collections.abc import Mapping

from ..schema import InputError

LANGUAGES = ("ar", "en", "both")
_WORDS: Mapping[str, tuple[str, str]] = {
    "refused": ("لا يكفي", "too few"),
    "favor": ("مؤيد", "in favour"),
    "against": ("معارض", "against"),
    "none": ("بلا موقف", "no stance"),
    "estimate": ("التقدير", "estimate"),
    "share": ("النصيب", "share"),
    "rest": ("البقية", "the rest"),
    "versus": ("مقابل", "vs"),
    "documents": ("عدد المقالات", "articles"),
    "statements": ("عدد الأقوال", "statements"),
    "rank": ("الرتبة", "rank"),
    "frequency": ("التكرار", "frequency"),
    "topic": ("الموضوع", "topic"),
    "weight": ("الوزن", "weight"),
    "month": ("الشهر", "month"),
    "keyness": ("درجة التميّز (z)", "keyness (z)"),
    "log_odds": ("نسبة الأرجحية اللوغاريتمية", "log-odds ratio"),
    "copied": ("أزواج المقالات المنسوخة", "pairs of copied articles"),
    "stance_axis": ("نصيب الأقوال", "share of statements"),
    "brackets_documents": ("بين القوسين عدد المقالات", "in brackets: articles"),
    "brackets_statements": ("بين القوسين عدد الأقوال", "in brackets: statements"),
    "no_interval": ("× قيمة واحدة لا تتغير: لا مجال لها", "× one value throughout: no interval"),
    "open_marks": ("غير الممتلئ: فرق قد تفسّره الصدفة (q ≥ 0.05)",
                   "not filled: chance may explain the difference (q ≥ 0.05)"),
    "cut_off": ("السهم: يمتد المجال إلى ما بعد حدود الرسم", "arrow: the interval goes on beyond the plot"),
    "other_parts": ("غير ذلك", "other"),
    "occurrences": ("عدد مرات الورود", "occurrences"),
    "marked": ("الجزء المشترك", "shared part"),
}
# One calendar, three traditions of naming its months.
MONTHS: Mapping[str, tuple[str, ...]] = {
    "egypt": ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر",
              "أكتوبر", "نوفمبر", "ديسمبر"),
    "levant": ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول",
               "تشرين الأول", "تشرين الثاني", "كانون الأول"),
    "maghreb": ("جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", "سبتمبر",
                "أكتوبر", "نوفمبر", "ديسمبر"),
}  # fmt: skip
_ENGLISH_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_ARABIC_INDIC = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٫٬٪")


def say(word: str, language: str = "ar") -> str:
    """A word of the plots in Arabic, in English, or in both."""
    check_language(language)
    arabic, english = _WORDS[word]
    return {"ar": arabic, "en": english, "both": f"{arabic} / {english}"}[language]


def check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise InputError(f"language: expected one of {LANGUAGES}, got {language!r}")


def month_name(year: int, month: int, *, names: str = "egypt", language: str = "ar") -> str:
    """A month with its year, named as in Egypt and the Gulf, the Levant, or the Maghreb.

    Examples
    --------
    >>> month_name(2018, 6), month_name(2018, 6, names="levant")
    ('يونيو 2018', 'حزيران 2018')
    >>> month_name(2018, 6, language="both")
    'يونيو / Jun 2018'
    """
    check_language(language)
    if names not in MONTHS:
        raise InputError(f"names: expected one of {tuple(MONTHS)}, got {names!r}")
    arabic, english = MONTHS[names][month - 1], _ENGLISH_MONTHS[month - 1]
    name = {"ar": arabic, "en": english, "both": f"{arabic} / {english}"}[language]
    return f"{name} {year}"


def arabic_digits(text: object) -> str:
    """Western digits as Arabic-Indic ones, with their decimal, thousands and per cent signs.

    Examples
    --------
    >>> arabic_digits("1,234.5%")
    '١٬٢٣٤٫٥٪'
    """
    return str(text).translate(_ARABIC_INDIC)
