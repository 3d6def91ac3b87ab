"""Reading whatever a lab has saved into pages, and saying what could not be read.

A page is one file or one record with its text as it was: no line end is translated, no
character is dropped; only what a PDF program wrote in the forms of print becomes letters.
Nothing here decides what an article is. A file that cannot be read is reported and the rest is
read; only a path that holds nothing to read at all is an error.
"""

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import delimited, records
from .decoding import Decoded, decode
from .finding import (
    FRAME, HTML, READABLE, TEXT, Problem, advice_for, file_of, find_files, format_of, page_name,
)  # fmt: skip
from .html import declared_encoding, read_html
from .letters import plain_letters, without_forms
from .markup import visible_text
from .mhtml import html_part, is_mhtml
from .spreadsheet import LONGEST_CELL, read_workbook
from .streaming import (
    LARGEST_PAGE, LARGEST_WHOLE, STREAMED, Refused, check_size, is_plain_utf8, lines_of, unpack,
)  # fmt: skip
from ..schema import InputError, NothingToLoad

_DECLARES_ARTICLE = ("title", "outlet", "published_on")


@dataclass(frozen=True, slots=True)
class Page:
    """One file or record as it was saved.

    Attributes
    ----------
    page : str
        POSIX path relative to the loaded root; `#n` for the n-th record (from 1).
    sha256 : str
        Of the bytes of the file (unpacked, if it is a .gz); of the UTF-8 of the text as the record
        has it, if it is one.
    text : str
    encoding : str or None
        None where the bytes could not be read as text, and for records of typed data.
    format : str
    fields : dict
        What it declares: `doc_id`, `title`, `outlet`, `aggregator`, `published_on`, raw.
    evidence : dict
        For each field where it stood, such as `column 'outlet'`.
    extras : dict
        Other columns of a record, unread.
    folder : str or None
        The subfolder of the root that it lies in.
    is_article : bool
        A record that declares a title, an outlet or a date is one article, not a page to be
        searched for articles.
    marks : dict
        Lines that the markup of an HTML page or cell calls headings or captions.
    """

    page: str
    sha256: str
    text: str
    encoding: str | None
    format: str
    fields: Mapping[str, object] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, object] = field(default_factory=dict)
    folder: str | None = None
    is_article: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that came out of one path."""

    pages: tuple[Page, ...]
    problems: tuple[Problem, ...]


def read_pages(path, *, columns=None, without: Iterable[Path] = ()) -> Reading:
    """Read a file, a folder with its subfolders, a glob or a DataFrame.

    Parameters
    ----------
    path : str, Path or DataFrame
    columns : dict, optional
        Field (`text`, `title`, `outlet`, `published_on`, `aggregator`, `doc_id`) to the name of
        the column that holds it, where the usual names do not fit; None for "do not use any".
    without : iterable of Path
        Files in the folder that are not pages, such as the corrections.

    Raises
    ------
    NothingToLoad
        There is no such path, or nothing in it can be read.
    InputError
        A column was named that no record has.
    """
    mapping = records.Columns.from_argument(columns)
    pages: list[Page] = []
    problems: list[Problem] = []
    if hasattr(path, "itertuples") and hasattr(path, "columns"):
        found: Iterable = _from_records(records.read_frame(path), FRAME, mapping, "frame")
        _sort(found, pages, problems)
        if not pages and not problems:
            raise NothingToLoad("path: the DataFrame has no rows; expected a row for each article")
    elif isinstance(path, (str, os.PathLike)):
        root, files = find_files(os.fspath(path), frozenset(Path(p).resolve() for p in without))
        for item in files:
            _sort(
                [item] if isinstance(item, Problem) else read_file(root, item, mapping),
                pages,
                problems,
            )
        if not pages and not any(_was_readable(p) for p in problems):
            _raise_nothing(os.fspath(path), problems)
    else:
        raise InputError(
            "path: expected the path of a file or folder, a glob such as 'pages/*.html', or a "
            f"DataFrame, got {type(path).__name__}"
        )
    mapping.check_used()
    return Reading(tuple(pages), tuple(problems))


def _sort(found: Iterable, pages: list[Page], problems: list[Problem]) -> None:
    for item in found:
        (pages if isinstance(item, Page) else problems).append(item)


def _was_readable(problem: Problem) -> bool:
    """Whether the problem lies in a file of a known kind: then there was something to load."""
    return problem.page is not None and format_of(file_of(problem.page)) is not None


def _raise_nothing(path: str, problems: list[Problem]) -> None:
    there = ""
    if problems:
        many = f"; {len(problems)} other entries are there, the first: "
        there = many if len(problems) > 1 else "; what is there: "
        there += f"{problems[0].page!r} ({problems[0].reason})"
    raise NothingToLoad(
        f"path: nothing to load in {path!r}: looked there and in its subfolders for files of the "
        f"kinds {READABLE}{there}"
    )


# --- reading one file ---------------------------------------------------------------------


def read_file(root: Path, file: Path, mapping: records.Columns) -> Iterator[Page | Problem]:
    """The pages of one file, and what could not be read of it; `root` is what names begin from.

    Files of records are read as they are asked for: what is held of a large one is a line of JSON
    or a batch of rows.
    """
    name = page_name(root, file)
    kind = format_of(name)
    if kind is None:
        advice = advice_for(name)
        yield Problem(name, None, f"not of a kind that can be read ({READABLE}); left out{advice}")
        return
    folder = name.split("/", 1)[0] if "/" in name else None
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            yield Problem(name, None, "not a regular file; left out")
        elif kind == "parquet":
            with file.open("rb") as opened:
                found = records.read_parquet(opened)
                yield from _from_records(found, name, mapping, kind, None, folder)
        elif kind == "xlsx":
            check_size(status.st_size, LARGEST_WHOLE)
            yield from _from_records(read_workbook(file), name, mapping, kind, None, folder)
        elif kind == "jsonl" and _is_streamed(file, status.st_size):
            packed = name.lower().endswith(".gz")
            found = records.read_json_lines(lines_of(file, packed=packed))
            yield from _from_records(found, name, mapping, kind, "utf-8", folder)
        else:
            limit = LARGEST_PAGE if kind in (TEXT, HTML) else LARGEST_WHOLE
            check_size(status.st_size, limit)
            yield from _read_whole(file.read_bytes(), name, kind, mapping, folder, limit)
    except OSError as error:
        yield Problem(name, None, f"not readable ({error.strerror or error}); left out")
    except Refused as error:
        yield Problem(name, None, str(error))


def _is_streamed(file: Path, size: int) -> bool:
    """Whether a file of JSON lines is read line by line: a large one of plain UTF-8."""
    packed = file.name.lower().endswith(".gz")
    return size * (10 if packed else 1) >= STREAMED and is_plain_utf8(file, packed=packed)


def _read_whole(
    data: bytes, name: str, kind: str, mapping: records.Columns, folder: str | None, limit: int
) -> Iterator[Page | Problem]:
    if name.lower().endswith(".gz"):
        data, reason = unpack(data, limit)
        if reason is not None:
            yield Problem(name, None, reason)
            if not data:
                return
    if kind in (TEXT, HTML):
        yield from _one_page(name, data, kind, folder)
        return
    decoded = decode(data)
    if decoded.problem is not None:
        yield Problem(name, None, decoded.problem)
    if decoded.encoding is None:
        return
    if not decoded.text.strip("\ufeff \t\r\n"):
        yield Problem(name, None, "empty file; there is no record in it")
        return
    if kind == "jsonl":
        found = records.read_json_lines(decoded.text.split("\n"))
    elif kind == "json":
        found = records.read_json(decoded.text)
    else:
        found = delimited.read_table(decoded.text, delimiter="," if kind == "csv" else "\t")
    yield from _from_records(found, name, mapping, kind, decoded.encoding, folder)


def _one_page(name: str, data: bytes, kind: str, folder: str | None) -> Iterator[Page | Problem]:
    digest = hashlib.sha256(data).hexdigest()
    declared = None
    if kind == HTML:
        part = html_part(data) if is_mhtml(data) else None
        data, declared = part or (data, None)
        declared = declared or declared_encoding(data)
    decoded = decode(data, declared=declared)
    if decoded.problem is not None:
        yield Problem(name, None, decoded.problem)
    elif not decoded.text.strip():
        yield Problem(name, None, "empty; kept as a page without an article")
    if kind == TEXT or decoded.encoding is None:
        text, found = plain_letters(decoded.text)
        yield from (Problem(name, None, reason) for reason in found)
        yield Page(name, digest, text, decoded.encoding, kind, folder=folder)
    else:
        yield from _html_page(name, digest, decoded, folder)


def _html_page(name: str, digest: str, decoded: Decoded, folder: str | None) -> Iterator:
    read = read_html(decoded.text)
    for reason in read.problems:
        yield Problem(name, None, reason)
    if not read.text and decoded.text.strip() and not read.problems:
        yield Problem(name, None, "no visible text; kept as a page without an article")
    text, found = plain_letters(read.text)
    yield from (Problem(name, None, reason) for reason in found)
    fields = {k: without_forms(value) for k, (value, _) in read.declared.items() if k != "url"}
    evidence = {key: place for key, (_, place) in read.declared.items() if key != "url"}
    extras = {"url": read.declared["url"][0]} if "url" in read.declared else {}
    yield Page(
        name, digest, text, decoded.encoding, HTML, fields, evidence, extras, folder,
        marks={without_forms(line): label for line, label in read.marks.items()},
    )  # fmt: skip


def _from_records(
    found: Iterable[records.Record | records.Trouble],
    name: str,
    mapping: records.Columns,
    kind: str,
    encoding: str | None = None,
    folder: str | None = None,
) -> Iterator[Page | Problem]:
    none = True
    n_markup = 0
    rivals: Counter[tuple[str, str, str]] = Counter()
    for item in found:
        none = False
        page = name if item.number is None else f"{name}#{item.number}"
        if isinstance(item, records.Trouble):
            yield Problem(page, item.place, item.reason)
            continue
        fields, origin, extras = records.split_record(item.cells, mapping)
        rivals.update(records.rival_columns(item.cells, mapping, origin))
        text = fields.pop("text", None)
        if not isinstance(text, str):
            yield Problem(page, item.place, _no_text(text, item.cells, mapping))
            continue
        text, replaced = records.without_surrogates(text)
        if replaced:
            yield Problem(
                page, item.place, f"{replaced} halves of surrogate pairs are now U+FFFD in the text"
            )
        if len(text) == LONGEST_CELL or len(text.encode("utf-16-le")) == 2 * LONGEST_CELL:
            yield Problem(
                page, item.place, f"the text has exactly {LONGEST_CELL:,} characters, at which "
                "spreadsheets cut a cell off: its end is missing",
            )  # fmt: skip
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        cell = visible_text(text)
        n_markup += cell.was_markup
        for reason in cell.problems:
            yield Problem(page, item.place, reason)
        if cell.was_markup and not cell.text.strip():
            yield Problem(page, item.place, "nothing of its HTML is text to a reader")
        plain, found = plain_letters(cell.text)
        yield from (Problem(page, item.place, reason) for reason in found)
        for key in fields.keys() & {"title", "outlet"}:
            if isinstance(fields[key], str) and (shown := visible_text(fields[key])).was_markup:
                fields[key] = " ".join(shown.text.split()) or fields[key]
            if isinstance(fields[key], str):
                fields[key] = without_forms(fields[key])
        evidence = {key: f"column {column!r}" for key, column in origin.items()}
        declares = any(key in fields for key in _DECLARES_ARTICLE)
        yield Page(
            page, digest, plain, encoding, kind, fields, evidence, extras, folder, declares,
            cell.marks,
        )  # fmt: skip
    if n_markup:
        told = "1 record holds" if n_markup == 1 else f"{n_markup} records hold"
        yield Problem(name, None, f"{told} HTML as text; what a reader sees of it was taken")
    for (key, taken, other), n in sorted(rivals.items()):
        yield Problem(
            name, f"column {taken!r}", f"taken for the {key}, though {other!r} may hold it too and says "
            f"something else in {n} record{'s' * (n != 1)}; say which by columns={{{key!r}: …}} or [columns]",
        )  # fmt: skip
    if none:
        yield Problem(name, None, "there is no record in it")


def _no_text(value: object, cells: Mapping[str, object], mapping: records.Columns) -> str:
    columns = mapping.of(tuple(cells))["text"]
    if columns and value is None:
        return f"no text (column {columns[0]!r} is empty); the record was left out"
    if columns:
        return (
            f"expected text in column {columns[0]!r}, got {type(value).__name__}; "
            "the record was left out"
        )
    names = ", ".join(repr(str(n)) for n in list(cells)[:12])
    return (
        f"no column holds the text; the columns are {names}; the record was left out. Name it: "
        'columns={"text": "…"}, or [columns] in project.toml; a table about pages belongs into metadata=…'
    )
