"""Roll-ups: sums per quarter of an hour and UTC day, kept in step in the batch's transaction."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import add, sub
from typing import Any

import msgspec

from opensync_app.store.columns import BUCKET_MS, USAGE_COLUMNS, floored

DAY = 96
"""Quarters of an hour in a UTC day: the widest span that rows are summed over."""

HOUR = 4
"""Quarters in the hours (UTC) of all usage together: their source, model and project are empty."""


class RollupTable(msgspec.Struct, frozen=True):
    """One table of sums.

    Attributes:
        name: of the table.
        keys: columns that, after user, span and bucket, tell rows apart.
        figures: columns that are added up.
    """

    name: str
    keys: tuple[str, ...]
    figures: tuple[str, ...]


USAGE = RollupTable(
    "rollups",
    ("source", "model", "project"),
    ("replies", *USAGE_COLUMNS, "cost_micro_usd", "unpriced"),
)
ACTIVITY = RollupTable(
    "activity_rollups",
    ("source", "model", "project"),
    ("sessions", "messages", "prompts", "tool_calls"),
)
TOOLS = RollupTable("tool_rollups", ("source", "model", "project", "tool"), ("calls", "failures"))
TABLES = (USAGE, ACTIVITY, TOOLS)


def _statements(table: RollupTable) -> tuple[str, str]:
    """Return SQL that adds figures to a row, and SQL that removes a row in which all are 0."""
    keys = ("user_id", "span", "bucket", *table.keys)
    names = (*keys, *table.figures)
    adding = (
        f"INSERT INTO {table.name} ({', '.join(names)}) "  # noqa: S608 - own names
        f"VALUES ({','.join('?' * len(names))}) ON CONFLICT DO UPDATE SET "
        + ", ".join(f"{name} = {name} + excluded.{name}" for name in table.figures)
    )
    conditions = (*(f"{name} = ?" for name in keys), *(f"{name} = 0" for name in table.figures))
    return adding, f"DELETE FROM {table.name} WHERE {' AND '.join(conditions)}"  # noqa: S608


_STATEMENTS = {table.name: _statements(table) for table in TABLES}

_MARKING = "INSERT OR REPLACE INTO rollup_marks (user_id, day) VALUES (?, ?)"

_Key = tuple[int | str, ...]
_Deltas = dict[_Key, list[int]]


class Place(msgspec.Struct, frozen=True):
    """Where a session's figures are counted.

    Attributes:
        source: canonical source name.
        project: project name, empty when there is none.
        is_counted: not while the session is in the trash.
    """

    source: str
    project: str
    is_counted: bool = True


def place_of(row: Mapping[str, Any] | sqlite3.Row) -> Place:
    """Return where the figures of a session are counted, by its columns; a new one has not all."""
    deleted_at = row["deleted_at"] if "deleted_at" in row.keys() else None  # noqa: SIM118 - sqlite3.Row
    return Place(row["source"], row["project_name"] or "", deleted_at is None)


class Places(dict[int, Place]):
    """The place of each session, of this batch or of an earlier one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Look up what is asked for first."""
        super().__init__()
        self._connection = connection

    def __missing__(self, session_id: int) -> Place:
        row = self._connection.execute(
            "SELECT source, project_name, deleted_at FROM sessions WHERE id = ?", (session_id,)
        ).fetchone()
        place = self[session_id] = place_of(row)
        return place


class RollUps:
    """Gathers what a batch changes in the roll-ups of one user, then writes it."""

    def __init__(self, connection: sqlite3.Connection, user_id: int) -> None:
        """Start with no changes; `flush` writes them."""
        self._connection = connection
        self._user_id = user_id
        self._deltas: dict[str, _Deltas] = {table.name: _no_deltas(table) for table in TABLES}

    def add(
        self,
        table: RollupTable,
        bucket: int,
        key: tuple[str, ...],
        figures: Sequence[int],
        sign: int,
    ) -> None:
        """Add figures, or take them away with a sign of -1."""
        deltas, at = self._deltas[table.name], (bucket, *key)
        deltas[at] = [*map(add if sign > 0 else sub, deltas[at], figures)]

    def flush(self) -> None:
        """Write the changes of every table, by quarter and by day, and mark the days."""
        days: set[int] = set()
        for table in TABLES:
            quarters = self._deltas[table.name]
            if quarters:
                whole_days = _wider(quarters, DAY)
                days.update(int(key[0]) for key in whole_days)
                self._write(table, 1, quarters)
                self._write(table, DAY, whole_days)
                if table is USAGE:
                    self._write(table, HOUR, _wider(quarters, HOUR, is_whole=True))
                quarters.clear()
        self._connection.executemany(_MARKING, [(self._user_id, day) for day in sorted(days)])

    def _write(self, table: RollupTable, span: int, deltas: _Deltas) -> None:
        changed = sorted((key, sums) for key, sums in deltas.items() if any(sums))
        adding, dropping = _STATEMENTS[table.name]
        self._connection.executemany(
            adding, [(self._user_id, span, *key, *sums) for key, sums in changed]
        )
        lessened = [(self._user_id, span, *key) for key, sums in changed if min(sums) < 0]
        if lessened:
            self._connection.executemany(dropping, lessened)


def _no_deltas(table: RollupTable) -> _Deltas:
    width = len(table.figures)
    return defaultdict(lambda: [0] * width)


def _wider(quarters: _Deltas, span: int, *, is_whole: bool = False) -> _Deltas:
    """Return the deltas added up to a wider span, of everything together if it is whole."""
    wide: _Deltas = {}
    for (bucket, *key), sums in quarters.items():
        at = (int(bucket) // span, *([""] * len(key) if is_whole else key))
        known = wide.get(at)
        wide[at] = [*sums] if known is None else [a + b for a, b in zip(known, sums, strict=True)]
    return wide


def rebuild_rollups(connection: sqlite3.Connection) -> None:
    """Add every roll-up up again from ledger, messages and sessions, in the caller's transaction."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - own name
        _insert_sums(connection, table, 1, rows_of(table, "s.deleted_at IS NULL"))
        names = ", ".join((*table.keys, *table.figures))
        _insert_sums(
            connection,
            table,
            DAY,
            f"SELECT user_id, {floored('bucket', DAY)} AS bucket, {names} "  # noqa: S608
            f"FROM {table.name} WHERE span = 1",
        )
    hours = ", ".join(("'' AS source, '' AS model, '' AS project", *USAGE.figures))
    _insert_sums(
        connection,
        USAGE,
        HOUR,
        f"SELECT user_id, {floored('bucket', HOUR)} AS bucket, {hours} "  # noqa: S608
        f"FROM {USAGE.name} WHERE span = 1",
    )
    everywhere = " UNION ".join(
        f"SELECT user_id, bucket FROM {table.name} WHERE span = {DAY}"  # noqa: S608 - own name
        for table in TABLES
    )
    connection.execute(
        "INSERT OR REPLACE INTO rollup_marks (user_id, day) "  # noqa: S608
        f"SELECT user_id, day FROM rollup_marks UNION {everywhere}"
    )


def rows_of(table: RollupTable, which: str) -> str:
    """Return SQL for all rows of (user, bucket, keys, figures) that a table of sums is made of.

    `which` is a condition on the sessions `s` that are counted.
    """
    return " UNION ALL ".join(f"{rows} WHERE {which}" for rows in _ROWS[table.name])


def _insert_sums(connection: sqlite3.Connection, table: RollupTable, span: int, rows: str) -> None:
    """Insert the sums over rows of (user, bucket, keys, figures); sums of nothing are left out."""
    sums = [f"sum({name})" for name in table.figures]
    keys = ", ".join(table.keys)
    connection.execute(
        f"INSERT INTO {table.name} (user_id, span, bucket, {keys}, {', '.join(table.figures)}) "  # noqa: S608
        f"SELECT user_id, {span}, bucket, {keys}, {', '.join(sums)} FROM ({rows}) "
        f"GROUP BY user_id, bucket, {keys} HAVING {_or(f'{s} != 0' for s in sums)}"
    )


def _or(conditions: Iterable[str]) -> str:
    return " OR ".join(conditions)


_PLACE = "s.source AS source, {model} AS model, coalesce(s.project_name, '') AS project"
_AT = f"{floored('m.created_at', BUCKET_MS)} AS bucket"
_LEDGER = (
    f"SELECT u.user_id, bucket, {_PLACE.format(model='u.model')}, 1 AS replies, "
    + ", ".join(f"u.{name} AS {name}" for name in USAGE_COLUMNS)
    + ", coalesce(u.cost_micro_usd, 0) AS cost_micro_usd, u.cost_micro_usd IS NULL AS unpriced "
    "FROM usage u JOIN sessions s ON s.id = u.session_id"
)
_MESSAGES = (
    f"SELECT s.user_id, {_AT}, "
    + _PLACE.format(model="coalesce(m.model, '')")
    + ", 0 AS sessions, m.origin = 'push' OR m.kind IN ('prompt', 'reply') AS messages, "
    "m.kind = 'prompt' AND NOT m.is_sidechain AS prompts, m.tool_call_count AS tool_calls "
    "FROM messages m JOIN sessions s ON s.id = m.session_id"
)
_SESSIONS = (
    f"SELECT s.user_id, {floored('s.created_at', BUCKET_MS)}, s.source, "  # noqa: S608
    "coalesce(s.model, ''), coalesce(s.project_name, ''), 1, 0, 0, 0 "
    "FROM sessions s"
)
_CALLS = (
    f"SELECT s.user_id, {_AT}, "
    + _PLACE.format(model="json_extract(t.value, '$[1]')")
    + ", json_extract(t.value, '$[0]') AS tool, json_extract(t.value, '$[2]') AS calls, "
    "json_extract(t.value, '$[3]') AS failures "
    "FROM messages m JOIN sessions s ON s.id = m.session_id AND m.tools IS NOT NULL, "
    "json_each(m.tools) t"
)
_ROWS = {
    USAGE.name: (_LEDGER,),
    ACTIVITY.name: (_MESSAGES, _SESSIONS),
    TOOLS.name: (_CALLS,),
}
