"""File watcher: imports everything once, then what changes, as soon as it changes."""

import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from opensync_app.jobs.following import Folders, Follower
from opensync_app.jobs.network_folders import is_on_network
from opensync_app.services.import_report import ImportReport
from opensync_app.services.importing import Importer

_RETRY_S = 5.0
_LONGEST_RETRY_S = 300.0
"""After an import that failed as a whole, as on a full disk; the pauses grow twofold."""

_log = logging.getLogger(__name__)


class Watcher:
    """Keeps the record in step with the tools' folders, in threads of its own.

    Folders on this machine are followed as the system announces their changes, those on a network
    by walking them. The first import and every later look at everything run beside that.
    """

    def __init__(
        self,
        importer: Importer,
        is_remote: Callable[[Path], bool] = is_on_network,
        finished: Callable[[ImportReport], None] | None = None,
        *,
        retry_s: float = _RETRY_S,
    ) -> None:
        """Call this importer.

        `is_remote` tells which folders announce nothing; `finished` hears of every look at
        everything; `retry_s` seconds after one that failed, the next one follows.
        """
        self._importer = importer
        self._finished = finished
        self._retry_s = retry_s
        self._is_remote = is_remote
        self._known: dict[tuple[Path, int], bool] = {}
        self._stopping = threading.Event()
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="import", daemon=True)
        self._followers = tuple(
            Follower(
                f"watcher-{'polling' if by_polling else 'native'}",
                lambda by_polling=by_polling: self._existing(is_remote=by_polling),
                self._import,
                self.rescan,
                by_polling=by_polling,
            )
            for by_polling in (False, True)
        )

    def start(self) -> None:
        """Begin to watch and to read what is new.

        Everything is looked at once more when the watching has begun, so that nothing is lost in
        between.
        """
        self._wanted.set()
        for follower in self._followers:
            follower.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop watching and end a running import after the batch it is at."""
        self._stopping.set()
        self._importer.stop()
        self._wanted.set()
        for follower in self._followers:
            follower.stop()
        for follower in self._followers:
            follower.join()
        self._thread.join()

    def rescan(self) -> None:
        """Have everything looked at that the watching may have missed; returns at once."""
        self._wanted.set()

    def _run(self) -> None:
        """Look at everything whenever that is wanted, and again after a failure."""
        pause: float | None = None
        while True:
            self._wanted.wait(pause)
            self._wanted.clear()
            if self._stopping.is_set():
                return
            try:
                report = self._importer.import_all()
                if self._finished is not None:
                    self._finished(report)
                pause = None
            except Exception:  # noqa: BLE001 - logged; the thread must live
                pause = self._retry_s if pause is None else min(2 * pause, _LONGEST_RETRY_S)
                _log.exception("the import failed; it is tried again in %.0f s", pause)

    def _existing(self, *, is_remote: bool) -> Folders:
        return tuple(
            folder
            for folder in self._importer.folders()
            if folder.is_dir() and self._lies_remote(folder) == is_remote
        )

    def _lies_remote(self, folder: Path) -> bool:
        """Ask once for each folder and file system: the question costs, and comes every second."""
        try:
            place = (folder, folder.stat().st_dev)
        except OSError:
            return False
        if place not in self._known:
            self._known[place] = self._is_remote(folder)
        return self._known[place]

    def _import(self, paths: Iterable[Path]) -> None:
        try:
            self._importer.import_paths(paths)
        except Exception:  # noqa: BLE001 - logged; the thread must live
            _log.exception("changed files could not be imported; everything is looked at again")
            self.rescan()
