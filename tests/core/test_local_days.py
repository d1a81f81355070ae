"""Days of a zone and the quarters of an hour they are made of."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.errors import InvalidInputError
from opensync_app.core.local_days import (
    BUCKET_SECONDS,
    buckets_of,
    days_between,
    moment_of,
    zone_of,
)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",  # half an hour off
    "America/Havana",  # its clocks change at midnight
    "Asia/Kathmandu",  # three quarters off
    "Asia/Beirut",  # no midnight in spring
    "Africa/Cairo",  # no midnight in spring
    "Australia/Lord_Howe",  # clocks change by half an hour
    "Pacific/Apia",  # a day was left out in 2011
    "Pacific/Kiritimati",
)
DAYS = st.dates(date(2012, 1, 1), date(2037, 12, 31))


@pytest.mark.parametrize(
    ("zone", "day", "buckets"),
    [
        ("Europe/Berlin", date(2026, 3, 28), 96),
        ("Europe/Berlin", date(2026, 3, 29), 92),
        ("Europe/Berlin", date(2026, 10, 25), 100),
        ("Australia/Lord_Howe", date(2026, 4, 5), 98),
        ("Australia/Lord_Howe", date(2026, 10, 4), 94),
        ("Asia/Beirut", date(2024, 3, 31), 92),
        ("Africa/Cairo", date(2024, 4, 26), 92),
        ("America/Havana", date(2024, 11, 3), 100),
        ("Pacific/Apia", date(2011, 12, 30), 0),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone: str, day: date, buckets: int):
    assert len(buckets_of(day, day, zone_of(zone))) == buckets


def test_a_day_begins_at_the_local_midnight():
    first = buckets_of(date(2026, 11, 23), date(2026, 11, 23), zone_of("Asia/Kathmandu")).start
    assert moment_of(first, zone_of("Asia/Kathmandu")).isoformat() == "2026-11-23T00:00:00+05:45"
    assert moment_of(first, zone_of("UTC")).isoformat() == "2026-11-22T18:15:00+00:00"


@given(st.sampled_from(ZONES), DAYS)
def test_every_bucket_of_a_day_has_its_date(name: str, day: date):
    zone = zone_of(name)
    assert {moment_of(bucket, zone).date() for bucket in buckets_of(day, day, zone)} == {day}


@given(st.sampled_from(ZONES), DAYS, st.integers(0, 800))
def test_days_follow_each_other_without_gap_or_overlap(name: str, first: date, length: int):
    zone, last = zone_of(name), first + timedelta(days=length)
    joined = [buckets_of(day, day, zone) for day in days_between(first, last)]
    assert all(a.stop == b.start for a, b in pairwise(joined))
    assert range(joined[0].start, joined[-1].stop) == buckets_of(first, last, zone)


def test_no_days_lie_between_a_day_and_an_earlier_one():
    assert list(days_between(date(2026, 1, 2), date(2026, 1, 1))) == []


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc", "Europe", "a\0b"])
def test_a_zone_that_is_none_is_refused_in_words(name: str):
    with pytest.raises(InvalidInputError, match="no time zone"):
        zone_of(name)


def test_a_bucket_is_a_quarter_of_an_hour():
    assert BUCKET_SECONDS == 900
