"""Two versions of one text side by side: what each kept, added, dropped and reworded.

What an editor does to agency copy is where the outlet speaks. A pair of spans says that two
texts are copies; this module says what was done between them, stretch by stretch, so that a
person can read it.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

from .alignment import SEED, find_seeds, match_seeds
from .clusters import documents_of
from .passages import WordArrays, hash_words
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

VERSION_COLUMNS = ("op", "text_a", "text_b", "start_a", "end_a", "start_b", "end_b")
OPS = ("same", "added", "dropped", "reworded")
_SMALL = 40_000  # pairs of words between two seeds that are compared one with another
_ISLAND = 2  # equal words that stand as such between two changes; fewer are part of the change


def compare_versions(corpus, doc_a: str, doc_b: str) -> pd.DataFrame:
    """Line up two documents, stretch by stretch.

    Parameters
    ----------
    corpus : Corpus or DataFrame
        With ``doc_id`` and ``text``.
    doc_a, doc_b : str
        The earlier version first, if it is known which it is.

    Returns
    -------
    DataFrame
        One row a stretch, in the order of the texts. ``op`` is ``same`` (equal words, spelling
        and punctuation apart), ``added`` (only in b), ``dropped`` (only in a) or ``reworded``
        (other words in the same place). ``text_a`` is ``text[start_a:end_a]`` of the first
        document, None where it has nothing; so for b. The stretches of either document, joined,
        give its text. What was moved is dropped in one place and added in another.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = ["وصل الوزير أمس إلى العاصمة", "وصل الوزير إلى العاصمة الجميلة"]
    >>> frame = pd.DataFrame({"doc_id": ["a", "b"], "text": texts})
    >>> compare_versions(frame, "a", "b")["op"].tolist()
    ['same', 'dropped', 'same', 'added']
    """
    import pandas as pd

    texts = documents_of(corpus).set_index("doc_id")["text"]
    for name, doc_id in (("doc_a", doc_a), ("doc_b", doc_b)):
        if doc_id not in texts.index:
            raise InputError(f"{name}: the corpus has no document {doc_id!r}; see its doc_id")
    one, other = str(texts[doc_a]), str(texts[doc_b])
    words = hash_words([one, other])
    stretches = _without_islands(_stretches(words))
    places_a = _places(words.starts[: words.offsets[1]], len(one), [s[1] for s in stretches])
    places_b = _places(words.starts[words.offsets[1] :], len(other), [s[3] for s in stretches])
    rows = []
    for k, (op, *_) in enumerate(stretches):
        start_a, end_a, start_b, end_b = *places_a[k : k + 2], *places_b[k : k + 2]
        text_a, text_b = one[start_a:end_a] or None, other[start_b:end_b] or None
        rows.append((op, text_a, text_b, start_a, end_a, start_b, end_b))
    columns = list(zip(*rows, strict=True)) or [()] * len(VERSION_COLUMNS)
    types = [object] * 3 + [np.int64] * 4  # as objects, so that missing text stays None
    return pd.DataFrame(
        {
            name: pd.Series(list(column), dtype=kind)
            for name, column, kind in zip(VERSION_COLUMNS, columns, types, strict=True)
        }
    )


def _places(starts: np.ndarray, length: int, firsts: list[int]) -> list[int]:
    """Where stretches begin in characters, and the end; what precedes the first word is its."""
    starts = np.append(starts, length)
    places = [int(starts[first]) for first in firsts]
    return [0, *places[1:], length] if places else [0, length]


def _stretches(words: WordArrays) -> list[tuple[str, int, int, int, int]]:
    """Equal and changed stretches in words: op, first and end in a, first and end in b."""
    a, b = words.of(0), words.of(1)
    seeds = find_seeds(words, np.arange(2))
    _, at_a, at_b = match_seeds(seeds, np.array([0]), np.array([1]))
    blocks: list[tuple[int, int, int]] = []  # start in a, start in b, size
    done_a = done_b = 0
    for left, right in [*zip(at_a.tolist(), at_b.tolist(), strict=True), (len(a), len(b))]:
        size = SEED if left < len(a) else 0
        skip = max(done_a - left, done_b - right, 0)  # seeds overlap
        if skip >= size and size:
            continue
        left, right, size = left + skip, right + skip, size - skip
        blocks += _between(a, b, done_a, left, done_b, right)
        blocks.append((left, right, size))
        done_a, done_b = left + size, right + size
    rows: list[tuple[str, int, int, int, int]] = []
    done_a = done_b = 0
    for left, right, size in blocks:
        if left > done_a or right > done_b:
            rows.append((_op(left - done_a, right - done_b), done_a, left, done_b, right))
        if size and rows and rows[-1][0] == "same" and (left, right) == (done_a, done_b):
            rows[-1] = ("same", rows[-1][1], left + size, rows[-1][3], right + size)
        elif size:
            rows.append(("same", left, left + size, right, right + size))
        done_a, done_b = left + size, right + size
    return rows


def _between(
    a: np.ndarray, b: np.ndarray, low_a: int, high_a: int, low_b: int, high_b: int
) -> list[tuple[int, int, int]]:
    """Equal blocks between two seeds; none if there is too much to compare."""
    if not 0 < (high_a - low_a) * (high_b - low_b) <= _SMALL:
        return []
    one, other = a[low_a:high_a].tolist(), b[low_b:high_b].tolist()
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [(low_a + m.a, low_b + m.b, m.size) for m in matcher.get_matching_blocks() if m.size]


def _op(n_a: int, n_b: int) -> str:
    if not n_a:
        return "added"
    return "reworded" if n_b else "dropped"


def _without_islands(rows: list[tuple[str, int, int, int, int]]) -> list:
    """A lone word that is equal by chance between two changes is part of the change."""
    kept: list[tuple[str, int, int, int, int]] = []
    for k, row in enumerate(rows):
        is_island = (
            row[0] == "same"
            and 0 < k < len(rows) - 1
            and row[2] - row[1] < _ISLAND
            and "reworded" in (rows[k - 1][0], rows[k + 1][0])
        )
        follows_change = bool(kept) and kept[-1][0] != "same" and (is_island or row[0] != "same")
        if follows_change:
            before = kept.pop()
            row = ("reworded", before[1], row[2], before[3], row[4])
        kept.append(row)
    return kept
