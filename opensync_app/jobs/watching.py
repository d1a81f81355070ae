"""File watcher: gathers changed paths for a moment, then calls importing."""

import logging
import threading
from collections.abc import Iterable
from pathlib import Path

import watchfiles

from opensync_app.services.importing import Importer

_log = logging.getLogger(__name__)

_GATHER_MS = 100
"""Changes this close together are read in one go."""

_STEP_MS = 25
"""How long the watcher waits for a further change before it hands over what it has."""

_LOOK_FOR_FOLDERS_MS = 5_000
"""How often it looks whether a tool that was not there has made its folder."""

_LOOK_FOR_FIRST_S = 1.0
"""The same while no tool has a folder yet: somebody may be waiting for the first session."""

_UNTIL_WATCHED_S = 0.3
"""How long it takes at most until the system reports changes of a new folder."""


class Watcher:
    """Imports everything once, then follows the changes, in a thread of its own."""

    def __init__(self, importer: Importer) -> None:
        """Call this importer."""
        self._importer = importer
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._first_run = threading.Thread(target=self._import_all, name="import", daemon=True)

    def start(self) -> None:
        """Begin to watch, then read what is new; the order leaves no gap between the two."""
        self._thread.start()
        self._first_run.start()

    def stop(self) -> None:
        """Stop watching and end a running import after the batch it is at."""
        self._stop.set()
        self._importer.stop()
        self._first_run.join()
        self._thread.join()

    def rescan(self) -> None:
        """Read what the watcher may have missed; called on a clock."""
        self._import_all()

    def _run(self) -> None:
        """Watch the folders that exist; begin again when a tool makes its folder."""
        read = self._existing()  # the first run reads these
        while not self._stop.is_set():
            folders = self._existing()
            if folders != read:
                threading.Thread(target=self._import_soon, daemon=True).start()
            read = folders
            if folders:
                self._watch(folders)
            else:
                self._stop.wait(_LOOK_FOR_FIRST_S)

    def _import_soon(self) -> None:
        """Read what stood in a new folder before it was watched, once it is watched."""
        self._stop.wait(_UNTIL_WATCHED_S)
        if not self._stop.is_set():
            self._import_all()

    def _existing(self) -> tuple[Path, ...]:
        return tuple(folder for folder in self._importer.folders() if folder.is_dir())

    def _watch(self, folders: tuple[Path, ...]) -> None:
        """Follow changes until the set of folders changes or we stop."""
        for changes in watchfiles.watch(
            *folders,
            watch_filter=None,
            debounce=_GATHER_MS,
            step=_STEP_MS,
            stop_event=self._stop,
            rust_timeout=_LOOK_FOR_FOLDERS_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            if changes:
                self._import({Path(path) for _, path in changes})
            if self._existing() != folders:
                return

    def _import(self, paths: Iterable[Path]) -> None:
        try:
            self._importer.import_paths(paths)
        except Exception:  # noqa: BLE001 - logged; the thread must live
            _log.exception("changed files could not be imported; the next rescan tries again")

    def _import_all(self) -> None:
        try:
            self._importer.import_all()
        except Exception:  # noqa: BLE001 - logged; the thread must live
            _log.exception("the import failed; the next rescan tries again")
