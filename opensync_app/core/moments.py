"""Moments as text, in UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso_of(moment_ms: int) -> str:
    """Return a moment as 2026-11-23T02:30:00.000Z; empty when no calendar has it."""
    moment = _moment(moment_ms)
    return "" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%S}.{moment_ms % 1000:03d}Z"


def day_of(moment_ms: int) -> str:
    """Return the day of a moment as 2026-11-23; empty when no calendar has it."""
    return iso_of(moment_ms)[:10]


def minute_of(moment_ms: int) -> str:
    """Return a moment as 2026-11-23 02:30; empty when no calendar has it."""
    return iso_of(moment_ms)[:16].replace("T", " ")


def _moment(moment_ms: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(milliseconds=moment_ms)
    except OverflowError:
        return None
