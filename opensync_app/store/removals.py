"""Taking messages back: when their file was rewritten."""

import sqlite3

from opensync_app.store.usage import Place, UsageBook
from opensync_app.store.written import Counted, counted


def drop_file_messages(
    connection: sqlite3.Connection, file_id: int, book: UsageBook, places: dict[int, Place]
) -> list[tuple[int, int, Counted]]:
    """Delete the messages a file gave; return (session id, message id, what it counted).

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
            "SELECT 1 FROM messages WHERE usage_key = ? LIMIT 1", (key,)
        ).fetchone()
        if still is None:
            book.remove(key, places)
    return [(row["session_id"], row["id"], counted(row)) for row in rows]
