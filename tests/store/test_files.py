"""A file's position moves together with what was read of it."""

from pathlib import Path

import pytest

from opensync_app.core.errors import ConflictError
from opensync_app.core.session import Message
from opensync_app.store.batches import RecordBatch
from opensync_app.store.positions import FileProgress
from tests.factories import OWNER, Recording, prompt, recording, reply, usage


def progress(read_to: int, expected: tuple[int, int], generation: int = 0) -> FileProgress:
    return FileProgress(
        source="claude-code",
        path="/x.jsonl",
        expected=expected,
        generation=generation,
        size=read_to,
        mtime_ns=1,
        read_to=read_to,
        fingerprint=b"f",
        state=b"",
        parser_version=1,
    )


def from_file(
    rec: Recording,
    file: FileProgress,
    *messages: Message,
    raw: bytes = b"",
    restart: bool = False,
) -> None:
    rec.recorder.record(
        RecordBatch(
            user_id=OWNER,
            origin="import",
            messages=messages,
            file=file,
            raw_start=file.expected[1] if not restart else 0,
            raw=raw,
            restart=restart,
        )
    )


def test_data_and_position_move_together_or_not_at_all(tmp_path: Path):
    with recording(tmp_path) as rec:
        from_file(rec, progress(10, (0, 0)), prompt("one", "u1"), raw=b"0123456789")
        with pytest.raises(ConflictError):
            from_file(rec, progress(30, (0, 20)), prompt("two", "u2"), raw=b"x" * 10)
        known = rec.store.positions.get("claude-code", "/x.jsonl")
        assert known is not None
        assert known.read_to == 10
        assert [m.external_id for m in rec.messages()] == ["u1"]
        assert [c.raw for c in rec.store.archive.chunks(known.id)] == [b"0123456789"]
        assert rec.store.sessions.files(rec.session().id) == ["/x.jsonl"]


def test_a_rewritten_file_replaces_what_it_said_and_the_archive_keeps_both(tmp_path: Path):
    with recording(tmp_path) as rec:
        old = reply("old", "a1", usage=usage(output=3), usage_key="k1", created_at=5)
        from_file(rec, progress(4, (0, 0)), prompt("kept?", "u1"), old, raw=b"old\n")
        from_file(rec, progress(4, (0, 4), 1), prompt("new", "u2"), raw=b"new\n", restart=True)
        known = rec.store.positions.get("claude-code", "/x.jsonl")
        assert known is not None
        assert [m.external_id for m in rec.messages()] == ["u2"]
        assert rec.session().message_count == 1
        assert rec.session().tokens == usage()
        assert rec.store.sessions.totals(OWNER).tokens == usage()
        assert [c.raw for c in rec.store.archive.chunks(known.id)] == [b"new\n"]
        assert [c.raw for c in rec.store.archive.chunks(known.id, 0)] == [b"old\n"]
