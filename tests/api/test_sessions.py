"""GET /api/sessions and what lies below it."""

import httpx
import pytest

from opensync_app.core.session import Part
from tests.api.house import House
from tests.factories import NOW, OWNER, patch, prompt, reply, tool_call, usage


def fill(house: House, count: int) -> None:
    """Sessions ses-0 (oldest) to ses-n, one prompt each."""
    for number in range(count):
        house.recording.clock.forward(1000)
        name = f"ses-{number}"
        house.recording.push(
            patch(
                name, title=f"Title {number}", source="claude-code" if number % 2 else "opencode"
            ),
            prompt(f"text {number}", session=name),
        )


async def test_the_newest_activity_comes_first(client: httpx.AsyncClient, house: House):
    fill(house, 3)

    answer = (await client.get("/api/sessions")).json()

    assert [s["externalId"] for s in answer["sessions"]] == ["ses-2", "ses-1", "ses-0"]
    assert (answer["nextCursor"], answer["total"]) == (None, 3)


async def test_absent_values_are_left_out_and_an_unknown_cost_is_null(
    client: httpx.AsyncClient, house: House
):
    house.recording.push(reply("x"))

    (session,) = (await client.get("/api/sessions")).json()["sessions"]

    assert "title" not in session
    assert "model" not in session
    assert "archivedFiles" not in session
    assert (session["cost"], session["costMicroUsd"]) == (None, None)
    assert session["isStub"] is True
    assert session["totalTokens"] == 0
    assert set(session["tokens"]) == {
        "input",
        "output",
        "cacheWrite5m",
        "cacheWrite1h",
        "cacheRead",
        "reasoning",
    }


async def test_pages_follow_each_other_without_gap_or_repeat(
    client: httpx.AsyncClient, house: House
):
    fill(house, 7)

    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = (await client.get("/api/sessions", params={"limit": 3, "cursor": cursor})).json()
        seen += [s["externalId"] for s in page["sessions"]]
        cursor = page["nextCursor"]

    assert seen == [f"ses-{n}" for n in reversed(range(7))]


async def test_a_limit_of_zero_gives_none_and_a_large_one_is_lowered(
    client: httpx.AsyncClient, house: House
):
    fill(house, 2)

    none = (await client.get("/api/sessions?limit=0")).json()
    many = await client.get("/api/sessions?limit=100000")

    assert (none["sessions"], none["total"]) == ([], 2)
    assert many.status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("source=claude-code", {"ses-1", "ses-3"}),
        ("source=claude-code,opencode", {"ses-0", "ses-1", "ses-2", "ses-3"}),
        ("source=nobody", set[str]()),
        ("q=title+2", {"ses-2"}),
        ("q=%25", set[str]()),
        ("sort=title&order=asc&limit=1", {"ses-0"}),
        ("sort=createdAt&order=desc&limit=1", {"ses-3"}),
        ("project=elsewhere", set[str]()),
    ],
)
async def test_filters_and_sorts_narrow_the_list(
    client: httpx.AsyncClient, house: House, query: str, found: set[str]
):
    fill(house, 4)

    answer = (await client.get(f"/api/sessions?{query}")).json()

    assert {s["externalId"] for s in answer["sessions"]} == found


@pytest.mark.parametrize(
    "path", ["/api/sessions/get?id=s1", "/api/sessions/get?id=ses-0", "/api/sessions/s1"]
)
async def test_a_session_opens_by_either_of_its_ids(
    client: httpx.AsyncClient, house: House, path: str
):
    fill(house, 1)

    answer = (await client.get(path)).json()

    assert answer["session"]["id"] == "s1"
    assert answer["session"]["archivedFiles"] == []
    assert [m["textContent"] for m in answer["messages"]] == ["text 0"]
    assert answer["nextCursor"] is None


async def test_a_session_whose_tool_calls_it_s1_is_found_behind_ours(
    client: httpx.AsyncClient, house: House
):
    fill(house, 1)
    house.recording.push(patch("s77", title="Theirs"))

    assert (await client.get("/api/sessions/s77")).json()["session"]["title"] == "Theirs"


@pytest.mark.parametrize("name", ["s0", "s2", "s99999999999999999999999", "nothing", "s1x", "%00"])
async def test_what_does_not_exist_is_not_found(client: httpx.AsyncClient, house: House, name: str):
    fill(house, 1)

    for path in (f"/api/sessions/{name}", f"/api/sessions/{name}/messages"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "Session not found")


async def test_somebody_elses_session_does_not_exist(client: httpx.AsyncClient, house: House):
    fill(house, 1)
    database = house.recording.store.database
    database.write(
        lambda c: c.execute(
            "INSERT INTO users (id, name, role, created_at) VALUES (2, 'eve', 'member', 0)"
        )
    )
    key = house.authorising.issue_key("eve", user_id=2).key
    headers = {"authorization": f"Bearer {key}"}

    for path in ("/api/sessions/s1", "/api/sessions/ses-0", "/api/messages/m1"):
        assert (await client.get(path, headers=headers)).status_code == 404
    assert (await client.get("/api/sessions", headers=headers)).json()["total"] == 0
    assert (await client.get("/sync/sessions/list", headers=headers)).json() == {"sessionIds": []}
    assert OWNER == 1


async def test_a_message_tells_what_it_is(client: httpx.AsyncClient, house: House):
    house.recording.push(
        patch(source="claude-code"),
        reply(
            "done",
            parts=(tool_call(), Part("tool-result", "a.py", "toolu_1", "Bash", is_error=True)),
            model="claude-sonnet-4",
            usage=usage(input=5, cache_read=7, output=3),
            duration_ms=90,
        ),
    )

    (message,) = (await client.get("/api/sessions/ses/messages")).json()["messages"]

    assert message == {
        "id": "m1",
        "externalId": "a1",
        "role": "assistant",
        "kind": "reply",
        "createdAt": NOW,
        "isSidechain": False,
        "textContent": "done",
        "model": "claude-sonnet-4",
        "promptTokens": 12,
        "completionTokens": 3,
        "durationMs": 90,
        "parts": [
            {
                "type": "tool-call",
                "content": {"toolName": "Bash", "args": {"command": "ls"}},
                "callId": "toolu_1",
            },
            {
                "type": "tool-result",
                "content": "a.py",
                "callId": "toolu_1",
                "toolName": "Bash",
                "isError": True,
            },
        ],
    }


async def test_long_texts_are_cut_for_the_reader_and_whole_alone(
    client: httpx.AsyncClient, house: House
):
    long = "word " * 10_000
    call = Part("tool-call", {"toolName": "Write", "args": {"content": long, "path": "a"}})
    picture = Part("image", {"mediaType": "image/png", "data": "A" * 30_000})
    house.recording.push(reply(long, parts=(Part("text", long), call, picture)))

    (cut,) = (await client.get("/api/sessions/ses/messages")).json()["messages"]
    whole = (await client.get("/api/messages/m1")).json()

    assert (len(cut["textContent"]), cut["truncated"], cut["length"]) == (20_000, True, 50_000)
    assert [(p.get("truncated"), p.get("length")) for p in cut["parts"]] == [
        (True, 50_000),
        (True, 50_000),
        (None, None),
    ]
    assert len(cut["parts"][1]["content"]["args"]["content"]) == 20_000
    assert cut["parts"][2]["content"]["data"] == "A" * 30_000
    assert whole["textContent"] == whole["parts"][0]["content"] == long
    assert "truncated" not in whole


async def test_messages_come_page_by_page_in_order(client: httpx.AsyncClient, house: House):
    for number in range(5):
        house.recording.clock.forward(10)
        house.recording.push(reply(f"{number}", f"a{number}"))

    first = (await client.get("/api/sessions/ses/messages?limit=3")).json()
    cursor = first["nextCursor"]
    second = (await client.get(f"/api/sessions/ses/messages?limit=3&cursor={cursor}")).json()

    assert [m["textContent"] for m in first["messages"] + second["messages"]] == list("01234")
    assert (first["total"], second["nextCursor"]) == (5, None)


async def test_a_foreign_message_id_is_not_found(client: httpx.AsyncClient):
    for name in ("m1", "s1", "x", "m0", "m-1"):
        answer = await client.get(f"/api/messages/{name}")
        assert (answer.status_code, answer.json()["error"]) == (404, "Message not found")
