"""Parsing what is archived of a file, for a newer parser or to prove the record."""

from pathlib import Path
from typing import TYPE_CHECKING

from opensync_app.services.file_batches import beyond
from opensync_app.sources.base import BadLine, Chunk, Parsed, Position, Source, SourceFile
from opensync_app.store.archive import Archive
from opensync_app.store.positions import FileRecord

if TYPE_CHECKING:
    from opensync_app.core.session import AgentName, ExtraUsage, Message, SessionPatch


class ArchiveGapError(Exception):
    """The archive does not hold all of a file."""


def parse_archived(archive: Archive, source: Source, known: FileRecord) -> Parsed:
    """Return what the archived bytes of a file's last generation say, all in one.

    Raises:
        ArchiveGapError: bytes are missing.
    """
    file = SourceFile(source.name, Path(known.path), known.size, known.mtime_ns)
    whole, state, offset = _Whole(), b"", 0
    for piece in archive.chunks(known.id, known.generation):
        _expect(known, offset, piece.start)
        offset = piece.start + len(piece.raw)
        after = Position(known.size, known.mtime_ns, offset, known.fingerprint)
        parsed = source.parse(file, Chunk(piece.start, piece.raw, after), state)
        whole.add(parsed)
        state = parsed.state
    _expect(known, offset, known.read_to)
    return beyond(whole.parsed(state), known.told_before)


class _Whole:
    """What the chunks of a file say, in their order."""

    def __init__(self) -> None:
        self._sessions: list[SessionPatch] = []
        self._messages: list[Message] = []
        self._bad_lines: list[BadLine] = []
        self._usages: list[ExtraUsage] = []
        self._agents: list[AgentName] = []

    def add(self, parsed: Parsed) -> None:
        self._sessions += parsed.sessions
        self._messages += parsed.messages
        self._bad_lines += parsed.bad_lines
        self._usages += parsed.usages
        self._agents += parsed.agents

    def parsed(self, state: bytes) -> Parsed:
        return Parsed(
            tuple(self._sessions),
            tuple(self._messages),
            tuple(self._bad_lines),
            state,
            tuple(self._usages),
            agents=tuple(self._agents),
        )


def _expect(known: FileRecord, offset: int, start: int) -> None:
    if offset != start:
        message = (
            f"The archive of {known.path} holds bytes up to {offset:,}, then it goes on at "
            f"{start:,}."
        )
        raise ArchiveGapError(message)
