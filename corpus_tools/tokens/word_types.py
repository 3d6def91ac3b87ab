"""From distinct forms to types: spelling, clitics, lemma and stop words, once per form."""

import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from .boundaries import WORD, tokens_of
from .bulk import distinct_stems
from .known_words import corpus_segmenter
from ..normalize import PLAIN, STEPS, Normalization, fold_word, quick_normalize
from ..schema import InputError

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
    counts: np.ndarray,
    *,
    classes: Mapping[int, str],
    odd: Iterable[int],
    scheme: str,
    normalization: Normalization,
    stop_words: Collection[str] | None,
    keep: Collection[str],
) -> TypeTable:
    """Types of all forms: `words` and how often each occurs, (n_forms,).

    `classes` holds the class of those forms that are not words, `odd` the places of all that may
    be more than plain letters (`encoding.Coded`). The label of a type is the commonest spelling among those that share its key; ties go to the
    first in code point order, so that no run differs from another.
    """
    spellings = _folded(words, classes, odd, normalization, keep)
    # a spelling stands for all forms that are equal once folded: that of the first of them
    first = dict(zip(reversed(spellings), range(len(spellings) - 1, -1, -1), strict=True))
    place = np.array([*map(first.__getitem__, spellings)], dtype=np.int64)
    totals = np.bincount(place, weights=counts, minlength=len(spellings))
    is_word = np.zeros(len(spellings), bool)
    is_word[place] = True
    is_word[list(classes)] = False
    counted, which = _counted(spellings, is_word, totals, scheme, _stop_keys(stop_words))
    keys, key = _distinct(map(key_maker(normalization), counted))
    totals = np.bincount(which, weights=totals, minlength=len(counted))
    labels = _labels(key.tolist(), counted, totals.tolist())
    order = sorted((label, number) for number, label in labels.items() if keys[number])
    column = np.full(len(keys), PAD, np.int32)
    column[[number for _, number in order]] = np.arange(len(order))
    return TypeTable(
        vocabulary=_objects([label for label, _ in order]),
        form_words=_objects(words),
        form_types=column[key[which[place]]],
        form_counts=counts.astype(np.int64),
    )


def _folded(
    words: list[str], classes: Mapping[int, str], odd: Iterable[int],
    normalization: Normalization, keep: Collection[str],
) -> list[str]:  # fmt: skip
    """The spelling of each form by which dictionaries know it; empty for what is not kept."""
    shown = quick_normalize(replace(normalization, alef=False, hashtags=False))
    folded = list(words)
    for form in odd:
        kept = classes.get(form, WORD) in keep
        folded[form] = shown(folded[form]) if kept and len(folded[form]) <= LONGEST else ""
    if WORD not in keep:
        folded = [w if i in classes else "" for i, w in enumerate(folded)]
    for form in [i for i, word in enumerate(words) if len(word) > LONGEST]:
        folded[form] = ""
    return folded


def _distinct(words: Iterable[str]) -> tuple[list[str], np.ndarray]:
    """Distinct words in the order in which they come, and the place of each word among them."""
    number: dict[str, int] = {}
    place = [number.setdefault(word, len(number)) for word in words]
    return list(number), np.array(place, dtype=np.int64)


def _labels(keys: list[int], spelled: list[str], totals: list[float]) -> dict[int, str]:
    """For each key the commonest of its spellings; of equals, the first in code point order."""
    best: dict[int, tuple[float, str]] = {}
    for key, word, total in zip(keys, spelled, totals, strict=True):
        other = best.get(key)
        if not total:  # only stop words were written so
            continue
        if other is None or (-total, word) < other:
            best[key] = (-total, word)
    return {key: word for key, (_, word) in best.items()}


def _objects(words: list[str]) -> np.ndarray:
    found = np.empty(len(words), dtype=object)
    found[:] = words
    return found


def _counted(
    spellings: list[str],
    is_word: np.ndarray,
    totals: np.ndarray,
    scheme: str,
    stop_keys: frozenset[str],
) -> tuple[list[str], np.ndarray]:
    """What spellings are counted as before their letters are united, without repetition, and for
    each spelling its place there; stop words are counted as the empty string."""
    if scheme == "word" and not stop_keys:
        return spellings, np.arange(len(spellings))
    arabic = np.flatnonzero(is_word & np.array([bool(w) for w in spellings], dtype=bool))
    words = [spellings[i] for i in arabic.tolist()]
    segmenter = corpus_segmenter(words, totals[arabic])
    stems, back = distinct_stems(words, segmenter)
    forms = [segmenter.lemma(stem) for stem in stems] if scheme == "lemma" else stems
    if scheme == "word":
        counted, which = spellings, np.arange(len(spellings))
    else:
        # the stems' forms first, then spellings of other scripts as they stand
        rest = np.ones(len(spellings), bool)
        rest[arabic] = False
        counted, place = _distinct([*forms, *(spellings[i] for i in np.flatnonzero(rest))])
        which = np.empty(len(spellings), np.int64)
        which[arabic], which[rest] = place[back], place[len(forms) :]
    if not stop_keys:
        return counted, which
    stems_of = dict(zip(arabic.tolist(), back.tolist(), strict=True))
    stops = np.zeros(len(spellings), bool)
    for i, word in enumerate(spellings):
        found = {_key(word), _key(counted[which[i]])}
        if i in stems_of:
            found.add(_key(stems[stems_of[i]]))
        stops[i] = not stop_keys.isdisjoint(found)
    return [*counted, ""], np.where(stops, len(counted), which)


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
