"""POST /sync/batch: items stand or fall by themselves."""

import httpx
import pytest

from tests.api.house import House


async def test_a_batch_counts_what_it_wrote(client: httpx.AsyncClient):
    batch = {
        "sessions": [{"externalId": "a", "title": "A"}, {"externalId": "b"}],
        "messages": [
            {"sessionExternalId": "a", "externalId": "1", "role": "user", "textContent": "x"}
        ],
    }

    first = (await client.post("/sync/batch", json=batch)).json()
    batch["sessions"][0]["title"] = "A2"
    second = (await client.post("/sync/batch", json=batch)).json()

    assert (first["ok"], first["sessions"], first["messages"], first["errors"]) == (True, 2, 1, [])
    assert first["details"]["sessions"]["inserted"] == 2
    assert first["details"]["messages"]["results"] == [{"externalId": "1", "id": "m1"}]
    assert second["details"]["sessions"]["updated"] == 1
    assert second["messages"] == 0


@pytest.mark.parametrize("body", [{}, {"sessions": None, "messages": []}])
async def test_an_empty_batch_is_no_mistake(client: httpx.AsyncClient, body: dict[str, object]):
    answer = await client.post("/sync/batch", json=body)

    assert answer.status_code == 200
    assert (answer.json()["sessions"], answer.json()["messages"]) == (0, 0)


async def test_one_bad_item_does_not_take_its_neighbours_along(
    client: httpx.AsyncClient, house: House
):
    batch: dict[str, list[object]] = {
        "sessions": [{"title": "nameless"}, {"externalId": "good", "createdAt": 1}, 7],
        "messages": [
            {"sessionExternalId": "good", "externalId": "1", "role": "poet"},
            {"sessionExternalId": "good", "externalId": "2", "role": "tool", "parts": [{}]},
            {"sessionExternalId": "good", "externalId": "3", "role": "tool", "new": True},
        ],
    }

    answer = (await client.post("/sync/batch", json=batch)).json()

    assert (answer["ok"], answer["sessions"], answer["messages"]) == (True, 1, 1)
    assert {item["path"] for item in answer["details"]["rejected"]} == {
        "$.sessions[0].externalId",
        "$.sessions[2]",
        "$.messages[0].role",
        "$.messages[1].parts[0]",
    }
    assert len(answer["errors"]) == 4
    assert [m.external_id for m in house.recording.messages("good")] == ["3"]


async def test_a_batch_whose_half_is_no_list_is_refused(client: httpx.AsyncClient, house: House):
    answer = await client.post("/sync/batch", json={"sessions": {"externalId": "a"}})

    assert answer.status_code == 400
    assert answer.json()["path"] == "$.sessions"
    assert house.recording.store.journal.last() == 0
