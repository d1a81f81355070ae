"""Rows of sessions as the domain's sessions, with what tags and sub-agents add to them."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from opensync_app.core.names import infer_provider
from opensync_app.core.records import StoredSession
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.columns import USAGE_COLUMNS
from opensync_app.store.session_filters import AUTOMATED

_SUMS = ", ".join(f"sum({name}) AS {name}" for name in (*USAGE_COLUMNS, "cost", "unpriced"))


class _Nested(NamedTuple):
    """What stands below a session: its sub-agents and what only its own file tells of them.

    Attributes:
        usage: tokens.
        cost: micro-dollars, as far as they are known.
        unpriced: sessions and replies whose cost is not.
    """

    usage: TokenUsage = NO_USAGE
    cost: int = 0
    unpriced: int = 0

    def plus(self, other: "_Nested") -> "_Nested":
        """Return both together."""
        cost, unpriced = self.cost + other.cost, self.unpriced + other.unpriced
        return _Nested(self.usage + other.usage, cost, unpriced)


_NOTHING = _Nested()


def completed(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[StoredSession]:
    """Return sessions with their tags and what their sub-agents add."""
    fields = _fields(rows)
    ids = [row["id"] for row in fields]
    tags = _tags(connection, ids)
    children = _children(connection, fields)
    nested = _extra(connection, ids)
    parents = [session_id for session_id, count in children.items() if count]
    for session_id, below in _below(connection, parents).items() if parents else ():
        nested[session_id] = nested[session_id].plus(below)
    return [
        _stored(row, tags[row["id"]], nested[row["id"]], children.get(row["id"], 0))
        for row in fields
    ]


def bare(rows: Sequence[sqlite3.Row]) -> list[StoredSession]:
    """Return sessions without tags, and without what their sub-agents add."""
    return [_stored(row, (), _NOTHING, 0) for row in _fields(rows)]


def _fields(rows: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    """Return rows as dictionaries; a row looks for each name from its first column on."""
    names = rows[0].keys() if rows else []
    return [dict(zip(names, row, strict=True)) for row in rows]


def _stored(
    row: Mapping[str, Any], tags: Sequence[str], nested: _Nested, children: int
) -> StoredSession:
    """Return one row as a session; `nested` is what stands below it, `children` its sub-agents."""
    tokens = TokenUsage(*(row[name] for name in USAGE_COLUMNS))
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
        git_commit=row["git_commit"],
        model=row["model"],
        provider=row["provider"] or infer_provider(None, row["model"]),
        models=tuple(msgspec.json.decode(row["models"])),
        parent_external_id=row["parent_external_id"],
        agent_name=row["agent_name"],
        machine=row["machine"],
        prompt_tokens=tokens.prompt if exact else row["reported_prompt_tokens"] or 0,
        completion_tokens=tokens.completion if exact else row["reported_completion_tokens"] or 0,
        tokens=tokens,
        tokens_with_children=tokens if nested is _NOTHING else tokens + nested.usage,
        cost_micro_usd=row["known_cost"],
        cost_with_children_micro_usd=_cost_with(row, nested),
        reported_cost_micro_usd=row["reported_cost_micro_usd"],
        duration_ms=row["known_duration_ms"],
        is_public=bool(row["is_public"]),
        public_slug=row["public_slug"],
        is_stub=bool(row["is_stub"]),
        is_automated=bool(row["noise"] & AUTOMATED),
        message_count=row["message_count"],
        user_prompt_count=row["user_prompt_count"],
        assistant_message_count=row["assistant_message_count"],
        tool_call_count=row["tool_call_count"],
        subagent_count=children,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        deleted_at=row["deleted_at"],
        starred=bool(row["starred"]),
        note=row["note"],
        tags=tuple(tags),
        eval_ready=bool(row["eval_ready"]),
        eval_status=row["eval_status"],
        eval_notes=row["eval_notes"],
        expected_output=row["expected_output"],
        reviewed_at=row["reviewed_at"],
    )


def _cost_with(row: Mapping[str, Any], nested: _Nested) -> int | None:
    """Return what a session and all below it cost, micro-dollars; None when some of it is unknown."""
    own: int | None = row["known_cost"]
    if nested is _NOTHING:
        return own
    if own is None and row["total_tokens"] == 0:
        own = 0
    return None if own is None or nested.unpriced else own + nested.cost


def _tags(connection: sqlite3.Connection, ids: Sequence[int]) -> defaultdict[int, list[str]]:
    """Return the tags of sessions, in order."""
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT session_id, tag FROM session_tags WHERE session_id IN ({_marks(ids)}) "  # noqa: S608 - only marks
        "ORDER BY session_id, tag",
        ids,
    ):
        tags[row["session_id"]].append(row["tag"])
    return tags


def _children(connection: sqlite3.Connection, rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return how many sub-agents each session has."""
    own = {(row["user_id"], row["external_id"]): row["id"] for row in rows}
    users = {row["user_id"] for row in rows}
    found: dict[int, int] = {}
    for user_id in users:
        names = [name for user, name in own if user == user_id]
        for parent, count in connection.execute(
            "SELECT parent_external_id, count(*) FROM sessions WHERE user_id = ? "  # noqa: S608 - only marks
            f"AND parent_external_id IN ({_marks(names)}) AND deleted_at IS NULL "
            "GROUP BY parent_external_id",
            (user_id, *names),
        ):
            found[own[user_id, parent]] = count
    return found


def _extra(connection: sqlite3.Connection, ids: Sequence[int]) -> defaultdict[int, _Nested]:
    """Return the usage that only a session's own file tells."""
    found: defaultdict[int, _Nested] = defaultdict(lambda: _NOTHING)
    names = ", ".join(USAGE_COLUMNS)
    for row in connection.execute(
        f"""SELECT session_id, {_SUMS} FROM (
          SELECT session_id, {names}, cost_micro_usd AS cost, cost_micro_usd IS NULL AS unpriced
          FROM usage WHERE session_id IN ({_marks(ids)}) AND is_extra = 1 AND NOT is_total)
        GROUP BY session_id""",  # noqa: S608 - own names and marks
        ids,
    ):
        found[row["session_id"]] = _nested(row)
    return found


def _below(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, _Nested]:
    """Return the usage of the sub-agents of sessions, and of theirs."""
    plain = ", ".join(f"s.{name}" for name in USAGE_COLUMNS)
    extra = ", ".join(f"u.{name}" for name in USAGE_COLUMNS)
    rows = connection.execute(
        f"""WITH RECURSIVE below (root, id, user_id, external_id) AS (
          SELECT id, id, user_id, external_id FROM sessions WHERE id IN ({_marks(ids)})
          UNION
          SELECT below.root, s.id, s.user_id, s.external_id FROM below
          JOIN sessions s ON s.user_id = below.user_id AND s.parent_external_id = below.external_id
          WHERE s.deleted_at IS NULL)
        SELECT root, {_SUMS} FROM (
          SELECT root, {plain}, s.known_cost AS cost,
            s.known_cost IS NULL AND s.total_tokens > 0 AS unpriced
          FROM below JOIN sessions s ON s.id = below.id
          WHERE below.id <> root
          UNION ALL
          SELECT root, {extra}, u.cost_micro_usd, u.cost_micro_usd IS NULL
          FROM below JOIN usage u ON u.session_id = below.id
          WHERE u.is_extra = 1 AND NOT u.is_total AND below.id <> root)
        GROUP BY root""",  # noqa: S608 - own names and marks
        ids,
    )
    return {row["root"]: _nested(row) for row in rows}


def _nested(row: sqlite3.Row) -> _Nested:
    usage = TokenUsage(*(int(row[name]) for name in USAGE_COLUMNS))
    return _Nested(usage, row["cost"] or 0, row["unpriced"])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
