"""Accept what plugins push: session, message, batch."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

import msgspec

from opensync_app.core.errors import InvalidInputError
from opensync_app.core.pushed import PushedMessage, PushedSession, read_message, read_session
from opensync_app.core.session import Message, SessionPatch
from opensync_app.store.batches import RecordBatch, Recorded

_LARGE = 256_000
"""Pushes from this size on are packed beside the event loop (bytes as sent)."""


class Records(Protocol):
    """The one door in."""

    def submit(self, batch: RecordBatch) -> Future[Recorded]:
        """Queue a batch; its future is done when the batch is durable."""
        ...


class KnownSessions(Protocol):
    """What the record knows of a user's sessions."""

    def external_ids(self, user_id: int) -> list[str]:
        """Return the tools' ids of every session of a user."""
        ...


class Rejected(msgspec.Struct, frozen=True):
    """One item of a batch that could not be read; nothing of it was stored.

    Attributes:
        sentence: what is wrong.
        path: where in the batch, as `$.messages[3].role`.
    """

    sentence: str
    path: str


class PushedBatch(msgspec.Struct, frozen=True):
    """A batch as far as it could be decoded.

    Attributes:
        sessions: readable sessions with their place in the batch.
        messages: readable messages with their place in the batch.
        rejected: items that could not be decoded.
    """

    sessions: Sequence[tuple[int, PushedSession]]
    messages: Sequence[tuple[int, PushedMessage]]
    rejected: Sequence[Rejected] = ()


class StoredItem(msgspec.Struct, frozen=True):
    """One item of a batch that is in the record now.

    Attributes:
        external_id: as sent.
        id: record id.
    """

    external_id: str
    id: int


class BatchOutcome(msgspec.Struct, frozen=True):
    """What became of a batch.

    Attributes:
        recorded: counts of what was written.
        sessions: stored sessions in the order sent.
        messages: stored messages in the order sent.
        rejected: items that were not stored, in the order of their places.
    """

    recorded: Recorded
    sessions: tuple[StoredItem, ...]
    messages: tuple[StoredItem, ...]
    rejected: tuple[Rejected, ...]


class Syncing:
    """Turns what plugins push into records; every answer comes after the write is durable."""

    def __init__(self, recorder: Records, sessions: KnownSessions) -> None:
        """Write through the recorder, read the list of sessions from the record."""
        self._recorder = recorder
        self._sessions = sessions

    async def push_session(self, user_id: int, pushed: PushedSession) -> int:
        """Store or complete a session; return its record id. Durable once this returns.

        Raises:
            InvalidInputError: it does not name the session; nothing was written.
        """
        patch = read_session(pushed)
        recorded = await self._record(user_id, (patch,))
        return recorded.session_ids[patch.external_id]

    async def push_message(self, user_id: int, pushed: PushedMessage, *, size: int = 0) -> int:
        """Store or complete a message; return its record id. Durable once this returns.

        An unknown session is made as a stub that a later push completes. `size` (bytes as sent)
        decides where the message is prepared.

        Raises:
            InvalidInputError: a name or the role is missing or wrong; nothing was written.
        """
        message = read_message(pushed)
        recorded = await self._record(user_id, (), (message,), size)
        return recorded.message_ids[message.session_external_id, message.external_id]

    async def push_batch(self, user_id: int, pushed: PushedBatch, *, size: int = 0) -> BatchOutcome:
        """Store what can be read of a batch in one piece. Durable once this returns."""
        rejected = list(pushed.rejected)
        sessions: list[SessionPatch] = []
        for place, session in pushed.sessions:
            try:
                sessions.append(read_session(session))
            except InvalidInputError as error:
                rejected.append(_rejected("sessions", place, error))
        messages: list[Message] = []
        for place, message in pushed.messages:
            try:
                messages.append(read_message(message))
            except InvalidInputError as error:
                rejected.append(_rejected("messages", place, error))
        recorded = await self._record(user_id, tuple(sessions), tuple(messages), size)
        return BatchOutcome(
            recorded,
            tuple(StoredItem(s.external_id, recorded.session_ids[s.external_id]) for s in sessions),
            tuple(
                StoredItem(
                    m.external_id, recorded.message_ids[m.session_external_id, m.external_id]
                )
                for m in messages
            ),
            tuple(rejected),
        )

    def external_ids(self, user_id: int) -> list[str]:
        """Return the tools' ids of every session of a user."""
        return self._sessions.external_ids(user_id)

    async def _record(
        self,
        user_id: int,
        sessions: tuple[SessionPatch, ...],
        messages: tuple[Message, ...] = (),
        size: int = 0,
    ) -> Recorded:
        """Write a batch and wait until it is durable; a large one is packed in a thread."""
        batch = RecordBatch(user_id=user_id, origin="push", sessions=sessions, messages=messages)
        if size < _LARGE:
            future = self._recorder.submit(batch)
        else:
            future = await asyncio.to_thread(self._recorder.submit, batch)
        return await asyncio.shield(asyncio.wrap_future(future))


def _rejected(half: str, place: int, error: InvalidInputError) -> Rejected:
    return Rejected(error.message, f"$.{half}[{place}]{(error.path or '$')[1:]}")
