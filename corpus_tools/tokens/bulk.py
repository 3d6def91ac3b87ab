"""The splits of many words at once: what `Segmenter.split` finds word by word, in arrays.

A corpus has hundreds of thousands of types, and each may be split in several ways. Here all
splits of all words are laid out as slices of one array of characters, one Arrow look-up finds
which stems are known, and the scores are computed together. A test holds that every word comes
out as it does from `Segmenter.split`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .segmentation import (
    COMMON,
    RESTORED_BEFORE_ENCLITIC,
    UNKNOWN,
    Segmenter,
    default_frequency,
)

if TYPE_CHECKING:
    import pyarrow as pa

_ALEF, _LAM = ord("ا"), ord("ل")
# A corpus is small beside what wordfreq counted: a word it has once is as rare as the rarest there.
_OWN_TOTAL = math.log(1e8)
_FEW = 20_000  # words; fewer are split one by one before a table of the vocabulary is filled


@dataclass(frozen=True, eq=False)
class Table:
    """What a segmenter knows of the words of its vocabulary, in arrays of one order."""

    words: list[str]
    spelled: "pa.Array"
    log_frequency: np.ndarray
    in_lemmas: np.ndarray  # bool: the dictionary has the word
    usable: np.ndarray  # bool: may be a stem, whatever the word
    of_corpus: bool = False  # the words to be split are those of the corpus, and may be stems

    @classmethod
    def of(cls, segmenter: Segmenter) -> "Table":
        words = list(segmenter.frequency)
        lemmas, attested, names = segmenter.lemmas, segmenter.attested, segmenter.names
        return cls(
            words=words,
            spelled=_binary(*_characters(words)),
            log_frequency=np.fromiter(segmenter.frequency.values(), float, len(words)),
            in_lemmas=_holds(words, lemmas),
            usable=_usable(
                np.fromiter(segmenter.frequency.values(), float, len(words)),
                _holds(words, lemmas), _holds(words, names),
                None if attested is None else _holds(words, attested),
            ),
        )  # fmt: skip


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
        spelled=pa.concat_arrays([table.spelled, _binary(*_characters(words))]),
        log_frequency=np.append(table.log_frequency, own),
        in_lemmas=np.append(table.in_lemmas, _holds(words, segmenter.lemmas)),
        usable=np.append(listed, np.ones(len(words), bool)),
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


class _Cuts(NamedTuple):
    """Readings of stems; each array has a number a reading."""

    word: np.ndarray  # int64, place of the word
    start: np.ndarray  # slice of the characters that the reading keeps
    end: np.ndarray
    before: int  # a letter put before them, 0: none
    after: int
    length: np.ndarray  # letters of the stem as it stands
    fixed_cost: float  # of the clitics
    article_cost: np.ndarray
    restore_cost: float


def split_stems(
    words: Sequence[str], segmenter: Segmenter, table: Table | None = None
) -> list[str]:
    """The restored stem of each distinct folded word: ``segmenter.split(word)[2]``.

    Parameters
    ----------
    words : sequence of str
    segmenter : Segmenter
    table : Table, optional
        That of the segmenter.

    Examples
    --------
    >>> from corpus_tools.tokens.segmentation import default_segmenter
    >>> split_stems(["وقال", "كتابهم", "للحظر"], default_segmenter())
    ['قال', 'كتاب', 'حظر']
    """
    table = Table.of(segmenter) if table is None else table
    numbers, others = stem_numbers(words, segmenter, table)
    known = len(table.words)
    return [table.words[n] if n < known else others[n - known] for n in numbers.tolist()]


def distinct_stems(
    words: Sequence[str], segmenter: Segmenter
) -> tuple[list[str], np.ndarray]:
    """The stems of the words of a corpus without repetition, and the place of each word's there.

    Parameters
    ----------
    words : sequence of str
        Distinct folded words.
    segmenter : Segmenter
        What `corpus_segmenter` returned for them.
    """
    if len(words) < _FEW:
        number: dict[str, int] = {}
        place = [number.setdefault(segmenter.split(w)[2], len(number)) for w in words]
        return list(number), np.array(place, dtype=np.int64)
    table = corpus_table(words, segmenter)
    numbers, others = stem_numbers(words, segmenter, table)
    known = len(table.words)
    seen = np.zeros(known + len(others), bool)
    seen[numbers] = True
    stems = [table.words[n] if n < known else others[n - known]
             for n in np.flatnonzero(seen).tolist()]  # fmt: skip
    return stems, (np.cumsum(seen) - 1)[numbers]


def stem_numbers(
    words: Sequence[str], segmenter: Segmenter, table: Table
) -> tuple[np.ndarray, list[str]]:
    """For each word the place of its restored stem in the table, and the stems that the table
    has not: their numbers follow those of the table."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = len(table.words)
    if not len(words):
        return np.zeros(0, np.int64), []
    codes, places = _characters(words)
    cuts = list(_cuts(codes, places, segmenter))
    spelled = _binary(codes, places)
    found = _look_up(codes, cuts, spelled, table)
    own, found = found[: len(words)], found[len(words) :]
    usable = table.usable.copy()
    if table.of_corpus:
        usable[own] = True
    numbers = own.astype(np.int64)
    if cuts:
        place, index = _choose(cuts, found, own, words, np.diff(places), segmenter, table, usable)
        numbers[place] = index
    fixed = list(segmenter.fixed)
    met = pc.is_in(spelled, value_set=_binary(*_characters(fixed))).to_numpy(zero_copy_only=False)
    splittable = np.zeros(len(words), bool)
    for cut in cuts:
        splittable[cut.word] = True
    others: list[str] = []
    for place in np.flatnonzero((met & splittable) | (numbers < 0)).tolist():
        word = words[place]
        is_fixed = splittable[place] and word in segmenter.fixed
        numbers[place] = known + len(others)
        others.append(segmenter.fixed[word][2] if is_fixed else word)
    return numbers, others


def _characters(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Code points of all words in one array, and where each word begins (and the last ends)."""
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    places = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), out=places[1:])
    return codes, places


def _cuts(codes: np.ndarray, places: np.ndarray, segmenter: Segmenter) -> Iterator[_Cuts]:
    """All readings of all splits, in the order in which `Segmenter.split` tries them."""
    starts, ends = places[:-1], places[1:]
    length = ends - starts
    padded = np.concatenate([codes, np.zeros(4, np.uint32)])

    def has(at: np.ndarray, text: str) -> np.ndarray:
        fits = length >= len(text)
        for i, letter in enumerate(text):
            fits &= padded[at + i] == ord(letter)
        return fits

    ending = {enc: has(np.maximum(ends - len(enc), 0), enc) for enc, _ in segmenter.suffixes}
    for pro, pro_cost, article_cost in segmenter.prefixes:
        beginning = has(starts, pro)
        for enc, enc_cost in segmenter.suffixes:
            if not (pro or enc):
                continue
            room = length > len(pro) + len(enc)
            word = np.flatnonzero(beginning & ending[enc] & room)
            if len(word):
                start, end = starts[word] + len(pro), ends[word] - len(enc)
                two = padded[start] == _ALEF
                article = two & (padded[start + 1] == _LAM) & (end - start > 1)
                extra = np.where(article, article_cost, 0.0)
                plain = _Cuts(
                    word, start, end, 0, 0, end - start, pro_cost + enc_cost, extra,
                    segmenter.restore["none"],
                )  # fmt: skip
                yield plain
                yield from _hidden(plain, pro, enc, padded, article, segmenter.restore)


def _hidden(
    plain: _Cuts, pro: str, enc: str, codes: np.ndarray, article: np.ndarray, restore: dict
) -> Iterator[_Cuts]:
    """What `segmentation.readings` adds to the stem as it stands."""

    def of(chosen: np.ndarray, kind: str, skip: int = 0, drop: int = 0, before: int = 0,
           after: int = 0) -> _Cuts:  # fmt: skip
        return _Cuts(
            plain.word[chosen], plain.start[chosen] + skip, plain.end[chosen] - drop, before, after,
            plain.length[chosen], plain.fixed_cost, plain.article_cost[chosen], restore[kind],
        )  # fmt: skip

    if pro.endswith("ل"):
        lam = codes[plain.start] == _LAM
        yield of(lam, "article", before=_ALEF)
        yield of(lam, "bare", skip=1)
    if not enc:
        yield of(article, "bare", skip=2)
        return
    last = codes[plain.end - 1]
    for letter, (dropped, added, kind) in RESTORED_BEFORE_ENCLITIC.items():
        yield of(last == ord(letter), kind, drop=dropped, after=ord(added))


def _look_up(codes: np.ndarray, cuts: list[_Cuts], spelled: "pa.Array", table: Table) -> np.ndarray:
    """Place in the table of each word and then of each reading, -1 where it has none."""
    import pyarrow as pa

    if not cuts:
        return _index(spelled, table.spelled)
    start, end = (np.concatenate([c[k] for c in cuts]) for k in (1, 2))
    sizes = [len(c.word) for c in cuts]
    before, after = (
        np.repeat(np.array([c[k] for c in cuts], dtype=np.uint32), sizes) for k in (3, 4)
    )
    length = end - start + (before > 0) + (after > 0)
    places = np.append(0, np.cumsum(length))
    # the source of each character is one further than that of the last, but at each beginning
    filled = length > 0
    first, size = (start - (before > 0))[filled], length[filled]
    steps = np.ones(places[-1], np.int64)
    steps[places[:-1][filled]] = first - np.append(0, (first + size - 1)[:-1])
    source = np.cumsum(steps)
    text = codes[np.clip(source, 0, len(codes) - 1)]
    text[places[:-1][before > 0]] = before[before > 0]
    text[places[1:][after > 0] - 1] = after[after > 0]
    return _index(pa.chunked_array([spelled, _binary(text, places)]), table.spelled)


def _index(spelled: "pa.Array | pa.ChunkedArray", among: "pa.Array") -> np.ndarray:
    import pyarrow.compute as pc

    return pc.index_in(spelled, value_set=among).fill_null(-1).to_numpy()


def _binary(codes: np.ndarray, places: np.ndarray) -> "pa.Array":
    import pyarrow as pa

    buffers = [None, pa.py_buffer((places * 4).astype(np.int32)), pa.py_buffer(codes)]
    return pa.Array.from_buffers(pa.binary(), len(places) - 1, buffers)


def _choose(
    cuts: list[_Cuts], found: np.ndarray, own: np.ndarray, words: Sequence[str],
    lengths: np.ndarray, segmenter: Segmenter, table: Table, usable: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Words that are better split than left as they stand, and the place of their stems."""
    kept = np.flatnonzero(found >= 0)
    index = found[kept]
    fit = usable[index]
    kept, index = kept[fit], index[fit]
    sizes = [len(c.word) for c in cuts]
    word, length, article_cost = (np.concatenate([c[k] for c in cuts])[kept] for k in (0, 5, 7))
    which = np.repeat(np.arange(len(cuts)), sizes)[kept]
    clitic_cost, restore_cost = (np.array([c[k] for c in cuts])[which] for k in (6, 8))
    by_length = np.array(segmenter.length_cost)
    whole = np.where(own >= 0, table.log_frequency[own], UNKNOWN)
    in_lemmas = np.where(own >= 0, table.in_lemmas[own], False)
    for place in np.flatnonzero(own < 0).tolist():
        in_lemmas[place] = words[place] in segmenter.lemmas

    # the order of the sums is that of `Segmenter.split`, so that no last digit differs
    as_it_stands = segmenter.weight * whole
    as_it_stands -= by_length[np.minimum(lengths, 5)]
    as_it_stands += np.where(in_lemmas, segmenter.gain, 0.0)
    known, whole = table.log_frequency[index], whole[word]
    cost = clitic_cost + by_length[np.minimum(length, 5)] + article_cost
    score = segmenter.weight * known - cost - restore_cost
    score += np.where(known < whole, segmenter.rarer * (whole - known), 0.0)
    score += np.where(table.in_lemmas[index], segmenter.gain, 0.0)
    better = score > as_it_stands[word]
    return _best(word[better], index[better], score[better])


def _best(
    word: np.ndarray, index: np.ndarray, score: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each word the reading with the highest score; of equals the one tried first."""
    if not len(word):
        return word, index
    order = np.argsort(word, kind="stable")
    word, index, score = word[order], index[order], score[order]
    first = np.flatnonzero(np.diff(word, prepend=-1))
    highest = np.maximum.reduceat(score, first)
    top = np.flatnonzero(score == np.repeat(highest, np.diff(np.append(first, len(word)))))
    top = top[np.diff(word[top], prepend=-1) != 0]
    return word[top], index[top]
