"""Small tools for the layers around the routes: headers in, whole replies out."""

from collections.abc import Iterable, Sequence
from typing import cast

from litestar.status_codes import HTTP_204_NO_CONTENT
from litestar.types import HTTPScope, Scope, Send

Headers = Sequence[tuple[bytes, bytes]]

REQUEST_ID = "opensync_request_id"
"""Where a request's id stands in its scope."""


def header_values(scope: HTTPScope, name: bytes) -> list[str]:
    """Return every value of a request header (name in lower case), in order."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def header_value(scope: HTTPScope, name: bytes) -> str | None:
    """Return the first value of a request header (name in lower case), or None."""
    return next(iter(header_values(scope, name)), None)


def request_id_of(scope: Scope) -> str:
    """Return the id of a request, or an empty text outside one."""
    return str(cast("dict[str, object]", scope).get(REQUEST_ID, ""))


async def send_reply(
    send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes = b""
) -> None:
    """Send a whole reply; its length is added to the headers."""
    length = [] if status == HTTP_204_NO_CONTENT else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
