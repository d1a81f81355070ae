"""What the lines of Claude Code say."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from opensync_app.core.session import Message, text_alias
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Chunk, Home, Position, SourceFile
from opensync_app.sources.claude_code import ClaudeCode
from tests.sources.conftest import claude_home
from tests.sources.record import Record, import_home

MAIN = "11111111-1111-4111-8111-111111111111"
OLD = "22222222-2222-4222-8222-222222222222"
CLAUDE = ClaudeCode()


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return import_home(CLAUDE, claude_home(tmp_path))


def row(number: int) -> str:
    return f"aaaaaaaa-0000-4000-8000-{number:012d}"


def said(record: Record, key: str, session: str = MAIN) -> Message:
    return record.messages[(session, key)]


def parsed_rows(
    *rows: Mapping[str, object], name: str = f"{MAIN}.jsonl", state: bytes = b""
) -> Record:
    raw = b"".join(msgspec.json.encode(item) + b"\n" for item in rows)
    file = SourceFile("claude-code", Path("/home/ada/.claude/projects/p") / name, len(raw), 1)
    record = Record()
    record.add(CLAUDE.parse(file, Chunk(0, raw, Position(0, 0, len(raw), b"")), state))
    return record


def test_the_rows_of_a_reply_are_one_message(record: Record):
    reply = said(record, "msg_01loom")
    assert [part.type for part in reply.parts] == ["text", "tool-call"]
    assert reply.parts[1].content == {
        "toolName": "Read",
        "args": {"file_path": "/home/ada/loom/weave.py"},
    }
    assert reply.parts[1].call_id == "toolu_01read"
    assert reply.model == "claude-sonnet-4-6"


def test_the_usage_of_a_reply_is_counted_once_and_at_its_most(record: Record):
    usage = TokenUsage(5, 57, cache_write_5m=60, cache_write_1h=40, cache_read=1000)
    assert said(record, "msg_01loom").usage == usage
    assert said(record, "msg_01loom").usage_key == "msg_01loom"


def test_a_reply_can_be_met_under_the_ids_that_plugins_push(record: Record):
    assert set(said(record, "msg_01loom").aliases) == {row(3), row(4), row(5), "toolu_01read"}


def test_a_reply_without_a_request_id_is_still_one(record: Record):
    reply = said(record, "msg_02old", OLD)
    assert reply.usage == TokenUsage(3, 4)
    assert [part.type for part in reply.parts] == ["text", "tool-call"]


def test_tool_results_keep_their_text_their_failure_and_their_images(record: Record):
    result = said(record, row(8))
    assert (result.role, result.kind) == ("tool", "tool-result")
    text, image = result.parts
    assert (text.type, text.content, text.is_error) == ("tool-result", "1 failed", True)
    assert image.type == "image"
    assert image.content["mediaType"] == "image/png"
    assert {text.call_id, image.call_id} == {"toolu_02test"}


@pytest.mark.parametrize(
    ("number", "role", "kind"),
    [
        (1, "user", "prompt"),
        (14, "user", "command"),
        (15, "system", "command"),
        (16, "user", "injected"),
        (17, "user", "interruption"),
        (18, "user", "command"),
        (19, "user", "command"),
        (20, "user", "notice"),
        (21, "user", "injected"),
        (22, "user", "prompt"),
        (23, "assistant", "notice"),
        (24, "system", "notice"),
        (25, "system", "notice"),
        (26, "user", "summary"),
        (9, "user", "injected"),
    ],
)
def test_every_row_is_what_it_is(record: Record, number: int, role: str, kind: str):
    message = said(record, row(number))
    assert (message.role, message.kind) == (role, kind)


def test_only_two_prompts_were_typed(record: Record):
    assert [m.external_id for m in record.of(MAIN) if m.kind == "prompt"] == [row(1), row(22)]


def test_prompts_and_commands_can_be_met_by_their_words(record: Record):
    assert text_alias("user", "What is on this picture?") in said(record, row(22)).aliases
    assert text_alias("user", "/cost now") in said(record, row(14)).aliases


def test_an_image_in_a_prompt_is_kept(record: Record):
    assert [part.type for part in said(record, row(22)).parts] == ["text", "image"]


def test_words_typed_while_the_model_works_are_kept(record: Record):
    assert said(record, row(9)).parts[0].content == "and keep the pattern as it is"


def test_a_message_that_no_model_wrote_costs_nothing(record: Record):
    notice = said(record, row(23))
    assert (notice.usage, notice.model) == (None, None)


def test_an_api_error_says_why(record: Record):
    assert said(record, row(24)).parts[0].content == "API error 529 Overloaded"


def test_rows_nobody_reads_are_no_messages(record: Record):
    assert (MAIN, row(2)) not in record.messages
    assert (MAIN, row(27)) not in record.messages


def test_a_reply_told_only_by_progress_counts_as_usage_alone(record: Record):
    assert list(record.extra) == ["msg_nested"]
    extra = record.extra["msg_nested"]
    assert extra.session_external_id == MAIN
    assert extra.usage == TokenUsage(7, 11, cache_write_5m=17, cache_read=13)
    assert extra.model == "claude-haiku-4-5"
    assert (MAIN, "msg_nested") not in record.messages
    nested = record.usage(with_extra=True) - record.usage()
    assert nested == extra.usage


def test_the_session_knows_its_title_folder_branch_times_and_cost(record: Record):
    session = record.sessions[MAIN]
    assert (session.title, session.title_rank) == ("Mend the shuttle that skips threads", 30)
    assert session.project_path == "/home/ada/loom"
    assert session.git_branch == "mend-shuttle"
    assert session.cost_micro_usd == 42_100
    assert session.created_at is not None
    assert session.active_at is not None
    assert session.active_at > session.created_at
    assert session.parent_external_id is None


def test_a_sub_agent_in_its_own_folder_is_a_session_of_its_own(record: Record):
    child = record.sessions[f"{MAIN}:agent-a1b2c3"]
    assert child.parent_external_id == MAIN
    assert child.agent_name == "Explore"
    assert (child.title, child.title_rank) == ("Look for callers of pick", 30)
    messages = record.of(f"{MAIN}:agent-a1b2c3")
    assert [m.kind for m in messages] == ["injected", "reply", "tool-result", "reply"]


def test_a_sub_agent_beside_its_session_is_linked_by_its_lines(record: Record):
    child = record.sessions[f"{OLD}:agent-9f8e"]
    assert child.parent_external_id == OLD
    assert (child.title, child.title_rank) == ("Count the bobbins", 10)


def test_a_sub_agent_inside_the_file_stays_there_and_is_marked(record: Record):
    side = [m for m in record.of(OLD) if m.is_sidechain]
    assert [m.kind for m in side] == ["injected", "reply"]


def test_a_summary_behind_the_talk_is_its_title(record: Record):
    assert record.sessions[OLD].title == "What the old loom does"


def test_a_summary_of_another_session_is_no_title():
    head = {"type": "summary", "summary": "Of another day", "leafUuid": "x"}
    prompt = {"type": "user", "uuid": "y", "message": {"role": "user", "content": "Hello loom"}}
    record = parsed_rows(head, prompt)
    assert record.sessions[MAIN].title == "Hello loom"


def test_a_summary_before_the_talk_that_it_sums_up_is_its_title():
    head = {"type": "summary", "summary": "Of this day", "leafUuid": "y"}
    prompt = {"type": "user", "uuid": "y", "message": {"role": "user", "content": "Hello loom"}}
    record = parsed_rows(head, prompt)
    assert record.sessions[MAIN].title == "Of this day"


def test_a_session_of_nothing_but_commands_is_called_by_the_first_that_asks_for_work():
    def command(name: str, uuid: str) -> dict[str, object]:
        text = f"<command-name>{name}</command-name>\n<command-args>the loom</command-args>"
        return {"type": "user", "uuid": uuid, "message": {"role": "user", "content": text}}

    commands = command("/clear", "a"), command("/mend", "b"), command("/weave", "c")
    prompt = {"type": "user", "uuid": "y", "message": {"role": "user", "content": "Hello loom"}}
    assert parsed_rows(*commands).sessions[MAIN].title == "/mend the loom"
    assert parsed_rows(*commands, prompt).sessions[MAIN].title == "Hello loom"


def test_a_name_given_by_the_user_outranks_all_titles():
    record = parsed_rows(
        {"type": "custom-title", "customTitle": "My loom"},
        {"type": "ai-title", "aiTitle": "A loom"},
        {"type": "custom-title", "customTitle": "My new loom"},
    )
    assert (record.sessions[MAIN].title, record.sessions[MAIN].title_rank) == ("My new loom", 40)


def test_a_block_of_an_unknown_type_is_kept():
    block = {"type": "hologram", "light": [1, 2]}
    message = {"id": "m", "role": "assistant", "model": "claude-x", "content": [block, "loose"]}
    record = parsed_rows({"type": "assistant", "uuid": "u", "message": message})
    hologram, loose = said(record, "m").parts
    assert (hologram.type, hologram.content) == ("hologram", block)
    assert (loose.type, loose.content) == ("text", "loose")


def test_a_file_of_snapshots_alone_is_no_session():
    snapshot = {"type": "file-history-snapshot", "messageId": "x", "snapshot": {"at": 1}}
    assert parsed_rows(snapshot).sessions == {}


def test_a_reply_cut_by_a_chunk_is_one_message():
    first = {"id": "m", "model": "x", "content": [{"type": "text", "text": "one"}]}
    second = {"id": "m", "model": "x", "content": [{"type": "text", "text": "two"}]}
    record = parsed_rows({"type": "assistant", "uuid": "a", "message": first})
    more = parsed_rows({"type": "assistant", "uuid": "b", "message": second}, state=b"")
    for message in more.messages.values():
        assert message.external_id == "m"
    both = parsed_rows(
        {"type": "assistant", "uuid": "a", "message": first},
        {"type": "assistant", "uuid": "b", "message": second},
    )
    assert [p.content for p in said(both, "m").parts] == ["one", "two"]
    assert [p.content for p in said(record, "m").parts] == ["one"]


def test_the_folder_can_be_moved():
    home = Path("/home/ada")
    moved = Home(home, {"CLAUDE_CONFIG_DIR": "/srv/a, /srv/b"})
    assert CLAUDE.folders(moved) == (Path("/srv/a/projects"), Path("/srv/b/projects"))
    assert CLAUDE.folders(Home(home)) == (
        home / ".claude" / "projects",
        home / ".config" / "claude" / "projects",
    )


def test_main_files_are_read_before_what_belongs_to_them(tmp_path: Path):
    files = list(CLAUDE.discover(claude_home(tmp_path)))
    order = sorted(files, key=lambda file: -file.priority)
    assert order[0].path.suffix == ".jsonl"
    assert {file.path.suffix for file in order[-2:]} == {".json", ".txt"}


def test_a_prompt_of_tags_that_are_never_closed_is_read_at_once():
    text = "<system-reminder>" * 20_000
    prompt = {"type": "user", "uuid": "y", "message": {"role": "user", "content": text}}
    (message,) = parsed_rows(prompt).messages.values()
    assert message.kind == "prompt"


@pytest.mark.parametrize(("speed", "is_fast"), [("fast", True), ("standard", False), (None, False)])
def test_a_reply_of_the_fast_mode_is_marked(speed: str | None, *, is_fast: bool):
    usage = {"input_tokens": 1, "output_tokens": 2, "speed": speed}
    said = {"id": "msg_1", "role": "assistant", "model": "claude-opus-5", "usage": usage}
    record = parsed_rows(
        {"type": "assistant", "uuid": row(1), "sessionId": MAIN, "message": said | {"content": ""}}
    )
    assert record.messages[(MAIN, "msg_1")].is_fast == is_fast
