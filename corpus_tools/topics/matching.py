"""Which topic of one model goes with which of another."""

from __future__ import annotations

import numpy as np


def match_topics(found: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The topic of `found` that goes with each one of `reference`, and their cosine.

    Topics are matched one to one so that the sum of cosines is largest (Hungarian method).

    Examples
    --------
    >>> match_topics(np.eye(3)[[2, 0, 1]], np.eye(3))
    (array([1, 2, 0]), array([1., 1., 1.]))
    """
    from scipy.optimize import linear_sum_assignment

    unit = [m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-300)
            for m in (reference, found)]  # fmt: skip
    cosine = unit[0] @ unit[1].T
    rows, columns = linear_sum_assignment(-cosine)
    return columns, cosine[rows, columns]


def centred(topic_word: np.ndarray) -> np.ndarray:
    """Topics less their mean: what they have in common would make any two look alike."""
    return topic_word - topic_word.mean(0)
