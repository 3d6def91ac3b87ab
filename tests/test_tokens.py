"""Tokens, stop words, collocations, concordance and name variants."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.tokens.boundaries import tokens_of
from corpus_tools.tokens.collocations import signed_g2
from corpus_tools.tokens.kwic import concordance
from corpus_tools.schema import InputError
from corpus_tools.tokens.stopwords import load_stop_words

WORDS = ["وقال", "الرئيس", "كوريا", "الشَّمالية", "3.5", "http://a.b/c?d=1", "#قمة_السلام", "@name",
         "BBC", "سلام،", "«نعم»", "بيونغ", "\u200fفي\u200f", "😀", "\ud800", "...", "الأمم", "الامم"]  # fmt: skip
documents = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
        st.lists(st.sampled_from([*WORDS, ".", "\n", " "]), max_size=12).map("".join),
        st.text(st.characters(categories=None), max_size=8),
    ),
    max_size=6,
)
schemes = st.sampled_from(["word", "stem", "lemma"])


@settings(max_examples=250, deadline=None)
@given(texts=documents, scheme=schemes)
def test_offsets_give_the_text_back_and_counts_sum(texts: list[str], scheme: str) -> None:
    tokens = ct.tokenize(texts, scheme=scheme)
    assert tokens.offsets[-1] == len(tokens.ids) == len(tokens.starts) == len(tokens.ends)
    forms = dict(zip(tokens.form_words, tokens.form_types, strict=True))
    for i, text in enumerate(texts):
        rows = slice(tokens.offsets[i], tokens.offsets[i + 1])
        starts, ends = tokens.starts[rows], tokens.ends[rows]
        assert (starts < ends).all() and (ends[:-1] <= starts[1:]).all()
        for column, start, end in zip(tokens.ids[rows], starts, ends, strict=True):
            assert forms[text[start:end]] == column
    matrix = tokens.document_term_matrix()
    assert matrix.shape == (len(texts), len(tokens.vocabulary))
    assert matrix.sum() == (tokens.ids >= 0).sum() == tokens.counts().sum()
    assert (tokens.counts() > 0).all()
    assert list(tokens.vocabulary) == sorted(set(tokens.vocabulary)) and "" not in tokens.vocabulary


@settings(max_examples=100, deadline=None)
@given(words=st.lists(st.sampled_from(["كتاب", "سلام", "حرب", "لغة"]), max_size=30))
def test_words_between_spaces_are_the_tokens(words: list[str]) -> None:
    tokens = ct.tokenize([" ".join(words)], scheme="word")
    assert tokens.words(0) == words


def test_documents_do_not_depend_on_their_neighbours_place() -> None:
    texts = ["سلام", "", "حرب 5 سلام. نعم", " "]
    tokens = ct.tokenize(texts, scheme="word")
    assert tokens.offsets.tolist() == [0, 1, 1, 5, 5]
    assert tokens.words(2) == ["حرب", None, "سلام", "نعم"]
    chosen = tokens.select_documents(["2", "0"])
    assert chosen.words(0) == ["حرب", None, "سلام", "نعم"] and chosen.words(1) == ["سلام"]
    assert chosen.sentence_starts.tolist() == [0, 3, 4]
    with pytest.raises(InputError, match="the first is 'x'"):
        tokens.select_documents(["x"])


def test_an_empty_corpus_has_the_right_types() -> None:
    for empty in ([], pd.DataFrame({"doc_id": [], "text": []})):
        tokens = ct.tokenize(empty)
        kinds = (tokens.ids.dtype, tokens.starts.dtype, tokens.ends.dtype, tokens.offsets.dtype)
        assert kinds == (np.int32, np.int32, np.int32, np.int64)
        assert tokens.offsets.tolist() == [0] and len(tokens.vocabulary) == 0
        assert tokens.document_term_matrix().shape == (0, 0)
        assert len(ct.score_collocations(tokens)) == len(ct.suggest_name_variants(tokens)) == 0
        assert tokens.surface().tolist() == []


def test_bad_input_names_row_and_column() -> None:
    frame = pd.DataFrame({"doc_id": ["a", "b"], "text": ["سلام", 5]}, dtype=object)
    with pytest.raises(InputError, match=r"row 1 \(doc_id 'b'\), column 'text'.*int 5"):
        ct.tokenize(frame)
    with pytest.raises(InputError, match="no column 'text'"):
        ct.tokenize(frame[["doc_id"]])
    with pytest.raises(InputError, match="one string"):
        ct.tokenize("سلام")
    with pytest.raises(InputError, match="scheme: expected one of"):
        ct.tokenize(["سلام"], scheme="root")


def test_a_lone_surrogate_and_a_line_without_end() -> None:
    tokens = ct.tokenize(["\ud800 سلام", "ا" * 10_000_000, "سلام\ud800حرب"], scheme="word")
    assert tokens.words(0) == ["سلام"] and tokens.words(1) == [None]
    assert tokens.words(2) == ["سلام", "حرب"]


def test_nothing_is_mutated_and_positions_survive_stop_words() -> None:
    frame = pd.DataFrame({"doc_id": ["a"], "text": ["رئيس من الدولة وفي الدولة"], "outlet": ["x"]})
    before = frame.copy(deep=True)
    tokens = ct.tokenize(frame, scheme="word", stop_words=load_stop_words())
    assert tokens.words(0) == ["رئيس", None, "الدولة", None, "الدولة"]
    found = ct.score_collocations(tokens, min_count=1, min_documents=1)
    assert len(found) == 0  # no pair across a pad
    fewer = tokens.without(["الدولة"])
    assert fewer.words(0) == ["رئيس"] + [None] * 4 and "الدولة" in tokens.vocabulary
    concordance(frame, "رئيس")
    pd.testing.assert_frame_equal(frame, before)


def test_foreign_names_stay_whole() -> None:
    names = ["بايدن", "واشنطن", "كوريا", "فرنسا", "بوتين", "باكستان", "لبنان", "ليبيا", "وارسو",
             "كيري", "لافروف", "بيونغ", "سيول", "فلاديمير", "بلينكن", "بيلوسي", "لوكاشينكو"]  # fmt: skip
    tokens = ct.tokenize([f"زار {name} اليوم" for name in names], scheme="lemma")
    assert [tokens.words(i)[1] for i in range(len(names))] == names
    tokens = ct.tokenize(["وصل زربوف ثم بزربوف", "وزربوف"], scheme="lemma")
    assert tokens.words(1) == ["زربوف"]


def test_spellings_are_united_under_the_commonest() -> None:
    tokens = ct.tokenize(["الأمم الأمم الامم", "الأُمَم"], scheme="word")
    assert tokens.vocabulary.tolist() == ["الأمم"]
    assert tokens.counts().tolist() == [4]
    lemmas = ct.tokenize(["والكتاب الكتاب الكتاب كتاب"])
    assert lemmas.surface([lemmas.vocabulary[0]]).tolist() == ["الكتاب"]


@pytest.mark.parametrize(
    ("chunk", "tokens"),
    [
        ("#قمة_السلام", [(1, 4, "word"), (5, 11, "word")]),
        ("2015م", [(0, 4, "number"), (4, 5, "word")]),
        ("10:30", [(0, 5, "number")]),
        ("a@b.com", [(0, 7, "url")]),
        ("@name", [(0, 5, "handle")]),
        ("كِتَابٌ", [(0, 7, "word")]),
        ("...", []),
    ],
)
def test_classes_of_tokens(chunk: str, tokens: list) -> None:
    assert tokens_of(chunk) == tokens


def test_sentences_and_paragraphs() -> None:
    tokens = ct.tokenize(["قال: نعم. ثم 3.5 ذهب؟ لا\nفقرة ثانية"], scheme="word")
    assert tokens.sentence_starts.tolist() == [0, 2, 5, 6]
    assert tokens.paragraph_starts.tolist() == [0, 6]


def test_g2_by_hand() -> None:
    # 2 * sum(observed * ln(observed / expected)) of the table 10, 20 / 30, 40: expected 12, 18 …
    by_hand = 2 * (10 * np.log(10 / 12) + 20 * np.log(20 / 18)
                   + 30 * np.log(30 / 28) + 40 * np.log(40 / 42))  # fmt: skip
    assert signed_g2(np.array([10]), np.array([30]), np.array([40]), 100)[0] == pytest.approx(-by_hand)


def test_pmi_by_hand() -> None:
    tokens = ct.tokenize(["سلام حرب سلام حرب", "سلام لغة"], scheme="word")
    table = ct.score_collocations(tokens, min_count=1, min_documents=1).set_index(["first", "second"])
    row = table.loc[("سلام", "حرب")]
    assert row["count"] == 2 and row["n_documents"] == 1
    assert row["pmi"] == pytest.approx(np.log2(2 * 4 / (3 * 2)))


def test_concordance_is_aligned_and_escaped() -> None:
    frame = pd.DataFrame({"doc_id": ["a", "b"], "outlet": ["<b>", None],
                          "text": ["دعا إلى <i> التعاون بين البلدين", "لا تعاون بعد"]})  # fmt: skip
    found = concordance(frame, "تعاون", window=2)
    assert found.table.columns.tolist() == ["doc_id", "outlet", "left", "node", "right", "start", "end"]
    for row in found.table.itertuples():
        text = frame.loc[frame["doc_id"] == row.doc_id, "text"].iloc[0]
        assert text[row.start : row.end] == row.node
    assert found.table["outlet"].tolist() == ["<b>", None]
    html = found.to_html()
    assert 'dir="rtl"' in html and "<b>" not in html and "<i>" not in html
    assert len(concordance(frame, "غائبة")) == 0
    assert found.sort("right").table["right"].tolist() == ["بعد", "بين البلدين"]


def test_variants_are_suggested_for_names_only() -> None:
    texts = ["التقى شويغو الوزير"] * 3 + ["التقى شويجو الوزير", "قال شويجو نعم"]
    texts += ["هذا الرقم كبير", "على الرغم من", "الرقم صغير", "رغم ذلك"] * 3
    tokens = ct.tokenize(texts)
    table = ct.suggest_name_variants(tokens)
    assert table[["variant", "name"]].to_numpy().tolist() == [["شويجو", "شويغو"]]
    merged = tokens.merge(table)
    assert merged.counts()[merged.column("شويغو")] == 5
    assert "شويجو" not in merged.vocabulary and "شويجو" in tokens.vocabulary
    with pytest.raises(InputError, match="leads back to itself"):
        tokens.merge({"a": "b", "b": "a"})
    with pytest.raises(InputError, match="row 0, column 'name'"):
        tokens.merge(pd.DataFrame({"variant": ["a"], "name": [3]}))


def test_characters_beyond_the_first_plane_shift_nothing() -> None:
    texts = ["سلام \U0001f600 حرب \U0001d400\U0001d401 نعم.", "أ\U0001f600ب كلمة؟"]
    tokens = ct.tokenize(texts, scheme="word")
    rows = zip(tokens.starts.tolist(), tokens.ends.tolist(), tokens.document_index(), strict=True)
    found = [texts[document][a:b] for a, b, document in rows]
    assert found == ["سلام", "حرب", "\U0001d400\U0001d401", "نعم", "أ", "ب", "كلمة"]


def test_blocks_and_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [" ".join(WORDS[i:] + WORDS[:i]) + ". " + WORDS[i] for i in range(len(WORDS))] + [""]
    whole = ct.tokenize(texts)
    monkeypatch.setattr("corpus_tools.tokens.encoding._BLOCK", 50)
    monkeypatch.setattr("corpus_tools.tokens.encoding.BATCH", 300)
    pieces = ct.tokenize(texts)
    for name in ("ids", "starts", "ends", "offsets", "sentence_starts", "paragraph_starts"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(pieces, name))
    assert whole.vocabulary.tolist() == pieces.vocabulary.tolist()


@pytest.mark.parametrize("scheme", ["word", "stem", "lemma"])
def test_many_words_are_analysed_as_few_are(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    texts = [" ".join(WORDS), "ووزارته وزارة للخارجية بوتين وبوتين قالوا سيقولون", "BBC 5 من على"]
    few = ct.tokenize(texts, scheme=scheme, stop_words=["من", "على"])
    monkeypatch.setattr("corpus_tools.tokens.bulk._FEW", 0)
    many = ct.tokenize(texts, scheme=scheme, stop_words=["من", "على"])
    assert few.vocabulary.tolist() == many.vocabulary.tolist()
    assert not {"من", "على"} & set(few.vocabulary) and (few.counts() > 0).all()
    np.testing.assert_array_equal(few.ids, many.ids)


def test_phrases_are_joined_within_sentences() -> None:
    texts = ["كوريا الشمالية تنفي كوريا. الشمالية", "كوريا الشمالية"]
    tokens = ct.tokenize(texts, scheme="word")
    table = pd.DataFrame({"first": ["كوريا"], "second": ["الشمالية"]})
    joined = tokens.join(table)
    assert joined.words(0) == ["كوريا_الشمالية", "تنفي", "كوريا", "الشمالية"]
    assert texts[0][joined.starts[0] : joined.ends[0]] == "كوريا الشمالية"
    assert joined.offsets.tolist() == [0, 4, 5] and joined.sentence_starts.tolist() == [0, 3, 4]
    assert joined.surface(["كوريا_الشمالية"]).tolist() == ["كوريا الشمالية"]
    assert joined.document_term_matrix().sum() == 5
    assert tokens.join(["كوريا الجنوبية"]) is tokens
    assert tokens.join(["كوريا الشمالية تنفي", "كوريا الشمالية"]).words(0)[0] == (
        "كوريا_الشمالية_تنفي")  # fmt: skip
    with pytest.raises(InputError, match="row 0: expected two words"):
        tokens.join(["كوريا"])


def test_a_name_of_two_words_written_as_one() -> None:
    texts = ["زار بيونغ يانغ أمس"] * 4 + ["زار بيونغيانغ أمس"] * 3
    tokens = ct.tokenize(texts)
    table = ct.suggest_name_variants(tokens)
    assert table[["variant", "name", "rule"]].to_numpy().tolist() == [
        ["بيونغيانغ", "بيونغ يانغ", "one word or two"]]  # fmt: skip
    merged = tokens.merge(table)
    assert merged.counts()[merged.column("بيونغ_يانغ")] == 7


@pytest.mark.parametrize(
    ("a", "b"),
    [("الرقم", "الرغم"), ("تصاميم", "تصميم"), ("بوساطة", "بساطة"), ("مناوشة", "منشأة"),
     ("تشونغ", "تشانغ"), ("كانغ", "جانغ"), ("كوسونغ", "كيسونغ"), ("سابك", "سابق")],
)  # fmt: skip
def test_these_are_no_variants(a: str, b: str) -> None:
    texts = [f"زار {a} المدينة"] * 3 + [f"بقي {b} هناك"] * 20
    assert len(ct.suggest_name_variants(ct.tokenize(texts, scheme="word"))) == 0


def test_variants_come_with_outlets_and_a_sentence() -> None:
    texts = ["التقى شويغو الوزير. ثم عاد"] * 3 + ["نعم. وصل شويجو اليوم"] * 2
    frame = pd.DataFrame({"doc_id": list("abcde"), "text": texts, "outlet": ["س"] * 3 + ["ص"] * 2})
    row = ct.suggest_name_variants(ct.tokenize(frame), frame).iloc[0]
    assert (row["outlets_variant"], row["outlets_name"]) == ("ص 2", "س 3")
    assert row["sentence_variant"] == "وصل شويجو اليوم"
    assert row["sentence_name"] == "التقى شويغو الوزير"


def test_titles_apart() -> None:
    frame = pd.DataFrame({"doc_id": ["a", "b"], "text": ["سلام", "حرب"], "title": ["لغة", None]},
                         dtype=object)  # fmt: skip
    tokens = ct.tokenize(frame, part="title", scheme="word")
    assert tokens.words(0) == ["لغة"] and tokens.words(1) == []
    with pytest.raises(InputError, match="part: a sequence of texts has no title"):
        ct.tokenize(["سلام"], part="title")


def test_stop_words_that_match_nothing_are_named() -> None:
    with pytest.warns(UserWarning, match="1 of 2 are not one token.*'لا سيما'"):
        ct.tokenize(["سلام"], stop_words=["لا سيما", "في"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ct.tokenize(["سلام"], stop_words=load_stop_words(["function", "attribution", "date"]))


def test_the_stretching_stroke_makes_no_word_of_its_own():
    """Also where the form was first met as a whole chunk, and then inside another («1439هـ»)."""
    for texts in (["مـصر مصر", "1439هـ ه هـ"], ["هـ ه 1439هـ", "مصر مـــصر"]):
        tokens = ct.tokenize(texts, scheme="word")
        assert sorted(tokens.vocabulary.tolist()) == sorted(["ه", "مصر"])
