"""The exact `Host` check before everything else: it stops DNS rebinding."""

import msgspec
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from opensync_app.api.asgi import header_values, send_reply
from opensync_app.api.wire import Problem

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]")


def loopback_hosts(port: int) -> set[str]:
    """Return the `Host` values under which this machine alone reaches a server on a port."""
    return {f"{name}{end}" for name in _LOOPBACK_NAMES for end in ("", f":{port}")}


def plain_host(host: str) -> str:
    """Return a `Host` value in the spelling that is compared: lower case, no trailing dot."""
    name, colon, port = host.strip().lower().rpartition(":")
    if not colon or not port.isascii() or not port.isdigit():
        name, colon, port = host.strip().lower(), "", ""
    return name.removesuffix(".") + colon + port


class HostCheck:
    """Lets only requests pass that name this server exactly."""

    def __init__(self, app: ASGIApp, allowed: set[str]) -> None:
        """Stand before an app; the set may grow while the server runs."""
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it before anything of it is looked at."""
        if scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is not None:
                await _refuse(send, *refusal)
                return
        await self._app(scope, receive, send)

    def _refusal(self, scope: HTTPScope) -> tuple[int, str, str] | None:
        """Return status, code and sentence, or None when the host is ours."""
        hosts = header_values(scope, b"host")
        if len(hosts) != 1 or not hosts[0].strip():
            return 400, "invalid_request", "The request must carry exactly one Host header."
        if plain_host(hosts[0]) in self._allowed:
            return None
        sentence = (
            f"This server does not answer to the name {hosts[0][:100]!r}. Open it under the "
            "address that it printed at its start, or add the name to the setting allowedHosts."
        )
        return 403, "host_not_allowed", sentence


async def _refuse(send: Send, status: int, code: str, sentence: str) -> None:
    body = msgspec.json.encode(Problem(sentence, code, ""))
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send_reply(send, status, headers, body)
