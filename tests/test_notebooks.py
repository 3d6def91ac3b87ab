"""The notebooks themselves: executed from a clean kernel on all three kinds of corpus."""

import io
import json
from pathlib import Path

import pytest

from corpus_tools.figures.runner import run_notebooks
from corpus_tools.figures.saving import read_manifest
from corpus_tools.figures.verification import FINE, compare_folders

ROOT = Path(__file__).resolve().parents[1]
COMPARISONS = {"02.2-keyness", "03.2-topics-by-outlet", "04.3-stance-by-outlet"}


def run(out: Path, **options) -> set[str]:
    runs = run_notebooks(out=out, keep_executed=True, stream=io.StringIO(), **options)
    assert len(runs) == 5
    return {figure for run in runs for figure in run.figures}


def shown(out: Path, number: str) -> str:
    """All that the cells of one executed notebook displayed, as text."""
    (path,) = (out / "notebooks").glob(f"{number}-*.ipynb")
    parts = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            parts += ["".join(v) for k, v in output.get("data", {}).items() if "image" not in k]
    return "\n".join(parts)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    run(out)
    return out


def test_the_committed_figures_are_those_of_the_bundled_corpus(demo) -> None:
    """Numbers may differ in their last digits on another processor, and not more."""
    verdicts = compare_folders(ROOT / "figures", demo)
    assert {v.answer for v in verdicts} <= FINE, verdicts


def test_every_figure_says_what_made_it(demo) -> None:
    for entry in read_manifest(demo):
        assert entry["corpus_sha256"] and entry["notebook"] and entry["versions"]["corpus_tools"]
        assert entry["alt"]


def test_the_seed_pages_are_read_and_no_outlet_is_compared(eval_dir, tmp_path) -> None:
    figures = run(tmp_path, corpus=eval_dir / "corpora" / "seed_pages")
    assert not figures & COMPARISONS
    assert "8 articles" in shown(tmp_path, "01")
    assert "at least 5 needed" in shown(tmp_path, "02")
    assert "the model is not fitted" in shown(tmp_path, "03")
    assert "No outlet can be compared here" in shown(tmp_path, "04")


def test_the_seed_pages_refuse_also_with_targets(eval_dir, tmp_path) -> None:
    project = tmp_path / "project.toml"
    project.write_text('[targets]\n"بيونغ يانغ" = ["كوريا الشمالية", "كيم"]\n', encoding="utf-8")
    figures = run(tmp_path, corpus=eval_dir / "corpora" / "seed_pages", project=project)
    assert "Every comparison of outlets is refused" in shown(tmp_path, "04")
    assert "02.2-keyness" not in figures


def test_records_that_none_of_the_columns_fits_end_in_a_table_of_problems(tmp_path) -> None:
    books = tmp_path / "books"
    books.mkdir()
    for path in (ROOT / "notebooks").glob("0[1245]-*[!k].ipynb"):
        (books / path.name).write_bytes(path.read_bytes())
    dump = tmp_path / "dump.jsonl"
    dump.write_text('{"uid": 1, "metn": "قالت الوزارة إن القمة انتهت."}\n', encoding="utf-8")
    run_notebooks(books, corpus=dump, out=tmp_path / "o", keep_executed=True, stream=io.StringIO())
    assert "no column holds the text" in shown(tmp_path / "o", "01")
    assert "There is no article to show" in shown(tmp_path / "o", "01")


def test_the_768_articles_go_all_the_way(eval_dir, tmp_path) -> None:
    project = tmp_path / "project.toml"
    project.write_text(
        '[project]\nn_topics = 8\n[targets]\n"كوريا الشمالية" = ["كوريا الشمالية", "بيونغ يانغ"]\n',
        encoding="utf-8",
    )
    path = eval_dir / "corpora" / "north_korea" / "articles.jsonl.gz"
    assert run(tmp_path, corpus=path, project=project) >= COMPARISONS
    assert "768 articles" in shown(tmp_path, "01")
