"""Reading the roll-ups: any span adds up exactly, from few rows, and no message is looked at."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensync_app.core import analytics
from opensync_app.core.activity import NO_ACTIVITY, Activity, UsageFilter
from opensync_app.core.local_days import BUCKET_SECONDS, buckets_of, even_stretches, zone_of
from opensync_app.services.analysing import Analysing, Asked
from opensync_app.store.analytics import Dimension
from tests.factories import (
    NOW,
    OWNER,
    FixedClock,
    Recording,
    patch,
    prompt,
    recording,
    reply,
    tool_call,
    usage,
)

NOW_BUCKET = NOW // 1000 // BUCKET_SECONDS
HOUR_MS = 3_600_000
GROUPS: tuple[tuple[Dimension, ...], ...] = ((), ("model",), ("source", "project"))
MODELS = ("claude-opus-4-5", "gpt-5.5", "mine")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory):
    """Replies every five hours over eight days, in turn of models, sources and projects."""
    with recording(tmp_path_factory.mktemp("record")) as rec:
        for number in range(40):
            moment = NOW + number * 5 * HOUR_MS
            name, model = f"s{number}", MODELS[number % 3]
            rec.imported(
                patch(
                    name,
                    source=("claude-code", "pi")[number % 2],
                    project_name=f"p{number % 4}",
                    model=model,
                    created_at=moment,
                ),
                prompt("go", session=name, created_at=moment),
                reply(
                    "x",
                    session=name,
                    model=model,
                    usage=usage(output=number + 1),
                    parts=(tool_call(("Bash", "Read")[number % 2]),),
                    created_at=moment,
                ),
            )
        yield rec


def outputs(wanted: range) -> list[int]:
    """Output tokens of the replies in these buckets."""
    buckets = ((NOW + number * 5 * HOUR_MS) // 1000 // BUCKET_SECONDS for number in range(40))
    return [number + 1 for number, bucket in enumerate(buckets) if bucket in wanted]


@settings(max_examples=60)
@given(start=st.integers(-200, 900), length=st.integers(0, 900))
def test_any_span_adds_up_to_what_lies_in_it(record: Recording, start: int, length: int):
    buckets = range(NOW_BUCKET + start, NOW_BUCKET + start + length)
    wanted = UsageFilter(user_id=OWNER, buckets=buckets)
    expected = outputs(buckets)
    for by in GROUPS:
        figures = analytics.total(record.store.analytics.usage(wanted, *by))
        assert (figures.replies, figures.tokens.output) == (len(expected), sum(expected))
        rows = record.store.analytics.activity(wanted, *by)
        assert sum((row.activity for row in rows), NO_ACTIVITY) == Activity(
            len(expected), 2 * len(expected), len(expected), len(expected)
        )
    assert sum(tool.calls for tool in record.store.analytics.tools(wanted)) == len(expected)


@pytest.mark.parametrize(
    ("filters", "replies"),
    [
        ({}, 40),
        ({"sources": ("pi",)}, 20),
        ({"models": ("mine", "gpt-5.5")}, 26),
        ({"projects": ("p0",), "sources": ("claude-code",)}, 10),
        ({"projects": ("p1",), "sources": ("claude-code",)}, 0),
        ({"models": ()}, 0),
    ],
)
def test_filters_narrow(record: Recording, filters: dict[str, Any], replies: int):
    wanted = UsageFilter(user_id=OWNER, **filters)
    assert analytics.total(record.store.analytics.usage(wanted)).replies == replies
    assert sum(row.activity.sessions for row in record.store.analytics.activity(wanted)) == replies
    assert (
        analytics.total(record.store.analytics.usage(UsageFilter(user_id=2, **filters))).replies
        == 0
    )


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati"]
)
def test_days_and_hours_are_those_of_the_fine_rows(record: Recording, zone: str):
    local = zone_of(zone)
    first, last = date(2026, 11, 15), date(2026, 11, 27)
    wanted = UsageFilter(user_id=OWNER)
    stretches = list(even_stretches(first, last, local))
    fine = record.store.analytics.usage_by_day(
        wanted, [range(b, b + 1) for b in buckets_of(first, last, local)]
    )
    days = record.store.analytics.usage_by_day(wanted, stretches)
    hours = record.store.analytics.usage_by_hour(wanted, stretches)
    assert len(days) <= (last - first).days + 1
    assert analytics.by_day(days, local, first, last) == analytics.by_day(fine, local, first, last)
    assert analytics.heatmap(hours, local) == analytics.heatmap(fine, local)
    assert sum(map(sum, analytics.heatmap(hours, local))) == 40


ASKS: list[Callable[[Analysing, Asked], object]] = [
    lambda a, q: a.overview(q),
    lambda a, q: a.by(q, "model"),
    lambda a, q: a.by(q, "project"),
    lambda a, q: a.by(q, "provider"),
    lambda a, q: a.by(q, "source"),
    lambda a, q: a.trends(q, "month", cumulative=True),
    lambda a, q: a.model(q, "mine"),
    lambda a, q: a.tools(q),
    lambda a, q: a.heatmap(q),
]


@pytest.mark.parametrize("ask", ASKS)
def test_no_question_looks_at_messages_and_each_asks_little(
    record: Recording, ask: Callable[[Analysing, Asked], object]
):
    asked = Asked(
        user_id=OWNER,
        first=date(2025, 12, 1),
        last=date(2026, 11, 30),
        zone="America/New_York",
        providers=("openai", "unknown"),
    )
    analysing = Analysing(record.store, FixedClock())
    said: list[str] = []
    again: list[str] = []
    try:
        for heard in (said, again):
            record.store.database.read(lambda c, to=heard: c.set_trace_callback(to.append))
            ask(analysing, asked)
    finally:
        record.store.database.read(lambda c: c.set_trace_callback(None))
    pieces = 365 // 32 + 6  # two clock changes, two edges, the last days
    assert 0 < len(said) <= 6 * pieces * 2
    assert 0 < len(again) <= 10
    for table in ("messages", "usage ", "sessions ", "sessions.", "files"):
        told = [sql for sql in said if f" {table}" in sql.partition("FROM")[2]]
        assert not [sql for sql in told if "sessions INDEXED BY sessions_listed" not in sql]


def test_a_span_of_whole_days_reads_a_row_for_each_day_at_most(record: Recording):
    """Forty replies in eight days by one source: the day rows are what is read."""
    wanted = UsageFilter(user_id=OWNER)
    plan = record.store.database.read(
        lambda c: c.execute(
            "EXPLAIN QUERY PLAN SELECT sum(replies) FROM rollups "
            "WHERE user_id = 1 AND span = 96 AND bucket >= 5 AND bucket < 9"
        ).fetchall()
    )
    assert "user_id=? AND span=? AND bucket>? AND bucket<?" in plan[0]["detail"]
    assert len(record.store.analytics.usage(wanted, "source")) == 2
    assert record.store.analytics.models(wanted) == ["", *sorted(MODELS)]


def test_stretches_cover_every_bucket_once():
    zone = zone_of("Europe/Berlin")
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    stretches = list(even_stretches(first, last, zone))
    assert [b for stretch in stretches for b in stretch] == list(buckets_of(first, last, zone))
    assert [len(s) % 96 for s in stretches] == [0, 92, 0, 4, 0]
    apia = list(even_stretches(date(2011, 12, 28), date(2012, 1, 1), zone_of("Pacific/Apia")))
    assert sum(map(len, apia)) == 4 * 96  # 30 December 2011 was left out there
    assert list(even_stretches(first, first - timedelta(days=1), zone)) == []
