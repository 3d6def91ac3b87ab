"""Comparisons of outlets: numbers worked by hand, refusals, calibration."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from corpus_tools.inference.comparison import TABLE_COLUMNS, adjust_p_values, compare_outlets
from corpus_tools.inference.resampling import Sides, cluster_t, permutation_p
from corpus_tools.inference import resampling
from corpus_tools.schema import InputError


def frame_of(**outlets) -> pd.DataFrame:
    """One document a value; outlets given by name."""
    rows = [
        (f"{name}{i}", name, float(score))
        for name, scores in outlets.items()
        for i, score in enumerate(scores)
    ]
    return pd.DataFrame(rows, columns=["doc_id", "outlet", "score"])


def row(table: pd.DataFrame, kind: str, outlet: str) -> pd.Series:
    return table[(table["kind"] == kind) & (table["outlet"] == outlet)].iloc[0]


def sides_of(left, right=()) -> Sides:
    """Every document a cluster of its own, of weight one."""
    total = np.zeros((2, len(left) + len(right)))
    total[0, : len(left)], total[1, len(left) :] = left, right
    weight = np.zeros_like(total)
    weight[0, : len(left)] = 1
    weight[1, len(left) :] = 1
    return Sides(total, weight)


def test_q_values_by_hand_and_as_scipy():
    assert adjust_p_values(np.array([0.01, 0.02, 0.9])).round(6).tolist() == [0.03, 0.03, 0.9]
    p = np.random.default_rng(0).random(40)
    assert np.allclose(adjust_p_values(p), stats.false_discovery_control(p))


def test_q_values_leave_missing_ones_out():
    found = adjust_p_values(np.array([np.nan, 0.02, np.nan, 0.04]))
    assert np.isnan(found[[0, 2]]).all()
    assert found[[1, 3]].round(6).tolist() == [0.04, 0.04]


def test_level_is_students_t_where_every_document_stands_alone():
    values = np.array([1.0, 2.0, 4.0, 7.0, 1.0, 3.0])
    low, high, _ = cluster_t(sides_of(values), 0.95)
    expected = stats.t.interval(0.95, 5, loc=0, scale=stats.sem(values))
    assert np.allclose((low, high), expected)


def test_difference_is_welchs_t_where_nothing_is_shared():
    left, right = np.array([1.0, 2.0, 4.0, 7.0, 1.0]), np.array([2.0, 9.0, 4.0, 4.0, 5.0, 6.0, 1.0])
    low, high, p_value = cluster_t(sides_of(left, right), 0.95)
    expected = stats.ttest_ind(left, right, equal_var=False)
    interval = expected.confidence_interval(0.95)
    difference = left.mean() - right.mean()
    assert np.isclose(p_value, expected.pvalue)
    assert np.allclose((difference + low, difference + high), interval)


def test_difference_is_the_paired_t_where_every_cluster_is_shared():
    left, right = np.array([1.0, 2.0, 4.0, 7.0, 1.0]), np.array([2.0, 3.0, 4.0, 9.0, 3.0])
    sides = Sides(np.stack([left, right]), np.ones((2, 5)))
    low, high, p_value = cluster_t(sides, 0.95)
    expected = stats.ttest_rel(left, right)
    assert np.isclose(p_value, expected.pvalue)
    assert np.isclose(high, expected.confidence_interval(0.95).high - (left - right).mean())


def test_exchanging_labels_agrees_with_all_labellings():
    # Five against five: of 252 labellings two are as far apart as 0,1,2,3,4 and 10,11,12,13,14.
    frame = frame_of(A=range(5), B=range(10, 15))
    table = compare_outlets(frame, n_resamples=9_999)
    documents = type("D", (), {
        "outlet": np.repeat([0, 1], 5), "cluster": np.arange(10),
        "value": frame["score"].to_numpy(), "weight": np.ones(10),
    })  # fmt: skip
    left = np.array([True, False])
    assert abs(permutation_p(documents, left, ~left, 9_999, (0,)) - 2 / 252) < 0.003
    assert row(table, "pair", "A")["p_value"] >= 2 / 252 - 0.003


def test_labels_inside_shared_clusters_are_flipped():
    # Five clusters with one document of each outlet, always B above A: 2 of 32 flips.
    documents = type("D", (), {
        "outlet": np.tile([0, 1], 5), "cluster": np.repeat(np.arange(5), 2),
        "value": np.array([0, 1, 3, 4.5, 9, 9.8, 4, 5.2, 2, 3.1]), "weight": np.ones(10),
    })  # fmt: skip
    left = np.array([True, False])
    assert abs(permutation_p(documents, left, ~left, 9_999, (0,)) - 2 / 32) < 0.008


def test_documents_weigh_alike_whatever_their_rows():
    frame = pd.DataFrame({
        "doc_id": ["a"] * 9 + ["b", "c", "d", "e"], "outlet": "A",
        "score": [1.0] * 9 + [0.0, 0.0, 0.0, 0.5],
    })  # fmt: skip
    assert row(compare_outlets(frame), "level", "A")["estimate"] == pytest.approx(1.5 / 5)
    by_row = compare_outlets(frame.assign(one=1.0), weight="one")
    assert row(by_row, "level", "A")["estimate"] == pytest.approx(9.5 / 13)


def test_weights_are_those_of_a_weighted_mean():
    frame = frame_of(A=[1, 2, 3, 4, 5, 6]).assign(w=[1.0, 2, 3, 4, 5, 0])
    table = compare_outlets(frame, weight="w")
    assert row(table, "level", "A")["estimate"] == pytest.approx((1 + 4 + 9 + 16 + 25) / 15)
    assert table.attrs["left_out"]["rows_with_weight_zero"] == 1


def test_columns_kinds_and_counts():
    frame = frame_of(A=range(6), B=range(7), C=range(8))
    table = compare_outlets(frame)
    assert list(table.columns) == list(TABLE_COLUMNS)
    assert table["kind"].value_counts().to_dict() == {"level": 3, "pair": 3, "against_rest": 3}
    pair = row(table, "pair", "A")
    assert (pair["n_rows"], pair["n_documents"], pair["n_clusters"]) == (13, 13, 13)
    assert pair["estimate"] == pytest.approx(2.5 - 3.0)
    rest = row(table, "against_rest", "A")
    assert rest["estimate"] == pytest.approx(2.5 - (21 + 28) / 15)
    assert table[table["kind"] == "level"]["p_value"].isna().all()
    assert not table.drop(columns=["within", "other", "note"]).isin([None]).any().any()
    assert table["other"][0] is None and table["within"][0] is None


def test_too_few_clusters_are_refused_in_words():
    frame = frame_of(A=range(4), B=range(40))
    table = compare_outlets(frame, cluster=None)
    for kind in ("level", "pair", "against_rest"):
        refused = row(table, kind, "A")
        assert refused[["estimate", "low", "high", "p_value", "q_value"]].isna().all()
        assert "refused" in refused["note"] and "A has 4" in refused["note"]
    assert row(table, "level", "B")["note"] is None


def test_a_frame_without_clusters_says_that_copies_were_not_told():
    frame = frame_of(A=range(40), B=range(40))
    said = compare_outlets(frame, n_resamples=99)["note"]
    assert said.str.contains("copies count as texts of their own: no reuse_cluster").all()
    told = frame.assign(reuse_cluster=frame["doc_id"])
    assert compare_outlets(told, n_resamples=99)["note"].isna().all()


def test_one_text_that_holds_most_of_a_side_is_told():
    frame = frame_of(A=[1.0] * 30 + list(range(20)), B=range(40))
    frame["reuse_cluster"] = ["many"] * 30 + frame["doc_id"][30:].tolist()
    table = compare_outlets(frame, n_resamples=99)
    assert "one text holds 60% of A" in row(table, "pair", "A")["note"]
    assert row(table, "level", "B")["note"] is None
    assert row(table, "against_rest", "B")["note"].endswith("one text holds 60% of the rest")


def test_the_scale_of_weights_decides_nothing_and_infinite_ones_are_refused():
    rng = np.random.default_rng(5)
    frame = frame_of(A=rng.normal(size=30), B=rng.normal(size=30)).assign(w=rng.random(60) + 0.1)
    tables = [compare_outlets(frame.assign(w=frame["w"] * scale), weight="w", n_resamples=199)
              for scale in (1, 1e-300, 1e300)]  # fmt: skip
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])
    assert tables[0]["p_value"].dropna().min() > 0.02
    with pytest.raises(InputError, match="none infinite"):
        compare_outlets(frame.assign(w=np.inf), weight="w")


def test_what_is_no_number_is_never_significant(monkeypatch):
    monkeypatch.setattr(resampling, "_studentised", lambda left, *_: np.full(len(left), np.nan))
    table = compare_outlets(frame_of(A=range(10), B=range(90, 100)), n_resamples=99)
    assert (table["p_value"].dropna() == 1).all()


def test_few_clusters_are_warned_of():
    table = compare_outlets(frame_of(A=range(5), B=range(40)))
    assert "fewer than 30 clusters (A has 5)" in row(table, "pair", "A")["note"]
    assert not np.isnan(row(table, "pair", "A")["p_value"])


def test_copies_are_no_witnesses():
    # Forty documents of each outlet, but they copy four texts: refused.
    frame = frame_of(A=np.arange(40) % 4, B=np.arange(40) % 4 + 1)
    frame["reuse_cluster"] = [f"k{int(s)}" for s in frame["score"]]
    assert "refused" in row(compare_outlets(frame), "pair", "A")["note"]
    assert np.isfinite(row(compare_outlets(frame, cluster=None), "pair", "A")["p_value"])


def test_missing_outlets_are_left_out_and_counted():
    frame = frame_of(A=range(6), B=range(6))
    frame.loc[[0, 1], "outlet"] = None
    frame.loc[2, "score"] = np.nan
    table = compare_outlets(frame)
    assert table.attrs["left_out"]["documents_without_outlet"] == 2
    assert "2 documents without outlet" in table["note"][0]
    assert "1 rows without score" in table["note"][0]


def test_no_spread_gives_no_interval():
    table = compare_outlets(frame_of(A=[0] * 9, B=range(9)))
    level = row(table, "level", "A")
    assert level["estimate"] == 0 and np.isnan(level["low"]) and "no interval" in level["note"]
    assert compare_outlets(frame_of(A=[1] * 9, B=[1] * 9))["p_value"].max() == 1.0


def test_within_compares_inside_each_value():
    frame = pd.concat([
        frame_of(A=range(6), B=range(6)).assign(target="س"),
        frame_of(A=range(6), B=range(9)).assign(target="ص"),
    ])  # fmt: skip
    table = compare_outlets(frame, within="target")
    assert table.groupby("within").size().to_dict() == {"س": 5, "ص": 5}
    assert row(table[table["within"] == "ص"], "level", "B")["n_documents"] == 9


def test_same_seed_same_table_and_nothing_is_changed():
    rng = np.random.default_rng(1)
    frame = frame_of(A=rng.normal(size=40), B=rng.normal(size=50))
    frame["reuse_cluster"] = rng.integers(0, 60, 90)
    before = frame.copy()
    pd.testing.assert_frame_equal(compare_outlets(frame), compare_outlets(frame))
    pd.testing.assert_frame_equal(frame, before)


def test_order_of_rows_does_not_matter_to_estimates():
    frame = frame_of(A=[1, 5, 2, 8, 3], B=[2, 2, 9, 1, 1, 4])
    turned = compare_outlets(frame.iloc[::-1])
    columns = ["estimate", "low", "high"]
    assert np.allclose(compare_outlets(frame)[columns], turned[columns], equal_nan=True)


def test_bootstrap_interval_is_close_to_the_t_of_many_clusters():
    rng = np.random.default_rng(2)
    frame = frame_of(A=rng.normal(size=400), B=rng.normal(size=500))
    pair = row(compare_outlets(frame, n_resamples=4_000), "pair", "A")
    a, b = (frame.loc[frame["outlet"] == o, "score"] for o in "AB")
    expected = stats.ttest_ind(a, b, equal_var=False)
    interval = pair[["low", "high"]].astype(float)
    assert np.allclose(interval, expected.confidence_interval(), atol=0.01)
    assert abs(pair["p_value"] - expected.pvalue) < 0.03


@settings(max_examples=25, deadline=None)
@given(st.integers(5, 12), st.integers(5, 12), st.integers(0, 10_000))
def test_swapping_names_turns_the_sign(n_a, n_b, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=n_a), rng.normal(size=n_b)
    there = row(compare_outlets(frame_of(A=a, B=b), n_resamples=199), "pair", "A")
    back = row(compare_outlets(frame_of(A=b, B=a), n_resamples=199), "pair", "A")
    assert there["estimate"] == pytest.approx(-back["estimate"])
    assert there["low"] == pytest.approx(-back["high"])
    assert there["low"] <= there["estimate"] <= there["high"]


def test_true_nulls_are_not_rejected_too_often():
    # Ten shared and ten own clusters an outlet; copies take a cluster's value over.
    rejected = 0
    for run in range(200):
        rng = np.random.default_rng(run)
        cluster = np.concatenate([np.tile(np.arange(10), 2), np.arange(10, 30)])
        outlet = np.repeat(["A", "B", "A", "B"], 10)
        score = rng.normal(size=30)[cluster] + 0.3 * rng.normal(size=40)
        frame = pd.DataFrame({"doc_id": np.arange(40).astype(str), "outlet": outlet,
                              "score": score, "reuse_cluster": cluster})  # fmt: skip
        table = compare_outlets(frame, n_resamples=199, random_state=run)
        rejected += row(table, "pair", "A")["p_value"] <= 0.05
    assert rejected <= 20


@pytest.mark.parametrize("values", [
    [1.0] * 3 + [0.0] * 28, [1.0] * 3 + [0.001 * i for i in range(28)], [1.0] + [0.0] * 30,
    [-0.5] * 2 + [0.5] + [0.0] * 32,
])  # fmt: skip
def test_a_few_documents_that_differ_make_no_interval_of_millions(values):
    rest = [0.0, 1.0] * 20
    table = compare_outlets(frame_of(A=values, B=rest), n_resamples=1_999)
    for kind in ("level", "pair"):
        one = row(table, kind, "A")
        assert -1.5 < one["low"] < one["estimate"] < one["high"] < 1.5
    level = row(table, "level", "A")
    assert level["high"] - level["low"] < 0.7


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "tone"}, "value: the frame has no column 'tone'"),
        ({"by": "paper"}, "by: the frame has no column 'paper'"),
        ({"value": "doc_id"}, "must hold numbers"),
        ({"cluster": "group"}, "cluster: the frame has no column 'group'"),
        ({"n_resamples": 10}, "n_resamples: must be a whole number from 99"),
        ({"confidence": 95}, "confidence: must lie between"),
    ],
)
def test_errors_say_what_to_do(change, said):
    with pytest.raises(InputError, match=said):
        compare_outlets(frame_of(A=range(6)), **change)


def test_a_document_has_one_outlet_and_one_cluster():
    frame = frame_of(A=range(6), B=range(6)).assign(doc_id=["x"] * 12)
    with pytest.raises(InputError, match="more than one outlet"):
        compare_outlets(frame)


def test_an_empty_frame_gives_an_empty_table():
    assert len(compare_outlets(frame_of(A=[1.0]).iloc[:0])) == 0
