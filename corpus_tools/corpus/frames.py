"""The frames of a corpus, built once from plain lists.

A frame that grows row by row costs more than all of the reading, so the rows of each page are
added to lists and the frames made at the end. Text that may be missing lies in columns of objects,
where None stays None.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .. import schema
from ..articles.segmenter import PageArticles
from ..pages.reading import Page, Problem

if TYPE_CHECKING:
    import pandas as pd

FIRST = 0  # the position of the first article of a page
_TEXT_COLUMNS = frozenset(schema.DOCUMENT_COLUMNS) - {"agencies", "published_on", "position"}
_MAX_EXTRAS = 64  # records with ever other keys would make a frame of mostly nothing


@dataclass(frozen=True, slots=True)
class Frames:
    """What a corpus is made of; see `Corpus`."""

    documents: "pd.DataFrame"
    spans: "pd.DataFrame"
    pages: "pd.DataFrame"
    problems: "pd.DataFrame"
    sha256: str


@dataclass(slots=True)
class Columns:
    """The rows while they are collected."""

    documents: dict[str, list] = field(
        default_factory=lambda: {c: [] for c in (*schema.DOCUMENT_COLUMNS, "confidence")}
    )
    spans: dict[str, list] = field(default_factory=lambda: {c: [] for c in schema.SPAN_COLUMNS})
    extras: list[Mapping[str, object]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def append_page(
    columns: Columns,
    page: Page,
    layout: PageArticles,
    base_id: str,
    extras: Mapping[str, object],
) -> None:
    """Add the rows of one page; `base_id` names its first article."""
    name, text = page.page, page.text
    pieces: dict[int, list[str]] = {a.position: [] for a in layout.articles}
    for span in layout.spans:
        if span.label in schema.TEXT_LABELS and span.article in pieces:
            pieces[span.article].append(text[span.start : span.end].strip())
    doc_ids: dict[int | None, str | None] = {None: None}
    documents = columns.documents
    for article in layout.articles:
        number = article.position
        if not any(pieces[number]):
            columns.problems.append(
                Problem(name, f"article {number}", "no text is left of it; it was left out")
            )
            doc_ids[number] = None
            continue
        doc_ids[number] = base_id if number == FIRST else f"{base_id}/{number}"
        for column, value in (
            ("doc_id", doc_ids[number]), ("outlet", article.outlet or None),
            ("aggregator", article.aggregator or None), ("agencies", tuple(article.agencies)),
            ("role", article.role), ("published_on", article.published_on),
            ("title", article.title or None), ("text", "\n".join(pieces[number])),
            ("page", name), ("position", number), ("outlet_evidence", article.outlet_evidence),
            ("date_evidence", article.date_evidence), ("confidence", article.confidence),
        ):  # fmt: skip
            documents[column].append(value)
        columns.extras.append(extras)
    spans = columns.spans
    for span in layout.spans:
        spans["page"].append(name)
        spans["start"].append(span.start)
        spans["end"].append(span.end)
        spans["label"].append(span.label)
        spans["doc_id"].append(doc_ids.get(span.article))
        spans["reason"].append(span.reason)


def build_frames(
    columns: Columns,
    pages: Sequence[Page],
    *tables: str | None,
) -> Frames:
    """The frames from the rows collected, and the hash over pages and `tables` (their hashes)."""
    import numpy as np
    import pandas as pd

    def text(values: list) -> "pd.Series":
        return pd.Series(values, dtype=object)

    found = columns.documents
    documents = {c: text(v) for c, v in found.items() if c in _TEXT_COLUMNS or c == "agencies"}
    documents["published_on"] = days(found["published_on"])
    documents["position"] = pd.Series(found["position"], dtype=np.int64)
    documents["confidence"] = pd.Series(found["confidence"], dtype=np.float64)
    documents = {c: documents[c] for c in found} | _extra_columns(columns)
    spans = {
        c: pd.Series(v, dtype=np.int64) if c in ("start", "end") else text(v)
        for c, v in columns.spans.items()
    }
    page_columns = {
        c: text([getattr(p, c) for p in pages])
        for c in (*schema.PAGE_COLUMNS, "encoding", "format")
    }
    page_columns["date_hint"] = text([p.fields.get("date_hint") for p in pages])
    return Frames(
        pd.DataFrame(documents),
        pd.DataFrame(spans),
        pd.DataFrame(page_columns),
        problem_frame(columns.problems),
        digest_pages(pages, *tables),
    )


def days(values: Sequence[datetime.date | None]) -> "pd.Series":
    """Dates as a column of pandas, None as NaT."""
    import numpy as np
    import pandas as pd

    return pd.Series(np.array(values, dtype="datetime64[D]").astype("datetime64[us]"))


def problem_frame(problems: Sequence[Problem]) -> "pd.DataFrame":
    """The problems as a frame with the columns page, place, reason."""
    import pandas as pd

    return pd.DataFrame(
        {
            c: pd.Series([getattr(p, c) for p in problems], dtype=object)
            for c in schema.PROBLEM_COLUMNS
        }
    )


def _extra_columns(columns: Columns) -> dict[str, "pd.Series"]:
    """The columns of records that are no field, in the order in which they first appear."""
    names: dict[str, None] = {}
    for extras in {id(e): e for e in columns.extras}.values():
        names.update(dict.fromkeys(extras))
    kept = [n for n in names if n not in columns.documents]
    if len(kept) > _MAX_EXTRAS:
        columns.problems.append(
            Problem(None, "columns", f"{len(kept)} other columns; the first {_MAX_EXTRAS} are kept")
        )
    return {
        name: tidy_column([e.get(name) for e in columns.extras]) for name in kept[:_MAX_EXTRAS]
    }


def tidy_column(values: list) -> "pd.Series":
    """A column in which a missing number is NaN and anything else missing is None."""
    import pandas as pd

    numbers = all(v is None or type(v) in (int, float) for v in values)
    # A whole number beyond 2**53, such as an id, would lose its last digits as a float.
    exact = numbers and all(type(v) is not int or abs(v) <= 2**53 for v in values)
    if exact and any(v is not None for v in values):
        try:
            return pd.Series(values, dtype=float if None in values else None)
        except (OverflowError, ValueError):
            pass
    return pd.Series(values, dtype=object)


def digest_pages(pages: Iterable[Page], *tables: str | None) -> str:
    """One hash over what was read: names, contents, declared values, the researcher's tables."""
    digest = hashlib.sha256()
    for page in pages:
        digest.update(f"{page.page}\0{page.sha256}\0".encode())
        if page.is_article:
            declared = {**page.fields, **page.extras}
            digest.update(json.dumps(declared, sort_keys=True, default=str).encode())
    for table in tables:
        digest.update(f"\0{table}".encode())
    return digest.hexdigest()
