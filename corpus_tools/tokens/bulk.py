"""The splits of many words at once: what `Segmenter.split` finds word by word, in arrays.

A corpus has hundreds of thousands of types, and each may be split in several ways. Here all
splits of all words are laid out as slices of one array of characters, one Arrow look-up finds
which stems are known, and the scores are computed together. A test holds that every word comes
out as it does from `Segmenter.split`.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .grammar import is_cut_out, may_bear, own_word
from .known_words import Table, binary, characters, corpus_table
from .segmentation import RESTORED_BEFORE_ENCLITIC, SHORT, UNKNOWN, Segmenter

if TYPE_CHECKING:
    import pyarrow as pa

_ALEF, _LAM = ord("ا"), ord("ل")
_FEW = 20_000  # words; fewer are split one by one before a table of the vocabulary is filled


class _Cuts(NamedTuple):
    """Readings of stems; each array has a number a reading."""

    word: np.ndarray  # int64, place of the word
    start: np.ndarray  # slice of the characters that the reading keeps
    end: np.ndarray
    before: str  # letters put before them
    after: int  # a letter put behind them, 0: none
    length: np.ndarray  # letters of the stem as it stands
    fixed_cost: float  # of the clitics
    article_cost: np.ndarray
    restore_cost: float
    pro: str
    enc: str
    unless: tuple[tuple[int, ...], np.ndarray] | None = None  # so many cuts before are others of
    # the same words, at these places: where the vocabulary has one of those, these are none


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
    ['قال', 'كتاب', 'الحظر']
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
    codes, places = characters(words)
    cuts = list(_cuts(codes, places, segmenter))
    spelled = binary(codes, places)
    found = _look_up(codes, cuts, spelled, table)
    own, found = found[: len(words)], _without_doubles(cuts, found[len(words) :])
    usable = table.usable.copy()
    if table.of_corpus:
        usable[own] = True
    numbers = own.astype(np.int64)
    if cuts:
        place, index = _choose(cuts, found, own, words, np.diff(places), segmenter, table, usable)
        numbers[place] = index
    fixed = list(segmenter.fixed)
    met = pc.is_in(spelled, value_set=binary(*characters(fixed))).to_numpy(zero_copy_only=False)
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
                    word, start, end, "", 0, end - start, pro_cost + enc_cost, extra,
                    segmenter.restore["none"], pro, enc,
                )  # fmt: skip
                yield plain
                yield from _hidden(plain, pro, enc, padded, article, segmenter.restore)


def _hidden(
    plain: _Cuts, pro: str, enc: str, codes: np.ndarray, article: np.ndarray, restore: dict
) -> Iterator[_Cuts]:
    """What `segmentation.readings` adds to the stem as it stands."""

    def of(chosen: np.ndarray, kind: str, skip: int = 0, drop: int = 0, before: str = "",
           after: int = 0, unless: tuple | None = None) -> _Cuts:  # fmt: skip
        return _Cuts(
            plain.word[chosen], plain.start[chosen] + skip, plain.end[chosen] - drop, before, after,
            plain.length[chosen], plain.fixed_cost, plain.article_cost[chosen], restore[kind],
            pro, enc, unless,
        )  # fmt: skip

    if pro.endswith("ل"):
        lam = codes[plain.start] == _LAM
        for before in ("ا", "ال"):
            yield of(lam, "article", before=before)
        long = plain.length > 3
        yield of(lam & long, "bare", skip=1, unless=((1, 2), np.flatnonzero(long[lam])))
    if not enc:
        long = article & (plain.length > 4)
        back = 4 if pro.endswith("ل") else 1
        yield of(long, "bare", skip=2, unless=((back,), np.flatnonzero(long)))
        return
    last, long = codes[plain.end - 1], plain.length > 2
    for letter, (dropped, added, kind) in RESTORED_BEFORE_ENCLITIC.items():
        yield of(long & (last == ord(letter)), kind, drop=dropped, after=ord(added))


def _look_up(codes: np.ndarray, cuts: list[_Cuts], spelled: "pa.Array", table: Table) -> np.ndarray:
    """Place in the table of each word and then of each reading, -1 where it has none."""
    import pyarrow as pa

    if not cuts:
        return _index(spelled, table.spelled)
    start, end = (np.concatenate([c[k] for c in cuts]) for k in (1, 2))
    sizes = [len(c.word) for c in cuts]
    lead = np.repeat([len(c.before) for c in cuts], sizes)
    after = np.repeat(np.array([c.after for c in cuts], dtype=np.uint32), sizes)
    length = end - start + lead + (after > 0)
    places = np.append(0, np.cumsum(length))
    # the source of each character is one further than that of the last, but at each beginning
    filled = length > 0
    first, size = (start - lead)[filled], length[filled]
    steps = np.ones(places[-1], np.int64)
    steps[places[:-1][filled]] = first - np.append(0, (first + size - 1)[:-1])
    source = np.cumsum(steps)
    text = codes[np.clip(source, 0, len(codes) - 1)]
    for k, letter in enumerate((_ALEF, _LAM)):  # no other letters are put before a stem
        text[places[:-1][lead > k] + k] = letter
    text[places[1:][after > 0] - 1] = after[after > 0]
    return _index(pa.chunked_array([spelled, binary(text, places)]), table.spelled)


def _without_doubles(cuts: list[_Cuts], found: np.ndarray) -> np.ndarray:
    """Places in the table, with none where a reading gives way to another that has one."""
    found = found.copy()
    starts = np.cumsum([0] + [len(c.word) for c in cuts])
    for k, cut in enumerate(cuts):
        if cut.unless is not None:
            others, places = cut.unless
            here = found[starts[k] : starts[k + 1]]
            for back in others:
                here[found[starts[k - back] + places] >= 0] = -1
    return found


def _index(spelled: "pa.Array | pa.ChunkedArray", among: "pa.Array") -> np.ndarray:
    import pyarrow.compute as pc

    return pc.index_in(spelled, value_set=among).fill_null(-1).to_numpy()


def _choose(
    cuts: list[_Cuts], found: np.ndarray, own: np.ndarray, words: Sequence[str],
    lengths: np.ndarray, segmenter: Segmenter, table: Table, usable: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Words that are better split than left as they stand, and the place of their stems."""
    in_lemmas = np.where(own >= 0, table.in_lemmas[own], False)
    for place in np.flatnonzero(own < 0).tolist():
        in_lemmas[place] = words[place] in segmenter.lemmas
    which = np.repeat(np.arange(len(cuts)), [len(c.word) for c in cuts])
    has_pronoun = np.array([bool(c.enc) for c in cuts])
    fit = (found >= 0) & usable[found] & ~(has_pronoun[which] & table.article[found])
    word, length, article_cost = (np.concatenate([c[k] for c in cuts]) for k in (0, 5, 7))
    keeps = _grammar(cuts, words, fit, word, which, length, in_lemmas, segmenter)
    kept = np.flatnonzero(fit & (keeps >= 0))
    word, which, length, index = word[kept], which[kept], length[kept], found[kept]
    clitic_cost, restore_cost = (np.array([c[k] for c in cuts])[which] for k in (6, 8))
    by_length = np.array(segmenter.length_cost)
    whole = np.where(own >= 0, table.log_frequency[own], UNKNOWN)

    # the order of the sums is that of `Segmenter.split`, so that no last digit differs
    as_it_stands = segmenter.weight * whole
    as_it_stands -= by_length[np.minimum(lengths, 5)]
    as_it_stands += np.where(in_lemmas, segmenter.gain, 0.0)
    known, whole = table.log_frequency[index], whole[word]
    cost = clitic_cost + by_length[np.minimum(length, 5)] + article_cost[kept]
    score = segmenter.weight * known - cost - restore_cost
    score += np.where(known < whole, segmenter.rarer * (whole - known), 0.0)
    score += np.where(keeps[kept] > 0, segmenter.own_word, 0.0)
    score += np.where(table.in_lemmas[index], segmenter.gain, 0.0)
    better = score > as_it_stands[word]
    return _best(word[better], index[better], score[better])


def _grammar(
    cuts: list[_Cuts], words: Sequence[str], fit: np.ndarray, word: np.ndarray, which: np.ndarray,
    length: np.ndarray, in_lemmas: np.ndarray, segmenter: Segmenter,
) -> np.ndarray:  # fmt: skip
    """Of each reading: -1 if grammar forbids its split, 1 if the dictionary has the clitic's
    letters in the word's lemma, else 0. Asked is only where the answer can be another than 0."""
    said = np.zeros(len(fit), np.int8)
    future = np.array([c.pro.endswith("\u0633") for c in cuts])[which]
    short = fit & ((length <= SHORT) | future)
    both = np.array([bool(c.pro and c.enc) for c in cuts])[which]
    asked = np.flatnonzero(short | (fit & (in_lemmas[word] | both)))
    rows = zip(asked.tolist(), word[asked].tolist(), which[asked].tolist(),
               short[asked].tolist(), strict=True)  # fmt: skip
    for row, place, number, is_short in rows:
        text, cut = words[place], cuts[number]
        stem = text[len(cut.pro) : len(text) - len(cut.enc)]
        if is_short and not may_bear(cut.pro, stem, cut.enc):
            said[row] = -1
            continue
        part = own_word(text, cut.pro, cut.enc, segmenter.lemmas)
        if part is not None:
            said[row] = -1 if is_cut_out(text, part, stem, segmenter.frequency) else 1
    return said


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
