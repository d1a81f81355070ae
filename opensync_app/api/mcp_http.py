"""POST /mcp: the Model Context Protocol over HTTP; its SDK is loaded by the first request."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from litestar import asgi
from litestar.exceptions import MethodNotAllowedException
from litestar.types import Receive, Scope, Send

from opensync_app.api.auth import may_recall
from opensync_app.api.services import Services
from opensync_app.mcp_door.recall import Recall

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from opensync_app.core.access import Identity
    from opensync_app.mcp_door.server import Context


class McpDoor:
    """The protocol's door of one app; costs nothing before it is knocked at."""

    def __init__(self, services: Services, version: str) -> None:
        """Stand before these services."""
        self._services = services
        self._version = version
        self._guard = asyncio.Lock()
        self._manager: StreamableHTTPSessionManager | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; who asks stands in its scope."""
        manager = await self._opened()
        await manager.handle_request(cast("Any", scope), cast("Any", receive), cast("Any", send))

    async def close(self) -> None:
        """End what still runs."""
        self._closing.set()
        if self._task is not None:
            await self._task

    async def _opened(self) -> "StreamableHTTPSessionManager":
        async with self._guard:
            if self._manager is None:
                manager = await asyncio.to_thread(self._load)
                running = asyncio.Event()
                self._task = asyncio.create_task(self._run(manager, running))
                await running.wait()
                self._manager = manager
            return self._manager

    async def _run(self, manager: "StreamableHTTPSessionManager", running: asyncio.Event) -> None:
        """Hold the SDK's tasks, which must begin and end in one task of ours."""
        async with manager.run():
            running.set()
            await self._closing.wait()

    def _load(self) -> "StreamableHTTPSessionManager":
        from opensync_app.mcp_door.server import (  # noqa: PLC0415 - 55 MB that few servers need
            make_server,
            manager_of,
        )

        services = self._services
        recall = Recall(
            browsing=services.browsing,
            reading=services.reading,
            searching=services.searching,
            context=services.context,
            analysing=services.analysing,
            waiting=lambda: services.work.index_state().lag,
        )
        return manager_of(make_server(recall, self._version, _user_of))


@asgi("/mcp", guards=[may_recall], copy_scope=True)
async def mcp(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request of the protocol; there are no streams to open and no sessions to end."""
    if scope["type"] != "http" or scope["method"] != "POST":
        raise MethodNotAllowedException(headers={"allow": "POST"})
    door = cast("McpDoor", scope["litestar_app"].state.mcp)
    await door.answer(scope, receive, send)


def _user_of(context: "Context") -> int:
    """Return the user of a request; the guard has put them into its scope."""
    request: Any = context.request
    return cast("Identity", request.scope["user"]).user.id
