"""The folder that a prepared corpus lies in: whole files or none, and no pickles.

Every file is written beside its place and put there in one step, so that a run that is killed
leaves whole files only, and what is there need not be made again. Tables are Parquet, arrays are
NumPy's own format without objects, the rest is JSON: nothing that is read back can run.
"""

import contextlib
import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import files

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

WORK = "work"  # what stages hand on to one another; removed when all is done


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """As `corpus_tools.files.replacing`, in a folder that is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.replacing(path) as new:
        yield new


def write_json(path: Path, value: object) -> None:
    """A value as JSON."""
    with replacing(path) as new:
        new.write_text(json.dumps(value, indent=1), encoding="utf-8")


def read_json(path: Path) -> Any:
    """What `write_json` wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_table(path: Path, table: "pa.Table") -> None:
    """A table as Parquet."""
    import pyarrow.parquet as pq

    with replacing(path) as new:
        pq.write_table(table, new, compression="zstd")


def read_table(path: Path, columns: list[str] | None = None) -> "pa.Table":
    """A Parquet file that `write_table` wrote."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(path).read(columns=columns)


def write_arrays(path: Path, **arrays: "np.ndarray") -> None:
    """Arrays of numbers in one file."""
    import numpy as np

    with replacing(path) as new, new.open("wb") as file:
        np.savez(file, **arrays)


def read_arrays(path: Path) -> dict[str, "np.ndarray"]:
    """What `write_arrays` wrote."""
    import numpy as np

    with np.load(path, allow_pickle=False) as found:
        return dict(found)


def text_array(values: list) -> "pa.Array":
    """Strings (or None) for a table; a lone half of a surrogate pair, which no encoding holds, is
    written as \\ud800.
    """
    import pyarrow as pa

    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        clean = [
            v if v is None else v.encode("utf-8", "backslashreplace").decode("utf-8")
            for v in values
        ]
        return pa.array(clean, pa.string())


# --- values of records, as they were ----------------------------------------------------------


def to_text(value: object) -> str:
    """A value of a record as JSON from which `from_text` makes the same value.

    Examples
    --------
    >>> import datetime
    >>> from_text(to_text({"day": datetime.date(2024, 5, 1), "n": 3}))
    {'day': datetime.date(2024, 5, 1), 'n': 3}
    """
    return json.dumps(_told(value))


def from_text(text: str) -> Any:
    """The value that `to_text` wrote."""
    return _untold(json.loads(text))


def _told(value: object) -> object:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime.datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, datetime.date):
        return ["date", value.isoformat()]
    if isinstance(value, dict):
        return {str(k): _told(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return ["list", *map(_told, value)]
    return str(value)


_READ: dict[str, Callable] = {
    "datetime": lambda words: datetime.datetime.fromisoformat(words[0]),
    "date": lambda words: datetime.date.fromisoformat(words[0]),
    "list": lambda items: [_untold(item) for item in items],
}


def _untold(value: object) -> Any:
    if isinstance(value, dict):
        return {k: _untold(v) for k, v in value.items()}
    return _READ[value[0]](value[1:]) if isinstance(value, list) else value
