"""GET /api/events over a real socket: greeting, changes, signs of life, an end."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from opensync_app.core.changes import (
    ImportProgress,
    IndexAdvanced,
    Notified,
    RecordChanged,
    SemanticProgress,
)
from opensync_app.store.batches import RecordBatch
from tests.api.house import House, served
from tests.factories import patch


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[House, str]]:
    with served(tmp_path, keep_alive_s=0.2) as (house, url):
        yield house, url


def listeners(house: House) -> list[object]:
    """Who listens on the feed; it does not tell by itself."""
    return [*vars(house.recording.feed)["_subscriptions"]]


class Listener:
    """Reads a stream event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """The next event, signs of life left out."""
        name = ""
        for line in self._lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                return name, json.loads(line.removeprefix("data: "))
        raise EOFError

    def sign_of_life(self) -> str:
        return next(line for line in self._lines if line.startswith(":"))


@pytest.fixture
def listener(server: tuple[House, str]) -> Iterator[Listener]:
    house, url = server
    with (
        httpx.Client(timeout=10) as client,
        client.stream("GET", f"{url}/api/events", headers=house.bearer) as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Listener(response)


def test_a_listener_is_greeted_and_told_what_changed(server: tuple[House, str], listener: Listener):
    house, _ = server
    assert listener.next() == ("hello", {"sequence": 0, "version": "1.2.3"})

    started = time.monotonic()
    recorded = house.recording.push(patch())
    event = listener.next()

    assert event == ("change", {"sequence": recorded.sequence, "sessions": ["s1"]})
    assert time.monotonic() - started < 2


def test_many_changes_become_few_events(server: tuple[House, str], listener: Listener):
    house, _ = server
    listener.next()

    for number in range(200):
        house.recording.feed.publish(RecordChanged(number + 1, (number % 7,)))
    house.recording.feed.publish(RecordChanged(999, (100,)))

    events: list[Any] = []
    while not events or events[-1]["sequence"] < 999:
        events.append(listener.next()[1])
    assert len(events) <= 4
    assert {name for event in events for name in event["sessions"]} == {
        *(f"s{n}" for n in range(7)),
        "s100",
    }


def test_index_and_import_have_events_of_their_own(server: tuple[House, str], listener: Listener):
    house, _ = server
    listener.next()

    house.recording.feed.publish(IndexAdvanced(5, 2))
    assert listener.next() == ("index", {"lag": 2, "sequence": 5})
    house.recording.feed.publish(ImportProgress(state="running", files_done=3, files_total=9))
    name, data = listener.next()

    assert name == "import"
    assert (data["state"], data["filesDone"], data["filesTotal"]) == ("running", 3, 9)
    assert data["etaMs"] is None


def test_a_quiet_stream_shows_signs_of_life(listener: Listener):
    listener.next()

    assert listener.sign_of_life() == ": still here"


def test_a_stream_ends_when_the_server_stops(server: tuple[House, str], listener: Listener):
    house, _ = server
    listener.next()

    house.app.state.streams.close()

    with pytest.raises(EOFError):
        listener.next()


def test_who_leaves_is_forgotten(server: tuple[House, str]):
    house, url = server
    with (
        httpx.Client(timeout=10) as client,
        client.stream("GET", f"{url}/api/events", headers=house.bearer) as response,
    ):
        listener = Listener(response)  # held on to: who lets go of it hangs up
        listener.next()
        assert len(listeners(house)) == 1

    for _ in range(500):
        if not listeners(house):
            break
        time.sleep(0.01)
    assert listeners(house) == []


def test_nobody_listens_without_proof(server: tuple[House, str]):
    _, url = server

    assert httpx.get(f"{url}/api/events").status_code == 401


def test_a_listener_hears_of_its_own_sessions_alone(server: tuple[House, str], listener: Listener):
    house, _ = server
    listener.next()
    record = house.recording
    record.store.database.write(
        lambda c: c.execute(
            "INSERT INTO users (id, name, role, created_at) VALUES (2, 'b', 'member', 0)"
        )
    )
    batch = RecordBatch(user_id=2, origin="push", sessions=(patch("theirs"),))
    assert record.recorder.record(batch).changed_sessions == (1,)
    record.push(patch("mine"))
    record.feed.publish(RecordChanged(999, (1, 2, 77)))

    told: list[Any] = []
    while not told or told[-1]["sequence"] < 999:
        name, data = listener.next()
        assert name == "change"
        told.append(data)
    assert {name for event in told for name in event["sessions"]} == {"s2", "s77"}


def test_a_listener_hears_how_far_its_own_messages_are(
    server: tuple[House, str], listener: Listener
):
    house, _ = server
    listener.next()
    house.embedding_of = {
        1: SemanticProgress("building", 3, 10, "m"),
        2: SemanticProgress("ready", 8, 8, "m"),
    }

    house.recording.feed.publish(SemanticProgress("building", 300, 900, "m"))
    name, data = listener.next()

    assert (name, data["state"], data["covered"], data["total"]) == ("semantic", "building", 3, 10)


def test_a_listener_hears_of_its_own_notifications_alone(
    server: tuple[House, str], listener: Listener
):
    house, _ = server
    listener.next()
    feed = house.recording.feed
    feed.publish(Notified(2, 6, "import-finished", "somebody else's", 4))
    feed.publish(Notified(1, 7, "import-finished", "3 sessions imported", 5))
    assert listener.next() == (
        "notification",
        {"id": "n7", "kind": "import-finished", "title": "3 sessions imported", "createdAt": 5},
    )
