"""What only all parts together tell about each page, found once and written beside each part.

A line is furniture because it stands on many pages of an outlet, an id is no id because another
record bears it too, «03/04» is a day in April because the rest of its column says so: a part
alone would answer otherwise. Here the answers of all parts are united. What is held is a few
hundred bytes for each page, and sixteen for each distinct line; no text.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ..articles.keys import fold_lines
from ..corpus import corrections as researcher
from ..corpus.assembly import Known, find_twice, name_pages
from ..pages.columndates import column_order
from ..pages.reading import Problem
from .folder import WORK, read_json, read_table, text_array, write_json, write_table


def settle(
    out: Path, parts: Sequence[str], reports: Sequence[dict],
    metadata: researcher.Table, corrections: researcher.Table,
) -> None:  # fmt: skip
    """Write for every part what its pages must know; `work/known/whole.json` comes last."""
    problems = [Problem(*told) for report in reports for told in report["problems"]]
    given, told, sizes = [], [], []
    for name in parts:
        table = read_table(out / WORK / "told" / f"{name}.parquet").to_pydict()
        given += zip(table["page"], table["given"], strict=True)
        told += zip(table["page"], table["told"], strict=True)
        sizes.append(len(table["page"]))
    base_ids, rows_of = name_pages(given, metadata, corrections, problems)
    problems += find_twice(told)
    start = 0
    for name, size in zip(parts, sizes, strict=True):
        pages = [page for page, _ in given[start : start + size]]
        start += size
        aims = [
            [[aim.row.place, dict(aim.row.cells), page, aim.article]
             for page in pages for aim in rows.get(page, ())]
            for rows in rows_of
        ]  # fmt: skip
        ids = {page: base_ids[page] for page in pages if base_ids[page] != page}
        write_json(out / WORK / "known" / f"{name}.json", {"ids": ids, "aims": aims})
    _write_repeated(out, parts)
    columns: dict[tuple[str, str], set[str]] = {}
    for report in reports:
        for file, column, values in report["dates"]:
            columns.setdefault((file, column), set()).update(values)
    orders = [[*key, column_order(values)] for key, values in columns.items()]
    write_json(out / WORK / "known" / "whole.json", {
        "orders": orders, "problems": [[p.page, p.place, p.reason] for p in problems],
    })  # fmt: skip


def known_of(out: Path, name: str, pages: Sequence[str]) -> Known:
    """What the pages of a part must know, as `settle` wrote it."""
    told = read_json(out / WORK / "known" / f"{name}.json")
    whole = read_json(out / WORK / "known" / "whole.json")
    aims: list[dict[str, list[researcher.Aim]]] = []
    for rows in told["aims"]:
        by_page: dict[str, list[researcher.Aim]] = {}
        for place, cells, page, article in rows:
            aim = researcher.Aim(researcher.Row(place, cells), page, article)
            by_page.setdefault(page, []).append(aim)
        aims.append(by_page)
    orders = {(file, column): order for file, column, order in whole["orders"]}
    base_ids = {page: told["ids"].get(page, page) for page in pages}
    return Known(base_ids, _read_repeated(out), orders, aims[0], aims[1])


# --- lines that several pages have ------------------------------------------------------------


def _write_repeated(out: Path, parts: Sequence[str]) -> None:
    """Lines that stand on several pages of one group, with how many: counted by hash first, so
    that only those few are ever held as text.
    """
    hashes, counts = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    for table in _line_tables(out, parts, ["hash", "n"]):
        both = np.concatenate([hashes, table["hash"].to_numpy()])
        weights = np.concatenate([counts, table["n"].to_numpy()])
        hashes, place = np.unique(both, return_inverse=True)
        counts = np.bincount(place, weights).astype(np.int64)
    several = counts > 1
    hashes, counts = hashes[several], counts[several]
    lines: dict[str, dict[str, int]] = {}
    is_new = np.ones(len(hashes), bool)
    for table in _line_tables(out, parts, ["group", "hash", "line"]):
        found = table["hash"].to_numpy()
        at = np.searchsorted(hashes, found)
        at[at == len(hashes)] = 0
        hit = np.flatnonzero(hashes[at] == found) if len(hashes) else np.zeros(0, np.int64)
        hit = hit[is_new[at[hit]]]
        is_new[at[hit]] = False
        chosen = table.take(hit)
        for group, line, n in zip(
            chosen["group"].to_pylist(), chosen["line"].to_pylist(), counts[at[hit]].tolist(),
            strict=True,
        ):  # fmt: skip
            lines.setdefault(group, {})[line] = n
    rows = [(g, key, n) for g, counted in lines.items() for key, n in fold_lines(counted).items()]
    groups, keys, numbers = zip(*rows, strict=True) if rows else ((), (), ())
    import pyarrow as pa

    write_table(out / WORK / "known" / "repeated.parquet", pa.table({
        "group": text_array(list(groups)), "key": text_array(list(keys)),
        "n": pa.array(numbers, pa.int64()),
    }))  # fmt: skip


def _line_tables(out: Path, parts: Sequence[str], columns: list[str]) -> Iterator:
    for name in parts:
        path = out / WORK / "lines" / f"{name}.parquet"
        if path.exists():  # parts of records only have no lines to count
            yield read_table(path, columns)


def _read_repeated(out: Path) -> dict[str, dict[str, int]]:
    path = out / WORK / "known" / "repeated.parquet"
    stamp = (str(path), path.stat().st_mtime_ns)
    if _last.get("stamp") != stamp:
        table = read_table(path).to_pydict()
        found: dict[str, dict[str, int]] = {}
        for group, key, n in zip(table["group"], table["key"], table["n"], strict=True):
            found.setdefault(group, {})[key] = n
        _last.update(stamp=stamp, found=found)
    return _last["found"]


_last: dict = {}  # a worker reads the table once, not for each of its parts
