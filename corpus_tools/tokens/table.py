"""A corpus as integers: every word an id, with the place it came from.

Lists of strings do not hold a million articles. Here a word is analysed once however often it
occurs: texts are cut by arithmetic on code points, equal strings are found by Arrow's dictionary
encoding, spelling, clitics and lemma are worked out for distinct strings only, and what is kept
of an occurrence is twelve bytes: the id of its type, and where it begins and ends.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..normalize import Normalization
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd
    import scipy.sparse

PAD = -1
PARTS = ("text", "title")
SCHEMES = ("word", "stem", "lemma")
KEPT = ("word", "other_script")


@dataclass(frozen=True, eq=False)
class Tokens:
    """Tokens of many documents in flat arrays.

    Attributes
    ----------
    ids : ndarray of int32, shape (n_tokens,)
        Column of each token in `vocabulary`; -1 is a pad: a token that was taken out (a stop
        word, a number), kept so that its neighbours do not become neighbours of each other.
    offsets : ndarray of int64, shape (n_documents + 1,)
        Document i has the tokens ``offsets[i]:offsets[i + 1]``.
    starts, ends : ndarrays of int32, shape (n_tokens,)
        Characters of the token in the text of its document: ``text[start:end]`` is the word as
        it was written.
    doc_ids : ndarray of str, shape (n_documents,)
    vocabulary : ndarray of str, shape (n_types,)
        In code point order; the label of a type is the commonest of the spellings it unites.
    sentence_starts, paragraph_starts : ndarrays of int64
        Token positions at which a sentence or paragraph begins; every document begins one.
    scheme : {"word", "stem", "lemma"}
    form_words, form_types, form_counts : ndarrays, shape (n_forms,)
        The distinct surface forms, the type of each and how often it was seen by `tokenize`.
    """

    ids: np.ndarray
    offsets: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    doc_ids: np.ndarray
    vocabulary: np.ndarray
    sentence_starts: np.ndarray
    paragraph_starts: np.ndarray
    scheme: str
    normalization: Normalization = field(repr=False)
    form_words: np.ndarray = field(repr=False)
    form_types: np.ndarray = field(repr=False)
    form_counts: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.doc_ids)

    def __repr__(self) -> str:
        kept = int((self.ids >= 0).sum())
        return (
            f"<Tokens: {len(self):,} documents, {kept:,} tokens of {len(self.vocabulary):,} types, "
            f"{len(self.ids) - kept:,} pads, scheme {self.scheme!r}>"
        )

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.vocabulary)}

    @property
    def n_documents(self) -> int:
        """How many documents there are, empty ones too."""
        return len(self.doc_ids)

    def words(self, document: int) -> list[str | None]:
        """Types of one document in order; None stands for a pad."""
        ids = self.ids[self.offsets[document] : self.offsets[document + 1]]
        return [self.vocabulary[i] if i >= 0 else None for i in ids.tolist()]

    def document_index(self) -> np.ndarray:
        """Row of the document of each token, int32, shape (n_tokens,)."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.offsets))

    def document_term_matrix(self) -> "scipy.sparse.csr_matrix":
        """Counts, int32, shape (n_documents, n_types); pads are not counted."""
        from scipy.sparse import csr_matrix

        kept = self.ids >= 0
        ids, offsets = self.ids, self.offsets
        if not kept.all():
            before = np.zeros(len(ids) + 1, np.int64)
            np.cumsum(kept, out=before[1:])
            ids, offsets = ids[kept], before[offsets]
        shape = (len(self), len(self.vocabulary))
        matrix = csr_matrix((np.ones(len(ids), np.int32), ids.copy(), offsets), shape=shape)
        matrix.sum_duplicates()
        return matrix

    def counts(self) -> np.ndarray:
        """Occurrences of each type, int64, shape (n_types,)."""
        return np.bincount(self.ids[self.ids >= 0], minlength=len(self.vocabulary))

    def document_counts(self) -> np.ndarray:
        """Documents in which each type occurs, int64, shape (n_types,)."""
        return np.bincount(self.document_term_matrix().indices, minlength=len(self.vocabulary))

    def surface(self, words: Iterable[str] | None = None) -> np.ndarray:
        """The commonest surface form of each type, or of the given ones; ties by code point."""
        order = np.lexsort((self.form_words, -self.form_counts, self.form_types))
        types = self.form_types[order]
        first = np.flatnonzero(np.r_[True, types[1:] != types[:-1]]) if len(types) else types
        found = self.vocabulary.copy()
        usable = first[types[first] >= 0]
        found[types[usable]] = self.form_words[order[usable]]
        return found if words is None else found[[self.column(w) for w in words]]

    def column(self, word: str) -> int:
        """Column of a type in the matrix.

        Raises
        ------
        InputError
            The vocabulary has no such type.
        """
        found = self._columns.get(word)
        if found is None:
            raise InputError(
                f"word: the vocabulary (scheme {self.scheme!r}) has no {word!r}; "
                "look for its spelling in tokens.vocabulary"
            )
        return found

    def select_documents(self, doc_ids: Iterable[str]) -> "Tokens":
        """Tokens of the named documents, in the order given; the vocabulary stays whole."""
        place = {doc_id: i for i, doc_id in enumerate(self.doc_ids)}
        wanted = list(doc_ids)
        missing = [d for d in wanted if d not in place]
        if missing:
            raise InputError(
                f"doc_ids: {len(missing)} of {len(wanted)} are not in the tokens, "
                f"the first is {missing[0]!r}"
            )
        rows = np.array([place[d] for d in wanted], dtype=np.int64)
        lengths = np.diff(self.offsets)[rows]
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        shift = np.repeat(self.offsets[rows] - offsets[:-1], lengths)
        positions = np.arange(offsets[-1]) + shift
        marks = [
            np.flatnonzero(_flags(old, len(self.ids))[positions])
            for old in (self.sentence_starts, self.paragraph_starts)
        ]
        return replace(
            self,
            ids=self.ids[positions],
            offsets=offsets,
            starts=self.starts[positions],
            ends=self.ends[positions],
            doc_ids=self.doc_ids[rows],
            sentence_starts=marks[0],
            paragraph_starts=marks[1],
        )

    def without(self, words: Iterable[str]) -> "Tokens":
        """The named types turned into pads and taken out of the vocabulary; others are ignored."""
        gone = set(words)
        keep = np.array([w not in gone for w in self.vocabulary], dtype=bool)
        mapping = np.where(keep, np.cumsum(keep) - 1, PAD)
        return self._mapped(mapping, self.vocabulary[keep])

    def merge(self, table: "pd.DataFrame | Mapping[str, str]") -> "Tokens":
        """Types united as a reviewed table says; see `corpus_tools.tokens.names.merge_types`."""
        from .names import merge_types

        return merge_types(self, table)

    def join(self, table: "pd.DataFrame | Iterable[str | tuple[str, ...]]") -> "Tokens":
        """Phrases of a reviewed table as single tokens; see `tokens.phrases.join_phrases`."""
        from .phrases import join_phrases

        return join_phrases(self, table)

    def _mapped(self, mapping: np.ndarray, vocabulary: np.ndarray) -> "Tokens":
        """Tokens whose type i is now ``mapping[i]``; pads stay pads."""
        table = np.append(mapping, PAD).astype(np.int32)  # id -1 takes the last entry
        return replace(
            self, ids=table[self.ids], vocabulary=vocabulary, form_types=table[self.form_types]
        )

    def sentences(self) -> Iterator[tuple[int, int]]:
        """First and one past the last token of each sentence."""
        ends = np.append(self.sentence_starts[1:], len(self.ids))
        return zip(self.sentence_starts.tolist(), ends.tolist(), strict=True)


def _flags(positions: np.ndarray, length: int) -> np.ndarray:
    found = np.zeros(length, bool)
    found[positions] = True
    return found


def tokenize(
    corpus: Any,
    *,
    part: str = "text",
    scheme: str = "lemma",
    normalization: Normalization = Normalization(),
    stop_words: Collection[str] | None = None,
    keep: Collection[str] = KEPT,
) -> Tokens:
    """Tokens of a corpus or of a sequence of texts.

    Parameters
    ----------
    corpus : Corpus, DataFrame with doc_id and text, or sequence of str
        The documents of a sequence are named "0", "1", ….
    part : {"text", "title"}
        Which column of the documents; a document without a title has no tokens then.
    scheme : {"lemma", "word", "stem"}
        What a type is: the dictionary form without clitics, the normalised word as it stands, or
        the word without clitics (the article stays, hidden letters are restored).
    normalization : Normalization
        Which spellings count as one.
    stop_words : collection of str, optional
        Words whose tokens become pads, whether met with or without clitics;
        `corpus_tools.tokens.stopwords.load_stop_words()` has sets of them. A warning names
        those that can match nothing because they are not one token.
    keep : collection of {"word", "other_script", "number", "url", "handle"}
        Classes of tokens that are counted; those of other classes become pads.

    Returns
    -------
    Tokens

    Notes
    -----
    A word of the corpus that no dictionary knows keeps its letters unless the corpus itself has
    it without them, so that foreign names stay whole.

    Examples
    --------
    >>> tokens = tokenize(["وقال الرئيس إن العلاقات جيدة", "علاقات البلدين"])
    >>> tokens.document_term_matrix()[:, tokens.column("علاقة")].toarray().ravel().tolist()
    [1, 1]
    """
    from .encoding import encode
    from .word_types import analyse

    if scheme not in SCHEMES:
        raise InputError(f"scheme: expected one of {', '.join(SCHEMES)}; got {scheme!r}")
    if part not in PARTS:
        raise InputError(f"part: expected one of {', '.join(PARTS)}; got {part!r}")
    doc_ids, texts = documents_of(corpus, part=part)
    coded = encode(texts)
    counts = np.bincount(coded.forms, minlength=len(coded.words))
    table = analyse(
        coded.words, counts, classes=coded.classes, odd=coded.odd, scheme=scheme,
        normalization=normalization, stop_words=stop_words, keep=set(keep),
    )  # fmt: skip
    return Tokens(
        ids=table.form_types[coded.forms],
        offsets=coded.offsets,
        starts=coded.starts,
        ends=coded.ends,
        doc_ids=np.array([*doc_ids, None], dtype=object)[:-1],
        vocabulary=table.vocabulary,
        sentence_starts=coded.sentence_starts,
        paragraph_starts=coded.paragraph_starts,
        scheme=scheme,
        normalization=normalization,
        form_words=table.form_words,
        form_types=table.form_types,
        form_counts=table.form_counts,
    )


def documents_of(corpus: Any, *, part: str = "text") -> tuple[Sequence[str], Sequence[str]]:
    """Names and texts of what `tokenize` was given.

    Raises
    ------
    InputError
        A text is not a str (its row and column are named), or there is nothing that looks like
        documents.
    """
    frame = getattr(corpus, "documents", corpus)
    if hasattr(frame, "columns"):
        for column in ("doc_id", part):
            if column not in frame.columns:
                raise InputError(
                    f"corpus: the documents have no column {column!r}; "
                    f"tokenize needs doc_id and {part}"
                )
        doc_ids, texts = frame["doc_id"].tolist(), frame[part].tolist()
        if part == "title":  # not every article has one
            gone = frame[part].isna().tolist()
            texts = ["" if none else t for t, none in zip(texts, gone, strict=True)]
    elif part != "text":
        raise InputError(f"part: a sequence of texts has no {part}; pass a Corpus or DataFrame")
    elif isinstance(corpus, (str, bytes)):
        raise InputError("corpus: got one string; put it in a list: tokenize([text])")
    else:
        try:
            texts = list(corpus)
        except TypeError:
            raise InputError(
                f"corpus: expected a Corpus, a DataFrame with doc_id and text, or a sequence of "
                f"str; got {type(corpus).__name__}"
            ) from None
        doc_ids = [str(i) for i in range(len(texts))]
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(
                f"corpus: row {row} (doc_id {doc_ids[row]!r}), column {part!r}: expected a str, "
                f"got {type(text).__name__} {text!r}; fill it or leave the row out"
            )
    return doc_ids, texts
