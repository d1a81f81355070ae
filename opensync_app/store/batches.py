"""One batch of session data, and what writing it did: the shapes, and their packing ahead of it."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import msgspec

from opensync_app.core.session import AgentName, ExtraUsage, Message, Origin, SessionPatch
from opensync_app.store.bodies import compress
from opensync_app.store.positions import FileProgress
from opensync_app.store.prepared import PreparedMessage, prepare

_MUCH = 64 * 1024
"""Bytes of raw text from which a second thread pays."""


class RecordBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What is written together.

    Attributes:
        user_id: whose data.
        origin: pushed by a plugin or imported from a file.
        sessions: reports of sessions, in the order they were made.
        messages: reports of messages, in the order they were made.
        extra: usage without messages.
        agents: names of sub-agents, whose sessions may come later or never.
        file: the position that this batch moves; None for pushes.
        raw_start: where `raw` begins in the file.
        raw: the bytes that were parsed, archived as they are.
        restart: the file was rewritten; messages that came from it before are replaced.
        is_whole: with `restart`: the batch is all that the file says, so that what only the file
            told of sessions is replaced too; a newer parser read it again.
        completes: the session whose messages, or whose sub-agents', may name this file as the
            whole of what they excerpt.
    """

    user_id: int
    origin: Origin
    sessions: tuple[SessionPatch, ...] = ()
    messages: tuple[Message, ...] = ()
    extra: tuple[ExtraUsage, ...] = ()
    agents: tuple[AgentName, ...] = ()
    file: FileProgress | None = None
    raw_start: int = 0
    raw: bytes = b""
    restart: bool = False
    is_whole: bool = False
    completes: str | None = None


class PreparedBatch(msgspec.Struct, frozen=True):
    """A batch whose blobs are packed, so that the write lane only writes."""

    batch: RecordBatch
    messages: tuple[PreparedMessage, ...]
    packed: bytes


class Recorded(msgspec.Struct, frozen=True):
    """What a batch did.

    Attributes:
        sequence: last journal entry; the one before it when nothing changed.
        session_ids: record id of every session named, by external id.
        message_ids: record id of every message, by session and message external id.
        changed_sessions: record ids of the sessions in which something changed.
    """

    sequence: int
    session_ids: dict[str, int]
    message_ids: dict[tuple[str, str], int]
    changed_sessions: tuple[int, ...]
    sessions_inserted: int = 0
    sessions_updated: int = 0
    messages_inserted: int = 0
    messages_updated: int = 0


def prepare_batch(batch: RecordBatch, dictionary: int | None = None) -> PreparedBatch:
    """Pack what a batch holds, with the dictionary named; runs outside the write lane.

    Much raw text is compressed beside the messages.
    """
    if len(batch.raw) < _MUCH:
        packed = compress(batch.raw) if batch.raw else b""
        return PreparedBatch(batch, prepare(batch.messages, dictionary), packed)
    beside = _packer().submit(compress, batch.raw)
    return PreparedBatch(batch, prepare(batch.messages, dictionary), beside.result())


@cache
def _packer() -> ThreadPoolExecutor:
    """Return the thread that compresses raw text; zstd needs no interpreter, so both go on."""
    return ThreadPoolExecutor(1, thread_name_prefix="packer")
