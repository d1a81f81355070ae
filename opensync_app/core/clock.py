"""Time as the program sees it: epoch milliseconds from one replaceable place."""

import time
from datetime import datetime
from functools import lru_cache
from typing import Protocol

_REMEMBERED = 64
"""Moments; a line tells the same one to the session and to its message."""


class Clock(Protocol):
    """Something that tells the time; tests bring their own."""

    def now_ms(self) -> int:
        """Return the present moment in epoch milliseconds (UTC)."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now_ms(self) -> int:
        """Return the present moment in epoch milliseconds (UTC)."""
        return time.time_ns() // 1_000_000


@lru_cache(_REMEMBERED)
def parse_iso_ms(text: str) -> int | None:
    """Return the epoch milliseconds of an ISO 8601 moment, or None when it is not one.

    A moment without a zone is read as UTC, because every tool that leaves it out writes UTC.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = datetime.fromisoformat(text + "+00:00")
        return round(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
