"""A corpus and what its researcher decided about it, opened together.

Every notebook begins with this one call, so that the bundled corpus and a user's own folder go
through the same code. A study is a folder of pages with up to three small files in it or beside
it: `metadata.csv`, `corrections.csv` and `project.toml`.
"""

import glob
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..pages.finding import Problem, fixed_folder
from ..schema import InputError
from .project import FILE_NAME, Project, load_project

if TYPE_CHECKING:
    from .model import Corpus

METADATA, CORRECTIONS = "metadata.csv", "corrections.csv"


def load_study(
    corpus_path: str | Path | None = None, project_path: str | Path | None = None
) -> "tuple[Corpus, Project]":
    """The corpus, with the tables that belong to it, and its project.

    Parameters
    ----------
    corpus_path : str or Path, optional
        A file, a folder or a glob; without it the bundled teaching corpus. `metadata.csv` and
        `corrections.csv` beside the project file that is named are applied, or else those inside the folder, or
        else those beside it; for a file or a glob those in its folder. They are never read as
        pages.
    project_path : str or Path, optional
        The project file; without it `project.toml`, looked for in the same places; where there is
        none, an empty project, which has no targets. Articles dated outside its first and last
        day are left out, which `corpus.problems` says; those without a date stay.

    Raises
    ------
    NothingToLoad, InputError
        As `load_corpus` and `load_project`.

    Examples
    --------
    >>> corpus, project = load_study()
    >>> project.fiction
    True
    """
    from .model import DEMO, load_corpus

    path = _place(corpus_path) if corpus_path is not None else DEMO
    beside = [Path(os.path.expanduser(project_path)).parent] if project_path else []
    project_path = os.path.expanduser(project_path) if project_path else find_project(path)
    project = load_project(project_path) if project_path else Project()
    tables, unread = {}, []
    for parameter, name in (("metadata", METADATA), ("corrections", CORRECTIONS)):
        given = [folder / name for folder in beside if (folder / name).is_file()]
        found = [f for f in dict.fromkeys([*given, *_candidates(path, name)]) if f != path]
        if found:
            tables[parameter] = found[0]
        unread += [Problem(None, str(f), f"not read: {found[0]} is nearer") for f in found[1:]]
    corpus = _within(load_corpus(path, columns=project.columns or None, **tables), project)
    return _with_problems(corpus, unread), project


def find_project(corpus_path: str | Path) -> Path | None:
    """The project file inside a corpus folder, or beside it; for a file or a glob in its folder.

    Only these places are looked at, so that a file of another study is never picked up.

    Examples
    --------
    >>> from corpus_tools.corpus.model import DEMO
    >>> find_project(DEMO).name
    'project.toml'
    """
    return next(iter(_candidates(_place(corpus_path), FILE_NAME)), None)


def _place(path: str | Path) -> Path:
    if not isinstance(path, (str, os.PathLike)):
        raise InputError(
            "corpus_path: expected the path of a file or folder, or a glob, got "
            f"{type(path).__name__}; a DataFrame goes to load_corpus"
        )
    return Path(os.path.abspath(os.path.expanduser(path)))


def _candidates(path: Path, name: str) -> list[Path]:
    """Where a file of the study may lie, nearest first, of those that exist."""
    if path.is_dir():
        folders = [path, path.parent]
    elif glob.has_magic(str(path)) and not path.exists():
        folders = [fixed_folder(path)]
    else:
        folders = [path.parent]
    return [folder / name for folder in folders if os.path.isfile(folder / name)]


def _within(corpus: "Corpus", project: Project) -> "Corpus":
    """The corpus without the articles that are dated outside the days of the project."""
    first, last = project.first, project.last
    days = corpus.documents["published_on"].dt.date
    outside = [
        d == d and d is not None and bool((first and d < first) or (last and d > last))
        for d in days
    ]
    if not any(outside):
        return corpus
    kept = corpus.select(published_on=lambda column: [not o for o in outside])
    said = f"{sum(outside)} articles dated outside {first or '…'} to {last or '…'} were left out"
    kept = replace(kept, _problems=corpus.problems)
    return _with_problems(kept, [Problem(None, FILE_NAME, said)])


def _with_problems(corpus: "Corpus", problems: list[Problem]) -> "Corpus":
    import pandas as pd

    from .frames import problem_frame

    if not problems:
        return corpus
    both = pd.concat([corpus.problems, problem_frame(problems)], ignore_index=True)
    return replace(corpus, _problems=both, _places={})
