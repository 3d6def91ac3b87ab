"""Which statements people read: a sample with known chances, rare kinds included."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

STRATA = ("outlet", "voice", "stance")
_KEY = ("doc_id", "start", "end", "target")


def draw_sample(
    frame: pd.DataFrame, *, n: int, by: tuple[str, ...] = STRATA, corpus=None,
    n_context: int = 300, random_state: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Draw statements for coding: stratified, with the chance of each kept.

    Parameters
    ----------
    frame : DataFrame
        What `score_stance` returned (or any frame with ``doc_id``, ``start``, ``end``, ``text``
        and the columns of `by`), one row a statement and target.
    n : int
        How many; at least two a stratum, and no more than there are.
    by : tuple of str
        The columns whose combinations are the strata. The predicted stance is among them, since
        what is rare is what the claim will rest on.
    corpus : Corpus, optional
        Adds ``before`` and ``after``, about `n_context` characters of the article on either
        side. They may name the outlet; where coders must not know it, draw without.
    random_state : int

    Returns
    -------
    DataFrame
        The rows drawn, in the order of `frame`, with ``item_id`` (the same for the same statement
        and target, whatever the sample), ``stratum`` and ``inclusion_probability``. ``attrs``
        holds the number of rows of each stratum and how many have no outlet and were left out.

    Notes
    -----
    Within a stratum of N_h rows, n_h are drawn without replacement with equal chances, n_h / N_h.
    n_h is two (or N_h if that is less), and what remains of `n` is shared out in proportion to
    the square root of N_h (power allocation, Bankier 1988, The American Statistician 42): rare
    kinds get more than their share, and no stratum gets nothing.

    Raises
    ------
    InputError
        A column is missing, or `n` is too small for the strata.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(100)], "start": 0, "end": 9,
    ...                       "text": "نص", "outlet": ["A", "B"] * 50, "voice": "outlet",
    ...                       "stance": ["none"] * 90 + ["favor"] * 10})
    >>> sample = draw_sample(frame, n=20)
    >>> sample.groupby("stance").size().to_dict()
    {'favor': 7, 'none': 13}
    >>> round(float((1 / sample["inclusion_probability"]).sum()), 6)
    100.0
    """
    needed = {"doc_id", "start", "end", "text", *by}
    if needed - set(frame.columns):
        missing = ", ".join(sorted(needed - set(frame.columns)))
        raise InputError(f"frame: expected what score_stance returns, got one without {missing}")
    stratum = stratum_of(frame, by)
    names = sorted(s for s in set(stratum) if s is not None)
    sizes = np.array([int((stratum == name).sum()) for name in names])
    taken = _allocate(sizes, n)
    rng = np.random.default_rng(random_state)
    chosen, chance = [], []
    for name, size, count in zip(names, sizes, taken, strict=True):
        rows = np.flatnonzero(stratum == name)
        chosen.append(rng.choice(rows, count, replace=False))
        chance.append(np.full(count, count / size))
    places = np.concatenate(chosen) if chosen else np.zeros(0, dtype=int)
    order = np.argsort(places)
    places = places[order]
    sample = frame.iloc[places].reset_index(drop=True)
    sample.insert(0, "item_id", item_ids(sample))
    sample["stratum"] = stratum[places]
    sample["inclusion_probability"] = np.concatenate(chance or [places])[order].astype(float)
    if corpus is not None:
        sample = _with_context(sample, corpus, n_context)
    sample.attrs = {
        "by": list(by), "random_state": random_state,
        "strata": {name: int(size) for name, size in zip(names, sizes, strict=True)},
        "left_out": int(sum(s is None for s in stratum)),
    }  # fmt: skip
    return sample


def stratum_of(frame: pd.DataFrame, by: tuple[str, ...]) -> np.ndarray:
    """The stratum of each row as text; None where one of the columns is null but the last ones.

    Only a null in the first column (the outlet) leaves a row out: it belongs to nobody. Other
    nulls (a voice that was not decided) are a kind of their own.
    """
    columns = [frame[name].astype(object).where(frame[name].notna(), "–") for name in by]
    joined = [" · ".join(map(str, row)) for row in zip(*columns, strict=True)]
    known = frame[by[0]].notna().to_numpy()
    return np.array([s if k else None for s, k in zip(joined, known, strict=True)], dtype=object)


def item_ids(frame: pd.DataFrame) -> list[str]:
    """A short name of each statement and target: twelve hexadecimal digits of their SHA-256."""
    columns = [frame[c].astype(str) for c in _KEY if c in frame.columns]
    rows = ["\n".join(row) for row in zip(*columns, strict=True)]
    return [hashlib.sha256(row.encode("utf-8")).hexdigest()[:12] for row in rows]


def _allocate(sizes: np.ndarray, n: int) -> np.ndarray:
    """How many of each stratum: two each, the rest by the square roots, never more than there are."""
    least = np.minimum(2, sizes)
    if not isinstance(n, int) or n < least.sum():
        raise InputError(
            f"n: {len(sizes)} strata need at least {int(least.sum())} statements, got {n!r}; "
            "draw more, or name fewer columns in `by`"
        )
    taken, wanted = least.astype(float), min(n, int(sizes.sum()))
    while wanted - taken.sum() > 1e-9:
        open_ = taken < sizes
        share = np.where(open_, np.sqrt(sizes), 0.0)
        taken = np.minimum(taken + (wanted - taken.sum()) * share / share.sum(), sizes)
    whole = np.floor(taken + 1e-9).astype(int)
    for place in np.argsort(-(taken - whole), kind="stable")[: wanted - int(whole.sum())]:
        whole[place] += 1
    return whole


def _with_context(sample: pd.DataFrame, corpus, n_context: int) -> pd.DataFrame:
    texts = corpus.documents.set_index("doc_id")["text"]
    before, after = [], []
    for doc_id, start, end, part in zip(
        sample["doc_id"], sample["start"], sample["end"],
        sample["part"] if "part" in sample else ["body"] * len(sample), strict=True,
    ):  # fmt: skip
        text = texts.get(doc_id) if part == "body" else None
        left, right = (text[:start], text[end:]) if text else ("", "")
        if len(left) > n_context:  # no half words at the cuts
            left = "… " + left[-n_context:].partition(" ")[2]
        if len(right) > n_context:
            right = right[:n_context].rpartition(" ")[0] + " …"
        before.append(left)
        after.append(right)
    return sample.assign(before=before, after=after)
