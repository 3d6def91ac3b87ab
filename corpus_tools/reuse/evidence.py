"""What shared runs of words say of a passage: much if only two documents have them, little if all do.

A passage whose runs stand in many documents is a formula («قال في تصريح خاص لـ»), not a copy.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .passages import SHINGLE, WordArrays, flat_ranges, hash_shingles_at

_BLOCK = 1000  # documents whose runs are looked up at once
_UNIT = 2**14  # of evidence: sums of whole numbers are the same in every order


class Evidence(NamedTuple):
    """What runs of words say, summed up along each document, so that any stretch is told by one
    difference.

    Attributes
    ----------
    sums : ndarray of uint32
        In units of 2**-14, modulo 2**32: right for stretches of up to 262,000 runs. Each
        document has one number more than it has runs.
    offsets : ndarray of int64, (n_documents + 1,)
        The sums of document i are ``offsets[i]:offsets[i + 1]``.
    """

    sums: np.ndarray
    offsets: np.ndarray

    def between(self, documents: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Evidence of words first … last (inclusive) of some documents, (n,): one for each run
        that only two documents have, less for those that many have.
        """
        n_runs = np.maximum(last - first - SHINGLE + 2, 0)
        low = self.offsets[documents] + np.where(n_runs, first, 0)
        return (self.sums[low + n_runs] - self.sums[low]) / _UNIT


class Runs(NamedTuple):
    """Runs of words that several documents share: sorted hashes, and in how many they stand."""

    hashes: np.ndarray
    n_documents: np.ndarray
    low: np.uint64  # the bits of a hash that are not kept

    def evidence(self, arrays: WordArrays, documents: np.ndarray) -> Evidence:
        """What the runs of some documents say, (n,) rising numbers; the others have none."""
        counts = np.maximum(arrays.lengths[documents] - SHINGLE + 1, 0)
        sizes = np.zeros(len(arrays.lengths), np.int64)
        sizes[documents] = counts + 1
        parts = [np.zeros(0, np.uint32)]
        for k in range(0, len(documents), _BLOCK):
            block, n_runs = documents[k : k + _BLOCK], counts[k : k + _BLOCK]
            places = flat_ranges(arrays.offsets[block], n_runs)
            weights = self._weights(hash_shingles_at(arrays.words, places, SHINGLE))
            sums = np.append(np.uint32(0), np.cumsum(weights, dtype=np.uint32))
            parts.append(sums[flat_ranges(np.cumsum(n_runs) - n_runs, n_runs + 1)])
        return Evidence(np.concatenate(parts), np.append(0, np.cumsum(sizes)))

    def _weights(self, hashes: np.ndarray) -> np.ndarray:
        """What each run says, in units, 0 for one that no two documents share."""
        if not len(self.hashes):
            return np.zeros(len(hashes), np.uint32)
        order = np.argsort(hashes)  # asked in their order: a jump about in memory costs ten times
        runs = hashes[order] & ~self.low
        place = np.minimum(np.searchsorted(self.hashes, runs), len(self.hashes) - 1)
        told = np.ceil(_UNIT / np.sqrt(self.n_documents[place] - 1)).astype(np.uint32)
        weights = np.empty(len(hashes), np.uint32)
        weights[order] = np.where(self.hashes[place] == runs, told, 0)
        return weights
