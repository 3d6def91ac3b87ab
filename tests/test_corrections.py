"""The researcher outranks the machine: metadata, corrections, the review sheet and its way back."""

import pandas as pd
import pytest

import corpus_tools as ct
from corpus_tools.corpus.sheet import guard, without_guard, write_sheet
from corpus_tools.schema import TEXT_LABELS, InputError, NothingToLoad

FIRST = (
    "أعلنت وزارة الطاقة في جمهورية الساحل، أمس، افتتاح محطة جديدة شمال العاصمة بعد عامين من العمل.",
    "وقال الوزير إن المحطة «تكفي ثلاث مدن»، وإن تكلفتها لم تتجاوز ما رصد لها في الموازنة العامة.",
    "وأضاف أن مرحلة ثانية ستبدأ في الخريف، وأن شركات من ثلاث دول أبدت رغبتها في المشاركة فيها.",
    "وكان البرلمان قد أقر المشروع في جلسة طويلة شهدت نقاشا حادا بين الكتل حول مصادر تمويله.",
)
TITLE = "الساحل تفتتح محطة جديدة للطاقة"


@pytest.fixture
def folder(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("a", "b"):
        text = f"الرئيسية\n\n{TITLE}\n\n" + "\n\n".join(FIRST) + "\n" * (1 + (name == "b"))
        (pages / f"{name}.txt").write_text(text, encoding="utf-8")
    return pages


def table(*rows):
    return pd.DataFrame(list(rows)).fillna("")


def assert_covered(corpus):
    texts = dict(zip(corpus.pages["page"], corpus.pages["text"], strict=True))
    for page, own in corpus.spans.groupby("page"):
        parts = [texts[page][s:e] for s, e in zip(own["start"], own["end"], strict=True)]
        assert "".join(parts) == texts[page]
    for row in corpus.documents.itertuples():
        own = corpus.spans[corpus.spans["doc_id"] == row.doc_id]
        own = own[own["label"].isin(TEXT_LABELS)]
        text = texts[row.page]
        parts = [text[s:e].strip() for s, e in zip(own["start"], own["end"], strict=True)]
        assert "\n".join(parts) == row.text


def test_the_plain_pages_hold_one_article_each(folder):
    corpus = ct.load_corpus(folder)
    assert list(corpus.documents["text"]) == ["\n".join(FIRST)] * 2
    assert list(corpus.documents["title"]) == [TITLE] * 2


# --- metadata ---------------------------------------------------------------------------------


def test_metadata_set_values_and_keep_other_columns(folder):
    metadata = table(
        {"page": "a.txt", "source": "الأفق", "date": "2023-05-01", "title": "نص", "theme": "طاقة"},
        {"page": "b", "source": "المرفأ"},
    )
    corpus = ct.load_corpus(folder, metadata=metadata)
    first, second = corpus.documents.to_dict("records")
    assert (first["outlet"], first["outlet_evidence"]) == ("الأفق", "researcher")
    assert first["published_on"] == pd.Timestamp("2023-05-01")
    assert first["date_evidence"] == "researcher"
    assert first["title"] == "نص" and first["theme"] == "طاقة" and first["confidence"] == 1.0
    assert second["outlet"] == "المرفأ" and second["published_on"] is pd.NaT
    assert second["title"] == TITLE and second["theme"] is None
    assert corpus.problems.empty


def test_metadata_that_fit_nothing_are_reported(folder):
    metadata = table(
        {"page": "a.text", "outlet": "x"}, {"page": "a.txt", "date": "soon"},
        {"page": "b.txt", "article": "7", "outlet": "x"},
    )  # fmt: skip
    corpus = ct.load_corpus(folder, metadata=metadata)
    reasons = list(corpus.problems["reason"])
    assert "no page 'a.text' (did you mean 'a.txt'?)" in reasons[0]
    assert "no date is found in 'soon'" in reasons[1]
    assert "no such article" in reasons[2]
    assert list(corpus.problems["place"])[0] == "metadata, row 1"
    assert corpus.documents["outlet"].isna().all()


def test_metadata_inside_the_folder_are_not_read_as_pages(folder):
    table({"page": "a.txt", "outlet": "الأفق"}).to_csv(folder / "pages.csv", index=False)
    corpus = ct.load_corpus(folder, metadata=folder / "pages.csv")
    assert corpus.problems.empty and len(corpus.pages) == 2
    corpus = ct.load_corpus(folder)
    assert "belongs into metadata" in corpus.problems["reason"][0]


def test_metadata_change_the_hash(folder):
    plain = ct.load_corpus(folder).sha256
    one = ct.load_corpus(folder, metadata=table({"page": "a.txt", "outlet": "x"})).sha256
    two = ct.load_corpus(folder, metadata=table({"page": "a.txt", "outlet": "y"})).sha256
    assert len({plain, one, two}) == 3


def test_a_table_without_pages_or_a_missing_one_is_an_error(folder, tmp_path):
    with pytest.raises(InputError, match="needs a column 'page'"):
        ct.load_corpus(folder, metadata=table({"outlet": "x"}))
    with pytest.raises(NothingToLoad, match="corrections: there is no file"):
        ct.load_corpus(folder, corrections=tmp_path / "none.csv")


# --- corrections --------------------------------------------------------------------------------


def test_corrections_set_values_over_metadata(folder):
    corpus = ct.load_corpus(
        folder,
        metadata=table({"page": "a.txt", "outlet": "الأفق", "date": "2023-05-01"}),
        corrections=table(
            {"page": "a.txt", "action": "outlet", "value": "المرفأ"},
            {"doc_id": "a.txt", "action": "set date", "value": "none"},
            {"page": "a.txt", "action": "role", "value": "embedded"},
        ),
    )
    first = corpus.documents.iloc[0]
    assert (first["outlet"], first["role"]) == ("المرفأ", "embedded")
    assert first["published_on"] is pd.NaT and first["date_evidence"] == "researcher"
    assert corpus.problems.empty


def test_a_line_gets_another_label_by_its_text_and_back_by_its_place(folder):
    row = {"page": "a.txt", "action": "label", "line": FIRST[1], "value": "caption"}
    corpus = ct.load_corpus(folder, corrections=table(row))
    text = corpus.documents["text"][0]
    assert text == "\n".join((FIRST[0], *FIRST[2:]))
    spans = corpus.spans
    caption = spans[(spans["label"] == "caption") & (spans["page"] == "a.txt")].iloc[0]
    assert (caption["reason"], caption["doc_id"]) == ("researcher", "a.txt")
    assert_covered(corpus)
    page = corpus.pages["text"][0]
    start = page.index("«تكفي")
    cut = ct.load_corpus(
        folder,
        corrections=table({"page": "a.txt", "action": "label", "start": start, "end": start + 5,
                           "value": "furniture"}),  # fmt: skip
    )
    assert "«تكفي" not in cut.documents["text"][0]
    assert_covered(cut)


def test_a_line_that_is_labelled_title_becomes_the_title(folder):
    rows = table({"page": "a.txt", "action": "label", "line": "الرئيسية", "value": "title"})
    corpus = ct.load_corpus(folder, corrections=rows)
    assert corpus.documents["title"][0] == "الرئيسية"
    assert_covered(corpus)


def test_an_article_is_split_and_merged_again(folder):
    split = {"page": "a.txt", "action": "split", "line": FIRST[2], "value": "مرحلة ثانية"}
    corpus = ct.load_corpus(folder, corrections=table(split))
    documents = corpus.documents
    assert list(documents["doc_id"]) == ["a.txt", "a.txt/1", "b.txt"]
    assert documents["text"][0] == "\n".join(FIRST[:2])
    assert documents["text"][1] == "\n".join(FIRST[2:])
    assert (documents["title"][1], documents["role"][1]) == ("مرحلة ثانية", "embedded")
    assert_covered(corpus)
    merge = {"doc_id": "a.txt/1", "action": "merge"}
    again = ct.load_corpus(folder, corrections=table(split, merge))
    assert list(again.documents["text"]) == ["\n".join(FIRST)] * 2
    assert again.problems.empty
    assert_covered(again)


def test_an_article_is_dropped_and_its_page_stays(folder):
    corpus = ct.load_corpus(folder, corrections=table({"page": "a.txt", "action": "drop"}))
    assert list(corpus.documents["page"]) == ["b.txt"] and len(corpus.pages) == 2
    assert corpus.problems.empty
    assert_covered(corpus)


def test_a_doc_id_means_its_own_article_even_when_that_is_gone(folder):
    rows = table(
        {"page": "a.txt", "action": "split", "line": FIRST[2]},
        {"doc_id": "a.txt", "action": "drop"},
        {"doc_id": "a.txt", "action": "outlet", "value": "الأفق"},
    )
    corpus = ct.load_corpus(folder, corrections=rows)
    assert list(corpus.documents["doc_id"]) == ["a.txt/1", "b.txt"]
    assert corpus.documents["outlet"].isna().all()
    assert "no article 0" in corpus.problems["reason"][0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"page": "c.txt", "action": "drop"}, "no page 'c.txt'"),
        ({"doc_id": "a.txt/9", "action": "drop"}, "no article 9"),
        ({"doc_id": "c", "action": "drop"}, "no document 'c'"),
        ({"page": "a.txt", "action": "erase"}, "no such action; the actions are outlet"),
        ({"page": "a.txt"}, "names no action"),
        ({"page": "a.txt", "action": "outlet"}, "'value' is empty"),
        ({"page": "a.txt", "action": "role", "value": "x"}, "role must be one of main, embedded"),
        ({"page": "a.txt", "action": "date", "value": "03/04/2023"}, "two ways"),
        ({"page": "a.txt", "action": "label", "line": "x", "value": "body"}, "no line of the page"),
        ({"page": "a.txt", "action": "label", "line": TITLE, "value": "x"}, "'x' is no label"),
        ({"page": "a.txt", "action": "label", "value": "body"}, "needs the cell 'line' or 'start'"),
        ({"page": "a.txt", "action": "label", "start": "9", "end": "99999", "value": "body"},
         "no stretch"),
        ({"page": "a.txt", "action": "label", "start": "x", "value": "body"}, "whole numbers"),
        ({"page": "a.txt", "action": "split", "line": FIRST[0]}, "nothing of the article"),
        ({"page": "a.txt", "action": "merge"}, "no other article"),
        ({"page": "a.txt", "action": "merge", "value": "x"}, "no other article"),
        ({"page": "a.txt", "article": "x", "action": "drop"}, "'x' is not a number"),
    ],
)  # fmt: skip
def test_a_correction_that_fits_nothing_is_reported_and_changes_nothing(folder, row, message):
    rows = pd.DataFrame([{"page": "", "action": "", **row}])
    corpus = ct.load_corpus(folder, corrections=rows)
    assert len(corpus.problems) == 1
    assert message in corpus.problems["reason"][0]
    assert "was not applied" in corpus.problems["reason"][0]
    assert corpus.problems["place"][0] == "corrections, row 1"
    plain = ct.load_corpus(folder)
    pd.testing.assert_frame_equal(corpus.documents, plain.documents)
    pd.testing.assert_frame_equal(corpus.spans, plain.spans)


def test_an_article_left_without_text_is_reported(folder):
    rows = [{"page": "a.txt", "action": "label", "line": p, "value": "caption"} for p in FIRST]
    corpus = ct.load_corpus(folder, corrections=table(*rows))
    assert list(corpus.documents["page"]) == ["b.txt"]
    assert corpus.problems["reason"].str.contains("no text is left").any()
    assert set(corpus.spans["doc_id"].dropna()) == {"b.txt"}


# --- the review sheet -----------------------------------------------------------------------------


def test_the_sheet_is_sorted_by_doubt_and_ready_to_fill_in(folder):
    (folder / "0.txt").write_text("الرئيسية\n", encoding="utf-8")
    corpus = ct.load_corpus(folder, metadata=table({"page": "a.txt", "outlet": "الأفق"}))
    sheet = ct.review_sheet(corpus)
    assert list(sheet["page"]) == ["0.txt", "b.txt", "a.txt"]
    assert sheet["confidence"].is_monotonic_increasing
    assert sheet["first_words"][1] == " ".join(FIRST[0].split()[:8])
    assert sheet["last_words"][1] == " ".join(FIRST[-1].split()[-8:])
    assert sheet["outlet_evidence"][2] == "researcher" and sheet["outlet"][1] is None
    assert (sheet[["new_outlet", "new_date", "new_title", "drop", "note"]] == "").all(axis=None)


def test_an_empty_sheet_read_back_changes_nothing(folder, tmp_path):
    corpus = ct.load_corpus(folder)
    path = write_sheet(ct.review_sheet(corpus), tmp_path / "review.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    again = ct.load_corpus(folder, corrections=path)
    pd.testing.assert_frame_equal(again.documents, corpus.documents)
    assert again.problems.empty


def test_a_filled_sheet_is_applied(folder, tmp_path):
    path = write_sheet(ct.review_sheet(ct.load_corpus(folder)), tmp_path / "review.csv")
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
    sheet.loc[sheet["page"] == "a.txt", ["new_outlet", "new_date"]] = ["الأفق", "2023-05-01"]
    sheet.loc[sheet["page"] == "b.txt", "drop"] = "نعم"
    # What a spreadsheet of some countries writes: semicolons, and its own encoding.
    sheet.to_csv(tmp_path / "filled.csv", index=False, sep=";", encoding="windows-1256")
    corpus = ct.load_corpus(folder, corrections=tmp_path / "filled.csv")
    (document,) = corpus.documents.to_dict("records")
    assert (document["outlet"], document["outlet_evidence"]) == ("الأفق", "researcher")
    assert document["published_on"] == pd.Timestamp("2023-05-01")
    assert corpus.problems.empty


@pytest.mark.parametrize("start", list("=+-@") + ["\t"])
def test_no_cell_of_the_sheet_is_a_formula(folder, tmp_path, start):
    frame = pd.DataFrame({"id": [f"{start}1"], "title": [f"{start}cmd"], "text": [FIRST[0]]})
    corpus = ct.load_corpus(frame)
    path = write_sheet(ct.review_sheet(corpus), tmp_path / "review.csv")
    cells = pd.read_csv(path, dtype=str, keep_default_na=False).to_numpy().ravel()
    assert not [c for c in cells if c.startswith(tuple("=+-@\t\r"))]
    assert without_guard(guard(f"{start}cmd")) == f"{start}cmd"
    assert ct.load_corpus(frame, corrections=path).problems.empty


def test_tables_are_not_changed(folder):
    rows = table({"page": "a.txt", "action": "drop", "value": ""})
    before = rows.copy(deep=True)
    ct.load_corpus(folder, corrections=rows, metadata=rows[["page"]])
    pd.testing.assert_frame_equal(rows, before)


# --- slips of the hand --------------------------------------------------------------------------


def test_contradicting_metadata_are_said_and_the_first_stays(folder):
    rows = [{"page": "a.txt", "outlet": name} for name in ("الأفق", "المرفأ", "الأفق")]
    corpus = ct.load_corpus(folder, metadata=table(*rows))
    assert corpus.documents["outlet"][0] == "الأفق"
    (problem,) = corpus.problems.to_dict("records")
    assert problem["place"] == "metadata, row 2" and "contradicts 'الأفق'" in problem["reason"]


def test_a_later_correction_replaces_an_earlier_one_aloud(folder):
    rows = [{"page": "a.txt", "action": "outlet", "value": name} for name in ("الأفق", "المرفأ")]
    corpus = ct.load_corpus(folder, corrections=table(*rows))
    assert corpus.documents["outlet"][0] == "المرفأ"
    assert "replaces 'الأفق' of corrections, row 1" in corpus.problems["reason"][0]


@pytest.mark.parametrize(
    ("parameter", "column", "meant"),
    [("metadata", "outlt", "outlet"), ("metadata", "publishd_on", "published_on"),
     ("corrections", "acton", "action"), ("corrections", "new outlet", None)],
)  # fmt: skip
def test_misspelt_columns_are_said(folder, parameter, column, meant):
    corpus = ct.load_corpus(folder, **{parameter: table({"page": "a.txt", column: "x"})})
    said = [r for r in corpus.problems["reason"] if f"{column!r} means nothing here" in r]
    assert len(said) == 1 and (meant is None or f"did you mean {meant!r}" in said[0])


def test_a_review_sheet_is_no_metadata(folder):
    sheet = ct.review_sheet(ct.load_corpus(folder))
    with pytest.raises(InputError, match="review sheet.*corrections"):
        ct.load_corpus(folder, metadata=sheet)


@pytest.mark.parametrize("name", ["د\\خبر أول.txt", "./د/خبر أول.txt", "د/خبر أول"])
def test_pages_are_found_as_other_systems_write_them(tmp_path, name):
    import unicodedata

    for form in ("NFC", "NFD"):
        page = tmp_path / form / "د" / (unicodedata.normalize(form, "خبر أول") + ".txt")
        page.parent.mkdir(parents=True)
        page.write_text("\n\n".join(FIRST), encoding="utf-8")
        if form == "NFD" and not name.endswith(".txt"):
            continue
        metadata = table({"page": name, "outlet": "الأفق"})
        corpus = ct.load_corpus(tmp_path / form, metadata=metadata)
        assert list(corpus.documents["outlet"]) == ["الأفق"] and corpus.problems.empty


@pytest.mark.parametrize(
    "cells",
    [{"article": "1.5", "action": "drop"}, {"article": "inf", "action": "drop"},
     {"action": "merge", "value": "0.5"}, {"action": "label", "value": "body", "start": "nan"},
     {"action": "label", "value": "body", "start": "0", "end": "1e999"}],
)  # fmt: skip
def test_numbers_that_are_none_change_nothing(folder, cells):
    corpus = ct.load_corpus(folder, corrections=table({"page": "a.txt", **cells}))
    assert len(corpus) == 2 and len(corpus.problems) == 1


def test_tables_of_the_wrong_kind_are_refused(folder, tmp_path):
    with pytest.raises(InputError, match="metadata: expected the path"):
        ct.load_corpus(folder, metadata=5)
    (tmp_path / "e.csv").write_text("", encoding="utf-8")
    problems = ct.load_corpus(folder, corrections=tmp_path / "e.csv").problems
    assert list(problems["reason"]) == ["there is no row in it; nothing was applied"]


def test_a_word_for_nothing_in_the_metadata_sets_nothing(folder):
    metadata = table({"page": "a.txt", "outlet": "nan"}, {"page": "b.txt", "title": "none"})
    first, second = ct.load_corpus(folder, metadata=metadata).documents.to_dict("records")
    assert first["outlet"] is None and first["outlet_evidence"] is None
    assert second["title"] is None  # «none» says that there is none


@pytest.mark.parametrize("said", ["none", "unknown", "غير معروف"])
@pytest.mark.parametrize("table", ["metadata", "corrections"])
def test_who_says_that_an_outlet_is_unknown_is_believed(tmp_path, said, table):
    (tmp_path / "الأفق").mkdir()
    (tmp_path / "الأفق" / "a.txt").write_text("عنوان الخبر\n\n" + "قال الوزير إن العمل بدأ قبل عامين في المدينة. " * 8,
                                             encoding="utf-8")  # fmt: skip
    row = {"page": ["الأفق/a.txt"], **({"outlet": [said]} if table == "metadata" else
                                      {"action": ["outlet"], "value": [said]})}  # fmt: skip
    assert ct.load_corpus(tmp_path).documents["outlet"].tolist() == ["الأفق"]
    told = ct.load_corpus(tmp_path, **{table: pd.DataFrame(row)}).documents
    assert told["outlet"].isna().all()
