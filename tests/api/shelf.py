"""A shelf of sessions that differ in all that lists can be filtered by."""

from typing import Any

import httpx

from opensync_app.core.session import Message, SessionPatch
from tests.api.house import House
from tests.factories import NOW, patch, prompt, reply, usage

DAY = 86_400_000


def told(name: str, day: int, **fields: Any) -> list[SessionPatch | Message]:
    """A session with a prompt and a reply that cost something."""
    at = NOW + day * DAY
    model = fields.pop("model", "claude-opus-4-5")
    tokens = usage(input=1000 * day, output=10)
    return [
        patch(name, title=name, created_at=at, active_at=at, model=model, **fields),
        prompt(f"do {name}", f"u-{name}", name, created_at=at, position=1),
        reply("done", f"a-{name}", name, created_at=at, position=2, usage=tokens, model=model),
    ]


def fill(house: House) -> House:
    record = house.recording
    record.imported(*told("One two", 1, source="claude-code", project_name="shop"))
    record.imported(
        *told(
            "Two, three", 2, source="codex-cli", project_name="a,b", model="gpt-5", git_branch="x"
        )
    )
    record.imported(*told("Three Ärger", 3, source="claude-code", git_branch="main"))
    record.imported(
        *told("agent", 4, source="claude-code", parent_external_id="One two"),
        *told("script", 5, source="codex-cli", start_type="exec"),
        patch("nothing", source="claude-code", created_at=NOW, active_at=NOW),
    )
    return house


async def titles(client: httpx.AsyncClient, **params: Any) -> list[str]:
    answer = await client.get("/api/sessions", params=params)
    assert answer.status_code == 200, answer.text
    return [s.get("title", "") for s in answer.json()["sessions"]]


async def ids(client: httpx.AsyncClient, **params: Any) -> list[str]:
    answer = await client.get("/api/sessions", params=params)
    return [s["id"] for s in answer.json()["sessions"]]


EVERYTHING = {"includeAutomated": "true", "includeEmpty": "true"}


async def bulk(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post("/api/sessions/bulk", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()
