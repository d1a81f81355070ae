"""`opensync search`: what is found, on paper and as JSON."""

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
            patch("ses_1", title="Add token bucket", project_path="/home/dev/shop"),
            prompt("add a rate limiter", "u1", "ses_1", created_at=1000),
            reply("the limiter is in", "a1", "ses_1", parts=(tool_call("Bash"),), model="opus-4"),
            prompt("the limiter of another", "u2", "ses_2", created_at=90_000_000),
        )
    return folder


def search(data_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("search", "--data-dir", str(data_dir), *words),
        env=environment(data_dir) | {"PYTHONUTF8": "1", "OPENSYNC_SEMANTIC": "false"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_what_is_found_is_shown_with_its_best_passage(data_dir: Path):
    done = search(data_dir, "limiter project:shop")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "Add token bucket  opencode · shop · s1"
    assert "add a rate limiter" in done.stdout
    assert done.stdout.splitlines()[-1] == "1 sessions"


def test_a_correction_is_told_beside_the_answer(data_dir: Path):
    done = search(data_dir, "limitre")

    assert done.stderr.strip() == "'limitre' is nowhere; searched 'limiter' instead."
    assert "2 sessions" in done.stdout


def test_json_has_the_shape_of_the_route_and_says_why_another_mode_was_used(data_dir: Path):
    done = search(data_dir, "limiter", "--mode", "hybrid", "--limit", "1", "--json")

    answer = msgspec.json.decode(done.stdout)
    assert (answer["mode"], answer["requestedMode"], answer["nextCursor"]) == (
        "fulltext",
        "hybrid",
        "1",
    )
    assert "switched off" in answer["reason"]
    (hit,) = answer["results"]
    assert {"externalId", "source", "title", "score", "snippets"} <= set(hit)
    assert "<mark>limiter</mark>" in hit["snippets"][0]["html"]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--model", "opus-4"], {"ses_1"}),
        (["--role", "assistant"], {"ses_1"}),
        (["--project", "shop"], {"ses_1"}),
        (["--source", "claude-code"], set[str]()),
        (["--since", "1970-01-02", "--until", "1970-01-03"], {"ses_2"}),
    ],
)
def test_options_narrow(data_dir: Path, options: list[str], names: set[str]):
    done = search(data_dir, "limiter", "--json", *options)

    answer = msgspec.json.decode(done.stdout)
    assert {hit["externalId"] for hit in answer["results"]} == names


def test_a_day_that_is_none_is_said(data_dir: Path):
    done = search(data_dir, "limiter", "--since", "soon")

    assert done.returncode == 2
    assert "'soon' is not a day" in done.stderr
