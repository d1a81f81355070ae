"""Who is let in: keys, the browser's cookie, and where a cookie counts."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.api.house import BASE, House

READS = [
    "/api/sessions",
    "/api/sessions/get?id=s1",
    "/api/sessions/s1",
    "/api/sessions/s1/messages",
    "/api/messages/m1",
    "/api/search?q=x",
    "/api/stats",
    "/api/status",
    "/api/me",
    "/api/events",
]
SAME = {"origin": BASE, "sec-fetch-site": "same-origin"}


@asynccontextmanager
async def browser(house: House) -> AsyncGenerator[httpx.AsyncClient]:
    """A client that opened the page and so holds the cookie."""
    async with house.client(with_key=False) as client:
        await client.get("/")
        yield client


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "Missing Authorization header"),
        ({"authorization": "Bearer osk_unknown"}, "Invalid API key"),
        ({"authorization": "Bearer ey.some.jwt"}, "Invalid or expired token"),
        ({"authorization": "Basic b3duZXI6"}, "Invalid or expired token"),
        ({"authorization": "Bearer"}, "Invalid or expired token"),
        (
            {"cookie": "opensync_session=guessed"},
            "The browser session is over; load the page again.",
        ),
    ],
)
async def test_nobody_reads_without_proof(
    stranger: httpx.AsyncClient, path: str, headers: dict[str, str], words: str
):
    answer = await stranger.get(path, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["error"] == words
    assert answer.json()["code"] == "unauthorized"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/sync/session", "/sync/message", "/sync/batch"])
async def test_nobody_pushes_without_a_key(house: House, path: str):
    async with browser(house) as client:
        answer = await client.post(path, json={"externalId": "a"}, headers=SAME)

    assert answer.status_code == 401
    assert answer.json()["error"] == "Missing Authorization header"
    assert house.recording.store.journal.last() == 0


async def test_the_list_has_the_hosted_words_for_a_token_that_is_no_key(
    stranger: httpx.AsyncClient,
):
    answer = await stranger.get("/sync/sessions/list", headers={"authorization": "Bearer jwt"})

    assert answer.status_code == 401
    assert answer.json()["error"] == "Invalid API key format"


async def test_a_revoked_key_is_closed_at_once(house: House, client: httpx.AsyncClient):
    assert (await client.get("/api/stats")).status_code == 200

    house.authorising.revoke_key(house.authorising.keys()[0].id)

    assert (await client.get("/api/stats")).status_code == 401


async def test_a_key_opens_nothing_after_its_time(house: House, stranger: httpx.AsyncClient):
    clock = house.recording.clock
    key = house.authorising.issue_key("short", expires_at=clock.now_ms() + 1000).key
    headers = {"authorization": f"Bearer {key}"}
    assert (await stranger.get("/api/stats", headers=headers)).status_code == 200

    clock.forward(1000)

    assert (await stranger.get("/api/stats", headers=headers)).status_code == 401


async def test_a_key_for_pushing_alone_reads_nothing(house: House, stranger: httpx.AsyncClient):
    key = house.authorising.issue_key("push", ["sync"]).key

    answer = await stranger.get("/api/stats", headers={"authorization": f"Bearer {key}"})

    assert answer.status_code == 403
    assert "read" in answer.json()["error"]


async def test_the_page_lets_this_machines_browser_in(house: House):
    async with browser(house) as client:
        cookie = (await client.get("/")).headers.get("set-cookie")
        answer = await client.get("/api/me")

    assert cookie is None, "a browser that is in keeps its cookie"
    assert answer.status_code == 200
    assert answer.json()["user"] == {"id": "u1", "name": "owner", "role": "owner"}


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: httpx.AsyncClient):
    cookie = (await stranger.get("/")).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.com"},
        {"origin": "http://127.0.0.1:3000"},
        {"origin": "http://localhost:6736"},
        {"origin": "null"},
    ],
)
async def test_a_foreign_page_reads_nothing_with_the_cookie(house: House, headers: dict[str, str]):
    async with browser(house) as client:
        answer = await client.get("/api/stats", headers=headers)

    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-origin"}, 403),
        ({"origin": BASE}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
async def test_a_write_with_the_cookie_must_say_that_it_is_ours(
    house: House, headers: dict[str, str], status: int
):
    async with browser(house) as client:
        answer = await client.post("/api/search", json={"query": "x"}, headers=headers)

    assert answer.status_code == status


async def test_a_key_counts_wherever_the_page_is_from(client: httpx.AsyncClient):
    answer = await client.get("/api/stats", headers={"origin": "https://tool.example"})

    assert answer.status_code == 200


async def test_a_browser_stays_in_while_it_comes_back(house: House):
    day = 24 * 3600 * 1000
    async with browser(house) as client:
        for _ in range(3):
            house.recording.clock.forward(20 * day)
            assert (await client.get("/api/me")).status_code == 200
            house.recording.store.database.write(lambda _: None)
        house.recording.clock.forward(31 * day)
        assert (await client.get("/api/me")).status_code == 401


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded"])
async def test_nobody_is_let_in_behind_a_proxy(stranger: httpx.AsyncClient, header: str):
    answer = await stranger.get("/", headers={header: "10.0.0.7"})

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


async def test_an_open_server_lets_no_browser_in_by_itself(house: House):
    house.config.loopback = False
    async with house.client(with_key=False) as client:
        answer = await client.get("/")

    assert "set-cookie" not in answer.headers


async def test_with_an_account_browsers_have_to_sign_in(house: House, stranger: httpx.AsyncClient):
    house.recording.store.database.write(
        lambda connection: connection.execute("UPDATE users SET password_hash = 'x' WHERE id = 1")
    )

    answer = await stranger.get("/")

    assert "set-cookie" not in answer.headers
