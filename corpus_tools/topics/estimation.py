"""The default estimate of LDA, from a matrix factorisation's start.

Where documents are many, a few steps of expectation-maximisation from NMF's topics are enough,
the words of the topics shrunk by what the counts themselves tell (`smoothing`). Where they are
few, EM learns the single word by heart: the only place where a word stands decides the topic
that decides that place. There every place is therefore judged by all *others* (collapsed
variational Bayes of order zero), the pull towards the corpus's words is chosen on words that were
put aside, and several starts are averaged.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

from .smoothing import shrunk_topics

TOPIC_PRIOR = 0.1  # pseudo-words a topic adds to each document
WORD_PRIOR = 400.0  # pseudo-words that each topic of a small corpus has from its word distribution
WORD_PRIORS = (50.0, 100.0, 200.0, 400.0, 800.0, 1600.0)  # … among these, where words can be put aside
START_SMOOTHING = 0.05  # share of the corpus's word distribution mixed into each NMF topic
SMALL_CELLS = 1_200_000  # places times topics up to which a corpus counts as small
QUICK_CELLS = 10_000_000  # … above which it starts quickly: below, the whole matrix gives a little more
N_STEPS = 8  # of EM for many documents; later ones lose coherence or held-out words
_PUT_ASIDE = 0.2  # share of the words on which the word prior is chosen
_CELLS = 200_000  # numbers held at once in an EM step: they stay in the processor's cache


class Estimate(NamedTuple):
    """Topics over the columns of the counts, shares of the documents, one entry a step."""

    words: np.ndarray
    shares: np.ndarray
    log: list


def estimate_lda(
    counts, n_topics: int, random_state: int, *, n_steps: int, n_starts: int, start: str = "nndsvd",
    word_prior: float | None = None,
) -> Estimate:  # fmt: skip
    """LDA for a matrix of counts, (n_documents, n_types), by EM or, if small, collapsed steps.

    `word_prior`: that of an earlier fit to a corpus of this kind, so that it is not chosen anew.
    """
    cells = counts.nnz * n_topics
    if cells > SMALL_CELLS:
        begin = quick_start if cells > QUICK_CELLS else start_from_nmf
        return _em_steps(counts, begin(counts, n_topics, random_state, start=start), n_steps)
    first = start_from_nmf(counts, n_topics, random_state, start=start)
    prior = word_prior or choose_word_prior(counts, first, random_state)
    starts = [first] + [
        start_from_nmf(counts, n_topics, random_state + number, start="random", n_rounds=60)
        for number in range(1, n_starts)
    ]
    found = [collapsed_steps(counts, s, prior, n_steps=20) for s in starts]
    if n_starts == 1:
        last = collapsed_steps(counts, found[0], prior, n_steps=20)
        return last._replace(log=[{"word_prior": prior} | entry for entry in last.log])
    log = [
        {"step": number, "start": start if not number else "random", "word_prior": prior,
         "log_likelihood": e.log[-1]["log_likelihood"]} for number, e in enumerate(found)
    ]  # fmt: skip
    last = collapsed_steps(counts, _average(found), prior, n_steps=20)
    return Estimate(last.words, last.shares, log + last.log)


def start_from_nmf(
    counts, n_topics: int, random_state: int, *, start: str = "nndsvd", n_rounds: int = 200
) -> Estimate:
    """scikit-learn's NMF of the sublinear tf-idf matrix, its topics brought back to words."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer

    weigher = TfidfTransformer(sublinear_tf=True)
    weighted = weigher.fit_transform(counts.astype(np.float64))
    factoriser = NMF(
        n_components=n_topics, init=start, max_iter=n_rounds, random_state=random_state
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # enough for a start
        shares = factoriser.fit_transform(weighted)
    log = [{"step": 0, "reconstruction_error": float(factoriser.reconstruction_err_),
            "iterations": int(factoriser.n_iter_)}]  # fmt: skip
    return Estimate(*_as_topics(counts, shares, factoriser.components_ / weigher.idf_), log)


def quick_start(
    counts, n_topics: int, random_state: int, *, start: str = "nndsvd"
) -> Estimate:
    """The same for many documents, on the leading singular vectors of the matrix."""
    from sklearn.feature_extraction.text import TfidfTransformer

    from .factorisation import factorise

    weigher = TfidfTransformer(sublinear_tf=True)
    weighted = weigher.fit_transform(counts.astype(np.float32))
    shares, words = factorise(weighted, n_topics, random_state, start=start)
    return Estimate(*_as_topics(counts, shares, words.astype(np.float64) / weigher.idf_), [])


def _as_topics(counts, shares: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Factors as distributions: words of topics, topics of documents."""
    size = words.sum(1)
    words = np.where(
        size[:, None] > 0, words / np.where(size > 0, size, 1)[:, None], word_frequency(counts)
    )
    return words, normalised(shares * size)


def word_frequency(counts) -> np.ndarray:
    """The corpus's word distribution, (n_types,)."""
    return np.asarray(counts.sum(0), dtype=np.float64).ravel() / counts.sum()


def normalised(shares: np.ndarray) -> np.ndarray:
    """Rows that sum to 1; a row of zeros becomes equal shares.

    Examples
    --------
    >>> normalised(np.array([[1.0, 3.0], [0.0, 0.0]])).tolist()
    [[0.25, 0.75], [0.5, 0.5]]
    """
    total = shares.sum(1, keepdims=True)
    return np.where(total > 0, shares / np.where(total > 0, total, 1), 1 / shares.shape[1])


def _smoothed(start: Estimate, frequency: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A start in which no word is impossible in a topic, and no topic in a document."""
    keep = 1 - START_SMOOTHING
    words = keep * start.words + START_SMOOTHING * frequency
    return words, keep * start.shares + START_SMOOTHING / start.shares.shape[1]


def _em_steps(counts, start: Estimate, n_steps: int) -> Estimate:
    """EM steps in single precision, the words of the topics shrunk by empirical Bayes."""
    frequency = word_frequency(counts)
    words, shares = (part.astype(np.float32) for part in _smoothed(start, frequency))
    log = []
    for step in range(n_steps + 1):
        is_last = step == n_steps
        shares, counted, likelihood = em_step(counts, shares, words, need_words=not is_last)
        log.append({"step": step, "log_likelihood": likelihood,
                    "perplexity": float(np.exp(-likelihood))})  # fmt: skip
        if not is_last:
            words = shrunk_topics(counted, frequency).astype(np.float32)
    return Estimate(normalised(words.astype(np.float64)), normalised(shares.astype(np.float64)), log)


def em_step(counts, shares: np.ndarray, words: np.ndarray, *, need_words: bool):
    """One EM step: new shares, expected counts of words by topic, log-likelihood a word.

    Only places where a word occurs are looked at; documents go through in blocks, so that no
    array has more than about `_CELLS` numbers. Precise as `shares` and `words` are.
    """
    from scipy.sparse import csr_matrix

    n_documents, n_topics = shares.shape
    precision = np.result_type(shares, words)
    by_word = np.ascontiguousarray(words.T, dtype=precision)
    shares = np.ascontiguousarray(shares, dtype=precision)
    weight = np.empty(counts.nnz, dtype=precision)  # of each place: its count over its chance
    # A count over the least chance must stay finite in this precision.
    floor = np.finfo(precision).tiny * max(float(counts.data.max(initial=1)), 1.0)
    block = max(1, _CELLS // n_topics)
    likelihood = 0.0
    start = 0
    while start < n_documents:
        stop = int(np.searchsorted(counts.indptr, counts.indptr[start] + block, side="right")) - 1
        stop = min(max(stop, start + 1), n_documents)
        places = slice(counts.indptr[start], counts.indptr[stop])
        rows = np.repeat(np.arange(start, stop), np.diff(counts.indptr[start : stop + 1]))
        chance = np.einsum(
            "ij,ij->i", shares.take(rows, axis=0), by_word.take(counts.indices[places], axis=0)
        )
        np.maximum(chance, floor, out=chance)
        likelihood += float(counts.data[places] @ np.log(chance, dtype=np.float64))
        np.divide(counts.data[places], chance, out=weight[places], casting="same_kind")
        start = stop
    weighted = csr_matrix((weight, counts.indices, counts.indptr), shape=counts.shape)
    counted = ((weighted.T @ shares) * by_word).T if need_words else None
    updated = shares * (weighted @ by_word)
    updated += TOPIC_PRIOR
    updated /= updated.sum(1, keepdims=True)
    return updated, counted, likelihood / max(float(counts.sum()), 1.0)


def collapsed_steps(counts, start: Estimate, word_prior: float, *, n_steps: int) -> Estimate:
    """Steps of collapsed variational Bayes (order zero) from a start.

    Each place (a document and a word in it) shares itself out among the topics by what all
    other places say: ``q(k) ~ (n(d, k) - q + a) (n(k, w) - q + b p(w)) / (n(k) - q + b)``
    (Asuncion et al. 2009). The log-likelihood is that of every word given all others.
    """
    from scipy.sparse import csr_matrix

    frequency = word_frequency(counts)
    words, shares = _smoothed(start, frequency)
    n_documents, n_types = counts.shape
    n_places, n_topics = counts.nnz, len(words)
    rows = np.repeat(np.arange(n_documents), np.diff(counts.indptr))
    columns, times = counts.indices, counts.data.astype(np.float64)
    places = np.arange(n_places)
    by_document = csr_matrix((times, places, counts.indptr), shape=(n_documents, n_places))
    by_type = csr_matrix((times, (columns, places)), shape=(n_types, n_places))
    belief = shares[rows] * words.T[columns]
    belief /= np.maximum(belief.sum(1, keepdims=True), 1e-300)
    pull = word_prior * frequency
    length = np.asarray(counts.sum(1), dtype=np.float64).ravel()
    log = []
    for step in range(n_steps):
        in_document, in_topic = by_document @ belief, by_type @ belief
        size = in_topic.sum(0) + word_prior
        in_topic += pull[:, None]
        in_document += TOPIC_PRIOR
        new = in_document[rows]
        new -= belief
        other = in_topic[columns]
        other -= belief
        new *= other
        np.subtract(size, belief, out=other)
        new /= other
        np.maximum(new, 1e-300, out=new)
        total = new.sum(1, keepdims=True)
        new /= total
        belief = new
        ahead = total[:, 0] / (length[rows] - 1 + n_topics * TOPIC_PRIOR)
        likelihood = float(times @ np.log(ahead)) / max(float(times.sum()), 1.0)
        log.append({"step": step, "log_likelihood": likelihood,
                    "perplexity": float(np.exp(-likelihood))})  # fmt: skip
    words = (by_type @ belief).T + pull
    shares = by_document @ belief + TOPIC_PRIOR
    return Estimate(words / words.sum(1, keepdims=True), normalised(shares), log)


def choose_word_prior(counts, start: Estimate, random_state: int) -> float:
    """How strongly topics are pulled to the corpus's words, chosen on words put aside.

    A fifth of the words is put aside by chance; of `WORD_PRIORS` the one is taken under which
    the others foretell them best. Where topics share their frequent words it is strong, where
    they lie apart weak. Nothing of the choice feeds on itself: maximising the likelihood of
    the prior between steps makes all topics one.
    """
    rng = np.random.default_rng([random_state, 1])
    aside = counts.copy()
    aside.data = rng.binomial(counts.data.astype(np.int64), _PUT_ASIDE)
    rest = (counts - aside).tocsr()
    rest.eliminate_zeros()
    aside.eliminate_zeros()
    seen = np.asarray(rest.sum(0)).ravel()[aside.indices] > 0
    if not seen.any():
        return WORD_PRIOR
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(aside.indptr))[seen]
    columns, times = aside.indices[seen], aside.data[seen]
    scores = []
    for prior in WORD_PRIORS:
        found = collapsed_steps(rest, start, prior, n_steps=12)
        ahead = np.einsum("ij,ij->i", found.shares[rows], found.words.T[columns])
        scores.append(float(times @ np.log(np.maximum(ahead, 1e-300))))
    return WORD_PRIORS[int(np.argmax(scores))]


def word_prior_of(log) -> float | None:
    """The word prior that a fit chose, where it chose one."""
    return next((entry["word_prior"] for entry in log if "word_prior" in entry), None)


def _average(found: list[Estimate]) -> Estimate:
    """The mean of several estimates, topics matched to those of the likeliest."""
    from .matching import match_topics

    best = max(found, key=lambda e: e.log[-1]["log_likelihood"])
    words, shares = np.zeros_like(best.words), np.zeros_like(best.shares)
    centre = best.words - best.words.mean(0)
    for estimate in found:
        order = match_topics(estimate.words - estimate.words.mean(0), centre)[0]
        words += estimate.words[order] / len(found)
        shares += estimate.shares[:, order] / len(found)
    return Estimate(words, shares, [])
