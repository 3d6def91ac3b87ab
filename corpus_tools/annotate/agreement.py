"""Do coders agree, and how sure is that? Krippendorff's alpha and Cohen's kappa with intervals."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from .codebook import UNCLEAR
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("nominal", "ordinal", "interval")
AGREEMENT_COLUMNS = (
    "question", "measure", "coders", "estimate", "low", "high", "n_items", "note",
)  # fmt: skip
FEW = 30  # items that two coders share: below this the note says so


def score_agreement(
    answers: pd.DataFrame, *, question: str, values: tuple | None = None, level: str = "nominal",
    n_resamples: int = 2_000, random_state: int = 0, confidence: float = 0.95,
) -> pd.DataFrame:  # fmt: skip
    """Alpha of all coders, kappa and raw agreement of each two.

    Parameters
    ----------
    answers : DataFrame
        What `read_answers` returned: ``item_id``, ``coder`` and the column `question`. Null and
        "unclear" are missing.
    question : str
    values : tuple, optional
        The answers in their order, which matters to ordinal and interval levels only (interval:
        numbers). Default: those that occur, sorted.
    level : {"nominal", "ordinal", "interval"}
        The distance between two answers: same or not; ranks by how many lie between; squared
        difference. Kappa is always of the nominal kind.

    Returns
    -------
    DataFrame
        One row a measure: ``alpha`` (all coders), then for each two ``kappa`` and
        ``share_same``. ``low`` and ``high`` are the percentile interval of a bootstrap over
        items. NaN and a note where it is not defined: nobody shares an item, or all gave one
        and the same answer, so that nothing could be told by chance.

    Notes
    -----
    Alpha: ``1 - D_o / D_e`` from the matrix of coincidences, in which an item with m answers adds
    each ordered pair of them with weight 1 / (m - 1); D_o is the mean distance of the pairs, D_e
    that of all answers paired without regard to items (Krippendorff 2011, Computing
    Krippendorff's alpha-reliability). Kappa: ``(p_o - p_e) / (1 - p_e)`` (Cohen 1960,
    Educational and Psychological Measurement 20).

    Raises
    ------
    InputError
        A column is missing, a level or an answer is not known, or an item has two rows of a coder.

    Examples
    --------
    Two coders, ten items, six zeros and two ones alike, two apart: p_o = .8, and with 7 and 7
    zeros p_e = .58, so kappa = .22 / .42.

    >>> import pandas as pd
    >>> a, b = [0] * 7 + [1] * 3, [0] * 6 + [1, 0] + [1] * 2
    >>> answers = pd.DataFrame({"item_id": list(range(10)) * 2, "coder": ["a"] * 10 + ["b"] * 10,
    ...                         "stance": a + b})
    >>> score_agreement(answers, question="stance")["estimate"].round(3).tolist()
    [0.548, 0.524, 0.8]
    """
    import pandas as pd

    if level not in LEVELS:
        raise InputError(f"level: expected one of {', '.join(LEVELS)}, got {level!r}")
    missing = {"item_id", "coder", question} - set(answers.columns)
    if missing:
        raise InputError(f"answers: the columns {', '.join(sorted(missing))} are missing")
    if answers.duplicated(["item_id", "coder"]).any():
        twice = answers[answers.duplicated(["item_id", "coder"])].iloc[0]
        raise InputError(f"answers: {twice['coder']!r} has two rows for {twice['item_id']!r}")
    known = answers[answers[question].notna() & (answers[question] != UNCLEAR)]
    held = sorted(known[question].unique()) if values is None else list(values)
    strange = set(known[question]) - set(held)
    if strange:
        raise InputError(f"values: {sorted(map(str, strange))[0]!r} is answered and not among them")
    table = known.pivot(index="item_id", columns="coder", values=question).sort_index()
    codes = np.full(table.shape, -1)
    for number, value in enumerate(held):
        codes[(table == value).to_numpy()] = number
    rng = np.random.default_rng(random_state)
    coders = [str(name) for name in table.columns]
    several = codes[(codes >= 0).sum(1) > 1]
    rows = [_row(question, "alpha", coders, several, held, rng, level, n_resamples, confidence)]
    for a, b in combinations(range(len(coders)), 2):
        both = codes[:, [a, b]]
        both = both[(both >= 0).all(1)]
        for measure in ("kappa", "share_same"):
            rows.append(_row(question, measure, [coders[a], coders[b]], both, held, rng, level,
                             n_resamples, confidence))  # fmt: skip
    return pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS))


def _row(question, measure, coders, codes, held, rng, level, n_resamples, confidence) -> tuple:
    names = " · ".join(coders)
    n = len(codes)
    if n == 0:
        note = "not defined: no item has answers of two coders"
        return question, measure, names, np.nan, np.nan, np.nan, 0, note
    counts = np.concatenate([np.ones((1, n)), rng.multinomial(n, np.full(n, 1 / n), n_resamples)])
    if measure == "alpha":
        found = _alphas(_coincidences(codes, len(held)), counts, held, level)
    else:
        found = _kappas(codes, len(held), counts, only_same=measure == "share_same")
    drawn = found[1:][~np.isnan(found[1:])]
    note = f"uncertain: only {n} items have answers of two coders" if n < FEW else None
    if np.isnan(found[0]):
        note = "not defined: all answers are the same, so chance alone would agree"
        return question, measure, names, np.nan, np.nan, np.nan, n, note
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return question, measure, names, float(found[0]), float(low), float(high), n, note


def _coincidences(codes: np.ndarray, k: int) -> np.ndarray:
    """What each item adds to the matrix of coincidences, (n_items, k, k)."""
    held = (codes[:, :, None] == np.arange(k)).sum(1).astype(float)
    pairs = held[:, :, None] * held[:, None, :]
    pairs[:, np.arange(k), np.arange(k)] -= held  # nobody is paired with himself
    return pairs / (held.sum(1)[:, None, None] - 1)


def _alphas(parts: np.ndarray, counts: np.ndarray, held: list, level: str) -> np.ndarray:
    k = parts.shape[1]
    matrix = (counts @ parts.reshape(len(parts), k * k)).reshape(-1, k, k)
    totals = matrix.sum(1)
    distance = _distances(totals, held, level)
    n = totals.sum(1)
    expected = totals[:, :, None] * totals[:, None, :]
    expected[:, np.arange(k), np.arange(k)] -= totals
    with np.errstate(divide="ignore", invalid="ignore"):
        d_o = (matrix * distance).sum((1, 2)) / n
        d_e = (expected * distance).sum((1, 2)) / (n * (n - 1))
        return np.where(d_e > 0, 1 - d_o / d_e, np.nan)


def _distances(totals: np.ndarray, held: list, level: str) -> np.ndarray:
    k = len(held)
    if level == "nominal":
        return np.broadcast_to(1.0 - np.eye(k), (len(totals), k, k))
    if level == "interval":
        numbers = np.array(held, dtype=float)
        square = (numbers[:, None] - numbers[None, :]) ** 2
        return np.broadcast_to(square, (len(totals), k, k))
    # Ordinal: answers between two, the ends by half.
    middle = np.cumsum(totals, axis=1) - totals / 2
    return (middle[:, :, None] - middle[:, None, :]) ** 2


def _kappas(codes: np.ndarray, k: int, counts: np.ndarray, *, only_same: bool) -> np.ndarray:
    n = counts.sum(1)
    same = counts @ (codes[:, 0] == codes[:, 1]) / n
    if only_same:
        return same
    a = counts @ (codes[:, 0, None] == np.arange(k)) / n[:, None]
    b = counts @ (codes[:, 1, None] == np.arange(k)) / n[:, None]
    chance = (a * b).sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance < 1 - 1e-12, (same - chance) / (1 - chance), np.nan)
