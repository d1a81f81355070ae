"""GET /api/stats, /api/status, /api/me and /health."""

import httpx
import pytest

from opensync_app.core.changes import SemanticProgress
from tests.api.house import House
from tests.factories import patch, prompt


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


async def test_figures_have_the_hosted_keys(client: httpx.AsyncClient, house: House):
    house.recording.push(
        patch(
            model="claude-sonnet-4",
            prompt_tokens=100,
            completion_tokens=20,
            cost_micro_usd=5000,
            duration_ms=30,
        ),
        prompt("x"),
    )

    stats = (await client.get("/api/stats")).json()

    assert stats["sessionCount"] == 1
    assert stats["messageCount"] == 1
    assert stats["totalTokens"] == 120
    assert stats["totalCost"] == pytest.approx(0.005)
    assert stats["totalDurationMs"] == 30
    assert stats["modelUsage"]["claude-sonnet-4"]["tokens"] == 120
    assert stats["modelUsage"]["claude-sonnet-4"]["sessions"] == 1


async def test_status_tells_what_there_is_and_how_the_work_stands(
    client: httpx.AsyncClient, house: House
):
    fill(house, 3)

    before = (await client.get("/api/status")).json()
    house.make_searchable()
    after = (await client.get("/api/status")).json()

    assert (before["sessions"], before["messages"]) == (3, 3)
    assert before["sources"][0] == {"name": "opencode", "sessions": 2, "messages": 2}
    assert before["lastSyncedAt"] == house.recording.clock.now
    assert before["index"]["lag"] > 0
    assert after["index"] == {"state": "ready", "lag": 0, "built": None}
    assert after["import"]["state"] == "idle"
    assert "etaMs" in after["import"]


async def test_status_tells_how_far_search_by_meaning_is(client: httpx.AsyncClient, house: House):
    house.embedding = SemanticProgress("building", 3, 10, "MiniLM", "The endpoint sleeps.")
    assert (await client.get("/api/status")).json()["semantic"] == {
        "state": "building",
        "covered": 3,
        "total": 10,
        "model": "MiniLM",
        "problem": "The endpoint sleeps.",
    }


async def test_me_tells_who_asks_and_which_server_answers(client: httpx.AsyncClient, house: House):
    me = (await client.get("/api/me")).json()
    house.config.loopback = False
    open_me = (await client.get("/api/me")).json()

    assert me["user"]["role"] == "owner"
    assert me["version"] == "1.2.3"
    assert me["serverUrl"] == "http://127.0.0.1:6736"
    assert me["dataDir"] == str(house.config.data_dir)
    assert open_me["dataDir"] is None


async def test_health_is_open_and_tells_version_time_and_lag(
    stranger: httpx.AsyncClient, house: House
):
    fill(house, 1)

    health = (await stranger.get("/health")).json()

    assert health["status"] == "ok"
    assert health["version"] == "1.2.3"
    assert health["timestamp"] == house.recording.clock.now
    assert health["indexLag"] > 0
