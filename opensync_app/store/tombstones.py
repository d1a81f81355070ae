"""Sessions that were deleted for good: what still tells of them brings none of them back.

A plugin that pushes one again means it, and a file that was forgotten together with its sessions
is read anew when it changes. Only a file that is kept because it tells of other sessions too
must be kept from telling of these, until something new happens in them.
"""

import sqlite3
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from opensync_app.store.batches import PreparedBatch, RecordBatch


def admitted(connection: sqlite3.Connection, prepared: "PreparedBatch") -> "PreparedBatch":
    """Return a batch without what it says of barred sessions; others that it names are back."""
    batch = prepared.batch
    rows = connection.execute(
        "SELECT external_id, active_at, is_barred FROM purged_sessions WHERE user_id = ?",
        (batch.user_id,),
    ).fetchall()
    if not rows:
        return prepared
    told = _told(batch)
    named = [row for row in rows if row["external_id"] in told]
    barred = {
        row["external_id"]
        for row in named
        if batch.origin == "import"
        and row["is_barred"]
        and told[row["external_id"]] <= row["active_at"]
    }
    connection.executemany(
        "DELETE FROM purged_sessions WHERE user_id = ? AND external_id = ?",
        [(batch.user_id, row["external_id"]) for row in named if row["external_id"] not in barred],
    )
    return _without(prepared, barred) if barred else prepared


def _told(batch: "RecordBatch") -> dict[str, int]:
    """Return the sessions a batch names, and when something happened in them, as far as it says."""
    told = {extra.session_external_id: 0 for extra in batch.extra}
    for message in batch.messages:
        name = message.session_external_id
        told[name] = max(told.get(name, 0), message.created_at or 0)
    for patch in batch.sessions:
        told[patch.external_id] = max(told.get(patch.external_id, 0), patch.active_at or 0)
    return told


def _without(prepared: "PreparedBatch", barred: set[str]) -> "PreparedBatch":
    batch = prepared.batch
    return msgspec.structs.replace(
        prepared,
        batch=msgspec.structs.replace(
            batch,
            sessions=tuple(s for s in batch.sessions if s.external_id not in barred),
            messages=tuple(m for m in batch.messages if m.session_external_id not in barred),
            extra=tuple(e for e in batch.extra if e.session_external_id not in barred),
            agents=tuple(a for a in batch.agents if a.session_external_id not in barred),
        ),
        messages=tuple(m for m in prepared.messages if m.message.session_external_id not in barred),
    )
