"""Bad input never gives 500 and never changes anything."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.house import House, opened

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(["\ud800", "\0", "nan", "1e999", "user", "null", "s1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
names = st.sampled_from(
    [
        "externalId",
        "sessionId",
        "sessionExternalId",
        "role",
        "textContent",
        "parts",
        "title",
        "promptTokens",
        "cost",
        "durationMs",
        "createdAt",
        "source",
        "model",
        "provider",
        "sessions",
        "messages",
        "type",
        "content",
    ]
)
bodies = st.dictionaries(names, anything, max_size=6)
parameters = st.dictionaries(
    st.sampled_from(
        [
            "limit",
            "cursor",
            "source",
            "project",
            "model",
            "q",
            "sort",
            "order",
            "includeEmpty",
            "id",
            "type",
        ]
    ),
    st.text(max_size=12)
    | st.sampled_from(["-1", "9" * 30, "1e9", "nan", "W10", "\0", "%", "'", "WzEsIDFd"]),
    max_size=4,
)


async def ask(
    house: House,
    method: str,
    path: str,
    content: bytes | None = None,
    params: dict[str, str] | None = None,
) -> int:
    async with house.client() as client:
        answer = await client.request(method, path, content=content, params=params)
        return answer.status_code


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


settings.register_profile(
    "hostile", max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@settings(parent=settings.get_profile("hostile"), deadline=None)
@given(st.lists(bodies, min_size=1, max_size=25))
@pytest.mark.parametrize("path", ["/sync/session", "/sync/message", "/sync/batch", "/api/search"])
async def test_no_body_gives_500(folder: Path, path: str, sent: list[dict[str, Any]]):
    async with opened(folder) as house:
        for body in sent:
            before = house.recording.store.journal.last()
            status = await ask(house, "POST", path, content=json.dumps(body).encode())
            assert status in {200, 400}
            if status == 400:
                assert house.recording.store.journal.last() == before


@settings(parent=settings.get_profile("hostile"), deadline=None)
@given(st.lists(parameters, min_size=1, max_size=25))
async def test_no_parameter_gives_500(folder: Path, asked: list[dict[str, str]]):
    async with opened(folder) as house:
        for query in asked:
            for path in ("/api/sessions", "/api/sessions/get", "/api/search", "/api/sessions/s1"):
                assert await ask(house, "GET", path, params=query) in {200, 400, 404}


@pytest.mark.parametrize(
    "target",
    [
        "/api/sessions?q=%ED%A0%80&source=%FF",
        "/api/sessions/%ED%A0%80",
        "/api/sessions/%FF/messages",
        "/api/messages/%00",
        "/api/sessions?limit=%00",
        "/api/search?q=%ED%A0%80%00",
        "/api/sessions?q=" + "x" * 20_000,
        "/api/sessions?" + "source=a&" * 2000,
        "/%ED%A0%80",
        "/api/sessions/..%2f..%2fsecret",
    ],
)
async def test_no_bytes_in_an_address_give_500(house: House, target: str):
    url = httpx.URL("http://127.0.0.1:6736").copy_with(raw_path=target.encode())

    assert await ask(house, "GET", str(url)) in {200, 400, 404}


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"query":' * 50_000, b"\xff{}", b"{", b"null", b"[]"]
)
@pytest.mark.parametrize(
    "route",
    [
        "POST /api/search",
        "POST /search",
        "POST /api/context/preview",
        "POST /api/saved-searches",
        "PATCH /api/saved-searches/1",
        "PATCH /api/sessions/s1",
        "POST /api/sessions/bulk",
        "PATCH /api/preferences",
        "POST /api/notifications/read",
        "POST /sync/session",
        "POST /sync/message",
        "POST /sync/batch",
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(house: House, route: str, body: bytes):
    method, path = route.split()

    assert await ask(house, method, path, body) in {400, 404}


async def test_half_an_emoji_is_searched_like_any_text(house: House):
    for path in ("/api/search", "/search"):
        assert await ask(house, "POST", path, rb'{"query":"lamp \ud83d"}') == 200
