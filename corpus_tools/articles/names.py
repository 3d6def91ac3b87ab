"""The names of outlets and agencies that the lexicons list, by the key under which they are met."""

import os
import re
from dataclasses import dataclass
from functools import lru_cache

from .keys import line_key, plain_key
from ..lexicons import read_table


@dataclass(frozen=True, slots=True)
class Names:
    outlets: dict[str, str]
    common: frozenset[str]
    places: frozenset[str]  # a byline that ends with one says where, not for whom
    agencies: dict[str, str]


@lru_cache(maxsize=4)
def _names(folder: str | None) -> Names:
    names, wires, common, places = {}, {}, set(), set()
    for row in read_table("outlets"):
        for number, alias in enumerate([row["name"], *row["aliases"].split(";")]):
            key = line_key(alias)
            if key:
                names.setdefault(key, row["name"])
                if row["common"] and len(key.split()) == 1:
                    common.add(key)
                    if row["common"] == "place":
                        places.add(key)
    for row in read_table("agencies"):
        for alias in [row["name"], *row["aliases"].split(";")]:
            if line_key(alias):
                wires.setdefault(plain_key(alias), row["name"])
    common |= {"الشرق الاوسط", "اخبار اليوم", "اخبار الخليج"}
    return Names(names, frozenset(common), frozenset(places), wires)


def tables() -> Names:
    return _names(os.environ.get("CORPUS_TOOLS_LEXICONS"))


def known_outlet(name: str) -> str:
    """The name under which the lexicon knows an outlet; `name` itself where it does not.

    Names of folders are written without spaces («cnn_arabic»).

    Examples
    --------
    >>> known_outlet("cnn_arabic") == known_outlet("سي إن إن بالعربية"), known_outlet("الأفق")
    (True, 'الأفق')
    """
    outlets = tables().outlets
    spaced = re.sub(r"[_.-]+", " ", name)
    ways = (line_key(way) for way in (name, spaced, spaced.replace(" ", "")))
    return next((outlets[key] for key in ways if key in outlets), name)
