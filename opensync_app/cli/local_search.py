"""Searching from a process that is no server: the index is read, and caught up when nobody has it."""

import time

from opensync_app.bootstrap import OpenSync
from opensync_app.cli.options import own_index
from opensync_app.core.query import SearchQuery
from opensync_app.index.reading import IndexReader, has_index
from opensync_app.services.searching import SearchAnswer, SearchingService

_PATIENCE_S = 20.0
"""How long a search may be held up by indexing; what is left then waits for the next one."""


class LocalSearching:
    """Answers searches beside a running server, or without one."""

    def __init__(self, core: OpenSync) -> None:
        """Search this record; its index need not exist yet."""
        self._core = core
        self._reader = IndexReader(core.settings.index_dir)
        similarity = core.similarity(lambda: None)
        self._service = SearchingService(core.store, self._reader, lambda: None, similarity)

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Return what the index finds, after the index has caught up if no server does that.

        Raises:
            UnavailableError: the index cannot be read.
        """
        if self.waiting() or not has_index(self._core.settings.index_dir):
            self._catch_up()
        return self._service.search(query)

    def waiting(self) -> int:
        """Return how many changes of the record are not searchable yet."""
        _, reached = self._reader.state()
        return max(0, self._core.store.journal.last() - reached)

    def _catch_up(self) -> None:
        end = time.monotonic() + _PATIENCE_S
        with own_index(self._core) as index:
            while index is not None and time.monotonic() < end:
                if index.indexing.catch_up().lag == 0:
                    return
