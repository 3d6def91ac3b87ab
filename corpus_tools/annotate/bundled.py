"""The truth of the bundled corpus as the answers of one coder, to learn and to test with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from .sampling import item_ids
from ..normalize import dediacritize

if TYPE_CHECKING:
    import pandas as pd

_TRUTH = Path(__file__).resolve().parents[1] / "data" / "truth"


def bundled_answers(corpus, frame: pd.DataFrame) -> pd.DataFrame:
    """What the truth of the bundled corpus says about the rows of `frame`.

    Parameters
    ----------
    corpus : Corpus
        The bundled one (`load_demo`).
    frame : DataFrame
        What `score_stance` returned for it.

    Returns
    -------
    DataFrame
        As of `read_answers`: ``item_id``, ``coder`` ("truth"), ``voice``, ``stance``. The truth is
        written for some articles only; rows of others are missing, as are those whose sentence
        was cut otherwise.
    """
    import pandas as pd

    places = corpus.documents[["page", "position", "doc_id"]]
    articles = _read("articles")[["article_id", "page", "position"]].merge(places)
    truth = _read("statements").merge(articles, on="article_id")
    known = {(row.doc_id, _letters(row.text)): row for row in truth.itertuples(index=False)}
    rows = []
    for item, doc_id, text, target in zip(
        item_ids(frame), frame["doc_id"], frame["text"], frame["target"], strict=True
    ):
        found = known.get((doc_id, _letters(text)))
        if found is not None and target in found.stance:
            rows.append((item, "truth", found.voice, found.stance[target]))
    return pd.DataFrame(rows, columns=["item_id", "coder", "voice", "stance"])


def _read(name: str) -> pd.DataFrame:
    import pandas as pd

    lines = (_TRUTH / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return pd.DataFrame([json.loads(line) for line in lines])


def _letters(text: str) -> str:
    """Letters and digits alone: what an outlet's house style of pointing does not change."""
    return "".join(ch for ch in dediacritize(text) if ch.isalnum())
