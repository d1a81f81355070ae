"""Composition root: settings -> store -> index -> feed -> services; ordered start and stop."""

from collections.abc import Callable
from functools import partial

from opensync_app.foundation import Foundation
from opensync_app.index.embedder import ModelChoice
from opensync_app.index.folders import IndexFolders
from opensync_app.index.reading import IndexReader
from opensync_app.index.wishing import grant
from opensync_app.services.analysing import Analysing
from opensync_app.services.authorising import Authorising
from opensync_app.services.browsing import Browsing
from opensync_app.services.embedding import Embedding, EmbeddingService
from opensync_app.services.indexing import IndexingService
from opensync_app.services.keeping import Keeping
from opensync_app.services.searching import SearchingService
from opensync_app.services.similarity import SimilarityService
from opensync_app.services.vector_progress import VectorProgress
from opensync_app.settings import Settings
from opensync_app.sources.registry import SOURCES


class OpenSync(Foundation):
    """The record and the services over it; every process of a data folder may hold one.

    Attributes:
        browsing: reads the record.
        analysing: adds up usage.
        authorising: keys and sessions of browsers.
    """

    def __init__(self, settings: Settings, *, repeatable: bool = False) -> None:
        """Open the record; nothing runs yet. A process that only imports is `repeatable`.

        Raises:
            DataFolderError: the folder cannot be used.
        """
        super().__init__(settings, repeatable=repeatable)
        self.browsing = Browsing(self.store)
        self.analysing = Analysing(self.store, self.clock)
        self.authorising = Authorising(self.store.accounts, self.clock)

    def keeping(self) -> Keeping:
        """Return what proves that archive, record, index and vectors agree."""
        return Keeping(
            self.store,
            IndexReader(self.settings.index_dir),
            sources=SOURCES,
            home=self.home(),
            vectors=self.settings.vectors_dir,
        )

    def embedding(self, *, cpu_share: float | None = None) -> EmbeddingService:
        """Return what makes vectors; one process of a data folder may have it at a time."""
        how = Embedding(
            choice=self._wanted_model(),
            cpu_share=cpu_share or self.settings.embed_cpu_share,
            tool_output=self.settings.embed_tool_output,
        )
        return EmbeddingService(self.store, self.settings.vectors_dir, how)

    def similarity(self, suspect: Callable[[], None]) -> SimilarityService:
        """Return what finds by meaning; `suspect` hears when the vectors cannot be read."""
        choice = self._wanted_model() if self.settings.semantic else None
        return SimilarityService(
            self.store,
            self.settings.vectors_dir,
            choice,
            suspect,
            least_near=self.settings.least_near,
        )

    def vector_progress(self) -> VectorProgress:
        """Return what tells how far the vectors are."""
        choice = self._wanted_model() if self.settings.semantic else None
        return VectorProgress(self.store, self.settings.vectors_dir, choice)

    def prune_journal(self, until: int) -> int:
        """Forget the journal up to an entry, as far as the vectors have followed it too."""
        kept = self.vector_progress().kept_from()
        return self.store.journal.prune(until if kept is None else min(until, kept))

    def _wanted_model(self) -> ModelChoice:
        settings = self.settings
        return ModelChoice(settings.embed_url, settings.embed_model, settings.embed_key)


class WrittenIndex:
    """The text index in the hands of the one process that writes it.

    Attributes:
        indexing: keeps it in step with the record.
        searching: searches it.
    """

    def __init__(self, core: OpenSync) -> None:
        """Open the index, or make one."""
        folders = IndexFolders(core.settings.index_dir)
        wished = partial(grant, core.settings.index_dir)
        self.indexing = IndexingService(core.store, folders, wished)
        self.searching = SearchingService(core.store, folders, self.indexing.suspect)

    def close(self) -> None:
        """Let go of the index."""
        self.indexing.close()
