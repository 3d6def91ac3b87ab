"""How much of each topic there is, by outlet and over time, and how sure one can be of it.

Three things make an estimate unsure: that few texts were printed, that they copy one another,
and that another run of the model would have drawn the topics otherwise. The first two are
`compare_outlets`'s; the third is added here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..inference.comparison import adjust_p_values, compare_outlets
from ..schema import InputError
from .estimation import word_prior_of
from .fitting import estimate, on_whole_vocabulary
from .matching import centred, match_topics
from .models import TopicModel, align_matrix, rows_of

if TYPE_CHECKING:
    import pandas as pd

PERIODS = {"month": "M", "quarter": "Q", "year": "Y"}


def topic_prevalence(
    model: TopicModel,
    corpus,
    *,
    clusters: pd.DataFrame | None = None,
    over: str | None = None,
    refits: list[np.ndarray] | None = None,
    n_resamples: int | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """Mean share of each topic in each outlet's documents, and differences, with intervals.

    Parameters
    ----------
    model : TopicModel
    corpus : Corpus or DataFrame
        With doc_id and outlet, and published_on for `over`.
    clusters : DataFrame, optional
        doc_id and reuse_cluster. Copies of one text are one unit; and all is reckoned a second
        time without the documents that copy, or are copied by, another outlet.
    over : {"month", "quarter", "year"}, optional
        Inside each period by itself. Documents without a date are left out and counted.
    refits : list of ndarray (n_documents, n_topics), optional
        What `refit_shares` returned: the model's own uncertainty widens the intervals.
    n_resamples : int, optional
        Draws of each comparison. By default twenty for each test, from 1,999 to 9,999: the least
        p-value is one over the draws, and with fewer no q-value could fall below .05.

    Returns
    -------
    DataFrame
        topic, label, period (None without `over`), wire_copy (True: all documents; False: without
        text shared by outlets), then the columns of `compare_outlets` (kind "level", "pair",
        "against_rest"), and refit_sd: the standard deviation over refits (NaN without).
        A cell with fewer than five clusters has no numbers and says so in its note. q-values
        are over all tests with one value of wire_copy.

    Notes
    -----
    With m refits whose estimates vary by B, the half-widths are multiplied by
    ``f = sqrt(1 + (1 + 1 / m) B / s²)``, s the standard error that the interval stands for, and
    the p-value is that of its normal quantile over f (Rubin 1987, total variance).
    """
    import pandas as pd

    frame = getattr(corpus, "documents", corpus)
    if over is not None and over not in PERIODS:
        raise InputError(f"over: must be one of {', '.join(PERIODS)} or None, got {over!r}")
    documents = rows_of(model, frame, ["outlet", *(["published_on"] if over else [])])
    documents["outlet"] = documents["outlet"].astype(object)
    if documents["outlet"].dropna().empty:
        raise InputError(
            "corpus: no document of the model has an outlet, so there is nothing to compare; give "
            "outlets by metadata"
        )
    documents["reuse_cluster"] = (
        documents["doc_id"] if clusters is None
        else rows_of(model, clusters, ["reuse_cluster"])["reuse_cluster"]
    )  # fmt: skip
    documents["period"] = None
    n_undated = 0
    if over:
        dates = pd.to_datetime(documents["published_on"])
        n_undated = int(dates.isna().sum())
        named = dates.dt.to_period(PERIODS[over]).astype(str).where(dates.notna(), None)
        documents["period"] = named.astype(object)
    parts = [(True, np.ones(len(documents), bool))]
    if clusters is not None:
        spread = documents.groupby("reuse_cluster")["outlet"].transform("nunique")
        parts.append((False, (spread <= 1).to_numpy()))
    periods = sorted(documents["period"].dropna().unique()) if over else [None]
    if n_resamples is None:
        n_outlets = documents["outlet"].nunique()
        n_tests = model.n_topics * len(periods) * (n_outlets * (n_outlets - 1) // 2 + n_outlets)
        n_resamples = int(np.clip(20 * n_tests, 1_999, 9_999))
    tables = []
    for wire_copy, kept in parts:
        for period in periods:
            chosen = kept if period is None else kept & (documents["period"] == period).to_numpy()
            if not documents["outlet"][chosen].notna().any():
                continue
            table = _one_part(model, documents, chosen, refits, n_resamples, random_state)
            table.insert(2, "period", pd.Series([period] * len(table), dtype=object))
            table.insert(3, "wire_copy", wire_copy)
            tables.append(table)
    if not tables:
        raise InputError("corpus: no document has both an outlet and a date (published_on)")
    result = pd.concat(tables, ignore_index=True)
    for wire_copy, _ in parts:
        of_part = result["wire_copy"] == wire_copy
        result.loc[of_part, "q_value"] = adjust_p_values(result.loc[of_part, "p_value"].to_numpy())
    result.attrs = {"n_undated": n_undated, "n_refits": len(refits or ()), "over": over,
                    "n_resamples": n_resamples,
                    "random_state": random_state}  # fmt: skip
    return result


def refit_shares(
    model: TopicModel, tokens, *, n_refits: int = 5, random_state: int = 0
) -> list[np.ndarray]:
    """Shares of the model's documents under refits from random starts, topics matched to it.

    Returns
    -------
    list of ndarray, (n_documents, n_topics)
    """
    if not isinstance(n_refits, int) or n_refits < 2:
        raise InputError(f"n_refits: must be a whole number from 2 on, got {n_refits!r}")
    matrix = align_matrix(tokens, model.vocabulary)
    if matrix.shape[0] != len(model.doc_ids):
        raise InputError("tokens: must be those that the model was fitted to; pass the same ones")
    settings = model.settings
    used = np.bincount(matrix.indices, minlength=matrix.shape[1]) >= settings["min_documents"]
    found = []
    for number in range(n_refits):
        fitted = estimate(
            matrix[:, used], model.n_topics, model.method, random_state + 1 + number,
            n_steps=settings["n_steps"], start="random", word_prior=word_prior_of(model.log),
        )  # fmt: skip
        words = on_whole_vocabulary(fitted.words, used, matrix)
        order = match_topics(centred(words), centred(model.topic_word))[0]
        found.append(fitted.shares[:, order])
    return found


def _one_part(model, documents, chosen, refits, n_resamples, random_state) -> pd.DataFrame:
    """The table of one period, with or without copies."""
    import pandas as pd

    part = documents[chosen]
    frames = [
        part[["doc_id", "outlet", "reuse_cluster"]].assign(
            topic=topic, share=model.doc_topic[chosen, topic]
        )
        for topic in range(model.n_topics)
    ]
    table = compare_outlets(
        pd.concat(frames, ignore_index=True), value="share", cluster="reuse_cluster",
        within="topic", n_resamples=n_resamples, random_state=random_state,
    )  # fmt: skip
    table = table.rename(columns={"within": "topic"})
    table["topic"] = table["topic"].astype(int)
    table = table.sort_values("topic", kind="stable", ignore_index=True)
    table.insert(1, "label", [model.labels[t] for t in table["topic"]])
    table["refit_sd"] = np.nan
    if refits:
        _widen(table, part["outlet"].to_numpy(), [r[chosen] for r in refits])
    return table


def _widen(table: pd.DataFrame, outlet: np.ndarray, refits: list[np.ndarray]) -> None:
    """Add the variance over refits to the intervals and p-values of a table made here."""
    from scipy.stats import norm

    means = {}
    known = np.array([isinstance(o, str) for o in outlet])
    for name in set(outlet[known]):
        own, rest = outlet == name, known & (outlet != name)
        means[name] = np.array([r[own].mean(0) for r in refits])
        means[name, "rest"] = np.array([r[rest].mean(0) if rest.any() else np.full(r.shape[1], np.nan)
                                        for r in refits])  # fmt: skip
    quantile = norm.ppf(0.975)
    for place, row in enumerate(table.to_dict("records")):
        estimates = means[row["outlet"]][:, row["topic"]]
        if row["kind"] == "pair":
            estimates = estimates - means[row["other"]][:, row["topic"]]
        elif row["kind"] == "against_rest":
            estimates = estimates - means[row["outlet"], "rest"][:, row["topic"]]
        between = float(np.var(estimates, ddof=1))
        table.loc[place, "refit_sd"] = between**0.5
        error = (row["high"] - row["low"]) / 2 / quantile
        if not error > 0:
            continue
        factor = (1 + (1 + 1 / len(refits)) * between / error**2) ** 0.5
        least = 0.0 if row["kind"] == "level" else -1.0  # of a share, of a difference of shares
        for side in ("low", "high"):
            wide = row["estimate"] + (row[side] - row["estimate"]) * factor
            table.loc[place, side] = min(max(wide, least), 1.0)
        if row["p_value"] == row["p_value"]:
            table.loc[place, "p_value"] = 2 * norm.sf(norm.isf(row["p_value"] / 2) / factor)
