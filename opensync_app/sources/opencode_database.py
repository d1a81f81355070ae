"""OpenCode's database: read beside a running OpenCode, without leaving a trace."""

import hashlib
import sqlite3
from collections.abc import Iterator

import msgspec

from opensync_app.sources.base import Chunk, Position, SourceFile
from opensync_app.sources.databases import opened
from opensync_app.sources.jsonl import UNFINISHED
from opensync_app.sources.made_lines import Document, Run, gathered
from opensync_app.sources.opencode_lines import message_lines, session_line


class Marks(msgspec.Struct, frozen=True):
    """How far a database was read.

    Attributes:
        updated: the latest `time_updated` of what was read, epoch ms.
        digest: of the lines that bear exactly that moment; they are read again each time.
    """

    updated: int = -1
    digest: bytes = b""


class Changed(msgspec.Struct, frozen=True):
    """A session or a message that changed, and when it or its newest part did, epoch ms."""

    updated: int
    session_id: str
    message_id: str | None = None


_CHANGED = """
    SELECT max(m.time_updated, coalesce((SELECT max(p.time_updated) FROM part p
        WHERE p.message_id = m.id), 0)) AS updated, m.session_id, m.id FROM message m
    UNION ALL SELECT s.time_updated, s.id, NULL FROM session s ORDER BY 1, 2, 3
"""


def read_database(file: SourceFile, position: Position | None) -> Iterator[Chunk]:
    """Yield sessions and messages that changed since `position`, the longest unchanged first.

    What is read again, because the database is older than what was read of it or because two
    changes share a moment, says the same as before. Nothing is ever taken back: a session that
    OpenCode deleted stays. Raises OSError and sqlite3.Error.
    """
    if position and (position.size, position.mtime_ns) == (file.size, file.mtime_ns):
        return
    offset = position.offset if position else 0
    with opened(file.path) as snapshot:
        connection = snapshot.connection
        news = _news(connection, _marks_of(position))
        for run in gathered((_line_of(connection, change), change.updated) for change in news):
            at, offset = offset, offset + len(run.raw)
            marks = Marks(run.reached, _digest_at(connection, news, run) if run.is_last else b"")
            mark = msgspec.msgpack.encode(marks)
            size, mtime_ns = (file.size, file.mtime_ns) if run.is_last else UNFINISHED
            snapshot.check()
            yield Chunk(at, run.raw, Position(size, mtime_ns, offset, mark))


def _news(connection: sqlite3.Connection, known: Marks) -> list[Changed]:
    """Return what changed since, in order of its moment; nothing when only the file was touched."""
    changes = _changes(connection)
    if not changes or changes[-1].updated < known.updated:
        return changes
    news = [change for change in changes if change.updated >= known.updated]
    is_same = news[-1].updated == known.updated and _digest(connection, news) == known.digest
    return [] if is_same else news


def _digest_at(connection: sqlite3.Connection, news: list[Changed], run: Run) -> bytes:
    return _digest(connection, [change for change in news if change.updated == run.reached])


def _digest(connection: sqlite3.Connection, changes: list[Changed]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for change in changes:
        digest.update(_line_of(connection, change))
    return digest.digest()


def _changes(connection: sqlite3.Connection) -> list[Changed]:
    rows = connection.execute(_CHANGED)
    return [Changed(int(updated or 0), session, message) for updated, session, message in rows]


def _line_of(connection: sqlite3.Connection, change: Changed) -> bytes:
    if change.message_id is None:
        return _session_line(connection, change.session_id)
    message = connection.execute(
        "SELECT id, data FROM message WHERE id = ?", (change.message_id,)
    ).fetchone()
    parts = connection.execute(
        "SELECT id, data FROM part WHERE message_id = ? ORDER BY id", (change.message_id,)
    ).fetchall()
    return message_lines(
        change.session_id, _document("message", message), [_document("part", p) for p in parts]
    )


def _session_line(connection: sqlite3.Connection, session_id: str) -> bytes:
    cursor = connection.execute("SELECT * FROM session WHERE id = ?", (session_id,))
    row = cursor.fetchone()
    names = [column[0] for column in cursor.description]
    fields = {n: v for n, v in zip(names, row, strict=True) if not isinstance(v, bytes)}
    data = msgspec.json.encode(fields)
    return session_line(Document(session_id, f"session {session_id}", data))


def _document(table: str, row: tuple[str, str | bytes | None]) -> Document:
    data = row[1] if isinstance(row[1], bytes) else str(row[1] or "").encode()
    return Document(row[0], f"{table} {row[0]}", data)


def _marks_of(position: Position | None) -> Marks:
    try:
        return msgspec.msgpack.decode(position.fingerprint, type=Marks) if position else Marks()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Marks()
