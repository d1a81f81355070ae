"""Requests whose JSON body is read as forgivingly for the page and for scripts as for plugins."""

from typing import Any

from litestar import Request
from litestar.datastructures import State

from opensync_app.api.decoding import read_body


class ForgivingRequest(Request[Any, Any, State]):
    """A request that takes half an emoji in a text, and no nesting that breaks the reader."""

    async def json(self) -> object:
        """Return what the body holds.

        Raises:
            InvalidInputError: it is not JSON, or nested too deeply.
        """
        return await read_body(await self.body(), object)
