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
MIN_THEME = 5  # documents of the outlet, and of others, from which a theme counts


def outlet_words(
    model: TopicModel, tokens, corpus, *, min_ratio: float = 3.0, min_share: float = 0.05
) -> pd.DataFrame:
    """Words that an outlet uses more than its topics explain, and in most of its topics.

    Parameters
    ----------
    min_ratio : float
        Least ratio of occurrences to those expected of an outlet with the same topics.
    min_share : float
        Least share of the outlet's documents that hold the word.

    Returns
    -------
    DataFrame
        outlet, word, n_observed, n_expected, ratio, share_documents, n_themes_leaning, n_themes;
        from the highest ratio down. A theme is the documents whose largest topic is the same,
        five or more of the outlet and of the others; the word must lean to the outlet in two
        thirds of them, and in at least two. Empty where fewer than two outlets are known.

    Notes
    -----
    Expected: the word's occurrences in each theme, dealt to the outlets by their number of words
    in that theme. ``ratio = (observed + 5) / (expected + 5)``.
    """
    import pandas as pd

    if not min_ratio > 1:
        raise InputError(f"min_ratio: must be above 1, got {min_ratio!r}")
    outlets = rows_of(model, getattr(corpus, "documents", corpus), ["outlet"])["outlet"]
    codes, names = pd.factorize(outlets, sort=True)
    matrix = tokens.document_term_matrix().tocsr()
    theme = model.doc_topic.argmax(1)
    rows = []
    for place, name in enumerate(names if len(names) > 1 else ()):
        own = codes == place
        observed = np.asarray(matrix[own].sum(0), dtype=np.float64).ravel()
        holds = np.bincount(matrix[own].indices, minlength=matrix.shape[1]) / max(own.sum(), 1)
        expected = np.zeros(matrix.shape[1])
        leaning, n_themes = np.zeros(matrix.shape[1], int), 0
        for topic in range(model.n_topics):
            inside = (theme == topic) & (codes >= 0)
            part, mine = matrix[inside], matrix[inside & own]
            if not mine.shape[0] or not part.sum():
                continue
            all_of_word = np.asarray(part.sum(0), dtype=np.float64).ravel()
            due = all_of_word * (mine.sum() / part.sum())
            expected += due
            if min(mine.shape[0], part.shape[0] - mine.shape[0]) >= MIN_THEME:
                n_themes += 1
                leaning += np.asarray(mine.sum(0)).ravel() > due
        ratio = (observed + _PRIOR) / (expected + _PRIOR)
        found = (ratio >= min_ratio) & (holds >= min_share)
        found &= (leaning >= 2) & (leaning >= 2 / 3 * n_themes)
        rows += [
            (name, str(model.vocabulary[w]), int(observed[w]), float(expected[w]), float(ratio[w]),
             float(holds[w]), int(leaning[w]), n_themes) for w in np.flatnonzero(found)
        ]  # fmt: skip
    columns = ["outlet", "word", "n_observed", "n_expected", "ratio", "share_documents",
               "n_themes_leaning", "n_themes"]  # fmt: skip
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
        n_one_outlet (topics of one outlet), outlet_information: the share of what one does not
        know about a document's outlet that its largest topic tells (0: nothing, 1: all).
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
    """Mutual information of outlet and largest topic over the entropy of the outlet, 0–1."""
    import pandas as pd

    frame = rows_of(model, getattr(corpus, "documents", corpus), ["outlet"])
    known = frame["outlet"].notna().to_numpy()
    table = pd.crosstab(frame["outlet"][known], model.doc_topic[known].argmax(1)).to_numpy(float)
    if table.size == 0 or table.shape[0] < 2:
        return 0.0
    p = table / table.sum()
    rows, columns = p.sum(1), p.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = np.nansum(np.where(p > 0, p * np.log(p / np.outer(rows, columns)), 0))
    return float(shared / -(rows * np.log(rows)).sum())
