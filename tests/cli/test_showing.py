"""`opensync show`: one whole session on standard output."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from tests.factories import patch, prompt, recording, reply, tool_call
from tests.journeys.running import command, environment


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with recording(folder) as record:
        record.push(
            patch("ses_1", title="Add token bucket"),
            prompt("add a rate limiter — 限流", "u1", "ses_1", created_at=1),
            reply("I look", "a1", "ses_1", parts=(tool_call("Bash"),), created_at=2),
        )
    return folder


def show(data_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("show", "--data-dir", str(data_dir), *words),
        env=environment(data_dir) | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_a_session_is_printed_as_markdown(data_dir: Path):
    done = show(data_dir, "ses_1")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# Add token bucket\n")
    assert "add a rate limiter — 限流" in done.stdout
    assert "Bash" in done.stdout


def test_tools_can_be_left_out(data_dir: Path):
    assert "Bash" not in show(data_dir, "ses_1", "--no-tools").stdout


def test_json_is_the_exported_object(data_dir: Path):
    whole = msgspec.json.decode(show(data_dir, "s1", "--format", "json").stdout)

    assert whole["session"]["title"] == "Add token bucket"
    assert whole["messages"][0]["content"] == "add a rate limiter — 限流"


def test_html_is_a_page_of_its_own(data_dir: Path):
    page = show(data_dir, "s1", "--format", "html").stdout

    assert page.lower().startswith("<!doctype html>")
    assert "<script" not in page


def test_a_session_that_is_none_is_said(data_dir: Path):
    done = show(data_dir, "nope")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "opensync: Session not found\n"
