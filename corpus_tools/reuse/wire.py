"""How much of what an outlet prints is shared text, from which agency, and whether it says so."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from .clusters import documents_of
from .passages import hash_words
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

WIRE_COLUMNS = (
    "outlet", "agency", "n_documents", "n_copied", "share_copied", "n_named", "n_words",
    "n_words_copied", "share_words",
)  # fmt: skip
_COPIED = ("duplicate", "near_duplicate", "contained", "shared_passage")


def wire_share(corpus, pairs: pd.DataFrame, *, min_share: float = 0.5) -> pd.DataFrame:
    """Documents and words that outlets share with one another, by outlet and agency.

    A document counts as copied if at least `min_share` of its words stand in one document of
    another outlet; quotations do not count. Its agency is the first that it names itself, or
    else the one that most of the documents with the same text name; None if nobody names one.
    That two outlets share a text does not say who wrote it: without an agency it may be either.

    Parameters
    ----------
    corpus : Corpus or DataFrame
        With ``outlet``; ``agencies`` (a tuple of names for each document) is used if it is there.
    pairs : DataFrame
        As `find_text_reuse` gives it for this corpus.
    min_share : float
        From above 0 to 1.

    Returns
    -------
    DataFrame
        One row for each outlet and agency, and one with n_copied 0 for an outlet that copies
        nothing. ``n_documents`` and ``n_words`` are all of the outlet; ``n_copied`` of them are
        copied, ``n_named`` of these name the agency; ``n_words_copied``: the words of the copied
        documents that stand in the other outlet's document, each counted once.

    Examples
    --------
    >>> import pandas as pd
    >>> from corpus_tools.reuse import find_text_reuse
    >>> text = "وصل الوزير إلى العاصمة صباح الأحد في زيارة تستغرق يومين يلتقي خلالها نظيره"
    >>> frame = pd.DataFrame({"doc_id": ["a", "b"], "outlet": ["س", "ص"], "text": [text] * 2,
    ...                       "agencies": [("واس",), ()]})
    >>> wire_share(frame, find_text_reuse(frame))[["outlet", "agency", "n_named"]].values.tolist()
    [['س', 'واس', 1], ['ص', 'واس', 0]]
    """
    import pandas as pd

    documents = documents_of(corpus)
    if "outlet" not in documents.columns:
        raise InputError("corpus: has no outlet; give it by metadata, or ask reuse_clusters")
    if not 0 < min_share <= 1:
        raise InputError(f"min_share: must lie above 0, up to 1, got {min_share!r}")
    outlets = documents["outlet"].astype(object).where(documents["outlet"].notna(), None).tolist()
    n_words = hash_words(documents["text"].tolist()).lengths
    copied, partners = _copied_words(pairs, documents, outlets, n_words)
    is_copied = copied >= np.maximum(min_share * n_words, 1)
    named = [tuple(a) if isinstance(a, tuple | list) else () for a in _agencies(documents)]
    table: dict[tuple, list[int]] = {}
    for i, outlet in enumerate(outlets):
        if not is_copied[i]:
            continue
        others = Counter(a for j in sorted(partners[i]) for a in named[j][:1])
        agency = named[i][0] if named[i] else (others.most_common(1) or [(None, 0)])[0][0]
        row = table.setdefault((outlet, agency), [0, 0, 0])
        row[0] += 1
        row[1] += bool(named[i])
        row[2] += int(copied[i])
    rows = []
    for outlet in sorted(set(outlets), key=str):
        own = np.array([name == outlet for name in outlets])
        total, words = int(own.sum()), int(n_words[own].sum())
        found = [(agency, row) for (name, agency), row in table.items() if name == outlet]
        found.sort(key=lambda item: (-item[1][0], str(item[0])))
        for agency, (n, n_named, n_same) in found or [(None, [0, 0, 0])]:
            shares = n / total, n_same / max(words, 1)
            rows.append((outlet, agency, total, n, shares[0], n_named, words, n_same, shares[1]))
    frame = pd.DataFrame(rows, columns=list(WIRE_COLUMNS))
    for place, name in enumerate(WIRE_COLUMNS[:2]):  # as objects, so that None stays None
        frame[name] = pd.Series([row[place] for row in rows], dtype=object)
    return frame


def _agencies(documents: pd.DataFrame) -> list:
    has_any = "agencies" in documents.columns
    return documents["agencies"].tolist() if has_any else [()] * len(documents)


def _copied_words(
    pairs: pd.DataFrame, documents: pd.DataFrame, outlets: list, n_words: np.ndarray
) -> tuple[np.ndarray, list[set[int]]]:
    """Most words that each document has in common with one of another outlet, and with whom."""
    number = {doc_id: i for i, doc_id in enumerate(documents["doc_id"])}
    shared: dict[tuple[int, int], int] = {}
    rows = pairs[pairs["kind"].isin(_COPIED)]
    for doc_a, doc_b, n_tokens in zip(rows["doc_a"], rows["doc_b"], rows["n_tokens"], strict=True):
        if doc_a not in number or doc_b not in number:
            raise InputError(
                f"pairs: {doc_a!r} or {doc_b!r} is not in the corpus; pass the corpus that the "
                "pairs were found in"
            )
        a, b = number[doc_a], number[doc_b]
        if outlets[a] is None or outlets[b] is None or outlets[a] == outlets[b]:
            continue
        shared[a, b] = shared.get((a, b), 0) + int(n_tokens)
    most = np.zeros(len(documents), dtype=np.int64)
    partners: list[set[int]] = [set() for _ in range(len(documents))]
    for (a, b), n in shared.items():
        for one, other in ((a, b), (b, a)):
            most[one] = max(most[one], min(n, int(n_words[one])))
            partners[one].add(other)
    return most, partners
