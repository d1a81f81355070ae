"""How much a query finds: how many sessions about, and how often each value of a filter."""

from typing import TYPE_CHECKING, Any, cast

import msgspec
from tantivy import Query, Searcher

from opensync_app.core.query import SearchQuery
from opensync_app.core.search_answer import Counted
from opensync_app.index.documents import SESSION
from opensync_app.index.filters import Filters, all_of, any_of, between, chosen
from opensync_app.index.plan import Plan, combined
from opensync_app.index.schema import FACETS, SCHEMA
from opensync_app.index.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_VALUES = 50
_COUNTED_UP_TO = 10_000
"""Documents of the words together; above it counting sessions would take longer than searching."""

_OF_MESSAGES = ("role", "tool")
"""Filters whose values do not stand on the document of a session."""

_SPREAD = 0.3
"""How evenly a word stands over the messages of sessions; 1 is by chance (measured 2026-11-23)."""


def count_values(
    searcher: Searcher, query: SearchQuery, plan: Plan, filters: Filters
) -> dict[str, list[Counted]]:
    """Return the commonest 50 values of each facet, the commonest first.

    A facet that was chosen from is counted without that choice, so that others can be chosen.
    """
    if plan.engine is None:
        return {name: [] for name in FACETS}
    taken = {name for name, _ in chosen(query)}
    counts = _count(searcher, plan.engine, [n for n in FACETS if n not in taken], query)
    for name in taken & set(FACETS):
        others = [*filters.of_query(_without(query, name)), *plan.typed]
        counts |= _count(searcher, combined(plan.text, others), [name], query)
    return {name: counts[name] for name in FACETS}


def count_documents(searcher: Searcher, engine: Query) -> int:
    """Return how many documents a query finds."""
    found: Any = searcher.search(engine, 1, count=True)
    return int(found.count)


def estimated_sessions(state: State, query: SearchQuery, plan: Plan) -> int:
    """Return about how many sessions a query finds.

    Within 2 % when words are rare or filters narrow; else from how often the words stand, within
    10 % on average: counting would take as long as searching.
    """
    if plan.engine is None:
        return 0
    documents = max(1, state.searcher.num_docs)
    share = _share_left(state, query, plan)
    if share is None or sum(plan.expected) * share <= _COUNTED_UP_TO:
        return round(state.searcher.cardinality(_unranked(plan, plan.engine), "session_id"))
    sessions = _sessions_left(state, query)
    each = _SPREAD * documents * share / max(1, sessions)
    misses = 1.0
    for count in plan.expected:
        misses *= (1.0 - min(1.0, count / documents)) ** each
    return round(sessions * (1.0 - misses))


def _unranked(plan: Plan, engine: Query) -> Query:
    """Return what finds the same documents without ranking them, which takes half as long."""
    terms = plan.terms()
    if terms is None:
        return engine
    words = any_of([Query.term_query(SCHEMA, field, word) for field, word in terms])
    return combined(words, plan.narrow)


def _share_left(state: State, query: SearchQuery, plan: Plan) -> float | None:
    """Return about which share of all documents the filters leave; None when it is not known.

    Dates leave of the messages what they leave of the sessions.
    """
    if plan.typed or query.files:
        return None
    searcher = state.searcher
    documents = max(1, searcher.num_docs)
    left = min(1.0, searcher.doc_freq("user_id", query.user_id) / documents)
    for name, values in chosen(query):
        count = sum([searcher.doc_freq(name, value) for value in set(values)])
        left *= min(1.0, count / documents)
    if query.since is not None or query.until is not None:
        ever = msgspec.structs.replace(query, since=None, until=None)
        left *= _sessions_left(state, query) / max(1, _sessions_left(state, ever))
    return left


def _sessions_left(state: State, query: SearchQuery) -> int:
    """Return how many sessions the filters leave; each has messages of any role and tool."""
    terms: list[tuple[str, Sequence[Any]]] = [
        ("kind", [SESSION]),
        ("user_id", [query.user_id]),
        *((name, values) for name, values in chosen(query) if name not in _OF_MESSAGES),
    ]
    every = [
        any_of([Query.term_query(SCHEMA, name, value) for value in values])
        for name, values in terms
    ]
    if query.since is not None or query.until is not None:
        every.append(between(query.since, query.until))
    question = "sessions", query.since, query.until, *((name, *values) for name, values in terms)
    return state.once(question, lambda: count_documents(state.searcher, all_of(every)))


def _count(
    searcher: Searcher, engine: Query, names: list[str], query: SearchQuery
) -> dict[str, list[Counted]]:
    of_sessions = query.level == "sessions"
    part = {"aggs": {"sessions": {"cardinality": {"field": "session_id"}}}} if of_sessions else {}
    wanted = {name: {"terms": {"field": name, "size": _MOST_VALUES}, **part} for name in names}
    found = cast("Any", searcher).aggregate(engine, wanted)
    return {name: _counted(found[name]["buckets"], of_sessions=of_sessions) for name in names}


def _counted(buckets: list[dict[str, Any]], *, of_sessions: bool) -> list[Counted]:
    counts = [
        Counted(b["key"], round(b["sessions"]["value"]) if of_sessions else b["doc_count"])
        for b in buckets
    ]
    return sorted(counts, key=lambda counted: (-counted.count, counted.value))


def _without(query: SearchQuery, name: str) -> SearchQuery:
    if name == "source":
        return msgspec.structs.replace(query, sources=())
    if name == "project":
        return msgspec.structs.replace(query, projects=())
    if name == "model":
        return msgspec.structs.replace(query, models=())
    if name == "role":
        return msgspec.structs.replace(query, roles=())
    return msgspec.structs.replace(query, tools=())
