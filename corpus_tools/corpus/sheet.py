"""The review sheet: what was found in each page, written out to be corrected in a spreadsheet.

Least certain first, so that an hour of reading is spent where it helps most. The filled sheet is
read back as corrections (`corrections`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from ..files import FORMULA_STARTS, replacing

if TYPE_CHECKING:
    import pandas as pd

    from .model import Corpus

# The cells of a review sheet that are filled in, and the action that each stands for.
FILL_IN = {"new_outlet": "outlet", "new_date": "date", "new_title": "title", "new_role": "role",
            "drop": "drop", "merge_with": "merge"}  # fmt: skip
SHEET_COLUMNS = (
    "page", "article", "doc_id", "confidence", "title", "first_words", "last_words", "n_words",
    "outlet", "outlet_evidence", "published_on", "date_evidence", "date_hint",
    "role",
)  # fmt: skip


def review_sheet(corpus: "Corpus") -> "pd.DataFrame":
    """What was found, one row an article, least certain first, with cells to fill in.

    The columns `new_outlet`, `new_date`, `new_title`, `new_role`, `drop` and `merge_with` are
    empty. Write the sheet with `write_sheet`, fill in what is wrong, save it as CSV and give it to
    `load_corpus(corrections=…)`; rows with nothing filled in say nothing. Pages without any
    article come first: what they need is a row of corrections, or nothing.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    DataFrame
        page, article, doc_id, confidence, title, first_words, last_words, n_words, outlet,
        outlet_evidence, published_on, date_evidence, date_hint (what trafilatura suggests for an
        HTML page; often wrong), role, then the cells to fill in and `note`.
    """
    import pandas as pd

    documents, pages = corpus.documents, corpus.pages
    hints = dict(zip(pages["page"], pages["date_hint"], strict=True))
    rows = []
    for row in documents.to_dict("records"):
        words = row["text"].split()
        rows.append({
            "page": row["page"], "article": row["position"], "doc_id": row["doc_id"],
            "confidence": row.get("confidence", float("nan")), "title": row["title"],
            "first_words": " ".join(words[:8]), "last_words": " ".join(words[-8:]),
            "n_words": len(words), "outlet": row["outlet"],
            "outlet_evidence": row["outlet_evidence"], "published_on": row["published_on"],
            "date_evidence": row["date_evidence"], "role": row["role"],
            "date_hint": None if row["position"] else hints[row["page"]],
        })  # fmt: skip
    with_articles = set(documents["page"])
    for page, text in zip(pages["page"], pages["text"], strict=True):
        if page not in with_articles:
            words = text.split()
            rows.append({
                "page": page, "article": 0, "confidence": 0.0, "n_words": 0,
                "first_words": " ".join(words[:8]), "last_words": " ".join(words[-8:]),
            })  # fmt: skip
    sheet = pd.DataFrame(rows, columns=list(SHEET_COLUMNS), dtype=object)
    for column in ("article", "confidence", "n_words"):
        sheet[column] = pd.to_numeric(sheet[column], errors="coerce")
    for column in ("doc_id", "title", "first_words", "last_words", "outlet", "outlet_evidence",
                   "date_evidence", "date_hint", "role"):  # fmt: skip
        sheet[column] = _with_none(sheet[column])
    sheet["published_on"] = pd.to_datetime(sheet["published_on"])
    for column in (*FILL_IN, "note"):
        sheet[column] = pd.Series([""] * len(sheet), dtype=object)
    order = ["confidence", "page", "article"]
    return sheet.sort_values(order, na_position="first", kind="stable").reset_index(drop=True)


def write_sheet(sheet: "pd.DataFrame", path) -> Path:
    """Write a review sheet as CSV that a spreadsheet opens with its Arabic whole.

    The file begins with a byte order mark, without which Excel takes it for another encoding,
    and a cell that begins like a formula gets an apostrophe before it, so that nothing from a
    saved page is ever run; both are taken off when the sheet is read back.
    """
    import pandas as pd

    guarded = sheet.copy()
    for column in guarded.columns:
        if guarded[column].dtype == object or str(guarded[column].dtype) in ("str", "string"):
            cells = [guard(v) if isinstance(v, str) else v for v in guarded[column]]
            guarded[column] = pd.Series(cells, index=guarded.index, dtype=object)
    path = Path(path)
    with replacing(path) as new:
        # With this line end the csv module quotes every carriage return and line feed.
        guarded.to_csv(new, index=False, encoding="utf-8-sig", date_format="%Y-%m-%d",
                       errors="replace", lineterminator="\r\n")  # fmt: skip
    return path


def guard(text: str) -> str:
    """`text` as a cell that a spreadsheet does not run.

    Examples
    --------
    >>> guard("=1+1"), without_guard(guard("=1+1")), guard("قال")
    ("'=1+1", '=1+1', 'قال')
    """
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def without_guard(text: str) -> str:
    """The text of a cell written by `guard`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _with_none(values: "pd.Series") -> "pd.Series":
    import pandas as pd

    return pd.Series([v if isinstance(v, str) else None for v in values], dtype=object)
