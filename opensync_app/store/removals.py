"""Taking messages back: when their file was rewritten, or is parsed again by a newer parser."""

import sqlite3
from collections.abc import Collection, Iterable

from opensync_app.core.usage import NO_USAGE
from opensync_app.store.usage import UsageBook
from opensync_app.store.written import usage_of


def drop_file_messages(
    connection: sqlite3.Connection, file_id: int, book: UsageBook
) -> list[sqlite3.Row]:
    """Delete the messages a file gave; return their rows.

    Usage that another file tells of the same reply stays counted. Runs inside the caller's
    transaction; the archive keeps what the file said.
    """
    rows = connection.execute("SELECT * FROM messages WHERE file_id = ?", (file_id,)).fetchall()
    for row in rows:
        connection.execute("DELETE FROM messages WHERE id = ?", (row["id"],))
        connection.execute(
            "DELETE FROM message_aliases WHERE session_id = ? AND message_id = ?",
            (row["session_id"], row["id"]),
        )
    for key in {row["usage_key"] for row in rows if row["usage_key"] is not None}:
        still = connection.execute(
            "SELECT * FROM messages WHERE usage_key = ? AND origin = 'import'", (key,)
        ).fetchall()
        if still:
            book.retell(key, [usage_of(row) or NO_USAGE for row in still])
        else:
            book.remove(key)
    return rows


def own_sessions(connection: sqlite3.Connection, file_id: int) -> dict[str, int]:
    """Return the sessions that only this file tells of: record id by external id."""
    rows = connection.execute(
        "SELECT s.external_id, s.id FROM session_files f JOIN sessions s ON s.id = f.session_id "
        "WHERE f.file_id = ? AND NOT s.is_pushed AND NOT EXISTS (SELECT 1 FROM session_files o "
        "WHERE o.session_id = f.session_id AND o.file_id <> f.file_id)",
        (file_id,),
    ).fetchall()
    return {row["external_id"]: row["id"] for row in rows}


def drop_extra_usage(
    connection: sqlite3.Connection, session_ids: Iterable[int], book: UsageBook
) -> None:
    """Forget the tokens of these sessions that no message stands for."""
    for session_id in session_ids:
        keys = connection.execute(
            "SELECT key FROM usage WHERE session_id = ? AND is_extra", (session_id,)
        ).fetchall()
        for row in keys:
            book.remove(row["key"])


def unlink_file(
    connection: sqlite3.Connection, file_id: int, told: Collection[int], own: Iterable[int]
) -> list[sqlite3.Row]:
    """Forget that a file spoke of sessions it no longer tells of; return the rows that are gone.

    `told` are the sessions of which the file speaks now, `own` those that only it told of before.
    One of `own` that has no message left goes, unless a person gave it something.
    """
    rows = connection.execute(
        "SELECT session_id FROM session_files WHERE file_id = ?", (file_id,)
    ).fetchall()
    for row in rows:
        if row["session_id"] not in told:
            connection.execute(
                "DELETE FROM session_files WHERE session_id = ? AND file_id = ?",
                (row["session_id"], file_id),
            )
    gone = (_delete_if_empty(connection, sid) for sid in own if sid not in told)
    return [row for row in gone if row is not None]


def _delete_if_empty(connection: sqlite3.Connection, session_id: int) -> sqlite3.Row | None:
    deleted: sqlite3.Row | None = connection.execute(
        "DELETE FROM sessions WHERE id = ?1 AND user_title IS NULL AND NOT is_public "
        "AND NOT starred AND note IS NULL "
        "AND NOT eval_ready AND reviewed_at IS NULL AND eval_notes IS NULL "
        "AND eval_status IS NULL AND expected_output IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM messages WHERE session_id = ?1) "
        "AND NOT EXISTS (SELECT 1 FROM usage WHERE session_id = ?1) "
        "AND NOT EXISTS (SELECT 1 FROM session_tags WHERE session_id = ?1) "
        "RETURNING id, source, model, project_name, created_at, deleted_at",
        (session_id,),
    ).fetchone()
    return deleted
