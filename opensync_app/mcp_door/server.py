"""The tools behind the official SDK's server; importing this loads the SDK, so do it late."""

import asyncio
from collections.abc import Callable
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from opensync_app.mcp_door.recall import Recall
from opensync_app.mcp_door.tools import INSTRUCTIONS, TOOLS, call

Context = ServerRequestContext[dict[str, Any], Any]


def make_server(recall: Recall, version: str, user_of: Callable[[Context], int]) -> Server:
    """Return a server whose tools read for the user that a request belongs to."""

    async def list_tools(ctx: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        del ctx, params
        return ListToolsResult(tools=_TOOLS)

    async def call_tool(ctx: Context, params: CallToolRequestParams) -> CallToolResult:
        reply = await asyncio.to_thread(call, recall, user_of(ctx), params.name, params.arguments)
        return CallToolResult(content=[TextContent(text=reply.text)], is_error=reply.is_error)

    return Server(
        "opensync",
        version=version,
        title="OpenSync",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def manager_of(server: Server) -> StreamableHTTPSessionManager:
    """Return what speaks HTTP for a server: every request stands by itself, answers are JSON."""
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True)


async def serve_stdio(server: Server) -> None:
    """Serve over standard input and output until the input ends."""
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


_TOOLS = [
    Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema(),
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )
    for tool in TOOLS
]
