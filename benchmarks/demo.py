"""What the bundled corpus holds, and how much of what was planted the tools find.

The same checks stand as limits in tests/test_demo_corpus.py and tests/test_demo_recovery.py; here
they are figures. With CORPUS_TOOLS_EVAL set, the growth of words is put beside that of real news.

Run:  python benchmarks/demo.py
"""

import itertools
import os
import statistics
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

import corpus_tools as ct
from corpus_tools.corpus.project import load_project
from corpus_tools.reuse.passages import hash_words

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "tests"), str(ROOT / "benchmarks")]
from reuse import read_articles  # noqa: E402
from test_demo_corpus import different_words, is_wire, rows, shingles  # noqa: E402
from test_demo_recovery import b_cubed  # noqa: E402

SAMPLES, N_SAMPLES = (8, 20, 50, 100), 8


def show_contents(articles: list[dict]) -> None:
    lengths = [a["n_words"] for a in articles]
    own = Counter(a["outlet"] for a in articles if not is_wire(a))
    print(f"{len(articles)} articles in {len({a['page'] for a in articles})} pages; words "
          f"{min(lengths)} to {max(lengths)}, median {statistics.median(lengths):.0f}")  # fmt: skip
    print("own articles:", dict(own), "\ngenres:", dict(Counter(a["genre"] for a in articles)))
    grams = [shingles(a) for a in articles]
    shares = [
        len(grams[i] & grams[j]) / min(len(grams[i]), len(grams[j]))
        for i, j in itertools.combinations(range(len(articles)), 2)
        if articles[i]["wire_cluster"] != articles[j]["wire_cluster"]
    ]
    print(f"most 5-word shingles that two articles share, copies apart: {max(shares):.3f}")
    statements = rows("statements.jsonl")
    print(f"{len(statements)} statements of {len({s['article_id'] for s in statements})} articles:",
          dict(Counter(s["voice"] for s in statements)))  # fmt: skip


def show_growth_of_words(name: str, texts: list[str]) -> None:
    if sum(hash_words(texts).lengths) < 12_000:
        return
    counts = [different_words(texts, seed) for seed in range(20)]
    print(f"different words among 12,000: {min(counts)} to {max(counts)}, "
          f"median {statistics.median(counts):.0f} ({name})")  # fmt: skip


def show_recovery(articles: list[dict]) -> None:
    corpus = ct.load_demo()
    truth = pd.DataFrame(articles).merge(
        corpus.documents, on=["page", "position"], how="left", suffixes=("_true", "")
    )
    exact = [r.text.split("\n") == r.body_paragraphs for r in truth.itertuples()]
    print(f"bodies exact: {sum(exact)} of {len(exact)}")
    clusters = ct.reuse_clusters(ct.find_text_reuse(corpus), corpus)
    found = truth.merge(clusters, on="doc_id")
    print(f"wire clusters, B3 {b_cubed(found['reuse_cluster'].tolist(), found['wire_cluster'].tolist()):.3f}")

    known = truth.set_index("doc_id")["event"]
    for name, documents in (
        ("as they are", corpus.documents),
        ("without dates", corpus.documents.assign(published_on=pd.NaT)),
    ):
        print(f"events, {name}: B3 {score_events(documents, known):.3f}")
    for size in SAMPLES:
        scores = [
            score_events(corpus.documents.sample(size, random_state=seed).sort_index(), known)
            for seed in range(N_SAMPLES)
        ]
        print(f"events, {size} documents drawn: B3 {np.mean(scores):.3f} (least {min(scores):.3f})")
    show_planted(corpus, clusters)


def score_events(documents: pd.DataFrame, known: pd.Series) -> float:
    documents = documents.reset_index(drop=True)
    table = ct.link_events(documents, ct.tokenize(documents, scheme="lemma"))
    return b_cubed(table["event"].tolist(), known[table["doc_id"]].tolist())


def show_planted(corpus: ct.Corpus, clusters: pd.DataFrame) -> None:
    project = load_project(ROOT / "corpus_tools" / "data" / "project.toml")
    statements = ct.extract_statements(corpus, titles=True)
    sided = ct.assign_sides(statements, project.sides).dropna(subset=["side", "outlet"])
    share = (sided["side"] == "غرانوفيا").groupby(sided["outlet"]).mean()
    print("share of Granovia's side among those quoted:", share.round(2).to_dict())
    own = ct.score_stance(statements, targets=project.targets).query("voice == 'outlet'")
    own = own.merge(clusters, on="doc_id")
    for target, part in own.groupby("target"):
        table = ct.compare_outlets(part, value="score", cluster="reuse_cluster", random_state=0)
        levels = table[table["kind"] == "level"].set_index("outlet")["estimate"]
        pairs = table[table["kind"] == "pair"].set_index(["outlet", "other"])["q_value"]
        print(f"own voice on {target}:", levels.round(3).to_dict(),
              f"pairs with q < .05: {int((pairs < 0.05).sum())} of {len(pairs)}; "
              f"المجداف and اليراعة: q {pairs.get(('المجداف', 'اليراعة'), np.nan):.2f}")  # fmt: skip


def show_statements(corpus: ct.Corpus, articles: list[dict]) -> None:
    """How far voice and stance are those of the coded statements."""
    from sklearn.metrics import f1_score

    places = pd.DataFrame(articles)[["article_id", "page", "position"]]
    truth = pd.DataFrame(rows("statements.jsonl")).merge(places, on="article_id")
    keys = ["page", "position", "text"]
    statements = ct.extract_statements(corpus, titles=True)
    project = load_project(ROOT / "corpus_tools" / "data" / "project.toml")
    scored = ct.score_stance(statements, targets=project.targets)
    documents = corpus.documents[["doc_id", "page", "position"]]
    found = truth.merge(statements.merge(documents, on="doc_id"), on=keys, suffixes=("_true", ""))
    print(f"voice right: {(found['voice'] == found['voice_true']).mean():.3f} of {len(found)}")
    coded = pd.DataFrame(
        {**{k: r[k] for k in keys}, "target": target, "stance_true": stance, "voice_true": r["voice"]}
        for r in truth.to_dict("records") for target, stance in r["stance"].items()
    )  # fmt: skip
    scored = scored.merge(documents, on="doc_id")[[*keys, "target", "stance"]]
    both = coded.merge(scored, on=[*keys, "target"])
    for voice, part in both.groupby("voice_true"):
        score = f1_score(part["stance_true"], part["stance"], average="macro")
        print(f"stance where the voice is {voice}: macro-F1 {score:.3f}, "
              f"n {part['stance_true'].value_counts().to_dict()}")  # fmt: skip


if __name__ == "__main__":
    truth = rows("articles.jsonl")
    show_contents(truth)
    show_growth_of_words("bundled", [" ".join(a["body_paragraphs"]) for a in truth])
    if "CORPUS_TOOLS_EVAL" in os.environ:
        for beat in ("north_korea", "five_outlets"):
            for outlet, part in read_articles(beat).groupby("outlet"):
                part = part.sample(min(len(part), 400), random_state=0)
                show_growth_of_words(f"{beat}, {outlet}", part["text"].tolist())
    show_recovery(truth)
    show_statements(ct.load_demo(), truth)
