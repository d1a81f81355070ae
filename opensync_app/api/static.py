"""The built UI, with history fallback; the shell lets this machine's browser in."""

import asyncio
import logging
import mimetypes
import re
from http.cookies import CookieError, SimpleCookie

import msgspec
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from opensync_app.api.asgi import header_value, request_id_of, send_reply
from opensync_app.api.auth import COOKIE
from opensync_app.api.config import ApiConfig
from opensync_app.api.wire import Problem
from opensync_app.core.errors import UnauthorisedError
from opensync_app.services.authorising import Authorising

_log = logging.getLogger(__name__)

_OURS = re.compile(r"/(api|sync|health|schema|metrics|mcp|\.well-known)(/|$)")
_SEGMENT = re.compile(r"[A-Za-z0-9_@-][A-Za-z0-9._@-]*")
_CONVEX = re.compile(r"convex\.(site|cloud)")
_FILE_ENDINGS = re.compile(
    r"\.(js|mjs|css|map|json|txt|html|ico|png|jpe?g|gif|svg|webp|woff2?|ttf|wasm|webmanifest)$"
)
_COOKIE_LIFE_S = 30 * 24 * 3600
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PAGE_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

_NOT_BUILT = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>OpenSync</title>
<h1>OpenSync is running</h1>
<p>Its page is not built yet. Run <code>make setup</code> in the project folder and load this
address again. The HTTP API answers meanwhile.</p></html>
"""

# The system's own table differs between machines, so the types we serve are named here.
_TYPES = mimetypes.MimeTypes()
for _type, _ending in (
    ("text/javascript", ".js"),
    ("text/javascript", ".mjs"),
    ("text/css", ".css"),
    ("font/woff2", ".woff2"),
    ("image/svg+xml", ".svg"),
    ("application/manifest+json", ".webmanifest"),
    ("application/json", ".map"),
):
    _TYPES.add_type(_type, _ending)


class Page:
    """Answers what is not the API: assets, and the shell on every path of the app."""

    def __init__(self, app: ASGIApp, config: ApiConfig, authorising: Authorising) -> None:
        """Stand before the routes."""
        self._app = app
        self._config = config
        self._authorising = authorising

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for the page, or pass it on."""
        if scope["type"] != "http" or scope["method"] != "GET" or _OURS.match(scope["path"]):
            await self._app(scope, receive, send)
        elif _is_misdirected_plugin(scope):
            await _send_problem(scope, send, _MISDIRECTED)
        else:
            await self._answer(scope, send)

    async def _answer(self, scope: HTTPScope, send: Send) -> None:
        path = scope["path"]
        file = await asyncio.to_thread(self._read, path)
        if file is not None:
            await send_reply(send, 200, _asset_headers(path), file)
        elif path.startswith("/assets/") or _FILE_ENDINGS.search(path):
            await _send_problem(scope, send, "There is no such file.")
        else:
            await self._send_shell(scope, send)

    def _read(self, path: str) -> bytes | None:
        """Return a file of the built page, or None; never one outside its folder."""
        segments = path.strip("/").split("/")
        folder = self._config.ui_dir
        if folder is None or not all(_SEGMENT.fullmatch(segment) for segment in segments):
            return None
        file = folder.joinpath(*segments).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            return None
        return file.read_bytes()

    async def _send_shell(self, scope: HTTPScope, send: Send) -> None:
        body = await asyncio.to_thread(self._shell)
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"no-cache"),
            *_PAGE_HEADERS,
        ]
        cookie = await asyncio.to_thread(self._new_cookie, scope)
        if cookie is not None:
            headers.append((b"set-cookie", cookie.encode()))
        await send_reply(send, 200, headers, body)

    def _shell(self) -> bytes:
        index = None if self._config.ui_dir is None else self._config.ui_dir / "index.html"
        return index.read_bytes() if index is not None and index.is_file() else _NOT_BUILT

    def _new_cookie(self, scope: HTTPScope) -> str | None:
        """Return a cookie for a browser of this machine that is not let in yet, or None.

        Behind a proxy the browser may sit anywhere, so it gets none.
        """
        is_forwarded = any(header_value(scope, name) is not None for name in _FORWARDED)
        if not self._config.loopback or is_forwarded or self._authorising.has_account():
            return None
        if self._is_let_in(_cookie(scope)):
            return None
        secure = "; Secure" if scope["scheme"] == "https" else ""
        return (
            f"{COOKIE}={self._authorising.admit_browser()}; Path=/; HttpOnly; SameSite=Strict; "
            f"Max-Age={_COOKIE_LIFE_S}{secure}"
        )

    def _is_let_in(self, secret: str | None) -> bool:
        try:
            return secret is not None and bool(self._authorising.check_cookie(secret))
        except UnauthorisedError:
            return False


_MISDIRECTED = (
    "This address is not one of OpenSync's. Give the plugin the address of the server "
    "followed by /.convex.site and nothing else."
)


def _is_misdirected_plugin(scope: HTTPScope) -> bool:
    """Whether a plugin's base address went wrong: a page would look to it like a good login."""
    asked = scope["path"] + "?" + scope["query_string"].decode("latin-1")
    return _CONVEX.search(asked) is not None


def _cookie(scope: HTTPScope) -> str | None:
    try:
        morsel = SimpleCookie(header_value(scope, b"cookie") or "").get(COOKIE)
    except CookieError:
        return None
    return None if morsel is None else morsel.value


def _asset_headers(path: str) -> list[tuple[bytes, bytes]]:
    kind = _TYPES.guess_type(path)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    lasting = path.startswith("/assets/")
    caching = "public, max-age=31536000, immutable" if lasting else "no-cache"
    return [
        (b"content-type", (kind + charset).encode()),
        (b"cache-control", caching.encode()),
        *_PAGE_HEADERS,
    ]


async def _send_problem(scope: HTTPScope, send: Send, sentence: str) -> None:
    problem = Problem(sentence, "not_found", request_id_of(scope))
    headers = [(b"content-type", b"application/json")]
    await send_reply(send, 404, headers, msgspec.json.encode(problem))
