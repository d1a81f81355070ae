"""PATCH /api/sessions/:id: a person's title, tags and judgements stand above what tools say."""

from typing import Any

import httpx
import pytest

from opensync_app.core.session import CUSTOM_TITLE
from tests.api.house import BASE, House
from tests.factories import NOW, patch, prompt

SAME = {"origin": BASE, "sec-fetch-site": "same-origin"}
GIVEN: dict[str, Any] = {
    "title": "The till, at last",
    "tags": ["till", "bug", "till "],
    "evalReady": True,
    "evalStatus": "golden",
    "evalNotes": "short and right",
    "expectedOutput": "It rings.",
}


@pytest.fixture
def session(house: House) -> str:
    recorded = house.recording.imported(
        patch("one", source="claude-code", title="fix the till"),
        prompt("fix the till", session="one", created_at=NOW, position=1),
    )
    return f"s{recorded.session_ids['one']}"


async def test_what_is_given_is_answered_and_listed(
    house: House, client: httpx.AsyncClient, session: str
):
    before = (await client.get(f"/api/sessions/{session}")).json()["session"]
    answer = await client.patch(f"/api/sessions/{session}", json=GIVEN)

    edited = answer.json()
    assert answer.status_code == 200
    assert edited == {
        **{name: value for name, value in before.items() if name != "archivedFiles"},
        **GIVEN,
        "tags": ["bug", "till"],
        "reviewedAt": house.recording.clock.now_ms(),
    }
    listed = (await client.get("/api/sessions", params={"q": "at last"})).json()["sessions"]
    assert [(s["title"], s["tags"]) for s in listed] == [(GIVEN["title"], ["bug", "till"])]


async def test_absent_fields_stay_and_null_clears(client: httpx.AsyncClient, session: str):
    path = f"/api/sessions/{session}"
    await client.patch(path, json=GIVEN)

    kept = (await client.patch(path, json={"evalNotes": "other words", "unknown": 1})).json()
    assert (kept["title"], kept["evalNotes"]) == (GIVEN["title"], "other words")

    bare = (await client.patch(path, json=dict.fromkeys(GIVEN))).json()
    assert bare["title"] == "fix the till"
    assert not {"tags", "evalReady", "evalStatus", "evalNotes", "expectedOutput"} & bare.keys()


async def test_no_tool_and_no_plugin_takes_a_title_away(
    house: House, client: httpx.AsyncClient, session: str
):
    await client.patch(f"/api/sessions/{session}", json={"title": "Mine"})
    house.recording.imported(patch("one", title="Renamed", title_rank=CUSTOM_TITLE))
    house.recording.push(patch("one", title="abstract-moseying-kazoo"))
    assert house.recording.session("one").title == "Mine"

    cleared = (await client.patch(f"/api/sessions/{session}", json={"title": None})).json()
    assert cleared["title"] == "Renamed"


async def test_a_new_title_is_found_and_the_old_one_no_more(
    house: House, client: httpx.AsyncClient, session: str
):
    house.make_searchable()
    await client.patch(f"/api/sessions/{session}", json={"title": "Zanzibar"})
    house.make_searchable()

    found = (await client.get("/api/search", params={"q": "zanzibar"})).json()["results"]
    assert [hit["id"] for hit in found] == [session]


async def test_an_edit_that_changes_nothing_writes_nothing(
    house: House, client: httpx.AsyncClient, session: str
):
    heard: list[object] = []
    await client.patch(f"/api/sessions/{session}", json=GIVEN)
    house.recording.feed.listen(heard.append)
    before = house.recording.store.journal.last()

    await client.patch(f"/api/sessions/{session}", json=GIVEN)
    assert (house.recording.store.journal.last(), heard) == (before, [])
    await client.patch(f"/api/sessions/{session}", json={"tags": []})
    assert house.recording.store.journal.last() == before + 1
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"", "$"),
        (b"[]", "$"),
        (b"{", "$"),
        (b'{"title": 5}', "$.title"),
        (b'{"tags": "a,b"}', "$.tags"),
        (b'{"tags": ["a", 5]}', "$.tags[1]"),
        (b'{"evalStatus": "brilliant"}', "$.evalStatus"),
        (b'{"evalReady": "perhaps"}', "$.evalReady"),
        (b'{"title": "%s"}' % (b"x" * 501), "$.title"),
        (b'{"tags": ["a", "%s"]}' % (b"x" * 101), "$.tags[1]"),
        (b'{"tags": [%s]}' % b",".join(b'"t%d"' % n for n in range(101)), "$.tags"),
        (b'{"evalNotes": "%s"}' % (b"x" * 100_001), "$.evalNotes"),
    ],
)
async def test_what_cannot_be_read_is_named_and_changes_nothing(
    house: House, client: httpx.AsyncClient, session: str, body: bytes, path: str
):
    before = house.recording.store.journal.last()
    answer = await client.patch(f"/api/sessions/{session}", content=body)

    assert (answer.status_code, answer.json()["path"]) == (400, path)
    assert answer.json()["code"] == "invalid_request"
    assert house.recording.store.journal.last() == before


async def test_nobody_elses_session_can_be_edited(client: httpx.AsyncClient):
    for name in ("s999", "one", "s0", "x" * 3000):
        answer = await client.patch(f"/api/sessions/{name}", json={"title": "mine"})
        assert (answer.status_code, answer.json()["error"]) == (404, "Session not found")


@pytest.mark.parametrize("scope", ["read", "sync"])
async def test_a_key_needs_both_scopes(house: House, session: str, scope: str):
    key = house.authorising.issue_key("half", scopes=[scope]).key
    async with house.client(with_key=False) as half:
        answer = await half.patch(
            f"/api/sessions/{session}",
            json={"title": "x"},
            headers={"authorization": f"Bearer {key}"},
        )
    assert answer.status_code == 403
    assert house.recording.session("one").title == "fix the till"


async def test_the_cookie_counts_for_our_own_page_alone(house: House, session: str):
    path = f"/api/sessions/{session}"
    async with house.client(with_key=False) as browser:
        assert (await browser.patch(path, json={"title": "x"})).status_code == 401
        await browser.get("/")
        for headers in ({}, {"origin": "http://127.0.0.1:9"}, {"sec-fetch-site": "same-site"}):
            answer = await browser.patch(path, json={"title": "x"}, headers=headers)
            assert answer.status_code == 403
        assert house.recording.session("one").title == "fix the till"
        answer = await browser.patch(path, json={"title": "mine"}, headers=SAME)
    assert (answer.status_code, answer.json()["title"]) == (200, "mine")
