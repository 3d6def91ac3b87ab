"""Texts to numbers: which distinct form stands where.

Works through the texts in batches of a few million characters, so that no copy of the whole
corpus is made, and meets every occurrence only in arrays.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .boundaries import LINE, chunk_spans, tokens_of

BATCH = 8_000_000  # characters worked on at once: few repeats of a type, little memory
_TERMINATORS = np.array([ord(c) for c in ".!?\u061f\u2026\u06d4"], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Coded:
    """Occurrences as form numbers; `words[forms[i]]` is the i-th token as it was written."""

    forms: np.ndarray  # int32, shape (n_tokens,)
    starts: np.ndarray  # int32, character of the document
    ends: np.ndarray  # int32
    offsets: np.ndarray  # int64, shape (n_documents + 1,)
    sentence_starts: np.ndarray  # int64, token positions
    paragraph_starts: np.ndarray  # int64, token positions
    words: list[str]  # the distinct forms
    classes: list[str]  # the class of each


class _Forms:
    """Distinct chunks met so far, and the tokens inside each (nearly always one)."""

    def __init__(self) -> None:
        self.known: dict[bytes, int] = {}
        self.form_number: dict[str, int] = {}
        self.words: list[str] = []
        self.classes: list[str] = []
        # Chunk i has n_tokens[i] tokens; first[i] is the place of the first in the lists below.
        self.n_tokens, self.first = array("i"), array("i")
        self.form, self.start, self.length = array("i"), array("i"), array("i")

    def numbers(self, chunks: list[bytes]) -> np.ndarray:
        """Numbers of distinct chunks; new ones are taken apart."""
        known, found = self.known, []
        for chunk in chunks:
            number = known.get(chunk)
            if number is None:
                number = known[chunk] = len(self.n_tokens)
                self._add(chunk.decode("utf-8", "surrogatepass"))
            found.append(number)
        return np.array(found, dtype=np.int32)

    def _add(self, chunk: str) -> None:
        tokens = tokens_of(chunk)
        self.n_tokens.append(len(tokens))
        self.first.append(len(self.form))
        for start, end, kind in tokens:
            word = chunk[start:end]
            number = self.form_number.get(word)
            if number is None:
                number = self.form_number[word] = len(self.words)
                self.words.append(word)
                self.classes.append(kind)
            self.form.append(number)
            self.start.append(start)
            self.length.append(end - start)


def encode(texts: Sequence[str]) -> Coded:
    """All tokens of all texts as numbers.

    Parameters
    ----------
    texts : sequence of str
        Lone surrogates and lines of any length are fine.

    Returns
    -------
    Coded
    """
    forms = _Forms()
    parts = [_encode_batch(batch, forms) for batch in _batches(texts)]
    base = np.cumsum([0] + [len(p[0]) for p in parts])
    zero = np.zeros(1, np.int64)

    def marks(k: int) -> np.ndarray:
        return np.concatenate([p[k] + b for p, b in zip(parts, base, strict=False)] or [zero[:0]])

    def column(k: int) -> np.ndarray:
        return np.concatenate([p[k] for p in parts] or [np.zeros(0, np.int32)])

    return Coded(
        forms=column(0),
        starts=column(1),
        ends=column(2),
        offsets=np.concatenate([zero, marks(3)]),
        sentence_starts=marks(4),
        paragraph_starts=marks(5),
        words=forms.words,
        classes=forms.classes,
    )


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    first = size = 0
    for i, text in enumerate(texts):
        size += len(text) + 1
        if size >= BATCH:
            yield texts[first : i + 1]
            first, size = i + 1, 0
    if first < len(texts):
        yield texts[first:]


def _encode_batch(batch: Sequence[str], forms: _Forms) -> tuple[np.ndarray, ...]:
    """Forms, starts, ends, and where documents end, sentences and paragraphs begin."""
    text = "\n".join(batch)  # the line feed separates, and no document is changed by it
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    starts, ends, classes = chunk_spans(codes)
    distinct, chunk = _distinct(text, codes, starts, ends)
    chunk = forms.numbers(distinct)[chunk]

    form, token_starts, token_ends = _expand(chunk, starts, forms)
    lengths = np.array([len(t) + 1 for t in batch], dtype=np.int64)
    origin = np.concatenate([[0], np.cumsum(lengths)])
    document_ends = np.searchsorted(token_starts, origin[1:])
    shift = np.repeat(origin[:-1], np.diff(document_ends, prepend=0)).astype(np.int32)

    lines = np.flatnonzero(classes == LINE)
    stops = _sentence_stops(codes, starts, ends)
    first = np.append(0, document_ends[:-1])
    paragraphs = _marks(token_starts, [lines], first)
    sentences = _marks(token_starts, [lines, stops], first)
    return (
        form, token_starts - shift, token_ends - shift, document_ends, sentences, paragraphs,
    )  # fmt: skip


def _distinct(
    text: str, codes: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> tuple[list[bytes], np.ndarray]:
    """The distinct stretches ``starts:ends`` as UTF-8, and the number of each."""
    import pyarrow as pa

    if not len(starts):
        return [], np.zeros(0, np.int32)
    # Arrow wants contiguous stretches: the gaps are encoded too, and dropped afterwards.
    edges = np.empty(2 * len(starts) + 1, np.int64)
    edges[0:-1:2], edges[1::2], edges[-1] = starts, ends, len(codes)
    width = np.add(codes >= 0x80, 1, dtype=np.uint8)
    width += codes >= 0x800
    width += codes >= 0x10000
    places = np.zeros(len(codes) + 1, np.int32)
    np.cumsum(width, out=places[1:])
    offsets = places[edges]
    data = text.encode("utf-8", "surrogatepass")
    pieces = pa.Array.from_buffers(
        pa.binary(), len(edges) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    )
    encoded = pieces.dictionary_encode()
    indices = encoded.indices.to_numpy()[0::2]
    used, numbers = _compact(indices)
    return encoded.dictionary.take(pa.array(used)).to_pylist(), numbers


def _compact(indices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Used indices in ascending order, and the indices renumbered to them; linear time."""
    seen = np.zeros(int(indices.max()) + 1, bool)
    seen[indices] = True
    used = np.flatnonzero(seen)
    renumbered = np.empty(len(seen), np.int32)
    renumbered[used] = np.arange(len(used))
    return used, renumbered[indices]


def _expand(
    chunk: np.ndarray, starts: np.ndarray, forms: _Forms
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From chunks to tokens: form, start and end of each, in order."""
    n_tokens = np.array(forms.n_tokens, dtype=np.int32)
    first = np.array(forms.first, dtype=np.int32)
    count = n_tokens[chunk]
    place = first[chunk]
    base = starts.astype(np.int32)
    if not (count == 1).all():
        place = np.repeat(place, count)
        base = np.repeat(base, count)
        ends = np.cumsum(count)
        place += np.arange(len(place), dtype=np.int32) - np.repeat(ends - count, count)
    form = np.array(forms.form, dtype=np.int32)[place]
    token_starts = base + np.array(forms.start, dtype=np.int32)[place]
    return form, token_starts, token_starts + np.array(forms.length, dtype=np.int32)[place]


def _sentence_stops(codes: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Places of full stops, question and exclamation marks that stand behind a word.

    Those inside a chunk (3.5, an address) are not between words and end nothing.
    """
    if not len(codes):
        return np.zeros(0, np.int64)
    gaps = ends[ends < len(codes)]
    stops = [gaps[np.isin(codes[gaps], _TERMINATORS)]]
    # a closing quotation mark or bracket may stand between the word and the stop
    second = gaps[gaps + 1 < len(codes)] + 1
    stops.append(second[np.isin(codes[second], _TERMINATORS)])
    return np.sort(np.concatenate(stops))


def _marks(
    token_starts: np.ndarray, places: list[np.ndarray], document_starts: np.ndarray
) -> np.ndarray:
    """Positions of the first token behind each place, and of the first of each document."""
    found = [document_starts] + [np.searchsorted(token_starts, p) for p in places]
    positions = np.concatenate(found)
    flags = np.zeros(len(token_starts) + 1, bool)
    flags[positions] = True
    return np.flatnonzero(flags[:-1])
