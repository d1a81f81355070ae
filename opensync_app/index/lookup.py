"""`Lookup`: one query against one state of the index: hits, totals, counted values, filters."""

from collections.abc import Collection, Iterable, Sequence
from typing import cast

import msgspec
from tantivy import DocAddress, Order, Query

from opensync_app.core.query import MessageHit, SearchQuery
from opensync_app.core.ranking import (
    RankedSession,
    ScoredHit,
    SessionHits,
    Sizes,
    sessions_by_score,
)
from opensync_app.core.search_answer import Counted
from opensync_app.core.search_tree import Asked
from opensync_app.index.counting import count_documents, count_values, estimated_sessions
from opensync_app.index.damage import engine_errors
from opensync_app.index.filters import Filters, all_of, narrowed
from opensync_app.index.plan import plan_of
from opensync_app.index.schema import SCHEMA
from opensync_app.index.state import State

_BLOCK = 300
_FEW = 60
"""Sessions for which one block is often enough; for more of them several are taken at once."""

_BLOCKS_AT_ONCE = 4
_MOST_CHECKED = 5_000


class Page(msgspec.Struct, frozen=True):
    """Some of what was found.

    Attributes:
        sessions: best first, when sessions were wanted.
        messages: best first, when messages were wanted.
        total: how many there are on all pages.
        is_estimate: whether `total` is only about right.
    """

    sessions: tuple[SessionHits, ...] = ()
    messages: tuple[MessageHit, ...] = ()
    total: int = 0
    is_estimate: bool = False


class Lookup:
    """One query, planned; looks are independent of what is committed meanwhile.

    Attributes:
        plan: what is looked for.
    """

    def __init__(
        self, state: State, query: SearchQuery, asked: Asked, starred: Collection[int]
    ) -> None:
        """Plan a query; `starred` are the record ids of the user's starred sessions.

        When nothing has all that must match, phrases and joined words may match instead, and
        words that what the filters leave does not know are corrected.
        """
        self._state = state
        self._searcher = state.searcher
        self._query = query
        self._asked = asked
        self._filters = Filters(state, query.user_id, starred)
        self.plan = plan_of(state, query, asked, self._filters)
        self._fetched: list[ScoredHit] = []
        self._is_whole = False
        if self.plan.can_loosen and not self._fetch(_BLOCK):
            must = self.plan.filters
            if len(must) == 1 or self._filters.leave_any(must):
                self.plan = plan_of(state, query, asked, self._filters, is_strict=False)
                self._is_whole = False

    def sessions(self, offset: int, limit: int, sizes: Sizes) -> Page:
        """Return sessions, best first; those found by filters alone newest first.

        Documents are taken in blocks of 300; a session ranks in the block of its best message,
        so a later page never changes what an earlier one showed.
        """
        with engine_errors("searching"):
            return self._sessions(offset, limit, sizes)

    def _sessions(self, offset: int, limit: int, sizes: Sizes) -> Page:
        ranked: list[RankedSession] = []
        seen: set[int] = set()
        start = 0
        if offset + limit > _FEW:
            self._fetch(_BLOCKS_AT_ONCE * _BLOCK)
        while True:
            block = self._fetch(start + _BLOCK)[start : start + _BLOCK]
            fresh = (hit for hit in block if hit.session_id not in seen) if seen else block
            found = sessions_by_score(fresh, sizes)
            ranked.extend(found)
            seen.update(session.session_id for session in found)
            start += _BLOCK
            is_whole = len(block) < _BLOCK
            if is_whole or len(ranked) > offset + limit:
                page = tuple(session.shown() for session in ranked[offset : offset + limit])
                if is_whole:
                    return Page(sessions=page, total=len(ranked))
                total = estimated_sessions(self._state, self._query, self.plan)
                return Page(sessions=page, total=max(total, len(ranked)), is_estimate=True)

    def messages(self, offset: int, limit: int) -> Page:
        """Return messages, best first; those found by filters alone newest first."""
        if self.plan.engine is None:
            return Page()
        with engine_errors("searching"):
            hits = self._fetch(offset + limit)[offset : offset + limit]
            total = count_documents(self._searcher, self.plan.engine)
        return Page(messages=tuple(_message_hits(hits)), total=total)

    def values(self) -> dict[str, list[Counted]]:
        """Return how often each value of the facets stands in the whole answer."""
        with engine_errors("counting"):
            return count_values(self._searcher, self._query, self.plan, self._filters)

    def allowed(self, message_ids: Sequence[int]) -> set[int]:
        """Return those of some messages that pass the filters and hold nothing excluded."""
        if not message_ids:
            return set()
        some = Query.term_set_query(SCHEMA, "message_id", list(message_ids[:_MOST_CHECKED]))
        query = all_of([some, *self.plan.filters, *self.plan.excluded])
        with engine_errors("searching"):
            hits = self._hits(query, len(message_ids), 0)
        return {hit.message_id for hit in _message_hits(hits)}

    def narrowed(self) -> SearchQuery:
        """Return the query with the filters of its text, as far as it has room for them."""
        return narrowed(self._query, self._asked.fields, self._filters)

    def stands_as_typed(self) -> bool:
        """Return whether the words stand side by side, three or more, in what may be found."""
        line, narrow = self.plan.line, self.plan.narrow
        if line is None:
            return False
        with engine_errors("searching"):
            return not narrow or self._filters.leave_any([line, *narrow])

    def _fetch(self, count: int) -> list[ScoredHit]:
        """Return the best hits, so many or all there are; none is looked for twice."""
        more = count - len(self._fetched)
        if more > 0 and not self._is_whole:
            found = self._hits(self.plan.engine, more, len(self._fetched))
            self._fetched += found
            self._is_whole = len(found) < more
        return self._fetched

    def _hits(self, query: Query | None, limit: int, offset: int) -> list[ScoredHit]:
        if query is None or limit <= 0:
            return []
        if self.plan.is_by_time:
            found = self._searcher.search(
                query,
                limit,
                count=False,
                offset=offset,
                order_by_field="created_at",
                order=Order.Desc,
            ).hits
            return self._scored([(0.0, address) for _, address in found])
        return self._scored(self._searcher.search(query, limit, count=False, offset=offset).hits)

    def _scored(self, hits: Sequence[tuple[float, DocAddress]]) -> list[ScoredHit]:
        addresses = [address for _, address in hits]
        messages, sessions, times = (
            cast("list[int]", self._searcher.fast_field_values(field, addresses))
            for field in ("message_id", "session_id", "created_at")
        )
        scores = [score for score, _ in hits]
        return [*map(ScoredHit._make, zip(messages, sessions, scores, times, strict=True))]


def _message_hits(hits: Iterable[ScoredHit]) -> Iterable[MessageHit]:
    return (
        MessageHit(hit.message_id, hit.session_id, hit.score)
        for hit in hits
        if hit.message_id is not None
    )
