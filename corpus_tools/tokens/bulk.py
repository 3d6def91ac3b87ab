"""The splits of many words at once: what `Segmenter.split` finds word by word, in arrays.

A corpus has hundreds of thousands of types, and each may be split in several ways. Here all
splits of all words are laid out as slices of one array of characters, one Arrow look-up finds
which stems are known, and the scores are computed together. A test holds that every word comes
out as it does from `Segmenter.split`.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .segmentation import COMMON, RESTORED_BEFORE_ENCLITIC, UNKNOWN, Segmenter

if TYPE_CHECKING:
    import pyarrow as pa

_ALEF, _LAM = ord("ا"), ord("ل")


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


def split_stems(words: Sequence[str], segmenter: Segmenter) -> list[str]:
    """The restored stem of each distinct folded word: ``segmenter.split(word)[2]``.

    Parameters
    ----------
    words : sequence of str
    segmenter : Segmenter

    Examples
    --------
    >>> from corpus_tools.tokens.segmentation import default_segmenter
    >>> split_stems(["وقال", "كتابهم", "للحظر"], default_segmenter())
    ['قال', 'كتاب', 'حظر']
    """
    stems = list(words)
    if not stems:
        return stems
    codes, places = _characters(stems)
    cuts = list(_cuts(codes, places, segmenter))
    if not cuts:
        return stems
    vocabulary = list(segmenter.frequency)
    found = _look_up(codes, cuts, vocabulary)
    word, index, score = _scores(cuts, found, vocabulary, stems, segmenter)
    for place, chosen in zip(*_best(word, index, score), strict=True):
        stems[place] = vocabulary[chosen]
    splittable = np.unique(np.concatenate([c.word for c in cuts]))
    fixed = segmenter.fixed
    for place in splittable.tolist():
        if words[place] in fixed:
            stems[place] = fixed[words[place]][2]
    return stems


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


def _look_up(codes: np.ndarray, cuts: list[_Cuts], vocabulary: list[str]) -> np.ndarray:
    """Place of each reading in the vocabulary, -1 where it has none."""
    import pyarrow as pa
    import pyarrow.compute as pc

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
    readings = _binary(text, places)
    found = pc.index_in(readings, value_set=_binary(*_characters(vocabulary)))
    return found.fill_null(-1).to_numpy()


def _binary(codes: np.ndarray, places: np.ndarray) -> "pa.Array":
    import pyarrow as pa

    buffers = [None, pa.py_buffer((places * 4).astype(np.int32)), pa.py_buffer(codes)]
    return pa.Array.from_buffers(pa.binary(), len(places) - 1, buffers)


def _scores(
    cuts: list[_Cuts], found: np.ndarray, vocabulary: list[str], words: Sequence[str],
    segmenter: Segmenter,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Word, place in the vocabulary and score of readings that beat the word as it stands."""
    sizes = [len(c.word) for c in cuts]
    kept = np.flatnonzero(found >= 0)
    word, length, article_cost = (
        np.concatenate([c[k] for c in cuts])[kept] for k in (0, 5, 7)
    )
    clitic_cost, restore_cost = (np.repeat([c[k] for c in cuts], sizes)[kept] for k in (6, 8))
    index = found[kept]
    known = np.fromiter(segmenter.frequency.values(), float, len(vocabulary))[index]
    lemmas, attested, names = segmenter.lemmas, segmenter.attested, segmenter.names
    distinct, back = _distinct(index, len(vocabulary))
    candidates = [vocabulary[i] for i in distinct.tolist()]
    in_lemmas = np.array([w in lemmas for w in candidates], dtype=bool)[back]
    get = segmenter.frequency.get
    whole = np.array([get(w, UNKNOWN) for w in words])
    by_length = np.array(segmenter.length_cost)
    own = segmenter.weight * whole
    own -= by_length[np.minimum([len(w) for w in words], 5)]
    own += np.where([w in lemmas for w in words], segmenter.gain, 0.0)
    whole = whole[word]

    # the order of the sums is that of `Segmenter.split`, so that no last digit differs
    cost = clitic_cost + by_length[np.minimum(length, 5)] + article_cost
    score = segmenter.weight * known - cost - restore_cost
    score += np.where(known < whole, segmenter.rarer * (whole - known), 0.0)
    score += np.where(in_lemmas, segmenter.gain, 0.0)
    usable = score > own[word]
    if attested is not None:
        at_home = np.array([w in attested for w in candidates], dtype=bool)[back]
        named = np.array([w in names for w in candidates], dtype=bool)[back]
        usable &= at_home | np.where(in_lemmas, known >= COMMON, named)
    return word[usable], index[usable], score[usable]


def _distinct(index: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct numbers below n, ascending, and the place of each number among them."""
    seen = np.zeros(n, bool)
    seen[index] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[index]


def _best(word: np.ndarray, index: np.ndarray, score: np.ndarray) -> tuple[list[int], list[int]]:
    """For each word the reading with the highest score; of equals the one tried first."""
    if not len(word):
        return [], []
    order = np.argsort(word, kind="stable")
    word, index, score = word[order], index[order], score[order]
    first = np.flatnonzero(np.diff(word, prepend=-1))
    highest = np.maximum.reduceat(score, first)
    top = np.flatnonzero(score == np.repeat(highest, np.diff(np.append(first, len(word)))))
    top = top[np.diff(word[top], prepend=-1) != 0]
    return word[top].tolist(), index[top].tolist()
