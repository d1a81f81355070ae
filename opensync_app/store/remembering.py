"""Answers that are kept as long as nobody writes to the record."""

import sqlite3
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from opensync_app.store.database import Database

T = TypeVar("T")

_KEPT = 64


class Remembered:
    """Remembers answers of one thread's connection; any commit, of any process, ends them all.

    SQLite counts for each connection the commits of others (`PRAGMA data_version`); asking for
    the count takes a few microseconds.
    """

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database
        self._local = threading.local()

    def get(self, key: Hashable, make: Callable[[sqlite3.Connection], T]) -> T:
        """Return what is remembered under a key, or make it; keys of different kinds must differ."""
        return self._database.read(lambda connection: self._get(connection, key, make))

    def _get(
        self, connection: sqlite3.Connection, key: Hashable, make: Callable[[sqlite3.Connection], T]
    ) -> T:
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        known: tuple[int, dict[Hashable, Any]] | None = getattr(self._local, "answers", None)
        if known is None or known[0] != version or len(known[1]) >= _KEPT:
            known = (version, {})
            self._local.answers = known
        answers = known[1]
        if key not in answers:
            answers[key] = make(connection)
        return answers[key]
