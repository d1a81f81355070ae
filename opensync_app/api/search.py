"""GET and POST /api/search, POST /search: what matches by words, by meaning or by both."""

import asyncio
from typing import Annotated

from litestar import Router, get, post
from litestar.params import JSONBody, QueryParameter

from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.parameters import (
    CHOSEN_RULE,
    Chosen,
    Cursor,
    Limit,
    canonical_sources,
    offset_of,
    values_of,
)
from opensync_app.api.search_shapes import SearchPage, search_page
from opensync_app.api.wire import Wire
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SearchLevel, SearchMode, SearchQuery

_MOST = 100
Moment = Annotated[int | None, QueryParameter(description="Epoch ms.")]


class SearchBody(Wire, forbid_unknown_fields=False):
    """A search as a JSON body; `query` is the hosted documentation's word for `q`."""

    query: str | None = None
    q: str | None = None
    type: SearchMode = "fulltext"
    level: SearchLevel = "sessions"
    limit: int = 20
    cursor: str | None = None
    source: str | list[str] | None = None
    project: str | list[str] | None = None
    model: str | list[str] | None = None
    role: str | list[str] | None = None
    tool: str | list[str] | None = None
    branch: str | list[str] | None = None
    file: str | list[str] | None = None
    since: int | None = None
    until: int | None = None
    facets: bool = False


@get(
    "/search",
    operation_id="search",
    summary="Search sessions or messages",
    responses=problems(400, 503),
)
async def search(
    request: ApiRequest,
    *,
    q: Annotated[
        str | None,
        QueryParameter(
            description="Words, any may match; also phrases in quotes, prefix*, AND, OR, NOT, "
            "-word, brackets, and project: tool: file: role: source: model: branch: before: "
            "after: is: fields."
        ),
    ] = None,
    mode: Annotated[
        SearchMode, QueryParameter(name="type", description="By words, by meaning, or by both.")
    ] = "fulltext",
    level: Annotated[
        SearchLevel, QueryParameter(description="Whether sessions or messages are wanted.")
    ] = "sessions",
    limit: Limit = 20,
    cursor: Cursor = None,
    source: Annotated[Chosen, QueryParameter(description=f"Sources. {CHOSEN_RULE}")] = None,
    project: Annotated[Chosen, QueryParameter(description=f"Project names. {CHOSEN_RULE}")] = None,
    model: Annotated[Chosen, QueryParameter(description=f"Models. {CHOSEN_RULE}")] = None,
    role: Annotated[Chosen, QueryParameter(description=f"Who speaks. {CHOSEN_RULE}")] = None,
    tool: Annotated[Chosen, QueryParameter(description=f"Tools called. {CHOSEN_RULE}")] = None,
    branch: Annotated[Chosen, QueryParameter(description=f"Git branches. {CHOSEN_RULE}")] = None,
    file: Annotated[Chosen, QueryParameter(description=f"Paths, or parts. {CHOSEN_RULE}")] = None,
    since: Moment = None,
    until: Moment = None,
    facets: Annotated[
        bool, QueryParameter(description="Also count the values of the whole answer.")
    ] = False,
) -> SearchPage:
    """Find sessions by their titles, prompts, answers, tools, files, or by what they mean."""
    if q is None or not q.strip():
        message = "Missing query parameter 'q'"
        raise InvalidInputError(message, "$.q")
    body = SearchBody(
        type=mode,
        level=level,
        limit=limit,
        cursor=cursor,
        source=source,
        project=project,
        model=model,
        role=role,
        tool=tool,
        branch=branch,
        file=file,
        since=since,
        until=until,
        facets=facets,
    )
    return await _search(request, q, body)


@post(
    "/search",
    status_code=200,
    operation_id="searchByBody",
    summary="Search sessions or messages by a JSON body",
    responses=problems(400, 503),
)
async def search_by_body(request: ApiRequest, data: JSONBody[SearchBody]) -> SearchPage:
    """Find what `GET /api/search` finds."""
    return await _search(request, _text_of(data), data)


@post(
    "/search",
    status_code=200,
    operation_id="searchAsHosted",
    summary="Search under the path of the hosted documentation",
    responses=problems(400, 503),
)
async def search_as_hosted(request: ApiRequest, data: JSONBody[SearchBody]) -> SearchPage:
    """Find what `POST /api/search` finds."""
    return await _search(request, _text_of(data), data)


search_router = Router(
    "/",
    route_handlers=[Router("/api", route_handlers=[search, search_by_body]), search_as_hosted],
    guards=[may_read],
    tags=["search"],
)


def _text_of(body: SearchBody) -> str:
    text = body.query or body.q or ""
    if not text.strip():
        message = "Missing query"
        raise InvalidInputError(message, "$.query")
    return text


async def _search(request: ApiRequest, text: str, body: SearchBody) -> SearchPage:
    query = SearchQuery(
        user_id=request.user.user.id,
        text=text,
        mode=body.type,
        level=body.level,
        sources=canonical_sources(values_of(body.source)),
        projects=values_of(body.project),
        models=values_of(body.model),
        roles=values_of(body.role),
        tools=values_of(body.tool),
        branches=values_of(body.branch),
        files=values_of(body.file),
        since=body.since,
        until=body.until,
        limit=max(0, min(body.limit, _MOST)),
        offset=offset_of(body.cursor),
        facets=body.facets,
    )
    answer = await asyncio.to_thread(services_of(request).searching.search, query)
    return search_page(answer)
