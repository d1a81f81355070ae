"""A large result that Claude Code keeps in a file of its own is read and found at its call."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opensync_app.core.query import SearchQuery
from opensync_app.core.records import StoredMessage
from opensync_app.services.importing import Importer
from opensync_app.services.searching import SearchingService
from opensync_app.sources.base import Home
from opensync_app.sources.claude_code import ClaudeCode
from tests.api.house import House
from tests.factories import OWNER
from tests.shared_data import unpack

EXCERPT = (
    "<persisted-output>\nOutput too large (58.6KB). Full output saved to: {path}\n\n"
    "Preview (first 2KB):\nthe beginning\n...\n</persisted-output>"
)
WHOLE = "the beginning\n" + "a line\n" * 400 + "and the hippopotamus at the end\n"
ELSEWHERE = "C:\\Users\\me\\.claude\\projects\\-shop\\one\\tool-results\\{name}"


class Session:
    """A session on disk with one large result."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / ".claude" / "projects" / "-home-me-shop"
        self.folder.mkdir(parents=True)

    def transcript(self, name: str = "big.txt", file: str = "one.jsonl", **row: Any) -> Path:
        excerpt = EXCERPT.format(path=ELSEWHERE.format(name=name))
        result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": excerpt}
        line = {
            "type": "user",
            "uuid": f"row-{file}",
            "sessionId": "one",
            "timestamp": "2026-11-20T10:00:00.000Z",
            "message": {"role": "user", "content": [result]},
            **row,
        }
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(line) + "\n")
        return path

    def result(self, name: str = "big.txt", text: bytes = WHOLE.encode()) -> Path:
        path = self.folder / "one" / "tool-results" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        return path


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture
def on_disk(tmp_path: Path) -> Session:
    return Session(tmp_path / "home")


def read(house: House, home: Path) -> None:
    rec = house.recording
    Importer(
        rec.store,
        rec.recorder,
        rec.feed,
        rec.clock,
        sources=(ClaudeCode(),),
        home=Home(home),
        machine="here",
    ).import_all()
    house.make_searchable()


def found(house: House, words: str) -> list[str]:
    service = SearchingService(house.recording.store, house.folders, house.indexing.suspect)
    answer = service.search(SearchQuery(user_id=OWNER, text=words))
    return [result.session.external_id for result in answer.results]


def only(messages: list[StoredMessage]) -> StoredMessage:
    (message,) = messages
    return message


@pytest.mark.parametrize("order", ["together", "transcript first", "result first"])
def test_the_whole_is_read_and_found_whichever_came_first(
    house: House, on_disk: Session, order: str
):
    steps = [on_disk.transcript, on_disk.result]
    for step in reversed(steps) if order == "result first" else steps:
        step()
        if order != "together":
            read(house, on_disk.home)
    read(house, on_disk.home)

    message = only(house.recording.messages("one"))
    (part,) = message.parts
    assert (part.content, part.call_id, message.kind) == (WHOLE, "toolu_1", "tool-result")
    assert found(house, "hippopotamus") == ["one"]
    assert house.recording.store.sessions.external_ids(OWNER) == ["one"]


def test_a_sub_agents_result_lies_in_its_parents_folder(house: House, on_disk: Session):
    on_disk.transcript(file="one/subagents/agent-a.jsonl", isSidechain=True, agentId="a")
    read(house, on_disk.home)
    on_disk.result()
    read(house, on_disk.home)

    assert only(house.recording.messages("one:agent-a")).parts[0].content == WHOLE
    assert found(house, "hippopotamus") == ["one:agent-a"]


def test_without_its_file_the_excerpt_stays(house: House, on_disk: Session):
    on_disk.transcript(name="gone.txt")
    on_disk.result(name="other.txt")
    read(house, on_disk.home)

    part = only(house.recording.messages("one")).parts[0]
    assert "the beginning" in str(part.content)
    assert found(house, "hippopotamus") == []


@pytest.mark.parametrize("name", ["..", "../one.jsonl", "a/b.txt", "x\0y.txt", "."])
def test_a_name_leads_nowhere_else(house: House, on_disk: Session, name: str):
    path = on_disk.transcript(name=name)
    on_disk.result()
    read(house, on_disk.home)

    part = only(house.recording.messages("one")).parts[0]
    assert (part.file, str(part.content)[:18]) == (None, "<persisted-output>")
    assert path.exists()


def test_bytes_that_are_no_text_are_shown_as_far_as_they_can(house: House, on_disk: Session):
    on_disk.transcript()
    on_disk.result(text=b"caf\xe9 \xff\x00 end")
    read(house, on_disk.home)
    assert only(house.recording.messages("one")).parts[0].content == "caf\ufffd \ufffd\0 end"


def test_the_captured_session_shows_all_of_its_output(house: House, tmp_path: Path):
    source = unpack("client-captures.tar.zst") / "claude-code-2.1.330" / "projects-slim"
    shutil.copytree(source, tmp_path / "home" / ".claude" / "projects")
    read(house, tmp_path / "home")

    name = "42dbe17a-89fc-4c27-b8b7-2419b17868cf"
    (text,) = (tmp_path / "home").rglob("bgbee2bfk.txt")
    results = [m for m in house.recording.messages(name) if m.kind == "tool-result"]
    assert text.read_text() in [part.content for m in results for part in m.parts]
