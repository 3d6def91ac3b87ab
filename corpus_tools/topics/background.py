"""Words that tell the outlet whatever the topic: house style, leftover furniture, spellings.

They gather into topics that are one outlet's and about nothing. Which they are is estimated
against the topics themselves, so that a word is not blamed for what its outlet writes about;
whether to take them out is the researcher's choice, and what it changes is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from .choice import exclusivity, topic_dominance
from .coherence import pairwise_npmi
from .fitting import fit_topics
from .models import TopicModel, rows_of, top_places

if TYPE_CHECKING:
    import pandas as pd

_PRIOR = 5.0  # pseudo-occurrences on both sides of a ratio


def outlet_words(
    model: TopicModel, tokens, corpus, *, min_ratio: float = 2.0, min_share: float = 0.1
) -> pd.DataFrame:
    """Words that an outlet uses more than its topics explain, whatever the topic.

    Suggestions, to be reviewed: a place or a person that one outlet alone reports on is among
    them as well as its spellings, its own name and furniture that was left on its pages.

    Parameters
    ----------
    min_ratio : float
        Least ratio of occurrences to those expected of an outlet with the same topics, over all
        topics and again without the topic in which the word leans most to the outlet.
    min_share : float
        Least share of the outlet's documents that hold the word.

    Returns
    -------
    DataFrame
        outlet, word, n_observed, n_expected, ratio, ratio_without (its leading topic),
        share_documents; from the highest ratio down. Empty where fewer than two outlets are known.

    Notes
    -----
    A topic has each word of a document by the document's share of that topic; what it has of a
    word is expected in the outlets by their shares of all its words, and summed over topics.
    ``ratio = (observed + 5) / (expected + 5)``. Leaving out one topic keeps back what an outlet
    alone writes about: that word has all its surplus in one topic.
    """
    import pandas as pd

    if not min_ratio > 1:
        raise InputError(f"min_ratio: must be above 1, got {min_ratio!r}")
    if not 0 <= min_share <= 1:
        raise InputError(f"min_share: must lie between 0 and 1, got {min_share!r}")
    outlets = rows_of(model, getattr(corpus, "documents", corpus), ["outlet"])["outlet"]
    codes, names = pd.factorize(outlets, sort=True)
    matrix = tokens.document_term_matrix().tocsr()[codes >= 0]
    shares, codes = model.doc_topic[codes >= 0], codes[codes >= 0]
    in_topics = matrix.T @ shares  # (n_types, n_topics)
    of_topics = in_topics.sum(0)
    rows = []
    for place, name in enumerate(names if len(names) > 1 else ()):
        own = codes == place
        observed = matrix[own].T @ shares[own]
        expected = in_topics * (observed.sum(0) / np.maximum(of_topics, 1e-300))
        leading = np.arange(len(observed)), (observed - expected).argmax(1)
        seen, due = observed.sum(1), expected.sum(1)
        ratio = (seen + _PRIOR) / (due + _PRIOR)
        without = (seen - observed[leading] + _PRIOR) / (due - expected[leading] + _PRIOR)
        holds = np.bincount(matrix[own].indices, minlength=matrix.shape[1]) / own.sum()
        found = (ratio >= min_ratio) & (without >= min_ratio) & (holds >= min_share)
        rows += [
            (name, str(model.vocabulary[w]), int(round(seen[w])), float(due[w]), float(ratio[w]),
             float(without[w]), float(holds[w])) for w in np.flatnonzero(found)
        ]  # fmt: skip
    columns = ["outlet", "word", "n_observed", "n_expected", "ratio", "ratio_without",
               "share_documents"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype({"outlet": object, "word": object})
    return table.sort_values(["ratio", "word"], ascending=[False, True], ignore_index=True)


def compare_without(
    model: TopicModel, tokens, corpus, words, *, random_state: int = 0
) -> tuple[TopicModel, pd.DataFrame]:
    """The model fitted again without some words, and what that changed.

    Parameters
    ----------
    words : DataFrame with a column word, or collection of str
        As `outlet_words` found them, reviewed.

    Returns
    -------
    TopicModel, DataFrame
        Rows "before" and "after": n_types, n_words, npmi and exclusivity of ten top words,
        n_one_outlet (topics of one outlet), outlet_information (see there).
    """
    import pandas as pd

    listed = set(words["word"]) if hasattr(words, "columns") else set(words)
    reduced = tokens.without(listed)
    settings = model.settings
    again = fit_topics(
        reduced, n_topics=model.n_topics, method=model.method, random_state=random_state,
        n_steps=settings["n_steps"], n_starts=settings["n_starts"],
        min_documents=settings["min_documents"],
    )  # fmt: skip
    rows = []
    for stage, fitted, used in (("before", model, tokens), ("after", again, reduced)):
        matrix = used.document_term_matrix()
        tops = [top_places(w, fitted.vocabulary, 10) for w in fitted.topic_word]
        blocks = [pairwise_npmi(matrix[:, t])[np.triu_indices(len(t), 1)] for t in tops]
        dominance = topic_dominance(fitted, used, corpus=corpus)
        rows.append((stage, matrix.shape[1], int(matrix.sum()), float(np.mean(blocks)),
                     exclusivity(fitted), int(dominance["is_one_outlet"].sum()),
                     outlet_information(fitted, corpus)))  # fmt: skip
    columns = ["stage", "n_types", "n_words", "npmi", "exclusivity", "n_one_outlet",
               "outlet_information"]  # fmt: skip
    return again, pd.DataFrame(rows, columns=columns)


def outlet_information(model: TopicModel, corpus) -> float:
    """What a document's largest topic tells of its outlet: 1 all, 0 no more than chance.

    Mutual information over the entropy of the outlet, both less what the same numbers of
    documents give by chance (Vinh et al. 2010, JMLR 11); so it can fall a little below 0, and on
    few documents it is not positive for their fewness. NaN with fewer than two outlets.
    """
    import pandas as pd
    from sklearn.metrics import mutual_info_score
    from sklearn.metrics.cluster import expected_mutual_information

    frame = rows_of(model, getattr(corpus, "documents", corpus), ["outlet"])
    known = frame["outlet"].notna().to_numpy()
    table = pd.crosstab(frame["outlet"][known], model.doc_topic[known].argmax(1)).to_numpy()
    if table.shape[0] < 2:
        return float("nan")
    part = table.sum(1) / table.sum()
    entropy = float(-(part * np.log(part)).sum())
    shared = mutual_info_score(None, None, contingency=table)
    chance = expected_mutual_information(table.astype(np.int64), int(table.sum()))
    return float((shared - chance) / (entropy - chance)) if entropy > chance else float("nan")
