"""Is the comparison of outlets calibrated? A simulation in which the truth is known.

Three outlets whose clusters of copies cross one another; the true means are equal ("null") or
differ by half a standard deviation ("power"). A test at .05 must reject a true null in at most
.07 of the runs, and an interval of .95 must hold the truth in at least .93.

Run:  python benchmarks/inference.py [--runs 1000] [--time]
"""

import argparse
import itertools
import time

import numpy as np
import pandas as pd

from corpus_tools.inference.comparison import compare_outlets

CLUSTERS = (5, 10, 30, 100)
VALUES = ("normal", "three", "skewed", "unequal")
SHAPES = ("balanced", "unbalanced")
OUTLETS = ("A", "B", "C")



def draw_frame(rng, clusters: int, values: str, shape: str, crossing: float, effect: float):
    """Documents with outlet, cluster and score; `crossing` of the clusters hold two outlets."""
    times = (1, 1, 1) if shape == "balanced" else (1, 3, 6)
    own = np.repeat(np.arange(3), [clusters * t for t in times])
    size = 1 + rng.poisson(1.0, len(own))
    if shape == "unbalanced":
        size = np.ceil(rng.lognormal(0.3, 0.8, len(own))).astype(int)
    cluster = np.repeat(np.arange(len(own)), size)
    outlet = np.repeat(own, size)
    is_crossing = rng.random(len(own)) < crossing
    extra = np.flatnonzero(is_crossing)
    cluster = np.concatenate([cluster, extra])
    outlet = np.concatenate([outlet, (own[extra] + rng.integers(1, 3, len(extra))) % 3])
    latent = (
        np.sqrt(0.6) * rng.normal(size=len(own))[cluster]
        + np.sqrt(0.4) * rng.normal(size=len(cluster))
    )
    score = {
        "normal": lambda: latent,
        "unequal": lambda: latent * np.where(outlet == 0, 3.0, 1.0),
        "three": lambda: np.where(latent > 0.5244, 1.0, np.where(latent < -0.8416, -1.0, 0.0)),
        "skewed": lambda: np.exp(latent - 0.5),
    }[values]()
    score = score + effect * (outlet == 0)
    names = np.array(OUTLETS)[outlet]
    return pd.DataFrame(
        {"doc_id": np.arange(len(cluster)).astype(str), "outlet": names, "score": score,
         "reuse_cluster": cluster}
    )  # fmt: skip


def true_mean(values: str) -> float:
    """The mean of one document; that of the three-valued scores is P(1) - P(-1)."""
    return {"normal": 0.0, "unequal": 0.0, "three": 0.3 - 0.2, "skewed": 1.0}[values]


def simulate(runs: int, clusters: int, values: str, shape: str, crossing: float, seed: int):
    """Shares over the runs: rejections (pair, rest), power, coverage (level, pair)."""
    rng = np.random.default_rng([seed, clusters])
    hits = {"pair": [], "rest": [], "power": [], "level": [], "cover": []}
    for run in range(runs):
        frame = draw_frame(rng, clusters, values, shape, crossing, 0.0)
        table = compare_outlets(frame, n_resamples=499, random_state=run)
        pair = table[(table["kind"] == "pair") & (table["outlet"] == "A")].iloc[0]
        rest = table[(table["kind"] == "against_rest") & (table["outlet"] == "A")].iloc[0]
        level = table[(table["kind"] == "level") & (table["outlet"] == "A")].iloc[0]
        hits["pair"].append(pair["p_value"] <= 0.05)
        hits["rest"].append(rest["p_value"] <= 0.05)
        truth = true_mean(values)
        if not np.isnan(level["low"]):
            hits["level"].append(level["low"] <= truth <= level["high"])
        if not np.isnan(pair["low"]):
            hits["cover"].append(pair["low"] <= 0 <= pair["high"])
        if run % 4 == 0:
            frame["score"] += 0.5 * (frame["outlet"] == "A")
            shifted = compare_outlets(frame, n_resamples=499, random_state=run)
            shifted = shifted[(shifted["kind"] == "pair") & (shifted["outlet"] == "A")]
            hits["power"].append(shifted["p_value"].iloc[0] <= 0.05)
    return {name: float(np.mean(found)) for name, found in hits.items()}


def calibrate(runs: int, kinds: tuple = VALUES) -> pd.DataFrame:
    rows = []
    for values, shape, crossing in itertools.product(kinds, SHAPES, (0.0, 0.4)):
        for clusters in CLUSTERS:
            found = simulate(runs, clusters, values, shape, crossing, seed=1)
            rows.append({"values": values, "shape": shape, "crossing": crossing,
                         "clusters": clusters, **found})  # fmt: skip
            print(pd.DataFrame(rows[-1:]).to_string(index=False, header=len(rows) == 1), flush=True)
    return pd.DataFrame(rows)


def measure_time() -> float:
    """Seconds for 10,000 resamples over 20,000 documents of five outlets."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"doc_id": np.arange(20_000).astype(str), "outlet": rng.choice(list("ABCDE"), 20_000),
         "score": rng.normal(size=20_000), "reuse_cluster": rng.integers(0, 14_000, 20_000)}
    )  # fmt: skip
    started = time.perf_counter()
    compare_outlets(frame, n_resamples=10_000)
    return time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--time", action="store_true", help="only the time")
    parser.add_argument("--values", choices=VALUES, help="only this kind of values")
    options = parser.parse_args()
    print(f"10,000 resamples, 20,000 documents, five outlets: {measure_time():.2f} s")
    if not options.time:
        calibrate(options.runs, (options.values,) if options.values else VALUES)
