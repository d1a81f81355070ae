"""What a search leaves out to be quick changes nothing of what it finds, and shows nobody else's."""

from pathlib import Path

import pytest

from opensync_app.core.query import SearchQuery
from opensync_app.core.search_language import understand
from opensync_app.index import counting, lookup
from opensync_app.index.lookup import Lookup
from tests.factories import OWNER, patch, prompt, recording
from tests.library import STRANGER, Library


def looked(shelf: Library, text: str) -> Lookup:
    query = SearchQuery(user_id=OWNER, text=text)
    return shelf.folders.serving.lookup(query, understand(text))


def test_the_users_filter_comes_back_with_a_second_user_and_goes_with_them(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        shelf.keep(prompt("zebra stripes", "m1", "mine"))
        shelf.make_searchable()
        assert str(looked(shelf, "zebra").plan.engine) == str(looked(shelf, "zebra").plan.text)
        assert shelf.search("zebra", user_id=STRANGER).total == 0
        shelf.keep_for_stranger(patch("theirs"), prompt("zebra hooves", "t1", "theirs"))
        shelf.make_searchable()
        assert str(looked(shelf, "zebra").plan.engine) != str(looked(shelf, "zebra").plan.text)
        assert shelf.found("zebra hooves") == ["mine"]
        shelf.close()


def test_what_is_excluded_leaves_nothing_but_the_users_own(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        shelf.keep(prompt("zebra stripes", "m1", "one"), prompt("lion mane", "m2", "two"))
        shelf.make_searchable()
        assert shelf.found("-zebra") == ["two"]
        assert shelf.found("lion OR NOT zebra") == ["two"]
        assert shelf.search("-zebra", level="messages").total == 1
        shelf.close()


@pytest.mark.parametrize("typed", ["zebrra", "zebra"])
def test_a_slip_is_corrected_within_filters_that_leave_anything(tmp_path: Path, typed: str):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        shelf.keep(patch("zoo", source="opencode"), prompt("the zebras sleep", "z", "zoo"))
        for number in range(30):
            shelf.keep(patch(f"s{number}", source="claude-code"))
            shelf.keep(prompt(f"a zebra number {number}", f"m{number}", f"s{number}"))
        shelf.make_searchable()
        assert shelf.found(typed, sources=("claude-code",), limit=50)
        nowhere = shelf.search(typed, sources=("no-such-tool",))
        assert nowhere.total == 0
        shelf.close()


def test_many_sessions_at_once_are_those_of_the_pages_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lookup, "_BLOCK", 7)
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        for number in range(80):
            text = " ".join(["zebra"] * (number % 9 + 1)) + f" {number}"
            shelf.keep(*(prompt(text, f"u{n}", f"s{number}") for n in range(number % 3 + 1)))
        shelf.make_searchable()
        in_pages = [shelf.found("zebra", limit=10, offset=10 * page) for page in range(8)]
        assert shelf.found("zebra", limit=80) == [name for page in in_pages for name in page]
        assert len({name for page in in_pages for name in page}) == 80
        shelf.close()


def test_the_total_within_filters_is_about_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(counting, "_COUNTED_UP_TO", 0)
    monkeypatch.setattr(lookup, "_BLOCK", 20)
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        for number in range(120):
            source = "claude-code" if number % 3 else "opencode"
            shelf.keep(patch(f"s{number}", source=source))
            word = "zebra" if number % 2 else "lion"
            shelf.keep(*(prompt(f"a {word} {n}", f"m{n}", f"s{number}") for n in range(10)))
        shelf.make_searchable()
        answer = shelf.search("zebra", sources=("claude-code",), limit=5)
        assert answer.total_is_estimate
        assert 30 <= answer.total <= 80
        shelf.close()
