"""A page of messages that stays small: long texts are cut, tools' texts first, pictures are linked."""

from collections.abc import Callable
from typing import Any, cast

import msgspec

from opensync_app.api.shapes import LONGEST_TEXT, Message, MessagePart, message_shape, part_shape
from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Part
from opensync_app.services.browsing import MessagePage
from opensync_app.services.reading import SHOWN_PICTURES

LARGEST_PAGE = 250_000
"""Bytes of JSON; a page is cut harder, and then made shorter, until it has no more."""

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

_OF_LARGE = (6_000, 600)
"""The same for a message that alone fills a page; of its parts there is a route."""

_MOST_PARTS = 400
"""Parts of such a message that are shown at once."""

_LARGEST_PART = 60_000
"""Bytes of such a part's content."""

_HEAD = 10_000
"""Bytes that are left for all that stands beside the parts."""

_SAID = frozenset({"text", "thinking", "reasoning"})


def small_page(read: Callable[[int], MessagePage], limit: int) -> tuple[MessagePage, list[Message]]:
    """Return a page and its messages as they stand on it, at most 250,000 bytes of JSON.

    Where cutting cannot do it the page has fewer messages than the limit, and at least one; its
    cursors go on from there. A message that alone is too large has only its first parts, and
    says how many there are. `read` returns the page of a limit.
    """
    while True:
        page = read(limit)
        shapes, size = _page_shapes(page.messages)
        if size <= LARGEST_PAGE:
            return page, shapes
        if len(shapes) == 1:
            return page, [_opening_of(page.messages[0])]
        limit = max(1, len(shapes) * LARGEST_PAGE // (size + size // 8))


def part_page(message: StoredMessage, start: int) -> list[MessagePart]:
    """Return parts of a message from one on, counted from 0, as many as fit into a page.

    Long texts are cut; there is at least one part as long as any is left.
    """
    parts: list[MessagePart] = []
    room = LARGEST_PAGE - _HEAD
    for index, part in enumerate(message.parts[start : start + _MOST_PARTS], start):
        shape = _small_part(part, f"/api/messages/m{message.id}/parts/{index}")
        room -= len(msgspec.json.encode(shape)) + 1
        if room < 0 and parts:
            break
        parts.append(shape)
    return parts


def _opening_of(message: StoredMessage) -> Message:
    """Return a message with as many of its first parts as a page holds."""
    bare = msgspec.structs.replace(message, parts=(), text_content=None)
    shape = message_shape(bare if message.parts else message, LONGEST_TEXT)
    shape.parts = part_page(message, 0)
    if len(shape.parts) < len(message.parts):
        shape.parts_total = len(message.parts)
    return shape


def _small_part(part: Part, link: str) -> MessagePart:
    """Return a part that is small whatever it holds: what is long in other ways is told as text."""
    said, used = _OF_LARGE
    shape = _part_shape(part, said, used, link)
    told = msgspec.json.encode(shape.content)
    if len(told) <= _LARGEST_PART:
        return shape
    words = told.decode()
    shape.truncated, shape.length = True, len(words)
    if part.type == "tool-call" and isinstance(shape.content, dict):
        fields = cast("dict[str, Any]", shape.content)
        shape.content = {"toolName": str(fields.get("toolName", ""))[:200], "args": words[:said]}
    else:
        shape.content = words[:said]
    return shape


def _page_shapes(messages: list[StoredMessage]) -> tuple[list[Message], int]:
    """Return messages cut no harder than needed, and their bytes of JSON."""
    shapes: list[Message] = []
    size = 0
    for said, used in _LIMITS:
        shapes = [_shape(message, said, used) for message in messages]
        size = len(msgspec.json.encode(shapes))
        if size <= LARGEST_PAGE:
            break
    return shapes, size


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
