"""Weights of the learnt stance decision, from coded sentences; writes the list `stance_weights`.

Run with CORPUS_TOOLS_EVAL set to the folder of outside texts:
``python tools/fit_stance_weights.py [--coded FILE] [--write]``. Learnt from the gold sentences
whose number is no multiple of four (the others are never read here), and from a file of further
coded sentences (jsonl: ``n, text, doc_id`` and a stance a target) at half weight, with targets
from the bundled project file. Features only, no words: see `corpus_tools.stance.features`.
Prints macro-F1 in cross-validation by document, for the rules and for the weights.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
from statements import GOLD_TARGETS, coded_features, macro_f1  # noqa: E402

from corpus_tools.corpus.project import load_project  # noqa: E402
from corpus_tools.stance.decision import STANCES  # noqa: E402
from corpus_tools.stance.features import feature_names  # noqa: E402

WEIGHT = {"favor": 3.0, "against": 2.0, "none": 1.0}  # rare classes count for more
STRENGTH = 0.06  # inverse of the penalty
OUT = Path(__file__).resolve().parents[1] / "corpus_tools/lexicons/stance_weights.tsv"


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Weights, (1 + n_features, 3): the intercept first."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=5000, class_weight=WEIGHT)
    model.fit(x, y, sample_weight=w)
    order = [list(model.classes_).index(s) for s in STANCES]
    return np.vstack([model.intercept_[order], model.coef_[order].T])


def predict(weights: np.ndarray, x: np.ndarray) -> list[str]:
    return [STANCES[k] for k in (x @ weights[1:] + weights[0]).argmax(axis=1)]


def cross_validate(parts: list[dict], n_folds: int = 8, seed: int = 0) -> None:
    """Print macro-F1 over pairs with a row, by documents."""
    groups = [f"{i} {g}" for i, p in enumerate(parts) for g in p["groups"]]
    rng = np.random.default_rng(seed)
    fold_of = {g: int(rng.integers(n_folds)) for g in dict.fromkeys(groups)}
    fold = np.array([fold_of[g] for g in groups])
    x, y, w = pooled(parts)
    guessed = np.empty(len(y), dtype=object)
    for k in range(n_folds):
        here = fold == k
        if here.any():
            guessed[here] = predict(fit(x[~here], y[~here], w[~here]), x[here])
    at = 0
    for part in parts:
        mine = guessed[at : at + len(part["y"])]
        at += len(part["y"])
        for name, values in (("rules", part["rules"]), ("weights", mine)):
            pairs = [(p, p if p in t else t[0]) for p, t in zip(values, part["truth"], strict=True)]
            print(part["name"], "|", name, "|", macro_f1(pairs))


def pooled(parts: list[dict]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x = np.vstack([p["x"] for p in parts])
    y = np.concatenate([p["y"] for p in parts])
    w = np.concatenate([np.full(len(p["y"]), p["weight"]) for p in parts])
    return x, y, w


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coded", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    folder = os.environ.get("CORPUS_TOOLS_EVAL")
    if not folder:
        print("not run: CORPUS_TOOLS_EVAL names no folder of outside texts")
        return
    parts = []
    for name, targets in GOLD_TARGETS.items():
        path = Path(folder) / "gold" / "statements" / f"{name}.jsonl"
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        parts.append(coded_features(name, [g for g in gold if g["n"] % 4], targets, 1.0))
    if arguments.coded:
        lines = arguments.coded.read_text(encoding="utf-8").splitlines()
        data = Path(__file__).resolve().parents[1] / "corpus_tools/data/project.toml"
        parts.append(coded_features("further", [json.loads(s) for s in lines],
                                    load_project(data).targets, 0.5))  # fmt: skip
    cross_validate(parts)
    weights = fit(*pooled(parts))
    if arguments.write:
        lines = ["# Weights of the learnt stance decision; made by tools/fit_stance_weights.py.",
                 "\t".join(("feature", *STANCES, "note"))]  # fmt: skip
        for name, row in zip(("intercept", *feature_names()), weights, strict=True):
            lines.append("\t".join((name, *(f"{v:.4f}" for v in row), "learnt")))
        OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"written: {OUT.name}, {len(weights)} rows")


if __name__ == "__main__":
    main()
