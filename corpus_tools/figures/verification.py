"""Do the committed figures still come out? Run the notebooks again and compare.

For every figure one of five answers: the same bytes, the same data under a picture that
differs (another version of a library, say), the same numbers but for rounding (another processor
adds in another order), numbers that moved and by how much, or a figure that is missing or new.
"""

import math
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from .saving import read_manifest, read_table_bytes, sha256
from .runner import ROOT, run_notebooks
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

SAME_BYTES, SAME_DATA = "same bytes", "same data"
MOVED, MISSING, NEW, ALTERED = "moved", "missing", "new", "altered"
SAME_NUMBERS = "same numbers"
FINE = frozenset({SAME_BYTES, SAME_DATA, SAME_NUMBERS})
TOLERANCE = 1e-6  # of a number: what processors may differ by, and no result does
_SHOWN = 3


@dataclass(frozen=True)
class Verdict:
    """What became of one figure.

    Attributes
    ----------
    figure : str
    answer : {"same bytes", "same data", "same numbers", "moved", "missing", "new", "altered"}
        "same numbers": none differs by more than `TOLERANCE` of itself, and no word differs.
        "altered": a committed file is not the one that its manifest names.
    detail : str
    """

    figure: str
    answer: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.figure}: {self.answer}" + (f" ({self.detail})" if self.detail else "")


def verify(
    figures: str | Path | None = None,
    notebooks: str | Path | None = None,
    *,
    stream: TextIO | None = None,
) -> list[Verdict]:
    """Run the notebooks into a temporary folder and compare with the committed figures.

    Raises
    ------
    InputError
        The folder has no manifest.
    NotebookFailed
        A cell raised an error.
    """
    committed = Path(figures) if figures is not None else ROOT / "figures"
    if not read_manifest(committed):
        raise InputError(
            f"figures: expected a manifest with figures in {committed}, found none; make them "
            "with «python3 run.py figures»"
        )
    with tempfile.TemporaryDirectory(prefix="verify-") as fresh:
        run_notebooks(notebooks, out=fresh, stream=stream)
        return compare_folders(committed, fresh)


def compare_folders(old: str | Path, new: str | Path) -> list[Verdict]:
    """Compare two folders of figures by their manifests and tables, figure by figure."""
    before = {e["figure"]: e for e in read_manifest(old)}
    after = {e["figure"]: e for e in read_manifest(new)}
    verdicts = []
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            verdicts.append(Verdict(name, MISSING, "no notebook writes it any more"))
        elif name not in before:
            verdicts.append(Verdict(name, NEW, "it is not in the committed manifest"))
        else:
            verdicts.append(_compare(name, before[name], after[name], Path(old), Path(new)))
    return verdicts


def moved_numbers(before: "pd.DataFrame", after: "pd.DataFrame") -> str:
    """Where two tables of text cells differ, the largest moves first, in words.

    Examples
    --------
    >>> import pandas as pd
    >>> moved_numbers(pd.DataFrame({"x": ["1.0", "2.0"]}), pd.DataFrame({"x": ["1.0", "2.5"]}))
    '1 cell: x, row 2: 2.0 → 2.5 (by 0.5)'
    """
    if list(before.columns) != list(after.columns):
        return f"columns {list(before.columns)} → {list(after.columns)}"
    if len(before) != len(after):
        return f"{len(before)} → {len(after)} rows"
    moves = list(_moves(before, after))
    moves.sort(key=lambda move: -move[0])
    shown = "; ".join(text for _, text in moves[:_SHOWN])
    more = f"; and {len(moves) - _SHOWN} more" if len(moves) > _SHOWN else ""
    return f"{len(moves)} cell{'s' if len(moves) != 1 else ''}: {shown}{more}"


def _compare(name: str, before: dict, after: dict, old: Path, new: Path) -> Verdict:
    table = f"{name}.csv"
    for file, digest in before["files"].items():
        path = old / file
        # SVG and PDF are built beside the PNG and not committed, so they may be absent.
        if path.exists() and sha256(path.read_bytes()) != digest:
            return Verdict(name, ALTERED, f"{file} is not the file that its manifest names")
        if not path.exists() and path.suffix in (".png", ".csv"):
            return Verdict(name, MISSING, f"{file} is in the manifest but not in the folder")
    if before["files"] == after["files"]:
        return Verdict(name, SAME_BYTES)
    if before["files"].get(table) == after["files"].get(table):
        return Verdict(name, SAME_DATA, f"the picture differs; {_changed(before, after) or 'versions are the same'}")
    tables = [read_table_bytes((folder / table).read_bytes()) for folder in (old, new)]
    if _only_rounding(*tables):
        return Verdict(name, SAME_NUMBERS, f"within {TOLERANCE:g} of each")
    moved = [moved_numbers(*tables), _changed(before, after)]
    return Verdict(name, MOVED, "; ".join(filter(None, moved)))


def _changed(before: dict, after: dict) -> str:
    """Libraries and replaced word lists that are not those of the manifest."""
    was, now = before["versions"], after["versions"]
    changed = [f"{name} {was.get(name, 'not there')} → {now.get(name, 'not there')}"
               for name in was | now if was.get(name) != now.get(name)]  # fmt: skip
    return ", ".join(changed)


def _only_rounding(before: "pd.DataFrame", after: "pd.DataFrame") -> bool:
    if list(before.columns) != list(after.columns) or len(before) != len(after):
        return False
    for column in before.columns:
        for was, now in zip(before[column], after[column], strict=True):
            by = 0.0 if was == now else _distance(was, now)
            if not math.isfinite(by) or by > TOLERANCE * abs(float(was) if by else 0.0):
                return False
    return True


def _moves(before: "pd.DataFrame", after: "pd.DataFrame") -> Iterable[tuple[float, str]]:
    for column in before.columns:
        pairs = zip(before[column], after[column], strict=True)
        for row, (was, now) in enumerate(pairs, start=1):
            if was != now:
                by = _distance(was, now)
                how = f" (by {by:.3g})" if math.isfinite(by) else ""
                yield by, f"{column}, row {row}: {was or 'empty'} → {now or 'empty'}{how}"


def _distance(was: str, now: str) -> float:
    try:
        return abs(float(now) - float(was))
    except ValueError:
        return math.inf
