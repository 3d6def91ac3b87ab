"""What the researcher says about pages and articles, which outranks what the machine found.

Two tables lie beside a corpus. The *metadata* name a page and give its outlet, date, title. The
*corrections* change what was found in a page: a value, the label of a line, where an article
begins or ends. `review_sheet` writes a table of what was found, least certain first, that can be
filled in with a spreadsheet and read back as corrections. A row that fits nothing is reported.

Columns of a table of corrections
---------------------------------
``page`` or ``doc_id``
    Which page; ``doc_id`` names an article of it as well.
``article``
    The number of the article in its page (`position` in the documents); without it, the main one.
``action`` and ``value``
    ======================================== =================================================
    outlet, date, title, role, aggregator    sets it to `value`; ``none`` says there is none
    label                                    gives lines the label `value`
    split                                    begins a new article at a line
    merge                                    joins the article to article `value`, or the one before
    drop                                     leaves the article out
    ======================================== =================================================
``line`` or ``start`` (and ``end``)
    For label and split: the text of the line, or characters of the page.
"""

import difflib
import hashlib
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..pages import delimited, records
from ..pages.decoding import decode
from .sheet import FILL_IN, SHEET_COLUMNS, without_guard
from .layouts import (
    Changed,
    drop_article,
    find_lines,
    has_article,
    main_position,
    merge_articles,
    set_label,
    set_value,
    split_article,
    whole_number,
)
from ..pages.reading import Problem
from ..schema import InputError, NothingToLoad

if TYPE_CHECKING:
    from ..articles.segmenter import PageArticles

_PAGE_NAMES = ("page", "file", "filename", "file_name", "الصفحة", "الملف")
_SET = {"outlet": "outlet", "date": "published_on", "published_on": "published_on",
        "title": "title", "role": "role", "aggregator": "aggregator"}  # fmt: skip
_CHANGE = ("label", "split", "merge", "drop")
ACTIONS = (*_SET, *_CHANGE)
_CELLS = (*_PAGE_NAMES, "doc_id", "article", "action", "value", "line", "start", "end", "note",
          *FILL_IN, *SHEET_COLUMNS)  # fmt: skip
_YES = frozenset({"1", "x", "yes", "true", "drop", "نعم"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of the researcher: its cells by lower-case name, and its place."""

    place: str
    cells: Mapping[str, str]

    def get(self, *names: str) -> str | None:
        """The first of the named cells that is not empty."""
        return next((self.cells[n] for n in names if self.cells.get(n)), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the researcher, as read; `sha256` is that of its bytes."""

    name: str
    sha256: str | None
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_rows(source, *, parameter: str) -> Table:
    """Read a CSV or TSV file, or a DataFrame, of the researcher's.

    Parameters
    ----------
    source : str, Path, DataFrame or None
    parameter : {"metadata", "corrections"}
        For the messages.

    Raises
    ------
    NothingToLoad
        There is no such file.
    InputError
        It is not a table, has no column that names pages, or is a review sheet given as metadata.
    """
    if source is None:
        return Table(parameter, None)
    if hasattr(source, "to_csv"):
        name, data = parameter, source.to_csv(index=False).encode("utf-8")
    elif isinstance(source, (str, os.PathLike)):
        path = Path(source).expanduser()
        if not path.is_file():
            raise NothingToLoad(f"{parameter}: there is no file {str(path)!r}")
        try:
            name, data = path.name, path.read_bytes()
        except OSError as error:
            raise InputError(f"{parameter}: {path} cannot be read ({error.strerror})") from None
    else:
        raise InputError(
            f"{parameter}: expected the path of a CSV file, or a DataFrame, got "
            f"{type(source).__name__}"
        )
    text = decode(data)
    if text.encoding is None:
        raise InputError(f"{parameter}: {name} is not a text table; save it as CSV in UTF-8")
    delimiter = "\t" if name.lower().endswith(".tsv") else ","
    rows, problems = [], []
    for item in delimited.read_table(text.text, delimiter=delimiter):
        if isinstance(item, records.Trouble):
            problems.append(Problem(None, f"{name}, {item.place}", item.reason))
            continue
        cells = {k.strip().lower(): without_guard(v).strip() for k, v in item.cells.items()}
        rows.append(Row(f"{name}, row {item.number}", cells))
    names = set(rows[0].cells) if rows else set()
    if rows and not names & {*_PAGE_NAMES, "doc_id"}:
        raise InputError(
            f"{parameter}: {name} needs a column 'page' (or 'doc_id') that says which page a row "
            f"is about; its columns are {', '.join(sorted(names))}"
        )
    if parameter == "metadata" and len(names & set(FILL_IN)) > 1:
        raise InputError(
            f"metadata: {name} is a review sheet; give it as corrections=…, or what the program "
            "found would pass for what you know"
        )
    if not rows and not problems:
        problems.append(Problem(None, name, "there is no row in it; nothing was applied"))
    problems += _misspelt(name, names, parameter)
    return Table(name, hashlib.sha256(data).hexdigest(), tuple(rows), tuple(problems))


def _misspelt(table: str, names: Iterable[str], parameter: str) -> Iterator[Problem]:
    """Columns that mean nothing here and look like one that does."""
    if parameter == "metadata":
        known = {*_PAGE_NAMES, "doc_id", "article", "role", *records.known_names()}
        done = "kept as a column of its own"
    else:
        known, done = set(_CELLS), "it was not read"
    for name in sorted(set(names) - known):
        close = difflib.get_close_matches(name.replace(" ", "_"), sorted(known), n=1, cutoff=0.8)
        if close and close[0] != name.replace(" ", "_"):
            reason = f"the column {name!r} means nothing here (did you mean {close[0]!r}?); {done}"
            yield Problem(None, table, reason)
        elif parameter != "metadata":
            reason = f"the column {name!r} means nothing here; {done}"
            yield Problem(None, table, reason)


# --- which page and article a row is about --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aim:
    """A row, and what it is about: a page and, where it says so, an article of it."""

    row: Row
    page: str
    article: int | None


def aim_rows(
    table: Table, pages: Sequence[str], base_ids: Mapping[str, str]
) -> tuple[dict[str, list[Aim]], list[Problem]]:
    """The rows of a table by page; those that name none of the pages are problems.

    Parameters
    ----------
    table : Table
    pages : sequence of str
    base_ids : mapping from the doc_id of a page's first article to the page
    """
    known = set(pages)
    ways: dict[str, set[str]] = {}  # other ways to write the name of a page, and who has it
    for page in pages:
        for way in (unicodedata.normalize("NFC", page), page.rsplit(".", 1)[0]):
            ways.setdefault(way, set()).add(page)
    aims: dict[str, list[Aim]] = {}
    problems = list(table.problems)
    for row in table.rows:
        doc_id, page, article = row.get("doc_id"), row.get(*_PAGE_NAMES), None
        if page is not None and page not in known:
            page = page.replace("\\", "/").removeprefix("./")
            meant = ways.get(page) or ways.get(unicodedata.normalize("NFC", page)) or set()
            page = next(iter(meant)) if page not in known and len(meant) == 1 else page
        if doc_id is not None:
            page_of, article = _page_of(doc_id, base_ids)
            if page_of is None or (page is not None and page_of != page):
                where = f" in page {page!r}" if page else ""
                problems.append(_unfit(row, f"no document {doc_id!r}{where}"))
                continue
            page = page_of
        if page is None or page not in known:
            problems.append(_unfit(row, f"no page {page!r}" + records.perhaps(page or "", known)))
            continue
        number = row.get("article")
        if number is not None and doc_id is None:
            article = whole_number(number)
            if article is None:
                problems.append(_unfit(row, f"article {number!r} is not a number"))
                continue
        aims.setdefault(page, []).append(Aim(row, page, article))
    return aims, problems


def _page_of(doc_id: str, base_ids: Mapping[str, str]) -> tuple[str | None, int | None]:
    if doc_id in base_ids:
        return base_ids[doc_id], 0  # the first article of a page is named without its number
    base, _, number = doc_id.rpartition("/")
    if base in base_ids and number.isdecimal():
        return base_ids[base], int(number)
    return None, None


def _unfit(row: Row, reason: str) -> Problem:
    return Problem(row.get(*_PAGE_NAMES), row.place, f"{reason}; the row was not applied")


# --- metadata ------------------------------------------------------------------------------


def apply_metadata(
    layout: "PageArticles", aims: Sequence[Aim]
) -> tuple["PageArticles", dict[str, str], list[Problem]]:
    """Set what the rows say; also the columns that are no field, which every document gets.

    A row that names only its page speaks about the main article of the page.
    """
    columns = records.Columns()
    extras: dict[str, str] = {}
    problems: list[Problem] = []
    said: dict[tuple[int, str], tuple[str, str]] = {}
    for aim in aims:
        own = (*_PAGE_NAMES, "article", "role")
        plain = {k: v for k, v in aim.row.cells.items() if k not in own}
        # «none» and «unknown» are statements here: there is no such value.
        nothing = records.NOTHING - records.UNKNOWN
        fields, _, rest = records.split_record(plain, columns, nothing=nothing)
        fields.pop("doc_id", None)
        fields.pop("text", None)
        if aim.row.get("role"):
            fields["role"] = aim.row.get("role")
        number = aim.article if aim.article is not None else main_position(layout)
        if number is None or not has_article(layout, number):
            problems.append(_unfit(aim.row, "the page has no such article"))
            continue
        for name, value in fields.items():
            earlier = said.setdefault((number, name), (str(value), aim.row.place))
            if earlier[0] != str(value):
                reason = f"{name} {str(value)!r} contradicts {earlier[0]!r} of {earlier[1]}"
                problems.append(_unfit(aim.row, f"{reason}, which stays"))
                continue
            layout, reason = set_value(layout, number, name, str(value))
            if reason is not None:
                problems.append(_unfit(aim.row, reason))
        extras.update(rest)
    return layout, extras, problems


# --- corrections ---------------------------------------------------------------------------


def apply_corrections(
    text: str, layout: "PageArticles", aims: Sequence[Aim]
) -> tuple["PageArticles", list[Problem]]:
    """Apply the rows about one page, in the order of the table.

    Of two rows that set one value of an article differently the later one holds, and is reported.
    """
    problems: list[Problem] = []
    said: dict[tuple[int | None, str], tuple[str | None, str]] = {}
    for aim in aims:
        if aim.row.get("action") is None and not any(c in aim.row.cells for c in FILL_IN):
            problems.append(_unfit(aim.row, "names no action"))
        for action, value in _actions(aim.row):
            if action in _SET:
                key = aim.article, _SET[action]
                earlier = said.get(key, (value, ""))
                if earlier[0] != value:
                    reason = f"{action} {value!r} replaces {earlier[0]!r} of {earlier[1]}"
                    problems.append(Problem(aim.page, aim.row.place, reason))
                said[key] = value, aim.row.place
            layout, reason = _apply(text, layout, aim, action, value)
            if reason is not None:
                problems.append(_unfit(aim.row, f"{action}: {reason}"))
    return layout, problems


def _actions(row: Row) -> Iterator[tuple[str, str | None]]:
    """The actions of a row: the one it names, or those filled in on a review sheet."""
    action = row.get("action")
    if action is not None:
        yield action.lower().removeprefix("set").strip(" _:"), row.get("value")
        return
    # Dropping comes last, so that a row which both sets and drops does not contradict itself.
    for column in ("new_outlet", "new_date", "new_title", "new_role", "merge_with", "drop"):
        value = row.get(column)
        if value is not None:
            yield FILL_IN[column], value


def _apply(
    text: str, layout: "PageArticles", aim: Aim, action: str, value: str | None
) -> Changed:
    if action not in ACTIONS:
        return layout, f"no such action; the actions are {', '.join(ACTIONS)}"
    if action in ("label", "split"):
        row = aim.row
        places, reason = find_lines(
            text, layout, start=row.get("start"), end=row.get("end"), line=row.get("line")
        )
        if reason is not None:
            return layout, reason
        if action == "label":
            return set_label(text, layout, places, value, aim.article)
        return split_article(text, layout, places[0][0], value)
    number = aim.article if aim.article is not None else main_position(layout)
    if number is None or not has_article(layout, number):
        return layout, f"the page has no article {aim.article if aim.article is not None else ''}"
    if action in _SET:
        if value is None:
            return layout, "the cell 'value' is empty (write none to say that there is none)"
        return set_value(layout, number, _SET[action], value)
    if action == "merge":
        return merge_articles(layout, number, value)
    if aim.row.get("action") is None and (value or "").lower() not in _YES:
        return layout, f"write yes to drop an article, got {value!r}"
    return drop_article(layout, number), None
