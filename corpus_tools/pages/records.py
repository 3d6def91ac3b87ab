"""Files and frames of records: JSON lines, JSON, CSV, TSV, Parquet, a DataFrame.

Each record becomes a page. People name their columns in many ways, so the usual names are known
and any other is given by the researcher; a column that nobody named is carried along unread.
"""

import csv
import datetime
import difflib
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..schema import DOCUMENT_COLUMNS, InputError

# The first of these that a record has, and that is not empty, speaks; the order is from the
# clearest name to the vaguest.
COLUMN_NAMES = {
    "text": (
        "text", "content", "body", "article", "article_text", "article_body", "articlebody",
        "full_text", "fulltext", "maintext", "main_text", "raw_text", "content_text", "story",
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
_FIELD_ALIASES = {"date": "published_on", "id": "doc_id", "source": "outlet"}
_PLAIN = (str, int, float, bool, datetime.date)
_QUOTED_CELL = re.compile('"(?:[^"]|"")*"')
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number from 1, its line where it has one, its cells."""

    number: int
    cells: Mapping[str, object]
    line: int | None = None

    @property
    def place(self) -> str:
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
    cells: Mapping[str, object], columns: Columns
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
            value = cells[name]
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                value = value["name"]  # {"source": {"id": …, "name": …}}, as news services send it
            if not _is_missing(value):
                fields[key], origin[key] = value, name
                break
    used = set(origin.values())
    rest = {}
    for name, value in cells.items():
        if name not in used and not _is_missing(value):
            kept = f"record_{name}" if name in DOCUMENT_COLUMNS else name
            rest[kept] = value if isinstance(value, _PLAIN) else _as_json(value)
    return fields, origin, rest


def without_surrogates(text: str) -> tuple[str, int]:
    """`text` with lone halves of surrogate pairs as U+FFFD (no encoding can hold them)."""
    if text.isascii() or not _SURROGATE.search(text):
        return text, 0
    return _SURROGATE.subn("\ufffd", text)


def read_json_lines(text: str) -> Iterator[Record | Trouble]:
    """A record for each line that is not blank; a broken line is a Trouble with its number."""
    number = 0
    for line_number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        number += 1
        place = f"record {number} (line {line_number})"
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
        lines = list(read_json_lines(text))
        if sum(isinstance(item, Record) for item in lines) > 1:
            yield from lines
        else:
            yield Trouble(None, "file", f"not JSON ({_short(error)}); nothing was read from it")
        return
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list) and v]
        inner = [v for v in lists if all(isinstance(item, dict) for item in v)]
        has_text = any(isinstance(v, str) and len(v) > 200 for v in value.values())
        value = inner[0] if len(inner) == 1 and not has_text and not _has_text(value) else [value]
    if not isinstance(value, list):
        yield Trouble(None, "file", f"expected a list of objects, got {type(value).__name__}")
        return
    for number, item in enumerate(value, start=1):
        if isinstance(item, dict):
            yield Record(number, item)
        else:
            kind = type(item).__name__
            yield Trouble(number, f"record {number}", f"expected an object, got {kind}; left out")


def read_table(text: str, *, delimiter: str) -> Iterator[Record | Trouble]:
    """The rows of a CSV or TSV text, whose first row names the columns.

    A row whose quotation marks do not close is read as it stands if it then has the right number
    of cells, and is left out and reported if not; the rows after it are read as ever.
    """
    text = text.lstrip("\ufeff")
    if delimiter == ",":
        head = text.split("\n", 1)[0]
        delimiter = max((",", ";", "\t"), key=head.count)  # spreadsheets write «;» in some lands
    limit = csv.field_size_limit(2**31 - 1)  # the default would refuse a long article
    try:
        yield from _rows(list(io.StringIO(text, newline="")), delimiter)
    finally:
        csv.field_size_limit(limit)


def _rows(lines: list[str], delimiter: str) -> Iterator[Record | Trouble]:
    quoting = csv.QUOTE_NONE if _is_unquoted(lines, delimiter) else csv.QUOTE_MINIMAL
    header: list[str] | None = None
    number = at = 0
    while at < len(lines):
        reader = csv.reader(
            itertools.islice(lines, at, None), delimiter=delimiter, quoting=quoting, strict=True
        )
        began = at
        while True:
            first = began + reader.line_num
            try:
                row = next(reader, None)
                problem = None
            except csv.Error as error:
                row, problem = [], str(error)
            if row is None:
                return
            if header is not None and problem is None:
                row = _without_tail(row, len(header))
                if len(row) != len(header) and any(row) and reader.line_num > first - began + 1:
                    problem = "a quotation mark that opens and does not close"
            if problem is not None:
                # Whatever the open mark has swallowed is read again, from the next line on.
                row = _without_tail(lines[first].rstrip("\r\n").split(delimiter), len(header or ()))
            if any(cell.strip() for cell in row):
                if header is None:
                    header = _unique(row)
                else:
                    number += 1
                    yield _row(number, first + 1, header, row, problem)
            if problem is not None:
                at = first + 1
                break


def _row(
    number: int, line: int, header: list[str], row: list[str], problem: str | None
) -> Record | Trouble:
    if len(row) == len(header):
        return Record(number, dict(zip(header, row, strict=True)), line)
    reason = f"{len(row)} cells where the header has {len(header)}"
    cause = problem or "a separator inside the text is the usual cause"
    place = f"record {number} (line {line})"
    return Trouble(number, place, f"{reason} ({cause}); the row was left out")


def _without_tail(row: list[str], length: int) -> list[str]:
    """The row without empty cells after the last column, which spreadsheets add."""
    while len(row) > length and not row[-1].strip():
        row = row[:-1]
    return row


def _is_unquoted(lines: list[str], delimiter: str) -> bool:
    """A tab-separated file whose quotation marks are those of its texts and enclose no cell."""
    if delimiter != "\t" or not lines:
        return False
    n_cells = lines[0].count("\t")
    loose = False
    for line in lines:
        if line.strip() and line.count("\t") != n_cells:
            return False
        for cell in line.rstrip("\r\n").split("\t"):
            if cell.startswith('"') and not _QUOTED_CELL.fullmatch(cell):
                loose = True
    return loose


def read_parquet(data: bytes) -> Iterator[Record | Trouble]:
    """The rows of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Trouble(None, "file", f"not readable as Parquet ({_short(error)})")
        return
    number = 0
    for batch in table.to_batches(max_chunksize=10_000):
        for cells in batch.to_pylist():
            number += 1
            yield Record(number, cells)


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


def _plain_name(name: str) -> str:
    """A column's name as the lists above write it."""
    return re.sub(r"[\s\-]+", "_", name.strip().strip("\ufeff").lower())


def _unique(header: Iterable[str]) -> list[str]:
    """Names of columns, the nameless and the repeated ones told apart by their place."""
    names: list[str] = []
    for place, name in enumerate(header, start=1):
        name = name.strip() or f"column_{place}"
        names.append(f"{name}_{place}" if name in names else name)
    return names


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
