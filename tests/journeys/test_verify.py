"""`opensync verify` as a person runs it: alone, beside a server, and over a damaged record."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from tests.journeys.running import RunningServer, command, environment, run
from tests.journeys.transcripts import Transcript


def verify(data_dir: Path, home: Path, *options: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it printed."""
    done = subprocess.run(
        command("verify", "--data-dir", str(data_dir), *options),
        check=False,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def as_json(data_dir: Path, home: Path) -> dict[str, Any]:
    return msgspec.json.decode(verify(data_dir, home, "--json")[1], type=dict[str, Any])


def test_a_sound_record_is_said_to_be_so(tmp_path: Path, home: Path):
    transcript = Transcript(home, "one")
    transcript.prompt("hello")
    transcript.reply("world")
    run("import", "--data-dir", str(tmp_path / "data"), home=home)
    code, text = verify(tmp_path / "data", home)
    assert code == 0
    assert "claude-code: 1 files found, 1 read, 1 unchanged, 0 skipped; 0 bad lines" in text
    assert "Everything agrees." in text
    told = as_json(tmp_path / "data", home)
    assert told["ok"] is True
    assert told["sources"]["claude-code"]["filesRead"] == 1
    assert {check["name"] for check in told["checks"]} == {
        "database",
        "archive",
        "messages",
        "session totals",
        "counted tokens",
        "roll-ups",
        "search index",
        "vectors",
    }


def test_a_damaged_record_is_told_in_a_sentence_and_by_the_exit_code(tmp_path: Path, home: Path):
    Transcript(home, "one").prompt("hello")
    run("import", "--data-dir", str(tmp_path / "data"), home=home)
    path = tmp_path / "data" / "record.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE sessions SET message_count = 7")
    code, text = verify(tmp_path / "data", home)
    assert code == 1
    assert "Session one says message_count 7, its messages add up to 1." in text
    assert "Not everything agrees" in text
    assert as_json(tmp_path / "data", home)["ok"] is False


def test_it_works_beside_a_server_and_leaves_it_alone(server: RunningServer, home: Path):
    transcript = Transcript(home, "live")
    for number in range(30):
        transcript.prompt(f"line {number}")
        if number % 10 == 9:
            code, text = verify(server.data_dir, home)
            assert code == 0, text
    server.settle()
    told = as_json(server.data_dir, home)
    assert told["ok"] is True, told
    assert server.get("/api/sessions/get", id="live")["session"]["messageCount"] == 30


def test_a_folder_without_a_record_is_no_fault(tmp_path: Path, home: Path):
    code, text = verify(tmp_path / "data", home)
    assert code == 0, text
    assert "claude-code: nothing found" in text
