"""Changes of the tools' files reach the record by themselves, whatever becomes of the folders."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import watchfiles

from opensync_app.core.changes import ImportProgress
from opensync_app.core.errors import UnavailableError
from opensync_app.jobs import following
from opensync_app.jobs.watching import Watcher
from opensync_app.services.import_report import ImportReport
from opensync_app.services.importing import Importer
from opensync_app.sources.base import Chunk, Home, Parsed, SourceFile
from opensync_app.sources.claude_code import ClaudeCode
from tests.factories import Recording, recording
from tests.journeys.transcripts import Transcript

PATIENCE_S = 20


class SlowClaudeCode(ClaudeCode):
    """Takes its time over one file."""

    pause_s = 0.0

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        if file.path.name == "slow.jsonl":
            time.sleep(self.pause_s)
        return super().parse(file, chunk, state)


class Followed:
    """A home that is followed."""

    def __init__(self, rec: Recording, home: Path, *, is_remote: bool = False) -> None:
        self.rec, self.home = rec, home
        self.source = SlowClaudeCode()
        importer = Importer(
            rec.store,
            rec.recorder,
            rec.feed,
            rec.clock,
            sources=(self.source,),
            home=Home(home),
            machine="here",
        )
        self.watcher = Watcher(importer, lambda _: is_remote)

    def count(self, session: str) -> int:
        found = self.rec.store.sessions.find(1, session)
        return 0 if found is None else found.message_count

    def wait(self, condition: Callable[[], bool]) -> float:
        """Wait until something is so; return the seconds it took."""
        began = time.monotonic()
        while not condition():
            assert time.monotonic() - began < PATIENCE_S, "it did not come to pass"
            time.sleep(0.01)
        return time.monotonic() - began

    def settle(self) -> None:
        """Write until a line is noticed: from then on the folders are followed."""
        transcript = Transcript(self.home, "settle")
        transcript.prompt("is anybody there")
        self.wait(lambda: self.count("settle") >= 1)
        time.sleep(1.2)


@pytest.fixture(params=["announced", "polled"])
def followed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Followed]:
    home = tmp_path / "home"
    home.mkdir()
    with recording(tmp_path) as rec:
        one = Followed(rec, home, is_remote=request.param == "polled")
        one.watcher.start()
        yield one
        one.watcher.stop()


def test_an_appended_line_is_noticed(followed: Followed):
    followed.settle()
    transcript = Transcript(followed.home, "one")
    for number in range(1, 4):
        transcript.prompt(f"line {number}")
        followed.wait(lambda n=number: followed.count("one") == n)


def test_a_file_that_is_replaced_by_a_longer_one_is_noticed(followed: Followed):
    followed.settle()
    transcript = Transcript(followed.home, "one")
    transcript.prompt("first")
    followed.wait(lambda: followed.count("one") == 1)
    copy = transcript.path.with_name("one.tmp")
    shutil.copyfile(transcript.path, copy)
    original, transcript.path = transcript.path, copy
    transcript.prompt("second")
    copy.replace(original)
    followed.wait(lambda: followed.count("one") == 2)


def test_a_folder_that_goes_and_comes_back_is_followed_again(followed: Followed):
    followed.settle()
    root = followed.home / ".claude" / "projects"
    for number in range(2):
        shutil.rmtree(root)
        time.sleep(0.3 * number)
        transcript = Transcript(followed.home, f"back-{number}")
        transcript.prompt("here again")
        followed.wait(lambda n=number: followed.count(f"back-{n}") == 1)
        time.sleep(1.2)
        transcript.prompt("and again")
        followed.wait(lambda n=number: followed.count(f"back-{n}") == 2)


def test_a_folder_that_is_moved_away_and_replaced_is_followed_again(followed: Followed):
    followed.settle()
    root = followed.home / ".claude" / "projects"
    root.rename(root.with_name("old-projects"))
    Transcript(followed.home, "new").prompt("another disk")
    followed.wait(lambda: followed.count("new") == 1)


def test_what_changes_while_the_first_import_runs_is_read_without_waiting_for_it(tmp_path: Path):
    home = tmp_path / "home"
    Transcript(home, "live").prompt("before")
    Transcript(home, "slow").prompt("a very long file")
    os.utime(Transcript(home, "slow").path, (4e9, 4e9))
    with recording(tmp_path) as rec:
        followed = Followed(rec, home)
        followed.source.pause_s = 4.0
        followed.watcher.start()
        try:
            time.sleep(1.5)
            transcript = Transcript(home, "live")
            transcript.lines = 1
            transcript.prompt("during")
            followed.wait(lambda: followed.count("live") == 2)
            assert followed.count("slow") == 0
            followed.wait(lambda: followed.count("slow") == 1)
        finally:
            followed.watcher.stop()


def test_a_file_that_could_not_be_read_is_read_at_the_next_rescan(tmp_path: Path):
    home = tmp_path / "home"
    target = tmp_path / "elsewhere.jsonl"
    transcript = Transcript(home, "one")
    transcript.path.symlink_to(target)
    with recording(tmp_path) as rec:
        followed = Followed(rec, home)
        followed.watcher.start()
        try:
            name = str(transcript.path)
            known = rec.store.positions
            followed.wait(lambda: known.get("claude-code", name) is not None)
            transcript.prompt("behind the link")
            followed.watcher.rescan()
            followed.wait(lambda: followed.count("one") == 1)
        finally:
            followed.watcher.stop()


def test_folders_that_cannot_be_followed_are_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    watch = watchfiles.watch

    def refuse(*folders: Path, **options: object) -> object:
        if not options["force_polling"]:
            raise OSError(28, "OS file watch limit reached")
        return watch(*folders, **options)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(following.watchfiles, "watch", refuse)
    monkeypatch.setattr(following, "_REST_S", 0.1)
    home = tmp_path / "home"
    Transcript(home, "one").prompt("before")
    with recording(tmp_path) as rec:
        followed = Followed(rec, home)
        followed.watcher.start()
        try:
            followed.wait(lambda: followed.count("one") == 1)
            time.sleep(0.5)
            Transcript(home, "two").prompt("after")
            followed.wait(lambda: followed.count("two") == 1)
        finally:
            followed.watcher.stop()


def test_a_watcher_stops_at_once(followed: Followed):
    began = time.monotonic()
    followed.watcher.stop()
    assert time.monotonic() - began < 5


class FailingImporter(Importer):
    """Cannot import for a while, as when the disk is full."""

    failures = 2

    def import_all(
        self, on_progress: Callable[[ImportProgress], None] | None = None
    ) -> ImportReport:
        if self.failures:
            self.failures -= 1
            message = "The record cannot be written now."
            raise UnavailableError(message)
        return super().import_all(on_progress)


def test_an_import_that_failed_is_tried_again_by_itself(tmp_path: Path):
    transcript = Transcript(tmp_path, "one")
    transcript.prompt("is there room again")
    with recording(tmp_path / "data") as rec:
        importer = FailingImporter(
            rec.store,
            rec.recorder,
            rec.feed,
            rec.clock,
            sources=(ClaudeCode(),),
            home=Home(tmp_path),
            machine="here",
        )
        watcher = Watcher(importer, lambda _: False, retry_s=0.05)
        watcher.start()
        try:
            began = time.monotonic()
            while rec.store.sessions.find(1, "one") is None:
                assert time.monotonic() - began < PATIENCE_S, "it was not tried again"
                time.sleep(0.01)
        finally:
            watcher.stop()
    assert not importer.failures
