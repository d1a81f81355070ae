"""Following the changes below some folders in a thread, announced by the system or by polling."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

_log = logging.getLogger(__name__)

_GATHER_MS = 100
"""Changes this close together are read in one go."""

_STEP_MS = 25
"""How long the watcher waits for a further change before it hands over what it has."""

_LOOK_FOR_FOLDERS_MS = 1_000
"""How often it looks whether a tool that was not there has made its folder."""

_POLL_MS = 2_000
"""How often folders are walked where nobody announces changes."""

_REST_S = 5.0

Folders = tuple[Path, ...]


class Follower:
    """Follows the folders that exist; begins again when one comes, goes or is made anew."""

    def __init__(
        self,
        name: str,
        choose: Callable[[], Folders],
        changed: Callable[[set[Path]], None],
        begun: Callable[[], None],
        *,
        by_polling: bool,
    ) -> None:
        """Follow what `choose` returns.

        `changed` is called with changed paths; `begun` when folders are being followed from now
        on: what happened to them before was not announced.
        """
        self._choose = choose
        self._changed = changed
        self._begun = begun
        self._by_polling = by_polling
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; the thread ends when `changed` has returned."""
        self._stop.set()

    def join(self) -> None:
        """Wait for the thread."""
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            folders = self._choose()
            if not folders:
                self._stop.wait(_LOOK_FOR_FOLDERS_MS / 1000)
                continue
            try:
                self._follow(folders)
            except Exception as error:  # noqa: BLE001 - logged; the thread must live
                self._fall_back(error)

    def _fall_back(self, error: Exception) -> None:
        """Walk the folders from now on where the system cannot announce their changes."""
        how = "again" if self._by_polling else "by looking at them every few seconds"
        _log.warning("the tools' folders cannot be followed (%s); it is tried %s", error, how)
        self._by_polling = True
        self._stop.wait(_REST_S)

    def _follow(self, folders: Folders) -> None:
        """Follow changes until the set of folders changes or we stop."""
        is_begun = False
        marks = _marks(folders)
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
            force_polling=True if self._by_polling else None,
            poll_delay_ms=_POLL_MS,
        ):
            if not is_begun:
                is_begun = True
                self._begun()
            if changes:
                self._changed({Path(path) for _, path in changes})
            gone = {Path(path) for kind, path in changes if kind is watchfiles.Change.deleted}
            if not gone.isdisjoint(folders) or self._is_other(folders, marks):
                return

    def _is_other(self, folders: Folders, marks: list[object]) -> bool:
        """Whether a folder came, went, or is another one under the same name."""
        return self._choose() != folders or _marks(folders) != marks


def _marks(folders: Folders) -> list[object]:
    """Return what tells folders from others of the same name."""
    marks: list[object] = []
    for folder in folders:
        try:
            stat = folder.stat()
            marks.append((stat.st_dev, stat.st_ino))
        except OSError:
            marks.append(None)
    return marks
