"""What the histories of SpecStory say."""

import os
from pathlib import Path

import pytest

from opensync_app.sources.base import Home
from opensync_app.sources.specstory import SpecStory
from tests.sources.conftest import HOMES
from tests.sources.record import Record, import_home

SPECSTORY = SpecStory()
MAIN = "specstory:12121212-1111-4111-8111-111111111111"
OLD = "specstory:34343434-1111-4111-8111-111111111111"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(SPECSTORY, HOMES["specstory"](tmp_path))


def test_headings_tell_who_speaks(record: Record):
    kinds = [m.kind for m in record.of(MAIN)]
    assert kinds == [
        *("command", "injected", "prompt", "reply", "reply"),
        *("interruption", "reply", "reply", "prompt", "reply"),
    ]
    assert record.sessions[MAIN].title == "Mend the shuttle"


def test_thoughts_and_tools_stand_where_they_stood(record: Record):
    thought, looked = [m for m in record.of(MAIN) if m.kind == "reply"][:2]
    assert [(p.type, p.content) for p in thought.parts] == [("thinking", "Look at it first.")]
    assert [p.type for p in looked.parts] == ["text", "tool-call", "tool-result", "text"]
    assert looked.parts[1].content == {"toolName": "Bash", "args": None}
    assert "shuttle.md" in looked.parts[2].content
    assert looked.parts[2].content.startswith("List the folder")
    assert looked.parts[3].content == "Then I mend."


def test_models_moments_and_side_chains_are_kept(record: Record):
    replies = [m for m in record.of(MAIN) if m.kind == "reply"]
    assert replies[0].model == "claude-opus-4-6"
    assert replies[0].created_at == 1772442005000
    assert [m.is_sidechain for m in replies] == [False, False, True, False, False]
    assert replies[3].model is None


def test_a_rule_inside_a_reply_is_kept_and_that_behind_it_not(record: Record):
    last = record.of(MAIN)[-1]
    assert last.parts[0].content == "The warp is whole:\n\n---\n\nas it was."
    prompt = next(m for m in record.of(MAIN) if m.kind == "prompt")
    assert prompt.parts[0].content == "Mend the shuttle"


def test_older_histories_are_read(record: Record):
    assert [m.kind for m in record.of(OLD)] == ["prompt", "reply", "prompt"]


def test_the_project_is_the_folder_that_holds_the_history(record: Record, tmp_path: Path):
    assert record.sessions[MAIN].project_path == str(tmp_path / "home")


def test_named_folders_are_searched_and_nothing_else(tmp_path: Path):
    for place in ("a/.specstory/history", "a/b/.specstory/history", "c/.specstory/history", "a/x"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "one.md").write_text("# One\n")
    named = os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "c")])
    home = Home(tmp_path / "a", {"OPENSYNC_SPECSTORY_FOLDERS": named})
    found = sorted(str(f.path.relative_to(tmp_path)) for f in SPECSTORY.discover(home))
    assert found == [
        "a/.specstory/history/one.md",
        "a/b/.specstory/history/one.md",
        "c/.specstory/history/one.md",
    ]
    only = Home(tmp_path / "a", {})
    assert [f.path.parent.parent.parent for f in SPECSTORY.discover(only)] == [tmp_path / "a"]


def test_a_page_that_is_no_history_holds_no_session(tmp_path: Path):
    place = tmp_path / ".specstory" / "history"
    place.mkdir(parents=True)
    (place / "notes.md").write_text("# Notes\n")
    assert import_home(SPECSTORY, Home(tmp_path)).sessions == {}
