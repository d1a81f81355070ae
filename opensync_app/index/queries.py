"""Wants and filters as a query of the engine; no text ever reaches the engine's own parser."""

from collections.abc import Iterable, Sequence

import msgspec
from tantivy import FieldType, Occur, Query, Searcher

from opensync_app.core.query import SearchQuery
from opensync_app.core.searchable import pairs_of
from opensync_app.index.analysers import stem_of
from opensync_app.index.schema import SCHEMA
from opensync_app.index.wants import STOP_WORDS, Want

_TEXT = 1.0
_EXACT = 0.6
_TOOL_INPUT = 0.6
_TOOL_OUTPUT = 0.4
_CODE = 1.5
_PIECE = 0.3
_PHRASE = 1.5
_PREFIX = 2.0
_TIE = 0.2

_WHOLE_FIELDS = (("exact", 1.0), ("tool_input", _TOOL_INPUT), ("tool_output", _TOOL_OUTPUT))
_LEAST_MS, _MOST_MS = -(2**63), 2**63 - 1
_SHORTEST_GUESS = 3


def guess(wants: Sequence[Want], searcher: Searcher) -> tuple[Want, ...]:
    """Return the wants with each word that the index does not know as the beginning of one."""
    return tuple(
        msgspec.structs.replace(want, kind="prefix") if _is_unknown(want, searcher) else want
        for want in wants
    )


def engine_query(query: SearchQuery, wants: Sequence[Want]) -> Query:
    """Return the query: the filters of `query` always hold, phrases must match, others may."""
    clauses = [
        (Occur.Must if want.kind == "phrase" else Occur.Should, _wanted(want)) for want in wants
    ]
    filters = [(Occur.Must, Query.const_score_query(q, 0.0)) for q in _filters(query)]
    return Query.boolean_query([*filters, (Occur.Must, Query.boolean_query(clauses))])


def _filters(query: SearchQuery) -> Iterable[Query]:
    yield Query.term_query(SCHEMA, "user_id", query.user_id)
    for field, values in (
        ("source", query.sources),
        ("project", query.projects),
        ("role", query.roles),
    ):
        if values:
            yield Query.term_set_query(SCHEMA, field, list(values))
    if query.since is not None or query.until is not None:
        since = _LEAST_MS if query.since is None else query.since
        until = _MOST_MS if query.until is None else query.until - 1
        yield _between(max(since, _LEAST_MS), min(until, _MOST_MS))


def _between(first_ms: int, last_ms: int) -> Query:
    if first_ms > last_ms:
        return Query.empty_query()
    return Query.range_query(SCHEMA, "created_at", FieldType.Integer, first_ms, last_ms)


def _wanted(want: Want) -> Query:
    if want.kind == "phrase":
        return _all([*_phrases(want.words, 1.0), *_runs(want)])
    if want.kind == "prefix":
        return _any([_prefix(want.words[-1]), *_words(want.words[:-1]), *_runs(want)])
    parts = [*_words(want.words, exact=bool(want.name) or len(want.words) > 1), *_runs(want)]
    if len(want.words) > 1:
        parts.extend(_phrases(want.words, _PHRASE))
    if want.name:
        parts.append(_term("code", want.name, _CODE))
    parts.extend(_term("code", piece, _PIECE) for piece in want.pieces)
    return _any(parts)


def _is_unknown(want: Want, searcher: Searcher) -> bool:
    if want.kind != "word" or want.runs or want.name or len(want.words) != 1:
        return False
    word = want.words[0]
    known = (("text", stem_of(word)), ("tool_input", word), ("tool_output", word), ("code", word))
    return len(word) >= _SHORTEST_GUESS and not any(
        searcher.doc_freq(field, term) for field, term in known
    )


def _words(words: Iterable[str], *, exact: bool = False) -> Iterable[Query]:
    """Yield one query for each telling word: its best field counts, the others a little."""
    every = list(words)
    for word in [word for word in every if word not in STOP_WORDS] or every:
        fields = [
            _term("text", stem_of(word), _TEXT),
            _term("tool_input", word, _TOOL_INPUT),
            _term("tool_output", word, _TOOL_OUTPUT),
            _term("code", word, _PIECE),
        ]
        if exact:
            fields.append(_term("exact", word, _EXACT))
        yield Query.disjunction_max_query(fields, _TIE)


def _phrases(words: Sequence[str], boost: float) -> Iterable[Query]:
    """Yield one query that finds the words side by side, in any of the fields."""
    if words:
        yield Query.disjunction_max_query(
            [
                Query.boost_query(_in_order(field, words), boost * weight)
                for field, weight in _WHOLE_FIELDS
            ],
            _TIE,
        )


def _in_order(field: str, words: Sequence[str]) -> Query:
    if len(words) == 1:
        return Query.term_query(SCHEMA, field, words[0])
    return Query.phrase_query(SCHEMA, field, list(words))


def _runs(want: Want) -> Iterable[Query]:
    """Yield the queries for text in unspaced script: pairs, all of them within a phrase."""
    for run in want.runs:
        pairs = [_term("pairs", term, _TEXT) for term in pairs_of(run) or [run]]
        yield _all(pairs) if want.kind == "phrase" else _any(pairs)


def _prefix(start: str) -> Query:
    fields = [
        Query.boost_query(Query.regex_query(SCHEMA, field, start + ".*"), _PREFIX * weight)
        for field, weight in (*_WHOLE_FIELDS, ("code", _PIECE))
    ]
    return Query.disjunction_max_query(fields, _TIE)


def _term(field: str, term: str, boost: float) -> Query:
    return Query.boost_query(Query.term_query(SCHEMA, field, term), boost)


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
