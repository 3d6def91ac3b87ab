"""A word in its contexts, aligned, right to left: the way back from a number to the text."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from ..normalize import normalize
from ..schema import InputError
from .table import documents_of, tokenize

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("doc_id", "outlet", "left", "node", "right", "start", "end")
SORTS = ("position", "left", "right")
_STYLE = (
    "<style>.kwic td{white-space:nowrap;padding:1px 6px}"
    ".kwic .before{text-align:left}.kwic .node{background:#ffe08a;color:#111;font-weight:bold}"
    ".kwic .after{text-align:right}.kwic .from{color:#777;font-size:85%}</style>"
)


@dataclass(frozen=True, eq=False)
class Concordance:
    """Lines of a concordance; `table` is the DataFrame, a notebook shows it aligned.

    In `table`, `left` is what stands before the word and `right` what follows it in reading
    order, as the terms are used of every language; on screen the former is at the right.
    """

    word: str
    table: "pd.DataFrame"

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        documents = self.table["doc_id"].nunique()
        return f"<Concordance of {self.word!r}: {len(self)} lines in {documents} documents>"

    def sort(self, by: str) -> "Concordance":
        """Lines by "position", or by their "left" (nearest word first) or "right" context."""
        if by not in SORTS:
            raise InputError(f"by: expected one of {', '.join(SORTS)}; got {by!r}")
        if by == "position":
            return Concordance(self.word, self.table.sort_index().reset_index(drop=True))
        if by == "left":
            keys = self.table["left"].map(lambda t: normalize(" ".join(t.split()[::-1])))
        else:
            keys = self.table["right"].map(normalize)
        order = keys.argsort(kind="stable")
        return Concordance(self.word, self.table.iloc[order].reset_index(drop=True))

    def to_html(self, *, rows: int | None = None) -> str:
        """Escaped right-to-left HTML, the word in a column of its own."""
        shown = self.table if rows is None else self.table.head(rows)
        body = "".join(
            f'<tr><td class="before">{escape(r.left)}</td><td class="node">{escape(r.node)}</td>'
            f'<td class="after">{escape(r.right)}</td>'
            f'<td class="from">{escape(" · ".join(str(v) for v in (r.outlet, r.doc_id) if v))}'
            "</td></tr>"
            for r in shown.itertuples(index=False)
        )
        rest = len(self.table) - len(shown)
        more = f"<p>+ {rest}</p>" if rest else ""
        return f'{_STYLE}<table class="kwic" dir="rtl">{body}</table>{more}'

    def _repr_html_(self) -> str:
        return self.to_html(rows=50)


def concordance(
    corpus: Any,
    word: str,
    *,
    window: int = 8,
    scheme: str = "lemma",
    sort: str = "position",
    limit: int | None = None,
) -> Concordance:
    """Every place of a word with its context.

    Parameters
    ----------
    corpus : Corpus, DataFrame or sequence of str
    word : str
        One word, or several that must follow one another.
    window : int
        Words shown on each side.
    scheme : {"lemma", "word", "stem"}
        "lemma" finds all forms of the word, "word" only this spelling (vowel signs and the
        hamza of alef apart).
    sort : {"position", "left", "right"}
    limit : int, optional
        At most so many lines.

    Returns
    -------
    Concordance
        `table` has doc_id, outlet, left, node, right, start, end; start and end are characters
        of the text of the document, and ``text[start:end]`` is the node.

    Examples
    --------
    >>> found = concordance(["يدعو إلى التعاون بين البلدين", "لا تعاون"], "تعاون", window=2)
    >>> found.table[["left", "node", "right"]].values.tolist()
    [['يدعو إلى', 'التعاون', 'بين البلدين'], ['لا', 'تعاون', '']]
    """
    import pandas as pd

    if not isinstance(word, str) or not word.strip():
        raise InputError(f"word: expected a word, got {word!r}")
    if window < 0:
        raise InputError(f"window: expected 0 or more words, got {window!r}")
    doc_ids, texts = documents_of(corpus)
    everything = ("word", "other_script", "number", "url", "handle")
    # The query is the last document, so that it is analysed with the vocabulary of the corpus.
    tokens = tokenize([*texts, word], scheme=scheme, keep=everything)
    query = tokens.ids[tokens.offsets[-2] :]
    if not len(query) or (query < 0).any():
        raise InputError(f"word: found no word in {word!r}")
    ids = tokens.ids[: tokens.offsets[-2]]
    places = np.flatnonzero(ids[: max(len(ids) - len(query) + 1, 0)] == query[0])
    for k, wanted in enumerate(query[1:], start=1):
        places = places[ids[places + k] == wanted]
    row = np.searchsorted(tokens.offsets, places, side="right") - 1
    inside = places + len(query) <= tokens.offsets[row + 1]
    places, row = places[inside], row[inside]
    frame = getattr(corpus, "documents", corpus)
    outlets = frame["outlet"].tolist() if "outlet" in getattr(frame, "columns", ()) else None
    lines = []
    for place, i in zip(places[:limit].tolist(), row[:limit].tolist(), strict=True):
        first, last = int(tokens.offsets[i]), int(tokens.offsets[i + 1]) - 1
        text, end_place = texts[i], place + len(query) - 1
        start, end = int(tokens.starts[place]), int(tokens.ends[end_place])
        begin = int(tokens.starts[max(first, place - window)])
        stop = int(tokens.ends[min(last, end_place + window)])
        outlet = outlets[i] if outlets is not None else None
        lines.append(
            (doc_ids[i], None if outlet != outlet else outlet, _line(text[begin:start]),
             text[start:end], _line(text[end:stop]), start, end)
        )  # fmt: skip
    columns = [list(c) for c in zip(*lines, strict=True)] or [[] for _ in COLUMNS]
    table = pd.DataFrame(
        {name: pd.Series(values, dtype="int64" if name in ("start", "end") else object)
         for name, values in zip(COLUMNS, columns, strict=True)}
    )  # fmt: skip
    return Concordance(word, table).sort(sort)


def _line(text: str) -> str:
    return " ".join(text.split())
