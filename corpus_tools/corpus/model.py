"""The corpus: documents, the spans they are made of, the pages they come from.

A corpus is a value. Loading makes one, selecting makes another, and nothing changes one: the
frames that it hands out are copies (pandas copies the data only when somebody writes to them), so
a notebook may edit them freely. Analysis lives in functions elsewhere.
"""

import hashlib
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from .. import schema
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

DEMO = Path(__file__).resolve().parents[1] / "data" / "pages"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Corpus:
    """Articles with the evidence for what is known of them; made by `load_corpus`.

    Attributes
    ----------
    documents : DataFrame
        One row an article: the columns of `schema.DOCUMENT_COLUMNS`, then `confidence` (how sure
        the borders of the article are, 0 to 1) and whatever other columns the records had.
        `doc_id` is the record's own id where only one record has it, and otherwise the page;
        further articles of a page add `/` and their `position`, which counts from 0.
    spans : DataFrame
        page, start, end, label, doc_id, reason: the spans of a page cover it completely.
    pages : DataFrame
        page, sha256, text, encoding, format, date_hint. The hash is of the bytes of the file
        (unpacked, for a .gz) or, for a record, of the UTF-8 of its text. `date_hint` is a date
        that trafilatura suggests for an HTML page which declares none; it is never taken over.
    problems : DataFrame
        page, place, reason: what could not be read or applied, and what was done about it.
    sha256 : str
        Over the names and hashes of the pages, what records declare, the metadata and the
        corrections: the same input has the same hash wherever it lies.
    """

    _documents: "pd.DataFrame"
    _spans: "pd.DataFrame"
    _pages: "pd.DataFrame"
    _problems: "pd.DataFrame"
    sha256: str
    _places: dict = field(default_factory=dict)  # filled on first use; derived from the frames

    @property
    def documents(self) -> "pd.DataFrame":
        """One row an article."""
        return self._documents.copy(deep=False)

    @property
    def spans(self) -> "pd.DataFrame":
        """The labelled stretches of every page."""
        return self._spans.copy(deep=False)

    @property
    def pages(self) -> "pd.DataFrame":
        """The pages as they were saved."""
        return self._pages.copy(deep=False)

    @property
    def problems(self) -> "pd.DataFrame":
        """What could not be read or applied."""
        return self._problems.copy(deep=False)

    @classmethod
    def from_documents(cls, frame: "pd.DataFrame") -> "Corpus":
        """A corpus of documents that are ready: nothing in them is cleaned or left out.

        Parameters
        ----------
        frame : DataFrame
            Needs `doc_id` (strings, each once) and `text` (strings). Other columns of
            `schema.DOCUMENT_COLUMNS` are taken where they are there and filled where not;
            columns of other names are kept.

        Raises
        ------
        InputError
            A needed column or a needed value is missing or of another kind; the message names
            the row and the column.

        Examples
        --------
        >>> import pandas as pd
        >>> len(Corpus.from_documents(pd.DataFrame({"doc_id": ["a"], "text": ["قال"]})))
        1
        """
        from .documents import complete_documents

        documents = complete_documents(frame)
        return cls(*frames_of_documents(documents))

    def select(self, **conditions) -> "Corpus":
        """The documents that fit all conditions, as a corpus of its own.

        Parameters
        ----------
        **conditions
            A column of `documents` and what it must hold: a value, a list of values, None for
            "missing", or a function from the column to a Series of booleans.

        Returns
        -------
        Corpus
            Its pages are those of the documents; their spans still cover them, and those of an
            article that was not selected have no `doc_id`. The problems are those of its pages.

        Raises
        ------
        InputError
            There is no such column.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"doc_id": ["a", "b"], "text": ["قال", "قالت"]})
        >>> corpus = Corpus.from_documents(frame.assign(outlet=["س", "ص"]))
        >>> len(corpus.select(outlet="س")), len(corpus.select(outlet=["س", "ص"]))
        (1, 2)
        """
        from .documents import fits

        keep = None
        for name, condition in conditions.items():
            fit = fits(self._documents, name, condition)
            keep = fit if keep is None else keep & fit
        if keep is None:
            return self
        documents = self._documents[keep].reset_index(drop=True)
        pages, doc_ids = set(documents["page"]), set(documents["doc_id"])
        spans = self._spans[self._spans["page"].isin(pages)].reset_index(drop=True)
        spans["doc_id"] = spans["doc_id"].where(spans["doc_id"].isin(doc_ids), None)
        spans["doc_id"] = spans["doc_id"].astype(object)
        digest = hashlib.sha256(f"{self.sha256}\0".encode())
        digest.update("\0".join(documents["doc_id"]).encode("utf-8", "replace"))
        return Corpus(
            documents,
            spans,
            self._pages[self._pages["page"].isin(pages)].reset_index(drop=True),
            self._problems[self._problems["page"].isin(pages)].reset_index(drop=True),
            digest.hexdigest(),
        )

    def locate(self, doc_id: str, start: int, end: int) -> tuple[str, int, int]:
        """The characters of the page that a stretch of a document's text comes from.

        Parameters
        ----------
        doc_id : str
        start, end : int
            Characters of the document's text, `[start, end)`.

        Returns
        -------
        tuple of (page, start, end)
            A stretch inside one paragraph holds the same characters in the page; one that goes
            over paragraphs begins and ends at the same characters and may hold, between them,
            what was left out of the text.

        Examples
        --------
        >>> import pandas as pd
        >>> corpus = Corpus.from_documents(pd.DataFrame({"doc_id": ["a"], "text": ["قال لي"]}))
        >>> corpus.locate("a", 4, 6)
        ('a', 4, 6)
        """
        if not self._places:
            self._places.update(_index_places(self))
        place = self._places.get(doc_id)
        if place is None:
            raise InputError(f"doc_id: the corpus has no document {doc_id!r}; see corpus.documents")
        page, length, pieces = place
        if not 0 <= start <= end <= length:
            raise InputError(
                f"start, end: expected 0 <= start <= end <= {length} (the length of the text), "
                f"got {start}, {end}"
            )
        if start == end:
            there = _to_page(pieces, start)
            return page, there, there
        return page, _to_page(pieces, start), _to_page(pieces, end - 1) + 1

    def __len__(self) -> int:
        return len(self._documents)

    def _facts(self) -> dict[str, object]:
        documents = self._documents
        outlets = documents["outlet"].value_counts()
        dated = documents["published_on"].dropna()
        return {
            "outlets": [(str(name), int(n)) for name, n in outlets.items()],
            "no_outlet": int(documents["outlet"].isna().sum()),
            "dates": (f"{dated.min():%Y-%m-%d}", f"{dated.max():%Y-%m-%d}") if len(dated) else None,
            "no_date": len(documents) - len(dated),
        }

    def __repr__(self) -> str:
        facts = self._facts()
        outlets = facts["outlets"]
        named = ", ".join(f"{name} {n}" for name, n in outlets[:6])
        more = f", and {len(outlets) - 6} more" if len(outlets) > 6 else ""
        dates = " to ".join(facts["dates"]) if facts["dates"] else "none"
        see = " (see .problems)" if len(self._problems) else ""
        lines = [
            f"<Corpus: {len(self)} documents in {len(self._pages)} pages",
            f"  outlets: {named or 'none known'}{more}; without outlet: {facts['no_outlet']}",
            f"  dates: {dates}; without date: {facts['no_date']}",
            f"  problems: {len(self._problems)}{see}",
            f"  sha256: {self.sha256[:12]}…>",
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        facts = self._facts()
        dates = " – ".join(facts["dates"]) if facts["dates"] else "لا تواريخ"
        summary = (
            ("عدد المقالات", len(self)), ("عدد الصفحات", len(self._pages)),
            ("تواريخ النشر", dates), ("مقالات بلا تاريخ", facts["no_date"]),
            ("مقالات بلا جهة نشر", facts["no_outlet"]), ("مشكلات القراءة", len(self._problems)),
        )  # fmt: skip
        rows = "".join(_html_row(name, value) for name, value in summary)
        outlets = "".join(_html_row(name, n) for name, n in facts["outlets"][:20])
        more = len(facts["outlets"]) - 20
        rest = _html_row("جهات أخرى", more) if more > 0 else ""
        head = "<thead><tr><th>جهة النشر</th><th>عدد المقالات</th></tr></thead>"
        return (
            '<div dir="rtl" style="text-align:right">'
            f'<p style="text-align:right"><b>مدوّنة نصوص</b></p><table>{rows}</table>'
            + (f"<table>{head}{outlets}{rest}</table>" if outlets else "")
            + f'<p style="text-align:right"><small dir="ltr">sha256 {self.sha256[:12]}…</small></p></div>'
        )


def _html_row(name: str, value: object) -> str:
    # dir="auto" keeps a Latin name or a range of dates in its own order inside the Arabic table.
    return (
        f'<tr><td dir="auto">{escape(str(name))}</td>'
        f'<td><bdi>{escape(str(value))}</bdi></td></tr>'
    )


def load_corpus(path, *, metadata=None, corrections=None, columns=None) -> Corpus:
    """Load saved pages or records and find the articles in them.

    Parameters
    ----------
    path : str, Path or DataFrame
        A file, a folder (with its subfolders), a glob, or a frame with a row an article. Kinds:
        txt, html, jsonl, json, csv, tsv (each also .gz), parquet, xlsx. A text file or HTML page is
        searched for articles; a record that gives a title, an outlet or a date is one article.
        The name of a subfolder is the outlet of pages that name none themselves. Tables named
        `metadata.csv` or `corrections.csv` in the folder are not read as pages; `load_study`
        applies them by itself.
    metadata : str, Path or DataFrame, optional
        A table with a column `page` (or `doc_id`) and any of outlet, published_on, title, role,
        aggregator; other columns become columns of `documents`.
    corrections : str, Path or DataFrame, optional
        A table of corrections or a filled review sheet; see `corpus_tools.corpus.corrections`.
    columns : dict, optional
        Which column of the records holds what, such as ``{"text": "my_column"}``; fields are
        text, title, outlet, published_on, aggregator, doc_id. None as the column: use none.

    Returns
    -------
    Corpus

    Raises
    ------
    NothingToLoad
        There is nothing at `path` that can be read; the message says what was looked for.
    InputError
        A parameter does not fit what was found. What a single file or row lacks is no error: it
        is reported in `corpus.problems`, and the rest is loaded.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"title": ["قمة"], "content": ["قال الناطق إن القمة انتهت."]})
    >>> load_corpus(frame).documents["text"][0]
    'قال الناطق إن القمة انتهت.'
    """
    from . import corrections as researcher
    from .assembly import assemble
    from ..pages.reading import read_pages

    tables = [Path(t).expanduser() for t in (metadata, corrections) if isinstance(t, (str, Path))]
    for_metadata = researcher.read_rows(metadata, parameter="metadata")
    for_corrections = researcher.read_rows(corrections, parameter="corrections")
    reading = read_pages(path, columns=columns, without=tables)
    found = assemble(reading, for_metadata, for_corrections)
    return Corpus(found.documents, found.spans, found.pages, found.problems, found.sha256)


def load_demo() -> Corpus:
    """The bundled teaching corpus: fiction written for this project, which says nothing about
    any real outlet, state or person."""
    return load_corpus(DEMO)


# --- helpers --------------------------------------------------------------------------------


def frames_of_documents(
    documents: "pd.DataFrame",
) -> tuple["pd.DataFrame", "pd.DataFrame", "pd.DataFrame", "pd.DataFrame", str]:
    """Spans, pages and problems of documents that came without pages, and the hash of all."""
    import pandas as pd

    from .frames import problem_frame

    names = documents["doc_id"]
    texts = documents["text"]
    n = len(documents)
    hashes = [hashlib.sha256(t.encode("utf-8", "surrogatepass")).hexdigest() for t in texts]
    written = [bool(t) for t in texts]
    spans = pd.DataFrame({
        "page": documents["page"], "start": 0, "end": [len(t) for t in texts],
        "label": pd.Series([schema.BODY] * n, dtype=object), "doc_id": names,
        "reason": pd.Series(["given as a document"] * n, dtype=object),
    })[written].reset_index(drop=True)  # fmt: skip
    pages = pd.DataFrame({
        "page": documents["page"], "sha256": pd.Series(hashes, dtype=object), "text": texts,
        "encoding": pd.Series([None] * n, dtype=object),
        "format": pd.Series(["frame"] * n, dtype=object),
        "date_hint": pd.Series([None] * n, dtype=object),
    })  # fmt: skip
    digest = hashlib.sha256()
    rows = documents.drop(columns="text").to_dict("records")
    for row, text_hash in zip(rows, hashes, strict=True):
        known = f"{text_hash}{sorted((k, str(v)) for k, v in row.items())}"
        digest.update(known.encode("utf-8", "replace"))
    return documents, spans, pages, problem_frame(()), digest.hexdigest()


def _index_places(corpus: Corpus) -> dict[str, tuple[str, int, list[tuple[int, int, int]]]]:
    """For each document its page, the length of its text, and (text start, page start, length)."""
    texts = dict(zip(corpus._pages["page"], corpus._pages["text"], strict=True))
    ranges: dict[str, list[tuple[int, int]]] = {}
    spans = corpus._spans
    chosen = spans[spans["label"].isin(schema.TEXT_LABELS) & spans["doc_id"].notna()]
    for doc_id, start, end in zip(chosen["doc_id"], chosen["start"], chosen["end"], strict=True):
        ranges.setdefault(doc_id, []).append((start, end))
    places = {}
    documents = corpus._documents
    for doc_id, page, text in zip(
        documents["doc_id"], documents["page"], documents["text"], strict=True
    ):
        source, pieces, at = texts[page], [], 0
        parts = ranges.get(doc_id, [])
        if len(parts) == 1 and source[slice(*parts[0])] == text:
            pieces.append((0, int(parts[0][0]), len(text)))  # given as it is, spaces and all
        else:
            for start, end in parts:
                words = source[start:end]
                length = len(words.strip())
                lead = len(words) - len(words.lstrip())
                pieces.append((at, int(start) + lead, length))
                at += length + 1
        places[doc_id] = (page, len(text), pieces)
    return places


def _to_page(pieces: list[tuple[int, int, int]], place: int) -> int:
    """The character of the page for one of the text; a joining line end counts to what is above."""
    from bisect import bisect_right

    if not pieces:
        return 0
    at, there, length = pieces[max(bisect_right(pieces, place, key=lambda p: p[0]) - 1, 0)]
    return there + min(place - at, length)
