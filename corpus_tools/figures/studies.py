"""A study of a lab: a small folder with the decisions, the notebooks and what came of them.

The package is shared; what a lab decides about one corpus is not. `new_study` lays out a folder
that holds just that, names the version it was made with, and can be archived beside the paper.
"""

import json
import os
import re
from pathlib import Path

from .. import __version__
from .folders import ROOT, checked_path
from .runner import NUMBERED
from ..corpus.project import FILE_NAME
from ..corpus.study import CORRECTIONS, METADATA
from ..schema import InputError

_PROJECT = """\
# What you decide about this corpus. Lines that begin with # say nothing yet: take the # away.

[project]
name = "{name}"
title = "{name}"
# title_ar = "عنوان الدراسة"
n_topics = 12        # notebook 03 shows what speaks for another number
random_state = 0     # the seed of everything drawn at random

# [dates]            # articles dated outside are left out, and counted
# first = 2024-01-01
# last = 2024-12-31

# [outlets."اسم الوسيلة"]
# colour = "#1f6f8b"

# [columns]          # of JSON lines, tables: where yours have other names than the usual ones
# text = "body_raw"
# published_on = "when"

# For or against whom? Without a target no stance is measured.
# [targets]
# "كوريا الشمالية" = ["كوريا الشمالية", "بيونغ يانغ"]

# Who belongs to whom, in your judgement? Notebook 04 lists the most quoted sources.
# [sides]
# "سيول" = ["وزارة الخارجية الكورية الجنوبية"]
"""
_METADATA = "page,outlet,published_on,title\n"
_CORRECTIONS = "page,article,action,value,line,note\n"
_README = """\
# {name}

A study with corpus_tools {version}. Pages: {pages}.

| file | what you write there |
|---|---|
| `{project}` | targets of stance, sides of sources, dates, number of topics, seed |
| `{metadata}` | outlet, date and title of pages that do not say them |
| `{corrections}` | borders of articles, labels of lines (or the review sheet of notebook 01, saved as CSV) |
| `notebooks/` | copies of the five notebooks, bound to this study; change them as you like |
| `out/` | figures, their tables, and `manifest.json`: what made them |

All figures anew, from the folder of corpus_tools:

    python3 run.py figures --study {place}
"""


def new_study(place: str | Path, *, corpus: str | Path | None = None) -> Path:
    """Lay out the folder of a study.

    Parameters
    ----------
    place : path
        The folder to make; its last part is the name of the study.
    corpus : path, optional
        Where the pages lie. They are not copied. Default: `pages/` inside the new folder, which
        is made, empty.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        There is something at `place` already, its name cannot name a folder of output, or there
        is nothing at `corpus`.
    """
    folder = Path(os.path.abspath(os.path.expanduser(place)))
    name = folder.name
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise InputError(
            f"place: expected a name of letters, digits, hyphens or underscores, got {name!r}"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"place: there is something at {folder} already; give another name")
    pages = checked_path("corpus", corpus) or str(folder / "pages")
    for part in ("notebooks", "out", *(["pages"] if corpus is None else [])):
        (folder / part).mkdir(parents=True, exist_ok=True)
    inside = _from(folder, pages)
    texts = {
        FILE_NAME: _PROJECT.format(name=name),
        METADATA: _METADATA,
        CORRECTIONS: _CORRECTIONS,
        "README.md": _README.format(
            name=name, version=__version__, pages=inside, project=FILE_NAME, metadata=METADATA,
            corrections=CORRECTIONS, place=folder.name,
        ),
    }  # fmt: skip
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if NUMBERED.fullmatch(path.name):
            _bind(path, folder / "notebooks" / path.name, _from(folder / "notebooks", pages))
    return folder


def study_paths(place: str | Path) -> dict[str, str]:
    """The folder of notebooks of a study and its folder of figures, for `run_notebooks`.

    Raises
    ------
    InputError
        There is no study at `place`.
    """
    folder = Path(os.path.abspath(os.path.expanduser(place)))
    notebooks = sorted((folder / "notebooks").glob("*.ipynb"))
    if not (folder / FILE_NAME).is_file() or not notebooks:
        raise InputError(
            f"study: expected {FILE_NAME} and notebooks/ in {folder}; "
            "make a study with: python3 run.py new NAME"
        )
    return {"folder": str(folder / "notebooks"), "out": str(folder / "out")}


def _from(folder: Path, pages: str) -> str:
    """The path of the pages as seen from a folder; absolute where another drive holds them."""
    try:
        return Path(os.path.relpath(pages, folder)).as_posix()
    except ValueError:  # Windows: no way leads from one drive to another
        return pages


def _bind(source: Path, target: Path, pages: str) -> None:
    """Copy a notebook whose parameters name the pages and the project of the study."""
    book = json.loads(source.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            lines = "".join(cell["source"]).splitlines()
            given = {"corpus_path": pages, "project_path": f"../{FILE_NAME}"}
            for k, line in enumerate(lines):
                found = line.split("=")[0].strip()
                if found in given:
                    lines[k] = f"{found} = {given[found]!r}"
            cell["source"] = "\n".join(lines)
    target.write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
