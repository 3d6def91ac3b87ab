"""Statements: sentences, quotations, attribution; hand-made cases, properties and limits."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.statements.conjugation import imperfect_forms, past_forms
from corpus_tools.statements.cues import Vocabulary
from corpus_tools.statements.quotations import find_quotations
from corpus_tools.schema import CUE_CLASSES, VOICES, InputError
from corpus_tools.statements.extraction import STATEMENT_COLUMNS, extract_statements
from corpus_tools.statements.sentences import split_sentences

CASES = Path(__file__).parent / "data" / "statements" / "attribution.jsonl"
ARABIC = "ابتقلمنوير سدىةءأإ ،.؟!:«»\"'“”()\n\u200f0123456789#_-ـًّ"


def corpus(*texts: str, titles: list[str] | None = None) -> SimpleNamespace:
    frame = pd.DataFrame({"doc_id": [str(i) for i in range(len(texts))], "text": list(texts)})
    frame["outlet"], frame["published_on"] = "النهار الجديد", pd.NaT
    frame["title"] = titles or [None] * len(texts)
    return SimpleNamespace(documents=frame)


def bare(text: str | None) -> str | None:
    return text if text is None else text.strip(' «»"“”.،:')


def cases():
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        marks = []
        if "known_failure" in case:
            marks = [pytest.mark.xfail(strict=True, reason=case["known_failure"])]
        yield pytest.param(case, marks=marks, id=case["text"][:40])


@pytest.mark.parametrize("case", list(cases()))
def test_attribution_by_hand(case):
    rows = extract_statements(corpus(case["text"]))
    assert len(rows) == 1
    row = rows.iloc[0]
    assert row["voice"] == case["voice"]
    assert bare(row["source"]) == bare(case["source"]) or case["source"] is None
    assert row["source"] is None or "no_source" not in case
    if case["cue"]:
        assert row["cue"] == case["cue"]
    assert [q[2] for q in row["quotes"]] == case["quotes"]
    assert row["rule"]


def test_there_are_enough_cases_and_negatives():
    read = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(read) >= 150
    assert sum(c["voice"] == "outlet" for c in read) >= 30


def test_columns_types_and_offsets():
    text = "قال الوزير سالم الراوي إن «السد جاهز».\nوأضاف: «سنفتحه غدا»."
    given_corpus = corpus(text, titles=["الوزير: السد جاهز"])
    before = given_corpus.documents.copy(deep=True)
    rows = extract_statements(given_corpus, titles=True)
    pd.testing.assert_frame_equal(given_corpus.documents, before)
    assert tuple(rows.columns) == STATEMENT_COLUMNS
    assert rows["part"].tolist() == ["title", "body", "body"]
    for row in rows.itertuples():
        where = "الوزير: السد جاهز" if row.part == "title" else text
        assert where[row.start : row.end] == row.text
        for start, end, quoted in row.quotes:
            assert where[start:end] == quoted
    assert isinstance(rows.index, pd.RangeIndex)


def test_source_is_carried_over_continued_speech():
    rows = extract_statements(corpus("قال الوزير سالم الراوي إن السد جاهز. وأضاف أن الماء يكفي."))
    assert rows["source"].tolist() == ["الوزير سالم الراوي", None]
    assert rows["source_name"].tolist() == ["الوزير سالم الراوي"] * 2


def test_one_name_a_speaker_within_a_document():
    rows = extract_statements(corpus(
        "قال الراوي إن السد جاهز. وقال الوزير سالم الراوي إن الماء يكفي. وقال الوزير إنه تم."
    ))  # fmt: skip
    assert set(rows["source_name"]) == {"الوزير سالم الراوي"}


def test_quotation_over_two_paragraphs():
    text = "قال الشيخ «صبرنا طويلا.\nولن نرحل عن هذه الأرض»."
    rows = extract_statements(corpus(text))
    assert rows["voice"].tolist() == ["attributed", "attributed"]
    assert [q[2] for q in rows["quotes"].iloc[1]] == ["ولن نرحل عن هذه الأرض"]


def test_sentences_end_where_they_should():
    text = "ارتفع السعر 3.5 في المئة. هل يكفي؟ «لا. لن يكفي». قال د. سامي.. نعم"
    found = [text[a:b] for a, b in split_sentences(text, find_quotations(text))]
    assert found == ["ارتفع السعر 3.5 في المئة.", "هل يكفي؟", "«لا. لن يكفي».", "قال د. سامي.. نعم"]


def test_forms_of_a_verb():
    assert {"قال", "قالت", "قالوا", "قلت", "قلنا"} <= {f for f, _ in past_forms("قال")}
    assert {"نفى", "نفت", "نفوا"} <= {f for f, _ in past_forms("نفى")}
    assert {"يدعو", "تدعو", "يدعون"} <= {f for f, _ in imperfect_forms("يدعو")}


@pytest.mark.parametrize("written", ["وأكّدت", "فقال", "وسيعلن", "اتهمه", "يصفها", "اضاف"])
def test_cue_with_clitics(written):
    assert Vocabulary()[written].cue is not None


@pytest.mark.parametrize("written", ["هنا", "يجب", "بين", "مصر", "المحكم", "عقب"])
def test_no_cue(written):
    assert Vocabulary()[written].cue is None


def test_a_cue_of_the_researcher_is_used():
    added = [{"lemma": "دندن", "imperfect": "يدندن", "participle": "مدندن", "class": "neutral",
              "frame": "that"}]  # fmt: skip
    text = "دندن الحارس أن الباب مغلق."
    assert extract_statements(corpus(text))["voice"].tolist() == ["outlet"]
    assert extract_statements(corpus(text), cues=added)["voice"].tolist() == ["attributed"]


def test_errors_say_what_to_do():
    with pytest.raises(InputError, match="doc_id and text"):
        extract_statements(pd.DataFrame())
    with pytest.raises(InputError, match="fill the row"):
        extract_statements(corpus("نص"), cues=[{"lemma": "همس"}])


def test_a_sentence_may_end_with_any_verb():
    verbs = sorted(Vocabulary().verbs)
    rows = extract_statements(corpus(*(f"الوكالة {verb}" for verb in verbs)))
    assert len(rows) == len(verbs)
    assert set(rows.loc[rows["text"].isin(["الوكالة نقلت", "الوكالة تنقل"]), "voice"]) == {"outlet"}


@pytest.mark.parametrize("text", ['حسب"ال0"ــ', "بحسب ال ـ قال", "وفق ـــ ال"])
def test_a_word_of_strokes_alone_is_read(text):
    assert len(extract_statements(corpus(text))) == 1


def test_empty_corpus_has_all_columns():
    rows = extract_statements(corpus())
    assert tuple(rows.columns) == STATEMENT_COLUMNS and rows.empty


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(alphabet=ARABIC, max_size=300), st.text(max_size=120)))
def test_any_text_is_read(text):
    rows = extract_statements(corpus(text))
    at = 0
    for row in rows.itertuples():
        assert text[row.start : row.end] == row.text and row.start >= at
        at = row.end
        assert row.voice in VOICES
        assert row.cue_class is None or row.cue_class in CUE_CLASSES
        for start, end, quoted in row.quotes:
            assert row.start <= start < end <= row.end and text[start:end] == quoted
    for quotation in find_quotations(text):
        assert 0 <= quotation.start < quotation.end <= len(text)


@pytest.mark.parametrize(
    "unit", ["قال الوزير إن ", "«", '"كلمة ', "قال\n", "و ", "بحسب ", "الوزير، ", "أ.", "د. ", ": "]
)
def test_time_grows_with_length_and_not_its_square(unit):
    def seconds(n: int) -> float:
        began = time.perf_counter()
        extract_statements(corpus(unit * n))
        return time.perf_counter() - began

    seconds(200)
    assert seconds(16_000) < 40 * max(seconds(2_000), 0.01)
