"""Lines that hold OpenCode's documents in the archive: how they are written and read."""

from collections.abc import Sequence

import msgspec

from opensync_app.core.session import Message, SessionPatch
from opensync_app.sources.base import Chunk, Line, Parsed
from opensync_app.sources.decoding import RowDecoder
from opensync_app.sources.made_lines import Document, broken, compact, parsed_alone
from opensync_app.sources.opencode_records import (
    StoredLine,
    joined_patches,
    message_of,
    session_patch,
)

_lines = RowDecoder(StoredLine)
_encode = msgspec.json.encode


def session_line(document: Document) -> bytes:
    """Return the line of a session; of its document only the white space is changed."""
    data = compact(document)
    return broken(document) if data is None else b'{"session":' + data + b"}\n"


def message_lines(session_id: str, message: Document, parts: Sequence[Document]) -> bytes:
    """Return the line of a message with its parts, and one for each document that is broken."""
    data = compact(message)
    read = [(part, compact(part)) for part in parts]
    odd = b"".join(broken(part) for part, found in read if found is None)
    if data is None:
        return broken(message) + odd
    whole = [(part.id, found) for part, found in read if found is not None]
    fields = (
        b'"sessionId":' + _encode(session_id),
        b'"messageId":' + _encode(message.id),
        b'"message":' + data,
        b'"partIds":' + _encode([part_id for part_id, _ in whole]),
        b'"parts":[' + b",".join(found for _, found in whole) + b"]",
    )
    return b"{" + b",".join(fields) + b"}\n" + odd


def parse_lines(chunk: Chunk) -> Parsed:
    """Return what a chunk of these lines says; each line stands for itself."""
    parsed = parsed_alone(chunk, _read)
    return msgspec.structs.replace(parsed, sessions=joined_patches(parsed.sessions))


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
