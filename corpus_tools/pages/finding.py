"""Finding the files of a corpus: what is a page, what lies beside it, and in which order.

Whatever is left out is reported: a folder that cannot be opened, a hidden file, the pictures of a
saved page. The order is that of the names, so that the same folder gives the same corpus.
"""

import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..schema import NothingToLoad

TEXT, HTML = "txt", "html"
_FORMATS = {
    ".txt": TEXT, ".text": TEXT, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".mhtml": HTML, ".mht": HTML, ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet",
    ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip
_PACKED = frozenset({".parquet", ".xlsx", ".xlsm"})  # by themselves: nobody packs them again
FRAME = "dataframe"  # what stands for the file where the pages are the rows of a frame
READABLE = "txt, html, htm, mhtml, jsonl, ndjson, json, csv, tsv (each also .gz), parquet, xlsx"
_BESIDE = frozenset({"project.toml"})  # lies in a corpus folder and is no page
_TABLES = {"metadata.csv": "metadata", "corrections.csv": "corrections"}  # about pages, not pages
# What browsers call the folder of a saved page's pictures and scripts, by their language.
_PARTS = re.compile(r"(_files|\.files|_ملفات|_fichiers|-Dateien|_archivos|_arquivos|_bestanden)$")


# What to do with the other kinds that collections come as.
_ADVICE = {
    "unpack it first": ".zip .rar .7z .tar .tgz .bz2 .xz .zst",
    "save it as text or HTML": ".pdf .doc .docx .odt .rtf .epub",
    "save it as .xlsx or CSV": ".xls .ods .xlsb .numbers",
    "make a table of it, a row for each article": ".xml .rss .atom .mbox .eml .warc .db .sqlite .sql",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read or applied, and what was done about it."""

    page: str | None
    place: str | None
    reason: str


def format_of(name: str) -> str | None:
    """The kind of a file by its name, None where it is none that can be read.

    Examples
    --------
    >>> format_of("a/page.HTML.gz"), format_of("photo.jpg")
    ('html', None)
    """
    stem, extension = os.path.splitext(name.lower())
    if extension == ".gz":
        stem, extension = os.path.splitext(stem)
        return None if extension in _PACKED else _FORMATS.get(extension)
    return _FORMATS.get(extension)


def file_of(page: str) -> str:
    """The file of a page: its name without the `#n` of a record.

    Examples
    --------
    >>> file_of("a/dump.jsonl#12"), file_of("a/page #9 & more.txt"), file_of("a/page #9")
    ('a/dump.jsonl', 'a/page #9 & more.txt', 'a/page #9')
    """
    stem, sign, number = page.rpartition("#")
    holds_records = stem == FRAME or format_of(stem) is not None
    return stem if sign and number.isdecimal() and holds_records else page


def find_files(path: str, without: frozenset[Path]) -> tuple[Path, Iterator[Path | Problem]]:
    """The root that names are relative to, and the files in a stable order."""
    if not path.strip():
        raise NothingToLoad("path: expected the path of a file or folder, got an empty string")
    path = os.path.expanduser(path)
    place = Path(path)
    if place.is_dir():
        return place, _walk(place, without)
    if os.path.lexists(path):
        return place.parent, iter([place])
    if glob.has_magic(path):
        matches = sorted(glob.glob(path, recursive=True))
        files = [Path(m) for m in matches if not os.path.isdir(m)]
        if not files:
            raise NothingToLoad(
                f"path: no file fits the pattern {path!r} (looked from {os.getcwd()!r})"
            )
        kept = [f for f in files if _real(f) not in without]
        return fixed_folder(place), iter(kept)
    near = place.parent if place.parent.is_dir() else None
    hint = f"; {str(near)!r} exists and holds no {place.name!r}" if near is not None else ""
    raise NothingToLoad(
        f"path: there is no file or folder {path!r} (looked from {os.getcwd()!r}{hint})"
    )


def fixed_folder(pattern: Path) -> Path:
    """The part of a glob before its first wildcard: the folder that names are relative to.

    Examples
    --------
    >>> fixed_folder(Path("study/*/a*.html")).as_posix()
    'study'
    """
    fixed = []
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return Path(*fixed)


def advice_for(name: str) -> str:
    """What to do with a file that cannot be read, to stand after the reason; "" if nothing is known.

    Examples
    --------
    >>> advice_for("feeds/all.zip"), advice_for("a.webp")
    ('. To have it read, unpack it first', '')
    """
    suffix = Path(name.lower().removesuffix(".gz")).suffix
    said = next((what for what, kinds in _ADVICE.items() if suffix in kinds.split()), None)
    return f". To have it read, {said}" if said else ""


def _walk(root: Path, without: frozenset[Path]) -> Iterator[Path | Problem]:
    """Files under `root`, by name; links are followed, but no folder is entered twice."""
    visited: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            names = sorted(os.listdir(folder))
        except OSError as error:
            yield Problem(page_name(root, folder), None, f"folder not readable ({error.strerror})")
            continue
        if (status.st_dev, status.st_ino) in visited:
            reason = "a link to a folder already read; left out"
            yield Problem(page_name(root, folder), None, reason)
            continue
        visited.add((status.st_dev, status.st_ino))
        folders = []
        for name in names:
            item = folder / name
            if name.startswith("."):
                yield Problem(page_name(root, item), None, "hidden; left out")
            elif item.is_dir():
                stem = _PARTS.sub("", name)
                if stem != name and {stem + ".html", stem + ".htm"} & set(names):
                    reason = "parts of a saved web page (pictures, scripts); left out"
                    yield Problem(page_name(root, item), None, reason)
                else:
                    folders.append(item)
            elif name in _BESIDE or _real(item) in without:
                continue
            elif folder == root and name in _TABLES:
                reason = (
                    f"taken for a table about the pages, not for pages; give it as "
                    f"{_TABLES[name]}=…, or open the folder with load_study; left out"
                )
                yield Problem(name, None, reason)
            else:
                yield item
        waiting.extend(reversed(folders))


def _real(item: Path) -> Path:
    """Where a link leads; of links that lead in a circle the first (`Path.resolve` would raise)."""
    return Path(os.path.realpath(item))


def page_name(root: Path, item: Path) -> str:
    """The POSIX path of `item` below `root`; bytes that are no UTF-8 are written as \\x…"""
    relative = os.path.relpath(item, root)
    return os.fsencode(relative).decode("utf-8", "backslashreplace").replace(os.sep, "/")
