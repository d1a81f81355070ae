"""What embedding asks of the record: how many messages of each session are wanted, and which."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from opensync_app.store.database import Database

_SPOKEN = "(kind = 'reply' OR (kind = 'prompt' AND NOT is_sidechain))"
_FIRST = (
    "(SELECT m.id FROM messages m WHERE m.session_id = s.id AND m.kind = '{}' {} "
    "ORDER BY m.position, m.id LIMIT 1)"
)
_TYPED, _REPLIED = _FIRST.format("prompt", "AND NOT m.is_sidechain"), _FIRST.format("reply", "")
_AT_ONCE = 500
_ANSWERED = f"({_SPOKEN} OR kind = 'tool-result')"


class Due(msgspec.Struct, frozen=True):
    """How many messages of a session are to be looked at.

    Attributes:
        session_id: record id.
        user_id: whose it is.
        messages: prompts and replies; tool results too when they are wanted.
    """

    session_id: int
    user_id: int
    messages: int


class Covering:
    """Reads what is to have vectors; sessions in the trash are left out."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def due(self, *, tool_output: bool) -> list[Due]:
        """Return every session with something to look at, the last active first.

        Prompts and replies are counted in the session's row; counting tool results reads all
        messages, a second or two for 500,000.
        """
        if tool_output:
            rows = self._rows(
                "SELECT s.id, s.user_id, count(*) FROM messages m JOIN sessions s "  # noqa: S608 - own words
                f"ON s.id = m.session_id WHERE s.deleted_at IS NULL AND {_ANSWERED} "
                "GROUP BY s.id ORDER BY s.updated_at DESC, s.id DESC"
            )
        else:
            rows = self._rows(
                "SELECT id, user_id, user_prompt_count + assistant_message_count AS wanted "
                "FROM sessions WHERE deleted_at IS NULL AND wanted > 0 "
                "ORDER BY updated_at DESC, id DESC"
            )
        return [Due(*row) for row in rows]

    def messages_of(self, session_id: int, *, tool_output: bool) -> list[int]:
        """Return the ids of a session's messages to look at: prompts and replies first, newest first."""
        rows = self._rows(
            f"SELECT id FROM messages WHERE session_id = ? AND {_ANSWERED if tool_output else _SPOKEN} "  # noqa: S608 - own words
            "ORDER BY kind = 'tool-result', position DESC, id DESC",
            session_id,
        )
        return [row[0] for row in rows]

    def first_of(self, session_ids: Iterable[int]) -> dict[int, int]:
        """Return the first typed prompt of sessions, or the first reply; others are absent."""
        wanted, found = sorted(set(session_ids)), dict[int, int]()
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            rows = self._rows(
                f"SELECT s.id, coalesce({_TYPED}, {_REPLIED}) AS first FROM sessions s "  # noqa: S608 - own words
                f"WHERE s.id IN ({','.join('?' * len(some))}) AND first IS NOT NULL",
                *some,
            )
            found.update((row[0], row[1]) for row in rows)
        return found

    def wanted_of(self, user_id: int) -> int:
        """Return how many prompts and replies a user has."""
        return self._sum("AND user_id = ?", user_id)

    def wanted(self) -> int:
        """Return how many prompts and replies there are."""
        return self._sum("")

    def _sum(self, condition: str, *values: object) -> int:
        rows = self._rows(
            "SELECT coalesce(sum(user_prompt_count + assistant_message_count), 0) FROM sessions "  # noqa: S608 - own words
            f"WHERE deleted_at IS NULL {condition}",
            *values,
        )
        return int(rows[0][0])

    def _rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401 - as sqlite takes them
        return self._database.read(lambda c: c.execute(sql, values).fetchall())
