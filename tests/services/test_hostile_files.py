"""Whatever stands in a tool's folder, an import ends, and each file is read or listed with a reason."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from opensync_app.core.session import SessionPatch
from opensync_app.services.import_report import SourceReport
from opensync_app.services.importing import Importer
from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.claude_code import ClaudeCode
from tests.factories import Recording, recording
from tests.journeys.transcripts import Transcript

FOLDER = Path(".claude/projects/-home-me-shop")


class Vanishing(ClaudeCode):
    """Reads files that are taken away, or replaced, at the last moment."""

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        if file.path.name.startswith(("vanishing", "turning")):
            file.path.unlink()
        if file.path.name.startswith("turning"):
            os.mkfifo(file.path)
        return super().read(file, position)


class Broken(ClaudeCode):
    """Has a bug in its parser."""

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        if file.path.name.startswith("bad"):
            raise KeyError("a bug")
        return super().parse(file, chunk, state)


class NoText(ClaudeCode):
    """Names a session by what is no text."""

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        parsed = super().parse(file, chunk, state)
        if file.path.name.startswith("odd"):
            patches = (SessionPatch(external_id="odd-\udcff"),)
            return msgspec.structs.replace(parsed, sessions=patches, messages=())
        return parsed


def run(rec: Recording, home: Path, source: ClaudeCode | None = None) -> SourceReport:
    source = source or ClaudeCode()
    importer = Importer(
        rec.store,
        rec.recorder,
        rec.feed,
        rec.clock,
        sources=(source,),
        home=Home(home),
        machine="here",
    )
    report = importer.import_all().sources[source.name]
    listed = report.files_read + report.files_unchanged + len(report.skipped)
    assert listed == report.files_found, report
    return report


def skipped(report: SourceReport) -> dict[str, str]:
    return {Path(one.path).name: one.reason for one in report.skipped}


def good(home: Path) -> None:
    Transcript(home, "good").prompt("hello")


@pytest.mark.timeout(30)
def test_pipes_sockets_and_links_are_listed_and_nobody_waits_for_them(tmp_path: Path):
    good(tmp_path)
    folder = tmp_path / FOLDER
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "nowhere.jsonl").symlink_to(folder / "no-such-file")
    (folder / "circle.jsonl").symlink_to(folder / "circle.jsonl")
    (folder / "up").symlink_to(folder.parent, target_is_directory=True)
    (folder / "folder.jsonl").mkdir()
    place = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listener, recording(tmp_path / "data") as rec:
        listener.bind(f"/proc/self/fd/{place}/socket.jsonl")
        first = run(rec, tmp_path)
        assert len(rec.messages("good")) == 1
        again = run(rec, tmp_path)
    os.close(place)
    reasons = skipped(first)
    assert sorted(reasons) == ["circle.jsonl", "nowhere.jsonl", "pipe.jsonl", "socket.jsonl"]
    assert all(reasons.values())
    assert skipped(again) == reasons


@pytest.mark.timeout(30)
def test_a_file_that_goes_between_finding_and_reading_is_listed(tmp_path: Path):
    good(tmp_path)
    for name in ("vanishing", "turning"):
        Transcript(tmp_path, name).prompt("here and gone")
    with recording(tmp_path / "data") as rec:
        report = run(rec, tmp_path, Vanishing())
        assert len(rec.messages("good")) == 1
    assert sorted(skipped(report)) == ["turning.jsonl", "vanishing.jsonl"]


def test_a_file_that_was_unreadable_once_is_read_later(tmp_path: Path):
    good(tmp_path)
    path = tmp_path / FOLDER / "late.jsonl"
    path.symlink_to(tmp_path / "elsewhere.jsonl")
    with recording(tmp_path / "data") as rec:
        assert sorted(skipped(run(rec, tmp_path))) == ["late.jsonl"]
        Transcript(tmp_path, "late").prompt("here I am")
        report = run(rec, tmp_path)
        assert skipped(report) == {}
        assert len(rec.messages("late")) == 1


def test_a_bug_in_a_parser_costs_one_file(tmp_path: Path):
    good(tmp_path)
    Transcript(tmp_path, "bad").prompt("hello")
    with recording(tmp_path / "data") as rec:
        assert skipped(run(rec, tmp_path, Broken())) == {"bad.jsonl": "KeyError: 'a bug'"}
        assert len(rec.messages("good")) == 1
        assert skipped(run(rec, tmp_path)) == {}
        assert len(rec.messages("bad")) == 1


@pytest.mark.parametrize("seconds", [-4_000_000_000, -1, 0, 4_000_000_000, 9_900_000_000, 2**33])
def test_a_clock_that_jumps_stops_nothing(tmp_path: Path, seconds: int):
    transcript = Transcript(tmp_path, "odd")
    transcript.prompt("hello")
    os.utime(transcript.path, ns=(0, seconds * 10**9))
    with recording(tmp_path / "data") as rec:
        assert run(rec, tmp_path).files_read == 1
        again = run(rec, tmp_path)
        assert (again.files_read, again.files_unchanged) == (0, 1)
        transcript.prompt("more")
        os.utime(transcript.path, ns=(0, (seconds - 1000) * 10**9))
        assert run(rec, tmp_path).files_read == 1
        assert len(rec.messages("odd")) == 2


def test_a_name_that_is_no_text_is_read_like_any_other(tmp_path: Path):
    good(tmp_path)
    source = tmp_path / FOLDER / "good.jsonl"
    odd = os.fsencode(tmp_path / FOLDER) + b"/odd-\xff\xfe.jsonl"
    with open(odd, "wb") as file:  # noqa: PTH123 - no Path can be made of it
        file.write(source.read_bytes().replace(b"good", b"odd"))
    with recording(tmp_path / "data") as rec:
        assert run(rec, tmp_path).files_read == 2
        assert len(rec.messages(r"odd-\udcff\udcfe")) == 1
        assert run(rec, tmp_path).files_unchanged == 2


def test_what_the_record_does_not_take_costs_one_file(tmp_path: Path):
    good(tmp_path)
    Transcript(tmp_path, "odd").prompt("hello")
    with recording(tmp_path / "data") as rec:
        reasons = skipped(run(rec, tmp_path, NoText()))
        assert list(reasons) == ["odd.jsonl"]
        assert "UnicodeEncodeError" in reasons["odd.jsonl"]
        assert len(rec.messages("good")) == 1
        assert skipped(run(rec, tmp_path)) == {}
        assert len(rec.messages("odd")) == 1


def test_a_cut_file_keeps_what_it_said_until_it_says_something_else(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("first")
    transcript.prompt("second")
    whole = transcript.path.read_bytes()
    with recording(tmp_path / "data") as rec:
        run(rec, tmp_path)
        transcript.path.write_bytes(b"")
        run(rec, tmp_path)
        assert len(rec.messages("one")) == 2
        transcript.path.write_bytes(whole)
        run(rec, tmp_path)
        assert len(rec.messages("one")) == 2
        assert run(rec, tmp_path).files_unchanged == 1


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_line_of_200_megabytes_is_archived_and_what_stands_around_it_is_read(tmp_path: Path):
    transcript = Transcript(tmp_path, "long")
    transcript.prompt("before")
    with transcript.path.open("ab") as file:
        file.write(b'{"type":"user","uuid":"long","sessionId":"long","message":{"content":"')
        for _ in range(200):
            file.write(b"lorem ipsum dolor sit amet, consetetur " * 26_887)
        file.write(b'"}}\n')
    transcript.prompt("after")
    with recording(tmp_path / "data") as rec:
        assert run(rec, tmp_path).files_read == 1
        words = [m.parts[0].content[:20] for m in rec.messages("long")]
        assert (words[0], words[-1]) == ("before", "after")
        known = rec.store.positions.get("claude-code", str(transcript.path))
        assert known is not None
        assert known.read_to == transcript.path.stat().st_size > 200_000_000
        assert run(rec, tmp_path).files_unchanged == 1
