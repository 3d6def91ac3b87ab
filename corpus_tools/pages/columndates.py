"""Dates in the columns of a table and in the head of an HTML page.

Such a cell holds a date and nothing else, so more forms can be trusted than inside a page. What
stays ambiguous is not guessed: «03/04/2018» has no date unless the other dates of its column show
which order the column is written in.
"""

import datetime
import email.utils
import re
from collections.abc import Iterable

from ..dates import find_dates, find_islamic_dates, fold

# A date may be followed by a time of day, which is not read; the day stands as it is written,
# whatever the time zone; a number of seconds since 1970 has the day of Greenwich, as «…Z» has.
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[T\s,])")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?=$|T|(?:\d{4}|\d{6})$)")
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?=$|[T\s,])")
_SERIAL = re.compile(r"[234]\d{4}(?:\.\d+)?")  # days since 1900, from 1954 to 2036
_SINCE_1970 = re.compile(r"\d{10}|\d{13}")  # seconds or thousandths of them, from 2001 on
_BY_HOUR = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])")
_ISLAMIC = range(1300, 1500)  # years; in the other calendar no page is as old
_LIKELY = (1800, 2100)  # 0001 and 9999 stand for «unknown» in databases
_ENOUGH = 3  # dates of a column that must show its order before the others follow it


def read_date(
    value: object, *, day_first: bool | None = None
) -> tuple[datetime.date | None, str | None]:
    """The date in a cell, or the reason why none is taken from it.

    Parameters
    ----------
    value : object
        A date, a datetime, text in ISO, RFC 2822, numeric or Arabic form, or a number of seconds
        (10 digits) or milliseconds (13) since 1970.
    day_first : bool, optional
        The order of numeric dates, where the rest of the column shows it.

    Examples
    --------
    >>> read_date("2018-02-18T23:10:00Z")[0].isoformat()
    '2018-02-18'
    >>> read_date("03/04/2018")[0] is None
    True
    >>> read_date("03/04/2018", day_first=True)[0].isoformat()
    '2018-04-03'
    """
    if type(value).__name__ == "datetime64":
        value = value.astype("datetime64[us]").item()  # numpy, in a column of objects
    if isinstance(value, datetime.date):  # a datetime is one as well
        return _checked(value, value.year, value.month, value.day)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(int(value)) if float(value).is_integer() else repr(value)
        if len(value) not in (8, 10, 12, 13, 14):
            return None, _number(value)
    if not isinstance(value, str):
        return None, f"expected a date, got {type(value).__name__}"
    text = " ".join(fold(value).split())
    if _SERIAL.fullmatch(text):
        return None, _number(text)
    if _SINCE_1970.fullmatch(text):
        return _since_1970(text)
    for pattern, places in ((_ISO, (1, 3, 4)), (_COMPACT, (1, 2, 3))):
        match = pattern.match(text)
        if match and int(match[1]) in _ISLAMIC:
            return None, _islamic(value)
        if match:
            return _checked(value, *(int(match[p]) for p in places))
    match = _NUMERIC.match(text)
    if match and int(match[4]) in _ISLAMIC:
        return None, _islamic(value)
    if match:
        return _numeric(value, match, day_first)
    try:
        date = email.utils.parsedate_to_datetime(text).date()
        return _checked(value, date.year, date.month, date.day)
    except (ValueError, TypeError, IndexError, OverflowError):
        return _in_words(value)


def counts_since_1970(value: object) -> bool:
    """Whether a date was given as a number of seconds, so that its day is that of Greenwich.

    Examples
    --------
    >>> counts_since_1970(1527152400000), counts_since_1970("20180524")
    (True, False)
    """
    if isinstance(value, float):
        value = int(value) if value.is_integer() else ""
    return bool(_SINCE_1970.fullmatch(fold(str(value)).strip()))


def column_order(values: Iterable[object]) -> bool | None:
    """Whether the numeric dates among `values` put the day first; None if they do not show it.

    Examples
    --------
    >>> column_order(["13/04/2018", "25/04/2018", "30/04/2018", "03/04/2018"])
    True
    """
    day_first = month_first = 0
    for value in values:
        first, second = _leading_numbers(value)
        day_first += first > 12 >= second
        month_first += second > 12 >= first
    if max(day_first, month_first) < _ENOUGH or min(day_first, month_first):
        return None
    return day_first > 0


def shows_order(value: object) -> bool:
    """Whether a date can be read in one order only, so that it counts for `column_order`.

    Examples
    --------
    >>> shows_order("13/04/2018"), shows_order("03/04/2018")
    (True, False)
    """
    first, second = _leading_numbers(value)
    return (first > 12) != (second > 12)


def _leading_numbers(value: object) -> tuple[int, int]:
    """Day and month, in whatever order, of a numeric date; zeros for anything else."""
    match = _NUMERIC.match(" ".join(fold(value).split())) if isinstance(value, str) else None
    return (int(match[1]), int(match[3])) if match else (0, 0)


def _checked(
    value: object, year: int, month: int, day: int
) -> tuple[datetime.date | None, str | None]:
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None, f"{value!r} is no day of the calendar"
    if not _LIKELY[0] <= year <= _LIKELY[1]:
        return None, f"{str(value)!r} lies outside {_LIKELY[0]} to {_LIKELY[1]}"
    return date, None


def _since_1970(text: str) -> tuple[datetime.date | None, str | None]:
    if _BY_HOUR.fullmatch(text):
        return None, (
            f"{text} can be read in two ways (year to hour, or seconds since 1970); "
            "write it as YYYY-MM-DD"
        )
    seconds = int(text[:10])
    date = datetime.date(1970, 1, 1) + datetime.timedelta(days=seconds // 86_400)
    return _checked(text, date.year, date.month, date.day)


def _islamic(value: object) -> str:
    return (
        f"{str(value)[:60]!r} is a date of the Islamic calendar, which is not converted (its "
        "tables differ by a day); write it as YYYY-MM-DD"
    )


def _number(value: str) -> str:
    if _SERIAL.fullmatch(value):
        return (
            f"{value} looks like the number that a spreadsheet keeps for a day; give the column "
            "the format YYYY-MM-DD there and save it again"
        )
    return f"{value} is a number, not a date; write it as YYYY-MM-DD"


def _numeric(
    value: str, match: re.Match[str], day_first: bool | None
) -> tuple[datetime.date | None, str | None]:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first == second or match[2] == "." or first > 12:
        return _checked(value, year, second, first)
    if second > 12:
        return _checked(value, year, first, second)
    if day_first is None:
        return None, (
            f"{value!r} can be read in two ways (day or month first); write it as YYYY-MM-DD"
        )
    return _checked(value, year, *((second, first) if day_first else (first, second)))


def _in_words(value: str) -> tuple[datetime.date | None, str | None]:
    found = find_dates(value)
    if not found and find_islamic_dates(value):
        return None, _islamic(value)
    days = {match.date for match in found}
    if len(days) != 1:
        said = "no date is found in" if not days else "more than one date stands in"
        return None, f"{said} {value[:60]!r}; write it as YYYY-MM-DD"
    if any(m.ambiguous or m.short_year or m.weekday_ok is False for m in found):
        return None, f"{value[:60]!r} does not say clearly which day it is; write it as YYYY-MM-DD"
    return days.pop(), None
