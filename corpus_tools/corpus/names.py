"""Names of outlets, written one way.

Two names that look the same on the screen must be the same in a table: a folder made on a Mac
holds its letters in pieces, and a name copied from a page carries invisible marks of direction.
Compared as they are they would be two outlets.
"""

import unicodedata


def tidy_name(value: object) -> str:
    r"""A name with composed letters, single spaces and no invisible or control characters.

    Examples
    --------
    >>> tidy_name("\u200f الوكالة  الأولى\u202c ") == "الوكالة الأولى"
    True
    """
    text = unicodedata.normalize("NFC", str(value))
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc", "Cs"))
    return " ".join("".join(kept).split())
