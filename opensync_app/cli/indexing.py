"""Indexing beside a command that writes: a worker of its own, or the one of a running server."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from opensync_app.core.changes import Change, ImportProgress, IndexAdvanced, RecordChanged
from opensync_app.core.errors import UnavailableError
from opensync_app.desktop.instance import InstanceLock
from opensync_app.foundation import Foundation
from opensync_app.index.noting import noted

if TYPE_CHECKING:
    from opensync_app.desktop.worker_process import WorkerProcess

_PATIENCE_S = 120
"""How long the index may stand still before the command gives up on it."""


@contextmanager
def indexed_beside(core: Foundation) -> Generator[None]:
    """Index what the block writes while it writes, and return once all of it is searchable.

    Nothing is started when nothing is written and nothing waits. A server that runs for this data
    folder indexes by itself, and is not waited for.
    """
    lock = InstanceLock(core.settings.data_dir)
    if not lock.take():
        yield
        return
    core.store.database.lane.is_alone = True
    beside = _Beside(core)
    core.feed.listen(beside.on_change)
    try:
        yield
        beside.finish()
    finally:
        beside.stop()
        lock.release()


_MANY = 10
"""Files to read from which there will surely be something to index."""


class _Beside:
    """A worker that only indexes, started at the first write."""

    def __init__(self, core: Foundation) -> None:
        self._core = core
        self._guard = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._done = threading.Event()
        self._told = IndexAdvanced(0, 1)

    def on_change(self, change: Change) -> None:
        """Start the worker at the first write; it looks for further ones by itself.

        When there is much to read the write is not waited for: the worker takes a while to load.
        """
        if isinstance(change, RecordChanged):
            self._started().tell(change)
        elif isinstance(change, ImportProgress) and change.files_total >= _MANY:
            self._started()

    def finish(self) -> None:
        """Wait until everything that was written is searchable."""
        if self._worker is None and not self._lags():
            return
        worker = self._started()
        last = self._core.store.journal.last()
        worker.tell(RecordChanged(last, ()))
        while self._told.sequence < last or self._told.lag > 0:
            self._done.clear()
            if not self._done.wait(_PATIENCE_S):
                message = (
                    "Everything is imported, but the search index does not move on. Start the "
                    "server or run `opensync reindex` to build it anew."
                )
                raise UnavailableError(message)

    def stop(self) -> None:
        """Let the worker finish what it is at."""
        if self._worker is not None:
            self._worker.stop()

    def _started(self) -> "WorkerProcess":
        from opensync_app.desktop.worker_process import WorkerProcess  # noqa: PLC0415 - most imports find nothing new

        with self._guard:
            if self._worker is None:
                encoded = msgspec.json.encode(self._core.settings, enc_hook=str)
                self._worker = WorkerProcess("index", encoded, self._hear, is_awaited=True)
                self._worker.start()
            return self._worker

    def _hear(self, change: Change) -> None:
        if isinstance(change, IndexAdvanced):
            self._told = change
            self._done.set()

    def _lags(self) -> bool:
        """Whether the index misses something from before, or may do so."""
        reached = noted(self._core.settings.index_dir)
        return reached is None or reached < self._core.store.journal.last()
