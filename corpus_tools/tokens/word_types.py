"""From distinct forms to types: spelling, clitics, lemma and stop words, once per form."""

import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np

from .boundaries import tokens_of
from .bulk import split_stems
from ..normalize import PLAIN, STEPS, Normalization, fold_word, quick_normalize
from ..schema import InputError
from .segmentation import corpus_segmenter

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
    words: list[str],
    classes: list[str],
    counts: np.ndarray,
    *,
    scheme: str,
    normalization: Normalization,
    stop_words: Collection[str] | None,
    keep: Collection[str],
) -> TypeTable:
    """Types of all forms: `words`, the class of each and how often each occurs, (n_forms,).

    The label of a type is the commonest spelling among those that share its key; ties go to the
    first in code point order, so that no run differs from another.
    """
    usable = [
        kind in keep and len(word) <= LONGEST
        for word, kind in zip(words, classes, strict=True)
    ]
    shown = quick_normalize(replace(normalization, alef=False, hashtags=False))
    folded = [
        (word if PLAIN.fullmatch(word) else shown(word)) if use else ""
        for word, use in zip(words, usable, strict=True)
    ]
    spelled, stopped = _spell(folded, classes, counts, scheme, _stop_keys(stop_words))
    keys = key_maker(normalization)
    cache = {word: keys(word) for word in set(spelled)} | {"": ""}
    if stopped is not None:
        spelled = ["" if stop else word for word, stop in zip(spelled, stopped, strict=True)]
    found = [cache[word] for word in spelled]
    labels = _labels(found, spelled, counts.tolist())
    labels.pop("", None)
    order = sorted((label, key) for key, label in labels.items())
    column = {key: i for i, (_, key) in enumerate(order)}
    column[""] = PAD
    return TypeTable(
        vocabulary=_objects([label for label, _ in order]),
        form_words=_objects(words),
        form_types=np.array([column[key] for key in found], dtype=np.int32),
        form_counts=counts.astype(np.int64),
    )


def _labels(keys: list[str], spelled: list[str], counts: list[int]) -> dict[str, str]:
    """For each key the commonest of its spellings; of equals, the first in code point order."""
    totals: dict[str, int] = {}
    key_of = dict(zip(spelled, keys, strict=True))
    for word, count in zip(spelled, counts, strict=True):
        totals[word] = totals.get(word, 0) + count
    best: dict[str, str] = {}
    for word, key in key_of.items():
        other = best.setdefault(key, word)
        if other is not word and (-totals[word], word) < (-totals[other], other):
            best[key] = word
    return best


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
) -> tuple[list[str], list[bool] | None]:
    """What each form is counted as before spellings are united, and whether it is a stop word
    (None: there are no stop words)."""
    if scheme == "word" and not stop_keys:
        return folded, None
    segmenter = corpus_segmenter(folded, counts.tolist())
    # one class a spelling: that of the first form that has it
    kinds = dict(zip(reversed(folded), reversed(classes), strict=True))
    stems = {w: w for w in kinds}
    arabic = [w for w, kind in kinds.items() if kind == "word" and w]
    stems.update(zip(arabic, split_stems(arabic, segmenter), strict=True))
    counted = {w: w for w in kinds} if scheme == "word" else stems
    if scheme == "lemma":
        lemmas = {stem: segmenter.lemma(stem) for stem in {stems[w] for w in arabic}}
        counted = stems | {w: lemmas[stems[w]] for w in arabic}
    spelled = [counted[word] for word in folded]
    if not stop_keys:
        return spelled, None
    stops = {
        w: not stop_keys.isdisjoint((_key(w), _key(stem), _key(counted[w])))
        for w, stem in stems.items()
    }
    return spelled, [stops[word] for word in folded]


def _stop_keys(stop_words: Collection[str] | None) -> frozenset[str]:
    if isinstance(stop_words, str):
        raise InputError(
            f"stop_words: expected a collection of words, got the string {stop_words!r}"
        )
    keys = {word: _key(fold_word(word)) for word in stop_words or ()}
    lost = sorted(w for w, key in keys.items() if not _is_one_token(key))
    if lost:
        warnings.warn(
            f"stop_words: {len(lost)} of {len(keys)} are not one token and match nothing, the "
            f"first is {lost[0]!r}; write each word on its own",
            stacklevel=4,
        )
    return frozenset(keys.values())


def _is_one_token(word: str) -> bool:
    found = tokens_of(word)
    return len(found) == 1 and found[0][:2] == (0, len(word))


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

    other = quick_normalize(normalization)

    def key(word: str) -> str:
        return word.translate(table) if PLAIN.fullmatch(word) else other(word)

    return key
