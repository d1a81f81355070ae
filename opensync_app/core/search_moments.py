"""Days and moments as people type them in a search: 2026, 2026-03, 2026-03-31, 2026-03-31T09:00."""

import re

from opensync_app.core.clock import parse_iso_ms

_SHORT = re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<month>[01]?[0-9]))?", re.ASCII)


def moment_of(text: str) -> int | None:
    """Return the first epoch ms of a year, month, day or moment (UTC); None when it is none."""
    short = _SHORT.fullmatch(text)
    if short is None:
        return parse_iso_ms(text)
    return parse_iso_ms(f"{short['year']}-{int(short['month'] or 1):02}-01")
