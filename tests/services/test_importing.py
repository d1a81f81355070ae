"""Importing: only what is new, resumable, and the same end by whatever way."""

import shutil
from pathlib import Path

import pytest

from opensync_app.core.changes import ImportProgress, ToolProgress
from opensync_app.services.importing import Importer
from opensync_app.sources.base import Home
from opensync_app.sources.claude_code import ClaudeCode
from opensync_app.store.rollups import rebuild_rollups
from tests.factories import OWNER, Recording, recording
from tests.journeys.transcripts import Transcript
from tests.shared_data import unpack

GROWING = "-home-me-growing"


def importer(rec: Recording, home: Path) -> Importer:
    return Importer(
        rec.store,
        rec.recorder,
        rec.feed,
        rec.clock,
        sources=(ClaudeCode(),),
        home=Home(home),
        machine="here",
    )


def everything(rec: Recording, *, without: tuple[str, ...] = ()):
    """Every row that an import writes, but for record ids and bookkeeping of the run."""
    queries = {
        "sessions": "SELECT * FROM sessions ORDER BY external_id",
        "messages": "SELECT m.*, s.external_id AS session FROM messages m "
        "JOIN sessions s ON s.id = m.session_id ORDER BY session, m.position, m.external_id",
        "rollups": "SELECT * FROM rollups ORDER BY 1, 2, 3, 4, 5",
        "usage": "SELECT * FROM usage ORDER BY key",
    }
    left_out = {"id", "session_id", "file_id", "models", *without}
    return {
        table: [
            {name: row[name] for name in row.keys() if name not in left_out}  # noqa: SIM118
            for row in rec.store.database.read(lambda c, q=query: c.execute(q).fetchall())
        ]
        for table, query in queries.items()
    }


def test_an_unchanged_file_is_not_read_again_and_nothing_is_written(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("hello")
    with recording(tmp_path / "data") as rec:
        first = importer(rec, tmp_path).import_all().sources["claude-code"]
        before = rec.store.journal.last()
        again = importer(rec, tmp_path).import_all().sources["claude-code"]
        assert rec.store.journal.last() == before
        assert rec.session("one").machine == "here"
    assert (first.files_found, first.files_read, first.sessions, first.messages) == (1, 1, 1, 1)
    assert (again.files_read, again.files_unchanged, again.messages) == (0, 1, 0)


def test_progress_names_each_tool_with_the_files_that_wait(tmp_path: Path):
    for name in ("one", "two"):
        Transcript(tmp_path, name).prompt("hello")
    seen: list[ImportProgress] = []
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path).import_all(seen.append)
        importer(rec, tmp_path).import_all(seen.append)

    told = [(progress.state, progress.tools) for progress in seen if progress.files_total]
    assert told[0] == ("running", (ToolProgress("claude-code", 2, 0),))
    assert seen[-1].tools == ()


def test_only_appended_bytes_are_archived_and_parsed(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    with recording(tmp_path / "data") as rec:
        for number in range(4):
            transcript.prompt(f"prompt {number}")
            importer(rec, tmp_path).import_paths([transcript.path])
        known = rec.store.positions.get("claude-code", str(transcript.path))
        assert known is not None
        chunks = list(rec.store.archive.chunks(known.id))
        assert [m.text_content or m.parts[0].content for m in rec.messages("one")] == [
            f"prompt {number}" for number in range(4)
        ]
    assert len(chunks) == 4
    assert b"".join(chunk.raw for chunk in chunks) == transcript.path.read_bytes()


def test_half_a_line_waits_for_its_rest(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("whole")
    whole = transcript.path.read_bytes()
    transcript.prompt("in the making")
    longer = transcript.path.read_bytes()
    with recording(tmp_path / "data") as rec:
        transcript.path.write_bytes(longer[: len(whole) + 30])
        importer(rec, tmp_path).import_all()
        assert len(rec.messages("one")) == 1
        transcript.path.write_bytes(longer)
        importer(rec, tmp_path).import_all()
        assert len(rec.messages("one")) == 2


def test_a_file_that_cannot_be_read_is_listed_and_stops_nobody(tmp_path: Path):
    good = Transcript(tmp_path, "good")
    good.prompt("hello")
    bad = good.path.with_name("bad.jsonl")
    bad.symlink_to(bad)
    folder = good.path.with_name("folder.jsonl")
    folder.mkdir()
    with recording(tmp_path / "data") as rec:
        report = importer(rec, tmp_path).import_all().sources["claude-code"]
        assert len(rec.messages("good")) == 1
    named = [Path(skipped.path).name for skipped in report.skipped]
    assert report.files_read + len(named) + report.files_unchanged == report.files_found
    assert all(skipped.reason for skipped in report.skipped)


def test_a_deleted_file_keeps_its_session(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("remember me")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path).import_all()
        transcript.path.unlink()
        importer(rec, tmp_path).import_all()
        assert len(rec.messages("one")) == 1


def growth() -> list[list[Path]]:
    """The real sessions of Claude Code that were caught at several sizes, oldest first."""
    folders = sorted((unpack("dev-sessions.tar.zst") / "growth").glob("*/*"))
    series = [sorted(folder.glob("*.jsonl")) for folder in folders]
    return [s for s in series if s and b'"sessionId"' in s[0].read_bytes()[:4000]]


@pytest.mark.parametrize("number", range(6))
def test_a_session_caught_growing_ends_as_a_fresh_import_of_its_last_size(
    tmp_path: Path, number: int
):
    series = growth()
    snapshots = series[number % len(series)]
    session = snapshots[0].parent.name
    target = tmp_path / ".claude" / "projects" / GROWING / f"{session}.jsonl"
    target.parent.mkdir(parents=True)
    with recording(tmp_path / "fresh") as rec:
        shutil.copyfile(snapshots[-1], target)
        importer(rec, tmp_path).import_all()
        fresh = everything(rec)
        target.unlink()
    with recording(tmp_path / "grown") as rec:
        for snapshot in snapshots:
            shutil.copyfile(snapshot, target)
            importer(rec, tmp_path).import_all()
        grown = everything(rec)
        kept = grown["rollups"]
        rec.store.database.write(rebuild_rollups)
        assert everything(rec)["rollups"] == kept
        assert rec.store.sessions.totals(OWNER).messages > 0
    assert grown == fresh
