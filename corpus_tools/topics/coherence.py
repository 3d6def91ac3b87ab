"""Whether the top words of a topic stand together in texts: NPMI, and C_v for the record."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from .fitting import FEW_DOCUMENTS
from .models import TopicModel, align_columns, align_matrix, top_places

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("npmi", "npmi_window", "c_v")
WINDOWS = {"npmi_window": 10, "c_v": 110}


def score_coherence(
    model: TopicModel, tokens, *, measure: str = "npmi", top_n: int = 10, window: int | None = None
) -> pd.DataFrame:
    """Whether the top words of each topic occur in the same documents, or close together.

    ``npmi(i, j) = log(p(i, j) / (p(i) p(j))) / -log p(i, j)``, p being the share of documents
    (or of windows) that hold the word, or both (Bouma 2009); a topic has the mean over all
    pairs of its top words, from -1 (never together) to 1 (only together). Exact counts, no
    smoothing: a pair that never meets has -1, and a pair that is everywhere has 0, for it tells
    nothing. No result is NaN.

    Parameters
    ----------
    model : TopicModel
    tokens : Tokens
        The documents to count in: those of the model, or better, others.
    measure : {"npmi", "npmi_window", "c_v"}
        NPMI over documents; over windows that slide a word at a time; or C_v (Röder et al.
        2015), for comparison with published figures only: its author has disowned it, and it
        warns.
    top_n : int
        Words of each topic, from 2 on.
    window : int, optional
        Tokens of a window, pads included (a stop word keeps its neighbours apart): 10 for
        "npmi_window", 110 for "c_v". A text that is shorter is one window.

    Returns
    -------
    DataFrame
        topic, the measure ("npmi" or "c_v"), n_pairs, n_documents, words; ``attrs`` has
        measure, top_n, window, n_windows and the mean over topics.

    Notes
    -----
    gensim's sliding window (4.4) forgets a word that leaves it while another copy is still
    inside: errors up to .05 in C_v and .01 in NPMI. On documents without repeated words, and
    with its smoothing constant set to nothing, both agree to 1e-12 wherever all pairs meet.
    """
    import pandas as pd

    if measure not in MEASURES:
        raise InputError(f"measure: must be one of {', '.join(MEASURES)}, got {measure!r}")
    if not isinstance(top_n, int) or top_n < 2:
        raise InputError(f"top_n: must be a whole number from 2 on, got {top_n!r}")
    if window is not None and (measure == "npmi" or not isinstance(window, int) or window < 2):
        raise InputError(
            "window: must be a whole number from 2 on, and only with 'npmi_window' or 'c_v'; "
            f"got {window!r} with measure {measure!r}"
        )
    matrix = align_matrix(tokens, model.vocabulary)
    n_documents = matrix.shape[0]
    if n_documents == 0 or not matrix.nnz:
        raise InputError("tokens: none of the documents has a word that the model knows")
    if n_documents < FEW_DOCUMENTS:
        warnings.warn(
            f"score_coherence: counted in {n_documents} documents; below {FEW_DOCUMENTS} the "
            "score is mostly chance", stacklevel=2,
        )  # fmt: skip
    if measure == "c_v":
        warnings.warn(
            "score_coherence: C_v agrees with people less than its paper says, and its author "
            "advises against it; use 'npmi' and topic_stability", stacklevel=2,
        )  # fmt: skip
    tops = [top_places(weights, model.vocabulary, top_n) for weights in model.topic_word]
    places = np.unique(np.concatenate(tops))
    width = window or WINDOWS.get(measure)
    if measure == "npmi":
        together, n_units = _in_documents(matrix[:, places]), n_documents
    else:
        together, n_units = count_in_windows(tokens, model.vocabulary[places], width)
    npmi = npmi_of_counts(together, n_units)
    name = "c_v" if measure == "c_v" else "npmi"
    rows = []
    for topic, top in enumerate(tops):
        at = np.searchsorted(places, top)
        block = npmi[np.ix_(at, at)]
        pairs = block[np.triu_indices(len(at), k=1)]
        score = _c_v(block) if name == "c_v" else float(pairs.mean()) if len(pairs) else 0.0
        rows.append((topic, score, len(pairs), n_documents, " ".join(model.vocabulary[top])))
    table = pd.DataFrame(rows, columns=["topic", name, "n_pairs", "n_documents", "words"])
    table.attrs = {"measure": measure, "top_n": top_n, "window": width, "n_windows": n_units,
                   "mean": float(table[name].mean())}  # fmt: skip
    return table


def pairwise_npmi(matrix) -> np.ndarray:
    """NPMI of each two columns of a document-term matrix, (n_types, n_types).

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> pairwise_npmi(csr_matrix([[1, 1, 0], [3, 1, 0], [0, 0, 1], [0, 0, 1]])).tolist()
    [[1.0, 1.0, -1.0], [1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]]
    """
    return npmi_of_counts(_in_documents(matrix), matrix.shape[0])


def _in_documents(matrix) -> np.ndarray:
    """Documents that hold each two columns, (n_types, n_types)."""
    holds = (matrix > 0).astype(np.float64)
    return (holds.T @ holds).toarray()


def npmi_of_counts(together: np.ndarray, n_units: int) -> np.ndarray:
    """NPMI from how many of `n_units` hold each two words; the diagonal holds the words' own."""
    both = together / max(n_units, 1)
    alone = np.diag(both)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / np.outer(alone, alone)) / -np.log(both)
    npmi[both == 0] = -1.0
    npmi[both == 1] = 0.0
    return np.clip(npmi, -1.0, 1.0) + 0.0


def count_in_windows(tokens, words: np.ndarray, width: int) -> tuple[np.ndarray, int]:
    """How many sliding windows hold each two of the words, and how many windows there are.

    A word is in the windows that begin in a stretch before it; stretches of one word that
    overlap are united, and where the stretches of all words begin or end, the line of windows is
    cut. Between two cuts nothing changes, so a piece counts by its length.

    Parameters
    ----------
    tokens : Tokens
    words : ndarray of str, (n_words,)
    width : int

    Returns
    -------
    ndarray, (n_words, n_words), and int
    """
    from scipy.sparse import csr_matrix, diags

    target = np.append(align_columns(np.asarray(tokens.vocabulary), words), -1)  # -1: a pad
    lengths = np.diff(tokens.offsets)
    n_windows = np.where(lengths > 0, np.maximum(lengths - width + 1, 1), 0)
    first = np.cumsum(n_windows) - n_windows
    found = target[tokens.ids]
    at = np.flatnonzero(found >= 0)
    document = np.searchsorted(tokens.offsets, at, side="right") - 1
    place = at - tokens.offsets[document]
    begin = first[document] + np.maximum(place - width + 1, 0)
    end = first[document] + np.minimum(place, n_windows[document] - 1) + 1
    order = np.lexsort((begin, found[at]))
    word, begin, end = found[at][order], begin[order], end[order]
    if not len(word):
        return np.zeros((len(words), len(words))), int(n_windows.sum())
    is_new = np.r_[True, (word[1:] != word[:-1]) | (begin[1:] > end[:-1])]
    word, begin, end = word[is_new], begin[is_new], end[np.r_[is_new[1:], True]]
    cuts = np.unique(np.concatenate([begin, end]))
    low, high = np.searchsorted(cuts, begin), np.searchsorted(cuts, end)
    n_pieces = high - low
    owner = np.repeat(np.arange(len(word)), n_pieces)
    piece = np.arange(n_pieces.sum()) - np.repeat(np.cumsum(n_pieces) - n_pieces - low, n_pieces)
    holds = csr_matrix(
        (np.ones(len(piece)), (piece, word[owner])), shape=(len(cuts) - 1, len(words))
    )
    sizes = diags(np.diff(cuts).astype(np.float64))
    return np.asarray((holds.T @ (sizes @ holds)).toarray()), int(n_windows.sum())


def _c_v(npmi: np.ndarray) -> float:
    """C_v of one topic: cosine of each word's NPMI with the sum over all words."""
    whole = npmi.sum(0)
    size = np.linalg.norm(npmi, axis=1) * np.linalg.norm(whole)
    return float(np.divide(npmi @ whole, size, out=np.zeros(len(npmi)), where=size > 0).mean())
