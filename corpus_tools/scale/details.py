"""What is known of each document that is lined up, worked out once and mapped from disk.

Of many versions of one text the pairs lie in many blocks, so that each of its documents would be
looked at again in every one of them.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..reuse.alignment import Seeds
from ..reuse.evidence import Evidence
from ..reuse.judging import Details
from ..reuse.marks import Marks
from .folder import read_arrays, read_json, replacing, write_arrays, write_json

DONE = "done.json"  # written last
_KINDS = {"seeds": Seeds, "evidence": Evidence, "marks": Marks}
_OFFSETS = "offsets"
_BLOCK = 2_000  # documents looked at at once


class MappedDetails(NamedTuple):
    """Details of all documents, whichever are asked for."""

    all_seeds: Seeds
    all_evidence: Evidence
    all_marks: Marks

    def seeds(self, documents: np.ndarray) -> Seeds:
        return self.all_seeds

    def evidence(self, documents: np.ndarray) -> Evidence:
        return self.all_evidence

    def marks(self, documents: np.ndarray) -> Marks:
        return self.all_marks


def write_details(folder: Path, details: Details, documents: np.ndarray, n_documents: int) -> None:
    """Write the details of some documents, (n,) rising numbers, block by block."""
    types: dict[str, str] = {}
    sizes = {name: np.zeros(n_documents, np.int64) for name, kind in _KINDS.items()
             if _OFFSETS in kind._fields}  # fmt: skip
    with contextlib.ExitStack() as stack:
        files = {
            name: stack.enter_context(stack.enter_context(replacing(folder / name)).open("wb"))
            for name, _, _ in _fields()
        }
        for start in range(0, max(len(documents), 1), _BLOCK):
            block = documents[start : start + _BLOCK]
            found = {kind: getattr(details, kind)(block) for kind in _KINDS}
            for name, kind, field in _fields():
                values = getattr(found[kind], field)
                types[name] = values.dtype.str
                files[name].write(values.tobytes())
            for kind, n in sizes.items():
                n += np.diff(found[kind].offsets)
    offsets = {kind: np.append(0, np.cumsum(n)) for kind, n in sizes.items()}
    write_arrays(folder / f"{_OFFSETS}.npz", **offsets)
    write_json(folder / DONE, types)


def read_details(folder: Path) -> MappedDetails:
    """What `write_details` wrote, mapped into memory."""
    types, offsets = read_json(folder / DONE), read_arrays(folder / f"{_OFFSETS}.npz")
    told: dict[str, dict[str, np.ndarray]] = {
        kind: {_OFFSETS: offsets[kind]} if kind in offsets else {} for kind in _KINDS
    }
    for name, kind, field in _fields():
        path = folder / name
        told[kind][field] = (
            np.memmap(path, types[name], "r") if path.stat().st_size  # nothing can't be mapped
            else np.zeros(0, types[name])
        )  # fmt: skip
    return MappedDetails(*(kind(**told[name]) for name, kind in _KINDS.items()))


def _fields() -> Iterator[tuple[str, str, str]]:
    """The name of each file, of its kind of detail and of the field."""
    for name, kind in _KINDS.items():
        for field in kind._fields:
            if field != _OFFSETS:
                yield f"{name}.{field}", name, field
