"""What the events of Copilot CLI say."""

from pathlib import Path

import pytest

from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Home
from opensync_app.sources.copilot import CopilotCli
from opensync_app.sources.copilot_events import input_of
from tests.sources.conftest import HOMES
from tests.sources.record import Record, import_home

COPILOT = CopilotCli()
SESSION = "77777777-7777-4777-8777-777777777777"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(COPILOT, HOMES["copilot-cli"](tmp_path))


def test_only_what_a_person_typed_is_a_prompt(record: Record):
    prompts = [m for m in record.of(SESSION) if m.kind == "prompt"]
    assert [m.parts[0].content for m in prompts] == ["Mend the shuttle", "And the warp?"]
    injected = [m for m in record.of(SESSION) if m.kind == "injected"]
    assert [m.is_sidechain for m in injected] == [False, True]


def test_a_reply_holds_its_thoughts_and_its_calls(record: Record):
    reply = record.messages[(SESSION, "m1")]
    assert [part.type for part in reply.parts] == ["thinking", "tool-call"]
    assert reply.parts[1].content == {"toolName": "bash", "args": {"command": "ls"}}
    assert reply.usage == TokenUsage(output=100)


def test_a_sub_agent_speaks_beside_the_conversation(record: Record):
    reply = record.messages[(SESSION, "m3")]
    assert (reply.is_sidechain, reply.model) == (True, "claude-haiku-4.5")
    assert not record.messages[(SESSION, "m2")].is_sidechain


def test_results_keep_their_text_and_their_failure(record: Record):
    done = record.messages[(SESSION, "tc1:result")].parts[0]
    assert (done.content, done.is_error) == ("shuttle.md", False)
    failed = record.messages[(SESSION, "tc2:result")].parts[0]
    assert (failed.content, failed.is_error) == ("stopped", True)


def test_input_is_counted_per_run_and_output_by_message_never_twice(record: Record):
    runs = sorted(extra.usage.fields() for extra in record.extra.values())
    assert runs == [(100, 0, 0, 0, 800, 0), (500, 0, 1500, 0, 3000, 0)]
    total = record.usage(with_extra=True)
    assert (total.prompt, total.output) == (5000 + 900, 100 + 40 + 7 + 12)


def test_caches_larger_than_the_input_make_nothing_negative():
    told = {"inputTokens": 10, "cacheReadTokens": 8, "cacheWriteTokens": 9}
    assert input_of(told) == TokenUsage(0, cache_write_5m=2, cache_read=8)


def test_summaries_notices_and_interruptions_are_told_apart(record: Record):
    kinds = [m.kind for m in record.of(SESSION)]
    assert [kinds.count(k) for k in ("summary", "notice", "interruption")] == [1, 1, 1]


def test_a_session_has_its_folder_and_its_latest_branch(record: Record):
    session = record.sessions[SESSION]
    assert (session.project_path, session.git_branch) == ("/home/ada/loom", "mend")
    assert session.title == "Mend the shuttle"


def test_only_event_logs_of_sessions_are_read(tmp_path: Path):
    home = HOMES["copilot-cli"](tmp_path)
    (folder,) = COPILOT.folders(home)
    stray = folder / SESSION / "files" / "events.jsonl"
    stray.parent.mkdir()
    stray.write_text("{}\n")
    assert [file.path.parent.name for file in COPILOT.discover(home)] == [SESSION]
    assert COPILOT.owns(home, stray) is None
    assert COPILOT.folders(Home(Path("/h"))) == (Path("/h/.copilot/session-state"),)
