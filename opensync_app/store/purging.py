"""Deleting trashed sessions for good, with the raw bytes that told of them alone."""

import sqlite3
from collections.abc import Sequence

import msgspec

from opensync_app.core.session import file_alias
from opensync_app.store import journal
from opensync_app.store.batches import Recorded
from opensync_app.store.database import Database
from opensync_app.store.prepared import alias_hash
from opensync_app.store.trash import family_of, part_from

_CHOSEN = "(SELECT value FROM json_each(?))"


def purge(
    connection: sqlite3.Connection, user_id: int, ids: Sequence[int], now: int
) -> tuple[Recorded, list[int]]:
    """Delete trashed sessions inside the caller's transaction; others are passed over.

    The bytes of their files go too, unless a file tells of another session that stays; then it
    is barred from telling of these again. Returns what the recorder announces, and the ids of
    those that are gone.
    """
    rows = connection.execute(
        "SELECT id FROM sessions WHERE user_id = ? AND deleted_at IS NOT NULL "  # noqa: S608
        f"AND id IN {_CHOSEN} ORDER BY id",
        (user_id, _json(ids)),
    ).fetchall()
    gone = [int(row["id"]) for row in rows]
    chosen = _json(gone)
    part_from(connection, user_id, gone)
    _bury(connection, chosen, now)
    files, names = _files_of(connection, chosen), _aliases_of(connection, chosen)
    connection.execute(f"DELETE FROM usage WHERE session_id IN {_CHOSEN}", (chosen,))  # noqa: S608
    connection.execute(f"DELETE FROM sessions WHERE id IN {_CHOSEN}", (chosen,))  # noqa: S608
    _forget_files(connection, [*files, *_named_files(connection, names)])
    sequence = journal.append(connection, [("session-deleted", i, None) for i in gone])
    return Recorded(sequence, {}, {}, tuple(gone)), gone


class Trash:
    """Reads what is due to be deleted for good."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def family(self, user_id: int, session_id: int) -> list[int]:
        """Return a trashed session and the sub-agents that were trashed with it."""
        return self._database.read(
            lambda c: family_of(c, user_id, [session_id], "s.deleted_at IS NOT NULL")
        )

    def older_than(self, moment: int, limit: int) -> list[tuple[int, int]]:
        """Return (user id, session id) of sessions trashed before a moment (epoch ms)."""
        rows = self._database.read(
            lambda c: c.execute(
                "SELECT user_id, id FROM sessions WHERE deleted_at < ? ORDER BY deleted_at LIMIT ?",
                (moment, limit),
            ).fetchall()
        )
        return [(row["user_id"], row["id"]) for row in rows]


def _bury(connection: sqlite3.Connection, chosen: str, now: int) -> None:
    """Remember which sessions are gone, and which of them a file that stays tells of."""
    connection.execute(
        "INSERT OR REPLACE INTO purged_sessions "  # noqa: S608 - own words
        "(user_id, external_id, active_at, is_barred, purged_at) "
        "SELECT s.user_id, s.external_id, coalesce(s.ended_at, s.updated_at), EXISTS ("
        "SELECT 1 FROM session_files f JOIN session_files o ON o.file_id = f.file_id "
        f"WHERE f.session_id = s.id AND o.session_id NOT IN {_CHOSEN}), ? "
        f"FROM sessions s WHERE s.id IN {_CHOSEN}",
        (chosen, now, chosen),
    )
    connection.execute(
        "DELETE FROM agent_names WHERE (user_id, external_id) IN "  # noqa: S608
        f"(SELECT user_id, external_id FROM sessions WHERE id IN {_CHOSEN})",
        (chosen,),
    )


def _files_of(connection: sqlite3.Connection, chosen: str) -> list[int]:
    """Return the files that tell of these sessions and of no other."""
    rows = connection.execute(
        "SELECT DISTINCT file_id FROM session_files f "  # noqa: S608 - own words
        f"WHERE session_id IN {_CHOSEN} AND NOT EXISTS (SELECT 1 FROM session_files o "
        f"WHERE o.file_id = f.file_id AND o.session_id NOT IN {_CHOSEN})",
        (chosen, chosen),
    )
    return [row["file_id"] for row in rows]


def _aliases_of(connection: sqlite3.Connection, chosen: str) -> set[int]:
    rows = connection.execute(
        f"SELECT DISTINCT alias FROM message_aliases WHERE session_id IN {_CHOSEN}",  # noqa: S608
        (chosen,),
    )
    return {row["alias"] for row in rows}


def _named_files(connection: sqlite3.Connection, names: set[int]) -> list[int]:
    """Return the files of results that only messages named that are gone now."""
    if not names:
        return []
    rows = connection.execute(
        "SELECT id, path FROM files WHERE read_to > 0 AND NOT EXISTS "
        "(SELECT 1 FROM session_files WHERE file_id = files.id)"
    ).fetchall()
    aliases = {row["id"]: alias_hash(file_alias(row["path"])) for row in rows}
    return [
        file_id
        for file_id, alias in aliases.items()
        if alias in names
        and connection.execute("SELECT 1 FROM message_aliases WHERE alias = ?", (alias,)).fetchone()
        is None
    ]


def _forget_files(connection: sqlite3.Connection, files: Sequence[int]) -> None:
    """Delete what is archived of files; each is read again, from its start, once it changes."""
    chosen = _json(files)
    connection.execute(f"DELETE FROM archive WHERE file_id IN {_CHOSEN}", (chosen,))  # noqa: S608
    connection.execute(
        "UPDATE files SET read_to = 0, fingerprint = x'', state = x'', bad_lines = 0, "  # noqa: S608
        f"first_bad_line = NULL, is_purged = 1 WHERE id IN {_CHOSEN}",
        (chosen,),
    )


def _json(ids: Sequence[int]) -> str:
    return msgspec.json.encode(ids).decode()
