"""The columns of a message after a further report of it; a file outranks a push."""

import sqlite3
from typing import Any

from opensync_app.core.session import Message, Origin, Role
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.bodies import Body, pack_like
from opensync_app.store.columns import USAGE_COLUMNS
from opensync_app.store.prepared import PreparedMessage, count_tool_calls


def merged_columns(
    row: sqlite3.Row,
    prepared: PreparedMessage,
    origin: Origin,
    usage: TokenUsage | None,
    body: Body,
) -> dict[str, Any]:
    """Return the columns of a message after a report; a file outranks a push."""
    sent = prepared.message
    fields = (usage or NO_USAGE).fields()
    columns: dict[str, Any] = {
        "origin": origin if origin == "import" else row["origin"],
        "role": _role(row, sent),
        "kind": row["kind"] if sent.role == "unknown" else sent.kind,
        "model": sent.model or row["model"],
        "has_usage": int(usage is not None),
        "is_fast": int(row["is_fast"] or sent.is_fast),
        "duration_ms": row["duration_ms"] if sent.duration_ms is None else sent.duration_ms,
        "tool_call_count": count_tool_calls(body.parts),
        "usage_key": row["usage_key"] or prepared.usage_key,
        "body": pack_like(body, row["body"]),
        "created_at": row["created_at"],
    }
    columns.update(zip(USAGE_COLUMNS, fields, strict=True))
    if origin == "import" and row["origin"] == "push":
        columns["created_at"] = row["created_at"] if sent.created_at is None else sent.created_at
        columns["position"] = row["position"] if sent.position is None else sent.position
    return columns


def _role(row: sqlite3.Row, sent: Message) -> Role:
    return row["role"] if sent.role == "unknown" else sent.role
