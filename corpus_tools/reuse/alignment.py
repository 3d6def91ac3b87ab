"""What documents that are suspected of sharing words do share, line by line.

Tens of thousands of pairs have to be lined up, most of which share next to nothing. So all pairs
are handled at once, in arrays: one row a seed, a block of seeds or a passage, never a Python
object for a pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from .passages import WordArrays, flat_ranges, hash_shingles_at, mix

SEED = 3  # words in a row that begin an alignment
_MANY_BLOCKS = 60
_DRIFT, _FAR = 2, 40  # seeds so little out of step may lie so many words apart
_AT_ONCE = 1024  # documents or pairs handled at once …
_WORDS_AT_ONCE = 250_000  # … unless they have more words than this together
_HASH_BITS = np.uint64(54)  # of a seed; the number of the document or pair stands above them


class Seeds(NamedTuple):
    """Runs of three words that occur once in a document. In a text that repeats most of itself,
    each time is told from the one before.

    Attributes
    ----------
    hashes : ndarray of uint64, (n_seeds,)
        Rising within a document.
    places : ndarray of int32, (n_seeds,)
        Number of the first word within its document.
    offsets : ndarray of int64, (n_documents + 1,)
        The seeds of document i are ``offsets[i]:offsets[i + 1]``.
    """

    hashes: np.ndarray
    places: np.ndarray
    offsets: np.ndarray


class Passages(NamedTuple):
    """Passages that pairs of documents share, by pair and place; each field is (n_passages,).

    Words first … last (inclusive) of either document, how many of them are equal, and how many
    of these stand in a row in both.
    """

    pair: np.ndarray
    first_a: np.ndarray
    last_a: np.ndarray
    first_b: np.ndarray
    last_b: np.ndarray
    n_equal: np.ndarray
    n_row: np.ndarray

    def where(self, kept: np.ndarray) -> Passages:
        return Passages(*(field[kept] for field in self))


def find_seeds(arrays: WordArrays, documents: np.ndarray) -> Seeds:
    """The seeds of some documents, (n,) rising numbers; the others have none."""
    counts = np.zeros(len(arrays.lengths), dtype=np.int64)
    sizes = np.maximum(arrays.lengths[documents] - SEED + 1, 0)
    hashes, places = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)]
    for start, stop in _batches(sizes):
        block = documents[start:stop]
        owner, found, place = _seeds_of(arrays.words, arrays.offsets[block], sizes[start:stop])
        counts[block] = np.bincount(owner, minlength=len(block))
        hashes.append(found)
        places.append(place.astype(np.int32))
    offsets = np.concatenate([[0], np.cumsum(counts)])
    return Seeds(np.concatenate(hashes), np.concatenate(places), offsets)


def _batches(sizes: np.ndarray) -> Iterator[tuple[int, int]]:
    """Stretches of a list whose sizes together are not too large for a processor's cache."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        stop = int(np.searchsorted(ends, before + _WORDS_AT_ONCE, side="right"))
        stop = min(max(stop, start + 1), start + _AT_ONCE)
        yield start, stop
        start = stop


def _seeds_of(
    words: np.ndarray, firsts: np.ndarray, sizes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Document, hash and place of each seed, by document and hash."""
    mask = (np.uint64(1) << _HASH_BITS) - np.uint64(1)
    hashed = hash_shingles_at(words, flat_ranges(firsts, sizes), SEED)
    owner = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    keys = (owner << _HASH_BITS) | (hashed >> (np.uint64(64) - _HASH_BITS))
    order = np.argsort(keys)
    keys = keys[order]
    same = keys[1:] == keys[:-1]
    if same.any():
        once = ~(np.append(False, same) | np.append(same, False))
        owner = (keys >> _HASH_BITS).astype(np.int64)
        n_once = np.bincount(owner[once], minlength=len(sizes))
        is_twofold = (2 * n_once < sizes)[owner]  # texts that say most things twice
        kept = np.flatnonzero(once & ~is_twofold)
        if is_twofold.any():  # their second time answers to the second time
            twofold = np.sort(order[is_twofold])
            stable = np.argsort(keys_at := _unsorted(keys, order)[twofold], kind="stable")
            ranked, at = keys_at[stable], np.arange(len(stable))
            is_first = np.append(True, ranked[1:] != ranked[:-1])
            times = at - np.maximum.accumulate(np.where(is_first, at, 0))
            other = (ranked + (mix(times.astype(np.uint64)) & mask)) & mask
            keys = np.append(keys[kept], (ranked & ~mask) | other)
            order = np.append(order[kept], twofold[stable])
            kept = np.argsort(keys)
        keys, order = keys[kept], order[kept]
    owner = (keys >> _HASH_BITS).astype(np.int64)
    return owner, keys & mask, order - (np.cumsum(sizes) - sizes)[owner]


def _unsorted(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    back = np.empty_like(values)
    back[order] = values
    return back


def align(
    arrays: WordArrays, seeds: Seeds, pairs: np.ndarray, *, max_gap: int = 12,
    min_words: int = SEED,
) -> Passages:  # fmt: skip
    """Passages that pairs of documents share, in the order of the first document.

    Three words in a row that occur once in either document are seeds. Of the seeds the longest
    chain that rises in both documents is kept; it is cut where more than `max_gap` words of
    either lie between two seeds (40, where both go on in step); then words between seeds that
    stand at the same distance are compared one by one, so that a replaced word does not hide
    the next one.

    Parameters
    ----------
    arrays : WordArrays
    seeds : Seeds
        Of the documents of all pairs, at least.
    pairs : ndarray of int64, (n_pairs, 2)
        Numbers of documents.
    min_words : int
        Passages with fewer equal words are left out.

    Examples
    --------
    >>> from corpus_tools.reuse.passages import hash_words
    >>> words = [f"م{letter}" for letter in "ابتثجحخدذرزسشصضطظ"]
    >>> arrays = hash_words([" ".join(words), " ".join(["كلمة", *words[5:15]])])
    >>> found = align(arrays, find_seeds(arrays, np.array([0, 1])), np.array([[0, 1]]))
    >>> [int(field[0]) for field in found]  # pair, words 5–14 and 1–10, 10 equal, 10 in a row
    [0, 5, 14, 1, 10, 10, 10]
    """
    n_seeds = np.diff(seeds.offsets)
    parts = []
    for start, stop in _batches(n_seeds[pairs].sum(axis=1)):
        a, b = pairs[start:stop].T
        pair, at_a, at_b = match_seeds(seeds, a, b)
        if not len(pair):
            continue
        step_a, step_b = np.diff(at_a), np.diff(at_b)
        wide = np.maximum(step_a, step_b)
        # Two seeds at nearly the same distance belong together across more changed words.
        is_cut = (wide > max_gap + SEED) & ((np.abs(step_a - step_b) > _DRIFT) | (wide > _FAR))
        edge = np.flatnonzero(np.append(True, is_cut | (np.diff(pair) > 0)))
        last = np.append(edge[1:], len(pair)) - 1
        is_long = at_a[last] + SEED - at_a[edge] >= min_words
        if not is_long.any():
            continue
        found = _passages(arrays, (a, b), (pair, at_a, at_b), edge[is_long], last[is_long])
        found = found.where(found.n_equal >= min_words)
        parts.append(found._replace(pair=found.pair + start))
    nothing = [np.zeros(0, np.int64)] * len(Passages._fields)
    return Passages(*map(np.concatenate, zip(nothing, *parts, strict=True)))


def match_seeds(
    seeds: Seeds, a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The longest chain of seeds that two documents share, rising in both.

    Returns
    -------
    pair, at_a, at_b : ndarray of int64, (n_matches,)
        Number of the pair, and the place of the seed in either document, by pair and place.
    """
    keys_a, places_a = _keys(seeds, a)
    keys_b, places_b = _keys(seeds, b)
    if not len(keys_a) or not len(keys_b):
        return (np.zeros(0, np.int64),) * 3
    found = np.minimum(np.searchsorted(keys_a, keys_b), len(keys_a) - 1)
    equal = np.flatnonzero(keys_a[found] == keys_b)
    pair = (keys_b[equal] >> _HASH_BITS).astype(np.int64)
    at_a, at_b = places_a[found[equal]].astype(np.int64), places_b[equal].astype(np.int64)
    by_place = np.argsort((pair << 32) | at_a)
    pair, at_a, at_b = pair[by_place], at_a[by_place], at_b[by_place]
    falls = (np.diff(at_b) <= 0) & (np.diff(pair) == 0)
    if falls.any():
        is_crossed = np.bincount(pair[1:][falls], minlength=len(a)) > 0
        crossed = np.flatnonzero(is_crossed[pair])
        kept = np.ones(len(pair), dtype=bool)
        kept[crossed] = _is_in_chain(pair[crossed], at_a[crossed], at_b[crossed])
        pair, at_a, at_b = pair[kept], at_a[kept], at_b[kept]
    return pair, at_a, at_b


def _keys(seeds: Seeds, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number and hash in one integer, rising, and places, of the seeds of some documents."""
    counts = np.diff(seeds.offsets)[documents]
    index = flat_ranges(seeds.offsets[documents], counts)
    number = np.repeat(np.arange(len(documents), dtype=np.uint64), counts)
    return (number << _HASH_BITS) | seeds.hashes[index], seeds.places[index]


def _is_in_chain(pair: np.ndarray, at_a: np.ndarray, at_b: np.ndarray) -> np.ndarray:
    """Whether a match belongs to the longest part of its pair's that rises in both documents.

    Seeds that follow one another in step are one block; a chain of blocks is looked for, of
    which there are few, unless a text is nothing but repetition.
    """
    step = np.diff(at_b)
    is_new = (np.diff(pair) > 0) | (step <= 0) | (step != np.diff(at_a))
    begins = np.flatnonzero(np.append(True, is_new))
    block_pair, weight = pair[begins], np.diff(np.append(begins, len(pair)))
    low, high = at_b[begins], at_b[begins + weight - 1]
    first = np.flatnonzero(np.append(True, np.diff(block_pair) > 0))
    n_blocks = np.diff(np.append(first, len(begins)))
    is_kept = np.zeros(len(begins), dtype=bool)
    few = np.flatnonzero(n_blocks <= _MANY_BLOCKS)
    order = few[np.argsort(n_blocks[few], kind="stable")]  # like with like: little to fill up
    for rows in np.array_split(order, max(len(order) // 100, 1)):
        kept = flat_ranges(first[rows], n_blocks[rows])
        is_kept[kept] = _best_chains(low[kept], high[kept], weight[kept], n_blocks[rows])
    kept = np.repeat(is_kept, weight)
    for row in np.flatnonzero(n_blocks > _MANY_BLOCKS).tolist():
        start = begins[first[row]]
        stop = start + weight[first[row] : first[row] + n_blocks[row]].sum()
        kept[start + _longest_rise(at_b[start:stop].tolist())] = True
    return kept


def _best_chains(
    low: np.ndarray, high: np.ndarray, weight: np.ndarray, n_blocks: np.ndarray
) -> np.ndarray:
    """Of each pair's blocks the heaviest that rise: one row a pair, filled up to the longest."""
    if not len(n_blocks):
        return np.zeros(0, dtype=bool)
    row = np.repeat(np.arange(len(n_blocks)), n_blocks)
    column = flat_ranges(np.zeros(len(n_blocks), np.int64), n_blocks)
    shape = len(n_blocks), int(n_blocks.max())
    lows, highs, best = (np.zeros(shape, np.int64) for _ in range(3))
    lows[row, column], highs[row, column], best[row, column] = low, high, weight
    link = np.full(shape, -1)
    every = np.arange(shape[0])
    for k in range(1, shape[1]):
        before = np.where(highs[:, :k] < lows[:, k, None], best[:, :k], 0)
        chosen = before.argmax(axis=1)
        gain = np.where(best[:, k] > 0, before[every, chosen], 0)
        best[:, k] += gain
        link[gain > 0, k] = chosen[gain > 0]
    kept = np.zeros(shape, dtype=bool)
    at = best.argmax(axis=1)
    while len(every):
        kept[every, at] = True
        at = link[every, at]
        every, at = every[at >= 0], at[at >= 0]
    return kept[row, column]


def _longest_rise(values: list[int]) -> np.ndarray:
    """Positions of a longest strictly rising part (patience sorting)."""
    from bisect import bisect_left

    tops: list[int] = []
    top_at: list[int] = []
    before = []
    for place, value in enumerate(values):
        pile = bisect_left(tops, value)
        if pile == len(tops):
            tops.append(value)
            top_at.append(place)
        else:
            tops[pile], top_at[pile] = value, place
        before.append(top_at[pile - 1] if pile else -1)
    chain, place = [], top_at[-1]
    while place >= 0:
        chain.append(place)
        place = before[place]
    return np.array(chain[::-1])


def _passages(
    arrays: WordArrays, documents: tuple, matches: tuple, edge: np.ndarray, last: np.ndarray
) -> Passages:
    """Passages around chains of seeds: matches ``edge[i]`` to ``last[i]``, one chain at least."""
    pair, at_a, at_b = matches
    first_a, last_a = at_a[edge], at_a[last] + SEED - 1
    first_b, last_b = at_b[edge], at_b[last] + SEED - 1
    lengths = last_a - first_a + 1
    begins = np.cumsum(lengths) - lengths  # of each passage, in flat arrays of its words of a
    size = int(lengths.sum())
    n_seeds = last - edge + 1
    index = flat_ranges(edge, n_seeds)
    owner = np.repeat(np.arange(len(edge)), n_seeds)
    seed_at = at_a[index] - first_a[owner] + begins[owner]
    # Where text repeats itself, a seed may begin before the one ahead of it has ended in the other
    # document: a word there answers to one word, not to two.
    is_equal, is_taken = np.zeros((2, size), dtype=bool)
    n_taken = np.where(np.diff(pair, prepend=-1) == 0, SEED - np.diff(at_b, prepend=0), 0)[index]
    lengths_b = last_b - first_b + 1
    from_b = np.cumsum(lengths_b) - lengths_b - first_b  # to flat places of the words of b
    is_answered = np.zeros(int(lengths_b.sum()), dtype=bool)
    for step in range(SEED):
        is_free = step >= n_taken
        is_equal[seed_at[is_free] + step] = True
        is_taken[seed_at[~is_free] + step] = True
        is_answered[from_b[owner] + at_b[index] + step] = True
    distance = at_b[index] - at_a[index]
    is_new = np.append(True, np.diff(owner) > 0)
    turned = ~is_new & np.append(False, np.diff(distance) != 0)
    # Words between two seeds are compared at the distance of the seed before and after them.
    is_run = is_new | turned
    shifts, run_owner = distance[is_run], owner[is_run]
    run = np.zeros(size, dtype=np.int64)
    run[seed_at[is_run]] = 1
    run = np.cumsum(run) - 1
    unsure = np.flatnonzero(~(is_equal | is_taken))
    of = run_owner[run[unsure]]
    word = unsure - begins[of] + first_a[of]
    base_a, base_b = (arrays.offsets[d][pair[edge]] for d in documents)
    for ahead in (0, 1):
        at = np.minimum(run[unsure] + ahead, len(shifts) - 1)
        other = word + shifts[at]
        is_own = (run_owner[at] == of) & (other >= first_b[of]) & (other <= last_b[of])
        inside = np.flatnonzero(is_own)
        inside = inside[~is_answered[from_b[of[inside]] + other[inside]]]
        is_same = (
            arrays.words[base_a[of[inside]] + word[inside]]
            == arrays.words[base_b[of[inside]] + other[inside]]
        )
        inside = inside[is_same]
        answers, chosen = np.unique(from_b[of[inside]] + other[inside], return_index=True)
        is_answered[answers] = True
        is_equal[unsure[inside[chosen]]] = True
    # A row of equal words ends at an unequal one, and where either list puts something in.
    gaps, turns = np.flatnonzero(~is_equal), seed_at[turned]
    ends = np.sort(np.concatenate([gaps, turns, begins + lengths]))
    rows = ends - np.sort(np.concatenate([begins, gaps + 1, turns]))
    n_equal = np.add.reduceat(is_equal, begins, dtype=np.int64)
    longest = np.maximum.reduceat(rows, np.searchsorted(ends, begins, side="right"))
    return Passages(pair[edge], first_a, last_a, first_b, last_b, n_equal, longest)
