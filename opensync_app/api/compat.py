"""The paths that hosted plugins insist on: prefixes stripped, doubled slashes collapsed."""

import re

from litestar.types import ASGIApp, Receive, Scope, Send

_SLASHES = re.compile(r"/{2,}")
_PREFIX = re.compile(r"/\.?convex\.(?:site|cloud)(?=/|$)")


def plain_path(path: str) -> str:
    """Return the path our routes know for what a plugin was told to use as its base address."""
    path = _SLASHES.sub("/", path)
    return _PREFIX.sub("", path, count=1) or "/" if _PREFIX.match(path) else path


class PlainPaths:
    """Rewrites request paths before routing."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its plain path."""
        if scope["type"] == "http":
            path = plain_path(scope["path"])
            if path != scope["path"]:
                scope["path"] = path
                scope["raw_path"] = path.encode()
        await self._app(scope, receive, send)
