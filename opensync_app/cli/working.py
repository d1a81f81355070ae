"""`opensync work`, hidden: the processes that a server starts to import, index and embed beside it."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import get_args

import click

from opensync_app.core.changes import Change
from opensync_app.desktop import memory, worker_process
from opensync_app.foundation import Foundation
from opensync_app.services.import_report import ImportReport
from opensync_app.settings import Settings, settings_from_json

_NICER = {"index": 5, "embed": 15}
"""How much a worker steps back behind the server and the person's own programs.

Importing does not: it holds the record's write lock for moments in which it must not be held up.
"""


@click.command(worker_process.COMMAND, hidden=True)
@click.argument("task", type=click.Choice(get_args(worker_process.Task)))
@click.option(worker_process.AWAITED, "is_awaited", is_flag=True)
def work(task: worker_process.Task, *, is_awaited: bool) -> None:
    """Import, index or embed for the server at the other end of standard input."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # the server says when to stop, by ending our input
    settings = settings_from_json(sys.stdin.buffer.readline())
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for noisy in ("apscheduler", "watchfiles"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if task in _NICER and not is_awaited and hasattr(os, "nice"):
        os.nice(_NICER[task])
    memory.collect_seldom()
    memory.share_heaps()
    _TASKS[task](settings)


# Each worker loads what it works with and nothing else: what stays loaded stays in memory.


def _follow_files(settings: Settings) -> None:
    from opensync_app.jobs.working import follow_files  # noqa: PLC0415

    def finished(report: ImportReport) -> None:
        if report.has_news:
            core.notifying.imported(report)
            core.store.database.shrink()
            memory.give_back()

    with Foundation(settings, repeatable=True) as core:
        core.feed.listen(_Announcer())
        follow_files(core.importer(), finished, _orders())


def _keep_index(settings: Settings) -> None:
    from opensync_app.bootstrap import OpenSync, WrittenIndex  # noqa: PLC0415
    from opensync_app.index.reading import IndexReader  # noqa: PLC0415
    from opensync_app.jobs.index_keeping import keep_index  # noqa: PLC0415
    from opensync_app.services.kept_index import IndexProof  # noqa: PLC0415

    def rested() -> None:
        core.store.database.shrink()
        memory.give_back()

    with OpenSync(settings) as core:
        core.feed.listen(_Announcer())
        index = WrittenIndex(core)
        try:
            keep_index(
                core.feed,
                index.indexing,
                core.repricing,
                core.prune_journal,
                _orders(),
                proof=lambda: IndexProof(core.store, IndexReader(settings.index_dir)),
                rested=rested,
            )
        finally:
            index.close()


def _embed(settings: Settings) -> None:
    from opensync_app.bootstrap import OpenSync  # noqa: PLC0415
    from opensync_app.jobs.embedding import keep_vectors  # noqa: PLC0415

    with OpenSync(settings) as core:
        core.feed.listen(_Announcer())
        keep_vectors(core.feed, core.embedding(), _orders())


_TASKS: dict[worker_process.Task, Callable[[Settings], None]] = {
    "import": _follow_files,
    "index": _keep_index,
    "embed": _embed,
}


def _orders() -> Iterator[Change]:
    """Yield what the server says until it ends."""
    for line in sys.stdin.buffer:
        change = worker_process.decode(line)
        if change is not None:
            yield change


class _Announcer:
    """Tells the server every change of this process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()

    def __call__(self, change: Change) -> None:
        with self._guard:
            try:
                sys.stdout.buffer.write(worker_process.encode(change))
                sys.stdout.buffer.flush()
            except (OSError, ValueError):
                return  # the server is gone; standard input ends next
