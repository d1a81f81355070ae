"""Lines that hold OpenCode's documents in the archive: how they are written and read."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from opensync_app.core.session import Message, SessionPatch
from opensync_app.sources.base import BadLine, Chunk, Line, Parsed
from opensync_app.sources.decoding import RowDecoder
from opensync_app.sources.jsonl import CHUNK_BYTES, lines_of
from opensync_app.sources.opencode_records import (
    StoredLine,
    joined_patches,
    message_of,
    session_patch,
)

_lines = RowDecoder(StoredLine)
_encode = msgspec.json.encode


class Document(msgspec.Struct, frozen=True):
    """One JSON document: its id, where it was found, and its bytes as they were found."""

    id: str
    place: str
    data: bytes


def session_line(document: Document) -> bytes:
    """Return the line of a session; of its document only the white space is changed."""
    compact = _compact(document)
    return _broken(document) if compact is None else b'{"session":' + compact + b"}\n"


def message_lines(session_id: str, message: Document, parts: Sequence[Document]) -> bytes:
    """Return the line of a message with its parts, and one for each document that is broken."""
    compact = _compact(message)
    read = [(part, _compact(part)) for part in parts]
    broken = b"".join(_broken(part) for part, data in read if data is None)
    if compact is None:
        return _broken(message) + broken
    whole = [(part.id, data) for part, data in read if data is not None]
    fields = (
        b'"sessionId":' + _encode(session_id),
        b'"messageId":' + _encode(message.id),
        b'"message":' + compact,
        b'"partIds":' + _encode([part_id for part_id, _ in whole]),
        b'"parts":[' + b",".join(data for _, data in whole) + b"]",
    )
    return b"{" + b",".join(fields) + b"}\n" + broken


class Run(msgspec.Struct, frozen=True):
    """A run of lines of about a chunk's length.

    Attributes:
        raw: the lines.
        reached: how far the last of them goes, in its reader's own measure.
        is_last: no more lines follow.
    """

    raw: bytes
    reached: int
    is_last: bool


def gathered(lines: Iterable[tuple[bytes, int]]) -> Iterator[Run]:
    """Yield lines, each with how far it goes, as runs."""
    waiting: list[bytes] = []
    length = reached = 0
    for line, far in lines:
        if length >= CHUNK_BYTES:
            yield Run(b"".join(waiting), reached, is_last=False)
            waiting, length = [], 0
        waiting.append(line)
        length += len(line)
        reached = far
    if length:
        yield Run(b"".join(waiting), reached, is_last=True)


def parse_lines(chunk: Chunk) -> Parsed:
    """Return what a chunk of these lines says; each line stands for itself."""
    patches: list[SessionPatch] = []
    messages: list[Message] = []
    bad: list[BadLine] = []
    for line in lines_of(chunk):
        try:
            _read(line, patches, messages)
        except msgspec.DecodeError as error:
            bad.append(BadLine(line.offset, str(error)))
    return Parsed(joined_patches(patches), tuple(messages), tuple(bad))


def _read(line: Line, patches: list[SessionPatch], messages: list[Message]) -> None:
    stored = _lines.decode(line.data)
    if stored.broken is not None:
        raise msgspec.DecodeError(f"{stored.broken} is no JSON")
    if stored.session is not None:
        patch = session_patch(stored.session)
        if patch:
            patches.append(patch)
    elif stored.session_id and stored.message_id:
        patch, message = message_of(stored)
        patches.append(patch)
        messages.append(message)


def _compact(document: Document) -> bytes | None:
    """Return a document without the white space between its words; None when it is no JSON."""
    try:
        compact = msgspec.json.format(document.data, indent=-1)
    except (msgspec.DecodeError, RecursionError):
        return None
    return None if b"\n" in compact else compact


def _broken(document: Document) -> bytes:
    text = document.data.decode("utf-8", "replace")
    return _encode({"broken": document.place, "text": text}) + b"\n"
