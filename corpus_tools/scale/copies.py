"""Text reuse over all parts: proposed from one index, lined up in blocks by many workers.

Which documents are worth lining up is a matter of all of them at once: it is decided in one task,
over word hashes that lie on disk and are mapped into memory, eight bytes a word. Lining up, the
larger half of the work, is then shared out; each worker maps the same files and looks into the
texts only where figures or quotation marks decide.
"""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..reuse import pairs as reuse
from ..reuse.clusters import reuse_clusters
from ..reuse.passages import WordArrays
from ..reuse.proposals import Groups, Runs, find_identical, propose
from .folder import WORK, read_arrays, read_table, replacing, text_array, write_arrays, write_table
from .stages import load_documents

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_PASSAGE = ("first_a", "last_a", "first_b", "last_b", "n_equal")


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
    """Which documents to line up; `work/index/candidates.npz` comes last."""
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
    for field in ("hashes", "n_documents"):
        with replacing(out / WORK / "index" / f"runs_{field}.npy") as new, new.open("wb") as file:
            np.save(file, getattr(runs, field))
    write_arrays(
        out / WORK / "index" / "candidates.npz",
        pairs=np.asarray(candidates, np.int64).reshape(-1, 2), low=np.array([runs.low], np.uint64),
    )  # fmt: skip


def judge_block(out: Path, block: int, n_blocks: int, min_words: int) -> None:
    """What the pairs of one block share."""
    import pyarrow as pa

    folder = out / WORK / "index"
    arrays = _index(out)
    found = read_arrays(folder / "candidates.npz")
    hashes, sizes = (_mapped(folder / f"runs_{f}.npy") for f in ("hashes", "n_documents"))
    runs = Runs(hashes, sizes, found["low"][0])
    borders = np.linspace(0, len(found["pairs"]), n_blocks + 1).astype(np.int64)
    chosen = found["pairs"][borders[block] : borders[block + 1]]
    rows = []
    if len(chosen):
        texts = reuse._Texts(arrays, _Texts(out))
        rows = reuse._judge(arrays, texts, runs, chosen, min_words)
    table = {
        "a": pa.array([r.a for r in rows], pa.int64()),
        "b": pa.array([r.b for r in rows], pa.int64()),
        "kind": pa.array([r.kind for r in rows], pa.string()),
        "share_a": pa.array([r.share_a for r in rows], pa.float64()),
        "share_b": pa.array([r.share_b for r in rows], pa.float64()),
    }  # fmt: skip
    for field in _PASSAGE:
        table[field] = pa.array([int(getattr(r.passage, field)) for r in rows], pa.int64())
    write_table(out / WORK / "judged" / f"{block:04d}.parquet", pa.table(table))


def unite_pairs(out: Path, parts: Sequence[str], n_blocks: int) -> None:
    """The pairs of all blocks as `find_text_reuse` gives them, and the clusters, which come last."""
    import pandas as pd
    import pyarrow as pa

    rows = []
    for block in range(n_blocks):
        table = read_table(out / WORK / "judged" / f"{block:04d}.parquet").to_pydict()
        passages = zip(*(table[field] for field in _PASSAGE), strict=True)
        rows += [
            reuse._Row(a, b, reuse._Passage(*passage), kind, share_a, share_b)
            for a, b, passage, kind, share_a, share_b in zip(
                table["a"], table["b"], passages, table["kind"], table["share_a"],
                table["share_b"], strict=True,
            )
        ]  # fmt: skip
    found = read_arrays(out / WORK / "index" / "groups.npz")
    cuts = np.cumsum(found["sizes"])[:-1]
    groups = [g.tolist() for g in np.split(found["members"], cuts)] if len(found["sizes"]) else []
    arrays = _index(out)
    documents = pd.concat(
        [load_documents(out / "documents" / f"{n}.parquet", ["doc_id", "published_on"])
         for n in parts],
        ignore_index=True,
    )  # fmt: skip
    rows = reuse._expand(rows, arrays, Groups(found["first"], {g[0]: g for g in groups}))
    pairs = reuse._frame(rows, arrays, documents)
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
