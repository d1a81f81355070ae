"""The trash end to end: nothing left behind in search, and `verify` is content at every step."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.core.errors import ConflictError, NotFoundError
from opensync_app.core.query import SearchQuery
from opensync_app.services.searching import SearchingService
from opensync_app.services.trashing import KEPT_MS, Trashing
from opensync_app.sources.claude_code import ClaudeCode
from opensync_app.sources.opencode import OpenCode
from tests.factories import NOW, OWNER, Recording, patch, prompt, recording
from tests.journeys.transcripts import Transcript
from tests.services.test_keeping import House


class NewerParser(ClaudeCode):
    """The same parser under another version: every file is parsed again."""

    parser_version = ClaudeCode.parser_version + 1


class Desk(House):
    """A record of a home with its index, and the trash."""

    def __init__(self, rec: Recording, folder: Path, home: Path) -> None:
        super().__init__(rec, folder, home)
        self.trashing = Trashing(rec.store, rec.recorder, rec.clock)

    def index_it(self) -> None:
        while self.index.catch_up().lag:
            pass

    def found(self, words: str) -> list[str]:
        self.index_it()
        searching = SearchingService(self.rec.store, self.reader, lambda: None)
        answer = searching.search(SearchQuery(user_id=OWNER, text=words))
        return sorted({result.session.external_id for result in answer.results})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, words in (("one", "walrus"), ("two", "walrus and penguin")):
        transcript = Transcript(tmp_path / "home", name)
        transcript.prompt(words)
        transcript.reply(f"no {words} here")
    return tmp_path / "home"


@pytest.fixture
def desk(tmp_path: Path, home: Path) -> Iterator[Desk]:
    with recording(tmp_path / "data") as rec:
        desk = Desk(rec, tmp_path / "data", home)
        desk.read()
        yield desk
        desk.index.close()


def grow(home: Path, words: str) -> None:
    """Go on with the first session, as its tool would."""
    transcript = Transcript(home, "one")
    transcript.lines = 2
    transcript.prompt(words)


def names(desk: Desk) -> list[str]:
    rows = desk.rec.store.database.read(
        lambda c: c.execute("SELECT external_id FROM sessions ORDER BY 1").fetchall()
    )
    return [row[0] for row in rows]


def archived(desk: Desk) -> int:
    sql = "SELECT count(*) FROM archive"
    return desk.rec.store.database.read(lambda c: c.execute(sql).fetchone()[0])


def test_trash_leaves_nothing_in_search_and_restore_brings_it_back(desk: Desk):
    assert desk.found("walrus") == ["one", "two"]
    desk.trashing.trash(OWNER, "one")
    assert desk.found("walrus") == ["two"]
    assert desk.faults() == {}
    desk.trashing.restore(OWNER, "one")
    assert desk.found("walrus") == ["one", "two"]
    assert desk.faults() == {}


def test_trash_and_restore_before_the_index_looked_leave_it_whole(desk: Desk):
    desk.trashing.trash(OWNER, "one")
    desk.trashing.restore(OWNER, "one")
    assert desk.found("walrus") == ["one", "two"]
    assert desk.faults() == {}


def test_an_index_that_kept_a_trashed_session_is_noticed(desk: Desk):
    desk.trashing.trash(OWNER, "one")
    desk.spoil("DELETE FROM journal WHERE op = 'session-deleted'")
    assert any("not in the record" in p for p in desk.faults().get("search index", []))


def test_what_comes_for_a_trashed_session_is_kept_there(desk: Desk, home: Path):
    desk.trashing.trash(OWNER, "one")
    grow(home, "aardvark")
    desk.read()
    desk.rec.push(patch("one", title="Pushed"), prompt("ostrich", "u9", "one"))
    assert desk.found("aardvark ostrich") == desk.found("aardvark") == desk.found("ostrich") == []
    assert desk.faults() == {}
    desk.trashing.restore(OWNER, "one")
    assert desk.found("aardvark") == desk.found("ostrich") == ["one"]
    assert desk.faults() == {}


def test_a_purged_session_stays_away_until_its_file_grows(desk: Desk, home: Path):
    desk.trashing.trash(OWNER, "one")
    before = archived(desk)
    desk.trashing.purge(OWNER, "one")
    assert (names(desk), archived(desk)) == (["two"], before - 1)
    desk.read()
    desk.sources = (NewerParser(), OpenCode())
    desk.read()
    assert names(desk) == ["two"]
    assert desk.found("walrus") == ["two"]
    assert desk.faults() == {}

    grow(home, "aardvark")
    desk.read()
    assert names(desk) == ["one", "two"]
    assert desk.found("walrus") == ["one", "two"]
    assert desk.rec.session("one").message_count == 3
    assert desk.faults() == {}


def test_a_plugin_knows_what_was_purged_and_may_push_it_again(desk: Desk):
    desk.trashing.trash(OWNER, "one")
    desk.trashing.purge(OWNER, "one")
    assert sorted(desk.rec.store.sessions.external_ids(OWNER)) == ["one", "two"]
    desk.rec.push(patch("one", title="Again"), prompt("giraffe", session="one"))
    assert desk.found("giraffe") == ["one"]
    assert sorted(desk.rec.store.sessions.external_ids(OWNER)) == ["one", "two"]


def test_a_file_that_tells_of_others_too_is_barred_from_telling_of_a_purged_session(
    tmp_path: Path,
):
    # A session of another one's file: rows that bear its id, as old sub-agents' files have.
    with recording(tmp_path) as rec:
        trashing = Trashing(rec.store, rec.recorder, rec.clock)
        reports = [
            (patch(name, source="opencode", active_at=NOW), prompt("hi", f"u-{name}", name))
            for name in ("one", "two")
        ]
        for report in reports:
            rec.imported(*report)
        rec.store.database.write(
            lambda c: [
                c.execute("INSERT INTO files (id, source, path) VALUES (7, 'opencode', '/db')"),
                c.execute("INSERT INTO session_files SELECT id, 7 FROM sessions"),
            ]
        )
        trashing.trash(OWNER, "one")
        trashing.purge(OWNER, "one")
        rec.imported(*reports[0])
        assert rec.store.sessions.find(OWNER, "one") is None
        newer = patch("one", source="opencode", active_at=NOW + 1)
        rec.imported(newer, prompt("hi", "u-one", "one"))
        assert rec.session("one").message_count == 1


def test_old_trash_is_emptied_and_young_trash_is_not(desk: Desk):
    clock = desk.rec.clock
    desk.trashing.trash(OWNER, "one")
    clock.forward(KEPT_MS - 1)
    desk.trashing.trash(OWNER, "two")
    assert desk.trashing.purge_old() == {}
    clock.forward(2)
    assert desk.trashing.purge_old() == {OWNER: 1}
    assert names(desk) == ["two"]
    assert desk.faults() == {}


def test_only_what_is_there_can_be_trashed_restored_and_purged(desk: Desk):
    with pytest.raises(NotFoundError):
        desk.trashing.trash(2, "one")
    with pytest.raises(NotFoundError):
        desk.trashing.restore(OWNER, "one")
    with pytest.raises(ConflictError):
        desk.trashing.purge(OWNER, "one")
    desk.trashing.trash(OWNER, "one")
    for act in (desk.trashing.trash, desk.trashing.purge, desk.trashing.restore):
        with pytest.raises(NotFoundError):
            act(2, "one")
    with pytest.raises(NotFoundError):
        desk.trashing.trash(OWNER, "one")
    assert names(desk) == ["one", "two"]
