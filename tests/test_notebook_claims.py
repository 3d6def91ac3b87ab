"""Sentences of the notebooks on corpora where a careless one would be wrong."""

import io
import json
import random
from pathlib import Path

import pandas as pd
import pytest

from corpus_tools.figures.runner import run_notebooks
from test_notebooks import ROOT, shown

STORIES = [
    "أعلنت وزارة الطاقة في جمهورية الساحل افتتاح محطة جديدة شمال العاصمة بعد عامين من العمل.",
    "فاز منتخب المرفأ على ضيفه بثلاثة أهداف في مباراة الدور الأول أمام جمهور كبير من المشجعين.",
    "قالت هيئة الأرصاد إن الأمطار ستستمر على السواحل حتى نهاية الأسبوع وإن الرياح شمالية.",
    "افتتح معرض الكتاب أبوابه أمام الزوار بمشاركة مئتي دار نشر وندوات في الأدب والتاريخ.",
]
WORDS = sorted(set(" ".join(STORIES).replace(".", "").split()))


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> Path:
    """Two outlets without a shared text and without a difference; sides with few statements."""
    folder = tmp_path_factory.mktemp("claims")
    rows = [{
        "title": f"خبر {i}", "outlet": ("الأفق", "المرفأ")[i % 2], "date": "2031-05-04",
        "text": f"{' '.join(random.Random(i).sample(WORDS, 24))}. وقال الوزير سالم إن الرقم {i} مهم.",
    } for i in range(16)]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "a.csv", index=False)
    project = folder / "project.toml"
    project.write_text('[sides]\n"الحكومة" = ["الوزير سالم", "البرلمان"]\n'
                       '[targets]\n"المعرض" = ["المعرض", "معرض الكتاب"]\n"كتاب" = ["الكتاب"]\n',
                       encoding="utf-8")  # fmt: skip
    (folder / "books").mkdir()
    for path in (ROOT / "notebooks").glob("0[124]-*[!k].ipynb"):
        (folder / "books" / path.name).write_bytes(path.read_bytes())
    run_notebooks(folder / "books", corpus=folder / "a.csv", project=project, out=folder / "o",
                  keep_executed=True, stream=io.StringIO())  # fmt: skip
    return folder / "o"


def test_nothing_is_said_of_copies_that_are_not_there(executed) -> None:
    assert "Texts that were printed more than once: **0**." in shown(executed, "01")
    assert "in 1 articles" not in shown(executed, "01") and "**1** articles" not in shown(executed, "01")
    assert "there is nothing to leave out" in shown(executed, "02")


def test_a_word_that_chance_may_explain_is_not_said_to_hold(executed) -> None:
    said = shown(executed, "02")
    assert "the direction holds" not in said
    assert "chance may explain it in each" in said or "Nothing to compare" in said


def test_a_large_number_of_words_is_not_called_small(executed) -> None:
    said = [line for line in shown(executed, "04").splitlines() if line.startswith("Counted in words")]
    assert said and not any("fewer than 30 in every outlet" in line for line in said)


def test_targets_that_mention_one_another_are_told_in_a_sentence(executed) -> None:
    said = shown(executed, "04")
    assert "'معرض الكتاب' of 'المعرض' mentions 'كتاب' too; what names it counts for both.**" in said
    assert "UserWarning" not in said


def test_steps_of_normalisation_are_not_said_to_change_what_they_do_not(executed) -> None:
    said = shown(executed, "02")
    assert "canonical_composition" in said and "teh_marbuta" in said


def test_names_that_meet_nothing_are_told(executed) -> None:
    said = shown(executed, "04")
    assert "that no source bears: \u2068«البرلمان»\u2069." in said
    assert "Targets that no statement names: \u2068«المعرض»\u2069." in said


def test_the_claim_that_is_tried_is_one_that_holds_where_there_is_one() -> None:
    (path,) = (ROOT / "notebooks").glob("04-*outlets.ipynb")
    source = ["".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    (cell,) = [s for s in source if "lexicon[::2]" in s]
    begin, end = cell.index("    held = base"), cell.index("    goal = ")
    base = pd.DataFrame({"estimate": [0.9, -0.3, 0.1], "q_value": [0.4, 0.01, 0.02], "within": "x"})
    names = {"base": base}
    exec("if True:\n" + cell[begin:end], names)
    assert names["claim"]["estimate"] == -0.3
    names = {"base": base.assign(q_value=1.0)}
    exec("if True:\n" + cell[begin:end], names)
    assert names["claim"]["estimate"] == 0.9
