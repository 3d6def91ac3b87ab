"""Word lists as data: tab-separated, one note a row, every one replaceable by the user.

A list is a file `NAME.tsv` with a header; lines that start with ``#`` are comments. Set the
environment variable ``CORPUS_TOOLS_LEXICONS`` to a folder, and a file of the same name there
takes the place of the bundled one.
"""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from ..schema import InputError

_HERE = Path(__file__).resolve().parent


def lexicon_path(name: str) -> Path:
    """Where the list `name` is read from: the user's folder first, then the bundled one."""
    folder = os.environ.get("CORPUS_TOOLS_LEXICONS")
    own = _own_lists(Path(folder)) if folder else {}
    path = own.get(name, _HERE / f"{name}.tsv")
    if path.is_file():
        return path
    raise InputError(f"lexicon: there is no list {name!r}; the bundled ones are: {_known()}")


def replaced_lists() -> dict[str, str]:
    """File name and SHA-256 of each list that the user's folder puts in a bundled one's place.

    Examples
    --------
    >>> replaced_lists()  # CORPUS_TOOLS_LEXICONS names no folder
    {}
    """
    folder = os.environ.get("CORPUS_TOOLS_LEXICONS")
    own = _own_lists(Path(folder)) if folder else {}
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for _, p in sorted(own.items())}


@lru_cache(maxsize=8)
def _own_lists(folder: Path) -> dict[str, Path]:
    """The lists of the user's folder. One with a mistake in its name would change nothing in
    silence, so it is refused."""
    if not folder.is_dir():
        raise InputError(
            f"CORPUS_TOOLS_LEXICONS: there is no folder {str(folder)!r}; correct the path, or unset "
            "it to use the bundled lists"
        )
    own = {path.stem: path for path in folder.glob("*.tsv")}
    strange = sorted(own[name].name for name in own if not (_HERE / f"{name}.tsv").is_file())
    if strange:
        raise InputError(
            f"CORPUS_TOOLS_LEXICONS: {strange[0]!r} takes no list's place; give it the name of one, "
            f"or move it elsewhere: {_known()}"
        )
    return own


def _known() -> str:
    return ", ".join(sorted(p.stem for p in _HERE.glob("*.tsv")))


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of the list `name`, each a dict from column to text.

    Raises
    ------
    InputError
        There is no such list, or a row has not as many cells as the header.

    Examples
    --------
    >>> read_table("months")[0]["number"]
    '1'
    """
    return [dict(row) for row in _read(lexicon_path(name))]


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a list in any file of the same form; see `read_table`."""
    if not path.is_file():
        raise InputError(f"path: there is no file {str(path)!r}; check its name")
    return [dict(row) for row in _read.__wrapped__(path)]  # the user may have edited it


@lru_cache(maxsize=64)
def _read(path: Path) -> tuple[tuple[tuple[str, str], ...], ...]:
    rows, header = [], None
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
        elif len(cells) != len(header):
            raise InputError(
                f"{path.name}, line {number}: expected {len(header)} cells separated by tabs "
                f"({', '.join(header)}), got {len(cells)}; add the missing tabs"
            )
        else:
            rows.append(tuple(zip(header, cells, strict=True)))
    return tuple(rows)
