"""What OpenCode's documents and rows say, and how its database is read."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from opensync_app.core.session import Message, text_alias
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Chunk, Home, Position, SourceFile
from opensync_app.sources.opencode import OpenCode
from tests.sources.conftest import CORPORA, opencode_database
from tests.sources.record import Record, import_file, import_home, parse_all

OPENCODE = OpenCode()
SESSION, CHILD = "ses_01loom", "ses_02kid"


def storage_home(folder: Path) -> Home:
    shutil.copytree(CORPORA / "opencode", folder / "opencode")
    return Home(folder, {"OPENCODE_DATA": str(folder / "opencode")})


@pytest.fixture(params=["storage", "database"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """The same sessions in both kinds of store."""
    if request.param == "storage":
        return storage_home(tmp_path)
    (tmp_path / "opencode").mkdir()
    opencode_database(tmp_path / "opencode" / "opencode.db")
    return Home(tmp_path, {"OPENCODE_DATA": str(tmp_path / "opencode")})


@pytest.fixture
def record(home: Home) -> Record:
    return import_home(OPENCODE, home)


def said(record: Record, key: str, session: str = SESSION) -> Message:
    return record.messages[(session, key)]


def test_a_prompt_is_what_was_typed(record: Record):
    prompt = said(record, "msg_01")
    assert (prompt.role, prompt.kind) == ("user", "prompt")
    assert [part.type for part in prompt.parts] == ["text", "file", "injected"]
    assert text_alias("user", "Please mend the selvedge") in prompt.aliases
    assert prompt.usage is None


def test_a_reply_holds_thinking_text_calls_and_results(record: Record):
    reply = said(record, "msg_02")
    kinds = ["thinking", "text", "tool-call", "tool-result", "image"]
    kinds += ["tool-call", "tool-result", "tool-call", "patch"]
    assert [part.type for part in reply.parts] == kinds
    done, failed = (part for part in reply.parts if part.type == "tool-result")
    assert (done.content, done.call_id, done.tool_name) == ("fray = True", "call_1", "read")
    assert (failed.content, failed.is_error) == ("mend: not found", True)


def test_usage_is_taken_from_the_message_not_its_steps(record: Record):
    reply = said(record, "msg_02")
    assert reply.usage == TokenUsage(10, 20, cache_write_5m=40, cache_read=300, reasoning=5)
    assert (reply.model, reply.duration_ms) == ("fable-1", 3_000)
    assert record.usage() == TokenUsage(14, 26, cache_write_5m=40, cache_read=300, reasoning=5)


def test_an_aborted_reply_says_so_and_costs_nothing(record: Record):
    aborted = said(record, "msg_03")
    assert aborted.usage is None
    assert aborted.parts[0].type == "error"
    assert "aborted" in aborted.parts[0].content


def test_a_request_to_compact_is_no_prompt(record: Record):
    assert said(record, "msg_04").kind == "notice"


def test_messages_stand_in_the_order_of_their_time(record: Record):
    found = [message.external_id for message in record.of(SESSION)]
    assert found == ["msg_01", "msg_02", "msg_03", "msg_04", "msg_05"]


def test_sessions_know_their_title_folder_model_and_parent(record: Record):
    session, child = record.sessions[SESSION], record.sessions[CHILD]
    assert (session.title, session.title_rank) == ("Mend the selvedge", 30)
    assert (session.project_path, session.model) == ("/home/ada/loom", "fable-1")
    assert (session.provider, session.parent_external_id) == ("anthropic", None)
    assert session.created_at == 1_772_442_000_000
    assert (child.parent_external_id, child.agent_name) == (SESSION, "general")


def test_the_cost_is_the_database_s_own(tmp_path: Path):
    (tmp_path / "opencode").mkdir()
    opencode_database(tmp_path / "opencode" / "opencode.db")
    home = Home(tmp_path, {"OPENCODE_DATA": str(tmp_path / "opencode")})
    record = import_home(OPENCODE, home)
    assert record.sessions[SESSION].cost_micro_usd == 250_000


def test_a_session_without_a_name_is_called_by_its_first_prompt(tmp_path: Path):
    home = storage_home(tmp_path)
    path = next((tmp_path / "opencode" / "storage" / "session").glob(f"*/{SESSION}.json"))
    path.write_bytes(
        path.read_bytes().replace(b"Mend the selvedge", b"New session - 2026-03-02T09:00:00.000Z")
    )
    session = import_home(OPENCODE, home).sessions[SESSION]
    assert (session.title, session.title_rank) == ("Please mend the selvedge", 10)


def test_the_folder_can_be_moved():
    home = Path("/home/ada")
    assert OPENCODE.folders(Home(home))[0] == home / ".local" / "share" / "opencode"
    assert OPENCODE.folders(Home(home, {"XDG_DATA_HOME": "/srv"})) == (Path("/srv/opencode"),)
    assert OPENCODE.folders(Home(home, {"OPENCODE_DATA": "/oc"})) == (Path("/oc"),)


class TestStorage:
    """The folders of JSON documents."""

    @pytest.fixture
    def home(self, tmp_path: Path) -> Home:
        return storage_home(tmp_path)

    @pytest.fixture
    def storage(self, home: Home) -> Path:
        return home.path / "opencode" / "storage"

    def file_of(self, home: Home, session: str) -> SourceFile:
        return next(f for f in OPENCODE.discover(home) if f.path.stem == session)

    def changed(self, path: Path, document: dict[str, object]) -> None:
        now = path.stat().st_mtime_ns if path.exists() else 1_900_000_000_000_000_000
        path.write_bytes(msgspec.json.encode(document))
        os.utime(path, ns=(now + 10**9, now + 10**9))

    def test_a_session_is_one_file(self, home: Home):
        assert {f.path.stem for f in OPENCODE.discover(home)} == {SESSION, CHILD}

    @pytest.mark.parametrize("path", [f"message/{SESSION}/msg_02.json", "part/msg_02/prt_02c.json"])
    def test_a_changed_document_leads_to_its_session(self, home: Home, storage: Path, path: str):
        assert OPENCODE.owns(home, storage / path) == self.file_of(home, SESSION)

    def test_other_documents_belong_to_no_session(self, home: Home, storage: Path):
        for path in ("project/x.json", "part/msg_99/prt_1.json", "session_diff/ses_1.json"):
            assert OPENCODE.owns(home, storage / path) is None

    def test_only_the_message_that_changed_is_read_again(self, home: Home, storage: Path):
        first = list(OPENCODE.read(self.file_of(home, SESSION), None))
        path = storage / "part" / "msg_05" / "prt_05b.json"
        self.changed(path, {"id": "prt_05b", "type": "text", "text": "And washed."})
        file = self.file_of(home, SESSION)
        more = list(OPENCODE.read(file, first[-1].position))
        record = parse_all(OPENCODE, file, more)
        assert [key for _, key in record.messages] == ["msg_05"]
        assert [p.content for p in said(record, "msg_05").parts][-1] == "And washed."
        whole = parse_all(OPENCODE, file, first + more).content()
        assert whole == import_file(OPENCODE, file).content()

    def test_documents_of_a_restored_backup_are_found(self, home: Home, storage: Path):
        path = storage / "message" / SESSION / "msg_02.json"
        saved, stat = path.read_bytes(), path.stat()
        path.unlink()
        first = list(OPENCODE.read(self.file_of(home, SESSION), None))
        path.write_bytes(saved)
        os.utime(path, ns=(stat.st_mtime_ns - 10**12, stat.st_mtime_ns - 10**12))
        file = self.file_of(home, SESSION)
        chunks = first + list(OPENCODE.read(file, first[-1].position))
        assert parse_all(OPENCODE, file, chunks).content() == import_file(OPENCODE, file).content()

    def test_a_document_that_is_no_json_is_reported(self, home: Home, storage: Path):
        (storage / "part" / "msg_02" / "prt_02c.json").write_bytes(b'{"id": "prt_02c", "te')
        (storage / "message" / SESSION / "msg_05.json").write_bytes(b"\0\0\0")
        record = import_file(OPENCODE, self.file_of(home, SESSION))
        assert len(record.bad_lines) == 2
        assert "prt_02c" in record.bad_lines[0].reason
        assert "I look" not in str(said(record, "msg_02").parts)
        assert (SESSION, "msg_05") not in record.messages

    def test_what_was_archived_is_the_document(self, home: Home, storage: Path):
        chunk = next(iter(OPENCODE.read(self.file_of(home, SESSION), None)))
        lines = [msgspec.json.decode(line) for line in chunk.raw.splitlines()]
        paths = sorted((storage / "message" / SESSION).glob("*.json"))
        documents = [msgspec.json.decode(path.read_bytes()) for path in paths]
        assert [line["message"] for line in lines[1:]] == documents


class TestDatabase:
    """opencode.db, also while OpenCode holds it open."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        (tmp_path / "opencode").mkdir()
        opencode_database(tmp_path / "opencode" / "opencode.db")
        return tmp_path / "opencode" / "opencode.db"

    @pytest.fixture
    def home(self, path: Path) -> Home:
        return Home(path.parent.parent, {"OPENCODE_DATA": str(path.parent)})

    @pytest.fixture
    def writer(self, path: Path) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            yield connection

    def add(self, writer: sqlite3.Connection, message: str, part: str, updated: int) -> None:
        data = msgspec.json.encode({"role": "user", "time": {"created": updated}}).decode()
        text = msgspec.json.encode({"type": "text", "text": part}).decode()
        row = (message, SESSION, updated, updated, data)
        writer.execute("INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?)", row)
        keys = (f"prt_{part}", message, SESSION, updated, updated, text)
        writer.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)", keys)
        writer.commit()

    def read(self, home: Home, position: Position | None = None) -> list[Chunk]:
        return [c for file in OPENCODE.discover(home) for c in OPENCODE.read(file, position)]

    def record(self, home: Home, chunks: list[Chunk]) -> Record:
        return parse_all(OPENCODE, next(iter(OPENCODE.discover(home))), chunks)

    def test_a_closed_database_gets_no_company(self, home: Home, path: Path):
        assert self.read(home)
        assert [file.name for file in path.parent.iterdir()] == ["opencode.db"]

    def test_what_is_only_in_the_log_is_read(
        self, home: Home, path: Path, writer: sqlite3.Connection
    ):
        before = self.read(home)
        self.add(writer, "msg_90", "late", 1_900_000_000_000)
        names = {file.name for file in path.parent.iterdir()}
        assert names == {"opencode.db", "opencode.db-wal", "opencode.db-shm"}
        more = self.read(home, before[-1].position)
        record = self.record(home, more)
        assert [key for _, key in record.messages] == ["msg_90"]
        assert {file.name for file in path.parent.iterdir()} == names

    def test_a_writer_in_the_middle_of_its_work_does_not_disturb(
        self, home: Home, writer: sqlite3.Connection
    ):
        self.add(writer, "msg_90", "done", 1_900_000_000_000)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM message")
        assert (SESSION, "msg_90") in self.record(home, self.read(home)).messages
        writer.rollback()

    def test_a_log_left_by_a_crash_is_read_from_a_copy(
        self, path: Path, writer: sqlite3.Connection, tmp_path: Path
    ):
        self.add(writer, "msg_90", "late", 1_900_000_000_000)
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        shutil.copy(path, crashed)
        shutil.copy(f"{path}-wal", crashed)
        left = Home(tmp_path, {"OPENCODE_DATA": str(crashed)})
        assert (SESSION, "msg_90") in self.record(left, self.read(left)).messages
        assert {file.name for file in crashed.iterdir()} == {"opencode.db", "opencode.db-wal"}

    def test_a_part_added_later_brings_its_whole_message(
        self, home: Home, writer: sqlite3.Connection
    ):
        self.add(writer, "msg_90", "one", 1_900_000_000_000)
        chunks = self.read(home)
        self.add(writer, "msg_90", "two", 1_900_000_001_000)
        more = self.read(home, chunks[-1].position)
        alone, grown, fresh = (
            [p.content for p in said(self.record(home, some), "msg_90").parts]
            for some in (more, chunks + more, self.read(home))
        )
        assert alone == grown == fresh == ["one", "two"]

    def test_two_changes_in_one_millisecond_are_both_read(
        self, home: Home, writer: sqlite3.Connection
    ):
        self.add(writer, "msg_90", "one", 1_900_000_000_000)
        chunks = self.read(home)
        self.add(writer, "msg_91", "two", 1_900_000_000_000)
        record = self.record(home, self.read(home, chunks[-1].position))
        assert (SESSION, "msg_91") in record.messages

    def test_an_older_database_is_read_as_a_whole_and_takes_nothing_back(
        self, home: Home, path: Path, writer: sqlite3.Connection
    ):
        self.add(writer, "msg_90", "one", 1_900_000_000_000)
        chunks = self.read(home)
        writer.close()
        path.unlink()
        opencode_database(path)
        more = self.read(home, chunks[-1].position)
        assert more
        assert not any(chunk.restart for chunk in more)
        assert (SESSION, "msg_90") in self.record(home, chunks + more).messages

    def test_a_change_of_the_log_leads_to_the_database(self, home: Home, path: Path):
        found = OPENCODE.owns(home, Path(f"{path}-wal"))
        assert found is not None
        assert found.path == path
        assert OPENCODE.owns(home, Path(f"{path}-shm")) is None

    def test_a_channel_has_a_database_of_its_own(self, home: Home, path: Path):
        shutil.copy(path, path.with_name("opencode-beta.db"))
        shutil.copy(path, path.with_name("other.db"))
        found = {file.path.name for file in OPENCODE.discover(home)}
        assert found == {"opencode.db", "opencode-beta.db"}

    def test_a_file_that_is_no_database_raises(self, home: Home, path: Path):
        path.write_bytes(b"not a database, but long enough to look at" * 50)
        with pytest.raises(sqlite3.DatabaseError):
            self.read(home)

    def test_an_interrupted_reading_goes_on(self, home: Home, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("opensync_app.sources.made_lines.CHUNK_BYTES", 500)
        chunks = self.read(home)
        assert len(chunks) > 2
        whole = self.record(home, chunks).content()
        for number in range(len(chunks)):
            rest = self.read(home, chunks[number].position)
            assert len(rest) <= len(chunks) - number
            assert self.record(home, chunks[: number + 1] + rest).content() == whole
