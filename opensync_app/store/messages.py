"""Messages and parts: read a session's transcript page by page."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from opensync_app.core.cursors import decode_cursor, encode_cursor
from opensync_app.core.records import StoredMessage
from opensync_app.store.bodies import unpack
from opensync_app.store.database import Database
from opensync_app.store.written import usage_of


class MessagePage(msgspec.Struct, frozen=True):
    """One page of a transcript.

    Attributes:
        messages: in the order of the conversation.
        next_cursor: hand it back for the next page; None on the last one.
        total: messages on all pages.
    """

    messages: list[StoredMessage]
    next_cursor: str | None
    total: int


class Messages:
    """Reads messages."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def page(self, session_id: int, after: str | None = None, limit: int = 200) -> MessagePage:
        """Return one page of a session's messages.

        Raises:
            InvalidInputError: the cursor is not ours.
        """
        place = (-1, -1) if after is None else decode_cursor(after)
        rows = self._rows(
            "SELECT * FROM messages WHERE session_id = ? AND (position, id) > (?, ?) "
            "ORDER BY position, id LIMIT ?",
            (session_id, *place, limit + 1),
        )
        total = self._rows(
            "SELECT count(*) AS total FROM messages WHERE session_id = ?", (session_id,)
        )[0]["total"]
        page, more = rows[:limit], len(rows) > limit
        following = encode_cursor((page[-1]["position"], page[-1]["id"])) if more and page else None
        return MessagePage([_message(row) for row in page], following, total)

    def get(self, user_id: int, message_id: int) -> StoredMessage | None:
        """Return one whole message of a user, or None."""
        rows = self._rows(
            "SELECT m.* FROM messages m JOIN sessions s ON s.id = m.session_id "
            "WHERE m.id = ? AND s.user_id = ? AND s.deleted_at IS NULL",
            (message_id, user_id),
        )
        return _message(rows[0]) if rows else None

    def by_ids(self, ids: Sequence[int]) -> list[StoredMessage]:
        """Return messages by record id in ascending order; missing ones are absent."""
        marks = ",".join("?" * len(ids))
        rows = self._rows(
            f"SELECT * FROM messages WHERE id IN ({marks}) ORDER BY id",  # noqa: S608 - only marks
            tuple(ids),
        )
        return [_message(row) for row in rows]

    def ids_after(self, message_id: int, limit: int) -> list[int]:
        """Return the next record ids of all users' messages, ascending."""
        rows = self._rows(
            "SELECT id FROM messages WHERE id > ? ORDER BY id LIMIT ?", (message_id, limit)
        )
        return [row["id"] for row in rows]

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())


def _message(row: sqlite3.Row) -> StoredMessage:
    body = unpack(row["body"])
    return StoredMessage(
        id=row["id"],
        session_id=row["session_id"],
        external_id=row["external_id"],
        role=row["role"],
        kind=row["kind"],
        parts=body.parts,
        text_content=body.text,
        model=row["model"],
        usage=usage_of(row),
        duration_ms=row["duration_ms"],
        created_at=row["created_at"],
        position=row["position"],
        is_sidechain=bool(row["is_sidechain"]),
    )
