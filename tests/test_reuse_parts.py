"""What reuse is found with: words as numbers, proposals, alignment, figures and quotations."""

import re
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.reuse import find_text_reuse, proposals
from corpus_tools.reuse.alignment import Passages, align, find_seeds
from corpus_tools.reuse.marks import Spots, find_marks
from corpus_tools.reuse.passages import SHINGLE, WordArrays, hash_words
from test_reuse import WORDS, text_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أعلن", "اعلن"),  # hamza on alef
        ("كِتَابٌ", "كتاب"),  # harakat
        ("كـــتاب", "كتاب"),  # tatweel
        ("الوزير", "وزير"),
        ("الحكومة", "والحكومه"),  # conjunction, teh marbuta
        ("على", "علي"),
        ("للدولة", "الدولة"),
        ("٢٠٢٤", "2024"),
        ("\u200fبيان\u200f", "بيان"),  # direction marks
        ("\ufedb\ufe98\ufe8e\ufe8f", "كتاب"),  # presentation forms
    ],
)
def test_spellings_of_one_word_are_equal(one, other):
    words = hash_words([one, other])
    assert words.lengths.tolist() == [1, 1]
    assert words.of(0)[0] == words.of(1)[0]


@pytest.mark.parametrize(
    ("one", "other"), [("ملك", "كلم"), ("كتاب", "كتب"), ("أ", "ب"), ("12", "21")]
)
def test_different_words_differ(one, other):
    words = hash_words([one, other])
    assert words.of(0)[0] != words.of(1)[0]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), max_size=6))
def test_places_lead_back_to_words(texts):
    words = hash_words(texts)
    assert len(words.lengths) == len(texts)
    for number, text in enumerate(texts):
        place = slice(words.offsets[number], words.offsets[number + 1])
        starts, ends = words.starts[place], words.ends[place]
        assert (starts < ends).all() and (ends[:-1] <= starts[1:]).all()
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            assert 0 <= start and end <= len(text)
            assert not any(c.isspace() for c in text[start:end])


def test_no_word_of_a_text_that_repeats_itself_is_counted_twice():
    n_pairs = 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        n_words = rng.integers(5, 80, 6)
        texts = [" ".join(rng.choice("قال قالت وزير أن".split(), n)) for n in n_words]
        ids = [str(i) for i in range(len(texts))]
        pairs = find_text_reuse(pd.DataFrame({"doc_id": ids, "text": texts}))
        of_pair = n_words[pairs[["doc_a", "doc_b"]].astype(int).to_numpy()]
        assert (pairs["n_tokens"].to_numpy()[:, None] <= of_pair).all(), seed
        n_pairs += len(pairs)
    assert n_pairs > 30
