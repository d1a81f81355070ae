"""The raw source lines of every imported session, compressed, byte-exact."""

import sqlite3
from collections.abc import Iterator

import msgspec

from opensync_app.store.bodies import decompress
from opensync_app.store.database import Database


class ArchivedChunk(msgspec.Struct, frozen=True):
    """One archived piece of a file.

    Attributes:
        start: where it began in the file.
        raw: its bytes as they stood there.
    """

    start: int
    raw: bytes


class ChunkPlace(msgspec.Struct, frozen=True):
    """Where an archived piece of a file stands.

    Attributes:
        generation: how often the file had been rewritten.
        start: where it began in the file.
        length: its bytes.
    """

    generation: int
    start: int
    length: int


def append(
    connection: sqlite3.Connection,
    file_id: int,
    *,
    generation: int,
    start: int,
    length: int,
    packed: bytes,
) -> None:
    """Keep a packed piece of a file inside the caller's transaction."""
    connection.execute(
        "INSERT INTO archive (file_id, generation, start, length, data) VALUES (?, ?, ?, ?, ?)",
        (file_id, generation, start, length, packed),
    )


class Archive:
    """Reads the archive."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database

    def chunks(self, file_id: int, generation: int | None = None) -> Iterator[ArchivedChunk]:
        """Yield the pieces of one generation of a file in order, the last one by default."""
        ids = self._database.read(
            lambda c: c.execute(
                "SELECT id, start FROM archive WHERE file_id = ? AND generation = "
                "coalesce(?, (SELECT max(generation) FROM archive WHERE file_id = ?)) "
                "ORDER BY start",
                (file_id, generation, file_id),
            ).fetchall()
        )
        for row_id, start in ids:
            yield ArchivedChunk(start, self._raw("id = ?", row_id))

    def piece(self, file_id: int, place: ChunkPlace) -> bytes:
        """Return the bytes of one piece. Raises ValueError when they are damaged."""
        return self._raw(
            "file_id = ? AND generation = ? AND start = ?", file_id, place.generation, place.start
        )

    def _raw(self, where: str, *values: int) -> bytes:
        row = self._database.read(
            lambda c: c.execute(f"SELECT data FROM archive WHERE {where}", values).fetchone()  # noqa: S608 - own words
        )
        return decompress(row[0])
