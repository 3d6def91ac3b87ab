"""Statements and stance: speed, and accuracy on the gold sentences of the outside texts.

Run with CORPUS_TOOLS_EVAL set to the folder of outside texts:
``python benchmarks/statements.py``. Sentences are split once for all: those with an odd number
and those whose number leaves 2 when divided by 4 were looked at while the rules were written;
those divisible by 4 were not, and stand for what new sentences will do.
"""

import gzip
import json
import os
import time
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from corpus_tools.stance.scoring import score_stance
from corpus_tools.statements.extraction import extract_statements

TARGETS = {
    "statements": {
        "north_korea": ["كوريا الشمالية", "بيونغ يانغ", "كيم جونغ أون", "كيم"],
        "united_states": ["الولايات المتحدة", "واشنطن", "ترامب", "أميركا", "أمريكا"],
    },
    "own_voice": {
        "brotherhood": ["الإخوان", "الإخوان المسلمين", "جماعة الإخوان", "مرسي", "مرسى",
                        "الحرية والعدالة", "الجماعة"],
        "opposition": ["المعارضة", "جبهة الإنقاذ", "البرادعي", "البرادعى", "صباحي", "حمدين",
                       "تمرد", "الفلول", "فلول"],
    },
}  # fmt: skip
PARTS = {
    "looked at": lambda n: n % 4 != 0, "not looked at": lambda n: n % 4 == 0, "all": lambda n: True,
}  # fmt: skip


def bare(text: str | None) -> str:
    return " ".join((text or "").split()).strip(' ."«»”“،,:')


def alike(a: str, b: str) -> bool:
    inside = bool(a and b) and (a in b or b in a)
    return a == b or inside and min(len(a), len(b)) > 0.5 * max(len(a), len(b))


def macro_f1(pairs: list[tuple[str, str]]) -> tuple[float, dict[str, float]]:
    """F1 a class (twice the hits over predicted plus true), and their mean."""
    each = {}
    for name in ("favor", "against", "none"):
        hits = sum(p == name == t for p, t in pairs)
        n = sum(p == name for p, _ in pairs) + sum(t == name for _, t in pairs)
        each[name] = round(2 * hits / n, 3) if n else 0.0
    return round(sum(each.values()) / 3, 3), each


def measure(gold: list[dict], targets: dict[str, list[str]]) -> dict[str, object]:
    """Voice, source, quotations and stance; either annotation counts as right."""
    documents = pd.DataFrame(
        {"doc_id": [str(g["n"]) for g in gold], "text": [g["sentence"] for g in gold]}
    )
    rows = extract_statements(SimpleNamespace(documents=documents))
    scored = score_stance(rows, targets)
    by, stances = dict(list(rows.groupby("doc_id"))), dict(list(scored.groupby("doc_id")))
    voice = source = sources = tp = fp = fn = 0
    pairs, own = [], []
    for g in gold:
        mine, key = by[str(g["n"])], str(g["n"])
        voices = set(mine["voice"])
        said = "mixed" if len(voices) > 1 else next(iter(voices))
        voice += said in (g["voice"], g["second"]["voice"])
        if g.get("source"):
            sources += 1
            have = [bare(x) for x in mine["source"] if isinstance(x, str)]
            truth = [bare(x) for x in (g["source"], g["second"]["source"]) if x]
            source += any(alike(a, b) for a in truth for b in have)
        if "quote" in g:
            true, found = (
                {bare(q) for q in g["quote"]},
                {bare(q[2]) for qs in mine["quotes"] for q in qs},
            )
            tp, fp, fn = tp + len(true & found), fp + len(found - true), fn + len(true - found)
        for name in targets:
            table = stances.get(key)
            got = (
                set()
                if table is None
                else set(table.loc[table["target"] == name, "stance"]) - {"none"}
            )
            got = next(iter(got)) if len(got) == 1 else "none"
            pair = (got, got if got in (g[name], g["second"][name]) else g[name])
            pairs.append(pair)
            if g["voice"] == "outlet":
                own.append(pair)
    out: dict[str, object] = {"n": len(gold), "voice": round(voice / len(gold), 3)}
    if sources:
        out |= {
            "source": round(source / sources, 3),
            "quotation F1": round(2 * tp / (2 * tp + fp + fn), 3),
        }
    return out | {"stance": macro_f1(pairs), "stance, own voice": macro_f1(own)}


def speed(folder: Path) -> None:
    with gzip.open(
        folder / "corpora/north_korea/articles.jsonl.gz", "rt", encoding="utf-8"
    ) as lines:
        articles = [json.loads(line) for line in lines]
    documents = pd.DataFrame({"doc_id": [str(i) for i in range(len(articles))],
                              "text": [a["text"] for a in articles]})  # fmt: skip
    corpus = SimpleNamespace(documents=documents)
    for run in ("first run", "second run"):
        began = time.perf_counter()
        rows = extract_statements(corpus)
        took = time.perf_counter() - began
        print(f"{run}: {len(rows):,} sentences, {len(rows) / took:,.0f} a second on one core")
    began = time.perf_counter()
    score_stance(rows, TARGETS["statements"])
    print(
        f"stance, two targets: {len(rows) / (time.perf_counter() - began):,.0f} sentences a second"
    )


def main() -> None:
    folder = os.environ.get("CORPUS_TOOLS_EVAL")
    if not folder:
        print("not run: CORPUS_TOOLS_EVAL names no folder of outside texts")
        return
    for name, targets in TARGETS.items():
        path = Path(folder) / "gold" / "statements" / f"{name}.jsonl"
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for part, belongs in PARTS.items():
            print(name, "|", part, "|", measure([g for g in gold if belongs(g["n"])], targets))
    speed(Path(folder))


if __name__ == "__main__":
    main()
