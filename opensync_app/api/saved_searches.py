"""POST, GET, DELETE /api/saved-searches: searches that a person keeps; PATCH to rename and use."""

import asyncio
from typing import Any

import msgspec
from litestar import Router, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from opensync_app.api.auth import ApiRequest, may_edit, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.parameters import Cursor, Limit, offset_of
from opensync_app.api.wire import Wire
from opensync_app.core.query import SearchMode
from opensync_app.core.saved_search import SavedSearch, SearchWish

_MOST = 200


class SavedSearchItem(Wire):
    """A search that a person keeps.

    Attributes:
        filters: parameters of the search page by name, kept as they were sent.
        last_used_at: epoch ms; null when it was never used.
    """

    id: str
    name: str
    query: str
    search_type: SearchMode
    limit: int
    token_budget: int | None
    filters: dict[str, Any]
    created_at: int
    last_used_at: int | None
    use_count: int


class SavedSearchAnswer(Wire):
    """One saved search."""

    saved_search: SavedSearchItem


class SavedSearchList(Wire):
    """One page of saved searches, the last used or made first.

    Attributes:
        next_cursor: hand it back as `cursor`; null on the last page.
    """

    saved_searches: list[SavedSearchItem]
    next_cursor: str | None


class SearchToSave(Wire, forbid_unknown_fields=False):
    """A search to keep.

    Attributes:
        token_budget: tokens that the context made of it may take.
        filters: parameters of the search page by name.
    """

    name: str
    query: str
    search_type: SearchMode = "hybrid"
    limit: int = 5
    token_budget: int | None = None
    filters: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])


class NewName(Wire, forbid_unknown_fields=False):
    """Another name."""

    name: str


class Forgotten(Wire):
    """It is gone."""

    ok: bool


@post(
    operation_id="saveSearch",
    summary="Save a search",
    guards=[may_edit],
    responses=problems(400, 409),
)
async def save_search(request: ApiRequest, data: JSONBody[SearchToSave]) -> SavedSearchAnswer:
    """Keep a search by a name."""
    wish = SearchWish(
        name=data.name,
        query=data.query,
        search_type=data.search_type,
        limit=data.limit,
        token_budget=data.token_budget,
        filters=data.filters,
    )
    service = services_of(request).saving_searches
    return _answer(await asyncio.to_thread(service.save, request.user.user.id, wish))


@get(
    operation_id="listSavedSearches",
    summary="List saved searches",
    guards=[may_read],
    responses=problems(400),
)
async def list_saved_searches(
    request: ApiRequest, limit: Limit = 50, cursor: Cursor = None
) -> SavedSearchList:
    """List the searches of the one who asks, the last used or made first."""
    service, user_id = services_of(request).saving_searches, request.user.user.id
    page = await asyncio.to_thread(service.page, user_id, offset_of(cursor), min(limit, _MOST))
    following = None if page.next_offset is None else str(page.next_offset)
    return SavedSearchList([_item(search) for search in page.searches], following)


@patch(
    "/{search_id:str}",
    operation_id="renameSavedSearch",
    summary="Rename a saved search",
    guards=[may_edit],
    responses=problems(400, 404),
)
async def rename_saved_search(
    request: ApiRequest, search_id: FromPath[str], data: JSONBody[NewName]
) -> SavedSearchAnswer:
    """Give a saved search another name."""
    service, user_id = services_of(request).saving_searches, request.user.user.id
    return _answer(await asyncio.to_thread(service.rename, user_id, search_id, data.name))


@patch(
    "/{search_id:str}/use",
    operation_id="useSavedSearch",
    summary="Note the use of a saved search",
    guards=[may_edit],
    responses=problems(400, 404),
)
async def use_saved_search(request: ApiRequest, search_id: FromPath[str]) -> SavedSearchAnswer:
    """Count one use of a saved search and put it first."""
    service, user_id = services_of(request).saving_searches, request.user.user.id
    return _answer(await asyncio.to_thread(service.use, user_id, search_id))


@delete(
    "/{search_id:str}",
    status_code=200,
    operation_id="deleteSavedSearch",
    summary="Delete a saved search",
    guards=[may_edit],
    responses=problems(400, 404),
)
async def delete_saved_search(request: ApiRequest, search_id: FromPath[str]) -> Forgotten:
    """Forget a saved search."""
    service, user_id = services_of(request).saving_searches, request.user.user.id
    await asyncio.to_thread(service.remove, user_id, search_id)
    return Forgotten(ok=True)


saved_searches_router = Router(
    "/api/saved-searches",
    route_handlers=[
        save_search,
        list_saved_searches,
        rename_saved_search,
        use_saved_search,
        delete_saved_search,
    ],
    tags=["search"],
)


def _answer(search: SavedSearch) -> SavedSearchAnswer:
    return SavedSearchAnswer(_item(search))


def _item(search: SavedSearch) -> SavedSearchItem:
    wish = search.wish
    return SavedSearchItem(
        id=f"q{search.id}",
        name=wish.name,
        query=wish.query,
        search_type=wish.search_type,
        limit=wish.limit,
        token_budget=wish.token_budget,
        filters=wish.filters,
        created_at=search.created_at,
        last_used_at=search.last_used_at,
        use_count=search.use_count,
    )
