"""A page of messages that stays small: long texts are cut, tools' texts first, pictures are linked."""

from typing import Any, cast

import msgspec

from opensync_app.api.shapes import LONGEST_TEXT, Message, MessagePart, message_shape, part_shape
from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Part
from opensync_app.services.reading import SHOWN_PICTURES

LARGEST_PAGE = 250_000
"""Bytes of JSON; a page is cut harder until it has no more."""

_LARGEST_INLINE_PICTURE = 4_000
"""Characters of base64; larger pictures are fetched when they come into sight."""

_LIMITS = (
    (LONGEST_TEXT, LONGEST_TEXT),
    (LONGEST_TEXT, 4_000),
    (LONGEST_TEXT, 1_200),
    (6_000, 600),
    (2_000, 300),
    (600, 120),
)
"""Most characters of what is said, and of what goes into tools and comes out."""

_SAID = frozenset({"text", "thinking", "reasoning"})


def page_shapes(messages: list[StoredMessage]) -> list[Message]:
    """Return messages as they stand on a page: at most 250,000 bytes wherever cutting can do it."""
    shapes: list[Message] = []
    for said, used in _LIMITS:
        shapes = [_shape(message, said, used) for message in messages]
        if len(msgspec.json.encode(shapes)) <= LARGEST_PAGE:
            break
    return shapes


def _shape(message: StoredMessage, said: int, used: int) -> Message:
    shape = message_shape(message, said)
    if used == LONGEST_TEXT:
        return shape
    shape.parts = [
        _part_shape(part, said, used, f"/api/messages/m{message.id}/parts/{index}")
        for index, part in enumerate(message.parts)
    ]
    if message.parts:
        # The same words stand in the parts.
        shape.text_content = shape.truncated = shape.length = None
    return shape


def _part_shape(part: Part, said: int, used: int, link: str) -> MessagePart:
    if part.type == "image":
        return _picture_shape(part, link)
    return part_shape(part, said if part.type in _SAID else used)


def _picture_shape(part: Part, link: str) -> MessagePart:
    shape = part_shape(part)
    fields = cast("dict[str, Any]", part.content) if isinstance(part.content, dict) else {}
    data = fields.get("data")
    if isinstance(data, str) and len(data) > _LARGEST_INLINE_PICTURE:
        shape.content = {name: value for name, value in fields.items() if name != "data"}
        shape.content["size"] = len(data) * 3 // 4
        if fields.get("mediaType") in SHOWN_PICTURES:
            shape.content["url"] = link
    return shape
