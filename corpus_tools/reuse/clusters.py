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

    Duplicates and near duplicates always unite: the *cores*. Containment unites cores only if
    that chains nothing: more than half of all pairs of cores across the two clusters must be
    linked, where cores are linked if the best connected documents of both are, or more than
    half of all pairs across. So a round-up that takes in two agency texts joins one of them
    at most, and does not bring the two together, however often it is printed. Shared passages
    and quotations unite nothing.

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
    """For each document the number of the first one of its cluster, (n_documents,)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(number)
    a = pairs["doc_a"].map(number).to_numpy(dtype=np.int64)
    b = pairs["doc_b"].map(number).to_numpy(dtype=np.int64)
    is_strong = pairs["kind"].isin(("duplicate", "near_duplicate")).to_numpy(dtype=bool)
    strong_a, strong_b = a[is_strong], b[is_strong]
    graph = coo_matrix((np.ones(len(strong_a), np.int8), (strong_a, strong_b)), shape=(n, n))
    core = connected_components(graph, directed=False)[1]
    weak = pairs[(pairs["kind"] == "contained").to_numpy(dtype=bool)]
    weak = weak.sort_values("similarity", ascending=False, kind="stable")
    weak_a = weak["doc_a"].map(number).to_numpy(dtype=np.int64)
    weak_b = weak["doc_b"].map(number).to_numpy(dtype=np.int64)
    degree = np.bincount(strong_a, minlength=n) + np.bincount(strong_b, minlength=n)
    cluster = _join_cores(core, _links(core, degree, weak_a, weak_b))
    _, first, inverse = np.unique(cluster[core], return_index=True, return_inverse=True)
    return first[inverse] if n else np.zeros(0, np.int64)


def _links(
    core: np.ndarray, degree: np.ndarray, a: np.ndarray, b: np.ndarray
) -> list[tuple[int, int]]:
    """Pairs of cores that hold one text, in the order of the documents' links."""
    size = np.bincount(core)
    ranked = np.lexsort((np.arange(len(core)), -degree, core))
    hub = ranked[np.searchsorted(core[ranked], np.arange(len(size)))]
    across: dict[tuple[int, int], int] = {}
    by_hubs = set()
    for left, right in zip(a.tolist(), b.tolist(), strict=True):
        one, other = sorted((int(core[left]), int(core[right])))
        if one == other:
            continue
        across[one, other] = across.get((one, other), 0) + 1
        if {left, right} == {int(hub[one]), int(hub[other])}:
            by_hubs.add((one, other))
    return [
        pair
        for pair, n_links in across.items()
        if pair in by_hubs or 2 * n_links > size[pair[0]] * size[pair[1]]
    ]


def _join_cores(core: np.ndarray, links: list[tuple[int, int]]) -> np.ndarray:
    """For each core its cluster, (n_cores,): more than half linked, the most similar first."""
    owner = list(range(int(core.max()) + 1 if len(core) else 0))
    members = {name: [name] for name in owner}
    linked = set(links)
    for one, other in links:
        one, other = owner[one], owner[other]
        if one == other:
            continue
        across = [(min(x, y), max(x, y)) for x in members[one] for y in members[other]]
        if 2 * sum(pair in linked for pair in across) > len(across):
            for name in members[other]:
                owner[name] = one
            members[one] += members.pop(other)
    return np.array(owner, dtype=np.int64)
