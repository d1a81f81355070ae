"""Token usage adds up and merges."""

from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.usage import NO_USAGE, TokenUsage, micro_usd, usd

USAGES = st.builds(TokenUsage, *([st.integers(0, 10**12)] * 6))


@given(USAGES, USAGES)
def test_adding_and_taking_away_ends_where_it_began(a: TokenUsage, b: TokenUsage):
    assert a + b - b == a
    assert a + NO_USAGE == a


@given(USAGES, USAGES, USAGES)
def test_reports_of_one_reply_merge_in_any_order(a: TokenUsage, b: TokenUsage, c: TokenUsage):
    assert a.merged(b).merged(c) == c.merged(a).merged(b)
    assert a.merged(a) == a


def test_prompt_tokens_hold_every_kind_of_input():
    figures = TokenUsage(1, 10, 100, 1000, 10_000, 100_000)
    assert figures.prompt == 11_101
    assert figures.completion == 10


@given(st.integers(0, 10**15))
def test_money_survives_the_way_to_dollars_and_back(micro: int):
    dollars = usd(micro)
    assert dollars is not None
    assert abs(micro_usd(dollars) - micro) <= (1 if micro > 2**53 else 0)
