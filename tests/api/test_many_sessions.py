"""One change to many sessions, the trash, and what a second user sees and changes: nothing."""

from typing import Any

import httpx
import pytest

from tests.api.house import House
from tests.api.shelf import EVERYTHING, bulk, fill, ids, titles


@pytest.fixture
def shelf(house: House) -> House:
    return fill(house)


async def test_one_change_to_many_says_what_it_changed(shelf: House, client: httpx.AsyncClient):
    every = await ids(client)
    starred = await bulk(client, ids=every[:2], action="star")
    assert (starred["changed"], sorted(starred["ids"])) == (2, sorted(every[:2]))
    again = await bulk(client, ids=[*every, "s999"], action="star")
    assert again["ids"] == [every[2]]
    assert await ids(client, starred="true") == every
    await bulk(client, filter={"starred": True, "project": "shop"}, action="unstar")
    assert len(await ids(client, starred="true")) == 2

    tagged = await bulk(client, filter={}, action="tag", tag="  big   one ")
    assert tagged["changed"] == 3
    assert (await bulk(client, filter={}, action="tag", tag="big one"))["changed"] == 0
    assert await ids(client, tag="big one") == every
    await bulk(client, ids=tagged["ids"][:1], action="untag", tag="big one")
    assert len(await ids(client, tag="big one")) == 2

    assert (await bulk(client, filter={"provider": "openai"}, action="addToEvals"))["changed"] == 1
    (ready,) = (await client.get("/api/sessions", params={"evalReady": "true"})).json()["sessions"]
    assert (ready["model"], ready["reviewedAt"]) == ("gpt-5", shelf.recording.clock.now)
    assert (await bulk(client, filter={}, action="removeFromEvals"))["changed"] == 1


@pytest.mark.usefixtures("shelf")
async def test_many_are_trashed_and_restored(client: httpx.AsyncClient):
    before = (await client.get("/api/stats")).json()
    gone = await bulk(client, filter={"project": "shop"}, action="trash")
    assert gone["changed"] == 2  # its sub-agent goes along
    assert await titles(client, trash="true") == ["agent", "One two"]
    assert len(await ids(client)) == 2
    assert (await client.get("/api/stats")).json()["sessionCount"] == 4
    assert (await bulk(client, ids=gone["ids"], action="star"))["changed"] == 0
    assert (await bulk(client, ids=gone["ids"], action="trash"))["changed"] == 0

    back = await bulk(client, ids=gone["ids"], action="restore")
    assert back == gone
    assert (await client.get("/api/stats")).json() == before
    assert await ids(client, trash="true") == []
    await bulk(client, filter={}, action="trash")
    assert (await bulk(client, filter={}, action="restore"))["changed"] == 4


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "$"),
        ({"action": "tag"}, "$.ids"),
        ({"action": "explode", "ids": []}, "$.action"),
        ({"action": "star", "ids": [], "filter": {}}, "$.ids"),
        ({"action": "star", "ids": ["s1", "one"]}, "$.ids[1]"),
        ({"action": "star", "ids": ["m1"]}, "$.ids[0]"),
        ({"action": "star", "ids": "s1"}, "$.ids"),
        ({"action": "tag", "ids": []}, "$.tag"),
        ({"action": "tag", "ids": [], "tag": "  "}, "$.tag"),
        ({"action": "tag", "ids": [], "tag": "x" * 101}, "$.tag"),
        ({"action": "star", "filter": {"source": 5}}, "$.filter.source"),
        ({"action": "star", "filter": {"since": -1}}, "$.filter.since"),
        ({"action": "star", "filter": {"q": "x" * 1001}}, "$.filter.q"),
        (
            {"action": "star", "filter": {"tag": ["t"] * 2 + [f"t{n}" for n in range(200)]}},
            "$.filter.tag",
        ),
        ({"action": "star", "ids": [f"s{n}" for n in range(1, 100_002)]}, "$.ids"),
    ],
)
async def test_a_bulk_edit_that_cannot_be_read_changes_nothing(
    shelf: House, client: httpx.AsyncClient, body: dict[str, Any], path: str
):
    before = shelf.recording.store.journal.last()
    answer = await client.post("/api/sessions/bulk", json=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["path"] == path
    assert shelf.recording.store.journal.last() == before


async def test_the_trash_by_its_own_routes(shelf: House, client: httpx.AsyncClient):
    (shop,) = await ids(client, project="shop")
    path = f"/api/sessions/{shop}"
    early = await client.delete(path, params={"forever": "true"})
    assert (early.status_code, early.json()["code"]) == (409, "conflict")
    gone = (await client.delete(path)).json()
    assert gone["ok"] is True
    assert len(gone["ids"]) == 2
    for answer in (
        await client.get(path),
        await client.delete(path),
        await client.patch(path, json={"title": "x"}),
        await client.get(f"{path}/messages"),
        await client.get(f"{path}/neighbours"),
        await client.get("/api/export", params={"id": shop}),
        await client.get("/api/messages/m1"),
    ):
        assert answer.status_code == 404, answer.request.url
    (trashed, _) = (await client.get("/api/sessions", params={"trash": "true"})).json()["sessions"]
    assert trashed["deletedAt"] == shelf.recording.clock.now

    back = (await client.post(f"{path}/restore")).json()
    assert back == gone
    assert (await client.post(f"{path}/restore")).status_code == 404
    await client.delete(path)
    assert (await client.delete(path, params={"forever": "true"})).json() == {"ok": True, "ids": []}
    assert (await client.delete(path, params={"forever": "true"})).status_code == 404
    assert await ids(client, trash="true") == []
    listed = (await client.get("/sync/sessions/list")).json()["sessionIds"]
    assert {"One two", "agent"} <= set(listed)


@pytest.fixture
def other(shelf: House) -> dict[str, str]:
    """The key of a second user, as headers."""
    shelf.recording.store.database.write(
        lambda c: c.execute(
            "INSERT INTO users (id, name, role, created_at) VALUES (2, 'ben', 'member', 0)"
        )
    )
    return {"authorization": f"Bearer {shelf.authorising.issue_key('ben', user_id=2).key}"}


async def test_a_second_user_sees_and_changes_nothing(
    shelf: House, client: httpx.AsyncClient, other: dict[str, str]
):
    (shop,) = await ids(client, project="shop")
    (two,) = await ids(client, source="codex-cli")
    await client.delete(f"/api/sessions/{two}")
    before = shelf.recording.store.journal.last()
    async with shelf.client(with_key=False) as ben:
        ben.headers.update(other)
        assert await ids(ben, **EVERYTHING) == await ids(ben, trash="true") == []
        facets = (await ben.get("/api/sessions/facets", params=EVERYTHING)).json()
        assert not any(facets.values())
        assert (await ben.get("/api/sessions/timeline", params=EVERYTHING)).json()["total"] == 0
        assert len((await ben.get("/api/sessions.csv", params=EVERYTHING)).text.splitlines()) == 1
        meant: list[dict[str, Any]] = [{"ids": [shop, two]}, {"filter": {"trash": True}}]
        for action in ("star", "trash", "restore", "addToEvals"):
            for which in meant:
                done = await bulk(ben, action=action, **which)
                assert done == {"changed": 0, "ids": []}
        assert (await bulk(ben, ids=[shop, two], action="tag", tag="x"))["changed"] == 0
        for answer in (
            await ben.get(f"/api/sessions/{shop}"),
            await ben.patch(f"/api/sessions/{shop}", json={"starred": True}),
            await ben.delete(f"/api/sessions/{shop}"),
            await ben.delete(f"/api/sessions/{two}", params={"forever": "true"}),
            await ben.post(f"/api/sessions/{two}/restore"),
            await ben.get(f"/api/sessions/{shop}/neighbours"),
            await ben.get("/api/export", params={"id": shop}),
            await ben.get("/api/messages/m1/raw"),
        ):
            assert answer.status_code == 404, answer.request.url
    assert shelf.recording.store.journal.last() == before


@pytest.mark.parametrize("scope", ["read", "sync"])
async def test_a_key_needs_both_scopes_to_change(shelf: House, scope: str):
    key = shelf.authorising.issue_key("half", scopes=[scope]).key
    async with shelf.client(with_key=False) as half:
        half.headers["authorization"] = f"Bearer {key}"
        for answer in (
            await half.post("/api/sessions/bulk", json={"action": "trash", "filter": {}}),
            await half.delete("/api/sessions/s1"),
            await half.post("/api/sessions/s1/restore"),
        ):
            assert answer.status_code == 403
