"""GET and POST /api/search: sessions whose words match, with marked snippets."""

import asyncio
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody, QueryParameter

from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.parameters import (
    Cursor,
    Limit,
    Projects,
    Sources,
    listed_sources,
    offset_of,
    only,
)
from opensync_app.api.wire import Wire
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SearchMode, SearchQuery
from opensync_app.core.session import Kind, Role
from opensync_app.core.usage import usd
from opensync_app.services.searching import SearchAnswer, SearchResult

_MOST = 100


class Snippet(Wire):
    """One message that matched.

    Attributes:
        html: escaped text in which `<mark>` is the only element.
    """

    message_id: str
    role: Role
    kind: Kind
    html: str
    created_at: int


class SearchHit(Wire):
    """One session that matched; has the keys of every search of the hosted API.

    Attributes:
        also_id: the same as `id`, as the hosted semantic search names it.
        session_id: the same as `id`, as the hosted documentation names it.
        score: larger is better; comparable within one answer only.
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
    created_at: int
    updated_at: int
    score: float
    snippets: list[Snippet]
    title: str | None = None
    project_path: str | None = None
    project_name: str | None = None
    model: str | None = None


class SearchPage(Wire):
    """One page of what a search found.

    Attributes:
        mode: how it was really found.
        total: sessions on all pages.
        next_cursor: hand it back as `cursor`; null on the last page.
    """

    mode: SearchMode
    total: int
    next_cursor: str | None
    results: list[SearchHit]


class SearchBody(Wire, forbid_unknown_fields=False):
    """A search as a JSON body, as the hosted documentation has it."""

    query: str | None = None
    q: str | None = None
    type: SearchMode = "fulltext"
    limit: int = 20
    cursor: str | None = None
    source: str | None = None
    project: str | None = None


@get("/search", operation_id="search", summary="Search sessions", responses=problems(400, 503))
async def search(
    request: ApiRequest,
    *,
    q: Annotated[
        str | None, QueryParameter(description="Words; any may match, best first.")
    ] = None,
    limit: Limit = 20,
    mode: Annotated[SearchMode, QueryParameter(name="type")] = "fulltext",
    source: Sources = None,
    project: Projects = None,
    cursor: Cursor = None,
) -> SearchPage:
    """Find sessions by the words of their titles, prompts, answers and tools."""
    if q is None or not q.strip():
        message = "Missing query parameter 'q'"
        raise InvalidInputError(message, "$.q")
    body = SearchBody(q=q, type=mode, limit=limit, cursor=cursor, source=source, project=project)
    return await _search(request, q, body)


@post(
    "/search",
    status_code=200,
    operation_id="searchByBody",
    summary="Search sessions by a JSON body",
    responses=problems(400, 503),
)
async def search_by_body(request: ApiRequest, data: JSONBody[SearchBody]) -> SearchPage:
    """Find sessions as `GET /api/search` does."""
    text = data.query or data.q or ""
    if not text.strip():
        message = "Missing query"
        raise InvalidInputError(message, "$.query")
    return await _search(request, text, data)


search_router = Router(
    "/api", route_handlers=[search, search_by_body], guards=[may_read], tags=["search"]
)


async def _search(request: ApiRequest, text: str, body: SearchBody) -> SearchPage:
    query = SearchQuery(
        user_id=request.user.user.id,
        text=text,
        sources=listed_sources(body.source),
        projects=only(body.project),
        limit=max(0, min(body.limit, _MOST)),
        offset=offset_of(body.cursor),
    )
    answer = await asyncio.to_thread(services_of(request).searching.search, query)
    return search_page(answer)


def search_page(answer: SearchAnswer) -> SearchPage:
    """Return a search's answer as it stands on the wire; the command line prints the same."""
    following = None if answer.next_offset is None else str(answer.next_offset)
    return SearchPage(answer.mode, answer.total, following, [_hit(r) for r in answer.results])


def _hit(result: SearchResult) -> SearchHit:
    session, record_id = result.session, f"s{result.session.id}"
    snippets = [
        Snippet(f"m{s.message_id}", s.role, s.kind, s.html, s.created_at) for s in result.snippets
    ]
    return SearchHit(
        id=record_id,
        also_id=record_id,
        session_id=record_id,
        external_id=session.external_id,
        source=session.source,
        total_tokens=session.prompt_tokens + session.completion_tokens,
        cost=usd(session.cost_micro_usd),
        message_count=session.message_count,
        is_public=session.is_public,
        created_at=session.created_at,
        updated_at=session.updated_at,
        score=result.score,
        snippets=snippets,
        title=session.title,
        project_path=session.project_path,
        project_name=session.project_name,
        model=session.model,
    )
