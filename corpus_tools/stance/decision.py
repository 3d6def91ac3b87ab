"""The learnt decision: which weights turn features into a stance.

The weights are data (`lexicons/stance_weights.tsv`), made by `tools/fit_stance_weights.py`; a
lab can put a list of its own in its place, and every decision can be taken apart into what each
feature gave.
"""

from functools import lru_cache
from itertools import compress
from math import exp
from typing import NamedTuple

from ..lexicons import lexicon_path, read_table
from ..schema import InputError
from .features import feature_names

STANCES = ("favor", "against", "none")


class Decision(NamedTuple):
    """Weights, a row a feature and a column a stance; the first row is the intercept."""

    weights: tuple[tuple[float, float, float], ...]

    def logits(self, features: list[float]) -> list[float]:
        favor, against, none = self.weights[0]
        told = compress(zip(features, self.weights[1:], strict=True), features)
        for value, row in told:  # most are zero
            favor += value * row[0]
            against += value * row[1]
            none += value * row[2]
        return [favor, against, none]

    def probabilities(self, features: list[float]) -> list[float]:
        """Softmax of the weighted sums, in the order of `STANCES`."""
        z = self.logits(features)
        top = max(z)
        e = [exp(x - top) for x in z]
        return [x / sum(e) for x in e]

    def stance(self, features: list[float]) -> tuple[str, float]:
        """The likeliest stance, and the difference of favor and against in [-1, 1]."""
        p = self.probabilities(features)
        return STANCES[max(range(3), key=lambda k: p[k])], p[0] - p[1]


def bundled_decision() -> Decision:
    """The decision that the list `stance_weights` states.

    >>> len(bundled_decision().weights) == len(feature_names()) + 1
    True
    """
    return _read(str(lexicon_path("stance_weights")))


@lru_cache(maxsize=4)
def _read(path: str) -> Decision:
    rows = {r["feature"]: r for r in read_table("stance_weights")}
    expected = ("intercept", *feature_names())
    if set(rows) != set(expected):
        odd = sorted(set(rows) ^ set(expected))
        raise InputError(
            f"stance_weights: expected one row each for the intercept and the features, got "
            f"missing or unknown ones: {', '.join(odd)}; rerun tools/fit_stance_weights.py"
        )
    return Decision(
        tuple(tuple(float(rows[name][k]) for k in STANCES) for name in expected)  # type: ignore[misc]
    )
