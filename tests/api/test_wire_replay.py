"""Every request that the real plugins were seen to send, replayed against a real server.

The captured answers hold injected faults; what ours must answer is said here, by spec/wire.md.
"""

import gzip
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opensync_app.api.hosts import loopback_hosts
from opensync_app.core.access import ApiKey, secret_hash
from tests.api.house import House, served
from tests.factories import NOW, OWNER
from tests.shared_data import unpack

CAPTURED_KEY = "osk_capture0000000000000000000000"
CAPTURED_PORT = 8787
OF_THE_CONNECTION = {"content-length", "connection"}

Row = dict[str, Any]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[House, str]]:
    """A server that knows the key of the captures and is asked under their address."""
    with served(tmp_path) as (house, url):
        house.config.allowed_hosts.update(loopback_hosts(CAPTURED_PORT))
        key = ApiKey(
            id=0,
            user_id=OWNER,
            name="captured",
            prefix="osk_captur",
            scopes=("sync", "read"),
            created_at=NOW,
        )
        house.recording.store.accounts.add_key(key, secret_hash(CAPTURED_KEY))
        yield house, url


def captures() -> list[Path]:
    return sorted((unpack("client-captures.tar.zst") / "wire").glob("*.jsonl"))


def rows(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def body_of(row: Row) -> bytes | None:
    """The body as it was sent; the capture cut one huge text short, which is filled up again."""
    if row["body"] is None:
        return None
    body = dict(row["body"])
    packed = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    if len(packed) != row["bytes"]:
        missing = row["bytes"] - len(packed)
        body["textContent"] += "x" * missing
        packed = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(packed) == row["bytes"]
    return packed


def replay(connection: http.client.HTTPConnection, row: Row) -> tuple[int, Any]:
    """Send a captured request byte by byte as it was and return status and decoded answer."""
    connection.putrequest(
        row["method"], row.get("target", row["path"]), skip_host=True, skip_accept_encoding=True
    )
    for name, value in row["headers"]:
        if name.lower() not in OF_THE_CONNECTION:
            connection.putheader(name, value)
    body = body_of(row)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    answer = connection.getresponse()
    packed = answer.read()
    plain = gzip.decompress(packed) if answer.headers["Content-Encoding"] == "gzip" else packed
    return answer.status, json.loads(plain)


def check(row: Row, status: int, answer: dict[str, object]) -> None:
    """Check an answer against what wire.md asks of the request."""
    authorization = {name.lower(): value for name, value in row["headers"]}.get("authorization")
    target = row.get("target", row["path"])
    if target.startswith("/?"):  # an address pasted with a question mark is nobody's
        assert (status, answer["code"]) == (404, "not_found")
    elif row["path"].strip("/") == "health":
        assert (status, answer["status"]) == (200, "ok")
        assert isinstance(answer["timestamp"], int)
    elif authorization != f"Bearer {CAPTURED_KEY}":
        is_key = (authorization or "").startswith("Bearer osk_")
        words = "Invalid API key" if is_key else "Invalid or expired token"
        assert (status, answer["error"]) == (401, words)
    elif row["path"].endswith("/sessions/list"):
        assert status == 200
        assert isinstance(answer["sessionIds"], list)
    else:
        name = "messageId" if row["path"].endswith("message") else "sessionId"
        assert (status, answer["ok"]) == (200, True), answer
        assert isinstance(answer[name], str)


def test_every_captured_request_gets_the_answer_that_its_client_needs(
    server: tuple[House, str],
):
    house, url = server
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    everything = [row for file in captures() for row in rows(file)]

    for row in everything:
        status, answer = replay(connection, row)
        check(row, status, answer)

    connection.close()
    assert len(everything) == 847
    holds_what_was_pushed(house, everything)


def holds_what_was_pushed(house: House, everything: list[Row]) -> None:
    pushed = [row["body"] for row in everything if is_accepted_push(row)]
    messages = {
        (body["sessionExternalId"], body["externalId"])
        for body in pushed
        if "sessionExternalId" in body
    }
    sessions = {body["externalId"] for body in pushed if "sessionExternalId" not in body}
    sessions |= {session for session, _ in messages}
    stored = house.recording.store.sessions.external_ids(OWNER)
    assert set(stored) == sessions
    assert len(stored) == len(sessions)
    held = {(name, m.external_id) for name in stored for m in house.recording.messages(name)}
    assert held == messages


def is_accepted_push(row: Row) -> bool:
    return row["body"] is not None and ["Authorization", f"Bearer {CAPTURED_KEY}"] in [
        [name.title(), value] for name, value in row["headers"]
    ]


def test_a_second_replay_changes_nothing(server: tuple[House, str]):
    house, url = server
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    real = [row for file in captures() if "hooks" in file.name for row in rows(file)]
    for row in real:
        replay(connection, row)
    first = everything_held(house)

    for row in real:
        replay(connection, row)

    connection.close()
    assert everything_held(house) == first


def everything_held(house: House) -> dict[str, list[tuple[str, str | None, int]]]:
    """Every session's messages with their words and number of parts."""
    return {
        name: [
            (message.external_id, message.text_content, len(message.parts))
            for message in house.recording.messages(name)
        ]
        for name in house.recording.store.sessions.external_ids(OWNER)
    }
