"""The coding sample as a spreadsheet, and back: for coders who do not open a notebook."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from .codebook import Codebook, load_codebook
from .coding import check_coder, replay
from .journal import append_events, read_events
from ..corpus.sheet import guard, without_guard
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ("item_id", "target", "before", "text", "after")
_ITEM = re.compile("[0-9a-f]{12}")
_WIDTHS = {"item_id": 15, "target": 18, "before": 45, "text": 70, "after": 45}


def write_coding_sheet(
    sample: pd.DataFrame, path: str | Path, *, codebook: Codebook | None = None
) -> Path:
    """Write the sample for one coder as ``.csv`` or ``.xlsx``.

    The sheet holds what a coder may see (not the outlet, not what the program found) and one
    empty column a question. Cells that begin like a formula are defused: nothing from a saved
    page is run. The ``.xlsx`` stands right to left, offers the answers as lists, and has the
    codebook on a second sheet.

    Raises
    ------
    InputError
        The name ends otherwise, or the sample lacks a column.
    """
    import pandas as pd

    path, book = Path(path), codebook or load_codebook()
    if not {"item_id", "text"} <= set(sample.columns):
        raise InputError("sample: item_id and text are needed; pass what draw_sample returned")
    shown = {c: sample[c].astype(object) for c in _SHOWN if c in sample.columns}
    # An empty cell of a sample that was kept as CSV is read as NaN: to a coder it is empty.
    sheet = pd.DataFrame({c: cells.where(cells.notna(), "").map(str) for c, cells in shown.items()})
    for name in book.names:
        sheet[name] = ""
    if path.suffix == ".csv":
        guarded = sheet.map(guard)
        guarded.to_csv(path, index=False, encoding="utf-8-sig", errors="replace")
    elif path.suffix == ".xlsx":
        _write_workbook(sheet, path, book)
    else:
        raise InputError(f"path: expected a name that ends in .csv or .xlsx, got {path.name!r}")
    return path


def _write_workbook(sheet: pd.DataFrame, path: Path, book: Codebook) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    page = workbook.active
    page.title = "coding"
    meaning = workbook.create_sheet("codebook")
    rows = [tuple(sheet.columns), *sheet.itertuples(index=False, name=None)]
    about = [("question", "asked", "value", "label", "definition")]
    about += [(q.name, q.asked, o.value, o.label, o.definition)
              for q in book.questions for o in q.options]  # fmt: skip
    unwritable = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML cannot hold
    for target, content in ((page, rows), (meaning, about)):
        target.sheet_view.rightToLeft = True
        target.freeze_panes = "A2"
        for r, row in enumerate(content, start=1):
            for c, value in enumerate(row, start=1):
                cell = target.cell(r, c)
                cell.value = unwritable.sub("\ufffd", value)
                cell.data_type = "s"  # never "f": text is text, whatever it begins with
                cell.quotePrefix = value[:1] in "=+-@"
                cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2)
                if r == 1:
                    cell.font = Font(bold=True)
    for number, name in enumerate(sheet.columns, start=1):
        letter = page.cell(1, number).column_letter
        page.column_dimensions[letter].width = _WIDTHS.get(name, 14)
        if name in book.names:
            values = ",".join(book.question(name).values)
            listed = DataValidation(type="list", formula1=f'"{values}"', allow_blank=True)
            listed.error = f"{name}: {values}"
            page.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}{max(len(sheet) + 1, 2)}")
    for letter, width in zip("ABCDE", (12, 34, 14, 20, 80), strict=True):
        meaning.column_dimensions[letter].width = width
    workbook.save(path)


def read_coding_sheet(
    path: str | Path, *, coder: str, folder: str | Path, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Take the answers of a filled sheet over into the file of that coder.

    Labels of the codebook («مع») are taken as their values; case and spaces do not matter. What
    equals the answer that stands is not written again, so reading a sheet twice changes nothing.

    Returns
    -------
    DataFrame
        What could not be taken: ``row`` (as numbered in the sheet), ``item_id``, ``question``,
        ``value``, ``reason``. The other answers are in ``answers-CODER.jsonl``.

    Raises
    ------
    InputError
        The file is missing, of another kind, or lacks the column ``item_id`` or all questions.
    """
    import pandas as pd

    check_coder(coder)
    book = codebook or load_codebook()
    sheet = _read_cells(Path(path))
    asked = [name for name in book.names if name in sheet.columns]
    if "item_id" not in sheet.columns or not asked:
        raise InputError(
            f"path: {Path(path).name} needs the columns item_id and {' or '.join(book.names)}; it "
            f"has {', '.join(map(str, sheet.columns))}. Was the first row deleted?"
        )
    out = Path(folder) / f"answers-{coder}.jsonl"
    standing = replay(read_events(out))[0]
    meaning = {
        name: {t.casefold(): o.value for o in book.question(name).options for t in (o.value, o.label)}
        for name in asked
    }
    # Twelve hexadecimal digits may be a number to a spreadsheet: 123456789012, 12345678e901.
    ours = sum(map(bool, map(_ITEM.fullmatch, sheet["item_id"]))) > len(sheet) / 2
    problems, taken, seen = [], [], set()
    for number, row in enumerate(sheet.to_dict("records"), start=2):
        item = row["item_id"]
        for name in asked:
            cell = " ".join(row[name].split())
            value = meaning[name].get(cell.casefold())
            reason = None
            if not cell:
                continue
            if not item:
                reason = "the row has no item_id"
            elif ours and not _ITEM.fullmatch(item):
                reason = "no item_id of a sample; a spreadsheet made a number of it, perhaps"
            elif (item, name) in seen:
                reason = "the item stands twice; the first row was taken"
            elif value is None:
                reason = f"expected one of {', '.join(book.question(name).values)}"
            if reason:
                problems.append((number, item or None, name, cell, reason))
                continue
            seen.add((item, name))
            if standing.get(item, {}).get(name) != value:
                taken.append({"op": "answer", "item_id": item, "question": name, "value": value,
                              "from": Path(path).name})  # fmt: skip
    append_events(out, taken)
    return pd.DataFrame(problems, columns=["row", "item_id", "question", "value", "reason"])


def _read_cells(path: Path) -> pd.DataFrame:
    import pandas as pd

    if not path.is_file():
        raise InputError(f"path: there is no file {str(path)!r}; check its name")
    if path.suffix == ".csv":
        # A spreadsheet saves with the separator of its country.
        sheet = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig",
                            sep=None, engine="python")  # fmt: skip
        return sheet.map(without_guard)
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        # A book that is read as it goes holds its file open until it is closed.
        with closing(load_workbook(path, read_only=True, data_only=True)) as book:
            rows = [["" if v is None else str(v) for v in row] for row in book.worksheets[0].values]
        return pd.DataFrame(rows[1:], columns=rows[0] if rows else [])
    raise InputError(f"path: expected a file that ends in .csv or .xlsx, got {path.name!r}")
