"""GET and POST /api/search over a real index."""

import httpx
import pytest

from tests.api.house import House
from tests.factories import patch, prompt, reply


@pytest.fixture
async def found(client: httpx.AsyncClient, house: House) -> httpx.AsyncClient:
    """A client of a house in which three sessions speak of walruses."""
    for number in range(3):
        name = f"ses-{number}"
        house.recording.push(
            patch(name, title=f"About {number}", project_path=f"/home/dev/p{number}"),
            prompt(f"where is the <b>walrus</b> {number}", session=name),
            reply("elsewhere", session=name),
        )
    house.make_searchable()
    return client


async def test_a_word_finds_its_sessions_with_the_keys_of_every_hosted_search(
    found: httpx.AsyncClient,
):
    answer = (await found.get("/api/search?q=walrus")).json()

    hit = answer["results"][0]
    assert (answer["mode"], answer["total"], answer["nextCursor"]) == ("fulltext", 3, None)
    assert hit["id"] == hit["_id"] == hit["sessionId"]
    assert {"externalId", "source", "title", "projectPath", "projectName", "totalTokens"} <= set(
        hit
    )
    assert {"cost", "messageCount", "createdAt", "updatedAt", "score", "isPublic"} <= set(hit)


async def test_snippets_mark_the_word_and_escape_the_rest(found: httpx.AsyncClient):
    answer = (await found.get("/api/search?q=walrus")).json()

    (snippet,) = answer["results"][0]["snippets"]
    assert "<mark>walrus</mark>" in snippet["html"]
    assert "&lt;b&gt;" in snippet["html"]
    assert "<b>" not in snippet["html"]
    assert (snippet["role"], snippet["kind"]) == ("user", "prompt")
    assert snippet["messageId"].startswith("m")


async def test_pages_of_results_follow_each_other(found: httpx.AsyncClient):
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        params = {"q": "walrus", "limit": 2, "cursor": cursor}
        page = (await found.get("/api/search", params=params)).json()
        seen += [hit["externalId"] for hit in page["results"]]
        cursor = page["nextCursor"]

    assert sorted(seen) == ["ses-0", "ses-1", "ses-2"]


async def test_a_project_narrows_the_search(found: httpx.AsyncClient):
    answer = (await found.get("/api/search?q=walrus&project=p1")).json()

    assert [hit["externalId"] for hit in answer["results"]] == ["ses-1"]


async def test_a_body_asks_like_a_query(found: httpx.AsyncClient):
    by_query = (await found.get("/api/search?q=walrus&limit=1")).json()
    by_body = (await found.post("/api/search", json={"query": "walrus", "limit": 1})).json()

    assert by_body == by_query


@pytest.mark.parametrize("query", ["", "   "])
async def test_nothing_to_look_for_is_said_with_the_hosted_words(
    client: httpx.AsyncClient, query: str
):
    answer = await client.get("/api/search", params={"q": query})

    assert answer.status_code == 400
    assert answer.json()["error"] == "Missing query parameter 'q'"


@pytest.mark.parametrize(
    "query", ['"', "a AND", "((", "*", "\\", "user_id:2", "\0", "🙂", "' OR 1"]
)
async def test_no_query_text_is_a_mistake(found: httpx.AsyncClient, query: str):
    assert (await found.get("/api/search", params={"q": query})).status_code == 200
