"""What the routes may call: the services and what tells how the work stands."""

from typing import Protocol

from opensync_app.core.changes import ImportProgress, IndexProgress, SemanticProgress
from opensync_app.core.clock import Clock
from opensync_app.core.query import SearchQuery
from opensync_app.feed import ChangeFeed
from opensync_app.services.analysing import Analysing
from opensync_app.services.authorising import Authorising
from opensync_app.services.browsing import Browsing
from opensync_app.services.editing import Editing
from opensync_app.services.exporting import Exporting
from opensync_app.services.notifying import Notifying
from opensync_app.services.preferring import Preferring
from opensync_app.services.providing_context import ProvidingContext
from opensync_app.services.reading import Reading
from opensync_app.services.saving_searches import SavingSearches
from opensync_app.services.searching import SearchAnswer
from opensync_app.services.syncing import Syncing
from opensync_app.services.trashing import Trashing


class Searching(Protocol):
    """Answers searches."""

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Return what the index finds, best first."""
        ...


class WorkState(Protocol):
    """Tells how far the work beside the routes is."""

    def index_state(self) -> IndexProgress:
        """Return how far the text index is."""
        ...

    def import_state(self) -> ImportProgress:
        """Return how far an import is."""
        ...

    def semantic_state(self, user_id: int) -> SemanticProgress:
        """Return how far search by meaning is in a user's own messages."""
        ...


class Services:
    """Everything that the routes call.

    Attributes:
        syncing: takes what plugins push.
        browsing: reads the record.
        reading: reads one session from end to end.
        editing: writes what a person gives sessions.
        trashing: takes sessions away and brings them back.
        exporting: hands sessions out.
        preferring: keeps what people set for themselves.
        notifying: tells people what happened.
        analysing: adds up usage.
        searching: answers searches.
        context: packs what is recalled for a language model.
        saving_searches: keeps searches by a name.
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
        reading: Reading,
        editing: Editing,
        trashing: Trashing,
        exporting: Exporting,
        preferring: Preferring,
        notifying: Notifying,
        analysing: Analysing,
        searching: Searching,
        context: ProvidingContext,
        saving_searches: SavingSearches,
        authorising: Authorising,
        work: WorkState,
        feed: ChangeFeed,
        clock: Clock,
    ) -> None:
        """Hold them together."""
        self.syncing = syncing
        self.browsing = browsing
        self.reading = reading
        self.editing = editing
        self.trashing = trashing
        self.exporting = exporting
        self.preferring = preferring
        self.notifying = notifying
        self.analysing = analysing
        self.searching = searching
        self.context = context
        self.saving_searches = saving_searches
        self.authorising = authorising
        self.work = work
        self.feed = feed
        self.clock = clock
