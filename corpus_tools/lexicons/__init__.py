"""Word lists as data: tab-separated, one note a row, every one replaceable by the user.

A list is a file `NAME.tsv` with a header; lines that start with ``#`` are comments. Set the
environment variable ``CORPUS_TOOLS_LEXICONS`` to a folder, and a file of the same name there
takes the place of the bundled one.
"""

import os
from functools import lru_cache
from pathlib import Path

from ..schema import InputError

_HERE = Path(__file__).resolve().parent


def lexicon_path(name: str) -> Path:
    """Where the list `name` is read from: the user's folder first, then the bundled one."""
    folder = os.environ.get("CORPUS_TOOLS_LEXICONS")
    for place in ([Path(folder)] if folder else []) + [_HERE]:
        path = place / f"{name}.tsv"
        if path.is_file():
            return path
    known = ", ".join(sorted(p.stem for p in _HERE.glob("*.tsv")))
    raise InputError(f"lexicon: there is no list {name!r}; the bundled ones are: {known}")


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
