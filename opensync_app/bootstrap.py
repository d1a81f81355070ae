"""Composition root: settings -> store -> index -> feed -> services -> app; ordered start and stop."""

from pathlib import Path
from typing import Any

from opensync_app import __version__
from opensync_app.api.app import create_app
from opensync_app.api.config import ApiConfig
from opensync_app.api.hosts import loopback_hosts
from opensync_app.api.services import Services
from opensync_app.core.changes import ImportProgress
from opensync_app.core.clock import SystemClock
from opensync_app.core.errors import UnavailableError
from opensync_app.desktop.instance import InstanceLock
from opensync_app.feed import ChangeFeed
from opensync_app.index.folders import IndexFolders
from opensync_app.jobs.indexing import IndexingJob
from opensync_app.jobs.scheduler import Job, Scheduler
from opensync_app.jobs.watching import Watcher
from opensync_app.services.authorising import Authorising, is_loopback, refuse_unsafe_bind
from opensync_app.services.browsing import Browsing
from opensync_app.services.importing import Importer
from opensync_app.services.indexing import IndexingService
from opensync_app.services.neighbours import NeighbourWatch
from opensync_app.services.recorder import Recorder
from opensync_app.services.searching import SearchingService
from opensync_app.services.syncing import Syncing
from opensync_app.settings import Settings
from opensync_app.sources.base import Home
from opensync_app.sources.registry import SOURCES
from opensync_app.store import Store

UI_DIR = Path(__file__).parent / "ui" / "dist"

_RESCAN_S = 300
_LOOK_FOR_NEIGHBOURS_S = 1
_PRUNE_S = 3600


class OpenSync:
    """The parts of the program, joined; commands use them without a server.

    Attributes:
        settings: the effective ones.
        store: the record.
        feed: changes after their commit.
        importer: reads the tools' files.
        indexing: keeps the text index in step.
        searching: answers searches.
        browsing: reads the record.
        authorising: keys and sessions of browsers.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the data folder; nothing runs yet.

        Raises:
            DataFolderError: the folder cannot be used.
        """
        self.settings = settings
        self.clock = SystemClock()
        self.store = Store(settings.record_path)
        self.feed = ChangeFeed()
        self.recorder = Recorder(self.store, self.feed, self.clock)
        self.folders = IndexFolders(settings.index_dir)
        self.indexing = IndexingService(self.store, self.folders)
        self.searching = SearchingService(self.store, self.folders, self.indexing.suspect)
        self.browsing = Browsing(self.store)
        self.authorising = Authorising(self.store.accounts, self.clock)
        self.importer = Importer(
            self.store,
            self.recorder,
            self.feed,
            self.clock,
            sources=SOURCES,
            home=Home(settings.home_path, settings.tool_environment()),
            machine=settings.machine,
        )

    def close(self) -> None:
        """Let go of the data folder."""
        self.indexing.close()
        self.store.close()

    def index_state(self) -> tuple[str, int]:
        """Return `ready`, `catching-up` or `rebuilding`, and the entries that still wait."""
        return self.indexing.state(), self.indexing.progress().lag

    def import_state(self) -> ImportProgress:
        """Return how far an import is."""
        return self.importer.progress

    def prune_journal(self) -> None:
        """Forget the journal entries that the index has passed."""
        self.store.journal.prune(self.indexing.progress().sequence)


class ServedOpenSync:
    """OpenSync behind an HTTP server: one process per data folder.

    Attributes:
        core: the parts.
        app: the ASGI app.
        url: where it is reached from this machine.
    """

    def __init__(self, settings: Settings, url: str, port: int) -> None:
        """Take the data folder and join everything; `start` begins the work.

        Raises:
            UnavailableError: another server holds the folder.
            ForbiddenError: the address is open to the network and nobody has a password.
            DataFolderError: the folder cannot be used.
        """
        self.url = url
        self._lock = InstanceLock(settings.data_dir)
        if not self._lock.take():
            raise UnavailableError(_held(settings, self._lock))
        self.core = OpenSync(settings)
        try:
            accounts = self.core.store.accounts
            refuse_unsafe_bind(settings.host, has_account=accounts.has_account())
            self.app: Any = create_app(self._services(), self._config(settings, port))
        except BaseException:
            self.core.close()
            self._lock.release()
            raise
        core = self.core
        self._watcher = Watcher(core.importer) if settings.watch else None
        self._indexing = IndexingJob(core.indexing, core.feed)
        self._scheduler = Scheduler(self._jobs())

    def start(self) -> None:
        """Begin: index first, then the files, then the clock."""
        self._lock.announce(self.url)
        self._indexing.start()
        if self._watcher is not None:
            self._watcher.start()
        self._scheduler.start()

    def stop(self) -> None:
        """Stop in the reverse order; what was answered is durable."""
        self._scheduler.stop()
        if self._watcher is not None:
            self._watcher.stop()
        self._indexing.stop()
        self.core.close()
        self._lock.release()

    def _services(self) -> Services:
        core = self.core
        return Services(
            syncing=Syncing(core.recorder, core.store.sessions),
            browsing=core.browsing,
            searching=core.searching,
            authorising=core.authorising,
            work=core,
            feed=core.feed,
            clock=core.clock,
        )

    def _config(self, settings: Settings, port: int) -> ApiConfig:
        loopback = is_loopback(settings.host)
        return ApiConfig(
            allowed_hosts=_allowed_hosts(settings, port),
            version=__version__,
            ui_dir=UI_DIR if UI_DIR.is_dir() else None,
            data_dir=settings.data_dir,
            max_body_bytes=settings.max_body_mb * 1024 * 1024,
            loopback=loopback,
        )

    def _jobs(self) -> tuple[Job, ...]:
        """Return the table of jobs on a clock."""
        core = self.core
        neighbours = NeighbourWatch(core.store.journal, core.feed)
        jobs = (
            Job("look for writes of other processes", _LOOK_FOR_NEIGHBOURS_S, neighbours.look),
            Job("prune the journal", _PRUNE_S, core.prune_journal),
        )
        if self._watcher is not None:
            jobs = (*jobs, Job("rescan the tools' folders", _RESCAN_S, self._watcher.rescan))
        return jobs


def _allowed_hosts(settings: Settings, port: int) -> set[str]:
    """Return every `Host` value under which the server may be addressed."""
    names = {settings.host, f"{settings.host}:{port}", *settings.allowed_hosts}
    return loopback_hosts(port) | {name.lower() for name in names}


def _held(settings: Settings, lock: InstanceLock) -> str:
    """Say who holds the data folder."""
    holder = lock.holder()
    where = f" at {holder.url} (process {holder.pid})" if holder is not None else ""
    return (
        f"OpenSync already serves {settings.data_dir}{where}. Open that address, or choose another "
        "folder with --data-dir."
    )
