"""A single message of any size: its answer stays small, and every part of it can be had."""

from typing import Any

import httpx
import pytest

from opensync_app.core.session import Part
from tests.api.house import House
from tests.factories import reply

LARGEST = 300_000

TALL = tuple(Part("tool-result", f"{n} " + "word " * 60, call_id=f"c{n}") for n in range(4000))
WIDE_ARGS = {"todos": [{"content": f"item {n}", "status": "pending"} for n in range(20_000)]}
WIDE = (
    Part("text", "before"),
    Part("tool-call", {"toolName": "TodoWrite", "args": WIDE_ARGS}, call_id="c1"),
    Part("odd", {str(n): n for n in range(60_000)}),
    Part("text", "after"),
)


async def page_of(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/sessions/ses/messages?limit=20")
    assert len(answer.content) < LARGEST
    (message,) = answer.json()["messages"]
    return message


async def test_thousands_of_parts_come_piece_by_piece(client: httpx.AsyncClient, house: House):
    house.recording.push(reply(None, "a1", parts=TALL))

    message = await page_of(client)
    seen = message["parts"]
    assert message["partsTotal"] == 4000
    assert 0 < len(seen) < 4000
    while len(seen) < 4000:
        path = f"/api/messages/{message['id']}/parts"
        answer = await client.get(path, params={"offset": str(len(seen))})
        assert len(answer.content) < LARGEST
        more = answer.json()
        assert (more["offset"], more["total"]) == (len(seen), 4000)
        assert more["parts"]
        seen = [*seen, *more["parts"]]

    assert [part["callId"] for part in seen] == [f"c{n}" for n in range(4000)]
    assert seen[7]["content"].startswith("7 word")


async def test_a_part_of_very_many_values_is_told_as_the_beginning_of_a_text(
    client: httpx.AsyncClient, house: House
):
    house.recording.push(reply(None, "a1", parts=WIDE))

    message = await page_of(client)

    before, call, odd, after = message["parts"]
    assert (before["content"], after["content"]) == ("before", "after")
    assert "partsTotal" not in message
    assert call["content"]["toolName"] == "TodoWrite"
    assert "item 1" in call["content"]["args"]
    assert call["truncated"] is True
    assert odd["content"].startswith('{"0":0')
    whole = (await client.get(f"/api/messages/{message['id']}")).json()
    assert whole["parts"][1]["content"]["args"] == WIDE_ARGS


@pytest.mark.parametrize(("query", "status"), [("?offset=-1", 400), ("?offset=9", 200)])
async def test_a_place_behind_the_last_part_is_empty_and_nonsense_is_refused(
    query: str, status: int, client: httpx.AsyncClient, house: House
):
    house.recording.push(reply(None, "a1", parts=WIDE[:1]))

    answer = await client.get(f"/api/messages/m1/parts{query}")

    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"parts": [], "offset": 9, "total": 1}
