"""Sentences of outside texts judged by hand: places and labels in tests/data/statements, no text.

Printed by ``python benchmarks/statements.py`` with CORPUS_TOOLS_EVAL set.
"""

import gzip
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from corpus_tools.statements.extraction import extract_statements

JUDGED = Path(__file__).resolve().parents[1] / "tests/data/statements/judged_statements.tsv"


def bare(text: str | None) -> str:
    """Without marks and spaces around; «للوكالة» names «الوكالة»."""
    out = " ".join((text or "").split()).strip(' ."«»”“،,:')
    return "ال" + out[2:] if out.startswith("لل") else out


def alike(a: str, b: str) -> bool:
    inside = bool(a and b) and (a in b or b in a)
    return a == b or inside and min(len(a), len(b)) > 0.5 * max(len(a), len(b))


def judged(folder: Path) -> None:
    """Voice and source of sentences of five outlets, judged before the rules were changed."""
    want = pd.read_csv(JUDGED, sep="\t", comment="#", keep_default_na=False)
    with gzip.open(folder / "corpora/five_outlets/articles.jsonl.gz", "rt", encoding="utf-8") as f:
        texts = {a["id"]: a["text"] for a in map(json.loads, f) if a["id"] in set(want["doc_id"])}
    documents = pd.DataFrame({"doc_id": list(texts), "text": list(texts.values())})
    by = dict(list(extract_statements(SimpleNamespace(documents=documents)).groupby("doc_id")))
    voice, source, false = {}, {}, {}
    for row in want.itertuples():
        mine = by[row.doc_id]
        mine = mine[(mine["start"] < row.end) & (mine["end"] > row.start)]
        voices = set(mine["voice"])
        said = "mixed" if len(voices) > 1 else next(iter(voices))
        voice[row.n] = said in row.voice.split("|")
        have = [bare(x) for x in mine["source"] if isinstance(x, str)]
        spans = [tuple(map(int, s.split("-"))) for s in row.source.split("|") if s]
        true = [bare(texts[row.doc_id][a:b]) for a, b in spans]
        if true:
            source[row.n] = any(alike(a, b) for a in true for b in have)
        else:
            false[row.n] = bool(have)
    for part, odd in (("seen", 1), ("unseen", 0)):
        print(f"judged sentences of five outlets | {part}")
        for name, found in (("voice", voice), ("source", source), ("source though none", false)):
            hits = np.array([v for n, v in found.items() if n % 2 == odd], dtype=float)
            draws = np.random.default_rng(0).choice(hits, (1000, len(hits))).mean(axis=1)
            low, high = np.percentile(draws, [2.5, 97.5])
            print(f"    {name:32} {hits.mean():.3f}  [{low:.3f}, {high:.3f}]  n={len(hits)}")


def judged_batches(folder: Path) -> None:
    """Voice and source of single sentences of three corpora, judged batch by batch."""
    want = pd.read_csv(JUDGED.with_name("judged_batches.tsv"), sep="\t", comment="#",
                       keep_default_na=False)  # fmt: skip
    texts = {}
    for corpus, ids in want.groupby("corpus")["doc_id"]:
        path = folder / f"corpora/{corpus}/articles.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts |= {a["id"]: a["text"] for a in map(json.loads, lines) if a["id"] in set(ids)}
    sentences = [texts[d][a:b] for d, a, b in zip(want["doc_id"], want["start"], want["end"])]  # noqa: B905
    documents = pd.DataFrame({"doc_id": want.index, "text": sentences})
    by = dict(list(extract_statements(SimpleNamespace(documents=documents)).groupby("doc_id")))
    voice, source = {}, {}
    for row in want.itertuples():
        mine = by[row.Index]
        voices = set(mine["voice"])
        said = "mixed" if len(voices) > 1 else next(iter(voices))
        voice.setdefault(row.batch, []).append(said in row.voice.split("|"))
        spans = [tuple(map(int, s.split("-"))) for s in row.source.split("|") if s]
        have = [bare(x) for x in mine["source"] if isinstance(x, str)]
        if spans:
            true = [bare(texts[row.doc_id][a:b]) for a, b in spans]
            hit = any(alike(a, b) for a in true for b in have)
            source.setdefault(row.batch, []).append(hit)
    for batch, found in voice.items():
        of = source[batch]
        print(f"judged batch {batch}, mended by since | voice {np.mean(found):.3f} (n={len(found)})"
              f"  source {np.mean(of):.3f} (n={len(of)})")  # fmt: skip
