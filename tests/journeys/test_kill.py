"""kill -9 at any moment: what was answered is there, and search catches up by itself.

OPENSYNC_KILLS sets the number of kills; `make soak` takes 300.
"""

import os
import random
import sqlite3
import threading
import time
from pathlib import Path

import httpx
import pytest

from opensync_app.store import Store
from opensync_app.store.rollups import rebuild_rollups
from tests.journeys.running import RunningServer, make_key
from tests.journeys.transcripts import Transcript

KILLS = int(os.environ.get("OPENSYNC_KILLS", "50"))
PUSHERS = 3


class Storm:
    """Pushes as fast as the server answers and remembers what was answered."""

    def __init__(self, server: RunningServer, number: int) -> None:
        self._server = server
        self._number = number
        self.answered: list[tuple[str, str]] = []
        self._threads = [threading.Thread(target=self._push, args=(n,)) for n in range(PUSHERS)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _push(self, pusher: int) -> None:
        session = f"storm-{self._number}-{pusher}"
        headers = {"Authorization": f"Bearer {self._server.key}"}
        with httpx.Client(base_url=self._server.url, headers=headers, timeout=10) as client:
            for count in range(100_000):
                word = f"w{self._number}x{pusher}x{count}"
                body = {
                    "sessionExternalId": session,
                    "externalId": word,
                    "role": "assistant" if count % 2 else "user",
                    "textContent": f"storm word {word}",
                }
                try:
                    answer = client.post("/sync/message", json=body)
                except httpx.HTTPError:
                    return
                if answer.status_code == 200:
                    self.answered.append((session, word))


def write_files(home: Path, round_number: int, chance: random.Random) -> list[Transcript]:
    """Write a few session files, some long enough to be read in several chunks."""
    written: list[Transcript] = []
    for number in range(3):
        transcript = Transcript(home, f"file-{round_number}-{number}")
        for line in range(chance.choice((5, 40, 400))):
            transcript.prompt(f"prompt {line} filler {'lorem ipsum ' * chance.choice((1, 100))}")
            transcript.reply(f"reply {line} of {transcript.session_id}", output_tokens=11)
        written.append(transcript)
    return written


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nothing_answered_is_lost_whenever_the_program_is_killed(tmp_path: Path):
    chance = random.Random(20261123)
    data_dir, home = tmp_path / "data", tmp_path / "home"
    home.mkdir()
    key = make_key(data_dir, home)
    answered: list[tuple[str, str]] = []
    files: list[Transcript] = []
    for number in range(KILLS):
        files += write_files(home, number, chance)
        server = RunningServer(data_dir, home, key=key)
        storm = Storm(server, number)
        time.sleep(chance.uniform(0.02, 1.2))
        if number % 5 == 4:
            server.kill_server_alone()
        server.kill()
        server.client.close()
        storm.join()
        answered += storm.answered
    assert len(answered) > 10 * KILLS

    server = RunningServer(data_dir, home, key=key)
    try:
        server.settle(600)
        check_pushed(server, answered)
        check_files(server, files)
        check_search(server, answered, files, chance)
    finally:
        server.stop()
    check_record(data_dir, files)


def transcript_of(server: RunningServer, external_id: str) -> list[str]:
    """Every message id of a session, in order."""
    ids: list[str] = []
    cursor = None
    while True:
        page = server.get(
            "/api/sessions/get",
            id=external_id,
            limit=1000,
            **({"cursor": cursor} if cursor else {}),
        )
        ids += [message["externalId"] for message in page["messages"]]
        cursor = page["nextCursor"]
        if cursor is None:
            return ids


def check_pushed(server: RunningServer, answered: list[tuple[str, str]]) -> None:
    """What was answered is there, each message once."""
    for session in {session for session, _ in answered}:
        held = transcript_of(server, session)
        assert len(held) == len(set(held))
        assert {word for name, word in answered if name == session} <= set(held)


def check_files(server: RunningServer, files: list[Transcript]) -> None:
    """Every line of every file is one message, in the order of the file."""
    for transcript in files:
        held = transcript_of(server, transcript.session_id)
        session = server.get("/api/sessions/get", id=transcript.session_id)["session"]
        assert len(held) == len(set(held)) == transcript.lines == session["messageCount"]
        assert session["tokens"]["output"] == 11 * transcript.lines // 2


def check_search(
    server: RunningServer,
    answered: list[tuple[str, str]],
    files: list[Transcript],
    chance: random.Random,
) -> None:
    """What is in the record is found, each session once."""
    for session, word in chance.sample(answered, min(100, len(answered))):
        hits = server.get("/api/search", q=word)["results"]
        assert [hit["externalId"] for hit in hits] == [session], word
    for transcript in chance.sample(files, min(20, len(files))):
        hits = server.get("/api/search", q=f'"of {transcript.session_id}"')["results"]
        assert transcript.session_id in [hit["externalId"] for hit in hits]


def check_record(data_dir: Path, files: list[Transcript]) -> None:
    """The database is sound, echoes agree with it, and the archive holds every byte."""
    with sqlite3.connect(data_dir / "record.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    store = Store(data_dir / "record.sqlite3")
    try:
        for transcript in files:
            known = store.positions.get("claude-code", str(transcript.path))
            assert known is not None
            archived = b"".join(chunk.raw for chunk in store.archive.chunks(known.id))
            assert archived == transcript.path.read_bytes()
        kept = rollup_rows(store)
        store.database.write(rebuild_rollups)
        assert rollup_rows(store) == kept
    finally:
        store.close()


def rollup_rows(store: Store) -> list[tuple[object, ...]]:
    return store.database.read(
        lambda c: [tuple(r) for r in c.execute("SELECT * FROM rollups ORDER BY 1, 2, 3, 4, 5")]
    )
