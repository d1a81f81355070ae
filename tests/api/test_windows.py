"""GET /api/sessions/:id/messages from the end, around a message, and both ways from there."""

from typing import Any

import httpx
import pytest

from tests.api.house import House
from tests.factories import NOW, patch, prompt

COUNT = 25


@pytest.fixture
def ids(house: House) -> list[str]:
    """Wire ids of a session's messages in order; several share a position."""
    recorded = house.recording.imported(
        patch("one", source="pi"),
        *(
            prompt(f"p{n}", f"u{n}", "one", created_at=NOW + n, position=n // 3)
            for n in range(COUNT)
        ),
    )
    return [f"m{recorded.message_ids['one', f'u{n}']}" for n in range(COUNT)]


async def window(client: httpx.AsyncClient, **query: Any) -> tuple[list[str], dict[str, Any]]:
    answer = await client.get("/api/sessions/one/messages", params=query)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == COUNT
    return [m["id"] for m in page["messages"]], page


@pytest.mark.parametrize(("place", "begin"), [(0, 0), (2, 0), (12, 7), (20, 15), (24, 15)])
async def test_a_message_stands_in_the_middle_as_far_as_it_can(
    client: httpx.AsyncClient, ids: list[str], place: int, begin: int
):
    found, page = await window(client, around=ids[place], limit=10)

    assert found == ids[begin : begin + 10]
    assert (page["nextCursor"] is None) == (begin + 10 >= COUNT)
    assert ("prevCursor" in page) == (begin > 0)


@pytest.mark.parametrize("limit", [1, 3, 10, 25, 100])
async def test_from_any_window_all_messages_are_reached_both_ways(
    client: httpx.AsyncClient, ids: list[str], limit: int
):
    found, page = await window(client, around=ids[12], limit=limit)
    assert ids[12] in found
    assert len(found) == min(limit, COUNT)
    before, after = page.get("prevCursor"), page["nextCursor"]
    while before:
        more, page = await window(client, cursor=before, limit=limit)
        found, before = more + found, page.get("prevCursor")
        assert page["nextCursor"] is not None
    while after:
        more, page = await window(client, cursor=after, limit=limit)
        found, after = found + more, page["nextCursor"]
        assert "prevCursor" in page
    assert found == ids


async def test_the_end_is_reached_at_once(client: httpx.AsyncClient, ids: list[str]):
    found, page = await window(client, **{"from": "end", "limit": 4})
    assert found == ids[-4:]
    assert page["nextCursor"] is None
    more, _ = await window(client, cursor=page["prevCursor"], limit=4)
    assert more == ids[-8:-4]
    assert (await window(client, **{"from": "start", "limit": 4}))[0] == ids[:4]
    assert (await window(client, limit=4))[0] == ids[:4]


async def test_what_is_not_there_or_cannot_be_read_is_said(
    house: House, client: httpx.AsyncClient, ids: list[str]
):
    other = house.recording.imported(prompt("x", "v", "two", created_at=NOW))
    foreign = f"m{other.message_ids['two', 'v']}"
    for name in (foreign, "m99999", "u1", "m0", "s1"):
        answer = await client.get("/api/sessions/one/messages", params={"around": name})
        assert (answer.status_code, answer.json()["error"]) == (404, "Message not found")
    for query, path in (
        ({"from": "middle"}, "$.from"),
        ({"around": ids[0], "from": "end"}, "$.around"),
        ({"cursor": "WzEsMV0", "from": "end"}, "$.from"),
        ({"cursor": "WyI8eCIsMV0"}, "$.cursor"),
        ({"cursor": "WyI8OTk5OTk5OTk5OTk5OTk5OTk5OTk5OSIsMV0"}, "$.cursor"),
        ({"cursor": "W251bGwsMV0"}, "$.cursor"),
    ):
        answer = await client.get("/api/sessions/one/messages", params=query)
        assert (answer.status_code, answer.json()["path"]) == (400, path), query


async def test_a_session_without_messages_has_an_empty_last_page(
    house: House, client: httpx.AsyncClient
):
    house.recording.push(patch("bare"))
    answer = await client.get("/api/sessions/bare/messages", params={"from": "end"})
    assert answer.json() == {"messages": [], "nextCursor": None, "total": 0}
