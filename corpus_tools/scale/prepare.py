"""A corpus of any size from files to documents, tokens, copies and statements, on disk.

The stages are those of the package, called on parts that a worker holds easily. What only the
whole corpus can answer (lines that an outlet repeats, ids that two records bear, the vocabulary,
which documents share text) is found between them from small summaries, so that the result is the
one that `load_corpus`, `tokenize`, `find_text_reuse` and `extract_statements` give in one memory.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from . import copies, details, pages, stages, whole, words
from ..corpus import corrections as researcher
from ..figures.folders import kept_alone
from ..lexicons import replaced_lists
from .folder import WORK, read_json, write_json
from ..pages.finding import Problem
from ..pages.records import Columns
from .running import Task, peak_memory, run_tasks
from ..schema import InputError, NothingToLoad

if TYPE_CHECKING:
    from .prepared import Prepared

PLAN, DONE = "plan.json", "done.json"
_PACKAGE = Path(__file__).resolve().parents[1]


def prepare(
    path: str | Path,
    out: str | Path,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    metadata=None,
    corrections=None,
    columns: Mapping[str, str | None] | None = None,
    scheme: str = "lemma",
    titles: bool = False,
    min_words: int = 10,
    part_size: int = 2_000,
    quiet: bool = False,
) -> "Prepared":
    """Read a corpus and write its documents, tokens, text reuse and statements to a folder.

    Started again with the same arguments it goes on where it was, whether it was stopped, killed
    or lost a worker; with others it refuses the folder.

    Parameters
    ----------
    path : str or Path
        A folder, a file or a glob, as for `load_corpus`.
    out : str or Path
        The folder to write to; made if need be. A cluster's workers must see it, and `path`,
        under the same names.
    scheduler : str, optional
        Address of a Dask scheduler, such as "tcp://10.0.0.1:8786". Without it the work is done
        by processes of this machine, and nothing listens on a port.
    workers : int, optional
        Worker processes of this machine; default: one for each processor.
    metadata, corrections, columns
        As for `load_corpus`.
    scheme : {"lemma", "word", "stem"}
        As for `tokenize`.
    titles : bool
        As for `extract_statements`.
    min_words : int
        As for `find_text_reuse`.
    part_size : int
        Pages or records of a part at most. A worker holds one part at a time: about 300 MB with
        the libraries, and one text index while pairs are proposed (see `docs/scale.md`).
    quiet : bool
        Say nothing about progress.

    Returns
    -------
    Prepared
        What lies in the folder, read as it is asked for.

    Raises
    ------
    NothingToLoad
        There is nothing at `path` that can be read.
    InputError
        The folder holds something else, is being written to by another run, or is full; workers
        are lost again and again; or an argument is not what it must be.
    """
    from .prepared import Prepared

    _check(path, scheme, part_size, min_words, workers)
    begun = time.process_time()
    out = Path(os.path.abspath(os.path.expanduser(out)))
    tables = [Path(t).expanduser() for t in (metadata, corrections) if isinstance(t, (str, Path))]
    for_metadata = researcher.read_rows(metadata, parameter="metadata")
    for_corrections = researcher.read_rows(corrections, parameter="corrections")
    root, groups = pages.group_files(
        os.path.abspath(os.path.expanduser(path)), frozenset(t.resolve() for t in tables)
    )
    plan = {
        "files": _digest_of_files(root, groups), "program": _digest_of_program(),
        "metadata": for_metadata.sha256, "corrections": for_corrections.sha256,
        "columns": None if columns is None else sorted(columns.items()), "scheme": scheme,
        "titles": titles, "min_words": min_words, "part_size": part_size,
    }  # fmt: skip
    with kept_alone(out):
        _check_plan(out, plan)
        if not (out / DONE).exists():
            how = {"workers": workers or os.cpu_count() or 1, "scheduler": scheduler,
                   "quiet": quiet}  # fmt: skip
            parts = _read(out, root, groups, columns, part_size, how)
            if not (out / WORK / "known" / "whole.json").exists():
                reports = _reports(out, len(groups))
                _check_reports(path, parts, reports, columns)
                whole.settle(out, parts, reports, for_metadata, for_corrections)
            graph = _tasks(out, parts, scheme, titles, min_words)
            run_tasks(out, graph, **how)
            _finish(out, parts, for_metadata, for_corrections, begun)
    return Prepared(out)


def _check(path: object, scheme: str, part_size: int, min_words: int, workers: int | None) -> None:
    from ..reuse.passages import SHINGLE
    from ..tokens.table import SCHEMES

    if not isinstance(path, (str, os.PathLike)):
        raise InputError(
            f"path: expected a folder, a file or a glob, got {type(path).__name__}; a DataFrame "
            "that is in memory needs no preparation, use load_corpus"
        )
    if scheme not in SCHEMES:
        raise InputError(f"scheme: expected one of {', '.join(SCHEMES)}; got {scheme!r}")
    for name, value, least in (("part_size", part_size, 1), ("min_words", min_words, SHINGLE + 2),
                               ("workers", workers, 1)):  # fmt: skip
        if value is not None and (not isinstance(value, int) or value < least):
            raise InputError(f"{name}: expected a whole number from {least} on, got {value!r}")


def _digest_of_files(root: Path, groups: list) -> str:
    """Names, sizes and times of all files: what must be the same for a run to go on."""
    digest = hashlib.sha256(os.fsencode(str(root)))
    for group in groups:
        for item in group:
            if isinstance(item, Problem):
                digest.update(f"{item}\n".encode("utf-8", "replace"))
                continue
            try:
                status = os.stat(item)
                digest.update(os.fsencode(item))
                digest.update(f"\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
            except OSError as error:
                digest.update(os.fsencode(item) + str(error.errno).encode())
    return digest.hexdigest()


def _digest_of_program() -> str:
    """Of the code and word lists: parts made by two versions must not stand side by side."""
    digest = hashlib.sha256()
    for file in sorted([*_PACKAGE.rglob("*.py"), *_PACKAGE.rglob("*.tsv")]):
        digest.update(file.relative_to(_PACKAGE).as_posix().encode())
        digest.update(file.read_bytes())
    digest.update(repr(replaced_lists()).encode())
    return digest.hexdigest()


_SAID = {"files": "the files of the corpus are not those it was begun with",
         "program": "another version of the program, or of its word lists, began it"}  # fmt: skip


def _check_plan(out: Path, plan: dict) -> None:
    file = out / PLAN
    if not file.exists():
        others = [p.name for p in out.iterdir() if p.name != ".lock"]
        if others:
            raise InputError(
                f"out: {out} holds other things ({others[0]!r}); give an empty folder, or a new name"
            )
        write_json(file, plan)
        return
    before = read_json(file)
    other = [name for name in plan if before.get(name) != plan[name]]
    if other:
        why = _SAID.get(other[0], f"it was begun with {other[0]} = {before.get(other[0])!r}")
        raise InputError(
            f"out: {out} holds a run that does not fit: {why}. Give another folder, or delete this "
            "one to begin anew"
        )


def _read(
    out: Path, root: Path, groups: list, columns: Mapping | None, part_size: int, how: dict
) -> list[str]:
    """Read all files; the names of the parts in their order."""
    tasks = {}
    for number, items in enumerate(groups):
        chosen = None if columns is None else dict(columns)
        tasks[f"read {number:05d}"] = Task(
            pages.read_group, (out, number, root, items, chosen, part_size),
            out / WORK / "read" / f"{number:05d}.json",
        )  # fmt: skip
    run_tasks(out, tasks, **how)
    return [name for report in _reports(out, len(groups)) for name in report["parts"]]


def _reports(out: Path, n: int) -> list[dict]:
    return [read_json(out / WORK / "read" / f"{number:05d}.json") for number in range(n)]


def _check_reports(path: object, parts: list[str], reports: list[dict], columns: object) -> None:
    mapping = Columns.from_argument(columns)
    mapping.seen.update(*(report["seen"] for report in reports))
    mapping.check_used()
    if not parts:
        problems = [p for report in reports for p in report["problems"]]
        first = f"; the first of {len(problems)} problems: {problems[0]}" if problems else ""
        raise NothingToLoad(f"path: nothing to load in {str(path)!r}{first}")


def _tasks(
    out: Path, parts: list[str], scheme: str, titles: bool, min_words: int
) -> dict[str, Task]:
    """All that follows the reading. What others wait for comes first, so that statements, which
    nobody waits for, fill the time of what one worker does alone.
    """
    n_blocks = max(2, len(parts))
    tasks: dict[str, Task] = {}

    def add(name: str, call, arguments: tuple, makes: str, *after: str) -> None:
        tasks[name] = Task(call, (out, *arguments), out / makes, after)

    for p in parts:
        add(f"articles {p}", stages.divide_part, (p,), f"documents/{p}.parquet")
        add(f"words {p}", words.encode_part, (p,), f"{WORK}/coded/{p}.npz", f"articles {p}")
    encoded = [f"words {p}" for p in parts]
    add("index all", copies.join_hashes, (parts,), f"{WORK}/index/offsets.npy", *encoded)
    add("propose all", copies.propose_pairs, (), f"{WORK}/index/candidates.npy", "index all")
    add("vocabulary all", words.unite_forms, (parts, scheme), "vocabulary.parquet", *encoded)
    for p in parts:
        add(f"tokens {p}", words.tokens_of_part, (p,), f"tokens/{p}.parquet", "vocabulary all")
    add("details all", copies.describe_candidates, (), f"{WORK}/details/{details.DONE}",
        "propose all")  # fmt: skip
    for k in range(n_blocks):
        add(f"align {k:04d}", copies.judge_block, (k, n_blocks, min_words),
            f"{WORK}/judged/{k:04d}.npz", "details all")  # fmt: skip
    judged = [f"align {k:04d}" for k in range(n_blocks)]
    add("clusters all", copies.unite_pairs, (parts, n_blocks), "clusters.parquet", *judged)
    for p in parts:
        add(f"statements {p}", stages.statements_of_part, (p, titles), f"statements/{p}.parquet",
            f"articles {p}")  # fmt: skip
    return tasks


def _finish(
    out: Path, parts: list[str], metadata: researcher.Table, corrections: researcher.Table,
    begun: float,
) -> None:  # fmt: skip
    """Write what was made and what it cost, then remove what stages handed on to one another."""
    from ..corpus.frames import digest_pages

    costs: dict[str, dict] = {}
    for file in sorted((out / WORK / "log").glob("*.json")):
        told = read_json(file)
        stage = costs.setdefault(told["stage"], {"tasks": 0, "cpu_s": 0.0, "peak_mb": 0})
        stage["tasks"] += 1
        stage["cpu_s"] = round(stage["cpu_s"] + told["cpu_s"], 3)
        stage["peak_mb"] = max(stage["peak_mb"], told["peak_mb"])
    found = (
        page for name in parts
        for page in pages.load_pages(out / "pages" / f"{name}.parquet", texts=False)
    )  # fmt: skip
    digest = digest_pages(found, metadata.sha256, corrections.sha256)
    # What the process that starts the tasks does itself, one run's share of it if there were more.
    costs["here"] = {
        "tasks": 1, "cpu_s": round(time.process_time() - begun, 3), "peak_mb": peak_memory(),
    }  # fmt: skip
    problems = read_json(out / WORK / "known" / "whole.json")["problems"]
    write_json(out / DONE, {
        "parts": parts, "problems": problems, "metadata": metadata.sha256,
        "corrections": corrections.sha256, "corpus_sha256": digest,
        "scheme": read_json(out / PLAN)["scheme"], "stages": costs,
    })  # fmt: skip
    shutil.rmtree(out / WORK, ignore_errors=True)
