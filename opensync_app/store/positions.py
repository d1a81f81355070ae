"""How far each source file has been imported, and what was skipped and why."""

import sqlite3
from typing import Any

import msgspec

from opensync_app.core.errors import ConflictError
from opensync_app.store.database import Database


class FileRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One source file as the record knows it.

    Attributes:
        id: record id.
        source: canonical source name.
        path: absolute path.
        size: bytes when it was last read.
        mtime_ns: modification time then.
        read_to: bytes archived and parsed.
        fingerprint: digest of the bytes before `read_to`.
        state: what the parser carries on.
        parser_version: version that parsed it last.
        generation: how often the file was rewritten since it was first seen.
        skipped_reason: why it was not read; None when it was.
        bad_lines: lines that could not be read.
        first_bad_line: where the first of them is and why.
        is_purged: all that it told was deleted for good; it is read again when it changes.
        told_before: bytes at its beginning whose messages another file told; they are archived
            when they are read, and say nothing.
    """

    id: int
    source: str
    path: str
    size: int
    mtime_ns: int
    read_to: int
    fingerprint: bytes
    state: bytes
    parser_version: int
    generation: int
    skipped_reason: str | None
    bad_lines: int
    first_bad_line: str | None
    is_purged: bool = False
    told_before: int = 0


class FileProgress(msgspec.Struct, frozen=True, kw_only=True):
    """What one batch moves a file's position to.

    Attributes:
        source: canonical source name.
        path: absolute path.
        expected: generation and offset the reader started from; (0, 0) for a new file.
        generation: generation that the batch belongs to.
        size: bytes of the file now.
        mtime_ns: modification time now.
        read_to: bytes archived and parsed with this batch.
        fingerprint: digest of the bytes before `read_to`.
        state: what the parser carries on.
        parser_version: version that parsed the batch.
        restart: what was said of bad lines before is replaced.
        bad_lines: unreadable lines of this batch.
        first_bad_line: where the first of them is and why.
    """

    source: str
    path: str
    expected: tuple[int, int]
    generation: int
    size: int
    mtime_ns: int
    read_to: int
    fingerprint: bytes
    state: bytes
    parser_version: int
    restart: bool = False
    bad_lines: int = 0
    first_bad_line: str | None = None


_COLUMNS = (
    "id, source, path, size, mtime_ns, read_to, fingerprint, state, parser_version, generation, "
    "skipped_reason, bad_lines, first_bad_line, is_purged, told_before"
)


def advance(connection: sqlite3.Connection, progress: FileProgress, now: int) -> int:
    """Move a file's position inside the caller's transaction; return the file's record id.

    Raises:
        ConflictError: somebody else read the file meanwhile; nothing must be written.
    """
    row = connection.execute(
        "SELECT id, generation, read_to FROM files WHERE source = ? AND path = ?",
        (progress.source, progress.path),
    ).fetchone()
    if row is None:
        row = _insert(connection, progress)
    if (row["generation"], row["read_to"]) != progress.expected:
        message = f"{progress.path} was read by another import at the same time."
        raise ConflictError(message)
    connection.execute(
        "UPDATE files SET size = ?, mtime_ns = ?, read_to = ?, fingerprint = ?, state = ?, "
        "parser_version = ?, generation = ?, skipped_reason = NULL, bad_lines = ? + "
        "CASE WHEN ? THEN 0 ELSE bad_lines END, first_bad_line = "
        "CASE WHEN ? THEN ? ELSE coalesce(first_bad_line, ?) END, read_at = ?, gone_at = NULL, "
        "is_purged = 0 WHERE id = ?",
        (
            progress.size,
            progress.mtime_ns,
            progress.read_to,
            progress.fingerprint,
            progress.state,
            progress.parser_version,
            progress.generation,
            progress.bad_lines,
            progress.restart,
            progress.restart,
            progress.first_bad_line,
            progress.first_bad_line,
            now,
            row["id"],
        ),
    )
    return int(row["id"])


def _insert(connection: sqlite3.Connection, progress: FileProgress) -> sqlite3.Row:
    connection.execute(
        "INSERT INTO files (source, path) VALUES (?, ?)", (progress.source, progress.path)
    )
    return connection.execute(
        "SELECT id, generation, read_to FROM files WHERE source = ? AND path = ?",
        (progress.source, progress.path),
    ).fetchone()


class Positions:
    """Reads and keeps the positions of files."""

    def __init__(self, database: Database) -> None:
        """Use this database."""
        self._database = database

    def of_source(self, source: str) -> dict[str, FileRecord]:
        """Return every known file of a source by its path."""
        rows = self._database.read(
            lambda c: c.execute(
                f"SELECT {_COLUMNS} FROM files WHERE source = ?",  # noqa: S608 - own names
                (source,),
            ).fetchall()
        )
        return {row["path"]: _record(row) for row in rows}

    def get(self, source: str, path: str) -> FileRecord | None:
        """Return one known file, or None."""
        row = self._database.read(
            lambda c: c.execute(
                f"SELECT {_COLUMNS} FROM files WHERE source = ? AND path = ?",  # noqa: S608
                (source, path),
            ).fetchone()
        )
        return None if row is None else _record(row)

    def tells_alone(self, file_id: int) -> bool:
        """Return whether there is a session of which only this file tells."""
        row = self._database.read(
            lambda c: c.execute(
                "SELECT EXISTS (SELECT 1 FROM session_files f WHERE f.file_id = ? AND NOT EXISTS "
                "(SELECT 1 FROM session_files o WHERE o.session_id = f.session_id "
                "AND o.file_id <> f.file_id))",
                (file_id,),
            ).fetchone()
        )
        return bool(row[0])

    def skip(self, source: str, path: str, reason: str) -> None:
        """Remember why a file could not be read."""
        self._database.write(
            lambda c: c.execute(
                "INSERT INTO files (source, path, skipped_reason) VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE SET skipped_reason = excluded.skipped_reason "
                "WHERE skipped_reason IS NOT excluded.skipped_reason",
                (source, path, reason),
            ),
            urgent=False,
        )

    def note_excerpt(self, source: str, path: str, told_before: int) -> None:
        """Remember how much of a file, known by then, another one tells."""
        self._database.write(
            lambda c: c.execute(
                "UPDATE files SET told_before = ? WHERE source = ? AND path = ? "
                "AND told_before <> ?",
                (told_before, source, path, told_before),
            ),
            urgent=False,
        )

    def is_told_beside(self, source: str, user_id: int, session: str) -> bool:
        """Return whether files of other tools tell of a session, by its tool's id."""
        row = self._database.read(
            lambda c: c.execute(
                "SELECT EXISTS (SELECT 1 FROM sessions s JOIN session_files l ON "
                "l.session_id = s.id JOIN files f ON f.id = l.file_id "
                "WHERE s.user_id = ? AND s.external_id = ? AND f.source <> ?)",
                (user_id, session, source),
            ).fetchone()
        )
        return bool(row[0])

    def note(self, source: str, path: str, size: int, mtime_ns: int, parser_version: int) -> None:
        """Remember that there is nothing new in a file, a new one or one with a new time.

        It may be empty, or the first line of it may still be in the making.
        """
        self._database.write(
            lambda c: c.execute(
                "INSERT INTO files (source, path, size, mtime_ns, parser_version) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET size = excluded.size, "
                "mtime_ns = excluded.mtime_ns, skipped_reason = NULL, "
                "parser_version = excluded.parser_version",
                (source, path, size, mtime_ns, parser_version),
            ),
            urgent=False,
        )


def _record(row: sqlite3.Row) -> FileRecord:
    fields: dict[str, Any] = dict(row)
    fields["is_purged"] = bool(fields["is_purged"])
    return FileRecord(**fields)
