"""The usage ledger: every reply's tokens once, and the roll-ups that follow it in step."""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from opensync_app.core.usage import NO_USAGE, TokenUsage

BUCKET_MS = 15 * 60 * 1000
"""Width of a roll-up bucket: every time zone's midnight falls on a quarter of an hour."""

USAGE_COLUMNS = (
    "input",
    "output",
    "cache_write_5m",
    "cache_write_1h",
    "cache_read",
    "reasoning",
)

_NAMES = ", ".join(USAGE_COLUMNS)
_SUMS = ", ".join(f"sum(u.{name})" for name in USAGE_COLUMNS)


class Entry(msgspec.Struct, frozen=True):
    """One reply's usage as the ledger holds it.

    Attributes:
        key: hash of the reply's global identity.
        session_id: the session it is counted for.
        bucket: quarter of an hour since the epoch, UTC.
        model: empty when unknown.
        usage: tokens.
        cost_micro_usd: None when no price is known.
        is_extra: told only by the parent's file, no message stands for it.
    """

    key: bytes
    session_id: int
    bucket: int
    model: str
    usage: TokenUsage
    cost_micro_usd: int | None = None
    is_extra: bool = False


class Place(msgspec.Struct, frozen=True):
    """Where a session's usage is counted.

    Attributes:
        source: canonical source name.
        project: project name, empty when there is none.
    """

    source: str
    project: str


def usage_key(text: str) -> bytes:
    """Return the hash under which a reply's usage is kept."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def reported_key(session_id: int) -> bytes:
    """Return the key of the totals that a plugin reports for a whole session."""
    return usage_key(f"session:{session_id}")


def bucket_of(moment_ms: int) -> int:
    """Return the quarter of an hour that a moment falls in."""
    return moment_ms // BUCKET_MS


class UsageBook:
    """Changes the ledger and the roll-ups of one user in one transaction."""

    def __init__(self, connection: sqlite3.Connection, user_id: int) -> None:
        """Start with no changes; `flush` writes them."""
        self._connection = connection
        self._user_id = user_id
        self._deltas: dict[tuple[int, str, str, str], list[int]] = defaultdict(lambda: [0] * 9)

    def record(self, entries: Iterable[Entry], places: dict[int, Place]) -> None:
        """Count entries; an entry whose key is known already only raises its figures."""
        for entry in entries:
            known = self._known(entry.key)
            if known is None:
                self._put(entry)
                self._count(entry, self._place(entry.session_id, places), 1)
            elif known.is_extra and not entry.is_extra:
                merged = msgspec.structs.replace(entry, usage=known.usage.merged(entry.usage))
                self._replace(known, merged, places)
            else:
                self._replace(
                    known,
                    msgspec.structs.replace(
                        known,
                        usage=known.usage.merged(entry.usage),
                        model=known.model or entry.model,
                    ),
                    places,
                )

    def set(self, entry: Entry, places: dict[int, Place]) -> None:
        """Make the ledger say exactly this of a key."""
        known = self._known(entry.key)
        if known is not None:
            self._replace(known, entry, places)
        else:
            self._put(entry)
            self._count(entry, self._place(entry.session_id, places), 1)

    def remove(self, key: bytes, places: dict[int, Place]) -> None:
        """Forget a key."""
        known = self._known(key)
        if known is None:
            return
        self._count(known, self._place(known.session_id, places), -1)
        self._connection.execute(
            "DELETE FROM usage WHERE user_id = ? AND key = ?", (self._user_id, key)
        )

    def move(self, session_id: int, old: Place, new: Place) -> None:
        """Count everything of a session at another place."""
        rows = self._connection.execute(
            "SELECT * FROM usage WHERE session_id = ? AND user_id = ?", (session_id, self._user_id)
        ).fetchall()
        for entry in map(_entry, rows):
            self._count(entry, old, -1)
            self._count(entry, new, 1)

    def flush(self) -> None:
        """Write the changes of the roll-ups."""
        rows = [
            (self._user_id, *key, *figures) for key, figures in self._deltas.items() if any(figures)
        ]
        emptied = [(self._user_id, *key) for key, figures in self._deltas.items() if figures[0] < 0]
        self._connection.executemany(
            "INSERT INTO rollups (user_id, bucket, source, model, project, "  # noqa: S608 - own names
            f"replies, {_NAMES}, cost_micro_usd, unpriced) VALUES ({','.join('?' * 14)}) "
            "ON CONFLICT DO UPDATE SET replies = replies + excluded.replies, "
            + ", ".join(f"{name} = {name} + excluded.{name}" for name in USAGE_COLUMNS)
            + ", cost_micro_usd = cost_micro_usd + excluded.cost_micro_usd, "
            "unpriced = unpriced + excluded.unpriced",
            rows,
        )
        self._connection.executemany(
            "DELETE FROM rollups WHERE user_id = ? AND bucket = ? AND source = ? AND model = ? "
            "AND project = ? AND replies = 0",
            emptied,
        )
        self._deltas.clear()

    def _replace(self, known: Entry, entry: Entry, places: dict[int, Place]) -> None:
        if known == entry:
            return
        self._count(known, self._place(known.session_id, places), -1)
        self._put(entry)
        self._count(entry, self._place(entry.session_id, places), 1)

    def _known(self, key: bytes) -> Entry | None:
        row = self._connection.execute(
            "SELECT * FROM usage WHERE user_id = ? AND key = ?", (self._user_id, key)
        ).fetchone()
        return None if row is None else _entry(row)

    def _place(self, session_id: int, places: dict[int, Place]) -> Place:
        """Return the place of a session, of this batch or of an earlier one."""
        place = places.get(session_id)
        if place is None:
            row = self._connection.execute(
                "SELECT source, project_name FROM sessions WHERE id = ?", (session_id,)
            ).fetchone()
            place = places[session_id] = Place(row["source"], row["project_name"] or "")
        return place

    def _put(self, entry: Entry) -> None:
        self._connection.execute(
            f"INSERT OR REPLACE INTO usage (user_id, key, session_id, bucket, model, is_extra, {_NAMES}, "  # noqa: S608 - own names
            f"cost_micro_usd) VALUES ({','.join('?' * 13)})",
            (
                self._user_id,
                entry.key,
                entry.session_id,
                entry.bucket,
                entry.model,
                entry.is_extra,
                *entry.usage.fields(),
                entry.cost_micro_usd,
            ),
        )

    def _count(self, entry: Entry, place: Place, sign: int) -> None:
        figures = self._deltas[(entry.bucket, place.source, entry.model, place.project)]
        priced = entry.cost_micro_usd is not None
        values = (1, *entry.usage.fields(), entry.cost_micro_usd or 0, int(not priced))
        for index, value in enumerate(values):
            figures[index] += sign * value


def rebuild_rollups(connection: sqlite3.Connection) -> None:
    """Add the roll-ups up from the ledger again, inside the caller's transaction."""
    connection.execute("DELETE FROM rollups")
    connection.execute(
        f"INSERT INTO rollups (user_id, bucket, source, model, project, replies, {_NAMES}, "  # noqa: S608 - own names
        "cost_micro_usd, unpriced) "
        f"SELECT u.user_id, bucket, source, u.model, coalesce(project_name, ''), count(*), {_SUMS}, "
        "sum(coalesce(u.cost_micro_usd, 0)), sum(u.cost_micro_usd IS NULL) "
        "FROM usage u JOIN sessions s ON s.id = u.session_id GROUP BY 1, 2, 3, 4, 5"
    )


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        key=row["key"],
        session_id=row["session_id"],
        bucket=row["bucket"],
        model=row["model"],
        usage=TokenUsage(*(int(row[name]) for name in USAGE_COLUMNS)),
        cost_micro_usd=row["cost_micro_usd"],
        is_extra=bool(row["is_extra"]),
    )


def total_usage(connection: sqlite3.Connection, user_id: int) -> TokenUsage:
    """Return all tokens of a user, each reply counted once."""
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in USAGE_COLUMNS)
    row: tuple[Any, ...] = connection.execute(
        f"SELECT {sums} FROM rollups WHERE user_id = ?",  # noqa: S608 - own names
        (user_id,),
    ).fetchone()
    return TokenUsage(*row) if row else NO_USAGE
