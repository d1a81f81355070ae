"""`opensync mcp`: a session over a pipe, without a server and beside one; and `opensync context`."""

import re
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from opensync_app.desktop.instance import InstanceLock
from tests.api.house import COUNTER
from tests.factories import patch, prompt, recording, reply
from tests.journeys.running import command, environment, running
from tests.mcp_door.asking import recalled, refusal, said

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:mcp.*")


@asynccontextmanager
async def piped(data_dir: Path, home: Path) -> AsyncGenerator[Client]:
    """A client of `opensync mcp`, started as a coding agent starts it."""
    program, *words = command("mcp", "--data-dir", str(data_dir))
    parameters = StdioServerParameters(command=program, args=words, env=environment(home))
    async with Client(parameters, read_timeout_seconds=60) as client:
        yield client


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder with one session that nobody has indexed."""
    folder = tmp_path / "data"
    with recording(folder) as record:
        record.push(
            patch("ses_1", title="Add token bucket", project_name="shop"),
            prompt("add a rate limiter", "u1", "ses_1", created_at=1),
            reply("I added a token bucket", "a1", "ses_1", created_at=2),
        )
    return folder


async def test_a_session_without_a_server(data_dir: Path, home: Path):
    async with piped(data_dir, home) as client:
        tools = (await client.list_tools()).tools
        found = await said(client, "search_sessions", query="rate limiter")
        context = await said(client, "get_context", query="rate limiter", budget=500)
        projects = await said(client, "list_projects")
        sentence = await refusal(client, "get_session", session="s99")

    assert len(tools) == 6
    assert "add a rate limiter" in recalled(found)
    assert "I added a token bucket" in recalled(context)
    assert COUNTER.count(context) <= 500
    assert "- shop: 1 session" in projects
    assert sentence == "Session not found"


async def test_it_leaves_the_folder_to_a_server_that_starts_meanwhile(data_dir: Path, home: Path):
    async with piped(data_dir, home) as client:
        await said(client, "search_sessions", query="rate limiter")
        lock = InstanceLock(data_dir)
        taken = lock.take()
        lock.release()

    assert taken


async def test_beside_a_server_it_finds_what_is_pushed(tmp_path: Path, home: Path):
    with running(tmp_path / "data", home) as server:
        async with piped(tmp_path / "data", home) as client:
            assert "No session was found" in await said(client, "search_sessions", query="walrus")
            server.post("/sync/session", {"externalId": "ses_1", "title": "Pushed"})
            message = {
                "sessionExternalId": "ses_1",
                "externalId": "u1",
                "role": "user",
                "textContent": "where is the walrus",
            }
            server.post("/sync/message", message)
            server.wait(lambda: server.get("/api/search", q="walrus")["total"] == 1, "the walrus")
            found = await said(client, "search_sessions", query="walrus")

    assert "where is the walrus" in recalled(found)


def test_nothing_but_the_protocol_is_written_to_standard_output(data_dir: Path, home: Path):
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "t", "version": "1"},
        },
    }
    asked = b"this is no message\n" + msgspec.json.encode(hello) + b"\n"

    done = subprocess.run(
        command("mcp", "--data-dir", str(data_dir)),
        input=asked,
        env=environment(home),
        capture_output=True,
        check=False,
        timeout=60,
    )

    answers = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)
    assert [a["result"]["serverInfo"]["name"] for a in answers if a.get("id") == 1] == ["opensync"]
    assert done.returncode == 0


def run_context(data_dir: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("context", "--data-dir", str(data_dir), *words),
        env=environment(home) | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_line_prints_a_block_and_says_its_size(data_dir: Path, home: Path):
    done = run_context(data_dir, home, "rate limiter")

    assert done.returncode == 0, done.stderr
    assert re.fullmatch(
        r"Context for: rate limiter \(1 excerpt, ~\d+ tokens\)\n\n"
        r"\[1\] Add token bucket \| shop \| \d{4}-\d\d-\d\d\n"
        r"USER: add a rate limiter\nASSISTANT: I added a token bucket\n",
        done.stdout,
    )
    assert done.stderr == f"{COUNTER.count(done.stdout)} tokens (o200k_base).\n"


def test_the_command_line_packs_what_is_named(data_dir: Path, home: Path):
    done = run_context(data_dir, home, "--session", "ses_1", "--format", "xml", "--json")

    answer = msgspec.json.decode(done.stdout)
    assert answer["text"].startswith('<context query="selected messages" sessions="1"')
    assert answer["mode"] is None


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((), 2, "Say what to look for"),
        (("--session", "nope"), 1, "Session not found"),
        (("a", "--since", "soon"), 2, "--since must be a day"),
        (("a", "--budget", "0"), 2, "0 is not in the range"),
    ],
)
def test_the_command_line_says_what_is_wrong(
    data_dir: Path, home: Path, words: tuple[str, ...], code: int, sentence: str
):
    done = run_context(data_dir, home, *words)

    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr


def test_a_terminal_is_given_nothing_to_obey(data_dir: Path, home: Path):
    with recording(data_dir) as record:
        record.push(patch("esc"), prompt("walrus \x1b]0;title\x07\x1b[31mred", "u1", "esc"))

    done = run_context(data_dir, home, "walrus")

    assert "walrus red" in done.stdout
    assert "\x1b" not in done.stdout
