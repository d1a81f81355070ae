"""The development home, file by file, as the real server tells it, against independent counts."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.journeys.running import RunningServer, run
from tests.shared_data import shared

Counts = tuple[int, int, int]
Four = tuple[int, int, int, int]
Told = dict[str, Any]

SOURCES = {
    "claude": "claude-code",
    "codex": "codex-cli",
    "opencode": "opencode",
    "gemini": "gemini-cli",
    "copilot": "copilot-cli",
    "pi": "pi",
}


@pytest.fixture(scope="module")
def truth() -> Told:
    return msgspec.json.decode(shared("data/truth-dev.json").read_bytes())


@pytest.fixture(scope="module")
def sessions(dev_server: RunningServer) -> dict[str, Told]:
    """Every session by the file it was read from, as `GET /api/sessions/:id` tells it."""
    by_file: dict[str, Told] = {}
    for listed in all_sessions(dev_server):
        detail = dev_server.get(f"/api/sessions/{listed['id']}", limit=1)["session"]
        files = detail.pop("archivedFiles")
        assert detail == {name: value for name, value in listed.items() if name != "archivedFiles"}
        for file in files:
            assert file not in by_file, "two sessions in one file"
            by_file[file] = detail
    return by_file


def all_sessions(server: RunningServer) -> list[Told]:
    """Page through the list of sessions, those that it hides too."""
    found: list[Told] = []
    cursor = ""
    while True:
        asked = {"limit": 200, "includeEmpty": True, "includeAutomated": True}
        asked |= {"cursor": cursor} if cursor else {}
        page = server.get("/api/sessions", **asked)
        found += page["sessions"]
        cursor = page["nextCursor"]
        if not cursor:
            assert len(found) == page["total"]
            return found


def of_truth(truth: Told, tool: str) -> dict[str, Told]:
    return truth["sessions"][tool]


def counts_of(session: Told) -> Counts:
    names = ("userPromptCount", "assistantMessageCount", "toolCallCount")
    return session[names[0]], session[names[1]], session[names[2]]


def tokens_of(session: Told) -> Four:
    """Return input, output, cache writes and cache reads."""
    told = session["tokens"]
    written = told["cacheWrite5m"] + told["cacheWrite1h"]
    return told["input"], told["output"], written, told["cacheRead"]


def expected_of(tool: str, told: Told) -> tuple[Counts, Four]:
    """Return the figures of one file of the truth in our terms."""
    return {
        "claude": of_claude,
        "codex": of_codex,
        "opencode": of_opencode,
        "gemini": of_gemini,
        "copilot": of_copilot,
        "pi": of_pi,
    }[tool](told)


def of_claude(told: Told) -> tuple[Counts, Four]:
    tokens = told["tokens"]
    counts = told.get("user_prompts", 0), told["assistant_messages"], told["tool_calls"]
    return counts, (
        tokens["input_tokens"],
        tokens["output_tokens"],
        tokens["cache_creation_input_tokens"],
        tokens["cache_read_input_tokens"],
    )


def of_codex(told: Told) -> tuple[Counts, Four]:
    tokens = told["tokens_sum_of_deltas"]
    cached = tokens["cached_input_tokens"]
    counts = told.get("user_prompts", 0), -1, told["tool_calls"]
    return counts, (tokens["input_tokens"] - cached, tokens["output_tokens"], 0, cached)


def of_opencode(told: Told) -> tuple[Counts, Four]:
    tokens = told["tokens"]
    counts = told.get("user_prompts", 0), told.get("assistant", 0), told.get("tool_calls", 0)
    names = ("input", "output", "cache_write", "cache_read")
    return counts, (tokens[names[0]], tokens[names[1]], tokens[names[2]], tokens[names[3]])


def of_gemini(told: Told) -> tuple[Counts, Four]:
    tokens = told["tokens"]
    counts = told["user_prompts"], told["assistant_messages"], told["tool_calls"]
    cached = tokens["cached"]
    return counts, (tokens["input"] - cached + tokens["tool"], tokens["output"], 0, cached)


def of_copilot(told: Told) -> tuple[Counts, Four]:
    counts = -1, told["assistant.message"], sum(told["tools"].values())
    metrics: Told = told.get("shutdown_metrics") or {}
    ended: list[Told] = [model["usage"] for model in metrics.values()]
    whole = sum(usage["inputTokens"] for usage in ended)
    read = sum(usage["cacheReadTokens"] for usage in ended)
    written = sum(usage["cacheWriteTokens"] for usage in ended)
    return counts, (whole - read - written, told["tokens"]["output"], written, read)


def of_pi(told: Told) -> tuple[Counts, Four]:
    tokens = told["tokens"]
    counts = told["message/user"], told["message/assistant"], sum(told["tools"].values())
    return counts, (tokens["input"], tokens["output"], tokens["cacheWrite"], tokens["cacheRead"])


def session_at(sessions: dict[str, Told], home: Path, tool: str, name: str, told: Told) -> Told:
    """Return the session of a file of the truth; of OpenCode's exports by their ids."""
    if tool == "opencode":
        (path,) = [p for p in sessions if Path(p).stem == told["id"] and "/storage/" in p]
        return sessions[path]
    return sessions[str(home.parent / name)]


@pytest.mark.parametrize("tool", SOURCES)
def test_every_file_counts_as_the_truth_says(
    dev_server: RunningServer, sessions: dict[str, Told], truth: Told, tool: str
):
    wrong: list[str] = []
    for name, told in of_truth(truth, tool).items():
        session = session_at(sessions, dev_server.home, tool, name, told)
        counts, tokens = expected_of(tool, told)
        told_counts = counts_of(session)
        if any(want not in (-1, have) for want, have in zip(counts, told_counts, strict=True)):
            wrong.append(f"{name}: {told_counts} is not {counts}")
        if tokens_of(session) != tokens:
            wrong.append(f"{name}: {tokens_of(session)} is not {tokens}")
        assert session["source"] == SOURCES[tool]
    assert wrong == []


def test_an_import_of_the_same_home_finds_every_file_and_nothing_new(
    dev_server: RunningServer, truth: Told
):
    words = ("import", "--json", "--data-dir", str(dev_server.data_dir))
    report = json.loads(run(*words, home=dev_server.home))["sources"]
    for tool, source in SOURCES.items():
        figures = report[source]
        assert figures["filesFound"] >= len(of_truth(truth, tool)), source
        assert figures["filesUnchanged"] == figures["filesFound"], source
        done = ("filesRead", "filesReparsed", "skipped", "sessions", "messages")
        assert [figures[name] for name in done] == [0, 0, [], 0, 0], source
