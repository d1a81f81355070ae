"""One error shape for everything that goes wrong, and nothing internal in it."""

import logging

import httpx
import pytest

from opensync_app.api.errors import STATUS
from opensync_app.core import errors
from opensync_app.core.errors import OpenSyncError, RateLimitedError, UnavailableError
from tests.api.house import House

CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
    "access-control-allow-headers": "Authorization, Content-Type",
}


def leaves() -> list[type[OpenSyncError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [kind for kind in found if issubclass(kind, OpenSyncError) and kind is not OpenSyncError]


def fail_with(house: House, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(_: int) -> None:
        raise error

    monkeypatch.setattr(house.app.state.services.browsing, "totals", fail)


@pytest.mark.parametrize("kind", leaves(), ids=lambda kind: kind.__name__)
async def test_every_leaf_of_the_tree_has_its_status(
    house: House,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[OpenSyncError],
):
    error = RateLimitedError("Words.", 7) if kind is RateLimitedError else kind("Words.")
    fail_with(house, monkeypatch, error)

    answer = await client.get("/api/stats")

    if kind in STATUS:
        assert answer.status_code == STATUS[kind]
        assert answer.json()["error"] == "Words."
        assert answer.json()["code"] == kind.code
    else:
        assert answer.status_code == 500
        assert answer.json()["code"] == "internal"


async def test_a_special_case_of_a_leaf_is_answered_like_the_leaf(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    class IndexGoneError(UnavailableError):
        """A finer kind of unavailable."""

    fail_with(house, monkeypatch, IndexGoneError("Later."))

    answer = await client.get("/api/stats")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_who_must_wait_is_told_how_long(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    fail_with(house, monkeypatch, RateLimitedError("Slower.", 7))
    assert (await client.get("/api/stats")).headers["retry-after"] == "7"

    fail_with(house, monkeypatch, UnavailableError("Later."))
    assert int((await client.get("/api/stats")).headers["retry-after"]) > 0


async def test_a_fault_of_ours_is_logged_and_not_told(
    house: House,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    fail_with(house, monkeypatch, ValueError("secret /home/dev/path"))

    with caplog.at_level(logging.ERROR):
        answer = await client.get("/api/stats")

    problem = answer.json()
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["request_id"] in caplog.text
    assert "secret /home/dev/path" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("POST", "/api/nothing", 404, "not_found"),
        ("GET", "/sync/nothing", 404, "not_found"),
        ("POST", "/nowhere", 404, "not_found"),
        ("DELETE", "/api/stats", 405, "method_not_allowed"),
        ("GET", "/sync/session", 405, "method_not_allowed"),
        ("PUT", "/sync/batch", 405, "method_not_allowed"),
        ("GET", "/api/sessions?limit=abc", 400, "invalid_request"),
        ("GET", "/api/sessions?limit=-1", 400, "invalid_request"),
        ("GET", "/api/sessions?sort=colour", 400, "invalid_request"),
        ("GET", "/api/sessions?cursor=zzz", 400, "invalid_request"),
        ("GET", "/api/search", 400, "invalid_request"),
        ("GET", "/api/search?q=x&cursor=-3", 400, "invalid_request"),
        ("GET", "/api/search?q=x&type=magic", 400, "invalid_request"),
        ("GET", "/api/sessions/get", 400, "invalid_request"),
        ("GET", "/api/sessions/get?id=s99", 404, "not_found"),
    ],
)
async def test_what_is_wrong_is_said_in_one_shape(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
):
    answer = await client.request(method, path)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["error"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert set(problem) <= {"error", "code", "request_id", "path"}
    assert CORS.items() <= answer.headers.items()


async def test_a_bad_parameter_is_named(client: httpx.AsyncClient):
    problem = (await client.get("/api/sessions?limit=abc")).json()

    assert problem["path"] == "$.limit"
    assert problem["error"] == "The field limit must be a number in the allowed range."


async def test_a_bad_body_of_a_search_is_named(client: httpx.AsyncClient):
    for body in (b"{", b'{"query": 5}', b"[]"):
        answer = await client.post("/api/search", content=body)

        assert answer.status_code == 400
        assert answer.json()["code"] == "invalid_request"


async def test_every_answer_is_json_with_cors(client: httpx.AsyncClient):
    for path in ("/health", "/api/stats", "/api/sessions", "/schema"):
        answer = await client.get(path)

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/json")
        assert CORS.items() <= answer.headers.items()
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/*", "/", "/sync/session", "/api/nothing", "/.convex.site/sync/batch", "/health"]
)
async def test_a_preflight_is_answered_on_every_path(stranger: httpx.AsyncClient, path: str):
    answer = await stranger.options(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert CORS.items() <= answer.headers.items()
    assert answer.headers["access-control-max-age"] == "86400"
    assert "access-control-allow-credentials" not in answer.headers


async def test_head_answers_like_get_without_a_body(client: httpx.AsyncClient):
    answer = await client.head("/health")

    assert answer.status_code == 200
