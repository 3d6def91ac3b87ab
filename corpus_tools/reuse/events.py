"""Which documents tell the same event: suggestions for a researcher to confirm.

Outlets can be compared fairly only on what they all covered. Reports of one event share what
is rare elsewhere: names, places, figures of speech of that week. They also share the actors of
the whole beat, who say nothing about the event; so words count by how few documents have them,
and a document joins an event only if it is near to the event as a whole, not to one report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .clusters import documents_of
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

_WIDE = 0.25  # share of the documents above which a word belongs to the beat, not to an event
_NEAREST = 20  # documents that each is compared with
_SHOWN = 6  # words of evidence
_BLOCK = 512  # documents compared at once
_LINKED, _ENOUGH = 0.04, 150  # mean similarity of two events that are taken for one, and the
# number of documents from which on their own counts tell well enough which words are rare


def link_events(
    corpus, tokens, *, max_days: float = 30, min_similarity: float | None = None
) -> pd.DataFrame:
    """Suggest which documents tell the same event.

    Documents are compared by the cosine of their lemmas, weighted by
    ``(1 + log count) * log(n_documents / n_documents_with)``; lemmas that stand in one document
    only or in more than a quarter of them do not count. Groups are joined by average linkage:
    always the two whose documents are most alike on average, as long as that is at least
    `min_similarity`.

    Parameters
    ----------
    corpus : Corpus or DataFrame
        Documents; ``published_on`` is used where it is known.
    tokens : Tokens
        Of the same documents in the same order; ``scheme="lemma"`` is best.
    max_days : float
        Documents published further apart are not compared; undated ones are compared with all.
    min_similarity : float, optional
        Lower gives fewer and wider events. By default 0.04 from 150 documents on, and
        ``0.04 * sqrt(150 / n_documents)`` for fewer: a handful does not tell which words are
        rare, so that all look alike in it. Both were set on the bundled corpus and samples of
        it, which are fiction and small: look at the suggestions before using them.

    Returns
    -------
    DataFrame
        ``doc_id`` in the order of the corpus; ``event``, the doc_id of its first document, one
        that stands alone too; ``evidence``, the lemmas that it shares with the event, the most
        telling first, and the days of the event (None for a document that stands alone).

    Examples
    --------
    >>> import pandas as pd
    >>> from corpus_tools.tokens import tokenize
    >>> texts = ["فيضان وادي هولما", "ضحايا فيضان هولما", "نهائي كأس الأنهار", "كأس الأنهار غدا"]
    >>> frame = pd.DataFrame({"doc_id": list("abcd"), "text": texts})
    >>> link_events(frame, tokenize(frame))["event"].tolist()
    ['a', 'a', 'c', 'c']
    """
    import pandas as pd

    documents = documents_of(corpus)
    doc_ids = documents["doc_id"].to_numpy(dtype=object)
    if list(tokens.doc_ids) != [str(doc_id) for doc_id in doc_ids]:
        raise InputError(
            "tokens: must be of the documents of the corpus in their order; pass tokenize(corpus)"
        )
    if not max_days >= 0:
        raise InputError(f"max_days: must be a number of days from 0 on, got {max_days!r}")
    if min_similarity is None:
        min_similarity = _LINKED * max(1.0, _ENOUGH / max(len(documents), 1)) ** 0.5
    elif not 0 < min_similarity <= 1:
        raise InputError(f"min_similarity: must lie above 0, up to 1, got {min_similarity!r}")
    days = _days(documents)
    weights = _weights(tokens)
    owner = _average_linkage(_neighbours(weights, days, max_days), min_similarity)
    return pd.DataFrame(
        {
            "doc_id": pd.Series(doc_ids, dtype=object),
            "event": pd.Series(doc_ids[owner], dtype=object),
            "evidence": pd.Series(_evidence(owner, weights, tokens, days), dtype=object),
        }
    )


def _days(documents: pd.DataFrame) -> np.ndarray:
    """Day of publication as a number, NaN where it is not known, (n_documents,)."""
    import pandas as pd

    if "published_on" not in documents.columns:
        return np.full(len(documents), np.nan)
    dates = pd.to_datetime(documents["published_on"], errors="coerce", utc=True).dt.floor("D")
    since = (dates - pd.Timestamp("1970-01-01", tz="UTC")).dt.days
    return since.to_numpy(dtype=float)


def _weights(tokens) -> csr_matrix:
    """Weighted lemmas of each document, rows of length one, (n_documents, n_types)."""
    from scipy.sparse import csr_matrix, diags

    counts = tokens.document_term_matrix()
    n_documents = counts.shape[0]
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    # In a handful of documents a quarter is too few: there half of them are the limit.
    is_telling = (having >= 2) & (having <= max(_WIDE * n_documents, min(n_documents / 2, 10)))
    rarity = np.where(is_telling, np.log(n_documents / np.maximum(having, 1)), 0.0)
    weights = csr_matrix(
        ((1 + np.log(counts.data)) * rarity[counts.indices], counts.indices, counts.indptr),
        shape=counts.shape,
    )
    weights.eliminate_zeros()
    norm = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    return (diags(1 / np.where(norm > 0, norm, 1)) @ weights).tocsr()


def _neighbours(weights: csr_matrix, days: np.ndarray, max_days: float) -> dict:
    """The most similar documents of each: ``{(a, b): similarity}`` with a < b."""
    found: dict[tuple[int, int], float] = {}
    turned = weights.T.tocsr()
    for start in range(0, weights.shape[0], _BLOCK):
        block = (weights[start : start + _BLOCK] @ turned).toarray()
        rows = np.arange(start, start + len(block))
        block[np.abs(days[rows][:, None] - days[None, :]) > max_days] = 0
        block[np.arange(len(block)), rows] = 0
        n_kept = min(_NEAREST, block.shape[1])
        best = np.argpartition(-block, n_kept - 1, axis=1)[:, :n_kept]
        for row, others in zip(rows.tolist(), best.tolist(), strict=True):
            for other in others:
                if similarity := float(block[row - start, other]):
                    found[min(row, other), max(row, other)] = similarity
    return {"n": weights.shape[0], "pairs": found}


def _average_linkage(neighbours: dict, least: float) -> np.ndarray:
    """For each document the first one of its group, (n_documents,).

    Similarities of pairs that are nobody's nearest count as none, so that only groups that
    are near throughout are joined.
    """
    import heapq

    size = dict.fromkeys(range(neighbours["n"]), 1)
    sums: dict[int, dict[int, float]] = {name: {} for name in size}
    for (a, b), similarity in neighbours["pairs"].items():
        sums[a][b] = sums[b][a] = similarity
    heap = [(-value, a, b) for (a, b), value in neighbours["pairs"].items() if value >= least]
    heapq.heapify(heap)
    owner = np.arange(neighbours["n"])
    members = {name: [name] for name in size}
    while heap:
        value, a, b = heapq.heappop(heap)
        if a not in size or b not in size or -value != _mean(sums, size, a, b):
            continue
        for other, total in sums.pop(b).items():
            del sums[other][b]
            if other != a:
                sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + total
        size[a] += size.pop(b)
        members[a] += members.pop(b)
        for other in sums[a]:
            mean = _mean(sums, size, min(a, other), max(a, other))
            if mean >= least:
                heapq.heappush(heap, (-mean, min(a, other), max(a, other)))
    for name, group in members.items():
        owner[group] = min(group)
    return owner


def _mean(sums: dict, size: dict, a: int, b: int) -> float:
    return sums[a].get(b, 0.0) / (size[a] * size[b])


def _evidence(owner: np.ndarray, weights: csr_matrix, tokens, days: np.ndarray) -> list:
    """What each document shares with its event, in words."""
    import pandas as pd

    told: list[str | None] = [None] * len(owner)
    for first in np.unique(owner):
        group = np.flatnonzero(owner == first)
        if len(group) < 2:
            continue
        part = weights[group]
        total = np.asarray(part.sum(axis=0)).ravel()
        dated = days[group][~np.isnan(days[group])]
        span = ""
        if len(dated):
            low, high = (pd.Timestamp(int(d), unit="D").date() for d in (dated.min(), dated.max()))
            span = f"; {low}" if low == high else f"; {low} – {high}"
        for row, document in enumerate(group.tolist()):
            own = part[row]
            shared = own.data * (total[own.indices] - own.data)
            best = np.argsort(-shared, kind="stable")[:_SHOWN]
            words = [str(tokens.vocabulary[own.indices[i]]) for i in best if shared[i] > 0]
            told[document] = "، ".join(words) + span
    return told
