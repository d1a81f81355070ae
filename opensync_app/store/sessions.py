"""Sessions: get, list by filter, page by cursor, totals."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from opensync_app.core.cursors import decode_cursor, encode_cursor
from opensync_app.core.names import infer_provider
from opensync_app.core.query import SessionFilter, SessionSort
from opensync_app.core.records import StoredSession
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.columns import USAGE_COLUMNS
from opensync_app.store.database import Database
from opensync_app.store.rollups import DAY
from opensync_app.store.usage import total_usage

_SORTS: dict[SessionSort, str] = {
    "updatedAt": "updated_at",
    "createdAt": "created_at",
    "title": "coalesce(user_title, title, '') COLLATE NOCASE",
    "messageCount": "message_count",
    "totalTokens": "total_tokens",
    "cost": "coalesce(known_cost, -1)",
    "durationMs": "known_duration_ms",
}


class SessionPage(msgspec.Struct, frozen=True):
    """One page of sessions.

    Attributes:
        sessions: in the order asked for.
        next_cursor: hand it back for the next page; None on the last one.
        total: sessions that match on all pages.
    """

    sessions: list[StoredSession]
    next_cursor: str | None
    total: int


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
    """Reads sessions."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def get(self, user_id: int, session_id: int) -> StoredSession | None:
        """Return one session of a user, or None."""
        return self._one("user_id = ? AND id = ?", (user_id, session_id))

    def find(self, user_id: int, external_id: str) -> StoredSession | None:
        """Return one session of a user by its tool's id, or None."""
        return self._one("user_id = ? AND external_id = ?", (user_id, external_id))

    def by_ids(self, ids: Sequence[int]) -> list[StoredSession]:
        """Return sessions by record id in no set order; deleted ones are absent."""
        marks = ",".join("?" * len(ids))
        return self._many(f"id IN ({marks})", tuple(ids))

    def page(
        self,
        wanted: SessionFilter,
        sort: SessionSort = "updatedAt",
        *,
        descending: bool = True,
        cursor: str | None = None,
        limit: int = 50,
    ) -> SessionPage:
        """Return one page of the sessions that match.

        Raises:
            InvalidInputError: the cursor is not ours.
        """
        where, values = _conditions(wanted)
        column = _SORTS[sort]
        total = self._database.read(
            lambda c: c.execute(f"SELECT count(*) FROM sessions WHERE {where}", values).fetchone()  # noqa: S608
        )[0]
        if cursor is not None:
            compare = "<" if descending else ">"
            where = f"{where} AND ({column}, id) {compare} (?, ?)"
            values = (*values, *decode_cursor(cursor))
        way = "DESC" if descending else "ASC"
        rows = self._rows(
            f"SELECT *, {column} AS sort_value FROM sessions WHERE {where} "  # noqa: S608
            f"ORDER BY {column} {way}, id {way} LIMIT ?",
            (*values, limit + 1),
        )
        page, more = rows[:limit], len(rows) > limit
        last = page[-1] if more and page else None
        following = encode_cursor((last["sort_value"], last["id"])) if last else None
        return SessionPage(self._complete(page), following, int(total))

    def external_ids(self, user_id: int) -> list[str]:
        """Return the tool's ids of all sessions of a user, oldest first."""
        rows = self._rows(
            "SELECT external_id FROM sessions WHERE user_id = ? AND deleted_at IS NULL ORDER BY id",
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
            "WHERE user_id = ? AND deleted_at IS NULL",
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

    def _one(self, where: str, values: tuple[Any, ...]) -> StoredSession | None:
        found = self._many(where, values)
        return found[0] if found else None

    def _many(self, where: str, values: tuple[Any, ...]) -> list[StoredSession]:
        return self._complete(
            self._rows(
                f"SELECT * FROM sessions WHERE {where} AND deleted_at IS NULL",  # noqa: S608
                values,
            )
        )

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())

    def _complete(self, rows: list[sqlite3.Row]) -> list[StoredSession]:
        """Return sessions with what their sub-agents add."""
        nested = self._nested([row["id"] for row in rows])
        tags = self._tags([row["id"] for row in rows])
        return [_session(row, nested.get(row["id"], NO_USAGE), tags[row["id"]]) for row in rows]

    def _tags(self, ids: list[int]) -> defaultdict[int, list[str]]:
        """Return the tags of sessions, in order."""
        marks = ",".join("?" * len(ids))
        rows = self._rows(
            f"SELECT session_id, tag FROM session_tags WHERE session_id IN ({marks}) "  # noqa: S608 - only marks
            "ORDER BY session_id, tag",
            tuple(ids),
        )
        tags: defaultdict[int, list[str]] = defaultdict(list)
        for row in rows:
            tags[row["session_id"]].append(row["tag"])
        return tags

    def _nested(self, ids: list[int]) -> dict[int, TokenUsage]:
        """Return the usage below each session: its sub-agents' and what only its file tells."""
        marks = ",".join("?" * len(ids))
        sums = ", ".join(f"sum({name}) AS {name}" for name in USAGE_COLUMNS)
        rows = self._rows(
            f"""WITH RECURSIVE below (root, id, user_id, external_id) AS (
              SELECT id, id, user_id, external_id FROM sessions WHERE id IN ({marks})
              UNION
              SELECT below.root, s.id, s.user_id, s.external_id FROM below
              JOIN sessions s ON s.user_id = below.user_id
                AND s.parent_external_id = below.external_id
              WHERE s.deleted_at IS NULL)
            SELECT root, {sums} FROM (
              SELECT root, {", ".join(f"s.{name}" for name in USAGE_COLUMNS)}
              FROM below JOIN sessions s ON s.id = below.id WHERE below.id != root
              UNION ALL
              SELECT root, {", ".join(f"u.{name}" for name in USAGE_COLUMNS)}
              FROM below JOIN usage u ON u.session_id = below.id WHERE u.is_extra = 1)
            GROUP BY root""",  # noqa: S608 - own names and marks
            tuple(ids),
        )
        return {row["root"]: TokenUsage(*(int(row[n]) for n in USAGE_COLUMNS)) for row in rows}


def _conditions(wanted: SessionFilter) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL condition of a filter and its values."""
    clauses = ["user_id = ?", "deleted_at IS NULL"]
    values: list[Any] = [wanted.user_id]
    for column, names in (
        ("source", wanted.sources),
        ("coalesce(project_name, '')", wanted.projects),
        ("coalesce(model, '')", wanted.models),
    ):
        if names:
            clauses.append(f"{column} IN ({','.join('?' * len(names))})")
            values += names
    if wanted.title.strip():
        clauses.append("coalesce(user_title, title) LIKE ? ESCAPE '\\'")
        values.append(_like(wanted.title.strip()))
    if not wanted.include_empty:
        clauses.append("(message_count > 0 OR is_pushed)")
    return " AND ".join(clauses), tuple(values)


def _like(words: str) -> str:
    """Return a LIKE pattern that finds the words as they are."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _session(row: sqlite3.Row, nested: TokenUsage, tags: list[str]) -> StoredSession:
    tokens = TokenUsage(*(int(row[name]) for name in USAGE_COLUMNS))
    exact = bool(row["has_usage"])
    return StoredSession(
        id=row["id"],
        user_id=row["user_id"],
        external_id=row["external_id"],
        source=row["source"],
        title=row["user_title"] or row["title"],
        project_path=row["project_path"],
        project_name=row["project_name"],
        git_branch=row["git_branch"],
        model=row["model"],
        provider=row["provider"] or infer_provider(None, row["model"]),
        models=tuple(msgspec.json.decode(row["models"])),
        parent_external_id=row["parent_external_id"],
        agent_name=row["agent_name"],
        machine=row["machine"],
        prompt_tokens=tokens.prompt if exact else row["reported_prompt_tokens"] or 0,
        completion_tokens=tokens.completion if exact else row["reported_completion_tokens"] or 0,
        tokens=tokens,
        tokens_with_children=tokens + nested,
        cost_micro_usd=row["known_cost"],
        reported_cost_micro_usd=row["reported_cost_micro_usd"],
        duration_ms=row["known_duration_ms"],
        is_public=bool(row["is_public"]),
        is_stub=bool(row["is_stub"]),
        message_count=row["message_count"],
        user_prompt_count=row["user_prompt_count"],
        assistant_message_count=row["assistant_message_count"],
        tool_call_count=row["tool_call_count"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        tags=tuple(tags),
        eval_ready=bool(row["eval_ready"]),
        eval_status=row["eval_status"],
        eval_notes=row["eval_notes"],
        expected_output=row["expected_output"],
        reviewed_at=row["reviewed_at"],
    )
