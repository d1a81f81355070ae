"""What the transcripts of Cursor's agents say."""

from pathlib import Path

import pytest

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.session import Message
from opensync_app.sources.base import Home
from opensync_app.sources.cursor import CursorSync
from opensync_app.sources.cursor_transcript import moment_of
from tests.sources.conftest import HOMES
from tests.sources.record import Record, import_home

CURSOR = CursorSync()
MAIN = "cccccccc-1111-4111-8111-111111111111"
CHILD = "dddddddd-1111-4111-8111-111111111111"
FLAT = "eeeeeeee-1111-4111-8111-111111111111"
TEN = 1772442000000


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(CURSOR, HOMES["cursor-sync"](tmp_path))


def texts(messages: list[Message], kind: str) -> list[object]:
    return [m.parts[0].content for m in messages if m.kind == kind]


def test_a_query_is_unwrapped(record: Record):
    messages = record.of(MAIN)
    assert texts(messages, "prompt") == ["Mend the shuttle", "And the warp?", "Count the bobbins"]
    second = [m for m in messages if m.kind == "prompt"][1]
    assert second.parts[1].type == "injected"
    assert "shuttle.md" in str(second.parts[1].content)
    assert texts(messages, "injected") == [
        "<system_notification>A task has ended.</system_notification>"
    ]


def test_replies_hold_text_and_calls(record: Record):
    replies = [m for m in record.of(MAIN) if m.kind == "reply"]
    assert [part.type for part in replies[0].parts] == ["text", "tool-call"]
    assert replies[-1].parts[0].content == "There are twelve."


def test_the_moment_of_a_prompt_is_that_of_its_replies(record: Record):
    moments = [m.created_at for m in record.of(MAIN)]
    assert moments[:3] == [TEN, TEN, TEN]
    assert moments[-1] == moments[-3] == 1772519400000


def test_without_a_moment_the_files_own_stands_for_it(tmp_path: Path):
    home = HOMES["cursor-sync"](tmp_path)
    written = {f.path.stem: f.mtime_ns // 1_000_000 for f in CURSOR.discover(home)}
    record = import_home(CURSOR, home)
    assert {m.created_at for m in record.of(FLAT)} == {written[FLAT]}
    assert record.sessions[FLAT].active_at == written[FLAT]


def test_a_turn_that_was_aborted_is_told(record: Record):
    assert texts(record.of(MAIN), "interruption") == ["User aborted request"]


def test_a_sub_agent_names_its_parent_and_no_person_typed_its_task(record: Record):
    child = record.sessions[CHILD]
    assert (child.parent_external_id, child.title) == (MAIN, "Count the bobbins of 2026")
    assert [m.kind for m in record.of(CHILD)] == ["injected", "reply"]


def test_the_project_is_the_working_directory_or_the_folders_name(record: Record):
    assert record.sessions[MAIN].project_path == "/home/ada/loom"
    assert record.sessions[FLAT].project_path is None
    assert record.sessions[FLAT].project_name == "home-ada-loom"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sunday, Mar 1, 2026, 12:05 AM (UTC)", "2026-03-01T00:05:00Z"),
        ("Sunday, Mar 1, 2026, 12:05 PM (UTC-7)", "2026-03-01T19:05:00Z"),
        ("Sunday, March 1, 2026, 3:05 PM (UTC+5:30)", "2026-03-01T09:35:00Z"),
        ("yesterday", None),
        ("Sunday, Foo 1, 2026, 3:05 PM (UTC)", None),
        ("Sunday, Feb 31, 2026, 3:05 PM (UTC)", None),
    ],
)
def test_moments_are_read_as_cursor_writes_them(text: str, moment: str | None):
    assert moment_of(text) == (parse_iso_ms(moment) if moment else None)


def test_both_folders_are_looked_at():
    home = Home(Path("/h"), {"CURSOR_CONFIG_DIR": "/c"})
    assert CURSOR.folders(home) == (Path("/h/.cursor/projects"), Path("/c/projects"))
