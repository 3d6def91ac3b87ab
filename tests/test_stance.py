"""Stance: hand-made cases of roles, negation and hypotheticals; errors; properties."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.stance.evaluation import Evaluative
from corpus_tools.schema import STANCES, InputError
from corpus_tools.stance.scoring import STANCE_COLUMNS, compare_naming, score_stance
from corpus_tools.statements.extraction import extract_statements

CASES = Path(__file__).parent / "data" / "statements" / "stance.jsonl"
TARGET = {"نهارستان": ["نهارستان"]}


def statements(*texts: str) -> pd.DataFrame:
    frame = pd.DataFrame({"doc_id": [str(i) for i in range(len(texts))], "text": list(texts)})
    return extract_statements(SimpleNamespace(documents=frame))


def cases():
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        marks = []
        if "known_failure" in case:
            marks = [pytest.mark.xfail(strict=True, reason=case["known_failure"])]
        yield pytest.param(case, marks=marks, id=case["text"][:40])


@pytest.mark.parametrize("case", list(cases()))
def test_stance_by_hand(case):
    rows = score_stance(statements(case["text"]), case["targets"]).set_index("target")
    for target, expected in case["expected"].items():
        assert rows.loc[target, "stance"] == expected
        if "holder" in case:
            assert rows.loc[target, "holder"] == case["holder"]


def test_there_are_enough_cases_and_negatives():
    read = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(read) >= 40
    assert sum("none" in c["expected"].values() for c in read) >= 10


def test_rows_are_statements_and_targets_mentioned():
    given_statements = statements("ندد الوزير بنهارستان. وصل القطار.")
    before = given_statements.copy(deep=True)
    rows = score_stance(given_statements, TARGET)
    pd.testing.assert_frame_equal(given_statements, before)
    assert list(rows.columns) == [*given_statements.columns, *STANCE_COLUMNS]
    assert len(rows) == 1 and isinstance(rows.index, pd.RangeIndex)
    text = "ندد الوزير بنهارستان. وصل القطار."
    assert all(text[a:b] == word for a, b, word in rows["evidence"].iloc[0])


@pytest.mark.parametrize("targets", [{}, None, [], {"نهارستان": "نهارستان"}, {"نهارستان": []}])
def test_targets_are_the_researchers(targets):
    with pytest.raises(InputError, match="write for instance"):
        score_stance(statements("نص قصير."), targets)


def test_a_frame_that_is_none_of_ours():
    with pytest.raises(InputError, match="extract_statements"):
        score_stance(pd.DataFrame({"text": ["نص"]}), TARGET)


def test_mention_with_clitics():
    for text in ("وصل إلى الاتحاد.", "للاتحاد رأي.", "وبالاتحاد بدأ.", "#الاتحاد يكبر."):
        assert len(score_stance(statements(text), {"الاتحاد": ["الاتحاد"]})) == 1, text
    assert score_stance(statements("الاتحادات كثيرة."), {"الاتحاد": ["الاتحاد"]}).empty


def test_lexicon_of_the_researcher_takes_the_place_of_ours():
    row = {"word": "أزرق", "kind": "adj", "polarity": -1, "role": "quality"}
    text = "قال الوزير إن نهارستان أزرق."
    assert score_stance(statements(text), TARGET)["stance"].tolist() == ["none"]
    assert score_stance(statements(text), TARGET, lexicon=[row])["stance"].tolist() == ["against"]
    with pytest.raises(InputError, match="row 1"):
        Evaluative([{"word": "أزرق", "kind": "adj", "polarity": 5, "role": "quality"}])


def test_naming_counts_own_voice_only():
    rows = statements("بدأت الحملة أمس. وقال الوزير إن الغزو انتهى. وصفت بـ«الغزو» مرارا.")
    table = compare_naming(rows, {"حملة": ["الحملة"], "غزو": ["الغزو"]})
    assert table["name"].tolist() == ["حملة"] and table["value"].tolist() == [1.0]
    with pytest.raises(InputError, match="voice"):
        compare_naming(rows, {"حملة": ["الحملة"]}, voice="both")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='نهارستان قدمبلولا ،.:«»"إأ\n', max_size=200))
def test_any_text_is_scored(text):
    rows = score_stance(statements(text + " نهارستان"), TARGET)
    assert rows["score"].between(-1, 1).all()
    assert set(rows["stance"]) <= set(STANCES)
    assert set(rows["holder"]) <= {"outlet", "source", None}


@pytest.mark.parametrize("unit", ["تهديدات نهارستان ", "نهارستان ", "لنهارستان: فشل ", "إذا خطير "])
def test_time_grows_with_length_and_not_its_square(unit):
    def seconds(n: int) -> float:
        rows = statements(unit * n)
        began = time.perf_counter()
        score_stance(rows, TARGET)
        return time.perf_counter() - began

    seconds(100)
    assert seconds(8_000) < 40 * max(seconds(1_000), 0.01)
