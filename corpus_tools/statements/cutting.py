"""The words of many texts in arrays: what stands between white space is cut once a distinct form.

A batch of texts is split at white space, each stretch is exchanged for its number, and numbers
are exchanged for words, their places and what they tell of their sentence without a step of
Python a word. Only the words of sentences that somebody may speak in become `Token`s.
"""

import re
from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from . import cues as c
from .words import Token

if TYPE_CHECKING:
    import pyarrow as pa

TOKEN = re.compile(
    "[\\w\u064b-\u065f\u0670\u0640\u200c\u200d#@]+(?:[-'.\u2019][\\w\u064b-\u065f\u0670]+)*|\\.\\.+|[^\\w\\s]"
)
_DROPPED = frozenset("\"«»\u201c\u201d'\u0640")  # marks around names and quotations
_MOST = 1_000_000  # stretches kept from one call to the next: some 300 MB


class Stretches(dict):
    """A dict from what stands between white space to its number, filled on first use.

    A stretch is a word with the punctuation that touches it. Threads may share one.
    """

    def __init__(self, vocabulary: c.Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.number: dict[str, int] = {}  # of each distinct word
        self.tokens: list[Token] = []  # of each distinct word
        self._lengths = array("q")  # by word
        self._tells = array("q")  # by word, as `Word.tells`
        self._kept = array("b")  # by word: whether it is no mark that is dropped
        self._n_parts = array("q")  # by stretch: how many words it holds
        self._parts = array("q")  # the words of all stretches, one stretch after the other
        self._offsets = array("q")  # where each of them begins in its stretch
        self._lock = RLock()

    def __missing__(self, stretch: str) -> int:
        with self._lock:
            if stretch in self:
                return self[stretch]
            parts = (stretch,) if stretch.isalnum() else TOKEN.findall(stretch)
            at = 0
            for written in parts:
                number = self.number.get(written)
                self._parts.append(self._add(written) if number is None else number)
                self._offsets.append(at)
                at += len(written)  # every character is in a part, so they touch
            self._n_parts.append(len(parts))
            number = len(self)
            self[stretch] = number
            return number

    def _add(self, written: str) -> int:
        self.number[written] = number = len(self.tokens)
        word = self.vocabulary[written]
        self.tokens.append(Token(written, word))
        self._lengths.append(len(written))
        self._tells.append(word.tells)
        self._kept.append(written not in _DROPPED)
        return number

    def arrays(self) -> tuple[np.ndarray, ...]:
        """Lengths, `tells` and `kept` of words; number of words, words and offsets of stretches."""
        with self._lock:
            held = (self._lengths, self._tells, self._kept, self._n_parts, self._parts, self._offsets)
            return tuple(map(np.array, held))


def bundled_stretches() -> Stretches:
    """Those of the bundled vocabulary, kept for the process until they are too many."""
    if len(_bundled()) > _MOST:
        _bundled.cache_clear()
    return _bundled()


@lru_cache(maxsize=1)
def _bundled() -> Stretches:
    return Stretches(c.bundled_vocabulary())


class Words:
    """The words of a batch of texts, and those of each of its sentences.

    Parameters
    ----------
    stretches : Stretches
    texts : sequence of str
    sentences : sequence of list of (int, int)
        By text, where its sentences begin and end; both at white space.
    """

    def __init__(
        self, stretches: Stretches, texts: Sequence[str],
        sentences: Sequence[Sequence[tuple[int, int]]],
    ) -> None:
        origins = np.fromiter(accumulate((len(t) + 1 for t in texts), initial=0), np.int64)
        number, starts, ends, tells = _cut(stretches, texts)
        places = np.array([place for inside in sentences for place in inside], np.int64)
        places = places.reshape(-1, 2) + np.repeat(origins[:-1], list(map(len, sentences)))[:, None]
        borders = np.searchsorted(starts, places)
        self.tells = _together(tells, borders).tolist()  # of each sentence
        self.turns = (tells & c.TURNS).astype(bool).tobytes()  # of each word
        self.firsts, self.lasts = borders.T.tolist()  # words of each sentence
        shift = np.repeat(origins[:-1], np.diff(np.searchsorted(starts, origins)))
        self.vocabulary = stretches.vocabulary
        self._columns = np.stack([number, starts - shift, ends - shift])
        self._tokens = stretches.tokens

    def between(self, first: int, last: int) -> tuple[list[Token], list[int], list[int]]:
        """Words, and where they begin and end in the characters of their text."""
        numbers, starts, ends = self._columns[:, first:last].tolist()
        return list(map(self._tokens.__getitem__, numbers)), starts, ends


def _cut(stretches: Stretches, texts: Sequence[str]) -> tuple[np.ndarray, ...]:
    """The words of the texts: numbers, starts and ends in the texts joined, what they tell."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    black = np.zeros(len(codes) + 2, bool)
    black[1:-1] = ~np.take(_white_space(), codes, mode="clip")
    edges = np.flatnonzero(black[1:] != black[:-1])
    begins = edges[::2]
    stretch = _numbers(stretches, codes[black[1:-1]], edges[1::2] - begins)
    lengths, tells, kept, n_parts, parts, offsets = stretches.arrays()
    count = n_parts[stretch]
    first = (np.cumsum(n_parts) - n_parts)[stretch]
    place = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
    number, starts = parts[place], np.repeat(begins, count) + offsets[place]
    kept = kept.view(bool)[number]
    number, starts = number[kept], starts[kept]
    return number, starts, starts + lengths[number], tells[number]


def _numbers(stretches: Stretches, codes: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Numbers of stretches that stand one behind the other in `codes`."""
    import pyarrow as pa

    ends = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(4 * lengths, out=ends[1:])
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(codes)]
    found = pa.Array.from_buffers(pa.large_binary(), len(lengths), buffers).dictionary_encode()
    numbers = np.fromiter(map(stretches.__getitem__, _decoded(found.dictionary)), np.int64)
    return numbers[found.indices.to_numpy()]


def _decoded(distinct: "pa.Array") -> list[str]:
    """UTF-32 as strings: the whole is decoded at once, and then cut."""
    if not len(distinct):
        return []
    _, places, data = distinct.buffers()
    ends = np.frombuffer(places, np.int64)[distinct.offset : distinct.offset + len(distinct) + 1]
    text = str(memoryview(data)[ends[0] : ends[-1]], "utf-32-le", "surrogatepass")
    cuts = ((ends - ends[0]) // 4).tolist()
    return list(map(text.__getitem__, map(slice, cuts, cuts[1:])))


@lru_cache(maxsize=1)
def _white_space() -> np.ndarray:
    """Whether a code point is white space; none above the last one of the table is."""
    return np.array([chr(code).isspace() for code in range(0x3002)])


def _together(tells: np.ndarray, borders: np.ndarray) -> np.ndarray:
    """What the words between each pair of borders tell, as one number."""
    out = np.bitwise_or.reduceat(np.append(tells, 0), borders.ravel())[::2]
    out[borders[:, 0] == borders[:, 1]] = 0
    return out
