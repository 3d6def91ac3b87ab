"""Which articles copy one another, and which passages they share.

Agencies write much of what outlets print. Who counts the same paragraph five times as five
outlets' words finds what the agency says, five times. This module finds the shared passages,
says what kind of sharing it is, and groups documents into clusters: the unit that every
comparison of outlets is made of.

Shared runs of words propose a pair; lining up its words (`alignment.align`) decides. What can be
counted is counted for all pairs at once; only what is left is looked up in the texts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .clusters import documents_of, reuse_clusters
from .alignment import Passages, align
from .passages import SHINGLE, WordArrays, hash_words
from .proposals import Groups, Runs, find_identical, propose
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_text_reuse", "reuse_clusters"]
PAIR_COLUMNS = (
    "doc_a", "doc_b", "start_a", "end_a", "start_b", "end_b", "n_tokens", "similarity", "kind",
    "share_a", "share_b", "earlier",
)  # fmt: skip
SAME = 0.95  # share of either document's words that makes a duplicate
NEARLY = 0.5  # … a near duplicate
THINLY, THROUGHOUT = 0.35, 0.75  # … or so much, running through so much of either document
HELD = 0.6  # share of the shorter one's words that makes it contained in the longer
DENSE = 0.5  # share of equal words of a passage without a long unbroken run
QUOTED = 0.9  # share of a passage inside quotation marks that makes it a quotation
_LARGE = 0.3  # share of both documents that is no coincidence, however scattered …
_LEAST_LARGE = 16  # … if it is so many words
_FIGURES = 3  # figures of a passage that tell whether it is a report filled in anew
_IN_A_ROW = 10  # equal words in a row that make a passage …
_SPREAD = 24  # … or so many, if they are dense
_TELLING = 4.0  # evidence (see `proposals.Runs.evidence`) that makes a passage more than a formula
_LEAST = 6  # equal words of a passage that count towards the share of a document
_ALL_PAIRS = 20  # identical documents up to which every pair gets a row
_FIGURE = re.compile(r"\d+")
_QUOTATION = re.compile(
    "\u00ab[^\u00ab\u00bb]{1,4000}\u00bb|\u201c[^\u201c\u201d]{1,4000}\u201d"
    "|\u201d[^\u201c\u201d]{1,4000}\u201c|\"[^\"\n]{1,4000}\""
)


class _Passage(NamedTuple):
    """Words first … last (inclusive) of either document, and how many of them are equal."""

    first_a: int
    last_a: int
    first_b: int
    last_b: int
    n_equal: int


class _Row(NamedTuple):
    """A finding in words of either document, before it is told in characters."""

    a: int
    b: int
    passage: _Passage
    kind: str
    share_a: float
    share_b: float


def find_text_reuse(corpus, *, min_words: int = 10) -> pd.DataFrame:
    """Passages that two documents share.

    Parameters
    ----------
    corpus : Corpus or DataFrame
        With ``doc_id`` and ``text``; dates are used where ``published_on`` is there.
    min_words : int
        Equal words that a shared passage needs, 10 of them (or all, if fewer are asked for) in a
        row in both, or at least 24 that make up half of the passage. Formulas do not count:
        passages whose runs of words stand in many documents (titles, set phrases), and reports
        filled in anew, of whose figures more than half differ.

    Returns
    -------
    DataFrame
        ``start_a:end_a`` and ``start_b:end_b`` are character places in ``documents.text``.
        ``n_tokens``: words that are equal in both, in this passage or, for the first three
        kinds, in the whole documents (the span then reaches from the first to the last of
        them). ``share_a``, ``share_b``: their share of either document's words.
        ``similarity``: twice their number over the words of both documents. ``kind``:

        - ``duplicate``: at least .95 of the words of both, in the same order;
        - ``near_duplicate``: more than half of the words of both, or more than .35 if they
          run through three quarters of both (two versions of a third text);
        - ``contained``: at least .6 of the words of the shorter one;
        - ``quotation_only``: all that they share lies inside quotation marks in both: the same
          speech reported, not copying;
        - ``shared_passage``: a passage, one row for each.

        ``earlier``: the doc_id of the one that was published on an earlier day, if dates tell.
        Of more than 20 identical documents only the pairs with the first one are listed.

    Notes
    -----
    Words are compared without harakat, tatweel, article and conjunction, and with the letters
    folded that newsrooms exchange (أ إ آ ا, ى ي, ة ه), so that house spelling hides no copy.
    Pairs are proposed by runs of four words that both contain (all runs, not a sample). Of more
    than 40 documents that share a run each is held only against the four that have most such
    runs: of very many versions of one text not all pairs are listed, but `reuse_clusters` unites
    them. The time grows with the number of documents and of the pairs that do share text.

    Examples
    --------
    >>> import pandas as pd
    >>> text = "وصل الوزير إلى العاصمة صباح الأحد في زيارة تستغرق يومين يلتقي خلالها نظيره"
    >>> frame = pd.DataFrame({"doc_id": ["a", "b"], "text": [text, text + "."]})
    >>> find_text_reuse(frame)[["doc_a", "doc_b", "n_tokens", "kind"]].values.tolist()
    [['a', 'b', 13, 'duplicate']]
    """
    if not isinstance(min_words, int) or min_words < SHINGLE + 2:
        raise InputError(
            f"min_words: must be a whole number from {SHINGLE + 2} on, "
            f"got {min_words!r}; shorter passages are shared by chance"
        )
    documents = documents_of(corpus)
    texts = documents["text"].tolist()
    arrays = hash_words(texts)
    groups = find_identical(arrays)
    runs, candidates = propose(arrays, groups)
    found = _judge(arrays, _Texts(arrays, texts), runs, candidates, min_words)
    return _frame(_expand(found, arrays, groups), arrays, documents)


def _judge(
    arrays: WordArrays, texts: _Texts, runs: Runs, candidates: np.ndarray, min_words: int
) -> list[_Row]:
    """What each two documents share; nothing if it is too little or only formulas."""
    passages = align(arrays, candidates, min_words=_LEAST)
    n_equal = np.bincount(passages.pair, passages.n_equal, len(candidates)).astype(np.int64)
    passages = passages.where(n_equal[passages.pair] >= min_words)
    chosen, pair = np.unique(passages.pair, return_inverse=True)
    a, b = candidates[chosen].T
    n_equal, n_words = n_equal[chosen], arrays.lengths[candidates[chosen]]
    shares = n_equal[:, None] / np.maximum(n_words, 1)
    kinds = _kinds(shares)
    is_open = ~np.isin(kinds, ("duplicate", "near_duplicate"))
    is_version = is_open & _are_versions(passages, pair, n_equal, n_words)
    is_told = (passages.n_equal >= min_words) & (
        ((passages.n_equal >= _LEAST_LARGE) & (shares.min(axis=1) >= _LARGE)[pair])
        | _are_telling(passages, a[pair], b[pair], arrays, runs, min_words)
    )
    edges = np.searchsorted(pair, np.arange(len(chosen) + 1)).tolist()
    is_wanted = (kinds != "") | is_version | (np.bincount(pair, is_told, len(chosen)) > 0)
    rows: list[_Row] = []
    for i in np.flatnonzero(is_wanted).tolist():
        low, high = edges[i], edges[i + 1]
        # Plain numbers of this pair only: all of them at once would be a list of a million.
        all_told = [
            _Passage(*numbers)
            for numbers in zip(*(field[low:high].tolist() for field in passages[1:6]), strict=True)
        ]
        hull = _hull(all_told, int(n_equal[i]))
        one, other, kind = int(a[i]), int(b[i]), str(kinds[i])
        if is_version[i] and not texts.is_of_figures(hull, one, other):
            kind = "near_duplicate"
        share_a, share_b = shares[i].tolist()
        if kind in ("duplicate", "near_duplicate"):
            rows.append(_Row(one, other, hull, kind, share_a, share_b))
            continue
        told = [
            passage
            for passage, is_one in zip(all_told, is_told[low:high].tolist(), strict=True)
            if is_one and not texts.is_of_figures(passage, one, other)
        ]
        is_quoted = bool(told) and all(texts.is_quoted(p, one, other) for p in told)
        if kind and not is_quoted:
            rows.append(_Row(one, other, hull, kind, share_a, share_b))
            continue
        label = "quotation_only" if is_quoted else "shared_passage"
        n_a, n_b = n_words[i].tolist()
        rows += [_Row(one, other, p, label, p.n_equal / n_a, p.n_equal / n_b) for p in told]
    return rows


def _kinds(shares: np.ndarray) -> np.ndarray:
    """Kind of each pair by the shares of its two documents, "" if they decide nothing."""
    less, more = shares.min(axis=1), shares.max(axis=1)
    return np.select(
        [less >= SAME, less > NEARLY, more >= HELD],
        ["duplicate", "near_duplicate", "contained"], "",
    )  # fmt: skip


def _are_versions(
    passages: Passages, pair: np.ndarray, n_equal: np.ndarray, n_words: np.ndarray
) -> np.ndarray:
    """Whether what two documents share runs through all of both: versions of one text, of which
    neither need be the original. (n_pairs,)
    """
    n_pairs = len(n_equal)
    first = np.searchsorted(pair, np.arange(n_pairs))
    last = np.searchsorted(pair, np.arange(n_pairs), side="right") - 1
    spans = np.stack(
        [
            passages.last_a[last] - passages.first_a[first] + 1,
            passages.last_b[last] - passages.first_b[first] + 1,
        ],
        axis=1,
    )
    inside = np.bincount(pair, passages.last_a - passages.first_a + 1, n_pairs)
    return (
        (n_equal >= np.maximum(_SPREAD, THINLY * n_words.max(axis=1)))
        & (spans >= THROUGHOUT * n_words).all(axis=1)
        & (inside >= THROUGHOUT * n_words[:, 0])
    )


def _are_telling(
    passages: Passages, a: np.ndarray, b: np.ndarray, arrays: WordArrays, runs: Runs,
    min_words: int,
) -> np.ndarray:  # fmt: skip
    """Whether passages are text, not scattered words or a formula that everybody uses."""
    span_a, span_b = passages.last_a - passages.first_a, passages.last_b - passages.first_b
    is_dense = passages.n_equal >= np.maximum(DENSE * (np.maximum(span_a, span_b) + 1), _SPREAD)
    is_telling = (passages.n_row >= min(_IN_A_ROW, min_words)) | is_dense
    asked = np.flatnonzero(is_telling & (passages.n_equal >= min_words))
    p = passages.where(asked)
    for document, first, last in ((a, p.first_a, p.last_a), (b, p.first_b, p.last_b)):
        evidence = runs.evidence(arrays, document[asked], first, last)
        is_telling[asked] &= evidence >= _TELLING
    return is_telling


class _Texts:
    """Looks up what only the texts tell of a passage; keeps what it learnt of each document."""

    def __init__(self, arrays: WordArrays, texts: list[str]) -> None:
        self._arrays = arrays
        self._quotations = lru_cache(maxsize=20_000)(lambda document: _quotations(texts[document]))
        self._figures = lru_cache(maxsize=20_000)(lambda document: _figures(texts[document]))

    def is_of_figures(self, passage: _Passage, a: int, b: int) -> bool:
        """Whether the figures of a passage differ: the same report on another day or match."""
        one, other = (
            self._figures_in(document, start, end)
            for document, start, end in self._places(passage, a, b)
        )
        if min(len(one), len(other)) < _FIGURES:
            return False
        shared = (Counter(one) & Counter(other)).total()
        return shared < min(len(one), len(other)) / 2

    def _figures_in(self, document: int, start: int, end: int) -> list[str]:
        places, figures = self._figures(document)
        return figures[bisect_left(places, start) : bisect_left(places, end)]

    def _places(self, passage: _Passage, a: int, b: int) -> Iterator[tuple[int, int, int]]:
        """Either document, and where the passage begins and ends in its text."""
        sides = ((a, passage.first_a, passage.last_a), (b, passage.first_b, passage.last_b))
        for document, first, last in sides:
            offset = self._arrays.offsets[document]
            yield document, self._arrays.starts[offset + first], self._arrays.ends[offset + last]

    def is_quoted(self, passage: _Passage, a: int, b: int) -> bool:
        """Whether a passage lies inside quotation marks in both documents."""
        for document, start, end in self._places(passage, a, b):
            spans = self._quotations(document)
            covered = np.minimum(spans[:, 1], end) - np.maximum(spans[:, 0], start)
            if np.maximum(covered, 0).sum() < QUOTED * (end - start):
                return False
        return True


def _quotations(text: str) -> np.ndarray:
    """Where quotations stand, (n, 2) places in characters."""
    spans = [match.span() for match in _QUOTATION.finditer(text)]
    return np.array(spans, dtype=np.int64).reshape(-1, 2)


def _figures(text: str) -> tuple[list[int], list[str]]:
    """Where the numbers of a text begin, and what they are."""
    found = list(_FIGURE.finditer(text))
    return [match.start() for match in found], [match.group() for match in found]


def _hull(passages: list[_Passage], n_equal: int) -> _Passage:
    """From the first shared word to the last."""
    first, last = passages[0], passages[-1]
    return _Passage(first.first_a, last.last_a, first.first_b, last.last_b, n_equal)


def _expand(found: list[_Row], arrays: WordArrays, groups: Groups) -> list[_Row]:
    """Rows for identical documents too: all pairs of a few, of many those with the first."""
    rows: list[_Row] = []
    for leader, members in groups.members.items():
        n_words = int(arrays.lengths[leader])
        whole = _Passage(0, n_words - 1, 0, n_words - 1, n_words)
        lefts = members if len(members) <= _ALL_PAIRS else members[:1]
        for i, a in enumerate(lefts):
            rows += [_Row(a, b, whole, "duplicate", 1.0, 1.0) for b in members[i + 1 :]]
    for row in found:
        lefts = groups.members.get(row.a, [row.a])
        rights = groups.members.get(row.b, [row.b])
        if len(lefts) * len(rights) > _ALL_PAIRS:
            lefts, rights = [row.a], [row.b]
        for a in lefts:
            rows += [_turned(row._replace(a=a, b=b)) for b in rights]
    return sorted(rows, key=lambda row: (row.a, row.b, row.passage.first_a))


def _turned(row: _Row) -> _Row:
    """The same row with the document that stands first in the corpus on the left."""
    if row.a < row.b:
        return row
    p = row.passage
    return _Row(
        row.b, row.a, _Passage(p.first_b, p.last_b, p.first_a, p.last_a, p.n_equal),
        row.kind, row.share_b, row.share_a,
    )  # fmt: skip


def _frame(rows: list[_Row], arrays: WordArrays, documents: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    a = np.array([row.a for row in rows], dtype=np.int64)
    b = np.array([row.b for row in rows], dtype=np.int64)
    passages = np.array([row.passage for row in rows], dtype=np.int64).reshape(-1, 5)
    doc_ids = documents["doc_id"].to_numpy(dtype=object)
    first_a, last_a = arrays.offsets[a] + passages[:, 0], arrays.offsets[a] + passages[:, 1]
    first_b, last_b = arrays.offsets[b] + passages[:, 2], arrays.offsets[b] + passages[:, 3]
    n_words = arrays.lengths
    return pd.DataFrame(
        {
            "doc_a": pd.Series(doc_ids[a], dtype=object),
            "doc_b": pd.Series(doc_ids[b], dtype=object),
            "start_a": arrays.starts[first_a].astype(np.int64),
            "end_a": arrays.ends[last_a].astype(np.int64),
            "start_b": arrays.starts[first_b].astype(np.int64),
            "end_b": arrays.ends[last_b].astype(np.int64),
            "n_tokens": passages[:, 4],
            "similarity": 2 * passages[:, 4] / np.maximum(n_words[a] + n_words[b], 1),
            "kind": pd.Series([row.kind for row in rows], dtype=object),
            "share_a": np.array([row.share_a for row in rows], dtype=float),
            "share_b": np.array([row.share_b for row in rows], dtype=float),
            "earlier": pd.Series(_earlier(a, b, documents), dtype=object),
        }
    )[list(PAIR_COLUMNS)]


def _earlier(a: np.ndarray, b: np.ndarray, documents: pd.DataFrame) -> list:
    import pandas as pd

    if "published_on" not in documents.columns:
        return [None] * len(a)
    # By day: outlets stamp the hour differently, or not at all.
    days = pd.to_datetime(documents["published_on"], errors="coerce", utc=True).dt.floor("D")
    day_a, day_b = days.to_numpy()[a], days.to_numpy()[b]
    doc_ids = documents["doc_id"].to_numpy(dtype=object)
    told = np.where(day_a < day_b, doc_ids[a], np.where(day_b < day_a, doc_ids[b], None))
    return told.tolist()
