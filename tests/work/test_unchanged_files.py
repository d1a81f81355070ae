"""An unchanged home costs nothing: no file is parsed, no row is written."""

from pathlib import Path

from opensync_app.services.importing import Importer
from opensync_app.sources.base import Chunk, Home, Parsed, SourceFile
from opensync_app.sources.claude_code import ClaudeCode
from tests.factories import Recording, recording
from tests.journeys.transcripts import Transcript


class CountingClaudeCode(ClaudeCode):
    """Counts the chunks that are parsed."""

    def __init__(self, version: int = 1) -> None:
        self.parser_version = version
        self.parsed = 0

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        self.parsed += 1
        return super().parse(file, chunk, state)


def run(rec: Recording, home: Path, source: CountingClaudeCode) -> int:
    """Import and return the rows that were written."""
    before = written(rec)
    Importer(
        rec.store,
        rec.recorder,
        rec.feed,
        rec.clock,
        sources=(source,),
        home=Home(home),
        machine="here",
    ).import_all()
    return written(rec) - before


def written(rec: Recording) -> int:
    return rec.store.database.write(lambda connection: connection.total_changes)


def a_home(home: Path) -> None:
    for number in range(3):
        transcript = Transcript(home, f"s{number}")
        transcript.prompt("hello")
        transcript.reply("world")
    folder = home / ".claude" / "projects" / "-home-me-shop"
    (folder / "empty.jsonl").touch()
    (folder / "half.jsonl").write_text('{"type": "user", "mess')
    (folder / "loop.jsonl").symlink_to(folder / "loop.jsonl")
    (folder / "no-rows.jsonl").write_text("nothing that anybody knows\n")


def test_an_unchanged_home_parses_no_file_and_writes_no_row(tmp_path: Path):
    a_home(tmp_path)
    with recording(tmp_path / "data") as rec:
        first = CountingClaudeCode()
        assert run(rec, tmp_path, first) > 0
        assert first.parsed == 4
        again = CountingClaudeCode()
        assert (run(rec, tmp_path, again), again.parsed) == (0, 0)


def test_after_a_newer_parser_an_unchanged_home_costs_nothing_again(tmp_path: Path):
    a_home(tmp_path)
    with recording(tmp_path / "data") as rec:
        run(rec, tmp_path, CountingClaudeCode())
        newer = CountingClaudeCode(2)
        assert run(rec, tmp_path, newer) > 0
        assert newer.parsed == 4
        again = CountingClaudeCode(2)
        assert (run(rec, tmp_path, again), again.parsed) == (0, 0)
