"""GET /health: open to everybody, for plugins' logins and for watchers."""

from typing import Any

from litestar import Request, get
from litestar.datastructures import State

from opensync_app.api.auth import config_of, services_of
from opensync_app.api.wire import Wire


class Health(Wire):
    """The server is well.

    Attributes:
        status: `ok`.
        timestamp: epoch ms of the server's clock.
        index_lag: changes that are not searchable yet.
    """

    status: str
    version: str
    timestamp: int
    index_lag: int


@get("/health", operation_id="getHealth", summary="Is the server well", tags=["status"])
async def get_health(request: Request[Any, Any, State]) -> Health:
    """Answer that the server is well; needs no key."""
    services = services_of(request)
    lag = services.work.index_state().lag
    return Health("ok", config_of(request).version, services.clock.now_ms(), lag)
