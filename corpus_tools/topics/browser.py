"""A topic browser: one HTML file, right to left, that opens without a network."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from .labels import label_topics, typical_documents
from .models import TopicModel, rows_of

if TYPE_CHECKING:
    import pandas as pd

_WORDS = 15
_UNSEEN = {code: 0x2400 + code for code in range(0x20)} | {
    0x7F: 0x2421, 0x202D: "[U+202D]", 0x202E: "[U+202E]",
}  # fmt: skip


def write_topic_browser(
    model: TopicModel, tokens, corpus, path, *, clusters: pd.DataFrame | None = None,
    n_documents: int = 10, title: str = "متصفح الموضوعات",
) -> Path:  # fmt: skip
    """Write the browser: topics, their words, outlets, months and documents on a click.

    Everything of the corpus is data in the page and put there as text, never as markup; the page
    forbids itself every connection. Each topic's label field can be filled in: the names are
    shown as a line to paste into `TopicModel.with_labels`.

    Parameters
    ----------
    path : path
        Ends in .html.
    n_documents : int
        Most typical documents shown for each topic, with their telling sentences.
    """
    path = Path(path)
    if path.suffix != ".html":
        raise InputError(f"path: expected a name that ends in .html, got {path.name!r}")
    data = browser_data(model, tokens, corpus, clusters=clusters, n_documents=n_documents)
    text = json.dumps(data | {"title": title}, ensure_ascii=False, separators=(",", ":"))
    # Inside a script element only "<" could end it or begin a comment.
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    room = files(__package__)
    page = (room / "browser.html").read_text(encoding="utf-8")
    page = page.replace("@TITLE@", escape(title)).replace("@DATA@", text)
    path.write_text(page, encoding="utf-8", errors="replace")
    return path


def browser_data(model, tokens, corpus, *, clusters, n_documents: int) -> dict:
    """What the browser shows, as plain values."""
    import pandas as pd

    frame = getattr(corpus, "documents", corpus)
    dated = "published_on" in frame.columns
    has_outlet = "outlet" in frame.columns
    documents = rows_of(model, frame, [c for c, there in (("outlet", has_outlet),
                                                          ("published_on", dated)) if there])  # fmt: skip
    dates = pd.to_datetime(documents["published_on"]) if dated else None
    codes, outlets = pd.factorize(documents["outlet"], sort=True) if has_outlet else (
        np.full(len(documents), -1), [])  # fmt: skip
    months, names = ([], [])
    if dated and dates.notna().any():
        months, names = pd.factorize(dates.dt.to_period("M").astype(str).where(dates.notna()),
                                     sort=True)  # fmt: skip
    labels = label_topics(model, tokens, corpus=corpus, n_words=_WORDS)
    tops = model.top_words(_WORDS)
    typical = typical_documents(model, tokens, corpus, clusters=clusters, n_documents=n_documents)
    topics = []
    for row in labels.itertuples(index=False):
        share = model.doc_topic[:, row.topic]
        weights = tops.loc[tops["topic"] == row.topic, "probability"].tolist()
        topics.append({
            "label": _seen(row.label), "share": round(row.share, 5),
            "words": [[_seen(w), round(p, 6)] for w, p in zip(row.words, weights, strict=True)],
            "frex": [_seen(w) for w in row.frex],
            "collocations": [_seen(c) for c in row.collocations],
            "outlets": _means(codes, share, len(outlets)),
            "months": _means(months, share, len(names)),
            "documents": [
                {"id": _seen(d.doc_id), "outlet": _seen(d.outlet or ""),
                 "title": _seen(d.title or ""), "share": round(d.share, 3),
                 "sentences": [_seen(s) for s in d.sentences]}
                for d in typical[typical["topic"] == row.topic].itertuples(index=False)
            ],
        })  # fmt: skip
    return {
        "n_documents": len(documents), "method": model.method, "outlets": [_seen(o) for o in outlets],
        "n_by_outlet": np.bincount(codes[codes >= 0], minlength=len(outlets)).tolist(),
        "months": list(names), "topics": topics,
        "n_by_month": (np.bincount(months[months >= 0], minlength=len(names)).tolist()
                       if len(names) else []),
    }  # fmt: skip


def _means(codes, share: np.ndarray, n: int) -> list[float]:
    if not n:
        return []
    known = codes >= 0
    count = np.bincount(codes[known], minlength=n)
    total = np.bincount(codes[known], share[known], minlength=n)
    return (total / np.maximum(count, 1)).round(4).tolist()


def _seen(text: object) -> str:
    """Text whose control characters and overrides of direction are visible."""
    return str(text).translate(_UNSEEN)
