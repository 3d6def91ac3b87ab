"""run.py: what it says where something is missing, and an installation without a network.

The installation takes minutes and, for the wheelhouse, a network; it runs where
CORPUS_TOOLS_INSTALL_TESTS is set (as `.ci/run` does).
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run():
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_is_refused_with_what_to_install(run, monkeypatch) -> None:
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 1))
    with pytest.raises(run.Stop, match="3.11, 3.12 or 3.13 is needed"):
        run.check_python()


def test_a_missing_venv_module_names_the_package(run, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)  # as on Debian without python3-venv
    with pytest.raises(run.Stop, match="apt install python3"):
        run.check_python()


def test_offline_from_an_empty_folder_says_how_to_fill_it(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(run, "STAMP", tmp_path / "none.json")
    with pytest.raises(run.Stop, match="no wheels.*wheelhouse DIR"):
        run.set_up(str(tmp_path))


def test_nothing_is_installed_twice(run, monkeypatch, tmp_path) -> None:
    python = tmp_path / "python"
    python.touch()
    monkeypatch.setattr(run, "venv_python", lambda: python)
    monkeypatch.setattr(run, "STAMP", tmp_path / "installed.json")
    run.STAMP.write_text(__import__("json").dumps(run.state()), encoding="utf-8")
    monkeypatch.setattr(run, "pip", lambda words: pytest.fail("pip was called"))
    assert run.set_up(None) == 0


def test_an_unfinished_installation_is_done_again(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(run, "STAMP", tmp_path / "installed.json")
    run.STAMP.write_text('{"half": ', encoding="utf-8")
    assert run.installed_state() is None


def test_unknown_words_are_refused() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "run.py"), "setup", "--nonsense"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 2 and "--nonsense" in done.stderr


@pytest.mark.skipif(
    not os.environ.get("CORPUS_TOOLS_INSTALL_TESTS"),
    reason="not run: the offline installation (set CORPUS_TOOLS_INSTALL_TESTS=1)",
)
def test_an_installation_from_a_wheelhouse_needs_no_network(tmp_path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv*", ".git", "out", "*.egg-info"))
    house = tmp_path / "wheels"
    subprocess.run([sys.executable, "run.py", "wheelhouse", str(house)], cwd=copy, check=True)
    shutil.rmtree(copy / ".venv")
    # Refused twice over: no network device where the system allows that, and pip's own
    # settings point nowhere.
    alone = ["unshare", "--net"] if _can_unshare() else []
    nowhere = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
    nowhere |= {"PIP_CONFIG_FILE": os.devnull, "PIP_PROXY": "127.0.0.1:9", "PIP_RETRIES": "0"}
    subprocess.run([*alone, sys.executable, "run.py", "setup", "--offline", str(house)],
                   cwd=copy, env=nowhere, check=True)  # fmt: skip
    python = copy / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    code = "import corpus_tools, gensim, matplotlib; print(corpus_tools.__file__)"
    shown = subprocess.run([str(python), "-c", code], cwd=tmp_path, check=True,
                           capture_output=True, text=True).stdout  # fmt: skip
    assert Path(shown.strip()).is_relative_to(copy)


def _can_unshare() -> bool:
    return bool(shutil.which("unshare")) and (
        subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode == 0
    )


def test_paths_are_those_of_the_folder_one_stands_in(run, monkeypatch, tmp_path) -> None:
    """Neither the folder of run.py nor a random.py of the user's takes part."""
    called = []
    monkeypatch.setattr(run, "set_up", lambda offline: 0)
    monkeypatch.setattr(run.subprocess, "call", lambda words, **how: called.append((words, how)))
    monkeypatch.chdir(tmp_path)
    run.main(["figures", "--corpus", "pages"])
    run.main(["test"])
    (figures, how), (_, tests) = called
    assert figures[1:] == ["-P", "-m", "corpus_tools", "figures", "--corpus", "pages"]
    assert how["cwd"] is None and tests["cwd"] == run.ROOT


def test_the_pythons_present_are_found_and_each_gets_its_copy(run, monkeypatch, tmp_path) -> None:
    called = []
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "run.py").touch()
    monkeypatch.setattr(run, "find_python", lambda version: None if version == "3.12" else version)
    monkeypatch.setattr(run.subprocess, "call",
                        lambda words, cwd: called.append((words, cwd.name)) or int("3.13" in words))
    assert run.main(["test-matrix", "-x"]) == 1  # 3.13 failed
    assert called == [(["3.11", "run.py", "test", "-x"], "3.11"),
                      (["3.13", "run.py", "test", "-x"], "3.13")]  # fmt: skip
    assert (tmp_path / "out" / "matrix" / "3.11" / "run.py").exists()
    monkeypatch.setattr(run, "find_python", lambda version: None)
    assert run.main(["test-matrix"]) == 2


def test_this_python_is_found_by_its_version(run) -> None:
    found = run.find_python(f"{sys.version_info[0]}.{sys.version_info[1]}")
    assert found and Path(found).exists()
    assert run.find_python("2.99") is None


# --- the matrix of matplotlib versions ----------------------------------------------------


def test_the_matrix_finds_a_python_that_has_wheels(run) -> None:
    try:
        found = run.find_charts_python()
    except run.Stop as none_here:
        pytest.skip(str(none_here))
    assert run.python_answer(found) in {"3.11", "3.12"}


def test_without_a_fitting_python_it_says_where_it_looked(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(run, "python_answer", lambda python: "3.13")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    with pytest.raises(run.Stop, match=r"needs Python 3\.11 or 3\.12.*none was found among.*PATH"):
        run.find_charts_python()
    monkeypatch.setattr(run, "python_answer", lambda python: "no venv")
    with pytest.raises(run.Stop, match="lacks the modules venv and ensurepip"):
        run.find_charts_python()


def test_a_program_that_does_not_run_is_no_python(run, tmp_path) -> None:
    assert run.python_answer(str(tmp_path / "none")) == ""


def test_the_matrix_pins_every_package_with_hashes(run) -> None:
    """The locks hold all that the charts need; a package renamed there would be missing here."""
    locked, others = run.lock_blocks(run.LOCK), run.lock_blocks(run.CHARTS_LOCK)
    names = {name for name, _ in locked}
    assert run.CHARTS_PACKAGES <= names
    assert [name for name, _ in others] == ["matplotlib"] * 3 + ["seaborn"]
    versions = [block.split("==")[1].split()[0] for name, block in others if name == "matplotlib"]
    assert [v.rsplit(".", 1)[0] for v in versions] == ["3.8", "3.9", "3.10"]
    assert all("--hash=sha256:" in block for _, block in locked + others)


def test_an_environment_is_made_anew_when_its_packages_change(run, monkeypatch, tmp_path) -> None:
    called = []

    def call(words, **_):
        called.append(words)
        python = tmp_path / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        python.parent.mkdir(exist_ok=True)
        python.touch()
        return 0

    monkeypatch.setattr(run, "ROOT", tmp_path.parent)
    monkeypatch.setattr(run.subprocess, "call", call)
    for requirements, n_calls in (("a==1", 2), ("a==1", 2), ("a==2", 4)):
        run.extra_venv("python3", tmp_path, requirements)
        assert len(called) == n_calls
    assert "--require-hashes" in called[1] and ":all:" in called[1]
    monkeypatch.setattr(run.subprocess, "call", lambda words, **_: int("pip" in words))
    with pytest.raises(run.Stop, match="pip could not fill"):
        run.extra_venv("python3", tmp_path, "a==3")
