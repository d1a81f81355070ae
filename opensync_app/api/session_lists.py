"""GET /api/sessions, its facets and neighbours, and one change to many sessions."""

import asyncio
from collections import Counter
from typing import Annotated, Literal

from litestar import Router, get, post
from litestar.di import Provide
from litestar.params import FromPath, FromQuery, QueryParameter

from opensync_app.api.auth import ApiRequest, may_edit, may_read, services_of
from opensync_app.api.decoding import read_body
from opensync_app.api.documents import BulkBody, BulkOperation
from opensync_app.api.errors import problems
from opensync_app.api.parameters import Cursor, Limit
from opensync_app.api.session_filters import FilterQuery, filter_of, session_filter
from opensync_app.api.shapes import Session, session_shape
from opensync_app.api.wire import Wire
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SessionSort
from opensync_app.core.records import StoredSession
from opensync_app.services.browsing import FacetCounts
from opensync_app.services.editing import BulkWish

_MOST_SESSIONS = 200
_MOST_FACETS = 200
_LONGEST_TEXT = 200
"""Characters of a text in a list."""

Order = Annotated[Literal["asc", "desc"], QueryParameter(name="order")]


class Hidden(Wire):
    """How many more sessions match and are not shown.

    Attributes:
        empty: nothing was said in them; `includeEmpty` shows them.
        automated: nobody typed into them; `includeAutomated` shows them.
    """

    empty: int
    automated: int


class SessionList(Wire):
    """One page of sessions.

    Attributes:
        next_cursor: hand it back as `cursor`; null on the last page.
        total: sessions on all pages.
        hidden: how many more would show.
    """

    sessions: list[Session]
    next_cursor: str | None
    total: int
    hidden: Hidden


class FacetValue(Wire):
    """One value of a filter and how many sessions have it; `-` stands for none."""

    value: str
    count: int


class SessionFacets(Wire):
    """What there is to filter by, each counted under all other filters, most sessions first.

    Attributes:
        more: how many further values each has, of those that have any.
    """

    source: list[FacetValue]
    project: list[FacetValue]
    model: list[FacetValue]
    provider: list[FacetValue]
    branch: list[FacetValue]
    tag: list[FacetValue]
    more: dict[str, int]


class NeighbourSession(Wire):
    """A session beside another one in a list."""

    id: str
    title: str | None


class Neighbours(Wire):
    """The sessions before and after one in a list; null at its ends."""

    previous: NeighbourSession | None
    next: NeighbourSession | None


class BulkResult(Wire):
    """What a bulk edit changed.

    Attributes:
        changed: number of sessions.
        ids: of these, for an undo.
    """

    changed: int
    ids: list[str]


@get(
    "/sessions",
    operation_id="listSessions",
    summary="List sessions",
    responses=problems(400),
)
async def list_sessions(
    request: ApiRequest,
    wanted: FilterQuery,
    *,
    limit: Limit = 50,
    cursor: Cursor = None,
    sort: FromQuery[SessionSort] = "updatedAt",
    order: Order = "desc",
) -> SessionList:
    """List sessions page by page, at most 200 at once; empty and automated ones only if asked for.

    Titles and a person's words on a session are cut here; the session's own route has them whole.
    """

    def read() -> SessionList:
        page = services_of(request).browsing.page(
            wanted,
            sort,
            descending=order == "desc",
            cursor=cursor or None,
            limit=min(limit, _MOST_SESSIONS),
        )
        hidden = Hidden(page.hidden.empty, page.hidden.automated)
        sessions = [_brief(session_shape(session)) for session in page.sessions]
        return SessionList(sessions, page.next_cursor, page.total, hidden)

    return await asyncio.to_thread(read)


@get(
    "/sessions/facets",
    operation_id="listSessionFacets",
    summary="Count sessions by what they can be filtered by",
    responses=problems(400),
)
async def list_facets(request: ApiRequest, wanted: FilterQuery) -> SessionFacets:
    """Count the sessions of each value under all other filters; at most 200 values of each."""
    counts = await asyncio.to_thread(services_of(request).browsing.facets, wanted)
    return _facets_shape(counts)


@get(
    "/sessions/{session_id:str}/neighbours",
    operation_id="getSessionNeighbours",
    summary="Find the sessions beside one in a list",
    responses=problems(400, 404),
)
async def get_neighbours(
    request: ApiRequest,
    session_id: FromPath[str],
    wanted: FilterQuery,
    *,
    sort: FromQuery[SessionSort] = "updatedAt",
    order: Order = "desc",
) -> Neighbours:
    """Return the sessions before and after one in the list of the same query."""
    found = await asyncio.to_thread(
        services_of(request).browsing.beside,
        wanted,
        sort,
        session_id,
        descending=order == "desc",
    )
    return Neighbours(*map(_neighbour, found))


@post(
    "/sessions/bulk",
    guards=[may_edit],
    operation_class=BulkOperation,
    operation_id="editSessions",
    summary="Do one thing to many sessions",
    status_code=200,
    responses=problems(400, 413, 503),
)
async def edit_sessions(request: ApiRequest) -> BulkResult:
    """Tag, star, trash, restore or mark many sessions; says which it changed, for an undo.

    They are changed in steps, so that others need not wait. Ids that are unknown are passed over.
    The trash takes sub-agents along.
    """
    body = await read_body(await request.body(), BulkBody)
    if (body.ids is None) == (body.filter is None):
        message = "Give either ids or filter."
        raise InvalidInputError(message, "$.ids")
    user_id = request.user.user.id
    if body.filter is None:
        wish = BulkWish(body.action, body.ids, session_filter(user_id), body.tag)
    else:
        wanted = session_filter(user_id, body.filter, "$.filter")
        wish = BulkWish(body.action, None, wanted, body.tag)
    changed = await asyncio.to_thread(services_of(request).editing.edit_many, wish)
    return BulkResult(len(changed), [f"s{number}" for number in changed])


session_lists_router = Router(
    "/api",
    route_handlers=[list_sessions, list_facets, get_neighbours, edit_sessions],
    dependencies={"wanted": Provide(filter_of)},
    guards=[may_read],
    tags=["sessions"],
)


def _facets_shape(counts: FacetCounts) -> SessionFacets:
    named: dict[str, Counter[str]] = {
        "source": counts.sources,
        "project": counts.projects,
        "model": counts.models,
        "provider": counts.providers,
        "branch": counts.branches,
        "tag": counts.tags,
    }
    lists = {name: _most(values) for name, values in named.items()}
    more = {name: len(values) - _MOST_FACETS for name, values in named.items()}
    return SessionFacets(**lists, more={name: n for name, n in more.items() if n > 0})


def _most(counts: Counter[str]) -> list[FacetValue]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [FacetValue(value, count) for value, count in ranked[:_MOST_FACETS]]


def _brief(session: Session) -> Session:
    """Return a session whose texts are no longer than a list shows, so that a page stays small."""
    for name in ("title", "note", "eval_notes", "expected_output", "project_path"):
        text = getattr(session, name)
        if text is not None and len(text) > _LONGEST_TEXT:
            setattr(session, name, f"{text[:_LONGEST_TEXT]}…")
    return session


def _neighbour(session: StoredSession | None) -> NeighbourSession | None:
    return None if session is None else NeighbourSession(f"s{session.id}", session.title)
