"""List and open sessions, read their messages, add up figures."""

from collections.abc import Sequence

import msgspec

from opensync_app.core.errors import NotFoundError
from opensync_app.core.query import SessionFilter, SessionSort
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.timelines import Timeline, timeline_of
from opensync_app.services.naming import meant, message_named, record_id, session_named
from opensync_app.store import Store
from opensync_app.store.facets import FacetCounts
from opensync_app.store.messages import MessagePage
from opensync_app.store.session_lists import SessionPage
from opensync_app.store.sessions import SourceTotals, Totals

__all__ = ["Browsing", "FacetCounts", "Holdings", "MessagePage", "OpenedSession", "Totals"]

_TIMELINE_BYTES = 280_000


class OpenedSession(msgspec.Struct, frozen=True):
    """A session and the beginning of its transcript.

    Attributes:
        session: the session.
        files: paths it was read from; empty for one that was only pushed.
        page: messages from the start or from a cursor.
    """

    session: StoredSession
    files: tuple[str, ...]
    page: MessagePage


class Holdings(msgspec.Struct, frozen=True):
    """How much the record holds for a user.

    Attributes:
        sources: per source, most sessions first.
        last_synced: epoch ms of the last push or read of a file; None when there was none.
    """

    sources: list[SourceTotals]
    last_synced: int | None


class Browsing:
    """Reads the record for one user at a time; somebody else's sessions do not exist."""

    def __init__(self, store: Store) -> None:
        """Read from this store."""
        self._store = store

    def page(
        self,
        wanted: SessionFilter,
        sort: SessionSort,
        *,
        descending: bool,
        cursor: str | None,
        limit: int,
    ) -> SessionPage:
        """Return one page of sessions; a limit of 0 gives the total alone.

        Raises:
            InvalidInputError: the cursor is not ours.
        """
        page = self._store.session_lists.page(
            meant(self._store, wanted),
            sort,
            descending=descending,
            cursor=cursor,
            limit=max(limit, 1),
        )
        return page if limit else SessionPage([], None, page.total, page.hidden)

    def facets(self, wanted: SessionFilter) -> FacetCounts:
        """Return how many sessions there are of each value, each under all other filters."""
        return self._store.session_lists.facets(meant(self._store, wanted))

    def beside(
        self, wanted: SessionFilter, sort: SessionSort, name: str, *, descending: bool
    ) -> tuple[StoredSession | None, StoredSession | None]:
        """Return the sessions before and after one in a list, whether or not it stands in it.

        Raises:
            NotFoundError: there is no such session, or it is somebody else's.
        """
        session = self.session(wanted.user_id, name)
        return self._store.session_lists.beside(
            meant(self._store, wanted), sort, session.id, descending=descending
        )

    def timeline(self, wanted: SessionFilter, limit: int) -> Timeline:
        """Return the newest sessions that match along time, in lanes of projects.

        They are fewer than the limit when they would take more than 280 kB of JSON.
        """
        rows, total = self._store.session_lists.timeline(meant(self._store, wanted), limit)
        return timeline_of(rows, total, _TIMELINE_BYTES)

    def session(self, user_id: int, name: str) -> StoredSession:
        """Return a session by its wire id (`s12`) or its tool's id.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
        """
        return session_named(self._store, user_id, name)

    def open(self, user_id: int, name: str, cursor: str | None, limit: int) -> OpenedSession:
        """Return a session with a page of its messages.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
            InvalidInputError: the cursor is not ours.
        """
        session = self.session(user_id, name)
        page = self._store.messages.page(session.id, cursor, limit)
        return OpenedSession(session, tuple(self._store.sessions.files(session.id)), page)

    def messages(self, user_id: int, name: str, cursor: str | None, limit: int) -> MessagePage:
        """Return a page of a session's messages in the order of the conversation.

        Raises:
            NotFoundError: there is no such session, or it is somebody else's.
            InvalidInputError: the cursor is not ours.
        """
        return self._store.messages.page(self.session(user_id, name).id, cursor, limit)

    def messages_around(self, user_id: int, name: str, message: str, limit: int) -> MessagePage:
        """Return a page of a session's messages with one, by its wire id, in the middle.

        Raises:
            NotFoundError: there is no such session, or it does not hold the message.
        """
        session = self.session(user_id, name)
        number = record_id("m", message)
        page = self._store.messages.page_around(session.id, number, limit) if number else None
        if page is None:
            words = "Message not found"
            raise NotFoundError(words)
        return page

    def last_messages(self, user_id: int, name: str, limit: int) -> MessagePage:
        """Return the last page of a session's messages.

        Raises:
            NotFoundError: there is no such session, or it is somebody else's.
        """
        return self._store.messages.last_page(self.session(user_id, name).id, limit)

    def message(self, user_id: int, name: str) -> StoredMessage:
        """Return one whole message by its wire id (`m7`).

        Raises:
            NotFoundError: there is none, or it is somebody else's.
        """
        return message_named(self._store, user_id, name)

    def totals(self, user_id: int) -> Totals:
        """Return the figures over everything a user has."""
        return self._store.sessions.totals(user_id)

    def holdings(self, user_id: int) -> Holdings:
        """Return how much there is, by source."""
        sessions = self._store.sessions
        return Holdings(sessions.by_source(user_id), sessions.last_synced(user_id))

    def others(self, user_id: int, session_ids: Sequence[int]) -> set[int]:
        """Return those of some sessions that are somebody else's; deleted ones are nobody's."""
        return self._store.sessions.others(user_id, session_ids)

    def last_sequence(self) -> int:
        """Return the number of the newest journal entry."""
        return self._store.journal.last()
