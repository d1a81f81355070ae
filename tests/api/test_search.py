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


async def test_the_answer_says_how_it_was_found_and_how_the_text_was_read(
    found: httpx.AsyncClient,
):
    answer = (await found.get("/api/search?q=walrsu project:p1&type=hybrid")).json()

    assert (answer["mode"], answer["requestedMode"], answer["coverage"]) == (
        "fulltext",
        "hybrid",
        None,
    )
    assert "without a model" in answer["reason"]
    assert answer["query"] == {
        "terms": ["walrsu"],
        "filters": {"project": ["p1"]},
        "corrected": [{"typed": "walrsu", "used": "walrus"}],
        "ignored": [],
    }
    assert (answer["facets"], answer["totalIsEstimate"]) == (None, False)


async def test_where_and_why_it_matched_is_told(found: httpx.AsyncClient):
    (hit,) = (await found.get("/api/search?q=walrus&project=p1")).json()["results"]

    assert (hit["matchedIn"], hit["snippets"][0]["why"]) == (["prompt"], "words")
    assert hit["snippet"] == "where is the <b>walrus</b> 1"


async def test_messages_are_found_one_by_one(found: httpx.AsyncClient):
    page = (await found.get("/api/search?q=walrus&level=messages&limit=2")).json()
    hit = page["results"][0]

    assert (page["total"], page["nextCursor"], len(page["results"])) == (3, "2", 2)
    assert hit["messageId"] == hit["snippets"][0]["messageId"]
    assert (hit["role"], hit["kind"], hit["why"]) == ("user", "prompt", "words")
    assert hit["html"] == hit["snippets"][0]["html"]
    assert hit["id"] == hit["sessionId"] != hit["messageId"]


async def test_values_are_counted_when_asked_for(found: httpx.AsyncClient):
    facets = (await found.get("/api/search?q=walrus&facets=true&project=p1")).json()["facets"]

    assert set(facets) == {"source", "project", "model", "role", "tool"}
    assert facets["project"] == [{"value": f"p{n}", "count": 1} for n in range(3)]
    assert facets["role"] == [{"value": "user", "count": 1}]


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"project": "p1,p2"}, ["ses-1", "ses-2"]),
        ({"project": '"p1,p2"'}, []),
        ({"project": ["p1", "p2"]}, ["ses-1", "ses-2"]),
        ({"role": "assistant"}, []),
        ({"role": "user", "source": "opencode"}, ["ses-0", "ses-1", "ses-2"]),
        ({"tool": "Bash"}, []),
        ({"model": "nothing"}, []),
        ({"branch": "main"}, []),
        ({"file": "x.py"}, []),
        ({"since": 0, "until": 1}, []),
        ({"since": 1}, ["ses-0", "ses-1", "ses-2"]),
    ],
)
async def test_filters_narrow(
    found: httpx.AsyncClient, params: dict[str, str | int | list[str]], names: list[str]
):
    by_query = (await found.get("/api/search", params={"q": "walrus", **params})).json()
    by_body = (await found.post("/api/search", json={"q": "walrus", **params})).json()

    assert sorted(hit["externalId"] for hit in by_query["results"]) == names
    assert by_body == by_query


async def test_the_hosted_path_answers_too(found: httpx.AsyncClient):
    ours = (await found.post("/api/search", json={"query": "walrus"})).json()
    hosted = (await found.post("/search", json={"query": "walrus", "type": "fulltext"})).json()

    assert hosted == ours
    assert (await found.post("/search", json={})).status_code == 400


@pytest.mark.parametrize(
    "query",
    ["q=a&limit=x", "q=a&type=psychic", "q=a&level=pages", "q=a&since=soon", "q=a&cursor=x"],
)
async def test_a_wrong_parameter_is_said(found: httpx.AsyncClient, query: str):
    answer = await found.get(f"/api/search?{query}")

    assert answer.status_code == 400
    assert answer.json()["code"]
