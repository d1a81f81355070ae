"""What every export of one session is made from, and what it is called as a file."""

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from opensync_app.core.moments import day_of
from opensync_app.core.records import StoredMessage, StoredSession

_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\s]+")
"""Characters that some file system refuses, and white space."""

_LONGEST_NAME = 100


class ExportOptions(msgspec.Struct, frozen=True):
    """What goes into an export besides the words.

    Attributes:
        tools: calls of tools and their results.
        thinking: what the model thought.
        notices: what neither a person nor the model said: commands, notices, injected text.
    """

    tools: bool = True
    thinking: bool = True
    notices: bool = True


Render = Callable[[StoredSession, Iterable[StoredMessage], ExportOptions], Iterator[str]]
"""Yields the text of an export piece by piece; messages are in the order of the conversation."""


class Export(msgspec.Struct, frozen=True):
    """One format.

    Attributes:
        name: in the query.
        ending: of its files.
        media_type: of its text, which is UTF-8.
        render: makes it.
    """

    name: str
    ending: str
    media_type: str
    render: Render


def file_name(session: StoredSession, ending: str) -> str:
    """Return a name for a session's file: its title, at most 100 characters, and its UTC day."""
    words = _UNSAFE.sub("-", session.title or "").strip(".-")[:_LONGEST_NAME].rstrip(".-")
    return f"{words or 'session'}_{day_of(session.created_at)}.{ending}"


def wanted(message: StoredMessage, options: ExportOptions) -> bool:
    """Return whether a message goes into an export at all."""
    if message.kind == "tool-result":
        return options.tools
    return options.notices or message.kind in ("prompt", "reply", "summary")
