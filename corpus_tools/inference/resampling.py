"""The numbers behind one comparison: variance, bootstrap and permutation over clusters.

Everything works on two small matrices, the sums of weight and of weight times value of each
outlet in each cluster, because ten thousand draws of twenty thousand documents must not take
longer than reading them did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_CHUNK = 4_000_000  # numbers held at once while drawing
_LEAST_ERROR = 1 / 3  # of the standard error: what a draw's own is taken for at least
_TIE = 1e-9  # statistics closer than this count as equal: sums differ in the last digits


@dataclass(frozen=True)
class Sides:
    """Cluster sums of the two sides of a comparison; the second is empty for a level.

    Arrays have the shape (2, n_clusters).
    """

    total: np.ndarray  # sum of weight * value
    weight: np.ndarray

    @classmethod
    def of(cls, total: np.ndarray, weight: np.ndarray, left: np.ndarray, right: np.ndarray):
        """From sums by cluster and outlet, (n_clusters, n_outlets), and who is on which side."""
        return cls(
            total=np.stack([total[:, left].sum(1), total[:, right].sum(1)]),
            weight=np.stack([weight[:, left].sum(1), weight[:, right].sum(1)]),
        )

    @property
    def is_level(self) -> bool:
        return not self.weight[1].any()

    @property
    def means(self) -> np.ndarray:
        return self.total.sum(1) / np.where(self.weight.any(1), self.weight.sum(1), 1.0)

    @property
    def difference(self) -> float:
        return float(self.means[0] - self.means[1])

    @property
    def smaller(self) -> int:
        """Number of clusters of the side that has fewer."""
        counts = (self.weight > 0).sum(1)
        return int(counts[0] if self.is_level else counts.min())

    @property
    def spread_ratio(self) -> float:
        """Variance of a cluster's part in its side's mean, the larger over the smaller."""
        weight = self.weight / self.weight.sum(1, keepdims=True)
        residual = self.total - self.means[:, None] * self.weight
        parts = residual / self.weight.sum(1, keepdims=True)
        spread = (parts**2).sum(1) / (weight**2).sum(1)
        return float(spread.max() / spread.min()) if spread.min() > 0 else np.inf

    @property
    def is_flat(self) -> bool:
        """Whether a side has no spread at all, so that nothing says how sure its mean is."""
        spread = np.abs(self.total - self.means[:, None] * self.weight).max(1)
        scale = np.abs(self.total).max(initial=0) + np.abs(self.means).max() + 1e-300
        used = 1 if self.is_level else 2
        return bool((spread[:used] <= 1e-12 * scale).any())


def adjust_p_values(p_values: np.ndarray) -> np.ndarray:
    """q-values of Benjamini and Hochberg; NaN stays NaN and is not counted.

    With m p-values in rising order, ``q(i) = min over j >= i of m * p(j) / j``: declaring what
    has q <= .05 keeps the expected share of false ones among the declared at .05 (Benjamini
    and Hochberg 1995, Journal of the Royal Statistical Society B 57).

    Examples
    --------
    >>> adjust_p_values(np.array([0.01, 0.04, np.nan, 0.03])).round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    p_values = np.asarray(p_values, dtype=float)
    adjusted = np.full(p_values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    if known.size:
        falling = known[np.argsort(-p_values[known], kind="stable")]
        ranks = np.arange(known.size, 0, -1)
        adjusted[falling] = np.minimum.accumulate(p_values[falling] * (known.size / ranks))
    return adjusted


def cluster_t(sides: Sides, confidence: float) -> tuple[float, float, float]:
    """A cluster-robust t: offsets low and high of the interval, and a two-sided p-value.

    Cluster g adds ``u_g = r_ga / (W_a sqrt(1 - h_ga)) - r_gb / (W_b sqrt(1 - h_gb))`` with
    ``r`` its sum of weighted residuals and ``h`` its share of the weight of that side (for a
    mean, Bell and McCaffrey's correction for leverage). The variance is the sum of the squares
    of u. Degrees of freedom are Satterthwaite's with the variance of u_g taken as that of its
    shares; for equal clusters of one side they are G - 1, for two sides without a common
    cluster Welch's, for pairs G - 1.
    """
    from scipy.stats import t as student

    used = 1 if sides.is_level else 2
    weight = sides.weight[:used]
    share = weight / weight.sum(1, keepdims=True)
    residual = sides.total[:used] - sides.means[:used, None] * weight
    left_over = np.maximum(1 - share, 1e-12)
    parts = residual / weight.sum(1, keepdims=True) / np.sqrt(left_over)
    sign = np.array([1.0, -1.0])[:used, None]
    variance = float(((parts * sign).sum(0) ** 2).sum())
    spread = (parts**2).sum(1, keepdims=True) / (share**2).sum(1, keepdims=True)
    expected = (share**2 * spread).sum(0)
    leverage = np.maximum(1 - share.max(0), 1e-12)
    below = float((expected**2 / leverage).sum())
    freedom = max(float(expected.sum()) ** 2 / below, 1.0) if below > 0 else 1.0
    error = float(np.sqrt(variance))
    half = float(student.ppf(0.5 + confidence / 2, freedom)) * error
    p_value = 2 * float(student.sf(abs(sides.difference) / error, freedom)) if error else 0.0
    return -half, half, p_value


def _moments(total: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The five sums that mean and variance of a side are made of, (5, n_clusters)."""
    return np.stack([total, weight, total**2, total * weight, weight**2])


def _mean_and_square(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and squared standard error of a side from its five sums (…, 5)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums[..., 0] / sums[..., 1]
        square = sums[..., 2] - 2 * mean * sums[..., 3] + mean**2 * sums[..., 4]
        return mean, np.maximum(square, 0) / sums[..., 1] ** 2


def _draw_counts(rng: np.random.Generator, n_clusters: int, n_draws: int) -> np.ndarray:
    """How often each cluster is drawn, (n_draws, n_clusters): multinomial, equal chances."""
    counts = np.empty((n_draws, n_clusters))
    for row in counts:
        # Scaled floats are drawn in 60 % of the time of bounded integers, and this is half of all.
        drawn = (rng.random(n_clusters) * n_clusters).astype(np.int64)
        row[:] = np.bincount(drawn, minlength=n_clusters)
    return counts


def bootstrap_t(
    total: np.ndarray, weight: np.ndarray, comparisons: list, n_resamples: int, seed: tuple,
    confidence: float,
) -> np.ndarray:  # fmt: skip
    """Studentised bootstrap of several comparisons from the same draws of clusters.

    Parameters
    ----------
    total, weight : ndarray, (n_clusters, n_outlets)
    comparisons : list of (left, right), arrays of bool (n_outlets,)

    Returns
    -------
    ndarray, (n_comparisons, 3)
        Offsets low and high from the estimate, and a two-sided p-value. NaN where there is no
        spread.

    Notes
    -----
    Where few clusters hold all that differs (three documents of thirty with a share of a topic,
    the rest without), some draws have none of them: almost no spread, and a statistic of millions,
    which would be the end of the interval. So no draw has a standard error below a third of the
    observed one.
    """
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(seed)
    n_clusters, n_outlets = weight.shape
    owners = (weight > 0).sum(1)
    order = np.argsort(np.where(owners == 1, np.argmax(weight > 0, 1), n_outlets), kind="stable")
    total, weight, owners = total[order], weight[order], owners[order]
    owner = np.where(owners == 1, np.argmax(weight > 0, 1), n_outlets)
    edges = np.searchsorted(owner, np.arange(n_outlets + 2))
    own = [
        _moments(total[edges[o] : edges[o + 1], o], weight[edges[o] : edges[o + 1], o]).T
        for o in range(n_outlets)
    ]
    shared = slice(edges[n_outlets], n_clusters)
    common = np.concatenate(
        [_common_moments(Sides.of(total[shared], weight[shared], *c)) for c in comparisons], axis=1
    )
    own_sums = np.empty((n_resamples, n_outlets, 5))
    common_sums = np.empty((n_resamples, common.shape[1]))
    step = max(1, _CHUNK // n_clusters)
    with threadpool_limits(limits=1, user_api="blas"):
        for start in range(0, n_resamples, step):
            rows = slice(start, min(start + step, n_resamples))
            counts = _draw_counts(rng, n_clusters, rows.stop - rows.start)
            for o in range(n_outlets):
                own_sums[rows, o] = counts[:, edges[o] : edges[o + 1]] @ own[o]
            common_sums[rows] = counts[:, shared] @ common
    found = np.empty((len(comparisons), 3))
    for number, chosen in enumerate(comparisons):
        sides = Sides.of(total, weight, *chosen)
        found[number] = _from_draws(
            sides, own_sums, common_sums[:, 14 * number : 14 * number + 14], chosen, confidence
        )
    return found


def _common_moments(sides: Sides) -> np.ndarray:
    """Sums over shared clusters: five of each side and the four products, (n_shared, 14)."""
    (s, z), (w, v) = sides.total, sides.weight
    cross = np.stack([s * z, s * v, w * z, w * v])
    return np.concatenate([_moments(s, w), _moments(z, v), cross]).T


def _from_draws(sides: Sides, own_sums, common_sums, chosen, confidence: float) -> np.ndarray:
    """Interval and p-value of one comparison from the sums of all draws."""
    left = own_sums[:, chosen[0]].sum(1) + common_sums[:, :5]
    mean, square = _mean_and_square(left)
    se = _standard_error(sides)
    if not sides.is_level:
        right = own_sums[:, chosen[1]].sum(1) + common_sums[:, 5:10]
        other, other_square = _mean_and_square(right)
        sz, sv, wz, wv = common_sums[:, 10:].T
        with np.errstate(divide="ignore", invalid="ignore"):
            cross = (sz - other * sv - mean * wz + mean * other * wv) / (left[:, 1] * right[:, 1])
        mean, square = mean - other, np.maximum(square + other_square - 2 * cross, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = (mean - sides.difference) / np.maximum(np.sqrt(square), _LEAST_ERROR * se)
        observed = np.float64(sides.difference) / se
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < 0.9 * len(own_sums) or not np.isfinite(observed):
        return np.full(3, np.nan)
    tail = (1 - confidence) / 2
    high, low = np.quantile(drawn, [tail, 1 - tail], method="inverted_cdf")
    above = (1 + np.sum(drawn >= observed - _TIE)) / (1 + len(drawn))
    below = (1 + np.sum(drawn <= observed + _TIE)) / (1 + len(drawn))
    return np.array([-low * se, -high * se, min(1.0, 2 * min(above, below))])


def _standard_error(sides: Sides) -> float:
    used = 1 if sides.is_level else 2
    weight = sides.weight[:used]
    residual = sides.total[:used] - sides.means[:used, None] * weight
    parts = residual / weight.sum(1, keepdims=True)
    u = parts[0] if used == 1 else parts[0] - parts[1]
    count = (sides.weight.sum(0) > 0).sum()
    return float(np.sqrt((u**2).sum() * count / max(count - 1, 1)))


def permutation_p(
    documents, left: np.ndarray, right: np.ndarray, n_resamples: int, seed: tuple
) -> float:
    """Two-sided p-value by exchanging labels, the difference studentised.

    Inside a cluster that both sides share, the labels of its documents are shuffled; clusters
    that one side has to itself change sides whole, as many as before on each side. The
    observed labelling counts as one of the draws (Phipson and Smyth 2010).

    Parameters
    ----------
    documents
        Has ``outlet``, ``cluster``, ``value``, ``weight`` of shape (n_documents,).
    """
    rng = np.random.default_rng(seed)
    member = np.flatnonzero((left | right)[documents.outlet])
    is_left = left[documents.outlet[member]]
    cluster = np.unique(documents.cluster[member], return_inverse=True)[1]
    weight = documents.weight[member]
    value = documents.value[member]
    total = weight * (value - np.average(value, weights=weight))
    n_clusters = int(cluster.max()) + 1
    n_left = np.bincount(cluster, is_left, minlength=n_clusters)
    n_all = np.bincount(cluster, minlength=n_clusters)
    is_shared = (n_left > 0) & (n_left < n_all)
    whole = _moments(
        np.bincount(cluster, total, minlength=n_clusters),
        np.bincount(cluster, weight, minlength=n_clusters),
    ).T[~is_shared]
    goes_left = (n_left > 0)[~is_shared]
    inside = np.flatnonzero(is_shared[cluster])
    inside = inside[np.argsort(cluster[inside], kind="stable")]
    shared = _Shared.of(cluster[inside], total[inside], weight[inside], is_left[inside])
    observed = _studentised(
        whole[goes_left].sum(0)[None], whole[~goes_left].sum(0)[None],
        shared.split(is_left[inside][None]),
    )[0]  # fmt: skip
    # The work is bounded: one cluster of ten thousand copies must not cost 10^8 keys a pair.
    affordable = max(999, int(5e7 // max(len(inside), 1)))
    n_draws = min(n_resamples, affordable)
    step = max(1, _CHUNK // max(len(inside) + len(whole), 1))
    extreme = 0
    for start in range(0, n_draws, step):
        count = min(step, n_draws - start)
        moved = _draw_side(rng, whole, int(goes_left.sum()), count)
        drawn = _studentised(
            moved, whole.sum(0) - moved, shared.split(shared.shuffle(rng, count))
        )
        # What is no number is no evidence: it counts as a draw that came as far.
        extreme += int((~(np.abs(drawn) < abs(observed) - _TIE)).sum())
    return (1 + extreme) / (1 + n_draws)


def _draw_side(rng, whole: np.ndarray, n_left: int, n_draws: int) -> np.ndarray:
    """Sums (n_draws, 5) of `n_left` whole clusters drawn without replacement."""
    n_whole = len(whole)
    fewer = min(n_left, n_whole - n_left)
    if fewer == 0:
        return np.repeat(whole.sum(0)[None] * (n_left > 0), n_draws, axis=0)
    drawn = np.zeros((n_draws, 5))
    if n_whole <= 8 * fewer:
        keys = rng.random((n_draws, n_whole))
        chosen = np.argpartition(keys, fewer - 1, axis=1)[:, :fewer]
    else:
        chosen = _floyd(rng, n_whole, fewer, n_draws)
    for column in chosen.T:
        drawn += whole[column]
    return drawn if fewer == n_left else whole.sum(0) - drawn


def _floyd(rng, n: int, k: int, n_draws: int) -> np.ndarray:
    """Subsets of k of n without replacement, (n_draws, k), when k is small (Floyd 1987)."""
    chosen = np.full((n_draws, k), -1)
    for step, top in enumerate(range(n - k, n)):
        pick = rng.integers(0, top + 1, n_draws)
        is_taken = (chosen[:, :step] == pick[:, None]).any(1)
        chosen[:, step] = np.where(is_taken, top, pick)
    return chosen


@dataclass(frozen=True)
class _Shared:
    """Documents of the clusters that both sides share, in the order of the clusters."""

    cluster: np.ndarray  # 0 … n_shared - 1
    starts: np.ndarray
    n_left: np.ndarray
    total: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, cluster, total, weight, is_left) -> _Shared:
        names, starts = np.unique(cluster, return_index=True)
        cluster = np.searchsorted(names, cluster)
        n_left = np.bincount(cluster, is_left, minlength=len(names)).astype(np.int64)
        return cls(cluster, starts, n_left, total, weight)

    def shuffle(self, rng, n_draws: int) -> np.ndarray:
        """Labels (n_draws, n_documents), shuffled inside each cluster."""
        if not len(self.cluster):
            return np.zeros((n_draws, 0), dtype=bool)
        keys = self.cluster + rng.random((n_draws, len(self.cluster)))
        rank = np.arange(len(self.cluster)) - self.starts[self.cluster]
        labels = np.zeros(keys.shape, dtype=bool)
        is_left = np.broadcast_to(rank < self.n_left[self.cluster], keys.shape)
        np.put_along_axis(labels, np.argsort(keys, axis=1), is_left, axis=1)
        return labels

    def split(self, labels: np.ndarray) -> tuple[np.ndarray, ...]:
        """Sums of either side in each cluster: four arrays (n_draws, n_shared)."""
        if not len(self.cluster):
            return (np.zeros((len(labels), 0)),) * 4
        s = np.add.reduceat(np.where(labels, self.total, 0.0), self.starts, axis=1)
        w = np.add.reduceat(np.where(labels, self.weight, 0.0), self.starts, axis=1)
        all_s = np.add.reduceat(self.total, self.starts)
        all_w = np.add.reduceat(self.weight, self.starts)
        return s, all_s - s, w, all_w - w


def _studentised(left: np.ndarray, right: np.ndarray, shared: tuple) -> np.ndarray:
    """Difference over its cluster-robust standard error, for each labelling."""
    s, z, w, v = shared
    w_left, w_right = left[:, 1] + w.sum(1), right[:, 1] + v.sum(1)
    a = (left[:, 0] + s.sum(1)) / w_left
    b = (right[:, 0] + z.sum(1)) / w_right
    square = (left[:, 2] - 2 * a * left[:, 3] + a**2 * left[:, 4]) / w_left**2
    square += (right[:, 2] - 2 * b * right[:, 3] + b**2 * right[:, 4]) / w_right**2
    u = (s - a[:, None] * w) / w_left[:, None] - (z - b[:, None] * v) / w_right[:, None]
    square = np.maximum(square + (u**2).sum(1), 0)
    difference = a - b
    scale = np.abs(a) + np.abs(b)
    none = np.abs(difference) <= 1e-12 * np.maximum(scale, 1e-300)
    flat = np.sqrt(square) <= 1e-9 * np.maximum(scale, 1e-300)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(flat, np.sign(difference) * np.inf, difference / np.sqrt(square))
    return np.where(none, 0.0, ratio)
