"""What `prepare` wrote, read part by part or as a whole."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..corpus.frames import Columns, build_frames
from ..corpus.model import Corpus
from ..normalize import Normalization
from ..pages.finding import Problem
from ..tokens.table import Tokens
from .folder import read_json, read_table
from .pages import load_pages
from .stages import add_documents, load_documents, load_statements
from ..schema import DOCUMENT_COLUMNS, InputError

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix


class Prepared:
    """A corpus that `prepare` has written; made by `prepare` or `open_prepared`.

    The methods ending in `_parts` go through it part by part and hold one at a time; documents
    are never divided between parts. The others make in memory what the functions of the package
    make: `documents` what `load_corpus` does, `tokens` what `tokenize` does, and so on.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        try:
            told = read_json(self.folder / "done.json")
        except FileNotFoundError:
            raise InputError(
                f"folder: no finished preparation lies in {self.folder}; start «python -m "
                "corpus_tools prepare» with it as --out, it goes on where it was"
            ) from None
        self.parts: tuple[str, ...] = tuple(told["parts"])
        self.corpus_sha256: str = told["corpus_sha256"]
        self.costs: dict[str, dict] = told["stages"]
        self._told = told

    def __len__(self) -> int:
        return sum(self._rows("documents"))

    def __repr__(self) -> str:
        import pyarrow.parquet as pq

        n_types = pq.ParquetFile(self.folder / "vocabulary.parquet").metadata.num_rows
        n_pairs = pq.ParquetFile(self.folder / "pairs.parquet").metadata.num_rows
        return (
            f"<Prepared: {len(self):,} documents in {len(self.parts)} parts, {n_types:,} word "
            f"types, {n_pairs:,} pairs that share text, {sum(self._rows('statements')):,} "
            f"statements; {self.folder}>"
        )

    def _rows(self, stage: str) -> list[int]:
        import pyarrow.parquet as pq

        return [
            pq.ParquetFile(self.folder / stage / f"{p}.parquet").metadata.num_rows
            for p in self.parts
        ]

    def corpus(self) -> Corpus:
        """All of it as the `Corpus` that `load_corpus` would have made."""
        columns = Columns(problems=[Problem(*told) for told in self._told["problems"]])
        pages = []
        for name in self.parts:
            pages += load_pages(self.folder / "pages" / f"{name}.parquet")
            add_documents(columns, read_table(self.folder / "documents" / f"{name}.parquet"))
            spans = read_table(self.folder / "spans" / f"{name}.parquet").to_pydict()
            for column, values in columns.spans.items():
                values += spans[column]
            rows = read_table(self.folder / "problems" / f"{name}.parquet").to_pydict()
            columns.problems += map(Problem, rows["page"], rows["place"], rows["reason"])
        found = build_frames(columns, pages, self._told["metadata"], self._told["corrections"])
        return Corpus(found.documents, found.spans, found.pages, found.problems, found.sha256)

    def document_parts(
        self, columns: Sequence[str] = (*DOCUMENT_COLUMNS, "confidence")
    ) -> "Iterator[pd.DataFrame]":
        """Documents of one part after the other, with the named columns."""
        for name in self.parts:
            yield load_documents(self.folder / "documents" / f"{name}.parquet", columns)

    def documents(
        self, columns: Sequence[str] = (*DOCUMENT_COLUMNS, "confidence")
    ) -> "pd.DataFrame":
        """Some columns of all documents."""
        import pandas as pd

        return pd.concat(self.document_parts(columns), ignore_index=True)

    def statement_parts(self, columns: Sequence[str] | None = None) -> "Iterator[pd.DataFrame]":
        """Statements of one part after the other: for `score_stance`, of which only the scores
        need to be kept.
        """
        for name in self.parts:
            yield load_statements(self.folder / "statements" / f"{name}.parquet", columns)

    def statements(self, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """All statements, as `extract_statements` gives them."""
        import pandas as pd

        return pd.concat(self.statement_parts(columns), ignore_index=True)

    def pairs(self) -> "pd.DataFrame":
        """Pairs of documents that share text, as `find_text_reuse` gives them."""
        return _frame(self.folder / "pairs.parquet")

    def clusters(self) -> "pd.DataFrame":
        """doc_id and reuse_cluster, as `reuse_clusters` gives them."""
        return _frame(self.folder / "clusters.parquet")

    @cached_property
    def vocabulary(self) -> np.ndarray:
        """The word types of all parts, (n_types,), in code point order."""
        return _objects(read_table(self.folder / "vocabulary.parquet")["word"].to_pylist())

    @cached_property
    def doc_ids(self) -> np.ndarray:
        """(n_documents,)"""
        ids = [read_table(self._tokens_file(p), ["doc_id"])["doc_id"] for p in self.parts]
        return _objects([doc_id for column in ids for doc_id in column.to_pylist()])

    def document_term_matrix(self) -> "csr_matrix":
        """Counts, int32, (n_documents, n_types): that of `tokens`, from one part at a time.

        With this, `vocabulary` and `doc_ids` it can be given to `fit_topics` in place of tokens.
        """
        from scipy.sparse import csr_matrix, vstack

        blocks = []
        for name in self.parts:
            lists = read_table(self._tokens_file(name), ["ids"])["ids"].combine_chunks()
            ids, offsets = lists.values.to_numpy(), lists.offsets.to_numpy().astype(np.int64)
            kept = ids >= 0
            before = np.append(0, np.cumsum(kept))
            block = csr_matrix(
                (np.ones(before[-1], np.int32), ids[kept], before[offsets]),
                shape=(len(lists), len(self.vocabulary)),
            )
            block.sum_duplicates()
            blocks.append(block)
        return vstack(blocks, format="csr", dtype=np.int32)

    def tokens(self) -> Tokens:
        """All tokens, as `tokenize` gives them: twelve bytes a token are held."""
        fields: dict[str, list[np.ndarray]] = {
            c: [] for c in ("ids", "starts", "ends", "sentence_starts", "paragraph_starts")
        }
        offsets, base = [np.zeros(1, np.int64)], 0
        for name in self.parts:
            table = read_table(self._tokens_file(name))
            lists = {c: table[c].combine_chunks() for c in fields}
            own = lists["ids"].offsets.to_numpy().astype(np.int64)
            for column, found in lists.items():
                values = found.values.to_numpy()
                if column.endswith("_starts"):
                    counts = np.diff(found.offsets.to_numpy())
                    values = values.astype(np.int64) + np.repeat(own[:-1], counts) + base
                fields[column].append(values)
            offsets.append(own[1:] + base)
            base += int(own[-1])
        forms = read_table(self.folder / "forms.parquet")
        return Tokens(
            **{c: np.concatenate(parts) for c, parts in fields.items()},
            offsets=np.concatenate(offsets), doc_ids=self.doc_ids, vocabulary=self.vocabulary,
            scheme=self._told["scheme"], normalization=Normalization(),
            form_words=_objects(forms["word"].to_pylist()),
            form_types=forms["type"].to_numpy(), form_counts=forms["n"].to_numpy(),
        )  # fmt: skip

    def _tokens_file(self, part: str) -> Path:
        return self.folder / "tokens" / f"{part}.parquet"


def open_prepared(folder: str | Path) -> Prepared:
    """What `prepare` wrote to a folder.

    Raises
    ------
    InputError
        No finished preparation lies there.
    """
    return Prepared(folder)


def _frame(path: Path) -> "pd.DataFrame":
    import pandas as pd

    table = read_table(path)
    return pd.DataFrame({
        name: pd.Series(table[name].to_pylist(), dtype=object)
        if table.schema.field(name).type == "string" else table[name].to_numpy()
        for name in table.column_names
    })  # fmt: skip


def _objects(values: list) -> np.ndarray:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
