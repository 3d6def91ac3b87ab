"""Numbers and months on an axis: Western or Arabic-Indic digits, three traditions of months."""

from typing import TYPE_CHECKING

from ..schema import InputError
from .labels import Label, label
from .words import arabic_digits, check_language, month_name

if TYPE_CHECKING:
    from matplotlib.ticker import FuncFormatter

DIGITS = ("western", "arabic-indic")


def number_formatter(
    *, digits: str = "western", percent: bool = False, decimals: int | None = None
) -> "FuncFormatter":
    """Numbers for an axis or a colour bar: `ax.xaxis.set_major_formatter(number_formatter())`.

    Parameters
    ----------
    digits : {"western", "arabic-indic"}
        123 or ١٢٣; the latter with their own decimal, thousands and per cent signs.
    percent : bool
        Shares of 1 as per cent.
    decimals : int, optional
        Digits after the point. Default: as many as the number needs, three at most.

    Examples
    --------
    >>> number_formatter(digits="arabic-indic", percent=True)(0.45).logical
    '٤٥٪'
    >>> number_formatter()(12500.5), number_formatter(percent=True)(0.125)
    ('12,500.5', '12.5%')
    """
    from matplotlib.ticker import FuncFormatter

    _check_digits(digits)

    def shown(value: float, _: int | None = None) -> Label:
        return label(
            _in_digits(number_text(value, percent=percent, decimals=decimals), digits),
            isolate_numbers=True,
        )

    return FuncFormatter(shown)


def month_formatter(
    *, names: str = "egypt", language: str = "ar", digits: str = "western"
) -> "FuncFormatter":
    """Months for an axis of dates, the year on a line of its own.

    Parameters
    ----------
    names : {"egypt", "levant", "maghreb"}
        Egypt and the Gulf (يونيو), the Levant (حزيران), the Maghreb (جوان).
    language : {"ar", "en", "both"}
    digits : {"western", "arabic-indic"}
        Those of the year.

    Examples
    --------
    >>> from datetime import date
    >>> from matplotlib.dates import date2num
    >>> month_formatter(names="maghreb")(date2num(date(2018, 6, 1))).logical
    'جوان\\n2018'
    """
    from matplotlib.dates import num2date
    from matplotlib.ticker import FuncFormatter

    _check_digits(digits)
    check_language(language)
    month_name(2018, 1, names=names, language=language)  # raises now where names is wrong

    def shown(position: float, _: int | None = None) -> Label:
        when = num2date(position)
        text = month_name(when.year, when.month, names=names, language=language)
        lines = "\n".join(text.rsplit(" ", 1)).replace(" / ", "\n")
        return label(_in_digits(lines, digits), isolate_numbers=True)

    return FuncFormatter(shown)


def number_text(value: float, *, percent: bool = False, decimals: int | None = None) -> str:
    """A number with thousands separated, rounded to what the eye can use."""
    scaled = 100 * value if percent else value
    text = f"{scaled:,.{3 if decimals is None else decimals}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text.replace("-", "\u2212")
    return f"{text}%" if percent else text


def _in_digits(text: str, digits: str) -> str:
    return arabic_digits(text) if digits == "arabic-indic" else text


def _check_digits(digits: str) -> None:
    if digits not in DIGITS:
        raise InputError(f"digits: expected one of {DIGITS}, got {digits!r}")
