"""The real claude-code-sync against the real server: log in, test, hooks, what arrives."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.house import House, served
from tests.real_client.plugin import Plugin
from tests.shared_data import unpack

pytestmark = pytest.mark.real_client

HOOKED = {"SessionStart", "UserPromptSubmit", "PostToolUse", "Stop", "SessionEnd"}
SESSIONS = (
    "49d5a560-ccde-4cfa-9280-481dd7d97f15",
    "f82b42e4-9236-46b9-9334-c49f505a4716",
    "7b16051e-306a-4281-96f5-7563c0b76966",
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[House, str]]:
    with served(tmp_path / "data") as (house, url):
        yield house, url


@pytest.fixture
def plugin(tmp_path: Path, server: tuple[House, str]) -> Plugin:
    """The plugin after a login through the address that its prompt accepts."""
    home = tmp_path / "home"
    home.mkdir()
    plugin = Plugin(home)
    log_in(plugin, server)
    return plugin


def log_in(plugin: Plugin, server: tuple[House, str]) -> None:
    house, url = server
    code, screen = plugin.talk(
        "login", answers={"Convex URL": f"{url}/.convex.site", "API Key (osk": house.key}
    )
    assert code == 0, screen
    assert "Configuration saved!" in screen, screen


def captured(name: str) -> Path:
    return unpack("client-captures.tar.zst") / "claude-code-2.1.330" / name


def payloads() -> list[tuple[str, dict[str, Any]]]:
    """The hook payloads of the chosen sessions in their order, with transcripts of ours."""
    chosen: list[tuple[str, dict[str, Any]]] = []
    for line in captured("hooks.jsonl").read_text().splitlines():
        row = json.loads(line)
        payload = row["stdin"]
        if row["configured_event"] in HOOKED and payload["session_id"] in SESSIONS:
            payload["transcript_path"] = str(transcript(payload["session_id"]))
            chosen.append((row["configured_event"], payload))
    return chosen


def transcript(session_id: str) -> Path:
    return captured("projects-slim/-home-dev-projects-calc") / f"{session_id}.jsonl"


def spoken(session_id: str) -> list[str]:
    """What the model wrote in a session, by its transcript."""
    texts: list[str] = []
    for line in transcript(session_id).read_text().splitlines():
        row = json.loads(line)
        if row.get("type") == "assistant" and not row.get("isSidechain"):
            texts += [b["text"] for b in row["message"]["content"] if b["type"] == "text"]
    return texts


def test_it_logs_in_through_the_compatible_address_and_passes_its_own_test(
    plugin: Plugin, server: tuple[House, str]
):
    tested, status = plugin.run("synctest"), plugin.run("status")

    house, url = server
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert status.returncode == 0, status.stdout + status.stderr
    assert f"{url}/.convex.site" in status.stdout
    (name,) = house.recording.store.sessions.external_ids(1)
    assert name.startswith("test-")
    assert house.recording.session(name).title == "Connection Test"
    (key,) = house.authorising.keys()
    wait_until(lambda: house.authorising.keys()[0].last_used_at is not None)
    assert key.name == "tests"


def test_what_its_hooks_send_arrives(plugin: Plugin, server: tuple[House, str]):
    sent = payloads()
    assert {event for event, _ in sent} == HOOKED

    for event, payload in sent:
        done = plugin.run("hook", event, stdin=json.dumps(payload))
        assert (done.returncode, done.stderr) == (0, ""), (event, done.stderr)

    house, _ = server
    for session_id in SESSIONS:
        messages = house.recording.messages(session_id)
        assert house.recording.session(session_id).source == "claude-code"
        assert house.recording.session(session_id).project_name == "calc"
        assert [m.text_content for m in messages if m.kind == "prompt"] == [
            p["prompt"]
            for e, p in sent
            if e == "UserPromptSubmit" and p["session_id"] == session_id
        ]
        assert [m.external_id for m in messages if m.external_id.startswith("toolu_")] == [
            p["tool_use_id"]
            for e, p in sent
            if e == "PostToolUse" and p["session_id"] == session_id
        ]
        replies = [m.text_content for m in messages if m.kind == "reply" and m.text_content]
        assert replies == spoken(session_id)
        assert house.recording.session(session_id).prompt_tokens > 0


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        threading.Event().wait(0.02)
    raise AssertionError(condition)
