"""Saving with table and manifest, running notebooks, comparing two runs, the command line."""

import io
import json
import subprocess
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image

from corpus_tools import __main__ as command_line
from corpus_tools import charts, lexicons
from corpus_tools.figures import saving as figures
from corpus_tools.figures import runner
from corpus_tools.figures import verification
from corpus_tools.schema import InputError

TABLE = pd.DataFrame({"outlet": ["أ", "ب"], "share": [1 / 3, 0.5]})


@pytest.fixture(autouse=True)
def _no_run(monkeypatch):
    monkeypatch.delenv(figures.OUT_VARIABLE, raising=False)
    monkeypatch.delenv(figures.RUN_VARIABLE, raising=False)
    figures._run.clear()
    yield
    figures._run.clear()
    plt.close("all")


def _figure():
    with charts.use_style():
        ax = charts.plot_bars(TABLE, category="outlet", value="share")
        ax.set_title(charts.label("نصيب كل وسيلة"))
    return ax.figure


# --- one figure ---------------------------------------------------------------------------
def test_a_figure_comes_with_its_table_and_entry(tmp_path):
    first = figures.save_figure(
        _figure(), "01.1-shares", TABLE, folder=tmp_path, corpus="ab" * 32, random_state=7,
        parameters={"n": 3, "path": tmp_path / "texts"},
    )  # fmt: skip
    assert first == tmp_path / "01.1-shares.png"
    (entry,) = figures.read_manifest(tmp_path)
    assert entry["corpus_sha256"] == "ab" * 32 and entry["random_state"] == 7
    assert entry["parameters"] == {"n": 3, "path": "texts"}
    assert {"matplotlib", "python", "corpus_tools"} <= set(entry["versions"])
    for file, digest in entry["files"].items():
        assert figures.sha256((tmp_path / file).read_bytes()) == digest
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "01.1-shares.csv", "01.1-shares.pdf", "01.1-shares.png", "01.1-shares.svg",
        "manifest.json",
    ]  # fmt: skip


def test_alt_text_is_composed_and_travels_with_the_picture(tmp_path):
    figures.save_figure(_figure(), "a", TABLE, folder=tmp_path)
    (entry,) = figures.read_manifest(tmp_path)
    assert entry["alt"] == "نصيب كل وسيلة. أ: 33%؛ ب: 50%."
    picture = Image.open(tmp_path / "a.png")
    assert picture.text["Description"] == entry["alt"] and "Software" not in picture.text
    assert picture.info["dpi"] == pytest.approx((150, 150), abs=0.1)
    assert entry["alt"] in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_the_same_result_gives_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        figures.save_figure(
            _figure(), "a", TABLE, folder=tmp_path / folder, formats=("png", "svg", "pdf")
        )
    for file in ("a.png", "a.svg", "a.pdf", "a.csv", "manifest.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize("name", ["../a", "a/b", "a\\b", "", ".hidden", "a..b", "شكل", "C:a"])
def test_a_name_cannot_leave_the_folder(tmp_path, name):
    with pytest.raises(InputError, match="name: expected Latin letters"):
        figures.save_figure(plt.figure(), name, TABLE, folder=tmp_path / "in")
    assert list(tmp_path.rglob("*")) == []


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(InputError, match="formats: expected some of"):
        figures.save_figure(plt.figure(), "a", TABLE, folder=tmp_path, formats=("gif",))


def test_the_folder_comes_from_the_runner_or_lies_beside_the_notebooks(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert figures.save_figure(plt.figure(), "a", TABLE).parent == tmp_path / "figures"
    monkeypatch.setenv(figures.OUT_VARIABLE, str(tmp_path / "elsewhere"))
    assert figures.save_figure(plt.figure(), "a", TABLE).parent == tmp_path / "elsewhere"


def test_a_broken_manifest_is_named(tmp_path):
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(InputError, match="expected a manifest written by corpus_tools"):
        figures.read_manifest(tmp_path)


def test_nothing_half_written_stays(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("corpus_tools.files.os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        figures.write_atomically(tmp_path / "a", b"x")
    assert list(tmp_path.iterdir()) == []


# --- its table ----------------------------------------------------------------------------
def test_cells_are_exact_stable_and_harmless():
    table = pd.DataFrame(
        {
            "text": ["=1+1", "+2", "-x", "@a", "عادي, «نص»", None],
            "number": [0.1, 1e-17, -3.0, np.nan, np.inf, 2.0],
            "list": [["أ", 1], (2, "ب"), [], None, {"b": 1, "a": 2}, [0.5]],
            "count": np.arange(6),
            "day": [pd.Timestamp("2018-06-12"), pd.NaT, *[pd.Timestamp("2018-01-01 10:00")] * 4],
            "flag": [True, False] * 3,
        }
    )
    lines = figures.table_bytes(table).decode("utf-8").split("\n")
    assert lines[0] == "text,number,list,count,day,flag" and lines[-1] == ""
    assert lines[1] == "'=1+1,0.1,\"[\"\"أ\"\", 1]\",0,2018-06-12,True"
    assert lines[2].startswith("'+2,1e-17,")
    assert lines[3] == "'-x,-3.0,[],2,2018-01-01T10:00:00,True"
    assert lines[4].startswith("'@a,,,3,")
    assert '"{""a"": 2, ""b"": 1}"' in lines[5]
    assert lines[6].startswith(",2.0,[0.5],5,")


def test_an_index_with_names_is_a_column():
    written = figures.table_bytes(pd.Series([1, 2], index=["أ", "ب"], name="n"))
    assert written.decode().splitlines() == ["index,n", "أ,1", "ب,2"]


@pytest.mark.parametrize("seed", range(5))
def test_every_float_comes_back_exactly(seed):
    numbers = np.random.default_rng(seed).standard_normal(50) * 10.0**seed
    back = figures.read_table_bytes(figures.table_bytes({"x": numbers}))
    assert back["x"].astype(float).tolist() == numbers.tolist()


# --- a run --------------------------------------------------------------------------------
def test_what_holds_for_a_run_is_told_once(tmp_path):
    pages = pd.DataFrame({"page": ["b", "a"], "sha256": ["2", "1"]})
    corpus = type("C", (), {"pages": pages})()
    shown = figures.describe_run(corpus, random_state=3, notebook="01-x")
    figures.save_figure(plt.figure(), "a", TABLE, folder=tmp_path)
    (entry,) = figures.read_manifest(tmp_path)
    assert entry["corpus_sha256"] == figures.sha256(b"a\t1\nb\t2\n")
    assert (entry["notebook"], entry["random_state"]) == ("01-x", 3)
    assert entry["corpus_sha256"][:16] in shown and "seed 3" in shown


def _notebook(path, *cells):
    heading = new_markdown_cell("# عنوان")
    given = new_code_cell("corpus_path = None\nn = 2\nrandom_state = 0",
                          metadata={"tags": ["parameters"]})  # fmt: skip
    body = [new_code_cell(cell) for cell in cells]
    nbformat.write(new_notebook(cells=[heading, given, *body]), path)


DRAW = """import matplotlib.pyplot as plt
import corpus_tools as ct
figure = plt.figure()
ct.save_figure(figure, "01.1-a", data={"x": [k / 3 for k in range(n)], "y": list("<bc"[:n])})"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    _notebook(notebooks / "01-draw.ipynb", DRAW)
    (notebooks / "workbook.ipynb").write_text("not a notebook, and not run")
    before = (notebooks / "01-draw.ipynb").read_bytes()
    told = io.StringIO()
    done = runner.run_notebooks(notebooks, out=folder / "one", stream=told)
    runner.run_notebooks(notebooks, out=folder / "two", stream=told, keep_executed=True,
                         parameters={"n": 3})  # fmt: skip
    assert (notebooks / "01-draw.ipynb").read_bytes() == before
    return folder, done, told.getvalue()


def test_notebooks_run_in_order_and_say_how_far(runs):
    folder, done, told = runs
    assert [(r.notebook, r.n_cells, r.figures) for r in done] == [("01-draw", 2, ("01.1-a",))]
    assert "[1/1] 01-draw: starting a kernel" in told and "2 cells, 1 figures" in told


def test_parameters_reach_the_notebook_and_the_manifest(runs):
    folder, _, _ = runs
    (entry,) = figures.read_manifest(folder / "two")
    assert entry["parameters"] == {"corpus_path": None, "n": 3, "random_state": 0}
    assert (entry["notebook"], entry["random_state"]) == ("01-draw", 0)
    executed = nbformat.read(folder / "two" / "notebooks" / "01-draw.ipynb", as_version=4)
    assert executed.cells[2].source == "n = 3"


def test_words_from_a_table_name_what_is_missing_and_stop_at_a_dozen(tmp_path):
    figure = plt.figure()
    odd = pd.DataFrame({"outlet": ["أ", "ب\x00"], "n": [1.5, np.nan]})
    assert charts.alt_text(figure, odd) == "أ: 1.5؛ ب: –."
    many = pd.DataFrame({"outlet": [f"و{k}" for k in range(20)], "n": range(20)})
    assert charts.alt_text(figure, many).endswith("و11: 11 …")
    assert charts.alt_text(figure, 5) == charts.alt_text(figure, {"n": [1]}) == ""
    with pytest.raises(InputError, match="data: expected the table"):
        figures.save_figure(figure, "a", 5, folder=tmp_path)


def test_the_words_of_a_figure_stand_in_the_notebook(runs):
    folder, _, _ = runs
    executed = nbformat.read(folder / "two" / "notebooks" / "01-draw.ipynb", as_version=4)
    shown = [out.data.get("text/html", "") for cell in executed.cells
             for out in cell.get("outputs", ()) if "data" in out]  # fmt: skip
    (words,) = [html for html in shown if "<details>" in html]
    assert "&lt;: 0؛ b: 0.3333؛ c: 0.6667." in words
    (entry,) = figures.read_manifest(folder / "two")
    assert entry["alt"] == "<: 0؛ b: 0.3333؛ c: 0.6667."


def test_the_kernel_is_the_running_python(tmp_path):
    _notebook(tmp_path / "01-a.ipynb", f"import sys; assert sys.executable == {sys.executable!r}")
    runner.run_notebooks(tmp_path, out=tmp_path / "out", stream=io.StringIO())


def test_a_failing_notebook_names_cell_and_error(tmp_path):
    _notebook(tmp_path / "01-a.ipynb", "x = 1", "\n# الخلية السيئة\nx / 0")
    with pytest.raises(runner.NotebookFailed) as failed:
        runner.run_notebooks(
            tmp_path, out=tmp_path / "o", stream=io.StringIO(), parameters={"n": 9}
        )
    message = str(failed.value)
    assert message.startswith("01-a.ipynb: code cell 3 failed, which begins: # الخلية السيئة")
    assert "ZeroDivisionError: division by zero" in message and "\x1b" not in message


def test_an_error_of_the_package_is_said_without_the_way_to_it(tmp_path):
    _notebook(tmp_path / "01-a.ipynb", "import corpus_tools as ct; ct.load_corpus('nowhere.csv')")
    with pytest.raises(runner.NotebookFailed) as failed:
        runner.run_notebooks(tmp_path, out=tmp_path / "o", stream=io.StringIO())
    head, said = str(failed.value).split("\n")
    assert "code cell 2 failed" in head and said.startswith("path: there is no file or folder")


def test_figures_that_are_no_longer_made_disappear(tmp_path):
    _notebook(tmp_path / "01-draw.ipynb", DRAW)
    out = tmp_path / "out"
    figures.save_figure(plt.figure(), "kept", TABLE, folder=out)
    figures.describe_run(notebook="01-draw")
    figures.save_figure(plt.figure(), "gone", TABLE, folder=out)
    runner.run_notebooks(tmp_path, out=out, stream=io.StringIO())
    assert [e["figure"] for e in figures.read_manifest(out)] == ["01.1-a", "kept"]
    assert not list(out.glob("gone*")) and (out / "kept.png").exists()


def test_wrong_requests_are_refused_before_anything_runs(tmp_path):
    with pytest.raises(InputError, match="expected notebooks named like 01-name.ipynb"):
        runner.run_notebooks(tmp_path, out=tmp_path / "o")
    _notebook(tmp_path / "01-a.ipynb", "1")
    with pytest.raises(InputError, match="no notebook has a parameter named m; there are"):
        runner.run_notebooks(tmp_path, out=tmp_path / "o", parameters={"m": 1})
    with pytest.raises(InputError, match="corpus: there is nothing at"):
        runner.run_notebooks(tmp_path, out=tmp_path / "o", corpus=tmp_path / "none")
    assert not (tmp_path / "o").exists()


def test_another_corpus_never_goes_to_the_committed_figures(tmp_path):
    assert runner.default_out(None) == runner.ROOT / "figures"
    assert runner.default_out(tmp_path / "x.jsonl.gz") == runner.ROOT / "out" / "x"


# --- verify -------------------------------------------------------------------------------
def test_verify_says_same_or_what_moved(runs, tmp_path):
    folder, _, _ = runs
    (same,) = verification.compare_folders(folder / "one", folder / "one")
    assert same.answer == verification.SAME_BYTES
    (moved,) = verification.compare_folders(folder / "one", folder / "two")
    assert str(moved) == "01.1-a: moved (2 → 3 rows)"
    for name, numbers in {"a": [1.0, 2.0, 5.0], "b": [1.0, 2.25, 9.0]}.items():
        figures.save_figure(plt.figure(), "f", {"x": numbers}, folder=tmp_path / name)
    (moved,) = verification.compare_folders(tmp_path / "a", tmp_path / "b")
    assert moved.detail == "2 cells: x, row 3: 5.0 → 9.0 (by 4); x, row 2: 2.0 → 2.25 (by 0.25)"


@pytest.mark.parametrize("now, answer", [
    (0.30000000000000004, "same numbers"), (0.3000001, "same numbers"), (0.300001, "moved"),
    (float("nan"), "moved"), ("0.3 %", "moved"),
])  # fmt: skip
def test_verify_tells_rounding_from_a_changed_result(tmp_path, now, answer):
    fig = plt.figure()
    for folder, value in (("old", 0.3), ("new", now)):
        table = pd.DataFrame({"name": ["أ", "ب"], "x": [0.0, value], "y": ["", now]})
        table["y"] = "قال" if answer != "moved" else table["y"]
        figures.save_figure(fig, "01.1-a", table, folder=tmp_path / folder, formats=("png",))
    plt.close(fig)
    (verdict,) = verification.compare_folders(tmp_path / "old", tmp_path / "new")
    assert verdict.answer == answer and (answer in verification.FINE) == (answer != "moved")


def test_verify_knows_the_same_data_under_another_picture(tmp_path):
    figures.save_figure(plt.figure(), "f", TABLE, folder=tmp_path / "a")
    figures.save_figure(plt.figure(figsize=(1, 1)), "f", TABLE, folder=tmp_path / "b")
    (verdict,) = verification.compare_folders(tmp_path / "a", tmp_path / "b")
    assert verdict.answer == verification.SAME_DATA and verdict.answer in verification.FINE


def test_word_lists_of_the_lab_are_named_by_manifest_and_verify(tmp_path, monkeypatch):
    figures.save_figure(plt.figure(), "f", TABLE, folder=tmp_path / "a")
    own = tmp_path / "words"
    own.mkdir()
    (own / "evaluative.tsv").write_bytes(lexicons.lexicon_path("evaluative").read_bytes() + b"#\n")
    monkeypatch.setenv("CORPUS_TOOLS_LEXICONS", str(own))
    lexicons._own_lists.cache_clear()
    assert lexicons.lexicon_path("evaluative") == own / "evaluative.tsv"
    assert lexicons.lexicon_path("months").parent != own
    digest = figures.sha256((own / "evaluative.tsv").read_bytes())
    assert lexicons.replaced_lists() == {"evaluative.tsv": digest}
    assert f"evaluative.tsv {digest[:16]}" in str(figures.describe_run())
    moved = TABLE.assign(share=[0.25, 0.5])
    figures.save_figure(plt.figure(), "f", moved, folder=tmp_path / "b")
    (verdict,) = verification.compare_folders(tmp_path / "a", tmp_path / "b")
    assert verdict.detail.endswith(f"; evaluative.tsv not there → {digest[:16]}")


@pytest.mark.parametrize("name, said", [
    ("evaluativ.tsv", "takes no list's place"), (None, "there is no folder"),
])  # fmt: skip
def test_a_word_list_that_would_change_nothing_is_refused(tmp_path, monkeypatch, name, said):
    own = tmp_path / "words"
    if name:
        own.mkdir()
        (own / name).write_text("word\n", encoding="utf-8")
    monkeypatch.setenv("CORPUS_TOOLS_LEXICONS", str(own))
    lexicons._own_lists.cache_clear()
    with pytest.raises(InputError, match=said):
        lexicons.lexicon_path("evaluative")


def test_verify_sees_altered_missing_and_new_figures(tmp_path):
    for name in ("f", "g"):
        figures.save_figure(plt.figure(), name, TABLE, folder=tmp_path / "a")
    for name in ("f", "h"):
        figures.save_figure(plt.figure(), name, TABLE, folder=tmp_path / "b")
    (tmp_path / "a" / "f.csv").write_text("changed by hand")
    (tmp_path / "a" / "f.svg").unlink()  # built beside the others, not committed
    answers = [v.answer for v in verification.compare_folders(tmp_path / "a", tmp_path / "b")]
    assert answers == [verification.ALTERED, verification.MISSING, verification.NEW]


# --- command line -------------------------------------------------------------------------
def test_values_are_python_or_words():
    parse = command_line._parser().parse_args
    options = parse(["figures", "--set", "n=3", "--set", "method=lda", "--set", "x=[1, 2]"])
    assert dict(options.values) == {"n": 3, "method": "lda", "x": [1, 2]}
    with pytest.raises(SystemExit):
        parse(["figures", "--set", "n"])


def test_errors_are_one_line_and_exit_with_one(capsys, tmp_path):
    assert command_line.main(["figures", "--corpus", str(tmp_path / "none")]) == 1
    shown = capsys.readouterr().err
    assert "none" in shown and "Traceback" not in shown


def test_check_charts_prints_every_label(tmp_path, capsys):
    picture = tmp_path / "labels.png"
    code = command_line.main(["check-charts", "--picture", str(picture)])
    shown = capsys.readouterr().out
    n_labels = int(shown.split("\n")[-3].split()[2])
    assert shown.count("\nright  ") + shown.count("\nWRONG  ") == n_labels >= 200
    assert picture.exists() and code == int("WRONG" in shown)


def test_help_needs_no_heavy_library():
    code = ("import sys, corpus_tools.__main__ as m\nm._parser()\n"
            "print(sorted({'matplotlib', 'pandas', 'nbclient'} & set(sys.modules)))")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) == []


# --- places, and two at once ----------------------------------------------------------------------
PAGE = "قال الوزير إن المحطة تكفي ثلاث مدن.\n"


def test_the_name_of_the_folder_is_that_of_project_or_pages(tmp_path, monkeypatch):
    pages = tmp_path / "صفحات أولى"
    pages.mkdir()
    (pages / "a.txt").write_text(PAGE, encoding="utf-8")
    out = runner.ROOT / "out"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for path in (pages, f"{pages}/", pages / "*.txt", f"{tmp_path}/صفحات أولى/**/*", "~/صفحات أولى"):
        assert runner.default_out(path) == out / "صفحات أولى"
    assert runner.default_out("/") == out / "corpus"
    (pages / "project.toml").write_text('[project]\nname = "letters"\n', encoding="utf-8")
    assert runner.default_out(pages) == out / "letters"


def test_a_wrong_project_is_refused_before_a_notebook_runs(tmp_path):
    _notebook(tmp_path / "01-a.ipynb", "raise SystemError")
    project = tmp_path / "project.toml"
    project.write_text('[project]\nn_topics = "five"\n', encoding="utf-8")
    with pytest.raises(InputError, match="n_topics to be a whole number"):
        runner.run_notebooks(tmp_path, out=tmp_path / "o", project=project, stream=io.StringIO())


def test_a_second_run_into_the_same_folder_is_refused(tmp_path):
    from corpus_tools.figures.folders import kept_alone

    _notebook(tmp_path / "01-a.ipynb", "x = 1")
    with kept_alone(tmp_path / "o"):
        with pytest.raises(InputError, match="another run is writing"):
            runner.run_notebooks(tmp_path, out=tmp_path / "o", stream=io.StringIO())
    runner.run_notebooks(tmp_path, out=tmp_path / "o", stream=io.StringIO())
    assert not (tmp_path / "o" / ".lock").exists()


def test_a_place_that_cannot_be_written_to_is_said(tmp_path):
    _notebook(tmp_path / "01-a.ipynb", "x = 1")
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot write to"):
        runner.run_notebooks(tmp_path, out=tmp_path / "file" / "o", stream=io.StringIO())
    with pytest.raises(InputError, match="cannot make"):
        figures.save_figure(_figure(), "a", TABLE, folder=tmp_path / "file" / "o")


def test_a_parameter_of_another_kind_is_refused(tmp_path):
    _notebook(tmp_path / "01-a.ipynb", "x = 1")
    with pytest.raises(InputError, match="expected n as something like 2, got 'abc'"):
        runner.run_notebooks(
            tmp_path, out=tmp_path / "o", stream=io.StringIO(), parameters={"n": "abc"}
        )
    with pytest.raises(InputError, match="expected n_topics as a whole number, got 'viele'"):
        runner.run_notebooks(
            out=tmp_path / "o", stream=io.StringIO(), parameters={"n_topics": "viele"}
        )


def test_an_empty_path_is_not_the_folder_one_stands_in(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    from corpus_tools.__main__ import main

    assert main(["figures", "--corpus", "", "--out", "o"]) == 1
    assert "corpus: expected the path of a file or folder, got an empty text" in capsys.readouterr().err
    assert main(["check-charts", "--picture", "no/such/folder.png"]) == 1
    assert "--picture: cannot write no/such/folder.png" in capsys.readouterr().err


def test_old_figures_after_a_failure_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "_AT_ONCE", 1)
    _notebook(tmp_path / "01-a.ipynb", "x / 0")
    _notebook(tmp_path / "02-b.ipynb", "x = 1")
    target = tmp_path / "o"
    target.mkdir()
    figures.write_manifest(target, [{"figure": "02.1", "notebook": "02-b", "files": {}}])
    with pytest.raises(runner.NotebookFailed, match="1 figures in .* are of an earlier run"):
        runner.run_notebooks(tmp_path, out=target, stream=io.StringIO())


def test_cells_and_figures_of_the_wrong_kind(tmp_path):
    odd = pd.DataFrame({"x": [pd.NA, "\ud800"]}, dtype=object)
    assert figures.table_bytes(odd) == b'x\n""\n?\n'
    with pytest.raises(InputError, match="data: expected the table"):
        figures.table_bytes(5)
    with pytest.raises(InputError, match="fig: expected a Figure"):
        figures.save_figure(_figure().axes[0], "a", TABLE, folder=tmp_path)


def test_a_failure_stops_what_runs_beside_it_and_leaves_the_figures(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "_AT_ONCE", 2)
    out = tmp_path / "o"
    _notebook(tmp_path / "01-draw.ipynb", DRAW, "import time; time.sleep(600)")
    _notebook(tmp_path / "02-b.ipynb", "x / 0")
    _notebook(tmp_path / "03-c.ipynb", f"open({str(tmp_path / 'begun')!r}, 'w')")
    figures.save_figure(_figure(), "01.1-a", TABLE, folder=out)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    with pytest.raises(runner.NotebookFailed, match=r"02-b\.ipynb: code cell 2 failed"):
        runner.run_notebooks(tmp_path, out=out, stream=io.StringIO())
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert not (tmp_path / "begun").exists()


def test_notebooks_beside_one_another_lose_no_figure(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "_AT_ONCE", 3)
    for k in range(1, 4):
        _notebook(tmp_path / f"0{k}-draw.ipynb", DRAW.replace("01.1-a", f"0{k}.1-a"))
    runs = runner.run_notebooks(tmp_path, out=tmp_path / "o", stream=io.StringIO())
    assert [run.figures for run in runs] == [(f"0{k}.1-a",) for k in range(1, 4)]
    made = figures.read_manifest(tmp_path / "o")
    assert [e["figure"] for e in made] == [f"0{k}.1-a" for k in range(1, 4)]
    assert {e["notebook"] for e in made} == {f"0{k}-draw" for k in range(1, 4)}
    assert all((tmp_path / "o" / file).exists() for e in made for file in e["files"])
