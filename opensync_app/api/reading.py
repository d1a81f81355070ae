"""GET /api/sessions/:id/outline and /find, /api/messages/:id/parts: for reading one session."""

import asyncio
from typing import Annotated, Any

from litestar import Response, Router, get
from litestar.params import FromPath, QueryParameter

from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.pages import part_page
from opensync_app.api.shapes import MessagePart
from opensync_app.api.wire import Wire
from opensync_app.core.session import Kind, text_of
from opensync_app.services.reading import MOST_HEADINGS
from opensync_app.services.reading import Outline as ReadOutline

_LONGEST_HEADING = 160
_LONGEST_COMMAND = 300
"""A command stands between tags, which the reader takes off."""

_SAFE_PICTURE = {
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "content-disposition": "inline",
    "cache-control": "private, max-age=86400",
}


class OutlineHeading(Wire):
    """A message that a table of contents names.

    Attributes:
        id: of the message.
        number: place among the session's messages, from 0.
        words: its first line, cut; of a command all, cut.
    """

    id: str
    number: int
    kind: Kind
    created_at: int
    words: str


class Outline(Wire):
    """What a session holds, from end to end.

    Attributes:
        headings: prompts, commands, summaries, interruptions in order.
        is_whole: these are all of them.
        total: messages.
        steps: replies of the model, sub-agents apart.
        context_tokens: size of the context with the newest reply; 0 when nobody tells.
        most_context_tokens: the largest context of any reply.
    """

    headings: list[OutlineHeading]
    is_whole: bool
    total: int
    steps: int
    context_tokens: int
    most_context_tokens: int


class FoundMessage(Wire):
    """A message that holds the words so many times; number is its place in the session, from 0."""

    id: str
    number: int
    count: int


class FoundMessages(Wire):
    """Where words stand in a session.

    Attributes:
        count: how often, in all of these messages.
        is_whole: these are all messages that hold them.
    """

    messages: list[FoundMessage]
    count: int
    is_whole: bool


class PartList(Wire):
    """Some parts of a message, long texts cut.

    Attributes:
        offset: parts of the message before the first of these.
        total: parts of the message.
    """

    parts: list[MessagePart]
    offset: int
    total: int


@get(
    "/sessions/{session_id:str}/outline",
    operation_id="getOutline",
    summary="Read a session's table of contents",
    responses=problems(400, 404),
)
async def get_outline(request: ApiRequest, session_id: FromPath[str]) -> Outline:
    """Read the prompts of a session as headings, and how large its context is."""
    reading = services_of(request).reading
    outline = await asyncio.to_thread(reading.outline, request.user.user.id, session_id)
    return _outline_shape(outline)


@get(
    "/sessions/{session_id:str}/find",
    operation_id="findInSession",
    summary="Find words in one session",
    responses=problems(400, 404),
)
async def find_in_session(
    request: ApiRequest,
    session_id: FromPath[str],
    q: Annotated[str, QueryParameter(description="The words, as they stand; case is alike.")] = "",
) -> FoundMessages:
    """Find words as they stand in the texts of a session, its tools' input and output too."""
    reading = services_of(request).reading
    found, is_whole = await asyncio.to_thread(reading.find, request.user.user.id, session_id, q)
    messages = [FoundMessage(f"m{one.message_id}", one.number, one.count) for one in found]
    return FoundMessages(messages, sum(one.count for one in messages), is_whole)


@get(
    "/messages/{message_id:str}/parts",
    operation_id="listParts",
    summary="Read a large message part by part",
    responses=problems(400, 404),
)
async def list_parts(
    request: ApiRequest,
    message_id: FromPath[str],
    offset: Annotated[
        int, QueryParameter(ge=0, le=10**9, description="Parts to leave out before these.")
    ] = 0,
) -> PartList:
    """Read parts of a message, long texts cut, as many as a small answer holds."""
    browsing = services_of(request).browsing

    def read() -> PartList:
        message = browsing.message(request.user.user.id, message_id)
        return PartList(part_page(message, offset), offset, len(message.parts))

    return await asyncio.to_thread(read)


@get(
    "/messages/{message_id:str}/parts/{part:int}",
    operation_id="getPicture",
    summary="Show a picture of a message",
    media_type="image/*",
    responses=problems(400, 404),
)
async def get_picture(
    request: ApiRequest, message_id: FromPath[str], part: FromPath[int]
) -> Response[Any]:
    """Return the picture that a part of a message, counted from 0, holds."""
    reading = services_of(request).reading
    found = await asyncio.to_thread(reading.picture, request.user.user.id, message_id, part)
    return Response(found.data, media_type=found.media_type, headers=_SAFE_PICTURE)


reading_router = Router(
    "/api",
    route_handlers=[get_outline, find_in_session, list_parts, get_picture],
    guards=[may_read],
    tags=["sessions"],
)


def _outline_shape(outline: ReadOutline) -> Outline:
    headings = [
        OutlineHeading(
            id=f"m{heading.message.id}",
            number=heading.number,
            kind=heading.message.kind,
            created_at=heading.message.created_at,
            words=_words(
                text_of(heading.message.parts, heading.message.text_content), heading.message.kind
            ),
        )
        for heading in outline.headings
    ]
    return Outline(
        headings=headings,
        is_whole=len(headings) < MOST_HEADINGS,
        total=outline.total,
        steps=outline.context.steps,
        context_tokens=outline.context.last,
        most_context_tokens=outline.context.most,
    )


def _words(text: str, kind: Kind) -> str:
    if kind == "command":
        return text[:_LONGEST_COMMAND]
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first[:_LONGEST_HEADING]
