"""GET /api/analytics/…"""

from typing import Any

import httpx
import pytest

from tests.api.house import House
from tests.factories import NOW, patch, prompt, reply, tool_call, usage

DAY = "2026-11-18"
OPUS = "vendor/claude-opus-4-5"
ROUTES = (
    "overview",
    "by-model",
    "by-project",
    "by-provider",
    "by-source",
    "trends",
    "series",
    "tools",
    "heatmap",
    f"model/{OPUS}",
)


@pytest.fixture(autouse=True)
def _filled(house: House) -> None:
    house.recording.imported(
        patch("a", source="claude-code", project_name="shop", model=OPUS, created_at=NOW),
        prompt("go", session="a", created_at=NOW),
        reply(
            "x",
            session="a",
            model=OPUS,
            usage=usage(input=10, output=5, cache_read=20),
            parts=(tool_call(),),
            created_at=NOW,
        ),
    )
    house.recording.push(patch("b", source="cursor", model="mine", prompt_tokens=3))


async def asked(client: httpx.AsyncClient, route: str, **query: Any) -> Any:
    response = await client.get(f"/api/analytics/{route}", params=query)
    assert response.status_code == 200, response.text
    return response.json()


FIGURES = {
    "replies": 1,
    "promptTokens": 30,
    "completionTokens": 5,
    "totalTokens": 35,
    "tokens": {
        "input": 10,
        "output": 5,
        "cacheWrite5m": 0,
        "cacheWrite1h": 0,
        "cacheRead": 20,
        "reasoning": 0,
    },
    "cost": 0.000185,
    "costMicroUsd": 185,
    "unpricedReplies": 0,
}


async def test_an_overview_has_sums_ratios_and_every_day(client: httpx.AsyncClient):
    query = {"from": "2026-11-17", "to": DAY, "tz": "Europe/Berlin", "source": "claude-code"}
    overview = await asked(client, "overview", **query)

    assert {name: overview[name] for name in ("from", "to", "tz")} == {
        "from": "2026-11-17",
        "to": DAY,
        "tz": "Europe/Berlin",
    }
    assert (overview["sessions"], overview["messages"]) == (1, 2)
    assert (overview["prompts"], overview["toolCalls"]) == (1, 1)
    assert overview["figures"] == FIGURES
    assert [day["date"] for day in overview["days"]] == ["2026-11-17", DAY]
    assert overview["days"][1] == {**FIGURES, "date": DAY}
    assert overview["efficiency"] == {
        "tokensPerMessage": 18,
        "tokensPerSession": 35,
        "costPerSession": 0.000185,
        "costPer1kTokens": 0.005286,
        "promptPerCompletion": 6.0,
    }
    assert overview["unpricedModels"] == []


async def test_items_have_a_name_sessions_and_figures(client: httpx.AsyncClient):
    models = await asked(client, "by-model")
    assert models["total"] == 2
    assert models["items"][0] == {**FIGURES, "name": OPUS, "sessions": 1, "messages": 1}
    assert (models["items"][1]["name"], models["items"][1]["unpricedReplies"]) == ("mine", 1)
    for route, name in (
        ("by-project", "shop"),
        ("by-provider", "anthropic"),
        ("by-source", "claude-code"),
    ):
        assert (await asked(client, route))["items"][0]["name"] == name


@pytest.mark.parametrize(
    ("query", "replies"),
    [
        ({"source": "claude-code,cursor"}, 2),
        ({"source": ["claude-code", "cursor-sync"]}, 2),
        ({"source": "pi"}, 0),
        ({"model": OPUS}, 1),
        ({"project": "shop"}, 1),
        ({"provider": "unknown"}, 1),
        ({"provider": "anthropic,unknown", "source": ""}, 2),
    ],
)
async def test_filters_may_be_repeated_or_hold_commas(
    client: httpx.AsyncClient, query: dict[str, Any], replies: int
):
    assert (await asked(client, "overview", **query))["figures"]["replies"] == replies


async def test_trends_are_by_week_and_may_add_up(client: httpx.AsyncClient):
    query = {"from": "2026-11-12", "to": "2026-11-29", "source": "claude-code"}
    trends = await asked(client, "trends", granularity="week", cumulative="true", **query)
    assert (trends["granularity"], trends["cumulative"]) == ("week", True)
    assert [(item["from"], item["to"], item["replies"]) for item in trends["items"]] == [
        ("2026-11-12", "2026-11-14", 0),
        ("2026-11-15", "2026-11-21", 1),
        ("2026-11-22", "2026-11-28", 1),
        ("2026-11-29", "2026-11-29", 1),
    ]


@pytest.mark.parametrize("name", [OPUS, OPUS.replace("/", "%2F")])
async def test_a_model_may_have_slashes_in_its_name(client: httpx.AsyncClient, name: str):
    model = await asked(client, f"model/{name}")
    assert (model["name"], model["provider"]) == (OPUS, "anthropic")
    assert model["figures"] == FIGURES
    assert [item["name"] for item in model["projects"]] == ["shop"]
    assert [item["name"] for item in model["sources"]] == ["claude-code"]
    assert (await client.get("/api/analytics/model/none")).status_code == 404


async def test_tools_and_heatmap(client: httpx.AsyncClient):
    tools = await asked(client, "tools")
    assert tools == {"items": [{"name": "Bash", "calls": 1, "failures": 0}]}
    cells = (await asked(client, "heatmap", tz="Asia/Tokyo"))["cells"]
    assert [len(hours) for hours in cells] == [24] * 7
    assert cells[2][20] == sum(map(sum, cells)) == 2


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"from": "yesterday"}, "$.from"),
        ({"from": "20261118"}, "$.from"),
        ({"to": "2026-02-30"}, "$.to"),
        ({"tz": "Mars/Olympus"}, "$.tz"),
        ({"from": "1969-12-31"}, "$.from"),
        ({"from": "2010-01-01"}, "$.from"),
        ({"from": "2026-11-19", "to": "2026-11-18"}, "$.from"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_place(
    client: httpx.AsyncClient, route: str, query: dict[str, str], path: str
):
    response = await client.get(f"/api/analytics/{route}", params=query)
    assert (response.status_code, response.json()["path"]) == (400, path)


async def test_an_unknown_granularity_is_refused(client: httpx.AsyncClient):
    response = await client.get("/api/analytics/trends", params={"granularity": "year"})
    assert (response.status_code, response.json()["path"]) == (400, "$.granularity")


@pytest.mark.parametrize("route", ROUTES)
async def test_a_key_is_needed(stranger: httpx.AsyncClient, route: str):
    assert (await stranger.get(f"/api/analytics/{route}")).status_code == 401


async def test_stats_say_the_same(client: httpx.AsyncClient):
    stats = (await client.get("/api/stats")).json()
    items = (await asked(client, "by-model"))["items"]
    assert stats["totalCost"] == sum(item["cost"] for item in items)
    assert stats["modelUsage"] == {
        item["name"]: {
            "tokens": item["totalTokens"],
            "cost": item["cost"],
            "sessions": item["sessions"],
        }
        for item in items
    }


async def test_a_session_tells_its_cost_and_what_its_tool_counts(
    client: httpx.AsyncClient, house: House
):
    house.recording.imported(patch("a", cost_micro_usd=2_000_000))
    told = {s["externalId"]: s for s in (await client.get("/api/sessions")).json()["sessions"]}
    assert (told["a"]["cost"], told["a"]["costMicroUsd"]) == (0.000185, 185)
    assert told["a"]["reportedCost"] == 2.0
    assert (told["b"]["cost"], told["b"]["costMicroUsd"]) == (None, None)
    assert "reportedCost" not in told["b"]


async def test_series_tell_the_stretches_and_what_each_used(client: httpx.AsyncClient):
    found = await asked(client, "series", **{"from": DAY, "to": DAY, "split": "project"})
    assert found["periods"] == [{"from": DAY, "to": DAY}]
    assert found["series"][0] == {"name": "shop", "values": [35], "total": 35}
    assert (found["rest"], found["others"]) == (None, 0)
    cost = await asked(client, "series", **{"from": DAY, "to": DAY, "measure": "cost"})
    whole = await asked(client, "overview", **{"from": DAY, "to": DAY})
    assert sum(one["total"] for one in cost["series"]) == pytest.approx(whole["figures"]["cost"])


async def test_a_split_or_a_number_of_series_that_is_none_is_refused(client: httpx.AsyncClient):
    for query in ({"split": "colour"}, {"top": "0"}, {"top": "many"}, {"measure": "hours"}):
        response = await client.get("/api/analytics/series", params=query)
        assert response.status_code == 400, query
