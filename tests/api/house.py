"""A whole OpenSync on a folder with its HTTP door, in-process or on a socket of its own."""

import socket
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import uvicorn

from opensync_app.api.app import create_app
from opensync_app.api.config import ApiConfig
from opensync_app.api.hosts import loopback_hosts
from opensync_app.api.services import Services
from opensync_app.core.changes import ImportProgress, IndexProgress, SemanticProgress
from opensync_app.index.folders import IndexFolders
from opensync_app.services.analysing import Analysing
from opensync_app.services.authorising import Authorising
from opensync_app.services.browsing import Browsing
from opensync_app.services.counting_tokens import TokenCounter
from opensync_app.services.editing import Editing
from opensync_app.services.exporting import Exporting
from opensync_app.services.indexing import IndexingService
from opensync_app.services.notifying import Notifying
from opensync_app.services.preferring import Preferring
from opensync_app.services.providing_context import ProvidingContext
from opensync_app.services.reading import Reading
from opensync_app.services.saving_searches import SavingSearches
from opensync_app.services.searching import SearchingService
from opensync_app.services.syncing import Syncing
from opensync_app.services.trashing import Trashing
from tests.factories import Recording

PORT = 6736
COUNTER = TokenCounter()
"""One for all tests: it loads its vocabulary once."""

BASE = f"http://127.0.0.1:{PORT}"


class House:
    """Every part that an answer needs, over one record."""

    def __init__(self, folder: Path, keep_alive_s: float = 15.0) -> None:
        self.recording = Recording(folder)
        store = self.recording.store
        self.folders = IndexFolders(folder / "index")
        self.indexing = IndexingService(store, self.folders)
        self.authorising = Authorising(store.accounts, self.recording.clock)
        self.importing = ImportProgress()
        self.embedding = SemanticProgress()
        self.embedding_of: dict[int, SemanticProgress] = {}
        self.config = ApiConfig(
            allowed_hosts=loopback_hosts(PORT),
            version="1.2.3",
            data_dir=folder,
            keep_alive_s=keep_alive_s,
        )
        searching = SearchingService(store, self.folders, self.indexing.suspect)
        self.app = create_app(
            Services(
                syncing=Syncing(self.recording.recorder, store.sessions),
                browsing=Browsing(store),
                reading=Reading(store),
                editing=Editing(store, self.recording.recorder),
                exporting=Exporting(store),
                preferring=Preferring(store),
                notifying=Notifying(store, self.recording.clock),
                trashing=Trashing(store, self.recording.recorder, self.recording.clock),
                analysing=Analysing(store, self.recording.clock),
                searching=searching,
                context=ProvidingContext(store, searching, COUNTER),
                saving_searches=SavingSearches(store, self.recording.clock),
                authorising=self.authorising,
                work=self,
                feed=self.recording.feed,
                clock=self.recording.clock,
            ),
            self.config,
        )
        self.key = self.authorising.issue_key("tests").key

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    def index_state(self) -> IndexProgress:
        return IndexProgress(self.indexing.state(), self.indexing.progress().lag)

    def import_state(self) -> ImportProgress:
        return self.importing

    def semantic_state(self, user_id: int) -> SemanticProgress:
        return self.embedding_of.get(user_id, self.embedding)

    def make_searchable(self) -> None:
        while self.indexing.catch_up().lag:
            pass

    def client(self, *, with_key: bool = True) -> httpx.AsyncClient:
        """A client that calls the app without a socket."""
        headers = self.bearer if with_key else {}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=cast("Any", self.app)), base_url=BASE, headers=headers
        )

    def close(self) -> None:
        self.app.state.streams.close()
        self.indexing.close()
        self.recording.store.close()


@asynccontextmanager
async def opened(folder: Path, keep_alive_s: float = 15.0) -> AsyncGenerator[House]:
    house = House(folder, keep_alive_s)
    try:
        yield house
    finally:
        house.close()


@contextmanager
def served(folder: Path, keep_alive_s: float = 15.0) -> Generator[tuple[House, str]]:
    """A house behind a real server on a free port of this machine; yields it and its address."""
    house = House(folder, keep_alive_s)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    house.config.allowed_hosts.update(loopback_hosts(port))
    server = uvicorn.Server(
        uvicorn.Config(house.app, log_level="warning", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        _wait_until_up(server)
        yield house, f"http://127.0.0.1:{port}"
    finally:
        house.app.state.streams.close()
        server.should_exit = True
        thread.join(10)
        listener.close()
        house.close()


def _wait_until_up(server: uvicorn.Server) -> None:
    for _ in range(1000):
        if server.started:
            return
        threading.Event().wait(0.01)
    raise TimeoutError
