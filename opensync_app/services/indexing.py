"""Keeps the text index in step with the record: journal to documents, and rebuild.

`catch_up` is called from one background thread. What it returns as reached is searchable.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Literal

from opensync_app.core.changes import IndexAdvanced
from opensync_app.index.damage import IndexDamagedError
from opensync_app.index.feeder import Feeder, Record
from opensync_app.index.folders import IndexFolders
from opensync_app.index.fulltext import TextIndex

IndexState = Literal["ready", "catching-up", "rebuilding"]

_BEHIND = 50

_SHORT_JOURNAL = 20_000
"""Entries; a journal that is longer may tell of the same messages many times over."""

_log = logging.getLogger(__name__)


class IndexingService:
    """Feeds the index from the journal, and builds it anew when it is lost, old or damaged."""

    def __init__(
        self,
        record: Record,
        folders: IndexFolders,
        is_renewal_wished: Callable[[], bool] = lambda: False,
    ) -> None:
        """Index `record` into `folders`; nothing is read before the first `catch_up`.

        `is_renewal_wished` takes another process's wish for a new index, and tells of it once.
        """
        self._record = record
        self._is_renewal_wished = is_renewal_wished
        self._folders = folders
        self._lock = threading.Lock()
        self._stopping, self._hurrying = threading.Event(), threading.Event()
        self._suspected = False
        self._is_claimed = False
        self._feeders: list[Feeder] = []

    def catch_up(self, budget_s: float = 10.0) -> IndexAdvanced:
        """Index what the record has and the index has not, for about `budget_s` seconds.

        Returns how far searches reach now and how many entries still wait. A rebuild that is
        due goes on here, batch by batch. Raises UnavailableError when another process writes
        the index, IndexDamagedError when writing failed; the next call goes on from the last
        commit, after mending what was damaged.
        """
        with self._lock:
            deadline = time.monotonic() + budget_s
            try:
                if self._suspected or self._was_left_open():
                    self._folders.mend()
                    self._suspected = False
                if self._is_renewal_wished():
                    self._folders.begin()
                self._advance(deadline)
            except IndexDamagedError:
                self._suspected = True
                self._folders.close()
                raise
            progress = self.progress()
            if progress.lag == 0:
                self._folders.note_reached()
            return progress

    def rebuild(self) -> IndexAdvanced:
        """Build the whole index anew beside the one that serves, then let it serve."""
        self.renew()
        progress = self.catch_up()
        while self._folders.building is not None and not self._stopping.is_set():
            progress = self.catch_up()
        return progress

    def renew(self) -> None:
        """Have the whole index built anew beside the one that serves, by the `catch_up`s to come."""
        with self._lock:
            self._folders.begin()

    def suspect(self) -> None:
        """Have the index checked, and mended if need be, at the next `catch_up`."""
        self._suspected = True

    def hurry(self) -> None:
        """Make searchable at once what waits for more: nothing follows, and somebody waits."""
        self._hurrying.set()

    def progress(self) -> IndexAdvanced:
        """Return how far searches reach, and how many journal entries still wait.

        At least one waits as long as an index is in the making: it has not seen all messages yet.
        """
        reached = self._folders.serving.checkpoint.sequence
        least = 0 if self._folders.building is None else 1
        return IndexAdvanced(reached, max(least, self._record.journal.last() - reached))

    def state(self) -> IndexState:
        """Return what a person is told about the index."""
        if self._folders.building is not None:
            return "rebuilding"
        return "catching-up" if self.progress().lag > _BEHIND else "ready"

    def rest(self) -> None:
        """Let go of the memory that writing takes; the next `catch_up` with work takes it again."""
        with self._lock:
            if self._folders.building is None and self.progress().lag == 0:
                self._folders.close()

    def close(self) -> None:
        """Stop a running `catch_up` at its next commit and let go of the index."""
        self._stopping.set()
        self._hurrying.set()
        with self._lock:
            self._folders.close()
            if self._is_claimed:
                self._folders.release()

    def _was_left_open(self) -> bool:
        """Return, at the first call, whether the last process that wrote the index died."""
        if self._is_claimed:
            return False
        self._folders.serving.writer()
        self._is_claimed = True
        return self._folders.claim()

    def _advance(self, deadline: float) -> None:
        if self._folders.building is None and not self._can_follow():
            _log.warning("the journal does not lead on from the index; it is built anew")
            self._folders.begin()
        building = self._folders.building
        if building is not None and self._begins_with_the_record():
            self._folders.finish()
        elif building is not None:
            if self._folders.serving is not building and self._can_follow():
                self._feeder(self._folders.serving).follow(deadline)
            if not self._feeder(building).walk(deadline):
                return
            self._folders.finish()
        self._feeder(self._folders.serving).follow(deadline)

    def _begins_with_the_record(self) -> bool:
        """Return whether the first index is empty and the journal tells the record from its start.

        Then following the journal makes it whole. A walk would index what a first import writes
        meanwhile, and the journal would have it all indexed again.
        """
        folders = self._folders
        if folders.serving is not folders.building or folders.serving.checkpoint.sequence:
            return False
        is_short = self._record.journal.last() <= _SHORT_JOURNAL
        return is_short and folders.serving.checkpoint.highest == 0 and self._can_follow()

    def _can_follow(self) -> bool:
        """Return whether the journal still holds all that came after the serving index.

        It does not when entries were pruned, or when the record was restored from a backup that
        is older than the index.
        """
        reached, last = self._folders.serving.checkpoint.sequence, self._record.journal.last()
        first = self._record.journal.first() or last + 1
        return reached == last or (reached < last and first <= reached + 1)

    def _feeder(self, index: TextIndex) -> Feeder:
        """Return the feeder of an index; the one of before as long as the index is the same."""
        self._feeders = [
            feeder
            for feeder in self._feeders
            if feeder.index in (self._folders.serving, self._folders.building)
        ]
        for feeder in self._feeders:
            if feeder.index is index:
                return feeder
        self._feeders.append(Feeder(self._record, index, self._stopping, self._hurrying))
        return self._feeders[-1]
