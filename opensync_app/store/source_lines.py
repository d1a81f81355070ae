"""The lines of a tool's file that a message came from, as the archive keeps them."""

import sqlite3

import msgspec

from opensync_app.store.bodies import decompress
from opensync_app.store.database import Database

_MOST_LINES = 100
_MOST_BYTES = 200_000
"""Of all lines together."""


class SourceLines(msgspec.Struct, frozen=True):
    """What a file says of one message.

    Attributes:
        path: of the file.
        lines: (offset of the line in the file, its bytes without the line break), in order.
        is_whole: False when lines were left out or cut, to stay below 200 kB.
    """

    path: str
    lines: list[tuple[int, bytes]]
    is_whole: bool


def lines_of(database: Database, message_id: int) -> SourceLines | None:
    """Return the lines of a message; None where its file is not one of lines, or is not kept.

    The first line stands at the message's position. Of those up to the next message the ones
    belong to it that name it: a tool may write one reply line by line.
    """
    return database.read(lambda connection: _lines(connection, message_id))


def _lines(connection: sqlite3.Connection, message_id: int) -> SourceLines | None:
    row = connection.execute(
        "SELECT m.position, m.external_id, m.file_id, f.path, f.generation FROM messages m "
        "JOIN files f ON f.id = m.file_id WHERE m.id = ? AND m.origin = 'import'",
        (message_id,),
    ).fetchone()
    if row is None or not str(row["path"]).endswith(".jsonl"):
        return None
    following = connection.execute(
        "SELECT min(position) FROM messages WHERE file_id = ? AND position > ?",
        (row["file_id"], row["position"]),
    ).fetchone()[0]
    raw = _bytes_at(connection, row, following)
    if not raw.startswith(b"{"):
        return None
    return _chosen(row, raw)


def _bytes_at(connection: sqlite3.Connection, row: sqlite3.Row, following: int | None) -> bytes:
    """Return the file's bytes from a message's position to the next one's, as far as we show them."""
    start, raw = row["position"], b""
    end = start + 4 * _MOST_BYTES
    if following is not None:
        end = min(end, following)
    pieces = connection.execute(
        "SELECT start, length, data FROM archive WHERE file_id = ? AND generation = ? "
        "AND start < ? AND start + length > ? ORDER BY start",
        (row["file_id"], row["generation"], end, start),
    )
    for piece in pieces:
        data = decompress(piece["data"])
        raw += data[max(0, start - piece["start"]) : max(0, end - piece["start"])]
    return raw


def _chosen(row: sqlite3.Row, raw: bytes) -> SourceLines:
    name = str(row["external_id"]).encode("utf-8", "surrogatepass")
    lines: list[tuple[int, bytes]] = []
    offset, room, is_whole = row["position"], _MOST_BYTES, True
    for line in raw.split(b"\n"):
        if line.strip() and (not lines or name in line):
            if room <= 0 or len(lines) == _MOST_LINES:
                is_whole = False
                break
            lines.append((offset, line[:room]))
            is_whole = is_whole and len(line) <= room
            room -= len(line)
        offset += len(line) + 1
    return SourceLines(str(row["path"]), lines, is_whole)
