"""Days of a time zone and the quarters of an hour (UTC) that they are made of."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from opensync_app.core.errors import InvalidInputError

BUCKET_SECONDS: Final = 15 * 60
"""Width of a roll-up bucket; since 1972 every zone's midnight falls on a quarter of an hour."""

EVEN_DAY: Final = 96
"""Buckets of a day without a clock change."""

CALENDAR: Final = range(253_402_128_000 // BUCKET_SECONDS)
"""Buckets from 1970 to the end of 9999, less a day for the zones: times that have a date."""


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises:
        InvalidInputError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"There is no time zone {name!r}; write it as Europe/Berlin."
        raise InvalidInputError(message) from error


def moment_of(bucket: int, zone: ZoneInfo) -> datetime:
    """Return the local time at which a bucket of `CALENDAR` begins."""
    return datetime.fromtimestamp(bucket * BUCKET_SECONDS, zone)


def buckets_of(first: date, last: date, zone: ZoneInfo) -> range:
    """Return the buckets of the local days from first to last, both included.

    A day that a clock change makes longer or shorter has more or fewer than 96 of them.
    """
    return range(_first_bucket(first, zone), _first_bucket(last + timedelta(days=1), zone))


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _first_bucket(day: date, zone: ZoneInfo) -> int:
    """Return the first bucket of a day; a midnight that is skipped is when the clocks move."""
    midnight = datetime.combine(day, time.min, zone).astimezone(UTC)
    return int(midnight.timestamp()) // BUCKET_SECONDS


@lru_cache(maxsize=32)
def day_starts(first: date, last: date, zone: ZoneInfo) -> tuple[int, ...]:
    """Return the first bucket of each day from first to last, and that of the day after them."""
    after = last + timedelta(days=1)
    return tuple(_first_bucket(day, zone) for day in days_between(first, after))


def even_stretches(first: date, last: date, zone: ZoneInfo) -> Iterator[range]:
    """Yield the buckets from first to last in stretches that begin at a local midnight.

    The days of a stretch all have 96 buckets, so that its local hours follow from arithmetic; a day
    that a clock change makes longer or shorter is a stretch of its own.
    """
    even: range | None = None
    for start, stop in pairwise(day_starts(first, last, zone)):
        if stop - start == EVEN_DAY:
            even = range(start if even is None else even.start, stop)
            continue
        if even is not None:
            yield even
        even = None
        if start < stop:
            yield range(start, stop)
    if even is not None:
        yield even
