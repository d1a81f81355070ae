"""What stands on a person's desk: preferences and notifications, and what was told before."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from opensync_app.core.notices import Notice, StoredNotice
from opensync_app.store.database import Database
from opensync_app.store.rollups import USAGE

_KEPT = 500
"""Notifications kept of each user."""


class Desk:
    """Reads and writes the desks; each call sees one user's alone, where it names one."""

    def __init__(self, database: Database) -> None:
        """Use this database."""
        self._database = database

    def preferences(self, user_id: int) -> dict[str, Any]:
        """Return what a user set, by name."""
        rows = self._rows("SELECT name, value FROM preferences WHERE user_id = ?", user_id)
        return {row["name"]: msgspec.json.decode(row["value"]) for row in rows}

    def prefer(self, user_id: int, values: Mapping[str, object]) -> None:
        """Set values by name, None forgets one. Durable once this returns."""

        def write(connection: sqlite3.Connection) -> None:
            for name, value in values.items():
                connection.execute(
                    "DELETE FROM preferences WHERE user_id = ? AND name = ?", (user_id, name)
                )
                if value is not None:
                    connection.execute(
                        "INSERT INTO preferences (user_id, name, value) VALUES (?, ?, ?)",
                        (user_id, name, msgspec.json.encode(value).decode()),
                    )

        self._database.write(write)

    def users(self) -> list[int]:
        """Return every user's id."""
        return [row["id"] for row in self._rows("SELECT id FROM users ORDER BY id")]

    def tell(
        self, user_id: int, notice: Notice, now: int, memory: tuple[str, str] | None = None
    ) -> bool:
        """Keep a notification; with a memory of (name, value) only when that is news.

        Returns whether it was kept. The oldest ones make room. Durable once this returns.
        """

        def write(connection: sqlite3.Connection) -> bool:
            if memory is not None and not _remember(connection, *memory):
                return False
            connection.execute(
                "INSERT INTO notifications (user_id, kind, title, detail, link, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (user_id, notice.kind, notice.title, notice.detail, notice.link, now),
            )
            connection.execute(
                "DELETE FROM notifications WHERE user_id = ?1 AND id <= (SELECT id FROM "
                "notifications WHERE user_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                (user_id, _KEPT),
            )
            return True

        return self._database.write(write)

    def remembered(self, name: str) -> str | None:
        """Return what is remembered under a name, of what was told or of the program's work."""
        rows = self._rows("SELECT value FROM meta WHERE name = ?", name)
        return rows[0]["value"] if rows else None

    def remember(self, name: str, value: str) -> bool:
        """Remember a value; return whether it is news."""
        return self._database.write(lambda c: _remember(c, name, value))

    def notices(self, user_id: int, before: int | None, limit: int) -> list[StoredNotice]:
        """Return a user's notifications, newest first, those before an id if one is given."""
        rows = self._rows(
            "SELECT * FROM notifications WHERE user_id = ? AND id < coalesce(?, 1 << 62) "
            "ORDER BY id DESC LIMIT ?",
            user_id,
            before,
            limit,
        )
        return [_notice(row) for row in rows]

    def notices_after(self, notice_id: int) -> list[StoredNotice]:
        """Return the notifications of all users behind an id, oldest first."""
        sql = "SELECT * FROM notifications WHERE id > ? ORDER BY id LIMIT 100"
        return [_notice(row) for row in self._rows(sql, notice_id)]

    def last_notice(self) -> int:
        """Return the id of the newest notification of all users; 0 when there is none."""
        return self._rows("SELECT coalesce(max(id), 0) AS id FROM notifications")[0]["id"]

    def unread(self, user_id: int) -> int:
        """Return how many notifications a user has not read."""
        sql = "SELECT count(*) AS n FROM notifications WHERE user_id = ? AND read_at IS NULL"
        return self._rows(sql, user_id)[0]["n"]

    def mark_read(self, user_id: int, ids: Sequence[int] | None, now: int) -> int:
        """Note that a user read some notifications, or all; return how many are news."""
        which = "" if ids is None else "AND id IN (SELECT value FROM json_each(?))"
        values = () if ids is None else (msgspec.json.encode(ids).decode(),)
        return self._database.write(
            lambda c: (
                c.execute(
                    f"UPDATE notifications SET read_at = ? WHERE user_id = ? AND read_at IS NULL {which}",  # noqa: S608
                    (now, user_id, *values),
                ).rowcount
            )
        )

    def cost_between(self, user_id: int, buckets: range) -> int:
        """Return what a user's replies in some quarters of an hour cost, micro-dollars."""
        return self._rows(
            f"SELECT coalesce(sum(cost_micro_usd), 0) AS cost FROM {USAGE.name} "  # noqa: S608
            "WHERE user_id = ? AND span = 1 AND bucket >= ? AND bucket < ?",
            user_id,
            buckets.start,
            buckets.stop,
        )[0]["cost"]

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())


def _remember(connection: sqlite3.Connection, name: str, value: str) -> bool:
    return (
        connection.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = "
            "excluded.value WHERE value <> excluded.value",
            (name, value),
        ).rowcount
        > 0
    )


def _notice(row: sqlite3.Row) -> StoredNotice:
    return StoredNotice(*row)
