"""Keyness: hand-worked numbers, signs, refusal, null calibration."""

import numpy as np
import pandas as pd
import pytest

import corpus_tools as ct
from corpus_tools.keyness import COLUMNS, compare_with_g2, house_style
from corpus_tools.keyness.scoring import _log_odds
from corpus_tools.schema import InputError


def _corpus(n: int = 60, seed: int = 0, effect: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    words = [a + b for a in "سحدرعفقكمن" for b in ("لام", "باب", "ديد", "روف", "عاد")]
    shares = 1 / np.arange(1, len(words) + 1)
    texts, outlets = [], []
    for i in range(n):
        outlet = "أ" if i % 2 else "ب"
        own = shares * rng.gamma(1.0, 1.0, len(words))  # words come in bursts
        own[3] *= 1 + effect * (outlet == "أ")
        texts.append(" ".join(rng.choice(words, 80, p=own / own.sum())))
        outlets.append(outlet)
    return pd.DataFrame({"doc_id": [f"d{i}" for i in range(n)], "text": texts, "outlet": outlets})


def _score(frame: pd.DataFrame, **options) -> pd.DataFrame:
    tokens = ct.tokenize(frame, scheme="word")
    return ct.score_keyness(tokens, frame, n_resamples=options.pop("n_resamples", 199), **options)


def test_log_odds_by_hand() -> None:
    # 10 of 100 against 5 of 100, prior 1 of 10: (11 / 99) against (6 / 104)
    odds, z = _log_odds(10.0, 5.0, 100.0, 100.0, 1.0, 10.0)
    assert odds == pytest.approx(np.log(11 / 99) - np.log(6 / 104))
    assert z == pytest.approx(odds / np.sqrt(1 / 11 + 1 / 6))


def test_swapping_target_and_reference_flips_the_sign() -> None:
    table = _score(_corpus(effect=6.0))
    assert tuple(table.columns) == COLUMNS
    a, b = (table[table["outlet"] == o].set_index("feature") for o in "أب")
    assert np.allclose(a["log_odds"], -b["log_odds"].reindex(a.index))
    assert (a["n_target"] == b["n_reference"].reindex(a.index)).all()
    assert ((table["low"] <= table["log_odds"]) & (table["log_odds"] <= table["high"])).all()


def test_a_planted_word_is_found_and_runs_agree() -> None:
    frame = _corpus(effect=8.0)
    before = frame.copy(deep=True)
    first = _score(frame)
    planted = first[first["outlet"] == "أ"].iloc[0]
    assert planted["q_value"] < 0.05 and planted["low"] > 0
    pd.testing.assert_frame_equal(first, _score(frame))
    pd.testing.assert_frame_equal(frame, before)


def test_under_the_null_five_percent_pass() -> None:
    share = np.mean([(_score(_corpus(seed=s))["p_value"] < 0.05).mean() for s in range(12)])
    assert 0.02 <= share <= 0.08


def test_few_clusters_are_refused_and_documents_without_outlet_counted() -> None:
    frame = _corpus(24)
    frame["outlet"] = frame["outlet"].astype(object)
    frame.loc[[0, 1, 2], "outlet"] = None
    frame.loc[[3, 5], "outlet"] = "ج"
    table = _score(frame, min_documents=2)
    refused = table[table["outlet"] == "ج"]
    assert len(refused) == 1 and refused["log_odds"].isna().all()
    assert "refused: 2 clusters in ج, at least 5 needed" in refused["note"].iloc[0]
    assert "3 documents without outlet left out" in table["note"].iloc[0]
    assert table.attrs["n_documents_left_out"] == 3


def test_copies_count_once_as_clusters() -> None:
    frame = _corpus(30)
    copied = pd.concat([frame] + [frame.iloc[[1]].assign(doc_id=f"copy{i}") for i in range(20)],
                       ignore_index=True)  # fmt: skip
    of_copy = [f"c{i}" for i in range(30)] + ["c1"] * 20
    clusters = pd.DataFrame({"doc_id": copied["doc_id"], "reuse_cluster": of_copy})
    loose, tight = _score(copied), _score(copied, cluster=clusters)
    assert (tight["n_clusters_target"].max(), loose["n_clusters_target"].max()) == (15, 35)
    assert (tight["p_value"] < 0.05).sum() < (loose["p_value"] < 0.05).sum()


def test_errors_say_what_to_do() -> None:
    frame = _corpus(12)
    tokens = ct.tokenize(frame)
    with pytest.raises(InputError, match="reference: no document has outlet 'x'"):
        ct.score_keyness(tokens, frame, reference="x")
    with pytest.raises(InputError, match="no column 'section'"):
        ct.score_keyness(tokens, frame, by="section")
    with pytest.raises(InputError, match="pass the corpus that was tokenized"):
        ct.score_keyness(tokens, frame.iloc[:3])
    with pytest.raises(InputError, match="n_resamples: expected at least 99"):
        ct.score_keyness(tokens, frame, n_resamples=5)


def test_a_word_of_one_theme_is_no_house_style() -> None:
    frame = _corpus(80)
    frame["theme"] = ["حرب" if i // 2 % 2 else "مال" for i in range(len(frame))]
    of_a = frame["outlet"] == "أ"
    frame["text"] += np.where(of_a, " أفادت أفادت", " ذكرت ذكرت")
    frame["text"] += np.where(of_a & (frame["theme"] == "حرب"), " قصف قصف", "")
    tokens = ct.tokenize(frame, scheme="word")
    table = house_style(tokens, frame, theme="theme", min_documents=5, n_resamples=199)
    marked = table[(table["outlet"] == "أ") & (table["q_value"] < 0.05)]
    assert "أفادت" in set(marked["feature"]) and "قصف" not in set(table["feature"])
    assert (table["log_odds_lowest"] > 0).all() and (table["n_themes"] == 2).all()
    with pytest.raises(InputError, match="at least 2 needed"):
        house_style(tokens, frame.assign(theme="حرب"), theme="theme")


def test_g2_passes_more_words_where_outlets_do_not_differ() -> None:
    frame = _corpus(120, seed=3)
    table = _score(frame)
    found = compare_with_g2(table, ct.tokenize(frame, scheme="word"), frame)
    assert found["outlet"].tolist() == ["أ", "ب"]
    assert (found["share_g2"] > 2 * found["share_resampled"]).all()
    assert (found["n_both"] <= found["n_resampled"]).all()
