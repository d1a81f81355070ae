"""`opensync work`, hidden: the processes that a server starts to import and index beside it."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import get_args

import click

from opensync_app.bootstrap import OpenSync, WrittenIndex
from opensync_app.core.changes import Change
from opensync_app.desktop import worker_process
from opensync_app.jobs.working import follow_files, keep_index
from opensync_app.settings import settings_from_json

_NICER = 5
"""How much indexing steps back behind the server and the person's own programs.

Importing does not: it holds the record's write lock for moments in which it must not be held up.
"""


@click.command(worker_process.COMMAND, hidden=True)
@click.argument("task", type=click.Choice(get_args(worker_process.Task)))
def work(task: worker_process.Task) -> None:
    """Import or index for the server at the other end of standard input."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # the server says when to stop, by ending our input
    settings = settings_from_json(sys.stdin.buffer.readline())
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    if task == "index" and hasattr(os, "nice"):
        os.nice(_NICER)
    core = OpenSync(settings, repeatable=task == "import")
    core.feed.listen(_Announcer())
    try:
        _follow_files(core) if task == "import" else _keep_index(core)
    finally:
        core.close()


def _follow_files(core: OpenSync) -> None:
    follow_files(core.importer(), _orders())


def _keep_index(core: OpenSync) -> None:
    index = WrittenIndex(core)
    try:
        prune = core.store.journal.prune
        keep_index(core.feed, index.indexing, core.repricing, prune, _orders())
    finally:
        index.close()


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
