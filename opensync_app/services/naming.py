"""Finding a session or message by the name that a client gives it."""

import re

from opensync_app.core.errors import NotFoundError
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.store import Store

_RECORD_NAME = re.compile(r"([sm])([1-9][0-9]{0,17})")


def session_named(store: Store, user_id: int, name: str) -> StoredSession:
    """Return a session by its wire id (`s12`) or its tool's id.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    number = record_id("s", name)
    found = store.sessions.get(user_id, number) if number else None
    found = found or store.sessions.find(user_id, name)
    if found is None:
        message = "Session not found"
        raise NotFoundError(message)
    return found


def message_named(store: Store, user_id: int, name: str) -> StoredMessage:
    """Return one whole message by its wire id (`m7`).

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    number = record_id("m", name)
    found = store.messages.get(user_id, number) if number else None
    if found is None:
        message = "Message not found"
        raise NotFoundError(message)
    return found


def record_id(letter: str, name: str) -> int | None:
    """Return the number in a wire id that begins with a letter; None for every other name."""
    match = _RECORD_NAME.fullmatch(name)
    return int(match[2]) if match and match[1] == letter else None
