"""Roll-ups and totals kept in step equal those added up again, whatever is reported in what order."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensync_app.core.session import ExtraUsage, Message, Part, SessionPatch
from opensync_app.core.usage import TokenUsage
from opensync_app.store.batches import RecordBatch
from opensync_app.store.columns import BUCKET_MS, floored
from opensync_app.store.positions import FileProgress
from opensync_app.store.rollups import TABLES, rebuild_rollups
from opensync_app.store.session_totals import COUNTS, TOTALS, totals_of
from opensync_app.store.usage import cost_of, entry_of, reported_key
from opensync_app.store.written import counted
from tests.factories import (
    NOW,
    OWNER,
    PRICES,
    Recording,
    patch,
    prompt,
    recording,
    reply,
    tool_call,
    usage,
)

KNOWN, OWN = "claude-opus-4-5", "a-model-of-mine"


def rows(rec: Recording, sql: str, *values: Any) -> list[Any]:
    return rec.store.database.read(lambda c: c.execute(sql, values).fetchall())


def tables(rec: Recording) -> dict[str, list[tuple[Any, ...]]]:
    return {t.name: sorted(map(tuple, rows(rec, f"SELECT * FROM {t.name}"))) for t in TABLES}  # noqa: S608


def assert_in_step(rec: Recording) -> None:
    """Every echo is what it would be if it were made now."""
    kept = tables(rec)
    rec.store.database.write(rebuild_rollups)
    assert tables(rec) == kept
    for session in rows(rec, "SELECT * FROM sessions"):
        held = rows(rec, "SELECT * FROM messages WHERE session_id = ?", session["id"])
        told = rows(
            rec, "SELECT * FROM usage WHERE session_id = ? AND is_extra AND is_total", session["id"]
        )
        adds = [*(totals_of(counted(m)) for m in held), *map(adds_to_totals, told)]
        sums = [sum(column) for column in zip(*adds, strict=True)]
        assert [session[name] for name in TOTALS] == (sums or [0] * len(TOTALS))
    for row in rows(rec, "SELECT * FROM usage"):
        entry = entry_of(row)
        if entry.key != reported_key(entry.session_id):
            assert entry.cost_micro_usd == cost_of(PRICES, entry)


def adds_to_totals(row: Any) -> tuple[int, ...]:
    """What tokens that are told only of a whole session add to its totals."""
    entry = entry_of(row)
    cost = entry.cost_micro_usd
    return (*[0] * len(COUNTS), *entry.usage.fields(), cost or 0, int(cost is None))


def failed(call_id: str) -> Message:
    return Message(
        session_external_id="a",
        external_id=f"result-{call_id}",
        role="tool",
        kind="tool-result",
        parts=(Part("tool-result", "no", call_id=call_id, is_error=True),),
        created_at=NOW + 2,
    )


REPORTS: tuple[SessionPatch | Message, ...] = (
    patch("a", source="claude-code", project_path="/x/one", created_at=NOW, active_at=NOW),
    patch("a", source="claude-code", model=KNOWN, created_at=NOW - 10 * BUCKET_MS),
    patch("b", project_name="two", model=OWN, prompt_tokens=70, completion_tokens=7),
    patch("b", source="pi", cost_micro_usd=900),
    patch("fork", source="claude-code", parent_external_id="a"),
    prompt("go", "u1", "a", created_at=NOW - 20),
    prompt("go on", "u2", "b", created_at=-5),
    reply("1", "r1", "a", usage=usage(input=9, output=2), usage_key="k", model=KNOWN, created_at=5),
    reply("1", "r1", "a", usage=usage(input=9, output=8), usage_key="k", model=KNOWN, created_at=5),
    reply("1", "r1", "fork", usage=usage(output=8), usage_key="k", model=KNOWN, created_at=5),
    reply("2", "r2", "a", usage=usage(output=4), model=OWN, created_at=NOW, is_fast=True),
    reply(None, "r3", "a", parts=(tool_call(call_id="c1"),), model=KNOWN, created_at=NOW + 1),
    reply(None, "r3", "a", parts=(tool_call("Read", "c2", "x"),), model=KNOWN, created_at=NOW + 1),
    failed("c1"),
    failed("c-unknown"),
    reply("3", "r4", "b", parts=(tool_call("Edit"),), created_at=NOW),
)


@settings(max_examples=40)
@given(
    steps=st.lists(
        st.tuples(st.booleans(), st.lists(st.sampled_from(REPORTS), min_size=1, max_size=4)),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_is_reported_all_sums_stay_in_step(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[bool, list[SessionPatch | Message]]],
):
    with recording(tmp_path_factory.mktemp("any")) as rec:
        for is_push, reports in steps:
            (rec.push if is_push else rec.imported)(*reports)
        assert_in_step(rec)


def from_file(
    rec: Recording, place: tuple[int, int], *messages: Message, restart: bool = False
) -> None:
    generation, start = place
    rec.recorder.record(
        RecordBatch(
            user_id=OWNER,
            origin="import",
            sessions=(patch("a", source="claude-code", project_path="/x/one"),),
            messages=messages,
            extra=(ExtraUsage("a", "extra", TokenUsage(output=3), KNOWN, NOW, is_total=True),),
            file=FileProgress(
                source="claude-code",
                path="/x.jsonl",
                expected=place,
                generation=generation + int(restart),
                size=start + 4,
                mtime_ns=1,
                read_to=start + 4 if not restart else 4,
                fingerprint=b"f",
                state=b"",
                parser_version=1,
            ),
            raw_start=0 if restart else start,
            raw=b"row\n",
            restart=restart,
        )
    )


def test_a_rewritten_file_takes_back_what_it_added(tmp_path: Path):
    tools = (tool_call(call_id="c1"),)
    priced = usage(input=5, output=6)
    with recording(tmp_path) as rec:
        from_file(rec, (0, 0), prompt("go", "u1", "a", created_at=NOW))
        one = reply("1", "r1", "a", usage=priced, model=KNOWN, created_at=NOW, parts=tools)
        from_file(rec, (0, 4), one, failed("c1"))
        assert_in_step(rec)
        assert rec.session("a").cost_micro_usd
        from_file(rec, (0, 8), prompt("new", "u9", "a", created_at=NOW), restart=True)
        assert_in_step(rec)
        assert rows(rec, "SELECT * FROM tool_rollups") == []
        assert rec.session("a").cost_micro_usd == 3 * 25  # of what is told of it as a whole


def test_a_session_that_moves_takes_its_messages_along(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(reply("x", "r1", parts=(tool_call(),), model=KNOWN))
        rec.push(patch(source="pi", project_name="late", model=KNOWN))
        assert_in_step(rec)
        found = rows(rec, "SELECT DISTINCT source, project FROM activity_rollups")
        assert [tuple(row) for row in found] == [("pi", "late")]
        found = rows(rec, "SELECT DISTINCT source, tool FROM tool_rollups")
        assert [tuple(row) for row in found] == [("pi", "Bash")]


def test_a_failure_counts_for_the_tool_that_was_called_in_an_earlier_batch(tmp_path: Path):
    with recording(tmp_path) as rec:
        call = reply(None, "r1", "a", parts=(tool_call("Edit", "c1"),), model=KNOWN, created_at=NOW)
        rec.imported(call)
        rec.imported(failed("c1"))
        found = rows(rec, "SELECT tool, model, calls, failures FROM tool_rollups WHERE span = 96")
    assert [tuple(row) for row in found] == [("Edit", KNOWN, 1, 1)]


@pytest.mark.parametrize("moment", [-(10**15), -900_001, -900_000, -1, 0, 1, 899_999, 10**15])
def test_sql_divides_as_python_does(tmp_path: Path, moment: int):
    with recording(tmp_path) as rec:
        assert rows(rec, f"SELECT {floored('?1', BUCKET_MS)}", moment)[0][0] == moment // BUCKET_MS
