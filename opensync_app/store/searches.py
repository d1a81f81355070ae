"""Saved searches: keep, list, rename, count their use, forget."""

import sqlite3
from typing import Any

import msgspec

from opensync_app.core.saved_search import SavedSearch, SearchWish
from opensync_app.store.database import Database

_OWN = "WHERE id = ? AND user_id = ?"


class Searches:
    """The searches that people keep; each call sees those of one user alone."""

    def __init__(self, database: Database) -> None:
        """Read and write this database."""
        self._database = database

    def add(self, user_id: int, wish: SearchWish, now: int, most: int) -> SavedSearch | None:
        """Keep a search and return it; None, with nothing written, when a user has `most` already.

        Durable once this returns.
        """

        def write(connection: sqlite3.Connection) -> int | None:
            sql = "SELECT count(*) FROM saved_searches WHERE user_id = ?"
            if connection.execute(sql, (user_id,)).fetchone()[0] >= most:
                return None
            return connection.execute(
                "INSERT INTO saved_searches (user_id, name, query, search_type, session_limit, "
                "token_budget, filters, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (user_id, *_columns(wish), now),
            ).lastrowid

        number = self._database.write(write)
        return None if number is None else self.get(user_id, number)

    def get(self, user_id: int, search_id: int) -> SavedSearch | None:
        """Return a search of a user, or None."""
        rows = self._rows(f"SELECT * FROM saved_searches {_OWN}", (search_id, user_id))  # noqa: S608 - own words
        return _search(rows[0]) if rows else None

    def page(self, user_id: int, offset: int, limit: int) -> list[SavedSearch]:
        """Return a user's searches, the last used or made first."""
        rows = self._rows(
            "SELECT * FROM saved_searches WHERE user_id = ? "
            "ORDER BY coalesce(last_used_at, created_at) DESC, id DESC LIMIT ? OFFSET ?",
            (user_id, limit, offset),
        )
        return [_search(row) for row in rows]

    def rename(self, user_id: int, search_id: int, name: str) -> bool:
        """Give a search another name; False when there is none. Durable once this returns."""
        return self._change(f"UPDATE saved_searches SET name = ? {_OWN}", name, search_id, user_id)  # noqa: S608 - own words

    def count_use(self, user_id: int, search_id: int, now: int) -> bool:
        """Note that a search was used; False when there is none. Durable once this returns."""
        return self._change(
            f"UPDATE saved_searches SET use_count = use_count + 1, last_used_at = ? {_OWN}",  # noqa: S608 - own words
            now,
            search_id,
            user_id,
        )

    def remove(self, user_id: int, search_id: int) -> bool:
        """Forget a search; False when there is none. Durable once this returns."""
        return self._change(f"DELETE FROM saved_searches {_OWN}", search_id, user_id)  # noqa: S608 - own words

    def _change(self, sql: str, *values: object) -> bool:
        def write(connection: sqlite3.Connection) -> bool:
            return connection.execute(sql, values).rowcount > 0

        return self._database.write(write)

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())


def _columns(wish: SearchWish) -> tuple[object, ...]:
    filters = msgspec.json.encode(wish.filters).decode()
    return wish.name, wish.query, wish.search_type, wish.limit, wish.token_budget, filters


def _search(row: sqlite3.Row) -> SavedSearch:
    return SavedSearch(
        id=row["id"],
        wish=SearchWish(
            name=row["name"],
            query=row["query"],
            search_type=row["search_type"],
            limit=row["session_limit"],
            token_budget=row["token_budget"],
            filters=msgspec.json.decode(row["filters"]),
        ),
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        use_count=row["use_count"],
    )
