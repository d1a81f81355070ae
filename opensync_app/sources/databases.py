"""SQLite databases of other programs: read beside them, without leaving a trace."""

import shutil
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from opensync_app.sources.base import SourceFile
from opensync_app.sources.folders import source_file
from opensync_app.sources.plain_files import open_plain

WAL = "-wal"

_BUSY_MS = 5_000
_WAL_VERSION = 2
_VERSION_OFFSET = 18


def database_file(source: str, path: Path) -> SourceFile | None:
    """Return a database, as large and as new as it and its write-ahead log; None when gone."""
    found = source_file(source, path)
    log = source_file(source, log_of(path))
    if found is None or found.unreadable or log is None:
        return found
    size, mtime_ns = found.size + log.size, max(found.mtime_ns, log.mtime_ns)
    return SourceFile(source, path, size, mtime_ns)


class Snapshot(msgspec.Struct, frozen=True):
    """A database as it stood at one moment.

    Attributes:
        connection: reads it.
    """

    connection: sqlite3.Connection
    _path: Path | None = None
    _stood: SourceFile | None = None

    def check(self) -> None:
        """Raise sqlite3.OperationalError when what was read may not be of one moment.

        Nothing guards a database that nobody has open; whoever opened it meanwhile left a log.
        """
        if self._path is not None and database_file("", self._path) != self._stood:
            message = "it was written while it was read"
            raise sqlite3.OperationalError(message)


@contextmanager
def opened(path: Path) -> Generator[Snapshot]:
    """Open a database for reading, in one snapshot.

    SQLite would leave empty `-wal` and `-shm` files beside a WAL database that nobody has open.
    One without a log is therefore read as a file that does not change, and `Snapshot.check` says
    whether it did; a log that a crash left is read from a copy. With both files there it is read
    in place, whoever writes.

    Raises OSError and sqlite3.Error.
    """
    has_log = log_of(path).exists()
    if (has_log and path.with_name(path.name + "-shm").exists()) or not _has_wal_header(path):
        with closing(_connected(path, "mode=ro")) as connection:
            yield Snapshot(connection)
    elif not has_log:
        stood = database_file("", path)
        with closing(_connected(path, "mode=ro&immutable=1")) as connection:
            yield Snapshot(connection, path, stood)
    else:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / "copy.db"
            shutil.copyfile(path, copy)
            shutil.copyfile(log_of(path), log_of(copy))
            with closing(_connected(copy, "mode=ro")) as connection:
                yield Snapshot(connection)


def log_of(path: Path) -> Path:
    """Return where a database's write-ahead log stands."""
    return path.with_name(path.name + WAL)


def _connected(path: Path, how: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{how}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.text_factory = _text
    connection.execute("BEGIN")
    return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _has_wal_header(path: Path) -> bool:
    with open_plain(path) as stream:
        header = stream.read(_VERSION_OFFSET + 2)
    return header[_VERSION_OFFSET:] == bytes((_WAL_VERSION, _WAL_VERSION))
