"""Roll-ups add up to the figures people ask for."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.analytics import (
    NO_FIGURES,
    Figures,
    Granularity,
    RollupRow,
    Share,
    by_day,
    by_model,
    by_project,
    by_provider,
    by_source,
    efficiency,
    heatmap,
    total,
    trends,
)
from opensync_app.core.local_days import BUCKET_SECONDS, buckets_of, zone_of
from opensync_app.core.usage import TokenUsage

BERLIN = zone_of("Europe/Berlin")


def row(
    moment: str = "2026-03-02T12:00+00:00",
    output: int = 1,
    *,
    source: str = "claude-code",
    model: str = "claude-opus-5",
    project: str = "app",
    replies: int = 1,
    cost_micro_usd: int = 0,
    unpriced: int = 0,
) -> RollupRow:
    """One reply of so many output tokens."""
    bucket = int(datetime.fromisoformat(moment).timestamp()) // BUCKET_SECONDS
    tokens = TokenUsage(output=output)
    return RollupRow(bucket, source, model, project, replies, tokens, cost_micro_usd, unpriced)


def outputs(shares: Sequence[Share]) -> dict[str, int]:
    return {share.name: share.figures.tokens.output for share in shares}


def test_the_total_holds_every_figure():
    rows = [
        row(output=5, cost_micro_usd=70, replies=2),
        row(output=1, cost_micro_usd=0, unpriced=1),
    ]
    assert total(rows) == Figures(3, TokenUsage(output=6), 70, 1)
    assert total([]) == NO_FIGURES


def test_a_day_is_the_local_one():
    late = row("2026-03-01T23:45+01:00", output=1)
    early = row("2026-03-02T00:00+01:00", output=2)
    days = by_day([late, early], BERLIN, date(2026, 3, 1), date(2026, 3, 2))
    assert [(day.first, day.figures.tokens.output) for day in days] == [
        (date(2026, 3, 1), 1),
        (date(2026, 3, 2), 2),
    ]
    (utc,) = by_day([late, early], zone_of("UTC"), date(2026, 3, 1), date(2026, 3, 1))
    assert utc.figures.tokens.output == 3


def test_days_without_usage_are_zero_and_other_days_left_out():
    days = by_day([row()], BERLIN, date(2026, 3, 3), date(2026, 3, 5))
    assert [day.first.day for day in days] == [3, 4, 5]
    assert all(day.figures == NO_FIGURES for day in days)


def test_the_hour_that_comes_twice_belongs_to_one_day():
    rows = [row(f"2026-10-25T0{hour}:30+00:00") for hour in (0, 1)]
    (day,) = by_day(rows, BERLIN, date(2026, 10, 25), date(2026, 10, 25))
    assert day.figures.replies == 2
    assert heatmap(rows, BERLIN)[6][2] == 2


def test_a_broken_clock_does_not_stop_the_days():
    far = RollupRow(10**15, "s", "m", "p", 1, TokenUsage(output=9), 0, 0)
    before = RollupRow(-(10**15), "s", "m", "p", 1, TokenUsage(output=9), 0, 0)
    (day,) = by_day([far, before, row()], BERLIN, date(2026, 3, 2), date(2026, 3, 2))
    assert day.figures.tokens.output == 1
    assert sum(map(sum, heatmap([far, before, row()], BERLIN))) == 1


def test_shares_stand_with_most_tokens_first_then_by_name():
    rows = [
        row(output=1, model="b", project="x", source="opencode"),
        row(output=1, model="a", project="", source="claude-code"),
        row(output=5, model="c", project="x", source="claude-code"),
    ]
    assert list(outputs(by_model(rows)).items()) == [("c", 5), ("a", 1), ("b", 1)]
    assert outputs(by_project(rows)) == {"x": 6, "": 1}
    assert outputs(by_source(rows)) == {"claude-code": 6, "opencode": 1}


def test_a_provider_is_inferred_from_the_model():
    rows = [row(model=name) for name in ("claude-opus-5", "gpt-5.5", "gpt-5.4", "kimi-k2.5")]
    assert outputs(by_provider(rows)) == {"openai": 2, "anthropic": 1, "unknown": 1}


def test_a_week_starts_on_sunday():
    rows = [row(f"2026-03-0{day}T12:00+00:00") for day in (6, 7, 8, 9)]  # Friday to Monday
    days = by_day(rows, BERLIN, date(2026, 3, 6), date(2026, 3, 9))
    assert [(p.first.day, p.last.day, p.figures.replies) for p in trends(days, "week")] == [
        (6, 7, 2),
        (8, 9, 2),
    ]


def test_a_month_is_the_calendars():
    rows = [row("2026-01-31T12:00+00:00"), row("2026-02-01T12:00+00:00")]
    days = by_day(rows, BERLIN, date(2026, 1, 30), date(2026, 2, 28))
    assert [(p.first, p.last) for p in trends(days, "month")] == [
        (date(2026, 1, 30), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    ]


def test_cumulative_stretches_hold_all_before_them():
    rows = [row(f"2026-03-0{day}T12:00+00:00", output=day) for day in (1, 2, 4)]
    days = by_day(rows, BERLIN, date(2026, 3, 1), date(2026, 3, 4))
    summed = trends(days, "day", cumulative=True)
    assert [period.figures.tokens.output for period in summed] == [1, 3, 3, 7]


def test_ratios_are_those_of_the_hosted_product():
    tokens = TokenUsage(input=100, cache_read=900, output=300)
    ratios = efficiency(Figures(4, tokens, 2_600_000, 0), sessions=2, messages=8)
    assert ratios.tokens_per_message == 163  # 162.5, halves up
    assert ratios.tokens_per_session == 650
    assert ratios.cost_per_session == 1_300_000
    assert ratios.cost_per_1k_tokens == 2_000_000
    assert ratios.prompt_per_completion == 3.33


def test_nothing_has_no_ratios():
    ratios = efficiency(NO_FIGURES, sessions=0, messages=0)
    assert set(ratios.__struct_fields__) == {
        name for name in ratios.__struct_fields__ if getattr(ratios, name) is None
    }


# Properties: whatever the zone, nothing is lost and nothing is counted twice.

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Africa/Cairo", "Pacific/Apia"]
).map(zone_of)
UTC_YEAR = buckets_of(FIRST, LAST, zone_of("UTC"))
COUNTS = st.integers(0, 10**9)
ROWS = st.lists(
    st.builds(
        RollupRow,
        bucket=st.integers(UTC_YEAR.start, UTC_YEAR.stop - 1),
        source=st.sampled_from(["claude-code", "opencode"]),
        model=st.sampled_from(["", "claude-opus-5", "gpt-5.5", "glm-5"]),
        project=st.sampled_from(["", "app", "site"]),
        replies=COUNTS,
        tokens=st.builds(TokenUsage, *([COUNTS] * 6)),
        cost_micro_usd=COUNTS,
        unpriced=COUNTS,
    ),
    max_size=30,
)
DAY = timedelta(days=1)
SharesOf = Callable[[list[RollupRow]], tuple[Share, ...]]


def summed(figures: Sequence[Figures]) -> Figures:
    return sum(figures, NO_FIGURES)


@given(ROWS, ZONES)
def test_days_of_any_zone_add_up_to_the_total(rows: list[RollupRow], zone: ZoneInfo):
    days = by_day(rows, zone, FIRST - DAY, LAST + DAY)
    assert summed([day.figures for day in days]) == total(rows)
    assert all(b.first - a.first == DAY for a, b in pairwise(days))


@given(ROWS, ZONES, st.sampled_from(["day", "week", "month"]))
def test_stretches_add_up_to_the_total(
    rows: list[RollupRow], zone: ZoneInfo, granularity: Granularity
):
    days = by_day(rows, zone, FIRST - DAY, LAST + DAY)
    periods = trends(days, granularity)
    assert summed([period.figures for period in periods]) == total(rows)
    assert all(a.last + DAY == b.first for a, b in pairwise(periods))
    assert trends(days, granularity, cumulative=True)[-1].figures == total(rows)


@given(ROWS, st.sampled_from([by_model, by_project, by_source, by_provider]))
def test_shares_add_up_to_the_total(rows: list[RollupRow], shares_of: SharesOf):
    shares = shares_of(rows)
    assert summed([share.figures for share in shares]) == total(rows)
    assert len({share.name for share in shares}) == len(shares)


@given(ROWS, ZONES)
def test_a_heatmap_holds_every_reply(rows: list[RollupRow], zone: ZoneInfo):
    cells = heatmap(rows, zone)
    assert [len(hours) for hours in cells] == [24] * 7
    assert sum(map(sum, cells)) == total(rows).replies


@given(ROWS)
def test_the_order_of_rows_does_not_matter(rows: list[RollupRow]):
    assert by_model(rows) == by_model(rows[::-1])
    assert total(rows) == total(rows[::-1])


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
def test_an_empty_stretch_has_no_days(zone: str):
    assert by_day([row()], zone_of(zone), date(2026, 3, 2), date(2026, 3, 1)) == ()
    assert trends((), "week", cumulative=True) == ()
