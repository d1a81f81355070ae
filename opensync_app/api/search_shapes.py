"""What a search looks like on the wire."""

import msgspec

from opensync_app.api.wire import Wire
from opensync_app.core.query import SearchMode, Why
from opensync_app.core.search_answer import (
    Counted,
    MessageResult,
    Place,
    Reading,
    SearchAnswer,
    SearchResult,
    SearchSnippet,
)
from opensync_app.core.session import Kind, Role
from opensync_app.core.usage import usd


class Snippet(Wire):
    """One message that matched.

    Attributes:
        html: escaped text in which `<mark>` is the only element.
        why: whether its words matched, its meaning, or both.
    """

    message_id: str
    role: Role
    kind: Kind
    html: str
    created_at: int
    why: Why


class SearchHit(Wire):
    """One session, or one message of it, that matched; has the keys of every hosted search.

    Attributes:
        also_id: the same as `id`, as the hosted semantic search names it.
        session_id: the same as `id`, as the hosted documentation names it.
        created_at: of the session, or of the message when messages were asked for.
        score: larger is better; comparable within one answer only.
        matched_in: where the query matched, as far as the snippets show it.
        snippet: the best snippet as plain text; empty when the title alone matched.
        snippets: the best message; of the first five sessions up to three.
        message_id: only when messages were asked for; so are role, kind, html and why.
    """

    id: str
    also_id: str = msgspec.field(name="_id")
    session_id: str
    external_id: str
    source: str
    total_tokens: int
    cost: float | None
    message_count: int
    is_public: bool
    starred: bool
    created_at: int
    updated_at: int
    score: float
    matched_in: list[Place]
    snippet: str
    snippets: list[Snippet]
    title: str | None = None
    project_path: str | None = None
    project_name: str | None = None
    git_branch: str | None = None
    model: str | None = None
    message_id: str | None = None
    role: Role | None = None
    kind: Kind | None = None
    html: str | None = None
    why: Why | None = None


class ValueCount(Wire):
    """A value and how many sessions, or messages, of the whole answer have it."""

    value: str
    count: int


class SearchFacets(Wire):
    """The commonest 50 values of each filter; one that is chosen from is counted without it."""

    source: list[ValueCount]
    project: list[ValueCount]
    model: list[ValueCount]
    role: list[ValueCount]
    tool: list[ValueCount]


class SearchCorrection(Wire):
    """A word the index does not know, and the one searched in its place.

    Attributes:
        used: ends in `*` when the typed word was taken as a beginning.
    """

    typed: str
    used: str


class UnderstoodQuery(Wire):
    """How the text was read.

    Attributes:
        terms: words and phrases that are looked for.
        filters: values that narrow, by field.
        ignored: what was typed and could not be used.
    """

    terms: list[str]
    filters: dict[str, list[str]]
    corrected: list[SearchCorrection]
    ignored: list[str]


class SearchCoverage(Wire):
    """How many messages can be found by meaning, of how many."""

    embedded: int
    total: int


class SearchPage(Wire):
    """One page of what a search found.

    Attributes:
        mode: how it was really found.
        requested_mode: how it was asked for.
        reason: why another mode was used, or why nothing was found by meaning; null when neither
            was so.
        coverage: null when only words were looked for.
        total: sessions, or messages, on all pages.
        total_is_estimate: whether `total` is only about right.
        facets: null unless asked for.
        next_cursor: hand it back as `cursor`; null on the last page.
        results: sessions, or messages with `level=messages`, best first.
    """

    mode: SearchMode
    requested_mode: SearchMode
    reason: str | None
    coverage: SearchCoverage | None
    total: int
    total_is_estimate: bool
    facets: SearchFacets | None
    query: UnderstoodQuery
    next_cursor: str | None
    results: list[SearchHit]


def search_page(answer: SearchAnswer) -> SearchPage:
    """Return a search's answer as it stands on the wire; the command line prints the same."""
    coverage = answer.coverage
    return SearchPage(
        mode=answer.mode,
        requested_mode=answer.requested_mode,
        reason=answer.reason,
        coverage=coverage and SearchCoverage(coverage.embedded, coverage.total),
        total=answer.total,
        total_is_estimate=answer.total_is_estimate,
        facets=None if answer.facets is None else _facets(answer.facets),
        query=_query(answer.reading),
        next_cursor=None if answer.next_offset is None else str(answer.next_offset),
        results=[*map(_hit, answer.results), *map(_message, answer.messages)],
    )


def _query(reading: Reading) -> UnderstoodQuery:
    return UnderstoodQuery(
        terms=list(reading.terms),
        filters=reading.filters,
        corrected=[SearchCorrection(one.typed, one.used) for one in reading.corrected],
        ignored=list(reading.ignored),
    )


def _facets(facets: dict[str, list[Counted]]) -> SearchFacets:
    counts = {
        name: [ValueCount(one.value, one.count) for one in found] for name, found in facets.items()
    }
    return SearchFacets(**counts)


def _hit(result: SearchResult) -> SearchHit:
    session, record_id = result.session, f"s{result.session.id}"
    return SearchHit(
        id=record_id,
        also_id=record_id,
        session_id=record_id,
        external_id=session.external_id,
        source=session.source,
        total_tokens=session.total_tokens,
        cost=usd(session.cost_micro_usd),
        message_count=session.message_count,
        is_public=session.is_public,
        starred=session.starred,
        created_at=session.created_at,
        updated_at=session.updated_at,
        score=result.score,
        matched_in=list(result.matched_in),
        snippet=result.snippets[0].text if result.snippets else "",
        snippets=[_snippet(snippet) for snippet in result.snippets],
        title=session.title,
        project_path=session.project_path,
        project_name=session.project_name,
        git_branch=session.git_branch,
        model=session.model,
    )


def _snippet(snippet: SearchSnippet) -> Snippet:
    return Snippet(
        f"m{snippet.message_id}",
        snippet.role,
        snippet.kind,
        snippet.html,
        snippet.created_at,
        snippet.why,
    )


def _message(found: MessageResult) -> SearchHit:
    snippet = found.snippet
    hit = _hit(SearchResult(found.session, found.score, (snippet,), snippet.places))
    hit.message_id = f"m{snippet.message_id}"
    hit.role, hit.kind, hit.html, hit.why = snippet.role, snippet.kind, snippet.html, snippet.why
    hit.created_at = snippet.created_at
    return hit
