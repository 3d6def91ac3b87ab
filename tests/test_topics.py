"""Topics: planted ones come back; scores worked by hand; clear answers to bad input."""

import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from corpus_tools.schema import InputError
from corpus_tools.topics.scores import (
    compare_topic_numbers,
    exclusivity,
    match_topics,
    pairwise_npmi,
    score_coherence,
    topic_stability,
)
from corpus_tools.topics.models import METHODS, TopicModel, _em_step, fit_topics

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


class Counts:
    """The part of Tokens that topics use, around a matrix."""

    def __init__(self, matrix, vocabulary=None):
        self.matrix = csr_matrix(matrix)
        n_documents, n_types = self.matrix.shape
        self.vocabulary = np.array(vocabulary or [f"w{i:04d}" for i in range(n_types)])
        self.doc_ids = np.array([f"d{i}" for i in range(n_documents)])

    def document_term_matrix(self):
        return self.matrix


def planted(n_documents=300, n_topics=4, n_types=200, seed=0):
    rng = np.random.default_rng(seed)
    topics = rng.dirichlet(np.full(n_types, 0.05), n_topics)
    shares = rng.dirichlet(np.full(n_topics, 0.1), n_documents)
    counts = np.stack([rng.multinomial(100, p / p.sum()) for p in shares @ topics])
    return Counts(counts), topics, shares


def cosine(a, b):
    return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


@pytest.mark.parametrize(("method", "least"), [("lda", 0.99), ("nmf", 0.85), ("gensim-lda", 0.6)])
def test_planted_topics_come_back(method, least):
    tokens, topics, shares = planted()
    model = fit_topics(tokens, n_topics=4, method=method)
    order, found = match_topics(model.topic_word, topics)
    assert found.mean() > least
    assert np.allclose(model.topic_word.sum(1), 1) and np.allclose(model.doc_topic.sum(1), 1)
    assert (model.topic_word >= 0).all() and (model.doc_topic >= 0).all()
    assert model.topic_word.shape == (4, 200) and model.doc_topic.shape == (300, 4)
    if method == "lda":
        assert np.abs(model.doc_topic[:, order] - shares).mean() < 0.03


@pytest.mark.parametrize("method", METHODS)
def test_same_seed_same_bits(method):
    tokens = planted(n_documents=60)[0]
    one, two = (fit_topics(tokens, n_topics=3, method=method, random_state=7) for _ in "ab")
    assert np.array_equal(one.topic_word, two.topic_word)
    assert np.array_equal(one.doc_topic, two.doc_topic)


def test_topics_are_in_the_order_of_their_share():
    model = fit_topics(planted()[0], n_topics=4)
    share = model.doc_topic.mean(0)
    assert (np.diff(share) < 1e-6).all()


def test_one_em_step_by_hand():
    # One document, words (2, 1), equal topic shares, phi = [[.5, .5], [1, 0]].
    counts = csr_matrix([[2, 1]])
    words = np.array([[0.5, 0.5], [1.0, 0.0]])
    shares, counted, likelihood = _em_step(counts, np.array([[0.5, 0.5]]), words, need_words=True)
    # Word 0 goes to the topics as 1:2, word 1 wholly to the first.
    assert np.allclose(counted, [[2 / 3, 1], [4 / 3, 0]])
    assert np.allclose(shares, [[(5 / 3 + 0.1) / 3.2, (4 / 3 + 0.1) / 3.2]])
    assert likelihood == pytest.approx((2 * math.log(0.75) + math.log(0.25)) / 3)


def test_em_steps_do_not_depend_on_blocks(monkeypatch):
    tokens, topics, shares = planted(n_documents=40)
    whole = _em_step(tokens.matrix, shares, topics, need_words=True)
    monkeypatch.setattr("corpus_tools.topics.models._CELLS", 300)
    blocks = _em_step(tokens.matrix, shares, topics, need_words=True)
    assert all(np.allclose(a, b) for a, b in zip(whole, blocks, strict=True))


def test_likelihood_rises_over_the_steps():
    log = fit_topics(planted()[0], n_topics=4, n_steps=8).log
    likelihood = [step["log_likelihood"] for step in log]
    assert len(log) == 9 and likelihood[-1] > likelihood[0]


def test_vocabulary_stays_that_of_the_tokens():
    tokens = planted(n_documents=80)[0]
    lone = csr_matrix(([3], ([5], [0])), shape=(80, 1))
    import scipy.sparse

    tokens = Counts(scipy.sparse.hstack([lone, tokens.matrix]))  # the first type: one document
    model = fit_topics(tokens, n_topics=3)
    assert np.array_equal(model.vocabulary, tokens.vocabulary)
    assert np.allclose(model.topic_word[:, 0], model.topic_word[0, 0])
    assert model.topic_word[0, 0] == pytest.approx(3 / tokens.matrix.sum(), rel=0.01)


def test_transform_gives_known_documents_their_topics():
    tokens, topics, _ = planted()
    model = fit_topics(tokens, n_topics=4)
    assert np.abs(model.transform(tokens) - model.doc_topic).mean() < 0.02
    order = match_topics(model.topic_word, topics)[0]
    rng = np.random.default_rng(5)
    new = Counts(np.stack([rng.multinomial(80, t) for t in topics]))
    assert (model.transform(new).argmax(1) == order).all()


def test_transform_matches_words_by_form():
    tokens = planted(n_documents=100)[0]
    model = fit_topics(tokens, n_topics=3)
    turned = Counts(tokens.matrix[:, ::-1], list(tokens.vocabulary[::-1]))
    assert np.allclose(model.transform(turned), model.transform(tokens))
    strange = Counts([[4, 1]], ["غريب", "آخر"])
    assert np.allclose(model.transform(strange), 1 / 3)


def test_empty_documents_are_told_and_know_nothing():
    counts = planted(n_documents=60)[0].matrix.toarray()
    counts[[3, 9]] = 0
    with pytest.warns(UserWarning, match="2 of 60 documents have no words"):
        model = fit_topics(Counts(counts), n_topics=4)
    assert np.allclose(model.doc_topic[[3, 9]], 0.25)


def test_few_documents_are_warned_of():
    with pytest.warns(UserWarning, match="below 200 topics are unstable"):
        fit_topics(planted(n_documents=60)[0], n_topics=3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit_topics(planted()[0], n_topics=3)


@pytest.mark.parametrize(
    ("counts", "options", "said"),
    [
        ([[1, 2, 3]], {}, "at least two documents with words, got 1"),
        ([[0, 0], [0, 0], [0, 0]], {}, "at least two documents with words, got 0"),
        (np.zeros((0, 0)), {}, "at least two documents with words, got 0"),
        (np.ones((5, 9)), {"n_topics": 6}, "cannot be told apart by 5 documents"),
        (np.ones((9, 4)), {"n_topics": 5}, "cannot be told apart by 4 word types"),
        (np.ones((9, 4)), {"n_topics": 1}, "n_topics: must be a whole number from 2"),
        (np.ones((9, 4)), {"method": "lsa"}, "method: must be one of lda, nmf, gensim-lda"),
        (np.ones((9, 4)), {"random_state": None}, "random_state: must be a whole number"),
    ],
)
def test_bad_input_has_a_clear_answer(counts, options, said):
    tokens = Counts(np.asarray(counts, dtype=np.int64))
    with pytest.raises(InputError, match=said):
        fit_topics(tokens, **({"n_topics": 2} | options))


@pytest.mark.parametrize("method", METHODS)
def test_documents_all_alike_do_not_break_it(method):
    model = fit_topics(Counts(np.ones((6, 5), dtype=np.int64)), n_topics=3, method=method)
    assert np.isfinite(model.topic_word).all() and np.allclose(model.doc_topic.sum(1), 1)


def test_top_words_break_ties_by_the_word():
    model = TopicModel(np.array([[0.3, 0.3, 0.4]]), np.ones((2, 1)), np.array(["ب", "ا", "ج"]),
                       np.array(["x", "y"]), "lda")  # fmt: skip
    assert model.top_words(2)["word"].tolist() == ["ج", "ا"]
    assert model.top_words(9)["rank"].tolist() == [1, 2, 3]


def test_npmi_by_hand():
    # Four documents; a in 1, 2; b in 1, 3; together in one: p = 1/2, 1/2, 1/4: independent.
    # c in 1, 2, 3: with a in two: log(.5 / (.5 * .75)) / -log(.5).
    counts = csr_matrix([[2, 1, 1], [1, 0, 1], [0, 5, 1], [0, 0, 0]])
    npmi = pairwise_npmi(counts)
    assert npmi[0, 1] == pytest.approx(0)
    assert npmi[0, 2] == pytest.approx(math.log(4 / 3) / math.log(2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=12))
def test_npmi_agrees_with_counting(rows):
    counts = np.array(rows)
    npmi = pairwise_npmi(csr_matrix(counts))
    assert not np.isnan(npmi).any() and np.array_equal(npmi, npmi.T)
    for i, j in itertools.combinations(range(4), 2):
        both = np.mean((counts[:, i] > 0) & (counts[:, j] > 0))
        if both in (0, 1):
            expected = -1 if both == 0 else 0
        else:
            chance = (counts[:, i] > 0).mean() * (counts[:, j] > 0).mean()
            expected = math.log(both / chance) / -math.log(both)
        assert npmi[i, j] == pytest.approx(expected, abs=1e-12)


def test_coherence_agrees_with_gensim_where_it_defines_the_same():
    """Windows longer than any document are documents; no word is repeated, all pairs meet."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    rng = np.random.default_rng(3)
    vocabulary = [f"w{i}" for i in range(12)]
    texts = [[w for w in vocabulary if rng.random() < 0.5] for _ in range(400)]
    texts = [text for text in texts if text]
    counts = np.array([[w in text for w in vocabulary] for text in texts]).astype(int)
    words = np.vstack([np.linspace(2, 1, 12), np.linspace(1, 2, 12)])
    model = TopicModel(words / words.sum(1, keepdims=True), np.full((len(texts), 2), 0.5),
                       np.array(vocabulary), np.arange(len(texts)), "lda")  # fmt: skip
    ours = score_coherence(model, Counts(counts, vocabulary), top_n=5)
    tops = [[vocabulary[i] for i in range(5)], [vocabulary[-1 - i] for i in range(5)]]
    theirs = CoherenceModel(topics=tops, texts=texts, dictionary=Dictionary(texts),
                            coherence="c_npmi", window_size=50, processes=1)  # fmt: skip
    assert np.allclose(ours["npmi"], theirs.get_coherence_per_topic(), atol=1e-9)


def test_coherence_warns_and_explains():
    tokens = planted(n_documents=60)[0]
    model = fit_topics(tokens, n_topics=3)
    with pytest.warns(UserWarning, match="counted in 60 documents"):
        table = score_coherence(model, tokens)
    assert len(table) == 3 and table["npmi"].between(-1, 1).all()
    assert table.attrs["mean"] == pytest.approx(table["npmi"].mean())
    with pytest.raises(InputError, match="measure: must be 'npmi', got 'c_v'"):
        score_coherence(model, tokens, measure="c_v")


def test_real_topics_return_and_invented_ones_do_not():
    tokens = planted(n_documents=400)[0]
    stable = topic_stability(tokens, n_topics=4, n_samples=3)
    assert stable["share_returned"].mean() > 0.9
    rng = np.random.default_rng(0)
    noise = Counts(rng.poisson(0.5, (300, 150)))
    assert topic_stability(noise, n_topics=6, n_samples=3)["share_returned"].mean() < 0.5


def test_numbers_of_topics_side_by_side():
    tokens = planted(n_documents=300, n_topics=5)[0]
    table = compare_topic_numbers(tokens, n_topics=(2, 5, 12), n_samples=2)
    assert table["n_topics"].tolist() == [2, 5, 12]
    assert not table.isna().any().any()
    assert table["perplexity"][1] < table["perplexity"][0]
    assert table["share_returned"][1] == 1.0
    assert table["exclusivity"].between(0, 1).all()


def test_exclusivity_by_hand():
    words = np.array([[0.8, 0.2], [0.2, 0.8]])
    model = TopicModel(words, np.full((2, 2), 0.5), np.array(["a", "b"]), np.arange(2), "lda")
    assert exclusivity(model, top_n=1) == pytest.approx(0.8)
