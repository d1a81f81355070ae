"""GET /api/export, /api/sessions.csv, /api/messages/:id/raw: what leaves as a file."""

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Response, Router, get
from litestar.di import Provide
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.session_filters import FilterQuery, filter_of
from opensync_app.api.session_lists import Order
from opensync_app.api.wire import Wire
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.moments import day_of
from opensync_app.core.query import SessionSort
from opensync_app.services.exporting import ExportOptions

_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""An export that is opened instead of kept runs nothing and is nobody's page."""

_BYTE_ORDER_MARK = "\ufeff"
_Switch = Annotated[bool, QueryParameter()]


class HostedLines(Wire):
    """The hosted product's answer for JSON Lines: a file inside JSON."""

    content: str
    filename: str


class RawLine(Wire):
    """One line of a tool's file.

    Attributes:
        offset: where it begins in the file, bytes.
        text: without its line break; bytes that are not UTF-8 stand as U+FFFD.
    """

    offset: int
    text: str


class RawMessage(Wire):
    """What a tool's file says of one message.

    Attributes:
        path: of the file when it was read.
        is_whole: false when lines were left out or cut, to stay below 200 kB.
    """

    path: str
    lines: list[RawLine]
    is_whole: bool


@get(
    "/export",
    operation_id="exportSession",
    summary="Export one session",
    responses=problems(400, 404),
)
async def export_session(
    request: ApiRequest,
    *,
    session_id: Annotated[str | None, QueryParameter(name="id", description="Either id.")] = None,
    form: Annotated[
        str, QueryParameter(name="format", description="json, jsonl, markdown or html.")
    ] = "json",
    download: Annotated[
        bool, QueryParameter(description="As a file, streamed; JSON Lines as they are.")
    ] = False,
    tools: _Switch = True,
    thinking: _Switch = True,
    notices: _Switch = True,
) -> Response[Any]:
    """Export one session; `markdown` and `html` always come as a file, others if asked for.

    Without `download`, `jsonl` is a JSON object of content and file name, as the hosted API has it.
    The switches leave out tools, thinking, and what neither a person nor the model said.
    """
    if not session_id:
        message = "Missing session ID"
        raise InvalidInputError(message, "$.id")
    options = ExportOptions(tools, thinking, notices)
    exporting, user_id = services_of(request).exporting, request.user.user.id
    exported = await asyncio.to_thread(exporting.session, user_id, session_id, form, options)
    if form == "jsonl" and not download:
        content = await asyncio.to_thread("".join, exported.text)
        return Response(HostedLines(content, exported.file_name))
    is_file = download or not exported.media_type.startswith("application/json")
    headers = {"content-security-policy": _POLICY, "cache-control": "no-store"}
    if is_file:
        headers["content-disposition"] = _attachment(exported.file_name)
    return Stream(exported.text, media_type=exported.media_type, headers=headers)


@get(
    "/sessions.csv",
    operation_id="exportSessions",
    summary="Export sessions as a table",
    responses=problems(400),
)
async def export_sessions(
    request: ApiRequest,
    wanted: FilterQuery,
    *,
    sort: FromQuery[SessionSort] = "updatedAt",
    order: Order = "desc",
    bom: Annotated[
        bool, QueryParameter(description="Begin with a byte order mark, for old spreadsheets.")
    ] = False,
) -> Stream:
    """Stream all sessions that match as CSV; no text of it is taken for a formula."""
    services = services_of(request)
    rows = services.exporting.table(wanted, sort, descending=order == "desc")
    name = f"opensync_sessions_{day_of(services.clock.now_ms())}.csv"
    headers = {"content-disposition": _attachment(name), "cache-control": "no-store"}
    return Stream(_marked(rows) if bom else rows, media_type="text/csv", headers=headers)


@get(
    "/messages/{message_id:str}/raw",
    operation_id="getRawMessage",
    summary="Read what a tool's file says of a message",
    responses=problems(400, 404),
)
async def get_raw_message(request: ApiRequest, message_id: FromPath[str]) -> RawMessage:
    """Return the archived lines of a message; 404 where none are kept, as of pushed ones."""
    exporting = services_of(request).exporting
    found = await asyncio.to_thread(exporting.source_lines, request.user.user.id, message_id)
    lines = [RawLine(offset, raw.decode("utf-8", "replace")) for offset, raw in found.lines]
    return RawMessage(found.path, lines, found.is_whole)


exports_router = Router(
    "/api",
    route_handlers=[export_session, export_sessions, get_raw_message],
    dependencies={"wanted": Provide(filter_of)},
    guards=[may_read],
    tags=["exports"],
)


def _attachment(name: str) -> str:
    """Return a Content-Disposition with a name for every browser (RFC 6266)."""
    plain = "".join(c if c.isascii() and c not in '"\\' else "-" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _marked(rows: Iterator[str]) -> Iterator[str]:
    yield _BYTE_ORDER_MARK
    yield from rows
