"""Properties of loading that hold for any input whatever."""

import gzip
import json
import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.pages.decoding import decode
from corpus_tools.schema import SPAN_LABELS, TEXT_LABELS, NothingToLoad

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(
    "قال الوزير إن المحطة افتتحت أمس في العاصمة . ، « » : المصدر الأفق اقرأ أيضا شارك 2023 "
    "TT تعليقات (رويترز) كِتَابٌ ـــ \u200f\u00a0 ٣ مايو/أيار".split(" ")
)
LINES = st.lists(st.lists(WORDS, max_size=25).map(" ".join), max_size=25)
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\n \n\t\n"])
PAGES = st.one_of(
    st.text(max_size=400),
    st.builds(lambda lines, end: end.join(lines), LINES, BREAKS),
)
SUFFIXES = (".txt", ".html", ".jsonl", ".json", ".csv", ".tsv", ".parquet", ".txt.gz", ".jsonl.gz")


def load_text(text):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_bytes(text.encode("utf-8"))
        return ct.load_corpus(folder)


@SLOW
@given(data=st.one_of(st.binary(max_size=300), PAGES.map(lambda t: t.encode("utf-8"))),
       suffix=st.sampled_from(SUFFIXES), pack=st.booleans())  # fmt: skip
def test_any_bytes_load_or_are_reported(data, suffix, pack):
    with tempfile.TemporaryDirectory() as folder:
        packed = gzip.compress(data) if pack and suffix.endswith(".gz") else data
        (Path(folder) / f"a{suffix}").write_bytes(packed)
        corpus = ct.load_corpus(folder)
    assert len(corpus) or len(corpus.problems)
    assert_whole(corpus)


@SLOW
@given(text=PAGES)
def test_spans_cover_a_page_and_offsets_give_its_words(text):
    corpus = load_text(text)
    assert_whole(corpus)


def assert_whole(corpus):
    pages = dict(zip(corpus.pages["page"], corpus.pages["text"], strict=True))
    spans = corpus.spans
    assert set(spans["label"]) <= set(SPAN_LABELS)
    for page, text in pages.items():
        own = spans[spans["page"] == page]
        assert "".join(text[s:e] for s, e in zip(own["start"], own["end"], strict=True)) == text
        assert list(own["start"]) == [0, *own["end"]][: len(own)]
        assert (own["end"] > own["start"]).all()
    assert set(spans["doc_id"].dropna()) == set(corpus.documents["doc_id"])
    assert corpus.documents["doc_id"].is_unique
    for row in corpus.documents.itertuples():
        own = spans[(spans["doc_id"] == row.doc_id) & spans["label"].isin(TEXT_LABELS)]
        text = pages[row.page]
        parts = [text[s:e].strip() for s, e in zip(own["start"], own["end"], strict=True)]
        assert "\n".join(parts) == row.text
        at = 0
        for part in parts:
            page, start, end = corpus.locate(row.doc_id, at, at + len(part))
            assert pages[page][start:end] == part
            middle = len(part) // 2
            page, start, end = corpus.locate(row.doc_id, at + middle, at + len(part))
            assert pages[page][start:end] == part[middle:]
            at += len(part) + 1
        page, start, end = corpus.locate(row.doc_id, 0, len(row.text))
        assert pages[page][start] == row.text[0] and pages[page][end - 1] == row.text[-1]


@SLOW
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_documents_that_are_given_stay_as_they_are(texts):
    frame = pd.DataFrame({"doc_id": [str(i) for i in range(len(texts))], "text": texts})
    before = frame.copy(deep=True)
    corpus = ct.Corpus.from_documents(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert list(corpus.documents["text"]) == texts
    for doc_id, text in zip(frame["doc_id"], texts, strict=True):
        assert corpus.locate(doc_id, 0, len(text)) == (doc_id, 0, len(text))


@SLOW
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "text": st.one_of(st.none(), st.integers(), PAGES),
                "title": st.one_of(st.none(), st.text(max_size=20)),
                "date": st.one_of(st.none(), st.integers(), st.text(max_size=12)),
                "source": st.one_of(st.none(), st.text(max_size=8), st.lists(st.integers())),
                "id": st.one_of(st.none(), st.integers(0, 2), st.floats(), st.text(max_size=2)),
                "page": st.integers(),
            },
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_records_load_or_are_reported_and_are_left_unchanged(rows):
    before = json.dumps(rows)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.jsonl").write_text("\n".join(json.dumps(r) for r in rows), "utf-8")
        corpus = ct.load_corpus(folder)
        assert_whole(corpus)
        assert len(corpus.pages) + len(corpus.problems) >= len(rows)
        frame = pd.DataFrame(rows)
        copy = frame.copy(deep=True)
        try:
            ct.load_corpus(frame)
        except NothingToLoad:
            assert frame.empty
        pd.testing.assert_frame_equal(frame, copy)
    assert json.dumps(rows) == before


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_decoding_never_fails_and_says_when_it_found_nothing(data):
    decoded = decode(data)
    assert decoded.encoding is not None or (decoded.text == "" and decoded.problem)


@settings(max_examples=200, deadline=None)
@given(LINES.map("\n".join), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_was_encoded_is_decoded(text, codec):
    assert decode(text.encode(codec)).text == text
