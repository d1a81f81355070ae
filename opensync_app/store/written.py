"""What became of a message, in the terms that totals are made of."""

import sqlite3

import msgspec

from opensync_app.core.session import Kind, Message, Origin
from opensync_app.core.usage import TokenUsage
from opensync_app.store.columns import USAGE_COLUMNS, bucket_of
from opensync_app.store.tools import ToolTally, tallies_of


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a message that totals are made of.

    Attributes:
        bucket: quarter of an hour since the epoch, UTC.
        model: empty when unknown.
        usage: None when the source did not tell.
        cost_micro_usd: of the usage; None when no price is known.
        tools: calls and failures by tool.
    """

    kind: Kind
    origin: Origin
    is_sidechain: bool
    bucket: int
    model: str
    tool_calls: int
    tools: tuple[ToolTally, ...]
    usage: TokenUsage | None
    cost_micro_usd: int | None


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one message.

    Attributes:
        id: record id of the message that now holds these words.
        message: what was reported.
        before: what the record held; None when it is new.
        after: what it holds now.
        changed: something was written.
    """

    id: int
    message: Message
    before: Counted | None
    after: Counted
    changed: bool


def usage_of(row: sqlite3.Row) -> TokenUsage | None:
    """Return the usage columns of a row, or None when its source did not tell."""
    if not row["has_usage"]:
        return None
    return TokenUsage(*(int(row[name]) for name in USAGE_COLUMNS))


def counted(row: sqlite3.Row) -> Counted:
    """Return the counted fields of a message row."""
    return Counted(
        kind=row["kind"],
        origin=row["origin"],
        is_sidechain=bool(row["is_sidechain"]),
        bucket=bucket_of(row["created_at"]),
        model=row["model"] or "",
        tool_calls=row["tool_call_count"],
        tools=tallies_of(row["tools"]),
        usage=usage_of(row),
        cost_micro_usd=row["cost_micro_usd"],
    )
