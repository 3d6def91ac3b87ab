"""Calendar dates as Arabic pages write them, each with the order it was read in.

A date on a page dates an article only if one can say why, so this module reads narrowly: a day,
a month and a year must all stand there. Relative words («اليوم الأحد», «قبل ساعتين») and dates of
the Islamic calendar without a Gregorian twin give nothing. Numeric dates record the order that
was assumed and whether another order was possible; a weekday beside the date that contradicts it
is reported, so that the caller can refuse the claim.
"""

import datetime
import os
import re
from dataclasses import dataclass
from functools import lru_cache

from .lexicons import read_table

# One character for one character, so that offsets in the folded text are offsets in the page.
_FOLD = {
    **{0x0660 + i: str(i) for i in range(10)},
    **{0x06F0 + i: str(i) for i in range(10)},
    ord("أ"): "ا", ord("إ"): "ا", ord("آ"): "ا", ord("ى"): "ي", ord("ة"): "ه",
    0x0640: " ", 0x00A0: " ", 0x202F: " ", 0x2007: " ",
    **dict.fromkeys(range(0x200B, 0x2010), " "), **dict.fromkeys(range(0x202A, 0x202F), " "),
    **dict.fromkeys(range(0x2066, 0x206A), " "), 0xFEFF: " ",
    0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-", 0x2215: "/",
}  # fmt: skip

FIRST_YEAR, LAST_YEAR = 1990, 2100  # pages of the web; an older year is history, not a date line


@dataclass(frozen=True, slots=True)
class DateMatch:
    """One date found in a line.

    Attributes
    ----------
    date : datetime.date
    start, end : int
        Characters of the line that it covers, the weekday with it.
    order : str
        `named` (the month is a word), `ymd`, `dmy` or `mdy`.
    ambiguous : bool
        A numeric date that another order would read as another day; the order is then the
        Arabic usage, day first, and nothing on the line proves it.
    weekday_ok : bool or None
        Whether the weekday beside it agrees; None without a weekday.
    short_year : bool
        The year was written with two digits.
    """

    date: datetime.date
    start: int
    end: int
    order: str
    ambiguous: bool = False
    weekday_ok: bool | None = None
    short_year: bool = False


def fold(text: str) -> str:
    """`text` with digits, alef forms and invisible marks folded, length unchanged."""
    return text.translate(_FOLD)


@lru_cache(maxsize=4)
def _tables(
    folder: str | None,
) -> tuple[dict[str, int], dict[str, int], re.Pattern[str], re.Pattern[str]]:
    months, weekdays, hijri = {}, {}, []
    for row in read_table("months"):
        name = fold(row["name"]).lower()
        if row["school"] == "weekday":
            weekdays[name] = int(row["number"])
        elif row["school"] == "hijri":
            hijri.append(name)
        else:
            months[name] = int(row["number"])

    def either(names) -> str:
        longest_first = sorted(names, key=len, reverse=True)
        return "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in longest_first)

    month = rf"(?:{either(months)})(?![^\W\d_])"
    day = r"(?P<{0}>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
    year = r"(?P<{0}>(?:19|20)\d\d)(?!\d)"
    time = r"(?:\d{1,2}:\d\d(?::\d\d)?\s*[-,،]?\s*)?"
    twin = rf"(?:\s*[(/]\s*(?:{month})\s*\)?)?"
    named = (
        rf"(?P<w1>(?:{either(weekdays)}))?[\s,،.:\-|]*{time}(?<!\d)(?<!\d[:./])"
        rf"{day.format('d1')}[\s\-/,،.]*(?:من\s+)?(?:شهر\s+)?(?P<m1>{month}){twin}"
        rf"[\s\-/,،.]*(?:من\s+)?(?:عام\s+|سنه\s+|لعام\s+)?{year.format('y1')}"
        rf"|(?P<w2>(?:{either(weekdays)}))?[\s,،.:\-|]*(?<!\w)(?P<m2>{month}){twin}"
        rf"[\s\-/.]*{day.format('d2')}[\s\-/,،.]+{year.format('y2')}"
        rf"|(?P<w3>(?:{either(weekdays)}))?[\s,،.:\-|]*(?<!\d)(?<!\d[:./\-])(?P<y3>(?:19|20)\d\d)"
        rf"[\s\-/,،.]+(?P<m3>{month}){twin}[\s\-/,،.]*{day.format('d3')}(?!\d)"
        rf"|(?P<w4>(?:{either(weekdays)}))?[\s,،.:\-|(]*{time}(?<!\d)(?<!\d[:./\-])"
        r"(?P<a>\d{1,4})\s?(?P<sep>[/.\-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<c>\d{4}|\d{1,2})"
        r"(?![\d/]|[.\-]\d)"
    )
    after = rf"[\s,،.:\-|()]*(?P<w>(?:{either(weekdays)}))(?!\w)"
    islamic = (
        rf"(?<!\d)\d{{1,2}}[\s\-/,،]*(?:من\s+)?(?:{either(hijri)})[\s\-/,،]*1[34]\d\d"
        r"\s*(?:هـ?)?(?!\w)"
    )
    table = re.compile(named, re.IGNORECASE)
    return months, weekdays, table, re.compile(f"{islamic}|{after}", re.IGNORECASE)


def _make(year: int, month: int, day: int) -> datetime.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _numeric(match: re.Match[str], weekday: int | None):
    """Date, order, ambiguity and short year of a numeric form, or None."""
    a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["a"]) == 4:
        return _make(a, b, c), "ymd", False, False
    if len(match["a"]) > 2 or len(match["c"]) not in (2, 4):
        return None, "", False, False
    short = len(match["c"]) == 2
    year = 2000 + c if short else c
    day_first, month_first = _make(year, b, a), _make(year, a, b)
    if day_first is None or month_first is None or day_first == month_first:
        date = day_first or month_first
        return date, "dmy" if day_first else "mdy", False, short
    if weekday is not None:
        fits = [d.isoweekday() == weekday for d in (day_first, month_first)]
        if fits == [False, True]:
            return month_first, "mdy", False, short
        return day_first, "dmy", fits != [True, False], short
    # Dots are never month-first; with a slash or hyphen day-first is usage, not proof.
    return day_first, "dmy", match["sep"] != ".", short


def find_dates(line: str) -> list[DateMatch]:
    """Full Gregorian dates in `line`, left to right.

    Parameters
    ----------
    line : str

    Returns
    -------
    list of DateMatch

    Examples
    --------
    >>> [m.date.isoformat() for m in find_dates("الخميس ٢١ حزيران/يونيو ٢٠١٨ - 7 شوال 1439 هـ")]
    ['2018-06-21']
    >>> [(m.date.isoformat(), m.order, m.ambiguous) for m in find_dates("03/04/2018")]
    [('2018-04-03', 'dmy', True)]
    >>> find_dates("قبل ساعتين، اليوم الأحد")
    []
    """
    text = fold(line)
    months, weekdays, pattern, beside = _tables(os.environ.get("CORPUS_TOOLS_LEXICONS"))
    text = text.lower()
    if len(text) != len(line):  # lower() may lengthen a few letters; offsets count more
        text = fold(line)
    found = []
    for match in pattern.finditer(text):
        word = match["w1"] or match["w2"] or match["w3"] or match["w4"]
        start, end = match.span()
        if word is None:
            start += len(match[0]) - len(match[0].lstrip(" \t,،.:-|("))
            later = beside.match(text, end)
            if later is not None and later["w"]:
                word, end = later["w"], later.end()
        weekday = None if word is None else weekdays[re.sub(r"\s+", " ", word).lower()]
        ambiguous = short = False
        order = "named"
        if match["a"]:
            date, order, ambiguous, short = _numeric(match, weekday)
        else:
            n = "1" if match["m1"] else "2" if match["m2"] else "3"
            name = re.sub(r"\s+", " ", match["m" + n]).lower()
            date = _make(int(match["y" + n]), months[name], int(match["d" + n]))
        if date is not None:
            agrees = None if weekday is None else date.isoweekday() == weekday
            found.append(DateMatch(date, start, end, order, ambiguous, agrees, short))
    return found


def find_islamic_dates(line: str) -> list[tuple[int, int]]:
    """Where dates of the Islamic calendar stand in `line` (recognised, never converted)."""
    pattern = _tables(os.environ.get("CORPUS_TOOLS_LEXICONS"))[3]
    return [m.span() for m in pattern.finditer(fold(line).lower()) if m["w"] is None]
