"""Which messages are searched by meaning, and which of their text."""

from opensync_app.core.records import StoredMessage
from opensync_app.core.searchable import searchable_of
from opensync_app.core.session import text_of

_HALF_CHARACTERS = "replace"


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
    whole = text if text.isascii() else text.encode("utf-8", _HALF_CHARACTERS).decode("utf-8")
    return whole if whole.strip() else ""
