"""Which words mark an outlet, and how sure that is.

Counting words as independent draws makes every outlet differ from every other in hundreds of
words: words come in articles, and articles are copied. Here the measure is the weighted log-odds
ratio of Monroe, Colaresi & Quinn; intervals and p-values come from resampling whole clusters of
articles, over all outlets at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..inference.comparison import adjust_p_values
from ..schema import InputError
from ..tokens.table import Tokens

if TYPE_CHECKING:
    import pandas as pd
    import scipy.sparse

FEWEST_CLUSTERS = 5  # below, a comparison is refused
FEW_CLUSTERS = 30  # below, it is warned of
_BLOCK = 4_000_000  # numbers held at once while resampling

COLUMNS = (
    "outlet", "reference", "feature", "log_odds", "log_odds_z", "low", "high", "p_value",
    "q_value", "n_target", "n_reference", "n_documents_target", "n_documents_reference",
    "share_documents_target", "share_documents_reference", "n_clusters_target",
    "n_clusters_reference", "note",
)  # fmt: skip


@dataclass(frozen=True)
class _Data:
    """Counts by cluster for one comparison; rows are clusters, columns features."""

    target: "scipy.sparse.csr_matrix"
    reference: "scipy.sparse.csr_matrix"
    size_target: np.ndarray  # tokens of each cluster on the side of the target
    size_reference: np.ndarray
    prior: np.ndarray  # shape (n_features,)
    prior_total: float


def score_keyness(
    tokens: Tokens,
    corpus: Any,
    *,
    by: str = "outlet",
    cluster: "pd.DataFrame | str | None" = None,
    reference: str | None = None,
    min_documents: int = 10,
    prior_tokens: float = 500.0,
    n_resamples: int = 1000,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Keyness of every word for every outlet, with intervals from resampled clusters.

    With y the count of a word, n all tokens of a side, a the word's share of the whole corpus
    times `prior_tokens`, and a0 = `prior_tokens`, the log-odds ratio is

        log((y1 + a) / (n1 + a0 - y1 - a)) - log((y2 + a) / (n2 + a0 - y2 - a))

    and ``log_odds_z`` divides it by ``sqrt(1 / (y1 + a) + 1 / (y2 + a))``. That z treats words as
    independent draws and serves to rank; what decides is `q_value`.

    Parameters
    ----------
    tokens : Tokens
    corpus : Corpus or DataFrame
        Its documents (doc_id and the column `by`); documents without a value there are left out
        and counted in the note.
    by : str
        Column that names the groups compared.
    cluster : DataFrame with doc_id and reuse_cluster, or column of the documents, optional
        What is drawn as one. Without it every document is its own cluster, which the note says.
    reference : str, optional
        The group that all others are compared with; by default each is compared with the rest.
    min_documents : int
        Words in fewer documents are not scored.
    prior_tokens : float
        Weight of the prior in tokens.
    n_resamples : int
        Draws for intervals, and as many for p-values.
    random_state : int

    Returns
    -------
    DataFrame
        One row an outlet and feature, by outlet, then log_odds_z from high to low, then feature.
        `low` and `high` are a 95 % interval from the bootstrap over clusters (wide where few
        clusters have the word, and to be read beside `p_value`, which decides);
        `p_value` is two-sided from permuting outlets over clusters (a cluster that several
        outlets share has its sides exchanged), with the middle of ties; `q_value` is
        Benjamini-Hochberg's over all rows. An outlet with fewer than five clusters has one row
        without numbers that says so.

    Notes
    -----
    Where fewer than ten permutations reach the value observed, the p-value is read from a
    Pearson type III curve with the mean, variance and skewness of the permutations, since a
    thousand draws cannot show less than a thousandth.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Fightin' Words, Political Analysis 16(4), 372-403.
    Mielke & Berry (2007), Permutation Methods, for the curve.

    Examples
    --------
    >>> import pandas as pd
    >>> from corpus_tools.tokens.table import tokenize
    >>> texts = ["سلام حرب"] * 6 + ["سلام سلام"] * 6
    >>> frame = pd.DataFrame({"doc_id": [str(i) for i in range(12)], "text": texts,
    ...                       "outlet": ["أ"] * 6 + ["ب"] * 6})
    >>> table = score_keyness(tokenize(frame), frame, min_documents=1, n_resamples=99)
    >>> print(*table.loc[0, ["outlet", "feature", "n_target", "n_reference"]])
    أ حرب 6.0 0.0
    """
    import pandas as pd

    _check(min_documents, prior_tokens, n_resamples)
    groups, clusters, left_out = _labels(tokens, corpus, by, cluster)
    used = np.flatnonzero(groups >= 0)
    names = _names(tokens, corpus, by)
    if reference is not None and reference not in names:
        raise InputError(
            f"reference: no document has {by} {reference!r}; there are {', '.join(names)}"
        )
    matrix = tokens.document_term_matrix()[used]
    n_documents = np.bincount(matrix.indices, minlength=matrix.shape[1])
    features = np.flatnonzero(n_documents >= min_documents)
    notes = [f"{left_out} documents without {by} left out"] if left_out else []
    notes += ["copies count as texts of their own: no cluster"] if cluster is None else []
    rng = np.random.default_rng(random_state)
    tables = []
    for target, name in enumerate(names):
        if name == reference:
            continue
        side = np.where(groups[used] == target, 1, 0)
        if reference is not None:
            side[(groups[used] != target) & (groups[used] != names.index(reference))] = -1
        tables.append(
            _compare(name, reference or "rest", matrix, side, clusters[used], features,
                     tokens.vocabulary, prior_tokens, n_resamples, rng, notes)
        )  # fmt: skip
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))
    scored = table["p_value"].notna().to_numpy()
    q_values = np.full(len(table), np.nan)
    q_values[scored] = adjust_p_values(table["p_value"].to_numpy(float)[scored])
    table["q_value"] = q_values
    table.attrs["n_documents_left_out"] = left_out
    return table[list(COLUMNS)]


def _check(min_documents: int, prior_tokens: float, n_resamples: int) -> None:
    if min_documents < 1:
        raise InputError(f"min_documents: expected at least 1, got {min_documents!r}")
    if not prior_tokens > 0:
        raise InputError(f"prior_tokens: expected a number above 0, got {prior_tokens!r}")
    if n_resamples < 99:
        raise InputError(f"n_resamples: expected at least 99, got {n_resamples!r}")


def frame_of(tokens: Tokens, corpus: Any, by: str) -> "pd.DataFrame":
    """Rows of the documents in the order of the tokens."""
    documents = getattr(corpus, "documents", corpus)
    for column in ("doc_id", by):
        if column not in documents.columns:
            raise InputError(f"by: the documents have no column {column!r}")
    known = documents.drop_duplicates("doc_id").set_index("doc_id")
    missing = [d for d in tokens.doc_ids if d not in known.index]
    if missing:
        raise InputError(
            f"corpus: {len(missing)} documents of the tokens are not in it, first {missing[0]!r}; "
            "pass the corpus that was tokenized"
        )
    return known.loc[list(tokens.doc_ids)]


def _names(tokens: Tokens, corpus: Any, by: str) -> list[str]:
    return sorted(frame_of(tokens, corpus, by)[by].dropna().unique())


def _labels(
    tokens: Tokens, corpus: Any, by: str, cluster: "pd.DataFrame | str | None"
) -> tuple[np.ndarray, np.ndarray, int]:
    """Group (-1: none) and cluster number of each document, and how many have no group."""
    import pandas as pd

    frame = frame_of(tokens, corpus, by)
    names = sorted(frame[by].dropna().unique())
    groups = pd.Categorical(frame[by], categories=names).codes.astype(np.int64)
    if cluster is None:
        keys = pd.Series(tokens.doc_ids, dtype=object)
    elif isinstance(cluster, str):
        if cluster not in frame.columns:
            raise InputError(f"cluster: the documents have no column {cluster!r}")
        keys = frame[cluster].reset_index(drop=True)
    else:
        keys = _cluster_keys(tokens, cluster)
    # a document without cluster stands alone
    alone = keys.isna().to_numpy()
    codes = pd.factorize(keys)[0].astype(np.int64)
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(alone.sum())
    return groups, codes, int((groups < 0).sum())


def _cluster_keys(tokens: Tokens, cluster: "pd.DataFrame") -> "pd.Series":
    import pandas as pd

    for column in ("doc_id", "reuse_cluster"):
        if column not in getattr(cluster, "columns", ()):
            raise InputError(
                "cluster: expected a column of the documents or a DataFrame with doc_id and "
                f"reuse_cluster, as reuse_clusters returns; found no {column!r}"
            )
    table = dict(zip(cluster["doc_id"], cluster["reuse_cluster"], strict=True))
    return pd.Series([table.get(d) for d in tokens.doc_ids], dtype=object)


def _compare(
    name, reference, matrix, side, clusters, features, vocabulary, prior_tokens, n_resamples, rng,
    notes,
) -> "pd.DataFrame":  # fmt: skip
    """All rows of one outlet."""
    import pandas as pd

    n_clusters = [len(np.unique(clusters[side == s])) for s in (1, 0)]
    common = {
        "outlet": name, "reference": reference,
        "n_clusters_target": n_clusters[0], "n_clusters_reference": n_clusters[1],
    }  # fmt: skip
    if min(n_clusters) < FEWEST_CLUSTERS:
        who = name if n_clusters[0] < FEWEST_CLUSTERS else reference
        note = f"refused: {min(n_clusters)} clusters in {who}, at least {FEWEST_CLUSTERS} needed"
        empty = {c: [np.nan] for c in COLUMNS} | {k: [v] for k, v in common.items()}
        empty |= {"feature": [None], "note": ["; ".join([note, *notes])]}
        return pd.DataFrame(empty).astype({"feature": object})
    few = f"few clusters ({min(n_clusters)}): intervals are rough"
    notes = ([few] if min(n_clusters) < FEW_CLUSTERS else []) + notes

    data = _by_cluster(matrix, side, clusters, features, prior_tokens)
    y1, y2 = (np.asarray(m.sum(0)).ravel() for m in (data.target, data.reference))
    n1, n2 = data.size_target.sum(), data.size_reference.sum()
    log_odds, z = _log_odds(y1, y2, n1, n2, data.prior, data.prior_total)
    low, high = _intervals(data, log_odds, n_resamples, rng)
    p_values = _p_values(data, z, n_resamples, rng)
    documents = [
        np.bincount(matrix[side == s].indices, minlength=matrix.shape[1])[features] for s in (1, 0)
    ]
    table = pd.DataFrame(
        common
        | {
            "feature": vocabulary[features],
            "log_odds": log_odds, "log_odds_z": z, "low": low, "high": high,
            "p_value": p_values, "q_value": np.nan,
            "n_target": y1.astype(float), "n_reference": y2.astype(float),
            "n_documents_target": documents[0].astype(float),
            "n_documents_reference": documents[1].astype(float),
            "share_documents_target": documents[0] / max((side == 1).sum(), 1),
            "share_documents_reference": documents[1] / max((side == 0).sum(), 1),
            "note": "; ".join(notes) or None,
        },
        index=range(len(features)),
    ).astype({"note": object})  # fmt: skip
    order = np.lexsort((table["feature"].to_numpy(str), -table["log_odds_z"].to_numpy()))
    return table.iloc[order].reset_index(drop=True)


def _by_cluster(matrix, side, clusters, features, prior_tokens: float) -> _Data:
    """Rows of documents summed to clusters, target and reference apart."""
    from scipy.sparse import csr_matrix

    taking_part = np.flatnonzero(side >= 0)
    _, number = np.unique(clusters[taking_part], return_inverse=True)
    parts, sizes = [], []
    lengths = np.asarray(matrix.sum(1)).ravel().astype(float)
    for s in (1, 0):
        rows = side[taking_part] == s
        shape = (number.max() + 1, len(taking_part))
        gather = csr_matrix(
            (np.ones(rows.sum()), (number[rows], np.flatnonzero(rows))), shape=shape
        )
        parts.append((gather @ matrix[taking_part][:, features].astype(float)).tocsr())
        sizes.append(gather @ lengths[taking_part])
    totals = np.asarray((parts[0] + parts[1]).sum(0)).ravel()
    # The words not scored are part of the prior too: its total is prior_tokens.
    prior = prior_tokens * np.maximum(totals, 0.5) / max(sizes[0].sum() + sizes[1].sum(), 1)
    return _Data(parts[0], parts[1], sizes[0], sizes[1], prior, prior_tokens)


def _log_odds(y1, y2, n1, n2, prior, prior_total) -> tuple[np.ndarray, np.ndarray]:
    """Monroe et al. (2008), equations 16, 20 and 22; arrays broadcast over draws."""
    a, b = y1 + prior, y2 + prior
    odds = np.log(a / np.maximum(n1 + prior_total - a, 1e-9))
    odds = odds - np.log(b / np.maximum(n2 + prior_total - b, 1e-9))
    return odds, odds / np.sqrt(1 / a + 1 / b)


def _blocks(n_features: int, n_draws: int) -> Iterator[slice]:
    width = max(1, _BLOCK // n_draws)
    for first in range(0, n_features, width):
        yield slice(first, first + width)


def _intervals(
    data: _Data, log_odds: np.ndarray, n_draws: int, rng
) -> tuple[np.ndarray, np.ndarray]:
    """95 % intervals from clusters drawn once for both sides.

    The spread is that of the draws, its factor Student's with one degree of freedom less than
    the clusters that have the word on the side that has fewer: percentiles alone took a word of
    three articles for certain.
    """
    from scipy.stats import t as student

    n_clusters, n_features = data.target.shape
    draws = rng.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=n_draws)
    draws = draws.T.astype(float)  # (n_clusters, n_draws)
    n1, n2 = data.size_target @ draws, data.size_reference @ draws
    target, reference = data.target.T.tocsr(), data.reference.T.tocsr()
    spread = np.empty(n_features)
    for block in _blocks(n_features, n_draws):
        y1, y2 = target[block] @ draws, reference[block] @ draws
        odds, _ = _log_odds(y1, y2, n1, n2, data.prior[block, None], data.prior_total)
        spread[block] = odds.std(axis=1)
    having = np.minimum(np.diff(target.indptr), np.diff(reference.indptr))
    half = student.ppf(0.975, np.maximum(having - 1, 1)) * spread
    return log_odds - half, log_odds + half


def _p_values(data: _Data, z: np.ndarray, n_draws: int, rng) -> np.ndarray:
    """Two-sided p of z when outlets are dealt anew over clusters.

    A cluster on one side only moves as a whole, and as many clusters as now are dealt to the
    target; a cluster that both sides share has its two halves exchanged or not.
    """
    from scipy.sparse import vstack

    mixed = (data.size_target > 0) & (data.size_reference > 0)
    pure = np.flatnonzero(~mixed)
    mixed = np.flatnonzero(mixed)
    on_target = (data.size_target > 0)[pure]
    moves = vstack([data.target[pure] + data.reference[pure],
                    data.reference[mixed] - data.target[mixed]]).T.tocsr()  # fmt: skip
    sizes = np.concatenate([data.size_target[pure] + data.size_reference[pure],
                            data.size_reference[mixed] - data.size_target[mixed]])  # fmt: skip
    dealt = np.empty((len(sizes), n_draws))
    for k in range(n_draws):
        dealt[: len(pure), k] = rng.permutation(on_target)
    dealt[len(pure) :] = rng.integers(0, 2, size=(len(mixed), n_draws))
    base = np.asarray(data.target[mixed].sum(0)).ravel()
    total = np.asarray((data.target + data.reference).sum(0)).ravel()
    n1 = sizes @ dealt + data.size_target[mixed].sum()
    n2 = data.size_target.sum() + data.size_reference.sum() - n1
    p_values = np.empty(len(z))
    for block in _blocks(len(z), n_draws):
        y1 = moves[block] @ dealt + base[block, None]
        y2 = total[block, None] - y1
        _, draws = _log_odds(y1, y2, n1, n2, data.prior[block, None], data.prior_total)
        p_values[block] = _two_sided(z[block], draws)
    return p_values


def _two_sided(observed: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Twice the smaller tail, ties counted half; far tails from a curve through three moments."""
    from scipy.stats import pearson3

    n_draws = draws.shape[1]
    close = 1e-9 * np.maximum(np.abs(observed), 1)[:, None]
    above = (draws > observed[:, None] + close).sum(1)
    below = (draws < observed[:, None] - close).sum(1)
    ties = n_draws - above - below
    tail = np.minimum(above, below)
    p_values = (tail + 0.5 * ties + 0.5) / (n_draws + 1)
    far = np.flatnonzero(tail + 0.5 * ties < 10)
    if len(far):
        chosen = draws[far]
        mean, spread = chosen.mean(1), chosen.std(1)
        usable = spread > 0
        spread = np.where(usable, spread, 1.0)
        skew = (((chosen - mean[:, None]) / spread[:, None]) ** 3).mean(1)
        curve = pearson3(np.clip(skew, -8, 8))
        score = (observed[far] - mean) / spread
        fitted = np.where(above[far] <= below[far], curve.sf(score), curve.cdf(score))
        # The curve never says more than the draws allow: none of n_draws came as far.
        ceiling = (tail[far] + ties[far] + 1.0) / (n_draws + 1)
        fitted = np.clip(fitted, 1e-12, ceiling)
        p_values[far] = np.where(usable, fitted, 0.5)
    return np.minimum(2 * p_values, 1.0)
