"""The same model by other estimators: gensim's, which published work used, and a sampler."""

from __future__ import annotations

import numpy as np

from .estimation import Estimate, TOPIC_PRIOR, normalised
from ..schema import InputError

SWEEPS = 200  # of the sampler


def fit_gensim(counts, n_topics: int, random_state: int) -> Estimate:
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
    return Estimate(words / words.sum(1, keepdims=True), normalised(shares), [])


def fit_gibbs(counts, n_topics: int, random_state: int) -> Estimate:
    """tomotopy's collapsed Gibbs sampler, one worker (two are not reproducible)."""
    try:
        import tomotopy
    except ImportError:
        raise InputError(
            "method: 'gibbs' needs the package tomotopy, which is not installed; use 'lda', or "
            "install it (pip install tomotopy)"
        ) from None
    model = tomotopy.LDAModel(k=n_topics, seed=random_state)
    rows = np.flatnonzero(np.diff(counts.indptr))
    for row in rows:
        cells = slice(counts.indptr[row], counts.indptr[row + 1])
        model.add_doc(np.repeat(counts.indices[cells], counts.data[cells]).astype(str).tolist())
    log = []
    for step in range(0, SWEEPS, 20):
        model.train(20, workers=1)
        log.append({"step": step + 20, "log_likelihood": float(model.ll_per_word),
                    "perplexity": float(model.perplexity)})  # fmt: skip
    words = np.zeros((n_topics, counts.shape[1]))
    columns = np.array([int(name) for name in model.used_vocabs])
    for topic in range(n_topics):
        words[topic, columns] = model.get_topic_word_dist(topic)
    shares = np.full((counts.shape[0], n_topics), 1 / n_topics)
    shares[rows] = [document.get_topic_dist() for document in model.docs]
    return Estimate(normalised(words), normalised(shares), log)


def as_gensim(topic_word: np.ndarray, vocabulary: np.ndarray, n_words: float):
    """A gensim LdaModel with these topics, as though it had been trained on `n_words` words.

    gensim holds a topic as counts plus a prior: the probabilities times the words of one topic.
    """
    from gensim.models import LdaModel

    n_topics = len(topic_word)
    names = {place: str(word) for place, word in enumerate(vocabulary)}
    model = LdaModel(
        num_topics=n_topics, id2word=names, alpha=np.full(n_topics, TOPIC_PRIOR, np.float32),
        eta=1e-8, dtype=np.float64, iterations=200, gamma_threshold=1e-5, random_state=0,
    )  # fmt: skip
    model.state.sstats = topic_word * (n_words / n_topics)
    model.state.numdocs = 0
    model.sync_state()
    return model
