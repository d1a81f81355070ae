"""Resumable reading of line files that their tools only append to."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeVar

import msgspec

from opensync_app.sources.base import Chunk, Line, Position, SourceFile
from opensync_app.sources.plain_files import open_plain

T = TypeVar("T")

CHUNK_BYTES = 500_000
"""A chunk is about this long; a longer line makes a longer chunk."""

UNFINISHED = (0, 0)
"""Size and time in the position of a chunk that others follow: the file is not yet read."""

_WHOLE_DIGEST_BYTES = 2_000_000
_EDGE_BYTES = 262_144
_SAMPLE_BYTES = 16_384
_SAMPLES = 48


class _AnyObject(msgspec.Struct):
    """Any JSON object; its fields are passed over."""


_is_object = msgspec.json.Decoder(_AnyObject)


def read_lines(file: SourceFile, position: Position | None) -> Iterator[Chunk]:
    """Yield the whole lines of a file that stand behind `position`, in chunks.

    A last line without its newline is whole when it is a JSON object: no beginning of an object
    is one, so the rest of a line that is being written is waited for. A file that was rewritten
    or cut is read again from its start, its first chunk says `restart`. Raises OSError.
    """
    if position and (position.size, position.mtime_ns) == (file.size, file.mtime_ns):
        return
    with open_plain(file.path) as stream:
        stat = os.fstat(stream.fileno())
        resume = position is not None and _is_grown(stream, stat.st_size, position)
        offset = position.offset if position and resume else 0
        restart = position is not None and not resume
        for raw, is_last in with_last(runs_of_lines(stream, offset, stat.st_size)):
            at, offset = offset, offset + len(raw)
            mark = fingerprint(stream, offset)
            size, mtime_ns = (stat.st_size, stat.st_mtime_ns) if is_last else UNFINISHED
            yield Chunk(at, raw, Position(size, mtime_ns, offset, mark), restart)
            restart = False


def fingerprint(stream: BinaryIO, offset: int) -> bytes:
    """Return a digest of the bytes before `offset`.

    All of them up to 2 MB. Of a longer file both ends and 48 evenly spread samples (1.3 MB in
    all), so that a long session that grows by a line costs a millisecond, not its whole length.
    """
    digest = hashlib.blake2b(offset.to_bytes(8, "big"), digest_size=16)
    for start, length in _probes(offset):
        stream.seek(start)
        digest.update(stream.read(length))
    return digest.digest()


def lines_of(chunk: Chunk) -> Iterator[Line]:
    """Yield the lines of a chunk without their ends (LF or CRLF); blank ones are passed over."""
    start, raw = 0, chunk.raw
    while start < len(raw):
        end = raw.find(b"\n", start)
        end = len(raw) if end < 0 else end
        data = raw[start:end]
        if data.endswith(b"\r"):
            data = data[:-1]
        if data and not data.isspace():
            yield Line(chunk.offset + start, data)
        start = end + 1


def with_last(items: Iterable[T]) -> Iterator[tuple[T, bool]]:
    """Yield each item and whether it is the last."""
    waiting: list[T] = []
    for item in items:
        if waiting:
            yield waiting.pop(), False
        waiting.append(item)
    if waiting:
        yield waiting.pop(), True


def _is_grown(stream: BinaryIO, size: int, position: Position) -> bool:
    return size >= position.offset and fingerprint(stream, position.offset) == position.fingerprint


def _probes(offset: int) -> list[tuple[int, int]]:
    if offset <= _WHOLE_DIGEST_BYTES:
        return [(0, offset)]
    step = (offset - 2 * _EDGE_BYTES) / _SAMPLES
    inner = [(_EDGE_BYTES + int(step * i), _SAMPLE_BYTES) for i in range(_SAMPLES)]
    return [(0, _EDGE_BYTES), *inner, (offset - _EDGE_BYTES, _EDGE_BYTES)]


def runs_of_lines(stream: BinaryIO, offset: int, size: int) -> Iterator[bytes]:
    """Yield runs of whole lines between two offsets; each byte is read and searched once."""
    waiting: list[bytes] = []
    while offset < size:
        stream.seek(offset)
        block = stream.read(min(CHUNK_BYTES, size - offset))
        if not block:
            break
        offset += len(block)
        cut = block.rfind(b"\n") + 1
        if cut:
            yield b"".join([*waiting, block[:cut]])
            waiting = []
        if cut < len(block):
            waiting.append(block[cut:])
    last = b"".join(waiting)
    if _is_whole(last):
        yield last


def _is_whole(line: bytes) -> bool:
    if not line.rstrip().endswith(b"}"):
        return False
    try:
        _is_object.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
