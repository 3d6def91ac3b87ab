"""Estimates corrected for errors: worked by hand, against a textbook formula, by simulation."""

import numpy as np
import pandas as pd
import pytest

from corpus_tools.inference import compare_outlets, correct_estimates
from corpus_tools.schema import InputError


def make(rng, n: int, found: float, coded: int) -> pd.DataFrame:
    """Two outlets with the same truth; of the praise in A the program finds the share `found`."""
    truth = rng.random(2 * n) < 0.4
    outlet = np.repeat(["A", "B"], n)
    seen = truth & ((outlet == "B") | (rng.random(2 * n) < found))
    frame = pd.DataFrame({
        "doc_id": np.arange(2 * n).astype(str), "outlet": outlet, "score": seen * 1.0,
        "gold": np.nan, "stratum": outlet + np.where(seen, "1", "0"),
    })  # fmt: skip
    for places in frame.groupby("stratum").indices.values():
        chosen = rng.choice(places, coded, replace=False)
        frame.loc[chosen, "gold"] = truth[chosen] * 1.0
    return frame


def cell(table: pd.DataFrame, estimator: str, kind: str = "level", outlet: str = "A") -> pd.Series:
    chosen = (table["estimator"] == estimator) & (table["kind"] == kind) & (table["outlet"] == outlet)
    return table[chosen].iloc[0]


@pytest.mark.parametrize("method", ["design", "prediction"])
def test_the_corrected_mean_by_hand(method):
    # Ten rows of score 0 and ten of score 1; five of each are read: of the zeros 2 are 1, of the
    # ones 4. Corrected: (10 * .4 + 10 * .8) / 20 = .6, whatever the method; raw .5.
    frame = pd.DataFrame({
        "doc_id": np.arange(20).astype(str), "outlet": "A", "score": [0.0] * 10 + [1.0] * 10,
        "gold": [1, 1, 0, 0, 0] + [np.nan] * 5 + [1, 1, 1, 1, 0] + [np.nan] * 5,
        "stratum": ["A0"] * 10 + ["A1"] * 10,
    })  # fmt: skip
    table = correct_estimates(frame, method=method)
    assert cell(table, "corrected")["estimate"] == pytest.approx(0.6)
    assert cell(table, "raw")["estimate"] == pytest.approx(0.5)
    assert cell(table, "coded only")["estimate"] == pytest.approx(0.6)
    assert cell(table, "corrected")["n_coded"] == 10


def test_the_spread_is_that_of_double_sampling():
    """Cochran's (1977, 12.2) variance of a stratified double sample: n large, both parts there."""
    rng = np.random.default_rng(3)
    frame = make(rng, 4_000, 0.6, 200)
    found = cell(correct_estimates(frame, cluster=None), "corrected")
    a = frame[frame["outlet"] == "A"]
    size = a.groupby("stratum").size() / len(a)
    inside = a.groupby("stratum")["gold"].var()
    between = (size * (a.groupby("stratum")["gold"].mean() - found["estimate"]) ** 2).sum()
    variance = (size**2 * inside / 200).sum() + between / len(a)
    expected = 2 * 1.96 * np.sqrt(variance)
    assert found["high"] - found["low"] == pytest.approx(expected, rel=0.06)


def test_where_all_is_read_the_correction_is_the_truth():
    frame = make(np.random.default_rng(0), 60, 0.5, 5)
    frame["gold"] = (np.arange(120) % 3 == 0) * 1.0
    table = correct_estimates(frame)
    truth = compare_outlets(frame, value="gold")
    corrected = table[table["estimator"] == "corrected"]["estimate"].to_numpy()
    assert np.allclose(corrected, truth["estimate"])


def test_errors_that_differ_by_outlet_are_taken_out():
    raw = corrected = narrower = 0
    for run in range(40):
        table = correct_estimates(make(np.random.default_rng(run), 300, 0.5, 40), n_resamples=199)
        pair = {name: cell(table, name, "pair") for name in ("raw", "corrected", "coded only")}
        raw += pair["raw"]["low"] <= 0 <= pair["raw"]["high"]
        corrected += pair["corrected"]["low"] <= 0 <= pair["corrected"]["high"]
        narrower += (pair["corrected"]["high"] - pair["corrected"]["low"]
                     < pair["coded only"]["high"] - pair["coded only"]["low"])  # fmt: skip
    assert raw <= 4 and corrected >= 36 and narrower >= 33


def test_few_coded_texts_are_refused_and_said():
    frame = make(np.random.default_rng(0), 60, 0.5, 2)
    table = correct_estimates(frame, n_resamples=199)
    refused = cell(table, "corrected", "pair")
    assert np.isnan(refused["estimate"]) and "4 coded clusters" in refused["note"]
    assert np.isfinite(cell(table, "raw", "pair")["estimate"])


def test_nothing_is_changed_and_the_same_seed_gives_the_same():
    frame = make(np.random.default_rng(0), 100, 0.5, 10)
    before = frame.copy()
    one, other = (correct_estimates(frame, n_resamples=199) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.assign(stratum="all"), "holds rows of several values of outlet"),
        (lambda f: f.drop(columns="gold"), "columns gold are missing"),
        (lambda f: f.assign(gold=f["gold"].where(f["stratum"] != "A1")), "stratum 'A1' has"),
    ],
)
def test_errors_say_what_to_do(change, said):
    with pytest.raises(InputError, match=said):
        correct_estimates(change(make(np.random.default_rng(0), 100, 0.5, 10)))
    with pytest.raises(InputError, match="method: expected one of"):
        correct_estimates(make(np.random.default_rng(0), 100, 0.5, 10), method="x")
