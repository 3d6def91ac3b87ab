"""Words as numbers: what copies are found by.

Finding copies among a hundred thousand articles is a matter of sorting integers. This module
turns texts into those integers, without a Python object for a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

_CHUNK = 100_000  # characters or words handled at once: what a processor's cache holds
_BREAK, _DROP = 0, 1  # codes: what separates words, and what a reader does not miss in one
SHINGLE = 4  # words in a row that propose a pair
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


@lru_cache(maxsize=1)
def _code_table() -> np.ndarray:
    """What each code unit counts as: a break, nothing, or a letter (its folded code)."""
    import unicodedata

    table = np.arange(65536, dtype=np.uint16)  # Chinese and Korean: letters as they stand
    for code in (*range(0x3400), *range(0x4DC0, 0x4E00), *range(0xA000, 0xAC00),
                 *range(0xD7A4, 0x10000)):  # fmt: skip
        table[code] = _BREAK
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
    for start, stop in text_chunks(texts):
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


def text_chunks(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Stretches of a list of texts that are not too long for a processor's cache."""
    start = stop = size = 0
    for stop, text in enumerate(texts, start=1):
        size += len(text)
        if size >= _CHUNK:
            yield start, stop
            start, size = stop, 0
    if start < stop:
        yield start, stop


def _hash_chunk(texts: Sequence[str]) -> tuple[np.ndarray, ...]:
    """Hashes, starts, ends and the number of words a text, of some texts."""
    joined = "\n".join(texts) + "\n"
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    codes = code_units(joined)
    place = np.flatnonzero(codes != _DROP)
    codes = codes[place]
    is_word = codes != _BREAK
    edge = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
    if len(is_word) and is_word[0]:
        edge = np.concatenate([[0], edge])
    first, after = edge[0::2], edge[1::2]  # the text ends with a break, so that edges pair up
    hashes = hash_runs(codes, _without_clitics(codes, first, after), after)
    begins = np.concatenate([[0], np.cumsum(lengths)])
    starts, ends = place[first], place[after - 1] + 1
    bounds = np.searchsorted(starts, begins)
    counts = np.diff(bounds)
    shift = np.repeat(begins[:-1], counts)
    return hashes, (starts - shift).astype(np.int32), (ends - shift).astype(np.int32), counts


def code_units(text: str) -> np.ndarray:
    """The folded code of each character: a break, nothing, or a letter or digit."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) != len(text):  # a character beyond the basic plane takes two units
        wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        units = np.minimum(wide, 0xD800).astype(np.uint16)  # all such count as one letter
    return _code_table()[units]


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


def hash_runs(codes: np.ndarray, first: np.ndarray, after: np.ndarray) -> np.ndarray:
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


def flat_ranges(starts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """``starts[i], starts[i] + 1, …``, `counts[i]` numbers of each i, one after another."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(counts.sum())


def hash_shingles_at(words: np.ndarray, places: np.ndarray, size: int) -> np.ndarray:
    """As `hash_shingles`, of the `size` words from each of the places on."""
    hashed = words[places]
    for step in range(1, size):
        hashed = hashed * _BASE + words[places + step]
    return mix(hashed)
