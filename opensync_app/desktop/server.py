"""Runs an ASGI app on a socket that is bound before the app is made."""

import contextlib
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import uvicorn

from opensync_app.core.errors import UnavailableError

_BACKLOG = 2048
_SHUTDOWN_S = 3
"""Open event streams are cut after this time when the server stops."""


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Raises:
        UnavailableError: the port is taken or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise UnavailableError(_why(host, port, error)) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the address under which this machine reaches a listening socket."""
    address: tuple[str, int] = listener.getsockname()[:2]
    host, port = address
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not a bind
    shown = local.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def run(
    app: Any,  # noqa: ANN401 - any ASGI app
    listener: socket.socket,
    *,
    ready: Callable[[], None],
    closing: Callable[[], None],
) -> None:
    """Serve until SIGINT or SIGTERM.

    `ready` is called once requests are answered, `closing` before open requests are waited for.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_S,
        timeout_keep_alive=75,
    )
    with contextlib.closing(listener):
        _Server(config, ready, closing).run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn that says when it is up and when it goes down."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], closing: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._closing = closing

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._closing()
        await super().shutdown(sockets)
        # uvicorn would raise the signal again, which kills the process before its store is closed.
        self._captured_signals.clear()


def _why(host: str, port: int, error: OSError) -> str:
    """Say who has the port, if it can be told, and what to do."""
    where = f"{host}:{port}"
    if _answers_as_opensync(host, port):
        return (
            f"OpenSync already runs at http://{where}. Open that address, or start this one on "
            "another port with --port 0."
        )
    return (
        f"Cannot listen on {where} ({error.strerror}). Another program may use the port: choose "
        "another one with --port, or --port 0 for a free one."
    )


def _answers_as_opensync(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/health", timeout=1) as answer:
            return b'"indexLag"' in answer.read(2000)
    except (OSError, urllib.error.URLError, ValueError):
        return False
