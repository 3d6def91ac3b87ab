"""Words as numbers, and the passages that two of them share.

Finding copies among a hundred thousand articles is a matter of sorting integers. This module
turns texts into those integers, without a Python object for a word, and lines up the words of
two texts once they are suspected of sharing some.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

_CHUNK = 100_000  # characters or words handled at once: what a processor's cache holds
_BREAK, _DROP = 0, 1  # codes: what separates words, and what a reader does not miss in one
SHINGLE = 4  # words in a row that propose a pair
SEED = 3  # words in a row that begin an alignment
_MANY_BLOCKS = 60
_DRIFT, _FAR = 2, 40  # seeds so little out of step may lie so many words apart
_BASE = np.uint64(0x9E3779B97F4A7C15)
_ALEF, _LAM, _WAW, _FEH, _BEH, _KAF = (ord(c) for c in "\u0627\u0644\u0648\u0641\u0628\u0643")
# One letter stands for those that newsrooms use for one another.
_FOLDED = {
    "\u0622": _ALEF, "\u0623": _ALEF, "\u0625": _ALEF, "\u0671": _ALEF,  # forms of alef
    "\u0649": 0x064A, "\u06CC": 0x064A, "\u0626": 0x064A,  # alef maqsura, Farsi yeh, hamza on yeh
    "\u0629": 0x0647, "\u06C1": 0x0647, "\u0624": _WAW,  # teh marbuta, heh goal, hamza on waw
    "\u06A9": _KAF,
}  # fmt: skip


@dataclass(frozen=True)
class WordArrays:
    """All words of all documents in flat arrays.

    Attributes
    ----------
    words : ndarray of uint64, (n_words,)
        A hash of the folded word: equal for spellings of one word, with and without article.
    starts, ends : ndarray of int32, (n_words,)
        Where the word stands in the text of its document, in characters.
    offsets : ndarray of int64, (n_documents + 1,)
        The words of document i are ``offsets[i]:offsets[i + 1]``.
    """

    words: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    offsets: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        return np.diff(self.offsets)

    def of(self, document: int) -> np.ndarray:
        return self.words[self.offsets[document] : self.offsets[document + 1]]


class Passage(NamedTuple):
    """Words first … last (inclusive) of either document, how many of them are equal, and how
    many of these stand in a row in both.
    """

    first_a: int
    last_a: int
    first_b: int
    last_b: int
    n_equal: int
    n_row: int


@lru_cache(maxsize=1)
def _code_table() -> np.ndarray:
    """What each code unit counts as: a break, nothing, or a letter (its folded code)."""
    import unicodedata

    table = np.zeros(65536, dtype=np.uint16)
    for code in range(65536):
        char = chr(code)
        category = unicodedata.category(char)
        if category in ("Mn", "Cf") or char == "\u0640":  # harakat, direction marks, tatweel
            table[code] = _DROP
        elif category[0] == "L" or category == "Nd" or category == "Cs":
            lowered = char.lower()
            if category == "Nd":
                lowered = str(unicodedata.digit(char))
            elif 0xFB50 <= code <= 0xFEFC:  # presentation forms, as old pages have them
                lowered = unicodedata.normalize("NFKC", char)
            table[code] = _FOLDED.get(lowered[0], ord(lowered[0])) if lowered else code
    for zero_width in ("\u200B", "\u200C", "\uFEFF"):
        table[ord(zero_width)] = _DROP
    return table


def hash_words(texts: Sequence[str]) -> WordArrays:
    """Words of the texts as hashes, with their places.

    A word is a run of letters and digits; harakat, tatweel and invisible marks inside it do
    not count, and neither do a leading و or ف, a preposition before the article, and the
    article, where two letters at least remain.

    Examples
    --------
    >>> words = hash_words(["قال الوزير", "وقال وزير"])
    >>> bool((words.of(0) == words.of(1)).all()), words.starts.tolist()
    (True, [0, 4, 0, 5])
    """
    fields: tuple[list[np.ndarray], ...] = ([], [], [], [])
    for start, stop in _chunks(texts):
        for field, part in zip(fields, _hash_chunk(texts[start:stop]), strict=True):
            field.append(part)
    joined = []
    for field in fields:
        joined.append(np.concatenate(field) if field else np.zeros(0, np.int32))
        field.clear()  # one after another, so that not all is there twice
    return WordArrays(
        words=joined[0].astype(np.uint64, copy=False), starts=joined[1], ends=joined[2],
        offsets=np.concatenate([[0], np.cumsum(joined[3])]).astype(np.int64),
    )  # fmt: skip


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = size = 0
    for stop, text in enumerate(texts, start=1):
        size += len(text)
        if size >= _CHUNK or stop == len(texts):
            yield start, stop
            start, size = stop, 0


def _hash_chunk(texts: Sequence[str]) -> tuple[np.ndarray, ...]:
    """Hashes, starts, ends and the number of words a text, of some texts."""
    joined = "\n".join(texts) + "\n"
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    units = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) != len(joined):  # a character beyond the basic plane takes two units
        wide = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        units = np.minimum(wide, 0xD800).astype(np.uint16)  # all such count as one letter
    codes = _code_table()[units]
    place = np.flatnonzero(codes != _DROP)
    codes = codes[place]
    is_word = codes != _BREAK
    edge = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
    if len(is_word) and is_word[0]:
        edge = np.concatenate([[0], edge])
    first, after = edge[0::2], edge[1::2]  # the text ends with a break, so that edges pair up
    hashes = _hash_runs(codes, _without_clitics(codes, first, after), after)
    begins = np.concatenate([[0], np.cumsum(lengths)])
    starts, ends = place[first], place[after - 1] + 1
    bounds = np.searchsorted(starts, begins)
    counts = np.diff(bounds)
    shift = np.repeat(begins[:-1], counts)
    return hashes, (starts - shift).astype(np.int32), (ends - shift).astype(np.int32), counts


def _without_clitics(codes: np.ndarray, first: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Where each word begins once conjunction, preposition and article are taken off."""
    padded = np.concatenate([codes, np.zeros(4, codes.dtype)])
    start = first.copy()
    one, long = padded[start], after - start
    start += ((one == _WAW) | (one == _FEH)) & (long >= 4)
    one, two, three, long = padded[start], padded[start + 1], padded[start + 2], after - start
    article = (one == _ALEF) & (two == _LAM) & (long >= 4)
    to_article = (one == _LAM) & (two == _LAM) & (long >= 4)
    by_article = ((one == _BEH) | (one == _KAF)) & (two == _ALEF) & (three == _LAM) & (long >= 5)
    start += np.where(by_article, 3, np.where(article | to_article, 2, 0))
    # A root letter that looks like a conjunction goes with the article as it goes without it.
    one, long = padded[start], after - start
    bare = (article | to_article | by_article) & ((one == _WAW) | (one == _FEH)) & (long >= 4)
    return start + bare


def _hash_runs(codes: np.ndarray, first: np.ndarray, after: np.ndarray) -> np.ndarray:
    """A polynomial hash, modulo 2**64, of each run ``codes[first:after]``."""
    size = len(codes) + 1
    powers, back = _powers(-(-size // (8 * _CHUNK)) * 8 * _CHUNK)
    sums = np.zeros(size, dtype=np.uint64)
    np.cumsum(codes * powers[: size - 1], out=sums[1:])
    return mix((sums[after] - sums[first]) * back[first])


@lru_cache(maxsize=1)
def _powers(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Powers of the base and of its inverse modulo 2**64, (size,) each."""
    both = []
    for base in (int(_BASE), pow(int(_BASE), -1, 2**64)):
        powers = np.full(size, np.uint64(base), dtype=np.uint64)
        powers[0] = 1
        both.append(np.multiply.accumulate(powers))
    return both[0], both[1]


def mix(values: np.ndarray) -> np.ndarray:
    """Spread the bits of 64-bit integers (the finaliser of splitmix64)."""
    values = values ^ (values >> np.uint64(30))
    values = values * np.uint64(0xBF58476D1CE4E5B9)
    values = values ^ (values >> np.uint64(27))
    values = values * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def hash_shingles(words: np.ndarray, size: int) -> np.ndarray:
    """A hash of each `size` words in a row, (n_words - size + 1,)."""
    n_shingles = max(len(words) - size + 1, 0)
    hashed = np.empty(n_shingles, dtype=np.uint64)
    for start in range(0, n_shingles, _CHUNK):
        stop = min(start + _CHUNK, n_shingles)
        block = words[start:stop]
        for step in range(1, size):
            block = block * _BASE + words[start + step : stop + step]
        hashed[start:stop] = mix(block)
    return hashed


class Seeds(NamedTuple):
    """Runs of three words that occur once in a document: their hashes, rising, and places. In a
    text that repeats most of itself, each time is told from the one before.
    """

    hashes: np.ndarray
    places: np.ndarray


def find_seeds(words: np.ndarray) -> Seeds:
    """The seeds of one list of words; made once, used against every other list."""
    hashes = hash_shingles(words, SEED)
    order = np.argsort(hashes)
    ranked = hashes[order]
    same = ranked[1:] == ranked[:-1]
    if same.any():
        once = ~(np.concatenate([[False], same]) | np.concatenate([same, [False]]))
        if 2 * once.sum() >= len(once):
            ranked, order = ranked[once], order[once]
        else:  # a text that says most things twice: its second time answers to the second time
            order = np.argsort(hashes, kind="stable")
            first = np.maximum.accumulate(np.where(np.append(True, ~same), np.arange(len(once)), 0))
            ranked = ranked + mix((np.arange(len(once)) - first).astype(np.uint64))
            by_hash = np.argsort(ranked)
            ranked, order = ranked[by_hash], order[by_hash]
    return Seeds(ranked, order)


def align(
    a: np.ndarray, b: np.ndarray, *, seeds: tuple[Seeds, Seeds] | None = None,
    max_gap: int = 12, min_words: int = SEED,
) -> list[Passage]:  # fmt: skip
    """Passages that two lists of words share, in the order of the first list.

    Three words in a row that occur once in either list are seeds. Of the seeds the longest
    chain that rises in both lists is kept; it is cut where more than `max_gap` words of either
    list lie between two seeds (40, where both lists go on in step); then words between seeds
    that stand at the same distance are compared one by one, so that a replaced word does not
    hide the next one.

    Parameters
    ----------
    a, b : ndarray of uint64, (n_a,) and (n_b,)
    seeds : pair of Seeds, optional
        What `find_seeds` gives for either list, if it is known already.
    min_words : int
        Passages with fewer equal words are left out.

    Examples
    --------
    >>> a = np.arange(10, 30, dtype=np.uint64)
    >>> b = np.concatenate([np.arange(3), a[5:15]]).astype(np.uint64)
    >>> align(a, b)
    [Passage(first_a=5, last_a=14, first_b=3, last_b=12, n_equal=10, n_row=10)]
    """
    if len(a) == len(b) and np.array_equal(a, b):
        whole = Passage(0, len(a) - 1, 0, len(b) - 1, len(a), len(a))
        return [whole] if len(a) >= max(min_words, 1) else []
    at_a, at_b = match_seeds(a, b, seeds)
    if not len(at_a):
        return []
    step_a, step_b = at_a[1:] - at_a[:-1], at_b[1:] - at_b[:-1]
    wide = np.maximum(step_a, step_b)
    # Two seeds at nearly the same distance belong together across more changed words.
    is_cut = (wide > max_gap + SEED) & ((np.abs(step_a - step_b) > _DRIFT) | (wide > _FAR))
    cuts = (np.flatnonzero(is_cut) + 1).tolist()
    passages = []
    for low, high in zip([0, *cuts], [*cuts, len(at_a)], strict=True):
        if at_a[high - 1] + SEED - at_a[low] >= min_words:
            passage = _passage(a, b, at_a[low:high], at_b[low:high])
            if passage.n_equal >= min_words:
                passages.append(passage)
    return passages


def match_seeds(
    a: np.ndarray, b: np.ndarray, seeds: tuple[Seeds, Seeds] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Places of a longest chain of seeds that both lists have, rising in both."""
    at_a, at_b = _common_seeds(*(seeds or (find_seeds(a), find_seeds(b))))
    if len(at_b) > 1 and (at_b[1:] - at_b[:-1]).min() <= 0:
        kept = _rising(at_a, at_b)
        at_a, at_b = at_a[kept], at_b[kept]
    return at_a, at_b


def _common_seeds(a: Seeds, b: Seeds) -> tuple[np.ndarray, np.ndarray]:
    """Places of the seeds that both have, by their place in the first list."""
    if not len(a.hashes) or not len(b.hashes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    found = np.searchsorted(a.hashes, b.hashes)
    found[found == len(a.hashes)] = 0
    equal = np.flatnonzero(a.hashes[found] == b.hashes)
    left, right = a.places[found[equal]], b.places[equal]
    by_place = np.argsort(left)
    return left[by_place], right[by_place]


def _rising(at_a: np.ndarray, at_b: np.ndarray) -> np.ndarray:
    """Positions of a longest part of the seeds that rises in both lists.

    Seeds that follow one another in both are one block; a chain of blocks is looked for, of
    which there are few, unless a text is nothing but repetition.
    """
    turns = np.flatnonzero((np.diff(at_b) <= 0) | (np.diff(at_a) != np.diff(at_b))) + 1
    begins = [0, *turns.tolist()]
    if len(begins) > _MANY_BLOCKS:
        return _longest_rise(at_b.tolist())
    ends = [*begins[1:], len(at_b)]
    low, high = at_b[begins].tolist(), at_b[np.array(ends) - 1].tolist()
    best, before = [], []
    for k, start in enumerate(low):
        weight, link = 0, -1
        for j in range(k):
            if best[j] > weight and high[j] < start:
                weight, link = best[j], j
        best.append(weight + ends[k] - begins[k])
        before.append(link)
    kept, k = [], int(np.argmax(best))
    while k >= 0:
        kept.append(np.arange(begins[k], ends[k]))
        k = before[k]
    return np.concatenate(kept[::-1])


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


def _passage(a: np.ndarray, b: np.ndarray, at_a: np.ndarray, at_b: np.ndarray) -> Passage:
    """The passage around a chain of seeds."""
    first, last = int(at_a[0]), int(at_a[-1]) + SEED - 1
    first_b, last_b = int(at_b[0]), int(at_b[-1]) + SEED - 1
    if len(at_a) == last - first - 1 and last_b - first_b == last - first:
        length = last - first + 1
        return Passage(first, last, first_b, last_b, length, length)  # one unbroken run
    length = last - first + 1
    is_equal = np.zeros(length, dtype=bool)
    begins = at_a - first
    for step in range(SEED):
        is_equal[begins + step] = True
    # Words between two seeds are compared at the distance of the seed before and after them.
    distance = at_b - at_a
    turns = np.flatnonzero(distance[1:] != distance[:-1]) + 1
    edges = [0, *begins[turns].tolist(), length]
    shifts = distance[[0, *turns.tolist()]].tolist()
    for k, shift in enumerate(shifts):
        # … so the words of one shift are compared from the end of the shift before on.
        start = edges[k - 1] + 1 if k else 0
        low = max(first + start, first_b - shift)
        high = min(first + edges[k + 1], last_b - shift + 1)
        if low < high:
            is_equal[low - first : high - first] |= (
                a[low:high] == b[low + shift : high + shift]
            )
    # A row of equal words ends at an unequal one, and where either list puts something in.
    gaps, turned = np.flatnonzero(~is_equal), begins[turns]
    ends = np.sort(np.concatenate([gaps, turned, [length]]))
    row = int((ends - np.sort(np.concatenate([[0], gaps + 1, turned]))).max())
    return Passage(first, last, first_b, last_b, int(is_equal.sum()), row)
