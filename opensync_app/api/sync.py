"""POST /sync/session, /sync/message, /sync/batch; GET /sync/sessions/list."""

import asyncio
from typing import TypeVar

import msgspec
from litestar import Router, get, post

from opensync_app.api.auth import ApiRequest, may_list, may_sync, services_of
from opensync_app.api.decoding import decode, read_body
from opensync_app.api.documents import BatchOperation, MessageOperation, SessionOperation
from opensync_app.api.errors import problems
from opensync_app.api.wire import Wire
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.pushed import PushedMessage, PushedSession
from opensync_app.services.syncing import BatchOutcome, PushedBatch, Rejected

T = TypeVar("T", PushedSession, PushedMessage)


class SessionAnswer(Wire):
    """A stored session."""

    ok: bool
    session_id: str


class MessageAnswer(Wire):
    """A stored message."""

    ok: bool
    message_id: str


class ItemResult(Wire):
    """What became of one item of a batch.

    Attributes:
        external_id: as sent.
        id: its id here.
    """

    external_id: str
    id: str


class ItemError(Wire):
    """One item of a batch that was not stored.

    Attributes:
        path: where it stands in the batch.
        error: what is wrong with it.
    """

    path: str
    error: str


class HalfDetails(Wire):
    """One half of a batch: new ones, completed ones, and each item in the order sent."""

    inserted: int
    updated: int
    results: list[ItemResult]


class BatchDetails(Wire):
    """What became of every item."""

    sessions: HalfDetails
    messages: HalfDetails
    rejected: list[ItemError]


class BatchAnswer(Wire):
    """Counts of what was written; a repeat of known things counts nothing."""

    ok: bool
    sessions: int
    messages: int
    errors: list[str]
    details: BatchDetails


class KnownSessionIds(Wire):
    """The tools' ids of every session of the key's owner."""

    session_ids: list[str]


class _Envelope(msgspec.Struct):
    """A batch whose items are not decoded yet."""

    sessions: list[msgspec.Raw] | None = None
    messages: list[msgspec.Raw] | None = None


@post(
    "/session",
    status_code=200,
    guards=[may_sync],
    operation_class=SessionOperation,
    operation_id="pushSession",
    summary="Store or complete a session",
    responses=problems(400, 413, 503),
)
async def push_session(request: ApiRequest) -> SessionAnswer:
    """Store or complete a session; durable when answered. Absent and null fields say nothing."""
    raw = await request.body()
    pushed = await read_body(raw, PushedSession)
    number = await services_of(request).syncing.push_session(request.user.user.id, pushed)
    return SessionAnswer(ok=True, session_id=f"s{number}")


@post(
    "/message",
    status_code=200,
    guards=[may_sync],
    operation_class=MessageOperation,
    operation_id="pushMessage",
    summary="Store or complete a message",
    responses=problems(400, 413, 503),
)
async def push_message(request: ApiRequest) -> MessageAnswer:
    """Store or complete a message; durable when answered. Its session may come later."""
    raw = await request.body()
    pushed = await read_body(raw, PushedMessage)
    syncing = services_of(request).syncing
    number = await syncing.push_message(request.user.user.id, pushed, size=len(raw))
    return MessageAnswer(ok=True, message_id=f"m{number}")


@post(
    "/batch",
    status_code=200,
    guards=[may_sync],
    operation_class=BatchOperation,
    operation_id="pushBatch",
    summary="Store sessions and messages together",
    responses=problems(400, 413, 503),
)
async def push_batch(request: ApiRequest) -> BatchAnswer:
    """Store what can be read of a batch; what cannot is named in `errors` and `details`."""
    raw = await request.body()
    envelope = await read_body(raw, _Envelope)
    batch = await asyncio.to_thread(_read_batch, envelope)
    syncing = services_of(request).syncing
    outcome = await syncing.push_batch(request.user.user.id, batch, size=len(raw))
    return _batch_answer(outcome)


@get(
    "/sessions/list",
    guards=[may_list],
    operation_id="listKnownSessions",
    summary="Name every session that is known",
    responses=problems(),
)
async def list_known(request: ApiRequest) -> KnownSessionIds:
    """Name every session of the key's owner, so that a plugin sends only new ones."""
    syncing = services_of(request).syncing
    return KnownSessionIds(await asyncio.to_thread(syncing.external_ids, request.user.user.id))


sync_router = Router(
    "/sync",
    route_handlers=[push_session, push_message, push_batch, list_known],
    tags=["sync"],
    security=[{"key": []}],
)


def _read_batch(envelope: _Envelope) -> PushedBatch:
    rejected: list[Rejected] = []
    sessions = _read_half("sessions", envelope.sessions, PushedSession, rejected)
    messages = _read_half("messages", envelope.messages, PushedMessage, rejected)
    return PushedBatch(sessions, messages, rejected)


def _read_half(
    half: str, items: list[msgspec.Raw] | None, kind: type[T], rejected: list[Rejected]
) -> list[tuple[int, T]]:
    """Return the readable items with their places; the others are added to `rejected`."""
    read: list[tuple[int, T]] = []
    for place, item in enumerate(items or []):
        try:
            read.append((place, decode(bytes(item), kind)))
        except InvalidInputError as error:
            path = f"$.{half}[{place}]{(error.path or '$')[1:]}"
            rejected.append(Rejected(error.message, path))
    return read


def _batch_answer(outcome: BatchOutcome) -> BatchAnswer:
    recorded = outcome.recorded
    return BatchAnswer(
        ok=True,
        sessions=recorded.sessions_inserted + recorded.sessions_updated,
        messages=recorded.messages_inserted + recorded.messages_updated,
        errors=[f"{item.path.removeprefix('$.')}: {item.sentence}" for item in outcome.rejected],
        details=BatchDetails(
            sessions=HalfDetails(
                recorded.sessions_inserted,
                recorded.sessions_updated,
                [ItemResult(item.external_id, f"s{item.id}") for item in outcome.sessions],
            ),
            messages=HalfDetails(
                recorded.messages_inserted,
                recorded.messages_updated,
                [ItemResult(item.external_id, f"m{item.id}") for item in outcome.messages],
            ),
            rejected=[ItemError(item.path, item.sentence) for item in outcome.rejected],
        ),
    )
