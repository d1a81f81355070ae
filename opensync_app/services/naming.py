"""Finding a session or message by the name that a client gives it."""

import re

import msgspec

from opensync_app.core.errors import NotFoundError
from opensync_app.core.query import SessionFilter
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.store import Store

_RECORD_NAME = re.compile(r"([smn])([1-9][0-9]{0,17})")


def session_named(store: Store, user_id: int, name: str) -> StoredSession:
    """Return a session by its wire id (`s12`) or its tool's id.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    return _found(session_in(store, user_id, name))


def trashed_named(store: Store, user_id: int, name: str) -> StoredSession:
    """Return a session in the trash by its wire id or its tool's id.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    return _found(session_in(store, user_id, name, is_trashed=True))


def session_in(
    store: Store, user_id: int, name: str, *, is_trashed: bool = False
) -> StoredSession | None:
    """Return a session outside the trash, or in it, by its wire id or its tool's id; or None."""
    number, sessions = record_id("s", name), store.sessions
    found = sessions.get(user_id, number, is_trashed=is_trashed) if number else None
    return found or sessions.find(user_id, name, is_trashed=is_trashed)


def _found(session: StoredSession | None) -> StoredSession:
    if session is None:
        message = "Session not found"
        raise NotFoundError(message)
    return session


def meant(store: Store, wanted: SessionFilter) -> SessionFilter:
    """Return a filter whose parent, given by its wire id, is named as its sub-agents name it."""
    if wanted.parent is None:
        return wanted
    parent = session_in(store, wanted.user_id, wanted.parent)
    name = wanted.parent if parent is None else parent.external_id
    return msgspec.structs.replace(wanted, parent=name)


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
