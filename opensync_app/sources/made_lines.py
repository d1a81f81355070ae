"""Lines made of documents of a folder or a database: how they are written, gathered and read."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from opensync_app.core.session import Message, SessionPatch
from opensync_app.sources.base import BadLine, Chunk, Line, Parsed
from opensync_app.sources.jsonl import CHUNK_BYTES, lines_of

ReadLine = Callable[[Line, list[SessionPatch], list[Message]], None]
"""Adds what one line says; raises msgspec.DecodeError when it cannot be read."""


class Document(msgspec.Struct, frozen=True):
    """One JSON document: its id, where it was found, and its bytes as they were found."""

    id: str
    place: str
    data: bytes


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


def compact(document: Document) -> bytes | None:
    """Return a document without the white space between its words; None when it is no JSON."""
    try:
        data = msgspec.json.format(document.data, indent=-1)
    except (msgspec.DecodeError, RecursionError):
        return None
    return None if b"\n" in data else data


def broken(document: Document) -> bytes:
    """Return the line of a document that is no JSON: where it was found, and its text."""
    text = document.data.decode("utf-8", "replace")
    return msgspec.json.encode({"broken": document.place, "text": text}) + b"\n"


def parsed_alone(chunk: Chunk, read: ReadLine) -> Parsed:
    """Return what the lines of a chunk say when each of them stands for itself."""
    patches: list[SessionPatch] = []
    messages: list[Message] = []
    bad: list[BadLine] = []
    for line in lines_of(chunk):
        try:
            read(line, patches, messages)
        except msgspec.DecodeError as error:
            bad.append(BadLine(line.offset, str(error)))
    return Parsed(tuple(patches), tuple(messages), tuple(bad))
