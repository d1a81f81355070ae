"""Composition root: settings -> store -> index -> feed -> services; ordered start and stop."""

from collections.abc import Sequence

from opensync_app.core.clock import SystemClock
from opensync_app.core.prices import BUNDLED
from opensync_app.core.pricing import PriceList
from opensync_app.feed import ChangeFeed
from opensync_app.index.folders import IndexFolders
from opensync_app.index.reading import IndexReader
from opensync_app.services.analysing import Analysing
from opensync_app.services.authorising import Authorising
from opensync_app.services.browsing import Browsing
from opensync_app.services.importing import Importer
from opensync_app.services.indexing import IndexingService
from opensync_app.services.keeping import Keeping
from opensync_app.services.recorder import Recorder
from opensync_app.services.repricing import Repricing
from opensync_app.services.searching import SearchingService
from opensync_app.settings import Settings
from opensync_app.sources.base import Home, Source
from opensync_app.sources.registry import SOURCES
from opensync_app.store import Store


class OpenSync:
    """The record and the services over it; every process of a data folder may hold one.

    Attributes:
        settings: the effective ones.
        store: the record.
        feed: changes of this process after their commit.
        recorder: the one door in.
        browsing: reads the record.
        analysing: adds up usage.
        authorising: keys and sessions of browsers.
        repricing: brings stored costs in step with the price list.
    """

    def __init__(self, settings: Settings, *, repeatable: bool = False) -> None:
        """Open the record; nothing runs yet. A process that only imports is `repeatable`.

        Raises:
            DataFolderError: the folder cannot be used.
        """
        prices = PriceList(BUNDLED, (own.price() for own in settings.prices))
        self.settings = settings
        self.clock = SystemClock()
        self.store = Store(settings.record_path, repeatable=repeatable)
        self.feed = ChangeFeed()
        self.recorder = Recorder(self.store, self.feed, self.clock, prices)
        self.browsing = Browsing(self.store)
        self.analysing = Analysing(self.store, self.clock)
        self.authorising = Authorising(self.store.accounts, self.clock)
        self.repricing = Repricing(self.store, prices)

    def importer(self, sources: Sequence[Source] = SOURCES) -> Importer:
        """Return what reads the tools' files."""
        return Importer(
            self.store,
            self.recorder,
            self.feed,
            self.clock,
            sources=sources,
            home=Home(self.settings.home_path, self.settings.tool_environment()),
            machine=self.settings.machine,
        )

    def keeping(self) -> Keeping:
        """Return what proves that archive, record and index agree."""
        return Keeping(
            self.store,
            IndexReader(self.settings.index_dir),
            sources=SOURCES,
            home=Home(self.settings.home_path, self.settings.tool_environment()),
        )

    def close(self) -> None:
        """Let go of the record."""
        self.store.close()


class WrittenIndex:
    """The text index in the hands of the one process that writes it.

    Attributes:
        indexing: keeps it in step with the record.
        searching: searches it.
    """

    def __init__(self, core: OpenSync) -> None:
        """Open the index, or make one."""
        folders = IndexFolders(core.settings.index_dir)
        self.indexing = IndexingService(core.store, folders)
        self.searching = SearchingService(core.store, folders, self.indexing.suspect)

    def close(self) -> None:
        """Let go of the index."""
        self.indexing.close()
