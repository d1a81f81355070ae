"""The course of figures over days, weeks and months, told apart by name."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.analytics import Granularity, Period, by_day, trends
from opensync_app.core.local_days import buckets_of
from opensync_app.core.series import series

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2026, 10, 1), date(2026, 11, 15)  # the clocks go back on October 25
SPAN = buckets_of(FIRST, LAST, BERLIN)
ROWS = st.lists(
    st.tuples(
        st.integers(SPAN.start, SPAN.stop - 1),
        st.sampled_from(["opus", "gpt", "glm", ""]),
        st.integers(0, 10**9),
    )
)


Rows = list[tuple[int, str, int]]


def periods(granularity: Granularity) -> tuple[Period, ...]:
    return trends(by_day((), BERLIN, FIRST, LAST), granularity)


@given(ROWS, st.sampled_from(["day", "week", "month"]), st.integers(1, 5))
def test_nothing_is_lost_and_nothing_counted_twice(rows: Rows, granularity: Granularity, most: int):
    found = series(rows, periods(granularity), BERLIN, most=most)
    alone = [*found.courses, *([found.rest] if found.rest else [])]
    assert sum(course.total for course in alone) == sum(value for _, _, value in rows)
    assert all(sum(course.values) == course.total for course in alone)
    assert len(found.courses) <= most
    names = {name for _, name, value in rows if value}
    assert len(found.courses) + found.others == len(names)


@given(ROWS, st.sampled_from(["day", "week", "month"]))
def test_added_up_the_last_stretch_holds_everything(rows: Rows, granularity: Granularity):
    found = series(rows, periods(granularity), BERLIN, most=2, cumulative=True)
    for course in [*found.courses, *([found.rest] if found.rest else [])]:
        assert course.values[-1] == course.total
        assert list(course.values) == sorted(course.values)


def test_a_day_that_a_clock_change_makes_longer_keeps_its_last_hour():
    day = date(2026, 10, 25)
    last_bucket = buckets_of(day, day, BERLIN).stop - 1
    found = series([(last_bucket, "opus", 7)], periods("day"), BERLIN, most=1)
    at = found.courses[0].values.index(7)
    assert found.periods[at].first == day


def test_the_largest_stand_alone_and_equal_ones_by_name():
    bucket = SPAN.start
    rows = [
        (bucket, "b", 5),
        (bucket, "a", 5),
        (bucket, "c", 9),
        (bucket, "d", 1),
        (bucket, "e", 0),
    ]
    found = series(rows, periods("month"), BERLIN, most=2)
    assert [course.name for course in found.courses] == ["c", "a"]
    assert found.rest is not None
    assert (found.rest.total, found.others) == (6, 2)
