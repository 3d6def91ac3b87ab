"""A topic model as a value: topics as distributions over words, shares of documents.

Whatever the method, the result is the same frozen `TopicModel`; how it is estimated stands in
`fitting` and `estimation`, how far it may be trusted in `coherence`, `choice` and `intrusion`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, eq=False)
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
        All that was asked for, the seed, and the words and types of the fit.
    log : tuple of dict
        One a step: log-likelihood a word, perplexity.
    labels : tuple of str
        A person's name for each topic, "" where there is none; see `with_labels`.
    """

    topic_word: np.ndarray
    doc_topic: np.ndarray
    vocabulary: np.ndarray
    doc_ids: np.ndarray
    method: str
    settings: dict = field(default_factory=dict)
    log: tuple[dict, ...] = ()
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.topic_word.setflags(write=False)
        self.doc_topic.setflags(write=False)
        if not self.labels:
            object.__setattr__(self, "labels", ("",) * len(self.topic_word))

    def __repr__(self) -> str:
        n_documents, n_topics = self.doc_topic.shape
        return (
            f"<TopicModel {self.method}: {n_topics} topics, {n_documents} documents, "
            f"{len(self.vocabulary)} word types>"
        )

    @property
    def n_topics(self) -> int:
        """How many topics there are."""
        return len(self.topic_word)

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

    def with_labels(self, labels: Mapping[int, str]) -> TopicModel:
        """The same model with a person's names for some of its topics.

        Examples
        --------
        >>> words = np.array([[0.9, 0.1], [0.2, 0.8]])
        >>> model = TopicModel(words, words, np.array(["ا", "ب"]), np.array(["x", "y"]), "lda")
        >>> model.with_labels({1: "الاقتصاد"}).labels
        ('', 'الاقتصاد')
        """
        new = list(self.labels)
        for topic, name in labels.items():
            if not isinstance(topic, (int, np.integer)) or not 0 <= topic < self.n_topics:
                raise InputError(
                    f"labels: topics have the numbers 0 to {self.n_topics - 1}, got {topic!r}"
                )
            if not isinstance(name, str):
                raise InputError(f"labels: the name of topic {topic} must be a str, got {name!r}")
            new[topic] = name.strip()
        return replace(self, labels=tuple(new))

    def transform(self, tokens) -> np.ndarray:
        """Topic shares of other documents, (n_documents, n_topics), the topics kept fixed.

        Words are matched by their form; those the model does not know are left out. A
        document without known words has equal shares.
        """
        return infer_shares(align_matrix(tokens, self.vocabulary), self.topic_word)

    def to_gensim(self):
        """A gensim `LdaModel` with these topics, for all that is written for gensim.

        Its `get_topics` are those of `topic_word` (to about 1e-8: gensim adds its prior), its
        dictionary the vocabulary; documents are given to it as (column, count) pairs.
        """
        from .peers import as_gensim

        return as_gensim(
            self.topic_word, self.vocabulary, float(self.settings.get("n_words", 1e6))
        )

    def save(self, path: str | Path) -> Path:
        """Write the model to one file (numpy's .npz); nothing in it can run code."""
        from .storage import save_model

        return save_model(self, path)

    @classmethod
    def load(cls, path: str | Path) -> TopicModel:
        """Read a model that `save` wrote: the same bits, labels included."""
        from .storage import load_model

        return load_model(path)


def infer_shares(matrix, topic_word: np.ndarray, *, n_rounds: int = 30) -> np.ndarray:
    """Topic shares of documents under fixed topics, by EM from equal shares."""
    from .estimation import em_step

    shares = np.full((matrix.shape[0], len(topic_word)), 1 / len(topic_word))
    for _ in range(n_rounds):
        shares = em_step(matrix, shares, topic_word, need_words=False)[0]
    return shares


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
    target = align_columns(theirs, vocabulary)
    entries = matrix.tocoo()
    known = target[entries.col] >= 0
    return csr_matrix(
        (entries.data[known], (entries.row[known], target[entries.col[known]])),
        shape=(matrix.shape[0], len(vocabulary)),
    )


def align_columns(theirs: np.ndarray, vocabulary: np.ndarray) -> np.ndarray:
    """Place in `vocabulary` of each word of `theirs`, -1 where it has none."""
    column = {word: place for place, word in enumerate(vocabulary.tolist())}
    return np.array([column.get(word, -1) for word in theirs.tolist()], dtype=np.int64)


def rows_of(model: TopicModel, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The named columns of `frame` for the documents of the model, in the model's order.

    Raises
    ------
    InputError
        A column or a document of the model is missing.
    """
    for column in ("doc_id", *columns):
        if column not in frame.columns:
            raise InputError(f"corpus: the documents have no column {column!r}")
    found = frame.drop_duplicates("doc_id").set_index("doc_id")[columns]
    ids = list(model.doc_ids)
    missing = [d for d in ids if d not in found.index]
    if missing:
        raise InputError(
            f"corpus: {len(missing)} of the model's {len(ids)} documents are not in it, the first "
            f"is {missing[0]!r}; pass the corpus that the tokens were made of"
        )
    return found.loc[ids].reset_index(names="doc_id")
