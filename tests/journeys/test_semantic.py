"""Search by meaning as a person meets it: at once for the best hits, for everything after a while."""

from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.journeys.running import RunningServer, run, running

PUSHED = {
    "u1": "How can I let people log in with a one-time code sent to their phone?",
    "u2": "Add flour and butter to the bowl, then bake it for forty minutes.",
    "u3": "The build server runs out of disk space every night.",
}


def push(server: RunningServer) -> None:
    messages = [
        {"sessionExternalId": name, "externalId": f"{name}-1", "role": "user", "textContent": text}
        for name, text in PUSHED.items()
    ]
    server.post(
        "/sync/batch", {"sessions": [{"externalId": n} for n in PUSHED], "messages": messages}
    )


def best(server: RunningServer, query: str, mode: str) -> tuple[str, str | None]:
    found = server.get("/api/search", q=query, type=mode)
    results: list[dict[str, Any]] = found["results"]
    return found["mode"], results[0]["externalId"] if results else None


def state(server: RunningServer) -> str:
    return server.get("/api/status")["semantic"]["state"]


def embedding_workers(server: RunningServer) -> list[psutil.Process]:
    children = psutil.Process(server.process.pid).children()
    return [child for child in children if _words(child)[-2:] == ["work", "embed"]]


def _words(process: psutil.Process) -> list[str]:
    """The command line of a process; nothing when it has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.mark.slow
def test_what_was_pushed_is_found_by_its_meaning(tmp_path: Path):
    with running(tmp_path / "data", tmp_path / "home", "--no-watch") as server:
        push(server)
        server.wait(lambda: best(server, "butter", "hybrid") == ("hybrid", "u2"), "words")
        server.wait(lambda: state(server) == "ready", "vectors", 120)
        semantic = server.get("/api/status")["semantic"]
        assert (semantic["covered"], semantic["total"]) == (3, 3)
        assert semantic["model"] == "all-MiniLM-L6-v2"
        assert semantic["problem"] is None
        assert best(server, "SMS two-factor authentication", "semantic") == ("semantic", "u1")
        assert best(server, "cake dough", "semantic") == ("semantic", "u2")
        assert best(server, "no room left on the volume", "semantic") == ("semantic", "u3")
        [worker] = embedding_workers(server)
        assert worker.nice() >= 15
        server.wait(lambda: not embedding_workers(server), "the worker to end", 60)


@pytest.mark.slow
def test_switched_off_it_says_so_and_words_are_searched(tmp_path: Path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.json").write_text('{"semantic": false}')
    with running(data, tmp_path / "home", "--no-watch") as server:
        push(server)
        server.wait(lambda: best(server, "butter", "hybrid") == ("fulltext", "u2"), "words")
        assert state(server) == "off"
        assert "switched off" in server.get("/api/search", q="butter", type="semantic")["reason"]


@pytest.mark.slow
def test_reindex_makes_the_vectors_and_verify_proves_them(tmp_path: Path):
    data, home = tmp_path / "data", tmp_path / "home"
    with running(data, home, "--no-watch") as server:
        push(server)
    for words in (["--vectors"], ["--vectors", "--missing"]):
        said = run("reindex", *words, "--data-dir", str(data), home=home)
        assert "3 messages can be searched by meaning" in said
    assert "vectors: agrees (3 looked at)" in run("verify", "--data-dir", str(data), home=home)
