"""An import without news is answered from memory, and by the smallest difference it is not."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from opensync_app.cli.unchanged import Scene, answered
from tests.journeys.transcripts import Transcript

LONG_AGO = time.time() - 3600


class House:
    """A home with one session that stands still, and an import of it."""

    def __init__(self, folder: Path) -> None:
        self.home, self.data = folder / "home", folder / "data"
        Transcript(self.home, "one").prompt("where is the zebra")
        self.settle()

    @property
    def projects(self) -> Path:
        return self.home / ".claude" / "projects"

    @property
    def arguments(self) -> list[str]:
        return ["--data-dir", str(self.data), "import", "--home", str(self.home), "--json"]

    def settle(self) -> None:
        """Let all files be old enough to be trusted."""
        for path in (self.home, *self.home.rglob("*")):
            os.utime(path, (LONG_AGO, LONG_AGO), follow_symlinks=False)

    def run(self, *more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "opensync_app", *self.arguments, *more],
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.stdout

    def knows(self) -> bool:
        """Whether the import would be answered without being run."""
        return answered(self.arguments)


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    made.run()
    return made


def test_the_answer_is_that_of_the_import_itself(house: House, capsys: pytest.CaptureFixture[str]):
    assert house.knows()
    told = json.loads(capsys.readouterr().out)
    (house.data / "import-unchanged").unlink()
    said = json.loads(house.run())
    assert 0 <= told.pop("seconds") < said.pop("seconds")
    assert told == said
    assert told["sources"]["claude-code"]["filesUnchanged"] == 1


def test_text_is_remembered_too(house: House, capsys: pytest.CaptureFixture[str]):
    arguments = house.arguments[:-1]
    command = [sys.executable, "-m", "opensync_app", *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert answered(arguments)
    assert capsys.readouterr().out.splitlines()[:-1] == said.splitlines()[:-1]


def test_nothing_is_loaded_for_it(house: House):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "opensync_app", *house.arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout)
    assert [n for n in ("click", "msgspec", "sqlite3", "pathlib") if f" {n}\n" in done.stderr] == []


def append(house: House) -> None:
    (file,) = house.projects.rglob("*.jsonl")
    with file.open("a") as sink:
        sink.write("\n")


def touch(house: House) -> None:
    (file,) = house.projects.rglob("*.jsonl")
    os.utime(file, (LONG_AGO + 1, LONG_AGO + 1))


def add_file(house: House) -> None:
    Transcript(house.home, "two").prompt("and the lion")


def add_tool(house: House) -> None:
    (house.home / ".codex" / "sessions").mkdir(parents=True)


def remove(house: House) -> None:
    shutil.rmtree(house.projects)


def lose_index(house: House) -> None:
    shutil.rmtree(house.data / "index")


def lose_record(house: House) -> None:
    (house.data / "record.sqlite3").unlink()


def write_record(house: House) -> None:
    (house.data / "record.sqlite3-wal").write_bytes(b"a server writes")


def change_settings(house: House) -> None:
    (house.data / "settings.json").write_text("{}")


def damage(house: House) -> None:
    (house.data / "import-unchanged").write_bytes(b"\0\0\xff\0")


@pytest.mark.parametrize(
    "change",
    [
        append,
        touch,
        add_file,
        add_tool,
        remove,
        lose_index,
        lose_record,
        write_record,
        change_settings,
        damage,
    ],
)
def test_whatever_changes_the_import_runs(house: House, change: Callable[[House], None]):
    assert house.knows()
    change(house)
    assert not house.knows()


@pytest.mark.parametrize("name", ["CLAUDE_CONFIG_DIR", "OPENSYNC_MACHINE", "HOME"])
def test_another_environment_is_another_import(
    house: House, name: str, monkeypatch: pytest.MonkeyPatch
):
    assert house.knows()
    monkeypatch.setenv(name, "/somewhere/else")
    assert not house.knows()


@pytest.mark.parametrize(
    "more", [["--source", "codex-cli"], ["--help"], ["--home", "/else"], ["extra"]]
)
def test_another_command_line_is_another_import(house: House, more: list[str]):
    assert not answered([*house.arguments, *more])
    assert not answered(["--data-dir", str(house.data), "stats"])


def test_files_of_this_moment_are_not_trusted(house: House):
    add_file(house)
    house.run()
    assert not house.knows()
    house.settle()
    house.run()
    assert house.knows()


def test_links_are_not_trusted(house: House, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (house.projects / "link").symlink_to(tmp_path / "elsewhere")
    house.settle()
    house.run()
    assert not house.knows()


def test_a_file_that_could_not_be_read_is_tried_again(house: House):
    folder = house.home / ".local" / "share" / "opencode"
    folder.mkdir(parents=True)
    (folder / "opencode.db").write_bytes(b"no database at all" * 100)
    house.settle()
    said = json.loads(house.run())
    assert said["sources"]["opencode"]["skipped"]
    assert not house.knows()


def test_no_secret_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENSYNC_EMBED_KEY", "sk-very-secret")
    (tmp_path / "tool").mkdir()
    Scene(["import"], ["HOME"], [str(tmp_path / "tool")]).remember(str(tmp_path), [], "Done.")
    written = (tmp_path / "import-unchanged").read_text()
    assert "Done." in written
    assert "sk-very-secret" not in written
