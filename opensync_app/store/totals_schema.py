"""The migration that counts what a tool tells only of a whole session as that session's own tokens."""

from opensync_app.store.columns import USAGE_COLUMNS

_TOLD = "usage u WHERE u.session_id = sessions.id AND u.is_extra = 1 AND u.is_total"
_SUMS = ", ".join(
    f"{name} = {name} + (SELECT coalesce(sum({told}), 0) FROM {_TOLD})"  # noqa: S608 - own names
    for name, told in (
        *((name, f"u.{name}") for name in USAGE_COLUMNS),
        ("cost_micro_usd", "u.cost_micro_usd"),
        ("unpriced", "u.cost_micro_usd IS NULL"),
    )
)

TOTALS_SCHEMA: tuple[str, ...] = (
    f"""UPDATE sessions SET {_SUMS}, has_usage = 1
        WHERE id IN (SELECT session_id FROM usage WHERE is_extra = 1 AND is_total)""",  # noqa: S608
)
