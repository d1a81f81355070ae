"""Sessions: get by either id, and the sums over all of a user's."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from opensync_app.core.records import StoredSession
from opensync_app.core.usage import TokenUsage
from opensync_app.store.database import Database
from opensync_app.store.rollups import DAY
from opensync_app.store.session_rows import bare, completed
from opensync_app.store.usage import total_usage

_IDS_AT_ONCE = 500


class Totals(msgspec.Struct, frozen=True):
    """Figures over everything a user has, each usage counted once.

    Attributes:
        tokens: by kind; for sessions that were only pushed, as reported.
        cost_micro_usd: of what has a known price.
    """

    sessions: int
    messages: int
    prompt_tokens: int
    completion_tokens: int
    tokens: TokenUsage
    cost_micro_usd: int
    duration_ms: int


class SourceTotals(msgspec.Struct, frozen=True):
    """Figures of one source."""

    source: str
    sessions: int
    messages: int


class Sessions:
    """Reads sessions; those in the trash exist only for filters that ask for them."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def get(
        self, user_id: int, session_id: int, *, is_trashed: bool = False
    ) -> StoredSession | None:
        """Return one session of a user, or None; a trashed one only if that is asked for."""
        return self._one("user_id = ? AND id = ?", (user_id, session_id), is_trashed=is_trashed)

    def others(self, user_id: int, ids: Sequence[int]) -> set[int]:
        """Return those of some record ids that are sessions of other users."""
        found: set[int] = set()
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[start : start + _IDS_AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT id FROM sessions WHERE id IN ({marks}) AND user_id <> ?"  # noqa: S608
            found.update(row["id"] for row in self._rows(query, (*some, user_id)))
        return found

    def find(
        self, user_id: int, external_id: str, *, is_trashed: bool = False
    ) -> StoredSession | None:
        """Return one session of a user by its tool's id, or None; as `get`."""
        values = (user_id, external_id)
        return self._one("user_id = ? AND external_id = ?", values, is_trashed=is_trashed)

    def by_ids(self, ids: Sequence[int]) -> list[StoredSession]:
        """Return sessions by record id in no set order; deleted ones are absent."""
        marks = ",".join("?" * len(ids))
        return self._many(f"id IN ({marks}) AND deleted_at IS NULL", tuple(ids))

    def alone_by_ids(self, ids: Sequence[int]) -> list[StoredSession]:
        """Return sessions as `by_ids` does, without tags and what their sub-agents add."""
        marks = ",".join("?" * len(ids))
        found = self._rows(
            f"SELECT * FROM sessions WHERE id IN ({marks}) AND deleted_at IS NULL",  # noqa: S608
            tuple(ids),
        )
        return bare(found)

    def ids_after(self, session_id: int, limit: int) -> list[int]:
        """Return the next record ids of all users' sessions, ascending; trashed ones are absent."""
        rows = self._rows(
            "SELECT id FROM sessions WHERE id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?",
            (session_id, limit),
        )
        return [row["id"] for row in rows]

    def external_ids(self, user_id: int) -> list[str]:
        """Return the tool's ids of all sessions a user has or had, oldest first, then purged ones.

        A plugin sends what is not among them.
        """
        rows = self._rows(
            "SELECT external_id FROM (SELECT id, external_id FROM sessions WHERE user_id = ?1 "
            "UNION ALL SELECT 1 << 62, external_id FROM purged_sessions WHERE user_id = ?1) "
            "ORDER BY id",
            (user_id,),
        )
        return [row["external_id"] for row in rows]

    def files(self, session_id: int) -> list[str]:
        """Return the paths a session was read from, in the order they were first read."""
        rows = self._rows(
            "SELECT f.path FROM session_files s JOIN files f ON f.id = s.file_id "
            "WHERE s.session_id = ? ORDER BY f.id",
            (session_id,),
        )
        return [row["path"] for row in rows]

    def totals(self, user_id: int) -> Totals:
        """Return the figures over everything a user has."""
        row = self._rows(
            "SELECT count(*) AS sessions, coalesce(sum(message_count), 0) AS messages, "
            "coalesce(sum(known_duration_ms), 0) AS duration FROM sessions "
            "INDEXED BY sessions_listed WHERE user_id = ? AND deleted_at IS NULL",
            (user_id,),
        )[0]
        tokens = self._database.read(lambda c: total_usage(c, user_id))
        cost = self._rows(
            "SELECT coalesce(sum(cost_micro_usd), 0) AS cost FROM rollups "
            "WHERE user_id = ? AND span = ?",
            (user_id, DAY),
        )[0]["cost"]
        return Totals(
            sessions=row["sessions"],
            messages=row["messages"],
            prompt_tokens=tokens.prompt,
            completion_tokens=tokens.completion,
            tokens=tokens,
            cost_micro_usd=cost,
            duration_ms=row["duration"],
        )

    def by_source(self, user_id: int) -> list[SourceTotals]:
        """Return the figures of each source, most sessions first."""
        rows = self._rows(
            "SELECT source, sum(sessions) AS sessions, sum(messages) AS messages "
            "FROM activity_rollups WHERE user_id = ? AND span = ? GROUP BY source "
            "HAVING sum(sessions) > 0 ORDER BY 2 DESC, 1",
            (user_id, DAY),
        )
        return [SourceTotals(r["source"], r["sessions"], r["messages"]) for r in rows]

    def last_synced(self, user_id: int) -> int | None:
        """Return the epoch ms of the last push or read of a file; None when there was none."""
        row = self._rows(
            "SELECT max(moment) AS newest FROM (SELECT max(read_at) AS moment FROM files UNION ALL "
            "SELECT max(updated_at) FROM sessions WHERE user_id = ? AND is_pushed)",
            (user_id,),
        )[0]
        return row["newest"]

    def _one(
        self, where: str, values: tuple[Any, ...], *, is_trashed: bool
    ) -> StoredSession | None:
        found = self._many(f"{where} AND deleted_at IS {'NOT ' * is_trashed}NULL", values)
        return found[0] if found else None

    def _many(self, where: str, values: tuple[Any, ...]) -> list[StoredSession]:
        return self._completed(self._rows(f"SELECT * FROM sessions WHERE {where}", values))  # noqa: S608

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())

    def _completed(self, rows: list[sqlite3.Row]) -> list[StoredSession]:
        return self._database.read(lambda c: completed(c, rows)) if rows else []
