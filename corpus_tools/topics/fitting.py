"""From tokens to topics, by one of four estimators of two models.

The model that everybody runs first, gensim's LDA with its defaults, is the weakest of those
measured (`benchmarks/topics.py`). The default here starts from a matrix factorisation, which
finds the topics in a second, and goes on from there with LDA.
"""

from __future__ import annotations

import warnings

import numpy as np

from ..schema import InputError
from .estimation import N_STEPS, Estimate, estimate_lda, start_from_nmf
from .models import TopicModel

METHODS = ("lda", "nmf", "gensim-lda", "gibbs")
FEW_DOCUMENTS = 200


def fit_topics(
    tokens,
    *,
    n_topics: int = 20,
    method: str = "lda",
    random_state: int = 0,
    n_steps: int = N_STEPS,
    n_starts: int = 4,
    min_documents: int = 2,
) -> TopicModel:
    """Fit topics to tokens.

    Parameters
    ----------
    tokens : Tokens
        Padded places (id -1) count for nothing. Remove stop words there, if at all.
    n_topics : int
        At most the number of documents, and of word types in `min_documents` documents.
    method : str
        "lda" (the default): latent Dirichlet allocation, estimated from the NMF solution on by
        expectation-maximisation with a prior on words that the corpus itself tells. "nmf":
        the solution that it starts from. "gensim-lda": gensim's variational
        LDA with ten passes and otherwise its defaults, because published work used it.
        "gibbs": tomotopy's collapsed Gibbs sampler, where that package is installed.
    random_state : int
        The same number gives the same bits on the same machine (BLAS runs in one thread).
    n_steps : int
        Steps of expectation-maximisation after the start ("lda", large corpora).
    n_starts : int
        Starts that are averaged ("lda", small corpora): NMF's own and random ones.
    min_documents : int
        Word types in fewer documents take no part in the fit. They stay in the vocabulary,
        with their corpus frequency in every topic, so that they tell no topic from another.

    Returns
    -------
    TopicModel

    Raises
    ------
    InputError
        No words, fewer than two documents with words, or more topics than either.

    Notes
    -----
    Start: NMF (NNDSVD) of the sublinear tf-idf matrix, above 10 million places times topics (some
    4,000 articles at 20 topics) on its leading singular vectors (see `factorisation`); its
    topics, brought back to word counts and mixed with 5 % of the corpus's word distribution.
    Step: with ``theta`` the topics of a document and ``phi`` the words of a topic, the count c(d,
    w) is shared out by ``q(k) ~ theta(d, k) phi(k, w)``, then ``theta(d, k) ~ n(d, k) + a`` (a
    Dirichlet prior, a = 0.1), and phi(k, w) is the expectation of a word's share given n(k, w),
    under a prior of how many times as probable a word is in a topic as in the corpus. That prior
    is one for all topics and words, and fitted to all counts at each step (empirical Bayes, see
    `smoothing`).

    Small corpora (up to 1.2 million places times topics: some 450 articles at 20 topics): the NMF
    is scikit-learn's, on the whole matrix; each place is shared out by all others (collapsed
    variational Bayes of order zero) with ``phi(k, w) ~ n(k, w) + b p(w)``, p the corpus's word
    distribution; b is chosen among 50 … 1,600 by words put aside, `n_starts` solutions are
    averaged after their topics are matched, and the steps go on from there.

    NMF is Lee and Seung 1999 (Nature 401); NNDSVD Boutsidis and Gallopoulos 2008 (Pattern
    Recognition 41); the EM steps of LDA and CVB0 Asuncion et al. 2009 (UAI).
    """
    matrix = tokens.document_term_matrix().tocsr()
    used = usable_types(
        matrix, n_topics, method, random_state, n_steps, min_documents, n_starts
    )
    n_empty = int((np.diff(matrix.indptr) == 0).sum())
    if n_empty:
        warnings.warn(
            f"fit_topics: {n_empty} of {matrix.shape[0]} documents have no words; their topic "
            "shares are equal and mean nothing", stacklevel=2,
        )  # fmt: skip
    if matrix.shape[0] - n_empty < FEW_DOCUMENTS:
        warnings.warn(
            f"fit_topics: {matrix.shape[0] - n_empty} documents; below {FEW_DOCUMENTS} topics "
            "are unstable, look at topic_stability before you read them", stacklevel=2,
        )  # fmt: skip
    small = matrix[:, used]
    words, shares, log = estimate(
        small, n_topics, method, random_state, n_steps=n_steps, n_starts=n_starts
    )
    n_words = np.asarray(small.sum(1), dtype=np.float64).ravel()
    order = np.argsort(-(n_words @ shares), kind="stable")
    settings = {
        "n_topics": int(n_topics), "method": method, "random_state": int(random_state),
        "n_steps": int(n_steps), "n_starts": int(n_starts), "min_documents": int(min_documents),
        "n_types_used": int(used.sum()), "n_words": int(n_words.sum()),
        "n_documents_without_words": n_empty,
    }  # fmt: skip
    return TopicModel(
        topic_word=on_whole_vocabulary(words[order], used, matrix),
        doc_topic=np.ascontiguousarray(shares[:, order]),
        vocabulary=np.asarray(tokens.vocabulary), doc_ids=np.asarray(tokens.doc_ids),
        method=method, settings=settings, log=tuple(log),
    )  # fmt: skip


def estimate(
    counts, n_topics: int, method: str, random_state: int, *, n_steps: int = N_STEPS, n_starts: int = 1,
    start: str = "nndsvd", word_prior: float | None = None,
) -> Estimate:  # fmt: skip
    """One estimate from a matrix of counts whose columns all take part."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        if method in ("gensim-lda", "gibbs"):
            from .peers import fit_gensim, fit_gibbs

            fitted = (fit_gensim if method == "gensim-lda" else fit_gibbs)(
                counts, n_topics, random_state
            )
        elif method == "nmf":
            fitted = start_from_nmf(counts, n_topics, random_state, start=start)
        else:
            fitted = estimate_lda(
                counts, n_topics, random_state, n_steps=n_steps, n_starts=n_starts, start=start,
                word_prior=word_prior,
            )  # fmt: skip
    fitted.shares[np.diff(counts.indptr) == 0] = 1 / n_topics
    return fitted


def usable_types(
    matrix, n_topics, method, random_state, n_steps, min_documents, n_starts=1
) -> np.ndarray:
    """Which columns the fit uses, (n_types,) of bool; raises where it cannot be made."""
    if method not in METHODS:
        raise InputError(f"method: must be one of {', '.join(METHODS)}, got {method!r}")
    asked = {"n_topics": (n_topics, 2), "n_steps": (n_steps, 0), "n_starts": (n_starts, 1),
             "min_documents": (min_documents, 1), "random_state": (random_state, 0)}  # fmt: skip
    for name, (given, least) in asked.items():
        if isinstance(given, bool) or not isinstance(given, (int, np.integer)) or given < least:
            raise InputError(f"{name}: must be a whole number from {least} on, got {given!r}")
    n_documents = int((np.diff(matrix.indptr) > 0).sum())
    if n_documents < 2:
        raise InputError(
            f"tokens: topics need at least two documents with words, got {n_documents} (of "
            f"{matrix.shape[0]} documents); load more, or look at why they are empty"
        )
    used = np.bincount(matrix.indices, minlength=matrix.shape[1]) >= min_documents
    types = f"word types in at least {min_documents} documents"
    for count, what in ((n_documents, "documents with words"), (int(used.sum()), types)):
        if n_topics > count:
            raise InputError(
                f"n_topics: {n_topics} topics cannot be told apart by {count} {what}; ask for "
                f"at most {count}, better far fewer"
            )
    return used


def on_whole_vocabulary(words: np.ndarray, used: np.ndarray, matrix) -> np.ndarray:
    """Topics over all types: those that took no part have their corpus share everywhere."""
    frequency = np.asarray(matrix.sum(0)).ravel() / matrix.sum()
    whole = np.tile(frequency, (len(words), 1))
    whole[:, used] = words * frequency[used].sum()
    return whole / whole.sum(1, keepdims=True)
