"""`Answered`: which tools the results in a message answer; few tools name themselves in a result."""

from collections.abc import Sequence
from typing import Protocol, cast

from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Part

_MOST_KNOWN = 20_000
"""Calls; results follow their calls soon."""

_LOOK_BACK = 20
"""Messages with calls that are read from the record for a result whose call is not known."""


class Calls(Protocol):
    """Messages of the record that call tools."""

    def calling(self, session_id: int, before: int, limit: int) -> Sequence[StoredMessage]:
        """Return the last messages of a session up to a position that call tools."""
        ...


class Answered:
    """Remembers the calls of the messages it is shown; used by one thread at a time."""

    def __init__(self, calls: Calls) -> None:
        """Look up in this record what was not seen."""
        self._calls = calls
        self._tools: dict[tuple[int, str], str] = {}

    def tools_of(self, message: StoredMessage) -> tuple[str, ...]:
        """Return the tools whose results a message holds, each once, as far as they are known.

        Show it the messages in order: the calls of this one are remembered.
        """
        names: dict[str, None] = {}
        for part in message.parts:
            if part.type == "tool-call":
                self._note(message.session_id, part)
            elif part.type == "tool-result":
                name = part.tool_name or self._called(message, part.call_id)
                if name:
                    names[name] = None
        return tuple(names)

    def _called(self, message: StoredMessage, call_id: str | None) -> str:
        """Return the tool that a call was for; empty when the record does not know it either."""
        if call_id is None:
            return ""
        key = (message.session_id, call_id)
        if key not in self._tools:
            for known in self._calls.calling(message.session_id, message.position, _LOOK_BACK):
                for part in known.parts:
                    if part.type == "tool-call":
                        self._note(message.session_id, part)
            self._keep(key, self._tools.get(key, ""))
        return self._tools[key]

    def _note(self, session_id: int, part: Part) -> None:
        if part.call_id is not None:
            self._keep((session_id, part.call_id), _name_of(part))

    def _keep(self, key: tuple[int, str], name: str) -> None:
        if len(self._tools) >= _MOST_KNOWN and key not in self._tools:
            del self._tools[next(iter(self._tools))]
        self._tools[key] = name


def _name_of(call: Part) -> str:
    content: object = call.content
    told = cast("dict[str, object]", content).get("toolName") if isinstance(content, dict) else None
    return told if isinstance(told, str) else call.tool_name or ""
