"""Parts of a corpus: which files belong together, and their pages with what all must know.

The files are read once, in groups that a worker holds easily, and come out as parts of about
equal size. Beside each part lies what only all parts together can answer: the ids that its
records give themselves, what tells a page saved twice, and how often its lines stand in it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..articles.keys import count_lines
from ..corpus.assembly import collect_dates, given_id, group_of, told_key
from ..pages.columndates import shows_order
from ..pages.finding import TEXT, HTML, Problem, find_files, format_of, page_name
from ..pages.reading import Page, read_file
from ..pages.records import Columns
from .folder import WORK, from_text, read_table, text_array, to_text, write_json, write_table

LONGEST = 4_000_000  # characters of a part; 64 times as many bytes pass through a worker
_GROUP_FILES, _GROUP_BYTES = 500, 32 * 2**20  # small files that one task reads


def group_files(path: str, without: frozenset[Path]) -> tuple[Path, list[list[str | Problem]]]:
    """The files of a corpus in their order, in groups: one task reads one.

    A file of records is a group of its own; saved pages go together.
    """
    root, items = find_files(path, without)
    groups: list[list[str | Problem]] = []
    size = 0
    is_open = False
    for item in items:
        if isinstance(item, Problem):
            if not is_open:
                groups.append([])
            groups[-1].append(item)
            is_open = True
            continue
        small = format_of(page_name(root, item)) in (TEXT, HTML, None)
        try:
            size += item.stat().st_size
        except OSError:
            pass  # the reading says so
        full = size > _GROUP_BYTES or (is_open and len(groups[-1]) >= _GROUP_FILES)
        if not (small and is_open) or full:
            groups.append([])
            size = 0
        groups[-1].append(str(item))
        is_open = small
    return root, groups


def read_group(
    out: Path, number: int, root: Path, items: Sequence[str | Problem],
    columns: dict[str, str | None] | None, part_size: int,
) -> None:  # fmt: skip
    """Read one group of files and write its parts; `work/read/NUMBER.json` says that it is done."""
    mapping = Columns.from_argument(columns)
    problems: list[Problem] = []
    dates: dict[tuple[str, str], set[str]] = {}
    held: list[Page] = []
    names: list[str] = []
    size = 0

    def write() -> None:
        name = f"{number:05d}-{len(names):04d}"
        _write_part(out, name, held)
        names.append(name)
        held.clear()

    for found in _read_items(root, items, mapping):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        collect_dates(found, dates)
        held.append(found)
        size += len(found.text)
        if len(held) >= part_size or size >= LONGEST:
            write()
            size = 0
    if held:
        write()
    telling = [
        [*column, sorted(v for v in values if shows_order(v))] for column, values in dates.items()
    ]
    write_json(
        out / WORK / "read" / f"{number:05d}.json",
        {
            "parts": names, "seen": sorted(mapping.seen),
            "problems": [[p.page, p.place, p.reason] for p in problems],
            "dates": [column for column in telling if column[2]],
        },
    )  # fmt: skip


def _read_items(
    root: Path, items: Sequence[str | Problem], mapping: Columns
) -> Iterator[Page | Problem]:
    for item in items:
        if isinstance(item, Problem):
            yield item
        else:
            yield from read_file(root, Path(item), mapping)


def _write_part(out: Path, name: str, pages: Sequence[Page]) -> None:
    import hashlib

    import pyarrow as pa

    counted: dict[str, list[str]] = {}
    for page in pages:
        if not page.is_article:
            counted.setdefault(group_of(page), []).append(page.text)
    rows = [(g, line, n) for g, texts in counted.items() for line, n in count_lines(texts).items()]
    if rows:
        groups, lines, counts = zip(*rows, strict=True)
        hashes = [
            int.from_bytes(
                hashlib.blake2b(f"{g}\0{line}".encode("utf-8", "surrogatepass"), digest_size=8)
                .digest(), "little")
            for g, line, _ in rows
        ]  # fmt: skip
        write_table(out / WORK / "lines" / f"{name}.parquet", pa.table({
            "group": text_array(list(groups)), "hash": pa.array(hashes, pa.uint64()),
            "n": pa.array(counts, pa.int32()), "line": text_array(list(lines)),
        }))  # fmt: skip
    write_table(out / WORK / "told" / f"{name}.parquet", pa.table({
        "page": text_array([p.page for p in pages]),
        "given": text_array([given_id(p) for p in pages]),
        "told": text_array([told_key(p) for p in pages]),
    }))  # fmt: skip
    columns = ("page", "sha256", "text", "encoding", "format", "folder")
    table = {c: text_array([getattr(p, c) for p in pages]) for c in columns}
    table["is_article"] = pa.array([p.is_article for p in pages], pa.bool_())
    table["declared"] = text_array([_declared(p) for p in pages])
    write_table(out / "pages" / f"{name}.parquet", pa.table(table))


def _declared(page: Page) -> str:
    return to_text({
        "fields": dict(page.fields), "evidence": dict(page.evidence),
        "extras": dict(page.extras), "marks": dict(page.marks),
    })  # fmt: skip


def load_pages(path: Path, *, texts: bool = True) -> list[Page]:
    """The pages of a part as they were read; without their texts, if those are not needed."""
    columns = ["page", "sha256", "encoding", "format", "folder", "is_article", "declared"]
    table = read_table(path, [*columns, "text"] if texts else columns)
    rows = table.to_pylist()
    pages = []
    for row in rows:
        told = from_text(row.pop("declared"))
        pages.append(Page(**({"text": ""} | row), **told))
    return pages

