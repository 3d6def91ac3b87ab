"""A corpus and what its researcher decided about it, opened together.

Every notebook begins with this one call, so that the bundled corpus and a user's own folder go
through the same code.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from .project import Project, find_project, load_project

if TYPE_CHECKING:
    from .model import Corpus

METADATA, CORRECTIONS = "metadata.csv", "corrections.csv"


def load_study(
    corpus_path: str | Path | None = None, project_path: str | Path | None = None
) -> "tuple[Corpus, Project]":
    """The corpus, with the tables that lie beside it, and its project.

    Parameters
    ----------
    corpus_path : str or Path, optional
        A file, a folder or a glob; without it the bundled teaching corpus. `metadata.csv` and
        `corrections.csv` beside the folder, or beside the file, are applied.
    project_path : str or Path, optional
        The project file; without it `project.toml` in the folder or beside it; where there is
        none, an empty project, which has no targets.

    Examples
    --------
    >>> corpus, project = load_study()
    >>> project.fiction
    True
    """
    from .model import DEMO, load_corpus

    path = Path(corpus_path) if corpus_path is not None else DEMO
    project_path = project_path or find_project(path)
    project = load_project(project_path) if project_path else Project()
    tables = {
        name: file
        for name, file in (
            ("metadata", path.parent / METADATA),
            ("corrections", path.parent / CORRECTIONS),
        )
        if file.is_file() and file != path
    }
    return load_corpus(path, **tables), project
