"""`create_app(services, config)`: routes, layers around them, error handlers, OpenAPI."""

from typing import Any

from litestar import Litestar, Request, get
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from opensync_app.api.analytics import analytics_router
from opensync_app.api.auth import COOKIE
from opensync_app.api.bodies import ForgivingRequest
from opensync_app.api.compat import PlainPaths
from opensync_app.api.compression import Compression
from opensync_app.api.config import ApiConfig
from opensync_app.api.context import context_router
from opensync_app.api.envelope import Envelope
from opensync_app.api.errors import EXCEPTION_HANDLERS
from opensync_app.api.events import EventStreams, events_router
from opensync_app.api.exports import exports_router
from opensync_app.api.health import get_health
from opensync_app.api.hosts import HostCheck
from opensync_app.api.lean_start import without_unused_support
from opensync_app.api.mcp_http import McpDoor, mcp
from opensync_app.api.notifications import notifications_router
from opensync_app.api.preferences import preferences_router
from opensync_app.api.reading import reading_router
from opensync_app.api.saved_searches import saved_searches_router
from opensync_app.api.search import search_router
from opensync_app.api.services import Services
from opensync_app.api.session_lists import session_lists_router
from opensync_app.api.sessions import sessions_router
from opensync_app.api.static import Page
from opensync_app.api.stats import stats_router
from opensync_app.api.status import status_router
from opensync_app.api.sync import sync_router
from opensync_app.api.timeline import timeline_router

_ROUTES = (
    get_health,
    sync_router,
    session_lists_router,
    sessions_router,
    reading_router,
    stats_router,
    analytics_router,
    status_router,
    search_router,
    context_router,
    saved_searches_router,
    timeline_router,
    exports_router,
    preferences_router,
    notifications_router,
    events_router,
)


@get("/schema", include_in_schema=False)
async def get_schema(request: Request[Any, Any, State]) -> dict[str, Any]:
    """Return the OpenAPI document of this API."""
    return request.app.openapi_schema.to_schema()


def create_app(services: Services, config: ApiConfig) -> Litestar:
    """Return the HTTP door over the given services, with every layer in its place.

    `app.state.streams.close()` ends the event streams, without which a server cannot stop.
    """
    door = McpDoor(services, config.version)
    streams = EventStreams()
    state = {"services": services, "config": config, "streams": streams, "mcp": door}
    with without_unused_support():
        app = Litestar(
            route_handlers=[*_ROUTES, mcp, get_schema],
            exception_handlers={**EXCEPTION_HANDLERS},
            openapi_config=_openapi(config.version),
            request_class=ForgivingRequest,
            request_max_body_size=config.max_body_bytes,
            state=State(state),
            on_shutdown=[door.close],
            logging_config=None,
            debug=False,
        )
    page = Page(app.asgi_handler, config, services.authorising)
    app.asgi_handler = HostCheck(PlainPaths(Envelope(Compression(page))), config.allowed_hosts)
    return app


def openapi_document(version: str) -> dict[str, Any]:
    """Return the OpenAPI document of this API; needs no data folder."""
    app = Litestar(route_handlers=[*_ROUTES], openapi_config=_openapi(version), logging_config=None)
    return app.openapi_schema.to_schema()


def _openapi(version: str) -> OpenAPIConfig:
    schemes: dict[str, Any] = {
        "key": SecurityScheme(type="http", scheme="bearer", description="A key: osk_..."),
        "browser": SecurityScheme(type="apiKey", name=COOKIE, security_scheme_in="cookie"),
    }
    return OpenAPIConfig(
        title="OpenSync",
        version=version,
        description="Sessions of coding agents: push, list, read, search.",
        components=Components(security_schemes=schemes),
        security=[{"key": []}, {"browser": []}],
        path="/schema-pages",
        render_plugins=[],
        use_handler_docstrings=True,
    )
