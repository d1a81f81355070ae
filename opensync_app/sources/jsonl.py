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
_DIGEST_BYTES = 16


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
        marks = Fingerprints(stream)
        resume = position is not None and _is_grown(marks, stat.st_size, position)
        offset = position.offset if position and resume else 0
        restart = position is not None and not resume
        for raw, is_last in with_last(runs_of_lines(stream, offset, stat.st_size)):
            at, offset = offset, offset + len(raw)
            mark = marks.at(offset, last=raw)
            size, mtime_ns = (stat.st_size, stat.st_mtime_ns) if is_last else UNFINISHED
            yield Chunk(at, raw, Position(size, mtime_ns, offset, mark), restart)
            restart = False


class Fingerprints:
    """Digests of the bytes before growing offsets of one file.

    Of all bytes up to 2 MB, each of which is read and hashed once. Of a longer file both ends and
    48 evenly spread samples (1.3 MB in all), so that a long session that grows by a line costs a
    millisecond, not its whole length.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Begin at the start of a file."""
        self._stream = stream
        self._start = hashlib.sha256()
        self._hashed = 0

    def at(self, offset: int, last: bytes = b"") -> bytes:
        """Return the digest of the bytes before `offset`; `last` are the last of them, if known."""
        if offset <= _WHOLE_DIGEST_BYTES:
            self._hash_up_to(offset, last)
            digest = self._start.copy()
        else:
            digest = hashlib.sha256()
            for start, length in _probes(offset):
                self._stream.seek(start)
                digest.update(self._stream.read(length))
        digest.update(offset.to_bytes(8, "big"))
        return digest.digest()[:_DIGEST_BYTES]

    def _hash_up_to(self, offset: int, last: bytes) -> None:
        """Let the running hash stand for all bytes before an offset."""
        if offset < self._hashed:
            self._start, self._hashed = hashlib.sha256(), 0
        if self._hashed + len(last) != offset:
            self._stream.seek(self._hashed)
            last = self._stream.read(offset - self._hashed)
        self._start.update(last)
        self._hashed = offset


def lines_of(chunk: Chunk) -> Iterator[Line]:
    """Yield the lines of a chunk without their ends (LF or CRLF); blank ones are passed over."""
    offset = chunk.offset
    for data in chunk.raw.split(b"\n"):
        if data and not data.isspace():
            yield Line(offset, data[:-1] if data.endswith(b"\r") else data)
        offset += len(data) + 1


def with_last(items: Iterable[T]) -> Iterator[tuple[T, bool]]:
    """Yield each item and whether it is the last."""
    waiting: list[T] = []
    for item in items:
        if waiting:
            yield waiting.pop(), False
        waiting.append(item)
    if waiting:
        yield waiting.pop(), True


def _is_grown(marks: Fingerprints, size: int, position: Position) -> bool:
    return size >= position.offset and marks.at(position.offset) == position.fingerprint


def _probes(offset: int) -> list[tuple[int, int]]:
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
