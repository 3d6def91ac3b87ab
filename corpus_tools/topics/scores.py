"""How far topics may be trusted: coherence, return under resampling, choice of their number.

A topic model always answers. Whether the answer holds is asked here: do the words of a topic
stand together in documents, does the topic come back from another sample of the same corpus,
and what does another number of topics change. None of these has a maximum that is "the" number
of topics; they are read side by side.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from .models import FEW_DOCUMENTS, TopicModel, align_matrix, fit_topics, top_places

if TYPE_CHECKING:
    import pandas as pd

RETURNED_AT = 0.7  # cosine from which a topic counts as the same one
CLEAR_AT = 0.5  # share from which a document has a clear topic


def score_coherence(
    model: TopicModel, tokens, *, measure: str = "npmi", top_n: int = 10
) -> pd.DataFrame:
    """Whether the top words of each topic occur in the same documents.

    ``npmi(i, j) = log(p(i, j) / (p(i) p(j))) / -log p(i, j)``, p being the share of documents
    that hold the word, or both (Bouma 2009); a topic has the mean over all pairs of its top
    words, from -1 (never together) to 1 (only together). Exact counts, no smoothing: a pair
    that never meets has -1, and a pair that is in every document has 0, for it tells nothing.

    C_v is not offered: its author has disowned it. Sliding windows are not offered yet.

    Parameters
    ----------
    model : TopicModel
    tokens : Tokens
        The documents to count in: those of the model, or better, others.
    top_n : int
        Words of each topic, from 2 on.

    Returns
    -------
    DataFrame
        topic, npmi, n_pairs, n_documents, words; ``attrs["mean"]`` is the mean over topics.
    """
    import pandas as pd

    if measure != "npmi":
        raise InputError(f"measure: must be 'npmi', got {measure!r}; it is the one offered")
    if not isinstance(top_n, int) or top_n < 2:
        raise InputError(f"top_n: must be a whole number from 2 on, got {top_n!r}")
    matrix = align_matrix(tokens, model.vocabulary)
    n_documents = matrix.shape[0]
    if n_documents == 0 or not matrix.nnz:
        raise InputError("tokens: none of the documents has a word that the model knows")
    if n_documents < FEW_DOCUMENTS:
        warnings.warn(
            f"score_coherence: counted in {n_documents} documents; below {FEW_DOCUMENTS} the "
            "score is mostly chance", stacklevel=2,
        )  # fmt: skip
    tops = [top_places(weights, model.vocabulary, top_n) for weights in model.topic_word]
    places = np.unique(np.concatenate(tops))
    npmi = pairwise_npmi(matrix[:, places])
    rows = []
    for topic, top in enumerate(tops):
        at = np.searchsorted(places, top)
        upper = np.triu_indices(len(at), k=1)
        values = npmi[np.ix_(at, at)][upper]
        rows.append((topic, float(values.mean()) if len(values) else 0.0, len(values), n_documents,
                     " ".join(model.vocabulary[top])))  # fmt: skip
    table = pd.DataFrame(rows, columns=["topic", "npmi", "n_pairs", "n_documents", "words"])
    table.attrs = {"measure": measure, "top_n": top_n, "mean": float(table["npmi"].mean())}
    return table


def pairwise_npmi(matrix) -> np.ndarray:
    """NPMI of each two columns of a document-term matrix, (n_types, n_types).

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> pairwise_npmi(csr_matrix([[1, 1, 0], [3, 1, 0], [0, 0, 1], [0, 0, 1]])).tolist()
    [[1.0, 1.0, -1.0], [1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]]
    """
    holds = (matrix > 0).astype(np.float64)
    both = (holds.T @ holds).toarray() / matrix.shape[0]
    alone = np.diag(both)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / np.outer(alone, alone)) / -np.log(both)
    npmi[both == 0] = -1.0
    npmi[both == 1] = 0.0
    return np.clip(npmi, -1.0, 1.0) + 0.0


def match_topics(found: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The topic of `found` that goes with each one of `reference`, and their cosine.

    Topics are matched one to one so that the sum of cosines is largest (Hungarian method).

    Examples
    --------
    >>> match_topics(np.eye(3)[[2, 0, 1]], np.eye(3))
    (array([1, 2, 0]), array([1., 1., 1.]))
    """
    from scipy.optimize import linear_sum_assignment

    unit = [m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-300)
            for m in (reference, found)]  # fmt: skip
    cosine = unit[0] @ unit[1].T
    rows, columns = linear_sum_assignment(-cosine)
    return columns, cosine[rows, columns]


def topic_stability(
    tokens,
    *,
    n_topics: int = 20,
    method: str = "lda",
    n_samples: int = 5,
    random_state: int = 0,
    model: TopicModel | None = None,
) -> pd.DataFrame:
    """Whether each topic comes back when the documents are drawn anew.

    The NMF start is the same for every seed, so seeds say little; here documents are drawn
    with replacement, the model is fitted again, and topics are matched to those of the model
    by the cosine of their words. What all topics have in common would make any two look alike,
    so the mean over the topics is taken off both sides first.

    Returns
    -------
    DataFrame
        topic, mean_similarity, low_similarity (the worst sample), share_returned (of samples
        in which it came back with at least .7), n_samples.
    """
    import pandas as pd

    if not isinstance(n_samples, int) or n_samples < 2:
        raise InputError(f"n_samples: must be a whole number from 2 on, got {n_samples!r}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        if model is None:
            model = fit_topics(tokens, n_topics=n_topics, method=method, random_state=random_state)
        n_topics = len(model.topic_word)
        rng = np.random.default_rng(random_state)
        similarity = np.empty((n_samples, n_topics))
        for sample in range(n_samples):
            drawn = _drawn(tokens, rng)
            other = fit_topics(drawn, n_topics=n_topics, method=model.method,
                               random_state=random_state + 1 + sample)  # fmt: skip
            similarity[sample] = match_topics(
                _centred(other.topic_word), _centred(model.topic_word)
            )[1]
    return pd.DataFrame(
        {
            "topic": np.arange(n_topics),
            "mean_similarity": similarity.mean(0),
            "low_similarity": similarity.min(0),
            "share_returned": (similarity >= RETURNED_AT).mean(0),
            "n_samples": n_samples,
        }
    )


def compare_topic_numbers(
    tokens,
    *,
    n_topics: Sequence[int] = (5, 10, 20, 30),
    method: str = "lda",
    n_samples: int = 3,
    held_out: float = 0.1,
    random_state: int = 0,
) -> pd.DataFrame:
    """What each number of topics gives and costs; there is no best row.

    Returns
    -------
    DataFrame
        n_topics; npmi (mean over topics); exclusivity (mean share that a topic has of the
        probability of its ten top words over all topics); perplexity (of the second half of
        held-out documents, given the first); mean_similarity and share_returned (over
        bootstrap samples of documents, see `topic_stability`); share_clear (documents with a
        topic of at least half).
    """
    import pandas as pd

    if not 0 < held_out < 1:
        raise InputError(f"held_out: must lie between 0 and 1, got {held_out!r}")
    matrix = tokens.document_term_matrix().tocsr()
    rng = np.random.default_rng(random_state)
    is_held = np.zeros(matrix.shape[0], dtype=bool)
    is_held[rng.permutation(matrix.shape[0])[: max(1, round(held_out * matrix.shape[0]))]] = True
    rows = []
    for number in n_topics:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            model = fit_topics(tokens, n_topics=number, method=method, random_state=random_state)
            fitted = fit_topics(_Rows.of(tokens, np.flatnonzero(~is_held)), n_topics=number,
                                method=method, random_state=random_state)  # fmt: skip
            coherence = score_coherence(model, tokens)
            stability = topic_stability(tokens, n_samples=n_samples, random_state=random_state,
                                        model=model)  # fmt: skip
        has_words = np.diff(matrix.indptr) > 0
        rows.append({
            "n_topics": number,
            "npmi": coherence.attrs["mean"],
            "exclusivity": exclusivity(model),
            "perplexity": held_out_perplexity(
                fitted, _Rows.of(tokens, np.flatnonzero(is_held)), random_state=random_state
            ),
            "mean_similarity": stability["mean_similarity"].mean(),
            "share_returned": stability["share_returned"].mean(),
            "share_clear": float((model.doc_topic[has_words].max(1) >= CLEAR_AT).mean()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def exclusivity(model: TopicModel, *, top_n: int = 10) -> float:
    """Mean share that a topic has of the probability of its top words over all topics."""
    share = model.topic_word / np.maximum(model.topic_word.sum(0), 1e-300)
    tops = [top_places(weights, model.vocabulary, top_n) for weights in model.topic_word]
    return float(np.mean([share[topic, top].mean() for topic, top in enumerate(tops)]))


def held_out_perplexity(model: TopicModel, tokens, *, random_state: int = 0) -> float:
    """Perplexity of one half of each document, its topics found from the other half.

    Words are dealt to the halves by chance (document completion, Wallach et al. 2009, ICML).
    Words that the model does not know are left out, so only models of one vocabulary compare.
    """
    from scipy.sparse import csr_matrix

    rng = np.random.default_rng(random_state)
    matrix = align_matrix(tokens, model.vocabulary).tocsr()
    first = csr_matrix((rng.binomial(matrix.data.astype(np.int64), 0.5), matrix.indices,
                        matrix.indptr), shape=matrix.shape)  # fmt: skip
    second = (matrix - first).tocsr()
    first.eliminate_zeros()
    second.eliminate_zeros()
    shares = model.transform(_Rows(first, model.vocabulary, np.arange(matrix.shape[0])))
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(second.indptr))
    mixed = np.einsum("ij,ij->i", shares[rows], model.topic_word.T[second.indices])
    known = mixed > 0
    total = float(second.data[known].sum())
    if not total:
        raise InputError("tokens: no held-out words that the model knows; load more documents")
    return float(np.exp(-(second.data[known] @ np.log(mixed[known])) / total))


class _Rows:
    """Some documents of Tokens, or a matrix, behind the part of its interface used here."""

    def __init__(self, matrix, vocabulary, doc_ids) -> None:
        self._matrix, self.vocabulary, self.doc_ids = matrix, vocabulary, doc_ids

    @classmethod
    def of(cls, tokens, rows: np.ndarray) -> _Rows:
        matrix = tokens.document_term_matrix().tocsr()[rows]
        return cls(matrix, tokens.vocabulary, np.asarray(tokens.doc_ids)[rows])

    def document_term_matrix(self):
        return self._matrix


def _drawn(tokens, rng: np.random.Generator) -> _Rows:
    n_documents = tokens.document_term_matrix().shape[0]
    return _Rows.of(tokens, rng.integers(0, n_documents, n_documents))


def _centred(topic_word: np.ndarray) -> np.ndarray:
    return topic_word - topic_word.mean(0)
