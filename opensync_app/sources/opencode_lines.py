"""Lines that hold OpenCode's documents in the archive: how they are written and read."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from opensync_app.sources.base import BadLine, Chunk, Line, Parsed
from opensync_app.sources.decoding import RowDecoder
from opensync_app.sources.jsonl import CHUNK_BYTES, lines_of
from opensync_app.sources.opencode_records import StoredLine, message_of, session_patch

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
    broken = b"".join(_broken(d) for d in (message, *parts) if _compact(d) is None)
    compact = _compact(message)
    if compact is None:
        return broken
    whole = [(p.id, c) for p in parts if (c := _compact(p)) is not None]
    fields = (
        b'"sessionId":' + _encode(session_id),
        b'"messageId":' + _encode(message.id),
        b'"message":' + compact,
        b'"partIds":' + _encode([part_id for part_id, _ in whole]),
        b'"parts":[' + b",".join(data for _, data in whole) + b"]",
    )
    return b"{" + b",".join(fields) + b"}\n" + broken


def gathered(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield runs of lines of about a chunk's length, and whether the run is the last."""
    waiting: list[bytes] = []
    length = 0
    for line in lines:
        if length >= CHUNK_BYTES:
            yield b"".join(waiting), False
            waiting, length = [], 0
        waiting.append(line)
        length += len(line)
    if waiting:
        yield b"".join(waiting), True


def parse_lines(chunk: Chunk) -> Parsed:
    """Return what a chunk of these lines says; each line stands for itself."""
    sessions: list[msgspec.Struct] = []
    messages: list[msgspec.Struct] = []
    bad: list[BadLine] = []
    for line in lines_of(chunk):
        try:
            _read(line, sessions, messages)
        except msgspec.DecodeError as error:
            bad.append(BadLine(line.offset, str(error)))
    return Parsed(tuple(sessions), tuple(messages), tuple(bad))  # pyright: ignore[reportArgumentType]


def _read(line: Line, sessions: list[msgspec.Struct], messages: list[msgspec.Struct]) -> None:
    stored = _lines.decode(line.data)
    if stored.broken is not None:
        raise msgspec.DecodeError(f"{stored.broken} is no JSON")
    if stored.session is not None:
        patch = session_patch(stored.session)
        if patch:
            sessions.append(patch)
    elif stored.session_id and stored.message_id:
        patch, message = message_of(stored)
        sessions.append(patch)
        messages.append(message)


def _compact(document: Document) -> bytes | None:
    """Return a document without the white space between its words; None when it is no JSON."""
    try:
        return msgspec.json.format(document.data, indent=-1)
    except (msgspec.DecodeError, RecursionError):
        return None


def _broken(document: Document) -> bytes:
    text = document.data.decode("utf-8", "replace")
    return _encode({"broken": document.place, "text": text}) + b"\n"
