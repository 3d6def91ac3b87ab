"""What reuse is found with: words as numbers, proposals, alignment, figures and quotations."""

import re
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.reuse import proposals
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


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS[:40].tolist()), max_size=30), st.integers(1, 3))
def test_a_text_has_the_same_words_wherever_it_stands(words, repeats):
    text = " ".join(words)
    many = hash_words(["مقدمة هنا"] * repeats + [text])
    assert (many.of(repeats) == hash_words([text]).of(0)).all()
    assert len(many.of(repeats)) == len(words)


def aligned(*documents, pairs=((0, 1),)) -> list[tuple]:
    """Passages as tuples: pair, first and last word of either, equal words, in a row."""
    lists = [np.array(words, dtype=np.uint64) for words in documents]
    offsets = np.concatenate([[0], np.cumsum([len(words) for words in lists])])
    nowhere = np.zeros(offsets[-1], dtype=np.int32)
    arrays = WordArrays(np.concatenate(lists), nowhere, nowhere, offsets)
    seeds = find_seeds(arrays, np.arange(len(documents)))
    found = align(arrays, seeds, np.array(pairs, dtype=np.int64))
    return list(zip(*(field.tolist() for field in found), strict=True))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), max_size=60), st.lists(st.integers(0, 12), max_size=60))
def test_alignment_claims_no_more_than_is_there(a, b):
    before = -1
    for _, *passage in aligned(a, b):
        p = SimpleNamespace(**dict(zip(Passages._fields[1:], passage, strict=True)))
        assert before < p.first_a <= p.last_a < len(a) and 0 <= p.first_b <= p.last_b < len(b)
        before = p.last_a
        shared = set(a[p.first_a : p.last_a + 1]) & set(b[p.first_b : p.last_b + 1])
        most = sum(word in shared for word in a[p.first_a : p.last_a + 1])
        assert 3 <= p.n_equal <= most


def test_alignment_by_hand():
    a = np.arange(100, 130, dtype=np.uint64)
    b = a.copy()
    b[[10, 20]] = [1, 2]  # two words replaced
    assert aligned(a, b) == [(0, 0, 29, 0, 29, 28, 10)]
    longer = np.concatenate([a[:15], [7, 8], a[15:]]).astype(np.uint64)  # two words put in
    assert aligned(a, longer) == [(0, 0, 29, 0, 31, 30, 15)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=50), min_size=3, max_size=5))
def test_pairs_are_lined_up_together_as_they_are_alone(documents):
    """Moved, repeated and crossing words too: pairs handled at once do not touch one another."""
    pairs = [(a, b) for a in range(len(documents)) for b in range(a + 1, len(documents))]
    alone = [
        (number, *rest)
        for number, (a, b) in enumerate(pairs)
        for _, *rest in aligned(documents[a], documents[b])
    ]
    assert aligned(*documents, pairs=pairs) == alone


def test_of_moved_blocks_the_heaviest_chain_is_kept():
    blocks = [np.arange(100 * k, 100 * k + n) for k, n in enumerate((12, 30, 14, 9), 1)]
    moved = [blocks[i] for i in (1, 0, 3, 2)]
    # 30 and 14 words stand in order in both; 12 and 9 were moved. Two blocks, one passage each.
    told = aligned(np.concatenate(blocks), np.concatenate(moved))
    assert [passage[-1] for passage in told] == [30, 14]


def test_a_text_that_is_said_twice_answers_to_the_second_time_too():
    words = list(range(100, 130))
    assert aligned([*words, *words], [*words, 1, 2, *words]) == [(0, 0, 59, 0, 61, 60, 30)]
    many = [1, 2] * 400  # nothing but repetition
    assert aligned(many, many[:-1])[0][-2] == len(many) - 1


# --- proposals --------------------------------------------------------------------------------


def proposed(arrays: WordArrays) -> tuple:
    return proposals.propose(arrays, proposals.find_identical(arrays))


def many_versions() -> list[str]:
    """Texts of one, two and many documents, and a paragraph that 60 share."""
    common = text_of(30, 7)
    texts = [
        f"{text_of(60, k)} {text_of(40, 100 + k // 2)} {text_of(20, 200 + k // 9)}"
        for k in range(60)
    ]
    return [f"{common} {text}" if k % 3 else f"{text} {common}" for k, text in enumerate(texts)]


@pytest.mark.parametrize(("runs", "pairs"), [(700, 10**7), (10**8, 50), (300, 20)])
def test_proposals_made_in_ranges_are_those_made_at_once(monkeypatch, runs, pairs):
    arrays = hash_words(many_versions())
    whole, together = proposed(arrays)
    monkeypatch.setattr(proposals, "_RUNS_AT_ONCE", runs)
    monkeypatch.setattr(proposals, "_PAIRS_AT_ONCE", pairs)
    parts, apart = proposed(arrays)
    assert (apart == together).all() and len(apart) > 60
    assert (parts.hashes == whole.hashes).all() and (parts.n_documents == whole.n_documents).all()


def test_evidence_by_hand():
    """Ten words that two documents share: seven runs of four, which say 1 each. Eight words that
    four share: five runs, which say 1/sqrt(3) each. Three runs across the seam, in two.
    """
    two, four = WORDS[:10].tolist(), WORDS[10:18].tolist()
    texts = [[*two, *four], [*WORDS[50:60], *two, *four], [*four, *WORDS[60:70]],
             [*WORDS[70:80], *four], WORDS[80:83].tolist(), []]  # fmt: skip
    arrays = hash_words([" ".join(words) for words in texts])
    runs, _ = proposed(arrays)
    told = runs.evidence(arrays, np.array([0, 1, 4, 5]))
    asked = np.array([[0, 0, 9], [0, 10, 17], [0, 0, 17], [1, 10, 19], [0, 0, 2], [4, 0, 2]]).T
    expected = [7, 5 / np.sqrt(3), 7 + 3 + 5 / np.sqrt(3), 7, 0, 0]
    assert told.between(*asked) == pytest.approx(expected, abs=1e-3)
    assert (told.between(*asked) >= np.array(expected) - 1e-9).all()  # never less for rounding


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), max_size=40), min_size=2, max_size=6))
def test_evidence_of_a_stretch_is_the_sum_over_its_runs(documents):
    arrays = hash_words([" ".join(WORDS[words]) if words else "" for words in documents])
    runs, _ = proposed(arrays)
    rows = [set(zip(*(words[k:] for k in range(SHINGLE)))) for words in documents]  # noqa: B905
    share = Counter(run for row in {tuple(w): r for w, r in zip(documents, rows, strict=True)}.values()
                    for run in row)  # fmt: skip
    told = runs.evidence(arrays, np.arange(len(documents)))
    for k, words in enumerate(documents):
        for first in range(0, max(len(words) - SHINGLE, 0), 3):
            last = len(words) - 1
            stretch = [tuple(words[i : i + SHINGLE]) for i in range(first, last - SHINGLE + 2)]
            expected = sum(1 / np.sqrt(share[run] - 1) for run in stretch if share[run] > 1)
            found = told.between(np.array([k]), np.array([first]), np.array([last]))[0]
            assert found == pytest.approx(expected, abs=1e-2)


# --- figures and quotations -------------------------------------------------------------------

MARKED = st.text(alphabet=st.sampled_from([*"\u00ab\u00bb\u201c\u201d\"\n  \u0660\u06f5", *"012345\u0627\u0628\u062a "]),
                 max_size=60)  # fmt: skip
QUOTATION = re.compile(
    '\u00ab[^\u00ab\u00bb]+\u00bb|\u201c[^\u201c\u201d]+\u201d|\u201d[^\u201c\u201d]+\u201c|"[^"\n]+"'
)


def figures_of(text: str) -> Counter:
    return Counter(
        "".join(str(int(digit)) for digit in found) for found in re.findall(r"\d+", text)
    )


@settings(max_examples=150, deadline=None)
@given(MARKED, MARKED, st.integers(0, 60), st.integers(0, 60))
def test_figures_and_quotations_are_those_that_reading_finds(one, other, start, end):
    """Against the same questions asked of the texts by regular expressions. A stretch never cuts
    a number in two, as a passage, made of words, does not.
    """
    texts = [one, "", other]
    marks = find_marks(texts, np.array([0, 1, 2]))
    spots = [Spots(np.array([k]), np.array([0]), np.array([len(texts[k])])) for k in (0, 2)]
    counted = [figures_of(text) for text in (one, other)]
    fewer = min(c.total() for c in counted)
    expected = fewer >= 3 and (counted[0] & counted[1]).total() < fewer / 2
    assert marks.are_refilled(*spots).tolist() == [expected]
    start, end = sorted((min(start, len(one)), min(end, len(one))))
    quoted = {i for m in QUOTATION.finditer(one) for i in range(*m.span())}
    inside = sum(i in quoted for i in range(start, end))
    spot = Spots(np.array([0]), np.array([start]), np.array([end]))
    assert marks.are_quoted(spot).tolist() == [inside >= 0.9 * (end - start)]


def test_no_document_has_marks():
    none = np.zeros(0, np.int64)
    marks = find_marks([], none)
    assert not len(marks.are_refilled(Spots(none, none, none), Spots(none, none, none)))
    assert not len(marks.are_quoted(Spots(none, none, none)))
