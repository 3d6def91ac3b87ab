"""Text reuse over all parts: proposed from one index, lined up in blocks by many workers.

Which documents are worth lining up is a matter of all of them at once: it is decided in one task,
over word hashes that lie on disk and are mapped into memory, eight bytes a word. Lining up, the
larger half of the work, is then shared out; each worker maps the same files.
"""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..reuse.clusters import reuse_clusters
from ..reuse.evidence import Runs
from ..reuse.judging import DetailsOfTexts, Shared, judge
from ..reuse.pairs import frame_of, with_identical
from ..reuse.passages import WordArrays
from ..reuse.proposals import Groups, find_identical, propose
from .details import read_details, write_details
from .folder import WORK, read_arrays, read_table, replacing, text_array, write_arrays, write_table
from .stages import load_documents

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def join_hashes(out: Path, parts: Sequence[str]) -> None:
    """The word hashes of all parts as arrays on disk, and the texts where they can be mapped;
    `work/index/offsets.npy` comes last.
    """
    import pyarrow as pa
    from numpy.lib.format import open_memmap

    folder = out / WORK / "index"
    files = [out / WORK / "hashed" / f"{name}.npz" for name in parts]
    lengths = [np.zeros(0, np.int64)]
    for file in files:
        with np.load(file, allow_pickle=False) as found:
            lengths.append(found["lengths"].astype(np.int64))
    offsets = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    for field, kind in (("words", np.uint64), ("starts", np.int32), ("ends", np.int32)):
        with replacing(folder / f"{field}.npy") as new:
            target = open_memmap(new, mode="w+", dtype=kind, shape=(int(offsets[-1]),))
            at = 0
            for file in files:
                with np.load(file, allow_pickle=False) as found:
                    values = found[field]
                target[at : at + len(values)] = values
                at += len(values)
            target.flush()
            del target
    schema = pa.schema([("text", pa.string())])
    with replacing(folder / "texts.arrow") as new:
        with pa.OSFile(str(new), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            for name in parts:
                table = read_table(out / "documents" / f"{name}.parquet", ["text"])
                writer.write_table(table.combine_chunks())
    with replacing(folder / "offsets.npy") as new, new.open("wb") as file:
        np.save(file, offsets)


def _index(out: Path) -> WordArrays:
    folder = out / WORK / "index"
    fields = ("words", "starts", "ends")
    return WordArrays(*(_mapped(folder / f"{f}.npy") for f in fields),
                      np.load(folder / "offsets.npy", allow_pickle=False))  # fmt: skip


def _mapped(path: Path) -> np.ndarray:
    """An array on disk, mapped into memory; an empty one, which cannot be mapped, is read."""
    how = "r" if path.stat().st_size > 128 else None
    return np.load(path, mmap_mode=how, allow_pickle=False)


class _Texts:
    """Texts by the number of their document, read from a mapped file when they are asked for."""

    def __init__(self, out: Path) -> None:
        import pyarrow as pa

        source = pa.memory_map(str(out / WORK / "index" / "texts.arrow"))
        self._chunks = pa.ipc.open_file(source).read_all()["text"].chunks
        self._starts = np.cumsum([0, *map(len, self._chunks)]).tolist()

    def __getitem__(self, document: int) -> str:
        chunk = bisect_right(self._starts, document) - 1
        return self._chunks[chunk][document - self._starts[chunk]].as_py()


def propose_pairs(out: Path) -> None:
    """Which documents to line up; `work/index/candidates.npy` comes last.

    The list is mapped by those that line up, for there are as many of them as parts: each reading
    all of it would be work that grows with the square of their number.
    """
    arrays = _index(out)
    groups = find_identical(arrays)
    runs, candidates = propose(arrays, groups)
    members = list(groups.members.values())
    write_arrays(
        out / WORK / "index" / "groups.npz",
        first=groups.first,
        members=np.array([m for group in members for m in group], np.int64),
        sizes=np.array([len(group) for group in members], np.int64),
    )  # fmt: skip
    tables = {f"runs_{field}": np.atleast_1d(getattr(runs, field)) for field in Runs._fields}
    tables["candidates"] = np.asarray(candidates, np.int64).reshape(-1, 2)
    for name, values in tables.items():
        with replacing(out / WORK / "index" / f"{name}.npy") as new, new.open("wb") as file:
            np.save(file, values)


def describe_candidates(out: Path) -> None:
    """What is known of each document to be lined up; `work/details/done.json` comes last."""
    folder, arrays = out / WORK / "index", _index(out)
    hashes, sizes, low = (_mapped(folder / f"runs_{field}.npy") for field in Runs._fields)
    details = DetailsOfTexts(arrays, _Texts(out), Runs(hashes, sizes, low[0]))
    is_asked = np.zeros(len(arrays.lengths), dtype=bool)
    is_asked[_mapped(folder / "candidates.npy")] = True
    write_details(out / WORK / "details", details, np.flatnonzero(is_asked), len(is_asked))


def judge_block(out: Path, block: int, n_blocks: int, min_words: int) -> None:
    """What the pairs of one block share."""
    candidates = _mapped(out / WORK / "index" / "candidates.npy")
    borders = np.linspace(0, len(candidates), n_blocks + 1).astype(np.int64)
    chosen = np.array(candidates[borders[block] : borders[block + 1]])
    found = judge(_index(out), read_details(out / WORK / "details"), chosen, min_words)
    write_arrays(out / WORK / "judged" / f"{block:04d}.npz", **found._asdict())


def unite_pairs(out: Path, parts: Sequence[str], n_blocks: int) -> None:
    """The pairs of all blocks as `find_text_reuse` gives them, and the clusters, which come last."""
    import pandas as pd

    blocks = [read_arrays(out / WORK / "judged" / f"{k:04d}.npz") for k in range(n_blocks)]
    rows = Shared(*(np.concatenate([b.pop(field) for b in blocks]) for field in Shared._fields))
    found = read_arrays(out / WORK / "index" / "groups.npz")
    cuts = np.cumsum(found["sizes"])[:-1]
    groups = [g.tolist() for g in np.split(found["members"], cuts)] if len(found["sizes"]) else []
    arrays = _index(out)
    documents = pd.concat(
        [load_documents(out / "documents" / f"{n}.parquet", ["doc_id", "published_on"])
         for n in parts],
        ignore_index=True,
    )  # fmt: skip
    rows = with_identical(rows, arrays, Groups(found["first"], {g[0]: g for g in groups}))
    pairs = frame_of(rows, arrays, documents)
    del rows
    clusters = reuse_clusters(pairs, documents.assign(text=""))
    write_table(out / "pairs.parquet", _table(pairs))
    write_table(out / "clusters.parquet", _table(clusters))


def _table(frame: "pd.DataFrame") -> "pa.Table":
    import pyarrow as pa

    return pa.table({
        c: text_array(frame[c].tolist()) if frame[c].dtype == object else pa.array(frame[c])
        for c in frame.columns
    })  # fmt: skip
