"""Are planted topics found again? Recovery, held-out perplexity, time and memory, with peers.

Documents are generated from known topics, of five kinds; "recovered" is the mean cosine of
matched topics. Perplexity is that of the second half of held-out documents given the first
half, over that of the generating model. Peers run in the same run; tomotopy where installed.

    python benchmarks/topics.py planted [--documents 200 800 3000] [--methods lda gibbs]
    python benchmarks/topics.py large [--documents 20000] [--methods lda nmf gensim-lda gibbs]
    python benchmarks/topics.py coherence [--documents 20000]
    python benchmarks/topics.py grid [--documents 20000]
    python benchmarks/topics.py news [--topics 20]      texts from the folder CORPUS_TOOLS_EVAL

Seeds are those from --first-seed on, as many as --seeds says; choices were made on 0 to 4.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix, load_npz, save_npz, vstack

from corpus_tools.topics import TopicModel, compare_topic_numbers, fit_topics, score_coherence

N_TYPES, N_TOPICS, LENGTH = 5_000, 20, 180
KINDS = ("shared", "plain", "close", "mixed", "apart")
PEERS = ("lda", "nmf", "gensim-lda", "gensim-one-pass", "gibbs")


@dataclass(frozen=True)
class PlantedTokens:
    """The part of Tokens that topics use."""

    matrix: csr_matrix

    @cached_property
    def vocabulary(self) -> np.ndarray:
        return np.array([f"w{i:05d}" for i in range(self.matrix.shape[1])], dtype=object)

    @cached_property
    def doc_ids(self) -> np.ndarray:
        return np.array([f"d{i}" for i in range(self.matrix.shape[0])], dtype=object)

    def document_term_matrix(self) -> csr_matrix:
        return self.matrix


def planted_topics(kind: str, rng: np.random.Generator, n_types: int = N_TYPES) -> np.ndarray:
    """Topics, (N_TOPICS, n_types), with the mean cosines of the five kinds.

    About .91 (shared), .24 (plain, mixed), .61 (close), .03 (apart).
    """
    common = 1 / (np.arange(n_types) + (1.0 if kind == "shared" else 5.0))
    common /= common.sum()
    own = rng.dirichlet(np.full(n_types, 0.02), N_TOPICS)
    if kind == "apart":
        mixed = own
    elif kind == "shared":
        mixed = 0.7 * common + 0.3 * own
    elif kind == "close":
        groups = rng.dirichlet(np.full(n_types, 0.05), N_TOPICS // 4)
        mixed = 0.52 * common + 0.2 * np.repeat(groups, 4, axis=0) + 0.28 * own
    else:
        mixed = 0.43 * common + 0.57 * own
    return mixed / mixed.sum(1, keepdims=True)


def draw_documents(topics, n_documents: int, alpha: float, rng, block: int = 5_000) -> csr_matrix:
    """Counts of documents, in blocks so that a hundred thousand fit."""
    return vstack([
        _draw_block(topics, min(block, n_documents - start), alpha, rng)
        for start in range(0, n_documents, block)
    ], format="csr")  # fmt: skip


def _draw_block(topics, n_documents: int, alpha: float, rng) -> csr_matrix:
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
    ones = np.ones(len(owner), dtype=np.int32)
    matrix = csr_matrix((ones, (owner, word)), shape=(n_documents, topics.shape[1]))
    matrix.sum_duplicates()
    return matrix


def counted_topics(topics, n_documents: int, rng) -> np.ndarray:
    """What the best reader could know: topics from words whose topics are told, smoothed."""
    n_words = n_documents * LENGTH // len(topics)
    counts = np.stack([rng.multinomial(n_words, t) for t in topics])
    counts = counts + max(400, 0.01 * n_words) * (counts.sum(0) / counts.sum())
    return counts / counts.sum(1, keepdims=True)


def recovered(found: np.ndarray, planted: np.ndarray) -> float:
    """Mean cosine of topics matched one to one."""
    a = found / np.linalg.norm(found, axis=1, keepdims=True)
    b = planted / np.linalg.norm(planted, axis=1, keepdims=True)
    cosine = b @ a.T
    return float(cosine[linear_sum_assignment(-cosine)].mean())


def halves(held: csr_matrix, rng) -> tuple[csr_matrix, csr_matrix]:
    first = held.copy()
    first.data = rng.binomial(held.data, 0.5)
    second = (held - first).tocsr()
    first.eliminate_zeros()
    second.eliminate_zeros()
    return first, second


def completion(topic_word: np.ndarray, first: csr_matrix, second: csr_matrix, alpha: float):
    """Perplexity of the second halves; shares by MAP from the first halves, for all alike."""
    words = 0.999 * topic_word + 0.001 / topic_word.shape[1]
    by_word = np.ascontiguousarray(words.T)
    shares = np.full((first.shape[0], len(words)), 1 / len(words))
    rows = np.repeat(np.arange(first.shape[0]), np.diff(first.indptr))
    for _ in range(40):
        mixed = np.einsum("ij,ij->i", shares[rows], by_word[first.indices])
        part = csr_matrix((first.data / mixed, first.indices, first.indptr), first.shape)
        shares = shares * (part @ by_word) + alpha
        shares /= shares.sum(1, keepdims=True)
    rows = np.repeat(np.arange(second.shape[0]), np.diff(second.indptr))
    mixed = np.einsum("ij,ij->i", shares[rows], by_word[second.indices])
    return float(np.exp(-(second.data @ np.log(mixed)) / second.data.sum()))


def fit_words(matrix: csr_matrix, method: str, n_topics: int, seed: int) -> np.ndarray:
    """Topics of one method; the peers as they are run, gensim from a list of tuples."""
    if method == "gibbs":
        import tomotopy

        model = tomotopy.LDAModel(k=n_topics, seed=seed)
        for row in range(matrix.shape[0]):
            cells = slice(matrix.indptr[row], matrix.indptr[row + 1])
            words = np.repeat(matrix.indices[cells], matrix.data[cells])
            model.add_doc([f"{w}" for w in words.tolist()])
        model.train(100, workers=2)
        found = np.zeros((n_topics, matrix.shape[1]))
        columns = [int(w) for w in model.used_vocabs]
        for topic in range(n_topics):
            found[topic, columns] = model.get_topic_word_dist(topic)
        return found
    if method == "gensim-one-pass":
        from gensim.models import LdaModel

        corpus = [
            list(zip(matrix.indices[a:b].tolist(), matrix.data[a:b].tolist(), strict=True))
            for a, b in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
        ]
        names = {i: str(i) for i in range(matrix.shape[1])}
        return LdaModel(corpus, num_topics=n_topics, id2word=names, random_state=seed).get_topics()
    return fit_topics(
        PlantedTokens(matrix), n_topics=n_topics, method=method, random_state=seed
    ).topic_word


def measure(kind: str, n_documents: int, seed: int, methods: list[str]) -> list[dict]:
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    topics = planted_topics(kind, rng)
    alpha = 0.5 if kind == "mixed" else 0.1
    matrix = draw_documents(topics, n_documents, alpha, rng)
    first, second = halves(draw_documents(topics, 300, alpha, rng), rng)
    truth = completion(topics, first, second, alpha)
    known = counted_topics(topics, n_documents, rng)
    rows = [{
        "kind": kind, "documents": n_documents, "seed": seed, "method": "(topics told)",
        "recovered": recovered(known, topics), "cpu_seconds": 0.0,
        "perplexity_ratio": completion(known, first, second, alpha) / truth,
    }]  # fmt: skip
    for method in methods:
        started = time.process_time()
        words = fit_words(matrix, method, N_TOPICS, seed)
        seconds = time.process_time() - started
        rows.append({
            "kind": kind, "documents": n_documents, "seed": seed, "method": method,
            "recovered": recovered(words, topics),
            "perplexity_ratio": completion(words, first, second, alpha) / truth,
            "cpu_seconds": seconds,
        })  # fmt: skip
    return rows


def seeds_of(options) -> range:
    return range(options.first_seed, options.first_seed + options.seeds)


def topic_cosine(kind: str) -> float:
    topics = planted_topics(kind, np.random.default_rng([0, KINDS.index(kind)]))
    unit = topics / np.linalg.norm(topics, axis=1, keepdims=True)
    cosine = unit @ unit.T
    return float(cosine[~np.eye(len(unit), dtype=bool)].mean())


def run_planted(options) -> None:
    print("mean cosine between planted topics:",
          {kind: round(topic_cosine(kind), 2) for kind in options.kinds}, flush=True)  # fmt: skip
    for kind in options.kinds:
        for n_documents in options.documents or [200, 800, 3000]:
            rows = [r for s in seeds_of(options)
                    for r in measure(kind, n_documents, s, options.methods)]  # fmt: skip
            table = pd.DataFrame(rows).groupby("method", sort=False)
            for method, part in table:
                print(f"{kind:7} {n_documents:6} {method:16} recovered {part.recovered.mean():.3f} "
                      f"(least {part.recovered.min():.3f})  perplexity "
                      f"{part.perplexity_ratio.mean():.3f} (most {part.perplexity_ratio.max():.3f})"
                      f"  cpu {part.cpu_seconds.mean():.1f} s", flush=True)  # fmt: skip


def run_one(options) -> None:
    """One fit in a process of its own: topics to a file, time and memory as a line of JSON."""
    folder, method = Path(options.folder), options.methods[0]
    matrix = load_npz(folder / "counts.npz")
    if method == "gibbs":
        import tomotopy  # noqa: F401
    elif method.startswith("gensim"):
        import gensim  # noqa: F401
    else:
        import sklearn.decomposition  # noqa: F401
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    words = fit_words(matrix, method, options.topics, 0)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    np.save(folder / f"{method}.npy", words)
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak / 1024, "before": before / 1024}))


def run_large(options) -> None:
    """Perplexity, recovery, time and memory on many documents, each method in its own process."""
    for n_documents in options.documents or [20_000]:
        rng = np.random.default_rng([options.first_seed, KINDS.index("plain")])
        topics = planted_topics("plain", rng, 20_000)
        first, second = halves(draw_documents(topics, 1_000, 0.1, rng), rng)
        truth = completion(topics, first, second, 0.1)
        with tempfile.TemporaryDirectory() as folder:
            save_npz(Path(folder) / "counts.npz", draw_documents(topics, n_documents, 0.1, rng))
            known = counted_topics(topics, n_documents, rng)
            floor = completion(known, first, second, 0.1) / truth
            print(f"{n_documents} documents; the generating model: perplexity {truth:.0f}; topics "
                  f"counted from as many words whose topics are known: {floor * truth:.0f} "
                  f"({floor:.3f}), recovered {recovered(known, topics):.3f}", flush=True)  # fmt: skip
            for method in options.methods:
                said = subprocess.run(
                    [sys.executable, __file__, "one", "--folder", folder, "--methods", method],
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
                if said.returncode:
                    print(f"  {method:16} {said.stderr.strip().splitlines()[-1]}")
                    continue
                cost = json.loads(said.stdout.splitlines()[-1])
                words = np.load(Path(folder) / f"{method}.npy")
                ratio = completion(words, first, second, 0.1) / truth
                print(f"  {method:16} recovered {recovered(words, topics):.3f}  perplexity "
                      f"{ratio * truth:.0f} ({ratio:.3f})  wall {cost['wall']:.1f} s  cpu "
                      f"{cost['cpu']:.1f} s  peak memory {cost['peak']:.0f} MB "
                      f"({cost['before']:.0f} before the fit)", flush=True)  # fmt: skip


def run_coherence(options) -> None:
    """NPMI in sliding windows and documents beside gensim's CoherenceModel."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    from corpus_tools import tokenize

    rng = np.random.default_rng(0)
    topics = planted_topics("plain", rng)
    n_documents = (options.documents or [20_000])[0]
    matrix = draw_documents(topics, n_documents, 0.1, rng)
    names = np.array(["".join(chr(0x628 + int(c)) for c in f"{i:05d}") for i in range(N_TYPES)])
    texts = []
    for row in range(n_documents):
        cells = slice(matrix.indptr[row], matrix.indptr[row + 1])
        texts.append(names[rng.permutation(np.repeat(matrix.indices[cells], matrix.data[cells]))])
    tokens = tokenize([" ".join(t) for t in texts], scheme="word")
    model = fit_topics(tokens, n_topics=N_TOPICS)
    listed = [t.tolist() for t in texts]
    tops = model.top_words(10).groupby("topic")["word"].agg(list).tolist()
    dictionary = Dictionary(listed)
    for measure_, theirs in (("npmi", "u_mass"), ("npmi_window", "c_npmi"), ("c_v", "c_v")):
        started = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ours = score_coherence(model, tokens, measure=measure_).attrs["mean"]
        own = time.process_time() - started
        started = time.process_time()
        score = CoherenceModel(topics=tops, texts=listed, dictionary=dictionary, coherence=theirs,
                               processes=1).get_coherence()  # fmt: skip
        their = time.process_time() - started
        print(f"{measure_:12} {ours:.4f} in {own:.2f} s; gensim {theirs} {score:.4f} in "
              f"{their:.2f} s: {their / own:.1f} times", flush=True)  # fmt: skip


def run_grid(options) -> None:
    """The table from which a number of topics is chosen, K 5 to 50 with five seeds."""
    from joblib.externals.loky import get_reusable_executor

    rng = np.random.default_rng(0)
    topics = planted_topics("plain", rng)
    tokens = PlantedTokens(draw_documents(topics, (options.documents or [20_000])[0], 0.1, rng))
    wall, cpu = time.perf_counter(), os.times()
    table = compare_topic_numbers(tokens, n_topics=(5, 10, 20, 30, 50), n_samples=5)
    get_reusable_executor().shutdown(wait=True)  # a process counts once it has ended
    now = os.times()
    spent = sum(now[:4]) - sum(cpu[:4])
    print(table.round(3).T.to_string())
    print(f"wall {time.perf_counter() - wall:.0f} s, cpu of all processes {spent:.0f} s")


def run_news(options) -> None:
    """Real news with known sections: NMI, NPMI and held-out perplexity at equal K."""
    from sklearn.metrics import normalized_mutual_info_score

    from corpus_tools import load_stop_words, tokenize
    from corpus_tools.topics.choice import completion_perplexity
    from corpus_tools.topics.models import infer_shares

    path = Path(os.environ["CORPUS_TOOLS_EVAL"]) / "corpora/five_outlets/articles.jsonl.gz"
    frame = pd.read_json(path, lines=True).rename(columns={"id": "doc_id"})
    frame = frame[frame["text"].str.split().str.len() >= 30].reset_index(drop=True)
    frame["doc_id"] = frame["doc_id"].astype(str)
    tokens = tokenize(frame, stop_words=load_stop_words(["function", "attribution", "date"]))
    matrix = tokens.document_term_matrix()
    n_documents = np.bincount(matrix.indices, minlength=matrix.shape[1])
    matrix = matrix[:, (n_documents >= 5) & (n_documents <= 0.5 * matrix.shape[0])].tocsr()
    section = frame["category"].astype(str).to_numpy()
    is_held = np.random.default_rng(0).random(len(frame)) < 0.1
    print(f"{len(frame)} articles, {matrix.shape[1]} lemmas, {len(set(section))} sections")
    frequency = np.asarray(matrix.sum(0)).ravel() / matrix.sum()
    known = section != "nan"
    holder = PlantedTokens(matrix[is_held])
    for n_topics in options.topics_list:
        for method in options.methods:
            rows = []
            for seed in seeds_of(options):
                cpu, wall = time.process_time(), time.perf_counter()
                words = fit_words(matrix[~is_held], method, n_topics, seed)
                cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
                words = 0.999 * words + 0.001 * frequency
                words /= words.sum(1, keepdims=True)
                largest = infer_shares(matrix, words).argmax(1)
                model = TopicModel(words, np.full((is_held.sum(), n_topics), 1 / n_topics),
                                   holder.vocabulary, holder.doc_ids, method)  # fmt: skip
                rows.append((
                    normalized_mutual_info_score(section[known], largest[known]),
                    score_coherence(model, holder).attrs["mean"],
                    completion_perplexity(words, matrix[is_held]), cpu, wall,
                ))  # fmt: skip
            nmi, npmi, perplexity, cpu, wall = np.array(rows).T
            print(f"K {n_topics:3} {method:16} NMI {nmi.mean():.3f} ({nmi.min():.3f} to "
                  f"{nmi.max():.3f})  NPMI (held out) {npmi.mean():.3f} ({npmi.min():.3f} to "
                  f"{npmi.max():.3f})  perplexity {perplexity.mean():.0f} ({perplexity.min():.0f} "
                  f"to {perplexity.max():.0f})  cpu {cpu.mean():.1f} s  wall {wall.mean():.1f} s",
                  flush=True)  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["planted", "large", "coherence", "grid", "news", "one"])
    parser.add_argument("--documents", type=int, nargs="+")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--methods", nargs="+", default=["lda"], choices=PEERS)
    parser.add_argument("--topics", type=int, nargs="+", default=[N_TOPICS])
    parser.add_argument("--folder")
    options = parser.parse_args()
    options.topics_list, options.topics = options.topics, options.topics[0]
    globals()[f"run_{options.what}"](options)
