"""Clitics and lemmas: golden cases, the word given back, and a floor on words cut by hand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_tools as ct
from corpus_tools.lexicons import read_table
from corpus_tools.normalize import fold_word
from corpus_tools.schema import InputError
from corpus_tools.tokens.bulk import split_stems
from corpus_tools.tokens.known_words import Table, corpus_segmenter, corpus_table
from corpus_tools.tokens.segmentation import (
    Segmenter,
    default_frequency,
    default_segmenter,
    features,
)

HERE = Path(__file__).resolve().parent
GOLD = [line.split("\t") for line in
        (HERE / "data" / "words" / "segmentation.tsv").read_text("utf-8").splitlines()[1:]]  # fmt: skip


def _case(row: list[str]):
    failing = pytest.mark.xfail(strict=True, reason=row[5])
    return pytest.param(row, id=row[0], marks=[failing] if row[4] == "known_failure" else [])


@pytest.mark.parametrize("row", [_case(r) for r in GOLD])
def test_golden(row) -> None:
    word, pro, stem, enc = row[:4]
    found = ct.segment(word)
    assert (found.proclitics, found.stem, found.enclitics) == (
        tuple(pro.split()), stem, tuple(enc.split()))  # fmt: skip


def test_there_are_sixty_negatives_and_all_four_groups() -> None:
    groups = [row[4] for row in GOLD]
    assert groups.count("negative") >= 60
    assert set(groups) == {"wild", "synthetic", "negative", "known_failure"}


letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوىيةءآأؤإئ"
signs = "\u064b\u064e\u0651\u0652\u0640"


@settings(max_examples=400, deadline=None)
@given(st.text(letters + signs, min_size=1, max_size=12))
def test_pieces_give_the_word_back(word: str) -> None:
    found = ct.segment(word)
    assert "".join((*found.proclitics, found.stem, *found.enclitics)) == word


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=8))
def test_any_string_is_taken(word: str) -> None:
    found = ct.segment(word)
    assert "".join((*found.proclitics, found.stem, *found.enclitics)) == word


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("وبالعلاقات", "علاقة"), ("للحظر", "حظر"), ("نريد", "أراد"), ("قالت", "قال"),
     ("مدرستها", "مدرسة"), ("بوتين", "بوتين"), ("المسؤولين", "مسؤول"),
     ("النزاع", "نزاع"), ("نزاع", "نزاع"), ("خطابا", "خطاب"), ("والحكومتين", "حكومة"),
     ("خارجية", "خارجي"),
     # what rules and dictionary miss: masdars, broken plurals, weak verbs, participles
     ("كتابته", "كتابة"), ("الطرق", "طريقة"), ("تقوم", "قام"), ("يقيم", "أقام"), ("قضت", "قضى"),
     ("القوات", "قوة"), ("إدارات", "إدارة"), ("الأمم", "أمة"), ("يوم", "يوم"), ("بدت", "بدا"),
     ("والتزام", "التزام"), ("بالبحرين", "البحرين"), ("المتظاهرين", "متظاهر"),
     ("نبلويا", "نبلويا"),
     # the commoner of two verbs; duals with a pronoun are not «لدى» and «فدى»
     ("يعد", "عد"), ("ويعد", "عد"), ("تعد", "عد"), ("بدا", "بدا"), ("يبدو", "بدا"),
     ("بلدينا", "بلد"), ("بلديهما", "بلد"), ("وفديهما", "وفد"), ("لدينا", "لدى")],
)  # fmt: skip
def test_lemmas(word: str, lemma: str) -> None:
    assert ct.segment(word).lemma == lemma


def test_vowel_signs_stay_on_the_pieces() -> None:
    found = ct.segment("وَبِالعَلاقاتِ")
    assert found.proclitics == ("وَ", "بِ")
    assert found.stem == "العَلاقاتِ"


def test_a_vocabulary_of_ones_own() -> None:
    assert ct.segment("وزرياب", vocabulary={"زرياب": 50, "في": 900}).proclitics == ("و",)
    assert ct.segment("وزرياب", vocabulary=["في"] * 9).proclitics == ()
    with pytest.raises(InputError, match="word: expected a str, got NoneType"):
        ct.segment(None)


@pytest.mark.parametrize("word", ["وقال", "كتابهم", "بالتعاون", "للحظر", "وسيعلن", "مستواه"])
def test_the_tuned_score_is_the_one_that_runs(word: str) -> None:
    costs = {(r["kind"], r["form"]): float(r["cost"]) for r in read_table("clitics")}
    best = max(
        features(word, default_frequency()),
        key=lambda c: sum((1 if k[0] == "weight" else -1) * costs[k] * v for k, v in c[3]),
    )
    assert default_segmenter().split(fold_word(word)) == best[:3]


def test_floor_on_words_cut_by_hand(eval_dir: Path) -> None:
    scorer = eval_dir / "gold" / "tokens" / "score_tokens.py"
    said = subprocess.run([sys.executable, str(scorer)], capture_output=True, text=True,
                          check=True, env=dict(os.environ)).stdout.split()  # fmt: skip
    assert float(said[said.index("exact") + 1]) >= 99.0
    assert float(said[said.index("B3") + 1].split("/")[2]) >= 94.0


DEFAULT_TABLE = Table.of(default_segmenter())
letters_of_clitics = st.text("والفبكلسهماتينىةءئؤ", max_size=9)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.one_of(letters_of_clitics, st.sampled_from(list(default_frequency())[:9000]),
                          st.text(max_size=4)), unique=True, max_size=300))  # fmt: skip
def test_words_at_once_are_split_as_one_by_one(words: list[str]) -> None:
    of_corpus = corpus_segmenter(words, [3] * len(words))
    for segmenter, table in (
        (default_segmenter(), DEFAULT_TABLE), (of_corpus, corpus_table(words, of_corpus)),
    ):  # fmt: skip
        expected = [segmenter.split(w)[2] for w in words]
        assert split_stems(words, segmenter, table) == expected


def test_all_of_the_gold_words_at_once() -> None:
    words = sorted({fold_word(row[0]) for row in GOLD} | set(list(default_frequency())[:30000]))
    segmenter = default_segmenter()
    assert split_stems(words, segmenter) == [segmenter.split(w)[2] for w in words]


def test_segmenter_takes_costs() -> None:
    free = {(r["kind"], r["form"]): float(r["cost"]) for r in read_table("clitics")}
    dear = {k: 99.0 if k[0] == "prefix" else v for k, v in free.items()}
    assert Segmenter(default_frequency(), costs=dear).split("والرئيس")[0] == ""


@pytest.mark.parametrize("word, lemma", [
    ("بيروت", "بيروت"), ("وببيروت", "بيروت"), ("بيرو", "بيرو"), ("تعز", "تعز"), ("درعا", "درعا"),
    ("بعقوبة", "بعقوبة"), ("بالسليمانية", "السليمانية"), ("بعقوبات", "عقوبة"), ("الدروع", "درع"),
    ("الى", "إلى"), ("وايضا", "أيضا"), ("أيضا", "أيضا"), ("مات", "مات"), ("الامارات", "الإمارات"),
])  # fmt: skip
def test_places_and_careless_spellings_are_counted_as_what_they_are(word, lemma):
    """Beirut is not Peru, and «الى» is not «لي»; nor do the names swallow the words beside them."""
    assert ct.tokenize([word]).vocabulary.tolist() == [lemma]
