"""Token ids of all parts over one vocabulary.

Where words begin and end is found part by part. What a word is counted as is not: the commonest
spelling of the whole corpus names a type, and a foreign name keeps its letters unless the corpus
has it without them. So the distinct forms of all parts are united with their counts, analysed
once, and the parts then only look their forms up.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..normalize import Normalization
from ..reuse.passages import hash_words
from ..tokens.boundaries import WORD
from ..tokens.encoding import encode
from ..tokens.table import KEPT
from ..tokens.word_types import analyse
from .folder import (
    WORK, read_arrays, read_table, text_array, write_arrays, write_table,
)  # fmt: skip


def encode_part(out: Path, name: str) -> None:
    """Cut the texts of a part into forms, and into the hashes by which copies are found."""
    import pyarrow as pa

    texts = read_table(out / "documents" / f"{name}.parquet", ["text"])["text"].to_pylist()
    hashed = hash_words(texts)
    write_arrays(
        out / WORK / "hashed" / f"{name}.npz",
        words=hashed.words, starts=hashed.starts, ends=hashed.ends, lengths=hashed.lengths,
    )  # fmt: skip
    coded = encode(texts)
    n_forms = len(coded.words)
    is_odd = np.zeros(n_forms, bool)
    is_odd[coded.odd] = True
    classes = [coded.classes.get(form, WORD) for form in range(n_forms)]
    write_table(out / WORK / "forms" / f"{name}.parquet", pa.table({
        "word": text_array(coded.words), "class": pa.array(classes, pa.string()),
        "odd": pa.array(is_odd),
        "n": pa.array(np.bincount(coded.forms, minlength=n_forms), pa.int64()),
    }))  # fmt: skip
    write_arrays(
        out / WORK / "coded" / f"{name}.npz",
        forms=coded.forms, starts=coded.starts, ends=coded.ends, offsets=coded.offsets,
        sentence_starts=coded.sentence_starts, paragraph_starts=coded.paragraph_starts,
    )  # fmt: skip


def unite_forms(out: Path, parts: Sequence[str], scheme: str) -> None:
    """One vocabulary of all parts; `vocabulary.parquet` comes last."""
    import pyarrow as pa

    number: dict[str, int] = {}
    classes: dict[int, str] = {}
    odd: set[int] = set()
    counts = np.zeros(0, np.int64)
    for name in parts:
        at, rows, table = _numbered(out, name, number)
        kinds = table["class"].to_pylist()
        classes |= {int(at[row]): kinds[row] for row in rows if kinds[row] != WORD}
        odd.update(at[table["odd"].to_numpy(zero_copy_only=False)].tolist())
        counts = np.concatenate([counts, np.zeros(len(rows), np.int64)])
        np.add.at(counts, at, table["n"].to_numpy())
    words = list(number)
    found = analyse(
        words, counts, classes=classes, odd=sorted(odd), scheme=scheme,
        normalization=Normalization(), stop_words=None, keep=set(KEPT),
    )  # fmt: skip
    for name in parts:
        at, _, _ = _numbered(out, name, number)
        write_arrays(out / WORK / "types" / f"{name}.npz", types=found.form_types[at])
    write_table(out / "forms.parquet", pa.table({
        "word": text_array(words), "type": pa.array(found.form_types, pa.int32()),
        "n": pa.array(found.form_counts, pa.int64()),
    }))  # fmt: skip
    write_table(
        out / "vocabulary.parquet", pa.table({"word": text_array(found.vocabulary.tolist())})
    )


def _numbered(out: Path, name: str, number: dict[str, int]) -> tuple[np.ndarray, list[int], object]:
    """The number of each form of a part, the rows of those that no part before had, the table."""
    table = read_table(out / WORK / "forms" / f"{name}.parquet")
    known = len(number)
    at = np.array(
        [number.setdefault(word, len(number)) for word in table["word"].to_pylist()], np.int64
    )
    rows = np.flatnonzero(at >= known)
    return at, rows[np.argsort(at[rows])].tolist(), table


def tokens_of_part(out: Path, name: str) -> None:
    """The tokens of a part, a row a document: ids in the vocabulary of all, and places."""
    import pyarrow as pa

    coded = read_arrays(out / WORK / "coded" / f"{name}.npz")
    types = read_arrays(out / WORK / "types" / f"{name}.npz")["types"]
    offsets = coded["offsets"]

    def lists(values: np.ndarray, borders: np.ndarray) -> pa.Array:
        return pa.ListArray.from_arrays(
            pa.array(borders, pa.int32()), pa.array(values, pa.int32())
        )

    table = {
        "doc_id": read_table(out / "documents" / f"{name}.parquet", ["doc_id"])["doc_id"],
        "ids": lists(types[coded["forms"]], offsets),
        "starts": lists(coded["starts"], offsets), "ends": lists(coded["ends"], offsets),
    }  # fmt: skip
    for column in ("sentence_starts", "paragraph_starts"):
        places = coded[column]
        borders = np.searchsorted(places, offsets)
        owner = np.repeat(offsets[:-1], np.diff(borders))
        table[column] = lists(places - owner, borders)
    write_table(out / "tokens" / f"{name}.parquet", pa.table(table))
