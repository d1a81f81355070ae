"""Embedding in a worker of its own, and when a server lets that worker run.

The worker goes on until its orders end; the server ends them when everything is covered, so that
an idle machine keeps no model in memory.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable

from opensync_app.core.changes import (
    Change,
    ImportProgress,
    RecordChanged,
    SemanticProgress,
    VectorsSuspected,
)
from opensync_app.core.errors import UnavailableError
from opensync_app.feed import ChangeFeed
from opensync_app.services.embedding import EmbeddingService

_log = logging.getLogger(__name__)

_SLICE_S = 1.0
_IDLE_S = 2.0
_REST_AFTER_FAILURE_S = 30.0

_LINGER_S = 30.0
"""How long the worker stays when all is covered; starting it again costs two CPU-seconds."""

_QUIET_MUCH_S = 5.0
_QUIET_LITTLE_S = 60.0
"""How long nothing may have happened before it starts, when much waits and when little does."""

_LONGEST_WAIT_S = 60.0
"""Then it starts although the machine never came to rest; it steps back behind everything else."""

_BUSY = 1.5
"""Programs that want to run for each processor; with more it is not started yet."""


def keep_vectors(feed: ChangeFeed, embedding: EmbeddingService, orders: Iterable[Change]) -> None:
    """Embed until the orders end; an import under way is let through first."""
    job = EmbeddingJob(feed, embedding)
    job.start()
    try:
        for order in orders:
            job.obey(order)
    finally:
        job.stop()


class EmbeddingJob:
    """Works slice by slice in a thread of its own and tells how far it is."""

    def __init__(self, feed: ChangeFeed, embedding: EmbeddingService) -> None:
        """Tell this feed."""
        self._feed = feed
        self._embedding = embedding
        self._told: SemanticProgress | None = None
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._is_importing = False
        self._thread = threading.Thread(target=self._run, name="embedding", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def obey(self, order: Change) -> None:
        """Take in what the server says."""
        if isinstance(order, ImportProgress):
            self._is_importing = order.state == "running"
        elif isinstance(order, VectorsSuspected):
            self._embedding.suspect()
        if isinstance(order, RecordChanged | VectorsSuspected):
            self._wake.set()

    def stop(self) -> None:
        """Write what is there and stop."""
        self._stopping.set()
        self._embedding.stop()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = _IDLE_S if self._is_importing else self._slice()
            self._wake.wait(pause)
            self._wake.clear()
        try:
            self._embedding.close()
        except UnavailableError as error:
            _log.warning("vectors were not written: %s", error.message)

    def _slice(self) -> float:
        """Work a little; return the seconds until the next slice."""
        try:
            progress = self._embedding.work(_SLICE_S)
        except UnavailableError as error:
            _log.warning("embedding goes on later: %s", error.message)
            self._tell(_stuck(self._embedding.progress(), error.message))
            return _REST_AFTER_FAILURE_S
        except Exception as error:  # noqa: BLE001 - logged; the thread must live
            _log.exception("embedding failed; it is tried again")
            self._tell(_stuck(self._embedding.progress(), f"Embedding failed: {error}"))
            return _REST_AFTER_FAILURE_S
        self._tell(progress)
        return _IDLE_S if progress.state == "ready" else 0.0

    def _tell(self, progress: SemanticProgress) -> None:
        if progress != self._told:
            self._told = progress
            self._feed.publish(progress)


class EmbeddingStarter:
    """Lets the worker run when something waits and the machine is at rest.

    Attributes:
        is_running: it may run now.
    """

    def __init__(
        self,
        waits: Callable[[], int | None],
        start: Callable[[], None],
        rest: Callable[[], None],
    ) -> None:
        """Ask `waits` for journal entries to follow (None: much to do); `start` and `rest` it."""
        self._waits = waits
        self._start = start
        self._rest = rest
        self.is_running = False
        self._is_importing = False
        self._is_wanted = False
        self._changed_at = time.monotonic()
        self._waiting_since: float | None = None
        self._ready_at: float | None = None

    def hear(self, change: Change) -> None:
        """Take in what happens; called from any thread."""
        if isinstance(change, RecordChanged):
            self._changed_at = time.monotonic()
        elif isinstance(change, ImportProgress):
            self._is_importing = change.state == "running"
        elif isinstance(change, SemanticProgress):
            self._ready_at = time.monotonic() if change.state == "ready" else None

    def want(self) -> None:
        """Start at the next look, whatever waits: the vectors are to be checked."""
        self._is_wanted = True

    def look(self) -> None:
        """Start the worker, or let it rest; called on a clock."""
        now = time.monotonic()
        if self.is_running:
            if self._may_rest(now):
                self.is_running = False
                self._rest()
            return
        waiting = self._waits()
        if waiting == 0 and not self._is_wanted:
            self._waiting_since = None
            return
        self._waiting_since = self._waiting_since or now
        if self._is_wanted or self._is_time(now, waiting):
            self.is_running, self._is_wanted = True, False
            self._ready_at = self._waiting_since = None
            self._start()

    def _may_rest(self, now: float) -> bool:
        """Whether all is covered and nothing has happened for a while."""
        return (
            self._ready_at is not None and now - max(self._ready_at, self._changed_at) > _LINGER_S
        )

    def _is_time(self, now: float, waiting: int | None) -> bool:
        if self._is_importing:
            return False
        if now - (self._waiting_since or now) > _LONGEST_WAIT_S:
            return True
        quiet = _QUIET_MUCH_S if waiting is None else _QUIET_LITTLE_S
        return now - self._changed_at > quiet and not _is_busy()


def _stuck(progress: SemanticProgress, problem: str) -> SemanticProgress:
    return SemanticProgress(
        progress.state, progress.covered, progress.total, progress.model, problem
    )


def _is_busy() -> bool:
    """Whether far more programs want to run than there are processors; False where nobody tells."""
    try:
        return os.getloadavg()[0] > _BUSY * (os.cpu_count() or 1)
    except (AttributeError, OSError):
        return False
