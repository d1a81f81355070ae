"""What the routes may call: the services and what tells how the work stands."""

from collections.abc import Callable
from typing import Protocol

from opensync_app.core.changes import ImportProgress, IndexAdvanced
from opensync_app.core.clock import Clock
from opensync_app.core.query import SearchQuery
from opensync_app.feed import ChangeFeed
from opensync_app.services.authorising import Authorising
from opensync_app.services.browsing import Browsing
from opensync_app.services.searching import SearchAnswer
from opensync_app.services.syncing import Syncing


class Searching(Protocol):
    """Answers searches."""

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Return what the index finds, best first."""
        ...


class Indexing(Protocol):
    """Tells how far the index is."""

    def progress(self) -> IndexAdvanced:
        """Return the last searchable journal entry and how many wait."""
        ...

    def state(self) -> str:
        """Return `ready`, `catching-up` or `rebuilding`."""
        ...


class Services:
    """Everything that the routes call.

    Attributes:
        syncing: takes what plugins push.
        browsing: reads the record.
        searching: answers searches.
        authorising: tells who asks.
        indexing: tells how far the index is.
        import_progress: tells how far an import is.
        feed: changes as they happen.
        clock: the time.
    """

    def __init__(
        self,
        *,
        syncing: Syncing,
        browsing: Browsing,
        searching: Searching,
        authorising: Authorising,
        indexing: Indexing,
        import_progress: Callable[[], ImportProgress],
        feed: ChangeFeed,
        clock: Clock,
    ) -> None:
        """Hold them together."""
        self.syncing = syncing
        self.browsing = browsing
        self.searching = searching
        self.authorising = authorising
        self.indexing = indexing
        self.import_progress = import_progress
        self.feed = feed
        self.clock = clock
