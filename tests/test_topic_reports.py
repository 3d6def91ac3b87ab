"""What is told of topics: labels, prevalence, intrusion, house words, browser; by hand."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import norm

import corpus_tools as ct
from corpus_tools.schema import InputError
from corpus_tools.topics import (
    TopicModel, compare_without, fit_topics, label_topics, outlet_information, outlet_words,
    read_intrusion_sheet, refit_shares, score_intrusion, topic_intrusion, topic_prevalence,
    typical_documents, word_intrusion, write_intrusion_sheet, write_topic_browser,
)  # fmt: skip
from corpus_tools.topics.intrusion import IntrusionTask, wilson
from corpus_tools.topics.labels import frex, shown_forms

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

WATER = "فتح المهندس بوابة السد. ارتفع منسوب الماء خلف السد. قال المهندس إن الماء كثير"
SPORT = "فاز الفريق في الملعب. سجل اللاعب هدفا في الملعب. صفق الجمهور لفوز الفريق"


class Counts:
    """The part of Tokens that these reports use, around a matrix."""

    def __init__(self, matrix, vocabulary):
        self.matrix = csr_matrix(np.asarray(matrix, dtype=np.int64))
        self.vocabulary = np.array(vocabulary, dtype=object)
        self.doc_ids = np.array([f"d{i}" for i in range(self.matrix.shape[0])], dtype=object)

    def document_term_matrix(self):
        return self.matrix

    @property
    def form_words(self):
        return self.vocabulary

    @property
    def form_types(self):
        return np.arange(len(self.vocabulary))

    @property
    def form_counts(self):
        return np.ones(len(self.vocabulary), dtype=int)

    def column(self, word):
        return self.vocabulary.tolist().index(word)

    def without(self, words):
        kept = ~np.isin(self.vocabulary, list(words))
        return Counts(self.matrix.toarray()[:, kept], self.vocabulary[kept])


@pytest.fixture(scope="module")
def news():
    """Twelve documents on two subjects, by two outlets; the model is told the subjects."""
    frame = pd.DataFrame({
        "doc_id": [f"d{i}" for i in range(12)],
        "outlet": ["ا", "ب"] * 6,
        "title": [f"خبر {i}" for i in range(12)],
        "text": [f"{WATER}. رقم {i}" if i < 6 else f"{SPORT}. رقم {i}" for i in range(12)],
        "published_on": pd.to_datetime(["2020-01-05"] * 6 + ["2020-02-05"] * 6),
    })  # fmt: skip
    tokens = ct.tokenize(frame, scheme="lemma")
    matrix = tokens.document_term_matrix().toarray()
    words = np.stack([matrix[:6].sum(0), matrix[6:].sum(0)]) + 0.01
    shares = np.repeat([[0.9, 0.1], [0.2, 0.8]], 6, axis=0)
    shares[3] = [0.95, 0.05]
    model = TopicModel(words / words.sum(1, keepdims=True), shares, tokens.vocabulary,
                       tokens.doc_ids, "lda")  # fmt: skip
    return frame, tokens, model.with_labels({0: "الماء"})


# --- labels -----------------------------------------------------------------------------------
def test_frex_by_hand():
    # Word 0: exclusive .8 to topic 0 (rank 3 of 3), probability .4 (rank 2 of 3): 2 / (1 + 3/2).
    topic_word = np.array([[0.4, 0.5, 0.1], [0.1, 0.5, 0.4]])
    assert frex(topic_word)[0] == pytest.approx([2 / (1 + 3 / 2), 2 / (3 / 2 + 1), 1 / 3])
    assert frex(topic_word, weight=1.0)[0] == pytest.approx([1, 2 / 3, 1 / 3])


def test_labels_show_words_as_they_are_written(news):
    frame, tokens, model = news
    table = label_topics(model, tokens, corpus=frame, n_words=3)
    assert table["label"].tolist() == ["الماء", ""]
    length = np.asarray(tokens.document_term_matrix().sum(1)).ravel()
    assert table["share"].to_numpy() == pytest.approx(length @ model.doc_topic / length.sum())
    assert {"السد", "الماء", "المهندس"} == set(table["words"][0])  # not the lemmas سد, ماء, مهندس
    assert "الفريق" in table["words"][1] and "الفريق" in table["frex"][1]
    assert "بوابة السد" in table["collocations"][0] and "فاز الفريق" in table["collocations"][1]
    assert not any("الماء" in c or "السد" in c for c in table["collocations"][1])


def test_labels_show_no_conjunction_where_the_word_stands_without_one():
    texts = ["والرئيس والرئيس والرئيس الرئيس للرئيس وفد الوفد وفدا وبالقاهرة"] * 2
    tokens = ct.tokenize(texts, scheme="lemma")
    assert tokens.surface(["رئيس"]).tolist() == ["والرئيس"]
    shown = shown_forms(tokens, ["وفد", "رئيس", "القاهرة"])
    # The و of «وفد» is its own; the last word is never seen without its proclitics.
    assert shown.tolist() == ["الوفد", "الرئيس", "وبالقاهرة"]


def test_typical_documents_come_with_the_sentences_that_carry_the_topic(news):
    frame, tokens, model = news
    table = typical_documents(model, tokens, frame, n_documents=2, n_sentences=1)
    assert table["doc_id"].tolist() == ["d3", "d0", "d10", "d11"]  # ties by name
    assert table["share"].tolist() == [0.95, 0.9, 0.8, 0.8]
    assert table["sentences"][0] in [[s] for s in WATER.split(". ")]
    copies = pd.DataFrame({"doc_id": frame["doc_id"], "reuse_cluster": ["w"] * 6 + ["s"] * 6})
    once = typical_documents(model, tokens, frame, clusters=copies, n_documents=2)
    assert once["doc_id"].tolist() == ["d3", "d10", "d10", "d0"]  # one of each cluster


def test_reports_refuse_other_tokens_and_other_corpora(news):
    frame, tokens, model = news
    other = ct.tokenize(frame.head(5), scheme="lemma")
    with pytest.raises(InputError, match="tokens: must be those that the model was fitted to"):
        label_topics(model, other)
    with pytest.raises(InputError, match="1 of the model's 12 documents are not in it, the first is 'd0'"):
        typical_documents(model, tokens, frame.iloc[1:])
    with pytest.raises(InputError, match="the documents have no column 'outlet'"):
        topic_prevalence(model, frame.drop(columns="outlet"))


# --- prevalence -------------------------------------------------------------------------------
def share_model(shares):
    n = len(shares)
    words = np.full((2, 2), 0.5)
    return TopicModel(words, np.column_stack([shares, 1 - shares]), np.array(["ا", "ب"]),
                      np.array([f"d{i}" for i in range(n)], dtype=object), "lda")  # fmt: skip


def test_prevalence_is_the_mean_share_and_copies_are_left_out_of_the_second_part():
    shares = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.9, 0.2, 0.2, 0.4, 0.4, 0.8, 0.9])
    frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(12)], "outlet": ["x"] * 6 + ["y"] * 6})
    clusters = frame[["doc_id"]].assign(reuse_cluster=[*"abcdew", *"fghijw"])  # w: in both
    table = topic_prevalence(share_model(shares), frame, clusters=clusters, n_resamples=199)
    level = table[(table["kind"] == "level") & (table["topic"] == 0)].set_index(["wire_copy", "outlet"])
    assert level.loc[(True, "x"), "estimate"] == pytest.approx(2.4 / 6)
    assert level.loc[(True, "y"), "estimate"] == pytest.approx(2.9 / 6)
    assert level.loc[(False, "x"), "estimate"] == pytest.approx(1.5 / 5)
    assert level.loc[(False, "y"), "estimate"] == pytest.approx(2.0 / 5)
    pair = table[(table["kind"] == "pair") & (table["topic"] == 0) & ~table["wire_copy"]].iloc[0]
    assert abs(pair["estimate"]) == pytest.approx(0.1) and pair["n_clusters"] == 10
    assert (table["low"] <= table["estimate"]).all() and (table["estimate"] <= table["high"]).all()
    assert table["refit_sd"].isna().all()


def test_fewer_than_five_documents_are_refused():
    frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(10)], "outlet": ["x"] * 6 + ["y"] * 4})
    table = topic_prevalence(share_model(np.linspace(0, 1, 10)), frame, n_resamples=99)
    few = table[(table["outlet"] == "y") & (table["kind"] == "level")]
    assert few["estimate"].isna().all() and few["note"].str.contains("fewer than 5").all()


def test_the_models_own_uncertainty_widens_by_rubins_rule():
    shares = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.9, 0.6, 0.7, 0.7, 0.8, 0.9, 0.95])
    frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(12)], "outlet": ["x"] * 6 + ["y"] * 6})
    model = share_model(shares)
    moved = np.repeat([[1.0, -1.0], [0.0, 0.0]], 6, axis=0)
    refits = [model.doc_topic + d * moved for d in (-0.1, 0.0, 0.1)]  # of x only: sd .1
    plain = topic_prevalence(model, frame, n_resamples=199)
    wide = topic_prevalence(model, frame, n_resamples=199, refits=refits)
    is_x = plain["outlet"].eq("x") | plain["other"].eq("x") | plain["kind"].eq("against_rest")
    assert wide["refit_sd"].to_numpy() == pytest.approx(np.where(is_x, 0.1, 0.0))
    error = (plain["high"] - plain["low"]) / 2 / norm.ppf(0.975)
    factor = np.sqrt(1 + (1 + 1 / 3) * np.where(is_x, 0.01, 0.0) / error**2)
    least = np.where(plain["kind"] == "level", 0.0, -1.0)
    for side in ("low", "high"):
        expected = plain["estimate"] + factor * (plain[side] - plain["estimate"])
        assert wide[side].to_numpy() == pytest.approx(np.clip(expected, least, 1.0))
    tested = plain["p_value"].notna()
    expected = 2 * norm.sf(norm.isf(plain["p_value"][tested] / 2) / factor[tested])
    assert wide["p_value"][tested].to_numpy() == pytest.approx(expected)
    assert np.array_equal(wide["estimate"], plain["estimate"])


def test_prevalence_over_time_counts_what_has_no_date(news):
    frame, _, model = news
    frame = frame.assign(published_on=[pd.NaT, *frame["published_on"][1:]])
    table = topic_prevalence(model, frame, over="month", n_resamples=99)
    assert sorted(table["period"].unique()) == ["2020-01", "2020-02"]
    assert table.attrs["n_undated"] == 1
    assert table["estimate"].isna().all()  # three documents a cell
    with pytest.raises(InputError, match="over: must be one of month, quarter, year"):
        topic_prevalence(model, frame, over="week")
    with pytest.raises(InputError, match="no document of the model has an outlet"):
        topic_prevalence(model, frame.assign(outlet=None))


def test_one_outlet_has_levels_and_nothing_to_compare():
    frame = pd.DataFrame({"doc_id": [f"d{i}" for i in range(8)], "outlet": "x"})
    table = topic_prevalence(share_model(np.linspace(0, 1, 8)), frame, n_resamples=99)
    assert set(table["kind"]) == {"level"} and table["estimate"][0] == pytest.approx(0.5)


def test_refits_have_the_topics_of_the_model():
    rng = np.random.default_rng(0)
    topics = rng.dirichlet(np.full(60, 0.05), 3)
    shares = rng.dirichlet(np.full(3, 0.1), 80)
    tokens = Counts([rng.multinomial(60, p / p.sum()) for p in shares @ topics],
                    [f"w{i:02d}" for i in range(60)])  # fmt: skip
    model = fit_topics(tokens, n_topics=3)
    found = refit_shares(model, tokens, n_refits=2)
    assert len(found) == 2 and all(f.shape == (80, 3) and np.allclose(f.sum(1), 1) for f in found)
    assert all(np.mean(f.argmax(1) == model.doc_topic.argmax(1)) > 0.9 for f in found)
    with pytest.raises(InputError, match="n_refits: must be a whole number from 2 on, got 1"):
        refit_shares(model, tokens, n_refits=1)


# --- house words ------------------------------------------------------------------------------
def styled():
    """d0, d1 of x; d2, d3 of y. s is x's in both topics, u in topic 0 only."""
    tokens = Counts([[10, 0, 40, 40], [0, 10, 40, 0], [150, 0, 0, 0], [0, 150, 0, 0]], "م ن س و".split())
    shares = np.array([[1.0, 0], [0, 1], [1, 0], [0, 1]])
    model = TopicModel(np.full((2, 4), 0.25), shares, tokens.vocabulary, tokens.doc_ids, "nmf",
                       {"n_steps": 5, "n_starts": 1, "min_documents": 1})  # fmt: skip
    return model, tokens, pd.DataFrame({"doc_id": tokens.doc_ids, "outlet": [*"xxyy"]})


def test_house_words_by_hand():
    model, tokens, frame = styled()
    table = outlet_words(model, tokens, frame)
    # Of topic 0's 240 words 90 are x's, of topic 1's 200 words 50: 40 * 90/240 + 40 * 50/200 = 25.
    # Topic 1 leans most (40 - 10); without it 45 / 20. u has nothing left without its topic.
    assert table.to_dict("records") == [{
        "outlet": "x", "word": "س", "n_observed": 80, "n_expected": pytest.approx(25),
        "ratio": pytest.approx(85 / 30), "ratio_without": pytest.approx(45 / 20),
        "share_documents": 1.0,
    }]  # fmt: skip
    assert outlet_words(model, tokens, frame, min_ratio=2.3).empty
    assert outlet_words(model, tokens, frame.assign(outlet="x")).empty
    with pytest.raises(InputError, match="min_ratio: must be above 1"):
        outlet_words(model, tokens, frame, min_ratio=1)
    with pytest.raises(InputError, match="min_share: must lie between 0 and 1"):
        outlet_words(model, tokens, frame, min_share=2)


def test_what_a_topic_tells_of_the_outlet_by_hand():
    model, tokens, frame = styled()
    # Each topic once in each outlet: nothing shared; chance gives 1/3 ln 2 of ln 2.
    assert outlet_information(model, frame) == pytest.approx(-0.5)
    assert outlet_information(model, frame.assign(outlet=[*"xyxy"])) == pytest.approx(1.0)
    assert np.isnan(outlet_information(model, frame.assign(outlet="x")))


def test_a_house_word_is_taken_out_and_what_changed_is_told():
    rng = np.random.default_rng(0)
    topics = rng.dirichlet(np.full(50, 0.05), 3)
    counts = np.stack([rng.multinomial(50, t) for t in np.repeat(topics, 40, axis=0)])
    outlet = np.tile([*"xy"], 60)
    style = np.where(outlet == "x", rng.poisson(6, 120), 0)[:, None]
    tokens = Counts(np.hstack([counts, style]), [f"w{i:02d}" for i in range(50)] + ["style"])
    frame = pd.DataFrame({"doc_id": tokens.doc_ids, "outlet": outlet})
    model = fit_topics(tokens, n_topics=3)
    found = outlet_words(model, tokens, frame, min_ratio=1.5)
    assert found["word"].tolist() == ["style"]
    again, table = compare_without(model, tokens, frame, found)
    assert "style" not in again.vocabulary and again.n_topics == 3
    assert table["stage"].tolist() == ["before", "after"] and table["n_types"].tolist() == [51, 50]
    assert table["n_words"].diff()[1] == -style.sum()


# --- intrusion --------------------------------------------------------------------------------
@pytest.fixture
def task():
    items = pd.DataFrame({"item": [1, 2], "text": "", "option_1": ["=1+1", "ج"], "option_2": ["ب", "<b>"]})
    return IntrusionTask("word", items, pd.DataFrame(
        {"item": [1, 2], "topic": [4, 7], "doc_id": None, "answer": [2, 1]}
    ))  # fmt: skip


def test_scores_of_two_coders_by_hand(task):
    answers = pd.DataFrame({"item": [1, 2, 1, 2], "coder": [*"aabb"], "answer": [2, 1, 2, np.nan]})
    table = score_intrusion(task, answers).set_index(["part", "name"])
    everyone = table.xs("all").iloc[0]
    assert everyone["precision"] == 0.75  # item 1: 1, item 2: 1/2
    assert (everyone["low"], everyone["high"]) == wilson(0.75, 2)
    assert everyone[["n_items", "n_answers", "n_missing"]].tolist() == [2, 4, 1]
    assert everyone["chance"] == 0.5 and everyone["agreement"] == 1.0  # one pair, alike
    assert table.loc[("coder", "b"), "precision"] == 0.5 and table.loc[("topic", 4), "precision"] == 1
    answers["answer"] = [2, 1, 1, 1]
    assert score_intrusion(task, answers)["agreement"][0] == 0.5


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "answers: is empty"),
        ([(1, "a", 1), (1, "a", 2)], "coder 'a' answered item 1 twice"),
        ([(9, "a", 1)], "item 9 is not in this task"),
        ([(1, "a", 3)], "options are numbered 1 to 2, got 3"),
    ],
)
def test_answers_that_cannot_be_are_refused(task, rows, said):
    with pytest.raises(InputError, match=said):
        score_intrusion(task, pd.DataFrame(rows, columns=["item", "coder", "answer"]))
    with pytest.raises(InputError, match="has no column 'coder'"):
        score_intrusion(task, pd.DataFrame({"item": [1], "answer": [1]}))


def test_a_sheet_is_filled_and_read_back(task, tmp_path):
    from openpyxl import load_workbook

    path = write_intrusion_sheet(task, tmp_path / "sheet.xlsx", coder="ليلى")
    book = load_workbook(path)
    sheet = book.active
    assert sheet.sheet_view.rightToLeft and sheet["B4"].data_type != "f" and sheet["B4"].value.endswith("=1+1")
    assert read_intrusion_sheet(path)["answer"].isna().all()
    sheet.cell(4, 4).value = 2
    sheet.cell(5, 4).value = " 1 "
    book.save(path)
    filled = read_intrusion_sheet(path)
    assert filled.to_dict("list") == {"item": [1, 2], "coder": ["ليلى"] * 2, "answer": [2.0, 1.0]}
    assert score_intrusion(task, filled)["precision"][0] == 1.0
    sheet.cell(5, 4).value = "الأول"
    book.save(path)
    with pytest.raises(InputError, match="item 2: the answer must be the number of an option"):
        read_intrusion_sheet(path)
    page = write_intrusion_sheet(task, tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in page and "&lt;b&gt;" in page and "<b>" not in page
    with pytest.raises(InputError, match="ends in .xlsx or .html"):
        write_intrusion_sheet(task, tmp_path / "sheet.csv")


def test_the_intruder_is_of_another_topic():
    words = np.kron(np.eye(3), np.full(8, 1.0)) + 0.01
    tokens = Counts(np.ones((4, 24)), [f"w{i:02d}" for i in range(24)])
    model = TopicModel(words / words.sum(1, keepdims=True), np.full((4, 3), 1 / 3),
                       tokens.vocabulary, tokens.doc_ids, "lda")  # fmt: skip
    task = word_intrusion(model, tokens, n_words=5, random_state=1)
    assert task.n_options == 6 and sorted(task.key["topic"]) == [0, 1, 2]
    for item, key in zip(task.items.to_dict("records"), task.key.to_dict("records"), strict=True):
        shown = [item[f"option_{i}"] for i in range(1, 7)]
        owner = [int(w[1:]) // 8 for w in shown]
        assert [i for i, o in enumerate(owner, 1) if o != key["topic"]] == [key["answer"]]
    again = word_intrusion(model, tokens, n_words=5, random_state=1)
    assert again.items.equals(task.items) and again.key.equals(task.key)
    alike = TopicModel(np.full((3, 24), 1 / 24), model.doc_topic, tokens.vocabulary, tokens.doc_ids, "lda")
    with pytest.raises(InputError, match="the topics are too alike"):
        word_intrusion(alike, tokens)


def test_the_intruding_topic_is_among_the_smallest():
    rng = np.random.default_rng(0)
    tokens = Counts(rng.integers(1, 5, (10, 24)), [f"w{i:02d}" for i in range(24)])
    model = TopicModel(rng.dirichlet(np.ones(24), 6), rng.dirichlet(np.ones(6), 10),
                       tokens.vocabulary, tokens.doc_ids, "lda")  # fmt: skip
    frame = pd.DataFrame({"doc_id": tokens.doc_ids, "text": "نص طويل " * 90})
    task = topic_intrusion(model, tokens, frame, n_documents=10)
    assert len(task.items) == 10 and task.n_options == 4
    rank = {d: np.argsort(-s).tolist() for d, s in zip(model.doc_ids, model.doc_topic, strict=True)}
    assert all(rank[k.doc_id].index(k.topic) >= 3 for k in task.key.itertuples())
    assert task.items["text"].str.len().max() <= 502 and task.items["text"].str.endswith(" …").all()
    with pytest.raises(InputError, match="need a model of at least 8 topics, this one has 6"):
        topic_intrusion(model, tokens, frame, n_topics=6)


# --- browser ----------------------------------------------------------------------------------
def test_the_browser_is_one_file_that_nothing_in_the_corpus_can_break(news, tmp_path):
    frame, tokens, model = news
    hostile = "</script><script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}"
    frame = frame.assign(title=hostile, outlet=[None, *frame["outlet"][1:]])
    path = write_topic_browser(model, tokens, frame, tmp_path / "topics.html", n_documents=2)
    page = path.read_text(encoding="utf-8")
    assert 'dir="rtl"' in page and "default-src 'none'" in page
    assert page.count("</script>") == 2 and "alert(1)</script>" not in page
    assert not re.search(r"(src|href)\s*=|https?://|@import", page)
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
    first = data["topics"][0]
    assert first["label"] == "الماء" and first["documents"][0]["title"].endswith("[U+202E]")
    assert data["outlets"] == ["ا", "ب"] and data["n_by_outlet"] == [5, 6]
    assert first["outlets"][1] == pytest.approx((2 * 0.9 + 0.95 + 3 * 0.2) / 6, abs=1e-4)
    assert data["months"] == ["2020-01", "2020-02"] and data["n_by_month"] == [6, 6]
    with pytest.raises(InputError, match="ends in .html"):
        write_topic_browser(model, tokens, frame, tmp_path / "topics.txt")


def test_the_browser_needs_neither_outlets_nor_dates(news, tmp_path):
    frame, tokens, model = news
    bare = frame[["doc_id", "text"]]
    page = write_topic_browser(model, tokens, bare, tmp_path / "bare.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
    assert data["outlets"] == [] and data["months"] == [] and data["topics"][1]["label"] == ""
