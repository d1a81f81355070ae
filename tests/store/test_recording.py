"""One transaction for data, ledger and journal; resends in any order end in the same state."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.session import (
    ExtraUsage,
    Message,
    Part,
    SessionPatch,
)
from opensync_app.store.batches import RecordBatch
from opensync_app.store.rollups import rebuild_rollups
from tests.factories import NOW, OWNER, Recording, patch, prompt, recording, reply, tool_call, usage

Report = SessionPatch | Message

REPORTS: tuple[Report, ...] = (
    patch(source="claude-code", project_path="/home/me/shop"),
    patch(title="Fix the till", model="claude-sonnet-4"),
    patch(prompt_tokens=120, completion_tokens=30, cost_micro_usd=1500),
    prompt("fix the till", created_at=1000),
    reply("Looking.", "a1", created_at=2000),
    reply(None, "toolu_1", parts=(tool_call(),), created_at=3000),
    reply("Done.", "a2", created_at=4000, model="claude-sonnet-4"),
)


def state(rec: Recording):
    """All that a reader can see, but for record ids and arrival times."""
    session = rec.session()
    fields = (
        session.source,
        session.title,
        session.project_name,
        session.model,
        session.prompt_tokens,
        session.completion_tokens,
        session.cost_micro_usd,
        session.message_count,
        session.user_prompt_count,
        session.tool_call_count,
        session.is_stub,
    )
    messages = [
        (m.external_id, m.role, m.text_content, m.parts, m.model, m.created_at)
        for m in rec.messages()
    ]
    totals = rec.store.sessions.totals(OWNER)
    return fields, messages, totals.tokens, totals.cost_micro_usd, totals.messages


def rollups(rec: Recording):
    return rec.store.database.read(
        lambda c: [tuple(r) for r in c.execute("SELECT * FROM rollups ORDER BY 2, 3, 4, 5")]
    )


@given(order=st.permutations(REPORTS), repeats=st.lists(st.sampled_from(REPORTS), max_size=4))
def test_reports_in_any_order_and_repeated_end_in_the_same_state(
    tmp_path_factory: pytest.TempPathFactory, order: list[Report], repeats: list[Report]
):
    with recording(tmp_path_factory.mktemp("first")) as rec:
        rec.push(*REPORTS)
        expected = state(rec)
    with recording(tmp_path_factory.mktemp("other")) as rec:
        for report in (*order, *repeats):
            rec.push(report)
        assert state(rec) == expected


def test_a_message_before_its_session_makes_a_stub_that_is_completed(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(prompt("hello"))
        assert rec.session().is_stub
        assert rec.session().source == "opencode"
        rec.push(patch(source="claude-code", title="Greeting"))
        session = rec.session()
    assert (session.is_stub, session.source, session.title) == (False, "claude-code", "Greeting")
    assert session.message_count == 1


def test_a_report_that_says_nothing_new_writes_nothing(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(*REPORTS)
        before = rec.store.journal.last()
        rec.clock.forward(60_000)
        recorded = rec.push(*REPORTS)
        assert rec.store.journal.last() == before
    assert recorded.changed_sessions == ()
    assert (recorded.messages_inserted, recorded.messages_updated) == (0, 0)


def test_absent_fields_and_late_zeros_change_nothing(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(*REPORTS)
        rec.push(patch(prompt_tokens=0, completion_tokens=0))
        session = rec.session()
    assert (session.title, session.prompt_tokens, session.completion_tokens) == (
        "Fix the till",
        120,
        30,
    )


def test_totals_of_a_pushed_session_come_from_its_reports_and_never_from_messages(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(*REPORTS, reply("More.", "a9", usage=usage(input=5000, output=900)))
        session = rec.session()
        totals = rec.store.sessions.totals(OWNER)
    assert (session.prompt_tokens, session.completion_tokens) == (120, 30)
    assert (totals.prompt_tokens, totals.completion_tokens) == (120, 30)


def test_an_empty_resend_keeps_words_and_parts(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(reply("Whole answer.", parts=(tool_call(),)))
        rec.push(reply(""))
        message = rec.messages()[0]
    assert message.text_content == "Whole answer."
    assert len(message.parts) == 1


def test_a_reply_that_stands_in_two_sessions_is_counted_once(tmp_path: Path):
    figures = usage(input=10, output=20, cache_read=3000)
    with recording(tmp_path) as rec:
        for session in ("original", "fork"):
            rec.imported(
                patch(session, source="claude-code"),
                reply("Hi", "msg_1", session, usage=figures, usage_key="msg_1", created_at=5),
            )
        assert rec.session("original").tokens == figures
        assert rec.session("fork").tokens == figures
        assert rec.store.sessions.totals(OWNER).tokens == figures


def test_partial_usage_is_raised_to_the_full_one(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(reply("Hi", usage=usage(input=10, output=1), usage_key="m", created_at=5))
        rec.imported(reply("Hi", usage=usage(input=10, output=55), usage_key="m", created_at=5))
        rec.imported(reply("Hi", usage=usage(input=10, output=7), usage_key="m", created_at=5))
        assert rec.session().tokens == usage(input=10, output=55)
        assert rec.store.sessions.totals(OWNER).tokens == usage(input=10, output=55)


def test_usage_without_a_message_counts_until_the_message_comes(tmp_path: Path):
    nested, whole = usage(output=5), usage(output=9)
    with recording(tmp_path) as rec:
        rec.recorder.record(
            RecordBatch(
                user_id=OWNER,
                origin="import",
                sessions=(patch(source="claude-code"),),
                extra=(ExtraUsage("ses", "msg_n", nested, "m", 5),),
            )
        )
        assert rec.store.sessions.totals(OWNER).tokens == nested
        assert rec.session().tokens == usage()
        assert rec.session().tokens_with_children == nested
        rec.imported(
            patch("child", parent_external_id="ses"),
            reply("x", session="child", usage=whole, usage_key="msg_n", created_at=5),
        )
        assert rec.store.sessions.totals(OWNER).tokens == whole
        assert rec.session().tokens_with_children == whole


def test_what_is_told_only_of_a_whole_session_is_its_own(tmp_path: Path):
    told, child = usage(input=7, output=5), usage(output=2)
    batch = RecordBatch(
        user_id=OWNER,
        origin="import",
        sessions=(patch(source="copilot-cli"),),
        messages=(reply("x", usage=usage(output=1), usage_key="r", model="claude-opus-4-5"),),
        extra=(ExtraUsage("ses", "all", told, "claude-opus-4-5", 5, is_total=True),),
    )
    with recording(tmp_path) as rec:
        rec.recorder.record(batch)
        rec.recorder.record(batch)
        rec.imported(
            patch("child", parent_external_id="ses"),
            reply("x", session="child", usage=child, usage_key="c", model="claude-opus-4-5"),
        )
        session, below = rec.session(), rec.session("child")
        assert session.tokens == told + usage(output=1)
        assert session.prompt_tokens == 7
        assert session.tokens_with_children == session.tokens + child
        assert None not in (session.cost_micro_usd, below.cost_micro_usd)
        assert session.cost_micro_usd == 7 * 5 + 6 * 25
        assert session.cost_with_children_micro_usd == session.cost_micro_usd + 2 * 25
        assert rec.store.sessions.totals(OWNER).tokens == session.tokens_with_children
        assert [*rec.store.checking.wrong_totals()] == []


def test_a_cost_with_an_unknown_part_is_unknown(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(patch(), reply("x", usage=usage(output=1), model="claude-opus-4-5"))
        assert rec.session().cost_with_children_micro_usd == rec.session().cost_micro_usd == 25
        rec.imported(
            patch("child", parent_external_id="ses"),
            reply("x", session="child", usage=usage(output=1), model="a-model-of-mine"),
        )
        assert rec.session().cost_micro_usd == 25
        assert rec.session().cost_with_children_micro_usd is None


def test_roll_ups_kept_in_step_equal_roll_ups_added_up_again(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(*REPORTS)
        rec.imported(
            patch("b", source="codex-cli", project_path="/x/one"),
            reply("1", "r1", "b", usage=usage(input=1, output=2), model="m", created_at=10**12),
            reply("2", "r2", "b", usage=usage(output=8), model="m", created_at=10**12 + 1),
        )
        rec.push(patch("c", prompt_tokens=7))
        rec.push(patch("c", source="pi", project_name="late"))
        rec.imported(reply("2", "r2", "b", usage=usage(output=9), created_at=10**12 + 1))
        kept = rollups(rec)
        rec.store.database.write(rebuild_rollups)
        assert rollups(rec) == kept
        assert any(row[3] == "pi" and row[5] == "late" for row in kept)


def test_the_file_completes_what_a_plugin_pushed_instead_of_doubling_it(tmp_path: Path):
    with recording(tmp_path) as rec:
        now = rec.clock.now_ms()
        rec.push(patch(source="claude-code", title="first prompt", prompt_tokens=999))
        rec.push(prompt("fix it", "ses-user-1795"))
        rec.push(reply(None, "toolu_1", parts=(tool_call(),)))
        rec.push(reply("Fixed.", "row-uuid-2"))
        assert rec.session().message_count == 3
        recorded = rec.imported(
            patch(source="claude-code", created_at=now - 900, active_at=now),
            prompt("fix it", "row-uuid-1", created_at=now - 900, position=10),
            reply(
                None,
                "msg_1",
                parts=(Part("text", "Fixed.", key="a"), tool_call(key="b")),
                usage=usage(input=1, output=2),
                aliases=("row-uuid-2", "toolu_1"),
                created_at=now,
                position=20,
            ),
        )
        session, messages = rec.session(), rec.messages()
        deleted = [e for e in rec.store.journal.read_from(0, 100) if e.op == "message-deleted"]
        assert rec.store.sessions.totals(OWNER).tokens == usage(input=1, output=2)
    assert [m.external_id for m in messages] == ["row-uuid-1", "msg_1"]
    assert (session.message_count, session.user_prompt_count, session.tool_call_count) == (2, 1, 1)
    assert (session.prompt_tokens, session.completion_tokens) == (1, 2)
    assert recorded.messages_inserted == 2
    assert len(deleted) == 3


def test_a_push_of_what_the_file_holds_adds_nothing(tmp_path: Path):
    with recording(tmp_path) as rec:
        now = rec.clock.now_ms()
        rec.imported(
            patch(source="claude-code"),
            prompt("fix it", "row-1", created_at=now, position=1),
            reply(None, "msg_1", parts=(tool_call(),), aliases=("toolu_1",), created_at=now),
        )
        pushed = rec.push(
            prompt("fix it", "ses-user-7"), reply(None, "toolu_1", parts=(tool_call(),))
        )
        assert len(rec.messages()) == 2
        assert pushed.message_ids["ses", "toolu_1"] == pushed.message_ids["ses", "toolu_1"]
        assert pushed.messages_inserted == 0
        rec.clock.forward(10 * 60_000)
        rec.push(prompt("fix it", "ses-user-8"))
        assert len(rec.messages()) == 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_message_that_names_its_tool_names_its_session_in_any_order(
    tmp_path: Path, order: tuple[int, int]
):
    reports = (prompt("hi", source="claude-code"), patch(title="No source said"))
    with recording(tmp_path) as rec:
        for number in order:
            rec.push(reports[number])
        assert rec.session().source == "claude-code"
        rec.push(patch(source="cursor"))
        rec.push(prompt("again", "u2", source="claude-code"))
        assert rec.session().source == "cursor-sync"


def test_messages_without_a_time_stay_in_their_order_when_the_clock_goes_back(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(prompt("one", "u1"))
        rec.clock.now -= 60_000
        rec.push(reply("two", "a1"), prompt("three", "u2"))
        rec.push(reply("earlier", "a0", created_at=NOW - 1))

        assert [m.external_id for m in rec.messages()] == ["a0", "u1", "a1", "u2"]
        assert rec.session().updated_at == NOW
