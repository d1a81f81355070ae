"""What the sessions of Pi say."""

from pathlib import Path

import pytest

from opensync_app.core.session import Message
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Home
from opensync_app.sources.pi import Pi
from tests.sources.conftest import HOMES
from tests.sources.record import Record, import_home

PI = Pi()
MAIN = "88888888-8888-4888-8888-888888888888"
FORK = "99999999-9999-4999-8999-999999999999"
OLD = "aaaaaaaa-1111-4111-8111-111111111111"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(PI, HOMES["pi"](tmp_path))


def said(record: Record, number: int, session: str = MAIN) -> Message:
    return record.messages[(session, f"{number:08x}")]


def test_entries_are_told_apart(record: Record):
    kinds = [m.kind for m in record.of(MAIN)]
    assert kinds[:6] == ["prompt", "reply", "tool-result", "reply", "command", "summary"]
    assert kinds[6:] == ["injected", "prompt", "reply"]


def test_a_reply_holds_thoughts_text_and_calls(record: Record):
    reply = said(record, 3)
    assert [part.type for part in reply.parts] == ["thinking", "text", "tool-call"]
    assert reply.parts[2].content == {"toolName": "read", "args": {"path": "shuttle.md"}}
    assert reply.usage == TokenUsage(3, 191, cache_write_5m=1684)
    assert said(record, 10).parts[0].content == "Request was aborted"


def test_results_keep_their_images(record: Record):
    text, image = said(record, 4).parts
    assert (text.content, text.tool_name, text.call_id) == ("It skips.", "read", "tc_1")
    assert image.content == {"mediaType": "image/png", "data": "iVBORw0KGgo="}


def test_the_cost_that_pi_recorded_is_kept(record: Record):
    assert record.sessions[MAIN].cost_micro_usd == 11_100
    assert record.sessions[OLD].cost_micro_usd == 100


def test_a_fork_names_its_parent_and_its_copies_count_once(record: Record):
    assert record.sessions[FORK].parent_external_id == MAIN
    assert said(record, 3).usage_key == said(record, 3, FORK).usage_key
    assert record.usage().output == 191 + 20 + 9 + 6


def test_a_session_has_its_name_folder_model_and_provider(record: Record):
    session = record.sessions[MAIN]
    assert (session.title, session.title_rank) == ("The loom", 40)
    assert (session.project_path, session.provider) == ("/home/ada/loom", "anthropic")
    assert record.sessions[FORK].model == "gpt-5.5"


def test_entries_without_ids_are_numbered(record: Record):
    assert [m.external_id for m in record.of(OLD)] == ["entry-1", "entry-2"]


def test_the_folder_can_be_moved():
    assert PI.folders(Home(Path("/h"))) == (Path("/h/.pi/agent/sessions"),)
    assert PI.folders(Home(Path("/h"), {"PI_CODING_AGENT_DIR": "/p"})) == (Path("/p/sessions"),)
    moved = Home(Path("/h"), {"PI_CODING_AGENT_SESSION_DIR": "/s", "PI_CODING_AGENT_DIR": "/p"})
    assert PI.folders(moved) == (Path("/s"),)
