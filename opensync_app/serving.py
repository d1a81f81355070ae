"""OpenSync behind an HTTP server: the record, the door and the workers beside it."""

from pathlib import Path
from typing import Any

import msgspec

from opensync_app import __version__
from opensync_app.api.app import create_app
from opensync_app.api.config import ApiConfig
from opensync_app.api.hosts import loopback_hosts
from opensync_app.api.services import Services
from opensync_app.bootstrap import OpenSync, WrittenIndex
from opensync_app.core.changes import (
    Change,
    ImportProgress,
    IndexProgress,
    IndexSuspected,
    RecordChanged,
    SemanticProgress,
    VectorsSuspected,
)
from opensync_app.core.errors import UnavailableError
from opensync_app.desktop.instance import InstanceLock
from opensync_app.desktop.worker_process import WorkerProcess
from opensync_app.index.building import BuildWatch
from opensync_app.index.reading import IndexReader, has_index
from opensync_app.jobs.desk import desk_jobs
from opensync_app.jobs.embedding import EmbeddingStarter
from opensync_app.jobs.scheduler import Job, Scheduler
from opensync_app.services.authorising import is_loopback, refuse_unsafe_bind
from opensync_app.services.counting_tokens import TokenCounter
from opensync_app.services.editing import Editing
from opensync_app.services.exporting import Exporting
from opensync_app.services.neighbours import NeighbourWatch
from opensync_app.services.notifying import NoticeWatch
from opensync_app.services.preferring import Preferring
from opensync_app.services.providing_context import ProvidingContext
from opensync_app.services.reading import Reading
from opensync_app.services.saving_searches import SavingSearches
from opensync_app.services.searching import SearchingService
from opensync_app.services.syncing import Syncing
from opensync_app.services.trashing import Trashing
from opensync_app.settings import Settings

UI_DIR = Path(__file__).parent / "ui" / "dist"

_LOOK_FOR_NEIGHBOURS_S = 1
_LOOK_FOR_EMBEDDING_S = 2
_TEND_VECTORS_S = 12 * 3600
_BEHIND = 50
"""Journal entries that may wait before people are told that the index is catching up."""


class Served:
    """One server: one process per data folder, with its workers beside it.

    Attributes:
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
        self._vectors_suspected = False
        self._lock = InstanceLock(settings.data_dir)
        if not self._lock.take():
            raise UnavailableError(_held(settings, self._lock))
        try:
            self._core = OpenSync(settings)
        except BaseException:
            self._lock.release()
            raise
        try:
            accounts = self._core.authorising
            refuse_unsafe_bind(settings.host, has_account=accounts.has_account())
            self._join(settings, port)
        except BaseException:
            self._core.close()
            self._lock.release()
            raise

    def start(self) -> None:
        """Begin; the server may answer from now on."""
        self._lock.announce(self.url)
        self._indexer.start()
        self._embedder.start()
        if self._importer is not None:
            self._importer.start()
        self._scheduler.start()

    def end_streams(self) -> None:
        """End the open event streams, which would keep the server from stopping."""
        self.app.state.streams.close()

    def stop(self) -> None:
        """Stop in the reverse order; what was answered is durable."""
        self._scheduler.stop()
        if self._importer is not None:
            self._importer.stop()
        self._embedder.stop()
        self._indexer.stop()
        self._core.close()
        self._lock.release()

    def _join(self, settings: Settings, port: int) -> None:
        core = self._core
        if not has_index(settings.index_dir):
            WrittenIndex(core).close()  # searches find an empty index instead of none
        encoded = msgspec.json.encode(settings, enc_hook=str)
        self._indexer = WorkerProcess("index", encoded, self._hear)
        self._importer = WorkerProcess("import", encoded, self._hear) if settings.watch else None
        self._embedder = WorkerProcess("embed", encoded, self._hear, lasting=False)
        self._state = WorkState(core, settings.index_dir)
        self._starter = EmbeddingStarter(
            self._state.vectors.waits, self._start_embedding, self._embedder.rest
        )
        core.feed.listen(self._pass_on)
        similarity = core.similarity(self._suspect_vectors)
        searching = SearchingService(core.store, self._state.reader, self._suspect, similarity)
        trashing = Trashing(core.store, core.recorder, core.clock)
        watch = NoticeWatch(
            core.store, core.feed, core.notifying, lambda: self._state.reader.state()[0]
        )
        services = Services(
            syncing=Syncing(core.recorder, core.store.sessions),
            browsing=core.browsing,
            reading=Reading(core.store),
            editing=Editing(core.store, core.recorder),
            trashing=trashing,
            exporting=Exporting(core.store),
            preferring=Preferring(core.store),
            notifying=core.notifying,
            analysing=core.analysing,
            searching=searching,
            context=ProvidingContext(core.store, searching, TokenCounter()),
            saving_searches=SavingSearches(core.store, core.clock),
            authorising=core.authorising,
            work=self._state,
            feed=core.feed,
            clock=core.clock,
        )
        self.app: Any = create_app(services, _config(settings, port))
        neighbours = NeighbourWatch(core.store.journal, core.feed)
        self._scheduler = Scheduler(
            (
                Job("look for writes of other processes", _LOOK_FOR_NEIGHBOURS_S, neighbours.look),
                *desk_jobs(trashing, core.notifying, watch),
                Job("look for messages to embed", _LOOK_FOR_EMBEDDING_S, self._starter.look),
                Job("check and tidy the vectors", _TEND_VECTORS_S, self._tend_vectors),
            )
        )

    def _hear(self, change: Change) -> None:
        """Announce here what a worker did."""
        if isinstance(change, ImportProgress):
            self._state.progress = change
        self._core.feed.publish(change)

    def _pass_on(self, change: Change) -> None:
        """Let the workers know at once what was pushed or imported."""
        self._state.vectors.hear(change)
        self._starter.hear(change)
        if isinstance(change, RecordChanged):
            self._indexer.tell(change)
        if isinstance(change, RecordChanged | ImportProgress):
            self._embedder.tell(change)

    def _suspect(self) -> None:
        self._indexer.tell(IndexSuspected())

    def _start_embedding(self) -> None:
        self._embedder.want(*((VectorsSuspected(),) if self._vectors_suspected else ()))
        self._vectors_suspected = False

    def _suspect_vectors(self) -> None:
        """Have the vectors checked, by the worker that runs or by the next one."""
        if self._starter.is_running:
            self._embedder.tell(VectorsSuspected())
        else:
            self._vectors_suspected = True
            self._starter.want()

    def _tend_vectors(self) -> None:
        """Have the vectors compared with the record, and their files tidied."""
        if self._state.vectors.progress().state == "ready":
            self._suspect_vectors()


class WorkState:
    """What people are told of the work beside the server."""

    def __init__(self, core: OpenSync, root: Path) -> None:
        """Read from the record and from the index below a folder as the worker writes it."""
        self._core = core
        self.reader = IndexReader(root)
        self.vectors = core.vector_progress()
        self.progress = ImportProgress()
        self._watch = BuildWatch(root)

    def index_state(self) -> IndexProgress:
        """Return how far the text index is; one that is made beside another is told too."""
        _, reached = self.reader.state()
        lag = max(0, self._core.store.journal.last() - reached)
        highest = self._watch.highest()
        of = 0 if highest is None else self._core.store.messages.highest_id()
        if highest is not None and (lag > 0 or of > 0):
            return IndexProgress("rebuilding", lag, min(1.0, highest / of) if of else 0.0)
        return IndexProgress("catching-up" if lag > _BEHIND else "ready", lag)

    def import_state(self) -> ImportProgress:
        """Return how far an import is."""
        return self.progress

    def semantic_state(self, user_id: int) -> SemanticProgress:
        """Return how far search by meaning is in a user's own messages."""
        return self.vectors.progress_of(user_id)


def _config(settings: Settings, port: int) -> ApiConfig:
    names = {settings.host, f"{settings.host}:{port}", *settings.allowed_hosts}
    return ApiConfig(
        allowed_hosts=loopback_hosts(port) | {name.lower() for name in names},
        version=__version__,
        ui_dir=UI_DIR if UI_DIR.is_dir() else None,
        data_dir=settings.data_dir,
        max_body_bytes=settings.max_body_mb * 1024 * 1024,
        loopback=is_loopback(settings.host),
    )


def _held(settings: Settings, lock: InstanceLock) -> str:
    """Say who holds the data folder."""
    holder = lock.holder()
    where = f" at {holder.url} (process {holder.pid})" if holder is not None else ""
    return (
        f"OpenSync already serves {settings.data_dir}{where}. Open that address, or choose another "
        "folder with --data-dir."
    )
