"""Documents grouped by copied text, without chaining through what they merely quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd


def documents_of(corpus) -> pd.DataFrame:
    """The documents of a corpus, or of a frame that stands for one; text is never missing."""
    frame = getattr(corpus, "documents", corpus)
    missing = {"doc_id", "text"} - set(getattr(frame, "columns", ()))
    if missing:
        raise InputError(
            f"corpus: must be a Corpus or a frame with doc_id and text, lacks "
            f"{', '.join(sorted(missing))}; use Corpus.from_documents(frame)"
        )
    if not frame["doc_id"].is_unique:
        twice = frame["doc_id"][frame["doc_id"].duplicated()].iloc[0]
        raise InputError(f"corpus: doc_id must be unique, {twice!r} stands there twice")
    documents = frame.reset_index(drop=True)
    return documents.assign(
        text=documents["text"].astype(object).where(documents["text"].notna(), "")
    )


def reuse_clusters(pairs: pd.DataFrame, corpus) -> pd.DataFrame:
    """Documents grouped by copied text: the unit of every comparison of outlets.

    Duplicates and near duplicates always unite. A document contained in another joins it if
    that does not chain two groups together: both groups must be single documents, or half of
    all pairs across them must be linked, so that a round-up that takes in three
    agency texts does not make one cluster of them. Shared passages and quotations unite
    nothing.

    Parameters
    ----------
    pairs : DataFrame
        As `find_text_reuse` gives it.
    corpus : Corpus or DataFrame
        The documents; every one gets a cluster.

    Returns
    -------
    DataFrame
        ``doc_id`` in the order of the corpus and ``reuse_cluster``, the doc_id of the cluster's
        first document.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"doc_a": ["a"], "doc_b": ["c"], "kind": ["near_duplicate"],
    ...                       "similarity": [0.8]})
    >>> reuse_clusters(pairs, pd.DataFrame({"doc_id": ["a", "b", "c"], "text": ["", "", ""]}))
      doc_id reuse_cluster
    0      a             a
    1      b             b
    2      c             a
    """
    import pandas as pd

    doc_ids = documents_of(corpus)["doc_id"].to_numpy(dtype=object)
    number = {doc_id: i for i, doc_id in enumerate(doc_ids)}
    unknown = (set(pairs["doc_a"]) | set(pairs["doc_b"])) - set(number)
    if unknown:
        raise InputError(
            f"pairs: document {min(map(str, unknown))!r} is not in the corpus; pass the corpus "
            "that the pairs were found in"
        )
    owner = _unite(pairs, number)
    return pd.DataFrame(
        {
            "doc_id": pd.Series(doc_ids, dtype=object),
            "reuse_cluster": pd.Series(doc_ids[owner], dtype=object),
        }
    )


def _unite(pairs: pd.DataFrame, number: dict) -> np.ndarray:
    """For each document the number of the first one of its cluster."""
    owner = list(range(len(number)))
    members: dict[int, list[int]] = {i: [i] for i in owner}
    linked: dict[int, set[int]] = {}

    def join(a: int, b: int) -> None:
        a, b = sorted((owner[a], owner[b]))
        if len(members[a]) < len(members[b]):
            a, b = b, a  # the smaller one moves, so that the work stays n log n
        for document in members[b]:
            owner[document] = a
        members[a] += members.pop(b)

    strong = pairs[pairs["kind"].isin(("duplicate", "near_duplicate"))]
    weak = pairs[pairs["kind"] == "contained"]
    weak = weak.sort_values("similarity", ascending=False, kind="stable")
    for frame in (strong, weak):
        for a, b in zip(frame["doc_a"].map(number), frame["doc_b"].map(number), strict=True):
            linked.setdefault(a, set()).add(b)
            linked.setdefault(b, set()).add(a)
    for a, b in zip(strong["doc_a"].map(number), strong["doc_b"].map(number), strict=True):
        if owner[a] != owner[b]:
            join(a, b)
    for a, b in zip(weak["doc_a"].map(number), weak["doc_b"].map(number), strict=True):
        if owner[a] != owner[b] and _belong_together(members[owner[a]], members[owner[b]], linked):
            join(a, b)
    first = {name: min(group) for name, group in members.items()}
    return np.array([first[name] for name in owner], dtype=np.int64)


def _belong_together(group: list[int], other: list[int], linked: dict[int, set[int]]) -> bool:
    if len(group) > len(other):
        group, other = other, group
    across = set(other)
    links = sum(len(linked.get(document, set()) & across) for document in group)
    return 2 * links >= len(group) * len(other)
