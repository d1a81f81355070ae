"""gzip for large answers, beside the event loop when they are very large."""

import asyncio
import gzip
import re

from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from opensync_app.api.asgi import header_value

_SMALLEST = 1_000
_BESIDE = 32_000
"""Answers from this size on are packed in a thread (bytes)."""

_LEVEL = 4
_TEXTUAL = re.compile(rb"text/(?!event-stream)|application/(json|javascript|manifest)|image/svg")


class Compression:
    """Packs whole textual answers for those who take gzip; streams pass as they are."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and pack its answer."""
        if scope["type"] == "http" and "gzip" in (header_value(scope, b"accept-encoding") or ""):
            await self._app(scope, receive, _Packer(send))
        else:
            await self._app(scope, receive, send)


class _Packer:
    """Holds the start of an answer back until its body shows whether it is worth packing."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: HTTPResponseStartEvent | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] == "http.response.body" and self._start is not None:
            start, self._start = self._start, None
            body = message["body"]
            if not message.get("more_body") and _is_worth_it(start, body):
                body = await _packed(body)
                message["body"] = body
                start["headers"] = _packed_headers(start, len(body))
            await self._send(start)
        await self._send(message)


def _is_worth_it(start: HTTPResponseStartEvent, body: bytes) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    textual = _TEXTUAL.match(headers.get(b"content-type", b"")) is not None
    return len(body) >= _SMALLEST and textual and b"content-encoding" not in headers


async def _packed(body: bytes) -> bytes:
    if len(body) < _BESIDE:
        return gzip.compress(body, _LEVEL)
    return await asyncio.to_thread(gzip.compress, body, _LEVEL)


def _packed_headers(start: HTTPResponseStartEvent, length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    return [
        *kept,
        (b"content-length", str(length).encode()),
        (b"content-encoding", b"gzip"),
        (b"vary", b"Accept-Encoding"),
    ]
