"""What a topic is about: words as they are written, fixed phrases, documents and sentences.

The machine proposes; a name for a topic is given by a person (`TopicModel.with_labels`).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from ..tokens.collocations import score_collocations
from ..tokens.segmentation import segment
from .models import TopicModel, rows_of, top_places

if TYPE_CHECKING:
    import pandas as pd

_MIN_G2 = 10.83  # a pair that chance would bring less than once in a thousand
_OCCURRENCES = 200  # looked at to find how a phrase is written
_SHORT = 30  # words below which a document is no example of a topic


def frex(topic_word: np.ndarray, *, weight: float = 0.5) -> np.ndarray:
    """FREX of each word in each topic, (n_topics, n_types), in 0–1.

    The harmonic mean of two ranks within the topic: how exclusive a word is to the topic, and
    how frequent (Bischof and Airoldi 2012, ICML). A rank is the share of words that are not
    above the word.

    Examples
    --------
    >>> frex(np.array([[0.6, 0.3, 0.1], [0.1, 0.3, 0.6]])).round(3).tolist()
    [[1.0, 0.667, 0.333], [0.333, 0.667, 1.0]]
    """
    from scipy.stats import rankdata

    exclusive = topic_word / np.maximum(topic_word.sum(0), 1e-300)
    n_types = topic_word.shape[1]
    ranks = [rankdata(m, method="max", axis=1) / n_types for m in (exclusive, topic_word)]
    return 1 / (weight / ranks[0] + (1 - weight) / ranks[1])


_PROCLITICS = ("و", "ف", "ب", "ل", "ك")


def shown_forms(tokens, words) -> np.ndarray:
    """Words as a reader is shown them, (n_words,): the commonest form without a proclitic.

    The commonest form of a lemma may be «والرئيس», with a conjunction that is no part of the
    word. A form with a proclitic is shown only where the corpus has no other. The article is no
    proclitic here. Ties by code point.

    Examples
    --------
    >>> from corpus_tools import tokenize
    >>> tokens = tokenize(["قال والرئيس والرئيس الرئيس", "للرئيس بالرئيس"])
    >>> tokens.surface(["رئيس"]).tolist(), shown_forms(tokens, ["رئيس"]).tolist()
    (['والرئيس'], ['الرئيس'])
    >>> shown_forms(tokenize(["لاندرا ولاندرا بلاندرا"] * 3), ["لاندر"]).tolist()
    ['لاندرا']
    """
    words = list(words)
    columns = np.array([tokens.column(word) for word in words], dtype=np.int64)
    wanted = np.flatnonzero(np.isin(tokens.form_types, columns))
    order = wanted[np.lexsort([
        key[wanted] for key in (tokens.form_words, -tokens.form_counts, tokens.form_types)
    ])]  # fmt: skip
    forms = tokens.form_words[order].tolist()
    bounds = np.searchsorted(tokens.form_types[order], np.stack([columns, columns + 1]))
    shown = []
    for word, first, last in zip(words, *bounds.tolist(), strict=True):
        own = forms[first:last]
        known = set(own)
        shown.append(next((form for form in own if _is_bare(form, known)), own[0] if own else word))
    return np.array(shown, dtype=object)


def _is_bare(form: str, forms: set[str]) -> bool:
    """Whether a form has no proclitic. The other forms of its lemma tell of names: where
    «ولاندرا» stands beside «لاندرا», the ل belongs to the name."""
    if any(form == p + other for other in forms for p in _PROCLITICS):
        return False
    return not segment(form).proclitics or any(p + form in forms for p in _PROCLITICS)


def label_topics(model: TopicModel, tokens, *, corpus=None, n_words: int = 10) -> pd.DataFrame:
    """One row a topic: what a person needs to name it.

    Parameters
    ----------
    model : TopicModel
    tokens : Tokens
        Those that the model was fitted to.
    corpus : Corpus or DataFrame, optional
        With it a collocation is shown as it is most often written; else in dictionary forms.

    Returns
    -------
    DataFrame
        topic, label (a person's, or ""), share (of the words), words (most probable), frex
        (probable and exclusive), both as lists of surface forms: see `shown_forms`; collocations
        (lists of adjacent pairs that belong to the topic).

    Notes
    -----
    A pair of words belongs to topic k by ``share(k) phi(k, first) phi(k, second)`` over the sum
    of this over topics; pairs are ranked by their count times this.
    """
    import pandas as pd

    _check_same(model, tokens)
    scores = frex(model.topic_word)
    length = np.asarray(tokens.document_term_matrix().sum(1), dtype=np.float64).ravel()
    share = length @ model.doc_topic / max(length.sum(), 1.0)
    phrases = _collocations(model, tokens, corpus, share)
    rows = []
    for topic in range(model.n_topics):
        probable, exclusive = (
            top_places(m[topic], model.vocabulary, n_words) for m in (model.topic_word, scores)
        )
        shown = [shown_forms(tokens, model.vocabulary[p]).tolist() for p in (probable, exclusive)]
        rows.append((topic, model.labels[topic], float(share[topic]), *shown, phrases[topic]))
    columns = ["topic", "label", "share", "words", "frex", "collocations"]
    return pd.DataFrame(rows, columns=columns)


def typical_documents(
    model: TopicModel, tokens, corpus, *, clusters: pd.DataFrame | None = None,
    n_documents: int = 3, n_sentences: int = 2,
) -> pd.DataFrame:  # fmt: skip
    """The documents that are most about each topic, with the sentences that carry it.

    Parameters
    ----------
    clusters : DataFrame, optional
        doc_id and reuse_cluster: of the copies of one text only the first is shown.

    Returns
    -------
    DataFrame
        topic, rank, doc_id, outlet, title, share, sentences (list of str, in the order of the
        text). Documents of fewer than 30 words stand behind longer ones.

    Notes
    -----
    A sentence carries topic k by the sum of ``log phi(k, w) / p(w)`` over its words, over the
    square root of their number; p(w) is the word's share of the corpus.
    """
    import pandas as pd

    _check_same(model, tokens)
    frame = getattr(corpus, "documents", corpus)
    wanted = [c for c in ("outlet", "title") if c in frame.columns]
    documents = rows_of(model, frame, ["text", *wanted])
    unit = (documents["doc_id"] if clusters is None
            else rows_of(model, clusters, ["reuse_cluster"])["reuse_cluster"])  # fmt: skip
    unit = pd.factorize(unit)[0]
    matrix = tokens.document_term_matrix()
    length = np.asarray(matrix.sum(1)).ravel()
    frequency = np.asarray(matrix.sum(0), dtype=np.float64).ravel() / max(matrix.sum(), 1)
    lift = np.log(np.maximum(model.topic_word, 1e-12) / np.maximum(frequency, 1e-12))
    bounds = np.append(tokens.sentence_starts, len(tokens.ids))
    rows = []
    for topic in range(model.n_topics):
        share = model.doc_topic[:, topic]
        order = np.lexsort((documents["doc_id"].to_numpy().astype(str), -share, length < _SHORT))
        first = order[np.sort(np.unique(unit[order], return_index=True)[1])]
        for rank, row in enumerate(first[:n_documents], start=1):
            found = documents.iloc[row]
            said = _sentences(tokens, int(row), bounds, lift[topic], found["text"], n_sentences)
            named = [found[c] if c in wanted and isinstance(found[c], str) else None
                     for c in ("outlet", "title")]  # fmt: skip
            rows.append((topic, rank, found["doc_id"], *named, float(share[row]), said))
    columns = ["topic", "rank", "doc_id", "outlet", "title", "share", "sentences"]
    return pd.DataFrame(rows, columns=columns).astype({"outlet": object, "title": object})


def _check_same(model: TopicModel, tokens) -> None:
    same = len(model.doc_ids) == len(tokens.doc_ids) and len(model.vocabulary) == len(
        tokens.vocabulary
    )
    if not same or list(model.doc_ids) != list(tokens.doc_ids) or not np.array_equal(
        model.vocabulary, np.asarray(tokens.vocabulary)
    ):
        raise InputError("tokens: must be those that the model was fitted to; pass the same ones")


def _sentences(tokens, row: int, bounds, lift, text: str, n: int) -> list[str]:
    """The `n` sentences of one document that lean most to the topic, in their order."""
    begin, end = tokens.offsets[row], tokens.offsets[row + 1]
    low, high = np.searchsorted(bounds, [begin, end])
    scored = []
    for first, last in zip(bounds[low:high], bounds[low + 1 : high + 1], strict=True):
        ids = tokens.ids[first:last]
        ids = ids[ids >= 0]
        if len(ids) >= 3:
            scored.append((float(lift[ids].sum() / np.sqrt(len(ids))), int(first), int(last)))
    best = sorted(sorted(scored, reverse=True)[:n], key=lambda s: s[1])
    return [" ".join(text[tokens.starts[a] : tokens.ends[b - 1]].split()) for _, a, b in best]


def _collocations(model, tokens, corpus, share, n: int = 4) -> list[list[str]]:
    """The leading pairs of each topic, as written where the texts are given."""
    empty: list[list[str]] = [[] for _ in range(model.n_topics)]
    if not hasattr(tokens, "sentence_starts"):
        return empty
    pairs = score_collocations(tokens, min_count=3)
    pairs = pairs[pairs["g2"] >= _MIN_G2].head(5_000)
    if pairs.empty:
        return empty
    first, second = (
        np.array([tokens.column(w) for w in pairs[side]]) for side in ("first", "second")
    )
    weight = share[:, None] * model.topic_word[:, first] * model.topic_word[:, second]
    score = weight / np.maximum(weight.sum(0), 1e-300) * pairs["count"].to_numpy()
    chosen = [np.argsort(-s, kind="stable")[:n] for s in score]
    needed = np.unique(np.concatenate(chosen))
    written = _as_written(tokens, corpus, first[needed], second[needed])
    text = dict(zip(needed.tolist(), written, strict=True))
    return [[text[p] for p in places.tolist() if score[topic, p] >= 1]
            for topic, places in enumerate(chosen)]  # fmt: skip


def _as_written(tokens, corpus, first: np.ndarray, second: np.ndarray) -> list[str]:
    """The commonest spelling of each pair of neighbours."""
    shown = shown_forms(tokens, tokens.vocabulary[np.append(first, second)])
    plain = [f"{a} {b}" for a, b in zip(*np.split(shown, 2), strict=True)]
    if corpus is None:
        return plain
    frame = getattr(corpus, "documents", corpus)
    texts = dict(zip(frame["doc_id"], frame["text"], strict=True))
    n_types = len(tokens.vocabulary)
    left, right = tokens.ids[:-1].astype(np.int64), tokens.ids[1:]
    code = np.where((left >= 0) & (right >= 0), left * n_types + right, -1)
    begins = tokens.sentence_starts[(tokens.sentence_starts > 0)]
    code[begins[begins <= len(code)] - 1] = -1
    wanted = first.astype(np.int64) * n_types + second
    at = np.flatnonzero(np.isin(code, wanted))
    result = []
    for whole, default in zip(wanted, plain, strict=True):
        places = at[code[at] == whole][:_OCCURRENCES]
        owners = np.searchsorted(tokens.offsets, places, side="right") - 1
        seen = Counter(
            _one_line(texts[tokens.doc_ids[d]][tokens.starts[p] : tokens.ends[p + 1]])
            for p, d in zip(places, owners, strict=True)
            if tokens.doc_ids[d] in texts
        )
        result.append(min(seen, key=lambda s: (-seen[s], s)) if seen else default)
    return result


def _one_line(text: str) -> str:
    """Words with one space between them, without the quotation marks and brackets inside."""
    return " ".join(re.sub(r"[«»()\[\]\"“”]", " ", text).split())
