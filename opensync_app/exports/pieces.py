"""What is shown of one part of a message, whatever the format: its words, and how they are meant."""

import json
from collections.abc import Iterator
from typing import Any, Literal, cast

import msgspec

from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Part
from opensync_app.exports.base import ExportOptions
from opensync_app.exports.plain_words import plain

PieceKind = Literal["words", "thinking", "call", "result", "image", "file", "other"]


class Piece(msgspec.Struct, frozen=True):
    """One piece of a message to show.

    Attributes:
        kind: how its text is meant: `words` is markdown, everything else is verbatim.
        text: without control characters; for an image its base64 data.
        label: name of the tool, path of the file, media type of the image.
        is_error: the tool failed.
    """

    kind: PieceKind
    text: str
    label: str = ""
    is_error: bool = False


def pieces_of(message: StoredMessage, options: ExportOptions) -> Iterator[Piece]:
    """Yield what is shown of a message, in order; blank words are left out."""
    is_said = bool(message.text_content)
    if message.text_content and message.text_content.strip():
        yield Piece("words", plain(message.text_content))
    for part in message.parts:
        if part.type == "text" and is_said:
            continue
        if part.type == "thinking" and not options.thinking:
            continue
        if part.type in ("tool-call", "tool-result") and not options.tools:
            continue
        piece = _piece(part)
        if piece.text.strip() or piece.label:
            yield piece


def _piece(part: Part) -> Piece:
    """Return a part to show; what is unknown is shown as it is."""
    label, text = _line(part.tool_name or ""), _text(part.content)
    if part.type in _PLAIN:
        return Piece(_PLAIN[part.type], text)
    if part.type == "tool-result":
        return Piece("result", text, label, part.is_error)
    fields = _fields(part.content)
    if part.type == "tool-call":
        name = _line(str(fields.get("toolName") or part.tool_name or "tool"))
        return Piece("call", _text(fields.get("args", part.content)), name)
    if part.type in _NAMED:
        kind, name, data = _NAMED[part.type]
        label = _line(str(fields.get(name) or part.type))
        return Piece(kind, str(fields.get(data) or ""), label)
    return Piece("other", text, _line(part.type))


_PLAIN: dict[str, PieceKind] = {"text": "words", "thinking": "thinking"}
_NAMED: dict[str, tuple[PieceKind, str, str]] = {
    "image": ("image", "mediaType", "data"),
    "file": ("file", "path", ""),
}
"""Parts that are shown by a field of theirs: kind, field of the label, field of the data."""


def _fields(content: object) -> dict[str, Any]:
    return cast("dict[str, Any]", content) if isinstance(content, dict) else {}


def _text(content: object) -> str:
    """Return content as text: as it is, or as JSON that people can read."""
    if isinstance(content, str):
        return plain(content)
    if content is None:
        return ""
    return plain(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def _line(text: str) -> str:
    return " ".join(plain(text).split())
