"""Which side a source belongs to, as the researcher has decided; nobody else is put on one.

A source is written in many ways («وزيرة الخارجية ميلانا دروغو», «دروغو»); the table of sides names
persons and bodies once. A name counts where all its words stand together in the source, or where
its last word stands there alone and no other side has a name that ends in it; a last word with
the article («الدفاع», «الغرانوفية») is no family name and never counts alone.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..normalize import fold_word
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"\w[\w\u064b-\u0652\u0670\u0640]*")


def assign_sides(
    statements: "pd.DataFrame", sides: Mapping[str, Iterable[str]]
) -> "pd.DataFrame":
    """Statements with a column `side`; None where no side is named, or two sides fit.

    Parameters
    ----------
    statements : DataFrame
        As from `extract_statements`; read are `source` and `source_name`.
    sides : mapping of side to names
        `project.sides`, say. Spelling of alef and vowel marks does not matter.

    Returns
    -------
    DataFrame
        A copy with the column `side`. Where several names fit one source, the longest decides;
        if names of equal length belong to different sides, none does.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"source": ["الوزيرة ميلانا دروغو", "شاهد"], "source_name": [None, None]})
    >>> assign_sides(rows, {"غرانوفيا": ["ميلانا دروغو"]})["side"].tolist()
    ['غرانوفيا', None]
    """
    import pandas as pd

    for column in ("source", "source_name"):
        if column not in statements.columns:
            raise InputError(
                f"statements: expected a column {column!r}, as extract_statements gives; got "
                f"{', '.join(map(str, statements.columns))}"
            )
    names = [
        (_words(name), side)
        for side, members in sides.items()
        for name in ([members] if isinstance(members, str) else members)
    ]
    names = [(words, side) for words, side in names if words]
    # Longest first: «وزارة الدفاع الغرانوفية» before «الغرانوفية».
    names.sort(key=lambda entry: -len(entry[0]))
    names += _family_names(names)
    written = pd.concat([statements["source"], statements["source_name"]]).dropna().unique()
    known = {text: _side_of(_words(text), names) for text in written}
    found = [
        known.get(source_name) or known.get(source)
        for source, source_name in zip(
            statements["source"], statements["source_name"], strict=True
        )
    ]
    return statements.assign(side=pd.Series(found, index=statements.index, dtype=object))


def _family_names(names: list[tuple[list[str], str]]) -> list[tuple[list[str], str]]:
    holders: dict[str, set[str]] = {}
    for words, side in names:
        if len(words) > 1 and not words[-1].startswith("ال"):
            holders.setdefault(words[-1], set()).add(side)
    return [([word], sides.pop()) for word, sides in holders.items() if len(sides) == 1]


def _side_of(source: list[str], names: list[tuple[list[str], str]]) -> str | None:
    fitting: set[str] = set()
    length = 0
    for words, side in names:
        if fitting and len(words) < length:
            break
        if any(source[i : i + len(words)] == words for i in range(len(source) - len(words) + 1)):
            fitting.add(side)
            length = len(words)
    return fitting.pop() if len(fitting) == 1 else None


def _words(text: str) -> list[str]:
    return [fold_word(word) for word in _WORD.findall(text)]
