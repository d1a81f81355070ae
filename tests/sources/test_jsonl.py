"""Reading files of lines: chunks, fingerprints, and the work they cost."""

import os
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from opensync_app.sources import jsonl
from opensync_app.sources.base import Chunk, Position, SourceFile
from opensync_app.sources.jsonl import Fingerprints, lines_of, read_lines

LINE = b'{"type":"user","n":"0123456789"}\n'


def file_at(path: Path) -> SourceFile:
    stat = path.stat()
    return SourceFile("claude-code", path, stat.st_size, stat.st_mtime_ns)


def read(path: Path, position: Position | None = None) -> list[Chunk]:
    return list(read_lines(file_at(path), position))


def change(path: Path, content: bytes) -> None:
    """Write a file so that its time of change differs, however fast the test runs."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_bytes(content)
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))


class CountingStream:
    """A file that counts the bytes read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes_read = 0

    def seek(self, offset: int) -> int:
        return self._stream.seek(offset)

    def read(self, length: int) -> bytes:
        data = self._stream.read(length)
        self.bytes_read += len(data)
        return data


def bytes_read_for_fingerprint(path: Path, offset: int) -> int:
    with path.open("rb") as stream:
        counting = CountingStream(stream)
        Fingerprints(cast("BinaryIO", counting)).at(offset)
        return counting.bytes_read


def test_a_large_file_comes_in_chunks_that_end_on_a_line(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE * 300_000)
    chunks = read(path)
    assert len(chunks) == -(-len(LINE) * 300_000 // jsonl.CHUNK_BYTES)
    assert all(chunk.raw.endswith(b"\n") for chunk in chunks)
    assert b"".join(chunk.raw for chunk in chunks) == path.read_bytes()


def test_every_chunk_can_be_resumed_from(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE * 300_000)
    whole = path.read_bytes()
    for chunk in read(path):
        rest = read(path, chunk.position)
        assert not any(piece.restart for piece in rest)
        assert b"".join(piece.raw for piece in rest) == whole[chunk.position.offset :]


def test_a_line_longer_than_a_chunk_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jsonl, "CHUNK_BYTES", 1_000)
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE + b'{"x":"' + b"y" * 500_000 + b'"}\n' + LINE)
    whole = path.read_bytes()
    with path.open("rb") as stream:
        counting = CountingStream(stream)
        pieces = list(jsonl.runs_of_lines(cast("BinaryIO", counting), 0, len(whole)))
    assert b"".join(pieces) == whole
    assert counting.bytes_read == len(whole)


@pytest.mark.slow
def test_a_line_of_200_megabytes_is_read(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(LINE + b'{"type":"big","x":"')
        for _ in range(200):
            stream.write(b"y" * 1_000_000)
        stream.write(b'"}\n' + LINE)
    chunks = read(path)
    assert sum(len(chunk.raw) for chunk in chunks) == path.stat().st_size
    assert [len(line.data) for chunk in chunks for line in lines_of(chunk)] == [32, 200_000_021, 32]


def test_a_running_fingerprint_is_that_of_the_bytes_themselves(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(os.urandom(3_000_000))
    content = path.read_bytes()
    with path.open("rb") as stream:
        running = Fingerprints(stream)
        for start, end in ((0, 500_000), (500_000, 900_000), (900_000, 2_400_000), (0, 40)):
            assert running.at(end, content[start:end]) == Fingerprints(stream).at(end)


@pytest.mark.parametrize("size", [100, 1_999_999, 2_000_001, 9_000_000])
def test_a_fingerprint_knows_the_bytes_before_it(tmp_path: Path, size: int):
    path = tmp_path / "a.jsonl"
    path.write_bytes(os.urandom(size))
    with path.open("rb") as stream:
        mark = Fingerprints(stream).at(size)
    for place in (0, size // 2 if size < 2_000_000 else 1_000, size - 1):
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)
        with path.open("rb") as stream:
            assert Fingerprints(stream).at(size) != mark
        content[place] ^= 1
        path.write_bytes(content)
    path.write_bytes(path.read_bytes() + b"more")
    with path.open("rb") as stream:
        assert Fingerprints(stream).at(size) == mark


def test_a_fingerprint_of_a_long_file_costs_no_more_than_of_a_short_one(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(bytes(40_000_000))
    assert bytes_read_for_fingerprint(path, 2_000_000) == 2_000_000
    assert bytes_read_for_fingerprint(path, 40_000_000) < 1_400_000


def test_a_shift_of_a_long_file_is_noticed(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    lines = [b'{"n":%d}\n' % n for n in range(1_000_000)]
    path.write_bytes(b"".join(lines))
    position = read(path)[-1].position
    del lines[400_000]
    change(path, b"".join(lines) + b'{"n":"new and longer"}\n')
    assert read(path, position)[0].restart


def test_a_file_cut_to_nothing_waits(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    change(path, LINE * 3)
    position = read(path)[-1].position
    change(path, b"")
    assert read(path, position) == []
    change(path, b'{"type":"new"}\n')
    chunks = read(path, position)
    assert [(chunk.raw, chunk.restart) for chunk in chunks] == [(b'{"type":"new"}\n', True)]


def test_a_file_that_is_gone_raises(tmp_path: Path):
    gone = SourceFile("claude-code", tmp_path / "gone.jsonl", 5, 5)
    with pytest.raises(FileNotFoundError):
        list(read_lines(gone, None))


def test_lines_know_where_they_begin():
    raw = b'{"a":1}\r\n\n  \n{"b":2}\n{"c":3}'
    chunk = Chunk(100, raw, Position(0, 0, 0, b""))
    found = [(line.offset, line.data) for line in lines_of(chunk)]
    assert found == [(100, b'{"a":1}'), (113, b'{"b":2}'), (121, b'{"c":3}')]


@pytest.mark.parametrize("tail", [b'{"half":', b"12", b"nul", b'{"a":1', b"[1]", b"}"])
def test_a_tail_that_is_no_object_waits(tmp_path: Path, tail: bytes):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE + tail)
    assert b"".join(chunk.raw for chunk in read(path)) == LINE
