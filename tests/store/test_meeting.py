"""Push meets import: in either order one message, whoever told it first and under which session."""

from itertools import permutations
from pathlib import Path

import msgspec
import pytest

from opensync_app.core.session import AI_TITLE, FIRST_PROMPT, Message, Part, SessionPatch
from tests.factories import NOW, Recording, patch, prompt, recording, reply, tool_call, usage

PARENT, AGENT = "ses", "ses:agent-1"

Report = SessionPatch | Message


def pushed_call(call_id: str = "toolu_9") -> Message:
    """A tool call as a plugin sends it: under the parent, named after the call."""
    return reply(None, call_id, parts=(tool_call("Grep", call_id),))


def agent_reply() -> Message:
    """A reply in the file of a sub-agent."""
    return reply(
        None,
        "msg_a",
        AGENT,
        parts=(Part("text", "Searching.", key="r:0"), tool_call("Grep", "toolu_9", "toolu_9")),
        aliases=("row-a", "toolu_9"),
        is_sidechain=True,
        usage=usage(output=5),
        usage_key="msg_a",
        created_at=NOW - 500,
        position=3,
    )


def agent_file() -> tuple[Report, ...]:
    """What the file of a sub-agent says."""
    session = patch(AGENT, source="claude-code", parent_external_id=PARENT, agent_name="Explore")
    return session, agent_reply()


def main_file() -> tuple[Report, ...]:
    return (
        patch(source="claude-code", created_at=NOW - 2000, active_at=NOW),
        prompt("look for it", "row-1", created_at=NOW - 2000, position=1),
        reply(
            None,
            "msg_1",
            parts=(tool_call("Agent", "toolu_1", "toolu_1"),),
            aliases=("row-2", "toolu_1"),
            created_at=NOW - 1000,
            position=2,
        ),
    )


def tell(
    rec: Recording, pushed: tuple[Report, ...], imported: tuple[Report, ...], *, push_first: bool
) -> None:
    if push_first:
        rec.push(*pushed)
    rec.imported(*imported)
    if not push_first:
        rec.push(*pushed)


def told(rec: Recording) -> dict[str, tuple[list[str], int, int]]:
    """Messages, message count and tool calls of both sessions."""
    return {
        name: (
            [m.external_id for m in rec.messages(name)],
            rec.session(name).message_count,
            rec.session(name).tool_call_count,
        )
        for name in (PARENT, AGENT)
    }


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_a_sub_agents_call_that_was_pushed_under_its_parent_stands_once(
    tmp_path: Path, order: tuple[int, ...]
):
    with recording(tmp_path) as rec:
        for number in order:
            if number == 0:
                rec.push(patch(source="claude-code"), pushed_call())
            else:
                rec.imported(*(main_file, agent_file)[number - 1]())
        assert told(rec) == {PARENT: (["row-1", "msg_1"], 2, 1), AGENT: (["msg_a"], 1, 1)}


def test_a_push_that_a_sub_agents_file_holds_is_answered_with_that_message(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(*main_file())
        rec.imported(*agent_file())
        recorded = rec.push(pushed_call())
        assert recorded.message_ids[PARENT, "toolu_9"] == rec.messages(AGENT)[0].id
        assert recorded.changed_sessions == ()


def test_a_fork_takes_nothing_from_the_session_it_was_copied_from(tmp_path: Path):
    """Its rows keep their uuids and the ids of their calls; it is no sub-agent."""
    call = msgspec.structs.replace(agent_reply(), session_external_id="fork", is_sidechain=False)
    copied = (patch("fork", source="claude-code", parent_external_id=PARENT), call)
    with recording(tmp_path) as rec:
        rec.push(patch(source="claude-code"), pushed_call(), reply("Searching.", "row-a"))
        rec.push(reply("Searching.", "row-a", "fork"))
        rec.imported(*copied)
        assert [m.external_id for m in rec.messages(PARENT)] == ["toolu_9", "row-a"]
        assert [m.external_id for m in rec.messages("fork")] == ["msg_a"]
        rec.push(reply("Searching.", "row-a"), pushed_call("toolu_10"))
        assert len(rec.messages(PARENT)) == 3


def test_a_call_that_is_pushed_between_two_rows_of_one_reply_is_taken_in(tmp_path: Path):
    """The file had told the reply's first block when the plugin told its second."""
    with recording(tmp_path) as rec:
        rec.imported(
            patch(source="claude-code"),
            reply(None, "msg_1", parts=(Part("text", "Let me look.", key="r1:0"),), position=2),
        )
        rec.push(reply(None, "toolu_1", parts=(tool_call(),)), reply("Let me look.", "row-9"))
        assert len(rec.messages()) == 3
        rec.imported(
            reply(
                None,
                "msg_1",
                parts=(tool_call(key="toolu_1"),),
                aliases=("row-9", "toolu_1"),
                position=2,
            )
        )
        assert [m.external_id for m in rec.messages()] == ["msg_1"]
        assert (rec.session().message_count, rec.session().tool_call_count) == (1, 1)


@pytest.mark.parametrize("push_first", [True, False])
def test_a_message_of_the_same_id_is_completed_by_the_file(tmp_path: Path, push_first: bool):
    """OpenCode: the plugin sends no parts, and what `opencode run` was told with its quotes."""
    told_text = Part("text", '"mend the till"\n', key="prt_1")
    pushed = (
        patch(title="CLI title", model="m", prompt_tokens=9),
        prompt('"mend the till"', "msg_u"),
        reply("Done.", "msg_a", usage=usage(input=1)),
    )
    imported = (
        patch(source="opencode", title="Mending the till", title_rank=AI_TITLE),
        Message(
            session_external_id="ses",
            external_id="msg_u",
            role="user",
            kind="prompt",
            parts=(told_text,),
            created_at=NOW - 50,
            position=NOW - 50,
        ),
        reply(
            None,
            "msg_a",
            parts=(Part("text", "Done.", key="prt_2"), tool_call(key="prt_3")),
            usage=usage(input=7, cache_read=3),
            created_at=NOW - 10,
            position=NOW - 10,
        ),
    )
    with recording(tmp_path) as rec:
        tell(rec, pushed, imported, push_first=push_first)
        asked, answered = rec.messages()
        session = rec.session()
    assert (asked.parts, asked.text_content) == ((told_text,), None)
    assert (len(answered.parts), answered.text_content) == (2, None)
    assert (answered.usage, answered.created_at) == (usage(input=7, cache_read=3), NOW - 10)
    assert (session.title, session.message_count, session.tool_call_count) == (
        "Mending the till",
        2,
        1,
    )
    assert session.tokens == usage(input=7, cache_read=3)


@pytest.mark.parametrize("push_first", [True, False])
def test_the_file_knows_title_span_and_cost_better(tmp_path: Path, push_first: bool):
    pushed = (
        patch(title="Now write a README...", cost_micro_usd=87_423, duration_ms=9_999),
        prompt("and then that", "ses-user-1"),
    )
    imported = (
        patch(
            source="claude-code",
            title="Fix the till",
            title_rank=FIRST_PROMPT,
            title_position=1,
            cost_micro_usd=37_700,
            created_at=NOW - 5000,
            active_at=NOW - 10,
        ),
        prompt("and then that", "row-1", created_at=NOW - 40, position=1),
        reply("Yes.", usage=usage(output=3), created_at=NOW - 10, position=2),
    )
    with recording(tmp_path) as rec:
        tell(rec, pushed, imported, push_first=push_first)
        session = rec.session()
        rec.push(patch(title="abstract-moseying-kazoo"))
        assert rec.session().title == "Fix the till"
    assert (session.title, session.duration_ms) == ("Fix the till", 4990)
    assert (session.created_at, session.started_at, session.ended_at) == (
        NOW - 5000,
        NOW - 5000,
        NOW - 10,
    )
    assert session.reported_cost_micro_usd == 37_700
    assert [session.message_count, session.user_prompt_count] == [2, 1]


MINUTE = 60_000


def typed(at: int, external_id: str, position: int = 1, text: str = "go on") -> Message:
    """A prompt as the tool's file tells it."""
    return prompt(text, external_id, created_at=at, position=position)


def sent(at: int | None, external_id: str, text: str = "go on") -> Message:
    """The same words as a plugin sends them."""
    return prompt(text, external_id, created_at=at)


def ids(rec: Recording) -> list[str]:
    return [m.external_id for m in rec.messages()]


@pytest.mark.parametrize("late", [2 * MINUTE, -90 * MINUTE, 24 * 60 * MINUTE])
def test_a_prompt_that_was_pushed_long_before_or_after_its_time_stands_once(
    tmp_path: Path, late: int
):
    with recording(tmp_path) as rec:
        rec.push(sent(NOW + late, "p1"))
        rec.imported(patch(source="claude-code"), typed(NOW, "row-1"))
        assert ids(rec) == ["row-1"]
        assert rec.session().user_prompt_count == 1


def test_a_push_behind_its_file_is_held_when_the_file_is_read_past_it(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(
            patch(source="claude-code"),
            typed(NOW, "row-1"),
            reply("done", "r", created_at=NOW + 30 * MINUTE, position=2),
        )
        rec.push(sent(NOW + 20 * MINUTE, "p1"))
        assert ids(rec) == ["row-1", "r"]


@pytest.mark.parametrize("late", [0, 40 * MINUTE])
def test_a_push_without_a_time_is_held_by_the_one_prompt_that_has_its_words(
    tmp_path: Path, late: int
):
    with recording(tmp_path) as rec:
        rec.imported(patch(source="claude-code"), typed(NOW, "row-1"))
        rec.clock.forward(late)
        rec.push(sent(None, "p1"))
        rec.push(sent(None, "p1"))
        assert ids(rec) == ["row-1"]


def test_the_same_words_typed_again_later_stand_twice_before_and_after_their_import(
    tmp_path: Path,
):
    again = NOW + 20 * MINUTE
    with recording(tmp_path) as rec:
        rec.push(sent(NOW, "p1"))
        rec.imported(patch(source="claude-code"), typed(NOW, "row-1"))
        rec.push(sent(again, "p2"))
        assert ids(rec) == ["row-1", "p2"]
        rec.imported(typed(again, "row-2", 2))
        assert ids(rec) == ["row-1", "row-2"]
        rec.push(sent(NOW, "p1"), sent(again, "p2"))
        assert ids(rec) == ["row-1", "row-2"]
        assert rec.session().user_prompt_count == 2


@pytest.mark.parametrize("shift", [0, 5 * MINUTE, -5 * MINUTE])
@pytest.mark.parametrize("order", [*permutations(range(3))][::2])
def test_words_that_are_typed_often_stand_as_often_whatever_the_plugins_clock(
    tmp_path: Path, order: tuple[int, ...], shift: int
):
    times = [NOW, NOW + 60 * MINUTE, NOW + 120 * MINUTE]
    with recording(tmp_path) as rec:
        rec.push(*(sent(times[i] + shift, f"p{i}") for i in order))
        for i, at in enumerate(times):
            rec.imported(patch(source="claude-code"), typed(at, f"row-{i}", i))
        rec.push(*(sent(times[i] + shift, f"p{i}") for i in order))
        assert ids(rec) == ["row-0", "row-1", "row-2"]


def test_new_words_are_never_taken_for_others(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(patch(source="claude-code"), typed(NOW, "row-1"))
        rec.push(sent(None, "p1", "go back"))
        assert len(ids(rec)) == 2
