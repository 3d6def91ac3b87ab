"""Sides: only who is named gets one, spelling aside, and two claims cancel."""

import pandas as pd
import pytest

from corpus_tools.schema import InputError
from corpus_tools.statements.sides import assign_sides, count_space

SIDES = {"الشمال": ["ميلانا دروغو", "وزارة الدفاع"], "الجنوب": ["هيلدا مارنوس", "وزارة الدفاع الجنوبية"]}


def sides_of(*sources: str | None) -> list[str | None]:
    frame = pd.DataFrame({"source": list(sources), "source_name": [None] * len(sources)}, dtype=object)
    before = frame.copy()
    found = assign_sides(frame, SIDES)["side"].tolist()
    pd.testing.assert_frame_equal(frame, before)
    return found


def test_a_name_inside_a_longer_source_counts() -> None:
    assert sides_of("وزيرة الخارجية ميلانا دروغو", "رئيسة الوزراء هيلدا مارنوس") == ["الشمال", "الجنوب"]


def test_spelling_marks_do_not_matter() -> None:
    assert sides_of("مِيلانا دروغو") == ["الشمال"]


def test_part_of_a_word_or_of_a_name_is_not_the_name() -> None:
    assert sides_of("ميلانا دروغوفسكي", "هيلدا", "وزارة", "الدفاع", None) == [None] * 5


def test_a_family_name_alone_counts_while_it_is_one_sides() -> None:
    assert sides_of("دروغو", "الوزيرة دروغو") == ["الشمال", "الشمال"]
    frame = pd.DataFrame({"source": ["دروغو"], "source_name": [None]}, dtype=object)
    both = {"الشمال": ["ميلانا دروغو"], "الجنوب": ["نادر دروغو"]}
    assert assign_sides(frame, both)["side"].tolist() == [None]


def test_the_longest_name_decides() -> None:
    assert sides_of("ناطق باسم وزارة الدفاع الجنوبية", "وزارة الدفاع") == ["الجنوب", "الشمال"]


def test_two_sides_of_equal_length_give_none() -> None:
    assert sides_of("ميلانا دروغو وهيلدا مارنوس", "ميلانا دروغو هيلدا مارنوس") == ["الشمال", None]


def test_a_last_word_that_names_nobody_never_counts_alone() -> None:
    sides = {"أ": ["لا أحد", "مسؤول أمريكي", "مصدر مطلع", "الوزير نعمان", "حركة نهضة"]}
    for source, side in (
        ("أحد الشهود", None), ("محلل أمريكي", None), ("مصدر مطلع في الوزارة", "أ"),
        ("شخص مطلع", None), ("نعمان", "أ"), ("نهضة", "أ"), ("مسؤول أمريكي كبير", "أ"),
    ):  # fmt: skip
        frame = pd.DataFrame({"source": [source], "source_name": [None]}, dtype=object)
        assert assign_sides(frame, sides)["side"].tolist() == [side], source


@pytest.mark.parametrize("sides, said", [
    ({"أ": "ميلانا دروغو"}, "expected a list of names"),
    (["ميلانا دروغو"], "expected a dict"),
    ({"أ": ["دروغو", 3]}, "expected a list of names"),
    ({"أ": ["ميلانا دروغو"], "ب": ["مِيلانا  دروغو"]}, "stands on two sides, 'أ' and 'ب'"),
])  # fmt: skip
def test_a_table_that_says_nothing_or_two_things_is_refused(sides, said) -> None:
    frame = pd.DataFrame({"source": ["دروغو"], "source_name": [None]}, dtype=object)
    with pytest.raises(InputError, match=said):
        assign_sides(frame, sides)


def test_a_frame_without_sources_is_refused() -> None:
    with pytest.raises(InputError, match="extract_statements"):
        assign_sides(pd.DataFrame({"text": ["x"]}), SIDES)


def spoken(*rows: tuple[str | None, str, str, str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["outlet", "doc_id", "part", "text", "side"], dtype=object)


SPACE = spoken(
    ("أ", "1", "body", "قالت الوزيرة نعم", "الشمال"),
    ("أ", "1", "body", "وأضافت «لا»، ثم صمتت.", "الشمال"),
    ("أ", "2", "body", "رد القائد بكلام طويل طويل جدا", "الجنوب"),
    ("أ", "2", "title", "القائد: لن نعود", "الجنوب"),
    ("أ", "3", "body", "قال شاهد إن السد جاهز", None),
    ("ب", "4", "body", "قالت الوزيرة نعم", "الشمال"),
    (None, "5", "body", "قالت الوزيرة نعم", "الشمال"),
)  # fmt: skip


def test_space_is_counted_in_statements_words_and_headlines() -> None:
    found = count_space(SPACE).set_index(["outlet", "unit", "side"])
    assert found.loc[("أ", "statements", "الشمال"), ["n", "n_of_outlet", "n_documents"]].tolist() == [2, 3, 1]
    assert found.loc[("أ", "words", "الشمال"), ["n", "n_of_outlet"]].tolist() == [3 + 4, 7 + 6]
    assert found.loc[("أ", "words", "الجنوب"), "share"] == pytest.approx(6 / 13)
    assert found.loc[("أ", "headlines", "الجنوب"), ["n", "share"]].tolist() == [1, 1.0]
    # a side that has no headline has a row that says so; an outlet without headlines has none
    assert found.loc[("أ", "headlines", "الشمال"), ["n", "share", "n_documents"]].tolist() == [0, 0.0, 0]
    assert ("ب", "headlines", "الشمال") not in found.index
    assert found.loc[("ب", "statements", "الجنوب"), "n"] == 0


def test_shares_of_space_sum_to_one_and_the_input_stays() -> None:
    before = SPACE.copy()
    found = count_space(SPACE)
    pd.testing.assert_frame_equal(SPACE, before)
    assert found.groupby(["outlet", "unit"])["share"].sum().tolist() == pytest.approx([1.0] * 5)
    assert set(found["outlet"]) == {"أ", "ب"}


def test_space_without_any_side_is_an_empty_table() -> None:
    found = count_space(SPACE.assign(side=None))
    assert len(found) == 0 and "share" in found.columns


def test_space_needs_sides() -> None:
    with pytest.raises(InputError, match="assign_sides"):
        count_space(SPACE.drop(columns="side"))
