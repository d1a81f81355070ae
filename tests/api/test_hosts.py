"""DNS rebinding: only exact names of this server are answered, before anything else."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.api.hosts import loopback_hosts, plain_host
from tests.api.house import PORT, House

PATHS = ["/", "/health", "/api/events", "/assets/app.js", "/sync/session", "/schema", "/nowhere"]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        f"127.0.0.1:{PORT}",
        "localhost",
        f"localhost:{PORT}",
        f"LOCALHOST:{PORT}",
        f"localhost.:{PORT}",
        "localhost.",
        "[::1]",
        f"[::1]:{PORT}",
        f"[::ffff:127.0.0.1]:{PORT}",
    ],
)
async def test_this_machine_is_answered_under_its_names(stranger: httpx.AsyncClient, host: str):
    answer = await stranger.get("/health", headers={"host": host})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host",
    [
        "localhost.evil.com",
        "evil.com",
        f"evil.com:{PORT}",
        "127.0.0.1.nip.io",
        f"127.0.0.1:{PORT + 1}",
        "localhost..",
        f"localhost:0{PORT}",
        f"user@localhost:{PORT}",
        "127.1",
        "0.0.0.0",  # noqa: S104 - asked for, not bound
        "2130706433",
    ],
)
async def test_any_other_name_is_refused_on_every_path(house: House, host: str, path: str):
    async with house.client() as client:
        answer = await client.get(path, headers={"host": host})

    assert answer.status_code == 403
    assert answer.json()["code"] == "host_not_allowed"
    assert "allowedHosts" in answer.json()["error"]
    assert "set-cookie" not in answer.headers


async def test_a_request_without_a_name_or_with_two_is_refused(house: House):
    for headers in ([("host", "")], [("host", "localhost"), ("host", "evil.com")]):
        async with house.client() as client:
            answer = await client.get("/health", headers=headers)

        assert answer.status_code == 400
        assert "Host header" in answer.json()["error"]


async def test_a_name_may_be_added_while_the_server_runs(house: House):
    house.config.allowed_hosts.add("sessions.lan:6736")
    async with house.client() as client:
        answer = await client.get("/health", headers={"host": "sessions.lan:6736"})

    assert answer.status_code == 200


@given(st.text(max_size=40))
def test_nothing_but_our_names_is_ever_one_of_ours(host: str):
    if plain_host(host) in loopback_hosts(PORT):
        name = host.strip().lower().removesuffix(f":{PORT}").removesuffix(".")
        assert name in {"localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"}
