"""What became of a message, in the terms that totals are made of."""

import sqlite3

import msgspec

from opensync_app.core.session import Kind, Message, Origin
from opensync_app.core.usage import TokenUsage
from opensync_app.store.usage import USAGE_COLUMNS


class Counted(msgspec.Struct, frozen=True):
    """The fields of a message that totals are made of."""

    kind: Kind
    origin: Origin
    is_sidechain: bool
    tool_calls: int
    usage: TokenUsage | None


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
        row["kind"],
        row["origin"],
        bool(row["is_sidechain"]),
        row["tool_call_count"],
        usage_of(row),
    )
