"""How sure one can be of a difference between outlets.

Articles copy one another. Ten outlets that print one agency text are not ten witnesses, and a
test that takes them for ten finds differences where there are none. Every interval and every
p-value here therefore rests on the *cluster* of articles that copy one another, and as such
clusters cross outlets, a cluster is drawn, or moved, in all outlets at once.

This module holds the table; the numbers behind one comparison are made in `resampling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .resampling import Sides, adjust_p_values, bootstrap_t, cluster_t, permutation_p
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

REFUSED_BELOW = 5  # clusters of an outlet: below this nothing is claimed
WARNED_BELOW = 30  # clusters of an outlet: below this the note says so
HELD_BY_ONE = 0.5  # share of a side's weight in one cluster from which the note says so
ALIKE_WITHIN = 2.5  # ratio of variances up to which spreads of clusters count as alike
PERMUTED_BELOW = 200  # clusters of the smaller side: up to here labels are exchanged

TABLE_COLUMNS = (
    "within", "kind", "outlet", "other", "estimate", "low", "high", "p_value", "q_value",
    "n_rows", "n_documents", "n_clusters", "note",
)  # fmt: skip
KINDS = ("level", "pair", "against_rest")


class _Comparison(NamedTuple):
    kind: str
    outlet: int
    other: int | None


@dataclass(frozen=True)
class _Documents:
    """The documents of one level of `within`, as arrays of one length (n_documents,)."""

    outlet: np.ndarray  # number of the outlet
    cluster: np.ndarray  # number of the cluster, 0 … n_clusters - 1
    value: np.ndarray  # (weighted) mean of the rows of the document
    weight: np.ndarray
    rows: np.ndarray  # how many rows it has


def compare_outlets(
    frame: pd.DataFrame,
    *,
    value: str = "score",
    by: str = "outlet",
    cluster: str | None = "reuse_cluster",
    within: str | None = None,
    weight: str | None = None,
    n_resamples: int = 5_000,
    random_state: int = 0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Levels of the outlets, differences of each two, and of each against the rest.

    Parameters
    ----------
    frame : DataFrame
        One row a statement, mention or document, with ``doc_id``, `by` and `value` (numbers).
    value, by : str
        The column that is averaged, and the one that says whose it is.
    cluster : str or None
        The unit that is drawn: articles that copy one another. None, or a frame without a
        column ``reuse_cluster`` (which the note then says): the document is the unit. A
        document whose cluster is null is a unit of its own.
    within : str or None
        A column (target, theme, event): the comparison is made inside each of its values.
    weight : str or None
        None: rows are averaged within a document, and documents weigh alike. A column: the
        mean is taken over rows with these weights (a column of ones: rows weigh alike;
        inverse inclusion probabilities: a sample speaks for its population).
    n_resamples : int
        Draws of the bootstrap, and permutations.
    random_state : int
        The same number gives the same table.
    confidence : float
        Of the intervals, for each row by itself (not for the table as a whole).

    Returns
    -------
    DataFrame
        One row a comparison. ``kind`` "level": the mean of `outlet` (nothing is tested: p is
        NaN). "pair": mean of `outlet` minus that of `other`. "against_rest": mean of `outlet`
        minus that of all documents of the other outlets together. ``q_value`` is Benjamini and
        Hochberg's over *all* tested rows of the table. Counts are those of both sides
        together. A side with fewer than 5 clusters: no numbers, the reason in ``note``; fewer
        than 30, or one that holds more than half of a side: a warning in ``note``. ``attrs``
        says what was left out and how it was made.

    Notes
    -----
    Interval: cluster-robust variance with the leverage correction of Bell and McCaffrey (2002)
    and Satterthwaite degrees of freedom; from 30 clusters on each side the wider of this and of
    the studentised bootstrap over clusters, drawn once for all outlets (Cameron, Gelbach and
    Miller 2008, Review of Economics and Statistics 90). p-value: labels are exchanged inside clusters that
    both sides share, whole clusters are moved where a side has them to itself, and the
    difference is studentised, so that unequal variances do not mislead it (Chung and Romano
    2013, Annals of Statistics 41). The larger of this and of the p-value that belongs to the
    interval is given, so that what is significant has an interval without zero; from 200
    clusters on each side only the latter. An interval may still leave out zero where p does
    not fall below .05: trust the p-value.

    Raises
    ------
    InputError
        A column is missing, values are no numbers, a document has two outlets or clusters.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(16)],
    ...                       "outlet": ["A", "B"] * 8, "score": [1.0, 0.0, 0.5, 0.1] * 4})
    >>> compare_outlets(frame, n_resamples=999)[["kind", "outlet", "estimate", "p_value"]].head(3)
        kind outlet  estimate  p_value
    0  level      A      0.75      NaN
    1  level      B      0.05      NaN
    2   pair      A      0.70    0.001
    """
    import pandas as pd

    is_unclustered = cluster == "reuse_cluster" and cluster not in frame.columns
    cluster = None if is_unclustered else cluster
    _check_options(frame, value, by, cluster, within, weight, n_resamples, random_state,
                   confidence)  # fmt: skip
    rows, left_out = _usable_rows(frame, value, by, cluster, within, weight)
    outlets = sorted(rows["by"].unique(), key=str)
    rows["by"] = rows["by"].map({name: i for i, name in enumerate(outlets)})
    levels = [None] if within is None else sorted(rows["within"].unique(), key=str)
    records: list[dict] = []
    for number, level in enumerate(levels):
        part = rows if within is None else rows[rows["within"] == level]
        documents = _documents(part, by=by, cluster=cluster)
        records += _compare(documents, level, outlets, n_resamples, (random_state, number),
                            confidence)  # fmt: skip
    table = pd.DataFrame.from_records(records, columns=list(TABLE_COLUMNS))
    table["q_value"] = adjust_p_values(table["p_value"].to_numpy(dtype=float))
    said = _left_out_in_words(left_out, value, by, within)
    if is_unclustered:
        said = "; ".join(filter(None, (said, "copies count as texts of their own: no reuse_cluster")))
    table["note"] = pd.Series(
        ["; ".join(filter(None, (record["note"], said))) or None for record in records],
        dtype=object,
    )
    for column in ("within", "outlet", "other"):
        table[column] = table[column].astype(object).where(table[column].notna(), None)
    table.attrs = {
        "unit": cluster or "doc_id", "left_out": left_out, "n_resamples": n_resamples,
        "random_state": random_state, "confidence": confidence, "value": value, "by": by,
    }  # fmt: skip
    return table


def _check_options(
    frame, value, by, cluster, within, weight, n_resamples, random_state, confidence
) -> None:
    named = {"value": value, "by": by, "cluster": cluster, "within": within, "weight": weight}
    for option, column in [("frame", "doc_id"), *named.items()]:
        if column is not None and column not in frame.columns:
            raise InputError(
                f"{option}: the frame has no column {column!r}; it has "
                f"{', '.join(map(str, frame.columns))}. Name another one, or add it"
            )
    import pandas as pd

    for option in ("value", "weight"):
        column = named[option]
        if column is not None and not pd.api.types.is_numeric_dtype(frame[column]):
            raise InputError(
                f"{option}: column {column!r} must hold numbers, it holds "
                f"{frame[column].dtype}; turn it into numbers first"
            )
    if not isinstance(n_resamples, int) or n_resamples < 99:
        raise InputError(f"n_resamples: must be a whole number from 99 on, got {n_resamples!r}")
    if not isinstance(random_state, int) or random_state < 0:
        raise InputError(f"random_state: must be a whole number from 0 on, got {random_state!r}")
    if not 0.5 <= confidence < 1:
        raise InputError(f"confidence: must lie between .5 and 1, got {confidence!r}")


def _usable_rows(frame, value, by, cluster, within, weight) -> tuple[pd.DataFrame, dict]:
    """The rows that can be compared, under plain names, and how many could not and why."""
    import pandas as pd

    rows = pd.DataFrame({"doc_id": frame["doc_id"].to_numpy(), "by": frame[by].to_numpy()})
    rows["value"] = frame[value].to_numpy(dtype=float, na_value=np.nan)
    rows["weight"] = 1.0 if weight is None else frame[weight].to_numpy(float, na_value=np.nan)
    rows["cluster"] = None if cluster is None else frame[cluster].to_numpy()
    rows["within"] = None if within is None else frame[within].to_numpy()
    if rows["doc_id"].isna().any():
        raise InputError("frame: doc_id must not be null; name the document of each row")
    if np.isinf(rows["value"]).any():
        raise InputError(f"value: column {value!r} holds infinite numbers; leave them out first")
    if weight is not None and not ((rows["weight"] >= 0) & np.isfinite(rows["weight"])).all():
        raise InputError(
            f"weight: column {weight!r} must hold numbers from 0 on, none missing, none infinite"
        )
    if rows["weight"].max() > 0:  # only their ratios matter, and tiny squares would vanish
        rows["weight"] /= rows["weight"].max()
    rows["weighted"] = weight is not None
    null_outlet = rows["by"].isna()
    null_value = rows["value"].isna() & ~null_outlet
    null_within = (rows["within"].isna() if within else False) & ~null_outlet & ~null_value
    no_weight = (rows["weight"] == 0) & ~null_outlet & ~null_value & ~null_within
    left_out = {
        "documents_without_outlet": int(rows.loc[null_outlet, "doc_id"].nunique()),
        "rows_without_outlet": int(null_outlet.sum()),
        "rows_without_value": int(null_value.sum()),
        "rows_without_within": int(null_within.sum()) if within else 0,
        "rows_with_weight_zero": int(no_weight.sum()),
    }
    return rows[~(null_outlet | null_value | null_within | no_weight)].copy(), left_out


def _left_out_in_words(left_out: dict, value: str, by: str, within: str | None) -> str:
    said = []
    if left_out["rows_without_outlet"]:
        said.append(f"{left_out['documents_without_outlet']} documents without {by}")
    for count, what in (
        (left_out["rows_without_value"], f"rows without {value}"),
        (left_out["rows_without_within"], f"rows without {within}"),
        (left_out["rows_with_weight_zero"], "rows of weight zero"),
    ):
        if count:
            said.append(f"{count} {what}")
    return f"left out: {', '.join(said)}" if said else ""


def _documents(rows: pd.DataFrame, *, by: str, cluster: str | None) -> _Documents:
    """Rows gathered into documents; each document in one outlet and one cluster."""
    import pandas as pd

    codes, doc_ids = pd.factorize(rows["doc_id"])
    size = len(doc_ids)
    first = np.full(size, -1)
    first[codes[::-1]] = np.arange(len(rows))[::-1]
    outlet = rows["by"].to_numpy()[first]
    owner = pd.factorize(rows["cluster"])[0] if cluster else np.full(len(rows), -1)
    for given, held, name in ((rows["by"].to_numpy(), outlet, by), (owner, owner[first], cluster)):
        wrong = np.flatnonzero(given != held[codes])
        if wrong.size:
            raise InputError(
                f"frame: document {rows['doc_id'].iloc[wrong[0]]!r} has more than one {name}; "
                "give each document one"
            )
    unit = owner[first].astype(np.int64)
    alone = unit < 0
    unit[alone] = unit.max(initial=-1) + 1 + np.arange(alone.sum())
    count = np.bincount(codes, minlength=size)
    weight = np.bincount(codes, rows["weight"], minlength=size)
    total = np.bincount(codes, rows["weight"] * rows["value"], minlength=size)
    return _Documents(
        outlet=outlet.astype(np.int64),
        cluster=np.unique(unit, return_inverse=True)[1],
        value=total / weight if size else total,
        weight=weight if bool(rows["weighted"].any()) else np.ones(size),
        rows=count,
    )


def _comparisons(present: list[int]) -> list[_Comparison]:
    listed = [_Comparison("level", a, None) for a in present]
    listed += [_Comparison("pair", a, b) for i, a in enumerate(present) for b in present[i + 1 :]]
    if len(present) > 1:
        listed += [_Comparison("against_rest", a, None) for a in present]
    return listed


def _compare(
    documents: _Documents, level, outlets: list, n_resamples: int, seed: tuple, confidence: float
) -> list[dict]:
    """All comparisons of one level of `within`."""
    n_outlets = len(outlets)
    shape = (int(documents.cluster.max(initial=-1)) + 1, n_outlets)
    cell = documents.cluster * n_outlets + documents.outlet
    weight = np.bincount(cell, documents.weight, minlength=shape[0] * n_outlets).reshape(shape)
    # Around the grand mean, so that sums of squares lose no digits.
    centre = np.average(documents.value, weights=documents.weight) if len(cell) else 0.0
    off = documents.weight * (documents.value - centre)
    total = np.bincount(cell, off, minlength=shape[0] * n_outlets).reshape(shape)
    present = sorted(set(documents.outlet.tolist()))
    records, tested = [], []
    for comparison in _comparisons(present):
        chosen = _membership(comparison, n_outlets, present)
        record, is_refused = _describe(comparison, chosen, documents, weight, level, outlets)
        records.append(record)
        if not is_refused:
            tested.append((record, chosen, Sides.of(total, weight, *chosen)))
    # Only where both sides have many clusters does the bootstrap have a say.
    many = [n for n, (*_, sides) in enumerate(tested) if sides.smaller >= WARNED_BELOW]
    drawn = {}
    if many:
        chosen_ones = [tested[n][1] for n in many]
        found = bootstrap_t(total, weight, chosen_ones, n_resamples, seed, confidence)
        drawn = dict(zip(many, found, strict=True))
    for number, (record, chosen, sides) in enumerate(tested):
        _fill(record, chosen, sides, documents, centre, drawn.get(number), n_resamples,
              (*seed, number), confidence)  # fmt: skip
    return records


def _membership(
    comparison: _Comparison, n_outlets: int, present: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Which outlets stand on either side: two arrays of bool (n_outlets,)."""
    left = np.zeros(n_outlets, dtype=bool)
    left[comparison.outlet] = True
    right = np.zeros(n_outlets, dtype=bool)
    if comparison.kind == "pair":
        right[comparison.other] = True
    elif comparison.kind == "against_rest":
        right[present] = True
        right &= ~left
    return left, right


def _describe(
    comparison: _Comparison, chosen, documents: _Documents, weight, level, outlets: list
) -> tuple[dict, bool]:
    """The row without its numbers, and whether the comparison is refused."""
    left, right = chosen
    member = (left | right)[documents.outlet]
    holds = weight > 0
    names = [(str(outlets[comparison.outlet]), int(holds[:, left].any(axis=1).sum()))]
    if comparison.kind == "pair":
        names.append((str(outlets[comparison.other]), int(holds[:, right].any(axis=1).sum())))
    elif comparison.kind == "against_rest":
        names.append(("the rest", int(holds[:, right].any(axis=1).sum())))
    refused = [f"{name} has {n}" for name, n in names if n < REFUSED_BELOW]
    few = [f"{name} has {n}" for name, n in names if n < WARNED_BELOW]
    note = None
    if refused:
        note = (f"refused: fewer than {REFUSED_BELOW} clusters of documents carry no claim "
                f"({', '.join(refused)})")  # fmt: skip
    elif few:
        note = f"uncertain: fewer than {WARNED_BELOW} clusters ({', '.join(few)})"
    if not refused:
        sides = (left, right) if len(names) > 1 else (left,)
        for (name, _), side in zip(names, sides, strict=True):
            most = weight[:, side].sum(axis=1).max() / weight[:, side].sum()
            if most > HELD_BY_ONE:
                note = "; ".join(filter(None, (note, f"one text holds {most:.0%} of {name}")))
    record = {
        "within": level, "kind": comparison.kind, "outlet": outlets[comparison.outlet],
        "other": None if comparison.other is None else outlets[comparison.other],
        "estimate": np.nan, "low": np.nan, "high": np.nan, "p_value": np.nan, "q_value": np.nan,
        "n_rows": int(documents.rows[member].sum()), "n_documents": int(member.sum()),
        "n_clusters": int(holds[:, left | right].any(axis=1).sum()), "note": note,
    }  # fmt: skip
    return record, bool(refused)


def _fill(
    record: dict, chosen, sides: Sides, documents: _Documents, centre: float, drawn,
    n_resamples: int, seed: tuple, confidence: float,
) -> None:  # fmt: skip
    """Put estimate, interval and p-value into the row."""
    is_level = record["kind"] == "level"
    record["estimate"] = sides.difference + (centre if is_level else 0.0)
    low, high, p_value = cluster_t(sides, confidence)
    if drawn is not None and np.isfinite(drawn).all():
        # Each of the two is too short where the other is not: t where values are skewed, the
        # bootstrap where few clusters hold what makes them so.
        low, high = min(low, drawn[0]), max(high, drawn[1])
        p_value = max(p_value, drawn[2])  # as the interval: significant is what both call so
    if not is_level:
        record["p_value"] = p_value
        if sides.smaller < PERMUTED_BELOW:
            exchanged = permutation_p(documents, *chosen, n_resamples, seed)
            # Where spreads differ, or cannot be told for want of clusters, exchanging labels
            # rejects too often, and t and bootstrap may where values are skewed: the more careful
            # of the two speaks. Where spreads are alike the exchange is right by itself.
            alone = sides.is_flat or (
                sides.smaller >= WARNED_BELOW and sides.spread_ratio <= ALIKE_WITHIN
            )
            record["p_value"] = exchanged if alone else max(exchanged, p_value)
    if sides.is_flat:
        said = "no interval: all clusters of a side have the same value"
        record["note"] = "; ".join(filter(None, (record["note"], said)))
        low = high = np.nan
    record["low"], record["high"] = record["estimate"] + low, record["estimate"] + high
