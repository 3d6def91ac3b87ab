"""Suggested events: what joins, what does not, dates, evidence, and the bundled corpus."""

import json
from importlib import resources

import numpy as np
import pandas as pd
import pytest

from corpus_tools.corpus import Corpus, load_demo
from corpus_tools.reuse import link_events
from corpus_tools.schema import InputError
from corpus_tools.tokens import tokenize

BEAT = "الرئيس سامر والوزير نادر في العاصمة"
FLOOD = "فيضان وادي هولما أغرق بيوت القرية"
CUP = "نهائي كأس الأنهار وملعب الميناء"


def frame_of(*texts, **columns) -> pd.DataFrame:
    frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(len(texts))], "text": list(texts)})
    return frame.assign(**columns)


def events(frame: pd.DataFrame, **options) -> list[str]:
    return link_events(frame, tokenize(frame, scheme="lemma"), **options)["event"].tolist()


def pair_f1(truth: np.ndarray, told: np.ndarray) -> float:
    same, linked = truth[:, None] == truth, told[:, None] == told
    upper = np.triu(np.ones_like(same), 1)
    return 2 * (same & linked & upper).sum() / ((same & upper).sum() + (linked & upper).sum())


def test_shared_actors_make_no_event():
    frame = frame_of(*[f"{BEAT} {words}" for words in (FLOOD, CUP, FLOOD, CUP)])
    assert events(frame) == ["d0", "d1", "d0", "d1"]


def test_days_apart_are_two_events_and_no_date_forbids_nothing():
    days = ["2031-01-02", "2031-01-03", "2031-06-02", "2031-06-03", None, None]
    others = ["قمح شعير", "طائرة مطار", "كتاب مكتبة", "سفينة بحر"]
    frame = frame_of(*[FLOOD] * 4, *[CUP] * 2, *others, published_on=days + [None] * 4)
    assert events(frame)[:6] == ["d0", "d0", "d2", "d2", "d4", "d4"]
    assert events(frame.assign(published_on=None))[:4] == ["d0"] * 4


def test_copies_are_one_event_and_do_not_make_their_words_common():
    assert events(frame_of(FLOOD, FLOOD, FLOOD)) == ["d0"] * 3
    days = ["2031-01-02", "2031-01-03", "2031-06-02"]
    assert events(frame_of(FLOOD, FLOOD, FLOOD, published_on=days)) == ["d0", "d0", "d2"]
    table = link_events(frame := frame_of(FLOOD, FLOOD), tokenize(frame))
    assert table["evidence"].tolist() == ["النص نفسه"] * 2
    others = ["قمح شعير", "طائرة مطار", "كتاب مكتبة", "سفينة بحر"]
    few = frame_of(FLOOD, f"{FLOOD} أمس", CUP, f"{CUP} غدا", *others)
    many = pd.concat([few, frame_of(*[FLOOD] * 30).assign(doc_id=lambda f: "x" + f["doc_id"])])
    assert events(many.reset_index(drop=True))[:8] == events(few)


def test_a_handful_of_documents_is_not_one_event():
    """Samples of the bundled corpus: the fewer documents, the more alike they look."""
    corpus = load_demo()
    known = true_events(corpus)
    for n_documents in (8, 30):
        scores = []
        for seed in range(3):
            drawn = np.sort(np.random.default_rng(seed).choice(len(known), n_documents, False))
            frame = corpus.documents.iloc[drawn].reset_index(drop=True)
            told = np.array(events(frame))
            assert pd.Series(told).value_counts().iloc[0] <= n_documents / 2
            scores.append(pair_f1(known[drawn], told))
        assert np.mean(scores) >= 0.75, (n_documents, scores)


def test_columns_evidence_and_unchanged_input():
    other = f"{FLOOD} أمس"
    frame = frame_of(FLOOD, CUP, other, "كلمة أخرى", published_on=pd.Timestamp("2031-01-02"))
    before = frame.copy()
    table = link_events(frame, tokenize(frame, scheme="lemma"))
    pd.testing.assert_frame_equal(frame, before)
    assert list(table.columns) == ["doc_id", "event", "evidence"]
    assert "وادي" in table["evidence"][0] and "2031-01-02" in table["evidence"][0]
    assert table["evidence"][3] is None
    assert table["event"].tolist() == ["d0", "d1", "d0", "d3"]


@pytest.mark.parametrize("texts", [[], ["كلمة"], ["", ""], ["كلمة " * 500] * 3])
def test_unkind_input(texts):
    assert len(events(frame_of(*texts))) == len(texts)


def test_errors_say_what_to_do():
    frame = frame_of(FLOOD, CUP)
    tokens = tokenize(frame)
    with pytest.raises(InputError, match="tokens: must be of the documents"):
        link_events(frame.iloc[::-1], tokens)
    with pytest.raises(InputError, match="max_days"):
        link_events(frame, tokens, max_days=-1)
    with pytest.raises(InputError, match="min_similarity"):
        link_events(frame, tokens, min_similarity=0)


def true_events(corpus) -> np.ndarray:
    path = resources.files("corpus_tools.data") / "truth" / "articles.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    truth = {(row["page"], row["position"]): row["event"] for row in rows}
    places = zip(corpus.documents["page"], corpus.documents["position"], strict=True)
    return np.array([truth.get(place, "") for place in places])


def test_events_of_the_bundled_corpus():
    corpus = load_demo()
    known = true_events(corpus)
    told = link_events(corpus, tokenize(corpus, scheme="lemma"))["event"].to_numpy(dtype=str)
    assert pair_f1(known[known != ""], told[known != ""]) >= 0.9


def test_real_events_have_sensible_sizes(eval_dir):
    frame = pd.read_json(eval_dir / "corpora/north_korea/articles.jsonl.gz", lines=True)
    frame = frame.rename(columns={"id": "doc_id", "date": "published_on"})
    corpus = Corpus.from_documents(frame)
    sizes = link_events(corpus, tokenize(corpus))["event"].value_counts()
    assert sizes.max() < len(frame) / 10 and 40 < len(sizes) < len(frame) / 2
