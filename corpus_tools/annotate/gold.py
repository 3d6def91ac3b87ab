"""From the answers of several coders to one gold answer, with the history of how it came."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from .codebook import UNCLEAR, Codebook, load_codebook
from .journal import append_events, read_events
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

HISTORY_COLUMNS = ("at", "item_id", "question", "before", "value", "by", "reason")


def list_disagreements(
    answers: pd.DataFrame, sample: pd.DataFrame, *, codebook: Codebook | None = None
) -> pd.DataFrame:
    """What coders must talk about: one row an item and question with different answers.

    Returns
    -------
    DataFrame
        ``item_id``, ``question``, a column for each coder (None: not answered), ``target`` and
        ``text``. "unclear" against an answer is a disagreement too.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"item_id": ["i", "i"], "coder": ["a", "b"],
    ...                         "voice": ["outlet", "mixed"], "stance": ["none", "none"]})
    >>> sample = pd.DataFrame({"item_id": ["i"], "text": ["نص"]})
    >>> list_disagreements(answers, sample)[["question", "a", "b"]].values.tolist()
    [['voice', 'outlet', 'mixed']]
    """
    import pandas as pd

    names = (codebook or load_codebook()).names
    coders = sorted(answers["coder"].unique())
    seen = [c for c in ("target", "text") if c in sample.columns]
    parts = []
    for name in names:
        wide = answers.pivot(index="item_id", columns="coder", values=name).reindex(columns=coders)
        apart = wide[wide.nunique(axis=1, dropna=True) > 1].reset_index()
        apart.insert(1, "question", name)
        parts.append(apart)
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    found = found.merge(sample[["item_id", *seen]], on="item_id", how="left")
    found = found.astype(object).where(found.notna(), None)
    found.columns.name = None
    return found.sort_values(["item_id", "question"], ignore_index=True)


def adjudicate(
    path: str | Path, item_id: str, question: str, value: str, *, by: str, reason: str,
    codebook: Codebook | None = None,
) -> None:  # fmt: skip
    """Write down what was decided about one item, by whom and why; nothing is overwritten.

    A later decision about the same item stands before an earlier one, and both stay in the file.

    Raises
    ------
    InputError
        The answer is not in the codebook, or nobody or no reason is named.
    """
    (codebook or load_codebook()).check(question, value)
    for name, text in (("by", by), ("reason", reason)):
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"{name}: a decision without it cannot be followed later; write it")
    event = {"op": "adjudicate", "item_id": str(item_id), "question": question, "value": value,
             "by": by, "reason": reason}  # fmt: skip
    append_events(Path(path), [event])


def gold_history(path: str | Path) -> pd.DataFrame:
    """All decisions in their order: at, item_id, question, before, value, by, reason."""
    import pandas as pd

    rows, standing = [], {}
    for event in read_events(Path(path)):
        key = (event["item_id"], event["question"])
        rows.append((event["at"], *key, standing.get(key), event["value"], event["by"],
                     event["reason"]))  # fmt: skip
        standing[key] = event["value"]
    columns = list(zip(*rows, strict=True)) or [()] * len(HISTORY_COLUMNS)
    return pd.DataFrame({name: pd.Series(list(column), dtype=object)
                         for name, column in zip(HISTORY_COLUMNS, columns, strict=True)})  # fmt: skip


def build_gold(
    answers: pd.DataFrame, path: str | Path | None = None, *, codebook: Codebook | None = None
) -> pd.DataFrame:
    """One row an item: what coders agreed on, or what was decided where they did not.

    Parameters
    ----------
    answers : DataFrame
        What `read_answers` returned.
    path : str or Path, optional
        The file of `adjudicate`. A decision stands before the answers of coders.

    Returns
    -------
    DataFrame
        ``item_id``, ``n_coders``, and for each question its gold answer and ``QUESTION_by``:
        ``one coder``, ``agreement``, ``adjudicated``, or ``open`` (different answers, none
        decided; the gold answer is None, as where it is "unclear").

    Warns
    -----
    UserWarning
        The file decides about items that nobody has answered.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"item_id": ["i", "i"], "coder": ["a", "b"],
    ...                         "voice": ["outlet", "mixed"], "stance": ["none", "none"]})
    >>> build_gold(answers)[["voice_by", "stance", "stance_by"]].values.tolist()
    [['open', 'none', 'agreement']]
    """
    import pandas as pd

    book = codebook or load_codebook()
    decided = {} if path is None else {
        (event["item_id"], event["question"]): event["value"] for event in read_events(Path(path))
    }  # fmt: skip
    strange = sorted({item for item, _ in decided} - set(answers["item_id"]))
    if strange:
        warnings.warn(
            f"path: decisions about {len(strange)} items that no coder has answered, the first is "
            f"{strange[0]!r}, decide nothing; look its item_id up in list_disagreements",
            UserWarning, stacklevel=2,
        )  # fmt: skip
    rows = []
    for item_id, group in answers.groupby("item_id", sort=True):
        row = [item_id, int(group["coder"].nunique())]
        for name in book.names:
            given = [v for v in group[name] if isinstance(v, str)]
            if (item_id, name) in decided:
                value, how = decided[item_id, name], "adjudicated"
            elif len(set(given)) == 1:
                value, how = given[0], "agreement" if len(given) > 1 else "one coder"
            else:
                value, how = None, "open"
            row += [None if value == UNCLEAR else value, how]
        rows.append(row)
    columns = ["item_id", "n_coders", *(c for n in book.names for c in (n, f"{n}_by"))]
    gold = pd.DataFrame(rows, columns=columns)
    for column in columns[:1] + columns[2:]:
        gold[column] = gold[column].astype(object).where(gold[column].notna(), None)
    return gold
