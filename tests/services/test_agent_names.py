"""What a sub-agent is called, by its own file or by what its parent was told."""

import json
from pathlib import Path
from typing import Any

import pytest

from opensync_app.services.importing import Importer
from opensync_app.sources.base import Home
from opensync_app.sources.claude_code import ClaudeCode
from tests.factories import OWNER, Recording, recording

MAIN, AGENT = "main", "main:agent-a1"


class Newer(ClaudeCode):
    parser_version = ClaudeCode.parser_version + 1


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def row(uuid: str, content: object, **more: Any) -> dict[str, Any]:
    return {
        "type": "user",
        "uuid": uuid,
        "sessionId": MAIN,
        "timestamp": "2026-11-20T10:00:00.000Z",
        "message": {"role": "user", "content": content},
        **more,
    }


def main_file(home: Path) -> Path:
    result = [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "found it"}]
    told = {"status": "completed", "agentId": "a1", "agentType": "Explore", "totalTokens": 5}
    nowhere = told | {"agentId": "a2", "agentType": "Plan"}
    return write(
        home / ".claude" / "projects" / "-shop" / f"{MAIN}.jsonl",
        row("u1", "look for it"),
        row("u2", result, toolUseResult=told),
        row("u3", result, toolUseResult=nowhere),
        row("u4", result, toolUseResult="agentType, in words"),
    )


def agent_file(home: Path, *, old: bool) -> Path:
    folder = home / ".claude" / "projects" / "-shop"
    folder = folder if old else folder / MAIN / "subagents"
    more: dict[str, Any] = {"isSidechain": True, "agentId": "a1"}
    return write(folder / "agent-a1.jsonl", row("s1", "the task", **more))


def read(rec: Recording, home: Path, *paths: Path, source: ClaudeCode | None = None) -> None:
    importer = Importer(
        rec.store,
        rec.recorder,
        rec.feed,
        rec.clock,
        sources=(source or ClaudeCode(),),
        home=Home(home),
        machine="here",
    )
    for path in paths:
        importer.import_paths([path])
    if not paths:
        importer.import_all()


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("agent_first", [True, False])
def test_the_parent_tells_it_in_either_order(tmp_path: Path, *, old: bool, agent_first: bool):
    paths = [main_file(tmp_path), agent_file(tmp_path, old=old)]
    with recording(tmp_path / "data") as rec:
        read(rec, tmp_path, *(reversed(paths) if agent_first else paths))
        assert rec.session(AGENT).agent_name == "Explore"
        assert set(rec.store.sessions.external_ids(OWNER)) == {MAIN, AGENT}
        before = rec.store.journal.last()
        read(rec, tmp_path)
        assert rec.store.journal.last() == before
        read(rec, tmp_path, source=Newer())
        assert rec.session(AGENT).agent_name == "Explore"


@pytest.mark.parametrize("meta_first", [True, False])
def test_its_own_file_knows_better(tmp_path: Path, *, meta_first: bool):
    agent = agent_file(tmp_path, old=False)
    meta = write(agent.with_name("agent-a1.meta.json"), {"agentType": "shop:searcher"})
    paths = [meta, main_file(tmp_path)]
    with recording(tmp_path / "data") as rec:
        read(rec, tmp_path, agent, *(paths if meta_first else reversed(paths)))
        assert rec.session(AGENT).agent_name == "shop:searcher"


def test_a_session_may_be_named_by_a_row_of_its_own(tmp_path: Path):
    path = main_file(tmp_path)
    with path.open("a") as file:
        file.write(json.dumps({"type": "agent-name", "agentName": "till-mender"}) + "\n")
    with recording(tmp_path / "data") as rec:
        read(rec, tmp_path)
        assert rec.session(MAIN).agent_name == "till-mender"
