"""Are planted topics found again? Recovery, held-out perplexity and time, with peers.

Documents are generated from known topics, of five kinds; "recovered" is the mean cosine of
matched topics. Perplexity is that of the second half of held-out documents given the first
half, over that of the generating model.

Run:  python benchmarks/topics.py [--documents 200 800 3000] [--seeds 1] [--peers]
"""

import argparse
import time
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

from corpus_tools.topics.models import fit_topics

N_TYPES, N_TOPICS, LENGTH = 5_000, 20, 180
KINDS = ("shared", "plain", "close", "mixed", "apart")


@dataclass(frozen=True)
class PlantedTokens:
    """The part of Tokens that topics use."""

    matrix: csr_matrix

    @property
    def vocabulary(self) -> np.ndarray:
        return np.array([f"w{i:05d}" for i in range(self.matrix.shape[1])])

    @property
    def doc_ids(self) -> np.ndarray:
        return np.array([f"d{i}" for i in range(self.matrix.shape[0])])

    def document_term_matrix(self) -> csr_matrix:
        return self.matrix


def planted_topics(kind: str, rng: np.random.Generator) -> np.ndarray:
    """Topics, (N_TOPICS, N_TYPES), with about the cosines of real ones of that kind."""
    zipf = 1 / (np.arange(N_TYPES) + 5.0)
    zipf /= zipf.sum()
    own = rng.dirichlet(np.full(N_TYPES, 0.02), N_TOPICS)
    if kind == "apart":
        mixed = own
    elif kind == "shared":
        mixed = 0.5 * zipf + 0.5 * rng.dirichlet(np.full(N_TYPES, 0.3), N_TOPICS)
    elif kind == "close":
        groups = rng.dirichlet(np.full(N_TYPES, 0.05), N_TOPICS // 4)
        mixed = 0.3 * zipf + 0.4 * np.repeat(groups, 4, axis=0) + 0.3 * own
    else:
        mixed = 0.4 * zipf + 0.6 * own
    return mixed / mixed.sum(1, keepdims=True)


def draw_documents(topics, n_documents: int, alpha: float, rng) -> tuple[csr_matrix, np.ndarray]:
    shares = rng.dirichlet(np.full(len(topics), alpha), n_documents)
    cumulated = topics.cumsum(1)
    lengths = rng.poisson(LENGTH, n_documents) + 1
    owner = np.repeat(np.arange(n_documents), lengths)
    cut = shares.cumsum(1)[owner]
    topic = (rng.random(len(owner))[:, None] > cut).sum(1).clip(max=len(topics) - 1)
    word = np.empty(len(owner), dtype=np.int64)
    for k in range(len(topics)):
        of_topic = np.flatnonzero(topic == k)
        word[of_topic] = np.searchsorted(cumulated[k], rng.random(len(of_topic))).clip(
            max=topics.shape[1] - 1
        )
    ones = np.ones(len(owner), dtype=np.int64)
    return csr_matrix((ones, (owner, word)), shape=(n_documents, topics.shape[1])), shares


def recovered(found: np.ndarray, planted: np.ndarray) -> float:
    """Mean cosine of topics matched one to one."""
    a = found / np.linalg.norm(found, axis=1, keepdims=True)
    b = planted / np.linalg.norm(planted, axis=1, keepdims=True)
    cosine = b @ a.T
    return float(cosine[linear_sum_assignment(-cosine)].mean())


def completion(topic_word: np.ndarray, first: csr_matrix, second: csr_matrix, alpha: float):
    """Perplexity of the second halves; shares by MAP from the first halves, for all alike."""
    words = 0.999 * topic_word + 0.001 / topic_word.shape[1]
    shares = np.full((first.shape[0], len(words)), 1 / len(words))
    rows = np.repeat(np.arange(first.shape[0]), np.diff(first.indptr))
    for _ in range(50):
        mixed = np.einsum("ij,ij->i", shares[rows], words.T[first.indices])
        part = csr_matrix((first.data / mixed, first.indices, first.indptr), first.shape)
        shares = shares * (part @ words.T) + alpha
        shares /= shares.sum(1, keepdims=True)
    rows = np.repeat(np.arange(second.shape[0]), np.diff(second.indptr))
    mixed = np.einsum("ij,ij->i", shares[rows], words.T[second.indices])
    return float(np.exp(-(second.data @ np.log(mixed)) / second.data.sum()))


def measure(kind: str, n_documents: int, seed: int, methods: tuple[str, ...]) -> list[dict]:
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    topics = planted_topics(kind, rng)
    alpha = 0.5 if kind == "mixed" else 0.1
    matrix, _ = draw_documents(topics, n_documents, alpha, rng)
    held, _ = draw_documents(topics, 400, alpha, rng)
    first = held.copy()
    first.data = rng.binomial(held.data, 0.5)
    second = (held - first).tocsr()
    first.eliminate_zeros()
    second.eliminate_zeros()
    truth = completion(topics, first, second, alpha)
    rows = []
    for method in methods:
        started = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = fit_topics(
                PlantedTokens(matrix), n_topics=N_TOPICS, method=method, random_state=seed
            )
        seconds = time.perf_counter() - started
        rows.append({
            "kind": kind, "documents": n_documents, "seed": seed, "method": method,
            "recovered": recovered(model.topic_word, topics),
            "perplexity_ratio": completion(model.topic_word, first, second, alpha) / truth,
            "seconds": seconds,
        })  # fmt: skip
    return rows


def topic_cosine(kind: str) -> float:
    topics = planted_topics(kind, np.random.default_rng([0, KINDS.index(kind)]))
    unit = topics / np.linalg.norm(topics, axis=1, keepdims=True)
    cosine = unit @ unit.T
    return float(cosine[~np.eye(len(unit), dtype=bool)].mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[200, 800, 3000])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--peers", action="store_true", help="NMF and gensim beside it")
    options = parser.parse_args()
    methods = ("lda", "nmf", "gensim-lda") if options.peers else ("lda",)
    rows = [
        row
        for kind in options.kinds
        for n_documents in options.documents
        for seed in range(options.seeds)
        for row in measure(kind, n_documents, seed, methods)
    ]
    print("mean cosine between planted topics:",
          {kind: round(topic_cosine(kind), 2) for kind in options.kinds})  # fmt: skip
    table = pd.DataFrame(rows)
    print(table.groupby(["kind", "documents", "method"], sort=False)[
        ["recovered", "perplexity_ratio", "seconds"]].mean().round(3).to_string())  # fmt: skip
