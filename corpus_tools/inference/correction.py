"""Estimates corrected for the errors of the program, with what people read in a sample.

A rule or a classifier is not the truth, and it errs differently with different outlets: the
house that writes long sentences is misread more often. A difference between outlets may be a
difference of errors. With a sample that people have coded, whose chances are known, the mean
error of each outlet can be estimated and taken out, and what that costs enters the interval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .comparison import REFUSED_BELOW, WARNED_BELOW, adjust_p_values, compare_outlets
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

METHODS = ("design", "prediction")
_NUMBERS = ["estimate", "low", "high", "p_value", "q_value"]


def correct_estimates(
    frame: pd.DataFrame, *, value: str = "score", truth: str = "gold", by: str = "outlet",
    stratum: str = "stratum", cluster: str | None = "reuse_cluster", within: str | None = None,
    method: str = "design", n_resamples: int = 5_000, random_state: int = 0,
    confidence: float = 0.95,
) -> pd.DataFrame:  # fmt: skip
    """Raw, corrected and coded-only estimates of the outlets beside one another.

    Parameters
    ----------
    frame : DataFrame
        One row a statement: *all* of them, with `value` as the program found it, and `truth`, the
        number that people found, NaN where nobody read it.
    stratum : str
        The strata that the coded rows were drawn from with equal chances (`draw_sample`); each
        lies in one outlet. Rows drawn and not answered count as not drawn.
    method : {"design", "prediction"}
        What the coded rows teach: the mean truth of each stratum (design-based supervised
        learning), or a line from `value` to `truth` for each outlet (prediction-powered
        inference with its tuned factor).
    by, cluster, within, n_resamples, random_state, confidence
        As of `compare_outlets`.

    Returns
    -------
    DataFrame
        The columns of `compare_outlets`, ``estimator`` ("raw", "corrected", "coded only") and
        ``n_coded``, the coded clusters of the smaller side. Refused where a side has fewer than
        five coded clusters, warned of under thirty. q-values are made for each estimator.

    Notes
    -----
    For row i with weight w_i (documents weigh alike), coded with chance p_i and R_i = 1 if so, let
    g_i be what is expected of it. ``y_i = g_i + R_i / p_i * c * (truth_i - g_i)`` has the mean of
    the truth whatever g is; its mean and cluster-robust spread go through `compare_outlets`.
    "design": g_i is the weighted mean truth of the stratum (Egami, Hinck, Stewart and Wei 2023,
    Using imperfect surrogates for downstream inference); "prediction": g_i = a + b * value_i by
    weighted least squares in the outlet (Angelopoulos and others 2023, Science 382, and the
    power tuning of PPI++). As g is fitted to the coded rows, their residuals are multiplied
    by c = sqrt(n / (n - k)), n coded rows and k numbers fitted; and intervals are widened to the t
    distribution with as many degrees of freedom as there are coded clusters of the smaller side
    less one.

    Raises
    ------
    InputError
        A column is missing, a stratum crosses outlets or has rows but none that is coded.

    Examples
    --------
    The program finds a third of the praise in A and all of it in B; people read 60 of each 200.

    >>> import pandas as pd
    >>> rng = np.random.default_rng(0)
    >>> truth = rng.random(400) < 0.4
    >>> outlet = np.repeat(["A", "B"], 200)
    >>> seen = truth & ((outlet == "B") | (rng.random(400) < 0.33))
    >>> frame = pd.DataFrame({"doc_id": np.arange(400).astype(str), "outlet": outlet,
    ...                       "score": seen * 1.0, "gold": truth * 1.0,
    ...                       "stratum": outlet + np.where(seen, "1", "0")})
    >>> frame.loc[rng.permutation(400)[:280], "gold"] = np.nan
    >>> table = correct_estimates(frame, n_resamples=499)
    >>> pair = table[table["kind"] == "pair"].set_index("estimator")["p_value"]
    >>> bool(pair["raw"] < .01), bool(pair["corrected"] > .05)
    (True, True)
    """
    import pandas as pd

    _check(frame, value, truth, by, stratum, within, method)
    rows = frame[frame[by].notna() & frame[value].notna()].reset_index(drop=True).copy()
    size = rows.groupby(["doc_id", *([within] if within else [])], dropna=False)[value]
    rows["_weight"] = 1 / size.transform("size").to_numpy(dtype=float)
    rows["_level"] = "" if within is None else rows[within].astype(str)
    rows["_cell"] = rows[stratum].astype(str)
    rows["_coded"] = rows[truth].notna()
    count = rows.groupby(["_cell"])["_coded"].transform("sum")
    if (count == 0).any():
        name = rows.loc[count == 0, "_cell"].iloc[0]
        raise InputError(
            f"{truth}: stratum {name!r} has {int((rows['_cell'] == name).sum())} rows and none "
            "that is coded; code some, or draw with fewer strata"
        )
    rows["_chance"] = count / rows.groupby("_cell")["_coded"].transform("size")
    rows["_corrected"] = _pseudo_outcomes(rows, value, truth, by, method)
    coded = rows[rows["_coded"]].copy()
    coded["_inverse"] = coded["_weight"] / coded["_chance"]
    common = {"by": by, "cluster": cluster if cluster in rows.columns else None, "within": within,
              "n_resamples": n_resamples, "random_state": random_state, "confidence": confidence}  # fmt: skip
    tables = {
        "raw": compare_outlets(rows, value=value, **common),
        "corrected": compare_outlets(rows, value="_corrected", **common),
        "coded only": compare_outlets(coded, value=truth, weight="_inverse", **common),
    }
    unit = rows[common["cluster"]].where(rows[common["cluster"]].notna(), rows["doc_id"]) if (
        common["cluster"]) else rows["doc_id"]  # fmt: skip
    coded["_unit"] = unit[rows["_coded"]]
    tables = {name: _with_coded(table, coded, by, within, name, confidence)
              for name, table in tables.items()}  # fmt: skip
    joined = pd.concat([t.assign(estimator=name) for name, t in tables.items()], ignore_index=True)
    joined.attrs = {"method": method, "value": value, "truth": truth, "random_state": random_state,
                    "confidence": confidence, "n_coded_rows": int(rows["_coded"].sum())}  # fmt: skip
    return joined


def _check(frame, value, truth, by, stratum, within, method) -> None:
    if method not in METHODS:
        raise InputError(f"method: expected one of {', '.join(METHODS)}, got {method!r}")
    needed = ["doc_id", value, truth, by, stratum, *([within] if within else [])]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise InputError(f"frame: the columns {', '.join(missing)} are missing; pass all rows that "
                         "the sample was drawn from, with what people found")  # fmt: skip
    owners = frame.dropna(subset=[by]).groupby(stratum)[by].nunique()
    if (owners > 1).any():
        raise InputError(f"{stratum}: {owners[owners > 1].index[0]!r} holds rows of several values "
                         f"of {by}; draw with {by} among the strata")  # fmt: skip


def _pseudo_outcomes(rows, value: str, truth: str, by: str, method: str) -> np.ndarray:
    """y_i of the notes: its mean is that of the truth, its spread holds that of the sampling."""
    out = np.full(len(rows), np.nan)
    x, t = rows[value].to_numpy(dtype=float), rows[truth].to_numpy(dtype=float)
    coded, chance = rows["_coded"].to_numpy(), rows["_chance"].to_numpy(dtype=float)
    weight = rows["_weight"].to_numpy()
    group = rows.groupby(["_level", "_cell"] if method == "design" else ["_level", by], sort=False)
    for places in group.indices.values():
        known = places[coded[places]]
        if not len(known):  # a target that the coded rows of a stratum do not touch
            out[places] = x[places]
            continue
        inverse = weight[known] / chance[known]
        mean_t = np.average(t[known], weights=inverse)
        slope, fitted, mean_x = 0.0, 1, 0.0
        if method == "prediction":
            mean_x = np.average(x[known], weights=inverse)
            spread = np.average((x[known] - mean_x) ** 2, weights=inverse)
            if spread > 0 and len(known) > 2:
                slope = np.average((x[known] - mean_x) * (t[known] - mean_t), weights=inverse) / spread
                fitted = 2
        expected = mean_t + slope * (x - mean_x)
        out[places] = expected[places]
        is_census = len(known) == len(places)
        c = 1.0 if is_census else np.sqrt(len(known) / max(len(known) - fitted, 1))
        out[known] += c * (t[known] - expected[known]) / chance[known]
    return out


def _with_coded(table, coded, by: str, within: str | None, name: str, confidence: float):
    """Counts of coded clusters, and what follows from few of them."""
    from scipy.stats import t as student

    table = table.copy()
    numbers = []
    for place, row in enumerate(table.itertuples(index=False)):
        part = coded if within is None else coded[coded[within] == row.within]
        mine = part.loc[part[by] == row.outlet, "_unit"].nunique()
        other = (part.loc[part[by] == row.other, "_unit"].nunique() if row.kind == "pair" else
                 part.loc[part[by] != row.outlet, "_unit"].nunique() if row.kind != "level" else mine)  # fmt: skip
        fewest = min(mine, other)
        numbers.append(fewest)
        if name == "raw" or np.isnan(row.estimate):
            continue
        if fewest < REFUSED_BELOW:
            table.loc[place, _NUMBERS] = np.nan
            table.loc[place, "note"] = (
                f"refused: {fewest} coded clusters on a side, {REFUSED_BELOW} are needed")
        elif fewest < WARNED_BELOW:
            said = f"uncertain: only {fewest} coded clusters on a side"
            table.loc[place, "note"] = "; ".join(filter(None, (row.note, said)))
        if name == "corrected" and fewest >= REFUSED_BELOW:
            tail, free, all_free = 0.5 + confidence / 2, fewest - 1, max(row.n_clusters - 1, 1)
            wider = max(student.ppf(tail, free) / student.ppf(tail, all_free), 1.0)
            if wider > 1 and not np.isnan(row.p_value):
                ratio = student.isf(row.p_value / 2, all_free)
                table.loc[place, "p_value"] = 2 * student.sf(ratio, free)
            for end in ("low", "high"):
                table.loc[place, end] = row.estimate + wider * (getattr(row, end) - row.estimate)
    table["n_coded"] = numbers
    table["q_value"] = adjust_p_values(table["p_value"].to_numpy(dtype=float))
    return table
