"""The words of statements: cut together as one would cut each text alone, with their places."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.stance.targets import aligned, bare, beginnings, check_targets, find_mentions
from corpus_tools.statements import cutting
from corpus_tools.statements.cues import COLON, CUE, SPEAKS, Vocabulary
from corpus_tools.statements.cutting import Stretches, Words
from corpus_tools.statements.reading import read_texts

STRETCHES = Stretches(Vocabulary())
PIECES = st.sampled_from(
    "قال الوزير إن السد جاهز وأضاف «نعم» \"لا\" : ، . .. ... ؟ - ' '' \u2019 3.5 BBC a.b #و_سم @x ـ عَبر جاي إن \u200d "
    "\u200f \U0001f600 \ud800 \x1c \u3000 \u2028 و\u064b".split(" ")
) | st.sampled_from(" \n\t")  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES).map("".join), max_size=6)
WORD = re.compile(
    "[\\w\u064b-\u065f\u0670\u0640\u200c\u200d#@]+(?:[-'.\u2019][\\w\u064b-\u065f\u0670]+)*|\\.\\.+|[^\\w\\s]"
)
DROPPED = "\"«»\u201c\u201d'\u0640"


@settings(max_examples=300, deadline=None)
@given(texts=TEXTS)
def test_words_of_a_batch_are_those_of_each_text(texts):
    held = Words(STRETCHES, texts, [[(0, len(t))] for t in texts])
    for text, first, last in zip(texts, held.firsts, held.lasts, strict=True):
        tokens, starts, ends = held.between(first, last)
        found = [m for m in WORD.finditer(text) if m.group() not in DROPPED]
        assert [t.text for t in tokens] == [m.group() for m in found]
        assert starts == [m.start() for m in found]
        assert ends == [m.end() for m in found]


@settings(max_examples=200, deadline=None)
@given(texts=TEXTS)
def test_texts_read_together_give_what_each_gives_alone(texts):
    together = list(read_texts(texts, STRETCHES))
    alone = [rows for text in texts for rows in read_texts([text], STRETCHES)]
    assert together == alone


def test_what_a_sentence_holds_is_told_from_its_words():
    texts = ["وصل الوزير. قال الوزير إن السد جاهز. الوزير: نعم", ""]
    held = Words(STRETCHES, texts, [[(0, 11), (12, 36), (37, 49)], []])
    assert [bool(t & CUE) for t in held.tells] == [False, True, False]
    assert [bool(t & COLON) for t in held.tells] == [False, False, True]
    assert [bool(t & SPEAKS) for t in held.tells] == [False, True, True]


def test_too_many_stretches_are_not_kept(monkeypatch):
    kept = cutting.bundled_stretches()
    assert cutting.bundled_stretches() is kept
    monkeypatch.setattr(cutting, "_MOST", -1)
    assert cutting.bundled_stretches() is not kept
    assert not cutting.bundled_stretches()


NAMES = st.sampled_from(["النهر", "كوريا الشمالية", "#الإخوان", "مرسي", "غزة", "أب", "لل"])
PREFIXES = st.sampled_from(["", "و", "ب", "ول", "لل", "فبال", "\u0651", "\u0640"])


@settings(max_examples=300, deadline=None)
@given(name=NAMES, parts=st.lists(PREFIXES | NAMES | st.just(" "), max_size=8))
def test_no_mention_without_the_beginning_of_a_name(name, parts):
    text = "".join(parts) + f" لل{name[2:]} و{name}"
    mentions = find_mentions(text, check_targets({"t": [name]})["t"])
    for start, end in mentions:
        assert any(b in bare(aligned(text)[start:end]) for b in beginnings([name]))
