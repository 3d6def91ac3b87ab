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

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import schema

from ..pages import records
from ..pages.decoding import decode
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
)
from ..pages.reading import Problem
from ..schema import InputError, NothingToLoad

if TYPE_CHECKING:
    import pandas as pd

    from ..articles.segmenter import PageArticles
    from .model import Corpus

_PAGE_NAMES = ("page", "file", "filename", "file_name", "الصفحة", "الملف")
_SET = {"outlet": "outlet", "date": "published_on", "published_on": "published_on",
        "title": "title", "role": "role", "aggregator": "aggregator"}  # fmt: skip
_CHANGE = ("label", "split", "merge", "drop")
ACTIONS = (*_SET, *_CHANGE)
# The cells of a review sheet that are filled in, and the action that each stands for.
_FILL_IN = {"new_outlet": "outlet", "new_date": "date", "new_title": "title", "new_role": "role",
            "drop": "drop", "merge_with": "merge"}  # fmt: skip
_YES = frozenset({"1", "x", "yes", "true", "drop", "نعم"})
# A spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    """
    if source is None:
        return Table(parameter, None)
    if hasattr(source, "to_csv"):
        name, data = parameter, source.to_csv(index=False).encode("utf-8")
    else:
        path = Path(source)
        if not path.is_file():
            raise NothingToLoad(f"{parameter}: there is no file {str(path)!r}")
        name, data = path.name, path.read_bytes()
    text = decode(data)
    if text.encoding is None:
        raise InputError(f"{parameter}: {name} is not a text table; save it as CSV in UTF-8")
    delimiter = "\t" if name.lower().endswith(".tsv") else ","
    rows, problems = [], []
    for item in records.read_table(text.text, delimiter=delimiter):
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
    return Table(name, hashlib.sha256(data).hexdigest(), tuple(rows), tuple(problems))


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
    stems: dict[str, list[str]] = {}
    for page in pages:
        stems.setdefault(page.rsplit(".", 1)[0], []).append(page)
    aims: dict[str, list[Aim]] = {}
    problems = list(table.problems)
    for row in table.rows:
        doc_id, page, article = row.get("doc_id"), row.get(*_PAGE_NAMES), None
        if doc_id is not None:
            page_of, article = _page_of(doc_id, base_ids)
            if page_of is None or (page is not None and page_of != page):
                where = f" in page {page!r}" if page else ""
                problems.append(_unfit(row, f"no document {doc_id!r}{where}"))
                continue
            page = page_of
        elif page is not None and page not in known:
            page = page.replace("\\", "/").removeprefix("./")
            if page not in known and len(stems.get(page, ())) == 1:
                page = stems[page][0]
        if page is None or page not in known:
            problems.append(_unfit(row, f"no page {page!r}" + records.perhaps(page or "", known)))
            continue
        number = row.get("article")
        if number is not None and doc_id is None:
            try:
                article = int(float(number))
            except ValueError:
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
    for aim in aims:
        own = (*_PAGE_NAMES, "article", "role")
        plain = {k: v for k, v in aim.row.cells.items() if k not in own}
        fields, _, rest = records.split_record(plain, columns)
        fields.pop("doc_id", None)
        fields.pop("text", None)
        if aim.row.get("role"):
            fields["role"] = aim.row.get("role")
        number = aim.article if aim.article is not None else main_position(layout)
        if number is None or not has_article(layout, number):
            problems.append(_unfit(aim.row, "the page has no such article"))
            continue
        for name, value in fields.items():
            layout, reason = set_value(layout, number, name, str(value))
            if reason is not None:
                problems.append(_unfit(aim.row, reason))
        extras.update({k: v for k, v in rest.items()})
    return layout, extras, problems


# --- corrections ---------------------------------------------------------------------------


def apply_corrections(
    text: str, layout: "PageArticles", aims: Sequence[Aim]
) -> tuple["PageArticles", list[Problem]]:
    """Apply the rows about one page, in the order of the table."""
    problems: list[Problem] = []
    for aim in aims:
        if aim.row.get("action") is None and not any(c in aim.row.cells for c in _FILL_IN):
            problems.append(_unfit(aim.row, "names no action"))
        for action, value in _actions(aim.row):
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
            yield _FILL_IN[column], value


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



# --- the review sheet ---------------------------------------------------------------------


def review_sheet(corpus: "Corpus") -> "pd.DataFrame":
    """What was found, one row an article, least certain first, with cells to fill in.

    The columns `new_outlet`, `new_date`, `new_title`, `new_role`, `drop` and `merge_with` are
    empty. Write the sheet with `write_sheet`, fill in what is wrong, save it as CSV and give it to
    `load_corpus(corrections=…)`; rows with nothing filled in say nothing. Pages without any
    article come first: what they need is a row of corrections, or nothing.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    DataFrame
        page, article, doc_id, confidence, title, first_words, last_words, n_words, outlet,
        outlet_evidence, published_on, date_evidence, date_hint (what trafilatura suggests for an
        HTML page; often wrong), role, then the cells to fill in and `note`.
    """
    import pandas as pd

    documents, pages = corpus.documents, corpus.pages
    hints = dict(zip(pages["page"], pages["date_hint"], strict=True))
    rows = []
    for row in documents.to_dict("records"):
        words = row["text"].split()
        rows.append({
            "page": row["page"], "article": row["position"], "doc_id": row["doc_id"],
            "confidence": row.get("confidence", float("nan")), "title": row["title"],
            "first_words": " ".join(words[:8]), "last_words": " ".join(words[-8:]),
            "n_words": len(words), "outlet": row["outlet"],
            "outlet_evidence": row["outlet_evidence"], "published_on": row["published_on"],
            "date_evidence": row["date_evidence"], "role": row["role"],
            "date_hint": None if row["position"] else hints[row["page"]],
        })  # fmt: skip
    with_articles = set(documents["page"])
    for page, text in zip(pages["page"], pages["text"], strict=True):
        if page not in with_articles:
            words = text.split()
            rows.append({
                "page": page, "article": 0, "confidence": 0.0, "n_words": 0,
                "first_words": " ".join(words[:8]), "last_words": " ".join(words[-8:]),
            })  # fmt: skip
    sheet = pd.DataFrame(rows, columns=list(_SHEET_COLUMNS))
    for column in ("doc_id", "title", "first_words", "last_words", "outlet", "outlet_evidence",
                   "date_evidence", "date_hint", "role"):  # fmt: skip
        sheet[column] = _with_none(sheet[column])
    sheet["published_on"] = pd.to_datetime(sheet["published_on"])
    for column in (*_FILL_IN, "note"):
        sheet[column] = pd.Series([""] * len(sheet), dtype=object)
    order = ["confidence", "page", "article"]
    return sheet.sort_values(order, na_position="first", kind="stable").reset_index(drop=True)


_SHEET_COLUMNS = (
    "page", "article", "doc_id", "confidence", "title", "first_words", "last_words", "n_words",
    "outlet", "outlet_evidence", "published_on", "date_evidence", "date_hint",
    "role",
)  # fmt: skip


def write_sheet(sheet: "pd.DataFrame", path) -> Path:
    """Write a review sheet as CSV that a spreadsheet opens with its Arabic whole.

    The file begins with a byte order mark, without which Excel takes it for another encoding,
    and a cell that begins like a formula gets an apostrophe before it, so that nothing from a
    saved page is ever run; both are taken off when the sheet is read back.
    """
    guarded = sheet.copy()
    for column in guarded.columns:
        if guarded[column].dtype == object or str(guarded[column].dtype) in ("str", "string"):
            guarded[column] = [guard(v) if isinstance(v, str) else v for v in guarded[column]]
    path = Path(path)
    guarded.to_csv(path, index=False, encoding="utf-8-sig", date_format="%Y-%m-%d")
    return path


def guard(text: str) -> str:
    """`text` as a cell that a spreadsheet does not run.

    Examples
    --------
    >>> guard("=1+1"), without_guard(guard("=1+1")), guard("قال")
    ("'=1+1", '=1+1', 'قال')
    """
    return "'" + text if text.startswith(_FORMULA) else text


def without_guard(text: str) -> str:
    """The text of a cell written by `guard`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _with_none(values: "pd.Series") -> "pd.Series":
    import pandas as pd

    return pd.Series([v if isinstance(v, str) else None for v in values], dtype=object)
