"""Writing what a person gives a session: kept apart from what tools and plugins tell of it."""

import sqlite3
from typing import Any

import msgspec

from opensync_app.core.edits import SessionEdit
from opensync_app.store import journal
from opensync_app.store.batches import Recorded


def write_edit(
    connection: sqlite3.Connection, session_id: int, edit: SessionEdit, now: int
) -> Recorded:
    """Apply a checked edit inside the caller's transaction; one that changes nothing writes nothing."""
    changed = _write_columns(connection, session_id, edit, now)
    changed = _write_tags(connection, session_id, edit) or changed
    sequence = journal.append(connection, [("session", session_id, None)] if changed else [])
    return Recorded(sequence, {}, {}, (session_id,) if changed else ())


def _write_columns(
    connection: sqlite3.Connection, session_id: int, edit: SessionEdit, now: int
) -> bool:
    known = connection.execute("SELECT * FROM sessions WHERE id = ?", (session_id,)).fetchone()
    told: dict[str, Any] = {
        "user_title": edit.title,
        "starred": edit.starred,
        "note": edit.note,
        "eval_ready": edit.eval_ready,
        "eval_status": edit.eval_status,
        "eval_notes": edit.eval_notes,
        "expected_output": edit.expected_output,
    }
    columns = {name: value for name, value in told.items() if value is not msgspec.UNSET}
    for name in columns.keys() & {"eval_ready", "starred"}:
        columns[name] = int(bool(columns[name]))
    changes = {name: value for name, value in columns.items() if known[name] != value}
    if changes.get("eval_ready") or changes.get("eval_status"):
        changes["reviewed_at"] = now
    if changes:
        assignments = ", ".join(f"{name} = ?" for name in changes)
        connection.execute(
            f"UPDATE sessions SET {assignments} WHERE id = ?",  # noqa: S608 - own column names
            [*changes.values(), session_id],
        )
    return bool(changes)


def _write_tags(connection: sqlite3.Connection, session_id: int, edit: SessionEdit) -> bool:
    if isinstance(edit.tags, msgspec.UnsetType):
        return False
    tags = edit.tags or []
    rows = connection.execute(
        "SELECT tag FROM session_tags WHERE session_id = ? ORDER BY tag", (session_id,)
    )
    if [row["tag"] for row in rows] == tags:
        return False
    connection.execute("DELETE FROM session_tags WHERE session_id = ?", (session_id,))
    connection.executemany(
        "INSERT INTO session_tags (session_id, tag) VALUES (?, ?)",
        [(session_id, tag) for tag in tags],
    )
    return True
