"""`create_app(services, config)`: routes, layers around them, error handlers, OpenAPI."""

from typing import Any

from litestar import Litestar, Request, get
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from opensync_app.api.analytics import analytics_router
from opensync_app.api.auth import COOKIE
from opensync_app.api.compat import PlainPaths
from opensync_app.api.compression import Compression
from opensync_app.api.config import ApiConfig
from opensync_app.api.envelope import Envelope
from opensync_app.api.errors import EXCEPTION_HANDLERS
from opensync_app.api.events import EventStreams, events_router
from opensync_app.api.health import get_health
from opensync_app.api.hosts import HostCheck
from opensync_app.api.search import search_router
from opensync_app.api.services import Services
from opensync_app.api.sessions import sessions_router
from opensync_app.api.static import Page
from opensync_app.api.stats import stats_router
from opensync_app.api.status import status_router
from opensync_app.api.sync import sync_router

_ROUTES = (
    get_health,
    sync_router,
    sessions_router,
    stats_router,
    analytics_router,
    status_router,
    search_router,
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
    app = Litestar(
        route_handlers=[*_ROUTES, get_schema],
        exception_handlers={**EXCEPTION_HANDLERS},
        openapi_config=_openapi(config.version),
        request_max_body_size=config.max_body_bytes,
        state=State({"services": services, "config": config, "streams": EventStreams()}),
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
