"""A Cursor transcript that was read before the editor's database held the conversation."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from opensync_app.index.reading import IndexReader
from opensync_app.services.import_report import ImportReport
from opensync_app.services.importing import Importer
from opensync_app.services.keeping import Keeping
from opensync_app.sources.base import Home, Source
from opensync_app.sources.cursor import CursorSync
from opensync_app.sources.cursor_editor import CursorEditor
from tests.factories import Recording, recording
from tests.sources.cursor_editor import MAIN, editor_home

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
        reader = IndexReader(tmp_path / "index")
        keeping = Keeping(rec.store, reader, sources=SOURCES, home=Home(home))
        assert not [proof.problems for proof in keeping.verify().proofs if proof.problems]

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
