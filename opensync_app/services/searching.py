"""Search over the sessions of one person: by words, by meaning, or by both together."""

import logging
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from typing import Protocol

import msgspec

from opensync_app.core.found import FoundMessage, FoundSession
from opensync_app.core.fusion import (
    Weights,
    fused_messages,
    fused_sessions,
    sessions_near,
    weights_of,
)
from opensync_app.core.query import MessageHit, SearchMode, SearchQuery
from opensync_app.core.ranking import SessionHits
from opensync_app.core.search_answer import (
    Coverage,
    MessageResult,
    SearchAnswer,
    SearchResult,
    SearchSnippet,
)
from opensync_app.core.search_language import understand
from opensync_app.core.search_tree import Asked
from opensync_app.core.similarity import NearMessage, SemanticAnswer, Similarity
from opensync_app.index.damage import IndexDamagedError
from opensync_app.index.fulltext import TextIndex
from opensync_app.index.highlight import Highlighter
from opensync_app.index.lookup import Lookup, Page
from opensync_app.index.showing import Shown, shown_message, shown_session

__all__ = ["SearchAnswer", "SearchResult", "SearchSnippet", "SearchingService"]

_MOST_RESULTS = 200
_FUSED = 200
"""Sessions, or messages, of the words that take part in fusion; the others follow them."""

_CANDIDATES = 50
"""Best hits of the words that may be embedded while the person waits."""

_SHOWN_FULLY = 5
"""Sessions on top of a page that show up to three messages; the others show their best one."""

_NO_MODEL = "This OpenSync runs without a model for meaning, so words were searched."
_NO_WORDS = "There are no words to search by meaning, only filters."

_log = logging.getLogger(__name__)


class ShortRows(Protocol):
    """Short rows of what the record holds."""

    def sessions(self, user_id: int, ids: Sequence[int]) -> list[FoundSession]:
        """Return the sessions that exist and are the user's; trashed ones are absent."""
        ...

    def messages(self, ids: Sequence[int]) -> list[FoundMessage]:
        """Return the messages that exist."""
        ...

    def sections(self, message: FoundMessage) -> tuple[str, str, str]:
        """Return the searched texts of a message, the heaviest first."""
        ...

    def sizes(self, ids: Collection[int]) -> dict[int, int]:
        """Return how many messages sessions have, by record id."""
        ...

    def starred(self, user_id: int) -> list[int]:
        """Return the record ids of a user's starred sessions."""
        ...


class Record(Protocol):
    """What searching reads of the store."""

    @property
    def finding(self) -> ShortRows:
        """The sessions and messages."""
        ...


class Serving(Protocol):
    """Where the index stands: in the hands of this process, or of the one that writes it."""

    @property
    def serving(self) -> TextIndex:
        """The index that answers now."""
        ...


class _Found(msgspec.Struct, frozen=True):
    """A page and how it was found."""

    page: Page
    mode: SearchMode
    reason: str | None = None
    coverage: Coverage | None = None


class SearchingService:
    """Answers searches from the index, and fills them from the record."""

    def __init__(
        self,
        record: Record,
        folders: Serving,
        on_damage: Callable[[], None],
        similarity: Similarity | None = None,
    ) -> None:
        """Search `folders`; `on_damage` is told when an index cannot be read.

        Without a `similarity`, words alone are searched.
        """
        self._record = record
        self._folders = folders
        self._on_damage = on_damage
        self._similarity = similarity

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Return one page of sessions or messages, best first.

        Every text is a valid query. What was deleted meanwhile, or belongs to somebody else, is
        left out. Raises UnavailableError when the index cannot be read; it is then mended in the
        background.
        """
        limit = max(0, min(query.limit, _MOST_RESULTS))
        query = msgspec.structs.replace(query, limit=limit, offset=max(0, query.offset))
        asked = understand(query.text)
        starred = self._record.finding.starred(query.user_id) if asked.names("starred") else ()
        with self._damage_told():
            lookup = self._folders.serving.lookup(query, asked, starred)
            found = self._find(lookup, query, asked)
            facets = lookup.values() if query.facets else None
        shelf = self._shelf(found.page, query.user_id, Highlighter(lookup.plan.wants))
        results, messages = shelf.results(), shelf.messages()
        count = len(found.page.sessions) + len(found.page.messages)
        end = query.offset + count
        gone = count - len(results) - len(messages)
        return SearchAnswer(
            mode=found.mode,
            requested_mode=query.mode,
            reason=found.reason,
            coverage=found.coverage,
            total=max(0, found.page.total - gone),
            total_is_estimate=found.page.is_estimate,
            facets=facets,
            reading=lookup.plan.reading,
            results=results,
            messages=messages,
            next_offset=end if count and end < found.page.total else None,
        )

    def _find(self, lookup: Lookup, query: SearchQuery, asked: Asked) -> _Found:
        """Find by words, and by meaning when that is wanted and possible."""
        if query.mode == "fulltext":
            return _Found(self._page(lookup, query, query.offset, query.limit), "fulltext")
        pool = self._page(lookup, query, 0, max(_FUSED, query.offset + query.limit))
        near = self._near(lookup, asked, _best_ids(pool))
        coverage = Coverage(near.covered, near.total)
        if near.reason is not None and not near.is_far:
            page = _cut(pool, query)
            return _Found(page, "fulltext", near.reason, coverage if near.total else None)
        page = self._of_meaning(near.hits, query)
        if query.mode == "hybrid":
            weights = weights_of(asked, stands_as_typed=lookup.stands_as_typed())
            page = _fused(pool, page, weights)
        reason = None if page.total else near.reason
        return _Found(_cut(page, query), query.mode, reason, coverage)

    def _of_meaning(self, hits: Sequence[NearMessage], query: SearchQuery) -> Page:
        if query.level == "messages":
            messages = tuple(
                MessageHit(hit.message_id, hit.session_id, hit.score, "meaning") for hit in hits
            )
            return Page(messages=messages, total=len(messages))
        sessions = tuple(sessions_near(hits, self._record.finding.sizes))
        return Page(sessions=sessions, total=len(sessions))

    def _page(self, lookup: Lookup, query: SearchQuery, offset: int, limit: int) -> Page:
        if query.level == "messages":
            return lookup.messages(offset, limit)
        return lookup.sessions(offset, limit, self._record.finding.sizes)

    def _near(self, lookup: Lookup, asked: Asked, candidates: Sequence[int]) -> SemanticAnswer:
        """Return what is near by meaning and passes every filter."""
        if self._similarity is None:
            return SemanticAnswer(reason=_NO_MODEL)
        text = asked.words()
        if lookup.plan.text is None or not text:
            return SemanticAnswer(reason=_NO_WORDS)
        answer = self._similarity.nearest(lookup.narrowed(), text, candidates)
        allowed = lookup.allowed([hit.message_id for hit in answer.hits])
        hits = tuple(hit for hit in answer.hits if hit.message_id in allowed)
        return msgspec.structs.replace(answer, hits=hits)

    @contextmanager
    def _damage_told(self) -> Generator[None]:
        try:
            yield
        except IndexDamagedError:
            _log.exception("a search failed")
            self._on_damage()
            raise

    def _shelf(self, page: Page, user_id: int, highlighter: Highlighter) -> "_Shelf":
        """Read what a page shows from the record."""
        page = msgspec.structs.replace(page, sessions=_thinned(page.sessions))
        hits = [hit for session in page.sessions for hit in session.messages] or page.messages
        ids = {hit.session_id for hit in (*page.sessions, *page.messages)}
        rows = self._record.finding.sessions(user_id, list(ids)) if ids else []
        sessions = {session.id: session for session in rows}
        shown = [hit.message_id for hit in hits if hit.session_id in sessions]
        messages = self._record.finding.messages(shown) if shown else []
        known = {message.id: message for message in messages}
        return _Shelf(page, sessions, Shown(known, self._record.finding.sections, highlighter))


class _Shelf(msgspec.Struct, frozen=True):
    """A page with what the record knows of it."""

    page: Page
    sessions: dict[int, FoundSession]
    shown: Shown

    def results(self) -> tuple[SearchResult, ...]:
        """Return the sessions that still exist."""
        return tuple(
            shown_session(self.sessions[hits.session_id], hits, self.shown)
            for hits in self.page.sessions
            if hits.session_id in self.sessions
        )

    def messages(self) -> tuple[MessageResult, ...]:
        """Return the messages that still exist."""
        found: list[MessageResult] = []
        for hit in self.page.messages:
            session, row = (
                self.sessions.get(hit.session_id),
                self.shown.messages.get(hit.message_id),
            )
            if session is not None and row is not None and row.session_id == session.id:
                snippet = shown_message(row, hit, self.shown)
                found.append(MessageResult(session, hit.score, snippet))
        return tuple(found)


def _thinned(sessions: Sequence[SessionHits]) -> tuple[SessionHits, ...]:
    rest = sessions[_SHOWN_FULLY:]
    return (
        *sessions[:_SHOWN_FULLY],
        *(msgspec.structs.replace(session, messages=session.messages[:1]) for session in rest),
    )


def _cut(page: Page, query: SearchQuery) -> Page:
    """Return the part of a page of everything that was asked for."""
    wanted = slice(query.offset, query.offset + query.limit)
    return msgspec.structs.replace(
        page, sessions=page.sessions[wanted], messages=page.messages[wanted]
    )


def _best_ids(pool: Page) -> list[int]:
    """Return the ids of the best messages of a page, best first."""
    hits = [hit for session in pool.sessions for hit in session.messages] or list(pool.messages)
    return [hit.message_id for hit in hits[:_CANDIDATES]]


def _fused(pool: Page, near: Page, weights: Weights) -> Page:
    """Return both halves as one; what comes behind the fused part stays in the words' order."""
    sessions = fused_sessions(pool.sessions[:_FUSED], near.sessions, weights)
    messages = fused_messages(pool.messages[:_FUSED], near.messages, weights)
    known = {hit.session_id for hit in sessions}, {hit.message_id for hit in messages}
    more = len(sessions) + len(messages) - len((*pool.sessions, *pool.messages)[:_FUSED])
    return Page(
        sessions=(*sessions, *(s for s in pool.sessions[_FUSED:] if s.session_id not in known[0])),
        messages=(*messages, *(m for m in pool.messages[_FUSED:] if m.message_id not in known[1])),
        total=pool.total + max(0, more),
        is_estimate=pool.is_estimate,
    )
