"""Lists and transcripts page by page."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from opensync_app.core.query import SessionFilter, SessionSort
from tests.factories import OWNER, Recording, patch, prompt, recording, reply, usage

if TYPE_CHECKING:
    from opensync_app.core.records import StoredSession

SORTS: tuple[SessionSort, ...] = (
    "updatedAt",
    "createdAt",
    "title",
    "messageCount",
    "totalTokens",
    "cost",
    "durationMs",
)


def fill(rec: Recording) -> None:
    for number in range(23):
        name = f"s{number:02d}"
        rec.push(
            patch(
                name,
                source="pi" if number % 3 else "codex-cli",
                title=None if number == 4 else f"Title {number % 7}",
                prompt_tokens=number % 5,
                cost_micro_usd=None if number % 2 else number,
                duration_ms=number % 4,
                project_path=f"/p/{number % 2}",
            )
        )
        rec.push(*(prompt("x", f"u{n}", name) for n in range(number % 6)))
        rec.clock.forward(1)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [True, False])
def test_pages_joined_are_the_whole_list_in_order(
    tmp_path: Path, sort: SessionSort, descending: bool
):
    wanted = SessionFilter(user_id=OWNER)
    with recording(tmp_path) as rec:
        fill(rec)
        everything = rec.store.session_lists.page(wanted, sort, descending=descending, limit=100)
        joined: list[StoredSession] = []
        cursor = None
        while True:
            page = rec.store.session_lists.page(
                wanted, sort, descending=descending, cursor=cursor, limit=5
            )
            assert page.total == 23
            joined += page.sessions
            cursor = page.next_cursor
            if cursor is None:
                break
    assert joined == everything.sessions
    assert len({session.id for session in joined}) == 23


def test_filters_narrow_and_percent_signs_are_letters(tmp_path: Path):
    with recording(tmp_path) as rec:
        fill(rec)
        rec.push(patch("odd", title="100%_sure"), prompt("x", session="odd"))

        def found(**fields: Any) -> list[str]:
            page = rec.store.session_lists.page(SessionFilter(user_id=OWNER, **fields), limit=100)
            return [session.external_id for session in page.sessions]

        assert len(found(sources=("codex-cli",))) == 8
        assert found(title="0%_S") == ["odd"]
        assert found(title="%%") == []
        assert len(found(projects=("1",))) == 11
        assert found(sources=("codex-cli",), title="nothing") == []


def test_empty_imported_sessions_are_left_out_unless_asked_for(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(patch("empty", source="pi"))
        wanted = SessionFilter(user_id=OWNER)
        assert rec.store.session_lists.page(wanted).total == 0
        assert (
            rec.store.session_lists.page(SessionFilter(user_id=OWNER, include_empty=True)).total
            == 1
        )


def test_somebody_elses_session_does_not_exist(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(prompt("mine"))
        session, message = rec.session(), rec.messages()[0]
        assert rec.store.sessions.get(OWNER + 1, session.id) is None
        assert rec.store.messages.get(OWNER + 1, message.id) is None
        assert rec.store.messages.get(OWNER, message.id) == message


def test_a_transcript_is_in_the_order_of_the_file_then_of_arrival(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(
            reply("2", "b", position=20, created_at=1),
            reply("1", "a", position=10, created_at=9),
            reply("3", "c", position=30, created_at=5),
        )
        rec.push(prompt("not in the file yet", "p"))
        session_id = rec.session().id
        order: list[str] = []
        cursor = None
        while True:
            page = rec.store.messages.page(session_id, cursor, 2)
            order += [message.external_id for message in page.messages]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert order == ["a", "b", "c", "p"]


def test_sub_agents_add_up_to_their_parents_at_any_depth(tmp_path: Path):
    with recording(tmp_path) as rec:
        for name, parent in (("top", None), ("mid", "top"), ("low", "mid")):
            rec.imported(
                patch(name, parent_external_id=parent),
                reply("x", "m", name, usage=usage(output=1), usage_key=name, created_at=5),
            )
        sums = {n: rec.session(n).tokens_with_children.output for n in ("top", "mid", "low")}
    assert sums == {"top": 3, "mid": 2, "low": 1}
