"""What two documents share, and what kind of sharing it is.

Everything is decided for all pairs at once, in arrays: one row a pair or a passage, never a
Python object for either. What depends on a document alone (its seeds, the evidence of its runs,
its figures and quotations) is asked of `Details`, so that a caller may have it ready.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from .alignment import Passages, Seeds, align, find_seeds
from .evidence import Evidence, Runs
from .marks import Marks, Spots, find_marks
from .passages import WordArrays
from ..schema import REUSE_KINDS

SAME = 0.95  # share of either document's words that makes a duplicate
NEARLY = 0.5  # … a near duplicate
THINLY, THROUGHOUT = 0.35, 0.75  # … or so much, running through so much of either document
HELD = 0.6  # share of the shorter one's words that makes it contained in the longer
DENSE = 0.5  # share of equal words of a passage without a long unbroken run
_LARGE = 0.3  # share of both documents that is no coincidence, however scattered …
_LEAST_LARGE = 16  # … if it is so many words
_IN_A_ROW = 10  # equal words in a row that make a passage …
_SPREAD = 24  # … or so many, if they are dense
_TELLING = 4.0  # evidence that makes a passage more than a formula
_LEAST = 6  # equal words of a passage that count towards the share of a document
DUPLICATE, NEAR, CONTAINED, PASSAGE, QUOTATION = range(len(REUSE_KINDS))
_OPEN = -1  # no kind yet: its passages decide


class Shared(NamedTuple):
    """What pairs of documents share; each field is (n_rows,).

    Numbers of the two documents, words first … last (inclusive) of either, how many of them are
    equal, the number of the kind in `REUSE_KINDS`, and the share of either document.
    """

    a: np.ndarray
    b: np.ndarray
    first_a: np.ndarray
    last_a: np.ndarray
    first_b: np.ndarray
    last_b: np.ndarray
    n_equal: np.ndarray
    kind: np.ndarray
    share_a: np.ndarray
    share_b: np.ndarray

    def where(self, kept: np.ndarray) -> Shared:
        return Shared(*(field[kept] for field in self))


class Details(Protocol):
    """What is known of documents one by one; asked for (n,) rising numbers of documents."""

    def seeds(self, documents: np.ndarray) -> Seeds: ...

    def evidence(self, documents: np.ndarray) -> Evidence: ...

    def marks(self, documents: np.ndarray) -> Marks: ...


class DetailsOfTexts(NamedTuple):
    """Details worked out when they are asked for."""

    arrays: WordArrays
    texts: Sequence[str] | Mapping[int, str]
    runs: Runs

    def seeds(self, documents: np.ndarray) -> Seeds:
        return find_seeds(self.arrays, documents)

    def evidence(self, documents: np.ndarray) -> Evidence:
        return self.runs.evidence(self.arrays, documents)

    def marks(self, documents: np.ndarray) -> Marks:
        return find_marks(self.texts, documents)


def judge(arrays: WordArrays, details: Details, pairs: np.ndarray, min_words: int) -> Shared:
    """What each two documents share, (n_pairs, 2) rising numbers; nothing if it is too little or
    only formulas.
    """
    passages = align(arrays, details.seeds(np.unique(pairs)), pairs, min_words=_LEAST)
    n_equal = np.bincount(passages.pair, passages.n_equal, len(pairs)).astype(np.int64)
    passages = passages.where(n_equal[passages.pair] >= min_words)
    chosen, pair = np.unique(passages.pair, return_inverse=True)
    passages = passages._replace(pair=pair)
    pairs, n_equal = pairs[chosen], n_equal[chosen]
    n_words = arrays.lengths[pairs]
    shares = n_equal[:, None] / n_words
    kinds = _kinds(shares)
    is_version = (kinds != DUPLICATE) & (kinds != NEAR)
    is_version &= _are_versions(passages, n_equal, n_words)
    told = _told(passages, pairs, kinds, shares, details, min_words)
    hulls = _hulls(passages, pairs, n_equal, shares)
    # From here on only what the texts say is left: of few documents.
    asked = np.union1d(told.pair, np.flatnonzero(is_version))
    marks = details.marks(np.unique(pairs[asked]))
    versions = np.flatnonzero(is_version)
    of_version = hulls.where(versions)
    is_refilled = marks.are_refilled(*_spots(arrays, of_version))
    kinds[versions[~is_refilled]] = NEAR
    told = told.where(~np.isin(kinds[told.pair], (DUPLICATE, NEAR)))
    rows = _rows(told, pairs, n_words)
    one, other = _spots(arrays, rows)
    is_kept = ~marks.are_refilled(one, other)
    is_quoted = marks.are_quoted(one) & marks.are_quoted(other)
    told, rows, is_quoted = told.where(is_kept), rows.where(is_kept), is_quoted[is_kept]
    n_told = np.bincount(told.pair, minlength=len(pairs))
    n_quoted = np.bincount(told.pair, is_quoted, len(pairs))
    is_speech = (n_told > 0) & (n_quoted == n_told)
    is_whole = (kinds != _OPEN) & ((kinds != CONTAINED) | ~is_speech)
    rows = rows._replace(kind=np.where(is_speech[told.pair], QUOTATION, PASSAGE))
    rows = rows.where(~is_whole[told.pair])
    hulls = hulls._replace(kind=kinds).where(is_whole)
    return Shared(*map(np.concatenate, zip(hulls, rows, strict=True)))


def _kinds(shares: np.ndarray) -> np.ndarray:
    """Kind of each pair by the shares of its two documents, (n_pairs,)."""
    less, more = shares.min(axis=1), shares.max(axis=1)
    return np.select(
        [less >= SAME, less > NEARLY, more >= HELD], [DUPLICATE, NEAR, CONTAINED], _OPEN
    )


def _are_versions(passages: Passages, n_equal: np.ndarray, n_words: np.ndarray) -> np.ndarray:
    """Whether what two documents share runs through all of both: versions of one text, of which
    neither need be the original. (n_pairs,)
    """
    n_pairs = len(n_equal)
    first, last = _ends(passages.pair, n_pairs)
    spans = np.stack(
        [
            passages.last_a[last] - passages.first_a[first] + 1,
            passages.last_b[last] - passages.first_b[first] + 1,
        ],
        axis=1,
    )
    inside = np.bincount(passages.pair, passages.last_a - passages.first_a + 1, n_pairs)
    return (
        (n_equal >= np.maximum(_SPREAD, THINLY * n_words.max(axis=1)))
        & (spans >= THROUGHOUT * n_words).all(axis=1)
        & (inside >= THROUGHOUT * n_words[:, 0])
    )


def _ends(pair: np.ndarray, n_pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last passage of each pair."""
    every = np.arange(n_pairs)
    return np.searchsorted(pair, every), np.searchsorted(pair, every, side="right") - 1


def _told(
    passages: Passages, pairs: np.ndarray, kinds: np.ndarray, shares: np.ndarray,
    details: Details, min_words: int,
) -> Passages:  # fmt: skip
    """The passages that are text, not scattered words or a formula that everybody uses, of pairs
    whose shares alone do not decide.
    """
    is_told = ~np.isin(kinds, (DUPLICATE, NEAR))[passages.pair] & (passages.n_equal >= min_words)
    is_large = (shares.min(axis=1) >= _LARGE)[passages.pair]
    asked = np.flatnonzero(is_told & ~(is_large & (passages.n_equal >= _LEAST_LARGE)))
    p = passages.where(asked)
    span = np.maximum(p.last_a - p.first_a, p.last_b - p.first_b) + 1
    is_dense = p.n_equal >= np.maximum(DENSE * span, _SPREAD)
    is_telling = (p.n_row >= min(_IN_A_ROW, min_words)) | is_dense
    is_told[asked[~is_telling]] = False
    asked, p = asked[is_telling], p.where(is_telling)
    a, b = pairs[p.pair].T
    evidence = details.evidence(np.union1d(a, b))
    least = np.minimum(
        evidence.between(a, p.first_a, p.last_a), evidence.between(b, p.first_b, p.last_b)
    )
    is_told[asked] = least >= _TELLING
    return passages.where(is_told)


def _hulls(
    passages: Passages, pairs: np.ndarray, n_equal: np.ndarray, shares: np.ndarray
) -> Shared:
    """A row for each pair: from the first shared word to the last; the kind is yet to be told."""
    first, last = _ends(passages.pair, len(pairs))
    return Shared(
        *pairs.T, passages.first_a[first], passages.last_a[last], passages.first_b[first],
        passages.last_b[last], n_equal, np.full(len(pairs), _OPEN), *shares.T,
    )  # fmt: skip


def _rows(passages: Passages, pairs: np.ndarray, n_words: np.ndarray) -> Shared:
    """A row for each passage; the kind is yet to be told."""
    share_a, share_b = (passages.n_equal[:, None] / n_words[passages.pair]).T
    return Shared(
        *pairs[passages.pair].T,
        *passages[1:6],
        np.full(len(passages.pair), _OPEN),
        share_a,
        share_b,
    )


def _spots(arrays: WordArrays, rows: Shared) -> tuple[Spots, Spots]:
    """Where rows stand in the texts of either document."""
    sides = (rows.a, rows.first_a, rows.last_a), (rows.b, rows.first_b, rows.last_b)
    one, other = (
        Spots(d, arrays.starts[arrays.offsets[d] + first], arrays.ends[arrays.offsets[d] + last])
        for d, first, last in sides
    )
    return one, other
