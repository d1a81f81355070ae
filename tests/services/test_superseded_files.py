"""A Cursor transcript that was read before the editor's database held the conversation."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from opensync_app.core.session import text_of
from opensync_app.index.reading import IndexReader
from opensync_app.services.import_report import ImportReport
from opensync_app.services.importing import Importer
from opensync_app.services.keeping import Keeping
from opensync_app.sources.base import Home, Source
from opensync_app.sources.cursor import CursorSync
from opensync_app.sources.cursor_editor import CursorEditor
from tests.factories import Recording, recording
from tests.sources.cursor_editor import MAIN, corpus, editor_home, put

SOURCES = (CursorSync(), CursorEditor())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / ".cursor" / "projects" / "mill" / "agent-transcripts"
    folder.mkdir(parents=True)
    (folder / f"{MAIN}.jsonl").write_text(
        '{"role":"user","message":{"content":[{"type":"text","text":"Which looms stand idle?"}]}}\n'
        '{"role":"assistant","message":{"content":[{"type":"text","text":"One loom."}]}}\n'
    )
    return tmp_path / "home"


def run(rec: Recording, home: Path, sources: Sequence[Source] = SOURCES) -> ImportReport:
    importer = Importer(
        rec.store, rec.recorder, rec.feed, rec.clock, sources=sources, home=Home(home), machine="m"
    )
    return importer.import_all()


def transcript_of(home: Path) -> Path:
    return home / f".cursor/projects/mill/agent-transcripts/{MAIN}.jsonl"


def go_on(home: Path) -> None:
    """Cursor writes on in the transcript."""
    with transcript_of(home).open("a") as stream:
        stream.write(
            '{"role":"user","message":{"content":[{"type":"text","text":"And the other mill?"}]}}\n'
            '{"role":"assistant","message":{"content":[{"type":"text","text":"It rests."}]}}\n'
        )


def forget(home: Path) -> None:
    """The conversation leaves the editor's database."""
    path = home / ".config/Cursor/User/globalStorage/state.vscdb"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM cursorDiskKV WHERE key LIKE ?", (f"%{MAIN}%",))
        connection.commit()


def words(rec: Recording) -> list[str]:
    return [text_of(message.parts, message.text_content) for message in rec.messages(MAIN)]


def proven(rec: Recording, folder: Path, home: Path) -> list[str]:
    """What `verify` finds wrong."""
    keeping = Keeping(rec.store, IndexReader(folder / "index"), sources=SOURCES, home=Home(home))
    return [line for proof in keeping.verify().proofs for line in proof.problems]


def told(rec: Recording) -> list[str]:
    return [message.external_id for message in rec.messages(MAIN)]


def test_it_is_taken_back_when_the_database_was_read(tmp_path: Path, home: Path):
    with recording(tmp_path / "data") as rec:
        run(rec, home)
        of_transcript = told(rec)
        number = rec.session(MAIN).id
        editor_home(home)
        report = run(rec, home)

        assert len(of_transcript) == 2
        assert told(rec)
        assert not {*told(rec)} & {*of_transcript}
        assert rec.session(MAIN).id == number, "the address of the session stays"
        assert [one.path for one in report.sources["cursor-sync"].skipped]
        again = run(rec, home)
        assert again.sources["cursor-sync"].messages == again.sources["cursor-editor"].messages == 0
        assert proven(rec, tmp_path, home) == []

    with recording(tmp_path / "fresh") as fresh:
        run(fresh, home)
        with recording(tmp_path / "data") as rec:
            assert told(rec) == told(fresh)
            assert rec.session(MAIN).message_count == fresh.session(MAIN).message_count


def test_it_stays_as_long_as_nothing_else_tells_of_its_session(tmp_path: Path, home: Path):
    with recording(tmp_path / "data") as rec:
        run(rec, home)
        editor_home(home)
        before = told(rec)
        run(rec, home, SOURCES[:1])

        assert told(rec) == before


@pytest.mark.parametrize("was_read_before", [False, True])
def test_a_conversation_that_leaves_the_database_is_not_told_twice(
    tmp_path: Path, home: Path, *, was_read_before: bool
):
    with recording(tmp_path / "data") as rec:
        if was_read_before:
            run(rec, home)
        editor_home(home)
        run(rec, home)
        before = told(rec)
        forget(home)
        report = run(rec, home)
        run(rec, home)

        assert told(rec) == before
        assert len(report.sources["cursor-sync"].skipped) == 1
        assert proven(rec, tmp_path, home) == []


@pytest.mark.parametrize("parser_version", [1, 2])
def test_what_its_transcript_then_goes_on_to_say_is_added(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, parser_version: int
):
    with recording(tmp_path / "data") as rec:
        editor_home(home)
        run(rec, home)
        before, session = words(rec), rec.session(MAIN)
        forget(home)
        run(rec, home)
        go_on(home)
        run(rec, home)
        monkeypatch.setattr(CursorSync, "parser_version", parser_version)
        run(rec, home)

        assert words(rec) == [*before, "And the other mill?", "It rests."]
        now = rec.session(MAIN)
        assert (now.id, now.title, now.source) == (session.id, session.title, session.source)
        assert proven(rec, tmp_path, home) == []


def test_it_is_read_whole_when_the_database_was_never_read(tmp_path: Path, home: Path):
    with recording(tmp_path / "data") as rec:
        editor_home(home)
        run(rec, home, SOURCES[:1])
        forget(home)
        run(rec, home, SOURCES[:1])

        assert words(rec) == ["Which looms stand idle?", "One loom."]


def test_what_the_database_holds_again_is_taken_from_it(tmp_path: Path, home: Path):
    with recording(tmp_path / "data") as rec:
        editor_home(home)
        run(rec, home)
        before = told(rec)
        forget(home)
        go_on(home)
        run(rec, home)
        assert len(told(rec)) == len(before) + 2
        path = home / ".config/Cursor/User/globalStorage/state.vscdb"
        with closing(sqlite3.connect(path)) as connection:
            put(connection, *corpus())
        run(rec, home)

        assert told(rec) == before
        assert proven(rec, tmp_path, home) == []
