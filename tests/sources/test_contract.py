"""What every source promises, whatever its tool writes."""

import os
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opensync_app.sources.base import Chunk, Home, Position, Source, SourceFile
from opensync_app.sources.registry import SOURCES, by_name
from tests.sources.conftest import Example
from tests.sources.record import Record, import_home, parse_all, parse_each

HOSTILE = {
    "nothing but zeros": b"\0" * 4_000,
    "a zero in a word": b'{"type":"user","uuid":"z","message":{"role":"user","content":"a\0b"}}',
    "no JSON": b"%PDF-1.7 \x80\x81\x82",
    "cut off": b'{"type":"user","uuid":"c","message":{"role":"user","content":"half of it',
    "nested too deeply": b'{"type":"user","message":' + b'{"content":[' * 50_000,
    "deep but whole": b'{"type":"user","message":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "an array": b"[1, 2, 3]",
    "a bare word": b"null",
}


WORDS = [
    "type",
    "message",
    "content",
    "usage",
    "id",
    "role",
    "text",
    "tool_use",
    "tool_result",
    "user",
    "assistant",
    "system",
    "progress",
    "attachment",
    "agent_progress",
    "timestamp",
    "session",
    "sessionId",
    "messageId",
    "parts",
    "partIds",
    "time",
    "tokens",
    "state",
    "created",
    "custom-title",
    "customTitle",
    "summary",
    "leafUuid",
    "cost-state",
    "totalCostUSD",
]


WITHOUT_PARENTS = {"copilot-cli", "factory-droid", "specstory"}
"""Tools whose files name no parent; Copilot keeps its sub-agents inside the session."""


def files_of(example: Example) -> list[SourceFile]:
    return sorted(example.source.discover(example.home), key=lambda file: file.path)


def chunks_of(example: Example, file: SourceFile) -> list[Chunk]:
    return list(example.source.read(file, None))


def content_of(example: Example, file: SourceFile, chunks: list[Chunk]) -> object:
    return parse_all(example.source, file, chunks).content()


def is_line_file(file: SourceFile) -> bool:
    return file.path.suffix == ".jsonl"


def is_made_of_lines(example: Example, file: SourceFile) -> bool:
    """Tell documents that are read whole from what is archived line by line."""
    return is_line_file(file) or not example.source.is_verbatim


def line_files(example: Example) -> list[SourceFile]:
    found = [file for file in files_of(example) if is_line_file(file)]
    assert found
    return found


def again(example: Example, file: SourceFile) -> SourceFile:
    """Return the file as it stands now."""
    found = example.source.owns(example.home, file.path)
    assert found is not None
    return found


def by_lines(chunk: Chunk) -> list[Chunk]:
    """Return one chunk per line of a chunk."""
    pieces: list[Chunk] = []
    offset = chunk.offset
    for line in chunk.raw.splitlines(keepends=True):
        pieces.append(Chunk(offset, line, chunk.position))
        offset += len(line)
    return pieces


def with_lines(chunk: Chunk, *lines: bytes) -> Chunk:
    """Return a chunk with more lines at its end."""
    whole = chunk.raw if chunk.raw.endswith(b"\n") else chunk.raw + b"\n"
    return Chunk(chunk.offset, whole + b"".join(line + b"\n" for line in lines), chunk.position)


def test_a_source_is_found_by_its_name(example: Example):
    assert by_name(example.source.name) is example.source
    assert by_name("no such tool") is None


def test_discovering_finds_files_as_they_stand(example: Example):
    files = files_of(example)
    assert files
    assert len({file.path for file in files}) == len(files)
    for file in files:
        assert file.source == example.source.name
        assert file.path.is_absolute()
        assert file.size > 0
        assert file.mtime_ns > 0


def test_an_empty_home_holds_nothing(example: Example, tmp_path: Path):
    assert list(example.source.discover(Home(tmp_path / "nobody"))) == []


def test_a_file_that_changed_is_recognised_by_its_path(example: Example):
    for file in files_of(example):
        assert example.source.owns(example.home, file.path) == file
        assert any(file.path.is_relative_to(f) for f in example.source.folders(example.home))
    assert example.source.owns(example.home, example.home.path / "notes.txt") is None


def test_chunks_follow_each_other_without_a_gap(example: Example):
    for file in files_of(example):
        chunks = chunks_of(example, file)
        assert chunks
        assert chunks[0].offset == 0
        for chunk, following in pairwise(chunks):
            assert chunk.position.offset == following.offset
        for chunk in chunks:
            assert chunk.position.offset == chunk.offset + len(chunk.raw)
            assert not chunk.restart


def test_a_reading_that_was_interrupted_goes_on(example: Example, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("opensync_app.sources.jsonl.CHUNK_BYTES", 700)
    monkeypatch.setattr("opensync_app.sources.made_lines.CHUNK_BYTES", 700)
    cut = all(not is_made_of_lines(example, file) for file in files_of(example))
    for file in files_of(example):
        chunks = chunks_of(example, file)
        whole = content_of(example, file, chunks)
        cut = cut or len(chunks) > 1
        for number, chunk in enumerate(chunks[:-1]):
            assert (chunk.position.size, chunk.position.mtime_ns) != (file.size, file.mtime_ns)
            rest = list(example.source.read(file, chunk.position))
            assert content_of(example, file, chunks[: number + 1] + rest) == whole
    assert cut


def test_an_unchanged_file_says_nothing_the_second_time(example: Example):
    for file in files_of(example):
        position = chunks_of(example, file)[-1].position
        assert list(example.source.read(file, position)) == []


def test_a_touched_file_says_nothing_new(example: Example):
    for file in files_of(example):
        chunks = chunks_of(example, file)
        os.utime(file.path, (file.mtime_ns / 1e9 + 10, file.mtime_ns / 1e9 + 10))
        more = list(example.source.read(again(example, file), chunks[-1].position))
        assert content_of(example, file, chunks + more) == content_of(example, file, chunks)
        assert not any(chunk.restart for chunk in more)


def test_reading_line_by_line_equals_reading_at_once(example: Example):
    for file in files_of(example):
        chunks = chunks_of(example, file)
        if not is_made_of_lines(example, file):
            continue
        pieces = [piece for chunk in chunks for piece in by_lines(chunk)]
        assert content_of(example, file, pieces) == content_of(example, file, chunks)


def test_a_file_that_grows_line_by_line_ends_as_one_read_at_once(line_example: Example):
    for file in line_files(line_example):
        whole = file.path.read_bytes()
        at_once = content_of(line_example, file, chunks_of(line_example, file))
        position: Position | None = None
        chunks: list[Chunk] = []
        file.path.write_bytes(b"")
        for number, line in enumerate(whole.splitlines(keepends=True)):
            with file.path.open("ab") as stream:
                stream.write(line)
            os.utime(file.path, (1_700_000_000 + number, 1_700_000_000 + number))
            new = list(line_example.source.read(again(line_example, file), position))
            assert b"".join(chunk.raw for chunk in new) == line
            chunks += new
            position = new[-1].position
        assert content_of(line_example, file, chunks) == at_once


def test_a_partial_last_line_waits_for_its_rest(line_example: Example):
    for file in line_files(line_example):
        whole = file.path.read_bytes()
        for missing in (2, 30):
            file.path.write_bytes(whole.rstrip(b"\n")[:-missing])
            chunks = list(line_example.source.read(again(line_example, file), None))
            raw = b"".join(chunk.raw for chunk in chunks)
            assert raw == b"".join(whole.splitlines(keepends=True)[:-1])
            file.path.write_bytes(whole)
            position = chunks[-1].position if chunks else None
            rest = list(line_example.source.read(again(line_example, file), position))
            assert raw + b"".join(chunk.raw for chunk in rest) == whole


def test_a_last_line_without_its_newline_is_read_and_not_read_twice(line_example: Example):
    for file in line_files(line_example):
        whole = file.path.read_bytes().rstrip(b"\n")
        file.path.write_bytes(whole)
        first = list(line_example.source.read(again(line_example, file), None))
        assert b"".join(chunk.raw for chunk in first) == whole
        file.path.write_bytes(whole + b'\n{"type":"from-the-future"}\n')
        rest = list(line_example.source.read(again(line_example, file), first[-1].position))
        assert b"".join(chunk.raw for chunk in rest) == b'\n{"type":"from-the-future"}\n'


def test_a_rewritten_file_is_read_again_from_its_start(line_example: Example):
    for file in line_files(line_example):
        position = chunks_of(line_example, file)[-1].position
        whole = file.path.read_bytes()
        for number, changed in enumerate(
            (whole.replace(b"2026", b"2027"), whole[: len(whole) // 2])
        ):
            file.path.write_bytes(changed + b"\n")
            os.utime(file.path, (1_800_000_000 + number, 1_800_000_000 + number))
            chunks = list(line_example.source.read(again(line_example, file), position))
            assert chunks[0].restart
            assert chunks[0].offset == 0
            assert b"".join(chunk.raw for chunk in chunks).startswith(changed[:200])


def test_windows_line_ends_change_nothing(example: Example):
    for file in files_of(example):
        chunks = chunks_of(example, file)
        turned = [Chunk(c.offset, c.raw.replace(b"\n", b"\r\n"), c.position) for c in chunks]
        assert content_of(example, file, turned) == content_of(example, file, chunks)


def test_unknown_fields_and_types_survive(example: Example):
    future = (b'{"type":"from-the-future","content":{"a":[1]}}', b'{"no type":1}', b"{}")
    for file in files_of(example):
        chunks = chunks_of(example, file)
        grown = [
            Chunk(
                c.offset, c.raw.replace(b'{"', b'{"fieldOfTheFuture":{"x":[null]},"', 1), c.position
            )
            for c in chunks
        ]
        if is_made_of_lines(example, file):
            grown = [with_lines(chunk, *future) for chunk in grown]
        record = parse_all(example.source, file, grown)
        assert record.content() == content_of(example, file, chunks)
        assert record.bad_lines == []


def test_parsing_twice_says_the_same(example: Example):
    for file in files_of(example):
        chunks = chunks_of(example, file)
        once = parse_all(example.source, file, chunks)
        twice = Record()
        for _ in range(2):
            for parsed in parse_each(example.source, file):
                twice.add(parsed)
        assert twice.content() == once.content()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_line_that_cannot_be_read_is_reported_and_costs_no_other(example: Example, what: str):
    for file in files_of(example):
        chunks = chunks_of(example, file)
        if not is_made_of_lines(example, file):
            example.source.parse(file, with_lines(chunks[0], HOSTILE[what]), b"")
            continue
        spoilt = [*chunks[:-1], with_lines(chunks[-1], HOSTILE[what], b'{"type":"after"}')]
        record = parse_all(example.source, file, spoilt)
        whole = parse_all(example.source, file, chunks)
        assert record.content() == whole.content()
        assert len(record.bad_lines) == len(whole.bad_lines) + 1
        assert record.bad_lines[-1].reason


def test_text_that_is_no_utf8_is_mended(example: Example):
    for file in files_of(example):
        for chunk in chunks_of(example, file):
            broken = chunk.raw.replace(b"e", b"\xff").replace(b'"typ\xff"', b'"type"')
            spoilt = Chunk(0, broken, chunk.position)
            example.source.parse(file, spoilt, b"")


def test_a_huge_line_is_one_line(line_example: Example):
    for file in line_files(line_example):
        big = b'{"type":"from-the-future","x":"' + b"y" * 9_000_000 + b'"}\n'
        whole = file.path.read_bytes().rstrip(b"\n") + b"\n"
        at_once = content_of(line_example, file, chunks_of(line_example, file))
        file.path.write_bytes(big + whole)
        chunks = list(line_example.source.read(again(line_example, file), None))
        assert b"".join(chunk.raw for chunk in chunks) == big + whole
        sessions, messages, extra = parse_all(line_example.source, file, chunks).content()
        assert (sessions, messages, extra) == at_once


def test_folders_that_lead_back_up_and_unreadable_ones_are_passed_over(example: Example):
    before = files_of(example)
    for folder in example.source.folders(example.home):
        if folder.exists():
            (folder / "loop").symlink_to(folder, target_is_directory=True)
            (folder / "gone.jsonl").symlink_to(folder / "nowhere")
            (folder / "shut").mkdir(mode=0)
            (folder / "a-folder.jsonl").mkdir()
            os.mkfifo(folder / "pipe.jsonl")
    assert [file for file in files_of(example) if not file.unreadable] == before


@pytest.mark.timeout(20)
def test_what_cannot_be_read_is_listed_with_its_reason_and_nobody_waits_for_it(example: Example):
    for file in files_of(example):
        if file.path.is_file():
            file.path.unlink()
            os.mkfifo(file.path)
    found = files_of(example)
    assert all(file.unreadable for file in found)
    for file in found:
        with pytest.raises(OSError, match="pipe"):
            list(example.source.read(msgspec.structs.replace(file, unreadable=None), None))


def test_the_corpus_is_worth_its_name(example: Example):
    record = import_home(example.source, example.home)
    assert len(record.messages) > 10
    has_parents = any(patch.parent_external_id for patch in record.sessions.values())
    assert has_parents != (example.source.name in WITHOUT_PARENTS)
    assert {"prompt", "reply"} <= {message.kind for message in record.messages.values()}
    assert all(patch.source == example.source.name for patch in record.sessions.values())
    assert all(session in record.sessions for session, _ in record.messages)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_line_however_odd_stops_a_parser(source: Source, data: st.DataObject):
    scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats()
    words = st.sampled_from(WORDS)
    values = st.recursive(
        scalars | words,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=6),
        max_leaves=12,
    )
    rows = data.draw(st.lists(st.dictionaries(words, values, max_size=8), max_size=4))
    raw = b"\n".join(msgspec.json.encode(row) for row in rows) + data.draw(st.binary(max_size=20))
    file = SourceFile(source.name, Path("/home/ada/projects/p/s.jsonl"), len(raw), 1)
    chunk = Chunk(0, raw, Position(len(raw), 1, len(raw), b""))
    parsed = source.parse(file, chunk, b"")
    source.parse(file, chunk, parsed.state)
    msgspec.msgpack.encode(parsed)
