"""Topics: planted ones come back; scores worked by hand; clear answers to bad input."""

import itertools
import math
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from corpus_tools.schema import InputError
from corpus_tools.topics import (
    TopicModel,
    compare_topic_numbers,
    exclusivity,
    fit_topics,
    held_out_perplexity,
    score_coherence,
    topic_dominance,
    topic_stability,
)
from corpus_tools.topics import estimation, smoothing
from corpus_tools.topics.coherence import count_in_windows, pairwise_npmi
from corpus_tools.topics.estimation import Estimate, collapsed_steps, em_step
from corpus_tools.topics.matching import match_topics
from corpus_tools.topics.smoothing import shrunk_topics

METHODS = ("lda", "nmf", "gensim-lda")

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
    shares, counted, likelihood = em_step(counts, np.array([[0.5, 0.5]]), words, need_words=True)
    # Word 0 goes to the topics as 1:2, word 1 wholly to the first.
    assert np.allclose(counted, [[2 / 3, 1], [4 / 3, 0]])
    assert np.allclose(shares, [[(5 / 3 + 0.1) / 3.2, (4 / 3 + 0.1) / 3.2]])
    assert likelihood == pytest.approx((2 * math.log(0.75) + math.log(0.25)) / 3)


def test_em_steps_do_not_depend_on_blocks(monkeypatch):
    tokens, topics, shares = planted(n_documents=40)
    whole = em_step(tokens.matrix, shares, topics, need_words=True)
    monkeypatch.setattr("corpus_tools.topics.estimation._CELLS", 300)
    blocks = em_step(tokens.matrix, shares, topics, need_words=True)
    assert all(np.allclose(a, b) for a, b in zip(whole, blocks, strict=True))


def test_likelihood_rises_over_the_steps(monkeypatch):
    small = fit_topics(planted()[0], n_topics=4, n_starts=3).log
    assert [e["start"] for e in small[:3]] == ["nndsvd", "random", "random"]
    assert small[-1]["log_likelihood"] >= max(e["log_likelihood"] for e in small[:3]) - 1e-3
    monkeypatch.setattr(estimation, "SMALL_CELLS", 0)
    log = fit_topics(planted()[0], n_topics=4, n_steps=8).log
    likelihood = [step["log_likelihood"] for step in log]
    assert len(log) == 9 and likelihood[-1] > likelihood[0]


def test_large_and_small_corpora_find_the_same_topics(monkeypatch):
    tokens, topics, _ = planted()
    small = fit_topics(tokens, n_topics=4)
    monkeypatch.setattr(estimation, "SMALL_CELLS", 0)
    large = fit_topics(tokens, n_topics=4)
    assert match_topics(small.topic_word, large.topic_word)[1].min() > 0.99


def test_words_are_shrunk_by_what_the_counts_tell():
    # One ratio only: a gamma of shape 4 and mean 1, so E[r | n] = (n + 4) / (m + 4).
    counted = np.array([[6.0, 4.0], [2.0, 8.0]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smoothing, "_RATIOS", np.array([1.0]))
        patch.setattr(smoothing, "_RAKED", 0)
        found = shrunk_topics(counted, np.array([0.4, 0.6]))
    raw = np.array([[0.4 * 10 / 8, 0.6 * 8 / 10], [0.4 * 6 / 8, 0.6 * 12 / 10]])
    assert np.allclose(found, raw / raw.sum(1, keepdims=True))
    # Topics that do not differ are drawn together; those that lie apart keep what was counted.
    rng = np.random.default_rng(0)
    frequency = rng.dirichlet(np.ones(500))
    same = rng.multinomial(3000, frequency, 5).astype(float)
    shrunk = shrunk_topics(same, same.sum(0) / same.sum())
    left = np.abs(shrunk - same.sum(0) / same.sum()).sum(1)
    assert (left < 0.8 * np.abs(same / 3000 - same.sum(0) / same.sum()).sum(1)).all()
    apart = np.kron(np.eye(5), np.full(100, 30.0))
    assert np.allclose(shrunk_topics(apart, apart.sum(0) / apart.sum()), apart / 3000, atol=2e-4)


def test_shrunk_words_are_those_of_the_corpus_together():
    rng = np.random.default_rng(1)
    counted = rng.gamma(0.1, 30, (6, 300))
    counted[5] = 0  # a topic without words has those of the corpus
    counted[:, 7] = 0
    frequency = counted.sum(0) / counted.sum()
    words = shrunk_topics(counted, frequency)
    assert np.isfinite(words).all() and np.allclose(words.sum(1), 1) and not words[:, 7].any()
    together = counted.sum(1) @ words / counted.sum()
    assert np.abs(together - frequency).sum() < 0.02
    assert np.abs(words[5] - frequency).sum() < 0.1


def test_one_collapsed_step_by_hand():
    # Words 0 and 1 in one document, word 0 in another; beliefs (.5, .5), (1, 0), (.25, .75).
    counts = csr_matrix([[1, 1], [1, 0]])
    shares = np.array([[0.5, 0.5], [0.25, 0.75]])
    start = Estimate(np.array([[0.5, 0.5], [1.0, 0.0]]), shares, [])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estimation, "START_SMOOTHING", 0.0)
        found = collapsed_steps(counts, start, 3.0, n_steps=1)
    # The start's beliefs: place (0, 0): 1/4 to 1/2; (0, 1): all to the first; (1, 0): 1/8 to 3/4.
    a, c = np.array([1 / 3, 2 / 3]), np.array([1 / 7, 6 / 7])
    b = np.array([1.0, 0.0])
    size, pull = a + b + c, 3.0 * np.array([2 / 3, 1 / 3])
    new_a = (b + 0.1) * (c + pull[0]) / (size - a + 3)
    new_b = (a + 0.1) * (0 + pull[1]) / (size - b + 3)
    new_c = (0 + 0.1) * (a + pull[0]) / (size - c + 3)
    ahead = [new_a.sum() / 1.2, new_b.sum() / 1.2, new_c.sum() / 0.2]
    assert found.log[0]["log_likelihood"] == pytest.approx(np.mean(np.log(ahead)))
    new_a, new_b, new_c = (x / x.sum() for x in (new_a, new_b, new_c))
    words = np.stack([new_a + new_c + pull[0], new_b + pull[1]], axis=1)
    assert np.allclose(found.words, words / words.sum(1, keepdims=True))
    assert np.allclose(found.shares[0], (new_a + new_b + 0.1) / 2.2)


def test_the_word_prior_is_strong_where_topics_are_alike():
    rng = np.random.default_rng(0)
    common = rng.dirichlet(np.full(200, 1.0))
    alike = np.stack([rng.multinomial(80, 0.9 * common + 0.1 * rng.dirichlet(np.full(200, 0.05)))
                      for _ in range(80)])  # fmt: skip
    apart = planted(n_documents=80)[0].matrix
    chosen = []
    for counts in (csr_matrix(alike), apart):
        start = estimation.start_from_nmf(counts, 4, 0)
        chosen.append(estimation.choose_word_prior(counts, start, 0))
    assert chosen[0] == 800.0 and chosen[1] <= 200.0


def test_gibbs_without_its_package_says_what_to_do(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "tomotopy", None)
    with pytest.raises(InputError, match="needs the package tomotopy, which is not installed"):
        fit_topics(planted(n_documents=60)[0], n_topics=3, method="gibbs")


def test_gibbs_where_it_is_installed():
    pytest.importorskip("tomotopy")
    tokens, topics, _ = planted()
    one, two = (fit_topics(tokens, n_topics=4, method="gibbs") for _ in "ab")
    assert np.array_equal(one.topic_word, two.topic_word)
    assert match_topics(one.topic_word, topics)[1].mean() > 0.9


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
    with pytest.raises(InputError, match="measure: must be one of npmi, npmi_window, c_v"):
        score_coherence(model, tokens, measure="umass")
    with pytest.raises(InputError, match="window: must be a whole number from 2 on"):
        score_coherence(model, tokens, window=5)


def test_real_topics_return_and_invented_ones_do_not():
    stable = topic_stability(planted(n_documents=250)[0], n_topics=4, n_samples=2)
    assert stable["share_returned"].mean() > 0.9
    noise = Counts(np.random.default_rng(0).poisson(0.5, (150, 120)))
    with pytest.warns(UserWarning, match="do not return in most samples of the documents"):
        table = topic_stability(noise, n_topics=6, n_samples=2)
    assert table["share_returned"].mean() < 0.5


def test_numbers_of_topics_side_by_side():
    tokens = planted(n_documents=160, n_topics=5)[0]
    table = compare_topic_numbers(tokens, n_topics=(2, 5, 8), n_samples=2)
    assert table["n_topics"].tolist() == [2, 5, 8]
    assert table["n_one_outlet"].isna().all()  # nothing was given to count them by
    assert not table.drop(columns=["n_one_outlet", "n_one_cluster"]).isna().any().any()
    assert table["perplexity"][1] < table["perplexity"][0]
    assert table["share_returned"][1] == 1.0 and table["share_returned_starts"][1] == 1.0
    assert table["exclusivity"].between(0, 1).all()
    assert (table["perplexity_low"] <= table["perplexity_high"]).all()


def test_two_processes_give_the_same_bits():
    tokens = planted(n_documents=60, n_topics=3)[0]
    one, two = (compare_topic_numbers(tokens, n_topics=(2, 3), n_samples=2, n_processes=n)
                for n in (1, 2))  # fmt: skip
    assert two.equals(one)


def test_exclusivity_by_hand():
    words = np.array([[0.8, 0.2], [0.2, 0.8]])
    model = TopicModel(words, np.full((2, 2), 0.5), np.array(["a", "b"]), np.arange(2), "lda")
    assert exclusivity(model, top_n=1) == pytest.approx(0.8)


def test_held_out_perplexity_by_hand():
    # One word, sure: perplexity 1. Two words alike in all topics: 2.
    one = TopicModel(np.ones((2, 1)), np.full((1, 2), 0.5), np.array(["a"]), np.arange(1), "lda")
    assert held_out_perplexity(one, Counts([[40]], ["a"])) == pytest.approx(1.0)
    two = TopicModel(np.full((2, 2), 0.5), np.full((1, 2), 0.5), np.array(["a", "b"]),
                     np.arange(1), "lda")  # fmt: skip
    assert held_out_perplexity(two, Counts([[40, 30]], ["a", "b"])) == pytest.approx(2.0)


def test_dominance_by_hand():
    import pandas as pd

    # Outlet x: shares (.9, .1); y, three times as many documents: (.1, .9). Weighed alike,
    # topic 0 is .9 of x, topic 1 .9 of y.
    shares = np.array([[0.9, 0.1], [0.1, 0.9], [0.1, 0.9], [0.1, 0.9]])
    tokens = Counts(np.array([[10, 0], [0, 10], [0, 10], [0, 10]]))
    model = TopicModel(np.eye(2), shares, tokens.vocabulary, tokens.doc_ids, "lda")
    frame = pd.DataFrame({"doc_id": tokens.doc_ids, "outlet": ["x", "y", "y", "y"]})
    clusters = pd.DataFrame({"doc_id": tokens.doc_ids, "reuse_cluster": ["d0", "d1", "d1", "d3"]})
    table = topic_dominance(model, tokens, corpus=frame, clusters=clusters)
    assert table["outlet"].tolist() == ["x", "y"]
    assert table["outlet_share"].to_numpy() == pytest.approx([0.9, 0.9])
    assert table["is_one_outlet"].all()
    # Topic 1 has 28 words, 18 of them in the two copies d1 and d2; topic 0 has 12, 2 of them.
    assert table["cluster_share"].to_numpy() == pytest.approx([2 / 12, 18 / 28])
    assert table["is_one_cluster"].tolist() == [False, True]
    one = topic_dominance(model, tokens, corpus=frame.assign(outlet="x"))
    assert not one["is_one_outlet"].any() and one["cluster_share"].isna().all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"n_topics": (4, 4)}, "n_topics: must name numbers of topics, each once"),
        ({"n_topics": ()}, "n_topics: must name numbers of topics"),
        ({"n_topics": (500,)}, "500 topics cannot be told apart by 60 documents"),
        ({"n_samples": 1}, "n_samples: must be a whole number from 2 on"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(options, said):
    with pytest.raises(InputError, match=said):
        compare_topic_numbers(planted(n_documents=60)[0], **options)


def windows_by_hand(texts, words, width):
    """All windows one after the other, as sets."""
    found = np.zeros((len(words), len(words)))
    n_windows = 0
    for text in texts:
        for start in range(max(len(text) - width + 1, 1) if text else 0):
            inside = set(text[start : start + width])
            n_windows += 1
            for i, a in enumerate(words):
                for j, b in enumerate(words):
                    found[i, j] += a in inside and b in inside
    return found, n_windows


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([*"بتثج", "حر"]), max_size=14), min_size=1,
             max_size=5),
    st.integers(2, 6),
)  # fmt: skip
def test_windows_agree_with_counting(texts, width):
    known = [*"بتثج", "حر"]
    flat = SimpleNamespace(
        vocabulary=np.array(known, dtype=object),
        offsets=np.cumsum([0] + [len(t) for t in texts]),
        ids=np.array([known.index(w) for t in texts for w in t], dtype=np.int32),
    )
    words = flat.vocabulary[:3]
    ours, n_windows = count_in_windows(flat, words, width)
    theirs, n_theirs = windows_by_hand(texts, list(words), width)
    assert n_windows == n_theirs and np.array_equal(ours, theirs)


@pytest.mark.parametrize(("measure", "theirs", "window"),
                         [("npmi_window", "c_npmi", 10), ("c_v", "c_v", 110)])  # fmt: skip
def test_windows_agree_with_gensim_where_no_word_is_repeated(measure, theirs, window, monkeypatch):
    """To 1e-12, with gensim's smoothing set to nothing; all pairs meet."""
    import gensim.topic_coherence.direct_confirmation_measure as direct
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    from corpus_tools import tokenize

    monkeypatch.setattr(direct, "EPSILON", 0.0)
    rng = np.random.default_rng(1)
    letters = [chr(c) for c in (0x628, 0x62A, 0x62B, 0x62C, 0x62D, 0x631, 0x633, 0x634)]
    words = [a + b + "لم" for a in letters for b in letters][:30]
    texts = [list(rng.permutation(words)[: rng.integers(18, 30)]) for _ in range(150)]
    tokens = tokenize([" ".join(t) for t in texts], scheme="word")
    weights = np.zeros((2, len(tokens.vocabulary)))
    tops = [words[:5], words[5:10]]
    for topic, top in enumerate(tops):
        weights[topic, [tokens.column(w) for w in top]] = [5, 4, 3, 2, 1]
    model = TopicModel(weights / 15, np.full((150, 2), 0.5), tokens.vocabulary, tokens.doc_ids, "lda")
    ours = score_coherence(model, tokens, measure=measure, top_n=5)
    peer = CoherenceModel(topics=tops, texts=texts, dictionary=Dictionary(texts), coherence=theirs,
                          window_size=window, processes=1)  # fmt: skip
    assert np.allclose(ours.iloc[:, 1], peer.get_coherence_per_topic(), rtol=0, atol=1e-12)


def test_c_v_comes_with_a_warning():
    from corpus_tools import tokenize

    tokens = tokenize(["بيت كبير", "بيت صغير"] * 3, scheme="word")
    n = len(tokens.vocabulary)
    model = TopicModel(np.full((1, n), 1 / n), np.ones((6, 1)), tokens.vocabulary, tokens.doc_ids, "lda")
    with pytest.warns(UserWarning, match="its author advises against it"):
        table = score_coherence(model, tokens, measure="c_v", top_n=3)
    assert np.isfinite(table["c_v"]).all()


def test_a_model_is_saved_without_pickle_and_comes_back_whole(tmp_path):
    model = fit_topics(planted(n_documents=60)[0], n_topics=3).with_labels({1: " اقتصاد "})
    path = model.save(tmp_path / "model")
    again = TopicModel.load(path)
    assert path.name == "model.npz"
    assert np.array_equal(again.topic_word, model.topic_word)
    assert np.array_equal(again.doc_topic, model.doc_topic)
    assert list(again.vocabulary) == list(model.vocabulary) and list(again.doc_ids) == list(model.doc_ids)
    assert again.labels == ("", "اقتصاد", "") and again.settings == model.settings
    assert list(again.log) == list(model.log)
    (tmp_path / "no.npz").write_bytes(b"nothing")
    with pytest.raises(InputError, match="no.npz is no topic model"):
        TopicModel.load(tmp_path / "no.npz")
    np.savez(tmp_path / "evil.npz", words=np.array([object()]), topic_word=[1], doc_topic=[1])
    with pytest.raises(InputError, match="evil.npz is no topic model"):
        TopicModel.load(tmp_path / "evil.npz")
    with pytest.raises(InputError, match="topics have the numbers 0 to 2, got 3"):
        model.with_labels({3: "x"})


def test_a_model_goes_to_gensim():
    tokens, _, _ = planted()
    model = fit_topics(tokens, n_topics=4)
    theirs = model.to_gensim()
    assert np.allclose(theirs.get_topics(), model.topic_word, atol=1e-7)
    first = tokens.matrix[0]
    found = dict(theirs.get_document_topics(
        list(zip(first.indices.tolist(), first.data.tolist(), strict=True)), minimum_probability=0
    ))  # fmt: skip
    assert np.allclose([found[k] for k in range(4)], model.doc_topic[0], atol=0.05)
    assert [w for w, _ in theirs.show_topic(0, 3)] == model.top_words(3)["word"][:3].tolist()
