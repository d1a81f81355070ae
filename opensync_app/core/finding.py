"""Finding the words of a person in one message: every text of it, tools' input and output too."""

from collections.abc import Iterator
from typing import cast

from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Part

_SILENT = frozenset({"image", "file"})
"""Parts whose content is data and not words."""


def count_in(message: StoredMessage, words: str) -> int:
    """Return how often words stand in a message, upper and lower case alike; 0 for no words."""
    sought = words.casefold()
    if not sought:
        return 0
    return sum(text.casefold().count(sought) for text in texts_of(message))


def texts_of(message: StoredMessage) -> Iterator[str]:
    """Yield every text that the reader shows of a message."""
    if not message.parts and message.text_content:
        yield message.text_content
    for part in message.parts:
        if part.type not in _SILENT:
            yield from _texts_of_part(part)


def _texts_of_part(part: Part) -> Iterator[str]:
    content = part.content
    if isinstance(content, str):
        yield content
    elif isinstance(content, (dict, list)):
        yield from _strings(cast("object", content))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in cast("dict[str, object]", value).values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _strings(inner)
