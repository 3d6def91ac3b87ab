"""What notebooks show: escaped, in the right direction, every character once."""

import html
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools import show
from corpus_tools.schema import InputError

HOSTILE = '<img src=x onerror="alert(1)">'


def plain(shown: str) -> str:
    """The text of some HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", shown))


def test_a_table_escapes_cells_and_names_and_reads_right_to_left() -> None:
    shown = show.table(pd.DataFrame({HOSTILE: [HOSTILE, None]}))
    assert "<img" not in shown and 'dir="rtl"' in shown and "–" in shown


def test_a_table_counts_what_it_does_not_show_left_to_right() -> None:
    shown = show.table(pd.DataFrame({"n": range(20)}), rows=5)
    assert "15 more rows, of 20" in shown and '<p dir="ltr">' in shown


def test_a_wrong_direction_is_refused() -> None:
    with pytest.raises(InputError, match="expected 'rtl' or 'ltr', got 'right'"):
        show.table(pd.DataFrame(), direction="right")


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_marks_show_every_character_once(text: str, places: list[tuple[int, int]]) -> None:
    marks = [(min(p), min(max(p), len(text)), "cue") for p in places if min(p) <= len(text)]
    seen = text.translate(show._UNSEEN)  # characters without a picture are shown by a sign
    assert plain(show.marked(text, marks)) == seen


def test_a_page_shows_all_its_lines_and_their_reasons(tmp_path) -> None:
    line = f"قال ناطق إن {HOSTILE} لا يعمل هنا، وإن البحث مستمر منذ أيام."
    (tmp_path / "page.txt").write_text(f"{line}\n{line}\n", encoding="utf-8")
    corpus = ct.load_corpus(tmp_path)
    shown = show.page(corpus, "page.txt")
    assert "<img" not in shown and plain(shown).count(HOSTILE) == 2
    with pytest.raises(InputError, match="no page 'other.txt'"):
        show.page(corpus, "other.txt")


def test_statements_mark_source_cue_and_quotation() -> None:
    frame = pd.DataFrame({"doc_id": ["1"], "text": ["قالت الوزيرة ميلانا دروغو إن «الباب مفتوح»."]})
    shown = show.statements(ct.extract_statements(ct.Corpus.from_documents(frame)))
    for kind in ("source", "cue", "quote"):
        assert f'title="{kind}"' in shown
    assert "text-align:right" in shown


def test_what_could_deceive_the_eye_is_shown() -> None:
    shown = show.table(pd.DataFrame({"page": ["a\u202egnp.exe", "b\x00"]}))
    assert "\u202e" not in shown and "[U+202E]" in shown and "\x00" not in shown


def test_cells_of_every_kind_are_shown() -> None:
    import numpy as np

    values = [pd.NA, pd.NaT, None, float("nan"), [1, 2], np.array([1, 2]), 12345.0, 0.12345]
    shown = plain(show.table(pd.DataFrame({"v": values}, dtype=object)))
    assert shown == "v––––[1, 2][1 2]123450.123"


def test_names_of_rows_are_part_of_a_table() -> None:
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["الأفق", "المرفأ"], name="outlet"))
    assert plain(show.table(frame)) == "outletnالأفق1المرفأ2"
    assert plain(show.table(frame.reset_index(drop=True)[::-1])) == "n21"


def test_two_versions_lose_no_word_and_mark_what_differs() -> None:
    common = "وقع البلدان اليوم في العاصمة اتفاقا جديدا لتبادل الطاقة بينهما مدة خمس سنوات كاملة"
    frame = pd.DataFrame({"doc_id": ["1", "2"], "text": [f"{common}.", f"{common} <b>وأكثر</b>."]})
    corpus = ct.Corpus.from_documents(frame)
    shown = show.versions(ct.compare_versions(corpus, "1", "2"), names=("أ", "<i>ب</i>"))
    assert "<i>" not in shown and 'title="added"' in shown
    assert plain(shown).count("العاصمة") == 2
