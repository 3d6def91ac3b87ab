"""Records of a workbook (.xlsx), all its sheets, for labs that keep their articles in one.

Only values are read: no formula is computed, no link followed. A workbook is a packed archive, so
what it would unpack to is looked at before it is opened.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path

from .delimited import unique_names
from .records import Record, Trouble, names_a_field
from .streaming import LARGEST_WHOLE, Refused, shown_size

LONGEST_CELL = 32_767  # characters that a cell of a spreadsheet holds; more are cut off unsaid
_MOST_ROWS = 2**20  # of a sheet; a row with a higher number is none of a spreadsheet's
# What stands where a formula failed: «=…» or «- …» that was meant as text, a look-up without answer.
_FAILED = frozenset({
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!",
})  # fmt: skip
_JOINED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(  # a row with cells that is not shown, by a filter or by hand
    rb'<(?:\w+:)?row\b(?=[^<>]*\shidden="(?:1|true)")[^<>]*\sr="(\d{1,7})"[^<>]*>\s*<(?:\w+:)?c\b'
)
_LONGEST_TAG = 200  # bytes of one that says which cells are joined
_BOMB = 64 * 2**20, 300  # more bytes than this, and so many times those of the file: no workbook


def read_workbook(path: Path) -> Iterator[Record | Trouble]:
    """The rows of all sheets of a workbook; the first row of each that is no title names columns.

    Raises
    ------
    Refused
        It unpacks to more than is read.
    """
    import warnings

    from openpyxl import load_workbook

    number = 0
    try:
        _check_unpacked(path)
        with path.open("rb") as opened, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which hold no values
            book = load_workbook(opened, read_only=True, data_only=True)
            try:
                for sheet in book.worksheets:
                    sheet.reset_dimensions()  # many programs write a size that is not the sheet's
                    if sheet.sheet_state != "visible":
                        yield Trouble(None, f"sheet {sheet.title!r}", "hidden in the file; read")
                    yield from _looks(sheet)
                    for item in _rows(sheet, number):
                        number += isinstance(item, Record)
                        yield item
            finally:
                book.close()
    except (Refused, OSError):
        raise
    except Exception as error:  # openpyxl lets errors of zip, XML and values through as they come
        after = f" after record {number}" if number else ""
        reason = f"not readable as a workbook{after} ({str(error).splitlines()[0][:120]})"
        yield Trouble(None, "file", f"{reason}; save it anew as .xlsx, or as CSV in UTF-8")


def _check_unpacked(path: Path) -> None:
    packed = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > LARGEST_WHOLE or (size > _BOMB[0] and size > _BOMB[1] * packed):
        raise Refused(
            f"unpacks to {shown_size(size)}, more than is read of a workbook; left out. Split it, "
            "or save it as JSON lines in UTF-8 or as Parquet"
        )


def _looks(sheet) -> Iterator[Trouble]:
    """What a person sees otherwise than it is read: joined cells, of which a file keeps the first
    row's value alone, and rows that are not shown."""
    ranges: dict[tuple[bytes, ...], None] = {}  # the last of a piece may be met again
    hidden: dict[bytes, None] = {}
    kept = b""
    with sheet.parent._archive.open(sheet._worksheet_path) as xml:
        while piece := xml.read(2**20):
            text = kept + piece
            ranges.update(dict.fromkeys(_JOINED.findall(text)))
            hidden.update(dict.fromkeys(_HIDDEN.findall(text)))
            kept = text[max(text.rfind(b"<"), len(text) - _LONGEST_TAG) :]
    over = [f"{a}{m}:{b}{n}" for a, m, b, n in ((x.decode() for x in r) for r in ranges) if m != n]
    if over:
        yield Trouble(
            None, f"sheet {sheet.title!r}", f"cells joined over several rows ({_some(over)}) have "
            "their value in the first row alone; part them and fill in every row",
        )  # fmt: skip
    if hidden:
        rows = "1 row is" if len(hidden) == 1 else f"{len(hidden)} rows are"
        yield Trouble(
            None, f"sheet {sheet.title!r}", f"{rows} hidden, perhaps by a filter (row "
            f"{_some([n.decode() for n in hidden])}), and read like all others; to leave them out, "
            "copy what is shown into a new file",
        )  # fmt: skip


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


def _rows(sheet, number: int) -> Iterator[Record | Trouble]:
    """The records of a sheet, numbered on from `number`; an empty sheet has none."""
    values = enumerate(islice(sheet.values, _MOST_ROWS), start=1)
    rows = ((i, [_value(cell) for cell in row]) for i, row in values)
    filled = ((i, row) for i, row in rows if any(cell is not None for cell in row))
    at, first = next(filled, (0, []))
    held = next(filled, None)
    if held is not None and _is_title(first, held[1]):
        yield Trouble(
            None, f"sheet {sheet.title!r}, row {at}", "a title above the table; the next row was "
            "taken for the names of the columns",
        )  # fmt: skip
        first, held = held[1], next(filled, None)
    while first and first[-1] is None:
        first.pop()
    header = unique_names("" if cell is None else str(cell) for cell in first)
    while held is not None:
        at, row = held
        number += 1
        # Rows end at their last cell: before the last column, or beyond the named ones.
        header += [f"column_{place}" for place in range(len(header) + 1, len(row) + 1)]
        yield Record(number, dict(zip_longest(header, row)), at, sheet.title)
        held = next(filled, None)


def _value(cell: object) -> object:
    """A cell as it was typed; one of white space alone, or of a failed formula, is empty."""
    from openpyxl.utils.escape import unescape

    if not isinstance(cell, str):
        return cell
    if cell in _FAILED:
        return None
    cell = unescape(cell) if "_x" in cell else cell  # «_x000D_» is how a line end is kept
    return cell if cell.strip() else None


def _is_title(row: Sequence[object], following: Sequence[object]) -> bool:
    """One filled cell that names no column, above a row that names some."""
    filled = [str(cell) for cell in row if cell is not None]
    below = [str(cell) for cell in following if cell is not None]
    return len(filled) == 1 and not names_a_field(filled[0]) and any(map(names_a_field, below))
