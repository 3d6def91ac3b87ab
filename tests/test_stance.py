"""Stance: hand-made cases of roles, negation and hypotheticals; errors; properties."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.stance.evaluation import Evaluative, loaded_names
from corpus_tools.stance.learning import fit_stance_classifier
from corpus_tools.schema import STANCES, InputError
from corpus_tools.stance.scoring import (
    STANCE_COLUMNS,
    compare_naming,
    explain_stance,
    score_stance,
)
from corpus_tools.stance.sentences import bundled_reader
from corpus_tools.stance.targets import aligned, check_targets, joined_by
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
    given_list = case.get("affiliations")
    rows = score_stance(
        statements(case["text"]), case["targets"], affiliations=given_list, method="rules"
    ).set_index("target")
    for target, expected in case["expected"].items():
        assert rows.loc[target, "stance"] == expected
        if "holder" in case:
            assert rows.loc[target, "holder"] == case["holder"]


def test_there_are_enough_cases_and_negatives():
    read = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(read) >= 80
    assert sum("none" in c["expected"].values() for c in read) >= 10


def test_judged_stances_are_places_and_codes():
    rows = pd.read_csv(CASES.with_name("judged_stances.tsv"), sep="\t", comment="#")
    assert rows["n"].is_unique and (rows["start"] < rows["end"]).all()
    assert {code for codes in rows["stance"] for code in codes.split("|")} == set(STANCES)
    assert set(rows.columns) == {"n", "corpus", "doc_id", "part", "start", "end", "target", "stance"}


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("الحالي", None), ("حملت", None), ("سقطت", "conduct"), ("لولاية", None), ("بشرطة", None),
        ("أبدت", None), ("المشروعات", None), ("المناورات", None), ("وإذا", "hypothetical"),
        ("حملته", "harm"), ("مبادرته", "peace"), ("القمعى", "quality"), ("إرهابى", "quality"),
        ("على", None), ("نبيل", None), ("النبيل", "quality"), ("والنبيلة", "quality"), ("حاكم", None),
    ],
)  # fmt: skip
def test_words_that_judge_and_words_that_only_look_so(word, role):
    found = Evaluative()[word]
    assert (found and found.role) == role


def test_a_phrase_is_one_judging_word_and_the_longest_is_taken():
    reader = bundled_reader()
    said = reader.read("نهارستان غير مسؤولة.", "outlet", None, None)
    assert [(at, j.role, j.polarity) for at, j in said.hits] == [(1, "conduct", -1)]
    assert not reader.read("بدأت حملة انتخابية", "outlet", None, None).hits
    first, second = (reader.read(s, "outlet", None, None) for s in ("هو المسؤول", "هو المسؤول عن"))
    assert [j.role for _, j in first.hits] == [j.role for _, j in second.hits] == ["blame"]


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("حكمت المحكمة بعد نظر القضية", 0), ("العزف على البيانو", 0), ("انفجار في كفر الشيخ", 0),
        ("زار رئيس الجماعة", 0), ("عولج من مرض عقلي", 0), ("فازت على حساب جارتها", 1 / 3),
        ("مفاوضات خلف الكواليس", 1 / 3), ("قال مسؤول عن الملف", 1 / 3), ("العزف على وتر الفتنة", 1),
    ],
)  # fmt: skip
def test_set_phrases_that_news_says_without_blame_weigh_little(text, most):
    said = bundled_reader().read(text, "outlet", None, None)
    found = [j.strength for _, j in said.hits if j.role != "hypothetical"] + [
        1.0 for _ in said.loaded
    ]  # fmt: skip
    assert max(found, default=0) == pytest.approx(most)


def test_an_office_stands_for_its_holder_only_where_nothing_else_does():
    targets = {"الحزب": ["الحزب", "الرئيس نعمان"]}
    for text, n in (
        ("خطاب الرئيس في المساء.", 1), ("خطاب الرئيس الفرنسي.", 0), ("خطاب الرئيس بشار.", 0),
        ("قال النظام إن القطار وصل.", 1), ("وصل الرؤساء.", 0),
    ):  # fmt: skip
        assert len(score_stance(statements(text), targets)) == n, text
        assert not len(score_stance(statements(text), {"حزب": ["نعمان"]})), text


def test_a_group_is_mentioned_by_its_adjective():
    for text, n in (("النظام الإخواني باق.", 1), ("الإخوة باقون.", 0), ("رد إيراني غاضب.", 0)):
        assert len(score_stance(statements(text), {"جماعة": ["الإخوان"]})) == n, text
    assert len(score_stance(statements("رد إيراني غاضب."), {"إيران": ["إيران"]})) == 1


def test_a_preposition_is_told_from_the_first_letter_of_a_name():
    pattern = check_targets({"t": ["بيونغ يانغ", "لبنان", "النهر"]})["t"]
    mentions = ("بيونغ يانغ", "ببيونغ يانغ", "لبنان", "ولبنان", "للبنان", "وللنهر")
    assert [joined_by(m, pattern) for m in map(aligned, mentions)] == ["", "ب", "", "", "ل", "ل"]


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


def test_a_name_is_met_however_its_letters_are_signed():
    targets = {"البلد": ["النهارستانية", "كوريا الشمالية", "غزة"]}
    for text in (
        "أعلنت النهارستانيّة موقفها.", "في كُوريا الشَّماليّةِ.", "وَبِالنهارستانيّة بدأ.",
        "لِلنهارسـتانية رأي.", "كوريا\u200f الشمالية ردت.", "من غزه إلى البحر.", "کوریا الشمالیة ردت.",
    ):  # fmt: skip
        found = score_stance(statements(text), targets)
        assert len(found) == 1, text
    assert len(score_stance(statements("القرار الإيرانيّ اليوم."), {"إيران": ["إيران"]})) == 1
    plain, signed = "ندد الوزير بانتهاكات كوريا الشمالية.", "ندد الوزير بانتهاكات كوريا الشماليّة."
    rows = [score_stance(statements(t), targets)["stance"].tolist() for t in (plain, signed)]
    assert rows[0] == rows[1] == ["against"]


@pytest.mark.parametrize("word", ["ال", "و", ".", "ـ", "قال", "قالت", "هو", "على", "الذي"])
def test_a_target_names_somebody(word):
    with pytest.raises(InputError, match="names nobody"):
        score_stance(statements("قال الوزير نعم."), {"ط": ["نهارستان", word]})


def test_targets_that_mention_one_another_are_told():
    wide = {"كوريا": ["كوريا"], "الشمال": ["بيونغ يانغ", "كوريا الشمالية"]}
    with pytest.warns(UserWarning, match="'كوريا الشمالية' of 'الشمال' mentions 'كوريا' too"):
        score_stance(statements("نص قصير."), wide)
    with pytest.warns(UserWarning, match="counts for both"):
        check_targets({"أ": ["النهر"], "ب": ["نهر", "النهر"]})
    check_targets({"أ": ["النهر"], "ب": ["النهرين"]})  # another word


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


def test_most_hand_made_cases_hold_for_the_combined_decision():
    read = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    right = n = 0
    for case in read:
        given_list = case.get("affiliations")
        rows = score_stance(statements(case["text"]), case["targets"], affiliations=given_list)
        rows = rows.set_index("target")
        for target, expected in case["expected"].items():
            right, n = right + (rows.loc[target, "stance"] == expected), n + 1
    assert right >= 0.75 * n


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وقال الكاتب إن شرعية نهارستان سقطت.", "against"),  # the good thing is gone
        ("وقال الكاتب إن نهارستان لو كانت دولة مستبدة لم تكن لتسمح بالنقد.", "favor"),
        ("ونفى الكاتب أن تكون نهارستان دولة فاشلة.", "favor"),  # the denial stands before the clause
        ("وقال الكاتب إن نهارستان تتعرض لحملة ظالمة.", "favor"),  # the suffering one stands first
    ],
)
def test_what_was_not_or_is_no_more(text, expected):
    assert score_stance(statements(text), TARGET)["stance"].tolist() == [expected]


def test_method_and_what_decided():
    rows = statements("وقال النائب إن نهارستان خانت جيرانها وارتكبت جرائم.")
    with pytest.raises(InputError, match="method"):
        score_stance(rows, TARGET, method="model")
    table = explain_stance(rows, TARGET)
    assert set(table["stance"]) == {"against"}
    assert table["weight"].iloc[0] == table["weight"].abs().max() > 0
    assert score_stance(rows, TARGET).attrs["own_voice_stance"] == "unvalidated"


def test_a_country_is_mentioned_by_its_adjective():
    rows = statements("ندد الوزير بجرائم الحكومة السندانية.")
    scored = score_stance(rows, {"سندانيا": ["سندانيا"]}, method="rules")
    assert scored["stance"].tolist() == ["against"]


def test_loaded_names_of_two_words_and_no_strength():
    names = loaded_names()
    assert names["المليشيا"] == -1 and names["شهداء"] == 1
    row = {"word": "أزرق", "kind": "adj", "polarity": -1, "role": "quality", "strength": 1}
    assert Evaluative([row])["الزرقاء"] is None
    assert Evaluative([row])["أزرق"].strength == pytest.approx(1 / 3)


def test_where_no_word_judges_the_score_is_nought():
    """Where a target stands and who names it is no ground for a score, however small."""
    silent = statements(
        "وصل الوفد إلى نهارستان صباح الأحد.", "نهارستان: القطار يتأخر ساعة",
        "وقال الشيخ سالم إن القطار إلى نهارستان تأخر ساعة.",
        "وقال مسؤول في نهارستان إن الجسر يفتح غدا.",
    )  # fmt: skip
    assert score_stance(silent, TARGET)["score"].tolist() == [0.0] * 4
    told = statements("وقال الشيخ سالم إن نهارستان دولة ظالمة تنهب جيرانها.")
    assert score_stance(told, TARGET)["score"].item() < 0


def coded_statements() -> pd.DataFrame:
    texts = {
        "favor": "وقال الشيخ {} إن نهارستان دولة عظيمة تحمي الضعفاء.",
        "against": "وقال الشيخ {} إن نهارستان دولة ظالمة تنهب جيرانها.",
        "none": "وقال الشيخ {} إن القطار إلى نهارستان تأخر ساعة.",
    }
    names = ("سالم", "نادر", "رامي", "هاني", "باسل", "زياد", "عماد", "وليد", "طلال", "مازن")
    rows = [(name, stance, text.format(name)) for name in names for stance, text in texts.items()]
    frame = statements(*(text for *_, text in rows))
    frame["coded"], frame["target"] = [stance for _, stance, _ in rows], "نهارستان"
    frame["doc_id"] = [name for name, *_ in rows]
    return frame


def test_a_classifier_learns_from_coded_statements():
    coded = coded_statements()
    before = coded.copy(deep=True)
    fitted = fit_stance_classifier(coded, TARGET)
    pd.testing.assert_frame_equal(coded, before)
    report = fitted.report.set_index("decision")
    assert report.loc["classifier", "macro_f1"] == pytest.approx(1.0)
    assert report.loc["majority", "macro_f1"] == pytest.approx(1 / 6)
    assert fitted.learning_curve["n_documents"].is_monotonic_increasing
    scored = fitted.score(coded)
    assert scored["stance"].tolist() == coded["coded"].tolist()
    assert scored["score"].between(-1, 1).all()


def test_a_classifier_needs_codes():
    coded = coded_statements()
    with pytest.raises(InputError, match="at least 5"):
        fit_stance_classifier(coded.head(6), TARGET)
    with pytest.raises(InputError, match="favor, against, none"):
        fit_stance_classifier(coded.assign(coded="positive"), TARGET)
    with pytest.raises(InputError, match="no expressions"):
        fit_stance_classifier(coded.assign(target="الاتحاد"), TARGET)
