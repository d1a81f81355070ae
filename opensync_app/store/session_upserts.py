"""Writing sessions: what a report says is merged into what is known."""

import sqlite3
from typing import Any

import msgspec

from opensync_app.core.names import DEFAULT_SOURCE, canonical_source
from opensync_app.core.projects import project_name_of, same_folder_name
from opensync_app.core.session import (
    FILE_PROMPT,
    FIRST_COMMAND,
    FIRST_PROMPT,
    Origin,
    SessionPatch,
)
from opensync_app.core.titles import title_of
from opensync_app.store.families import agent_name_of

Row = dict[str, Any]

_PLAIN_FIELDS = (
    "git_branch",
    "git_commit",
    "git_remote",
    "provider",
    "agent_name",
    "parent_external_id",
    "machine",
    "summary",
    "start_type",
    "end_reason",
)
"""Columns that take whatever the last report says."""

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
    **dict.fromkeys(_PLAIN_FIELDS),
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
    after = _merged(base or _blank(user_id, patch, now), patch, origin, now)
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

    `row` holds the session's columns and is changed with it. Of several prompts the earliest wins.
    """
    is_later = row["title_rank"] == FIRST_PROMPT and moment >= row["title_position"]
    if row["title_rank"] > FIRST_PROMPT or is_later:
        return False
    title = title_of(text)
    before = row["title"]
    if title is not None:
        offer = SessionPatch(
            external_id=row["external_id"],
            title=title,
            title_rank=FIRST_PROMPT,
            title_position=moment,
        )
        _merge_title(row, offer, "push")
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


def _merged(known: Row, patch: SessionPatch, origin: Origin, now: int) -> Row:
    """Return the columns after a report."""
    after = dict(known)
    after["is_stub"] = 0
    after["is_imported" if origin == "import" else "is_pushed"] = 1
    _merge_source(after, patch)
    _merge_title(after, patch, origin)
    _merge_project(after, patch, origin, known)
    _merge_model(after, patch)
    _merge_reported(after, patch, origin)
    _merge_times(after, patch, origin, known)
    outranked = origin == "push" and known["is_imported"]
    for name in _PLAIN_FIELDS:
        value = getattr(patch, name)
        if value is not None and not (outranked and known[name] is not None):
            after[name] = value
    if origin == "push" and not known["is_pushed"]:
        after["updated_at"] = max(after["updated_at"], patch.created_at or now)
    return after


def _merge_source(after: Row, patch: SessionPatch) -> None:
    """A named source replaces the default; a message without one names none."""
    source = canonical_source(patch.source)
    if source is not None:
        after["source"], after["source_is_default"] = source, 0


def _merge_title(after: Row, patch: SessionPatch, origin: Origin) -> None:
    """The better title wins; among first prompts the earliest, among others the latest."""
    if patch.title is None or not patch.title.strip():
        return
    rank, position = patch.title_rank, patch.title_position
    if origin == "import" and rank == FIRST_PROMPT:
        rank = FILE_PROMPT
    known_rank, known_position = after["title_rank"], after["title_position"]
    if after["title"] is not None and rank == known_rank:
        is_first = rank in (FIRST_COMMAND, FIRST_PROMPT, FILE_PROMPT)
        better = position <= known_position if is_first else position >= known_position
    else:
        better = after["title"] is None or rank > known_rank
    if better:
        after["title"] = patch.title.strip()
        after["title_rank"], after["title_position"] = rank, position


def _merge_project(after: Row, patch: SessionPatch, origin: Origin, known: Row) -> None:
    """The first working directory a file names stays; what a file says outranks a push."""
    if origin == "import" and known["is_imported"] and known["project_path"]:
        return
    if origin == "push" and known["is_imported"] and known["project_path"]:
        return
    if patch.project_path is not None:
        after["project_path"] = patch.project_path
        after["project_name"] = project_name_of(patch.project_path)
    if patch.project_name is not None:
        path = after["project_path"]
        is_folder = same_folder_name(patch.project_name, path)
        after["project_name"] = project_name_of(path) if is_folder else patch.project_name


def _merge_model(after: Row, patch: SessionPatch) -> None:
    """The last model named is the session's; all of them are remembered in order."""
    if patch.model is None:
        return
    after["model"] = patch.model
    models: list[str] = msgspec.json.decode(after["models"])
    if patch.model not in models:
        after["models"] = msgspec.json.encode([*models, patch.model]).decode()


def _merge_reported(after: Row, patch: SessionPatch, origin: Origin) -> None:
    """Totals as the sender counts them; a later zero is a client that lost count.

    A tool's own file counts its cost better than a plugin does.
    """
    for column, value in (
        ("reported_prompt_tokens", patch.prompt_tokens),
        ("reported_completion_tokens", patch.completion_tokens),
    ):
        if value is not None and (value > 0 or after[column] is None):
            after[column] = value
    outranked = origin == "push" and after["is_imported"] and after.get("has_usage")
    known_cost = after["reported_cost_micro_usd"]
    if patch.cost_micro_usd is not None and not (outranked and known_cost is not None):
        after["reported_cost_micro_usd"] = patch.cost_micro_usd
    if patch.duration_ms is not None:
        after["reported_duration_ms"] = patch.duration_ms


def _merge_times(after: Row, patch: SessionPatch, origin: Origin, known: Row) -> None:
    """A file knows when a session began and ended; a push only guesses by its arrival."""
    if origin != "import":
        if patch.created_at is not None and known["is_stub"]:
            after["created_at"] = patch.created_at
        return
    began, active = patch.created_at, patch.active_at
    told = known["is_imported"]
    if began is not None:
        after["started_at"] = _least(known["started_at"] if told else None, began)
        after["created_at"] = after["started_at"]
    if active is not None:
        after["ended_at"] = _greatest(known["ended_at"] if told else None, active)
        first = not known["is_imported"] and not known["is_pushed"]
        after["updated_at"] = active if first else max(known["updated_at"], active)


def _least(known: int | None, value: int) -> int:
    return value if known is None else min(known, value)


def _greatest(known: int | None, value: int) -> int:
    return value if known is None else max(known, value)


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
