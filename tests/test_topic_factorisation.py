"""The factorisation of large corpora: as good as the exhaustive one, the same for a seed."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, random as random_sparse

from corpus_tools.topics import compare_topic_numbers
from corpus_tools.topics.estimation import QUICK_CELLS, em_step, quick_start, start_from_nmf
from corpus_tools.topics.factorisation import factorise
from corpus_tools.topics.matching import match_topics

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def drawn(n_documents=400, n_topics=6, n_types=300, seed=0, length=80, common=0.0):
    """Counts of documents from known topics, which share `common` of their words."""
    rng = np.random.default_rng(seed)
    topics = rng.dirichlet(np.full(n_types, 0.05), n_topics)
    topics = common * rng.dirichlet(np.full(n_types, 0.5)) + (1 - common) * topics
    shares = rng.dirichlet(np.full(n_topics, 0.1), n_documents)
    counts = np.stack([rng.multinomial(length, p / p.sum()) for p in shares @ topics])
    return csr_matrix(counts), topics


def error_of(matrix, shares, words):
    return float(np.linalg.norm(matrix.toarray() - shares @ words))


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 40), st.integers(2, 30), st.integers(0, 1000), st.sampled_from(["nndsvd", "random"]))
def test_factors_are_finite_not_negative_and_better_than_nothing(n_rows, n_columns, seed, start):
    matrix = random_sparse(n_rows, n_columns, 0.4, format="csr", dtype=np.float32, random_state=seed)
    n_topics = min(n_rows, n_columns, 4)
    shares, words = factorise(matrix, n_topics, seed, start=start)
    assert shares.shape == (n_rows, n_topics) and words.shape == (n_topics, n_columns)
    for part in (shares, words):
        assert np.isfinite(part).all() and (part >= 0).all() and part.dtype == np.float32
    assert error_of(matrix, shares, words) <= np.linalg.norm(matrix.toarray()) + 1e-4


@pytest.mark.parametrize("start", ["nndsvd", "random"])
@pytest.mark.parametrize("common", [0.0, 0.6])
def test_topics_are_those_of_the_exhaustive_factorisation(start, common):
    counts, topics = drawn(common=common)
    exhaustive = start_from_nmf(counts, 6, 0).words
    quick = quick_start(counts, 6, 0, start=start).words
    assert match_topics(quick, exhaustive)[1].min() > 0.97
    assert (match_topics(quick - quick.mean(0), topics - topics.mean(0))[1].mean()
            > match_topics(exhaustive - exhaustive.mean(0), topics - topics.mean(0))[1].mean() - 0.02)


def test_too_fast_a_round_is_taken_back():
    """More topics than there are: momentum overshoots, and the fit must not stand still at it."""
    counts, _ = drawn(n_topics=3)
    weighted = counts.astype(np.float32)
    errors = [error_of(weighted, *factorise(weighted, 15, 0, n_rounds=n)) for n in (1, 5, 200)]
    assert errors[2] < errors[1] < errors[0]


def test_the_same_seed_gives_the_same_bits_and_another_start_others():
    matrix = drawn()[0].astype(np.float32)
    one, two, other = (factorise(matrix, 6, seed, start="random") for seed in (3, 3, 4))
    assert np.array_equal(one[0], two[0]) and np.array_equal(one[1], two[1])
    assert not np.array_equal(one[1], other[1])


def test_a_matrix_of_lower_rank_than_topics():
    matrix = csr_matrix(np.outer(np.arange(1, 9), [1, 2, 0, 3]).astype(np.float32))
    shares, words = factorise(matrix, 3, 0)
    assert np.isfinite(shares).all() and error_of(matrix, shares, words) < 0.01


def test_large_grids_are_the_same_with_one_and_two_processes():
    counts, _ = drawn(n_documents=2500, n_topics=10, n_types=400, length=120)
    assert counts.nnz * 80 > QUICK_CELLS  # the way of large corpora, by its smallest number
    tokens = SimpleNamespace(
        vocabulary=np.array([f"w{i:03d}" for i in range(400)]),
        doc_ids=np.array([f"d{i}" for i in range(2500)]), document_term_matrix=lambda: counts,
    )  # fmt: skip
    one, two, again = (
        compare_topic_numbers(tokens, n_topics=(80, 84), n_samples=2, n_processes=n)
        for n in (1, 2, 1)
    )
    assert two.equals(one) and again.equals(one)


def test_a_word_without_a_chance_in_single_precision():
    """A count over the least chance overflowed to infinity, and shares were not numbers."""
    counts = csr_matrix(np.array([[900_000, 1], [1, 1]], dtype=np.int64))
    words = np.array([[0.0, 1.0], [0.0, 1.0]], dtype=np.float32)
    shares = np.full((2, 2), 0.5, dtype=np.float32)
    with np.errstate(over="raise", invalid="raise"):
        found, counted, likelihood = em_step(counts, shares, words, need_words=True)
    assert np.isfinite(found).all() and np.isfinite(counted).all() and np.isfinite(likelihood)
