"""Sides: only who is named gets one, spelling aside, and two claims cancel."""

import pandas as pd
import pytest

from corpus_tools.schema import InputError
from corpus_tools.statements.sides import assign_sides

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


def test_a_frame_without_sources_is_refused() -> None:
    with pytest.raises(InputError, match="extract_statements"):
        assign_sides(pd.DataFrame({"text": ["x"]}), SIDES)
