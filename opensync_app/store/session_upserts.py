"""Writing sessions: what a report says is merged into what is known."""

import sqlite3

import msgspec

from opensync_app.core.names import DEFAULT_SOURCE, canonical_source
from opensync_app.core.session import (
    FIRST_COMMAND,
    FIRST_PROMPT,
    Origin,
    SessionPatch,
)
from opensync_app.core.titles import is_bare_command, title_of
from opensync_app.store.families import agent_name_of
from opensync_app.store.session_merging import PLAIN_FIELDS, Row, merge_title, merged

__all__ = ["Row"]

_NEW: Row = {
    "title": None,
    "title_rank": 0,
    "title_position": 0,
    "project_path": None,
    "project_name": None,
    "model": None,
    "models": "[]",
    "reported_prompt_tokens": None,
    "reported_completion_tokens": None,
    "reported_cost_micro_usd": None,
    "reported_duration_ms": None,
    "started_at": None,
    "ended_at": None,
    **dict.fromkeys(PLAIN_FIELDS),
}


class SessionOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one reported session.

    Attributes:
        id: record id.
        inserted: it was not known before.
        changed: something of it was written.
        before: columns before the write; empty for a new session.
        after: columns after the write.
    """

    id: int
    inserted: bool
    changed: bool
    before: Row
    after: Row


def find(connection: sqlite3.Connection, user_id: int, external_id: str) -> Row | None:
    """Return all columns of a session, or None."""
    row = connection.execute(
        "SELECT * FROM sessions WHERE user_id = ? AND external_id = ?", (user_id, external_id)
    ).fetchone()
    return None if row is None else dict(row)


def upsert(
    connection: sqlite3.Connection,
    user_id: int,
    patch: SessionPatch,
    origin: Origin,
    now: int,
    *,
    afresh: bool = False,
) -> SessionOutcome:
    """Merge one report into the record, inside the caller's transaction.

    Absent fields change nothing; a report that says nothing new writes nothing. `afresh` says
    that what files told of the session before is replaced; what a person gave it stays.
    """
    known = find(connection, user_id, patch.external_id)
    before = {} if known is None else known
    base = _untold(before) if before and afresh else before
    after = merged(base or _blank(user_id, patch, now), patch, origin, now)
    if after["agent_name"] is None and after["parent_external_id"] is not None:
        after["agent_name"] = agent_name_of(connection, user_id, patch.external_id)
    if known is None:
        return _new_outcome(connection, after)
    changes = {name: value for name, value in after.items() if value != before[name]}
    if not changes:
        return _same_outcome(before)
    if origin == "push" and "updated_at" not in changes:
        changes["updated_at"] = after["updated_at"] = max(before["updated_at"], now)
    _update(connection, before["id"], changes)
    return SessionOutcome(id=before["id"], inserted=False, changed=True, before=before, after=after)


def ensure(
    connection: sqlite3.Connection, user_id: int, external_id: str, origin: Origin, now: int
) -> SessionOutcome:
    """Return the session a message names; a stub is made when it is not known yet."""
    told_by = "is_imported" if origin == "import" else "is_pushed"
    known = find(connection, user_id, external_id)
    if known is not None:
        if origin == "push" and not known["is_pushed"]:
            known["is_pushed"] = 1
            _update(connection, known["id"], {"is_pushed": 1})
        return _same_outcome(known)
    row = _blank(user_id, SessionPatch(external_id=external_id), now)
    row |= {"is_stub": 1, told_by: 1}
    return _new_outcome(connection, row)


def name_source(connection: sqlite3.Connection, row: Row, source: str) -> None:
    """Give a session whose source was only assumed the one that a message names."""
    row["source"], row["source_is_default"] = canonical_source(source), 0
    names = ("source", "source_is_default")
    _update(connection, row["id"], {name: row[name] for name in names})


def _new_outcome(connection: sqlite3.Connection, row: Row) -> SessionOutcome:
    session_id = _insert(connection, row)
    return SessionOutcome(id=session_id, inserted=True, changed=True, before={}, after=row)


def _same_outcome(known: Row) -> SessionOutcome:
    return SessionOutcome(id=known["id"], inserted=False, changed=False, before=known, after=known)


def offer_first_prompt(connection: sqlite3.Connection, row: Row, text: str, moment: int) -> bool:
    """Let the words of a pushed prompt be the title until a better one comes; say if they are.

    `row` holds the session's columns and is changed with it. Of several prompts the earliest wins;
    one that is a command alone gives way to any other.
    """
    title = title_of(text)
    if title is None:
        return False
    rank = FIRST_COMMAND if is_bare_command(title) else FIRST_PROMPT
    is_later = row["title_rank"] == rank and moment >= row["title_position"]
    if row["title_rank"] > rank or is_later:
        return False
    before = row["title"]
    offer = SessionPatch(
        external_id=row["external_id"], title=title, title_rank=rank, title_position=moment
    )
    merge_title(row, offer, "push")
    if row["title"] == before:
        return False
    names = ("title", "title_rank", "title_position")
    _update(connection, row["id"], {name: row[name] for name in names})
    return True


def _blank(user_id: int, patch: SessionPatch, now: int) -> Row:
    """Return the columns of a session of which nothing is known but its id."""
    created = now if patch.created_at is None else patch.created_at
    return _NEW | {
        "user_id": user_id,
        "external_id": patch.external_id,
        "source": DEFAULT_SOURCE,
        "source_is_default": 1,
        "created_at": created,
        "updated_at": created if patch.active_at is None else patch.active_at,
        "is_stub": 0,
        "is_pushed": 0,
        "is_imported": 0,
    }


def _untold(known: Row) -> Row:
    """Return the columns of a session without what files told of it."""
    return known | _NEW | {"is_imported": 0}


def _insert(connection: sqlite3.Connection, row: Row) -> int:
    names = [*row]
    marks = ", ".join("?" * len(names))
    cursor = connection.execute(
        f"INSERT INTO sessions ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - own names
        [row[name] for name in names],
    )
    row["id"] = int(cursor.lastrowid or 0)
    row.setdefault("has_usage", 0)
    return row["id"]


def _update(connection: sqlite3.Connection, session_id: int, changes: Row) -> None:
    assignments = ", ".join(f"{name} = ?" for name in changes)
    connection.execute(
        f"UPDATE sessions SET {assignments} WHERE id = ?",  # noqa: S608 - own column names
        [*changes.values(), session_id],
    )
