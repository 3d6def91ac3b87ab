"""Which of several names for one thing an outlet uses in its own voice.

«العملية», «الحرب», «الغزو»: the choice of a name is a stance that needs no adjective. Only an
outlet's own words count; what it quotes is another's choice.
"""

from typing import TYPE_CHECKING, Any

from ..schema import InputError
from .targets import check_targets, find_mentions

if TYPE_CHECKING:
    import pandas as pd


def compare_naming(
    statements: "pd.DataFrame", names: Any, *, voice: str = "outlet"
) -> "pd.DataFrame":
    """Count the names of one thing, a row a statement and name.

    Parameters
    ----------
    statements : DataFrame
        What `extract_statements` returned.
    names : dict
        Name -> list of the expressions that write it.
    voice : {"outlet", "attributed"}
        Whose words are read. In statements of the outlet's voice, quoted stretches are left out.

    Returns
    -------
    DataFrame
        The statement's columns, ``name``, ``n_mentions`` and ``value`` (the share of this name
        among all names in the document, in 0–1), ready for `compare_outlets`.

    Raises
    ------
    InputError
        `names` is empty, or `voice` is neither of the two.

    Examples
    --------
    >>> import pandas as pd
    >>> s = pd.DataFrame([{"doc_id": "1", "text": "بدأت العملية.", "start": 0, "voice": "outlet",
    ...                    "quotes": []}])
    >>> compare_naming(s, {"عملية": ["العملية"], "حرب": ["الحرب"]})["value"].tolist()
    [1.0]
    """
    import pandas as pd

    if voice not in ("outlet", "attributed"):
        raise InputError(f'voice: expected "outlet" or "attributed", got {voice!r}; choose one')
    patterns = check_targets(names)
    chosen = statements[statements["voice"] == voice]
    index, columns = [], {"name": [], "n_mentions": []}
    for i, (text, start, quotes) in enumerate(
        zip(chosen["text"], chosen["start"], chosen["quotes"], strict=True)
    ):
        for name, pattern in patterns.items():
            found = [
                (a, b) for a, b in find_mentions(text, pattern)
                if voice != "outlet" or not any(q[0] <= start + a < q[1] for q in quotes)
            ]  # fmt: skip
            if found:
                index.append(i)
                columns["name"].append(name)
                columns["n_mentions"].append(len(found))
    out = chosen.iloc[index].reset_index(drop=True)
    out["name"] = pd.Series(columns["name"], dtype=object)
    out["n_mentions"] = pd.Series(columns["n_mentions"], dtype="int64")
    total = out.groupby("doc_id")["n_mentions"].transform("sum") if len(out) else out["n_mentions"]
    out["value"] = (out["n_mentions"] / total).astype("float64")
    return out
