"""Figures and quotations of documents as arrays: what only the texts tell of a passage.

The same report of another day differs in its figures; the same speech reported by two outlets
lies inside quotation marks in both. Neither is copying.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from .passages import code_units, flat_ranges, hash_runs, text_chunks

QUOTED = 0.9  # share of a passage inside quotation marks that makes it a quotation
_FIGURES = 3  # figures of a passage that tell whether it is a report filled in anew
_DIGITS = ord("0"), ord("9")  # what digits of every script are folded to
_QUOTATION = re.compile(
    "\u00ab[^\u00ab\u00bb]{1,4000}\u00bb|\u201c[^\u201c\u201d]{1,4000}\u201d"
    '|\u201d[^\u201c\u201d]{1,4000}\u201c|"[^"\n]{1,4000}"'
)


class Spots(NamedTuple):
    """Stretches of some documents, each with where it begins and ends in characters; (n,)."""

    document: np.ndarray
    start: np.ndarray
    end: np.ndarray


class Marks(NamedTuple):
    """Figures and quotations of documents; each field is flat over all of them, by place.

    Attributes
    ----------
    figure_at : ndarray of int64, (n_figures,)
        The document above, the character at which the figure begins in the low 32 bits; rising.
    figures : ndarray of uint64, (n_figures,)
        A hash of the digits.
    quoted_at : ndarray of int64, (n_quotations,)
        As `figure_at`, of each quotation.
    quoted_length : ndarray of int32, (n_quotations,)
        In characters, marks included.
    """

    figure_at: np.ndarray
    figures: np.ndarray
    quoted_at: np.ndarray
    quoted_length: np.ndarray

    def are_refilled(self, one: Spots, other: Spots) -> np.ndarray:
        """Whether the figures of two stretches differ: the same report on another day or match.
        (n,), False where either has few figures.
        """
        bounds = [
            (np.searchsorted(self.figure_at, _keys(side.document, side.start)),
             np.searchsorted(self.figure_at, _keys(side.document, side.end)))
            for side in (one, other)
        ]  # fmt: skip
        fewer = np.minimum(*(high - low for low, high in bounds))
        asked = np.flatnonzero(fewer >= _FIGURES)
        owner, values, sides = [], [], []
        for side, (low, high) in enumerate(bounds):
            n = (high - low)[asked]
            owner.append(np.repeat(np.arange(len(asked)), n))
            values.append(self.figures[flat_ranges(low[asked], n)])
            sides.append(np.full(len(owner[-1]), side))
        of, value, side = map(np.concatenate, (owner, values, sides))
        order = np.lexsort((value, of))
        of, value, side = of[order], value[order], side[order]
        refilled = np.zeros(len(fewer), bool)
        if len(of):
            new = np.append(True, (of[1:] != of[:-1]) | (value[1:] != value[:-1]))
            begins = np.flatnonzero(new)
            n_other = np.add.reduceat(side, begins)
            n_one = np.diff(np.append(begins, len(of))) - n_other
            shared = np.bincount(of[begins], np.minimum(n_one, n_other), len(asked))
            refilled[asked] = shared < fewer[asked] / 2
        return refilled

    def are_quoted(self, spots: Spots) -> np.ndarray:
        """Whether stretches lie inside quotation marks, (n,)."""
        before = np.append(0, np.cumsum(self.quoted_length, dtype=np.int64))
        covered = np.zeros(len(spots.document), np.int64)
        for place, sign in ((spots.end, 1), (spots.start, -1)):
            keys = _keys(spots.document, place)
            n = np.searchsorted(self.quoted_at, keys)  # quotations that begin before the place
            covered += sign * before[n]
            if len(self.quoted_at):  # less what of the last one lies behind it
                last = np.maximum(n - 1, 0)
                behind = self.quoted_at[last] + self.quoted_length[last] - keys
                is_own = (n > 0) & (self.quoted_at[last] >> 32 == spots.document)
                covered -= sign * np.where(is_own, np.maximum(behind, 0), 0)
        return covered >= QUOTED * (spots.end - spots.start)


def _keys(document: np.ndarray, place: np.ndarray) -> np.ndarray:
    return (document.astype(np.int64) << 32) | place.astype(np.int64)


def find_marks(texts: Sequence[str] | Mapping[int, str], documents: np.ndarray) -> Marks:
    """The figures and quotations of some documents, (n,) rising numbers.

    Examples
    --------
    >>> marks = find_marks(["في 5 آذار قال: «نعم» لـ20 عضوا"], np.array([0]))
    >>> marks.figure_at.tolist(), marks.quoted_at.tolist(), marks.quoted_length.tolist()
    ([3, 23], [15], [5])
    """
    figure_at, figures = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    quoted: list[tuple[int, int]] = []
    numbers = documents.tolist()
    for start, stop in text_chunks(texts[number] for number in numbers):
        chunk = [texts[number] for number in numbers[start:stop]]
        places, found = _figures(chunk)
        sizes = np.fromiter((len(text) + 1 for text in chunk), np.int64, len(chunk))
        begins = np.cumsum(sizes) - sizes
        of = np.searchsorted(begins, places, side="right") - 1
        figure_at.append(_keys(documents[start:stop][of], places - begins[of]))
        figures.append(found)
        for number, text in zip(numbers[start:stop], chunk, strict=True):
            for match in _QUOTATION.finditer(text):
                first, after = match.span()
                quoted.append(((number << 32) | first, after - first))
    spans = np.array(quoted, np.int64).reshape(-1, 2)
    return Marks(
        np.concatenate(figure_at), np.concatenate(figures), spans[:, 0].copy(),
        spans[:, 1].astype(np.int32),
    )  # fmt: skip


def _figures(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Where numbers begin in the texts joined by line breaks, and a hash of their digits."""
    codes = code_units("\n".join(texts) + "\n")
    place = np.flatnonzero((codes >= _DIGITS[0]) & (codes <= _DIGITS[1]))
    if not len(place):
        return place, np.zeros(0, np.uint64)
    first = np.flatnonzero(np.append(True, np.diff(place) > 1))
    after = np.append(first[1:], len(place))
    return place[first], hash_runs(codes[place], first, after)
