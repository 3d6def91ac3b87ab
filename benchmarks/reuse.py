"""Are copies found, at what cost? Planted copies in real or invented articles.

Copies of drawn articles get 10 to 40 % of their words replaced, or one block of two fifths; and
passages of 12 words are put into otherwise different articles. With CORPUS_TOOLS_EVAL set, the
articles are real ones (those that already share text are set aside first, so that precision can
be counted) and the labelled pairs are scored; otherwise they are drawn from a word list.

Run:  python benchmarks/reuse.py [--documents 20000] [--gold]
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


def read_articles(corpus: str) -> pd.DataFrame:
    path = Path(os.environ["CORPUS_TOOLS_EVAL"]) / "corpora" / corpus / "articles.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        frame = pd.DataFrame([json.loads(line) for line in file])
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
            words = np.array(texts[i].split(), dtype=object)
            swap = rng.random(len(words)) < share
            words[swap] = rng.choice(pool, swap.sum())
            added.append(" ".join(words))
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
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    if options.gold:
        score_gold()
        raise SystemExit
    if "CORPUS_TOOLS_EVAL" in os.environ:
        real = pd.concat([read_articles("five_outlets"), read_articles("saudi_outlets")])
        base = without_reuse(real.head(int(options.documents * 1.8)))
        base = base.head(options.documents - 5 * N_COPIES)
    else:
        base = invent_articles(options.documents - 5 * N_COPIES, rng)
    frame, truth = plant(base[["doc_id", "text"]], rng)
    started = time.process_time()
    pairs = find_text_reuse(frame)
    seconds = time.process_time() - started
    table = recall_and_precision(pairs, truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(table.round(3).to_string(index=False))
    print(f"precision {table.attrs['precision']:.3f}, {len(frame)} documents, "
          f"{seconds:.2f} CPU s, peak {peak:.0f} MB (all that ran)")  # fmt: skip
