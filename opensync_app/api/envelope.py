"""What every answer gets: request id, CORS, preflight on every path, HEAD, safe headers."""

import re
import secrets
from typing import cast

from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from opensync_app.api.asgi import REQUEST_ID, Headers, send_reply

CORS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, POST, DELETE, OPTIONS"),
    (b"access-control-allow-headers", b"Authorization, Content-Type"),
)
"""As the hosted API sends them; no credentials, so that a foreign page gets nothing by a cookie."""

_PREFLIGHT: Headers = (*CORS, (b"access-control-max-age", b"86400"))
_SAFE: Headers = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_NOT_STORED = (b"cache-control", b"no-store")


class Envelope:
    """Dresses every answer, whoever gives it."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or pass the request on and dress its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await send_reply(send, 204, _PREFLIGHT)
        else:
            request_id = secrets.token_hex(6)
            named = cast("HTTPScope", {**scope, REQUEST_ID: request_id})
            if scope["method"] == "HEAD":
                named["method"] = "GET"
            await self._app(named, receive, _dressed(send, request_id))


def _dressed(send: Send, request_id: str) -> Send:
    async def dress(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = _all_headers(list(message["headers"]), request_id)
        await send(message)

    return dress


def _all_headers(headers: list[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    names = {name.lower(): value for name, value in headers}
    headers += [(b"x-request-id", request_id.encode()), *_SAFE]
    if _is_json(names.get(b"content-type", b"")):
        headers += CORS
    if b"cache-control" not in names:
        headers.append(_NOT_STORED)
    return headers


def _is_json(content_type: bytes) -> bool:
    return re.match(rb"application/([\w.]+\+)?json\b", content_type) is not None
