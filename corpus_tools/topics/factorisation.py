"""Non-negative factorisation of a large tf-idf matrix, in a fraction of the usual time.

A round of the usual factorisation goes over every place of the matrix twice, and where the number
of topics is not that of the corpus hundreds of rounds go by. Topics lie in the space of the
leading singular vectors, so the rounds are made there, on small dense matrices; and each round
goes on a little in the direction of the one before.
"""

from __future__ import annotations

import numpy as np

_MORE = 20  # singular vectors beyond the number of topics
_LEAST_GAIN = 1e-5  # of the squared norm: a round that gains less is the last
_BLOCK = 4_096  # documents at once, so that they stay in the processor's cache
_MOMENTUM, _FASTER, _FASTEST, _SLOWER = 0.5, 1.05, 1.01, 1.5  # those of Ang and Gillis


def factorise(
    weighted, n_topics: int, random_state: int, *, start: str = "nndsvd", n_rounds: int = 200
) -> tuple[np.ndarray, np.ndarray]:
    """Non-negative factors of a sparse matrix in single precision, by its leading singular vectors.

    Parameters
    ----------
    weighted : csr_matrix of float32, (n_documents, n_types)
    n_topics : int
        At most the smaller of both sides.
    random_state : int
        Of the singular vectors, and of a random start.
    start : {"nndsvd", "random"}
    n_rounds : int
        At most so many; the rounds end when one gains next to nothing.

    Returns
    -------
    shares, (n_documents, n_topics), and words, (n_topics, n_types)

    Notes
    -----
    Hierarchical alternating least squares with extrapolation (Ang and Gillis 2019, Neural
    Computation 31) on the matrix's randomised singular value decomposition (as in Zhou, Cichocki
    and Xie 2012, IEEE Transactions on Signal Processing 60), from NNDSVD (Boutsidis and
    Gallopoulos 2008, Pattern Recognition 41).

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> blocks = csr_matrix(np.kron(np.eye(2), np.ones((3, 2))).astype(np.float32))
    >>> shares, words = factorise(blocks, 2, 0)
    >>> (shares @ words).round(3).tolist()[2:4]
    [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
    """
    from sklearn.utils.extmath import randomized_svd

    n_vectors = min(n_topics + _MORE, *weighted.shape)
    vectors, values, right = randomized_svd(
        weighted, n_vectors, n_iter=2, random_state=random_state
    )
    left = np.ascontiguousarray((vectors * values).T)
    if start == "nndsvd":
        shares, words = _nndsvd(vectors, values, right, n_topics)
    else:
        rng = np.random.default_rng(random_state)
        scale = np.sqrt(weighted.mean() / n_topics)
        shares, words = (
            np.abs(scale * rng.standard_normal((n_topics, n), dtype=np.float32))
            for n in weighted.shape
        )
    shares, words = _rounds(left, np.ascontiguousarray(right), shares, words, n_rounds)
    return np.ascontiguousarray(shares.T), words


def _rounds(left, right, shares, words, n_rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Rounds on ``left.T @ right``; shares and words with a row for each topic."""
    whole = float(np.sum((left @ left.T) * (right @ right.T), dtype=np.float64))
    ahead_shares, ahead_words = shares, words
    error, momentum, most = np.inf, _MOMENTUM, 1.0
    for _ in range(n_rounds):
        new_shares = _sweep(ahead_shares, ahead_words @ ahead_words.T,
                            (ahead_words @ right.T) @ left)  # fmt: skip
        ahead_shares = np.maximum(new_shares + momentum * (new_shares - shares), 0)
        gram, target = ahead_shares @ ahead_shares.T, (ahead_shares @ left.T) @ right
        new_words = _sweep(ahead_words, gram, target)
        new_error = whole - 2 * float(np.sum(target * new_words, dtype=np.float64))
        new_error += float(np.sum(gram * (new_words @ new_words.T), dtype=np.float64))
        if new_error > error:  # too fast: again from the last pair, which counts whatever it gives
            ahead_shares, ahead_words, error = shares, words, np.inf
            most, momentum = momentum, momentum / _SLOWER
            continue
        ahead_words = np.maximum(new_words + momentum * (new_words - words), 0)
        shares, words = new_shares, new_words
        if error - new_error < _LEAST_GAIN * whole:
            break
        error = new_error
        momentum, most = min(most, _FASTER * momentum), min(1.0, _FASTEST * most)
    return shares, words


def _sweep(factor: np.ndarray, gram: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Each topic's row in turn at its best, the others given: ``factor`` anew."""
    new = np.empty_like(factor)
    least = 1e-10 * max(float(gram.diagonal().max()), 1e-30)
    for begin in range(0, factor.shape[1], _BLOCK):
        part = slice(begin, begin + _BLOCK)
        block = np.ascontiguousarray(factor[:, part])
        for topic in np.flatnonzero(gram.diagonal() > least):
            step = (target[topic, part] - gram[topic] @ block) / gram[topic, topic]
            np.maximum(block[topic] + step, 0, out=block[topic])
        new[:, part] = block
    return new


def _nndsvd(vectors, values, right, n_topics: int) -> tuple[np.ndarray, np.ndarray]:
    """Start from the singular vectors: of each pair the positive or negative part, the larger."""
    shares = np.empty((n_topics, len(vectors)), dtype=vectors.dtype)
    words = np.empty((n_topics, right.shape[1]), dtype=vectors.dtype)
    for topic in range(n_topics):
        best = (-1.0, None, None)
        for sign in (1, -1):
            of_documents = np.maximum(sign * vectors[:, topic], 0)
            of_words = np.maximum(sign * right[topic], 0)
            size = float(np.linalg.norm(of_documents) * np.linalg.norm(of_words))
            if size > best[0]:
                best = (size, of_documents, of_words)
        size, of_documents, of_words = best
        scale = np.sqrt(values[topic] / max(size, 1e-30))
        shares[topic], words[topic] = scale * of_documents, scale * of_words
    return shares, words
