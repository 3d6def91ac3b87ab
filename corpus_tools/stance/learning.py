"""A stance classifier learnt from a lab's own coded statements.

The bundled decision knows no word of any text. A lab that has coded a few hundred statements of
its own can let their words speak too: n-grams around the target, the target's own name masked so
that the model cannot learn whom people like, beside the features and the output of the rules.
How good that is, is measured on documents that the model did not see.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..schema import InputError
from .decision import STANCES
from .scoring import Reading, decide, read_stances

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["StanceClassifier", "fit_stance_classifier"]

_MASK = " هدف "
_WINDOW = 120  # characters either side of a mention that the n-grams see
_LEAST = 5  # coded statements of a class that are needed


class StanceClassifier(NamedTuple):
    """A fitted classifier and what is known of it.

    Attributes
    ----------
    model : scikit-learn estimator
    targets : dict
        As they were given when it was fitted.
    report : DataFrame
        One row a decision (``classifier``, ``combined``, ``rules``, ``majority``):
        ``macro_f1``, ``f1_favor``, ``f1_against``, ``f1_none``, ``n``; in cross-validation.
    learning_curve : DataFrame
        ``n_documents`` learnt from and ``macro_f1`` on the others.
    shares : tuple of float
        Share of each of `STANCES` among the coded statements.
    """

    model: Any
    targets: dict[str, list[str]]
    report: "pd.DataFrame"
    learning_curve: "pd.DataFrame"
    shares: tuple[float, ...]

    def score(
        self,
        statements: "pd.DataFrame",
        *,
        lexicon: Any = None,
        affiliations: Any = None,
        members: Any = None,
    ) -> "pd.DataFrame":
        """Statements and targets as `score_stance` gives them, decided by this classifier.

        `lexicon`, `affiliations` and `members` are as for `score_stance`.

        ``score`` is the calibrated probability of favor minus that of against. The stance is the
        one whose probability is largest beside its share among the coded statements: by the
        probability alone, a rare stance would never be chosen, though the cross-validation
        weighs all three alike.
        """
        import pandas as pd

        from .scoring import score_stance

        lists = {"lexicon": lexicon, "affiliations": affiliations, "members": members}
        out = score_stance(statements, self.targets, **lists)
        readings = list(read_stances(statements, self.targets, **lists))
        if readings:
            p = _in_order(self.model, self.model.predict_proba(_table(readings)))
            out["stance"] = pd.Series([STANCES[k] for k in (p / self.shares).argmax(axis=1)], dtype=object)
            out["score"] = p[:, 0] - p[:, 1]
        return out


def fit_stance_classifier(
    coded: "pd.DataFrame",
    targets: Any,
    *,
    label: str = "coded",
    groups: str = "doc_id",
    n_folds: int = 5,
    random_state: int = 0,
    affiliations: Any = None,
    members: Any = None,
) -> StanceClassifier:
    """Learn stance from coded statements, and say how well it does on documents not seen.

    Parameters
    ----------
    coded : DataFrame
        Rows of `extract_statements`, one a statement and target coded, with ``target`` and the
        column `label` ("favor", "against", "none").
    targets : dict
        Name -> list of expressions, as for `score_stance`.
    label, groups : str
        Columns of the codes, and of what must not be split between learning and testing: the
        document, or better the reuse cluster.
    n_folds : int
        Folds of the cross-validation by groups.
    random_state : int
        Seed of the folds' order in the learning curve.
    affiliations, members : optional
        Who belongs to whom, as for `score_stance`; give the classifier's `score` the same.

    Returns
    -------
    StanceClassifier
        Logistic regression with weights for rare classes over word and character n-grams around
        the masked target, counts of judging words by role and side, and the rules' output;
        probabilities calibrated by groups (sigmoid).

    Raises
    ------
    InputError
        A column is missing, a code is unknown, or a class or the groups are too few.

    Examples
    --------
    >>> import pandas as pd
    >>> fit_stance_classifier(pd.DataFrame({"text": []}), {"أ": ["أ"]})
    Traceback (most recent call last):
    corpus_tools.schema.InputError: coded: expected the columns target, coded, doc_id beside ...
    """
    import pandas as pd

    coded = _checked(coded, targets, label, groups, n_folds)
    lists = {"affiliations": affiliations, "members": members}
    readings, y, group = _readings(coded, targets, label, groups, lists)
    folds = _folds(group, n_folds, random_state)
    guessed = np.empty(len(y), dtype=object)
    x = _table(readings)
    for k in range(n_folds):
        here = folds == k
        if here.any() and len(set(y[~here])) > 1:
            guessed[here] = _pipeline().fit(x[~here], y[~here]).predict(x[here])
    from .decision import bundled_decision

    bundled = bundled_decision()
    rows = [
        _row("classifier", guessed, y),
        _row("combined", [decide(r, bundled)[0] for r in readings], y),
        _row("rules", [decide(r, None)[0] for r in readings], y),
        _row("majority", [max(STANCES, key=list(y).count)] * len(y), y),
    ]
    model = _calibrated(x, y, folds, n_folds)
    return StanceClassifier(
        model, {k: list(v) for k, v in targets.items()}, pd.DataFrame(rows),
        _learning_curve(x, y, group, folds, n_folds, random_state),
        tuple(float(np.mean(y == s)) for s in STANCES),
    )  # fmt: skip


def _checked(
    coded: "pd.DataFrame", targets: Any, label: str, groups: str, n_folds: int
) -> "pd.DataFrame":
    missing = {"target", label, groups} - set(coded.columns)
    if missing:
        raise InputError(
            f"coded: expected the columns target, {label}, {groups} beside those of "
            f"extract_statements, got none for {', '.join(sorted(missing))}; add them"
        )
    odd = sorted(set(map(str, coded[label])) - set(STANCES))
    if odd:
        raise InputError(f"coded[{label!r}]: expected {', '.join(STANCES)}, got {', '.join(odd)}")
    unknown = sorted(set(coded["target"]) - set(targets))
    if unknown:
        raise InputError(f"targets: no expressions for {', '.join(unknown)}; add them")
    counts = coded[label].value_counts()
    few = [s for s in STANCES if counts.get(s, 0) < _LEAST]
    if few or coded[groups].nunique() < max(2, n_folds):
        raise InputError(
            f"coded: expected at least {_LEAST} statements of each stance and {n_folds} different "
            f"{groups}, got {dict(counts)} in {coded[groups].nunique()}; code more statements"
        )
    return coded.reset_index(drop=True)


def _readings(
    coded: "pd.DataFrame", targets: Any, label: str, groups: str, lists: dict[str, Any]
) -> tuple[list[Reading], np.ndarray, np.ndarray]:
    """What was read for each coded pair; pairs whose target is not mentioned are left out."""
    found = read_stances(coded, targets, **lists)
    kept = [r for r in found if r.target == coded["target"][r.row]]
    index = [r.row for r in kept]
    return kept, coded[label].to_numpy(object)[index], coded[groups].to_numpy(object)[index]


def _table(readings: list[Reading]) -> np.ndarray:
    """Object array (n, 2): the masked surroundings, and the features."""
    out = np.empty((len(readings), 2), dtype=object)
    for i, r in enumerate(readings):
        out[i, 0], out[i, 1] = _masked(r), r.features
    return out


def _masked(r: Reading) -> str:
    """The text around the mentions, the target's name replaced by one word."""
    text, at, parts = r.sentence.text, 0, []
    for start, end, *_ in r.mentions:
        parts += [text[at:start], _MASK]
        at = end
    parts.append(text[at:])
    masked = "".join(parts)
    first, last = masked.find(_MASK), masked.rfind(_MASK)
    return masked[max(0, first - _WINDOW) : last + _WINDOW]


def _texts(table: np.ndarray) -> list[str]:
    return list(table[:, 0])


def _numbers(table: np.ndarray) -> np.ndarray:
    return np.array(list(table[:, 1]), dtype=float)


def _pipeline() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import FunctionTransformer

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True)
    return make_pipeline(
        make_union(
            make_pipeline(FunctionTransformer(_texts), words),
            make_pipeline(FunctionTransformer(_texts), letters),
            make_pipeline(FunctionTransformer(_numbers)),
        ),
        LogisticRegression(C=0.5, max_iter=3000, class_weight="balanced"),
    )


def _folds(group: np.ndarray, n_folds: int, random_state: int) -> np.ndarray:
    """A fold a row; rows of one group share theirs, and folds hold equally many groups."""
    names = list(dict.fromkeys(group))
    order = np.random.default_rng(random_state).permutation(len(names))
    fold_of = {names[i]: int(k % n_folds) for k, i in enumerate(order)}
    return np.array([fold_of[g] for g in group])


def _calibrated(x: np.ndarray, y: np.ndarray, folds: np.ndarray, n_folds: int) -> Any:
    from sklearn.calibration import CalibratedClassifierCV

    split = [
        (np.flatnonzero(folds != k), np.flatnonzero(folds == k)) for k in range(n_folds)
        if len(set(y[folds != k])) == len(set(y)) and (folds == k).any()
    ]  # fmt: skip
    if not split:
        return _pipeline().fit(x, y)
    return CalibratedClassifierCV(_pipeline(), cv=split, method="sigmoid").fit(x, y)


def _in_order(model: Any, p: np.ndarray) -> np.ndarray:
    """Columns of probabilities in the order of `STANCES`."""
    classes = list(model.classes_)
    return p[:, [classes.index(s) for s in STANCES]]


def _row(decision: str, guessed: Any, y: np.ndarray) -> dict[str, Any]:
    each = {s: _f1(guessed, y, s) for s in STANCES}
    return {"decision": decision, "macro_f1": sum(each.values()) / 3,
            **{f"f1_{s}": v for s, v in each.items()}, "n": len(y)}  # fmt: skip


def _f1(guessed: Any, y: np.ndarray, stance: str) -> float:
    """Twice the hits over predicted plus true."""
    g = np.array(list(guessed), dtype=object)
    n = (g == stance).sum() + (y == stance).sum()
    return float(2 * ((g == stance) & (y == stance)).sum() / n) if n else 0.0


def _learning_curve(
    x: np.ndarray, y: np.ndarray, group: np.ndarray, folds: np.ndarray, n_folds: int, seed: int
) -> "pd.DataFrame":
    """Macro-F1 on the first fold, learnt from growing shares of the documents of the others."""
    import pandas as pd

    test, rows = folds == 0, []
    names = np.array(list(dict.fromkeys(group[~test])), dtype=object)
    order = np.random.default_rng(seed).permutation(len(names))
    for share in (0.25, 0.5, 0.75, 1.0):
        chosen = set(names[order[: max(1, round(share * len(names)))]])
        learn = ~test & np.array([g in chosen for g in group])
        if len(set(y[learn])) < 2:
            continue
        guessed = _pipeline().fit(x[learn], y[learn]).predict(x[test])
        rows.append({"n_documents": len(chosen),
                     "macro_f1": _row("", guessed, y[test])["macro_f1"]})  # fmt: skip
    return pd.DataFrame(rows, columns=["n_documents", "macro_f1"])
