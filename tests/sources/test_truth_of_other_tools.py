"""The development home of Codex, Gemini, Copilot and Pi against independent counts, and captures."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.sources.base import Home, Source
from opensync_app.sources.codex import CodexCli
from opensync_app.sources.copilot import CopilotCli
from opensync_app.sources.gemini import GeminiCli
from opensync_app.sources.pi import Pi
from opensync_app.sources.specstory import SpecStory
from tests.shared_data import shared, unpack
from tests.sources.record import Record, import_file, import_home

CODEX, COPILOT, GEMINI, PI = CodexCli(), CopilotCli(), GeminiCli(), Pi()
Pairs = Iterator[tuple[str, Record, dict[str, Any]]]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return msgspec.json.decode(shared("data/truth-dev.json").read_bytes())["sessions"]


@pytest.fixture(scope="module")
def home() -> Home:
    return Home(unpack("dev-sessions.tar.zst") / "home")


@pytest.fixture(scope="module")
def captures() -> Path:
    return unpack("client-captures.tar.zst")


def pairs(source: Source, home: Home, told: dict[str, Any]) -> Pairs:
    """Yield each file's name, what was read of it, and what the truth says; none is left out."""
    seen: set[str] = set()
    for file in source.discover(home):
        name = str(file.path.relative_to(home.path.parent))
        seen.add(name)
        record = import_file(source, file)
        assert record.bad_lines == [], name
        yield name, record, told[name]
    assert seen == told.keys()


def kinds(record: Record) -> Counter[str]:
    return Counter(message.kind for message in record.messages.values())


def parts(record: Record) -> Counter[str]:
    """Return how many parts of each type the replies hold."""
    replies = [m for m in record.messages.values() if m.kind == "reply"]
    return Counter(part.type for message in replies for part in message.parts)


def test_every_codex_file_counts_as_the_truth_says(home: Home, truth: dict[str, Any]):
    total = NO_USAGE
    for name, record, told in pairs(CODEX, home, truth["codex"]):
        assert kinds(record)["prompt"] == told.get("user_prompts", 0), name
        assert parts(record)["text"] == told["items_assistant"], name
        assert parts(record)["tool-call"] == told["tool_calls"], name
        usage = record.usage(with_extra=True)
        tokens = told["tokens_sum_of_deltas"]
        assert usage.prompt == tokens["input_tokens"], name
        assert usage.cache_read == tokens["cached_input_tokens"], name
        assert usage.output == tokens["output_tokens"], name
        total += usage
        session = record.sessions[told["id"]]
        assert (session.project_path, session.git_branch) == (told["cwd"], told["git"]["branch"])
        assert session.title
        assert session.model in told["models"]
    # Source: the table of the ground truth; ccusage 20.0.26 says the same.
    assert (total.prompt, total.output) == (321_619_095, 1_291_387)
    assert total.prompt + total.output == 322_910_482


def test_every_gemini_file_counts_as_the_truth_says(home: Home, truth: dict[str, Any]):
    for name, record, told in pairs(GEMINI, home, truth["gemini"]):
        assert kinds(record)["prompt"] == told["user_prompts"], name
        assert kinds(record)["reply"] == told["assistant_messages"], name
        assert parts(record)["tool-call"] == told["tool_calls"], name
        tokens, usage = told["tokens"], record.usage()
        assert (usage.prompt, usage.cache_read) == (tokens["input"], tokens["cached"]), name
        assert (usage.output, usage.reasoning) == (tokens["output"], tokens["thoughts"]), name
        assert sum(usage.fields()) == tokens["total"], name
        assert record.sessions[told["sessionId"]].title


def test_every_copilot_file_counts_as_the_truth_says(home: Home, truth: dict[str, Any]):
    output = 0
    for name, record, told in pairs(COPILOT, home, truth["copilot"]):
        counts = kinds(record)
        assert counts["prompt"] + counts["injected"] == told["user.message"], name
        assert counts["reply"] == told["assistant.message"], name
        assert counts["tool-result"] == told.get("tool.execution_complete", 0), name
        assert parts(record)["tool-call"] == sum(told["tools"].values()), name
        assert record.usage(with_extra=True).output == told["tokens"]["output"], name
        metrics: dict[str, Any] = told.get("shutdown_metrics") or {}
        ended = sum(model["usage"]["inputTokens"] for model in metrics.values())
        assert record.usage(with_extra=True).prompt == ended, name
        start = told["start"]
        session = record.sessions[start["sessionId"]]
        assert session.project_path == start["context"]["cwd"], name
        output += record.usage().output
    assert output == 382_101


def test_every_pi_file_counts_as_the_truth_says(home: Home, truth: dict[str, Any]):
    for name, record, told in pairs(PI, home, truth["pi"]):
        counts = kinds(record)
        assert counts["prompt"] == told["message/user"], name
        assert counts["reply"] == told["message/assistant"], name
        assert counts["tool-result"] == told["message/toolResult"], name
        assert parts(record)["tool-call"] == sum(told["tools"].values()), name
        tokens = told["tokens"]
        assert record.usage() == TokenUsage(
            tokens["input"],
            tokens["output"],
            cache_write_5m=tokens["cacheWrite"],
            cache_read=tokens["cacheRead"],
        ), name
        session = record.sessions[told["start"]["id"]]
        assert session.cost_micro_usd == round(tokens["cost"] * 1_000_000), name
        assert session.project_path == told["start"]["cwd"], name


def test_the_current_codex_is_read_with_prompts_replies_and_tools(captures: Path):
    codex = Home(captures, {"CODEX_HOME": str(captures / "codex-0.169.0")})
    record = import_home(CODEX, codex)
    assert record.bad_lines == []
    assert len(record.sessions) == 3
    assert kinds(record) == {"prompt": 4, "reply": 6, "injected": 3, "tool-result": 2}
    assert parts(record)["tool-call"] == 2
    assert all(m.usage and m.model for m in record.messages.values() if m.kind == "reply")
    # The running totals with which the three threads end: 5321+5320, 8235+8235, 2631+2630 in.
    assert (record.usage().prompt, record.usage().output) == (32_372, 127)


def test_the_current_gemini_is_read_with_prompts_replies_and_tools(captures: Path, tmp_path: Path):
    kept = captures / "gemini-0.61.0" / "dot-gemini"
    (tmp_path / ".gemini").symlink_to(kept, target_is_directory=True)
    record = import_home(GEMINI, Home(tmp_path))
    assert record.bad_lines == []
    (session,) = record.sessions.values()
    assert session.project_path == "/home/dev/projects/calc"
    assert session.title == "Please fix the failing test: the add() bug in calc.py"
    messages = record.of(session.external_id)
    expected = ["injected", "prompt", "reply", "reply", "reply", "reply", "prompt", "reply"]
    assert [message.kind for message in messages] == expected
    assert (parts(record)["tool-call"], parts(record)["tool-result"]) == (4, 4)
    assert record.usage() == TokenUsage(3000, 250, cache_read=2000, reasoning=50)


def test_specstory_histories_are_read_with_all_that_was_said():
    tree = unpack("dev-sessions.tar.zst") / "specstory"
    home = Home(tree / "nobody", {"OPENSYNC_SPECSTORY_FOLDERS": str(tree)})
    files = list(SpecStory().discover(home))
    assert len(files) == len(list(tree.rglob("*.md")))
    for file in files:
        record = import_file(SpecStory(), file)
        text = file.path.read_text(encoding="utf-8")
        assert len(record.sessions) == 1, file.path
        assert text.split(" Session ")[1][:36] in next(iter(record.sessions)), file.path
        assert kinds(record)["reply"] == len(spoken_by_agents(text)), file.path


def spoken_by_agents(text: str) -> list[str]:
    """Return the headings of agents under which anything stands, counted line by line."""
    spoken: list[str] = []
    heading = ""
    for line in text.splitlines():
        if line.startswith("_**") and line.endswith("**_"):
            heading = line if line.startswith("_**Agent") else ""
        elif heading and line.strip() and line != "---":
            spoken.append(heading)
            heading = ""
    return spoken
