"""How far a counted word share may be trusted: topics shrunk towards the corpus's words.

A word seen three times, all in one topic, is not therefore impossible in the others. How far
counts must be pulled back depends on how unlike the topics are, which the counts tell.
"""

from __future__ import annotations

import numpy as np

_RATIOS = np.geomspace(0.01, 100, 12)  # how many times as probable as in the corpus
_SHAPE = 4.0  # of the gamma around each ratio: neighbours overlap
_ROUNDS = 20  # of EM for the weights
_SAMPLE = 20_000  # pairs of topic and word from which the weights are found
_RAKED = 2
_BLOCK = 8_192  # pairs at once, so that they stay in the processor's cache


def shrunk_topics(counted: np.ndarray, frequency: np.ndarray) -> np.ndarray:
    """Word probabilities of topics by empirical Bayes, (n_topics, n_types); rows sum to 1.

    Parameters
    ----------
    counted : ndarray, (n_topics, n_types)
        Expected counts of the words in the topics.
    frequency : ndarray, (n_types,)
        The corpus's word distribution p.

    Notes
    -----
    With n(k) the words of a topic, ``n(k, w) ~ Poisson(n(k) p(w) r)``, and r, how many times as
    probable the word is in the topic as in the corpus, comes from a mixture of gamma
    distributions (shape 4, means from .01 to 100) whose weights are fitted to all counts at
    once. A probability is ``p(w)`` times the posterior mean of r. At the end words are scaled
    so that all topics together use each word as often as the corpus does.

    The mixture of gammas for word counts is DuMouchel's (1999, The American Statistician 53),
    the fit of its weights Laird's (1978, Journal of the American Statistical Association 73).

    Examples
    --------
    A word that stands three times in one topic keeps a chance in the other; with a thousand
    occurrences it is known to have next to none.

    >>> counted = np.array([[3.0, 1000.0, 997.0], [0.0, 0.0, 2000.0]])
    >>> shares = shrunk_topics(counted, counted.sum(0) / counted.sum())
    >>> (shares[1, :2] / shares[0, :2]).round(3).tolist()
    [0.176, 0.002]
    """
    size = counted.sum(1, dtype=np.float64)
    found = np.ascontiguousarray(counted, dtype=np.float64).ravel()
    expected = np.outer(size, frequency).ravel()
    rate = _SHAPE / _RATIOS
    sample = np.linspace(0, len(found) - 1, min(len(found), _SAMPLE)).astype(np.int64)
    likelihood = _likelihood(found[sample], expected[sample], rate)
    weight = np.full(len(rate), 1 / len(rate))
    for _ in range(_ROUNDS):
        belief = likelihood * weight
        weight = (belief / belief.sum(1, keepdims=True)).mean(0)
    ratio = np.empty_like(found)
    for start in range(0, len(found), _BLOCK):
        part = slice(start, start + _BLOCK)
        belief = _likelihood(found[part], expected[part], rate) * weight
        mean = (belief / (rate + expected[part, None])).sum(1) / belief.sum(1)
        ratio[part] = mean * (found[part] + _SHAPE)
    words = ratio.reshape(counted.shape) * frequency
    for _ in range(_RAKED):
        words /= words.sum(1, keepdims=True)
        words *= size.sum() * frequency / np.maximum(size @ words, 1e-300)
    return words / words.sum(1, keepdims=True)


def _likelihood(found: np.ndarray, expected: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Negative binomial of each count under each gamma, over the largest of them."""
    log = np.log(rate + expected[:, None])
    log *= -(found[:, None] + _SHAPE)
    log += _SHAPE * np.log(rate)
    log -= log.max(1, keepdims=True)
    return np.exp(log, out=log)
