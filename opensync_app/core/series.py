"""The course of figures over stretches of days, told apart by a model, project or source."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from opensync_app.core.analytics import Period, RollupRow
from opensync_app.core.local_days import day_starts

Measure = Literal["tokens", "cost"]


class Course(msgspec.Struct, frozen=True):
    """How one value of a dimension went.

    Attributes:
        name: the value; empty when it is unknown.
        values: one for each stretch, in order: tokens, or cost in micro-dollars.
        total: of the whole span, also when the values are cumulative.
    """

    name: str
    values: tuple[int, ...]
    total: int


class Series(msgspec.Struct, frozen=True):
    """The courses of a span.

    Attributes:
        periods: the stretches; their figures are empty.
        courses: the largest ones, largest first, then by name.
        rest: all others added up, without a name; None when there are none.
        others: how many those are.
    """

    periods: tuple[Period, ...]
    courses: tuple[Course, ...]
    rest: Course | None
    others: int


def measured(rows: Iterable[RollupRow], measure: Measure) -> list[int]:
    """Return the tokens or the micro-dollars of each row, prompt and completion together."""
    if measure == "cost":
        return [row.cost_micro_usd for row in rows]
    return [
        t.input + t.cache_write_5m + t.cache_write_1h + t.cache_read + t.output
        for t in (row.tokens for row in rows)
    ]


def series(
    rows: Iterable[tuple[int, str, int]],
    periods: Sequence[Period],
    zone: ZoneInfo,
    *,
    most: int,
    cumulative: bool = False,
) -> Series:
    """Return the courses of rows of bucket, name and value; names without any value are left out.

    Args:
        rows: of these periods only.
        periods: in order, without gaps.
        zone: whose days they are.
        most: how many courses stand alone.
        cumulative: each stretch also holds all before it.
    """
    place = cache(place_in(periods, zone))
    sums = defaultdict[str, list[int]](lambda: [0] * len(periods))
    for bucket, name, value in rows:
        sums[name][place(bucket)] += value
    courses = [
        Course(name, _told(values, cumulative), sum(values)) for name, values in sums.items()
    ]
    courses = sorted((c for c in courses if c.total), key=lambda c: (-c.total, c.name))
    alone, others = courses[:most], courses[most:]
    return Series(tuple(periods), tuple(alone), _added(others), len(others))


def place_in(periods: Sequence[Period], zone: ZoneInfo) -> Callable[[int], int]:
    """Return what finds the number of the period that a bucket falls in."""
    days = day_starts(periods[0].first, periods[-1].last, zone) if periods else ()
    starts = [days[(period.first - periods[0].first).days] for period in periods]
    return lambda bucket: max(0, bisect_right(starts, bucket) - 1)


def _told(values: Sequence[int], cumulative: bool) -> tuple[int, ...]:  # noqa: FBT001
    return tuple(accumulate(values)) if cumulative else tuple(values)


def _added(courses: Sequence[Course]) -> Course | None:
    if not courses:
        return None
    values = zip(*(course.values for course in courses), strict=True)
    return Course("", tuple(map(sum, values)), sum(course.total for course in courses))
