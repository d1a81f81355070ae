"""Searches that a person keeps: POST, GET, DELETE /api/saved-searches, PATCH to rename and use."""

from typing import Any

import httpx
import pytest

from tests.api.house import House

WISH = {
    "name": "Rate limits",
    "query": "token bucket",
    "searchType": "hybrid",
    "limit": 10,
    "tokenBudget": 4000,
    "filters": {"source": "claude-code", "project": ["a,b"]},
}


async def save(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/api/saved-searches", json=WISH | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()["savedSearch"]


async def names(client: httpx.AsyncClient) -> list[str]:
    answer = await client.get("/api/saved-searches")
    return [search["name"] for search in answer.json()["savedSearches"]]


async def test_a_saved_search_comes_back_as_it_was_sent(client: httpx.AsyncClient, house: House):
    saved = await save(client)

    listed = (await client.get("/api/saved-searches")).json()
    now = house.recording.clock.now
    own = {"id": saved["id"], "createdAt": now, "lastUsedAt": None, "useCount": 0}
    assert listed == {"savedSearches": [WISH | own], "nextCursor": None}


async def test_what_is_not_sent_has_the_usual_values(client: httpx.AsyncClient):
    answer = await client.post("/api/saved-searches", json={"name": "n", "query": "q"})

    saved = answer.json()["savedSearch"]
    assert (saved["searchType"], saved["limit"], saved["tokenBudget"]) == ("hybrid", 5, None)
    assert saved["filters"] == {}


async def test_a_used_search_counts_and_stands_first(client: httpx.AsyncClient, house: House):
    first = await save(client, name="first")
    house.recording.clock.forward(1000)
    await save(client, name="second")
    assert await names(client) == ["second", "first"]

    house.recording.clock.forward(1000)
    used = (await client.patch(f"/api/saved-searches/{first['id']}/use")).json()["savedSearch"]

    assert (used["useCount"], used["lastUsedAt"]) == (1, house.recording.clock.now)
    assert await names(client) == ["first", "second"]


async def test_a_search_is_renamed_and_forgotten(client: httpx.AsyncClient):
    saved = await save(client)
    place = f"/api/saved-searches/{saved['id']}"

    renamed = (await client.patch(place, json={"name": "  Buckets \n"})).json()["savedSearch"]
    assert renamed == saved | {"name": "Buckets"}

    gone = await client.delete(place)
    assert (gone.status_code, gone.json()) == (200, {"ok": True})
    assert await names(client) == []
    for again in (client.delete(place), client.patch(f"{place}/use")):
        assert (await again).status_code == 404


async def test_pages_follow_each_other(client: httpx.AsyncClient):
    for number in range(5):
        await save(client, name=f"n{number}")
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (
            await client.get("/api/saved-searches", params={"limit": 2, "cursor": cursor})
        ).json()
        seen += [search["name"] for search in page["savedSearches"]]
        cursor = page["nextCursor"]
    assert seen == ["n4", "n3", "n2", "n1", "n0"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"name": "  "}, "$.name"),
        ({"name": "n" * 201}, "$.name"),
        ({"query": ""}, "$.query"),
        ({"limit": 0}, "$.limit"),
        ({"limit": 51}, "$.limit"),
        ({"tokenBudget": -1}, "$.tokenBudget"),
        ({"filters": {"a": "b" * 10_001}}, "$.filters"),
        ({"searchType": "magic"}, "$.searchType"),
        ({"name": None}, "$.name"),
    ],
)
async def test_what_does_not_fit_is_named_and_nothing_is_kept(
    client: httpx.AsyncClient, fields: dict[str, Any], path: str
):
    answer = await client.post("/api/saved-searches", json=WISH | fields)

    assert (answer.status_code, answer.json()["path"]) == (400, path)
    assert await names(client) == []


async def test_other_peoples_searches_do_not_exist(client: httpx.AsyncClient, house: House):
    store = house.recording.store
    store.database.write(
        lambda c: c.execute(
            "INSERT INTO users (id, name, role, created_at) VALUES (2, 'ben', 'member', 0)"
        )
    )
    store.database.write(
        lambda c: c.execute(
            "INSERT INTO saved_searches (id, user_id, name, query, created_at) "
            "VALUES (77, 2, 'theirs', 'secret', 0)"
        )
    )

    assert await names(client) == []
    for asked in (
        client.patch("/api/saved-searches/q77", json={"name": "mine"}),
        client.patch("/api/saved-searches/q77/use"),
        client.delete("/api/saved-searches/q77"),
    ):
        assert (await asked).status_code == 404
    (row,) = store.database.read(lambda c: c.execute("SELECT * FROM saved_searches").fetchall())
    assert (row["name"], row["use_count"]) == ("theirs", 0)


@pytest.mark.parametrize("name", ["77", "q0", "q-1", "s1", "q" + "9" * 30, "q1;--"])
async def test_a_name_that_is_none_is_not_found(client: httpx.AsyncClient, name: str):
    assert (await client.delete(f"/api/saved-searches/{name}")).status_code == 404


async def test_a_stranger_sees_nothing(stranger: httpx.AsyncClient):
    assert (await stranger.get("/api/saved-searches")).status_code == 401
    assert (await stranger.post("/api/saved-searches", json=WISH)).status_code == 401


async def test_a_key_that_only_reads_keeps_nothing(stranger: httpx.AsyncClient, house: House):
    key = house.authorising.issue_key("reader", ("read",)).key
    headers = {"authorization": f"Bearer {key}"}

    answer = await stranger.post("/api/saved-searches", json=WISH, headers=headers)

    assert answer.status_code == 403
    assert (await stranger.get("/api/saved-searches", headers=headers)).status_code == 200


async def test_there_is_an_end_to_what_is_kept(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("opensync_app.services.saving_searches.MOST_SEARCHES", 2)
    await save(client)
    await save(client)

    answer = await client.post("/api/saved-searches", json=WISH)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
