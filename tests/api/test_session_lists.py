"""Lists of sessions: filters, facets, what is hidden, neighbours."""

from typing import Any

import httpx
import pytest

from tests.api.house import House
from tests.api.shelf import DAY, EVERYTHING, fill, ids, titles, told
from tests.factories import NOW


@pytest.fixture
def shelf(house: House) -> House:
    return fill(house)


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({}, ["Three Ärger", "Two, three", "One two"]),
        ({"source": "codex,claude-code"}, ["Three Ärger", "Two, three", "One two"]),
        ({"source": "codex"}, ["Two, three"]),
        ({"project": "shop"}, ["One two"]),
        ({"project": "shop,-"}, ["Three Ärger", "One two"]),
        ({"project": "-"}, ["Three Ärger"]),
        ({"project": "a,b"}, []),
        ({"project": ["a,b", ""]}, ["Two, three"]),
        ({"project": ["a,b", "shop"]}, ["Two, three", "One two"]),
        ({"model": "gpt-5"}, ["Two, three"]),
        ({"provider": "openai"}, ["Two, three"]),
        ({"provider": "anthropic,openai"}, ["Three Ärger", "Two, three", "One two"]),
        ({"provider": "nobody"}, []),
        ({"branch": "main,x"}, ["Three Ärger", "Two, three"]),
        ({"branch": "-"}, ["One two"]),
        ({"q": "TWO three"}, ["Two, three"]),
        ({"q": "ärger"}, ["Three Ärger"]),
        ({"q": "%"}, []),
        ({"q": "' OR 1=1 --"}, []),
        ({"since": NOW + 2 * DAY}, ["Three Ärger", "Two, three"]),
        ({"until": NOW + 2 * DAY}, ["One two"]),
        ({"since": NOW + 2 * DAY, "dateField": "createdAt"}, ["Three Ärger", "Two, three"]),
        ({"minCost": 0.01}, ["Three Ärger"]),
        ({"maxCost": 0.006}, ["Two, three", "One two"]),
        ({"starred": "true"}, []),
        ({"evalReady": "true"}, []),
        ({"tag": "no"}, []),
        ({"parent": "One two"}, ["agent"]),
        ({"parent": "nobody"}, []),
        ({"includeAutomated": "true"}, ["script", "agent", "Three Ärger", "Two, three", "One two"]),
        ({"includeEmpty": "true"}, ["Three Ärger", "Two, three", "One two", ""]),
        ({"sort": "title", "order": "asc"}, ["One two", "Three Ärger", "Two, three"]),
        ({"sort": "project", "order": "asc"}, ["Three Ärger", "Two, three", "One two"]),
        ({"sort": "source"}, ["Two, three", "Three Ärger", "One two"]),
        ({"sort": "model"}, ["Two, three", "Three Ärger", "One two"]),
        ({"sort": "cost", "order": "asc", "limit": 1}, ["Two, three"]),
    ],
)
@pytest.mark.usefixtures("shelf")
async def test_every_filter_and_sort(
    client: httpx.AsyncClient, params: dict[str, Any], wanted: list[str]
):
    assert await titles(client, **params) == wanted


@pytest.mark.usefixtures("shelf")
async def test_the_parent_may_be_named_by_its_wire_id(client: httpx.AsyncClient):
    (parent,) = await ids(client, project="shop")
    assert await titles(client, parent=parent) == ["agent"]
    listed = (await client.get("/api/sessions", params={"project": "shop"})).json()["sessions"]
    assert listed[0]["subagentCount"] == 1
    assert listed[0]["tokensWithChildren"]["input"] == 1000 + 4000


@pytest.mark.usefixtures("shelf")
async def test_what_is_hidden_is_said(client: httpx.AsyncClient):
    async def hidden(**params: Any) -> tuple[int, dict[str, int]]:
        answer = (await client.get("/api/sessions", params=params)).json()
        return answer["total"], answer["hidden"]

    assert await hidden() == (3, {"empty": 1, "automated": 2})
    assert await hidden(includeAutomated="true") == (5, {"empty": 1, "automated": 0})
    assert await hidden(includeEmpty="true") == (4, {"empty": 0, "automated": 2})
    assert await hidden(source="codex-cli") == (1, {"empty": 0, "automated": 1})
    assert await hidden(**EVERYTHING) == (6, {"empty": 0, "automated": 0})


@pytest.mark.usefixtures("shelf")
async def test_pages_meet_without_gap_or_repeat(client: httpx.AsyncClient):
    for sort in ("updatedAt", "title", "source", "project", "model", "cost", "durationMs"):
        for order in ("asc", "desc"):
            params = {**EVERYTHING, "sort": sort, "order": order, "limit": 2}
            seen: list[str] = []
            cursor: str | None = ""
            while cursor is not None:
                answer = await client.get("/api/sessions", params={**params, "cursor": cursor})
                seen += [s["id"] for s in answer.json()["sessions"]]
                cursor = answer.json()["nextCursor"]
            assert len(seen) == len(set(seen)) == 6
            whole = await ids(client, **{**params, "limit": 100})
            assert seen == whole


async def test_what_stands_on_the_wire(shelf: House, client: httpx.AsyncClient):
    session = (await client.get("/api/sessions", params={"project": "shop"})).json()["sessions"][0]
    assert (session["starred"], session["isAutomated"], session["subagentCount"]) == (
        False,
        False,
        1,
    )
    assert "resume" not in session  # its id is no word of a shell
    shelf.recording.imported(*told("0197-a", 9, source="codex-cli", project_path="/x/y"))
    (newest,) = (await client.get("/api/sessions", params={"limit": 1})).json()["sessions"]
    assert newest["resume"] == {"command": "codex resume 0197-a", "cwd": "/x/y"}


@pytest.mark.usefixtures("shelf")
async def test_each_facet_is_counted_under_all_other_filters(client: httpx.AsyncClient):
    async def facets(**params: Any) -> dict[str, dict[str, int]]:
        answer = await client.get("/api/sessions/facets", params=params)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert told.pop("more") == {}
        return {name: {v["value"]: v["count"] for v in values} for name, values in told.items()}

    assert await facets() == {
        "source": {"claude-code": 2, "codex-cli": 1},
        "project": {"-": 1, "a,b": 1, "shop": 1},
        "model": {"claude-opus-4-5": 2, "gpt-5": 1},
        "provider": {"anthropic": 2, "openai": 1},
        "branch": {"-": 1, "main": 1, "x": 1},
        "tag": {},
    }
    by_source = await facets(source="codex-cli")
    assert by_source["source"] == {"claude-code": 2, "codex-cli": 1}
    assert by_source["model"] == {"gpt-5": 1}
    both = await facets(source="codex-cli", project="shop")
    assert (both["source"], both["project"], both["model"]) == (
        {"claude-code": 1},
        {"a,b": 1},
        {},
    )
    (shop,) = await ids(client, project="shop")
    await client.patch(f"/api/sessions/{shop}", json={"tags": ["b", "a"]})
    assert (await facets(tag="a"))["tag"] == {"a": 1, "b": 1}
    assert (await facets(tag="a"))["source"] == {"claude-code": 1}
    assert (await facets(source="codex-cli"))["tag"] == {}
    assert (await facets(since=NOW + 3 * DAY, q="three"))["branch"] == {"main": 1}


@pytest.mark.usefixtures("shelf")
async def test_facets_agree_with_the_list(client: httpx.AsyncClient):
    facets = (await client.get("/api/sessions/facets", params=EVERYTHING)).json()
    for name in ("source", "project", "model", "provider", "branch"):
        for value in facets[name]:
            params = {**EVERYTHING, name: [value["value"], ""], "limit": 0}
            answer = await client.get("/api/sessions", params=params)
            assert answer.json()["total"] == value["count"], (name, value)


async def test_many_values_of_a_facet_are_cut(house: House, client: httpx.AsyncClient):
    for number in range(203):
        house.recording.imported(*told(f"s{number}x", 1, project_name=f"p{number:03d}"))
    facets = (await client.get("/api/sessions/facets")).json()
    assert (len(facets["project"]), facets["more"]) == (200, {"project": 3})


@pytest.mark.usefixtures("shelf")
async def test_neighbours_follow_the_list(client: httpx.AsyncClient):
    for params in ({}, {"sort": "title", "order": "asc"}, EVERYTHING, {"sort": "cost"}):
        listed = await ids(client, **params)
        for place, name in enumerate(listed):
            answer = await client.get(f"/api/sessions/{name}/neighbours", params=params)
            found: dict[str, dict[str, str] | None] = answer.json()
            before = listed[place - 1] if place else None
            after = listed[place + 1] if place + 1 < len(listed) else None
            assert (found["previous"] or {}).get("id") == before
            assert (found["next"] or {}).get("id") == after


@pytest.mark.usefixtures("shelf")
async def test_a_session_outside_the_list_has_neighbours_too(client: httpx.AsyncClient):
    answer = await client.get("/api/sessions/script/neighbours")
    assert (answer.json()["previous"], answer.json()["next"]["title"]) == (None, "Three Ärger")
    assert (await client.get("/api/sessions/s999/neighbours")).status_code == 404


@pytest.mark.parametrize(
    "params",
    [
        {"minCost": "nan"},
        {"minCost": "inf"},
        {"maxCost": "-1"},
        {"since": "yesterday"},
        {"until": str(10**16)},
        {"dateField": "endedAt"},
        {"sort": "user_id"},
        {"order": "random()"},
        {"starred": "perhaps"},
        {"limit": "-1"},
        {"cursor": "WzEsMl0x"},
        {"q": "x" * 1001},
        {"project": "p" * 1001},
        {"source": ",".join(f"s{n}" for n in range(201))},
    ],
)
@pytest.mark.usefixtures("shelf")
async def test_a_query_that_cannot_be_read_is_refused(
    client: httpx.AsyncClient, params: dict[str, str]
):
    for path in ("/api/sessions", "/api/sessions/facets", "/api/sessions.csv"):
        if path != "/api/sessions" and set(params) & {"sort", "order", "limit", "cursor"}:
            continue
        answer = await client.get(path, params=params)
        assert answer.status_code == 400, (path, answer.text)
        assert answer.json()["code"] == "invalid_request"


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", '"', "\0", "💥", "a" * 1000, "x " * 400])
@pytest.mark.usefixtures("shelf")
async def test_any_words_are_a_title_filter(client: httpx.AsyncClient, q: str):
    assert (await client.get("/api/sessions", params={"q": q})).status_code == 200


async def test_long_texts_are_cut_in_a_list_and_whole_elsewhere(
    shelf: House, client: httpx.AsyncClient
):
    (shop,) = await ids(client, project="shop")
    given = {"title": "t" * 500, "note": "n" * 90_000, "expectedOutput": "o" * 900_000}
    await client.patch(f"/api/sessions/{shop}", json=given)
    answer = await client.get("/api/sessions", params={"project": "shop"})
    (listed,) = answer.json()["sessions"]
    assert len(answer.content) < 3000
    assert listed["note"] == "n" * 200 + "…"
    whole = (await client.get(f"/api/sessions/{shop}")).json()["session"]
    assert given.items() <= whole.items()
    assert shelf.recording.session("One two").note == given["note"]
