"""Bytes of large files in pieces, and what is refused because no memory holds it.

A page is read whole, and so are most files; a file of records may be larger than memory. JSON
lines in plain UTF-8 are read line by line, so that what is held at once is a line. Whatever could
fill the memory (a page of gigabytes, a line without an end, a small file that unpacks to a huge
one) is refused with its size, not tried.
"""

import codecs
import zlib
from collections.abc import Iterator
from pathlib import Path

from .decoding import _CONTROLS, _utf16_without_mark

LARGEST_PAGE = 64 * 2**20  # bytes of a text file or HTML page
LARGEST_WHOLE = 2**30  # bytes of a file of records that is read whole
LONGEST_LINE = 64 * 2**20  # bytes of one record of JSON lines
STREAMED = 32 * 2**20  # bytes from which JSON lines are read line by line
_PIECE = 2**20
_SALVAGED = 2**16  # bytes unpacked at once: of a damaged .gz so many at most are lost
_BOMB = 64 * 2**20, 300  # more bytes than this, and so many times those of the file: no text


class Refused(Exception):
    """A file is larger than what is read; the message is the reason for `problems`."""


def shown_size(n: int) -> str:
    """A number of bytes as people say it.

    >>> shown_size(3 * 2**20)
    '3 MB'
    """
    return f"{n / 2**30:.1f} GB" if n >= 2**30 else f"{max(n // 2**20, 1)} MB"


def check_size(n: int, limit: int) -> None:
    """Raise if `n` bytes are more than is read at once."""
    if n > limit:
        raise Refused(
            f"{shown_size(n)}, and at most {shown_size(limit)} of such a file are read at once; "
            "left out. Split it, or save it as JSON lines in UTF-8 or as Parquet"
        )


def unpack(data: bytes, limit: int) -> tuple[bytes, str | None]:
    """What a .gz holds; where it is damaged, what could be read before the damage.

    Raises
    ------
    Refused
        It holds more than `limit` bytes, or is a trap: it unpacks to hundreds of times its size.
    """
    parts: list[bytes] = []
    size, rest = 0, data
    while rest:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            for start in range(0, len(rest), 1 << 16):
                piece = rest[start : start + (1 << 16)]
                while piece:
                    parts.append(unpacker.decompress(piece, _SALVAGED))
                    size += len(parts[-1])
                    _check_unpacked(size, len(data), limit)
                    piece = unpacker.unconsumed_tail
                if unpacker.eof:
                    rest = unpacker.unused_data + rest[start + (1 << 16) :]
                    break
            else:
                kept = b"".join(parts)
                return kept, f"gzip data end too early; the first {len(kept)} bytes were read"
        except zlib.error as error:
            kept = b"".join(parts)
            if not rest.strip(b"\x00") and kept:
                return kept, None  # padding after the last member
            return kept, f"gzip data damaged ({error}); the first {len(kept)} bytes were read"
    return b"".join(parts), None


def _check_unpacked(size: int, packed: int, limit: int) -> None:
    if size > _BOMB[0] and size > _BOMB[1] * packed:
        raise Refused(
            f"{packed} bytes that unpack to more than {_BOMB[1]} times as many, as no text does; "
            "left out"
        )
    if size > limit:
        raise Refused(
            f"unpacks to more than {shown_size(limit)}, which is the most that is read of such a "
            "file; left out. Split it"
        )


def is_plain_utf8(path: Path, *, packed: bool) -> bool:
    """Whether a file is UTF-8 from end to end (and an undamaged .gz), so that its lines can be
    read one by one; anything else needs a look at the whole.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = controls = 0
    try:
        for piece in _pieces(path, packed=packed):
            if not size and (
                piece.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
                or _utf16_without_mark(piece[: len(piece) // 2 * 2]) is not None
            ):
                return False
            text = decoder.decode(piece)
            size += len(text)
            controls += len(_CONTROLS.findall(text))
            if controls * 10 > size:
                return False  # no text at all, so there is no need to read on
        decoder.decode(b"", True)
    except (UnicodeDecodeError, zlib.error, EOFError):
        return False
    return controls * 50 <= size


def lines_of(path: Path, *, packed: bool) -> Iterator[str | int]:
    """Lines of a file of plain UTF-8; of a line that is too long its length in bytes."""
    waiting: list[bytes] = []
    held = 0
    for piece in _pieces(path, packed=packed):
        *done, last = piece.split(b"\n")
        for part in done:
            held += len(part)
            yield held if held > LONGEST_LINE else (b"".join([*waiting, part])).decode("utf-8")
            waiting, held = [], 0
        held += len(last)
        if held <= LONGEST_LINE:
            waiting.append(last)
        else:
            waiting = []
    if held:
        yield held if held > LONGEST_LINE else b"".join(waiting).decode("utf-8")


def _pieces(path: Path, *, packed: bool) -> Iterator[bytes]:
    """The bytes of a file in order, unpacked.

    Raises
    ------
    zlib.error, EOFError
        The .gz is damaged, or ends too early.
    """
    with path.open("rb") as file:
        if not packed:
            while piece := file.read(_PIECE):
                yield piece
            return
        n_packed, size = path.stat().st_size, 0
        unpacker = zlib.decompressobj(wbits=31)
        rest = file.read(_PIECE)
        while rest:
            while rest and not unpacker.eof:
                piece = unpacker.decompress(rest, _PIECE)
                rest = unpacker.unconsumed_tail or (b"" if unpacker.eof else file.read(_PIECE))
                size += len(piece)
                if size > _BOMB[0]:
                    _check_unpacked(size, n_packed, size)
                if piece:
                    yield piece
            if not unpacker.eof:
                raise EOFError("gzip data end too early")
            rest = unpacker.unused_data or file.read(_PIECE)
            if rest and not rest.strip(b"\x00"):
                return  # padding after the last member
            unpacker = zlib.decompressobj(wbits=31)
