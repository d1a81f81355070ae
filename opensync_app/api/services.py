"""What the routes may call: the services and what tells how the work stands."""

from typing import Protocol

from opensync_app.core.changes import ImportProgress
from opensync_app.core.clock import Clock
from opensync_app.core.query import SearchQuery
from opensync_app.feed import ChangeFeed
from opensync_app.services.analysing import Analysing
from opensync_app.services.authorising import Authorising
from opensync_app.services.browsing import Browsing
from opensync_app.services.editing import Editing
from opensync_app.services.searching import SearchAnswer
from opensync_app.services.syncing import Syncing


class Searching(Protocol):
    """Answers searches."""

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Return what the index finds, best first."""
        ...


class WorkState(Protocol):
    """Tells how far the work beside the routes is."""

    def index_state(self) -> tuple[str, int]:
        """Return `ready`, `catching-up` or `rebuilding`, and the entries that still wait."""
        ...

    def import_state(self) -> ImportProgress:
        """Return how far an import is."""
        ...


class Services:
    """Everything that the routes call.

    Attributes:
        syncing: takes what plugins push.
        browsing: reads the record.
        editing: writes what a person gives sessions.
        analysing: adds up usage.
        searching: answers searches.
        authorising: tells who asks.
        work: how far index and import are.
        feed: changes as they happen.
        clock: the time.
    """

    def __init__(
        self,
        *,
        syncing: Syncing,
        browsing: Browsing,
        editing: Editing,
        analysing: Analysing,
        searching: Searching,
        authorising: Authorising,
        work: WorkState,
        feed: ChangeFeed,
        clock: Clock,
    ) -> None:
        """Hold them together."""
        self.syncing = syncing
        self.browsing = browsing
        self.editing = editing
        self.analysing = analysing
        self.searching = searching
        self.authorising = authorising
        self.work = work
        self.feed = feed
        self.clock = clock
