"""The development home, file by file, against independent counts, and what current tools write."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from opensync_app.core.session import Message
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.sources.base import Chunk, Home, Position, SourceFile
from opensync_app.sources.claude_code import ClaudeCode
from opensync_app.sources.jsonl import read_lines
from opensync_app.sources.opencode import OpenCode
from tests.shared_data import shared, unpack
from tests.sources.record import Record, import_file, import_home, parse_all

CLAUDE, OPENCODE = ClaudeCode(), OpenCode()
Truth = dict[str, Any]


def figures(messages: list[Message]) -> tuple[int, int, int]:
    """Return prompts, replies and tool calls."""
    calls = {part.key for m in messages for part in m.parts if part.type == "tool-call"}
    kinds = [message.kind for message in messages]
    return kinds.count("prompt"), kinds.count("reply"), len(calls)


def four(usage: TokenUsage) -> list[int]:
    """Return tokens as the truth tells them: input, output, cache writes, cache reads."""
    writes = usage.cache_write_5m + usage.cache_write_1h
    return [usage.input, usage.output, writes, usage.cache_read]


@pytest.fixture(scope="module")
def truth() -> Truth:
    return msgspec.json.decode(shared("data/truth-dev.json").read_bytes())


@pytest.fixture(scope="module")
def home() -> Home:
    return Home(unpack("dev-sessions.tar.zst") / "home")


@pytest.fixture(scope="module")
def captures() -> Path:
    return unpack("client-captures.tar.zst")


@pytest.fixture(scope="module")
def claude(home: Home) -> dict[str, Record]:
    """Each Claude Code file by its path below the archive."""
    files = CLAUDE.discover(home)
    return {str(f.path.relative_to(home.path.parent)): import_file(CLAUDE, f) for f in files}


@pytest.fixture(scope="module")
def claude_total(claude: dict[str, Record]) -> Record:
    total = Record()
    for record in claude.values():
        total.messages.update(record.messages)
        total.extra.update(record.extra)
    return total


def test_every_claude_file_counts_as_the_truth_says(claude: dict[str, Record], truth: Truth):
    told = truth["sessions"]["claude"]
    assert claude.keys() == told.keys()
    names = ("input_tokens", "output_tokens")
    names += ("cache_creation_input_tokens", "cache_read_input_tokens")
    for path, record in claude.items():
        expected = told[path]
        counts = expected.get("user_prompts", 0), expected["assistant_messages"]
        assert figures(list(record.messages.values())) == (*counts, expected["tool_calls"]), path
        assert four(record.usage()) == [expected["tokens"][name] for name in names], path
        assert record.bad_lines == [], path


def test_claude_tokens_add_up_over_all_files(claude_total: Record, truth: Truth):
    told = truth["totals"]["claude_global"]
    assert four(claude_total.usage()) == told["tokens_dedup_max"]
    keys = {m.usage_key for m in claude_total.messages.values() if m.usage_key}
    assert len(keys) == told["unique_messages"]


def test_claude_tokens_with_nested_agents_are_those_of_ccusage(claude_total: Record):
    # Source: the table of the ground truth; ccusage 20.0.26 says the same.
    assert four(claude_total.usage(with_extra=True)) == [
        231_470,
        2_996_099,
        26_188_573,
        885_753_317,
    ]


def test_claude_sessions_have_titles_folders_and_times(claude: dict[str, Record], truth: Truth):
    for path, expected in truth["sessions"]["claude"].items():
        if not expected.get("user_prompts"):
            continue
        session = claude[path].sessions[Path(path).stem]
        assert session.project_path == expected["cwds"][0], path
        assert session.title, path
        custom, written = expected["custom_title"], expected["ai_title"]
        if custom or written:
            assert session.title[:40] == " ".join((custom or written).split())[:40], path
        assert session.active_at is not None
        assert session.created_at is not None


def test_every_opencode_session_counts_as_the_truth_says(home: Home, truth: Truth):
    told = {item["id"]: item for item in truth["sessions"]["opencode"].values()}
    record = import_home(OPENCODE, home)
    assert record.sessions.keys() == told.keys()
    for session_id, expected in told.items():
        messages = record.of(session_id)
        counts = [expected.get(name, 0) for name in ("user_prompts", "assistant", "tool_calls")]
        assert list(figures(messages)) == counts, session_id
        usage = sum((m.usage for m in messages if m.usage), NO_USAGE)
        tokens = expected["tokens"]
        names = ("input", "output", "cache_write", "cache_read")
        assert four(usage) == [tokens[name] for name in names], session_id
        assert usage.reasoning == tokens["reasoning"], session_id
        session = record.sessions[session_id]
        assert session.parent_external_id == expected["parent"]
        assert session.project_path == expected["directory"]
        assert session.created_at == expected["time"]["created"]
    assert (record.usage().input, record.usage().output) == (9_267_824, 357_801)
    assert record.bad_lines == []


def growing() -> Iterator[Path]:
    yield from sorted((unpack("dev-sessions.tar.zst") / "growth").glob("*/*"))


def replayed(folder: Path, path: Path) -> Iterator[tuple[bytes, list[Chunk]]]:
    """Yield each snapshot as it is written over the last, and what is read of it."""
    position: Position | None = None
    for number, snapshot in enumerate(sorted(folder.glob("*.jsonl"))):
        content = snapshot.read_bytes()
        path.write_bytes(content)
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
        chunks = list(read_lines(file_at(path), position))
        position = chunks[-1].position if chunks else position
        yield content, chunks


def file_at(path: Path) -> SourceFile:
    stat = path.stat()
    return SourceFile("claude-code", path, stat.st_size, stat.st_mtime_ns)


def test_snapshots_are_read_on_where_they_grew_and_anew_where_they_were_rewritten(tmp_path: Path):
    restarted = 0
    for folder in growing():
        before = b""
        for content, chunks in replayed(folder, tmp_path / "session.jsonl"):
            new = b"".join(chunk.raw for chunk in chunks)
            if content.startswith(before):
                assert new == content[len(before) :]
                assert not any(chunk.restart for chunk in chunks)
            else:
                assert new == content
                assert chunks[0].restart
                restarted += 1
            before = content
        (tmp_path / "session.jsonl").unlink()
    assert restarted == 1


def test_sessions_that_grow_end_as_a_fresh_reading_of_the_last(tmp_path: Path):
    seen = 0
    for folder in growing():
        path = tmp_path / f"{folder.name}.jsonl"
        chunks = [chunk for _, new in replayed(folder, path) for chunk in new]
        if b'"sessionId"' in chunks[0].raw:
            grown = parse_all(CLAUDE, file_at(path), chunks)
            assert grown.content() == import_file(CLAUDE, file_at(path)).content(), folder.name
            seen += 1
    assert seen == 6


def test_the_current_claude_code_is_read_with_its_sub_agents(captures: Path, tmp_path: Path):
    projects = captures / "claude-code-2.1.330" / "projects-slim"
    (tmp_path / "projects").symlink_to(projects, target_is_directory=True)
    record = import_home(CLAUDE, Home(tmp_path, {"CLAUDE_CONFIG_DIR": str(tmp_path)}))
    children = {key: s for key, s in record.sessions.items() if s.parent_external_id}
    assert len(children) == 2
    for key, child in children.items():
        assert child.parent_external_id in record.sessions
        assert child.agent_name == "general-purpose"
        assert child.title
        assert "reply" in {message.kind for message in record.of(key)}
    assert record.bad_lines == []
    assert all(
        session.cost_micro_usd is not None
        for key, session in record.sessions.items()
        if key not in children
    )


def test_both_opencode_stores_are_read_with_their_sub_agents(captures: Path, tmp_path: Path):
    for version in ("opencode-1.18.33", "opencode-1.1.27"):
        home = Home(tmp_path, {"OPENCODE_DATA": str(captures / version)})
        record = import_home(OPENCODE, home)
        assert (len(record.sessions), len(record.messages)) == (12, 50)
        children = [s for s in record.sessions.values() if s.parent_external_id]
        assert children
        assert all(child.parent_external_id in record.sessions for child in children)
        assert all(child.agent_name == "general" for child in children)
        assert record.bad_lines == []
