"""`opensync work`, hidden: the process that a server starts to import and index beside it."""

import logging
import os
import sys
import threading
from collections.abc import Iterator

import click

from opensync_app.bootstrap import OpenSync, WrittenIndex
from opensync_app.core.changes import Change
from opensync_app.desktop import worker_process
from opensync_app.jobs.working import Work
from opensync_app.settings import Settings, settings_from_json

_NICER = 5
"""How much the worker steps back behind the server and the person's own programs."""


@click.command(worker_process.COMMAND, hidden=True)
def work() -> None:
    """Import and index for the server at the other end of standard input."""
    settings = settings_from_json(sys.stdin.buffer.readline())
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    if hasattr(os, "nice"):
        os.nice(_NICER)
    _work(settings)


def _work(settings: Settings) -> None:
    core = OpenSync(settings)
    index = WrittenIndex(core)
    core.feed.listen(_Announcer())
    importer = core.importer() if settings.watch else None
    try:
        Work(core.feed, importer, index.indexing, core.store.journal.prune).run(_orders())
    finally:
        index.close()
        core.close()


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
