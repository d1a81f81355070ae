"""Opening the SQLite file: pragmas, one write lane, a reader connection per thread, backups."""

import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from opensync_app.core.errors import DataFolderError
from opensync_app.store.lane import WriteLane
from opensync_app.store.migrations import MIGRATIONS, Migration

T = TypeVar("T")

_KEPT_SNAPSHOTS = 3


class Database:
    """One SQLite file in WAL mode, synchronous FULL unless all that is written is repeatable.

    Attributes:
        path: the file.
        lane: where every write goes.
    """

    def __init__(self, path: Path, *, repeatable: bool = False) -> None:
        """Open or create the file and bring its schema up to date.

        `repeatable` says that this process writes only what it can read again, as an import does:
        its commits then survive every crash of the program but need not reach the disk at once,
        so they hold the write lock for less time.

        Raises:
            DataFolderError: the file is damaged, not ours, or from a newer program, or the folder
                cannot be written.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataFolderError.unwritable(path.parent, error.strerror) from error
        self._readers = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self.lane = WriteLane(_open_writer(path, "NORMAL" if repeatable else "FULL"))

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a read on this thread's own connection; it sees every commit before it."""
        connection: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self._open_reader()
            self._readers.connection = connection
        return work(connection)

    @contextmanager
    def one_moment(self) -> Generator[None]:
        """Let all reads of this thread see the record as it stands now, until the block ends."""
        self.read(_begin_reading)
        try:
            yield
        finally:
            self.read(lambda connection: connection.execute("ROLLBACK"))

    def write(self, work: Callable[[sqlite3.Connection], T], *, urgent: bool = True) -> T:
        """Run a write and wait until it is durable."""
        return self.lane.submit(work, urgent=urgent).result()

    def shrink(self) -> None:
        """Let go of the pages that writing keeps in memory; they are read again at need."""
        self.write(lambda connection: connection.execute("PRAGMA shrink_memory"), urgent=False)

    def snapshot(self, target: Path) -> None:
        """Copy the record as it stands into a new file, while it is in use."""
        with sqlite3.connect(target) as copy:
            self.read(lambda connection: connection.backup(copy))
        copy.close()

    def close(self) -> None:
        """Finish queued writes and close every connection."""
        self.lane.close()
        with self._guard:
            for connection in self._open_readers:
                connection.close()
            self._open_readers.clear()

    def _open_reader(self) -> sqlite3.Connection:
        connection = _connect(self.path)
        connection.execute("PRAGMA query_only = ON")
        with self._guard:
            self._open_readers.append(connection)
        return connection


def _begin_reading(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("SELECT 1 FROM sqlite_master").fetchone()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA mmap_size = 268435456")
    return connection


def _open_writer(path: Path, synchronous: str) -> sqlite3.Connection:
    """Return the writing connection of an up-to-date schema."""
    try:
        connection = _connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
        connection.execute("PRAGMA cache_size = -32768")
        _migrate(connection, path)
        connection.execute("PRAGMA busy_timeout = 0")
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error
    return connection


def _unusable(path: Path, error: sqlite3.DatabaseError) -> DataFolderError:
    """Return what a person is told of a record that cannot be opened: a backup mends not all."""
    if not os.access(path.parent, os.W_OK) or (path.is_file() and not os.access(path, os.W_OK)):
        return DataFolderError.unwritable(path.parent, error)
    what_to_do = "Restore a backup from the folder beside it, or start with another --data-dir."
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        what_to_do = "Make room on that disk and try again."
    return DataFolderError(f"The record {path} cannot be opened ({error}). {what_to_do}")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply the migrations that this file lacks: all at once to a new one, else after snapshots."""
    if _version(connection) == 0:
        _apply(connection, 0, MIGRATIONS)
    version = _version(connection)
    if version > len(MIGRATIONS):
        message = (
            f"The record {path} was written by a newer OpenSync (schema {version}, this program "
            f"knows {len(MIGRATIONS)}). Update OpenSync to open it."
        )
        raise DataFolderError(message)
    for known, migration in enumerate(MIGRATIONS[version:], start=version):
        _snapshot_before(connection, path, known + 1, migration)
        _apply(connection, known, (migration,))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _apply(connection: sqlite3.Connection, version: int, migrations: Sequence[Migration]) -> None:
    """Apply migrations to a file of a version, unless another process was quicker."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) == version:
            for migration in migrations:
                for statement in migration.statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + len(migrations):d}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _snapshot_before(
    connection: sqlite3.Connection, path: Path, number: int, migration: Migration
) -> None:
    """Copy the record before a migration; the last few copies are kept."""
    folder = path.parent / "snapshots"
    folder.mkdir(exist_ok=True)
    unfinished = folder / f"{number:04d}-{uuid.uuid4().hex}.unfinished"
    copy = sqlite3.connect(unfinished)
    try:
        connection.backup(copy)
        copy.close()
        unfinished.replace(folder / f"before-{number:04d}-{migration.name}.sqlite3")
    finally:
        copy.close()
        unfinished.unlink(missing_ok=True)  # a full disk must not fill up with attempts
    for old in sorted(folder.glob("before-*.sqlite3"))[:-_KEPT_SNAPSHOTS]:
        old.unlink(missing_ok=True)
