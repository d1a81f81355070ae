"""Read one session from end to end: its outline, what it says about something, its pictures."""

import base64
import binascii
from typing import cast

import msgspec

from opensync_app.core.errors import InvalidInputError, NotFoundError
from opensync_app.core.finding import count_in
from opensync_app.services.naming import message_named, session_named
from opensync_app.store import Store
from opensync_app.store.messages import MessagePage
from opensync_app.store.transcripts import ContextSize, Heading

MOST_HEADINGS = 1500
MOST_FOUND = 5000
LONGEST_SOUGHT = 500

SHOWN_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
"""Picture formats that hold nothing but a picture; SVG may hold scripts."""


class Outline(msgspec.Struct, frozen=True):
    """The headings of a session.

    Attributes:
        headings: prompts, commands, summaries and interruptions in order, at most 1,500.
        total: messages of the session.
        context: how large its context is.
    """

    headings: list[Heading]
    total: int
    context: ContextSize


class Found(msgspec.Struct, frozen=True):
    """A message that holds the words.

    Attributes:
        message_id: record id.
        number: place among the messages of its session, from 0.
        count: how often it holds them.
    """

    message_id: int
    number: int
    count: int


class Picture(msgspec.Struct, frozen=True):
    """A picture of a message: its media type, one of those that are shown, and its bytes."""

    media_type: str
    data: bytes


class Reading:
    """Reads one session for one user; somebody else's sessions do not exist."""

    def __init__(self, store: Store) -> None:
        """Read from this store."""
        self._store = store

    def page_at(self, user_id: int, name: str, number: int, limit: int) -> MessagePage:
        """Return the page of a session that begins with its message of a number, from 0.

        Raises:
            NotFoundError: there is no such session, or it is somebody else's.
        """
        session = session_named(self._store, user_id, name)
        return self._store.messages.page_at(session.id, number, limit)

    def outline(self, user_id: int, name: str) -> Outline:
        """Return the headings of a session and the size of its context.

        Raises:
            NotFoundError: there is no such session, or it is somebody else's.
        """
        session = session_named(self._store, user_id, name)
        transcripts = self._store.transcripts
        return Outline(
            transcripts.headings(session.id, MOST_HEADINGS),
            session.message_count,
            transcripts.context_size(session.id),
        )

    def find(self, user_id: int, name: str, words: str) -> tuple[list[Found], bool]:
        """Return the messages of a session that hold words, in order, and whether that is all.

        Raises:
            NotFoundError: there is no such session, or it is somebody else's.
            InvalidInputError: there are no words, or more than 500 characters.
        """
        if not words or len(words) > LONGEST_SOUGHT:
            message = f"The words to find must have 1 to {LONGEST_SOUGHT} characters."
            raise InvalidInputError(message, "$.q")
        session = session_named(self._store, user_id, name)
        found: list[Found] = []
        for number, message in self._store.transcripts.messages(session.id):
            if count := count_in(message, words):
                if len(found) == MOST_FOUND:
                    return found, False
                found.append(Found(message.id, number, count))
        return found, True

    def picture(self, user_id: int, message: str, part: int) -> Picture:
        """Return the picture that a part of a message, counted from 0, holds.

        Raises:
            NotFoundError: there is no such message or part, or it holds no picture that is shown.
        """
        parts = message_named(self._store, user_id, message).parts
        picture = _picture(parts[part].content) if 0 <= part < len(parts) else None
        if picture is None:
            words = "There is no picture here."
            raise NotFoundError(words)
        return picture


def _picture(content: object) -> Picture | None:
    fields = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    media_type, data = fields.get("mediaType"), fields.get("data")
    if media_type not in SHOWN_PICTURES or not isinstance(data, str):
        return None
    try:
        return Picture(str(media_type), base64.b64decode(data, validate=True))
    except (binascii.Error, ValueError):
        return None
