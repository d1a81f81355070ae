"""Columns that several tables share: tokens by kind, quarters of an hour."""

USAGE_COLUMNS = (
    "input",
    "output",
    "cache_write_5m",
    "cache_write_1h",
    "cache_read",
    "reasoning",
)

BUCKET_MS = 15 * 60 * 1000
"""Width of a roll-up bucket: every time zone's midnight falls on a quarter of an hour."""


def bucket_of(moment_ms: int) -> int:
    """Return the quarter of an hour that a moment falls in."""
    return moment_ms // BUCKET_MS


def floored(expression: str, divisor: int) -> str:
    """Return SQL for a floored division, as Python divides; SQLite's own rounds towards zero."""
    rest = f"(({expression}) % {divisor} + {divisor}) % {divisor}"
    return f"(({expression}) - {rest}) / {divisor}"
