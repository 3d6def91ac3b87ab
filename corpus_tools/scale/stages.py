"""The stages that need one part only: articles, statements; and how they lie in the folder."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from ..corpus.assembly import append_pages
from ..corpus.frames import Columns, days
from ..schema import DOCUMENT_COLUMNS
from .folder import from_text, read_table, text_array, to_text, write_table
from .pages import load_pages
from .whole import known_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_TEXT = tuple(c for c in DOCUMENT_COLUMNS if c not in ("agencies", "published_on", "position"))


def divide_part(out: Path, name: str) -> None:
    """From the pages of a part to spans, problems and, last, documents."""
    import pyarrow as pa

    pages = load_pages(out / "pages" / f"{name}.parquet")
    columns = Columns()
    append_pages(columns, pages, known_of(out, name, [p.page for p in pages]))
    spans = columns.spans
    write_table(out / "spans" / f"{name}.parquet", pa.table({
        c: pa.array(v, pa.int64()) if c in ("start", "end") else text_array(v)
        for c, v in spans.items()
    }))  # fmt: skip
    write_table(out / "problems" / f"{name}.parquet", pa.table({
        c: text_array([getattr(p, c) for p in columns.problems])
        for c in ("page", "place", "reason")
    }))  # fmt: skip
    write_table(out / "documents" / f"{name}.parquet", _documents(columns))


def _documents(columns: Columns) -> "pa.Table":
    import pyarrow as pa

    found = columns.documents
    kinds = {
        "agencies": pa.list_(pa.string()), "published_on": pa.date32(), "position": pa.int64(),
        "confidence": pa.float64(),
    }  # fmt: skip
    table = {
        c: text_array(v) if c in _TEXT else pa.array([list(x) for x in v] if c == "agencies" else v,
                                                     kinds[c])
        for c, v in found.items()
    }  # fmt: skip
    return pa.table(table | {"extras": text_array([to_text(dict(e)) for e in columns.extras])})


def add_documents(columns: Columns, table: "pa.Table") -> None:
    """Add the documents of a part to columns from which `build_frames` makes a frame."""
    rows = table.to_pydict()
    for column, values in columns.documents.items():
        values += map(tuple, rows[column]) if column == "agencies" else rows[column]
    columns.extras.extend(from_text(extras) for extras in rows["extras"])


def load_documents(path: Path, columns: Sequence[str]) -> "pd.DataFrame":
    """Some columns of the documents of a part, with the types that a Corpus has."""
    import pandas as pd

    rows = read_table(path, list(columns)).to_pydict()
    frame = {}
    for name in columns:
        values = rows[name]
        if name == "published_on":
            frame[name] = days(values)
        elif name in ("position", "confidence"):
            frame[name] = pd.Series(values, dtype="int64" if name == "position" else "float64")
        else:
            values = list(map(tuple, values)) if name == "agencies" else values
            frame[name] = pd.Series(values, dtype=object)
    return pd.DataFrame(frame)


def statements_of_part(out: Path, name: str, titles: bool) -> None:
    """The statements of the documents of a part."""
    import pyarrow as pa

    from ..statements import extract_statements

    documents = load_documents(
        out / "documents" / f"{name}.parquet",
        ["doc_id", "outlet", "published_on", "title", "text"],
    )
    found = extract_statements(SimpleNamespace(documents=documents), titles=titles)
    quote = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
    table = {}
    for column in found.columns:
        values = found[column]
        if column in ("start", "end"):
            table[column] = pa.array(values, pa.int64())
        elif column == "published_on":
            table[column] = pa.array(values.to_numpy("datetime64[us]"), pa.timestamp("us"))
        elif column == "quotes":
            rows = [[{"start": a, "end": b, "text": t} for a, b, t in cell] for cell in values]
            table[column] = pa.array(rows, pa.list_(quote))
        else:
            table[column] = text_array(values.tolist())
    write_table(out / "statements" / f"{name}.parquet", pa.table(table))


def load_statements(path: Path, columns: Sequence[str] | None = None) -> "pd.DataFrame":
    """The statements of a part as `extract_statements` gives them."""
    import pandas as pd

    table = read_table(path, None if columns is None else list(columns))
    frame = {}
    for name in table.column_names:
        values = table[name]
        if name in ("start", "end"):
            frame[name] = pd.Series(values.to_numpy())
        elif name == "published_on":
            frame[name] = pd.Series(values.to_numpy().astype("datetime64[us]"))
        elif name == "quotes":
            cells = [[(q["start"], q["end"], q["text"]) for q in c] for c in values.to_pylist()]
            frame[name] = pd.Series(cells, dtype=object)
        else:
            frame[name] = pd.Series(values.to_pylist(), dtype=object)
    return pd.DataFrame(frame)
