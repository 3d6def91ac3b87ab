"""The corpus: what load_corpus makes of files, records and frames, and that nothing changes it."""

import dataclasses
import gzip
import json
import pickle

import pandas as pd
import pytest

import corpus_tools as ct
from corpus_tools import schema
from corpus_tools.schema import InputError, NothingToLoad

STORY = (
    "أعلنت وزارة الطاقة في جمهورية الساحل، أمس، افتتاح محطة جديدة شمال العاصمة بعد عامين من عمل.\n"
    "وقال الوزير إن المحطة «تكفي ثلاث مدن»، وإن تكلفتها لم تتجاوز ما رصد لها في الموازنة.\n"
    "وأضاف أن مرحلة ثانية ستبدأ في الخريف، وأن شركات من ثلاث دول أبدت رغبتها في المشاركة فيها."
)
TITLE = "الساحل تفتتح محطة جديدة للطاقة"
OTHER = STORY.replace("الطاقة", "المياه").replace("محطة", "سدود")


def records(**changes):
    rows = [
        {"id": "r1", "outlet": "الأفق", "date": "2023-05-01", "title": TITLE, "text": STORY},
        {"id": "r2", "outlet": "المرفأ", "date": "2023-06-01", "title": "سدود", "text": OTHER},
        {"id": "r3", "outlet": None, "date": None, "title": "بلا جهة", "text": STORY + " ختام."},
    ]
    return [{**row, **changes} for row in rows]


@pytest.fixture
def corpus():
    return ct.load_corpus(pd.DataFrame(records()))


# --- frames -------------------------------------------------------------------------------


def test_records_become_one_document_each_with_the_evidence_of_their_columns(corpus):
    documents = corpus.documents
    assert tuple(documents.columns[: len(schema.DOCUMENT_COLUMNS)]) == schema.DOCUMENT_COLUMNS
    assert list(documents["doc_id"]) == ["r1", "r2", "r3"]
    assert list(documents["page"]) == ["dataframe#1", "dataframe#2", "dataframe#3"]
    assert list(documents["outlet"]) == ["الأفق", "المرفأ", None]
    assert list(documents["outlet_evidence"])[:2] == ["column 'outlet'"] * 2
    assert list(documents["date_evidence"])[:2] == ["column 'date'"] * 2
    assert documents["published_on"].dt.strftime("%Y-%m-%d").tolist()[:2] == [
        "2023-05-01", "2023-06-01",
    ]  # fmt: skip
    assert documents["text"][0] == STORY and documents["title"][0] == TITLE
    assert (documents["role"] == "main").all()


def test_missing_is_none_for_text_and_nat_for_dates(corpus):
    documents = corpus.documents
    last = documents.iloc[2]
    assert last["outlet"] is None and last["aggregator"] is None and last["date_evidence"] is None
    assert last["published_on"] is pd.NaT
    assert last["agencies"] == () and isinstance(documents["agencies"][0], tuple)
    assert isinstance(documents.index, pd.RangeIndex)
    assert pd.api.types.is_datetime64_any_dtype(documents["published_on"])
    for name in ("outlet", "text", "title", "page"):
        assert documents[name].dtype == object


def test_other_columns_are_kept_after_the_known_ones(tmp_path):
    rows = records()
    rows[0] |= {"url": "https://example.org/1", "views": 3, "page": 4, "tags": ["أ", "ب"]}
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    documents = ct.load_corpus(tmp_path / "a.json").documents
    assert list(documents["url"]) == ["https://example.org/1", None, None]
    assert documents["views"][0] == 3 and documents["views"].isna().sum() == 2
    assert documents["record_page"][0] == 4 and documents["page"][0] == "a.json#1"
    assert documents["tags"][0] == '["أ", "ب"]'


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz", "json", "csv", "tsv", "parquet", "frame"])
def test_every_format_gives_the_same_documents(tmp_path, kind):
    frame = pd.DataFrame(records())
    path = tmp_path / f"a.{kind}"
    lines = "\n".join(json.dumps(r) for r in records())
    if kind == "jsonl":
        path.write_text(lines, encoding="utf-8")
    elif kind == "jsonl.gz":
        path.write_bytes(gzip.compress(lines.encode()))
    elif kind == "json":
        path.write_text(json.dumps(records()), encoding="utf-8")
    elif kind == "parquet":
        frame.to_parquet(path)
    elif kind != "frame":
        frame.to_csv(path, index=False, sep="," if kind == "csv" else "\t")
    loaded = ct.load_corpus(frame if kind == "frame" else path)
    assert loaded.problems.empty
    wanted = ct.load_corpus(frame).documents.drop(columns="page")
    pd.testing.assert_frame_equal(loaded.documents.drop(columns="page"), wanted)


def test_duplicate_ids_are_reported_and_the_page_names_them_instead():
    frame = pd.DataFrame(records(id="same"))
    corpus = ct.load_corpus(frame)
    assert list(corpus.documents["doc_id"]) == ["dataframe#1", "dataframe#2", "dataframe#3"]
    assert corpus.problems["reason"].str.contains("3 records have the id 'same'").sum() == 3


def test_dates_that_cannot_be_read_are_reported_and_left_missing():
    corpus = ct.load_corpus(pd.DataFrame(records(date="03/04/2023")))
    assert corpus.documents["published_on"].isna().all()
    assert corpus.problems["reason"].str.contains("two ways").sum() == 3


def test_a_column_of_dates_shows_its_own_order():
    days = ["13/04/2023", "25/04/2023", "30/04/2023", "03/04/2023"]
    frame = pd.DataFrame({"text": [f"{STORY} {i}" for i in range(4)], "date": days})
    documents = ct.load_corpus(frame).documents
    assert documents["published_on"][3] == pd.Timestamp("2023-04-03")
    assert "day first" in documents["date_evidence"][3]
    assert documents["date_evidence"][0] == "column 'date'"


# --- pages --------------------------------------------------------------------------------


def test_one_outlet_has_one_name_where_its_folder_and_its_pages_word_it_otherwise(tmp_path):
    (tmp_path / "cnn_arabic").mkdir()
    (tmp_path / "محفوظات").mkdir()
    told = STORY.replace("أعلنت", "دبي، الإمارات العربية المتحدة (CNN) -- أعلنت", 1)
    for name, text in {"cnn_arabic/a": STORY, "cnn_arabic/b": told, "محفوظات/c": told}.items():
        (tmp_path / f"{name}.txt").write_text(f"محطة جديدة شمال العاصمة\n{text}", encoding="utf-8")
    documents = ct.load_corpus(tmp_path).documents.set_index("page")
    assert documents.loc[["cnn_arabic/a.txt", "cnn_arabic/b.txt"], "outlet"].unique() == ["cnn_arabic"]
    assert "(CNN)" in documents.loc["cnn_arabic/b.txt", "outlet_evidence"]
    assert documents.loc["محفوظات/c.txt", "outlet"] == "سي إن إن بالعربية"
    columns = tmp_path / "cnn_arabic" / "d.csv"
    columns.write_text(f'text,outlet\n"{STORY}",CNN\n', encoding="utf-8")
    documents = ct.load_corpus(tmp_path).documents.set_index("page")
    assert documents.loc["cnn_arabic/d.csv#1", "outlet"] == "CNN"  # a column is what somebody wrote


def test_a_folder_names_the_outlet_of_pages_that_name_none(tmp_path):
    for outlet in ("الأفق", "2023"):
        (tmp_path / outlet).mkdir()
        (tmp_path / outlet / "a.txt").write_text(f"{TITLE}\n\n{STORY}\n", encoding="utf-8")
    documents = ct.load_corpus(tmp_path).documents.set_index("page")
    assert documents.loc["الأفق/a.txt", "outlet"] == "الأفق"
    assert documents.loc["الأفق/a.txt", "outlet_evidence"] == "folder 'الأفق'"
    assert documents.loc["2023/a.txt", "outlet"] is None


def test_html_and_text_of_one_article_give_the_same_body(tmp_path):
    paragraphs = "".join(f"<p>{p}</p>" for p in STORY.split("\n"))
    (tmp_path / "a.html").write_text(
        '<html><head><meta property="article:published_time" content="2023-05-01T10:00:00Z">'
        f'<meta property="og:site_name" content="الأفق"></head><body><h1>{TITLE}</h1>{paragraphs}'
        "</body></html>",
        encoding="utf-8",
    )
    (document,) = ct.load_corpus(tmp_path).documents.to_dict("records")
    assert document["text"] == STORY and document["title"] == TITLE
    assert document["published_on"] == pd.Timestamp("2023-05-01")
    assert document["date_evidence"] == "meta article:published_time"
    assert (document["outlet"], document["outlet_evidence"]) == ("الأفق", "meta og:site_name")


def test_a_hint_of_a_date_is_shown_for_review_and_not_taken(tmp_path):
    paragraphs = "".join(f"<p>{p}</p>" for p in STORY.split("\n"))
    related = '<ul><li>خبر آخر <span class="date">2021-01-05</span></li></ul>'
    (tmp_path / "a.html").write_text(f"<h2>{TITLE}</h2>{paragraphs}{related}", encoding="utf-8")
    corpus = ct.load_corpus(tmp_path)
    assert corpus.documents["published_on"][0] is pd.NaT
    assert corpus.pages["date_hint"][0] == ct.review_sheet(corpus)["date_hint"][0] == "2021-01-05"


def test_a_page_without_an_article_is_kept_and_reported(tmp_path):
    (tmp_path / "a.txt").write_text("الرئيسية\n", encoding="utf-8")
    corpus = ct.load_corpus(tmp_path)
    assert len(corpus) == 0 and len(corpus.pages) == 1 and len(corpus.spans) == 1
    assert "no article" in corpus.problems["reason"][0]
    assert "0 documents" in repr(corpus)


def test_a_record_of_one_short_sentence_is_a_document():
    corpus = ct.load_corpus(pd.DataFrame({"text": ["قال لا."], "outlet": ["الأفق"]}))
    assert list(corpus.documents["text"]) == ["قال لا."]


def test_loading_a_missing_path_raises():
    with pytest.raises(NothingToLoad):
        ct.load_corpus("there/is/no/such/folder")


# --- a corpus is a value ------------------------------------------------------------------


def test_nothing_that_a_caller_does_changes_a_corpus(corpus):
    before = corpus.documents.copy(deep=True)
    frame = corpus.documents
    frame.loc[0, "text"] = "غير ذلك"
    frame["outlet"] = "x"
    pages = corpus.pages
    pages.loc[:, "text"] = ""
    with pytest.raises(ValueError, match="read-only"):
        corpus.documents["position"].to_numpy()[0] = 5
    pd.testing.assert_frame_equal(corpus.documents, before)
    assert corpus.pages["text"][0] == STORY
    for name in ("documents", "pages", "sha256", "_documents", "anything"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(corpus, name, None)


def test_the_loaded_frame_is_not_changed_and_does_not_stay_connected():
    frame = pd.DataFrame(records())
    before = frame.copy(deep=True)
    corpus = ct.load_corpus(frame)
    pd.testing.assert_frame_equal(frame, before)
    frame.loc[0, "text"] = "غير ذلك"
    assert corpus.documents["text"][0] == STORY


def test_a_corpus_survives_pickling(corpus):
    again = pickle.loads(pickle.dumps(corpus))
    pd.testing.assert_frame_equal(again.documents, corpus.documents)
    assert again.sha256 == corpus.sha256


def test_select_returns_a_new_corpus_with_its_own_pages(corpus):
    part = corpus.select(outlet="الأفق")
    assert list(part.documents["doc_id"]) == ["r1"] and len(corpus) == 3
    assert set(part.pages["page"]) == set(part.spans["page"]) == {"dataframe#1"}
    assert part.sha256 != corpus.sha256
    assert len(corpus.select(outlet=["الأفق", "المرفأ"])) == 2
    assert list(corpus.select(outlet=None).documents["doc_id"]) == ["r3"]
    assert len(corpus.select(outlet=["الأفق", None])) == 2
    assert len(corpus.select(published_on="2023-05-01")) == 1
    assert len(corpus.select(published_on=lambda d: d >= "2023-05-15", role="main")) == 1
    assert len(corpus.select(outlet="لا أحد")) == 0
    assert isinstance(part.documents.index, pd.RangeIndex)


def test_select_names_an_unknown_column(corpus):
    with pytest.raises(InputError, match="did you mean 'outlet'"):
        corpus.select(outlets="الأفق")
    with pytest.raises(InputError, match="must return 3 booleans"):
        corpus.select(outlet=lambda column: [True])


def test_the_hash_is_of_the_input_not_of_its_place(tmp_path):
    hashes = []
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "a.txt").write_text(STORY, encoding="utf-8")
        hashes.append(ct.load_corpus(tmp_path / place).sha256)
    (tmp_path / "two" / "a.txt").write_text(STORY + " ", encoding="utf-8")
    hashes.append(ct.load_corpus(tmp_path / "two").sha256)
    assert hashes[0] == hashes[1] != hashes[2]
    changed = ct.load_corpus(pd.DataFrame(records(outlet="x"))).sha256
    assert changed != ct.load_corpus(pd.DataFrame(records())).sha256


def test_repr_says_what_there_is(corpus):
    text = repr(corpus)
    assert "3 documents in 3 pages" in text and "الأفق 1" in text
    assert "2023-05-01 to 2023-06-01" in text and "without outlet: 1" in text
    assert len(text.splitlines()) < 10


def test_html_repr_reads_right_to_left_and_escapes_everything():
    html = ct.load_corpus(pd.DataFrame(records(outlet="<script>x</script>")))._repr_html_()
    assert 'dir="rtl"' in html and "<script>" not in html and "&lt;script&gt;" in html


# --- locate -------------------------------------------------------------------------------


def test_locate_leads_from_a_word_of_the_text_to_the_page(corpus):
    pages = corpus.pages.set_index("page")["text"]
    at = STORY.index("الوزير")
    page, start, end = corpus.locate("r1", at, at + 6)
    assert page == "dataframe#1" and pages[page][start:end] == "الوزير"


def test_locate_refuses_what_is_not_there(corpus):
    with pytest.raises(InputError, match="no document 'x'"):
        corpus.locate("x", 0, 1)
    with pytest.raises(InputError, match="expected 0 <= start"):
        corpus.locate("r1", 5, 100_000)


# --- from_documents -----------------------------------------------------------------------


def test_from_documents_cleans_nothing_and_fills_what_is_missing():
    text = "\u200f  قال\r\n\nكِتَابٌ \t"
    frame = pd.DataFrame({"doc_id": ["a"], "text": [text], "theme": ["طاقة"]})
    documents = ct.Corpus.from_documents(frame).documents
    assert documents["text"][0] == text and documents["theme"][0] == "طاقة"
    assert documents["outlet"][0] is None and documents["published_on"][0] is pd.NaT
    assert (documents["role"][0], documents["position"][0]) == ("main", 0)
    assert documents["agencies"][0] == ()


def test_from_documents_gives_a_corpus_back_from_its_own_frame(corpus):
    again = ct.Corpus.from_documents(corpus.documents)
    pd.testing.assert_frame_equal(again.documents, corpus.documents)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": ["x", 5]}, "column 'text', row 1: expected a string, got int"),
        ({"text": ["x", None]}, "column 'text', row 1"),
        ({"doc_id": [1, 2]}, "column 'doc_id', row 0: expected a string, got int"),
        ({"doc_id": ["a", "a"]}, "row 1: 'a' stands in row 0 already"),
        ({"doc_id": ["a", ""]}, "row 1: expected a name"),
        ({"outlet": ["x", 5]}, "column 'outlet', row 1"),
        ({"role": ["main", "x"]}, "column 'role', row 1"),
        ({"published_on": ["2023-05-01", "soon"]}, "column 'published_on', row 1"),
    ],
)
def test_from_documents_names_the_row_and_the_column(change, message):
    frame = pd.DataFrame({"doc_id": ["a", "b"], "text": ["x", "y"]}).assign(**change)
    with pytest.raises(InputError) as caught:
        ct.Corpus.from_documents(frame)
    assert message in str(caught.value)


def test_from_documents_needs_its_two_columns():
    with pytest.raises(InputError, match="needs a column 'text'"):
        ct.Corpus.from_documents(pd.DataFrame({"doc_id": ["a"]}))
    with pytest.raises(InputError, match="got list"):
        ct.Corpus.from_documents([])


def test_a_corpus_is_a_frozen_dataclass():
    assert dataclasses.is_dataclass(ct.Corpus) and ct.Corpus.__dataclass_params__.frozen


# --- outside texts ------------------------------------------------------------------------


def test_the_768_articles_load_whole(eval_dir):
    corpus = ct.load_corpus(eval_dir / "corpora" / "north_korea")
    assert len(corpus) == 768 and corpus.documents["outlet"].nunique() == 5
    assert corpus.documents["published_on"].notna().all()
    assert corpus.problems.empty


def test_the_seed_pages_hold_eight_articles(eval_dir):
    corpus = ct.load_corpus(eval_dir / "corpora" / "seed_pages")
    assert len(corpus.pages) == 5
    assert corpus.documents["page"].str[:3].value_counts().to_dict() == {
        "000": 2, "001": 2, "002": 1, "003": 2, "004": 1,
    }  # fmt: skip


# --- what real tables bring ----------------------------------------------------------------------


def test_names_that_look_the_same_are_one_outlet(tmp_path):
    import unicodedata

    names = ["الأفق", "\u200fالأفق\u202c", unicodedata.normalize("NFD", "الأفق"), " الأفق\u00a0"]
    rows = [{"text": f"{STORY} {k}", "outlet": name} for k, name in enumerate(names)]
    assert set(ct.load_corpus(pd.DataFrame(rows)).documents["outlet"]) == {"الأفق"}
    for form in ("NFC", "NFD"):
        folder = tmp_path / form / unicodedata.normalize(form, "الأفق")
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(STORY, encoding="utf-8")
        assert list(ct.load_corpus(tmp_path / form).documents["outlet"]) == ["الأفق"]


def test_a_page_saved_twice_is_said_and_a_text_of_two_outlets_is_not(tmp_path):
    for name in ("س/a.txt", "س/b.txt", "ص/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    corpus = ct.load_corpus(tmp_path)
    assert len(corpus) == 3 and list(corpus.problems["page"]) == ["س/b.txt"]
    assert "the same as 'س/a.txt'" in corpus.problems["reason"][0]


def test_select_takes_no_missing_answer_for_a_yes(corpus):
    assert len(corpus.select(outlet=lambda names: names.str.startswith("الأ"))) == 1
    assert len(corpus.select(outlet=lambda names: names.astype(object).map({"الأفق": True}))) == 1


def test_select_takes_arrays_and_refuses_unclear_days(corpus):
    assert len(corpus.select(outlet=pd.Series(["الأفق", "المرفأ"]))) == 2
    assert len(corpus.select(outlet=corpus.documents["outlet"].to_numpy()[:1])) == 1
    for day in ("03/04/2023", "2023"):
        with pytest.raises(InputError, match="published_on"):
            corpus.select(published_on=day)
    with pytest.raises(InputError, match="3 booleans, got bool"):
        corpus.select(outlet=lambda names: True)


def test_nothing_left_is_a_corpus_that_shows_itself(corpus):
    nothing = corpus.select(outlet="لا أحد")
    assert len(nothing) == 0 and len(nothing.pages) == 0 and "0 documents" in repr(nothing)
    assert list(nothing.documents.dtypes) == list(corpus.documents.dtypes)
    assert len(ct.review_sheet(nothing)) == 0 and "<table>" in nothing._repr_html_()


def test_long_numbers_keep_their_digits():
    rows = [r | {"n": n} for r, n in zip(records(), (2**60 + 1, None, 3), strict=True)]
    frame = pd.DataFrame(rows, dtype=object)
    assert list(ct.load_corpus(frame).documents["n"]) == [2**60 + 1, None, 3]


def test_numbers_of_numpy_stay_numbers():
    import numpy as np

    frame = pd.DataFrame(records()[:1]).assign(n=np.array([np.int64(5)], dtype=object))
    assert list(ct.load_corpus(frame).documents["n"]) == [5]


def test_documents_need_whole_positions_and_keep_numpy_gaps():
    import numpy as np

    frame = pd.DataFrame({"doc_id": ["a"], "text": ["قال"], "outlet": [np.float64("nan")]})
    assert ct.Corpus.from_documents(frame).documents["outlet"][0] is None
    for wrong in (1.5, "x"):
        with pytest.raises(InputError, match="'position', row 0"):
            ct.Corpus.from_documents(frame.assign(position=[wrong]))


def test_a_sheet_of_odd_letters_is_written(tmp_path):
    frame = pd.DataFrame({"doc_id": ["a"], "text": ["قال \ud800\u202e\x00 ثم"]}, dtype=object)
    sheet = ct.review_sheet(ct.Corpus.from_documents(frame))
    assert ct.write_sheet(sheet, tmp_path / "s.csv").stat().st_size > 0


def test_fields_that_programs_wrap(tmp_path):
    rows = [
        {"text": STORY, "title": "س", "date": {"$date": "2021-02-03T00:00:00Z"}, "source": ["الأفق"],
         "_id": {"$oid": "5f"}},
        {"text": OTHER, "title": ["س", "ص"], "date": {"year": 2021}, "source": {"id": 1}},
    ]  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    corpus = ct.load_corpus(tmp_path)
    first, second = corpus.documents.to_dict("records")
    assert (first["doc_id"], first["outlet"]) == ("5f", "الأفق")
    assert first["published_on"] == pd.Timestamp("2021-02-03")
    assert second["outlet"] is None and second["title"] is None
    assert list(corpus.problems["reason"]) == ["expected a date, got dict; no date set"]


def test_what_may_not_be_opened_is_said(tmp_path, monkeypatch):
    import os
    from pathlib import Path

    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    (tmp_path / "closed").mkdir()
    read, listed = Path.read_bytes, os.listdir

    def refuse(path):
        if Path(path).name in ("b.txt", "closed"):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", lambda path: refuse(path) or read(path))
    monkeypatch.setattr(os, "listdir", lambda path: refuse(path) or listed(path))
    corpus = ct.load_corpus(tmp_path)
    assert list(corpus.pages["page"]) == ["a.txt"]
    assert set(corpus.problems["page"]) == {"b.txt", "closed"}
    with pytest.raises(NothingToLoad, match="Permission denied"):
        ct.load_corpus(tmp_path / "closed")
