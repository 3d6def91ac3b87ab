"""Normalisation: one spelling, idempotent, equal on canonically equivalent input."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools import normalize as n
from corpus_tools.schema import InputError

BLOCKS = [(0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF),
          (0x0300, 0x036F), (0x200B, 0x200F), (0x2066, 0x2069), (0x20, 0x7E), (0xD800, 0xD8FF)]  # fmt: skip
texts = st.text(
    st.one_of([st.characters(min_codepoint=a, max_codepoint=b, categories=None) for a, b in BLOCKS]
              + [st.characters()]), max_size=14)  # fmt: skip
configurations = st.builds(
    n.Normalization, **{name: st.booleans() for name in n.STEPS}
)  # fmt: skip


@pytest.mark.parametrize("name", n.STEPS)
@settings(max_examples=150, deadline=None)
@given(text=texts)
def test_each_step_is_idempotent_and_blind_to_composition(name: str, text: str) -> None:
    step = n.STEPS[name]
    once = step(text)
    assert step(once) == once
    assert step(unicodedata.normalize("NFD", text)) == once


@settings(max_examples=400, deadline=None)
@given(text=texts, configuration=configurations)
def test_every_configuration_is_idempotent_and_blind_to_composition(text, configuration) -> None:
    once = n.normalize(text, configuration)
    assert n.normalize(once, configuration) == once
    assert n.normalize(unicodedata.normalize("NFD", text), configuration) == once


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        (n.unify_presentation_forms, "\ufefb", "لا"),
        (n.unify_letters, "\u06a9\u062a\u0627\u0628\u06cc", "كتابي"),
        (n.unify_letters, "\u0645\u062f\u0631\u0633\u06d5", "مدرسه"),
        (n.unify_digits, "\u0662\u06f3", "23"),
        (n.strip_tatweel, "ســلام", "سلام"),
        (n.dediacritize, "مُدَرِّسٌ", "مدرس"),
        (n.dediacritize, "سُؤَال", "سؤال"),
        (n.strip_bidi_controls, "\u200fكوريا\u202c", "كوريا"),
        (n.strip_joiners, "كتاب\u200c", "كتاب"),
        (n.strip_joiners, "مي\u200cخواهم", "مي\u200cخواهم"),
        (n.strip_joiners, "در\u200cس", "درس"),
        (n.open_hashtags, "#قمة_السلام", "قمة السلام"),
        (n.normalize_alef, "أإآٱ", "اااا"),
        (n.normalize_hamza, "مسؤول بئر", "مسوول بير"),
    ],
)
def test_what_a_step_does(step, before, after) -> None:
    assert step(before) == after


@pytest.mark.parametrize("word", ["على", "علي", "مدرسة", "مدرسه", "سؤال", "بئر", "شيء"])
def test_defaults_leave_letters_that_tell_words_apart(word: str) -> None:
    assert n.normalize(word) == word


def test_explain_returns_the_steps_that_changed_something() -> None:
    text, changes = n.explain("سـلامٌ")
    assert text == "سلام"
    assert [name for name, _, _ in changes] == ["tatweel", "marks"]
    assert n.explain("سلام") == ("سلام", [])


def test_errors_name_the_parameter() -> None:
    with pytest.raises(InputError, match="text: expected a str, got float"):
        n.normalize(1.5)
    with pytest.raises(InputError, match="alef: expected True or False"):
        n.Normalization(alef="yes")


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=6), st.text("اأإىةؤئبـ\u064e\u0651\u0652\u0654aB", max_size=8)),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
def test_the_quick_way_gives_the_same(text: str, alef: bool, marks: bool, hashtags: bool) -> None:
    chosen = n.Normalization(alef=alef, marks=marks, hashtags=hashtags)
    assert n.quick_normalize(chosen)(text) == n.normalize(text, chosen)
