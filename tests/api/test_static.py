"""The built page: shell on the app's paths, assets, nothing outside its folder."""

from pathlib import Path

import httpx
import pytest

from tests.api.house import House

SHELL = b'<!doctype html><script type="module" src="/assets/app-1a2b.js"></script>'


@pytest.fixture
def ui(tmp_path: Path, house: House) -> Path:
    """A built page, with a secret beside it."""
    folder = tmp_path / "ui" / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(SHELL)
    (folder / "assets" / "app-1a2b.js").write_text("export const a = 1;\n" * 200)
    (folder / "assets" / "app.css").write_text("a{}")
    (folder / "assets" / "letters.woff2").write_bytes(b"wOF2")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / ".stamp").write_text("hidden")
    (tmp_path / "ui" / "secret.js").write_text("secret")
    (folder / "assets" / "link.js").symlink_to(tmp_path / "ui" / "secret.js")
    house.config.ui_dir = folder
    return folder


@pytest.mark.usefixtures("ui")
@pytest.mark.parametrize("path", ["/", "/sessions", "/sessions/s12", "/search?q=x", "/a/b/c"])
async def test_every_path_of_the_app_is_the_shell(stranger: httpx.AsyncClient, path: str):
    answer = await stranger.get(path)

    assert (answer.status_code, answer.content) == (200, SHELL)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.usefixtures("ui")
async def test_the_shell_has_a_strict_policy_and_no_cors(stranger: httpx.AsyncClient):
    headers = (await stranger.get("/")).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


@pytest.mark.usefixtures("ui")
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/app-1a2b.js", "text/javascript; charset=utf-8"),
        ("/assets/app.css", "text/css; charset=utf-8"),
        ("/assets/letters.woff2", "font/woff2"),
        ("/icon.svg", "image/svg+xml"),
    ],
)
async def test_files_have_their_types(stranger: httpx.AsyncClient, path: str, kind: str):
    answer = await stranger.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert ("immutable" in answer.headers["cache-control"]) == path.startswith("/assets/")
    assert "set-cookie" not in answer.headers


@pytest.mark.usefixtures("ui")
@pytest.mark.parametrize(
    "path",
    [
        "/assets/nothing.js",
        "/nothing.css",
        "/../secret.js",
        "/assets/../../secret.js",
        "/%2e%2e/secret.js",
        "/assets/%2e%2e/%2e%2e/secret.js",
        "/assets/..%2f..%2fsecret.js",
        "/assets/..%5c..%5csecret.js",
        "/assets/link.js",
        "/assets/app.css%00.js",
        "/etc/hosts.txt",
        "//etc/hosts.txt",
        "/C:/windows/win.json",
    ],
)
async def test_nothing_outside_the_folder_is_served(stranger: httpx.AsyncClient, path: str):
    url = httpx.URL("http://127.0.0.1:6736").copy_with(raw_path=path.encode())
    answer = await stranger.get(url)

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert "secret" not in answer.text


@pytest.mark.usefixtures("ui")
async def test_hidden_files_stay_hidden(stranger: httpx.AsyncClient):
    assert b"hidden" not in (await stranger.get("/.stamp")).content


@pytest.mark.usefixtures("ui")
async def test_unknown_paths_of_the_api_are_not_the_shell(client: httpx.AsyncClient):
    for path in ("/api/nothing", "/sync/nothing", "/health/nothing", "/api"):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("application/json")


async def test_an_unbuilt_page_says_how_to_build_it(stranger: httpx.AsyncClient):
    answer = await stranger.get("/")

    assert answer.status_code == 200
    assert "make setup" in answer.text
    assert "<script" not in answer.text


@pytest.mark.usefixtures("ui")
async def test_large_texts_are_packed_for_who_takes_it(stranger: httpx.AsyncClient):
    packed = await stranger.get("/assets/app-1a2b.js")
    plain = await stranger.get("/assets/app-1a2b.js", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 1000
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content


@pytest.mark.usefixtures("ui")
async def test_small_and_binary_answers_are_not_packed(stranger: httpx.AsyncClient):
    for path in ("/assets/app.css", "/assets/letters.woff2", "/health"):
        assert "content-encoding" not in (await stranger.get(path)).headers
