"""A newer parser reads the archive again: each file is swapped whole, and nothing else changes."""

from pathlib import Path

import msgspec
import pytest

from opensync_app.core.session import SessionPatch
from opensync_app.services.importing import Importer
from opensync_app.sources.base import Chunk, Home, Parsed, SourceFile
from opensync_app.sources.claude_code import ClaudeCode
from opensync_app.sources.jsonl import lines_of
from opensync_app.store.rollups import rebuild_rollups
from tests.factories import Recording, prompt, recording
from tests.journeys.transcripts import Transcript


class NewerClaudeCode(ClaudeCode):
    """Reads the word `old` as `new`, and passes over prompts that say `secret`."""

    parser_version = ClaudeCode.parser_version + 1
    chunks = 0

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        type(self).chunks += 1
        kept = [line.data for line in lines_of(chunk) if b"secret" not in line.data]
        raw = b"".join(data + b"\n" for data in kept).replace(b"old", b"new")
        return super().parse(file, msgspec.structs.replace(chunk, raw=raw), state)


def importer(rec: Recording, home: Path, source: ClaudeCode) -> Importer:
    return Importer(
        rec.store,
        rec.recorder,
        rec.feed,
        rec.clock,
        sources=(source,),
        home=Home(home),
        machine="here",
    )


def words(rec: Recording, session: str = "one") -> list[str]:
    return [m.text_content or m.parts[0].content for m in rec.messages(session)]


def ids(rec: Recording, session: str = "one") -> dict[str, int]:
    return {m.external_id: m.id for m in rec.messages(session)}


def archived(rec: Recording) -> list[tuple[int, int, int]]:
    query = "SELECT generation, start, length FROM archive ORDER BY id"
    return rec.store.database.read(lambda c: [tuple(r) for r in c.execute(query)])


def test_the_words_are_replaced_and_the_ids_stay(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("an old prompt")
    transcript.reply("kept as it is")
    transcript.reply("an old reply")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        before, pieces, reached = ids(rec), archived(rec), rec.store.journal.last()
        report = importer(rec, tmp_path, NewerClaudeCode()).import_all().sources["claude-code"]
        assert words(rec) == [
            "a new prompt".replace("a new", "an new"),
            "kept as it is",
            "an new reply",
        ]
        assert ids(rec) == before
        assert archived(rec) == pieces
        changed = rec.store.journal.read_from(reached, 100)
    assert (report.files_reparsed, report.files_read, report.files_unchanged) == (1, 0, 1)
    assert {e.op for e in changed} == {"message", "session"}
    assert len([e for e in changed if e.op == "message"]) == 2


def test_a_file_that_is_gone_is_parsed_again_too(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("an old prompt")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        transcript.path.unlink()
        report = importer(rec, tmp_path, NewerClaudeCode()).import_all().sources["claude-code"]
        assert words(rec) == ["an new prompt"]
    assert (report.files_found, report.files_reparsed) == (0, 1)


def test_what_was_appended_meanwhile_is_read_after_it(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("an old prompt")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        transcript.reply("the old rest")
        importer(rec, tmp_path, NewerClaudeCode()).import_all()
        assert words(rec) == ["an new prompt", "the new rest"]
        assert [piece[0] for piece in archived(rec)] == [0, 0]


def test_a_message_that_the_newer_parser_does_not_see_goes_with_its_figures(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("hello")
    transcript.reply("a secret reply")
    transcript.reply("an open reply")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        assert rec.session("one").tokens.output == 14
        importer(rec, tmp_path, NewerClaudeCode()).import_all()
        assert words(rec) == ["hello", "an open reply"]
        assert rec.session("one").tokens.output == 7
        assert rec.session("one").message_count == 2
        query = "SELECT * FROM rollups ORDER BY 1, 2, 3, 4, 5"
        kept = rec.store.database.read(lambda c: [tuple(r) for r in c.execute(query)])
        rec.store.database.write(rebuild_rollups)
        assert rec.store.database.read(lambda c: [tuple(r) for r in c.execute(query)]) == kept


class FewerTokens(ClaudeCode):
    """Counts one token less in each reply than its forerunner did."""

    parser_version = ClaudeCode.parser_version + 1

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        raw = chunk.raw.replace(b'"output_tokens": 7', b'"output_tokens": 6')
        return super().parse(file, msgspec.structs.replace(chunk, raw=raw), state)


def test_a_reply_that_stands_in_two_files_is_counted_as_the_newer_parser_reads_it(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.reply("in both")
    fork = transcript.path.with_name("two.jsonl")
    text = transcript.path.read_text()
    fork.write_text(text.replace('"sessionId": "one"', '"sessionId": "two"'))
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        assert counted(rec) == [7]
        importer(rec, tmp_path, FewerTokens()).import_all()
        assert counted(rec) == [6]
        assert [rec.session(name).tokens.output for name in ("one", "two")] == [6, 6]


def counted(rec: Recording) -> list[int]:
    query = "SELECT output FROM usage"
    return [row[0] for row in rec.store.database.read(lambda c: c.execute(query).fetchall())]


def test_the_title_is_made_again_unless_a_person_gave_it(tmp_path: Path):
    for name in ("one", "two"):
        Transcript(tmp_path, name).prompt("the old title")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        rec.store.database.write(
            lambda c: c.execute("UPDATE sessions SET user_title = 'mine' WHERE external_id = 'two'")
        )
        importer(rec, tmp_path, NewerClaudeCode()).import_all()
        assert (rec.session("one").title, rec.session("two").title) == ("the new title", "mine")


def test_a_session_of_which_nothing_is_left_goes_unless_a_person_marked_it(tmp_path: Path):
    for name in ("bare", "tagged"):
        Transcript(tmp_path, name).prompt("a secret")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        tagged = rec.session("tagged").id
        rec.store.database.write(
            lambda c: c.execute("INSERT INTO session_tags VALUES (?, 'mine')", (tagged,))
        )
        importer(rec, tmp_path, NewerClaudeCode()).import_all()
        assert rec.store.sessions.external_ids(1) == ["tagged"]
        assert rec.session("tagged").message_count == 0


def test_pushed_messages_of_the_session_stay(tmp_path: Path):
    Transcript(tmp_path, "one").prompt("an old prompt")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        rec.push(prompt("only the plugin saw this", "pushed-1", session="one"))
        importer(rec, tmp_path, NewerClaudeCode()).import_all()
        assert sorted(words(rec)) == ["an new prompt", "only the plugin saw this"]


def test_a_run_that_is_interrupted_goes_on_with_the_next_file(tmp_path: Path):
    for number in range(5):
        Transcript(tmp_path, f"s{number}").prompt("an old prompt")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        first = importer(rec, tmp_path, NewerClaudeCode())
        first.import_all(lambda at: first.stop() if at.messages else None)
        NewerClaudeCode.chunks = 0
        rest = importer(rec, tmp_path, NewerClaudeCode()).import_all().sources["claude-code"]
        assert all(words(rec, f"s{number}") == ["an new prompt"] for number in range(5))
        assert rest.files_reparsed == NewerClaudeCode.chunks <= 5


def test_a_file_with_a_hole_in_its_archive_is_read_from_disk_again(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    with recording(tmp_path / "data") as rec:
        for number in range(3):
            transcript.prompt(f"old {number}")
            importer(rec, tmp_path, ClaudeCode()).import_all()
        rec.store.database.write(
            lambda c: c.execute("DELETE FROM archive WHERE start > 0 AND id = 2")
        )
        report = importer(rec, tmp_path, NewerClaudeCode()).import_all().sources["claude-code"]
        assert words(rec) == ["new 0", "new 1", "new 2"]
    assert (report.files_reparsed, report.files_read) == (0, 1)


class Refused(NewerClaudeCode):
    """Says what no record takes."""

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        parsed = super().parse(file, chunk, state)
        return msgspec.structs.replace(
            parsed, sessions=(*parsed.sessions, SessionPatch(external_id="\udcff"))
        )


def test_a_file_whose_new_reading_is_refused_stays_as_it_was_and_is_listed(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("an old prompt")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, ClaudeCode()).import_all()
        transcript.reply("the old rest")
        report = importer(rec, tmp_path, Refused()).import_all().sources["claude-code"]
        assert [Path(skipped.path).name for skipped in report.skipped] == ["one.jsonl"]
        assert (report.files_reparsed, report.files_read) == (0, 0)
        assert words(rec) == ["an old prompt"]
        importer(rec, tmp_path, NewerClaudeCode()).import_all()
        assert words(rec) == ["an new prompt", "the new rest"]


@pytest.mark.parametrize("source", [ClaudeCode(), NewerClaudeCode()])
def test_a_rewritten_file_keeps_the_ids_of_messages_that_stay(tmp_path: Path, source: ClaudeCode):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("first")
    transcript.reply("second")
    with recording(tmp_path / "data") as rec:
        importer(rec, tmp_path, source).import_all()
        before = ids(rec)
        lines = transcript.path.read_bytes().splitlines(keepends=True)
        transcript.path.write_bytes(lines[1] + lines[0])
        importer(rec, tmp_path, source).import_all()
        assert ids(rec) == before
