"""Records of JSON lines, JSON, Parquet and DataFrames (CSV: `delimited`), and their columns.

Each record becomes a page. People name their columns in many ways, so the usual names are known
and any other is given by the researcher; a column that nobody named is carried along unread.
"""

import datetime
import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from ..schema import DOCUMENT_COLUMNS, InputError

# The first of these that a record has, and that is not empty, speaks; the order is from the
# clearest name to the vaguest.
COLUMN_NAMES = {
    "text": (
        "text", "content", "body", "article", "article_text", "article_body", "articlebody",
        "full_text", "fulltext", "maintext", "main_text", "raw_text", "content_text", "story",
        "body_html", "content_html", "article_html",
        "النص", "نص", "المحتوى", "المتن",
    ),
    "title": ("title", "headline", "header", "heading", "article_title", "العنوان", "عنوان"),
    "outlet": (
        "outlet", "source", "site", "publisher", "newspaper", "media", "source_name",
        "sitename", "site_name", "website", "domain", "الجهة", "الصحيفة", "الموقع", "المصدر",
    ),
    "published_on": (
        "published_on", "published_at", "publishedat", "published", "publication_date",
        "publish_date", "published_date", "date_published", "datepublished", "pub_date",
        "pubdate", "date_publish", "date", "datetime", "تاريخ_النشر", "التاريخ", "تاريخ",
    ),
    "aggregator": ("aggregator",),
    "doc_id": ("doc_id", "id", "_id", "docid", "article_id", "document_id", "uuid", "guid"),
}  # fmt: skip
FIELDS = tuple(COLUMN_NAMES)
_KNOWN_NAMES = frozenset(name for names in COLUMN_NAMES.values() for name in names)
_FIELD_ALIASES = {"date": "published_on", "id": "doc_id", "source": "outlet"}
_PLAIN = (str, int, float, bool, datetime.date)
# What programs write for an empty cell; none of these is an outlet, a date or a text.
# … and what people write for one.
UNKNOWN = frozenset({
    "none", "unknown", "undefined", "غير معروف", "غير معروفة", "غير محدد", "غير محددة", "لا يوجد", "مجهول",
})  # fmt: skip
NOTHING = UNKNOWN | {"nan", "nat", "null", "n/a", "#n/a", "<na>", "na", "-", "--", "—", "?"}
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number from 1, its cells, its line where it has one, its sheet likewise."""

    number: int
    cells: Mapping[str, object]
    line: int | None = None
    sheet: str | None = None

    @property
    def place(self) -> str:
        if self.sheet is not None:
            return f"record {self.number} (sheet {self.sheet!r}, row {self.line})"
        return f"record {self.number}" + (f" (line {self.line})" if self.line else "")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be read as a record."""

    number: int | None
    place: str
    reason: str


@dataclass(slots=True)
class Columns:
    """Which columns hold what; resolved once for each set of names.

    `explicit` is what the researcher said: a field to the name of a column, or to None for
    "do not use any".
    """

    explicit: dict[str, str | None] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    _resolved: dict[tuple, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def from_argument(cls, columns: Mapping[str, str | None] | None) -> "Columns":
        """Check the argument `columns` of `load_corpus`."""
        if columns is None:
            return cls()
        if not isinstance(columns, Mapping):
            raise InputError(
                "columns: expected a dict from field to column name, such as "
                f'{{"text": "my_column"}}, got {type(columns).__name__}'
            )
        explicit = {}
        for name, column in columns.items():
            known = _FIELD_ALIASES.get(name, name)
            if known not in FIELDS:
                raise InputError(
                    f"columns: {name!r} is no field; the fields are {', '.join(FIELDS)}"
                    + perhaps(str(name), FIELDS)
                )
            if column is not None and not isinstance(column, str):
                raise InputError(
                    f"columns: expected the name of a column for {name!r}, got {column!r}"
                )
            explicit[known] = column
        return cls(explicit)

    def check_used(self) -> None:
        """Raise if the researcher named a column that no record had."""
        for name, column in self.explicit.items():
            if column is not None and self.seen and column not in self.seen:
                raise InputError(
                    f"columns: {name!r} was to be read from the column {column!r}, but no record "
                    f"has it; the columns found are {', '.join(sorted(self.seen)[:20])}"
                    + perhaps(column, self.seen)
                )

    def of(self, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """For each field the columns among `names` that may hold it, best first."""
        found = self._resolved.get(names)
        if found is None:
            self.seen.update(names)
            plain: dict[str, str] = {}
            for name in names:
                plain.setdefault(_plain_name(name), name)
            found = {}
            for key in FIELDS:
                if key in self.explicit:
                    column = self.explicit[key]
                    found[key] = (column,) if column in names else ()
                else:
                    taken = set(self.explicit.values())
                    found[key] = tuple(
                        plain[n] for n in COLUMN_NAMES[key] if n in plain and plain[n] not in taken
                    )
            if len(self._resolved) < 10_000:  # records may each have other keys
                self._resolved[names] = found
        return found


def split_record(
    cells: Mapping[str, object], columns: Columns, *, nothing: frozenset[str] = NOTHING
) -> tuple[dict[str, object], dict[str, str], dict[str, object]]:
    """Fields of a record, the column that each came from, and the columns left over.

    Examples
    --------
    >>> split_record({"Body": "قالت", "section": "1"}, Columns())
    ({'text': 'قالت'}, {'text': 'Body'}, {'section': '1'})
    """
    fields, origin = {}, {}
    for key, names in columns.of(tuple(cells)).items():
        for name in names:
            value = _unwrapped(cells[name], key)
            if not (_is_missing(value) or _says_nothing(value, nothing)):
                fields[key], origin[key] = value, name
                break
    used = set(origin.values())
    rest = {}
    for name, value in cells.items():
        if name not in used and not _is_missing(value):
            value = _plain_number(value)
            kept = f"record_{name}" if name in DOCUMENT_COLUMNS else name
            rest[kept] = value if isinstance(value, _PLAIN) else _as_json(value)
    return fields, origin, rest


def rival_columns(
    cells: Mapping[str, object], columns: Columns, origin: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """(field, column taken, other column) where two columns of known names say two things.

    Examples
    --------
    >>> cells = {"text": "قالت", "source": "رويترز", "newspaper": "الأفق"}
    >>> list(rival_columns(cells, Columns(), split_record(cells, Columns())[1]))
    [('outlet', 'source', 'newspaper')]
    """
    known = columns.of(tuple(cells))
    for key in ("text", "outlet"):
        if len(known[key]) > 1 and key in origin:
            taken = _unwrapped(cells[origin[key]], key)
            for name in known[key]:
                value = _unwrapped(cells[name], key)
                if not (_is_missing(value) or _says_nothing(value, NOTHING)) and value != taken:
                    yield key, origin[key], name


def without_surrogates(text: str) -> tuple[str, int]:
    """`text` with lone halves of surrogate pairs as U+FFFD (no encoding can hold them)."""
    if text.isascii() or not _SURROGATE.search(text):
        return text, 0
    return _SURROGATE.subn("\ufffd", text)


def read_json_lines(lines: Iterable[str | int]) -> Iterator[Record | Trouble]:
    """A record for each line that is not blank; a broken line is a Trouble with its number.

    A number among the lines stands for one that is too long to read: its length in bytes.
    """
    number = 0
    for line_number, line in enumerate(lines, start=1):
        if isinstance(line, str) and not line.strip():
            continue
        number += 1
        place = f"record {number} (line {line_number})"
        if isinstance(line, int):
            yield Trouble(number, place, f"a line of {line} bytes is no article; it was left out")
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Trouble(number, place, f"not JSON ({_short(error)}); the line was left out")
            continue
        if isinstance(value, dict):
            yield Record(number, value, line_number)
        else:
            kind = type(value).__name__
            yield Trouble(number, place, f"expected an object, got {kind}; left out")


def read_json(text: str) -> Iterator[Record | Trouble]:
    """The records of a JSON file: a list of objects, one object, or in truth JSON lines."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = list(read_json_lines(text.split("\n")))
        if sum(isinstance(item, Record) for item in lines) > 1:
            yield from lines
        else:
            yield Trouble(None, "file", f"not JSON ({_short(error)}); nothing was read from it")
        return
    if isinstance(value, dict):
        inner = _inner_list(value)
        value = [value] if inner is None else inner
    if not isinstance(value, list):
        yield Trouble(None, "file", f"expected a list of objects, got {type(value).__name__}")
        return
    for number, item in enumerate(value, start=1):
        if isinstance(item, dict):
            yield Record(number, item)
        else:
            kind = type(item).__name__
            yield Trouble(number, f"record {number}", f"expected an object, got {kind}; left out")


def _inner_list(value: Mapping[str, object], depth: int = 3) -> list | None:
    """The one list of objects in a JSON object: `{"articles": […]}`, `{"data": {"articles": […]}}`.

    None where the object is itself a record, or holds several lists.
    """
    if _has_text(value) or any(isinstance(v, str) and len(v) > 200 for v in value.values()):
        return None
    found = []
    for item in value.values():
        if isinstance(item, list) and item and all(isinstance(i, dict) for i in item):
            found.append(item)
        elif isinstance(item, dict) and depth:
            inner = _inner_list(item, depth - 1)
            if inner is not None:
                found.append(inner)
    return found[0] if len(found) == 1 else None


def read_parquet(file: IO[bytes]) -> Iterator[Record | Trouble]:
    """The rows of a Parquet file, a batch at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        for batch in pq.ParquetFile(file).iter_batches(batch_size=2_000):
            for cells in batch.to_pylist():
                number += 1
                yield Record(number, cells)
    except (pa.ArrowException, OSError, ValueError) as error:
        after = f" after record {number}" if number else ""
        yield Trouble(None, "file", f"not readable as Parquet{after} ({_short(error)})")


def read_frame(frame) -> Iterator[Record | Trouble]:
    """The rows of a DataFrame; its index is not read."""
    names = [str(name) for name in frame.columns]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InputError(
            f"path: the DataFrame has more than one column named {repeated[0]!r}; rename them"
        )
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        yield Record(number, dict(zip(names, row, strict=True)))


def known_names() -> frozenset[str]:
    """All names of columns that are understood."""
    return _KNOWN_NAMES


def names_a_field(name: str) -> bool:
    """Whether a column of this name is known to hold a text, a title, an outlet, a date or an id.

    Examples
    --------
    >>> names_a_field("Full Text"), names_a_field("تقرير")
    (True, False)
    """
    return _plain_name(name) in _KNOWN_NAMES


def _plain_name(name: str) -> str:
    """A column's name as the lists above write it."""
    return re.sub(r"[\s\-]+", "_", name.strip().strip("\ufeff").lower())


def _has_text(value: Mapping[str, object]) -> bool:
    names = COLUMN_NAMES["text"]
    return any(str(k).lower() in names and isinstance(v, str) and v for k, v in value.items())


def _is_missing(value: object) -> bool:
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (list, tuple, dict, set)):
        return not value
    try:
        return bool(value != value)  # NaN and NaT differ from themselves
    except (TypeError, ValueError):
        return True  # pd.NA compares to neither


def _unwrapped(value: object, field_name: str) -> object:
    """The plain value of a field that a program wrapped; None where it is a whole structure."""
    if isinstance(value, dict):
        # {"id": …, "name": …}, as news services send a source; {"$date": …} of a database
        names = [n for n in ("name", "$date", "$oid") if isinstance(value.get(n), str)]
        if names:
            return value[names[0]]
    elif _is_list_of_text(value):
        if field_name == "text":
            return "\n".join(value)  # a paragraph each, as scrapers write them
        if len(value) == 1:
            return value[0]
    keeps = field_name in ("text", "published_on")  # where the wrong kind is reported
    return value if keeps or not isinstance(value, (dict, list, tuple, set)) else None


def _says_nothing(value: object, words: frozenset[str]) -> bool:
    return isinstance(value, str) and len(value) < 15 and value.strip().lower() in words


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)


def _plain_number(value: object) -> object:
    """A number of numpy as one of Python."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return value


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError):
        return str(value)


def perhaps(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _short(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]
