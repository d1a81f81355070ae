"""What the workers beside a server do until their input ends: follow files, or keep the index."""

from collections.abc import Callable, Iterable

from opensync_app.core.changes import Change, IndexSuspected, RecordChanged
from opensync_app.feed import ChangeFeed
from opensync_app.jobs.indexing import IndexingJob
from opensync_app.jobs.repricing import RepricingJob
from opensync_app.jobs.scheduler import Job, Scheduler
from opensync_app.jobs.watching import Watcher
from opensync_app.services.importing import Importer
from opensync_app.services.indexing import IndexingService
from opensync_app.services.repricing import Repricing

_RESCAN_S = 300
_PRUNE_S = 3600


def follow_files(importer: Importer, orders: Iterable[Change]) -> None:
    """Import what is new and follow the tools' files until the orders end."""
    watcher = Watcher(importer)
    scheduler = Scheduler((Job("rescan the tools' folders", _RESCAN_S, watcher.rescan),))
    watcher.start()
    scheduler.start()
    try:
        for _ in orders:
            pass
    finally:
        scheduler.stop()
        watcher.stop()


def keep_index(
    feed: ChangeFeed,
    indexing: IndexingService,
    repricing: Repricing,
    prune: Callable[[int], object],
    orders: Iterable[Change],
) -> None:
    """Keep index and costs in step until the orders end; `prune` forgets the journal behind it."""
    job, counting = IndexingJob(indexing, feed), RepricingJob(repricing)
    scheduler = Scheduler(
        (Job("prune the journal", _PRUNE_S, lambda: prune(indexing.progress().sequence)),)
    )
    job.start()
    counting.start()
    scheduler.start()
    try:
        for order in orders:
            if isinstance(order, IndexSuspected):
                indexing.suspect()
            if isinstance(order, RecordChanged | IndexSuspected):
                job.wake()
    finally:
        scheduler.stop()
        counting.stop()
        job.stop()
