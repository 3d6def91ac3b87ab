"""From distinct forms to types: spelling, clitics, lemma and stop words, once per form."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np

from .encoding import Coded
from ..normalize import PLAIN, STEPS, Normalization, fold_word, normalize
from ..schema import InputError
from .segmentation import Segmenter, corpus_segmenter

PAD = -1
LONGEST = 60  # characters; what is longer is no word of any language but encoded data


@dataclass(frozen=True, slots=True)
class TypeTable:
    """The vocabulary, and the type of each form (-1: a pad)."""

    vocabulary: np.ndarray
    form_words: np.ndarray
    form_types: np.ndarray
    form_counts: np.ndarray


def analyse(
    coded: Coded,
    *,
    scheme: str,
    normalization: Normalization,
    stop_words: Collection[str] | None,
    keep: Collection[str],
) -> TypeTable:
    """Types of all forms.

    The label of a type is the commonest spelling among those that share its key; ties go to the
    first in code point order, so that no run differs from another.
    """
    counts = np.bincount(coded.forms, minlength=len(coded.words))
    usable = [
        kind in keep and len(word) <= LONGEST
        for word, kind in zip(coded.words, coded.classes, strict=True)
    ]
    shown = replace(normalization, alef=False, hashtags=False)
    folded = [
        (word if PLAIN.fullmatch(word) else normalize(word, shown)) if use else ""
        for word, use in zip(coded.words, usable, strict=True)
    ]
    spelled, stopped = _spell(folded, coded.classes, counts, scheme, _stop_keys(stop_words))
    keys = key_maker(normalization)
    cache = {word: keys(word) for word in set(spelled)}
    found = [
        "" if stop else cache[word] for word, stop in zip(spelled, stopped, strict=True)
    ]
    labels = _labels(found, spelled, counts.tolist())
    order = sorted((label, key) for key, label in labels.items())
    column = {key: i for i, (_, key) in enumerate(order)}
    column[""] = PAD
    return TypeTable(
        vocabulary=_objects([label for label, _ in order]),
        form_words=_objects(coded.words),
        form_types=np.array([column[key] for key in found], dtype=np.int32),
        form_counts=counts.astype(np.int64),
    )


def _labels(keys: list[str], spelled: list[str], counts: list[int]) -> dict[str, str]:
    """For each key the commonest of its spellings; of equals, the first in code point order."""
    totals: dict[tuple[str, str], int] = {}
    for pair, count in zip(zip(keys, spelled, strict=True), counts, strict=True):
        totals[pair] = totals.get(pair, 0) + count
    best: dict[str, tuple[int, str]] = {}
    for (key, word), count in totals.items():
        if key and (key not in best or (-count, word) < best[key]):
            best[key] = (-count, word)
    return {key: word for key, (_, word) in best.items()}


def _objects(words: list[str]) -> np.ndarray:
    found = np.empty(len(words), dtype=object)
    found[:] = words
    return found


def _spell(
    folded: list[str],
    classes: list[str],
    counts: np.ndarray,
    scheme: str,
    stop_keys: frozenset[str],
) -> tuple[list[str], list[bool]]:
    """What each form is counted as before spellings are united, and whether it is a stop word."""
    if scheme == "word" and not stop_keys:
        return folded, [False] * len(folded)
    segmenter = corpus_segmenter(folded, counts.tolist())
    cache: dict[str, tuple[str, bool]] = {}
    lemmas: dict[str, str] = {}  # many words leave the same stem
    for word, kind in zip(folded, classes, strict=True):
        if word not in cache:
            if kind == "word" and word:
                cache[word] = _analysis(word, segmenter, scheme, stop_keys, lemmas)
            else:
                cache[word] = (word, _key(word) in stop_keys)
    found = [cache[word] for word in folded]
    return [f[0] for f in found], [f[1] for f in found]


def _analysis(
    word: str,
    segmenter: Segmenter,
    scheme: str,
    stop_keys: frozenset[str],
    lemmas: dict[str, str],
) -> tuple[str, bool]:
    stem = segmenter.split(word)[2]
    spelled = word
    if scheme == "stem":
        spelled = stem
    elif scheme == "lemma":
        found = lemmas.get(stem)
        if found is None:
            found = lemmas[stem] = segmenter.lemma(stem)
        spelled = found
    if not stop_keys:
        return spelled, False
    return spelled, not stop_keys.isdisjoint((_key(word), _key(stem), _key(spelled)))


def _stop_keys(stop_words: Collection[str] | None) -> frozenset[str]:
    if isinstance(stop_words, str):
        raise InputError(
            f"stop_words: expected a collection of words, got the string {stop_words!r}"
        )
    return frozenset(_key(fold_word(w)) for w in stop_words or ())


_ALEF = str.maketrans("أإآٱ", "اااا")


def _key(word: str) -> str:
    """Hamza on alef is left out carelessly, in stop lists as in texts."""
    return word.translate(_ALEF)


def key_maker(normalization: Normalization) -> Callable[[str], str]:
    """A function from a word to the key under which its spellings are one."""
    # In words of plain letters only the four folding steps find anything to do, and one table
    # does them together.
    table: dict[int, str] = {}
    for name in ("alef", "hamza", "alef_maksura", "teh_marbuta"):
        if getattr(normalization, name):
            step = STEPS[name]
            table.update({ord(c): step(c) for c in "آأإؤئىة" if step(c) != c})

    def key(word: str) -> str:
        return word.translate(table) if PLAIN.fullmatch(word) else normalize(word, normalization)

    return key
