"""How well the program reads what people read, for each kind of voice by itself."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

VALIDATED_FROM = 50  # coded statements in favour, and as many against
VALIDATION_COLUMNS = (
    "kind", "measure", "stance", "estimate", "low", "high", "n_coded", "note",
)  # fmt: skip
_POLES = ("favor", "against")


def add_gold(frame: pd.DataFrame, sample: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """`frame` with what people found, where they read it.

    Parameters
    ----------
    frame : DataFrame
        What the sample was drawn from, all rows.
    sample : DataFrame
        What `draw_sample` returned; its ``attrs`` name the columns of the strata.
    gold : DataFrame
        What `build_gold` returned.

    Returns
    -------
    DataFrame
        All rows with ``item_id``, ``stratum``, ``inclusion_probability`` of the stratum,
        ``is_sampled``, and ``gold_QUESTION`` for each question (None where nothing is known).

    Warns
    -----
    UserWarning
        Statements of the sample are not in `frame`, or are now in another stratum, since pages,
        targets, lists or the version are others than when it was drawn.
    """
    from .sampling import item_ids, stratum_of

    by = tuple(sample.attrs.get("by", ("outlet", "voice", "stance")))
    out = frame.reset_index(drop=True).copy()
    out["item_id"] = item_ids(out)
    out["stratum"] = stratum_of(out, by)
    out["is_sampled"] = out["item_id"].isin(sample["item_id"])
    _warn_of_change(sample, out)
    chance = sample.drop_duplicates("stratum").set_index("stratum")["inclusion_probability"]
    out["inclusion_probability"] = out["stratum"].map(chance).astype(float)
    held = gold.set_index("item_id")
    for name in [c for c in gold.columns if f"{c}_by" in gold.columns]:
        known = out["item_id"].map(held[name]).astype(object)
        out[f"gold_{name}"] = known.where(known.notna() & out["is_sampled"], None)
    return out


def _warn_of_change(sample: pd.DataFrame, out: pd.DataFrame) -> None:
    """Chances and answers hold for the statements and strata that the sample was drawn from."""
    now = sample["item_id"].map(out.drop_duplicates("item_id").set_index("item_id")["stratum"])
    lost = int(now.isna().sum())
    moved = int((now.notna() & (now != sample["stratum"])).sum())
    told = [f"{lost} are not in the frame any more"] if lost else []
    told += [f"{moved} are in another stratum, so that their chances are not known"] if moved else []
    if told:
        warnings.warn(
            f"sample: of its {len(sample)} statements {', '.join(told)}: pages, targets, lists or "
            "version are others than when it was drawn; draw anew and code what is new (answers to "
            "the same statements stay)", UserWarning, stacklevel=3,
        )  # fmt: skip


def validation_sheet(
    coded: pd.DataFrame, *, kind: str = "holder", guess: str = "stance", truth: str = "gold_stance",
    n_resamples: int = 1_000, random_state: int = 0, confidence: float = 0.95,
) -> pd.DataFrame:  # fmt: skip
    """Precision and recall of `guess` against `truth`, kind by kind of voice.

    Parameters
    ----------
    coded : DataFrame
        What `add_gold` returned; rows with a gold answer are used, each with weight one over its
        chance of having been drawn, so that the scores are those of the corpus, not of the sample.
    kind : str
        The column of the kinds; a figure about one kind quotes the scores of that kind alone.

    Returns
    -------
    DataFrame
        One row a kind and measure: ``precision`` and ``recall`` of favor and against, ``macro_f1``
        of favor, against and none. Intervals: bootstrap over documents. ``n_coded`` counts the
        gold statements of that stance (for macro_f1 all). ``note``: "unvalidated" below 50
        gold statements in favour and 50 against.

    Raises
    ------
    InputError
        A column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> coded = pd.DataFrame({"doc_id": ["a", "b", "c", "d"], "holder": "outlet",
    ...     "stance": ["favor", "favor", "none", "none"], "inclusion_probability": [1, 1, .5, .5],
    ...     "gold_stance": ["favor", "none", "favor", "none"]})
    >>> sheet = validation_sheet(coded)
    >>> sheet.loc[sheet["stance"] == "favor", "estimate"].round(3).tolist()  # 1/2; 1/(1 + 2)
    [0.5, 0.333]
    """
    import pandas as pd

    needed = {"doc_id", kind, guess, truth, "inclusion_probability"} - set(coded.columns)
    if needed:
        raise InputError(f"coded: the columns {', '.join(sorted(needed))} are missing; "
                         "pass what add_gold returned")  # fmt: skip
    known = coded[coded[truth].notna() & coded[kind].notna()]
    rows = []
    for name, part in known.groupby(kind, sort=True):
        poles = {s: int((part[truth] == s).sum()) for s in _POLES}
        note = None
        if min(poles.values()) < VALIDATED_FROM:
            note = (f"unvalidated: {poles['favor']} in favour and {poles['against']} against are "
                    f"coded, {VALIDATED_FROM} of each are needed")  # fmt: skip
        drawn = _scores(part, guess, truth, n_resamples, random_state)
        tail = (1 - confidence) / 2
        for number, (measure, stance) in enumerate(_MEASURES):
            values = drawn[number, 1:][~np.isnan(drawn[number, 1:])]
            low, high = np.quantile(values, [tail, 1 - tail]) if len(values) else (np.nan,) * 2
            count = len(part) if stance is None else poles[stance]
            rows.append((name, measure, stance, drawn[number, 0], low, high, count, note))
    return pd.DataFrame(rows, columns=list(VALIDATION_COLUMNS))


_MEASURES = (
    ("precision", "favor"), ("recall", "favor"), ("precision", "against"), ("recall", "against"),
    ("macro_f1", None),
)  # fmt: skip


def _scores(part, guess: str, truth: str, n_resamples: int, random_state: int) -> np.ndarray:
    """The five measures, first of the rows as they are, then of each draw of documents."""
    import pandas as pd

    document = pd.factorize(part["doc_id"])[0]
    n = int(document.max(initial=-1)) + 1
    rng = np.random.default_rng(random_state)
    counts = np.concatenate([np.ones((1, n)), rng.multinomial(n, np.full(n, 1 / n), n_resamples)])
    weight = 1 / part["inclusion_probability"].to_numpy(dtype=float)
    g, t = part[guess].to_numpy(dtype=object), part[truth].to_numpy(dtype=object)

    def total(rows: np.ndarray) -> np.ndarray:
        return counts @ np.bincount(document, weight * rows, minlength=n)

    found, f1 = [], []
    with np.errstate(divide="ignore", invalid="ignore"):
        for stance in (*_POLES, "none"):
            hit, said, true = total((g == stance) & (t == stance)), total(g == stance), total(t == stance)
            f1.append(np.where(said + true > 0, 2 * hit / (said + true), np.nan))
            if stance in _POLES:
                found += [hit / said, hit / true]
    f1 = np.stack(f1)
    has = ~np.isnan(f1)  # a stance that neither side ever gave has no score
    found.append(np.where(has, f1, 0).sum(0) / np.maximum(has.sum(0), 1))
    return np.stack(found)
