"""Which messages are searched by meaning, and which of their text; and what a session opens with."""

from opensync_app.core.records import StoredMessage
from opensync_app.core.searchable import searchable_of
from opensync_app.core.session import text_of
from opensync_app.core.titles import start_of

_HALF_CHARACTERS = "replace"

_OPENING_CHARACTERS = 200
"""Of 100, 120, 150, 180, 200 and 250 these found most (tuning half of bench/relevance)."""

_TITLE_CHARACTERS = 200


def is_spoken(message: StoredMessage) -> bool:
    """Return whether a person or the model says it: a typed prompt, or a reply."""
    return message.kind == "reply" or (message.kind == "prompt" and not message.is_sidechain)


def embeddable_of(message: StoredMessage, *, tool_output: bool) -> str:
    """Return the text of a message that is searched by meaning; empty when there is none.

    Prompts and replies as a person reads them, without thinking and tool calls; with
    `tool_output` also what tools answered. Other messages have no such text.
    """
    if is_spoken(message):
        text = text_of(message.parts, message.text_content)
    elif tool_output and message.kind == "tool-result":
        text = searchable_of(message).tool_output
    else:
        return ""
    return _whole(text) if text.strip() else ""


def opening_of(title: str | None, first: StoredMessage) -> str:
    """Return the few words that a session is searched by as a whole; empty when there are none.

    They are its title, unless that is only cut from what was said first, and how that begins. A
    session without a title has none: its messages tell as much.
    """
    said = start_of(text_of(first.parts, first.text_content))
    name = (title or "").rstrip("… ").strip()[:_TITLE_CHARACTERS]
    start = said[:_OPENING_CHARACTERS]
    if not name:
        return ""
    return _whole(start if name in said else f"{name}. {start}".strip())


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", _HALF_CHARACTERS).decode("utf-8")
