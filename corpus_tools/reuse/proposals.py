"""Which documents are worth lining up: those that share runs of words that few others have.

Comparing all documents with all is out of the question beyond a few thousand. Runs of four words
are sorted instead; documents that share a run lie side by side, and a pair is proposed when
the runs that it shares say enough: a run that only two documents have says most, one that forty
have says little, and a run that hundreds have proposes nobody but the fullest of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
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
_PAIRS_AT_ONCE = 4_000_000  # … and pairs made at once: what memory holds beside the index
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


class _Stands(NamedTuple):
    """In which documents each shared run stands: run i in ``owner[edge[i] : edge[i] + size[i]]``,
    rising.
    """

    owner: np.ndarray
    edge: np.ndarray
    size: np.ndarray
    common: np.ndarray  # the runs that many documents have, rising
    leaders: np.ndarray  # (n_common, 4): whom the other documents of each are held against

    def pairs_of(self, low: int, high: int, bits: int) -> np.ndarray:
        """Each two documents that share a run, the first one from low to high (exclusive), packed
        above the weight of the run; once for every run.
        """
        packed = [np.zeros(0, np.int64)]
        weight = np.maximum(np.rint(_FULL / np.sqrt(self.size - 1)), 1).astype(np.int64)

        def pack(a: np.ndarray, b: np.ndarray, run: np.ndarray) -> None:
            """Those of which the first stands first."""
            kept = np.flatnonzero(a < b)
            pairs = (a[kept].astype(np.int64) << bits) | b[kept]
            packed.append((pairs << _WEIGHT_BITS) | weight[run[kept]])

        at = np.flatnonzero((self.owner >= low) & (self.owner < high))
        run = np.searchsorted(self.edge, at, side="right") - 1
        is_common = self.size[run] > _COMMON
        place = np.searchsorted(self.common, run[is_common])
        for leader in self.leaders.T:
            pack(self.owner[at[is_common]], leader[place], run[is_common])
        at, run = at[~is_common], run[~is_common]
        n = self.edge[run] + self.size[run] - at - 1
        pack(np.repeat(self.owner[at], n), self.owner[flat_ranges(at + 1, n)], np.repeat(run, n))
        place, rank = np.nonzero((self.leaders >= low) & (self.leaders < high))
        leader, run = self.leaders[place, rank], self.common[place]
        n = self.size[run]
        at = flat_ranges(self.edge[run], n)
        pack(np.repeat(leader, n), self.owner[at], np.repeat(run, n))
        return np.concatenate(packed)

    def borders(self, n_documents: int) -> list[int]:
        """Documents at which to cut, so that not too many pairs are made at once."""
        n_pairs = np.zeros(n_documents, np.int64)
        for start in range(0, len(self.size), _STEP):
            edge, size = self.edge[start : start + _STEP], self.size[start : start + _STEP]
            at = flat_ranges(edge, size)
            after = np.repeat(edge + size, size) - at - 1
            after[np.repeat(size > _COMMON, size)] = _LEADERS
            n_pairs += np.bincount(self.owner[at], after, n_documents).astype(np.int64)
        weights = np.repeat(self.size[self.common], _LEADERS)
        n_pairs += np.bincount(self.leaders.ravel(), weights, n_documents).astype(np.int64)
        steps = np.cumsum(n_pairs) // _PAIRS_AT_ONCE
        return [0, *(np.flatnonzero(np.diff(steps)) + 1).tolist(), n_documents]


def propose(arrays: WordArrays, groups: Groups) -> tuple[Runs, np.ndarray]:
    """Runs that several documents share, and the pairs of documents that they make suspect,
    (n_pairs, 2), rising.

    A run and its document are packed into one integer, so that sorting is all that is done:
    40 bits of hash at 16 million documents. Two runs with the same 40 bits only propose a pair
    too many. Runs are sorted in ranges of their hashes, pairs are made in ranges of their first
    document: beside the shared runs only suspects are held.
    """
    n_documents = len(arrays.lengths)
    bits = max(n_documents - 1, 1).bit_length()
    runs, stands = _shared_runs(arrays, groups, np.uint64(2**bits - 1))
    parts = [np.zeros((0, 2), np.int64)]
    borders = stands.borders(n_documents) if len(runs.hashes) else [0]
    for low, high in pairwise(borders):
        packed = stands.pairs_of(low, high, bits)
        if not len(packed):
            continue
        packed.sort()
        pairs = packed >> _WEIGHT_BITS
        begins = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
        weight = np.add.reduceat(packed & (2**_WEIGHT_BITS - 1), begins)
        n_runs = np.diff(np.append(begins, len(pairs)))
        a, b = pairs[begins] >> bits, pairs[begins] & (2**bits - 1)
        shorter = np.minimum(arrays.lengths[a], arrays.lengths[b])
        least = np.where(shorter < _BRIEF, _PROPOSING - 1, _PROPOSING)
        is_suspect = weight >= least * _FULL
        is_suspect |= (n_runs >= _PROPOSING) & (n_runs >= _PART * shorter)
        parts.append(np.stack([a[is_suspect], b[is_suspect]], axis=1))
    return runs, np.concatenate(parts)


def _shared_runs(arrays: WordArrays, groups: Groups, low: np.uint64) -> tuple[Runs, _Stands]:
    """Runs that several documents share, and where they stand; `low` has the bits of a document."""
    n_ranges = max(-(-len(arrays.words) // _RUNS_AT_ONCE), 1)
    hashes, edges, sizes, owners = ([np.zeros(0, kind)] for kind in
                                    (np.uint64, np.int64, np.int64, np.int32))  # fmt: skip
    before = 0
    for part in range(n_ranges):
        keys = _shared_keys(arrays, groups, low, part, n_ranges)
        edge = np.flatnonzero(np.append(True, (keys[1:] ^ keys[:-1]) > low)[: len(keys)])
        hashes.append(keys[edge] & ~low)
        edges.append(edge + before)
        sizes.append(np.diff(np.append(edge, len(keys))))
        keys &= low
        owners.append(keys.astype(np.int32))
        before += len(keys)
    edge, size, owner = map(np.concatenate, (edges, sizes, owners))
    common = np.flatnonzero(size > _COMMON)
    leaders = _leaders(owner, edge[common], size[common], len(arrays.lengths))
    return Runs(np.concatenate(hashes), size, low), _Stands(owner, edge, size, common, leaders)


def _leaders(owner: np.ndarray, edge: np.ndarray, size: np.ndarray, n_documents: int) -> np.ndarray:
    """Of the documents that share a common run, those few that have most common runs: if the run
    is part of a text with many versions, the fullest. (n_runs, 4)
    """
    blocks = [slice(k, k + _BLOCK) for k in range(0, len(size), _BLOCK)]
    fullness = np.zeros(n_documents, np.int64)
    for block in blocks:
        at = flat_ranges(edge[block], size[block])
        fullness += np.bincount(owner[at], minlength=n_documents)
    found = [np.zeros((0, _LEADERS), owner.dtype)]
    for block in blocks:
        documents = owner[flat_ranges(edge[block], size[block])]
        run = np.repeat(np.arange(len(size[block])), size[block])
        ranked = documents[np.lexsort((documents, -fullness[documents], run))]
        first = np.cumsum(size[block]) - size[block]
        found.append(ranked[first[:, None] + np.arange(_LEADERS)])
    return np.concatenate(found)


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
