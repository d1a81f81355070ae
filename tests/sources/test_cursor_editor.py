"""What the Cursor editor's database says, and how its changes are found."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opensync_app.core.session import Message
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Chunk, Home, Position
from opensync_app.sources.cursor import CursorSync
from opensync_app.sources.cursor_editor import CursorEditor
from opensync_app.sources.file_addresses import folder_of
from tests.sources.cursor_editor import (
    CHILD,
    EMPTY,
    MAIN,
    NOON,
    OLD,
    Editor,
    asked,
    at,
    composer,
    editor_home,
    put,
    said,
)
from tests.sources.record import Record, import_home, parse_all

CURSOR = CursorEditor()


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(CURSOR, Home(editor_home(tmp_path / "home")))


def said_in(record: Record, session: str, key: str) -> Message:
    return record.messages[session, key]


def test_a_conversation_tells_its_facts(record: Record):
    main = record.sessions[MAIN]
    assert (main.title, main.git_branch, main.project_path) == (
        "The looms",
        "weave",
        "/home/ada/mill",
    )
    assert main.created_at == NOON
    assert EMPTY not in record.sessions
    assert not record.bad_lines


def test_messages_stand_in_their_order_with_their_times(record: Record):
    kinds = [(message.external_id, message.kind) for message in record.of(MAIN)]
    assert kinds == [("b1", "prompt"), *((f"b{n}", "reply") for n in range(2, 6))]
    assert said_in(record, MAIN, "b1").created_at == NOON + 1000


def test_a_tool_s_call_stands_with_its_result(record: Record):
    call, result = said_in(record, MAIN, "b3").parts
    assert call.content == {"toolName": "run_terminal_cmd", "args": {"command": "ls looms"}}
    assert (result.content, result.tool_name) == (
        '{"output":"one loom","exitCode":0}',
        "run_terminal_cmd",
    )
    assert call.call_id == result.call_id == "call_1"
    failed = said_in(record, MAIN, "b4").parts[1]
    assert (failed.content, failed.is_error) == ("no warp", True)


def test_tokens_models_and_thinking_are_kept(record: Record):
    last = said_in(record, MAIN, "b5")
    assert (last.usage, last.model) == (TokenUsage(1200, 34), "gpt-5")
    assert record.usage() == TokenUsage(1200, 34)
    assert said_in(record, MAIN, "b3").model == "claude-4.5-sonnet"
    assert said_in(record, CHILD, "c2").model is None
    assert said_in(record, MAIN, "b2").parts[0].type == "thinking"


def test_a_sub_agent_has_its_parent_and_nobody_typed_its_task(record: Record):
    assert record.sessions[CHILD].parent_external_id == MAIN
    assert [message.kind for message in record.of(CHILD)] == ["injected", "reply", "reply"]


def test_an_old_conversation_holds_its_messages_itself(record: Record):
    old = record.of(OLD)
    assert [message.external_id for message in old] == ["o1", "o2", "inline-2"]
    assert [message.position for message in old] == [NOON - 1_000_000 + n for n in range(3)]
    assert record.sessions[OLD].project_path == "/home/ada/old mill"
    assert record.sessions[OLD].title == "Wind the yarn"


def test_only_conversations_are_archived(tmp_path: Path):
    home = Home(editor_home(tmp_path / "home"))
    raw = b"".join(c.raw for file in CURSOR.discover(home) for c in CURSOR.read(file, None))
    assert b"looms" in raw
    assert b"secret" not in raw


class TestChanges:
    @pytest.fixture
    def editor(self, tmp_path: Path) -> Editor:
        editor = Editor(tmp_path)
        editor.write(
            composer(MAIN, "b1", "b2"),
            asked(MAIN, "b1", "One?", **at(1)),
            said(MAIN, "b2", "Tw", **at(2)),
        )
        return editor

    @pytest.fixture
    def home(self, tmp_path: Path, editor: Editor) -> Home:
        assert editor.path.exists()
        return Home(tmp_path)

    def read(self, home: Home, position: Position | None = None) -> list[Chunk]:
        return [chunk for file in CURSOR.discover(home) for chunk in CURSOR.read(file, position)]

    def record(self, home: Home, chunks: list[Chunk]) -> Record:
        return parse_all(CURSOR, next(iter(CURSOR.discover(home))), chunks)

    def test_only_new_rows_are_read(self, home: Home, editor: Editor):
        first = self.read(home)
        editor.write(asked(MAIN, "b3", "Three?", **at(3)))
        more = self.read(home, first[-1].position)
        assert [key for _, key in self.record(home, more).messages] == ["b3"]

    def test_the_last_row_is_read_again_when_it_was_replaced(self, home: Home, editor: Editor):
        first = self.read(home)
        editor.write(said(MAIN, "b2", "Two, of course.", **at(2)))
        more = self.record(home, self.read(home, first[-1].position))
        assert said_in(more, MAIN, "b2").parts[0].content == "Two, of course."
        assert len(more.messages) == 1

    def test_an_earlier_row_that_is_written_again_is_read_again(self, home: Home, editor: Editor):
        first = self.read(home)
        editor.write(composer(MAIN, "b1", "b2", name="Numbers"))
        more = self.record(home, self.read(home, first[-1].position))
        assert more.sessions[MAIN].title == "Numbers"
        assert not more.messages

    def test_a_row_updated_in_its_place_is_read_again(self, home: Home, editor: Editor):
        first = self.read(home)
        with closing(sqlite3.connect(editor.path)) as connection:
            connection.execute("UPDATE cursorDiskKV SET value = replace(value, 'One', 'Won')")
            connection.commit()
        more = self.record(home, self.read(home, first[-1].position))
        assert said_in(more, MAIN, "b1").parts[0].content == "Won?"

    @pytest.mark.parametrize("deleted", ["bubbleId:*:b2", "*"])
    def test_after_rows_were_taken_away_everything_is_read_again(
        self, home: Home, editor: Editor, deleted: str
    ):
        first = self.read(home)
        with closing(sqlite3.connect(editor.path)) as connection:
            connection.execute("DELETE FROM cursorDiskKV WHERE key GLOB ?", (deleted,))
            put(connection, asked(CHILD, "c1", "New", **at(9)), said(CHILD, "c2", "Yes", **at(10)))
        more = self.record(home, self.read(home, first[-1].position))
        assert {(CHILD, "c1"), (CHILD, "c2")} <= set(more.messages)

    def test_a_packed_database_is_read_again(self, home: Home, editor: Editor):
        editor.write(*(asked(MAIN, f"x{n}", f"Number {n}", **at(n)) for n in range(30)))
        first = self.read(home)
        with closing(sqlite3.connect(editor.path)) as connection:
            connection.execute("DELETE FROM cursorDiskKV WHERE key LIKE 'bubbleId:%:x1%'")
            connection.commit()
            connection.execute("VACUUM")
            put(connection, *(asked(CHILD, f"y{n}", f"More {n}", **at(n)) for n in range(40)))
        more = self.record(home, self.read(home, first[-1].position))
        assert {(CHILD, f"y{n}") for n in range(40)} <= set(more.messages)

    def test_a_closed_editor_s_database_gets_no_company(self, home: Home, editor: Editor):
        assert self.read(home)
        assert [file.name for file in editor.path.parent.iterdir()] == ["state.vscdb"]

    def test_what_is_only_in_the_log_of_a_running_editor_is_read(self, home: Home, editor: Editor):
        first = self.read(home)
        with closing(sqlite3.connect(editor.path)) as connection:
            put(connection, asked(MAIN, "b3", "Three?", **at(3)))
            log = CURSOR.owns(home, editor.path.with_name("state.vscdb-wal"))
            assert log is not None
            more = list(CURSOR.read(log, first[-1].position))
            assert (MAIN, "b3") in self.record(home, more).messages

    def test_a_database_written_while_it_is_read_says_so(
        self, home: Home, editor: Editor, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("opensync_app.sources.made_lines.CHUNK_BYTES", 10)
        chunks = CURSOR.read(next(iter(CURSOR.discover(home))), None)
        next(chunks)
        with closing(sqlite3.connect(editor.path)) as connection:
            put(connection, asked(MAIN, "b3", "Three?", **at(3)))
            with pytest.raises(sqlite3.OperationalError, match="while it was read"):
                next(chunks)

    def test_a_value_that_is_no_json_is_reported_and_costs_no_other(
        self, home: Home, editor: Editor
    ):
        editor.write(("bubbleId:x:y", b"{half"), asked(MAIN, "b3", "Three?", **at(3)))
        record = self.record(home, self.read(home))
        assert (MAIN, "b3") in record.messages
        assert ["bubbleId:x:y" in bad.reason for bad in record.bad_lines] == [True]


def test_a_transcript_of_what_the_editor_holds_is_only_listed(tmp_path: Path):
    home = Home(editor_home(tmp_path / "home"))
    folder = home.path / ".cursor" / "projects" / "mill" / "agent-transcripts"
    folder.mkdir(parents=True)
    for session in (MAIN, "bbbb2222-0000-4000-8000-000000000001"):
        (folder / f"{session}.jsonl").write_text('{"role":"user","message":{"content":"Hi"}}\n')
    found = {file.path.stem: file.unreadable for file in CursorSync().discover(home)}
    assert "database" in (found.pop(MAIN) or "")
    assert list(found.values()) == [None]
    owned = CursorSync().owns(home, folder / f"{MAIN}.jsonl")
    assert owned is not None
    assert owned.unreadable


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("file:///home/ada/old%20mill", "/home/ada/old mill"),
        ("file:///c%3A/Users/ada", "c:/Users/ada"),
        ("vscode-remote://ssh-remote%2Bloom/home", None),
        ("file://", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_the_folder_of_an_address(address: str, folder: str | None):
    assert folder_of(address) == folder


def test_folders_follow_the_environment(tmp_path: Path):
    home = Home(tmp_path, {"XDG_CONFIG_HOME": os.fspath(tmp_path / "config")})
    assert CURSOR.folders(home)[0] == tmp_path / "config" / "Cursor" / "User" / "globalStorage"
