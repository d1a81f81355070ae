"""The index follows the record: whatever happens, a search finds what the record holds."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

import pytest

from opensync_app.core.errors import UnavailableError
from opensync_app.core.query import SearchQuery
from opensync_app.core.ranking import SessionHits
from opensync_app.core.search_language import understand
from opensync_app.core.session import Message, SessionPatch
from opensync_app.index.folders import IndexFolders
from opensync_app.index.schema import OLDEST_READABLE, SCHEMA_VERSION
from opensync_app.services.indexing import IndexingService
from tests.factories import OWNER, Recording, patch, prompt, recording, reply, result, tool_call


class Filters(TypedDict, total=False):
    """What narrows a search."""

    sources: tuple[str, ...]
    projects: tuple[str, ...]
    roles: tuple[str, ...]
    since: int | None
    until: int | None
    limit: int
    offset: int


class Indexed:
    """A record with its index."""

    def __init__(self, record: Recording, root: Path) -> None:
        self.record = record
        self.root = root
        self.open()

    def open(self) -> None:
        self.folders = IndexFolders(self.root)
        self.service = IndexingService(self.record.store, self.folders)

    def reopen(self) -> None:
        self.service.close()
        self.open()

    def push(self, *reports: SessionPatch | Message) -> None:
        self.record.push(*reports)
        self.service.catch_up()

    def found(self, text: str, **filters: Unpack[Filters]) -> int:
        return sum(len(session.messages) for session in self.sessions(text, **filters))

    def sessions(self, text: str, **filters: Unpack[Filters]) -> tuple[SessionHits, ...]:
        query = SearchQuery(user_id=OWNER, text=text, **filters)
        lookup = self.folders.serving.lookup(query, understand(text))
        return lookup.sessions(0, 20, self.record.store.finding.sizes).sessions


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Indexed]:
    with recording(tmp_path) as record:
        indexed = Indexed(record, tmp_path / "index")
        yield indexed
        indexed.service.close()


def test_a_pushed_message_is_found(home: Indexed):
    home.push(patch(), prompt("where is the zebra"))
    assert home.found("zebra") == 1
    assert home.service.progress().lag == 0
    assert home.service.state() == "ready"


def test_a_completed_message_is_found_by_its_new_words_only(home: Indexed):
    home.push(patch(), prompt("where is the zebra"))
    home.push(prompt("where is the giraffe"))
    assert (home.found("zebra"), home.found("giraffe")) == (0, 1)


def test_nothing_is_written_when_nothing_changed(home: Indexed):
    home.push(patch(title="Zoo"), prompt("zebra"))
    before = home.folders.serving.count()
    home.push(patch(title="Zoo"), prompt("zebra"))
    assert home.folders.serving.count() == before


def test_a_result_is_found_by_the_tool_that_gave_it(home: Indexed):
    call = tool_call("Bash", "c1")
    home.push(patch(), reply(None, parts=(call,)))
    home.push(result("a zebra is listed", "c1"))
    home.push(prompt("a zebra is said"))

    assert (home.found("zebra tool:Bash"), home.found("zebra tool:Read")) == (1, 0)
    home.push(patch(project_path="/home/me/zoo"))
    assert home.found("zebra tool:bash project:zoo") == 1
    home.service.rebuild()
    assert home.found("zebra tool:Bash") == 1


def test_a_title_is_found(home: Indexed):
    home.push(patch(title="Counting zebras"), prompt("hello"))
    assert [hits.session_id for hits in home.sessions("zebra")] == [home.record.session().id]


def test_a_project_named_later_holds_for_messages_of_before(home: Indexed):
    home.push(patch(), prompt("zebra"))
    assert home.found("zebra", projects=("zoo",)) == 0
    home.push(patch(project_path="/home/me/zoo", source="cursor-sync"), prompt("lion", "u2"))
    assert home.found("zebra", projects=("zoo",), sources=("cursor-sync",)) == 1
    assert home.found("zebra lion", projects=("zoo",)) == 2


def test_a_large_backlog_is_caught_up_in_batches(home: Indexed):
    home.record.push(patch(), *(prompt(f"zebra n{i}", f"u{i}") for i in range(4500)))
    assert home.service.progress().lag > 4500
    assert home.service.catch_up().lag == 0
    assert home.found("n4499") == 1
    assert len(home.sessions("zebra")) == 1


def test_without_time_a_step_is_made_and_the_lag_is_told(home: Indexed):
    home.service.catch_up()
    home.record.push(patch(), *(prompt(f"zebra n{i}", f"u{i}") for i in range(4500)))
    assert 0 < home.service.catch_up(budget_s=0).lag < 4501
    assert home.found("n1") == 1


def test_a_reopened_index_goes_on_where_it_was(home: Indexed):
    home.push(patch(), prompt("zebra"))
    folder = home.folders.serving.folder
    home.reopen()
    home.push(prompt("lion", "u2"))
    assert home.folders.serving.folder == folder
    assert (home.found("zebra"), home.found("lion")) == (1, 1)


def test_a_deleted_index_is_built_from_the_record(home: Indexed):
    home.push(patch(title="Zoo"), prompt("zebra"), reply("a lion"))
    home.service.close()
    for path in sorted(home.root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    home.open()
    assert home.service.state() == "rebuilding"
    home.service.catch_up()
    assert home.service.state() == "ready"
    assert (home.found("zebra"), home.found("lion")) == (1, 1)
    assert home.found("zoo") == 0
    assert len(home.sessions("zoo")) == 1


def test_files_of_a_commit_that_was_killed_do_not_stop_the_next_one(home: Indexed):
    home.push(patch(), prompt("zebra"), prompt("tiger", "u2"))
    folder = home.folders.serving.folder
    home.service.close()
    segments = {path.name.split(".")[0] for path in folder.glob("*.term")}
    for segment in segments:
        for stamp in range(2000):
            (folder / f"{segment}.{stamp}.del").write_bytes(b"half of a commit")
    (folder / f"{'0' * 32}.term").write_bytes(b"a segment that no commit names")
    home.open()
    home.push(reply("lion"), prompt("zebra and more", "u1"))
    assert home.service.progress().lag == 0
    assert (home.found("zebra"), home.found("more"), home.found("tiger")) == (1, 1, 1)
    assert not (folder / f"{'0' * 32}.term").exists()


def test_an_index_of_another_version_is_replaced(home: Indexed):
    home.push(patch(), prompt("zebra"))
    home.service.close()
    pointer = home.root / "folders.json"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"version": 0}))
    home.open()
    home.service.catch_up()
    assert home.found("zebra") == 1
    assert len(list(home.root.glob("text-*"))) == 1


def test_an_older_index_serves_and_follows_until_the_new_one_is_built_beside_it(home: Indexed):
    home.push(patch(), prompt("zebra"))
    home.service.close()
    pointer = home.root / "folders.json"
    older = json.loads(pointer.read_text()) | {"version": OLDEST_READABLE, "building": "text-9"}
    pointer.write_text(json.dumps(older))
    home.record.push(prompt("lion", "u2"))
    home.open()
    assert (home.found("zebra"), home.service.state()) == (1, "rebuilding")

    home.reopen()
    assert (home.found("zebra"), home.service.state()) == (1, "rebuilding")
    home.service.catch_up(0.0)
    assert (home.found("lion"), home.service.state()) == (1, "rebuilding")

    while home.service.state() == "rebuilding":
        home.service.catch_up()
    assert home.found("zebra lion") == 2
    assert json.loads(pointer.read_text())["version"] == SCHEMA_VERSION
    assert len(list(home.root.glob("text-*"))) == 1


def test_an_older_index_does_not_serve_for_good_when_the_new_one_is_lost(home: Indexed):
    home.push(patch(), prompt("zebra"))
    home.service.close()
    pointer = home.root / "folders.json"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"version": OLDEST_READABLE}))
    home.open()
    home.service.close()
    name = json.loads(pointer.read_text())["building"]
    (home.root / name / "meta.json").write_text("spoilt")

    home.open()

    assert (home.found("zebra"), home.service.state()) == (1, "rebuilding")


@pytest.mark.parametrize("damage", ["meta.json", "*.idx", "*.term", "*.fast", "*.store"])
def test_a_truncated_index_is_mended_at_the_next_start(home: Indexed, damage: str):
    home.push(patch(), prompt("zebra"))
    home.service.close()
    for path in home.folders.serving.folder.glob(damage):
        os.truncate(path, 5)
    home.open()
    home.service.suspect()
    home.service.catch_up()
    assert home.found("zebra") == 1


def test_a_flipped_bit_is_noticed_when_suspected(home: Indexed):
    home.push(patch(), prompt("zebra"))
    file = min(home.folders.serving.folder.glob("*.idx"))
    content = bytearray(file.read_bytes())
    content[2] ^= 255
    file.write_bytes(content)
    home.service.suspect()
    home.service.catch_up()
    assert home.found("zebra") == 1


def test_after_a_crash_the_files_are_checked(home: Indexed):
    home.push(patch(), *(prompt(f"zebra {i}", f"u{i}") for i in range(50)))
    damaged = home.folders.serving.folder
    home.folders.close()
    for file in damaged.glob("*.idx"):
        content = file.read_bytes()
        file.write_bytes(bytes(len(content) // 2) + content[len(content) // 2 :])
    home.open()
    home.service.catch_up()
    assert home.folders.serving.folder != damaged
    assert home.found("zebra") == 3


def test_after_a_clean_end_the_files_are_not_read_again(home: Indexed):
    home.push(patch(), prompt("zebra"))
    home.service.close()
    assert not (home.root / "in-use").exists()


def test_suspicion_without_damage_keeps_the_index(home: Indexed):
    home.push(patch(), prompt("zebra"))
    folder = home.folders.serving.folder
    home.service.suspect()
    home.push(prompt("lion", "u2"))
    assert home.folders.serving.folder == folder
    assert (home.found("zebra"), home.found("lion")) == (1, 1)


def test_a_rebuild_swaps_and_loses_nothing(home: Indexed):
    home.push(patch(), prompt("zebra"))
    old = home.folders.serving.folder
    home.record.push(prompt("lion", "u2"))
    home.service.rebuild()
    assert home.folders.serving.folder != old
    assert not old.exists()
    assert (home.found("zebra"), home.found("lion")) == (1, 1)


def test_a_rebuild_holds_titled_sessions_without_messages(home: Indexed):
    home.push(patch("empty", title="Nothing but a walrus"))
    home.service.rebuild()
    assert len(home.sessions("walrus")) == 1


def test_while_a_rebuild_goes_on_the_old_index_follows_and_answers(home: Indexed):
    home.push(patch(), *(prompt(f"zebra n{i}", f"u{i}") for i in range(4500)))
    home.folders.begin()
    home.record.push(prompt("lion", "new"))
    home.service.catch_up(budget_s=0)
    assert home.service.state() == "rebuilding"
    assert home.found("lion") == 1
    home.reopen()
    assert home.service.state() == "rebuilding"
    while home.service.state() == "rebuilding":
        home.service.catch_up(budget_s=0)
    home.service.catch_up()
    assert (home.found("lion"), home.found("n0"), home.found("n4499")) == (1, 1, 1)
    assert len(home.sessions("zebra")) == 1


def test_a_journal_that_was_pruned_too_far_leads_to_a_rebuild(home: Indexed):
    home.push(patch(), prompt("zebra"))
    home.record.push(prompt("lion", "u2"))
    home.record.push(prompt("tiger", "u3"))
    home.record.store.journal.prune(home.record.store.journal.last() - 1)
    home.service.catch_up()
    assert (home.found("zebra"), home.found("lion"), home.found("tiger")) == (1, 1, 1)


def test_an_index_that_is_ahead_of_the_record_is_built_anew(home: Indexed, tmp_path: Path):
    home.push(patch(), prompt("zebra"), prompt("lion", "u2"))
    home.service.close()
    (tmp_path / "other").mkdir()
    with recording(tmp_path / "other") as older:
        older.push(patch(), prompt("tiger"))
        restored = Indexed(older, home.root)
        restored.service.catch_up()
        assert (restored.found("zebra"), restored.found("tiger")) == (0, 1)
        restored.service.close()


def test_a_second_writer_is_refused_and_readers_are_not(home: Indexed):
    home.push(patch(), prompt("zebra"))
    second = Indexed(home.record, home.root)
    home.record.push(prompt("lion", "u2"))
    with pytest.raises(UnavailableError):
        second.service.catch_up()
    assert second.found("zebra") == 1


CRASHING = """
import sys
from pathlib import Path
sys.path[:0] = {paths!r}
from tests.factories import Recording, patch, prompt
from opensync_app.index.folders import IndexFolders
from opensync_app.services.indexing import IndexingService
record = Recording(Path({folder!r}))
service = IndexingService(record.store, IndexFolders(Path({folder!r}) / "index"))
record.push(patch())
print("ready", flush=True)
for number in range(100_000):
    record.push(prompt("zebra", f"{tag}-{{number}}"), prompt(f"lion {{number}}", "same"))
    service.catch_up(budget_s=0)
"""


def test_killed_at_any_moment_every_message_is_found_exactly_once(tmp_path: Path):
    for tag, wait_s in enumerate((0.15, 0.4, 0.7)):
        code = CRASHING.format(
            paths=[str(Path(__file__).parents[2])], folder=str(tmp_path), tag=tag
        )
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(wait_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    with recording(tmp_path) as record:
        home = Indexed(record, tmp_path / "index")
        home.service.catch_up()
        messages = record.messages()
        (hits,) = home.sessions("zebra lion")
        indexed = home.folders.serving.message_ids_of(hits.session_id)
        assert indexed == sorted(message.id for message in messages)
        assert len(messages) > 3
        home.service.close()
