"""Full-text search over the sessions of one person, with snippets from the record."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import msgspec

from opensync_app.core.query import SearchMode, SearchQuery
from opensync_app.core.ranking import SessionHits
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.searchable import searchable_of
from opensync_app.core.session import Kind, Role
from opensync_app.index.damage import IndexDamagedError
from opensync_app.index.fulltext import Found, TextIndex
from opensync_app.index.highlight import Highlighter

_MOST_SESSIONS = 200

_log = logging.getLogger(__name__)


class SearchSnippet(msgspec.Struct, frozen=True):
    """One message that was found.

    Attributes:
        message_id: record id.
        html: escaped text; `<mark>` is the only element.
        created_at: epoch ms.
    """

    message_id: int
    role: Role
    kind: Kind
    html: str
    created_at: int


class SearchResult(msgspec.Struct, frozen=True):
    """One session that was found.

    Attributes:
        score: larger is better; comparable within one answer only.
        snippets: at most three messages, best first; empty when the title alone matched.
    """

    session: StoredSession
    score: float
    snippets: tuple[SearchSnippet, ...]


class SearchAnswer(msgspec.Struct, frozen=True):
    """One page of an answer.

    Attributes:
        mode: how the answer was really found.
        total: sessions that match, on all pages; above 600 matching messages within 1-2 %.
        results: best first.
        next_offset: offset of the next page; None on the last one.
    """

    mode: SearchMode
    total: int
    results: tuple[SearchResult, ...]
    next_offset: int | None


class MessageRows(Protocol):
    """Messages of the record."""

    def by_ids(self, ids: Sequence[int]) -> list[StoredMessage]:
        """Return the messages that exist."""
        ...


class SessionRows(Protocol):
    """Sessions of the record."""

    def by_ids(self, ids: Sequence[int]) -> list[StoredSession]:
        """Return the sessions that exist; deleted ones are absent."""
        ...


class Record(Protocol):
    """What searching reads of the store."""

    @property
    def messages(self) -> MessageRows:
        """The messages."""
        ...

    @property
    def sessions(self) -> SessionRows:
        """The sessions."""
        ...


class Serving(Protocol):
    """Where the index stands: in the hands of this process, or of the one that writes it."""

    @property
    def serving(self) -> TextIndex:
        """The index that answers now."""
        ...


class SearchingService:
    """Answers searches from the index, and fills them from the record."""

    def __init__(self, record: Record, folders: Serving, on_damage: Callable[[], None]) -> None:
        """Search `folders`; `on_damage` is told when an index cannot be read."""
        self._record = record
        self._folders = folders
        self._on_damage = on_damage

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Return one page of sessions, best first, each with its best messages.

        Every text is a valid query. Sessions that were deleted meanwhile, or belong to somebody
        else, are left out. Raises UnavailableError when the index cannot be read; it is then
        mended in the background.
        """
        limit = max(0, min(query.limit, _MOST_SESSIONS))
        offset = max(0, query.offset)
        found = self._find(msgspec.structs.replace(query, limit=limit, offset=offset))
        sessions = self._owned_sessions(found.sessions, query.user_id)
        messages = self._messages_of(hits for hits in found.sessions if hits.session_id in sessions)
        results = tuple(
            _result(sessions[hits.session_id], hits, messages, found.highlighter)
            for hits in found.sessions
            if hits.session_id in sessions
        )
        end = offset + len(found.sessions)
        return SearchAnswer(
            mode="fulltext",
            total=found.total - (len(found.sessions) - len(results)),
            results=results,
            next_offset=end if found.sessions and end < found.total else None,
        )

    def _find(self, query: SearchQuery) -> Found:
        try:
            return self._folders.serving.search(query)
        except IndexDamagedError:
            _log.exception("a search failed")
            self._on_damage()
            raise

    def _owned_sessions(
        self, found: Iterable[SessionHits], user_id: int
    ) -> dict[int, StoredSession]:
        ids = [hits.session_id for hits in found]
        rows = self._record.sessions.by_ids(ids) if ids else []
        return {session.id: session for session in rows if session.user_id == user_id}

    def _messages_of(self, found: Iterable[SessionHits]) -> dict[int, StoredMessage]:
        ids = [hit.message_id for hits in found for hit in hits.messages]
        rows = self._record.messages.by_ids(ids) if ids else []
        return {message.id: message for message in rows}


def _result(
    session: StoredSession,
    hits: SessionHits,
    messages: dict[int, StoredMessage],
    highlighter: Highlighter,
) -> SearchResult:
    """Return a session with its snippets; passages that read the same are shown once."""
    snippets: dict[str, SearchSnippet] = {}
    for hit in hits.messages:
        message = messages.get(hit.message_id)
        if message is not None and message.session_id == session.id:
            passage = highlighter.passage(searchable_of(message).sections())
            snippets.setdefault(
                passage.html,
                SearchSnippet(
                    message.id, message.role, message.kind, passage.html, message.created_at
                ),
            )
    return SearchResult(session, hits.score, tuple(snippets.values()))
