"""The paths that hosted plugins insist on."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.api.compat import plain_path
from tests.api.house import BASE


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/health", "/health"),
        ("//health", "/health"),
        ("/.convex.site/health", "/health"),
        ("/.convex.site//health", "/health"),
        ("//.convex.site///sync//session", "/sync/session"),
        ("/convex.site/health", "/health"),
        ("/.convex.cloud/health", "/health"),
        ("/convex.cloud/health", "/health"),
        ("/.convex.site", "/"),
        ("/.convex.site/", "/"),
        ("/.convex.sites/health", "/.convex.sites/health"),
        ("/a/.convex.site/health", "/a/.convex.site/health"),
        ("/", "/"),
    ],
)
def test_prefixes_go_and_slashes_collapse(asked: str, meant: str):
    assert plain_path(asked) == meant


@given(st.text(alphabet="/.convexsiteclouda", max_size=40))
def test_a_plain_path_begins_with_one_slash(rest: str):
    path = plain_path("/" + rest)

    assert path.startswith("/")
    assert "//" not in path


@pytest.mark.parametrize("prefix", ["", "/.convex.site", "/convex.site", "/.convex.cloud"])
async def test_a_plugin_reaches_everything_under_its_prefix(client: httpx.AsyncClient, prefix: str):
    health = await client.get(f"{BASE}{prefix}//health")
    pushed = await client.post(f"{prefix}/sync/session", json={"externalId": "a"})
    listed = await client.get(f"{prefix}/sync/sessions/list")

    assert health.json()["status"] == "ok"
    assert pushed.json()["ok"]
    assert listed.json() == {"sessionIds": ["a"]}


@pytest.mark.parametrize(
    "path", ["/?.convex.site/health", "/x.convex.site/health", "/other/.convex.cloud/health"]
)
async def test_a_mistyped_base_address_does_not_look_like_a_good_login(
    stranger: httpx.AsyncClient, path: str
):
    answer = await stranger.get(path)

    assert answer.status_code == 404
    assert "/.convex.site" in answer.json()["error"]
