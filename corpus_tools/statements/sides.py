"""Which side a source belongs to, as the researcher has decided; nobody else is put on one.

A source is written in many ways («وزيرة الخارجية ميلانا دروغو», «دروغو»); the table of sides names
persons and bodies once. A name counts where all its words stand together in the source, or where
its last word stands there alone and no other side has a name that ends in it. A last word that is
no family name never counts alone: one with the article («الدفاع», «الغرانوفية»), one that the
lists know («لا أحد»), and what says of which kind an unnamed person is («مسؤول أمريكي»).
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from ..lexicons import read_table
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

    Raises
    ------
    InputError
        A column is missing, a side has no list of names, or one name stands on two sides.

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
    names = _names_of(sides)
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


def _names_of(sides: object) -> list[tuple[list[str], str]]:
    """(words of a name, its side); an error where a table says nothing or two things."""
    example = '{"الشمال": ["ميلانا دروغو", "وزارة الدفاع"]}'
    if not isinstance(sides, Mapping):
        raise InputError(
            f"sides: expected a dict from a side to the names on it, got {sides!r:.60}; write for "
            f"instance {example}"
        )
    names: dict[tuple[str, ...], str] = {}
    for side, members in sides.items():
        if isinstance(members, str) or not all(isinstance(m, str) for m in members):
            raise InputError(
                f"sides[{side!r}]: expected a list of names, got {members!r:.60}; write for "
                f"instance {example}"
            )
        for name in members:
            words = tuple(_words(name))
            if words and names.setdefault(words, side) != side:
                raise InputError(
                    f"sides: {name!r} stands on two sides, {names[words]!r} and {side!r}; a source "
                    "of this name would be on neither. Leave it on one, or write a longer name"
                )
    return [(list(words), side) for words, side in names.items()]


def _family_names(names: list[tuple[list[str], str]]) -> list[tuple[list[str], str]]:
    holders: dict[str, set[str]] = {}
    plain, persons = _no_family_names()
    for words, side in names:
        last = words[-1]
        unnamed = len(words) == 2 and words[0] in persons  # «مسؤول أمريكي», «مصدر مطلع»
        if len(words) > 1 and not (last.startswith("ال") or last in plain or unnamed):
            holders.setdefault(last, set()).add(side)
    return [([word], sides.pop()) for word, sides in holders.items() if len(sides) == 1]


@lru_cache(maxsize=1)
def _no_family_names() -> tuple[frozenset[str], frozenset[str]]:
    """Words that name nobody by themselves, and nouns of persons without the article."""
    titles = read_table("titles")
    lists = (titles, read_table("function_words"), read_table("stopwords"))
    persons = {r["word"] for r in titles if r["kind"] in ("office", "person", "spokesperson")}
    return (
        frozenset(fold_word(row["word"]) for rows in lists for row in rows),
        frozenset(fold_word(word) for word in persons if not word.startswith("ال")),
    )


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


def count_space(sided: "pd.DataFrame") -> "pd.DataFrame":
    """How much space each outlet gives each side: statements, their words, and headlines.

    Parameters
    ----------
    sided : DataFrame
        As from `assign_sides`, with ``outlet``, ``doc_id``, ``part`` and ``text``; extract the
        statements with ``titles=True`` to have headlines.

    Returns
    -------
    DataFrame
        One row an outlet, unit and side: ``unit`` is "statements" (sentences of bodies that are
        somebody's words), "words" (those of these sentences, cue and all) or "headlines"
        (headlines that are somebody's words); ``n`` counts them, ``n_of_outlet`` is the sum over
        the outlet's sides, ``share`` = n / n_of_outlet, ``n_documents`` says in how many
        documents. Every side has a row for every outlet and unit in which any side has one.
        Statements without an outlet or a side are left out of all counts.

    Raises
    ------
    InputError
        A column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"outlet": "أ", "doc_id": ["1", "1", "2"], "part": "body",
    ...                      "text": ["قالت نعم", "أضافت لا", "رد بكلام أطول من هذا"],
    ...                      "side": ["الشمال", "الشمال", "الجنوب"]})
    >>> count_space(rows)[["unit", "side", "n", "share"]].round(2).values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['statements', 'الجنوب', 1, 0.33], ['statements', 'الشمال', 2, 0.67],
     ['words', 'الجنوب', 5, 0.56], ['words', 'الشمال', 4, 0.44]]
    """
    import pandas as pd

    missing = {"outlet", "doc_id", "part", "text", "side"} - set(sided.columns)
    if missing:
        raise InputError(
            f"sided: expected the frame of assign_sides, got one without "
            f"{', '.join(sorted(missing))}; pass on what assign_sides returned"
        )
    known = sided.dropna(subset=["outlet", "side"])
    body, titles = known[known["part"] == "body"], known[known["part"] == "title"]
    units = {
        "statements": body.assign(n=1),
        "words": body.assign(n=[len(_WORD.findall(text)) for text in body["text"]]),
        "headlines": titles.assign(n=1),
    }
    every_side = sorted(known["side"].unique())
    tables = []
    for unit, rows in units.items():
        counted = rows.groupby(["outlet", "side"]).agg(n=("n", "sum"), n_documents=("doc_id", "nunique"))
        full = pd.MultiIndex.from_product(
            [sorted(rows["outlet"].unique()), every_side], names=["outlet", "side"]
        )
        tables.append(counted.reindex(full, fill_value=0).reset_index().assign(unit=unit))
    out = pd.concat(tables, ignore_index=True)
    out["n_of_outlet"] = out.groupby(["outlet", "unit"])["n"].transform("sum")
    out["share"] = out["n"] / out["n_of_outlet"]
    order = pd.Categorical(out["unit"], list(units), ordered=True)
    out = out.assign(_order=order).sort_values(["outlet", "_order", "side"], kind="stable")
    names = ["outlet", "unit", "side", "n", "n_of_outlet", "share", "n_documents"]
    return out[names].astype({"n": "int64", "n_of_outlet": "int64"}).reset_index(drop=True)
