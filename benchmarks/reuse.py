"""Are copies found, at what cost? Planted copies in real or invented articles.

Copies of drawn articles get 10 to 40 % of their words replaced, or one block of two fifths; and
passages of 12 words are put into otherwise different articles. With CORPUS_TOOLS_EVAL set, the
articles are real ones; otherwise they are drawn from a word list.

Precision can only be counted where nothing but the planted copies is shared. Therefore real
articles are first set aside, exactly and not by the tool: all that share ten words in a row with
another, and the second of each pair that shares a tenth of the shorter one's three-word runs.
What is left still holds sentences of agencies that were reworded a little, so the precision
against the planted pairs is a lower bound; `--extra FILE` writes the other findings to be read.

Run:  python benchmarks/reuse.py [--documents 20000] [--gold] [--judged] [--growth] [--peers]
"""

import argparse
import gzip
import json
import os
import resource
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from corpus_tools.reuse.passages import hash_shingles, hash_words
from corpus_tools.reuse.pairs import find_text_reuse, reuse_clusters

N_COPIES = 300  # of each kind
CHANGES = {"changed .1": 0.1, "changed .2": 0.2, "changed .3": 0.3, "changed .4": 0.4}


def read_articles(
    corpus: str, root: Path | None = None, fields: tuple[str, ...] | None = None
) -> pd.DataFrame:
    path = Path(root or os.environ["CORPUS_TOOLS_EVAL"]) / "corpora" / corpus / "articles.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = (json.loads(line) for line in file)
        rows = [{name: row[name] for name in fields or row} for row in rows]
    frame = pd.DataFrame(rows)
    return frame.rename(columns={"id": "doc_id", "date": "published_on"})


def invent_articles(n_documents: int, rng) -> pd.DataFrame:
    """Articles of words drawn with the frequencies of a language; no two share a passage."""
    letters = np.array(list("ابتجحدرسعفقكلمنهي"))
    words = np.array(["".join(rng.choice(letters, rng.integers(3, 8))) for _ in range(30_000)])
    chance = 1 / (np.arange(len(words)) + 10.0)
    chance /= chance.sum()
    lengths = rng.lognormal(5.4, 0.5, n_documents).astype(int) + 40
    drawn = words[rng.choice(len(words), lengths.sum(), p=chance)]
    texts = [" ".join(part) for part in np.split(drawn, np.cumsum(lengths)[:-1])]
    return pd.DataFrame({"doc_id": [f"d{i}" for i in range(n_documents)], "text": texts})


def plant(frame: pd.DataFrame, rng) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """The articles and planted copies behind them; the truth as pairs and their kind."""
    texts = frame["text"].tolist()
    doc_ids = frame["doc_id"].tolist()
    pool = np.array(" ".join(texts[:2000]).split())
    long = [i for i, text in enumerate(texts) if len(text.split()) >= 60]
    drawn = iter(rng.permutation(long).tolist())
    added, truth = [], {}
    for name, share in CHANGES.items():
        for _ in range(N_COPIES):
            i = next(drawn)
            added.append(changed_copy(texts[i], share, pool, rng))
            truth[doc_ids[i], f"copy{len(added) - 1}"] = name
    for _ in range(N_COPIES):
        i = next(drawn)
        words = texts[i].split()
        size = int(0.4 * len(words))
        start = int(rng.integers(0, len(words) - size))
        block = rng.choice(pool, size).tolist()
        added.append(" ".join(words[:start] + block + words[start + size :]))
        truth[doc_ids[i], f"copy{len(added) - 1}"] = "replaced block"
    for _ in range(N_COPIES):
        i, j = next(drawn), next(drawn)
        words, other = texts[i].split(), texts[j].split()
        start, place = int(rng.integers(0, len(words) - 12)), int(rng.integers(0, len(other)))
        texts[j] = " ".join(other[:place] + words[start : start + 12] + other[place:])
        truth[doc_ids[i], doc_ids[j]] = "12 words"
    planted = pd.DataFrame({"doc_id": [f"copy{i}" for i in range(len(added))], "text": added})
    return pd.concat([frame.assign(text=texts), planted], ignore_index=True), truth


def recall_and_precision(pairs: pd.DataFrame, truth: dict) -> pd.DataFrame:
    found = {frozenset(pair) for pair in zip(pairs["doc_a"], pairs["doc_b"], strict=True)}
    wanted = {frozenset(pair): kind for pair, kind in truth.items()}
    total, hit = Counter(wanted.values()), Counter(wanted[p] for p in found if p in wanted)
    rows = [(kind, total[kind], hit[kind] / total[kind]) for kind in total]
    table = pd.DataFrame(rows, columns=["planted", "pairs", "recall"])
    table.attrs["precision"] = sum(hit.values()) / max(len(found), 1)
    return table


def without_reuse(frame: pd.DataFrame, size: int = 10) -> pd.DataFrame:
    """Articles of which no two have `size` words in a row in common (exact, not by the tool)."""
    arrays = hash_words(frame["text"].tolist())
    runs = hash_shingles(arrays.words, size)
    owner = np.repeat(np.arange(len(frame)), arrays.lengths)
    inside = owner[: len(runs)] == owner[size - 1 :]
    runs, owner = runs[inside], owner[: len(runs)][inside]
    order = np.argsort(runs, kind="stable")
    runs, owner = runs[order], owner[order]
    repeated = np.flatnonzero((runs[1:] == runs[:-1]) & (owner[1:] != owner[:-1])) + 1
    return frame[~np.isin(np.arange(len(frame)), owner[repeated])].reset_index(drop=True)


def without_shared_shingles(frame: pd.DataFrame, least: float = 0.1) -> pd.DataFrame:
    """The articles without the second of each pair whose containment of three-word runs is
    at least `least`; runs in more than 50 articles are set phrases.
    """
    left, right, share = shared_shingles(frame["text"].tolist(), most=50)
    gone = np.zeros(len(frame), dtype=bool)
    gone[np.maximum(left, right)[share >= least]] = True
    return frame[~gone].reset_index(drop=True)


def shared_shingles(texts: list[str], most: int | None = None) -> tuple:
    """Pairs of texts and their containment of three-word runs, by a sparse product."""
    from scipy.sparse import csr_matrix, triu

    arrays = hash_words(texts)
    runs = hash_shingles(arrays.words, 3)
    owner = np.repeat(np.arange(len(texts)), arrays.lengths)
    inside = owner[: len(runs)] == owner[2:]
    types, columns = np.unique(runs[inside], return_inverse=True)
    shape = (len(texts), len(types))
    matrix = csr_matrix((np.ones(len(columns), np.int32), (owner[: len(runs)][inside], columns)),
                        shape=shape)  # fmt: skip
    matrix.sum_duplicates()
    matrix.data[:] = 1
    n_runs = np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1)
    having = np.bincount(matrix.indices, minlength=len(types))
    matrix = matrix[:, (having >= 2) & (having <= (most or len(texts)))]
    product = triu(matrix @ matrix.T, 1).tocoo()
    return product.row, product.col, product.data / np.minimum(
        n_runs[product.row], n_runs[product.col]
    )


def judged_pairs() -> pd.DataFrame:
    """Doubtful pairs of real articles, judged from the texts: ids and labels only."""
    path = Path(__file__).resolve().parents[1] / "tests" / "data" / "reuse" / "judged_pairs.tsv"
    return pd.read_csv(path, sep="\t", comment="#")


def score_judged() -> None:
    judged = judged_pairs()
    frame = read_articles("saudi_outlets")
    told: dict[frozenset, str] = {}
    for row in find_text_reuse(frame).itertuples():
        told.setdefault(frozenset((row.doc_a, row.doc_b)), row.kind)
    pairs = zip(judged["id_a"], judged["id_b"], strict=True)
    judged["found"] = [told.get(frozenset(pair), "none") for pair in pairs]
    for half, part in judged.groupby("half"):
        is_copy, is_found = part["kind"] != "none", part["found"] != "none"
        print(f"half {half}: {len(part)} pairs, same kind {(part['kind'] == part['found']).mean():.2f}, "
              f"copy or not {(is_copy == is_found).mean():.2f}, recall {is_found[is_copy].mean():.2f}, "
              f"precision {is_copy[is_found].mean():.2f}")  # fmt: skip
        print(pd.crosstab(part["kind"], part["found"]).to_string())


def by_datasketch(texts: list[str]) -> set:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.3, num_perm=128)
    pairs = set()
    for number, text in enumerate(texts):
        words = text.split()
        runs = {" ".join(words[i : i + 3]).encode() for i in range(max(len(words) - 2, 1))}
        sketch = MinHash(num_perm=128)
        sketch.update_batch(list(runs))
        pairs |= {(other, number) for other in index.query(sketch)}
        index.insert(number, sketch)
    return pairs


def by_rensa(texts: list[str]) -> set:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.3, num_perm=128, num_bands=32)
    pairs = set()
    for number, text in enumerate(texts):
        words = text.split()
        sketch = RMinHash(num_perm=128, seed=0)
        sketch.update([" ".join(words[i : i + 3]) for i in range(max(len(words) - 2, 1))])
        pairs |= {(other, number) for other in index.query(sketch)}
        index.insert(number, sketch)
    return pairs


def by_tfidf(texts: list[str]) -> set:
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(token_pattern=r"\S+", sublinear_tf=True, dtype=np.float32)
    weights = matrix.fit_transform(texts)
    pairs = set()
    for start in range(0, len(texts), 500):
        block = (weights[start : start + 500] @ weights.T).tocoo()
        near = block.data >= 0.4
        rows, columns = block.row[near] + start, block.col[near]
        pairs |= {(a, b) for a, b in zip(rows.tolist(), columns.tolist(), strict=True) if a < b}
    return pairs


def by_shingles(texts: list[str]) -> set:
    left, right, share = shared_shingles(texts)
    near = share >= 0.05
    return set(zip(left[near].tolist(), right[near].tolist(), strict=True))


PEERS = {"datasketch": by_datasketch, "rensa": by_rensa, "sklearn": by_tfidf, "scipy": by_shingles}


def run_peers(frame: pd.DataFrame, truth: dict) -> None:
    """The same documents by other means; each alone proposes pairs of documents."""
    from importlib.util import find_spec

    doc_ids, texts = frame["doc_id"].tolist(), frame["text"].tolist()
    for name, find in PEERS.items():
        if find_spec(name) is None:
            print(f"{name}: not installed, not run")
            continue
        started = time.process_time()
        found = [(doc_ids[a], doc_ids[b]) for a, b in find(texts)]
        seconds = time.process_time() - started
        table = recall_and_precision(pd.DataFrame(found, columns=["doc_a", "doc_b"]), truth)
        print(f"{name} ({find.__name__}): recall {table['recall'].round(2).tolist()}, "
              f"precision {table.attrs['precision']:.2f}, {seconds:.1f} CPU s")  # fmt: skip


def show_growth() -> None:
    """Seconds and memory at growing numbers of articles, each size in a process of its own that
    holds nothing but the articles.

    In real articles the pairs that share text grow with the square of their number: an agency's
    text of this week is in all outlets of this week. So two series: real ones as they are, and
    invented ones of which one in ten is a changed copy of another.
    """
    import subprocess
    import sys
    import tempfile

    series = {"invented, a tenth copies": invented_with_copies}
    if "CORPUS_TOOLS_EVAL" in os.environ:
        series["real, with all that they share"] = real_with_copies
    for name, make in series.items():
        print(name)
        rows = []
        for size in (15_000, 30_000, 60_000):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "articles.parquet"
                make(size, np.random.default_rng(0)).to_parquet(path)
                command = [sys.executable, __file__, "--one-file", str(path)]
                made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            print(made.strip())
            rows.append([float(value) for value in made.split()[1:6:2]])
        n, seconds, n_pairs = np.log(np.maximum(np.array(rows), 1e-3)).T
        print(f"exponent {np.polyfit(n, seconds, 1)[0]:.2f} in documents, "
              f"{np.polyfit(np.log(np.exp(n) + np.exp(n_pairs)), seconds, 1)[0]:.2f} in documents "
              "and pairs that share text")  # fmt: skip


def invented_with_copies(n_documents: int, rng) -> pd.DataFrame:
    frame = invent_articles(n_documents * 9 // 10, rng)
    return with_copies(frame, n_documents - len(frame), rng)


def real_with_copies(n_documents: int, rng) -> pd.DataFrame:
    """Drawn with all that they share; what is missing to the number are changed copies."""
    names = ("five_outlets", "saudi_outlets")
    real = pd.concat([read_articles(name, fields=("id", "text")) for name in names])
    real = real.drop_duplicates("doc_id")
    frame = real.sample(min(n_documents, len(real)), random_state=0)
    return with_copies(frame, n_documents - len(frame), rng)


def with_copies(frame: pd.DataFrame, n_copies: int, rng) -> pd.DataFrame:
    pool = np.array(" ".join(frame["text"].head(2000)).split())
    drawn = frame["text"].sample(n_copies, random_state=1)
    copies = [changed_copy(text, rng.uniform(0.1, 0.4), pool, rng) for text in drawn]
    added = pd.DataFrame({"doc_id": [f"copy{i}" for i in range(n_copies)], "text": copies})
    return pd.concat([frame, added], ignore_index=True)


def time_one_file(path: Path) -> None:
    frame = pd.read_parquet(path)
    before = peak_memory()
    started = time.process_time()
    pairs = find_text_reuse(frame)
    seconds = time.process_time() - started
    n_pairs = len(pairs[["doc_a", "doc_b"]].drop_duplicates())
    print(f"documents {len(frame)} seconds {seconds:.2f} pairs {n_pairs} peak {peak_memory():.0f} "
          f"MB ({before:.0f} with the articles alone)")  # fmt: skip


def peak_memory() -> float:
    """Most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux: the other figure is inherited from the parent process
        held = [line.split()[1] for line in status.read_text().splitlines() if "VmHWM" in line]
        return int(held[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def changed_copy(text: str, share: float, pool: np.ndarray, rng) -> str:
    words = np.array(text.split(), dtype=object)
    swap = rng.random(len(words)) < share
    words[swap] = rng.choice(pool, swap.sum())
    return " ".join(words)


def score_gold() -> None:
    frame = read_articles("saudi_outlets")
    started = time.process_time()
    pairs = find_text_reuse(frame)
    seconds = time.process_time() - started
    owner = reuse_clusters(pairs, frame).set_index("doc_id")["reuse_cluster"]
    kinds = {frozenset((r.doc_a, r.doc_b)): r.kind for r in pairs.itertuples()}
    path = Path(os.environ["CORPUS_TOOLS_EVAL"]) / "gold/reuse/saudi_outlets_pairs.jsonl.gz"
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            pair = json.loads(line)
            a, b = pair["id_a"], pair["id_b"]
            rows.append((pair["label"], kinds.get(frozenset((a, b)), "none"), owner[a] == owner[b]))
    table = pd.DataFrame(rows, columns=["label", "kind", "one cluster"])
    print(f"{len(frame)} articles, {len(pairs)} rows, {seconds:.1f} CPU s")
    print(pd.crosstab(table["label"], table["kind"]).to_string())
    print(table.groupby("label")["one cluster"].mean().round(3).to_string())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--gold", action="store_true", help="score the labelled pairs")
    parser.add_argument("--judged", action="store_true", help="score the judged pairs")
    parser.add_argument("--growth", action="store_true", help="time up to 60,000 articles")
    parser.add_argument("--peers", action="store_true", help="other tools on the same articles")
    parser.add_argument("--extra", type=Path, help="write the findings that were not planted")
    parser.add_argument("--one-file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    if options.one_file:
        time_one_file(options.one_file)
        raise SystemExit
    for is_wanted, run in ((options.gold, score_gold), (options.judged, score_judged),
                           (options.growth, show_growth)):  # fmt: skip
        if is_wanted:
            run()
    if options.gold or options.judged or options.growth:
        raise SystemExit
    if "CORPUS_TOOLS_EVAL" in os.environ:
        real = pd.concat([read_articles("five_outlets"), read_articles("saudi_outlets")])
        base = without_shared_shingles(without_reuse(real.head(options.documents * 2)))
        base = base.head(options.documents - 5 * N_COPIES)
        if len(base) < options.documents - 5 * N_COPIES:
            print(f"only {len(base)} articles share nothing")
    else:
        base = invent_articles(options.documents - 5 * N_COPIES, rng)
    frame, truth = plant(base[["doc_id", "text"]], rng)
    started = time.process_time()
    pairs = find_text_reuse(frame)
    seconds = time.process_time() - started
    table = recall_and_precision(pairs, truth)
    print(table.round(3).to_string(index=False))
    print(f"precision {table.attrs['precision']:.3f}, {len(frame)} documents, {seconds:.2f} CPU s")
    if options.extra:
        planted = {frozenset(pair) for pair in truth}
        ids = zip(pairs["doc_a"], pairs["doc_b"], strict=True)
        pairs[[frozenset(pair) not in planted for pair in ids]].to_csv(options.extra, sep="\t")
    if options.peers:
        run_peers(frame, truth)
