"""Compares the text index with the record now and then, gently, and has it built anew if they differ."""

import logging
import threading
import time
from collections.abc import Callable

from opensync_app.services.indexing import IndexingService
from opensync_app.services.kept_index import IndexProof

_log = logging.getLogger(__name__)

_SHARE = 0.1
"""Of one processor."""

_LONGEST_PAUSE_S = 5.0


class IndexCheck:
    """Looks for drift: what the index lacks, or holds too much, though it passed the whole journal."""

    def __init__(
        self,
        indexing: IndexingService,
        proof: Callable[[], IndexProof],
        done: Callable[[], None] = lambda: None,
        *,
        share: float = _SHARE,
    ) -> None:
        """Check what this service writes, by a new proof each time; `done` is called afterwards."""
        self._indexing = indexing
        self._proof = proof
        self._done = done
        self._share = share
        self._stop = threading.Event()
        self._checked_to = -1

    def run(self) -> None:
        """Compare the two if anything was indexed since the last time; called on a clock."""
        reached = self._indexing.progress().sequence
        if reached == self._checked_to or self._indexing.state() == "rebuilding":
            return
        faults = self._faults()
        if faults:
            _log.warning("the text index differs from the record and is built anew: %s", faults[0])
            self._indexing.renew()
        elif not self._stop.is_set():
            self._checked_to = reached
        self._done()

    def stop(self) -> None:
        """End a running comparison soon; nothing is done about what it found."""
        self._stop.set()

    def _faults(self) -> list[str]:
        """Return what differs, as sentences; nothing when the comparison was ended."""
        faults: list[str] = []
        began = time.thread_time()
        for fault in self._proof().problems():
            if fault is not None:
                faults.append(fault)
            spent = time.thread_time() - began
            if self._stop.wait(min(_LONGEST_PAUSE_S, spent * (1 / self._share - 1))):
                return []
            began = time.thread_time()
        return faults
