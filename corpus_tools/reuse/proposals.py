"""Which documents are worth lining up: those that share runs of words that few others have.

Comparing all documents with all is out of the question beyond a few thousand. Runs of four words
are sorted instead; documents that share a run lie side by side, and a pair is proposed when
the runs that it shares say enough: a run that only two documents have says most, one that forty
have says little, and a run that hundreds have proposes nobody but the fullest of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .passages import SHINGLE, WordArrays, flat_ranges, hash_shingles, hash_shingles_at

_COMMON = 40  # documents that share a run of words: above this each is held to `_LEADERS` only
_LEADERS = 4
_PROPOSING = 2.5  # evidence of runs that makes a pair suspect …
_BRIEF = 120  # … one less if the shorter one has fewer words than this
_PART = 0.06  # … or runs, for each word of the shorter one, however many others have them
_BLOCK = 1000  # documents whose runs are hashed at once
_STEP = 1_000_000  # runs compared at once
_WEIGHT_BITS, _FULL = 6, 32  # the weight of a run beside a pair: 32 for one that only they have


@dataclass(frozen=True)
class Groups:
    """Identical documents: `first` of each document, (n_documents,), and the members."""

    first: np.ndarray
    members: dict[int, list[int]]  # only groups of two and more


def find_identical(arrays: WordArrays) -> Groups:
    """Documents with the same words in the same order; those without words stand alone."""
    first = np.arange(len(arrays.lengths))
    seen: dict[bytes, int] = {}
    members: dict[int, list[int]] = {}
    for document in np.flatnonzero(arrays.lengths).tolist():
        leader = seen.setdefault(arrays.of(document).tobytes(), document)
        if leader != document:
            first[document] = leader
            members.setdefault(leader, [leader]).append(document)
    return Groups(first, members)


class Runs(NamedTuple):
    """Runs of words that several documents share: sorted hashes, and in how many they stand."""

    hashes: np.ndarray
    n_documents: np.ndarray
    low: np.uint64  # the bits of a hash that are not kept

    def evidence(
        self, arrays: WordArrays, documents: np.ndarray, first: np.ndarray, last: np.ndarray
    ) -> np.ndarray:
        """What the runs in words first … last of some documents say together, (n,): one for
        each that only two documents have, less for those that many have.
        """
        told = np.zeros(len(documents))
        if not len(self.hashes):
            return told
        order = np.argsort(documents, kind="stable")
        found, starts = np.unique(documents[order], return_index=True)
        ends = np.append(starts[1:], len(order))
        for k in range(0, len(found), _BLOCK):
            block = found[k : k + _BLOCK]
            counts = np.maximum(arrays.lengths[block] - SHINGLE + 1, 0)
            places = flat_ranges(arrays.offsets[block], counts)
            sums = np.append(0, np.cumsum(self._weights(hash_shingles_at(
                arrays.words, places, SHINGLE))))  # fmt: skip
            asked = order[starts[k] : ends[min(k + _BLOCK, len(found)) - 1]]
            begin = (np.cumsum(counts) - counts)[np.searchsorted(block, documents[asked])]
            n_runs = np.maximum(last[asked] - first[asked] - SHINGLE + 2, 0)
            low = begin + first[asked]
            told[asked] = np.where(n_runs, sums[np.minimum(low + n_runs, len(sums) - 1)], 0)
            told[asked] -= np.where(n_runs, sums[np.minimum(low, len(sums) - 1)], 0)
        return told.round(6)  # a difference of sums

    def _weights(self, hashes: np.ndarray) -> np.ndarray:
        """What each run says, 0 for one that no two documents share."""
        order = np.argsort(hashes)  # asked in their order: a jump about in memory costs ten times
        runs = hashes[order] & ~self.low
        place = np.minimum(np.searchsorted(self.hashes, runs), len(self.hashes) - 1)
        weights = np.empty(len(hashes))
        weights[order] = (self.hashes[place] == runs) / np.sqrt(self.n_documents[place] - 1)
        return weights


def propose(arrays: WordArrays, groups: Groups) -> tuple[Runs, np.ndarray]:
    """Runs that several documents share, and the pairs of documents that they make suspect,
    (n_pairs, 2), rising.

    A run and its document are packed into one integer, so that sorting is all that is done:
    40 bits of hash at 16 million documents. Two runs with the same 40 bits only propose a pair
    too many.
    """
    n_documents = len(arrays.lengths)
    bits = np.uint64(max(n_documents - 1, 1).bit_length())
    low = (np.uint64(1) << bits) - np.uint64(1)
    keys = _shared_keys(arrays, groups, low)
    runs = keys & ~low
    if not len(keys):
        return Runs(runs, np.zeros(0, np.int64), low), np.zeros((0, 2), np.int64)
    edge = np.flatnonzero(np.concatenate([[True], runs[1:] != runs[:-1]]))
    size = np.diff(np.append(edge, len(runs)))
    pairs = _pairs_of_runs((keys & low).astype(np.int64), edge, size, int(bits))
    pairs.sort()
    told = pairs >> _WEIGHT_BITS
    begins = np.flatnonzero(np.concatenate([[True], told[1:] != told[:-1]]))
    weight = np.add.reduceat(pairs & (_FULL * 2 - 1), begins) / _FULL
    n_runs = np.diff(np.append(begins, len(pairs)))
    a, b = told[begins] >> int(bits), told[begins] & int(low)
    shorter = np.minimum(arrays.lengths[a], arrays.lengths[b])
    is_suspect = weight >= np.where(shorter < _BRIEF, _PROPOSING - 1, _PROPOSING)
    is_suspect |= (n_runs >= _PROPOSING) & (n_runs >= _PART * shorter)
    return Runs(runs[edge], size, low), np.stack([a[is_suspect], b[is_suspect]], axis=1)


def _shared_keys(arrays: WordArrays, groups: Groups, low: np.uint64) -> np.ndarray:
    """Each run that two documents share, once for each of them, sorted: hash above, document in
    the low bits.
    """
    n_documents = len(arrays.lengths)
    keys = np.empty(len(arrays.words), dtype=np.uint64)
    filled = 0
    for start in range(0, n_documents, _BLOCK):  # in blocks: a corpus holds a billion words
        stop = min(start + _BLOCK, n_documents)
        offset = arrays.offsets[start : stop + 1]
        lengths = np.diff(offset)
        is_whole = np.repeat(groups.first[start:stop] == np.arange(start, stop), lengths)
        for step in range(1, SHINGLE):  # runs that would reach into the next document
            place = offset[1:] - step
            is_whole[place[place >= offset[:-1]] - offset[0]] = False
        hashed = hash_shingles(arrays.words[offset[0] : offset[-1]], SHINGLE)
        owner = np.repeat(np.arange(start, stop, dtype=np.uint64), lengths)[: len(hashed)]
        kept = ((hashed & ~low) | owner)[is_whole[: len(hashed)]]
        keys[filled : filled + len(kept)] = kept
        filled += len(kept)
    keys = keys[:filled]
    keys.sort()
    for _ in range(2):  # what stands twice in one document only goes in the second round
        same = np.zeros(max(len(keys) - 1, 0), dtype=bool)
        for start in range(0, len(same), _STEP):  # not as a whole: it would double the memory
            part = keys[start : start + _STEP + 1]
            same[start : start + _STEP] = (part[1:] ^ part[:-1]) <= low
        is_shared = np.zeros(len(keys), dtype=bool)
        is_shared[1:] |= same
        is_shared[:-1] |= same
        keys = keys[is_shared]
        if len(keys):
            keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    return keys


def _pairs_of_runs(owner: np.ndarray, edge: np.ndarray, size: np.ndarray, bits: int) -> np.ndarray:
    """Each two documents that share a run, packed with the weight of the run.

    Of the documents that share a common run each is paired only with the one or two
    that have most common runs: if the run is part of a text with many versions, with the fullest.
    """
    parts = [np.zeros(0, np.int64)]
    weight = np.maximum(np.rint(_FULL / np.sqrt(np.maximum(size - 1, 1))), 1).astype(np.int64)

    def pack(left: np.ndarray, right: np.ndarray, weights: np.ndarray) -> None:
        a, b = np.minimum(left, right), np.maximum(left, right)
        parts.append((((a << bits) | b) << _WEIGHT_BITS) | weights)

    for lag in range(1, _COMMON):
        rare = np.flatnonzero((size > lag) & (size <= _COMMON))
        if not len(rare):
            break
        n = size[rare] - lag
        left = np.repeat(edge[rare] - np.cumsum(n) + n, n) + np.arange(n.sum())
        pack(owner[left], owner[left + lag], np.repeat(weight[rare], n))
    common = np.flatnonzero(size > _COMMON)
    n = size[common]
    place = np.repeat(edge[common] - np.cumsum(n) + n, n) + np.arange(n.sum())
    fullness = np.bincount(owner[place], minlength=1)
    run = np.repeat(np.arange(len(common)), n)
    ranked = place[np.lexsort((owner[place], -fullness[owner[place]], run))]
    for rank in range(_LEADERS if len(common) else 0):
        leader = np.repeat(owner[ranked[np.cumsum(n) - n + rank]], n)
        other = leader != owner[ranked]
        pack(leader[other], owner[ranked][other], np.repeat(weight[common], n)[other])
    return np.concatenate(parts)
