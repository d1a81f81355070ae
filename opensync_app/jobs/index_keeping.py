"""What the indexing worker does until its input ends: keeps the text index and the costs in step."""

from collections.abc import Callable, Iterable

from opensync_app.core.changes import Change, IndexSuspected, RecordChanged
from opensync_app.feed import ChangeFeed
from opensync_app.jobs.index_checking import IndexCheck
from opensync_app.jobs.indexing import IndexingJob
from opensync_app.jobs.repricing import RepricingJob
from opensync_app.jobs.scheduler import Job, Scheduler
from opensync_app.services.indexing import IndexingService
from opensync_app.services.kept_index import IndexProof
from opensync_app.services.repricing import Repricing

_PRUNE_S = 3600
_CHECK_S = 3 * 3600


def keep_index(
    feed: ChangeFeed,
    indexing: IndexingService,
    repricing: Repricing,
    prune: Callable[[int], object],
    orders: Iterable[Change],
    *,
    proof: Callable[[], IndexProof],
    rested: Callable[[], None] = lambda: None,
) -> None:
    """Keep index and costs in step until the orders end; `prune` forgets the journal behind it.

    `proof` makes the comparison of index and record, for the check on a clock; `rested` is called
    after it, and when there was nothing to do for a while.
    """
    job, counting = IndexingJob(indexing, feed, rested), RepricingJob(repricing)
    check = IndexCheck(indexing, proof, rested)
    scheduler = Scheduler(
        (
            Job("prune the journal", _PRUNE_S, lambda: prune(indexing.progress().sequence)),
            Job("compare the text index with the record", _CHECK_S, check.run),
        )
    )
    job.start()
    counting.start()
    scheduler.start()
    try:
        for order in orders:
            if isinstance(order, IndexSuspected):
                indexing.suspect()
            if isinstance(order, RecordChanged) and not order.session_ids:
                indexing.hurry()
            if isinstance(order, RecordChanged | IndexSuspected):
                job.wake()
    finally:
        check.stop()
        scheduler.stop()
        counting.stop()
        job.stop()
