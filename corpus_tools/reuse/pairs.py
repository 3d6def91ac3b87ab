"""Which articles copy one another, and which passages they share.

Agencies write much of what outlets print. Who counts the same paragraph five times as five
outlets' words finds what the agency says, five times. This module finds the shared passages,
says what kind of sharing it is, and groups documents into clusters: the unit that every
comparison of outlets is made of.

Shared runs of words propose a pair (`proposals`); lining up its words decides (`judging`).
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np

from .clusters import documents_of, reuse_clusters
from .judging import DUPLICATE, DetailsOfTexts, Shared, judge
from .passages import SHINGLE, WordArrays, hash_words
from .proposals import Groups, find_identical, propose
from ..schema import REUSE_KINDS, InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_text_reuse", "reuse_clusters"]
PAIR_COLUMNS = (
    "doc_a", "doc_b", "start_a", "end_a", "start_b", "end_b", "n_tokens", "similarity", "kind",
    "share_a", "share_b", "earlier",
)  # fmt: skip
_ALL_PAIRS = 20  # identical documents up to which every pair gets a row


def find_text_reuse(corpus, *, min_words: int = 10) -> pd.DataFrame:
    """Passages that two documents share.

    Parameters
    ----------
    corpus : Corpus or DataFrame
        With ``doc_id`` and ``text``; dates are used where ``published_on`` is there.
    min_words : int
        Equal words that a shared passage needs, 10 of them (or all, if fewer are asked for) in a
        row in both, or at least 24 that make up half of the passage. Formulas do not count:
        passages whose runs of words stand in many documents (titles, set phrases), and reports
        filled in anew, of whose figures more than half differ.

    Returns
    -------
    DataFrame
        ``start_a:end_a`` and ``start_b:end_b`` are character places in ``documents.text``.
        ``n_tokens``: words that are equal in both, in this passage or, for the first three
        kinds, in the whole documents (the span then reaches from the first to the last of
        them). ``share_a``, ``share_b``: their share of either document's words.
        ``similarity``: twice their number over the words of both documents. ``kind``:

        - ``duplicate``: at least .95 of the words of both, in the same order;
        - ``near_duplicate``: more than half of the words of both, or more than .35 if they
          run through three quarters of both (two versions of a third text);
        - ``contained``: at least .6 of the words of the shorter one;
        - ``quotation_only``: all that they share lies inside quotation marks in both: the same
          speech reported, not copying;
        - ``shared_passage``: a passage, one row for each.

        ``earlier``: the doc_id of the one that was published on an earlier day, if dates tell.
        Of more than 20 identical documents only the pairs with the first one are listed.

    Notes
    -----
    Words are compared without harakat, tatweel, article and conjunction, and with the letters
    folded that newsrooms exchange (أ إ آ ا, ى ي, ة ه), so that house spelling hides no copy.
    Pairs are proposed by runs of four words that both contain (all runs, not a sample). Of more
    than 40 documents that share a run each is held only against the four that have most such
    runs: of very many versions of one text not all pairs are listed, but `reuse_clusters` unites
    them. The time grows with the number of documents and of the pairs that do share text.

    Examples
    --------
    >>> import pandas as pd
    >>> text = "وصل الوزير إلى العاصمة صباح الأحد في زيارة تستغرق يومين يلتقي خلالها نظيره"
    >>> frame = pd.DataFrame({"doc_id": ["a", "b"], "text": [text, text + "."]})
    >>> find_text_reuse(frame)[["doc_a", "doc_b", "n_tokens", "kind"]].values.tolist()
    [['a', 'b', 13, 'duplicate']]
    """
    if not isinstance(min_words, int) or min_words < SHINGLE + 2:
        raise InputError(
            f"min_words: must be a whole number from {SHINGLE + 2} on, "
            f"got {min_words!r}; shorter passages are shared by chance"
        )
    documents = documents_of(corpus)
    texts = documents["text"].tolist()
    arrays = hash_words(texts)
    groups = find_identical(arrays)
    runs, candidates = propose(arrays, groups)
    found = judge(arrays, DetailsOfTexts(arrays, texts, runs), candidates, min_words)
    return frame_of(with_identical(found, arrays, groups), arrays, documents)


def with_identical(found: Shared, arrays: WordArrays, groups: Groups) -> Shared:
    """Rows for identical documents too: all pairs of a few, of many those with the first."""
    parts = [found]
    whole: list[tuple[int, int]] = []
    for members in groups.members.values():
        whole += combinations(members, 2) if len(members) <= _ALL_PAIRS else (
            (members[0], other) for other in members[1:])  # fmt: skip
    if whole:
        a, b = np.array(whole, np.int64).T
        none, last = np.zeros(len(a), np.int64), arrays.lengths[a] - 1
        one = np.ones(len(a))
        parts.append(Shared(a, b, none, last, none, last, last + 1, none + DUPLICATE, one, one))
    several = np.fromiter(groups.members, np.int64, len(groups.members))
    touched = np.flatnonzero(np.isin(found.a, several) | np.isin(found.b, several))
    copied, copies = [], []
    for row, a, b in zip(
        touched.tolist(), found.a[touched].tolist(), found.b[touched].tolist(), strict=True
    ):
        lefts, rights = groups.members.get(a, [a]), groups.members.get(b, [b])
        if len(lefts) * len(rights) <= _ALL_PAIRS:
            others = [pair for pair in product(lefts, rights) if pair != (a, b)]
            copied += [row] * len(others)
            copies += others
    if copies:
        a, b = np.array(copies, np.int64).T
        parts.append(found.where(np.array(copied))._replace(a=a, b=b))
    return _in_order(Shared(*map(np.concatenate, zip(*parts, strict=True))))


def _in_order(rows: Shared) -> Shared:
    """By document and place, the document that stands first in the corpus on the left."""
    turned = rows.a > rows.b
    swapped = Shared(
        rows.b, rows.a, rows.first_b, rows.last_b, rows.first_a, rows.last_a, rows.n_equal,
        rows.kind, rows.share_b, rows.share_a,
    )  # fmt: skip
    rows = Shared(*(np.where(turned, other, own) for own, other in zip(rows, swapped, strict=True)))
    return rows.where(np.lexsort((rows.first_a, rows.b, rows.a)))


def frame_of(rows: Shared, arrays: WordArrays, documents: pd.DataFrame) -> pd.DataFrame:
    """The rows as `find_text_reuse` gives them, in characters."""
    import pandas as pd

    a, b = rows.a, rows.b
    doc_ids = documents["doc_id"].to_numpy(dtype=object)
    n_words = arrays.lengths
    return pd.DataFrame(
        {
            "doc_a": pd.Series(doc_ids[a], dtype=object),
            "doc_b": pd.Series(doc_ids[b], dtype=object),
            "start_a": arrays.starts[arrays.offsets[a] + rows.first_a].astype(np.int64),
            "end_a": arrays.ends[arrays.offsets[a] + rows.last_a].astype(np.int64),
            "start_b": arrays.starts[arrays.offsets[b] + rows.first_b].astype(np.int64),
            "end_b": arrays.ends[arrays.offsets[b] + rows.last_b].astype(np.int64),
            "n_tokens": rows.n_equal,
            "similarity": 2 * rows.n_equal / np.maximum(n_words[a] + n_words[b], 1),
            "kind": pd.Series(np.array(REUSE_KINDS, dtype=object)[rows.kind], dtype=object),
            "share_a": rows.share_a,
            "share_b": rows.share_b,
            "earlier": pd.Series(_earlier(a, b, documents), dtype=object),
        }
    )[list(PAIR_COLUMNS)]


def _earlier(a: np.ndarray, b: np.ndarray, documents: pd.DataFrame) -> list:
    import pandas as pd

    if "published_on" not in documents.columns:
        return [None] * len(a)
    # By day: outlets stamp the hour differently, or not at all.
    days = pd.to_datetime(documents["published_on"], errors="coerce", utc=True).dt.floor("D")
    day_a, day_b = days.to_numpy()[a], days.to_numpy()[b]
    doc_ids = documents["doc_id"].to_numpy(dtype=object)
    told = np.where(day_a < day_b, doc_ids[a], np.where(day_b < day_a, doc_ids[b], None))
    return told.tolist()
