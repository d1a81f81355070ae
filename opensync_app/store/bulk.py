"""One change to many sessions in one transaction, and which of them it changed."""

import sqlite3
from collections.abc import Sequence

import msgspec

from opensync_app.core.edits import MOST_AT_ONCE, MOST_TAGS, BulkAction
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SessionFilter
from opensync_app.store import journal
from opensync_app.store.batches import Recorded
from opensync_app.store.session_filters import condition_of, index_of
from opensync_app.store.trash import restore, trash

_CHOSEN = "(SELECT value FROM json_each(?))"


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


def write_bulk(
    connection: sqlite3.Connection, edit: BulkEdit, now: int
) -> tuple[Recorded, list[int]]:
    """Apply one change to sessions inside the caller's transaction; return those it changed.

    Sessions that are somebody else's, or stand as wanted already, are passed over.

    Raises:
        InvalidInputError: the filter means too many at once.
    """
    user_id, ids = edit.wanted.user_id, _chosen(connection, edit)
    if edit.action == "trash":
        return trash(connection, user_id, ids, now)
    if edit.action == "restore":
        return restore(connection, user_id, ids)
    changed = _change(connection, edit, msgspec.json.encode(ids).decode(), now)
    sequence = journal.append(connection, [("session", i, None) for i in changed])
    return Recorded(sequence, {}, {}, tuple(changed)), changed


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
