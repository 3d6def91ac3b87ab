"""Weights of the learnt stance decision, from coded statements; writes the list `stance_weights`.

Run with CORPUS_TOOLS_EVAL set to the folder of outside texts:
``python tools/fit_stance_weights.py [--write]``. Learnt from the gold sentences whose number is
no multiple of four and from the judged statements with odd numbers (those drawn among what an
earlier decision took for stance at less weight); the others are never read here, and nothing is
learnt from the bundled fiction. Features only, no words: see `corpus_tools.stance.features`.
Prints macro-F1 in cross-validation by document, averaged over four divisions, for the rules and
the learnt weights.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from stances import JUDGED_TARGETS, judged_stances  # noqa: E402
from statements import GOLD_TARGETS, coded_features, macro_f1  # noqa: E402

from corpus_tools.stance.decision import STANCES  # noqa: E402
from corpus_tools.stance.features import feature_names  # noqa: E402

WEIGHT = {"favor": 3.0, "against": 2.0, "none": 1.0}  # rare classes count for more
ENRICHED = 0.6  # weight of statements that were not drawn at random
STRENGTH = 0.06  # inverse of the penalty on the square of a weight
OUT = ROOT / "corpus_tools/lexicons/stance_weights.tsv"
NAMES = ("intercept", *feature_names())
HEAD = """\
# Weights of the learnt stance decision; made by tools/fit_stance_weights.py from coded statements of the gold and of
# the outside corpora.
"""


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Weights of least penalised loss, (1 + n_features, 3); the first row is the intercept."""
    from scipy.optimize import minimize

    x = np.hstack([np.ones((len(x), 1)), x])
    hot = np.array([[s == name for name in STANCES] for s in y], dtype=float)
    w = w * np.array([WEIGHT[s] for s in y])
    penalty = np.full((x.shape[1], 1), 1 / STRENGTH)
    penalty[0] = 0.001 / STRENGTH  # the intercept is free

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(-1, len(STANCES))
        z = x @ weights
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        value = -(w * np.log((p * hot).sum(axis=1) + 1e-12)).sum()
        slope = x.T @ (w[:, None] * (p - hot)) + penalty * weights
        return value + 0.5 * (penalty * weights**2).sum(), slope.ravel()

    found = minimize(loss, np.zeros(x.shape[1] * len(STANCES)), jac=True, method="L-BFGS-B",
                     options={"maxiter": 300})  # fmt: skip
    return found.x.reshape(-1, len(STANCES))


def predict(weights: np.ndarray, x: np.ndarray) -> list[str]:
    return [STANCES[k] for k in (x @ weights[1:] + weights[0]).argmax(axis=1)]


def coded_parts(folder: Path) -> list[dict]:
    """Features and codes of everything that is learnt from, a part a kind of text."""
    parts = []
    for name, targets in GOLD_TARGETS.items():
        path = folder / "gold" / "statements" / f"{name}.jsonl"
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        parts.append(coded_features(name, [g for g in gold if g["n"] % 4], targets, 1.0))
    judged = judged_stances(folder)
    for (corpus, part_of), rows in judged.groupby(["corpus", "part_of"]):
        if part_of in ("learnt", "enriched"):
            weight = 1.0 if part_of == "learnt" else ENRICHED
            for target, of_target in rows.groupby("target"):
                gold = [_as_gold(r, target) for r in of_target.itertuples()]
                targets = JUDGED_TARGETS[corpus]
                part = coded_features(f"{corpus}, {part_of}", gold, targets, weight, only=target)
                parts.append(part)
    return [p for p in parts if len(p["y"])]


def _as_gold(row: object, target: str) -> dict:
    codes = row.stance.split("|")
    return {"n": row.n, "sentence": row.text, "doc_id": row.doc_id, target: codes[0],
            "second": {target: codes[-1]}}  # fmt: skip


def pooled(parts: list[dict]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features, codes, weights and groups; a row with two codes stands there twice, half each."""
    x, y, w, groups = [], [], [], []
    for part in parts:
        for row, codes, group in zip(part["x"], part["truth"], part["groups"], strict=True):
            for code in dict.fromkeys(codes):
                x.append(row)
                y.append(code)
                w.append(part["weight"] / len(set(codes)))
                groups.append(f"{part['name'].split(',')[0]} {group}")
    return np.array(x), np.array(y), np.array(w), np.array(groups)


def cross_validate(parts: list[dict], n_folds: int = 8, n_times: int = 4) -> None:
    """Print macro-F1 over pairs with a row, by documents."""
    x, y, w, groups = pooled(parts)
    scores: dict[tuple[str, str], list] = {}
    for seed in range(n_times):
        names, rng = list(dict.fromkeys(groups)), np.random.default_rng(seed)
        fold_of = dict(zip(names, rng.integers(n_folds, size=len(names)), strict=True))
        fold = np.array([fold_of[g] for g in groups])
        learnt = [fit(x[fold != k], y[fold != k], w[fold != k]) for k in range(n_folds)]
        pairs: dict[tuple[str, str], list] = {}
        for part in parts:
            name = part["name"]
            mine = [
                predict(learnt[fold_of[f"{name.split(',')[0]} {g}"]], row[None])[0]
                for row, g in zip(part["x"], part["groups"], strict=True)
            ]
            ways = {"rules": part["rules"], "learnt": mine}
            for way, values in ways.items():
                pairs.setdefault((name, way), []).extend(
                    (p, p if p in t else t[0]) for p, t in zip(values, part["truth"], strict=True)
                )
        for key, found in pairs.items():
            scores.setdefault(key, []).append([macro_f1(found)[0], *macro_f1(found)[1].values()])
    for (name, way), values in scores.items():
        mean = [round(float(v), 3) for v in np.mean(values, axis=0)]
        print(f"{name:28} {way:8} {mean[0]:.3f}  {dict(zip(STANCES, mean[1:], strict=True))}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    folder = os.environ.get("CORPUS_TOOLS_EVAL")
    if not folder:
        print("not run: CORPUS_TOOLS_EVAL names no folder of outside texts")
        return
    parts = coded_parts(Path(folder))
    cross_validate(parts)
    x, y, w, _ = pooled(parts)
    weights = fit(x, y, w)
    if arguments.write:
        lines = ["\t".join(("feature", *STANCES, "note"))]
        for name, row in zip(NAMES, weights, strict=True):
            lines.append("\t".join((name, *(f"{v:.4f}" for v in row), "learnt")))
        OUT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"written: {OUT.name}, {len(weights)} rows")


if __name__ == "__main__":
    main()
