"""Which documents are worth lining up: those that share runs of words that few others have.

Comparing all documents with all is out of the question beyond a few thousand. Runs of four words
are sorted instead; documents that share a run lie side by side, and a pair is proposed when
the runs that it shares say enough: a run that only two documents have says most, one that forty
have says little, and a run that hundreds have proposes nobody but the fullest of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from .evidence import Runs
from .passages import SHINGLE, WordArrays, flat_ranges, hash_shingles

_COMMON = 40  # documents that share a run of words: above this each is held to `_LEADERS` only
_LEADERS = 4
_PROPOSING = 2.5  # evidence of runs that makes a pair suspect …
_BRIEF = 120  # … one less if the shorter one has fewer words than this
_PART = 0.06  # … or runs, for each word of the shorter one, however many others have them
_BLOCK = 1000  # documents whose runs are hashed at once
_STEP = 1_000_000  # runs compared at once
_RUNS_AT_ONCE = 50_000_000  # runs sorted at once …
_PAIRS_AT_ONCE = 10_000_000  # … and pairs: what memory holds beside the index
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
        digest = blake2b(arrays.of(document).tobytes(), digest_size=16).digest()
        leader = seen.setdefault(digest, document)
        if leader != document:
            first[document] = leader
            members.setdefault(leader, [leader]).append(document)
    return Groups(first, members)


class _Found(NamedTuple):
    """Pairs of documents packed into one integer, rising, and what their shared runs say."""

    pairs: np.ndarray
    weight: np.ndarray
    n_runs: np.ndarray

    def and_of(self, packed: np.ndarray) -> _Found:
        """These and those of more runs: pairs above the weight of the run, in any order."""
        packed.sort()
        pairs = packed >> _WEIGHT_BITS
        begins = _begins(pairs)
        packed &= 2**_WEIGHT_BITS - 1
        new = _Found(pairs[begins], np.add.reduceat(packed, begins).astype(np.int32),
                     np.diff(np.append(begins, len(pairs))).astype(np.int32))  # fmt: skip
        both = _Found(*map(np.concatenate, zip(self, new, strict=True)))
        order = np.argsort(both.pairs, kind="stable")  # two rising rows: merged, not sorted
        pairs = both.pairs[order]
        begins = _begins(pairs)
        return _Found(pairs[begins], *(np.add.reduceat(field[order], begins) for field in both[1:]))


def _begins(values: np.ndarray) -> np.ndarray:
    """Where equal values that lie side by side begin; `values` must not be empty."""
    return np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))


def propose(arrays: WordArrays, groups: Groups) -> tuple[Runs, np.ndarray]:
    """Runs that several documents share, and the pairs of documents that they make suspect,
    (n_pairs, 2), rising.

    A run and its document are packed into one integer, so that sorting is all that is done:
    40 bits of hash at 16 million documents. Two runs with the same 40 bits only propose a pair
    too many. Runs are sorted in ranges of their hashes and their pairs summed up as they come:
    what is held is bounded by the shared runs and the distinct pairs.
    """
    n_documents = len(arrays.lengths)
    bits = max(n_documents - 1, 1).bit_length()
    low = (np.uint64(1) << np.uint64(bits)) - np.uint64(1)
    n_ranges = max(-(-len(arrays.words) // _RUNS_AT_ONCE), 1)
    shared = [_shared_keys(arrays, groups, low, part, n_ranges) for part in range(n_ranges)]
    shared = [keys for keys in shared if len(keys)]
    fullness = np.zeros(n_documents, np.int64)
    for keys in shared:
        _, size = _runs_in(keys, low)
        owner = (keys[np.repeat(size > _COMMON, size)] & low).astype(np.int64)
        fullness += np.bincount(owner, minlength=n_documents)
    hashes, sizes = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)]
    found = _Found(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
    while shared:
        keys = shared.pop(0)
        edge, size = _runs_in(keys, low)
        hashes.append(keys[edge] & ~low)
        sizes.append(size.astype(np.int32))
        for start, stop in _steps(size):
            owner = (keys[edge[start] : edge[stop - 1] + size[stop - 1]] & low).astype(np.int64)
            places = edge[start:stop] - edge[start]
            found = found.and_of(_pairs_of_runs(owner, places, size[start:stop], fullness, bits))
    runs = Runs(np.concatenate(hashes), np.concatenate(sizes), low)
    a, b = found.pairs >> bits, found.pairs & int(low)
    shorter = np.minimum(arrays.lengths[a], arrays.lengths[b])
    least = np.where(shorter < _BRIEF, _PROPOSING - 1, _PROPOSING)
    is_suspect = found.weight >= least * _FULL
    is_suspect |= (found.n_runs >= _PROPOSING) & (found.n_runs >= _PART * shorter)
    return runs, np.stack([a[is_suspect], b[is_suspect]], axis=1)


def _runs_in(keys: np.ndarray, low: np.uint64) -> tuple[np.ndarray, np.ndarray]:
    """Where each run begins among sorted keys, and how many documents have it."""
    edge = np.flatnonzero(np.concatenate([[True], (keys[1:] ^ keys[:-1]) > low]))
    return edge, np.diff(np.append(edge, len(keys)))


def _steps(size: np.ndarray) -> Iterator[tuple[int, int]]:
    """Stretches of runs that propose not too many pairs together."""
    size = size.astype(np.int64)
    n_pairs = np.where(size > _COMMON, _LEADERS * size, size * (size - 1) // 2)
    step = np.cumsum(n_pairs) // _PAIRS_AT_ONCE
    begins = _begins(step)
    yield from zip(begins.tolist(), [*begins[1:].tolist(), len(size)], strict=True)


def _shared_keys(
    arrays: WordArrays, groups: Groups, low: np.uint64, part: int, n_ranges: int
) -> np.ndarray:
    """Each run that two documents share, once for each of them, sorted: hash above, document in
    the low bits. Of all hashes only one range of `n_ranges`.
    """
    n_documents = len(arrays.lengths)
    found = [np.zeros(0, np.uint64)]
    for start in range(0, n_documents, _BLOCK):  # in blocks: a corpus holds a billion words
        stop = min(start + _BLOCK, n_documents)
        offset = arrays.offsets[start : stop + 1]
        lengths = np.diff(offset)
        is_kept = np.repeat(groups.first[start:stop] == np.arange(start, stop), lengths)
        for step in range(1, SHINGLE):  # runs that would reach into the next document
            place = offset[1:] - step
            is_kept[place[place >= offset[:-1]] - offset[0]] = False
        hashed = hash_shingles(arrays.words[offset[0] : offset[-1]], SHINGLE)
        is_kept = is_kept[: len(hashed)]
        if n_ranges > 1:
            is_kept &= ((hashed >> np.uint64(32)) * np.uint64(n_ranges)) >> np.uint64(32) == part
        owner = np.repeat(np.arange(start, stop, dtype=np.uint64), lengths)[: len(hashed)]
        found.append(((hashed & ~low) | owner)[is_kept])
    keys = np.empty(sum(map(len, found)), np.uint64)
    at = 0
    while found:  # block by block: together and apart would be twice the memory
        block = found.pop()
        keys[at : at + len(block)] = block
        at += len(block)
    keys.sort()
    for _ in range(2):  # what stands twice in one document only goes in the second round
        same = np.zeros(max(len(keys) - 1, 0), dtype=bool)
        for start in range(0, len(same), _STEP):  # not as a whole: it would double the memory
            step = keys[start : start + _STEP + 1]
            same[start : start + _STEP] = (step[1:] ^ step[:-1]) <= low
        is_shared = np.zeros(len(keys), dtype=bool)
        is_shared[1:] |= same
        is_shared[:-1] |= same
        keys = keys[is_shared]
        if len(keys):
            keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    return keys


def _pairs_of_runs(
    owner: np.ndarray, edge: np.ndarray, size: np.ndarray, fullness: np.ndarray, bits: int
) -> np.ndarray:
    """Each two documents that share a run, packed with the weight of the run.

    Of the documents that share a common run each is paired only with those few that have most
    common runs: if the run is part of a text with many versions, with the fullest.
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
        left = flat_ranges(edge[rare], n)
        pack(owner[left], owner[left + lag], np.repeat(weight[rare], n))
    common = np.flatnonzero(size > _COMMON)
    n = size[common]
    place = flat_ranges(edge[common], n)
    run = np.repeat(np.arange(len(common)), n)
    ranked = place[np.lexsort((owner[place], -fullness[owner[place]], run))]
    for rank in range(_LEADERS if len(common) else 0):
        leader = np.repeat(owner[ranked[np.cumsum(n) - n + rank]], n)
        other = leader != owner[ranked]
        pack(leader[other], owner[ranked][other], np.repeat(weight[common], n)[other])
    return np.concatenate(parts)
