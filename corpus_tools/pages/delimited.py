"""Records of CSV and TSV files, as spreadsheets, programs and people write them.

The separator, a title above the table, quotation marks that enclose nothing: each is found out
from the file, and a row that does not fit the header is reported with its line.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator

from .records import Record, Trouble, names_a_field

_QUOTED_CELL = re.compile('"(?:[^"]|"")*"')
_TOLD = re.compile(r"(?i)\"?sep=([,;\t|])\"?\s*")  # a first line that Excel reads and writes


def read_table(text: str, *, delimiter: str) -> Iterator[Record | Trouble]:
    """The rows of a CSV or TSV text, whose first row names the columns.

    A row whose quotation marks do not close is read as it stands if it then has the right number
    of cells, and is left out and reported if not; the rows after it are read as ever.
    """
    text = text.lstrip("\ufeff")
    lines = list(io.StringIO(text, newline=""))
    told = _TOLD.fullmatch(lines[0]) if lines else None
    skipped = 0
    if told:
        delimiter, skipped = told[1], 1
    elif delimiter == ",":
        # Spreadsheets write «;» in some lands.
        delimiter = max((",", ";", "\t"), key=(lines[0] if lines else "").count)
    limit = csv.field_size_limit(2**31 - 1)  # the default would refuse a long article
    try:
        yield from _rows(lines, delimiter, skipped)
    finally:
        csv.field_size_limit(limit)


def _rows(lines: list[str], delimiter: str, at: int) -> Iterator[Record | Trouble]:
    """The records from line `at` on; the first row that is no title names the columns."""
    quoting = csv.QUOTE_NONE if _is_unquoted(lines, delimiter) else csv.QUOTE_MINIMAL
    header: list[str] | None = None
    number = 0
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
                if header is None and _is_title(row, lines[first + 1 : first + 2], delimiter):
                    yield Trouble(
                        None, f"line {first + 1}", "a title above the table; the next row that "
                        "has more than one cell was taken for the names of the columns",
                    )  # fmt: skip
                elif header is None:
                    header = unique_names(row)
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


def _is_title(row: list[str], following: list[str], delimiter: str) -> bool:
    """Merged cells above a table: one cell of the row is filled, and it names no column, while
    the next row names some."""
    if len(row) < 2 or sum(bool(cell.strip()) for cell in row) != 1 or not following:
        return False
    below = [cell.strip('" \r\n') for cell in following[0].split(delimiter)]
    return not any(map(names_a_field, row)) and any(map(names_a_field, below))


def unique_names(header: Iterable[str]) -> list[str]:
    """Names of columns, the nameless and the repeated ones told apart by their place."""
    names: list[str] = []
    for place, name in enumerate(header, start=1):
        name = name.strip() or f"column_{place}"
        names.append(f"{name}_{place}" if name in names else name)
    return names
