"""Stop words in sets that are switched on one by one: what is noise depends on the question.

Words of attribution and of dates are in every article and say nothing about its topic; but who
compares how outlets attribute must keep them.
"""

from collections.abc import Iterable

from ..lexicons import read_table
from ..schema import InputError

SETS = ("function", "attribution", "date")


def load_stop_words(sets: Iterable[str] = ("function",)) -> frozenset[str]:
    """Words of the named sets of `stopwords.tsv`.

    Parameters
    ----------
    sets : iterable of {"function", "attribution", "date"}
        Any set that the list names; a list of your own may have others.

    Examples
    --------
    >>> "من" in load_stop_words(), "قال" in load_stop_words()
    (True, False)
    """
    if isinstance(sets, str):
        sets = (sets,)
    rows = read_table("stopwords")
    known = sorted({row["set"] for row in rows})
    wanted = set(sets)
    if unknown := sorted(wanted - set(known)):
        raise InputError(f"sets: there is no set {unknown[0]!r}; there are {', '.join(known)}")
    return frozenset(row["word"] for row in rows if row["set"] in wanted)
