"""What each number of topics gives and costs. There is no best row.

A person chooses, and says why: more topics lie closer to the texts and return less often.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..schema import InputError
from .coherence import pairwise_npmi
from .estimation import word_frequency, word_prior_of
from .fitting import estimate, usable_types
from .matching import centred, match_topics
from .models import TopicModel, align_matrix, infer_shares, rows_of, top_places
from .stability import RETURNED_AT

if TYPE_CHECKING:
    import pandas as pd

CLEAR_AT = 0.5  # share from which a document has a clear topic
OUTLET_AT = 0.75  # share of a topic in one outlet, outlets weighed alike, from which it is its own
CLUSTER_AT = 0.5  # share of a topic's words in copies of one text
_TWO_PROCESSES_FROM = 3e8  # places times topics times fits: below, a process costs more than it saves


class _Fit(NamedTuple):
    """One fit of the grid: which, and how."""

    n_topics: int
    sample: int
    kind: str  # "model", "documents" (drawn anew), "start" (random)
    word_prior: float | None = None


def compare_topic_numbers(
    tokens,
    *,
    n_topics: Sequence[int] = (5, 10, 20, 30),
    method: str = "lda",
    n_samples: int = 3,
    corpus=None,
    clusters: pd.DataFrame | None = None,
    random_state: int = 0,
    n_processes: int | None = None,
) -> pd.DataFrame:
    """What each number of topics gives and costs; there is no best row.

    For each number the model is fitted once to all documents, `n_samples` times to documents
    drawn with replacement, and as often to all of them from random starts.

    Parameters
    ----------
    tokens : Tokens
    n_topics : sequence of int
        The grid.
    n_samples : int
        Seeds: samples of documents, and random starts, from 2 on.
    corpus : Corpus or DataFrame, optional
        With doc_id and outlet: topics that one outlet dominates are counted.
    clusters : DataFrame, optional
        doc_id and reuse_cluster: topics that copies of one text dominate are counted.
    n_processes : int, optional
        1 or 2 …; by default two where the work is worth it. The result is the same.

    Returns
    -------
    DataFrame
        n_topics; npmi (mean over topics); exclusivity (mean share that a topic has of the
        probability of its ten top words over all topics); perplexity (second half of the
        documents that were not drawn, given the first: mean over samples), perplexity_low and
        perplexity_high (over samples); mean_similarity and share_returned (over samples of
        documents), start_similarity and share_returned_starts (over random starts), see
        `topic_stability`; share_clear (documents with a topic of at least half); n_one_outlet and
        n_one_cluster (topics dominated, see `topic_dominance`; NaN where nothing was given).
    """
    import pandas as pd

    grid = [int(k) if isinstance(k, np.integer) else k for k in n_topics]
    if not isinstance(n_samples, int) or n_samples < 2:
        raise InputError(f"n_samples: must be a whole number from 2 on, got {n_samples!r}")
    if not grid or len(set(grid)) != len(grid):
        raise InputError(f"n_topics: must name numbers of topics, each once, got {grid}")
    matrix = tokens.document_term_matrix().tocsr()
    for number in grid:
        used = usable_types(matrix, number, method, random_state, 5, 2)
    counts = matrix[:, used].tocsr()
    counts.sort_indices()
    vocabulary = np.asarray(tokens.vocabulary)[used]
    tasks = [
        _Fit(number, sample, kind)
        for number in sorted(grid, reverse=True)  # the longest first
        for kind in ("model", "documents", "start")
        for sample in range(1 if kind == "model" else n_samples)
    ]
    found: dict = {}
    for is_model in (True, False):  # the refits take the word prior that their model chose
        part = [t._replace(word_prior=found[_Fit(t.n_topics, 0, "model")][2] if not is_model else None)
                for t in tasks if (t.kind == "model") == is_model]  # fmt: skip
        results = _run(counts, part, method, random_state, n_processes)
        found |= {t._replace(word_prior=None): r for t, r in zip(part, results, strict=True)}
    has_words = np.diff(counts.indptr) > 0
    rows = []
    for number in grid:
        words, shares, _ = found[_Fit(number, 0, "model")]
        tops = [top_places(topic, vocabulary, 10) for topic in words]
        similarity = {
            kind: np.array([
                match_topics(centred(found[_Fit(number, s, kind)][0]), centred(words))[1]
                for s in range(n_samples)
            ])
            for kind in ("documents", "start")
        }  # fmt: skip
        held = np.array([found[_Fit(number, s, "documents")][2] for s in range(n_samples)])
        model = TopicModel(words, shares, vocabulary, np.asarray(tokens.doc_ids), method)
        dominance = topic_dominance(model, tokens, corpus=corpus, clusters=clusters)
        rows.append({
            "n_topics": number,
            "npmi": _mean_npmi(counts, tops),
            "exclusivity": _mean_exclusivity(words, tops),
            "perplexity": float(held.mean()),
            "perplexity_low": float(held.min()), "perplexity_high": float(held.max()),
            "mean_similarity": float(similarity["documents"].mean()),
            "share_returned": float((similarity["documents"] >= RETURNED_AT).mean()),
            "start_similarity": float(similarity["start"].mean()),
            "share_returned_starts": float((similarity["start"] >= RETURNED_AT).mean()),
            "share_clear": float((shares[has_words].max(1) >= CLEAR_AT).mean()),
            "n_one_outlet": dominance["is_one_outlet"].sum() if corpus is not None else np.nan,
            "n_one_cluster": dominance["is_one_cluster"].sum() if clusters is not None else np.nan,
        })  # fmt: skip
    table = pd.DataFrame(rows)
    table.attrs = {"method": method, "n_samples": n_samples, "random_state": random_state}
    return table


def _run(counts, tasks, method, random_state, n_processes) -> list:
    """All fits, in their order."""
    work = counts.nnz * sum(task.n_topics for task in tasks)
    n_processes = n_processes or (2 if work > _TWO_PROCESSES_FROM else 1)
    if n_processes == 1:
        return [_fit(counts, task, method, random_state) for task in tasks]
    from joblib import Parallel, delayed

    return Parallel(n_jobs=n_processes)(
        delayed(_fit)(counts, task, method, random_state) for task in tasks
    )


def _fit(counts, task: _Fit, method: str, random_state: int):
    """Words of one fit; the model's shares; its word prior, or the held-out perplexity."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # two threads add up in another order than two processes
        return _fit_alone(counts, task, method, random_state)


def _fit_alone(counts, task: _Fit, method: str, random_state: int):
    seed = random_state + 1 + task.sample
    if task.kind == "documents":
        # One draw for every number of topics, so that they are compared on the same documents.
        n_documents = counts.shape[0]
        drawn = np.random.default_rng([seed, 2]).integers(0, n_documents, n_documents)
        aside = np.setdiff1d(np.arange(n_documents), drawn)
        part = counts[drawn]
        words = estimate(part, task.n_topics, method, seed, word_prior=task.word_prior).words
        words = 0.999 * words + 0.001 * word_frequency(part)  # NMF has words of no chance
        try:
            return words, None, completion_perplexity(words, counts[aside], random_state=seed)
        except InputError:
            return words, None, np.nan
    if task.kind == "start":
        again = estimate(
            counts, task.n_topics, method, seed, start="random", word_prior=task.word_prior
        )
        return again.words, None, None
    words, shares, log = estimate(counts, task.n_topics, method, random_state)
    return words, shares, word_prior_of(log)


def topic_dominance(
    model: TopicModel, tokens, *, corpus=None, clusters: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Topics that are one outlet's, or copies of one text: house style or furniture in disguise.

    Returns
    -------
    DataFrame
        topic; outlet, its share of the topic (outlets weighed alike: the mean share of the topic
        in its documents over the sum of these means), is_one_outlet (three quarters or more);
        reuse_cluster, its share of the topic's words, is_one_cluster (half or more, in at least
        two documents). None and NaN where nothing was given; no topic is an outlet's where only
        one outlet is known.
    """
    import pandas as pd

    if list(model.doc_ids) != list(tokens.doc_ids):
        raise InputError("tokens: must be those that the model was fitted to; pass the same ones")
    n_topics = model.n_topics
    none = [None] * n_topics
    table = {
        "topic": np.arange(n_topics), "outlet": none, "outlet_share": np.full(n_topics, np.nan),
        "is_one_outlet": np.zeros(n_topics, bool), "reuse_cluster": none,
        "cluster_share": np.full(n_topics, np.nan), "is_one_cluster": np.zeros(n_topics, bool),
    }  # fmt: skip
    matrix = tokens.document_term_matrix()
    length = np.asarray(matrix.sum(1), dtype=np.float64).ravel()
    if corpus is not None:
        names = rows_of(model, getattr(corpus, "documents", corpus), ["outlet"])["outlet"]
        codes, outlets = pd.factorize(names.where(length > 0), sort=True)
        if len(outlets):
            mean = _sums(codes, np.ones(len(length)), model.doc_topic, len(outlets))
            mean /= np.bincount(codes[codes >= 0], minlength=len(outlets))[:, None]
            part = mean / np.maximum(mean.sum(0), 1e-300)
            table["outlet"] = outlets[part.argmax(0)].tolist()
            table["outlet_share"] = part.max(0)
            table["is_one_outlet"] = (part.max(0) >= OUTLET_AT) & (len(outlets) > 1)
    if clusters is not None:
        codes, named = pd.factorize(rows_of(model, clusters, ["reuse_cluster"])["reuse_cluster"])
        several = np.bincount(codes[codes >= 0], minlength=len(named)) > 1
        mass = _sums(codes, length, model.doc_topic, len(named)) * several[:, None]
        part = mass / np.maximum(length @ model.doc_topic, 1e-300)
        if several.any():
            table["reuse_cluster"] = np.asarray(named, dtype=object)[part.argmax(0)].tolist()
            table["cluster_share"] = part.max(0)
            table["is_one_cluster"] = part.max(0) >= CLUSTER_AT
    return pd.DataFrame(table)


def _sums(codes: np.ndarray, weight: np.ndarray, shares: np.ndarray, n: int) -> np.ndarray:
    """Weighted sums of the rows of `shares` by code, (n, n_topics); code -1 counts for nothing."""
    from scipy.sparse import csr_matrix

    known = np.flatnonzero(codes >= 0)
    pick = csr_matrix((weight[known], (codes[known], known)), shape=(n, len(codes)))
    return np.asarray(pick @ shares)


def exclusivity(model: TopicModel, *, top_n: int = 10) -> float:
    """Mean share that a topic has of the probability of its top words over all topics."""
    tops = [top_places(weights, model.vocabulary, top_n) for weights in model.topic_word]
    return _mean_exclusivity(model.topic_word, tops)


def _mean_exclusivity(words: np.ndarray, tops: list[np.ndarray]) -> float:
    share = words / np.maximum(words.sum(0), 1e-300)
    return float(np.mean([share[topic, top].mean() for topic, top in enumerate(tops)]))


def _mean_npmi(counts, tops: list[np.ndarray]) -> float:
    places = np.unique(np.concatenate(tops))
    npmi = pairwise_npmi(counts[:, places])
    means = []
    for top in tops:
        at = np.searchsorted(places, top)
        pairs = npmi[np.ix_(at, at)][np.triu_indices(len(at), k=1)]
        means.append(pairs.mean() if len(pairs) else 0.0)
    return float(np.mean(means))


def held_out_perplexity(model: TopicModel, tokens, *, random_state: int = 0) -> float:
    """Perplexity of one half of each document, its topics found from the other half.

    Words are dealt to the halves by chance (document completion, Wallach et al. 2009, ICML).
    Words that the model does not know are left out, so only models of one vocabulary compare.
    """
    matrix = align_matrix(tokens, model.vocabulary).tocsr()
    return completion_perplexity(model.topic_word, matrix, random_state=random_state)


def completion_perplexity(words: np.ndarray, matrix, *, random_state: int = 0) -> float:
    """Document completion on a matrix in the columns of `words`, (n_topics, n_types)."""
    from scipy.sparse import csr_matrix

    rng = np.random.default_rng(random_state)
    first = csr_matrix((rng.binomial(matrix.data.astype(np.int64), 0.5), matrix.indices,
                        matrix.indptr), shape=matrix.shape)  # fmt: skip
    second = (matrix - first).tocsr()
    first.eliminate_zeros()
    second.eliminate_zeros()
    shares = infer_shares(first, words)
    by_word = np.ascontiguousarray(words.T)
    total, said = 0.0, 0.0
    for start in range(0, matrix.shape[0], 500):  # in blocks: places times topics is large
        part = second[start : start + 500]
        rows = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr)) + start
        mixed = np.einsum("ij,ij->i", shares[rows], by_word[part.indices])
        known = mixed > 0
        total += float(part.data[known].sum())
        said += float(part.data[known] @ np.log(mixed[known]))
    if not total:
        raise InputError("tokens: no held-out words that the model knows; load more documents")
    return float(np.exp(-said / total))
