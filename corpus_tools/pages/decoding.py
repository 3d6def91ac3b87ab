"""Which encoding the bytes of a page are in, and what had to be done to read them.

Saved Arabic pages come as UTF-8 (with or without a mark), as UTF-16 and, from older sites and
Windows tools, as Windows-1256. Nothing in the bytes of the last two says so, and a wrong guess
still yields letters, only not the right words; so each guess is weighed by how much of the
result is Arabic, and what was decided is kept beside the text.
"""

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# Files under a wrong name: what a person would see at once who opened them.
_NO_TEXT = (
    (b"%PDF-", "a PDF file"), (b"PK\x03\x04", "a packed file (.docx, .xlsx, .zip)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"), (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"\x1f\x8b", "a packed file (.gz)"),
)  # fmt: skip
_DECLARABLE = re.compile(r"(?i)^(x-)?(windows|cp|iso|utf-?16|utf-?32|mac|koi8|gb|big5|shift|euc)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
# The letters that make up most of any Arabic text; a table read wrongly scatters them.
_FREQUENT = re.compile("[اليمنوترهبعفةكسدقأحجشىصطئزغخضذثإظءؤآ]")
_TYPOGRAPHIC = re.compile("[،؛؟«»\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0\u200c-\u200f]")
_NOT_LATIN = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes: `encoding` is None where none fits, and then `text` is empty.

    `problem` says what is doubtful or was replaced; None where nothing was.
    """

    text: str
    encoding: str | None
    problem: str | None = None


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text of `data`, its line ends and every other character as they are.

    The order of trust: a byte order mark; the shape of UTF-16; UTF-8 without an error; the
    encoding that the page declares; UTF-8 with some broken bytes; the one-byte tables for
    Arabic, if what they give is Arabic.

    Parameters
    ----------
    data : bytes
    declared : str, optional
        What an HTML page says of itself. It is believed only after UTF-8, since many pages are
        re-encoded when they are saved and keep their old declaration.

    Examples
    --------
    >>> decode("قالت الوكالة".encode("windows-1256")).encoding
    'windows-1256'
    >>> decode(bytes(range(128)) * 2).encoding is None
    True
    """
    if not data:
        return Decoded("", "utf-8")
    for beginning, kind in _NO_TEXT:
        if data.startswith(beginning):
            said = f"{kind} under a name that says text; kept without its content"
            return Decoded("", None, said)
    marked = _by_mark(data)
    if marked is not None:
        return marked
    wide = _utf16_without_mark(data)
    if wide is not None:
        return wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _by_weight(data, declared, error)
    if _is_binary(text):
        return Decoded("", None, "binary data, not text; kept without its content")
    return Decoded(text, "utf-8")


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if not data.startswith(mark):
            continue
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError as error:
            text = data.decode(encoding, errors="replace")
            if text.count("\ufffd") * 10 > len(text):
                return None  # the mark was a coincidence
            return Decoded(text, encoding, _replaced(text, encoding, error))
    return None


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 shows in the zero bytes of its spaces or the 0x06 bytes of its Arabic letters."""
    sample = data[:4096]
    if len(data) % 2 or (sample.count(0) + sample.count(6)) * 5 < len(sample):
        return None
    best = None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # In the wrong byte order «ا» is U+2706 and a space U+2000: signs, none of them words.
        plain = len(re.findall("[\\s\x20-\x7e\u0600-\u06ff]", text)) / len(text)
        if plain >= 0.8 and (best is None or plain > best[0]):
            best = plain, text, encoding
    return None if best is None else Decoded(best[1], best[2])


def _by_weight(data: bytes, declared: str | None, error: UnicodeDecodeError) -> Decoded:
    """What is left when the bytes are not UTF-8 from end to end."""
    named = _declared(data, declared)
    if named is not None:
        return named
    high = sum(byte > 127 for byte in data)
    broken = data.decode("utf-8", errors="replace")
    if broken.count("\ufffd") * 20 <= high and not _is_binary(broken):
        return Decoded(broken, "utf-8", _replaced(broken, "utf-8", error))
    share, name = _arabic_share(data, "windows-1256"), "windows-1256"
    rare = _arabic_share(data, "iso-8859-6")
    if rare > max(share + 0.1, 0.85) and high * 3 > len(data):  # not a French é here and there
        share, name = rare, "iso-8859-6"
    text = data.decode(name, errors="replace")
    if share < 0.5 and high * 5 > len(data) or _is_binary(text):
        return Decoded("", None, "no encoding fits these bytes; kept without their content")
    doubt = None
    if share < 0.85:
        doubt = f"read as {name}, which is a guess: {share:.0%} of its letters are Arabic"
    return Decoded(text, name, doubt)


def _declared(data: bytes, declared: str | None) -> Decoded | None:
    if declared is None or not _DECLARABLE.match(declared.strip()):
        return None
    try:
        codec = codecs.lookup(re.sub("(?i)^x-", "", declared.strip()))
        text = data.decode(codec.name)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if _is_binary(text) else Decoded(text, declared.strip().lower())


def _arabic_share(data: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that ordinary Arabic text is made of."""
    foreign = _NOT_LATIN.findall(data[:20000].decode(encoding, errors="replace"))
    if not foreign:
        return 0.0
    joined = "".join(foreign)
    usual = len(_FREQUENT.findall(joined)) + len(_TYPOGRAPHIC.findall(joined))
    rare = len(_ARABIC.findall(joined)) - len(_FREQUENT.findall(joined))
    return (usual + 0.3 * max(rare, 0)) / len(joined)


def _is_binary(text: str) -> bool:
    """Control characters are rare in text; in anything else they are everywhere."""
    return len(_CONTROLS.findall(text)) * 50 > len(text)


def _replaced(text: str, encoding: str, error: UnicodeDecodeError) -> str:
    return (
        f"read as {encoding}; {text.count(chr(0xFFFD))} stretches of bytes that are not, the "
        f"first at byte {error.start}, are now U+FFFD"
    )
