"""Wakes on the feed or every second and lets the text index catch up with the journal."""

import logging
import threading
import time
from collections.abc import Callable

from opensync_app.core.changes import Change, IndexAdvanced, RecordChanged
from opensync_app.feed import ChangeFeed
from opensync_app.services.indexing import IndexingService

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
"""How often it looks for writes of another process, a command-line import for example."""

_TELL_EVERY_S = 2.0
"""How often it says at least how far it is while much waits."""

_REST_AFTER_FAILURE_S = 5.0

_REST_AFTER_S = 20.0
"""How long nothing must have come before the memory that writing takes is given back."""


class IndexingJob:
    """Keeps the text index in step, in a thread of its own."""

    def __init__(
        self,
        indexing: IndexingService,
        feed: ChangeFeed,
        rested: Callable[[], None] = lambda: None,
        *,
        rest_after_s: float = _REST_AFTER_S,
    ) -> None:
        """Serve this index from this feed; how far it is goes back to the feed.

        `rested` is called when nothing came for a while and the index let go of its memory.
        """
        self._feed = feed
        self._indexing = indexing
        self._told: IndexAdvanced | None = None
        self._rested = rested
        self._rest_after_s = rest_after_s
        self._worked_at = time.monotonic()
        self._is_resting = False
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="indexing", daemon=True)
        feed.listen(self._on_change)

    def start(self) -> None:
        """Begin with what was missed while the program was off."""
        self._wake.set()
        self._thread.start()

    def wake(self) -> None:
        """Look for new journal entries now."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the batch at hand and stop."""
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, RecordChanged):
            self._wake.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(_LOOK_EVERY_S)
            self._wake.clear()
            if not self._stop.is_set():
                self._catch_up()
                self._rest_if_idle()

    def _rest_if_idle(self) -> None:
        if not self._is_resting and time.monotonic() - self._worked_at > self._rest_after_s:
            self._is_resting = True
            self._indexing.rest()
            self._rested()

    def _catch_up(self) -> None:
        """Index batch after batch until nothing waits."""
        try:
            while not self._stop.is_set():
                progress = self._indexing.catch_up(_TELL_EVERY_S)
                if progress != self._told:
                    self._told = progress
                    self._worked_at, self._is_resting = time.monotonic(), False
                    self._feed.publish(progress)
                if progress.lag == 0:
                    break
        except Exception:  # noqa: BLE001 - logged; the thread must live
            _log.exception("indexing failed; it is tried again")
            self._stop.wait(_REST_AFTER_FAILURE_S)
