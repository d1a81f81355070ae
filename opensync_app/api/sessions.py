"""GET /api/sessions/get, /api/sessions/:id and their messages; /api/messages/:id."""

import asyncio
from typing import Annotated

from litestar import Router, get, patch
from litestar.params import FromPath, QueryParameter

from opensync_app.api.auth import ApiRequest, may_edit, may_read, services_of
from opensync_app.api.decoding import read_body
from opensync_app.api.documents import EditOperation
from opensync_app.api.errors import problems
from opensync_app.api.pages import small_page
from opensync_app.api.parameters import Cursor, Limit
from opensync_app.api.shapes import Message, Session, message_shape, session_shape
from opensync_app.api.trash import restore_session, trash_session
from opensync_app.api.wire import Wire
from opensync_app.core.edits import SessionEdit
from opensync_app.core.errors import InvalidInputError
from opensync_app.services.browsing import MessagePage

_MOST_MESSAGES = 1000
_FIRST_PAGE = 500


EitherCursor = Annotated[
    str | None,
    QueryParameter(name="cursor", description="`nextCursor` or `prevCursor` of a page."),
]
Around = Annotated[
    str | None,
    QueryParameter(
        name="around", description="A message id; the page has it in its middle, as far as it can."
    ),
]
Begin = Annotated[
    str | None,
    QueryParameter(name="from", description="`start`, or `end` for the last page."),
]
Offset = Annotated[
    int | None,
    QueryParameter(
        name="offset", ge=0, le=10**9, description="Messages to leave out before the page."
    ),
]


class SessionDetail(Wire):
    """A session and a page of its messages.

    Attributes:
        next_cursor: hand it back as `cursor`; null on the last page.
    """

    session: Session
    messages: list[Message]
    next_cursor: str | None


class MessageList(Wire):
    """One page of messages, long texts cut.

    Attributes:
        next_cursor: hand it back as `cursor`; null on the last page.
        total: messages on all pages.
        prev_cursor: hand it back as `cursor` for the page before; left out on the first page.
        offset: messages of the session before the first of this page; left out when there are none.
    """

    messages: list[Message]
    next_cursor: str | None
    total: int
    prev_cursor: str | None = None
    offset: int = 0


@get(
    "/sessions/get",
    operation_id="getSessionByQuery",
    summary="Open a session named in the query",
    responses=problems(400, 404),
)
async def get_session_by_query(
    request: ApiRequest,
    session_id: Annotated[str | None, QueryParameter(name="id")] = None,
    limit: Limit = _FIRST_PAGE,
    cursor: Cursor = None,
) -> SessionDetail:
    """Open a session by its id or its tool's id, with the first 500 messages."""
    if not session_id:
        message = "Missing session ID"
        raise InvalidInputError(message, "$.id")
    return await _open(request, session_id, limit, cursor)


@get(
    "/sessions/{session_id:str}",
    operation_id="getSession",
    summary="Open a session",
    responses=problems(400, 404),
)
async def get_session(
    request: ApiRequest,
    session_id: FromPath[str],
    limit: Limit = _FIRST_PAGE,
    cursor: Cursor = None,
) -> SessionDetail:
    """Open a session by its id or its tool's id, with the first 500 messages; a limit of 0: none."""
    return await _open(request, session_id, limit, cursor)


@patch(
    "/sessions/{session_id:str}",
    guards=[may_edit],
    operation_class=EditOperation,
    operation_id="editSession",
    summary="Edit a session's title, star, note, tags and judgements",
    responses=problems(400, 404, 413, 503),
)
async def edit_session(request: ApiRequest, session_id: FromPath[str]) -> Session:
    """Change what a person gives a session; absent fields stay, null clears. Tools never undo it."""
    edit = await read_body(await request.body(), SessionEdit)
    editing = services_of(request).editing
    edited = await asyncio.to_thread(editing.edit, request.user.user.id, session_id, edit)
    return session_shape(edited)


@get(
    "/sessions/{session_id:str}/messages",
    operation_id="listMessages",
    summary="Read a session page by page",
    responses=problems(400, 404),
)
async def list_messages(
    request: ApiRequest,
    session_id: FromPath[str],
    *,
    limit: Limit = 200,
    cursor: EitherCursor = None,
    around: Around = None,
    begin: Begin = None,
    offset: Offset = None,
) -> MessageList:
    """Read a session page by page; texts over 20,000 characters are cut and say so.

    The first page, that of a cursor, the one around a message, the one after so many messages, or
    the last. A page that would still be large has its longest texts cut harder, those of tools
    first, and links its pictures; if that is not enough it has fewer messages than asked for.
    """
    if sum(map(bool, (cursor, around, begin))) + (offset is not None) > 1:
        message = "Give one of cursor, around, offset and from."
        raise InvalidInputError(message, "$.around" if around else "$.from")
    if begin not in {None, "", "start", "end"}:
        message = "The parameter from must be start or end."
        raise InvalidInputError(message, "$.from")
    browsing, user_id = services_of(request).browsing, request.user.user.id

    def page_of(most: int) -> MessagePage:
        if offset is not None:
            return services_of(request).reading.page_at(user_id, session_id, offset, most)
        if around:
            return browsing.messages_around(user_id, session_id, around, most)
        if begin == "end":
            return browsing.last_messages(user_id, session_id, most)
        return browsing.messages(user_id, session_id, cursor or None, most)

    def read() -> MessageList:
        page, messages = small_page(page_of, _messages_limit(limit))
        return MessageList(messages, page.next_cursor, page.total, page.prev_cursor, page.offset)

    return await asyncio.to_thread(read)


@get(
    "/messages/{message_id:str}",
    operation_id="getMessage",
    summary="Read one whole message",
    responses=problems(400, 404),
)
async def get_message(request: ApiRequest, message_id: FromPath[str]) -> Message:
    """Read one message, nothing cut."""
    browsing = services_of(request).browsing
    found = await asyncio.to_thread(browsing.message, request.user.user.id, message_id)
    return message_shape(found)


sessions_router = Router(
    "/api",
    route_handlers=[
        get_session_by_query,
        get_session,
        edit_session,
        trash_session,
        restore_session,
        list_messages,
        get_message,
    ],
    guards=[may_read],
    tags=["sessions"],
)


async def _open(request: ApiRequest, name: str, limit: int, cursor: str | None) -> SessionDetail:
    def read() -> SessionDetail:
        opened = services_of(request).browsing.open(
            request.user.user.id, name, cursor or None, _messages_limit(limit)
        )
        session = session_shape(opened.session, opened.files)
        if limit == 0:
            return SessionDetail(session, [], None)
        messages = [message_shape(m) for m in opened.page.messages]
        return SessionDetail(session, messages, opened.page.next_cursor)

    return await asyncio.to_thread(read)


def _messages_limit(limit: int) -> int:
    return max(1, min(limit, _MOST_MESSAGES))
