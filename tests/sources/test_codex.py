"""What the lines of Codex say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from opensync_app.core.session import Message, text_alias
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.codex import CodexCli
from opensync_app.store.prepared import prepare
from tests.sources.conftest import HOMES
from tests.sources.record import Record, import_home

CODEX = CodexCli()
ROOT = "019cadc6-9a80-7001-8001-000000000001"
CHILD = "019cadc8-4c18-7009-8009-000000000009"
NEW = "019cadc9-4817-7014-8014-000000000014"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(CODEX, HOMES["codex-cli"](tmp_path))


def said(record: Record, key: str, session: str = ROOT) -> Message:
    return record.messages[(session, key)]


def parsed_rows(session: str, *rows: tuple[str, Mapping[str, Any]], second: int = 0) -> Parsed:
    raw = b"".join(
        msgspec.json.encode(
            {"timestamp": f"2026-03-02T09:00:{second:02d}.500Z", "type": kind, "payload": payload}
        )
        + b"\n"
        for kind, payload in rows
    )
    path = Path(f"/home/ada/.codex/sessions/rollout-x-{session}.jsonl")
    file = SourceFile("codex-cli", path, len(raw), 1)
    said = CODEX.parse(file, Chunk(0, raw, Position(0, 0, len(raw), b"")), b"")
    merged = tuple(ready.message for ready in prepare(said.messages))
    return msgspec.structs.replace(said, messages=merged)


def count(total: int, last: int | None = None) -> tuple[str, dict[str, Any]]:
    info: dict[str, Any] = {"total_token_usage": {"input_tokens": total, "output_tokens": total}}
    if last is not None:
        info["last_token_usage"] = {"input_tokens": last, "output_tokens": last}
    return "event_msg", {"type": "token_count", "info": info}


def reply(text: str) -> tuple[str, dict[str, Any]]:
    content = [{"type": "output_text", "text": text}]
    return "response_item", {"type": "message", "role": "assistant", "content": content}


def prompt(text: str) -> tuple[str, dict[str, Any]]:
    return "event_msg", {"type": "user_message", "message": text}


def test_what_a_person_typed_is_a_prompt_once(record: Record):
    prompts = [m for m in record.of(ROOT) if m.kind == "prompt"]
    assert [m.parts[0].content for m in prompts] == ["Mend the shuttle", "And the warp?"]
    assert prompts[0].aliases == (text_alias("user", "Mend the shuttle"),)
    assert prompts[0].parts[1].content["url"] == "/home/ada/shuttle.png"


def test_what_codex_puts_before_a_prompt_is_injected(record: Record):
    injected = [m for m in record.of(ROOT) if m.kind == "injected"]
    assert [str(m.parts[0].content)[:9] for m in injected] == ["# AGENTS."]


def test_one_request_is_one_reply_with_its_thoughts_and_calls(record: Record):
    first = said(record, "reply-1")
    assert [part.type for part in first.parts] == ["thinking", "text", "tool-call", "tool-call"]
    assert first.parts[1].content == "I look at the shuttle."
    assert first.parts[2].content == {
        "toolName": "shell_command",
        "args": {"command": "cat shuttle.md"},
    }
    assert first.parts[3].content == {"toolName": "apply_patch", "args": "*** Begin Patch"}
    assert first.model == "gpt-5.4"
    assert said(record, "reply-2").parts[0].content["toolName"] == "web_search"


def test_cached_input_is_told_apart_and_reasoning_stays_in_the_output(record: Record):
    assert said(record, "reply-1").usage == TokenUsage(600, 50, cache_read=400)
    assert said(record, "reply-2").usage == TokenUsage(500, 30, cache_read=1000)
    assert said(record, "reply-1", NEW).usage == TokenUsage(20, 5, cache_write_5m=10, cache_read=20)


def test_tokens_of_no_reply_are_counted_beside_the_messages(record: Record):
    (extra,) = (extra for extra in record.extra.values() if extra.session_external_id == ROOT)
    assert extra.usage == TokenUsage(600, 5)
    assert extra.model == "gpt-5.4"


def test_the_sum_over_a_thread_is_its_last_total(record: Record):
    usage = [m.usage for m in record.of(ROOT) if m.usage]
    usage += [e.usage for e in record.extra.values() if e.session_external_id == ROOT]
    total = sum(usage, TokenUsage())
    assert (total.input + total.cache_read, total.cache_read, total.output) == (5600, 3800, 99)


def test_results_keep_their_failure_and_their_images(record: Record):
    failed = said(record, "call_1:result")
    assert (failed.role, failed.kind) == ("tool", "tool-result")
    assert failed.parts[0].is_error
    patched = said(record, "call_2:result").parts[0]
    assert (patched.content, patched.is_error) == ("Success.", False)
    assert said(record, "call_3:result").parts[1].content["mediaType"] == "image/png"


def test_a_session_has_its_folder_branch_model_and_name(record: Record):
    session = record.sessions[ROOT]
    assert (session.title, session.title_rank) == ("Mend the loom", 30)
    assert (session.project_path, session.git_branch) == ("/home/ada/loom", "main")
    assert (session.git_commit, session.git_remote) == ("c0ffee", "git@example.org:ada/loom.git")
    assert (session.model, session.provider) == ("gpt-5.5", "openai")
    assert session.parent_external_id is None


def test_a_sub_agent_names_its_parent_and_counts_only_its_own(record: Record):
    child = record.sessions[CHILD]
    assert (child.parent_external_id, child.agent_name) == (ROOT, "Spindle")
    assert child.title == "Count the bobbins"
    messages = record.of(CHILD)
    assert [m.kind for m in messages] == ["injected", "reply"]
    assert messages[1].usage == TokenUsage(100, 7, cache_read=200)
    assert messages[1].model == "gpt-5.4-mini"
    assert record.usage(with_extra=True).output == 99 + 7 + 5


def test_a_fork_of_a_person_skips_the_replay_and_keeps_its_prompts():
    fork = {"id": CHILD, "forked_from_id": ROOT, "timestamp": "2026-03-02T09:01:51Z"}
    parsed = parsed_rows(
        CHILD,
        ("session_meta", fork),
        ("session_meta", {"id": ROOT}),
        ("turn_context", {"turn_id": "019cadc6-9e04-7002-8002-000000000002", "model": "old"}),
        prompt("replayed"),
        reply("replayed"),
        count(70, 70),
        ("turn_context", {"turn_id": "019cadc8-4c1d-700a-800a-00000000000a", "model": "gpt-5.5"}),
        prompt("Go on"),
        reply("Gladly"),
        count(75, 5),
    )
    assert [m.kind for m in parsed.messages] == ["prompt", "reply"]
    assert parsed.messages[1].usage == TokenUsage(5, 5)
    assert parsed.usages == ()
    assert parsed.sessions[0].parent_external_id is None


def test_a_sub_agent_that_replays_nothing_loses_nothing():
    spawn = {"subagent": {"thread_spawn": {"parent_thread_id": ROOT, "depth": 1}}}
    parsed = parsed_rows(
        CHILD,
        ("session_meta", {"id": CHILD, "source": spawn, "forked_from_id": ROOT}),
        ("turn_context", {"turn_id": "019cadc8-4c1d-700a-800a-00000000000a", "model": "gpt-5.5"}),
        prompt("Count"),
        reply("Twelve"),
        count(5, 5),
    )
    assert [m.kind for m in parsed.messages] == ["injected", "reply"]
    assert parsed.messages[1].usage == TokenUsage(5, 5)


@pytest.mark.parametrize(
    ("source", "more", "name", "parent"),
    [
        ("cli", {"session_id": ROOT}, None, None),
        ({"subagent": "review"}, {"session_id": ROOT}, "review", ROOT),
        ({"subagent": {"other": "guardian"}}, {"session_id": CHILD}, "guardian", None),
        ({"subagent": {"thread_spawn": {}}}, {"parent_thread_id": ROOT}, "agent", ROOT),
    ],
)
def test_every_form_of_sub_agent_is_named(
    source: object, more: dict[str, str], name: str | None, parent: str | None
):
    parsed = parsed_rows(CHILD, ("session_meta", {"id": CHILD, "source": source} | more))
    told = parsed.sessions[0]
    assert (told.agent_name, told.parent_external_id) == (name, parent)


def test_a_repeated_meta_of_the_same_thread_begins_no_replay():
    own = ("session_meta", {"id": ROOT, "timestamp": "2026-03-02T09:00:00Z"})
    parsed = parsed_rows(ROOT, own, prompt("One"), own, prompt("Two"))
    assert [m.kind for m in parsed.messages] == ["prompt", "prompt"]


def test_totals_alone_are_told_by_their_difference():
    parsed = parsed_rows(ROOT, reply("a"), count(10), reply("b"), count(25), reply("c"), count(4))
    assert [m.usage.input for m in parsed.messages if m.usage] == [10, 15, 4]


def test_versions_that_tell_a_prompt_by_an_item_are_read(record: Record):
    assert [m.kind for m in record.of(NEW)] == ["injected", "prompt", "reply", "tool-result"]
    assert said(record, "prompt-1", NEW).parts[0].content == "Weave on"


def test_a_prompt_told_by_two_kinds_of_event_is_one():
    item = {"type": "UserMessage", "content": [{"type": "text", "text": "Weave"}]}
    told = ("event_msg", {"type": "item_completed", "item": item})
    parsed = parsed_rows(ROOT, prompt("Weave"), told, reply("ok"), prompt("Weave"))
    assert [m.kind for m in parsed.messages] == ["prompt", "reply", "prompt"]


def test_an_interruption_a_compaction_and_an_error_are_told(record: Record):
    kinds = {m.kind: m for m in record.of(ROOT) if m.external_id.startswith("aside")}
    assert kinds["interruption"].parts[0].content == "Turn interrupted"
    assert kinds["notice"].role == "system"


def test_the_folder_can_be_moved():
    assert CODEX.folders(Home(Path("/h")))[0] == Path("/h/.codex/sessions")
    assert CODEX.folders(Home(Path("/h"), {"CODEX_HOME": "/c"}))[1] == Path("/c/archived_sessions")
