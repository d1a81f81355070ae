"""What is trashed counts nowhere; what is restored counts as before; what is purged is gone."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensync_app.core.query import SessionFilter
from opensync_app.store.bulk import BulkEdit
from tests.factories import NOW, OWNER, Recording, patch, prompt, recording, reply, usage
from tests.store.test_rollups import KNOWN, REPORTS, assert_in_step, rows, tables

NAMES = ("a", "b", "fork", "ses")


def ids_of(rec: Recording, *names: str) -> tuple[int, ...]:
    marks = ",".join("?" * len(names))
    found = rows(rec, f"SELECT id FROM sessions WHERE external_id IN ({marks})", *names)  # noqa: S608
    return tuple(row["id"] for row in found)


def trash(rec: Recording, *names: str) -> list[int]:
    wanted = SessionFilter(user_id=OWNER)
    return rec.recorder.change_many(BulkEdit("trash", ids_of(rec, *names), wanted))


def restore(rec: Recording, *names: str) -> list[int]:
    wanted = SessionFilter(user_id=OWNER, is_trashed=True)
    return rec.recorder.change_many(BulkEdit("restore", ids_of(rec, *names), wanted))


def state(rec: Recording) -> dict[str, Any]:
    """All that counts: sums, who pays for what, totals, what lies in the trash."""
    return {
        **tables(rec),
        "usage": sorted(tuple(r) for r in rows(rec, "SELECT * FROM usage")),
        "sessions": [tuple(r) for r in rows(rec, "SELECT * FROM sessions ORDER BY id")],
        "lent": rows(rec, "SELECT * FROM handed_over"),
    }


def assert_paid(rec: Recording) -> None:
    """Every reply that stands in a session outside the trash is paid for outside the trash."""
    live = "(SELECT id FROM sessions WHERE deleted_at IS NULL)"
    held = rows(
        rec,
        "SELECT usage_key FROM messages WHERE usage_key IS NOT NULL AND origin = 'import' "  # noqa: S608
        f"AND session_id IN {live}",
    )
    paid = rows(rec, f"SELECT key FROM usage WHERE session_id IN {live}")  # noqa: S608
    assert {row[0] for row in held} <= {row[0] for row in paid}


@settings(max_examples=60)
@given(
    steps=st.lists(
        st.tuples(st.booleans(), st.lists(st.sampled_from(REPORTS), min_size=1, max_size=4)),
        min_size=1,
        max_size=6,
    ),
    orders=st.lists(
        st.tuples(st.booleans(), st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)),
        max_size=6,
    ),
    back=st.permutations(NAMES),
)
def test_trash_and_restore_leave_everything_as_before(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[bool, list[Any]]],
    orders: list[tuple[bool, list[str]]],
    back: list[str],
):
    with recording(tmp_path_factory.mktemp("trash")) as rec:
        for is_push, reports in steps:
            (rec.push if is_push else rec.imported)(*reports)
        before = state(rec)
        for is_trash, names in orders:
            (trash if is_trash else restore)(rec, *names)
            assert_in_step(rec)
            assert_paid(rec)
        for name in back:
            restore(rec, name)
        assert state(rec) == before


@settings(max_examples=40)
@given(
    before=st.lists(st.sampled_from(REPORTS), min_size=1, max_size=8),
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=3),
    after=st.lists(st.tuples(st.booleans(), st.sampled_from(REPORTS)), min_size=1, max_size=6),
)
def test_what_is_told_of_trashed_sessions_is_kept_and_counted_only_once_they_are_back(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[Any],
    names: list[str],
    after: list[tuple[bool, Any]],
):
    with (
        recording(tmp_path_factory.mktemp("told")) as rec,
        recording(tmp_path_factory.mktemp("plain")) as plain,
    ):
        rec.imported(*before)
        plain.imported(*before)
        trash(rec, *names)
        for is_push, report in after:
            (rec.push if is_push else rec.imported)(report)
            (plain.push if is_push else plain.imported)(report)
            assert_in_step(rec)
        restore(rec, *NAMES)
        assert_in_step(rec)
        assert [
            (row["external_id"], row["message_count"], row["total_tokens"])
            for row in rows(rec, "SELECT * FROM sessions ORDER BY id")
        ] == [
            (row["external_id"], row["message_count"], row["total_tokens"])
            for row in rows(plain, "SELECT * FROM sessions ORDER BY id")
        ]


def shared_reply(session: str, project: str) -> list[Any]:
    tokens = usage(input=9, output=8)
    return [
        patch(session, source="claude-code", project_path=f"/x/{project}"),
        prompt("go", f"u-{session}", session, created_at=NOW),
        reply("1", "r1", session, usage=tokens, usage_key="k", model=KNOWN, created_at=NOW),
    ]


def projects(rec: Recording) -> list[str]:
    return [r[0] for r in rows(rec, "SELECT DISTINCT project FROM rollups WHERE span = 96")]


def test_a_reply_in_two_sessions_is_paid_for_by_the_one_that_is_left(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(*shared_reply("one", "p1"))
        rec.imported(*shared_reply("two", "p2"))
        assert projects(rec) == ["p1"]
        trash(rec, "one")
        assert projects(rec) == ["p2"]
        trash(rec, "two")
        assert projects(rec) == []
        restore(rec, "two")
        assert projects(rec) == ["p2"]
        restore(rec, "one")
        assert projects(rec) == ["p1"]
        assert rows(rec, "SELECT * FROM handed_over") == []


def test_a_session_that_comes_while_the_payer_is_in_the_trash_pays(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(*shared_reply("one", "p1"))
        trash(rec, "one")
        rec.imported(*shared_reply("two", "p2"))
        assert projects(rec) == ["p2"]
        assert_in_step(rec)
        restore(rec, "one")
        assert projects(rec) == ["p1"]
        assert_in_step(rec)


def test_purging_the_payer_leaves_the_reply_with_who_holds_it(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(*shared_reply("one", "p1"))
        rec.imported(*shared_reply("two", "p2"))
        trash(rec, "one", "two")
        (one,) = ids_of(rec, "one")
        assert rec.recorder.purge(OWNER, [one]) == [one]
        restore(rec, "two")
        assert projects(rec) == ["p2"]
        assert_in_step(rec)


def test_sub_agents_go_and_come_with_their_session(tmp_path: Path):
    with recording(tmp_path) as rec:
        for name, parent in (("top", None), ("child", "top"), ("grandchild", "child")):
            rec.imported(
                patch(name, source="claude-code", parent_external_id=parent),
                prompt("go", f"u-{name}", name, created_at=NOW),
            )
        trash(rec, "grandchild")
        rec.clock.forward(1)
        assert len(trash(rec, "top")) == 2
        assert len(restore(rec, "top")) == 2
        left = rows(rec, "SELECT external_id FROM sessions WHERE deleted_at IS NOT NULL")
        assert [row[0] for row in left] == ["grandchild"]


def test_only_ones_own_and_trashed_sessions_are_purged(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(*shared_reply("one", "p1"))
        (one,) = ids_of(rec, "one")
        assert rec.recorder.purge(OWNER, [one]) == []
        trash(rec, "one")
        assert rec.recorder.purge(2, [one]) == []
        assert rec.recorder.purge(OWNER, [one, one, 999]) == [one]
        for table in ("sessions", "messages", "message_aliases", "usage", "handed_over"):
            assert rows(rec, f"SELECT * FROM {table}") == []  # noqa: S608
        assert_in_step(rec)
        assert rec.store.sessions.external_ids(OWNER) == ["one"]
