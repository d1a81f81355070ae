"""What the record can prove of itself: sound pages, sums that add up, echoes that say the same."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from operator import add

import msgspec

from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.archive import ChunkPlace
from opensync_app.store.columns import USAGE_COLUMNS
from opensync_app.store.database import Database
from opensync_app.store.rollups import TABLES, rebuild_rollups
from opensync_app.store.session_totals import COUNTS, TOTALS, totals_of
from opensync_app.store.usage import entry_of, reported_key
from opensync_app.store.written import counted, usage_of

_ECHOES = tuple(table.name for table in TABLES)
"""Tables that `rebuild_rollups` makes anew."""


class MessageFacts(msgspec.Struct, frozen=True):
    """A message as it must be when its files are parsed again.

    Attributes:
        external_id: unique within its session.
        body: its packed words and parts.
        was_pushed: a plugin told of it before its file did; it stays when the file says no more.
    """

    external_id: str
    role: str
    kind: str
    usage: TokenUsage | None
    tool_calls: int
    body: bytes
    was_pushed: bool


class Checking:
    """Reads what must agree with each other."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def damage(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file; empty when it is sound."""
        rows = self._rows("PRAGMA integrity_check") + self._rows("PRAGMA foreign_key_check")
        return [text for row in rows if (text := " ".join(map(str, row))) != "ok"]

    def files_by_session(self) -> list[tuple[int, int]]:
        """Return (session id, file id) of every session that a file told of."""
        return [(row[0], row[1]) for row in self._rows("SELECT * FROM session_files")]

    def sessions(self, ids: list[int]) -> dict[int, tuple[str, bool]]:
        """Return external id and whether a plugin pushed it, by record id."""
        return {
            row["id"]: (row["external_id"], bool(row["is_pushed"]))
            for session_id in ids
            for row in self._rows("SELECT * FROM sessions WHERE id = ?", session_id)
        }

    def imported_messages(self, session_id: int) -> list[MessageFacts]:
        """Return the messages of a session that files told of."""
        rows = self._rows(
            "SELECT * FROM messages WHERE session_id = ? AND origin = 'import'", session_id
        )
        return [
            MessageFacts(
                row["external_id"],
                row["role"],
                row["kind"],
                usage_of(row),
                row["tool_call_count"],
                row["body"],
                row["file_id"] is None,
            )
            for row in rows
        ]

    def purged(self) -> set[str]:
        """Return the external ids of the sessions that were deleted for good."""
        return {row["external_id"] for row in self._rows("SELECT * FROM purged_sessions")}

    def session_ids(self) -> list[int]:
        """Return the record ids of all sessions, ascending."""
        rows = self._rows("SELECT id FROM sessions WHERE deleted_at IS NULL ORDER BY id")
        return [row["id"] for row in rows]

    def changed_after(self, sequence: int) -> set[int]:
        """Return the sessions that journal entries behind this one name."""
        query = "SELECT DISTINCT session_id FROM journal WHERE sequence > ?"
        return {row["session_id"] for row in self._rows(query, sequence)}

    def orphans(self) -> int:
        """Return how many imported messages stand in sessions of which no file is known."""
        query = (
            "SELECT count(*) FROM messages m WHERE origin = 'import' AND NOT EXISTS "
            "(SELECT 1 FROM session_files f WHERE f.session_id = m.session_id)"
        )
        return int(self._rows(query)[0][0])

    def chunk_places(self, file_id: int) -> list[ChunkPlace]:
        """Return where the archived pieces of a file stand, generation by generation."""
        query = (
            "SELECT generation, start, length FROM archive WHERE file_id = ? "
            "ORDER BY generation, start"
        )
        return [ChunkPlace(*row) for row in self._rows(query, file_id)]

    def wrong_totals(self) -> Iterator[str]:
        """Yield a sentence for each session whose totals are not the sums of what tells them."""
        sums: defaultdict[int, list[int]] = defaultdict(lambda: [0] * len(TOTALS))
        for row in self._database.read(lambda c: c.execute("SELECT * FROM messages")):
            total = sums[row["session_id"]]
            for index, value in enumerate(totals_of(counted(row))):
                total[index] += value
        for entry in map(entry_of, self._rows("SELECT * FROM usage WHERE is_extra AND is_total")):
            cost, total = entry.cost_micro_usd, sums[entry.session_id]
            told = (*entry.usage.fields(), cost or 0, int(cost is None))
            total[len(COUNTS) :] = map(add, total[len(COUNTS) :], told)
        for row in self._rows("SELECT * FROM sessions"):
            for name, value in zip(TOTALS, sums[row["id"]], strict=True):
                if row[name] != value:
                    yield (
                        f"Session {row['external_id']} says {name} {row[name]:,}, its messages "
                        f"add up to {value:,}."
                    )

    def wrong_ledger(self, extras: dict[bytes, TokenUsage]) -> Iterator[str]:
        """Yield a sentence for each reply whose tokens are not counted once, as files tell them.

        `extras` are tokens that files tell of replies that are no messages, by key.
        """
        told = dict(extras)
        query = "SELECT * FROM messages WHERE usage_key IS NOT NULL AND origin = 'import'"
        for row in self._database.read(lambda c: c.execute(query)):
            usage, key = usage_of(row) or NO_USAGE, row["usage_key"]
            told[key] = told[key].merged(usage) if key in told else usage
        reported = {reported_key(row["id"]) for row in self._rows("SELECT id FROM sessions")}
        for row in self._rows("SELECT * FROM usage"):
            if row["key"] in reported:
                continue
            counted_usage = TokenUsage(*(int(row[name]) for name in USAGE_COLUMNS))
            if told.pop(row["key"], None) != counted_usage:
                yield f"A reply of session s{row['session_id']} is counted with other tokens."
        if told:
            yield f"{len(told):,} replies are not counted."

    def wrong_rollups(self) -> list[str]:
        """Return a sentence for each echo of the ledger that is not what it would be anew."""
        path = self._database.path.resolve().as_uri()
        with closing(sqlite3.connect(f"{path}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            for table in (*_ECHOES, "rollup_marks"):
                _shadow(connection, table)
            rebuild_rollups(connection)
            return [s for table in _ECHOES if (s := _difference(connection, table)) is not None]

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())


def _shadow(connection: sqlite3.Connection, table: str) -> None:
    """Put an empty table of this connection alone before the record's own, under its name."""
    row = connection.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", (table,))
    connection.execute(str(row.fetchone()[0]).replace("CREATE TABLE", "CREATE TEMP TABLE", 1))


def _difference(connection: sqlite3.Connection, table: str) -> str | None:
    count = 0
    for one, other in (("main", "temp"), ("temp", "main")):
        query = f"SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table}"  # noqa: S608 - own names
        count += len(connection.execute(query).fetchall())
    return f"{count:,} rows of {table} are not what the ledger adds up to." if count else None
