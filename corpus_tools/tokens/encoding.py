"""Texts to numbers: which distinct form stands where.

Works through the texts in batches, so that no copy of the whole corpus is made, and meets every
occurrence only in arrays. Borders are found in blocks that a processor's cache holds. A text is
read as UTF-16, where the place of a character is its place in memory; in blocks that have
characters beyond the first plane, borders are found in UTF-32 and carried over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from itertools import count as count_up
from typing import TYPE_CHECKING

import numpy as np

from .boundaries import LINE, WORD, chunk_spans, tokens_of

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 64_000_000  # characters whose distinct words are found at once; what it holds is freed
_BLOCK = 1_000_000  # characters cut at once
_TERMINATOR = np.zeros(0x10000, bool)
_TERMINATOR[[ord(c) for c in ".!?\u061f\u2026\u06d4"]] = True
_PLAIN = (0x0621, 0x064A)  # a chunk of these letters is one word
_STRETCH = 0x0640  # stands among them, but changes how a word is written and not the word


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
    classes: dict[int, str]  # the class of each that is not WORD
    odd: list[int]  # the forms that may be more than plain letters


class _Forms:
    """Distinct forms met so far."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self.classes: dict[int, str] = {}  # of those that are not WORD
        self.odd: list[int] = []  # those met first in a chunk that was not plain

    @property
    def words(self) -> list[str]:
        return list(self._number)

    def parts(
        self, chunks: list[str], lengths: np.ndarray, plain: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        """Tokens of distinct chunks, int32: how many each has, then the form, start and length
        of all of them in order. A plain chunk is one word."""
        number, classes = self._number, self.classes
        places = np.flatnonzero(~plain).tolist()
        inside = [tokens_of(chunks[i]) for i in places]
        count = np.ones(len(chunks), np.int32)
        count[places] = [len(tokens) for tokens in inside]
        form, start, length = np.zeros((3, count.sum()), np.int32)
        of_plain = np.repeat(plain, count)
        words = compress(chunks, plain.tolist())
        if number:
            form[of_plain] = [number.setdefault(word, len(number)) for word in words]
        else:
            number.update(zip(words, count_up()))
            form[of_plain] = np.arange(len(number))
        length[of_plain] = lengths[plain]
        rows = []
        for i, tokens in zip(places, inside, strict=True):
            for begin, end, kind in tokens:
                following = len(number)
                place = number.setdefault(chunks[i][begin:end], following)
                if place == following:
                    self.odd.append(place)
                    if kind != WORD:
                        classes[place] = kind
                rows.append((place, begin, end - begin))
        if rows:
            form[~of_plain], start[~of_plain], length[~of_plain] = zip(*rows, strict=True)
        return count, form, start, length


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
    parts = [p for batch in _batches(texts, BATCH) for p in _encode_batch(batch, forms)]
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
        odd=forms.odd,
    )


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    first = n_characters = 0
    for i, text in enumerate(texts):
        n_characters += len(text) + 1
        if n_characters >= size:
            yield texts[first : i + 1]
            first, n_characters = i + 1, 0
    if first < len(texts):
        yield texts[first:]


def _encode_batch(batch: Sequence[str], forms: _Forms) -> Iterator[tuple[np.ndarray, ...]]:
    """For each block: forms, starts, ends, and where documents end, sentences and paragraphs
    begin."""
    import pyarrow as pa

    blocks = list(_batches(batch, _BLOCK))
    pieces, places = zip(*map(_cut, blocks), strict=True)
    encoded = pa.chunked_array(pieces, type=pa.binary()).dictionary_encode()
    found = [block.indices.to_numpy() for block in encoded.chunks] or [np.zeros(0, np.int32)]
    indices = np.split(np.concatenate(found), np.cumsum([len(p) for p in pieces])[:-1])
    dictionary = encoded.chunk(0).dictionary if len(encoded) else pa.array([], pa.binary())
    parts = forms.parts(*_decode(dictionary))
    for block, chunk, (starts, lines, stops) in zip(blocks, indices, places, strict=True):
        form, token_starts, token_ends = _expand(chunk, starts, parts)
        lengths = np.array([len(t) + 1 for t in block], dtype=np.int32)
        origin = np.append(np.int32(0), np.cumsum(lengths, dtype=np.int32))
        document_ends = np.searchsorted(token_starts, origin[1:])
        shift = np.repeat(origin[:-1], np.diff(document_ends, prepend=0))
        first = np.append(0, document_ends[:-1])
        paragraphs = _marks(token_starts, [lines], first)
        sentences = _marks(token_starts, [lines, stops], first)
        token_starts -= shift
        token_ends -= shift
        yield form, token_starts, token_ends, document_ends, sentences, paragraphs


def _cut(block: Sequence[str]) -> tuple["pa.Array", tuple[np.ndarray, ...]]:
    """The chunks of a block as Arrow bytes of UTF-16; and starts of the chunks, places of line
    ends and of sentence ends, int32."""
    import pyarrow as pa

    text = "\n".join(block)  # the line feed separates, and no document is changed by it
    data = text.encode("utf-16-le", "surrogatepass")
    within_plane = len(data) == 2 * len(text)
    if within_plane:
        codes = np.frombuffer(data, dtype="<u2")
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    edges, classes, inside = chunk_spans(codes)
    starts, ends = edges[0::2], edges[1::2]
    # Arrow wants contiguous stretches, so the gaps are squeezed out
    chunks = codes[inside]
    places = np.zeros(len(starts) + 1, np.int32)
    np.cumsum(ends - starts, out=places[1:])
    if not within_plane:
        places += np.searchsorted(np.flatnonzero(chunks > 0xFFFF), places).astype(np.int32)
        chunks = np.frombuffer(chunks.tobytes().decode("utf-32-le").encode("utf-16-le"), "<u2")
    places *= 2
    buffers = [None, pa.py_buffer(places), pa.py_buffer(chunks)]
    pieces = pa.Array.from_buffers(pa.binary(), len(starts), buffers)
    lines = np.flatnonzero(classes == LINE).astype(np.int32)
    return pieces, (starts, lines, _sentence_stops(codes, ends))


def _decode(chunks: "pa.Array") -> tuple[list[str], np.ndarray, np.ndarray]:
    """Distinct chunks as strings, their lengths in UTF-16, and whether each is a word of plain
    Arabic letters."""
    _, offsets, data = chunks.buffers()
    n = len(chunks)
    if not n:
        return [], np.zeros(0, np.int32), np.zeros(0, bool)
    offsets = np.frombuffer(offsets, np.int32)[chunks.offset : chunks.offset + n + 1] // 2
    codes = np.frombuffer(data, "<u2")[offsets[0] : offsets[-1]]
    text = codes.tobytes().decode("utf-16-le", "surrogatepass")
    places = offsets - offsets[0]
    odd = (codes < _PLAIN[0]) | (codes > _PLAIN[1]) | (codes == _STRETCH)
    plain = ~np.logical_or.reduceat(odd, places[:-1])
    lengths = np.diff(places)
    if len(text) == len(codes):
        ends = places.tolist()
        return [text[a:b] for a, b in zip(ends, ends[1:], strict=False)], lengths, plain
    return [chunk.decode("utf-16-le") for chunk in chunks.to_pylist()], lengths, plain


def _expand(
    chunk: np.ndarray, starts: np.ndarray, parts: tuple[np.ndarray, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From chunks to tokens: form, start and end of each, in order."""
    count, form, start, length = parts
    first = np.cumsum(count, dtype=np.int32) - count  # place of a chunk's first token in `form`
    place, base = first[chunk], starts
    if not (count == 1).all():
        n_tokens = count[chunk]
        kept = np.flatnonzero(n_tokens)
        n_tokens, place, base = n_tokens[kept], place[kept], base[kept]
        # further tokens of a chunk are few: they are put in behind their first
        many = np.flatnonzero(n_tokens > 1)
        extra = n_tokens[many] - 1
        behind = np.repeat(many + 1, extra)
        steps = np.arange(extra.sum()) - np.repeat(np.cumsum(extra) - extra, extra) + 1
        place = np.insert(place, behind, np.repeat(place[many], extra) + steps.astype(np.int32))
        base = np.insert(base, behind, np.repeat(base[many], extra))
    token_starts = base + start[place]
    return form[place], token_starts, token_starts + length[place]


def _sentence_stops(codes: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Places of full stops, question and exclamation marks that stand behind a word.

    Those inside a chunk (3.5, an address) are not between words and end nothing.
    """
    gaps = ends[: np.searchsorted(ends, len(codes))]
    after = np.take(_TERMINATOR, codes[gaps], mode="clip")
    # a closing quotation mark or bracket may stand between the word and the stop
    second = gaps[: np.searchsorted(gaps, len(codes) - 1)] + np.int32(1)
    behind = np.take(_TERMINATOR, codes[second], mode="clip")
    return np.sort(np.concatenate([gaps[after], second[behind]]))


def _marks(
    token_starts: np.ndarray, places: list[np.ndarray], document_starts: np.ndarray
) -> np.ndarray:
    """Positions of the first token behind each place, and of the first of each document."""
    found = [document_starts] + [np.searchsorted(token_starts, p) for p in places]
    positions = np.concatenate(found)
    flags = np.zeros(len(token_starts) + 1, bool)
    flags[positions] = True
    return np.flatnonzero(flags[:-1])
