"""The worker's table of work: watch and import, index, rescan, prune; ends when its input ends."""

from collections.abc import Callable, Iterable

from opensync_app.core.changes import Change, IndexSuspected, RecordChanged
from opensync_app.feed import ChangeFeed
from opensync_app.jobs.indexing import IndexingJob
from opensync_app.jobs.scheduler import Job, Scheduler
from opensync_app.jobs.watching import Watcher
from opensync_app.services.importing import Importer
from opensync_app.services.indexing import IndexingService

_RESCAN_S = 300
_PRUNE_S = 3600


class Work:
    """Everything that is done beside the server."""

    def __init__(
        self,
        feed: ChangeFeed,
        importer: Importer | None,
        indexing: IndexingService,
        prune: Callable[[int], object],
    ) -> None:
        """Join the jobs; no importer means that files are not followed.

        `prune` forgets the journal up to an entry.
        """
        self._indexing = indexing
        self._job = IndexingJob(indexing, feed)
        self._watcher = None if importer is None else Watcher(importer)
        jobs = (Job("prune the journal", _PRUNE_S, lambda: prune(indexing.progress().sequence)),)
        if self._watcher is not None:
            jobs = (*jobs, Job("rescan the tools' folders", _RESCAN_S, self._watcher.rescan))
        self._scheduler = Scheduler(jobs)

    def run(self, orders: Iterable[Change]) -> None:
        """Work until the orders end; finishes the batch at hand before it returns."""
        self._job.start()
        if self._watcher is not None:
            self._watcher.start()
        self._scheduler.start()
        try:
            for order in orders:
                self._obey(order)
        finally:
            self._scheduler.stop()
            if self._watcher is not None:
                self._watcher.stop()
            self._job.stop()

    def _obey(self, order: Change) -> None:
        if isinstance(order, RecordChanged):
            self._job.wake()
        elif isinstance(order, IndexSuspected):
            self._indexing.suspect()
            self._job.wake()
