"""Messages and parts: read a session's transcript page by page."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from opensync_app.core.cursors import decode_cursor, encode_cursor
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.records import StoredMessage
from opensync_app.core.usage import TokenUsage
from opensync_app.store.archive import Archive
from opensync_app.store.bodies import unpack
from opensync_app.store.columns import USAGE_COLUMNS
from opensync_app.store.database import Database
from opensync_app.store.kept_texts import KeptTexts

_BACKWARDS = re.compile(r"<-?[0-9]{1,18}", re.ASCII)
"""The position in a cursor that leads to the page before."""

_COLUMNS = (
    "id",
    "session_id",
    "external_id",
    "role",
    "kind",
    "model",
    "duration_ms",
    "created_at",
    "position",
    "is_sidechain",
    "body",
    "has_usage",
    *USAGE_COLUMNS,
)
_SELECT = f"SELECT {', '.join(f'messages.{name}' for name in _COLUMNS)} FROM messages"  # noqa: S608 - own names

_START = (-(2**63), -1)
_END = (2**63 - 1, 2**63 - 1)


class MessagePage(msgspec.Struct, frozen=True):
    """One page of a transcript.

    Attributes:
        messages: in the order of the conversation.
        next_cursor: hand it back for the next page; None on the last one.
        total: messages on all pages.
        prev_cursor: hand it back for the page before; None on the first one.
        offset: messages of the session before the first of this page.
    """

    messages: list[StoredMessage]
    next_cursor: str | None
    total: int
    prev_cursor: str | None = None
    offset: int = 0


class Messages:
    """Reads messages."""

    def __init__(self, database: Database, archive: Archive) -> None:
        """Read from this database, large results from this archive."""
        self._database = database
        self._texts = KeptTexts(database, archive)

    def page(self, session_id: int, cursor: str | None = None, limit: int = 200) -> MessagePage:
        """Return one page of a session's messages: the first, or the one that a cursor names.

        Raises:
            InvalidInputError: the cursor is not ours.
        """
        way, place = (">", _START) if cursor is None else _read_cursor(cursor)
        if way == "<":
            return self._page(session_id, self._before(session_id, place, limit))
        return self._page(session_id, self._after(session_id, place, limit))

    def last_page(self, session_id: int, limit: int = 200) -> MessagePage:
        """Return the last page of a session's messages."""
        return self._page(session_id, self._before(session_id, _END, limit))

    def page_at(self, session_id: int, offset: int, limit: int = 200) -> MessagePage:
        """Return the page that begins after so many of a session's messages; empty past the end."""
        rows = self._rows(
            f"{_SELECT} WHERE id IN (SELECT id FROM messages WHERE session_id = ? "  # noqa: S608
            "ORDER BY position, id LIMIT ? OFFSET ?) ORDER BY position, id",
            (session_id, limit, offset),
        )
        return self._page(session_id, rows)

    def page_around(self, session_id: int, message_id: int, limit: int = 200) -> MessagePage | None:
        """Return a page with a message in its middle; None when the session does not hold it."""
        found = self._rows(
            "SELECT position, id FROM messages WHERE id = ? AND session_id = ?",
            (message_id, session_id),
        )
        if not found:
            return None
        place = found[0]["position"], found[0]["id"]
        before = self._before(session_id, place, limit - 1)
        after = self._after(session_id, (place[0], place[1] - 1), limit)
        room = max(limit - len(after), limit // 2)
        chosen = before[len(before) - min(room, len(before)) :]
        return self._page(session_id, [*chosen, *after[: limit - len(chosen)]])

    def _after(self, session_id: int, place: tuple[int, int], limit: int) -> list[sqlite3.Row]:
        return self._rows(
            f"{_SELECT} WHERE session_id = ? AND (position, id) > (?, ?) "
            "ORDER BY position, id LIMIT ?",
            (session_id, *place, limit),
        )

    def _before(self, session_id: int, place: tuple[int, int], limit: int) -> list[sqlite3.Row]:
        rows = self._rows(
            f"{_SELECT} WHERE session_id = ? AND (position, id) < (?, ?) "
            "ORDER BY position DESC, id DESC LIMIT ?",
            (session_id, *place, limit),
        )
        return rows[::-1]

    def _page(self, session_id: int, rows: list[sqlite3.Row]) -> MessagePage:
        """Return rows as a page, with cursors where there is more."""
        total, first, last = self._bounds(session_id)
        places = [(row["position"], row["id"]) for row in rows]
        following = encode_cursor(places[-1]) if places and places[-1] < last else None
        before = None
        if places and places[0] > first:
            before = encode_cursor((f"<{places[0][0]}", places[0][1]))
        offset = self._offset(session_id, places[0]) if before else 0
        return MessagePage([self._whole(row) for row in rows], following, total, before, offset)

    def _offset(self, session_id: int, place: tuple[int, int]) -> int:
        """Return how many messages of a session stand before a place."""
        return self._rows(
            "SELECT count(*) AS before FROM messages "
            "WHERE session_id = ? AND (position, id) < (?, ?)",
            (session_id, *place),
        )[0]["before"]

    def _bounds(self, session_id: int) -> tuple[int, tuple[int, int], tuple[int, int]]:
        """Return how many messages a session has, and the places of the first and the last."""
        total = self._rows(
            "SELECT count(*) AS total FROM messages WHERE session_id = ?", (session_id,)
        )[0]["total"]
        ends = [
            self._rows(
                "SELECT position, id FROM messages WHERE session_id = ? "  # noqa: S608 - own words
                f"ORDER BY position {way}, id {way} LIMIT 1",
                (session_id,),
            )
            for way in ("ASC", "DESC")
        ]
        first, last = ((e[0]["position"], e[0]["id"]) if e else _START for e in ends)
        return total, first, last

    def get(self, user_id: int, message_id: int) -> StoredMessage | None:
        """Return one whole message of a user, or None."""
        rows = self._rows(
            f"{_SELECT} JOIN sessions s ON s.id = messages.session_id "
            "WHERE messages.id = ? AND s.user_id = ? AND s.deleted_at IS NULL",
            (message_id, user_id),
        )
        return self._whole(rows[0]) if rows else None

    def by_ids(self, ids: Sequence[int]) -> list[StoredMessage]:
        """Return messages by record id in ascending order; missing ones are absent."""
        marks = ",".join("?" * len(ids))
        rows = self._rows(
            f"{_SELECT} WHERE id IN ({marks}) ORDER BY id",
            tuple(ids),
        )
        return [self._whole(row) for row in rows]

    def ids_after(self, message_id: int, limit: int) -> list[int]:
        """Return the next record ids of all users' messages, ascending."""
        rows = self._rows(
            "SELECT id FROM messages WHERE id > ? ORDER BY id LIMIT ?", (message_id, limit)
        )
        return [row["id"] for row in rows]

    def highest_id(self) -> int:
        """Return the record id of the newest message of all users; 0 when there is none."""
        return self._rows("SELECT coalesce(max(id), 0) AS id FROM messages", ())[0]["id"]

    def calling(self, session_id: int, before: int, limit: int) -> list[StoredMessage]:
        """Return the last messages of a session up to a position that call tools, newest first."""
        rows = self._rows(
            f"{_SELECT} WHERE session_id = ? AND position <= ? AND tool_call_count > 0 "
            "ORDER BY position DESC, id DESC LIMIT ?",
            (session_id, before, limit),
        )
        return [_message(row) for row in rows]

    def _whole(self, row: sqlite3.Row) -> StoredMessage:
        return self._texts.completed(_message(row))

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())


def _read_cursor(cursor: str) -> tuple[str, tuple[int, int]]:
    """Return which way a cursor leads, and from where.

    Raises:
        InvalidInputError: it is not ours.
    """
    value, message_id = decode_cursor(cursor)
    if isinstance(value, int):
        return ">", (value, message_id)
    if isinstance(value, str) and _BACKWARDS.fullmatch(value):
        return "<", (int(value[1:]), message_id)
    message = "The cursor is not one that this server gave out."
    raise InvalidInputError(message, "$.cursor")


def _message(row: sqlite3.Row) -> StoredMessage:
    """Return a row of `_COLUMNS` as a message.

    Taken apart by place: to find a column by its name takes a row longer than to unpack a body.
    """
    (
        message_id,
        session_id,
        external_id,
        role,
        kind,
        model,
        duration_ms,
        created_at,
        position,
        is_sidechain,
        packed,
        has_usage,
        *usage,
    ) = row
    body = unpack(packed)
    return StoredMessage(
        id=message_id,
        session_id=session_id,
        external_id=external_id,
        role=role,
        kind=kind,
        parts=body.parts,
        text_content=body.text,
        model=model,
        usage=TokenUsage(*usage) if has_usage else None,
        duration_ms=duration_ms,
        created_at=created_at,
        position=position,
        is_sidechain=bool(is_sidechain),
    )
