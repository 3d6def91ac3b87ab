"""Letters as PDF programs leave them: in the forms of print, or backwards.

A text copied out of a PDF may hold, in the place of each letter, the form that it has on paper
(presentation forms), which look the same to a reader and are another word to every list. Such
letters become those of the keyboard. A text whose letters run from left to right cannot be mended
with certainty (its numbers and Latin words run the other way), so it is only told.
"""

import re
import unicodedata

_FORMS = re.compile("[\ufb50-\ufbb1\ufbd3-\ufbff\ufe70-\ufefc]")
_ARABIC = re.compile("[\u0621-\u064a\ufb50-\ufbff\ufe70-\ufefc]")
_WORD = re.compile("[\u0621-\u064a\ufb50-\ufbff\ufe70-\ufefc]{3,}")
_LEAST = 20  # letters in forms of print; a sign or two for ornament change nothing
_LOOKED_AT = 1_000  # characters at its beginning that show how a text is written
_NEVER_FIRST = "ةى"
_FEW = 8  # words that begin with what no word begins with


def plain_letters(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without presentation forms where it is written in them, and what was found of it.

    Examples
    --------
    >>> print_forms = "\\ufe8d\\ufedf\\ufee8\\ufeec\\ufeae " * 5
    >>> plain_letters(print_forms)[0] == "النهر " * 5
    True
    """
    problems = []
    begins = text[:_LOOKED_AT]
    has_forms = _FORMS.search(begins) is not None
    suspect = has_forms or sum(begins.count(" " + letter) for letter in _NEVER_FIRST) >= _FEW
    backwards = suspect and _runs_backwards(begins)
    if has_forms:
        n_forms = len(_FORMS.findall(text))
        if n_forms >= _LEAST and 2 * n_forms > len(_ARABIC.findall(text)):
            text = without_forms(text)
            problems.append(
                "written in presentation forms, as text out of a PDF is; they became the letters "
                "of the keyboard"
            )
    if backwards:
        problems.append(
            "its letters stand backwards, from left to right, as some programs write the text of a "
            "PDF: none of its words can be read; save it anew by another program, or leave it out"
        )
    return text, tuple(problems)


def without_forms(text: str) -> str:
    """`text` with letters of the keyboard in the place of presentation forms.

    Examples
    --------
    >>> without_forms("\\ufefb")
    'لا'
    """
    return _FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]).strip(), text)


def _runs_backwards(text: str) -> bool:
    """Whether words begin as words end: with a final form, or with ة and ى."""
    forward = backward = 0
    for word in _WORD.findall(text):
        first, last = word[0], word[-1]
        if _FORMS.match(first) and _FORMS.match(last):
            kinds = [unicodedata.name(c, "").rpartition(" FORM")[0].rpartition(" ")[2] for c in (first, last)]
            forward += kinds[0] == "INITIAL" and kinds[1] != "INITIAL"
            backward += kinds[1] == "INITIAL" and kinds[0] != "INITIAL"
        else:
            forward += last in _NEVER_FIRST
            backward += first in _NEVER_FIRST
    return backward >= _FEW and backward > 3 * forward
