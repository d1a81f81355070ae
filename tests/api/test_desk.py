"""Preferences and notifications, each person's own."""

import asyncio
from typing import Any

import httpx
import pytest

from opensync_app.core.notices import Notice
from opensync_app.services.notifying import NoticeWatch
from tests.api.house import House

NOTICE = Notice("index-rebuilt", "Built anew", "", "/search")


@pytest.fixture
async def ben(house: House) -> httpx.AsyncClient:
    """A client of a second user."""
    house.recording.store.database.write(
        lambda c: c.execute(
            "INSERT INTO users (id, name, role, created_at) VALUES (2, 'ben', 'member', 0)"
        )
    )
    client = house.client(with_key=False)
    key = house.authorising.issue_key("ben", user_id=2).key
    client.headers["authorization"] = f"Bearer {key}"
    return client


async def test_preferences_are_set_kept_and_forgotten(
    client: httpx.AsyncClient, ben: httpx.AsyncClient
):
    assert (await client.get("/api/preferences")).json() == {}
    wishes = {
        "budgetMonthlyUsd": 20,
        "hiddenSources": ["cursor", " pi ", "pi"],
        "timeZone": "Europe/Berlin",
        "showEmpty": True,
        "showAutomated": False,
    }
    wanted = {**wishes, "hiddenSources": ["cursor-sync", "pi"]}
    assert (await client.patch("/api/preferences", json=wishes)).json() == wanted
    assert (await client.get("/api/preferences")).json() == wanted
    assert (await ben.get("/api/preferences")).json() == {}
    await ben.patch("/api/preferences", json={"showEmpty": False})
    left = (await client.patch("/api/preferences", json={"timeZone": None})).json()
    assert left == {name: value for name, value in wanted.items() if name != "timeZone"}
    assert (await client.patch("/api/preferences", json={})).json() == left


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"colour": "red"}, "$"),
        ({"budgetMonthlyUsd": 0}, "$.budgetMonthlyUsd"),
        ({"budgetMonthlyUsd": -1}, "$.budgetMonthlyUsd"),
        ({"budgetMonthlyUsd": 1e9}, "$.budgetMonthlyUsd"),
        ({"budgetMonthlyUsd": "many"}, "$.budgetMonthlyUsd"),
        ({"hiddenSources": "pi"}, "$.hiddenSources"),
        ({"hiddenSources": ["x" * 101]}, "$.hiddenSources"),
        ({"hiddenSources": ["x"] * 101}, "$.hiddenSources"),
        ({"timeZone": "Mars/Olympus"}, "$.timeZone"),
        ({"timeZone": "../../etc/passwd"}, "$.timeZone"),
        ({"timeZone": "\x00"}, "$.timeZone"),
        ({"showEmpty": "perhaps"}, "$.showEmpty"),
        ([], "$"),
    ],
)
async def test_what_cannot_be_preferred_is_refused(client: httpx.AsyncClient, body: Any, path: str):
    answer = await client.patch("/api/preferences", json=body)
    assert (answer.status_code, answer.json()["path"]) == (400, path), answer.text
    assert (await client.get("/api/preferences")).json() == {}


async def test_notifications_come_newest_first_page_by_page(
    house: House, client: httpx.AsyncClient, ben: httpx.AsyncClient
):
    desk = house.recording.store.desk
    for number in range(5):
        desk.tell(1, Notice("import-finished", f"t{number}", "d", "/sessions"), number)
    desk.tell(2, NOTICE, 9)
    first = (await client.get("/api/notifications", params={"limit": 2})).json()
    assert [n["title"] for n in first["notifications"]] == ["t4", "t3"]
    assert first["unread"] == 5
    assert first["notifications"][0] == {
        "id": "n5",
        "kind": "import-finished",
        "title": "t4",
        "detail": "d",
        "link": "/sessions",
        "createdAt": 4,
        "readAt": None,
    }
    params = {"limit": 100, "cursor": first["nextCursor"]}
    rest = (await client.get("/api/notifications", params=params)).json()
    assert [n["title"] for n in rest["notifications"]] == ["t2", "t1", "t0"]
    assert rest["nextCursor"] is None
    assert [n["id"] for n in (await ben.get("/api/notifications")).json()["notifications"]] == [
        "n6"
    ]


async def test_notifications_are_read(
    house: House, client: httpx.AsyncClient, ben: httpx.AsyncClient
):
    for number in range(3):
        house.recording.store.desk.tell(1, NOTICE, number)
    path = "/api/notifications/read"
    assert (await ben.post(path, json={"ids": ["n1", "n2"]})).json() == {"changed": 0, "unread": 0}
    assert (await ben.post(path, json={"all": True})).json() == {"changed": 0, "unread": 0}
    some = await client.post(path, json={"ids": ["n1", "n1", "n99"]})
    assert some.json() == {"changed": 1, "unread": 2}
    assert (await client.post(path, json={"ids": []})).json() == {"changed": 0, "unread": 2}
    assert (await client.post(path, json={"all": True})).json() == {"changed": 2, "unread": 0}
    told = (await client.get("/api/notifications")).json()["notifications"]
    assert all(n["readAt"] == house.recording.clock.now for n in told)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "$.ids"),
        ({"ids": ["n1"], "all": True}, "$.ids"),
        ({"ids": ["7"]}, "$.ids[0]"),
        ({"ids": ["s7"]}, "$.ids[0]"),
        ({"ids": ["n1"] * 1001}, "$.ids"),
        ({"all": "maybe"}, "$.all"),
    ],
)
async def test_what_cannot_be_read_is_refused(client: httpx.AsyncClient, body: Any, path: str):
    answer = await client.post("/api/notifications/read", json=body)
    assert (answer.status_code, answer.json()["path"]) == (400, path), answer.text


@pytest.mark.parametrize("cursor", ["x", "n", "n-1", "5", "n" + "9" * 30])
async def test_a_foreign_cursor_is_refused(client: httpx.AsyncClient, cursor: str):
    answer = await client.get("/api/notifications", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["path"]) == (400, "$.cursor")


async def test_only_the_last_500_are_kept(house: House):
    desk = house.recording.store.desk
    for number in range(510):
        desk.tell(1, NOTICE, number)
    kept = desk.notices(1, None, 1000)
    assert (len(kept), kept[-1].created_at) == (500, 10)


async def test_a_key_that_only_reads_changes_nothing(house: House):
    key = house.authorising.issue_key("half", scopes=["read"]).key
    async with house.client(with_key=False) as half:
        half.headers["authorization"] = f"Bearer {key}"
        assert (await half.get("/api/preferences")).status_code == 200
        assert (await half.get("/api/notifications")).status_code == 200
        assert (await half.patch("/api/preferences", json={})).status_code == 403
        answer = await half.post("/api/notifications/read", json={"all": True})
        assert answer.status_code == 403


async def test_the_watch_announces_what_any_process_told(house: House):
    record = house.recording
    notifying = house.app.state.services.notifying
    states = iter([True, False, True, True, False, False])
    watch = NoticeWatch(record.store, record.feed, notifying, lambda: next(states))
    heard: list[Any] = []
    record.feed.listen(heard.append)
    record.store.desk.tell(1, NOTICE, 5)
    await asyncio.to_thread(watch.look)
    assert [(n.user_id, n.title) for n in heard] == [(1, "Built anew")]
    for _ in range(5):
        await asyncio.to_thread(watch.look)
    assert [n.title for n in heard] == ["Built anew", "The search index was built anew"]
