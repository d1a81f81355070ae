"""Reading the record for one user."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.core.errors import InvalidInputError, NotFoundError
from opensync_app.core.query import SessionFilter
from opensync_app.services.browsing import Browsing
from tests.factories import OWNER, Recording, patch, prompt, recording, reply


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as record:
        record.push(patch(title="One", source="opencode"), prompt("hello"), reply("hi"))
        yield record


@pytest.fixture
def browsing(record: Recording) -> Browsing:
    return Browsing(record.store)


@pytest.mark.parametrize("name", ["s1", "ses"])
def test_a_session_opens_by_either_id(browsing: Browsing, name: str):
    opened = browsing.open(OWNER, name, None, 100)

    assert opened.session.title == "One"
    assert [m.text_content for m in opened.page.messages] == ["hello", "hi"]
    assert opened.files == ()


@pytest.mark.parametrize("name", ["s2", "s01", "s-1", "s", "", "m1", "s" + "9" * 30])
def test_what_is_not_there_is_not_found(browsing: Browsing, name: str):
    with pytest.raises(NotFoundError):
        browsing.session(OWNER, name)
    with pytest.raises(NotFoundError):
        browsing.message(OWNER, "x" + name)


def test_another_user_finds_nothing(browsing: Browsing):
    with pytest.raises(NotFoundError):
        browsing.open(2, "s1", None, 10)
    with pytest.raises(NotFoundError):
        browsing.message(2, "m1")
    assert browsing.holdings(2).sources == []


def test_a_limit_of_nothing_still_counts(browsing: Browsing):
    page = browsing.page(
        SessionFilter(user_id=OWNER), "updatedAt", descending=True, cursor=None, limit=0
    )

    assert (page.sessions, page.next_cursor, page.total) == ([], None, 1)


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzEsMl0x", "é", "WyJhIiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"]
)
def test_a_foreign_cursor_is_refused(browsing: Browsing, cursor: str):
    with pytest.raises(InvalidInputError):
        browsing.messages(OWNER, "s1", cursor, 10)


def test_holdings_tell_sources_and_the_newest_activity(browsing: Browsing, record: Recording):
    holdings = browsing.holdings(OWNER)

    assert [(s.source, s.sessions, s.messages) for s in holdings.sources] == [("opencode", 1, 2)]
    assert holdings.last_synced == record.clock.now
    assert browsing.last_sequence() == record.store.journal.last()
