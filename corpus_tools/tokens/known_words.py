"""What a segmenter knows of words, in arrays: the reference list and the words of a corpus."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from .grammar import has_article
from .segmentation import COMMON, Segmenter, default_frequency

if TYPE_CHECKING:
    import pyarrow as pa

# A corpus is small beside what wordfreq counted: a word it has once is as rare as the rarest there.
_OWN_TOTAL = math.log(1e8)


@dataclass(frozen=True, eq=False)
class Table:
    """What a segmenter knows of the words of its vocabulary, in arrays of one order."""

    words: list[str]
    spelled: "pa.Array"
    log_frequency: np.ndarray
    in_lemmas: np.ndarray  # bool: the dictionary has the word
    usable: np.ndarray  # bool: may be a stem, whatever the word
    article: np.ndarray  # bool: has it, and so no pronoun
    of_corpus: bool = False  # the words to be split are those of the corpus, and may be stems

    @classmethod
    def of(cls, segmenter: Segmenter) -> "Table":
        words = list(segmenter.frequency)
        lemmas, attested, names = segmenter.lemmas, segmenter.attested, segmenter.names
        return cls(
            words=words,
            spelled=binary(*characters(words)),
            log_frequency=np.fromiter(segmenter.frequency.values(), float, len(words)),
            in_lemmas=_holds(words, lemmas),
            usable=_usable(
                np.fromiter(segmenter.frequency.values(), float, len(words)),
                _holds(words, lemmas), _holds(words, names),
                None if attested is None else _holds(words, attested),
            ),
            article=_article(words, lemmas),
        )  # fmt: skip


def _article(words: Sequence[str], lemmas: Mapping[str, str]) -> np.ndarray:
    return np.fromiter((has_article(w, lemmas) for w in words), bool, len(words))


def _holds(words: Sequence[str], container) -> np.ndarray:
    return np.fromiter((w in container for w in words), bool, len(words))


def _usable(
    log_frequency: np.ndarray, in_lemmas: np.ndarray, named: np.ndarray,
    attested: np.ndarray | None,
) -> np.ndarray:  # fmt: skip
    """No letter is taken from a word whose remainder is neither in the corpus, nor a common word
    of the dictionary, nor a protected name."""
    if attested is None:
        return np.ones(len(in_lemmas), bool)
    return attested | np.where(in_lemmas, log_frequency >= COMMON, named)


@lru_cache(maxsize=1)
def _default_table() -> tuple[Table, np.ndarray]:
    """The table of the default vocabulary, and which of its words are protected names."""
    segmenter = Segmenter(default_frequency())
    return Table.of(segmenter), _holds(list(default_frequency()), segmenter.names)


def corpus_segmenter(words: Sequence[str], counts: Sequence[int]) -> Segmenter:
    """The default segmenter with the words of a corpus added to its vocabulary.

    No letter is taken from a word whose remainder is neither in the corpus nor a common word of
    the dictionary, so that foreign names stay whole.

    Parameters
    ----------
    words : sequence of str
        Distinct folded words.
    counts : sequence of int
    """
    logs = np.log(np.asarray(counts, float)) - _OWN_TOTAL
    added = dict(zip(words, logs.tolist(), strict=True))
    return Segmenter(Layered(default_frequency(), added), attested=added)


def corpus_table(words: Sequence[str], segmenter: Segmenter) -> Table:
    """The table of what `corpus_segmenter` returned for these words."""
    import pyarrow as pa

    table, named = _default_table()
    own = np.fromiter(map(segmenter.attested.__getitem__, words), float, len(words))
    listed = _usable(table.log_frequency, table.in_lemmas, named, np.zeros(len(named), bool))
    return Table(
        # words of the corpus that are in the list too stand here twice; a look-up finds the first
        words=table.words + list(words),
        spelled=pa.concat_arrays([table.spelled, binary(*characters(words))]),
        log_frequency=np.append(table.log_frequency, own),
        in_lemmas=np.append(table.in_lemmas, _holds(words, segmenter.lemmas)),
        usable=np.append(listed, np.ones(len(words), bool)),
        article=np.append(table.article, _article(words, segmenter.lemmas)),
        of_corpus=True,
    )


class Layered(Mapping):
    """Two dicts as one, the first before the second: it has six hundred thousand words and is
    not copied."""

    def __init__(self, first: dict[str, float], second: dict[str, float]) -> None:
        self._first, self._second = first, second

    def __getitem__(self, key: str) -> float:
        return self._first[key] if key in self._first else self._second[key]

    def get(self, key: str, default: float | None = None) -> float | None:
        found = self._first.get(key)
        return self._second.get(key, default) if found is None else found

    def __contains__(self, key: object) -> bool:
        return key in self._first or key in self._second

    def __iter__(self) -> Iterator[str]:
        return chain(self._first, (key for key in self._second if key not in self._first))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def characters(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Code points of all words in one array, and where each word begins (and the last ends)."""
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    places = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), out=places[1:])
    return codes, places


def binary(codes: np.ndarray, places: np.ndarray) -> "pa.Array":
    import pyarrow as pa

    buffers = [None, pa.py_buffer((places * 4).astype(np.int32)), pa.py_buffer(codes)]
    return pa.Array.from_buffers(pa.binary(), len(places) - 1, buffers)
