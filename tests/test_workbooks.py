"""Workbooks: every task can be solved, an empty one is told kindly, a wrong answer is not passed."""

import ast
import json
from pathlib import Path

import pandas as pd
import pytest

import corpus_tools as ct
from corpus_tools import lab
from corpus_tools.lab.checks import TASKS
from corpus_tools.schema import InputError

ROOT = Path(__file__).resolve().parents[1]
WORKBOOKS = sorted((ROOT / "notebooks").glob("*-workbook.ipynb"))


def solutions() -> dict[str, str]:
    text = (ROOT / "tests" / "data" / "workbooks" / "solutions.py").read_text(encoding="utf-8")
    parts = text.split("# task ")[1:]
    return {part.split("\n", 1)[0].strip(): part.split("\n", 1)[1] for part in parts}


def run(path: Path, answers: dict[str, str]) -> dict[str, lab.Verdict]:
    """The verdicts of a workbook whose answer cells are replaced; cells run as a kernel would."""
    space: dict = {"display": lambda *_: None}
    verdicts = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        task = cell["metadata"].get("task")
        tags = cell["metadata"].get("tags", ())
        source = "".join(cell["source"])
        if "answer" in tags and task in answers:
            source = answers[task]
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), space)
        value = eval(compile(ast.Expression(last.value), path.name, "eval"), space) if last else None
        if "check" in tags:
            verdicts[task] = value
    return verdicts


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda p: p.stem)
def test_every_task_can_be_solved(path: Path) -> None:
    verdicts = run(path, solutions())
    assert verdicts and all(v.passed for v in verdicts.values()), verdicts


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda p: p.stem)
def test_an_empty_workbook_runs_and_says_what_to_do(path: Path) -> None:
    for verdict in run(path, {}).values():
        assert not verdict.passed and "three dots" in verdict.message and "الخلية" in verdict.message_ar


def test_every_workbook_has_its_notebook_and_every_check_its_task() -> None:
    tasks = {
        c["metadata"]["task"]
        for p in WORKBOOKS for c in json.loads(p.read_text(encoding="utf-8"))["cells"]
        if "task" in c["metadata"]
    }  # fmt: skip
    assert tasks == set(TASKS) == set(solutions())
    names = {p.name.replace("-workbook", "") for p in WORKBOOKS[:5]}
    assert names == {p.name for p in (ROOT / "notebooks").glob("0[1-5]-*.ipynb") if "workbook" not in p.name}


@pytest.fixture(scope="module")
def corpus():
    return ct.load_demo()


def test_wrong_answers_are_told_apart(corpus) -> None:
    n = len(corpus.documents)
    assert "more than one article" in lab.check("1.1", n - 1, corpus=corpus).message
    assert "spans" in lab.check("1.1", n + 1, corpus=corpus).message
    assert "number is asked for" in lab.check("1.1", "many", corpus=corpus).message
    assert "NaN" in lab.check("1.1", float("nan"), corpus=corpus).message
    assert "missing" in lab.check("1.4", ["x"], corpus=corpus).message
    assert "list of doc_ids" in lab.check("1.4", "x", corpus=corpus).message
    assert "other labels" in lab.check("1.3", corpus.spans, corpus=corpus).message
    tokens = ct.tokenize(corpus, scheme="lemma")
    assert "pad" in lab.check("2.2", ct.tokenize(corpus.select(outlet="الدفة"), scheme="lemma")
                              .without(["في"]), tokens=tokens).message  # fmt: skip
    assert "article stays" in lab.check("2.1", ("و", "ب", "ال"), word="وبالعلاقات").message
    matrix = tokens.document_term_matrix()
    assert "Documents are rows" in lab.check("3.1", matrix.shape[::-1], tokens=tokens).message
    stance = pd.DataFrame({"holder": ["outlet", "source"], "stance": "none", "score": 0.0, "target": "x"})
    assert "not the outlet's view" in lab.check("4.4", stance, stance=stance).message
    assert "drop the neutral" in lab.check("4.4", stance.head(0), stance=stance).message


def test_a_claim_needs_estimate_interval_and_texts() -> None:
    row = pd.DataFrame({"estimate": [-0.127], "low": [-0.194], "high": [-0.068], "n_clusters": [35],
                        "n_documents": [36]})  # fmt: skip
    words = "The mean stance of the outlet in its own voice on these pages is"
    told = f"{words} -0.13, from -0.19 to -0.07, over"
    assert lab.check("4.6", f"{told} 35 texts.", comparison=row).passed
    assert lab.check("4.6", f"{words} ‎٠٫١٣ between ٠٫١٩ and ٠٫٠٧ over ٣٥ texts", comparison=row).passed
    assert "how many texts" in lab.check("4.6", f"{told} some texts.", comparison=row).message
    assert "No row" in lab.check("4.6", f"{words} -0.13 over 35 texts.", comparison=row).message


def test_whatever_is_written_is_an_answer(corpus) -> None:
    for answer in (None, object(), [[1]], {"a": 1}, b"x", lambda: 1):
        assert not lab.check("1.6", answer, clusters=pd.DataFrame({"doc_id": ["a"], "reuse_cluster": ["a"]})).passed
        assert not lab.check("1.3", answer, corpus=corpus).passed
    shown = lab.check("1.1", "<img src=x>", corpus=corpus)._repr_html_()
    assert "<img" not in shown and 'dir="rtl"' in shown
    with pytest.raises(InputError, match="there is no task '9.9'"):
        lab.check("9.9", 1)
