"""Users, browser sessions, hashed API keys and their last use."""

import sqlite3
from collections.abc import Mapping
from concurrent.futures import Future
from typing import cast

from opensync_app.core.access import (
    ApiKey,
    BrowserSession,
    Scope,
    User,
    is_same_hash,
)
from opensync_app.store.database import Database

_MOST_BROWSERS = 200
"""Browser sessions that a user may have; the ones seen longest ago give way."""


class Accounts:
    """The people of this record and what lets them in."""

    def __init__(self, database: Database) -> None:
        """Read and write through the given database."""
        self._database = database

    def user(self, user_id: int) -> User | None:
        """Return a user by record id, or None."""
        row = self._one("SELECT * FROM users WHERE id = ?", user_id)
        return None if row is None else _user(row)

    def has_account(self) -> bool:
        """Whether anybody has a password; until then this machine's user is the only one."""
        return self._one("SELECT 1 FROM users WHERE password_hash IS NOT NULL LIMIT 1") is not None

    def add_key(self, key: ApiKey, hashed: bytes) -> ApiKey:
        """Keep a key by its hash and return it with its record id. Durable once this returns."""
        values = (
            key.user_id,
            key.name,
            key.prefix,
            hashed,
            " ".join(key.scopes),
            key.created_at,
            key.expires_at,
        )

        def work(connection: sqlite3.Connection) -> ApiKey:
            row = connection.execute(
                "INSERT INTO api_keys (user_id, name, prefix, hash, scopes, created_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *",
                values,
            ).fetchone()
            return _key(row)

        return self._database.lane.submit(work).result()

    def find_key(self, hashed: bytes) -> tuple[ApiKey, User] | None:
        """Return the key of a hash and its user, valid or not, or None."""
        row = self._one("SELECT * FROM api_keys WHERE hash = ?", hashed)
        if row is None or not is_same_hash(row["hash"], hashed):
            return None
        user = self.user(row["user_id"])
        return None if user is None else (_key(row), user)

    def keys(self, user_id: int) -> list[ApiKey]:
        """Return the keys of a user that are not revoked, oldest first."""
        rows = self._database.read(
            lambda connection: connection.execute(
                "SELECT * FROM api_keys WHERE user_id = ? AND revoked_at IS NULL ORDER BY id",
                (user_id,),
            ).fetchall()
        )
        return [_key(row) for row in rows]

    def revoke_key(self, user_id: int, key_id: int, now: int) -> bool:
        """Close a key for good; False when the user has no such open key."""

        def work(connection: sqlite3.Connection) -> bool:
            cursor = connection.execute(
                "UPDATE api_keys SET revoked_at = ? "
                "WHERE id = ? AND user_id = ? AND revoked_at IS NULL",
                (now, key_id, user_id),
            )
            return cursor.rowcount == 1

        return self._database.lane.submit(work).result()

    def touch_keys(self, used: Mapping[int, int]) -> Future[None]:
        """Write down when keys were last used (record id -> epoch ms), behind urgent work."""
        rows = [(moment, key_id) for key_id, moment in used.items()]

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany("UPDATE api_keys SET last_used_at = ? WHERE id = ?", rows)

        return self._database.lane.submit(work, urgent=False)

    def add_browser(self, hashed: bytes, session: BrowserSession) -> None:
        """Keep a browser session; expired ones and those beyond the most are dropped."""
        now = session.last_seen_at

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM browser_sessions WHERE expires_at <= ?", (now,))
            connection.execute(
                "DELETE FROM browser_sessions WHERE hash IN ("
                "SELECT hash FROM browser_sessions WHERE user_id = ? "
                "ORDER BY last_seen_at DESC, created_at DESC LIMIT -1 OFFSET ?)",
                (session.user_id, _MOST_BROWSERS - 1),
            )
            connection.execute(
                "INSERT INTO browser_sessions VALUES (?, ?, ?, ?, ?)",
                (hashed, session.user_id, now, now, session.expires_at),
            )

        self._database.lane.submit(work).result()

    def find_browser(self, hashed: bytes) -> tuple[BrowserSession, User] | None:
        """Return the browser session of a hash and its user, expired or not, or None."""
        row = self._one("SELECT * FROM browser_sessions WHERE hash = ?", hashed)
        if row is None or not is_same_hash(row["hash"], hashed):
            return None
        user = self.user(row["user_id"])
        session = BrowserSession(row["user_id"], row["last_seen_at"], row["expires_at"])
        return None if user is None else (session, user)

    def touch_browser(self, hashed: bytes, seen: BrowserSession) -> Future[None]:
        """Write down when a browser was last seen, behind urgent work."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE browser_sessions SET last_seen_at = ?, expires_at = ? WHERE hash = ?",
                (seen.last_seen_at, seen.expires_at, hashed),
            )

        return self._database.lane.submit(work, urgent=False)

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        return self._database.read(
            lambda connection: cast(
                "sqlite3.Row | None", connection.execute(query, values).fetchone()
            )
        )


def _user(row: sqlite3.Row) -> User:
    return User(row["id"], row["name"], row["role"])


def _key(row: sqlite3.Row) -> ApiKey:
    return ApiKey(
        id=row["id"],
        user_id=row["user_id"],
        name=row["name"],
        prefix=row["prefix"],
        scopes=cast("tuple[Scope, ...]", tuple(str(row["scopes"]).split())),
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )
