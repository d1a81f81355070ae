"""What the importing worker does until its input ends: follows the tools' files."""

from collections.abc import Callable, Iterable

from opensync_app.core.changes import Change
from opensync_app.jobs.scheduler import Job, Scheduler
from opensync_app.jobs.watching import Watcher
from opensync_app.services.import_report import ImportReport
from opensync_app.services.importing import Importer

_RESCAN_S = 300


def follow_files(
    importer: Importer, finished: Callable[[ImportReport], None], orders: Iterable[Change]
) -> None:
    """Import what is new and follow the tools' files until the orders end.

    `finished` hears of every look at everything.
    """
    watcher = Watcher(importer, finished=finished)
    scheduler = Scheduler((Job("rescan the tools' folders", _RESCAN_S, watcher.rescan),))
    watcher.start()
    scheduler.start()
    try:
        for _ in orders:
            pass
    finally:
        scheduler.stop()
        watcher.stop()
