"""Single instance: one server per data folder, held by a lock that dies with its process."""

import os
import sys
from pathlib import Path
from typing import IO

import msgspec

from opensync_app.core.errors import DataFolderError


class Running(msgspec.Struct, frozen=True):
    """A server that holds a data folder.

    Attributes:
        pid: its process.
        url: where it answers.
    """

    pid: int
    url: str


class InstanceLock:
    """The right to serve a data folder."""

    def __init__(self, data_dir: Path) -> None:
        """Name the folder; nothing is taken yet."""
        self._path = data_dir / "server.lock"
        self._note = data_dir / "server.json"
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock; False when another process holds it.

        Raises:
            DataFolderError: the folder cannot be made or written to.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("ab")
        except OSError as error:
            raise DataFolderError.unwritable(self._path.parent, error.strerror) from error
        if not _lock(file):
            file.close()
            return False
        self._file = file
        return True

    def announce(self, url: str) -> None:
        """Write down where this server answers, for commands of the same folder."""
        self._note.write_bytes(msgspec.json.encode(Running(os.getpid(), url)))

    def holder(self) -> Running | None:
        """Return who holds the folder as far as it wrote that down."""
        try:
            return msgspec.json.decode(self._note.read_bytes(), type=Running)
        except (OSError, msgspec.MsgspecError):
            return None

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._note.unlink(missing_ok=True)
            self._file.close()
            self._file = None


def _lock(file: IO[bytes]) -> bool:
    """Lock a file without waiting; the system unlocks it when the process ends, however."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
