"""Three tasks of a newcomer, by the commands of the README, with a clock: `docs/timed-tasks.md`.

    python benchmarks/newcomer.py [FIGURES CSV MISSING] [--csv FILE --targets WORD …]

FIGURES  the first figure: `run.py figures` on the bundled corpus.
CSV      an own CSV to a figure of stance: a CSV (the bundled articles, or FILE), `run.py new`, targets
         written into its project.toml, `run.py figures --study`.
MISSING  find why an article is missing: rows that cannot become articles, looked up in
         `corpus.problems`.

Times are by the clock and include starting Python, not the installation; how long a person reads and
types is not in them. Everything is written to a temporary folder.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import corpus_tools as ct
from corpus_tools.corpus.model import DEMO

ROOT = Path(__file__).resolve().parents[1]
STEPS = ("FIGURES", "CSV", "MISSING")
LIMIT = 300.0  # seconds: what each task may take


def run(words: list[str], wanted: str, folder: Path) -> tuple[float, float]:
    """Seconds until a file of that name is there, and until the command has ended."""
    begun, first = time.monotonic(), None
    process = subprocess.Popen([sys.executable, "-P", "-m", "corpus_tools", *words], cwd=ROOT)
    while process.poll() is None:
        time.sleep(0.2)
        if first is None and any(folder.rglob(wanted)):
            first = time.monotonic() - begun
    if process.returncode or (first is None and not any(folder.rglob(wanted))):
        raise SystemExit(f"newcomer: {' '.join(words)} made no {wanted} (exit {process.returncode})")
    return first or time.monotonic() - begun, time.monotonic() - begun


def figures(folder: Path) -> tuple[float, str]:
    first, all_of_them = run(["figures", "--out", str(folder / "figures")], "*.png", folder)
    return first, f"the first figure; all of them {all_of_them:.0f} s"


def own_csv(folder: Path, csv: Path | None, targets: list[str]) -> tuple[float, str]:
    if csv is None:
        csv, bundled = folder / "articles.csv", ct.load_demo().documents
        bundled[["outlet", "title", "published_on", "text"]].to_csv(csv, index=False)
        project = tomllib.loads((DEMO.parent / "project.toml").read_text(encoding="utf-8"))
        given = project["targets"]
    else:
        given = {word: [word] for word in targets}
    study, begun = folder / "my-study", time.monotonic()
    new = [sys.executable, "-P", "-m", "corpus_tools", "new", str(study), "--corpus", str(csv)]
    subprocess.run(new, cwd=ROOT, check=True)
    lines = [f'"{name}" = [{", ".join(f"{word!r}" for word in words)}]' for name, words in given.items()]
    with (study / "project.toml").open("a", encoding="utf-8") as file:
        file.write("\n[targets]\n" + "\n".join(lines) + "\n")
    made = time.monotonic() - begun
    first, all_of_them = run(["figures", "--study", str(study)], "04.[23]-*.png", study)
    return made + first, f"the figure of stance; all figures {made + all_of_them:.0f} s"


def missing(folder: Path) -> tuple[float, str]:
    pages = folder / "pages"
    pages.mkdir()
    (pages / "empty.txt").write_text("", encoding="utf-8")
    (pages / "menu.html").write_text("<nav><a href='#'>\u0631\u064a\u0627\u0636\u0629</a></nav>", encoding="utf-8")
    (pages / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    (pages / "rows.csv").write_text("outlet,date,text\nA,2024-01-02,\n", encoding="utf-8")
    (pages / "article.txt").write_text(ct.load_demo().pages["text"].iloc[0], encoding="utf-8")
    code = ("import corpus_tools as ct, sys; corpus = ct.load_corpus(sys.argv[1]); "
            "print(corpus.problems.to_string())")  # fmt: skip
    begun = time.monotonic()
    told = subprocess.run([sys.executable, "-c", code, str(pages)], cwd=ROOT, check=True, text=True,
                          encoding="utf-8", stdout=subprocess.PIPE).stdout  # fmt: skip
    seconds = time.monotonic() - begun
    named = sum(name in told for name in ("empty.txt", "menu.html", "picture.jpg", "rows.csv"))
    if named != 4:
        raise SystemExit(f"newcomer: corpus.problems names {named} of 4 missing articles:\n{told}")
    return seconds, "4 of 4 missing articles named with the reason"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tasks", nargs="*", metavar="TASK", help="FIGURES, CSV, MISSING; default: all")
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--targets", nargs="+", default=[])
    options = parser.parse_args()
    if set(options.tasks) - set(STEPS) or (options.csv and not options.targets):
        parser.error(f"tasks are {', '.join(STEPS)}; --csv needs --targets")
    slow = 0
    for name in options.tasks or STEPS:
        before = os.times()
        with tempfile.TemporaryDirectory() as folder:
            seconds, what = {
                "FIGURES": lambda f=Path(folder): figures(f),
                "CSV": lambda f=Path(folder): own_csv(f, options.csv, options.targets),
                "MISSING": lambda f=Path(folder): missing(f),
            }[name]()
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        print(f"{name}: {seconds:.0f} s, {what}; {used:.0f} s of processor time in all", flush=True)
        slow += seconds > LIMIT
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
