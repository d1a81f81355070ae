"""POST /sync/*: the contract of the hosted API with its quirks."""

import asyncio
import json

import httpx
import pytest

from opensync_app.core.access import SCOPES
from tests.api.house import House
from tests.factories import OWNER


async def push_session(client: httpx.AsyncClient, **fields: object) -> httpx.Response:
    return await client.post("/sync/session", json={"externalId": "ses", **fields})


async def push_message(client: httpx.AsyncClient, **fields: object) -> httpx.Response:
    body = {"sessionExternalId": "ses", "externalId": "m-1", "role": "user", **fields}
    return await client.post("/sync/message", json=body)


async def test_a_session_is_stored_and_named(client: httpx.AsyncClient, house: House):
    answer = await push_session(
        client,
        source="cursor",
        title="Fix the build",
        projectPath="/home/dev/calc",
        model="claude-sonnet-4",
        promptTokens=120,
        completionTokens=30,
        cost=0.0874,
        durationMs=1500,
        createdAt=1_700_000_000_000,
    )

    session = house.recording.session()
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "sessionId": f"s{session.id}"}
    assert session.source == "cursor-sync"
    assert session.title == "Fix the build"
    assert session.project_name == "calc"
    assert session.provider == "anthropic"
    assert (session.prompt_tokens, session.completion_tokens) == (120, 30)
    assert session.cost_micro_usd == 87_400
    assert session.duration_ms == 1500
    assert session.created_at == 1_700_000_000_000


async def test_a_message_is_stored_and_named(client: httpx.AsyncClient, house: House):
    answer = await push_message(client, textContent="please", createdAt="1700000000000")

    (message,) = house.recording.messages()
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "messageId": f"m{message.id}"}
    assert (message.role, message.kind, message.text_content) == ("user", "prompt", "please")
    assert message.created_at == 1_700_000_000_000
    assert house.recording.session().is_stub


async def test_session_id_is_another_name_of_the_external_id(
    client: httpx.AsyncClient, house: House
):
    answer = await client.post("/sync/session", json={"sessionId": "other"})

    assert answer.status_code == 200
    assert house.recording.session("other").id == 1


@pytest.mark.parametrize("body", [{}, {"externalId": None}, {"externalId": ""}, {"title": "x"}])
async def test_a_session_without_a_name_is_refused_with_the_hosted_words(
    client: httpx.AsyncClient, body: dict[str, object]
):
    answer = await client.post("/sync/session", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"] == "Missing externalId or sessionId"


async def test_null_says_nothing(client: httpx.AsyncClient, house: House):
    await push_session(client, title="Kept", model="gpt-5", promptTokens=7)
    nothing = dict.fromkeys(["title", "model", "promptTokens", "cost", "source", "createdAt"])

    answer = await push_session(client, **nothing)

    session = house.recording.session()
    assert answer.status_code == 200
    assert (session.title, session.model, session.prompt_tokens) == ("Kept", "gpt-5", 7)


async def test_unknown_keys_are_ignored(client: httpx.AsyncClient, house: House):
    answer = await push_session(client, messageCount=9, toolCallCount=3, nested={"a": [1]})

    assert answer.status_code == 200
    assert house.recording.session().message_count == 0


async def test_numbers_may_stand_as_text(client: httpx.AsyncClient, house: House):
    answer = await push_session(client, promptTokens="12", cost="0.5", durationMs="20.0")

    session = house.recording.session()
    assert answer.status_code == 200
    assert (session.prompt_tokens, session.cost_micro_usd, session.duration_ms) == (12, 500_000, 20)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("promptTokens", "many"),
        ("promptTokens", -1),
        ("promptTokens", 1e300),
        ("promptTokens", [1]),
        ("promptTokens", True),
        ("cost", "nan"),
        ("cost", -0.5),
        ("durationMs", "inf"),
        ("createdAt", "yesterday"),
        ("createdAt", 1e300),
        ("title", 5),
        ("model", {"name": "x"}),
    ],
)
async def test_a_field_that_cannot_be_read_is_named_and_nothing_is_stored(
    client: httpx.AsyncClient, house: House, field: str, value: object
):
    answer = await push_session(client, **{field: value})

    assert answer.status_code == 400
    assert answer.json()["path"] == f"$.{field}"
    assert field in answer.json()["error"]
    assert house.recording.store.journal.last() == 0


@pytest.mark.parametrize("missing", ["sessionExternalId", "externalId", "role"])
async def test_a_message_without_a_name_or_role_is_refused(
    client: httpx.AsyncClient, house: House, missing: str
):
    answer = await push_message(client, **{missing: None})

    assert answer.status_code == 400
    assert answer.json()["error"] == f"Missing {missing}"
    assert answer.json()["path"] == f"$.{missing}"
    assert house.recording.store.journal.last() == 0


async def test_a_role_that_is_none_of_the_five_is_refused(client: httpx.AsyncClient):
    answer = await push_message(client, role="developer")

    assert answer.status_code == 400
    assert "user, assistant, system, tool, unknown" in answer.json()["error"]


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("user", "prompt"),
        ("assistant", "reply"),
        ("tool", "tool-result"),
        ("system", "notice"),
        ("unknown", "injected"),
    ],
)
async def test_every_role_has_its_kind(
    client: httpx.AsyncClient, house: House, role: str, kind: str
):
    await push_message(client, role=role, textContent="x")

    assert house.recording.messages()[0].kind == kind


async def test_an_empty_text_is_accepted_and_takes_nothing_away(
    client: httpx.AsyncClient, house: House
):
    await push_message(client, role="assistant", textContent="words")

    answer = await push_message(client, role="assistant", textContent="")

    assert answer.status_code == 200
    assert house.recording.messages()[0].text_content == "words"


async def test_a_negative_duration_says_nothing(client: httpx.AsyncClient, house: House):
    await push_session(client, durationMs=40)

    answer = await push_session(client, durationMs=-6)

    assert answer.status_code == 200
    assert house.recording.session().duration_ms == 40


async def test_parts_of_both_shapes_become_the_same(client: httpx.AsyncClient, house: House):
    nested = {"type": "tool-call", "content": {"toolName": "Bash", "args": {"command": "ls"}}}
    flat = {"type": "tool-call", "toolName": "Bash", "args": {"command": "ls"}, "result": "a.py"}
    await push_message(client, externalId="one", role="assistant", parts=[nested])
    await push_message(client, externalId="two", role="assistant", parts=[flat])

    one, two = house.recording.messages()
    assert one.parts[0].content == two.parts[0].content == nested["content"]
    assert [part.type for part in two.parts] == ["tool-call", "tool-result"]
    assert two.parts[1].content == "a.py"


async def test_a_message_named_after_its_tool_call_joins_call_and_result(
    client: httpx.AsyncClient, house: House
):
    parts: list[dict[str, object]] = [
        {"type": "tool-call", "content": {"toolName": "Read", "args": {}}},
        {"type": "tool-result", "content": {"lines": 3}},
    ]

    await push_message(client, externalId="toolu_01", role="assistant", parts=parts)

    (message,) = house.recording.messages()
    assert [part.call_id for part in message.parts] == ["toolu_01", "toolu_01"]
    assert json.loads(message.parts[1].content) == {"lines": 3}


async def test_a_part_of_an_unknown_type_keeps_its_content(client: httpx.AsyncClient, house: House):
    await push_message(client, parts=[{"type": "snapshot", "content": {"a": [1, None]}}])

    (part,) = house.recording.messages()[0].parts
    assert (part.type, part.content) == ("snapshot", {"a": [1, None]})


async def test_a_part_without_a_type_is_named(client: httpx.AsyncClient):
    answer = await push_message(client, parts=[{"type": "text", "content": "a"}, {"content": "b"}])

    assert answer.status_code == 400
    assert answer.json()["path"] == "$.parts[1]"


async def test_the_list_names_every_session(client: httpx.AsyncClient):
    await push_session(client, externalId="one")
    await push_message(client, sessionExternalId="two")

    answer = await client.get("/sync/sessions/list")

    assert answer.json() == {"sessionIds": ["one", "two"]}


async def test_a_message_before_its_session_ends_in_the_same_state(
    client: httpx.AsyncClient, house: House
):
    for name, order in (("early", (1, 0)), ("late", (0, 1))):
        pushes = [
            ("/sync/session", {"externalId": name, "source": "claude-code", "title": "T"}),
            (
                "/sync/message",
                {
                    "sessionExternalId": name,
                    "externalId": "m",
                    "role": "user",
                    "textContent": "x",
                    "source": "claude-code",
                },
            ),
        ]
        for place in order:
            path, body = pushes[place]
            assert (await client.post(path, json=body)).status_code == 200

    early, late = house.recording.session("early"), house.recording.session("late")
    assert (early.title, early.source, early.is_stub, early.message_count) == (
        late.title,
        late.source,
        late.is_stub,
        late.message_count,
    )


async def test_a_key_needs_the_scope_to_push(house: House):
    reader = house.authorising.issue_key("reader", ["read"]).key
    async with house.client(with_key=False) as client:
        answer = await client.post(
            "/sync/session",
            json={"externalId": "a"},
            headers={"authorization": f"Bearer {reader}"},
        )

    assert answer.status_code == 403
    assert SCOPES == ("sync", "read")


async def test_three_hundred_pushes_at_once_are_all_taken(client: httpx.AsyncClient, house: House):
    answers = await asyncio.gather(
        *(push_message(client, externalId=f"m-{n}", textContent=f"text {n}") for n in range(300))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["messageId"] for answer in answers}) == 300
    assert house.recording.store.sessions.totals(OWNER).messages == 300
