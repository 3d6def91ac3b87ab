"""Frames of documents: completing one that a researcher made, and choosing rows of one."""

import datetime
import difflib
from typing import TYPE_CHECKING

from .. import schema
from ..pages.columndates import read_date
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

_OPTIONAL_TEXT = ("outlet", "aggregator", "title", "outlet_evidence", "date_evidence")


def complete_documents(frame: "pd.DataFrame") -> "pd.DataFrame":
    """A frame with all columns of a corpus's documents, from one that has at least two of them.

    Raises
    ------
    InputError
        See `Corpus.from_documents`.
    """
    import pandas as pd

    from .frames import days, tidy_column

    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"frame: expected a DataFrame, got {type(frame).__name__}")
    for name in ("doc_id", "text"):
        if name not in frame.columns:
            raise InputError(
                f"frame: needs a column {name!r}; its columns are "
                f"{', '.join(map(str, frame.columns))}"
            )
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise InputError(f"frame: has more than one column {twice!r}; rename them")
    n = len(frame)
    doc_ids, texts = _strings(frame, "doc_id"), _strings(frame, "text")
    _check_once(doc_ids)
    columns: dict[str, list] = {c: [None] * n for c in schema.DOCUMENT_COLUMNS}
    columns |= {"doc_id": doc_ids, "text": texts}
    for name in _OPTIONAL_TEXT:
        if name in frame.columns:
            columns[name] = _strings(frame, name, optional=True)
    columns["page"] = doc_ids
    if "page" in frame.columns:
        pages = _strings(frame, "page", optional=True)
        # Several documents of one page cannot share it here, where each brings its own text.
        columns["page"] = pages if None not in pages and len(set(pages)) == n else doc_ids
    columns["role"] = _roles(frame)
    columns["agencies"] = [_names(frame, row) for row in range(n)]
    dates = _dates(frame)
    positions = _positions(frame)
    extras = {
        str(c): tidy_column([None if _missing(v) else v for v in frame[c]])
        for c in frame.columns
        if c not in schema.DOCUMENT_COLUMNS
    }
    done = {c: pd.Series(v, dtype=object) for c, v in columns.items()}
    done["published_on"] = days(dates)
    done["position"] = pd.Series(positions, dtype="int64")
    return pd.DataFrame(done | extras)


def fits(documents: "pd.DataFrame", name: str, condition: object) -> "pd.Series":
    """Which documents fit a condition on one column (see `Corpus.select`)."""
    import pandas as pd

    if name not in documents.columns:
        close = difflib.get_close_matches(name, list(documents.columns), n=1)
        perhaps = f"; did you mean {close[0]!r}?" if close else "."
        raise InputError(
            f"select: there is no column {name!r}{perhaps} The columns are "
            f"{', '.join(documents.columns)}"
        )
    column = documents[name]
    if callable(condition):
        result = condition(column.copy())
        length = len(result) if hasattr(result, "__len__") else type(result).__name__
        if length != len(column):
            raise InputError(
                f"select: the function for {name!r} must return {len(column)} booleans, "
                f"got {length}"
            )
        # A missing answer is no yes, although NaN as a boolean is True.
        answers = [not _missing(v) and bool(v) for v in result]
        return pd.Series(answers, index=column.index, dtype=bool)
    several = not isinstance(condition, str) and hasattr(condition, "__iter__")
    wanted = list(condition) if several else [condition]
    if name == "agencies":
        return column.map(lambda found: any(w in found for w in wanted)).astype(bool)
    if name == "published_on":
        wanted = [w if _missing(w) else _day(w) for w in wanted]
    fit = column.isin([w for w in wanted if not _missing(w)])
    return fit | column.isna() if any(_missing(w) for w in wanted) else fit


def _day(value: object) -> "pd.Timestamp":
    """The day that a condition names; a text such as 03/04/2018 names none."""
    import pandas as pd

    date, reason = read_date(value)
    if date is None:
        raise InputError(f"select: published_on: {reason}; for a span of days use a function")
    return pd.Timestamp(date)


def _strings(frame: "pd.DataFrame", name: str, *, optional: bool = False) -> list:
    values = []
    for row, value in enumerate(frame[name]):
        if optional and _missing(value):
            value = None
        elif not isinstance(value, str):
            raise InputError(
                f"frame: column {name!r}, row {row}: expected a string, got "
                f"{type(value).__name__} ({value!r:.40}); convert or drop it"
            )
        values.append(value)
    return values


def _check_once(doc_ids: list[str]) -> None:
    seen: dict[str, int] = {}
    for row, doc_id in enumerate(doc_ids):
        if not doc_id:
            raise InputError(f"frame: column 'doc_id', row {row}: expected a name, got ''")
        if doc_id in seen:
            raise InputError(
                f"frame: column 'doc_id', row {row}: {doc_id!r} stands in row {seen[doc_id]} "
                "already; every document needs a doc_id of its own"
            )
        seen[doc_id] = row


def _roles(frame: "pd.DataFrame") -> list[str]:
    if "role" not in frame.columns:
        return [schema.ROLE_MAIN] * len(frame)
    roles = [r or schema.ROLE_MAIN for r in _strings(frame, "role", optional=True)]
    for row, role in enumerate(roles):
        if role not in schema.ROLES:
            raise InputError(
                f"frame: column 'role', row {row}: expected one of {', '.join(schema.ROLES)}, "
                f"got {role!r}"
            )
    return roles


def _names(frame: "pd.DataFrame", row: int) -> tuple[str, ...]:
    if "agencies" not in frame.columns:
        return ()
    value = frame["agencies"].iloc[row]
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, (list, tuple, set, frozenset)) or hasattr(value, "tolist"):
        return tuple(str(v) for v in value)
    return ()


def _positions(frame: "pd.DataFrame") -> list[int]:
    if "position" not in frame.columns:
        return [0] * len(frame)
    positions = []
    for row, value in enumerate(frame["position"]):
        value = 0 if _missing(value) else value
        if isinstance(value, str) or value != int(value):
            raise InputError(
                f"frame: column 'position', row {row}: expected a whole number, got {value!r:.40}"
            )
        positions.append(int(value))
    return positions


def _dates(frame: "pd.DataFrame") -> list[datetime.date | None]:
    if "published_on" not in frame.columns:
        return [None] * len(frame)
    dates = []
    for row, value in enumerate(frame["published_on"]):
        date, reason = (None, None) if _missing(value) else read_date(value)
        if reason is not None:
            raise InputError(f"frame: column 'published_on', row {row}: {reason}")
        dates.append(date)
    return dates


def _missing(value: object) -> bool:
    if value is None:
        return True
    if isinstance(value, (str, list, tuple, set, frozenset, dict)) or hasattr(value, "__len__"):
        return False
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return True
