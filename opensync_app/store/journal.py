"""The change journal: what changed, numbered in the same transaction as the data."""

import sqlite3
from collections.abc import Iterable

from opensync_app.core.records import JournalEntry, JournalOp
from opensync_app.store.database import Database


def append(
    connection: sqlite3.Connection, entries: Iterable[tuple[JournalOp, int, int | None]]
) -> int:
    """Write entries inside the caller's transaction; return the number of the last entry."""
    connection.executemany(
        "INSERT INTO journal (op, session_id, message_id) VALUES (?, ?, ?)", entries
    )
    return _last(connection)


def _last(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    return 0 if row is None else int(row[0])


class Journal:
    """Reads the journal."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def last(self) -> int:
        """Return the number of the newest entry; 0 when nothing was ever written."""
        return self._database.read(_last)

    def first(self) -> int:
        """Return the number of the oldest entry kept; 0 when the journal is empty."""
        row = self._database.read(
            lambda c: c.execute("SELECT coalesce(min(sequence), 0) FROM journal").fetchone()
        )
        return int(row[0])

    def read_from(self, after: int, limit: int) -> list[JournalEntry]:
        """Return the entries after a number, oldest first."""
        rows = self._database.read(
            lambda c: c.execute(
                "SELECT sequence, op, session_id, message_id FROM journal "
                "WHERE sequence > ? ORDER BY sequence LIMIT ?",
                (after, limit),
            ).fetchall()
        )
        return [JournalEntry(*row) for row in rows]

    def prune(self, until: int) -> int:
        """Forget the entries up to a number that every index has passed; return how many."""
        return self._database.write(
            lambda c: c.execute("DELETE FROM journal WHERE sequence <= ?", (until,)).rowcount,
            urgent=False,
        )
