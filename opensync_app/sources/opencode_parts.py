"""OpenCode's message parts as parts of the record."""

from collections.abc import Iterable
from typing import Any

import msgspec

from opensync_app.core.session import Part
from opensync_app.sources.decoding import list_of, object_of, word_of

_UNREAD = frozenset({"step-start", "step-finish", "snapshot"})
_IDS = frozenset({"id", "sessionID", "messageID", "type"})
_objects = msgspec.json.Decoder(dict[str, Any])


class StoredPart(msgspec.Struct, frozen=True):
    """A part document, as far as it is read.

    Attributes:
        synthetic: OpenCode put the text into the prompt; no person typed it.
        state: of a tool call: status, input, output or error, attachments.
        key: the part's id.
        raw: the whole document.
    """

    type: str = ""
    text: str | None = None
    synthetic: bool = False
    tool: str | None = None
    call_id: str | None = msgspec.field(default=None, name="callID")
    state: Any = None
    mime: str | None = None
    filename: str | None = None
    url: str | None = None
    key: str = ""
    raw: bytes = b""


def parts_of(stored: Iterable[StoredPart], *, is_wholly_synthetic: bool) -> tuple[Part, ...]:
    """Return the parts in order; a tool's call and its result stand in the same message.

    Marks of a step's begin and end say nothing to a reader and are left out. Text that OpenCode
    added to a person's prompt has the type `injected`, so that it is not taken for theirs.
    """
    parts: list[Part] = []
    for part in stored:
        if part.type == "tool":
            parts.extend(_tool_parts(part))
        elif part.type == "file":
            parts.append(_file_part(part.url, part.mime, part.filename, part.key))
        elif part.type in ("text", "reasoning"):
            parts.extend(_text_parts(part, is_wholly_synthetic=is_wholly_synthetic))
        elif part.type not in _UNREAD:
            parts.append(_other_part(part))
    return tuple(parts)


def _text_parts(part: StoredPart, *, is_wholly_synthetic: bool) -> tuple[Part, ...]:
    if not part.text:
        return ()
    kind = "thinking" if part.type == "reasoning" else "text"
    if part.synthetic and not is_wholly_synthetic:
        kind = "injected"
    return (Part(kind, part.text, key=part.key),)


def _tool_parts(part: StoredPart) -> tuple[Part, ...]:
    state = object_of(part.state)
    content = {"toolName": part.tool or "", "args": state.get("input")}
    call = Part("tool-call", content, call_id=part.call_id, key=part.key)
    failed = state.get("status") == "error"
    output = state.get("error") if failed else state.get("output")
    if output is None:
        return (call,)
    text = output if isinstance(output, str) else msgspec.json.encode(output).decode()
    result = Part(
        "tool-result",
        text,
        call_id=part.call_id,
        tool_name=part.tool,
        is_error=failed,
        key=f"{part.key}:result",
    )
    return call, result, *_attached(state.get("attachments"), part)


def _attached(attachments: object, part: StoredPart) -> Iterable[Part]:
    """Yield the images and files that a tool returned beside its text."""
    for index, item in enumerate(list_of(attachments)):
        url, mime, name = (word_of(object_of(item).get(k)) for k in ("url", "mime", "filename"))
        file = _file_part(url, mime, name, f"{part.key}:file-{index}")
        yield msgspec.structs.replace(file, call_id=part.call_id)


def _file_part(url: str | None, mime: str | None, filename: str | None, key: str) -> Part:
    """Return a file; an image that came as a data address is an image."""
    head, _, data = (url or "").partition(";base64,")
    if data and head.startswith("data:"):
        media = mime or head.removeprefix("data:")
        kind = "image" if media.startswith("image/") else "file"
        return Part(kind, {"mediaType": media, "data": data}, key=key)
    return Part("file", {"mediaType": mime, "filename": filename, "url": url}, key=key)


def _other_part(part: StoredPart) -> Part:
    try:
        document = _objects.decode(part.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = {}
    content = {name: value for name, value in document.items() if name not in _IDS}
    return Part(part.type or "unknown", content, key=part.key)
