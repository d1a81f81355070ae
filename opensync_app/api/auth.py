"""Guards: plugin key, browser session, and the same-origin rule for cookies."""

from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers.base import BaseRouteHandler

from opensync_app.api.config import ApiConfig
from opensync_app.api.services import Services
from opensync_app.core.access import Identity, looks_like_key
from opensync_app.core.errors import ForbiddenError, UnauthorisedError
from opensync_app.services.authorising import require_scope

COOKIE = "opensync_session"

Connection = ASGIConnection[Any, Any, Any, State]
ApiRequest = Request[Identity, Any, State]

_SAFE_METHODS = {"GET", "HEAD"}


def services_of(connection: Connection) -> Services:
    """Return the services of the app that a connection belongs to."""
    return cast("Services", connection.app.state.services)


def config_of(connection: Connection) -> ApiConfig:
    """Return how the app that a connection belongs to was told to behave."""
    return cast("ApiConfig", connection.app.state.config)


async def may_read(connection: Connection, _: BaseRouteHandler) -> None:
    """Let in who may read sessions: a key with the scope `read`, or this machine's browser."""
    identity = _identify(connection)
    require_scope(identity, "read")
    connection.scope["user"] = identity


async def may_edit(connection: Connection, _: BaseRouteHandler) -> None:
    """Let in who may change sessions: a key with both scopes, or this machine's browser."""
    identity = _identify(connection)
    require_scope(identity, "read")
    require_scope(identity, "sync")
    connection.scope["user"] = identity


async def may_recall(connection: Connection, _: BaseRouteHandler) -> None:
    """Let in who may ask over MCP: a key with the scope `read`; a cookie does not count here."""
    token = _bearer(connection)
    if token is None:
        raise UnauthorisedError(_MISSING)
    identity = services_of(connection).authorising.check_bearer(token)
    require_scope(identity, "read")
    connection.scope["user"] = identity


async def may_sync(connection: Connection, _: BaseRouteHandler) -> None:
    """Let in who may push: a key with the scope `sync`; a cookie does not count here.

    The check reads one row by its unique hash (about 30 microseconds), so it needs no thread.
    """
    token = _bearer(connection)
    if token is None:
        raise UnauthorisedError(_MISSING)
    identity = services_of(connection).authorising.check_bearer(token)
    require_scope(identity, "sync")
    connection.scope["user"] = identity


async def may_list(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let in like `may_sync`; the hosted API has words of its own for a token that is no key."""
    token = _bearer(connection)
    if token is not None and not looks_like_key(token):
        message = "Invalid API key format"
        raise UnauthorisedError(message)
    await may_sync(connection, handler)


_MISSING = "Missing Authorization header"


def _identify(connection: Connection) -> Identity:
    authorising = services_of(connection).authorising
    token = _bearer(connection)
    if token is not None:
        return authorising.check_bearer(token)
    secret = connection.cookies.get(COOKIE)
    if secret is None:
        raise UnauthorisedError(_MISSING)
    _check_same_origin(connection)
    return authorising.check_cookie(secret)


def _bearer(connection: Connection) -> str | None:
    """Return the bearer token; any other Authorization header counts as a token that is none."""
    header = connection.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _check_same_origin(connection: Connection) -> None:
    """Check that a request with a cookie comes from our own page.

    Pages on other ports of this machine are the same site, so SameSite alone does not keep them
    out. A write must say where it comes from; a read must not say that it comes from elsewhere.

    Raises:
        ForbiddenError: it comes from another page, or a write does not say.
    """
    site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    is_ours = origin is not None and origin == own_origin(connection)
    if origin is not None and not is_ours:
        raise ForbiddenError(_FOREIGN)
    if site is not None and site not in {"same-origin", "none"}:
        raise ForbiddenError(_FOREIGN)
    is_read = _method(connection) in _SAFE_METHODS
    if not is_read and not is_ours and site != "same-origin":
        raise ForbiddenError(_FOREIGN)


def _method(connection: Connection) -> str:
    scope = connection.scope
    return scope["method"] if scope["type"] == "http" else "GET"


_FOREIGN = "The browser's cookie counts only for requests of OpenSync's own page; use a key."


def own_origin(connection: Connection) -> str:
    """Return the origin under which the client addresses this server."""
    return f"{connection.scope['scheme']}://{connection.headers.get('host', '')}"
