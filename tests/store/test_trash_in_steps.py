"""A change to many sessions lets others write between, and costs what it touches and no more."""

from pathlib import Path
from typing import Any, Literal

import pytest

from opensync_app.core.changes import Change, RecordChanged
from opensync_app.core.edits import BulkAction
from opensync_app.core.errors import UnavailableError
from opensync_app.core.query import SessionFilter
from opensync_app.store.bulk import BulkEdit, steps_of
from tests.factories import NOW, OWNER, Recording, patch, prompt, recording, reply, usage
from tests.store.test_rollups import KNOWN, assert_in_step, rows
from tests.store.test_trash import state

MINUTE = 60_000


def session(name: str, replies: int, **fields: Any) -> list[Any]:
    """A session of so many replies, each with tokens of its own."""
    return [
        patch(name, source="claude-code", project_path="/x/mill", **fields),
        *(
            reply(
                f"{n}",
                f"{name}-{n}",
                name,
                usage=usage(input=n, output=2),
                usage_key=f"{name}-{n}",
                model=KNOWN,
                created_at=NOW + n * MINUTE,
            )
            for n in range(replies)
        ),
    ]


def fill(rec: Recording, sessions: int, replies: int, prefix: str = "s") -> None:
    rec.imported(*(one for n in range(sessions) for one in session(f"{prefix}{n}", replies)))


def edit(action: BulkAction, *ids: int) -> BulkEdit:
    wanted = SessionFilter(user_id=OWNER, is_trashed=action == "restore")
    return BulkEdit(action, ids, wanted)


def every(rec: Recording) -> list[int]:
    return [row["id"] for row in rows(rec, "SELECT id FROM sessions ORDER BY id")]


def test_others_write_between_the_steps_of_a_change(tmp_path: Path):
    with recording(tmp_path) as rec:
        fill(rec, 20, 100)
        rec.imported(*session("child", 3, parent_external_id="s0"))
        before = state(rec)
        between: list[int] = []

        def push_at_the_first(change: Change) -> None:
            if isinstance(change, RecordChanged) and not between:
                between.append(change.sequence)
                between.append(rec.push(prompt("wait for me?", session="other")).sequence)

        rec.feed.listen(push_at_the_first)
        gone = rec.recorder.change_many(edit("trash", *every(rec)))
        deleted = [
            r[0] for r in rows(rec, "SELECT sequence FROM journal WHERE op = 'session-deleted'")
        ]

        assert len(gone) == len(deleted) == 21
        assert min(deleted) < between[1] < max(deleted)
        assert_in_step(rec)
        assert len({r[0] for r in rows(rec, "SELECT deleted_at FROM sessions")}) == 2
        back = rec.recorder.change_many(edit("restore", *gone))
        assert sorted(back) == sorted(gone)
        assert_in_step(rec)
        assert state(rec)["usage"] == before["usage"]


def test_a_step_is_small_and_holds_a_session_with_its_sub_agents(tmp_path: Path):
    with recording(tmp_path) as rec:
        fill(rec, 6, 200)
        rec.imported(*session("agent", 200, parent_external_id="s1"))
        fill(rec, 1, 700, "huge")

        def ids(action: BulkAction) -> list[tuple[int, ...]]:
            steps = rec.store.database.read(lambda c: steps_of(c, edit(action, *every(rec))))
            return [step.ids or () for step in steps]

        assert [len(step) for step in ids("trash")] == [1, 1, 2, 2, 1, 1]
        assert [len(step) for step in ids("star")] == [8]


@pytest.mark.parametrize("action", ["trash", "restore", "purge"])
def test_a_session_costs_the_same_in_a_small_record_and_in_a_large_one(
    tmp_path: Path, action: Literal["trash", "restore", "purge"]
):
    def work(rec: Recording) -> int:
        """Return how often a thousand steps of SQLite's machine were taken for one session."""
        number = rec.session("s0").id
        if action != "trash":
            rec.recorder.change_many(edit("trash", number))
        ticks: list[None] = []
        handler = lambda: ticks.append(None)  # noqa: E731 - list.append returns None, which goes on
        rec.store.database.write(lambda c: c.set_progress_handler(handler, 1000))
        if action == "purge":
            rec.recorder.purge(OWNER, [number])
        else:
            rec.recorder.change_many(edit(action, number))
        rec.store.database.write(lambda c: c.set_progress_handler(None, 0))
        return len(ticks)

    with recording(tmp_path / "small") as small, recording(tmp_path / "large") as large:
        fill(small, 1, 20)
        fill(large, 1, 20)
        for part in range(10):
            fill(large, 50, 20, f"more{part}-")
        assert work(large) <= work(small) + 3


def test_a_change_that_ends_half_way_says_so(tmp_path: Path):
    with recording(tmp_path) as rec:
        fill(rec, 8, 100)

        announced: list[Change] = []
        rec.feed.listen(announced.append)
        # SQLite is interrupted, as it would be told that the disk is full, after the first step
        rec.store.database.write(lambda c: c.set_progress_handler(lambda: len(announced) == 1, 1))

        with pytest.raises(UnavailableError, match=r"^5 sessions were changed, then"):
            rec.recorder.change_many(edit("trash", *every(rec)))

        announced.clear()
        rec.store.database.write(lambda c: c.set_progress_handler(None, 0))
        assert_in_step(rec)
        assert len(rows(rec, "SELECT 1 FROM sessions WHERE deleted_at IS NULL")) == 3
