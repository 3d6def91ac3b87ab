"""The house rules that no single module can keep: lists that agree, imports one way, no outputs."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "corpus_tools"
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NOTEBOOKS = [p for p in BOOKS if not p.stem.endswith("-workbook")]
HEAVY = ("pandas", "gensim", "sklearn", "matplotlib", "pyarrow", "lxml", "trafilatura", "scipy")


def rooms() -> list[list[str]]:
    """The modules in their order, from CONTRIBUTING: a module imports only from lines above."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return [re.findall(r"`(\w+)`", line.split("|")[1]) for line in text.splitlines()
            if line.startswith("| `")]  # fmt: skip


def relative_imports(path: Path) -> set[str]:
    """The modules of the package that a file imports, at the top or inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            if node.level == 1 and path.parent != PACKAGE:
                continue  # a sibling inside one room
            module = (node.module or "").split(".")[0]
            found |= {module} if module else {alias.name for alias in node.names}
    return found


def test_every_module_has_its_place_and_imports_only_from_above() -> None:
    order = {name: place for place, line in enumerate(rooms()) for name in line}
    modules = {p.stem if p.parent == PACKAGE else p.parent.name: p
               for p in PACKAGE.rglob("*.py") if "data" not in p.parts}  # fmt: skip
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        name = path.stem if path.parent == PACKAGE else path.parent.name
        if name in ("__init__", "__main__", "data"):
            continue
        if name not in order:
            wrong.append(f"{name} has no line in the table of CONTRIBUTING.md")
            continue
        for other in relative_imports(path):
            if other in modules and order.get(other, 99) > order[name]:
                wrong.append(f"{name} imports {other}, which stands below it")
    assert not wrong, "\n".join(wrong)


def test_modules_stay_small() -> None:
    long = {p.name: n for p in PACKAGE.rglob("*.py")
            if (n := len(p.read_text(encoding="utf-8").splitlines())) > 420}  # fmt: skip
    assert not long, f"two rooms are needed: {long}"


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, time; t = time.perf_counter(); import corpus_tools; "
        "print(time.perf_counter() - t); "
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    shown = [run.stdout.splitlines() for run in runs]
    assert min(float(seconds) for seconds, _ in shown) < 0.2  # the machine may be busy
    assert shown[0][1] == "[]"


def test_every_public_name_is_there() -> None:
    import corpus_tools as ct

    for name in ct.__all__:
        assert getattr(ct, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        ct.nonsense  # noqa: B018


def test_environment_file_says_what_the_project_file_says() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "environment.py")],
        capture_output=True, text=True, check=True, encoding="utf-8",
    ).stdout  # fmt: skip
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == made


def test_lock_holds_the_direct_versions_and_a_hash_for_each() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = set(project["dependencies"]).union(*project["optional-dependencies"].values())
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([A-Za-z0-9_.-]+==[^\s;]+)", lock, flags=re.M))
    assert wanted <= locked, wanted - locked
    names = [entry.split("==")[0] for entry in re.findall(r"^\S+==\S+", lock, flags=re.M)]
    assert len(names) == len(set(names)), "one version of each for every Python"
    blocks = re.split(r"\n(?=\S)", lock.strip())
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)
    assert "://" not in lock


def test_each_other_dependency_is_argued_for() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    argued = text.split("# What each other one is for.")[1].split("]")[0]
    for line in filter(str.strip, argued.splitlines()):
        assert re.search(r'",\s+# \w+', line), f"no reason given: {line}"


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_notebook_is_committed_clean(path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    code = [c for c in book["cells"] if c["cell_type"] == "code"]
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
    tagged = [c for c in code if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1 and "corpus_path = None" in "".join(tagged[0]["source"])
    everything = json.dumps(book, ensure_ascii=False)
    assert not re.search(r"(?<![\w./<])/(?:home|Users|tmp|root|work)/", everything)
    assert len({c["id"] for c in book["cells"]}) == len(book["cells"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_complete(path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    prose = "".join("".join(c["source"]) for c in book["cells"] if c["cell_type"] == "markdown")
    for word in ("**Question.**", "**What you learn**", "**Data.**", "**Running time.**",
                 "## Finding", "**Limits.**", "**Exercises**", 'dir="rtl"'):  # fmt: skip
        assert word in prose, f"{path.name} lacks {word}"


def test_all_five_notebooks_are_there() -> None:
    assert [p.stem for p in NOTEBOOKS] == [
        "01-from-pages-to-articles", "02-words", "03-topics", "04-stance-across-outlets",
        "05-arabic-charts",
    ]  # fmt: skip


def test_no_module_opens_a_network_connection() -> None:
    forbidden = {"socket", "urllib", "http", "requests", "httpx", "ftplib", "urllib3"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else (
                [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else [])  # fmt: skip
            assert not {n.split(".")[0] for n in names} & forbidden, f"{path.name}: {names}"
