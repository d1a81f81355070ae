"""Hit@k, reciprocal rank and nDCG against values worked out by hand."""

import math

import pytest

from bench.relevance.metrics import Scores, mean, ndcg, percentile, rank_of, scores_of


@pytest.mark.parametrize(
    ("ranked", "expected", "rank"),
    [
        (["a", "b"], {"a"}, 1),
        (["a", "b", "c"], {"c", "b"}, 2),
        (["a", "b"], {"z"}, None),
        ([], {"a"}, None),
        ([*"bcdefgh"] + ["x"] * 42 + ["a"], {"a"}, 50),
        ([*"bcdefgh"] + ["x"] * 43 + ["a"], {"a"}, None),
    ],
)
def test_the_rank_is_that_of_the_first_expected_one(
    ranked: list[str], expected: set[str], rank: int | None
):
    assert rank_of(ranked, expected) == rank


def test_ndcg_of_the_best_order_is_one():
    assert ndcg(["a", "b", "c"], {"a", "b"}) == 1.0


def test_ndcg_discounts_by_the_rank():
    # gain at rank 3 is 1 / log2(4) = 1/2; the best order has 1 / log2(2) = 1
    assert ndcg(["x", "y", "a"], {"a"}) == pytest.approx(0.5)
    # ranks 2 and 4 of two expected: (1/log2(3) + 1/log2(5)) / (1 + 1/log2(3)) = 0.6509
    assert ndcg(["x", "a", "y", "b"], {"a", "b"}) == pytest.approx(0.6509, abs=1e-4)


def test_ndcg_looks_at_ten():
    assert ndcg(["x"] + [f"y{n}" for n in range(9)] + ["a"], {"a"}) == 0.0
    assert ndcg([f"y{n}" for n in range(9)] + ["a"], {"a"}) == pytest.approx(1 / math.log2(11))


def test_one_that_is_listed_twice_gains_once():
    assert ndcg(["a", "a"], {"a", "b"}) == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_ndcg_with_more_expected_than_ten_can_be_one():
    every = [f"a{n}" for n in range(30)]
    assert ndcg(every[:10], set(every)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("rank", "hit1", "hit5", "found"),
    [(1, 1.0, 1.0, 1.0), (2, 0.0, 1.0, 1.0), (5, 0.0, 1.0, 1.0), (6, 0.0, 0.0, 1.0)],
)
def test_hits_by_rank(rank: int, hit1: float, hit5: float, found: float):
    scores = scores_of([*(f"x{n}" for n in range(rank - 1)), "a"], {"a"})
    assert (scores.hit1, scores.hit5, scores.found50) == (hit1, hit5, found)
    assert scores.mrr == pytest.approx(1 / rank)


def test_nothing_found_scores_nothing():
    assert scores_of(["x"], {"a"}) == Scores(0.0, 0.0, 0.0, 0.0, 0.0)


def test_the_mean_is_that_of_each_figure():
    both = mean([scores_of(["a"], {"a"}), scores_of(["x", "a"], {"a"})])
    assert both.hit1 == 0.5
    assert both.hit5 == 1.0
    assert both.mrr == pytest.approx(0.75)
    assert both.ndcg10 == pytest.approx((1 + 1 / math.log2(3)) / 2)


def test_there_is_no_mean_of_nothing():
    with pytest.raises(ValueError, match="no scores"):
        mean([])


def test_percentiles_are_values_that_were_measured():
    values = [float(n) for n in range(1, 101)]
    assert percentile(values, 0.5) == 51.0
    assert percentile(values, 0.95) == 96.0
    assert percentile([7.0], 0.95) == 7.0
