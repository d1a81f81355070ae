"""Hit@k, reciprocal rank and nDCG of a ranked answer, and their means over many."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

DEPTH = 50
"""Answers are asked for and judged to this rank."""
_GAIN_DEPTH = 10
_FEW = 5


@dataclass(frozen=True)
class Scores:
    """What a ranked answer is worth, or the mean of many; all from 0 to 1.

    Attributes:
        hit1: an expected session stands first.
        hit5: one stands among the first five.
        found50: one stands among the first fifty.
        mrr: 1 / rank of the first expected one, 0 beyond rank 50.
        ndcg10: discounted gain of the first ten by the gain of the best order.
    """

    hit1: float
    hit5: float
    found50: float
    mrr: float
    ndcg10: float


def rank_of(ranked: Sequence[str], expected: Collection[str]) -> int | None:
    """Return the rank (from 1) of the first expected id within `DEPTH`; None when none is there."""
    return next((n for n, found in enumerate(ranked[:DEPTH], 1) if found in expected), None)


def ndcg(ranked: Sequence[str], expected: Collection[str]) -> float:
    """Return nDCG@10: every expected id has gain 1, discounted by log2(rank + 1).

    An id that is listed twice gains once.
    """
    first_ten = list(dict.fromkeys(ranked))[:_GAIN_DEPTH]
    gain = sum(1 / math.log2(n + 1) for n, found in enumerate(first_ten, 1) if found in expected)
    best = sum(1 / math.log2(n + 1) for n in range(1, min(len(expected), _GAIN_DEPTH) + 1))
    return gain / best if best else 0.0


def scores_of(ranked: Sequence[str], expected: Collection[str]) -> Scores:
    """Return what one ranked answer is worth."""
    rank = rank_of(ranked, expected)
    return Scores(
        hit1=float(rank == 1),
        hit5=float(rank is not None and rank <= _FEW),
        found50=float(rank is not None),
        mrr=1 / rank if rank else 0.0,
        ndcg10=ndcg(ranked, expected),
    )


def mean(scores: Sequence[Scores]) -> Scores:
    """Return the mean of each figure.

    Raises:
        ValueError: there are none.
    """
    if not scores:
        message = "no scores to average"
        raise ValueError(message)
    count = len(scores)
    return Scores(
        hit1=sum(one.hit1 for one in scores) / count,
        hit5=sum(one.hit5 for one in scores) / count,
        found50=sum(one.found50 for one in scores) / count,
        mrr=sum(one.mrr for one in scores) / count,
        ndcg10=sum(one.ndcg10 for one in scores) / count,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
