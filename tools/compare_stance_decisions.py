"""Other ways to decide stance from the same features, beside the one that is shipped.

Run with CORPUS_TOOLS_EVAL set to the folder of outside texts:
``python tools/compare_stance_decisions.py``. Prints macro-F1 in cross-validation by document over
everything that `fit_stance_weights.py` learns from, mean and standard deviation over divisions,
and F1 of favor. A way that needs more than a table of weights would have to be clearly better.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from fit_stance_weights import WEIGHT, coded_parts, fit, pooled, predict
from statements import macro_f1

from corpus_tools.stance.decision import STANCES
from corpus_tools.stance.features import feature_names

N_TIMES, N_FOLDS, LEAST = 4, 8, 40
DAMPED = 0.29  # products of features count for less: twelve times the penalty
AT = {name: k for k, name in enumerate(feature_names())}
Fitted = tuple[Callable, Callable]  # what learns from (x, y, w), and what guesses from (model, x)


def softmax(extra: Callable | None = None) -> Fitted:
    """The shipped decision, with further columns made of the others."""

    def wide(x: np.ndarray) -> np.ndarray:
        return x if extra is None else np.hstack([x, DAMPED * extra(x)])

    return lambda x, y, w: fit(wide(x), y, w), lambda model, x: predict(model, wide(x))


def in_two_steps() -> Fitted:
    """First whether there is a stance, then which."""
    from sklearn.linear_model import LogisticRegression

    def learn(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[Any, Any]:
        any_ = y != "none"
        judges = LogisticRegression(C=0.12, max_iter=2000)
        judges.fit(x, any_, sample_weight=w * np.where(any_, 2.0, 1.0))
        which = LogisticRegression(C=0.06, max_iter=2000)
        which.fit(x[any_], y[any_], sample_weight=w[any_] * np.where(y[any_] == "favor", 1.5, 1.0))
        return judges, which

    def guess(model: tuple[Any, Any], x: np.ndarray) -> list[str]:
        pairs = zip(model[0].predict(x), model[1].predict(x), strict=True)
        return [str(stance) if judges else "none" for judges, stance in pairs]

    return learn, guess


def trees(make: Callable[[], Any]) -> Fitted:
    def learn(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> Any:
        return make().fit(x, y, sample_weight=w * np.array([WEIGHT[s] for s in y]))

    return learn, lambda model, x: list(model.predict(x))


def ways(x: np.ndarray) -> dict[str, Fitted]:
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

    n = x.shape[1]
    pairs = [
        (a, b) for a in range(n) for b in range(a) if (x[:, a] * x[:, b] != 0).sum() >= LEAST
    ]  # fmt: skip
    left, right = (list(side) for side in zip(*pairs, strict=True))

    def beside(name: str) -> Callable:
        return lambda rows: rows * rows[:, [AT[name]]]

    return {
        "softmax, as shipped": softmax(),
        f"… and {len(pairs)} products of two": softmax(lambda rows: rows[:, left] * rows[:, right]),
        "… own voice apart": softmax(beside("outlet")),
        "… the target's own voice apart": softmax(beside("own")),
        "… a rival's voice apart": softmax(beside("rival")),
        "… headlines apart": softmax(beside("title_like")),
        "… short statements apart": softmax(beside("short")),
        "in two steps": in_two_steps(),
        "200 trees": trees(lambda: RandomForestClassifier(200, min_samples_leaf=3, random_state=0)),
        "80 boosted trees": trees(lambda: HistGradientBoostingClassifier(
            max_iter=80, max_depth=3, l2_regularization=5, min_samples_leaf=15, random_state=0)),
    }  # fmt: skip


def main() -> None:
    folder = os.environ.get("CORPUS_TOOLS_EVAL")
    if not folder:
        print("not run: CORPUS_TOOLS_EVAL names no folder of outside texts")
        return
    parts = coded_parts(Path(folder))
    x, y, w, groups = pooled(parts)
    for label, (learn, guess) in ways(x).items():
        scores = []
        for seed in range(N_TIMES):
            names, rng = list(dict.fromkeys(groups)), np.random.default_rng(seed)
            fold_of = dict(zip(names, rng.integers(N_FOLDS, size=len(names)), strict=True))
            fold = np.array([fold_of[g] for g in groups])
            models = [learn(x[fold != k], y[fold != k], w[fold != k]) for k in range(N_FOLDS)]
            pairs = []
            for part in parts:
                kind = part["name"].split(",")[0]
                mine = np.array([fold_of[f"{kind} {g}"] for g in part["groups"]])
                for k in np.unique(mine):
                    at = np.flatnonzero(mine == k)
                    for i, p in zip(at, guess(models[k], part["x"][at]), strict=True):
                        codes = part["truth"][i]
                        pairs.append((p, p if p in codes else codes[0]))
            total, each = macro_f1(pairs)
            scores.append((total, each[STANCES[0]]))
        mean, spread = np.mean(scores, axis=0), np.std(scores, axis=0)
        print(f"{label:32} {mean[0]:.3f} ± {spread[0]:.3f}  favor {mean[1]:.3f}", flush=True)


if __name__ == "__main__":
    main()
