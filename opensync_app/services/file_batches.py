"""What is read of a source file, as batches for the recorder; from disk or from the archive."""

from pathlib import Path

import msgspec

from opensync_app.core.session import SessionPatch
from opensync_app.services.work_trees import repository_at
from opensync_app.sources.base import Chunk, Parsed, Position, Source, SourceFile
from opensync_app.store.batches import RecordBatch
from opensync_app.store.positions import FileProgress, FileRecord

_LATEST_NS = (1 << 63) - 1
"""The last moment that the record can hold; a clock may be further off."""


class Owner(msgspec.Struct, frozen=True):
    """Whose sessions are read.

    Attributes:
        user_id: the user they belong to.
        machine: name of this computer.
    """

    user_id: int
    machine: str


def path_name(path: Path) -> str:
    """Return a path as text; bytes that are no UTF-8 are written out, so that it can be kept."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def mtime_of(mtime_ns: int) -> int:
    """Return a modification time that can be kept, ns; a file may claim a time far off."""
    return min(mtime_ns, _LATEST_NS)


def is_stale(known: FileRecord | None, source: Source) -> bool:
    """Whether a file was parsed by another version of its parser."""
    return known is not None and known.read_to > 0 and known.parser_version != source.parser_version


def is_unchanged(known: FileRecord | None, file: SourceFile, source: Source) -> bool:
    """Whether a file stands as it was read, by the parser of now; or as it was when it was purged."""
    if known is None or known.skipped_reason or (file.is_superseded and known.read_to):
        return False
    if known.parser_version != source.parser_version and not known.is_purged:
        return False
    return (known.size, known.mtime_ns) == (file.size, mtime_of(file.mtime_ns))


class FileCursor:
    """Where the reading of one file stands between its chunks.

    Attributes:
        moved: a chunk was read.
        position: the position to read from; None to read from the start.
    """

    def __init__(self, known: FileRecord | None) -> None:
        """Begin where the record stands."""
        self.moved = False
        self.position = None if known is None or known.read_to == 0 else _position(known)
        self._generation = 0 if known is None else known.generation
        self._offset = 0 if known is None else known.read_to
        self._state = b"" if known is None else known.state

    def distrust(self) -> None:
        """Have the file read from its start, whatever the record says of it."""
        if self.position is not None:
            self.position = msgspec.structs.replace(self.position, size=-1, fingerprint=b"")

    def state_for(self, chunk: Chunk) -> bytes:
        """Parser state carries on only where reading carries on."""
        return self._state if chunk.offset >= self._offset else b""

    def batch(
        self, owner: Owner, source: Source, path: str, chunk: Chunk, parsed: Parsed
    ) -> RecordBatch:
        """Return what a chunk says as a batch, and move behind the chunk.

        A chunk that begins before what is archived begins a new generation of the file.
        """
        expected = self._generation, self._offset
        self._generation += int(chunk.offset < self._offset)
        self._offset, self._state, self.moved = chunk.position.offset, parsed.state, True
        progress = FileProgress(
            source=source.name,
            path=path,
            expected=expected,
            generation=self._generation,
            size=chunk.position.size,
            mtime_ns=mtime_of(chunk.position.mtime_ns),
            read_to=chunk.position.offset,
            fingerprint=chunk.position.fingerprint,
            state=parsed.state,
            parser_version=source.parser_version,
            restart=chunk.restart,
            bad_lines=len(parsed.bad_lines),
            first_bad_line=_first_bad_line(parsed),
        )
        return RecordBatch(
            user_id=owner.user_id,
            origin="import",
            sessions=_named(parsed, owner),
            messages=parsed.messages,
            extra=parsed.usages,
            agents=parsed.agents,
            file=progress,
            raw_start=chunk.offset,
            raw=chunk.raw,
            restart=chunk.restart,
            completes=parsed.completes,
        )


def batch_again(owner: Owner, source: Source, known: FileRecord, parsed: Parsed) -> RecordBatch:
    """Return what a whole file says to a newer parser; it replaces what it said before."""
    progress = FileProgress(
        source=source.name,
        path=known.path,
        expected=(known.generation, known.read_to),
        generation=known.generation,
        size=known.size,
        mtime_ns=known.mtime_ns,
        read_to=known.read_to,
        fingerprint=known.fingerprint,
        state=parsed.state,
        parser_version=source.parser_version,
        restart=True,
        bad_lines=len(parsed.bad_lines),
        first_bad_line=_first_bad_line(parsed),
    )
    return RecordBatch(
        user_id=owner.user_id,
        origin="import",
        sessions=_named(parsed, owner),
        messages=parsed.messages,
        extra=parsed.usages,
        agents=parsed.agents,
        file=progress,
        restart=True,
        is_whole=True,
    )


def batch_withdrawn(owner: Owner, source: Source, known: FileRecord) -> RecordBatch:
    """Return a batch that takes back all that a file said; the archive keeps what was read of it.

    Should the file be read once more, it is read from its start.
    """
    progress = FileProgress(
        source=source.name,
        path=known.path,
        expected=(known.generation, known.read_to),
        generation=known.generation + 1,
        size=0,
        mtime_ns=0,
        read_to=0,
        fingerprint=b"",
        state=b"",
        parser_version=source.parser_version,
        restart=True,
    )
    return RecordBatch(
        user_id=owner.user_id,
        origin="import",
        file=progress,
        restart=True,
        is_whole=True,
    )


def beyond(parsed: Parsed, told_before: int) -> Parsed:
    """Return what a file says behind the bytes whose messages another file told.

    It then adds messages to the session as that one described it, in the order of their times.
    """
    if not told_before:
        return parsed
    messages = tuple(
        msgspec.structs.replace(message, position=offset + (message.created_at or 0))
        for message in parsed.messages
        if (offset := message.position or 0) >= told_before
    )
    lasting = {message.session_external_id for message in messages}
    sessions = tuple(
        SessionPatch(external_id=patch.external_id, active_at=patch.active_at)
        for patch in parsed.sessions
        if patch.external_id in lasting
    )
    return msgspec.structs.replace(parsed, messages=messages, sessions=sessions)


def _named(parsed: Parsed, owner: Owner) -> tuple[SessionPatch, ...]:
    """Return what is said of sessions, with this machine and what it knows of their folders."""
    return tuple(
        msgspec.structs.replace(
            patch,
            machine=patch.machine or owner.machine,
            project_name=patch.project_name
            or (repository_at(patch.project_path) if patch.project_path else None),
        )
        for patch in parsed.sessions
    )


def _first_bad_line(parsed: Parsed) -> str | None:
    bad = parsed.bad_lines
    return f"byte {bad[0].offset}: {bad[0].reason}" if bad else None


def _position(known: FileRecord) -> Position:
    return Position(known.size, known.mtime_ns, known.read_to, known.fingerprint, known.state)
