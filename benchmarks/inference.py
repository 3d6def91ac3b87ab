"""Is the comparison of outlets calibrated? A simulation in which the truth is known.

Three outlets whose clusters of copies cross one another; the true means are equal ("null") or
differ by half a standard deviation ("power"). A test at .05 must reject a true null in at most
.07 of the runs, and an interval of .95 must hold the truth in at least .93.

With --correction: outlets whose statements are read with errors of their own, and a sample that
people coded. Corrected intervals must hold the truth in at least .93 of the runs, where raw ones
do not, and be narrower than those of the coded sample alone.

Run:  python benchmarks/inference.py [--runs N] [--time | --correction] [--values KIND]
"""

import argparse
import itertools
import os
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from corpus_tools.annotate.sampling import draw_sample
from corpus_tools.inference import compare_outlets, correct_estimates

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


def _one_cell(cell: tuple) -> dict:
    runs, values, shape, crossing, clusters = cell
    found = simulate(runs, clusters, values, shape, crossing, seed=1)
    return {"values": values, "shape": shape, "crossing": crossing, "clusters": clusters, **found}


def calibrate(runs: int, kinds: tuple = VALUES) -> pd.DataFrame:
    cells = [(runs, *cell) for cell in itertools.product(kinds, SHAPES, (0.0, 0.4), CLUSTERS)]
    rows = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for row in pool.map(_one_cell, cells):
            rows.append(row)
            said = pd.DataFrame([row]).to_string(index=False, header=len(rows) == 1, float_format="{:.3f}".format)
            print(said, flush=True)
    return pd.DataFrame(rows)


# --- correction for errors --------------------------------------------------------------------
# What the program finds (rows: against, none, favor) where the truth is against, none or favor.
ERRORS = {
    "A": [[0.80, 0.05, 0.02], [0.18, 0.90, 0.18], [0.02, 0.05, 0.80]],
    "B": [[0.85, 0.15, 0.10], [0.13, 0.83, 0.45], [0.02, 0.02, 0.45]],
    "C": [[0.50, 0.02, 0.02], [0.45, 0.80, 0.10], [0.05, 0.18, 0.88]],
}
SHARES = {"A": (0.2, 0.55, 0.25), "B": (0.2, 0.55, 0.25), "C": (0.1, 0.7, 0.2)}
STANCES = ("against", "none", "favor")


def draw_statements(rng, n_clusters: int) -> pd.DataFrame:
    """Statements in documents in clusters that cross outlets; truth and what the program found."""
    n = 3 * n_clusters
    own = np.repeat(np.arange(3), n_clusters)
    lean = rng.normal(size=n)  # texts lean: their statements are alike
    copied = np.flatnonzero(rng.random(n) < 0.2)
    cluster = np.concatenate([np.arange(n), copied])
    outlet = np.concatenate([own, (own[copied] + rng.integers(1, 3, len(copied))) % 3])
    size = 1 + rng.poisson(3.0, len(cluster))
    document = np.repeat(np.arange(len(cluster)), size)
    latent = np.sqrt(0.3) * lean[cluster][document] + np.sqrt(0.7) * rng.normal(size=size.sum())
    from scipy.stats import norm

    names = np.array(list(ERRORS))[outlet[document]]
    truth = np.empty(len(document), dtype=int)
    found = np.empty(len(document), dtype=int)
    for name in ERRORS:
        mine = names == name
        edges = norm.ppf(np.cumsum(SHARES[name])[:2])
        truth[mine] = np.digitize(latent[mine], edges)
        chances = np.cumsum(np.array(ERRORS[name])[:, truth[mine]], axis=0)
        found[mine] = (rng.random(mine.sum()) > chances).sum(0).clip(0, 2)
    return pd.DataFrame({
        "doc_id": document.astype(str), "start": np.arange(len(document)), "end": 0, "text": "",
        "outlet": names, "reuse_cluster": cluster[document], "stance": np.array(STANCES)[found],
        "score": found - 1.0, "truth": truth - 1.0,
    })  # fmt: skip


def _correction_run(job: tuple) -> list[dict]:
    n_clusters, n_coded, runs, seed = job
    means = {o: SHARES[o][2] - SHARES[o][0] for o in SHARES}
    rows = []
    for run in range(runs):
        frame = draw_statements(np.random.default_rng([seed, run]), n_clusters)
        sample = draw_sample(frame, n=n_coded, by=("outlet", "stance"), random_state=run)
        frame["stratum"] = frame["outlet"] + " · " + frame["stance"]
        frame["gold"] = frame["truth"].where(frame["start"].isin(sample["start"]))
        for method in ("design", "prediction"):
            table = correct_estimates(frame, method=method, n_resamples=199, random_state=run)
            for r in table[table["kind"] != "against_rest"].itertuples():
                truth = means[r.outlet] - (means[r.other] if r.kind == "pair" else 0.0)
                rows.append({
                    "clusters": n_clusters, "coded": n_coded, "method": method, "kind": r.kind,
                    "estimator": r.estimator, "covers": r.low <= truth <= r.high,
                    "width": r.high - r.low, "bias": r.estimate - truth,
                    "null_rejected": r.p_value <= 0.05 if truth == 0 and r.kind == "pair" else np.nan,
                })  # fmt: skip
    return rows


def check_correction(runs: int) -> pd.DataFrame:
    """Coverage, width and bias of raw, corrected and coded-only estimates."""
    parts = 8
    jobs = [(clusters, coded, -(-runs // parts), part) for clusters, coded in
            ((40, 150), (100, 150), (100, 400)) for part in range(parts)]  # fmt: skip
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        rows = pd.DataFrame([row for part in pool.map(_correction_run, jobs) for row in part])
    by = ["clusters", "coded", "method", "kind", "estimator"]
    return rows.groupby(by, as_index=False).agg(
        covers=("covers", "mean"), width=("width", "mean"),
        bias=("bias", lambda x: x.abs().mean()), null_rejected=("null_rejected", "mean"),
    )  # fmt: skip


def measure_time() -> float:
    """Seconds of processor time for 10,000 resamples over 20,000 documents of five outlets."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"doc_id": np.arange(20_000).astype(str), "outlet": rng.choice(list("ABCDE"), 20_000),
         "score": rng.normal(size=20_000), "reuse_cluster": rng.integers(0, 14_000, 20_000)}
    )  # fmt: skip
    started = time.process_time()
    compare_outlets(frame, n_resamples=10_000)
    return time.process_time() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, help="default: 300, with --correction 200")
    parser.add_argument("--time", action="store_true", help="only the time")
    parser.add_argument("--correction", action="store_true", help="only the correction for errors")
    parser.add_argument("--values", choices=VALUES, help="only this kind of values")
    options = parser.parse_args()
    if not options.correction:
        print(f"10,000 resamples, 20,000 documents, five outlets: {measure_time():.2f} s of processor")
    if options.correction:
        print(check_correction(options.runs or 200).to_string(index=False, float_format="{:.3f}".format))
    elif not options.time:
        calibrate(options.runs or 300, (options.values,) if options.values else VALUES)
