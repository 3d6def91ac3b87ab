"""What a corpus talks about: topics as distributions over words.

The model that everybody runs first, gensim's LDA with its defaults, is the weakest of those
measured. Here the default starts from a matrix factorisation, which finds the topics in a
second, and takes a few steps of expectation-maximisation from there to the maximum a posteriori
of the same model. Scores of topics live in `topic_scores`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

METHODS = ("lda", "nmf", "gensim-lda")
FEW_DOCUMENTS = 200
_START_SMOOTHING = 0.05  # share of the corpus's word distribution mixed into each NMF topic
_TOPIC_PRIOR = 0.1  # pseudo-words a topic adds to each document
_WORD_PRIOR = 200.0  # pseudo-words that each topic has from the corpus's word distribution
_CELLS = 1_000_000  # numbers held at once in an EM step


@dataclass(frozen=True)
class TopicModel:
    """Topics of a corpus, whatever the method.

    Attributes
    ----------
    topic_word : ndarray, (n_topics, n_types)
        Probability of each word in each topic; rows sum to 1. Topics are in falling order of
        their share of the words.
    doc_topic : ndarray, (n_documents, n_topics)
        Share of each topic in each document; rows sum to 1. A document without words has equal
        shares: nothing is known about it.
    vocabulary : ndarray of str, (n_types,)
        That of the tokens, in its order.
    doc_ids : sequence of str, (n_documents,)
    method : str
    settings : dict
        All that was asked for, and the seed.
    log : tuple of dict
        One a step: log-likelihood a word, perplexity.
    """

    topic_word: np.ndarray
    doc_topic: np.ndarray
    vocabulary: np.ndarray
    doc_ids: np.ndarray
    method: str
    settings: dict = field(default_factory=dict)
    log: tuple[dict, ...] = ()

    def __post_init__(self) -> None:
        self.topic_word.setflags(write=False)
        self.doc_topic.setflags(write=False)

    def __repr__(self) -> str:
        n_documents, n_topics = self.doc_topic.shape
        return (
            f"<TopicModel {self.method}: {n_topics} topics, {n_documents} documents, "
            f"{len(self.vocabulary)} word types>"
        )

    def top_words(self, n: int = 10) -> pd.DataFrame:
        """The `n` most probable words of each topic: topic, rank, word, probability.

        Ties are broken by the word, so that the order never changes between runs.
        """
        import pandas as pd

        rows = []
        for topic, weights in enumerate(self.topic_word):
            for rank, place in enumerate(top_places(weights, self.vocabulary, n), start=1):
                rows.append((topic, rank, str(self.vocabulary[place]), float(weights[place])))
        return pd.DataFrame(rows, columns=["topic", "rank", "word", "probability"])

    def transform(self, tokens) -> np.ndarray:
        """Topic shares of other documents, (n_documents, n_topics), the topics kept fixed.

        Words are matched by their form; those the model does not know are left out. A
        document without known words has equal shares.
        """
        matrix = align_matrix(tokens, self.vocabulary)
        shares = np.full((matrix.shape[0], len(self.topic_word)), 1 / len(self.topic_word))
        for _ in range(30):
            shares = _em_step(matrix, shares, self.topic_word, need_words=False)[0]
        return shares


def fit_topics(
    tokens,
    *,
    n_topics: int = 20,
    method: str = "lda",
    random_state: int = 0,
    n_steps: int = 5,
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
        "lda" (the default): the maximum a posteriori of latent Dirichlet allocation, started
        from the NMF solution. "nmf": that solution itself. "gensim-lda": gensim's variational
        LDA with ten passes and otherwise its defaults, because published work used it.
    random_state : int
        The same number gives the same bits on the same machine (BLAS runs in one thread).
    n_steps : int
        Steps of expectation-maximisation after the start ("lda" only).
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
    Start: scikit-learn's NMF (NNDSVD) of the sublinear tf-idf matrix; its topics, brought back
    to word counts and mixed with 5 % of the corpus's word distribution. Step: with ``theta``
    the topics of a document and ``phi`` the words of a topic, the count c(d, w) is shared out
    by ``q(k) ~ theta(d, k) phi(k, w)``, then ``theta(d, k) ~ n(d, k) + a`` and
    ``phi(k, w) ~ n(k, w) + b p(w)``, with p the corpus's word distribution (Dirichlet priors;
    a = 0.1, b = 200 words). NMF is Lee
    and Seung 1999 (Nature 401); NNDSVD Boutsidis and Gallopoulos 2008 (Pattern Recognition
    41); MAP estimation of LDA Asuncion et al. 2009 (UAI).
    """
    matrix = tokens.document_term_matrix().tocsr()
    used = _usable_types(matrix, n_topics, method, random_state, n_steps, min_documents)
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
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        if method == "gensim-lda":
            words, shares, log = _fit_gensim(small, n_topics, random_state)
        else:
            words, shares, log = _fit_nmf(small, n_topics, random_state)
            if method == "lda":
                words, shares, log = _fit_map(small, words, shares, n_steps)
    shares[np.diff(small.indptr) == 0] = 1 / n_topics
    order = np.argsort(-(np.asarray(small.sum(1)).ravel() @ shares), kind="stable")
    settings = {
        "n_topics": n_topics, "method": method, "random_state": random_state,
        "n_steps": n_steps, "min_documents": min_documents, "n_types_used": int(used.sum()),
        "n_documents_without_words": n_empty,
    }  # fmt: skip
    return TopicModel(
        topic_word=_on_whole_vocabulary(words[order], used, matrix),
        doc_topic=np.ascontiguousarray(shares[:, order]),
        vocabulary=np.asarray(tokens.vocabulary), doc_ids=np.asarray(tokens.doc_ids),
        method=method, settings=settings, log=tuple(log),
    )  # fmt: skip


def top_places(weights: np.ndarray, vocabulary: np.ndarray, n: int) -> np.ndarray:
    """Columns of the `n` largest weights, ties by the word."""
    n = min(n, len(weights))
    least = np.partition(weights, -n)[-n]
    places = np.flatnonzero(weights >= least)
    return places[np.lexsort((vocabulary[places], -weights[places]))][:n]


def align_matrix(tokens, vocabulary: np.ndarray) -> csr_matrix:
    """The document-term matrix of `tokens` in the columns of `vocabulary`."""
    from scipy.sparse import csr_matrix

    matrix = tokens.document_term_matrix().tocsr()
    theirs = np.asarray(tokens.vocabulary)
    if len(theirs) == len(vocabulary) and (theirs == vocabulary).all():
        return matrix
    column = {word: place for place, word in enumerate(vocabulary.tolist())}
    target = np.array([column.get(word, -1) for word in theirs.tolist()], dtype=np.int64)
    entries = matrix.tocoo()
    known = target[entries.col] >= 0
    return csr_matrix(
        (entries.data[known], (entries.row[known], target[entries.col[known]])),
        shape=(matrix.shape[0], len(vocabulary)),
    )


def _usable_types(
    matrix, n_topics, method, random_state, n_steps, min_documents
) -> np.ndarray:
    """Which columns the fit uses, (n_types,) of bool; raises where it cannot be made."""
    if method not in METHODS:
        raise InputError(f"method: must be one of {', '.join(METHODS)}, got {method!r}")
    asked = {"n_topics": (n_topics, 2), "n_steps": (n_steps, 0),
             "min_documents": (min_documents, 1), "random_state": (random_state, 0)}  # fmt: skip
    for name, (given, least) in asked.items():
        if not isinstance(given, (int, np.integer)) or given < least:
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


def _on_whole_vocabulary(words: np.ndarray, used: np.ndarray, matrix) -> np.ndarray:
    """Topics over all types: those that took no part have their corpus share everywhere."""
    frequency = np.asarray(matrix.sum(0)).ravel() / matrix.sum()
    whole = np.tile(frequency, (len(words), 1))
    whole[:, used] = words * frequency[used].sum()
    return whole / whole.sum(1, keepdims=True)


def _fit_nmf(counts, n_topics: int, random_state: int):
    """NMF of the sublinear tf-idf matrix, its topics brought back to words."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer

    weigher = TfidfTransformer(sublinear_tf=True)
    weighted = weigher.fit_transform(counts.astype(np.float64))
    n_components = min(n_topics, *weighted.shape)
    factoriser = NMF(
        n_components=n_components, init="nndsvd", max_iter=200, random_state=random_state
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # 200 rounds are enough for a start
        shares = factoriser.fit_transform(weighted)
    words = factoriser.components_ / weigher.idf_
    frequency = np.asarray(counts.sum(0)).ravel() / counts.sum()
    size = words.sum(1)
    shares = shares * size
    words = np.where(size[:, None] > 0, words / np.where(size > 0, size, 1)[:, None], frequency)
    log = [{"step": 0, "reconstruction_error": float(factoriser.reconstruction_err_),
            "iterations": int(factoriser.n_iter_)}]  # fmt: skip
    return words, _normalised(shares), log


def _normalised(shares: np.ndarray) -> np.ndarray:
    """Rows that sum to 1; a row of zeros becomes equal shares."""
    total = shares.sum(1, keepdims=True)
    return np.where(total > 0, shares / np.where(total > 0, total, 1), 1 / shares.shape[1])


def _fit_map(counts, words: np.ndarray, shares: np.ndarray, n_steps: int):
    """EM steps towards the maximum a posteriori, from NMF's topics."""
    frequency = np.asarray(counts.sum(0)).ravel() / counts.sum()
    words = (1 - _START_SMOOTHING) * words + _START_SMOOTHING * frequency
    shares = (1 - _START_SMOOTHING) * shares + _START_SMOOTHING / shares.shape[1]
    log = []
    for step in range(n_steps + 1):
        is_last = step == n_steps
        shares, counted, likelihood = _em_step(counts, shares, words, need_words=not is_last)
        log.append({"step": step, "log_likelihood": likelihood,
                    "perplexity": float(np.exp(-likelihood))})  # fmt: skip
        if not is_last:
            words = counted + _WORD_PRIOR * frequency
            words /= words.sum(1, keepdims=True)
    return words, shares, log


def _em_step(counts, shares: np.ndarray, words: np.ndarray, *, need_words: bool):
    """One step: new shares, expected counts of words by topic, log-likelihood a word.

    Only places where a word occurs are looked at; documents go through in blocks, so that no
    array has more than about `_CELLS` numbers.
    """
    n_topics = len(words)
    by_word = np.ascontiguousarray(words.T)
    gathered = np.zeros_like(by_word) if need_words else None
    updated = np.empty_like(shares)
    likelihood = 0.0
    block = max(1, _CELLS // n_topics)
    row_of = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    start = 0
    while start < counts.shape[0]:
        stop = int(np.searchsorted(counts.indptr, counts.indptr[start] + block, side="right")) - 1
        stop = min(max(stop, start + 1), counts.shape[0])
        cells = slice(counts.indptr[start], counts.indptr[stop])
        part = counts[start:stop].astype(np.float64)
        mixed = np.einsum("ij,ij->i", shares[row_of[cells]], by_word[counts.indices[cells]])
        mixed = np.maximum(mixed, 1e-300)
        likelihood += float(part.data @ np.log(mixed))
        part.data = part.data / mixed
        updated[start:stop] = shares[start:stop] * (part @ by_word)
        if need_words:
            gathered += part.T @ shares[start:stop]
        start = stop
    updated += _TOPIC_PRIOR
    updated /= updated.sum(1, keepdims=True)
    counted = (gathered * by_word).T if need_words else None
    return updated, counted, likelihood / max(float(counts.sum()), 1.0)


def _fit_gensim(counts, n_topics: int, random_state: int):
    """gensim's LdaModel as it is used: ten passes, defaults otherwise."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    corpus = Sparse2Corpus(counts.tocsr(), documents_columns=False)
    names = {place: str(place) for place in range(counts.shape[1])}
    model = LdaModel(corpus, num_topics=n_topics, id2word=names, passes=10,
                     random_state=random_state)  # fmt: skip
    shares = np.concatenate(
        [model.inference(list(Sparse2Corpus(counts[start : start + 2000].tocsr(),
                                            documents_columns=False)))[0]
         for start in range(0, counts.shape[0], 2000)]
    ).astype(np.float64)  # fmt: skip
    words = model.get_topics().astype(np.float64)
    return words / words.sum(1, keepdims=True), _normalised(shares), []
