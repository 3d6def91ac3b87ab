"""Fixed phrases counted as one word, where a researcher's table says so.

كوريا الشمالية is one thing, and its two halves mislead in every list of words. Which pairs are
fixed is a judgement: `score_collocations` proposes, a person takes out what is wrong, and what is
left is joined here.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from .table import PAD, Tokens

if TYPE_CHECKING:
    import pandas as pd


def join_phrases(tokens: Tokens, table: "pd.DataFrame | Iterable[str | tuple[str, ...]]") -> Tokens:
    """Tokens in which each phrase of the table is one token.

    Parameters
    ----------
    tokens : Tokens
    table : DataFrame with first and second, or phrases
        What `score_collocations` returns, reviewed; or phrases as strings with spaces or tuples
        of types. Their words are types of the vocabulary; phrases with other words are ignored.

    Returns
    -------
    Tokens
        The type of a phrase has its words with ``_`` between them; its token runs from the start
        of the first word to the end of the last. Of phrases that overlap, the one that begins
        first wins, then the longer. No phrase crosses a sentence or a pad.

    Examples
    --------
    >>> from corpus_tools.tokens.table import tokenize
    >>> tokens = tokenize(["كوريا الشمالية تنفي"], scheme="word")
    >>> join_phrases(tokens, ["كوريا الشمالية"]).words(0)
    ['كوريا_الشمالية', 'تنفي']
    """
    phrases = _phrases(table)
    column = {word: i for i, word in enumerate(tokens.vocabulary)}
    known = [p for p in phrases if all(w in column for w in p)]
    found = _places(tokens, [tuple(column[w] for w in p) for p in known])
    if not found:
        return tokens
    return _joined(tokens, found, ["_".join(p) for p in known], [len(p) for p in known])


def _phrases(table: "pd.DataFrame | Iterable[str | tuple[str, ...]]") -> list[tuple[str, ...]]:
    if hasattr(table, "columns"):
        for name in ("first", "second"):
            if name not in table.columns:
                raise InputError(
                    f"table: found no column {name!r}; expected first and second, as "
                    "score_collocations returns them"
                )
        rows = list(zip(table["first"], table["second"], strict=True))
    elif isinstance(table, str):
        raise InputError(f"table: expected phrases in a list, got the string {table!r}")
    else:
        rows = [tuple(row.split()) if isinstance(row, str) else tuple(row) for row in table]
    for number, row in enumerate(rows):
        if len(row) < 2 or not all(isinstance(word, str) for word in row):
            raise InputError(f"table: row {number}: expected two words or more, got {row!r}")
    return list(dict.fromkeys(rows))


def _places(tokens: Tokens, phrases: list[tuple[int, ...]]) -> dict[int, int]:
    """First token of each phrase met, and the number of the phrase; none overlap."""
    ids = tokens.ids
    begins = np.zeros(len(ids) + 1, bool)
    begins[tokens.sentence_starts] = True
    met: list[tuple[int, int, int]] = []
    for number, phrase in enumerate(phrases):
        places = np.flatnonzero(ids[: max(len(ids) - len(phrase) + 1, 0)] == phrase[0])
        for step, wanted in enumerate(phrase[1:], start=1):
            places = places[(ids[places + step] == wanted) & ~begins[places + step]]
        met += [(place, -len(phrase), number) for place in places.tolist()]
    found, free = {}, 0
    for place, size, number in sorted(met):
        if place >= free:
            found[place] = number
            free = place - size
    return found


def _joined(
    tokens: Tokens, found: dict[int, int], labels: list[str], sizes: list[int]
) -> Tokens:
    old = tokens.vocabulary.tolist()
    vocabulary = sorted({*old, *(labels[n] for n in found.values())})
    column = {word: i for i, word in enumerate(vocabulary)}
    mapping = np.array([*(column[w] for w in old), PAD], dtype=np.int32)
    ids, ends = mapping[tokens.ids], tokens.ends.copy()
    keep = np.ones(len(ids), bool)
    for place, number in found.items():
        last = place + sizes[number] - 1
        ids[place], ends[place] = column[labels[number]], ends[last]
        keep[place + 1 : last + 1] = False
    before = np.append(0, np.cumsum(keep))  # where a token is when others are gone
    words = np.empty(len(vocabulary), dtype=object)
    words[:] = vocabulary
    counts = np.bincount(list(found.values()), minlength=len(labels))
    forms = np.empty(len(labels), dtype=object)
    forms[:] = [label.replace("_", " ") for label in labels]
    seen = counts > 0
    types = np.array([column.get(label, PAD) for label in labels], dtype=np.int32)
    return replace(
        tokens,
        ids=ids[keep],
        offsets=before[tokens.offsets],
        starts=tokens.starts[keep],
        ends=ends[keep],
        vocabulary=words,
        sentence_starts=before[tokens.sentence_starts],
        paragraph_starts=before[tokens.paragraph_starts],
        form_words=np.append(tokens.form_words, forms[seen]),
        form_types=np.append(mapping[tokens.form_types], types[seen]),
        form_counts=np.append(tokens.form_counts, counts[seen]),
    )
