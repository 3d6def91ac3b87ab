"""Where figures go: a folder of its own for each corpus, written by one run at a time."""

import contextlib
import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..schema import InputError

ROOT = Path(__file__).resolve().parents[2]


def default_out(corpus: str | Path | None, project: str | Path | None = None) -> Path:
    """`figures/` for the bundled corpus; `out/<name>/`, which git ignores, for any other.

    The name is that of the project, or that of the folder or file; of a glob, its folder.

    Raises
    ------
    InputError
        The project file is not one; better said now than by the first notebook.
    """
    from ..corpus.project import load_project
    from ..corpus.study import find_project
    from ..pages.finding import fixed_folder

    project = project or (find_project(corpus) if corpus is not None else None)
    name = load_project(project).name if project is not None else None
    if corpus is None:
        return ROOT / "figures"
    path = Path(os.path.abspath(os.path.expanduser(corpus)))
    if glob.has_magic(str(path)) and not path.exists():
        path = fixed_folder(path)
    name = name or (path.name if path.is_dir() else path.name.split(".")[0])
    return ROOT / "out" / (name or "corpus")


def checked_path(parameter: str, path: str | Path | None) -> str | None:
    """The absolute path, if something is there."""
    if path is None:
        return None
    if not os.fspath(path).strip():  # an unset variable of a shell would mean the folder one is in
        raise InputError(f"{parameter}: expected the path of a file or folder, got an empty text")
    full = os.path.abspath(os.path.expanduser(path))
    fits = parameter == "corpus" and any(glob.iglob(full, recursive=True))
    if not fits and not os.path.lexists(full):
        raise InputError(f"{parameter}: there is nothing at {path} (looked for {full})")
    return full


@contextlib.contextmanager
def kept_alone(target: Path) -> Iterator[None]:
    """The folder for figures, made if need be and kept from a second run at the same time.

    Two runs that write one manifest would each lose entries of the other. The system lifts the
    lock when the process ends, however it ends.
    """
    lock = target / ".lock"
    try:
        target.mkdir(parents=True, exist_ok=True)
        file = open(lock, "ab")
    except OSError as error:
        raise InputError(
            f"out: cannot write to {target} ({error.strerror}); give another folder with --out"
        ) from None
    with file:
        try:
            _lock(file)
            if os.name != "nt" and os.fstat(file.fileno()).st_ino != lock.stat().st_ino:
                raise OSError  # a run that has just ended took this one away, another has its own
        except OSError:
            raise InputError(
                f"out: another run is writing to {target}; wait for its end, or give another "
                "folder with --out"
            ) from None
        try:
            yield
        finally:
            if os.name != "nt":  # Windows removes no open file
                lock.unlink(missing_ok=True)
    if os.name == "nt":
        lock.unlink(missing_ok=True)


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
