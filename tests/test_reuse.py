"""Text reuse: kinds, clusters, versions, and input that is unkind."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.reuse.passages import hash_words
from corpus_tools.reuse import compare_versions, wire_share
from corpus_tools.reuse.pairs import PAIR_COLUMNS, find_text_reuse, reuse_clusters
from corpus_tools.schema import REUSE_KINDS, InputError

LETTERS = list("ابتجحدرسعفقكلمنهي")


def word_list(n: int, seed: int = 0) -> np.ndarray:
    """Invented words that do not begin with a conjunction or article."""
    rng = np.random.default_rng(seed)
    return np.array(["م" + "".join(rng.choice(LETTERS, 5)) for _ in range(n)], dtype=object)


WORDS = word_list(4000)
OTHER_WORDS = word_list(500, seed=9)


def text_of(n: int, seed: int) -> str:
    return " ".join(np.random.default_rng(seed).choice(WORDS, n))


def changed(text: str, share: float, seed: int) -> str:
    rng = np.random.default_rng(seed)
    words = np.array(text.split(), dtype=object)
    swap = rng.random(len(words)) < share
    words[swap] = rng.choice(OTHER_WORDS, swap.sum())
    return " ".join(words)


def frame_of(*texts, **columns) -> pd.DataFrame:
    frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(len(texts))], "text": list(texts)})
    return frame.assign(**columns)


def kinds(frame: pd.DataFrame, **options) -> dict:
    pairs = find_text_reuse(frame, **options)
    return {(r.doc_a, r.doc_b): r.kind for r in pairs.itertuples()}


def test_columns_and_spans():
    shared = text_of(30, 1)
    frame = frame_of(f"{text_of(200, 2)} {shared} {text_of(90, 3)}", f"{text_of(150, 4)} {shared}.")
    pairs = find_text_reuse(frame)
    assert list(pairs.columns) == list(PAIR_COLUMNS)
    assert len(pairs) == 1 and set(pairs["kind"]) <= set(REUSE_KINDS)
    found = pairs.iloc[0]
    texts = frame["text"]
    assert texts[0][found["start_a"] : found["end_a"]] == shared
    assert texts[1][found["start_b"] : found["end_b"]] == shared
    assert found["kind"] == "shared_passage" and found["n_tokens"] == 30
    assert found["similarity"] == pytest.approx(60 / 500)
    assert found["share_b"] == pytest.approx(30 / 180) and found["earlier"] is None


def test_kinds_of_whole_documents():
    text = text_of(200, 5)
    brief = " ".join(text.split()[20:90])
    found = kinds(frame_of(text, text + " .", changed(text, 0.3, 6), brief, text_of(200, 7)))
    assert found["d0", "d1"] == "duplicate"
    assert found["d0", "d2"] == "near_duplicate"
    assert found["d0", "d3"] == "contained"
    assert not any("d4" in pair for pair in found)


@pytest.mark.parametrize(("share", "least"), [(0.1, 40), (0.2, 40), (0.3, 40), (0.4, 39)])
def test_copies_with_words_replaced_are_found(share, least):
    originals = [text_of(150, seed) for seed in range(40)]
    copies = [changed(text, share, seed) for seed, text in enumerate(originals)]
    found = kinds(frame_of(*originals, *copies))
    assert sum((f"d{i}", f"d{i + 40}") in found for i in range(40)) >= least
    assert all(int(b[1:]) - int(a[1:]) == 40 for a, b in found)


def test_a_passage_of_twelve_words_is_found():
    hits = 0
    for seed in range(20):
        words = text_of(150, seed).split()
        other = text_of(150, seed + 100).split()
        found = kinds(frame_of(" ".join(words), " ".join(other[:70] + words[40:52] + other[70:])))
        hits += found.get(("d0", "d1")) == "shared_passage"
    assert hits == 20


def test_the_same_speech_is_a_quotation_not_a_copy():
    speech = text_of(30, 8)
    quoting = f"{text_of(80, 1)} «{speech}» {text_of(20, 2)}"
    both = frame_of(quoting, f'{text_of(70, 3)} "{speech}".')
    assert set(kinds(both).values()) == {"quotation_only"}
    one = frame_of(quoting, f"{text_of(70, 3)} {speech}.")
    assert set(kinds(one).values()) == {"shared_passage"}


def test_which_came_first():
    text = text_of(60, 1)
    frame = frame_of(text, text, text, published_on=["2024-03-02", "2024-03-01", None])
    pairs = find_text_reuse(frame).set_index(["doc_a", "doc_b"])["earlier"]
    assert pairs["d0", "d1"] == "d1"
    assert pairs["d0", "d2"] is None and pairs["d1", "d2"] is None


def test_formulas_are_no_passages():
    formula = text_of(14, 77)
    frame = frame_of(*[f"{text_of(60, i)} {formula} {text_of(60, 500 + i)}" for i in range(60)])
    assert not len(find_text_reuse(frame))


def test_clusters_hold_every_document():
    text = text_of(120, 1)
    frame = frame_of(text, text_of(120, 2), changed(text, 0.2, 3))
    clusters = reuse_clusters(find_text_reuse(frame), frame)
    assert list(clusters.columns) == ["doc_id", "reuse_cluster"]
    assert clusters["reuse_cluster"].tolist() == ["d0", "d1", "d0"]


def test_a_round_up_does_not_chain_what_it_takes_in():
    one, two = text_of(90, 1), text_of(90, 2)
    frame = frame_of(one, changed(one, 0.1, 1), two, changed(two, 0.1, 2), f"{one} {two}")
    owner = reuse_clusters(find_text_reuse(frame), frame)["reuse_cluster"].tolist()
    assert owner[0] == owner[1] and owner[2] == owner[3] and owner[0] != owner[2]


def test_a_common_quotation_unites_nothing():
    speech = text_of(40, 8)
    frame = frame_of(*[f"{text_of(80, i)} «{speech}»" for i in range(4)])
    pairs = find_text_reuse(frame)
    assert len(pairs) == 6
    assert reuse_clusters(pairs, frame)["reuse_cluster"].nunique() == 4


@pytest.mark.parametrize(
    ("texts", "n_clusters"),
    [
        ([], 0),
        ([text_of(50, 1)], 1),
        (["", "", None], 3),
        (["كلمة " * 3000] * 3, 1),
        (["كلمة"] * 2, 1),
    ],
)
def test_unkind_input(texts, n_clusters):
    frame = frame_of(*texts)
    pairs = find_text_reuse(frame)
    assert list(pairs.columns) == list(PAIR_COLUMNS)
    assert reuse_clusters(pairs, frame)["reuse_cluster"].nunique() == n_clusters


def test_ten_thousand_copies_in_bounded_time():
    text = text_of(200, 1)
    frame = frame_of(*[text] * 10_000)
    started = time.process_time()
    pairs = find_text_reuse(frame)
    assert len(pairs) == 9_999
    assert reuse_clusters(pairs, frame)["reuse_cluster"].nunique() == 1
    assert time.process_time() - started < 40  # all pairs would be 50 million


def test_many_near_copies_are_one_cluster():
    text = text_of(150, 1)
    frame = frame_of(*[changed(text, 0.02, seed) for seed in range(200)])
    pairs = find_text_reuse(frame)
    assert len(pairs) < 100 * len(frame)
    assert reuse_clusters(pairs, frame)["reuse_cluster"].nunique() == 1


def test_a_report_filled_in_anew_is_no_passage():
    frame_words = text_of(60, 5).split()

    def report(seed: int) -> str:
        figures = iter(np.random.default_rng(seed).integers(100, 9999, 60))
        lines = [w if i % 7 else f"{w} {next(figures)}" for i, w in enumerate(frame_words)]
        return f"{text_of(80, seed)} {' '.join(lines)} {text_of(80, seed + 50)}"

    assert not len(find_text_reuse(frame_of(report(1), report(2))))


def test_a_copy_with_its_figures_in_other_digits_is_a_copy():
    figures = iter(range(100, 160))
    shared = " ".join(w if i % 7 else f"{w} {next(figures)}" for i, w in enumerate(text_of(60, 5).split()))
    eastern = shared.translate({ord("0") + k: 0x660 + k for k in range(10)})
    texts = [f"{text_of(80, k)} {told} {text_of(80, k + 50)}" for k, told in enumerate((shared, eastern))]
    assert set(kinds(frame_of(*texts)).values()) == {"shared_passage"}


def test_a_round_up_printed_often_chains_nothing_either():
    one, two = text_of(90, 1), text_of(90, 2)
    round_ups = [changed(f"{one} {two}", 0.05, seed) for seed in range(4)]
    frame = frame_of(one, two, *round_ups)
    owner = reuse_clusters(find_text_reuse(frame), frame)["reuse_cluster"].tolist()
    assert len(set(owner[2:])) == 1 and owner[0] != owner[1]


def test_three_thousand_versions_are_one_cluster_in_bounded_time():
    text = text_of(200, 1)
    frame = frame_of(text, *[changed(text, 0.3, seed) for seed in range(3000)])
    started = time.process_time()
    owner = reuse_clusters(find_text_reuse(frame), frame)["reuse_cluster"]
    assert time.process_time() - started < 40  # all pairs would be 4.5 million
    assert (owner == "d0").mean() > 0.99


def test_common_boilerplate_unites_nothing():
    boilerplate = text_of(80, 1)
    frame = frame_of(*[f"{boilerplate} {text_of(120, seed)}" for seed in range(300)])
    assert reuse_clusters(find_text_reuse(frame), frame)["reuse_cluster"].is_unique


def test_two_versions_of_a_text_that_is_not_there():
    text = text_of(200, 1)
    frame = frame_of(changed(text, 0.3, 1), changed(text, 0.3, 2))
    assert set(kinds(frame).values()) == {"near_duplicate"}


def test_an_article_that_was_saved_twice_in_one_page():
    text = " ".join([text_of(100, 1)] * 2)
    frame = frame_of(text, changed(text, 0.2, 2), text_of(150, 3))
    assert set(kinds(frame)) == {("d0", "d1")}


def test_versions_by_hand():
    frame = frame_of("وصل الوزير أمس إلى المدينة، وقال ذلك.", "«وصل» الوزير إلى القرية وقال ذلك هنا!")
    table = compare_versions(frame, "d0", "d1")
    told = list(zip(table["op"], table["text_a"], table["text_b"], strict=True))
    assert told == [
        ("same", "وصل الوزير ", "«وصل» الوزير "),
        ("reworded", "أمس إلى المدينة، ", "إلى القرية "),
        ("same", "وقال ذلك.", "وقال ذلك "),
        ("added", None, "هنا!"),
    ]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(WORDS[:9].tolist()), max_size=40),
       st.lists(st.sampled_from(WORDS[:9].tolist()), max_size=40))  # fmt: skip
def test_stretches_of_versions_give_the_texts_back(a, b):
    frame = frame_of(" ".join(a), "، ".join(b))
    table = compare_versions(frame, "d0", "d1")
    for text, side in zip(frame["text"], ("text_a", "text_b"), strict=True):
        assert "".join(part for part in table[side] if part is not None) == text
    for row in table.itertuples():
        if row.op == "same":
            assert (hash_words([row.text_a]).words == hash_words([row.text_b]).words).all()


def test_wire_share_by_hand():
    wire, own = text_of(100, 1), text_of(100, 2)
    frame = frame_of(
        wire, changed(wire, 0.1, 3), own, text_of(50, 4),
        outlet=["x", "y", "y", "z"], agencies=[("واس",), (), (), ()],
    )  # fmt: skip
    table = wire_share(frame, find_text_reuse(frame)).set_index("outlet")
    assert table["agency"].tolist() == ["واس", "واس", None]
    assert table["n_copied"].tolist() == [1, 1, 0] and table["n_named"].tolist() == [1, 0, 0]
    assert table["share_copied"].tolist() == [1, 0.5, 0]
    assert 85 <= table.loc["y", "n_words_copied"] <= 95 and table.loc["y", "n_words"] == 200


def test_an_outlet_that_repeats_itself_copies_nobody():
    text = text_of(100, 1)
    frame = frame_of(text, text, outlet="x")
    assert wire_share(frame, find_text_reuse(frame))["n_copied"].tolist() == [0]


def test_nothing_is_changed_and_order_is_kept():
    text = text_of(60, 1)
    frame = frame_of(text, None, text)
    before = frame.copy()
    first = find_text_reuse(frame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(first, find_text_reuse(frame))
    assert first[["doc_a", "doc_b"]].values.tolist() == [["d0", "d2"]]


def test_errors_say_what_to_do():
    with pytest.raises(InputError, match="lacks text"):
        find_text_reuse(pd.DataFrame({"doc_id": ["a"]}))
    with pytest.raises(InputError, match="min_words: must be a whole number"):
        find_text_reuse(frame_of("ا"), min_words=2)
    with pytest.raises(InputError, match="'d0' stands there twice"):
        find_text_reuse(frame_of("ا", "ب", doc_id="d0"))
    pairs = find_text_reuse(frame_of(text_of(50, 1), text_of(50, 1)))
    with pytest.raises(InputError, match="doc_b: the corpus has no document 'x'"):
        compare_versions(frame_of("ا"), "d0", "x")
    with pytest.raises(InputError, match="corpus: has no outlet"):
        wire_share(frame_of("ا"), pairs)
    with pytest.raises(InputError, match="min_share"):
        wire_share(frame_of("ا", outlet="x"), pairs, min_share=0)
    with pytest.raises(InputError, match="'d1' is not in the corpus"):
        reuse_clusters(pairs, frame_of("ا"))


def test_labelled_pairs_of_real_articles(eval_dir):
    """A day of the outside corpus: pairs labelled as copies lie in one cluster."""
    import gzip
    import json

    with gzip.open(eval_dir / "corpora/saudi_outlets/articles.jsonl.gz", "rt") as file:
        rows = [json.loads(line) for line in file]
    frame = pd.DataFrame([r for r in rows if r["date"] in ("2015-07-27", "2015-07-28")])
    frame = frame.rename(columns={"id": "doc_id"})
    owner = reuse_clusters(find_text_reuse(frame), frame).set_index("doc_id")["reuse_cluster"]
    with gzip.open(eval_dir / "gold/reuse/saudi_outlets_pairs.jsonl.gz", "rt") as file:
        gold = [json.loads(line) for line in file]
    gold = [g for g in gold if g["id_a"] in owner and g["id_b"] in owner]
    together = [(g["label"], owner[g["id_a"]] == owner[g["id_b"]]) for g in gold]
    copies = [is_one for label, is_one in together if label in ("near", "duplicate")]
    others = [is_one for label, is_one in together if label == "random_same_day"]
    assert len(copies) > 50 and np.mean(copies) >= 0.95
    assert len(others) > 20 and not any(others)


def test_judged_pairs_of_real_articles(eval_dir):
    """The doubtful pairs that were judged from the texts: the half that nothing was tuned on."""
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
    from reuse import judged_pairs, read_articles

    judged = judged_pairs()
    judged = judged[judged["half"] == 1]
    frame = read_articles("saudi_outlets", eval_dir)
    frame = frame[frame["doc_id"].isin({*judged["id_a"], *judged["id_b"]})]
    pairs = find_text_reuse(frame)
    told = {frozenset((r.doc_a, r.doc_b)) for r in pairs.itertuples()}
    found = np.array([frozenset(p) in told for p in zip(judged["id_a"], judged["id_b"])])
    is_copy = (judged["kind"] != "none").to_numpy()
    assert found[is_copy].mean() >= 0.85
    assert found[is_copy].sum() / found.sum() >= 0.75
