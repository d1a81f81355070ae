"""`verify` sees each thing that does not agree, names it, and is content with a sound record."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from opensync_app.core.session import SessionPatch
from opensync_app.index.folders import IndexFolders
from opensync_app.index.reading import IndexReader
from opensync_app.services.importing import Importer
from opensync_app.services.indexing import IndexingService
from opensync_app.services.keeping import Keeping, Verification
from opensync_app.sources.base import Home
from opensync_app.sources.claude_code import ClaudeCode
from opensync_app.sources.opencode import OpenCode
from tests.factories import Recording, patch, prompt, recording, reply
from tests.journeys.transcripts import Transcript
from tests.shared_data import unpack


class House:
    """A record of a home, its index, and what looks after them."""

    def __init__(self, rec: Recording, folder: Path, home: Path) -> None:
        self.rec, self.home = rec, home
        self.index = IndexingService(rec.store, IndexFolders(folder / "index"))
        self.reader = IndexReader(folder / "index")
        self.sources = (ClaudeCode(), OpenCode())

    def importer(self) -> Importer:
        return Importer(
            self.rec.store,
            self.rec.recorder,
            self.rec.feed,
            self.rec.clock,
            sources=self.sources,
            home=Home(self.home),
            machine="here",
        )

    def read(self) -> None:
        self.importer().import_all()
        while self.index.catch_up().lag:
            pass

    def verify(self) -> Verification:
        keeping = Keeping(self.rec.store, self.reader, sources=self.sources, home=Home(self.home))
        return keeping.verify()

    def faults(self) -> dict[str, list[str]]:
        return {proof.name: proof.problems for proof in self.verify().proofs if proof.problems}

    def spoil(self, statement: str, *values: object) -> None:
        """Change the file behind the record's back."""
        path = self.rec.store.database.path
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            assert connection.execute(statement, values).rowcount > 0, statement


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for name in ("one", "two"):
        transcript = Transcript(home, name)
        transcript.prompt("where is the zebra")
        transcript.reply("in the zoo")
    return home


@pytest.fixture
def house(tmp_path: Path, home: Path) -> Iterator[House]:
    with recording(tmp_path) as rec:
        built = House(rec, tmp_path, home)
        built.read()
        yield built
        built.index.close()


def test_a_sound_record_agrees(house: House):
    house.rec.push(
        patch("pushed"), prompt("hello", session="pushed"), reply(None, session="pushed")
    )
    house.read()
    found = house.verify()
    assert found.is_sound, house.faults()
    figures = found.sources["claude-code"]
    assert (figures.files_found, figures.files_read, figures.files_unchanged) == (2, 2, 2)
    assert {p.name: p.looked_at for p in found.proofs if p.looked_at} == {
        "archive": 2,
        "messages": 4,
        "search index": 3,
    }


def test_files_that_are_new_written_gone_or_unreadable_are_counted_and_are_no_fault(
    house: House, home: Path
):
    folder = home / ".claude" / "projects" / "-home-me-shop"
    bad = Transcript(home, "bad")
    bad.path.write_text("no JSON at all\n")
    (folder / "loop.jsonl").symlink_to(folder / "loop.jsonl")
    house.read()
    Transcript(home, "new").prompt("later")
    transcript = Transcript(home, "one")
    transcript.path.write_bytes(transcript.path.read_bytes() + b'{"type":"user"}\n')
    (folder / "two.jsonl").unlink()
    found = house.verify()
    figures = found.sources["claude-code"]
    assert found.is_sound, house.faults()
    assert (figures.files_found, figures.files_new, figures.files_read) == (4, 1, 3)
    assert (figures.files_unchanged, figures.files_changed, figures.files_gone) == (1, 1, 1)
    assert [(Path(s.path).name, bool(s.reason)) for s in figures.skipped] == [("loop.jsonl", True)]
    assert figures.bad_lines == 1
    assert [Path(bad.path).name for bad in figures.first_bad_lines] == ["bad.jsonl"]


OTHER_WORDS = (
    "UPDATE messages SET body = (SELECT body FROM messages WHERE role = 'assistant') "
    "WHERE external_id = 'one-0'"
)
NO_TITLE = "UPDATE sessions SET title = 'other' WHERE external_id = 'one'"


@pytest.mark.parametrize(
    ("statement", "proof", "words"),
    [
        ("DELETE FROM archive WHERE id = 1", "archive", "ends at byte 0"),
        ("UPDATE archive SET start = start + 7", "archive", "lacks bytes 0 to 7"),
        ("UPDATE archive SET data = substr(data, 9)", "archive", "is damaged"),
        ("UPDATE archive SET length = length + 1", "archive", "is damaged"),
        ("DELETE FROM messages WHERE external_id = 'one-0'", "messages", "lacks message one-0"),
        ("UPDATE messages SET output = 8 WHERE has_usage", "messages", "differs in usage"),
        ("UPDATE messages SET kind = 'notice'", "messages", "differs in kind"),
        ("UPDATE messages SET tool_call_count = 3", "messages", "differs in tool_calls"),
        (OTHER_WORDS, "messages", "one-0 of session one differs in words"),
        (
            "UPDATE messages SET external_id = 'made-up' WHERE external_id = 'one-0'",
            "messages",
            "message made-up, which no file tells of",
        ),
        ("DELETE FROM session_files", "messages", "of which no file is known"),
        ("UPDATE files SET bad_lines = 5", "messages", "has 0 bad lines, the record says 5"),
        (
            "UPDATE sessions SET message_count = 9 WHERE external_id = 'one'",
            "session totals",
            "Session one says message_count 9, its messages add up to 2",
        ),
        ("UPDATE sessions SET output = output + 1", "session totals", "says output 8"),
        ("UPDATE usage SET input = input + 1", "counted tokens", "counted with other tokens"),
        ("DELETE FROM usage", "counted tokens", "2 replies are not counted"),
        ("UPDATE rollups SET replies = replies + 1", "roll-ups", "rows of rollups"),
        ("DELETE FROM rollups", "roll-ups", "rows of rollups"),
        (NO_TITLE, "search index", "another title"),
        ("INSERT INTO session_tags VALUES (99, 'x')", "database", "session_tags"),
    ],
)
def test_what_is_spoilt_is_named(house: House, statement: str, proof: str, words: str):
    house.spoil(statement)
    faults = house.faults()
    assert any(words in problem for problem in faults.get(proof, [])), faults


def test_what_a_plugin_pushed_of_a_file_that_was_cut_stays_and_is_no_fault(tmp_path: Path):
    home = tmp_path / "home"
    transcript = Transcript(home, "cut")
    stays = transcript.prompt("stays in the file")
    pushed = transcript.prompt("is cut off")
    transcript.prompt("is cut off too")
    with recording(tmp_path) as rec:
        house = House(rec, tmp_path, home)
        rec.push(prompt("is cut off", pushed, session="cut"))
        house.read()
        transcript.path.write_bytes(transcript.path.read_bytes().splitlines(keepends=True)[0])
        house.read()
        held = [message.external_id for message in rec.messages("cut")]
        faults = house.faults()
        house.index.close()

    assert (held, faults) == ([stays, pushed], {})


def test_an_archive_that_differs_from_an_untouched_file_is_named(house: House, home: Path):
    path = Transcript(home, "one").path
    known = house.rec.store.positions.get("claude-code", str(path))
    assert known is not None
    wrong = path.read_bytes().replace(b"zebra", b"horse")
    house.spoil(
        "UPDATE archive SET data = ? WHERE file_id = ?",
        zstandard.ZstdCompressor().compress(wrong),
        known.id,
    )
    assert any("differs from the file at byte 0" in p for p in house.faults()["archive"])


@pytest.mark.parametrize("lost", [1, 2])
def test_an_index_that_lost_something_is_named(house: House, lost: int):
    held = house.reader.serving.message_ids_of(house.rec.session("one").id)
    house.index.close()
    folders = IndexFolders(house.reader.serving.folder.parent)
    writer = folders.serving.writer()
    for message_id in held[:lost]:
        writer.drop_message(message_id)
    writer.commit(house.rec.store.journal.last())
    folders.close()
    faults = house.faults()
    assert list(faults) == ["search index"]
    assert faults["search index"] == [f"Session one: the search index lacks {lost} of 2 messages."]


def test_an_index_that_holds_what_the_record_does_not_is_named(house: House):
    for statement in (
        "DELETE FROM session_files",
        "DELETE FROM messages",
        "DELETE FROM sessions",
    ):
        house.spoil(statement)
    assert any("2 sessions that are not in the record" in p for p in house.faults()["search index"])


def test_an_index_that_is_behind_is_no_fault(house: House):
    house.rec.push(patch("late"), prompt("not yet indexed", session="late"))
    found = house.verify()
    assert found.is_sound, house.faults()
    assert found.index_waits > 0


def test_an_index_in_the_making_is_no_fault(house: House):
    house.index.close()
    root = house.reader.serving.folder.parent
    folders = IndexFolders(root)
    folders.begin()
    found = house.verify()
    folders.close()
    assert found.is_sound
    assert not found.index_is_built


def test_it_agrees_while_others_write(house: House, home: Path):
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            house.rec.push(
                SessionPatch(external_id="busy", title=f"title {number}"),
                prompt(f"word {number}", f"m{number}", session="busy"),
            )
            Transcript(home, f"more-{number % 7}").prompt(f"line {number}")
            house.importer().import_all()
            house.index.catch_up()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            assert house.faults() == {}
    finally:
        stop.set()
        writer.join()


def test_the_real_sessions_agree(tmp_path: Path):
    home = unpack("dev-sessions.tar.zst") / "home"
    with recording(tmp_path) as rec:
        house = House(rec, tmp_path, home)
        house.read()
        found = house.verify()
        house.index.close()
    assert found.is_sound, [proof for proof in found.proofs if proof.problems]
    for figures in found.sources.values():
        assert figures.files_found == figures.files_unchanged == figures.files_read > 10


def test_an_index_whose_files_are_damaged_is_named(house: House):
    house.index.close()
    folder = house.reader.serving.folder
    (folder / "meta.json").write_text("no JSON")
    fresh = Keeping(
        house.rec.store,
        IndexReader(folder.parent),
        sources=house.sources,
        home=Home(house.home),
    )
    proofs = {proof.name: proof.problems for proof in fresh.verify().proofs if proof.problems}
    assert list(proofs) == ["search index"]


def test_a_record_without_an_index_is_no_fault(house: House, tmp_path: Path):
    keeping = Keeping(
        house.rec.store,
        IndexReader(tmp_path / "none"),
        sources=house.sources,
        home=Home(house.home),
    )
    found = keeping.verify()
    assert found.is_sound
    assert not found.index_is_built
