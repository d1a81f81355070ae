"""Filters as queries of the engine: whose messages, and which of them."""

from collections.abc import Collection, Iterable, Sequence

import msgspec
from tantivy import FieldType, Occur, Query

from opensync_app.core.query import SearchQuery
from opensync_app.core.search_moments import moment_of
from opensync_app.core.search_tree import Field, FieldName
from opensync_app.index.analysers import words_of
from opensync_app.index.documents import SESSION
from opensync_app.index.schema import SCHEMA
from opensync_app.index.state import State

_LEAST_MS, _MOST_MS = -(2**63), 2**63 - 1
_FLAGS = ("error", "subagent")
_MOST_VALUES = 200


class Filters:
    """Turns filters into queries of one searcher; values are looked up for one user alone.

    Attributes:
        user_id: that user.
    """

    def __init__(self, state: State, user_id: int, starred: Collection[int]) -> None:
        """Filter for this user; `starred` are record ids of sessions."""
        self._state = state
        self._searcher = state.searcher
        self.user_id = user_id
        self._user = Query.term_query(SCHEMA, "user_id", user_id)
        self._starred = starred

    def is_alone(self) -> bool:
        """Return whether no document belongs to anybody else, as the index itself says."""
        return self._state.once(("alone", self.user_id), self._is_alone)

    def _is_alone(self) -> bool:
        others = [
            Query.range_query(
                SCHEMA, "user_id", FieldType.Unsigned, first, last, use_inverted_index=True
            )
            for first, last in ((0, self.user_id - 1), (self.user_id + 1, _MOST_MS))
            if first <= last
        ]
        return not self._state.has_any(any_of(others))

    def of_query(self, query: SearchQuery) -> list[Query]:
        """Return what always holds for a search: the user, and what was chosen beside the text."""
        queries = [self._user]
        for name, values in chosen(query):
            if name == "file":
                queries.append(any_of([self.of_field(Field("file", value)) for value in values]))
            else:
                queries.append(_one_of(name, values))
        if query.since is not None or query.until is not None:
            queries.append(between(query.since, query.until))
        if query.level == "messages":
            session = Query.term_query(SCHEMA, "kind", SESSION)
            queries.append(
                Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, session)])
            )
        return queries

    def of_fields(self, fields: Sequence[Field]) -> list[Query]:
        """Return one query for each name; several values of one name are alternatives."""
        names: dict[FieldName, list[Query]] = {}
        for field in fields:
            names.setdefault(field.name, []).append(self.of_field(field))
        return [any_of(queries) for queries in names.values()]

    def of_field(self, field: Field) -> Query:
        """Return the query of one field; it finds nothing when no value fits."""
        if field.name == "before":
            return between(None, moment_of(field.value))
        if field.name == "after":
            return between(moment_of(field.value), None)
        if field.name == "file":
            return _path(field.value)
        if field.name == "is":
            return self._flagged(field.value.lower())
        values = self.values_of(field)
        return _one_of(field.name, values) if values else Query.empty_query()

    def values_of(self, field: Field) -> list[str]:
        """Return the values in the user's documents that a typed value means.

        It means the same one if there is one, else those that differ in case alone, else those
        that contain it.
        """
        wanted = field.value.casefold()
        if field.name == "role":
            return [wanted]
        terms = self._state.once(("values", field.name), lambda: self._terms(field.name))
        for fits in (
            [term for term in terms if term == field.value],
            [term for term in terms if term.casefold() == wanted],
            [term for term in terms if wanted in term.casefold()],
        ):
            owned = [term for term in fits[:_MOST_VALUES] if self.is_owned([(field.name, term)])]
            if owned:
                return owned
        return []

    def _terms(self, name: FieldName) -> list[str]:
        return [term for term, _ in self._searcher.terms_with_prefix(name, "")]

    def is_owned(self, terms: Iterable[tuple[str, str]], within: Sequence[Query] = ()) -> bool:
        """Return whether a document of the user that passes some filters has any of some terms.

        A term is a field and what stands in it.
        """
        some = any_of([Query.term_query(SCHEMA, field, term) for field, term in terms])
        return self.leave_any([self._user, *within, some])

    def is_near(
        self, fields: Iterable[str], word: str, slips: int, within: Sequence[Query] = ()
    ) -> bool:
        """Return whether such a document has a word with at most so many slips, at most two."""
        some = [Query.fuzzy_term_query(SCHEMA, field, word, slips) for field in fields]
        return self.leave_any([self._user, *within, any_of(some)])

    def leave_any(self, queries: Sequence[Query]) -> bool:
        """Return whether any document passes these filters."""
        return self._state.has_any(all_of(queries))

    def _flagged(self, flag: str) -> Query:
        if flag == "starred":
            ids = list(self._starred)
            return Query.term_set_query(SCHEMA, "session_id", ids) if ids else Query.empty_query()
        return Query.term_query(SCHEMA, "flag" if flag in _FLAGS else "kind", flag)


def chosen(query: SearchQuery) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield the filters that were chosen beside the text: field of the index, and values."""
    for name, values in (
        ("source", query.sources),
        ("project", query.projects),
        ("model", query.models),
        ("role", query.roles),
        ("tool", query.tools),
        ("branch", query.branches),
        ("file", query.files),
    ):
        if values:
            yield name, values


def narrowed(query: SearchQuery, fields: Sequence[Field], filters: Filters) -> SearchQuery:
    """Return a query with typed filters where nothing was chosen; the others must be checked."""
    typed: dict[str, tuple[str, ...]] = {}
    since, until = query.since, query.until
    for field in fields:
        moment = moment_of(field.value)
        if field.name == "after" and moment is not None:
            since = moment if since is None else max(since, moment)
        elif field.name == "before" and moment is not None:
            until = moment if until is None else min(until, moment)
        elif field.name not in ("file", "is", "after", "before"):
            typed[field.name] = (*typed.get(field.name, ()), *filters.values_of(field))
    return msgspec.structs.replace(
        query,
        sources=query.sources or typed.get("source", ()),
        projects=query.projects or typed.get("project", ()),
        models=query.models or typed.get("model", ()),
        roles=query.roles or typed.get("role", ()),
        tools=query.tools or typed.get("tool", ()),
        branches=query.branches or typed.get("branch", ()),
        since=since,
        until=until,
    )


def all_of(queries: Iterable[Query]) -> Query:
    """Return a query that holds where all hold, without any score."""
    return Query.const_score_query(
        Query.boolean_query([(Occur.Must, query) for query in queries]), 0.0
    )


def _one_of(name: str, values: Sequence[str]) -> Query:
    """Return a query for any of some values.

    Not a query for a set: that notes every document of the set before the first one is looked at,
    2 to 10 ms for a common value among a million.
    """
    return any_of([Query.term_query(SCHEMA, name, value) for value in values])


def between(since: int | None, until: int | None) -> Query:
    """Return a query for messages from `since` on and before `until`, epoch ms."""
    first = _LEAST_MS if since is None else max(since, _LEAST_MS)
    last = _MOST_MS if until is None else min(until - 1, _MOST_MS)
    if first > last:
        return Query.empty_query()
    return Query.range_query(SCHEMA, "created_at", FieldType.Integer, first, last)


def _path(text: str) -> Query:
    words = words_of(text)
    if not words:
        return Query.empty_query()
    if len(words) == 1:
        return Query.term_query(SCHEMA, "path", words[0])
    return Query.phrase_query(SCHEMA, "path", list(words))


def any_of(queries: Sequence[Query]) -> Query:
    """Return a query that holds where any of some holds."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])
