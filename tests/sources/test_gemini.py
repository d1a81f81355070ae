"""What the chats of Gemini CLI say."""

from pathlib import Path

import pytest

from opensync_app.core.session import Message, text_alias
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Home
from opensync_app.sources.gemini import GeminiCli
from opensync_app.sources.gemini_chat import usage_of
from tests.sources.conftest import HOMES
from tests.sources.record import Record, import_home

GEMINI = GeminiCli()
OLD = "44444444-4444-4444-8444-444444444444"
NEW = "55555555-5555-4555-8555-555555555555"
CHILD = "66666666-6666-4666-8666-666666666666"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(GEMINI, HOMES["gemini-cli"](tmp_path))


def said(record: Record, key: str, session: str = OLD) -> Message:
    return record.messages[(session, key)]


def test_a_document_is_read_whole(record: Record):
    kinds = [m.kind for m in record.of(OLD)]
    assert kinds == ["prompt", "reply", "reply", "notice", "prompt", "reply"]
    session = record.sessions[OLD]
    assert (session.title, session.title_rank) == ("The shuttle that skips", 20)
    assert session.project_path == "/home/ada/loom"


def test_a_prompt_is_what_was_typed_and_files_stand_apart(record: Record):
    prompt = said(record, "u1")
    assert [(part.type, part.content) for part in prompt.parts] == [
        ("text", "Look at @shuttle.md"),
        ("injected", "\nIt skips."),
    ]
    assert prompt.aliases == (text_alias("user", "Look at @shuttle.md"),)
    assert said(record, "u2").parts[1].content["mediaType"] == "image/png"


def test_a_reply_holds_thoughts_text_calls_and_results(record: Record):
    reply = said(record, "g1")
    assert [part.type for part in reply.parts] == ["thinking", "text", "tool-call", "tool-result"]
    assert reply.parts[0].content == "Looking\nAt the shuttle."
    assert reply.parts[3].content == "It skips."
    failed = said(record, "g2").parts[-1]
    assert (failed.content, failed.is_error) == ("[Operation Cancelled]", True)


def test_cached_input_and_thoughts_are_told_apart(record: Record):
    usage = TokenUsage(600, 50, cache_read=400, reasoning=10)
    assert said(record, "g1").usage == usage
    assert usage_of({"input": 10, "cached": 30, "tool": 2}) == TokenUsage(2, cache_read=10)
    assert usage_of(None) is None


def test_lines_complete_each_other_and_patches_take_nothing_away(record: Record):
    assert [m.external_id for m in record.of(NEW)] == ["c1", "u5", "g5", "g6", "u6", "g7"]
    assert [m.kind for m in record.of(NEW)][:2] == ["injected", "prompt"]
    reply = said(record, "g5", NEW)
    assert [part.type for part in reply.parts] == ["thinking", "text", "tool-call", "tool-result"]
    assert reply.parts[1].content == "I read it."
    assert reply.usage == TokenUsage(600, 50, cache_read=400, reasoning=10)
    assert record.sessions[NEW].project_path == "/home/ada/loom"
    assert record.sessions[NEW].title == "Mending"


def test_what_a_patch_repeats_keeps_its_moment_and_its_place(record: Record):
    first = [said(record, key, NEW).created_at for key in ("c1", "u5", "g5", "g6")]
    assert first == [1772442030000, 1772442031000, 1772442032000, 1772442034000]


def test_a_sub_agent_lies_in_the_folder_of_its_parent(record: Record):
    assert record.sessions[CHILD].parent_external_id == NEW


def test_the_folder_can_be_moved():
    assert GEMINI.folders(Home(Path("/h"))) == (Path("/h/.gemini/tmp"),)
    moved = Home(Path("/h"), {"GEMINI_CLI_HOME": "/g"})
    assert GEMINI.folders(moved) == (Path("/g/.gemini/tmp"),)
