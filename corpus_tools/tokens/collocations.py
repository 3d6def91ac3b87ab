"""Words that stand together more often than their frequencies say.

Pairs are counted inside sentences only and never across a pad: with the stop word of «رئيس من
الدولة» taken out, رئيس and دولة have not become neighbours.
"""

from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from .table import Tokens

if TYPE_CHECKING:
    import pandas as pd


def score_collocations(
    tokens: Tokens, *, window: int = 1, min_count: int = 5, min_documents: int = 2
) -> "pd.DataFrame":
    """Pairs of words with counts, pointwise mutual information and log-likelihood.

    Parameters
    ----------
    tokens : Tokens
    window : int
        How far the second word may stand behind the first; 1 means adjacent.
    min_count, min_documents : int
        Pairs seen less often, or in fewer documents, are left out.

    Returns
    -------
    DataFrame
        One row a pair in its order: first, second, count, n_documents, n_first, n_second, pmi
        (base 2), g2; by g2 from high to low, then by words. n_first and n_second count the
        pairs that the word begins and ends.

    Notes
    -----
    ``pmi = log2(count * n / (n_first * n_second))`` with n all pairs; g2 is Dunning's (1993)
    likelihood ratio of the two-by-two table, given a sign: negative where the pair is rarer
    than chance. It ranks; it is no test, since words of one article are not independent.

    Examples
    --------
    >>> from corpus_tools.tokens.table import tokenize
    >>> tokens = tokenize(["كوريا الشمالية تعلن", "كوريا الشمالية تنفي"], scheme="word")
    >>> score_collocations(tokens, min_count=2)[["first", "second", "count"]].values.tolist()
    [['كوريا', 'الشمالية', 2]]
    """
    import pandas as pd

    if window < 1:
        raise InputError(f"window: expected at least 1, got {window!r}")
    first, second, document = _pairs(tokens, window)
    n_types, n = len(tokens.vocabulary), len(first)
    code = first.astype(np.int64) * max(n_types, 1) + second
    pairs, inverse, count = np.unique(code, return_inverse=True, return_counts=True)
    by_document = np.unique(inverse * np.int64(max(len(tokens), 1)) + document)
    n_documents = np.bincount(by_document // max(len(tokens), 1), minlength=len(pairs))
    n_first = np.bincount(first, minlength=n_types)[pairs // max(n_types, 1)]
    n_second = np.bincount(second, minlength=n_types)[pairs % max(n_types, 1)]
    kept = (count >= min_count) & (n_documents >= min_documents)
    table = pd.DataFrame(
        {
            "first": tokens.vocabulary[pairs[kept] // max(n_types, 1)],
            "second": tokens.vocabulary[pairs[kept] % max(n_types, 1)],
            "count": count[kept],
            "n_documents": n_documents[kept],
            "n_first": n_first[kept],
            "n_second": n_second[kept],
            "pmi": np.log2(count[kept] * float(n) / n_first[kept] / n_second[kept]),
            "g2": signed_g2(count[kept], n_first[kept], n_second[kept], n),
        }
    ).astype({"first": object, "second": object})
    return table.sort_values(
        ["g2", "first", "second"], ascending=[False, True, True], ignore_index=True
    )


def signed_g2(
    both: np.ndarray, first: np.ndarray, second: np.ndarray, total: int
) -> np.ndarray:
    """Dunning's log-likelihood ratio from counts, negative below expectation."""
    both, first, second = (np.asarray(a, float) for a in (both, first, second))
    observed = np.stack([both, first - both, second - both, total - first - second + both])
    expected = np.stack(
        [first * second, first * (total - second), (total - first) * second,
         (total - first) * (total - second)]
    ) / max(total, 1)  # fmt: skip
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(observed > 0, observed * np.log(observed / expected), 0.0)
    return np.where(both * total >= first * second, 2.0, -2.0) * terms.sum(0)


def _pairs(tokens: Tokens, window: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and second type and document of every pair; sentences and pads are borders."""
    ids = tokens.ids
    sentence = np.zeros(len(ids), np.int64)
    sentence[tokens.sentence_starts] = 1
    sentence = np.cumsum(sentence)
    pads = np.cumsum(ids < 0)  # equal at two kept tokens: no pad stands between
    document = tokens.document_index()
    found = []
    for gap in range(1, window + 1):
        left = np.arange(max(len(ids) - gap, 0))
        right = left + gap
        good = (sentence[left] == sentence[right]) & (pads[left] == pads[right])
        good &= (ids[left] >= 0) & (ids[right] >= 0)
        found.append((ids[left[good]], ids[right[good]], document[left[good]]))
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))
