"""One change to many sessions: the steps that it is made in, and which sessions each of them changed."""

import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from opensync_app.core.edits import MOST_AT_ONCE, MOST_TAGS, BulkAction
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SessionFilter
from opensync_app.store import journal
from opensync_app.store.batches import Recorded
from opensync_app.store.session_filters import condition_of, index_of
from opensync_app.store.trash import restore, trash

_CHOSEN = "(SELECT value FROM json_each(?))"

_MOST_SESSIONS = 1000
_MOST_MESSAGES = 500
"""What one transaction changes; messages, sub-agents' too, are counted where they all are touched.
Others wait for it some hundredths of a second."""

_WEIGHED = (
    "SELECT id, message_count + coalesce((SELECT sum(c.message_count) FROM sessions c WHERE "  # noqa: S608
    "c.user_id = s.user_id AND c.parent_external_id = s.external_id), 0) FROM sessions s "
    f"WHERE user_id = ? AND id IN {_CHOSEN} ORDER BY id"
)


class BulkEdit(msgspec.Struct, frozen=True):
    """What is done to which sessions.

    Attributes:
        action: what is done.
        ids: record ids; None for those of a filter.
        wanted: whose sessions, and which when no ids are given.
        models: the models whose inferred provider the filter means.
        tag: for `tag` and `untag`.
    """

    action: BulkAction
    ids: tuple[int, ...] | None
    wanted: SessionFilter
    models: tuple[str, ...] = ()
    tag: str = ""


def steps_of(connection: sqlite3.Connection, edit: BulkEdit) -> list[BulkEdit]:
    """Return an edit as edits of few sessions each, to be written one after the other.

    A session stands in one of them with its sub-agents. What is somebody else's is left out.

    Raises:
        InvalidInputError: the filter means too many at once.
    """
    chosen = msgspec.json.encode(_chosen(connection, edit)).decode()
    weighed = connection.execute(_WEIGHED, (edit.wanted.user_id, chosen)).fetchall()
    most = _MOST_MESSAGES if edit.action in ("trash", "restore") else None
    return [msgspec.structs.replace(edit, ids=ids) for ids in _in_steps(weighed, most)]


def write_bulk(
    connection: sqlite3.Connection, edit: BulkEdit, now: int
) -> tuple[Recorded, list[int]]:
    """Apply one step to its sessions inside the caller's transaction; return those it changed.

    Sessions that are somebody else's, or stand as wanted already, are passed over.
    """
    user_id, ids = edit.wanted.user_id, edit.ids or ()
    if edit.action == "trash":
        return trash(connection, user_id, ids, now)
    if edit.action == "restore":
        return restore(connection, user_id, ids)
    changed = _change(connection, edit, msgspec.json.encode(ids).decode(), now)
    sequence = journal.append(connection, [("session", i, None) for i in changed])
    return Recorded(sequence, {}, {}, tuple(changed)), changed


def _in_steps(weighed: Sequence[sqlite3.Row], most: int | None) -> Iterator[tuple[int, ...]]:
    """Yield ids in their order, as many together as one transaction may change.

    `most` is how many messages it may touch; None when it touches none.
    """
    step: list[int] = []
    messages = 0
    for number, weight in weighed:
        is_much = most is not None and messages + weight > most
        if step and (is_much or len(step) >= _MOST_SESSIONS):
            yield tuple(step)
            step, messages = [], 0
        step.append(number)
        messages += weight
    if step:
        yield tuple(step)


def _chosen(connection: sqlite3.Connection, edit: BulkEdit) -> Sequence[int]:
    if edit.ids is not None:
        return edit.ids
    condition = condition_of(edit.wanted, edit.models)
    rows = connection.execute(
        f"SELECT id FROM sessions {index_of(edit.wanted)} WHERE {condition.sql} LIMIT ?",  # noqa: S608
        (*condition.values, MOST_AT_ONCE + 1),
    ).fetchall()
    if len(rows) > MOST_AT_ONCE:
        message = f"The filter means more than {MOST_AT_ONCE:,} sessions; narrow it."
        raise InvalidInputError(message, "$.filter")
    return [int(row["id"]) for row in rows]


def _change(connection: sqlite3.Connection, edit: BulkEdit, chosen: str, now: int) -> list[int]:
    """Write what is to change and return the sessions that did not stand so before."""
    values: tuple[object, ...] = (edit.wanted.user_id, chosen)
    sql = _CHANGES[edit.action]
    if edit.action in ("tag", "untag"):
        values = (edit.tag, *values)
    elif edit.action == "addToEvals":
        values = (now, *values)
    return sorted(int(row[0]) for row in connection.execute(sql, values).fetchall())


_OWN = f"user_id = ? AND id IN {_CHOSEN} AND deleted_at IS NULL"
_SET = f"UPDATE sessions SET {{}} WHERE {_OWN} AND {{}} RETURNING id"  # noqa: S608 - own words
_TAGS = "(SELECT count(*) FROM session_tags t WHERE t.session_id = sessions.id)"
_CHANGES: dict[BulkAction, str] = {
    "star": _SET.format("starred = 1", "NOT starred"),
    "unstar": _SET.format("starred = 0", "starred"),
    "addToEvals": _SET.format("eval_ready = 1, reviewed_at = ?", "NOT eval_ready"),
    "removeFromEvals": _SET.format("eval_ready = 0", "eval_ready"),
    "tag": (
        "INSERT OR IGNORE INTO session_tags (tag, session_id) SELECT ?, id FROM sessions "  # noqa: S608
        f"WHERE {_OWN} AND {_TAGS} < {MOST_TAGS} RETURNING session_id"
    ),
    "untag": (
        "DELETE FROM session_tags WHERE tag = ? AND session_id IN "  # noqa: S608
        f"(SELECT id FROM sessions WHERE {_OWN}) RETURNING session_id"
    ),
}
