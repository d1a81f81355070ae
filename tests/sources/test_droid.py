"""What the sessions of Factory Droid say."""

from pathlib import Path

import pytest

from opensync_app.core.usage import TokenUsage
from opensync_app.sources.droid import FactoryDroid
from tests.sources.conftest import HOMES
from tests.sources.record import Record, import_home

DROID = FactoryDroid()
SESSION = "bbbbbbbb-1111-4111-8111-111111111111"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(DROID, HOMES["factory-droid"](tmp_path))


def test_reminders_are_no_words_of_a_person(record: Record):
    prompts = [m for m in record.of(SESSION) if m.kind == "prompt"]
    assert [m.parts[0].content for m in prompts] == [
        "Mend the shuttle",
        "And the warp?",
        "Thank you",
    ]
    assert len(prompts[0].parts) == 1
    (injected,) = (m for m in record.of(SESSION) if m.kind == "injected")
    assert "todo list" in str(injected.parts[0].content)


def test_replies_and_results_are_read_as_blocks(record: Record):
    kinds = [m.kind for m in record.of(SESSION)]
    assert kinds[:5] == ["prompt", "reply", "tool-result", "reply", "tool-result"]
    reply = record.messages[(SESSION, "d2")]
    assert [part.type for part in reply.parts] == ["thinking", "text", "tool-call"]
    failed = record.messages[(SESSION, "d5")].parts[0]
    assert (failed.content, failed.is_error, failed.call_id) == ("no thread", True, "toolu_d2")


def test_the_settings_tell_model_and_tokens(record: Record):
    session = record.sessions[SESSION]
    assert (session.model, session.title) == ("glm-4.6", "Shuttle mending")
    assert session.project_path == "/home/ada/loom"
    usage = TokenUsage(73, 47, cache_write_5m=11, cache_read=351)
    assert record.usage(with_extra=True) == usage


def test_sessions_are_read_before_their_settings(tmp_path: Path):
    found = list(DROID.discover(HOMES["factory-droid"](tmp_path)))
    by_priority = sorted(found, key=lambda file: -file.priority)
    assert [file.path.suffix for file in by_priority] == [".jsonl", ".json"]
