"""Lines made of documents of a folder or a database: how they are written, and gathered to chunks."""

from collections.abc import Iterable, Iterator

import msgspec

from opensync_app.sources.jsonl import CHUNK_BYTES


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
