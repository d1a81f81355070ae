"""A session's whole transcript: its headings, its context size, and the messages that hold words."""

import sqlite3
from collections.abc import Iterator

import msgspec

from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Kind
from opensync_app.store.database import Database
from opensync_app.store.messages import Messages

_HEADINGS: tuple[Kind, ...] = ("prompt", "command", "summary", "interruption")

_NUMBERED = (
    "SELECT id, kind, created_at, is_sidechain, "
    "row_number() OVER (ORDER BY position, id) - 1 AS number FROM messages WHERE session_id = ?"
)

_READ_AT_ONCE = 200


class Heading(msgspec.Struct, frozen=True):
    """A message that a table of contents names.

    Attributes:
        number: place among the messages of its session, from 0.
        message: the whole of it.
    """

    number: int
    message: StoredMessage


class ContextSize(msgspec.Struct, frozen=True):
    """How much a session's model was given at once, in tokens; sub-agents apart.

    Attributes:
        last: with the newest reply that tells.
        most: with any reply.
        steps: replies.
    """

    last: int
    most: int
    steps: int


class Transcripts:
    """Reads transcripts from end to end."""

    def __init__(self, database: Database, messages: Messages) -> None:
        """Read from this database, whole messages through their own reader."""
        self._database = database
        self._messages = messages

    def headings(self, session_id: int, limit: int) -> list[Heading]:
        """Return the first messages that a table of contents names, in order, at most `limit`."""
        marks = ",".join("?" * len(_HEADINGS))
        rows = self._rows(
            f"SELECT id, number FROM ({_NUMBERED}) WHERE kind IN ({marks}) "  # noqa: S608 - own words
            "AND is_sidechain = 0 ORDER BY number LIMIT ?",
            (session_id, *_HEADINGS, limit),
        )
        numbers = {row["id"]: row["number"] for row in rows}
        found: list[Heading] = []
        for start in range(0, len(rows), _READ_AT_ONCE):
            ids = [row["id"] for row in rows[start : start + _READ_AT_ONCE]]
            found += [Heading(numbers[m.id], m) for m in self._messages.by_ids(ids)]
        return sorted(found, key=lambda heading: heading.number)

    def context_size(self, session_id: int) -> ContextSize:
        """Return how large the context of a session is and was; zeros when no reply tells."""
        size = "input + cache_write_5m + cache_write_1h + cache_read"
        row = self._rows(
            f"SELECT count(*) AS steps, coalesce(max({size}), 0) AS most FROM messages "  # noqa: S608
            "WHERE session_id = ? AND kind = 'reply' AND is_sidechain = 0",
            (session_id,),
        )[0]
        last = self._rows(
            f"SELECT {size} AS size FROM messages WHERE session_id = ? "  # noqa: S608 - own words
            "AND has_usage = 1 AND is_sidechain = 0 ORDER BY position DESC, id DESC LIMIT 1",
            (session_id,),
        )
        return ContextSize(last[0]["size"] if last else 0, row["most"], row["steps"])

    def messages(self, session_id: int) -> Iterator[tuple[int, StoredMessage]]:
        """Yield every message with its number, in the order of the conversation."""
        number, cursor = 0, None
        while True:
            page = self._messages.page(session_id, cursor, _READ_AT_ONCE)
            for message in page.messages:
                yield number, message
                number += 1
            cursor = page.next_cursor
            if cursor is None:
                return

    def _rows(self, sql: str, values: tuple[object, ...]) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())
