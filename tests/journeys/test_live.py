"""From a line in a tool's file to every reader, while the server runs."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from opensync_app.index.folders import read_pointer
from opensync_app.index.wishing import is_wished
from tests.journeys.running import RunningServer, run, running
from tests.journeys.transcripts import Transcript


def found(server: RunningServer, words: str) -> list[str]:
    return [hit["externalId"] for hit in server.get("/api/search", q=words)["results"]]


def test_an_appended_line_is_listed_readable_and_found_within_a_second(
    server: RunningServer, home: Path
):
    transcript = Transcript(home, "live-1")
    transcript.prompt("please sharpen the flibbert")
    server.wait(lambda: found(server, "flibbert") == ["live-1"], "the new folder", 30)
    times: list[float] = []
    for word in ("quoggan", "zilbrec", "hupstrow", "mendrith", "vaxolim"):  # none like another
        written = time.monotonic()
        transcript.reply(f"sharpened {word}")
        server.wait(lambda w=word: found(server, w) == ["live-1"], "the reply", 10)
        times.append(time.monotonic() - written)
    opened = server.get("/api/sessions/get", id="live-1")
    assert opened["session"]["messageCount"] == 6
    assert [m["role"] for m in opened["messages"]] == ["user"] + ["assistant"] * 5
    assert sorted(times)[2] < 1.0, times


def test_events_tell_which_session_changed(server: RunningServer):
    heard: list[tuple[str, dict[str, Any]]] = []
    connected = threading.Event()

    def listen() -> None:
        headers = {"Authorization": f"Bearer {server.key}"}
        with httpx.stream("GET", f"{server.url}/api/events", headers=headers, timeout=30) as stream:
            event = ""
            for line in stream.iter_lines():
                if line.startswith("event:"):
                    event = line.removeprefix("event:").strip()
                elif line.startswith("data:"):
                    heard.append((event, json.loads(line.removeprefix("data:"))))
                    connected.set()
                    if event == "change":
                        return

    thread = threading.Thread(target=listen)
    thread.start()
    assert connected.wait(10)
    message = {"sessionExternalId": "e1", "externalId": "m1", "role": "user", "textContent": "hi"}
    server.post("/sync/message", message)
    thread.join(10)
    session_id = server.get("/api/sessions/get", id="e1")["session"]["id"]
    assert heard[0][0] == "hello"
    changes = [data for event, data in heard if event == "change"]
    assert changes[-1]["sessions"] == [session_id]


def test_a_command_line_import_beside_a_running_server_is_seen_by_it(
    server: RunningServer, home: Path, tmp_path: Path
):
    other = tmp_path / "other-home"
    Transcript(other, "elsewhere").prompt("a gribbly from another disk")
    words = ("import", "--home", str(other), "--data-dir", str(server.data_dir), "--json")
    report = json.loads(run(*words, home=home))
    assert report["sources"]["claude-code"]["sessions"] == 1
    server.wait(lambda: found(server, "gribbly") == ["elsewhere"], "the import", 10)


def test_the_command_line_finds_with_and_without_a_server(tmp_path: Path, home: Path):
    Transcript(home, "cli").prompt("where is the wumpus")
    data = str(tmp_path / "data")
    run("import", "--data-dir", data, home=home)
    alone = json.loads(run("search", "wumpus", "--json", "--data-dir", data, home=home))
    with running(tmp_path / "data", home) as server:
        server.settle()
        beside = json.loads(run("search", "wumpus", "--json", "--data-dir", data, home=home))
        served = server.get("/api/search", q="wumpus")
    assert [hit["externalId"] for hit in alone["results"]] == ["cli"]
    assert beside == alone
    assert served["results"][0]["snippets"] == alone["results"][0]["snippets"]


def test_a_server_builds_a_new_index_for_a_command_and_answers_meanwhile(
    server: RunningServer, home: Path
):
    for number in range(50):
        body = {"sessionExternalId": "s", "externalId": f"m{number}", "role": "user"}
        server.post("/sync/message", body | {"textContent": f"heron {number}"})
    server.settle()
    root = server.data_dir / "index" / "text"
    before = read_pointer(root).serving
    answers: list[list[str]] = []

    with ThreadPoolExecutor(1) as pool:
        words = ("reindex", "--text", "--data-dir", str(server.data_dir))
        command = pool.submit(run, *words, home=home)
        while not command.done():
            answers.append(found(server, "heron"))
        printed = command.result()

    assert "The server that runs for this data folder builds it" in printed
    assert "The index is new." in printed
    assert read_pointer(root).serving not in (None, before)
    assert all(answer == ["s"] for answer in [*answers, found(server, "heron")])
    assert not is_wished(root)


def test_a_second_server_of_a_folder_is_refused_with_a_sentence(server: RunningServer, home: Path):
    with pytest.raises(AssertionError, match=f"already serves .* at {server.url}"):
        RunningServer(server.data_dir, home, key=server.key)


def test_an_open_address_without_an_account_is_refused_with_a_sentence(tmp_path: Path, home: Path):
    with pytest.raises(AssertionError, match="does not listen on 0\\.0\\.0\\.0"):
        RunningServer(tmp_path / "data", home, "--host", "0.0.0.0")  # noqa: S104 - it must refuse


def test_a_server_stops_cleanly_and_its_worker_with_it(tmp_path: Path, home: Path):
    with running(tmp_path / "data", home) as server:
        server.settle()
        assert server.stop() == 0
    assert not (tmp_path / "data" / "server.json").exists()
    RunningServer(tmp_path / "data", home, key=server.key).stop()


def test_a_tool_that_is_installed_later_is_noticed(server: RunningServer, home: Path):
    server.settle()
    time.sleep(1.5)
    Transcript(home, "late").prompt("the first snark ever")
    server.wait(lambda: found(server, "snark") == ["late"], "the new tool", 15)
