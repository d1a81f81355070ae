"""Slips of the finger are counted, up to what is forgiven."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.typos import allowed_slips, slips

WORDS = st.text(alphabet="abcд", max_size=9)


@pytest.mark.parametrize(
    ("word", "allowed"),
    [("cat", 0), ("dogs", 1), ("numbers", 1), ("permission", 2), ("1234567", 0), ("a1b2c3", 0)],
)
def test_short_words_and_numbers_are_not_forgiven(word: str, allowed: int):
    assert allowed_slips(word) == allowed


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("abcd", "abdc", 1), ("abcd", "abxd", 1), ("abcd", "abcde", 1), ("same", "same", 0)],
)
def test_one_slip_is_one(one: str, other: str, count: int):
    assert slips(one, other, 2) == count


@given(WORDS, WORDS, st.integers(0, 3))
def test_the_count_is_the_shortest_way_from_word_to_word(one: str, other: str, most: int):
    assert slips(one, other, most) == min(_shortest(one, other), most + 1)


def _shortest(one: str, other: str) -> int:
    """The optimal string alignment distance, from its definition."""

    @cache
    def way(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [
            way(i - 1, j) + 1,
            way(i, j - 1) + 1,
            way(i - 1, j - 1) + (one[i - 1] != other[j - 1]),
        ]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            ways.append(way(i - 2, j - 2) + 1)
        return min(ways)

    return way(len(one), len(other))
