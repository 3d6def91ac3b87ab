"""Fuzz targets: whatever comes in, no crash, no lost character, no endless time.

Each target runs on 2,000 inputs here, the same ones each time. By hand, with other inputs each
time and as many as one likes, or guided by the code that an input reaches: `tools/fuzz.py`.
"""

import os
import re
import unicodedata
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.articles.segmenter import segment_page
from corpus_tools.charts.labels import label
from corpus_tools.normalize import Normalization, explain, normalize, quick_normalize
from corpus_tools.pages import delimited, records
from corpus_tools.pages.decoding import decode
from corpus_tools.pages.html import read_html
from corpus_tools.schema import SPAN_LABELS
from corpus_tools.statements.cues import Vocabulary
from corpus_tools.statements.cutting import Stretches
from corpus_tools.statements.extraction import STATEMENT_COLUMNS
from corpus_tools.statements.reading import read_texts
from corpus_tools.tokens.encoding import encode

INPUTS = int(os.environ.get("CORPUS_TOOLS_FUZZ", "2000"))
FUZZ = settings(
    max_examples=INPUTS, deadline=None, derandomize="CORPUS_TOOLS_FUZZ" not in os.environ,
    database=None, suppress_health_check=list(HealthCheck),
)  # fmt: skip

WORDS = (
    "قال قالت وقال الوزير وزير الخارجية إن أن المحطة افتتحت أمس في العاصمة بحسب وفقا لوكالة رويترز "
    "لـ«الأفق» لم ينف نفى أكد واتهم بيونغ يانغ كوريا الشمالية استفزاز سلام ناجح 2018 ٣ 3.5% #قمة "
    "المصدر: اقرأ أيضا شارك تعليقات (3) الرئيسية | كتب: د. أ.ف.ب مايو/أيار 13/04/2018 كِتَابٌ ـــ "
    "BBC https://a.test/x @user وبالعلاقات فللمسؤولين"
).split()
ODD = (
    "\u200f", "\u200e", "\u202e", "\u2067", "\u200d", "\u200c", "\ufeff", "\u00a0", "\u0640", "\u064e",
    "\u0651", "\u0670", "\ufefb", "\ufdfa", "\u0300", "\U0001f600", "\U0001ee00", "\ud800", "\x00", "\x1b",
    "\u2028", "\x85", "ى", "ة", "ﷲ", "İ", "ß",
)  # fmt: skip
MARKS = (" ", " ", " ", ". ", "، ", "\n", "\n", "\r\n", "\t", "«", "»", "\"", "\u201c", "\u201d", "'", "(", ")",
         "[", "]", ":", "؟ ", "! ", "...", "..", "-", "/", "$", "%", "<p>", "</p>", "<b", "&amp;", "&#x", "<!--",
         "{", "}", ",", ";", "\\")  # fmt: skip
PIECES = st.sampled_from([*WORDS, *MARKS, *MARKS, *ODD])
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.lists(
    st.sampled_from([*WORDS, *MARKS]), max_size=60
).map(" ".join)
CLEAN = TEXTS.map(lambda t: t.replace("\ud800", "")) | st.text(max_size=40)
STRETCHES = Stretches(Vocabulary())


def corpus_of(*texts: str):
    return ct.Corpus.from_documents(
        pd.DataFrame({"doc_id": [str(i) for i in range(len(texts))], "text": list(texts)})
    )


@FUZZ
@given(text=TEXTS)
def test_pages(text):
    """HTML and bytes: what is visible comes out, whatever the markup."""
    data = text.encode("utf-8", "replace")
    decoded = decode(data)
    assert decoded.text == data.decode("utf-8") or decoded.problem or decoded.encoding != "utf-8"
    page = read_html(text.replace("\ud800", ""))
    assert isinstance(page.text, str) and "\r" not in page.text


@FUZZ
@given(text=CLEAN, title=st.none() | st.sampled_from(WORDS), known=st.booleans())
def test_articles(text, title, known):
    """The spans of a page cover it from its first character to its last."""
    layout = segment_page(text, title=title, known=known)
    assert "".join(text[s.start : s.end] for s in layout.spans) == text
    assert [s.start for s in layout.spans] == [0, *(s.end for s in layout.spans)][: len(layout.spans)]
    numbers = {a.position for a in layout.articles}
    for span in layout.spans:
        assert span.label in SPAN_LABELS and span.reason
        assert span.article is None or span.article in numbers


FORMS = [
    Normalization(),
    Normalization(hamza=True, alef_maksura=True, teh_marbuta=True),
    Normalization(alef=False, hashtags=False),
]


@FUZZ
@given(text=TEXTS, form=st.sampled_from(FORMS))
def test_normalise(text, form):
    """Twice is once; canonically equivalent input is one; explaining changes nothing."""
    once = normalize(text, form)
    assert normalize(once, form) == once
    assert normalize(unicodedata.normalize("NFD", text), form) == once
    assert explain(text, form)[0] == once
    word = text.split()[0] if text.split() else ""
    assert quick_normalize(form)(word) == normalize(word, form)


@FUZZ
@given(text=TEXTS)
def test_segment(text):
    """Clitics and stem, joined, are the word; tokens are where they are said to be."""
    for word in text.split()[:4]:
        found = ct.segment(word)
        assert "".join((*found.proclitics, found.stem, *found.enclitics)) == word
    tokens = encode([text, text[::-1]])
    for document, source in enumerate((text, text[::-1])):
        place = slice(*tokens.offsets[document : document + 2])
        starts, ends = tokens.starts[place], tokens.ends[place]
        assert (ends > starts).all() and (starts[1:] >= ends[:-1]).all()
        covered = np.zeros(len(source) + 1, bool)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            covered[start:end] = True
        lost = [c for i, c in enumerate(source) if "\u0621" <= c <= "\u064a" and c != "\u0640"
                and not covered[i]]  # fmt: skip
        assert not lost, f"letters in no token: {lost}"
        for form, start, end in zip(tokens.forms[place].tolist(), starts, ends, strict=True):
            assert tokens.words[form] == source[start:end]


@FUZZ
@given(text=CLEAN)
def test_statements(text):
    """Statements are stretches of the text, in order, and no letter stands outside them."""
    at, rest = 0, []
    for values in chain(*read_texts([text], STRETCHES)):
        row = dict(zip(STATEMENT_COLUMNS[4:], values, strict=True))
        assert row["text"] == text[row["start"] : row["end"]] and row["start"] >= at
        rest.append(text[at : row["start"]])
        at = row["end"]
        assert row["voice"] in ("outlet", "attributed", "mixed")
        for start, end, words in row["quotes"]:
            assert row["start"] <= start < end <= at and text[start:end] == words
    rest.append(text[at:])
    assert not re.search(r"[^\W\d_]", "".join(rest))


TARGETS = {"كوريا الشمالية": ["كوريا الشمالية", "بيونغ يانغ"], "الوزير": ["الوزير"]}


@settings(FUZZ, max_examples=max(INPUTS // 20, 1))
@given(texts=st.lists(CLEAN, min_size=20, max_size=20))
def test_stance(texts):
    """Scores lie in their range and their evidence in the statement; twenty texts at a time."""
    statements = ct.extract_statements(corpus_of(*texts))
    before = statements.copy(deep=True)
    for row in ct.score_stance(statements, targets=TARGETS).itertuples():
        assert -1 <= row.score <= 1 and row.stance in ("favor", "against", "none")
        assert row.stance == "none" or (row.score > 0) == (row.stance == "favor")
        for start, end, words in row.evidence:
            text = texts[int(row.doc_id)]
            assert row.start <= start < end <= row.end and text[start:end] == words
    pd.testing.assert_frame_equal(statements, before)


@FUZZ
@given(text=TEXTS, base=st.sampled_from(["rtl", "ltr"]), width=st.none() | st.integers(1, 30))
def test_label(text, base, width):
    """A label keeps its letters and digits, and labelling it again is harmless."""
    once = label(text, base=base, width=width)
    assert label(once, base=base, width=width) == once
    assert isinstance(once.logical, str)
    if width is None:
        kept = [c for c in unicodedata.normalize("NFKC", once) if c.isalnum()]
        given_ = [c for c in unicodedata.normalize("NFKC", text) if c.isalnum()]
        assert sorted(kept) == sorted(given_)


@FUZZ
@given(text=TEXTS, kind=st.sampled_from(["jsonl", "json", "csv", "tsv"]))
def test_readers(text, kind):
    """Every line of records is a record or a trouble with its place."""
    if kind == "jsonl":
        lines = text.split("\n")
        found = list(records.read_json_lines(lines))
        assert len(found) == sum(bool(line.strip()) for line in lines)
    elif kind == "json":
        found = list(records.read_json(text))
    else:
        found = list(delimited.read_table(text, delimiter="," if kind == "csv" else "\t"))
    for item in found:
        assert isinstance(item, (records.Record, records.Trouble)) and item.place


@settings(FUZZ, max_examples=max(INPUTS // 5, 1))
@given(texts=st.lists(CLEAN, min_size=2, max_size=4), again=st.integers(0, 3))
def test_reuse(texts, again):
    """Four to six texts at a time: passages lie in their texts; a text said twice is found."""
    whole = " ".join(WORDS[:30])
    texts = [*texts, f"{texts[again % len(texts)]} {whole}", f"{whole} {texts[0]}"]
    pairs = ct.find_text_reuse(corpus_of(*texts))
    for row in pairs.itertuples():
        a, b = texts[int(row.doc_a)], texts[int(row.doc_b)]
        assert 0 <= row.start_a < row.end_a <= len(a) and 0 <= row.start_b < row.end_b <= len(b)
        assert max(row.similarity, row.share_a, row.share_b) <= 1 and row.similarity > 0
        assert row.doc_a != row.doc_b
    last = {str(len(texts) - 2), str(len(texts) - 1)}
    assert any({row.doc_a, row.doc_b} == last for row in pairs.itertuples())


# --- time --------------------------------------------------------------------------------------

N = 10_000_000  # characters of the largest page


def html(text: str) -> None:
    read_html(text)


def articles(text: str) -> None:
    segment_page(text)


def statements(text: str) -> None:
    ct.extract_statements(corpus_of(text))


def stance(text: str) -> None:
    ct.score_stance(ct.extract_statements(corpus_of(text)), targets=TARGETS)


def tokens(text: str) -> None:
    ct.tokenize([text])


def reuse(text: str) -> None:
    ct.find_text_reuse(corpus_of(text, text[::-1], text[1:]))


def names(text: str) -> None:
    normalize(text)


SHAPES = {
    "one line": (lambda n: "قال الوزير إن المحطة افتتحت أمس، " * (n // 33), 1_000_000),
    "quotation marks": (lambda n: "«" * (n // 2) + "\"" * (n // 2), 100_000),
    "pairs of quotation marks": (lambda n: "«قال» " * (n // 6), 300_000),
    "brackets": (lambda n: "(" * n + "كلمة" + ")" * n, 50_000),
    "elements": (lambda n: "<div>" * n + "كلمة", 50_000),
    "one-letter words": (lambda n: "ا " * n, 1_000_000),
    "letters without a space": (lambda n: "ا" * n, 1_000_000),
    "full stops": (lambda n: "." * n, 200_000),
    "initials": (lambda n: "أ. " * n, 100_000),
    "lines": (lambda n: "خبر\n" * n, 50_000),
    "marks": (lambda n: "ب" + "\u064e" * n, 200_000),
}


@pytest.mark.parametrize("stage", [html, articles, statements, stance, tokens, reuse, names])
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_length_and_not_with_its_square(stage, shape):
    """Four times the text takes about four times as long, where a square would take sixteen."""
    make, n = SHAPES[shape]
    long, short = make(n), make(n // 4)
    slow = _seconds(stage, long)
    if slow < 0.5:
        return
    quick = _seconds(stage, short)
    for _ in range(2):  # what else the machine does may fall on one of the two
        if slow < 9 * quick:
            return
        quick = max(quick, _seconds(stage, short))
        slow = min(slow, _seconds(stage, long))
    assert slow < 9 * quick, f"{quick:.2f} s, then {slow:.2f} s for four times as much"


def test_a_page_of_ten_megabytes_in_one_line_goes_through_all(tmp_path):
    sentence = "قال الوزير إن المحطة الجديدة افتتحت أمس في العاصمة بحضور المسؤولين. "
    Path(tmp_path / "a.txt").write_text(sentence * (N // 2 // len(sentence)), encoding="utf-8")
    seconds = _seconds(lambda path: tokens(ct.load_corpus(path).pages["text"][0]), tmp_path)
    assert seconds < 30, seconds


def _seconds(call, argument) -> float:
    import gc
    import time

    gc.disable()  # what a collection costs depends on all that the tests before left behind
    try:
        begun = time.process_time()
        call(argument)
        return time.process_time() - begun
    finally:
        gc.enable()
