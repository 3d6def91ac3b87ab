"""Keyness on a null corpus: how many words pass .05 when outlets do not differ.

    python benchmarks/keyness.py FILE.jsonl.gz [--permutations 20] [--documents 768]

FILE has one JSON record a line with id, outlet and text. Outlets are dealt anew over clusters of
copied text, so that nothing distinguishes them, and words are scored as ever; 5 % should have
p < .05. G² is run on the same data.
"""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd

import corpus_tools as ct
from corpus_tools.keyness import compare_with_g2


def read(path: Path, n_documents: int) -> pd.DataFrame:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        frame = pd.DataFrame([json.loads(line) for line in lines])
    frame = frame.rename(columns={"id": "doc_id"}).astype({"doc_id": str})
    return frame[["doc_id", "outlet", "text"]].head(n_documents).reset_index(drop=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--permutations", type=int, default=20)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--resamples", type=int, default=399)
    options = parser.parse_args()
    frame = read(options.file, options.documents)
    corpus = ct.Corpus.from_documents(frame)
    clusters = ct.reuse_clusters(ct.find_text_reuse(corpus), corpus)
    number = pd.factorize(clusters.set_index("doc_id")["reuse_cluster"].loc[frame["doc_id"]])[0]
    tokens = ct.tokenize(frame)
    print(f"{len(frame)} documents, {number.max() + 1} clusters, {frame['outlet'].nunique()} outlets")
    shares = []
    for seed in range(options.permutations):
        rng = np.random.default_rng(seed)
        # a cluster gets the outlet of the first document of another
        first = frame["outlet"].to_numpy()[np.unique(number, return_index=True)[1]]
        null = frame.assign(outlet=rng.permutation(first)[number])
        table = ct.score_keyness(tokens, null, cluster=clusters, n_resamples=options.resamples,
                                 random_state=seed)  # fmt: skip
        found = compare_with_g2(table, tokens, null)
        weight = found["n_features"] / found["n_features"].sum()
        shares.append([(found[c] * weight).sum() for c in ("share_resampled", "share_g2")])
    mean, error = np.mean(shares, axis=0), np.std(shares, axis=0) / len(shares) ** 0.5
    for name, m, e in zip(("resampled clusters", "G2"), mean, error, strict=True):
        print(f"  {name:<20} {100 * m:5.1f} % of words pass .05 (standard error {100 * e:.1f})")


if __name__ == "__main__":
    main()
