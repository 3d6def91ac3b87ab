"""Is an answer right, and if not, what is wrong with it, without giving it away.

A check computes what it expects from the same corpus that the student works on, so a workbook
runs on a lab's own pages as well. It answers in English and Arabic and raises nothing: a student
who wrote something unexpected reads a sentence, not a traceback.
"""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape
from typing import Any

from ..schema import InputError

Problem = tuple[str, str] | None  # what is wrong, in English and Arabic; None: nothing
TASKS: dict[str, Callable[..., Problem]] = {}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of an answer."""

    task: str
    passed: bool
    message: str
    message_ar: str

    def __repr__(self) -> str:
        return f"task {self.task}: {'passed' if self.passed else 'not yet'}. {self.message}"

    def _repr_html_(self) -> str:
        colour = "#1b7837" if self.passed else "#b35806"
        return (
            f'<div style="border-inline-start:4px solid {colour};padding:4px 10px">'
            f"<p style='margin:2px 0'><b>{escape(self.task)}</b> {escape(self.message)}</p>"
            f'<p dir="rtl" style="margin:2px 0;text-align:right">{escape(self.message_ar)}</p></div>'
        )


def task(name: str) -> Callable:
    """Register a check under the number of its task."""

    def register(function: Callable[..., Problem]) -> Callable[..., Problem]:
        TASKS[name] = function
        return function

    return register


def check(name: str, answer: Any, **given: Any) -> Verdict:
    """Check the answer to one task of a workbook.

    Parameters
    ----------
    name : str
        The number of the task, such as "1.2".
    answer
        What the student wrote; `...` stands for nothing yet.
    **given
        What the expected answer is computed from, such as ``corpus=corpus``.

    Raises
    ------
    InputError
        There is no such task: the workbook is at fault, not the student.

    Examples
    --------
    >>> check("1.1", ...)
    task 1.1: not yet. Nothing is written yet: replace the three dots in the cell above.
    """
    from . import answers  # noqa: F401  registers the tasks

    if name not in TASKS:
        raise InputError(f"name: there is no task {name!r}; there are {', '.join(sorted(TASKS))}")
    if answer is ...:
        return Verdict(name, False, "Nothing is written yet: replace the three dots in the cell above.",
                       "لم تُكتب إجابة بعد: ضع إجابتك مكان النقاط الثلاث في الخلية السابقة.")  # fmt: skip
    try:
        problem = TASKS[name](answer, **given)
    except Exception as error:  # whatever a student may write is an answer, not an accident
        problem = (
            f"The answer could not be read ({type(error).__name__}: {error}). Look again at what "
            "the task asks for: a number, a list or a table?",
            f"تعذرت قراءة الإجابة ({type(error).__name__}). انظر ثانية إلى المطلوب: رقم أم قائمة أم جدول؟",
        )
    if problem is None:
        return Verdict(name, True, "Right.", "إجابة صحيحة.")
    return Verdict(name, False, *problem)


# --- kinds of answers -------------------------------------------------------------------------


def number(answer: Any, expected: float, *, low: tuple[str, str], high: tuple[str, str],
           tolerance: float = 1e-6) -> Problem:  # fmt: skip
    """A number; `low` and `high` say what usually makes it too small or too large."""
    if isinstance(answer, bool) or not hasattr(answer, "__float__"):
        return (f"A number is asked for, and this is {type(answer).__name__}.", "المطلوب رقم.")
    value = float(answer)
    if math.isnan(value):
        return "The answer is not a number (NaN): something was divided by nothing.", "النتيجة ليست رقما."
    if abs(value - expected) <= tolerance:
        return None
    return low if value < expected else high


def same_set(answer: Any, expected: Collection[Any], *, of: tuple[str, str]) -> Problem:
    """A list, set or column without order; says how many are missing and how many too many."""
    if isinstance(answer, str) or not hasattr(answer, "__iter__"):
        return f"A list of {of[0]} is asked for.", f"المطلوب قائمة: {of[1]}."
    found = list(answer)
    missing, extra = set(expected) - set(found), set(found) - set(expected)
    if not missing and not extra and len(found) == len(set(found)):
        return None
    if len(found) != len(set(found)):
        return f"Some {of[0]} stand in the list twice.", "في القائمة عناصر مكررة."
    return (
        f"{len(missing)} {of[0]} are missing and {len(extra)} do not belong there.",
        f"ينقص {len(missing)} وزاد {len(extra)} ({of[1]}).",
    )


def table(answer: Any, columns: Collection[str]) -> Problem:
    """A DataFrame that has the columns."""
    if not hasattr(answer, "columns"):
        return (f"A table is asked for, and this is {type(answer).__name__}.", "المطلوب جدول.")
    lacking = [c for c in columns if c not in answer.columns]
    if lacking:
        return f"The table lacks the columns {', '.join(lacking)}.", f"ينقص الجدول: {'، '.join(lacking)}."
    return None
