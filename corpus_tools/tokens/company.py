"""In whose company a word stands: neighbours, documents, outlets, and a sentence to read.

Letters say that two spellings could be one name; that they stand between the same words says that
they are. And who decides about a pair wants to see it in print.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from ..schema import InputError
from .table import Tokens

if TYPE_CHECKING:
    import pandas as pd

_COMMON = 0.1  # share of the documents from which a neighbour says nothing


class Company:
    """Documents and neighbours of the types of a corpus.

    Parameters
    ----------
    tokens : Tokens
    """

    def __init__(self, tokens: Tokens) -> None:
        self._ids = tokens.ids
        matrix = tokens.document_term_matrix().tocsc()
        self._indptr, self._indices = matrix.indptr, matrix.indices
        n_documents = np.diff(matrix.indptr)
        # in a handful of documents every word is in a tenth of them
        self._telling = np.append(n_documents <= max(_COMMON * len(tokens), 5), False)
        self._order = np.argsort(self._ids, kind="stable")
        self._first = np.searchsorted(self._ids[self._order], np.arange(len(n_documents) + 1))
        self._begins = np.zeros(len(self._ids) + 1, bool)
        self._begins[np.append(tokens.sentence_starts, len(self._ids))] = True
        self._cache: dict[int, frozenset[int]] = {}

    def documents(self, a: int, b: int) -> tuple[int, int, int]:
        """In how many documents type a stands, type b, and both."""
        in_a, in_b = (self._indices[self._indptr[i] : self._indptr[i + 1]] for i in (a, b))
        return len(in_a), len(in_b), len(np.intersect1d(in_a, in_b, assume_unique=True))

    def shared(self, a: int, b: int) -> int:
        """How many types stand beside both, on the same side."""
        return len(self._neighbours(a) & self._neighbours(b))

    def _neighbours(self, column: int) -> frozenset[int]:
        """Types to the left (as negative numbers) and right that few documents have."""
        if column not in self._cache:
            places = self._order[self._first[column] : self._first[column + 1]]
            right = places[~self._begins[places + 1]] + 1
            left = places[~self._begins[places]] - 1
            sides = [ids[self._telling[ids]] for ids in (self._ids[left], self._ids[right])]
            self._cache[column] = frozenset((-1 - sides[0]).tolist() + sides[1].tolist())
        return self._cache[column]


def add_evidence(table: "pd.DataFrame", tokens: Tokens, corpus: Any) -> "pd.DataFrame":
    """The table of variants with outlets and a sentence for each of the two spellings."""
    documents = getattr(corpus, "documents", corpus)
    for column in ("doc_id", "text"):
        if column not in getattr(documents, "columns", ()):
            raise InputError(f"corpus: the documents have no column {column!r}")
    rows = documents.drop_duplicates("doc_id").set_index("doc_id")
    missing = [d for d in tokens.doc_ids if d not in rows.index]
    if missing:
        raise InputError(
            f"corpus: {len(missing)} documents of the tokens are not in it, first {missing[0]!r}; "
            "pass the corpus that was tokenized"
        )
    rows = rows.loc[list(tokens.doc_ids)]
    outlets = rows["outlet"].tolist() if "outlet" in rows.columns else [None] * len(rows)
    column = {word: i for i, word in enumerate(tokens.vocabulary)}
    result = table.copy()
    for role in ("variant", "name"):
        places = [_places(tokens, [column[w] for w in name.split()]) for name in table[role]]
        for kind, values in (
            ("outlets", [_outlets(tokens, p, outlets) for p in places]),
            ("sentence", [_sentence(tokens, p, rows["text"]) for p in places]),
        ):
            found = np.empty(len(values), dtype=object)
            found[:] = values
            result[f"{kind}_{role}"] = found
    return result


def _places(tokens: Tokens, columns: list[int]) -> np.ndarray:
    """Where the types stand one behind the other."""
    places = np.flatnonzero(tokens.ids[: len(tokens.ids) - len(columns) + 1] == columns[0])
    for step, column in enumerate(columns[1:], start=1):
        places = places[tokens.ids[places + step] == column]
    return places


def _outlets(tokens: Tokens, places: np.ndarray, outlets: list) -> str | None:
    """"outlet count, …", commonest first."""
    documents = np.searchsorted(tokens.offsets, places, side="right") - 1
    counts = Counter(outlets[d] for d in documents.tolist() if isinstance(outlets[d], str))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{outlet} {count}" for outlet, count in ranked) or None


def _sentence(tokens: Tokens, places: np.ndarray, texts: "pd.Series") -> str | None:
    """The sentence of the first occurrence."""
    if not len(places):
        return None
    place = int(places[0])
    document = int(np.searchsorted(tokens.offsets, place, side="right")) - 1
    number = int(np.searchsorted(tokens.sentence_starts, place, side="right")) - 1
    first = int(tokens.sentence_starts[number])
    following = tokens.sentence_starts[number + 1 : number + 2]
    last = int(min([*following.tolist(), tokens.offsets[document + 1]])) - 1
    return texts.iloc[document][tokens.starts[first] : tokens.ends[last]]
