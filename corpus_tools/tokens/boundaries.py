"""Where the words of a text begin and end, found for millions of characters at once.

Characters are looked up in one table of classes; what separates always, separates. A few
characters separate only sometimes (the stop in 3.5, the colon in 10:30, the slash of an address):
they are settled where they can be by their two neighbours, and the rest is left to one regular
expression that runs once per distinct string, not once per occurrence.
"""

import re
import sys
import unicodedata
from functools import lru_cache

import numpy as np

SEPARATOR, LINE, LETTER, ARABIC, DIGIT, GLUE = 0, 1, 2, 3, 4, 5  # up to LINE: no part of a word
_GLUE = ".,:/-_@#&'%+~=?\u2019\u066a\u066b\u066c"
_INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_MARK = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4" \
    "\u06e7\u06e8\u06ea-\u06ed\u0897-\u089f\u08ca-\u08e1\u08e3-\u08ff"  # fmt: skip
_ARABIC = "\u0620-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06ff" \
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9" \
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfc\ufe70-\ufefc"  # fmt: skip

URL, HANDLE, NUMBER, LATIN, WORD = "url", "handle", "number", "other_script", "word"
# The parts of addresses are bounded as mail and name servers bound them (RFC 5321, 1035): else
# a row of ten thousand full stops is looked through to its end from each of them.
TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>\"]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?:[a-zA-Z0-9-]{1,63}\.){1,8}(?:com|net|org|info|gov|edu|tv|me|co|io)(?:/[^\s]*)?(?![\w.]))"
    r"|(?P<handle>@\w+)"
    rf"|(?P<number>[-+]?\d+(?:[.,:/\-\u066b\u066c]\d+)*[%\u066a]?)"
    rf"|(?P<word>[{_ARABIC}][{_ARABIC}{_MARK}{_INVISIBLE}]*)"
    rf"|(?P<other_script>[^\W\d_](?:[{_MARK}{_INVISIBLE}]|(?![{_ARABIC}])[^\W\d_]"
    r"|(?<=\w)['\u2019&-](?=[^\W\d_]))*)"
)
_SIMPLE = re.compile(rf"[{_ARABIC}][{_ARABIC}{_MARK}]*")


@lru_cache(maxsize=1)
def class_table() -> np.ndarray:
    """Class of each code point, uint8, shape (0x110000,)."""
    table = np.zeros(sys.maxunicode + 1, np.uint8)
    for code in range(0x20, 0x30000):
        category = unicodedata.category(chr(code))
        if category[0] in "LM":
            table[code] = LETTER
        elif category[0] == "N":
            table[code] = DIGIT
    for pattern, value in ((_ARABIC, ARABIC), (_MARK, ARABIC), (_INVISIBLE, LETTER)):
        for low, high in re.findall(r"(.)(?:-(.))?", pattern):
            table[ord(low) : ord(high or low) + 1] = value
    table[0x0640] = ARABIC  # the stretching stroke
    for char in _GLUE:
        table[ord(char)] = GLUE
    for char in "\n\r\x0b\x0c\x85\u2028\u2029":
        table[ord(char)] = LINE
    table[0xE000:0xF900] = SEPARATOR
    table[0xD800:0xE000] = SEPARATOR  # lone surrogates are no letters
    return table


def chunk_spans(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stretches without separators, the classes of all characters, and which are in a stretch.

    Parameters
    ----------
    codes : ndarray of uint16 or uint32, shape (n_characters,)

    Returns
    -------
    edges : ndarray of int32, shape (2 * n_chunks,)
        Start and end of each chunk in turns.
    classes : ndarray of uint8, shape (n_characters,)
    inside : ndarray of bool, shape (n_characters,)
    """
    # code points above the table do not exist; take() with clip is the fast path
    table = class_table()
    classes = np.take(table, codes, mode="clip")
    inside = classes > LINE
    glue = np.flatnonzero(classes == GLUE)
    if len(glue):
        _settle_glue(codes, classes, inside, glue)
    padded = np.zeros(len(classes) + 2, bool)
    padded[1:-1] = inside
    edges = np.flatnonzero(padded[1:] != padded[:-1]).astype(np.int32)
    return edges, classes, inside


def _settle_glue(
    codes: np.ndarray, classes: np.ndarray, inside: np.ndarray, glue: np.ndarray
) -> None:
    """Marks as separators the glue characters that join nothing; edits `inside`."""
    n = len(classes)
    char = codes[glue]
    after = np.where(glue + 1 < n, inside[np.minimum(glue + 1, n - 1)], False)
    before = np.where(glue > 0, inside[np.maximum(glue - 1, 0)], False)
    class_before = np.where(before, classes[np.maximum(glue - 1, 0)], SEPARATOR)
    class_after = np.where(after, classes[np.minimum(glue + 1, n - 1)], SEPARATOR)
    opening = (char == ord("#")) | (char == ord("@")) | (char == ord("-")) | (char == ord("+"))
    closing = (char == ord("%")) | (char == 0x066A)
    arabic_sides = (class_before == ARABIC) & (class_after == ARABIC)
    splits = (~after & ~closing) | (~before & ~opening) | arabic_sides
    # `_` and `@` hold hashtags, handles and addresses together whatever stands beside them
    splits &= ~((char == ord("_")) & before & after) & ~((char == ord("@")) & after)
    inside[glue[splits]] = False


def tokens_of(chunk: str) -> list[tuple[int, int, str]]:
    """Tokens in a chunk: (start, end, class).

    >>> tokens_of("#قمة_السلام")
    [(1, 4, 'word'), (5, 11, 'word')]
    >>> tokens_of("2015م")
    [(0, 4, 'number'), (4, 5, 'word')]
    """
    if _SIMPLE.fullmatch(chunk):
        return [(0, len(chunk), WORD)]
    if chunk.isascii():  # the commonest of the rest, and quickly told
        if chunk.isdigit():
            return [(0, len(chunk), NUMBER)]
        if chunk.isalpha():
            return [(0, len(chunk), LATIN)]
    return [(m.start(), m.end(), m.lastgroup) for m in TOKEN.finditer(chunk)]
