#!/usr/bin/env python3
"""Sets the project up and runs it; needs nothing but Python's standard library.

    python3 run.py figures                     the bundled corpus -> figures/
    python3 run.py figures --corpus PATH       your corpus        -> out/<name>/
    python3 run.py new NAME [--corpus PATH]    a folder for a study of your own
    python3 run.py figures --study NAME        all its figures -> NAME/out/
    python3 run.py test [pytest options]       all tests
    python3 run.py test-charts                 the charts on every matplotlib from 3.8 on
    python3 run.py test-browser                notebooks and docs in headless Chromium
    python3 run.py lab                         JupyterLab on the notebooks
    python3 run.py docs                        the documentation as a site -> out/docs/
    python3 run.py setup [--offline DIR]       only the installation
    python3 run.py wheelhouse DIR              collect all wheels, for machines without a network
    python3 run.py test-matrix                 the tests on every Python that is present
    python3 run.py bench [--short]             every stage beside its peer

Everything is installed into `.venv` beside this file, from `requirements.lock`, whose
hashes are checked; what only `test-charts`, `docs` and `test-browser` need goes into
environments of their own (`.venv-charts`, `.venv-docs`, `.venv-browser`), from `tools/*.lock`.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.json"
OLDEST, NEWEST = (3, 11), (3, 13)
CHARTS_VENVS = ROOT / ".venv-charts"
CHARTS_LOCK = ROOT / "tools" / "matplotlib.lock"
CHARTS_PYTHONS = ((3, 11), (3, 12))  # each matplotlib of the matrix has wheels for these
# What the charts and their tests need, with everything that these need in turn.
CHARTS_PACKAGES = frozenset(
    "arabic-reshaper colorama contourpy cycler fontpkg fontpkg-ibm-plex-sans-arabic "
    "fontpkg-noto-sans-arabic fonttools hypothesis iniconfig kiwisolver numpy packaging pandas "
    "pillow pluggy pygments pyparsing pytest python-bidi python-dateutil six sortedcontainers "
    "tzdata uharfbuzz".split()
)


class Stop(Exception):
    """A reason to end that the user can do something about; shown without a traceback."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in {
        "figures": "run every notebook and write its figures (options: see figures --help)",
        "new": "lay out the folder of a study (options: see new --help)",
        "test": "run all tests; further words go to pytest",
        "test-charts": "test the charts on every matplotlib; further words go to pytest",
        "test-browser": "see notebooks, workbooks and docs in Chromium (options: --help)",
        "lab": "open JupyterLab; further words go to it",
        "docs": "build the documentation in out/docs; further words go to Sphinx",
        "test-matrix": "run the tests on every Python present (3.11 to 3.13)",
        "bench": "measure every stage beside its peer; --short fails on one that became slower",
    }.items():
        commands.add_parser(name, help=text, add_help=False)
    setup_parser = commands.add_parser("setup", help="install into .venv, nothing else")
    setup_parser.add_argument("--offline", metavar="DIR", help="install from this wheelhouse only")
    house = commands.add_parser("wheelhouse", help="collect every wheel in a folder")
    house.add_argument("folder", metavar="DIR")
    options, rest = parser.parse_known_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that cannot show Arabic paths
    if rest and options.command in ("setup", "wheelhouse"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return {
            # Paths are those of the folder that you stand in; -P: modules in it are not ours.
            "figures": lambda: in_venv(["-P", "-m", "corpus_tools", "figures", *rest], None),
            "new": lambda: in_venv(["-P", "-m", "corpus_tools", "new", *rest], None),
            "test": lambda: in_venv(["-m", "pytest", *rest]),
            "test-charts": lambda: test_charts(rest),
            "test-browser": lambda: test_browser(rest),
            "docs": lambda: build_docs(rest),
            "lab": lambda: in_venv(["-m", "jupyterlab", "--notebook-dir", "notebooks", *rest]),
            "test-matrix": lambda: test_matrix(rest),
            "bench": lambda: in_venv(["benchmarks/side_by_side.py", *rest]),
            "setup": lambda: set_up(options.offline),
            "wheelhouse": lambda: collect_wheels(Path(options.folder)),
        }[options.command]()
    except Stop as reason:
        print(f"run.py: {reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nrun.py: stopped by you", file=sys.stderr)
        return 130


def in_venv(words: list[str], folder: Path | None = ROOT) -> int:
    """Run `python WORDS` in the environment, set up first if it is not; None: where you are."""
    set_up(None)
    environment = dict(os.environ, PYTHONUTF8="1", PYTHONHASHSEED="0")
    return subprocess.call([str(venv_python()), *words], cwd=folder, env=environment)


def test_matrix(words: list[str]) -> int:
    """Run the tests on every Python present, each in a copy of the project with its own `.venv`.

    0 if all that were found pass; a Python that is not there is said, not counted.
    """
    results = {}
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        name = f"3.{minor}"
        python = find_python(name)
        if python is None:
            print(f"== Python {name}: not found on this machine", flush=True)
            continue
        copy = ROOT / "out" / "matrix" / name
        shutil.copytree(ROOT, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns(
            ".venv*", ".git", "out", "__pycache__", "*.egg-info", ".pytest_cache"))  # fmt: skip
        print(f"== Python {name}: {python}", flush=True)
        results[name] = subprocess.call([python, "run.py", "test", *words], cwd=copy)
    for name, code in results.items():
        print(f"Python {name}: {'passed' if code == 0 else f'failed (exit {code})'}")
    if not results:
        raise Stop("test-matrix: none of Python 3.11, 3.12 and 3.13 was found on the PATH")
    return 1 if any(results.values()) else 0


def find_python(version: str) -> str | None:
    """A Python of this version that runs: on the PATH, among pyenv's, or by the launcher `py`."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = sorted(versions.glob(f"{version}.*/bin/python"), reverse=True)
    launched = [["py", f"-{version}"]] if os.name == "nt" else []
    for command in [*([str(p)] for p in found), [f"python{version}"], *launched]:
        code = "import sys; print(sys.executable, '%d.%d' % sys.version_info[:2])"
        try:
            done = subprocess.run([*command, "-c", code], capture_output=True, text=True, check=False)
        except OSError:
            continue
        if done.returncode == 0 and done.stdout.split()[-1] == version:
            return done.stdout.rsplit(maxsplit=1)[0]
    return None


def test_charts(words: list[str]) -> int:
    """The tests of the charts on every matplotlib, each in an environment of its own."""
    python = find_charts_python()
    locked, others = lock_blocks(LOCK), lock_blocks(CHARTS_LOCK)
    shared = [block for name, block in locked + others if name in CHARTS_PACKAGES | {"seaborn"}]
    versions = [block for name, block in others + locked if name == "matplotlib"]
    environment = dict(os.environ, PYTHONUTF8="1", PYTHONPATH=str(ROOT), MPLBACKEND="Agg")
    files = [str(path) for path in sorted((ROOT / "tests").glob("test_charts*.py"))]
    results = []
    for block in versions:
        version = re.search("==([0-9.]+)", block)[1]
        folder = CHARTS_VENVS / version
        own = extra_venv(python, folder, "\n".join([block, *shared]))
        print(f"--- matplotlib {version}", flush=True)
        warnings = ["-W", "ignore::DeprecationWarning"]  # an old matplotlib on new libraries
        tests = ["-m", "pytest", *warnings, *files, "corpus_tools/charts", *words]
        check = ["-W", "ignore", "-m", "corpus_tools", "check-charts"]
        passed = subprocess.call([str(own), *tests], cwd=ROOT, env=environment) == 0
        seen = subprocess.run([str(own), *check], cwd=ROOT, env=environment, text=True,
                              encoding="utf-8", stdout=subprocess.PIPE, check=False)
        wrong = [line for line in seen.stdout.splitlines() if line.startswith("WRONG")]
        total = re.search("[0-9]+ of [0-9]+ labels right", seen.stdout)
        results.append((version, passed and seen.returncode == 0,
                        total[0] if total else "no labels checked", wrong))
    print("--- in all")
    for version, good, total, wrong in results:
        print(f"matplotlib {version}: tests {'passed' if good else 'FAILED'}, {total}")
        print("".join(f"    {line}\n" for line in wrong), end="")
    return 0 if all(good for _, good, *_ in results) else 1


def lock_blocks(path: Path) -> list[tuple[str, str]]:
    """The requirements of a lock file with their hashes: (name, lines)."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8").strip())
    return [(block.split("==")[0].strip(), block) for block in blocks if "==" in block]


def build_docs(words: list[str]) -> int:
    """The documentation as a site; a broken link or docstring is an error."""
    set_up(None)  # the API is made from the package as it is imported
    own = extra_venv(str(venv_python()), ROOT / ".venv-docs",
                     (ROOT / "tools" / "docs.lock").read_text(encoding="utf-8"))
    command = ["-P", "-m", "sphinx", "-q", "-b", "html", "-c", "docs", "-d", "out/docs-kept",
               "--fail-on-warning", "--keep-going", *words, ".", "out/docs"]
    code = subprocess.call([str(own), *command], cwd=ROOT, env=dict(os.environ, PYTHONUTF8="1"))
    if code == 0:
        print(f"open {ROOT / 'out' / 'docs' / 'index.html'} in a browser; it needs no network")
    return code


def test_browser(words: list[str]) -> int:
    """Notebooks, workbooks and documentation as a person sees them, in headless Chromium."""
    is_asked = {"-h", "--help"} & set(words) or not shutil.which("chromedriver")  # it says so
    if not is_asked and (code := build_docs([])) != 0:
        return code
    set_up(None)
    own = extra_venv(str(venv_python()), ROOT / ".venv-browser",
                     (ROOT / "tools" / "browser.lock").read_text(encoding="utf-8"))
    return subprocess.call([str(own), "tools/browser.py", "--python", str(venv_python()), *words],
                           cwd=ROOT, env=dict(os.environ, PYTHONUTF8="1", PYTHONHASHSEED="0"))


def extra_venv(python: str, folder: Path, requirements: str) -> Path:
    """The Python of an environment with just these packages, made where it is not there yet."""
    own = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "installed.txt"
    if own.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == requirements:
        return own
    print(f"making {folder.relative_to(ROOT)} with {python}", flush=True)
    if subprocess.call([python, "-m", "venv", "--clear", str(folder)]) != 0:
        raise Stop(f"the environment {folder} could not be made; the message above says why")
    wanted = folder / "requirements.txt"
    wanted.write_text(requirements + "\n", encoding="utf-8")
    command = [str(own), "-m", "pip", "--disable-pip-version-check", "install", "-q",
               "--require-hashes", "--only-binary", ":all:", "-r", str(wanted)]
    if subprocess.call(command) != 0:
        raise Stop(f"pip could not fill {folder}; the message above says why. This needs a network "
                   "the first time, or PIP_NO_INDEX=1 and PIP_FIND_LINKS=DIR with the wheels that "
                   f"{wanted} names")
    stamp.write_text(requirements, encoding="utf-8")
    return own


def find_charts_python() -> str:
    """A Python for which every matplotlib of the matrix has wheels."""
    names = [".".join(map(str, version)) for version in CHARTS_PYTHONS]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    managed = Path.home() / ".local" / "share" / "uv" / "python"
    candidates = [sys.executable, str(venv_python())]
    candidates += [found for name in names if (found := shutil.which(f"python{name}"))]
    for name in names:
        for place in (*sorted(pyenv.glob(f"{name}.*")), *sorted(managed.glob(f"cpython-{name}.*"))):
            candidates += [str(place / "bin" / "python3"), str(place / "python.exe")]
        if launcher := shutil.which("py"):  # Windows
            told = subprocess.run([launcher, f"-{name}", "-c", "import sys; print(sys.executable)"],
                                  capture_output=True, text=True, check=False)
            candidates += told.stdout.split("\n")[:1]
    lacking = []
    for candidate in filter(None, candidates):
        answer = python_answer(candidate)
        if answer in names:
            return candidate
        lacking += [candidate] if answer == "no venv" else []
    hint = f" ({lacking[0]} lacks the modules venv and ensurepip)" if lacking else ""
    raise Stop(f"test-charts needs Python {' or '.join(names)}, for which every matplotlib from 3.8 "
               f"on has wheels; none was found{hint} among this Python "
               f"({platform.python_version()}), {VENV.name}, PATH, {pyenv} and {managed}. Install "
               "one (python.org, your system's packages, pyenv or uv) and start again")


def python_answer(python: str) -> str:
    """Its version as "3.12", "no venv" where it can make none, "" where it does not run."""
    code = ("import sys\nversion = '%d.%d' % sys.version_info[:2]\n"
            "try:\n    import ensurepip, venv\nexcept ImportError:\n    version = 'no venv'\n"
            "print(version)")
    try:
        told = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False,
                              timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip()


def set_up(offline: str | None) -> int:
    """Make `.venv` and install the locked versions, unless that is already so."""
    if state() == installed_state():
        return 0
    check_python()
    begun = time.monotonic()
    house = None
    if offline:
        house = Path(offline).resolve()
        if not any(house.glob("*.whl")):
            raise Stop(f"setup --offline: there are no wheels (*.whl) in {house}; make such a "
                       "folder with «python3 run.py wheelhouse DIR» on a machine with a network")
    make_venv()
    print(f"[1/2] installing the locked packages into {VENV.name} (a few minutes, once)", flush=True)
    source = ["--no-index", "--find-links", str(house)] if house else []
    pip(["install", "--require-hashes", "--only-binary", ":all:", *source, "-r", str(LOCK)])
    print("[2/2] installing corpus_tools itself, in place", flush=True)
    pip(["install", "--no-deps", "--no-index", "--no-build-isolation", "-e", str(ROOT)])
    STAMP.write_text(json.dumps(state()), encoding="utf-8")
    print(f"set up in {time.monotonic() - begun:.0f} s", flush=True)
    return 0


def collect_wheels(folder: Path) -> int:
    """Download every locked wheel for this kind of machine into `folder`."""
    check_python()
    make_venv()
    folder.mkdir(parents=True, exist_ok=True)
    pip(["download", "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK), "-d", str(folder)])
    count = len(list(folder.glob("*.whl")))
    print(f"{count} wheels in {folder}, for Python {sys.version_info[0]}.{sys.version_info[1]} on "
          f"{platform.system()} {platform.machine()}. On a machine of the same kind without a "
          f"network: python3 run.py setup --offline {folder}")
    return 0


def state() -> dict[str, str]:
    """What an installation depends on: the lock, the project file, the Python, the place."""
    digest = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return {"lock": digest.hexdigest(), "python": platform.python_version(), "place": str(ROOT)}


def installed_state() -> dict[str, str] | None:
    """The state at the last finished installation; None where there was none."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8")) if venv_python().exists() else None
    except (OSError, ValueError):
        return None


def check_python() -> None:
    """Refuse a Python that the lock does not serve, and say what to install."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Stop(f"this is Python {platform.python_version()}; 3.11, 3.12 or 3.13 is needed. "
                   "Install one (python.org, your system's packages, or conda with "
                   "environment.yml) and start run.py with it, as in: python3.12 run.py setup")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise Stop("this Python lacks the modules venv and ensurepip. On Debian and Ubuntu: "
                   f"sudo apt install {name} (or python3-venv). On Fedora: sudo dnf install "
                   "python3-pip. Then start the same command again") from None


def make_venv() -> None:
    """A fresh `.venv` for this Python; an unfinished or foreign one is made anew."""
    if installed_state() is None or installed_state()["python"] != platform.python_version():
        print(f"making {VENV.name} with Python {platform.python_version()}", flush=True)
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        if subprocess.call(command) != 0:
            raise Stop("the environment could not be made; the message above says why "
                       "(on Debian and Ubuntu python3-venv is often missing)")


def pip(words: list[str]) -> None:
    """Run pip in the environment; a line says how far it is, since it works for minutes."""
    total = sum("==" in line for line in LOCK.read_text(encoding="utf-8").splitlines())
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                          errors="replace") as process:
        seen = 0
        for line in process.stdout:
            if line.startswith(("Collecting ", "Processing ")):  # the latter: a local wheel
                seen += 1
                if sys.stdout.isatty():
                    print(f"\r  {seen} of about {total}", end="", flush=True)
                elif seen % 25 == 0:
                    print(f"  {seen} of about {total}", flush=True)
            elif line.startswith("Installing collected"):
                print(f"\r  {seen} packages fetched; writing them to disk", flush=True)
    if process.returncode != 0:
        raise Stop(f"pip {words[0]} failed; the message above says why. Without a network use a "
                   "wheelhouse: python3 run.py setup --offline DIR")


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
