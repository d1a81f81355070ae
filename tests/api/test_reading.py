"""Reading one session from end to end: pages by number, outline, finding, pictures."""

import base64

import httpx
import msgspec
import pytest

from opensync_app.core.session import Part
from tests.api.house import House
from tests.factories import prompt, reply, usage

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(6000)).decode()


def talk(house: House, count: int) -> None:
    """A prompt, then replies, in one session."""
    house.recording.push(prompt("first words\nand more", "p1"))
    for number in range(1, count):
        house.recording.clock.forward(10)
        house.recording.push(reply(f"answer {number}", f"a{number}"))


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(0, ["first words\nand more", "answer 1"]), (3, ["answer 3", "answer 4"]), (9, [])],
)
async def test_a_page_begins_after_so_many_messages(
    offset: int, expected: list[str], client: httpx.AsyncClient, house: House
):
    talk(house, 5)

    page = (await client.get(f"/api/sessions/ses/messages?limit=2&offset={offset}")).json()

    assert [message["textContent"] for message in page["messages"]] == expected
    assert page["total"] == 5
    assert page.get("offset", 0) == (offset if expected else 0)


async def test_every_page_says_where_it_begins(client: httpx.AsyncClient, house: House):
    talk(house, 7)
    messages = (await client.get("/api/sessions/ses/messages")).json()["messages"]

    around = await client.get(f"/api/sessions/ses/messages?limit=1&around={messages[4]['id']}")
    last = await client.get("/api/sessions/ses/messages?limit=3&from=end")

    assert (around.json()["offset"], last.json()["offset"]) == (4, 4)
    assert [m["id"] for m in around.json()["messages"]] == [messages[4]["id"]]


@pytest.mark.parametrize("query", ["offset=-1", "offset=x", "offset=1&from=end"])
async def test_a_senseless_place_is_refused(query: str, client: httpx.AsyncClient, house: House):
    talk(house, 1)

    assert (await client.get(f"/api/sessions/ses/messages?{query}")).status_code == 400


async def test_a_large_page_is_cut_at_the_tools_first_and_its_pictures_are_linked(
    client: httpx.AsyncClient, house: House
):
    said = Part("text", "word " * 1000)
    output = Part("tool-result", "line\n" * 4000, call_id="c1")
    picture = Part("image", {"mediaType": "image/png", "data": PIXEL})
    for number in range(30):
        house.recording.push(reply(None, f"a{number}", parts=(said, output, picture)))

    answer = await client.get("/api/sessions/ses/messages?limit=100")
    (text, result, image) = answer.json()["messages"][0]["parts"]

    assert len(answer.content) < 300_000
    assert "truncated" not in text
    assert (result["truncated"], result["length"]) == (True, 20_000)
    assert len(result["content"]) < 4000
    shown = await client.get(image["content"]["url"])
    assert shown.content == base64.b64decode(PIXEL)
    assert shown.headers["content-type"] == "image/png"
    assert "sandbox" in shown.headers["content-security-policy"]


@pytest.mark.parametrize("query", ["", "&offset=3", "&from=end", "&around=m20"])
async def test_a_page_that_no_cutting_makes_small_has_fewer_messages_and_goes_on(
    query: str, client: httpx.AsyncClient, house: House
):
    parts = tuple(Part("tool-result", f"{n} done", call_id=f"c{n}") for n in range(900))
    for number in range(30):
        house.recording.clock.forward(10)
        house.recording.push(reply(None, f"a{number}", parts=parts))

    answer = await client.get(f"/api/sessions/ses/messages?limit=20{query}")
    page = answer.json()
    seen = [message["id"] for message in page["messages"]]

    assert len(answer.content) < 300_000
    assert 1 <= len(seen) < 20
    if query.startswith("&around"):
        assert "m20" in seen
    while page["nextCursor"]:
        cursor = page["nextCursor"]
        page = (
            await client.get("/api/sessions/ses/messages", params={"limit": "20", "cursor": cursor})
        ).json()
        seen += [message["id"] for message in page["messages"]]
    assert seen == [f"m{n}" for n in range(int(seen[0][1:]), 31)]


async def test_a_session_alone_brings_no_messages(client: httpx.AsyncClient, house: House):
    talk(house, 3)

    opened = (await client.get("/api/sessions/ses?limit=0")).json()

    assert (opened["session"]["externalId"], opened["messages"]) == ("ses", [])


@pytest.mark.parametrize(
    "part",
    [
        Part("image", {"mediaType": "image/svg+xml", "data": PIXEL}),
        Part("image", {"mediaType": "text/html", "data": PIXEL}),
        Part("image", {"mediaType": "image/png", "data": "no base64 !"}),
        Part("image", {"mediaType": "image/png"}),
        Part("text", "words"),
    ],
)
async def test_only_pictures_are_shown_as_pictures(
    part: Part, client: httpx.AsyncClient, house: House
):
    house.recording.push(reply(None, parts=(part,)))

    for number in (0, 1, 99):
        assert (await client.get(f"/api/messages/m1/parts/{number}")).status_code == 404


async def test_the_outline_names_the_prompts_and_the_size_of_the_context(
    client: httpx.AsyncClient, house: House
):
    talk(house, 3)
    house.recording.push(
        reply("big", "a8", usage=usage(input=10, cache_read=500)),
        reply("small", "a9", usage=usage(input=7)),
        prompt("\n  second  \nx", "p2"),
    )

    outline = (await client.get("/api/sessions/ses/outline")).json()

    assert [(h["number"], h["kind"], h["words"]) for h in outline["headings"]] == [
        (0, "prompt", "first words"),
        (5, "prompt", "second"),
    ]
    assert (outline["total"], outline["steps"], outline["isWhole"]) == (6, 4, True)
    assert (outline["contextTokens"], outline["mostContextTokens"]) == (7, 510)


async def test_words_are_found_in_what_is_said_and_in_what_tools_got_and_gave(
    client: httpx.AsyncClient, house: House
):
    call = Part("tool-call", {"toolName": "Bash", "args": {"command": ["ls", "a[Lamp]"]}})
    result = Part("tool-result", "LAMP lamp", call_id="c1")
    picture = Part("image", {"mediaType": "image/png", "data": "lamp"})
    house.recording.push(
        prompt("a lamp", "p1"),
        reply("dark", "a1"),
        reply(None, "a2", parts=(call, result, picture)),
    )

    found = (await client.get("/api/sessions/ses/find", params={"q": "laMp"})).json()
    brackets = (await client.get("/api/sessions/ses/find", params={"q": "[lamp]"})).json()

    assert [(m["number"], m["count"]) for m in found["messages"]] == [(0, 1), (2, 3)]
    assert (found["count"], found["isWhole"]) == (4, True)
    assert [m["count"] for m in brackets["messages"]] == [1]


@pytest.mark.parametrize("words", ["", "x" * 501])
async def test_nothing_and_too_much_cannot_be_found(
    words: str, client: httpx.AsyncClient, house: House
):
    talk(house, 1)

    answer = await client.get("/api/sessions/ses/find", params={"q": words})

    assert (answer.status_code, answer.json()["path"]) == (400, "$.q")


@pytest.mark.parametrize("path", ["outline", "find?q=x", "messages?offset=0"])
async def test_an_unknown_session_is_not_found(path: str, client: httpx.AsyncClient):
    answer = await client.get(f"/api/sessions/nobody/{path}")

    assert answer.status_code == 404
    assert msgspec.json.decode(answer.content)["error"] == "Session not found"
