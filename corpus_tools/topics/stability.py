"""Do topics come back: from other documents of the same kind, and from other starts?"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from .estimation import word_prior_of
from .fitting import estimate, fit_topics, on_whole_vocabulary, usable_types
from .matching import centred, match_topics
from .models import TopicModel, align_matrix

if TYPE_CHECKING:
    import pandas as pd

RETURNED_AT = 0.7  # cosine from which a topic counts as the same one


def topic_stability(
    tokens,
    *,
    n_topics: int = 20,
    method: str = "lda",
    n_samples: int = 5,
    random_state: int = 0,
    model: TopicModel | None = None,
) -> pd.DataFrame:
    """Whether each topic comes back when the documents are drawn anew, and from other starts.

    The NMF start is the same for every seed, so the seed by itself says nothing. Here documents
    are drawn with replacement and the model is fitted again; then it is fitted to the same
    documents from random starts. Topics are matched to those of the model by the cosine of
    their words. What all topics have in common would make any two look alike, so the mean over
    the topics is taken off both sides first. Refits are made from a single start. Warns of
    topics that return in fewer than half of the samples.

    Returns
    -------
    DataFrame
        topic; over samples of documents mean_similarity, low_similarity (the worst sample) and
        share_returned (of samples in which it came back with at least .7); over random starts
        start_similarity and share_returned_starts; n_samples of each.
    """
    import pandas as pd

    if not isinstance(n_samples, int) or n_samples < 2:
        raise InputError(f"n_samples: must be a whole number from 2 on, got {n_samples!r}")
    if model is None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            model = fit_topics(tokens, n_topics=n_topics, method=method, random_state=random_state)
    matrix = align_matrix(tokens, model.vocabulary)
    settings = model.settings
    usable_types(matrix, model.n_topics, model.method, random_state, 0, 1)
    rng = np.random.default_rng(random_state)
    reference = centred(model.topic_word)
    similarity = np.empty((2, n_samples, model.n_topics))
    for sample in range(n_samples):
        rows = rng.integers(0, matrix.shape[0], matrix.shape[0])
        for kind, drawn in enumerate((matrix[rows], matrix)):
            used = np.bincount(drawn.indices, minlength=drawn.shape[1])
            used = used >= settings.get("min_documents", 2)
            found = estimate(
                drawn[:, used], model.n_topics, model.method, random_state + 1 + sample,
                n_steps=settings["n_steps"], start="random" if kind else "nndsvd",
                word_prior=word_prior_of(model.log),
            )  # fmt: skip
            words = on_whole_vocabulary(found.words, used, drawn)
            similarity[kind, sample] = match_topics(centred(words), reference)[1]
    returned = (similarity >= RETURNED_AT).mean(1)
    lost = np.flatnonzero(returned[0] < 0.5)
    if len(lost):
        named = ", ".join(map(str, lost[:12])) + (", …" if len(lost) > 12 else "")
        warnings.warn(
            f"topic_stability: {len(lost)} of {model.n_topics} topics do not return in most "
            f"samples of the documents ({named}); do not read them as findings, try "
            "another number of topics or load more documents", stacklevel=2,
        )  # fmt: skip
    return pd.DataFrame(
        {
            "topic": np.arange(model.n_topics),
            "mean_similarity": similarity[0].mean(0),
            "low_similarity": similarity[0].min(0),
            "share_returned": returned[0],
            "start_similarity": similarity[1].mean(0),
            "share_returned_starts": returned[1],
            "n_samples": n_samples,
        }
    )
