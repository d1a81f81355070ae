"""Content blocks in the shapes that most tools share, as parts of a message."""

from typing import Any, cast

import msgspec

from opensync_app.core.session import Part
from opensync_app.sources.decoding import JsonObject, json_in, list_of, object_of, word_of

_CALLS = frozenset({"tool_use", "toolCall", "tool_call"})
_TEXTS = frozenset({"text", "input_text", "output_text"})


def parts_of(content: object, own: str) -> tuple[Part, ...]:
    """Return blocks as parts, keyed by `own` and their place; a bare text is one block.

    Tool calls are keyed by their own id. Texts and thinking without words are left out; blocks of
    unknown types are kept as they are.
    """
    if isinstance(content, str):
        return text_parts(content, f"{own}:0")
    parts: list[Part] = []
    for index, item in enumerate(list_of(content)):
        parts.extend(_parts_of_block(item, f"{own}:{index}"))
    return tuple(parts)


def text_parts(text: object, key: str, kind: str = "text") -> tuple[Part, ...]:
    """Return a text as its one part; nothing when it has no words."""
    return (Part(kind, text, key=key),) if isinstance(text, str) and text.strip() else ()


def call_part(name: object, arguments: object, call_id: object, key: str) -> Part:
    """Return a tool call; arguments that came as JSON in a text are read."""
    call = word_of(call_id)
    content = {"toolName": word_of(name) or "", "args": _unpacked(arguments)}
    return Part("tool-call", content, call_id=call, key=call or key)


def result_parts(
    content: object, call_id: object, key: str, *, tool: object = None, is_error: bool = False
) -> tuple[Part, ...]:
    """Return a tool's result as its text and, beside it, its images."""
    call = word_of(call_id)
    inner = parts_of(content, key)
    text = "\n".join(str(part.content) for part in inner if part.type == "text")
    if isinstance(content, (dict, int, float)):
        text = msgspec.json.encode(cast("object", content)).decode()
    first = Part(
        "tool-result", text, call_id=call, tool_name=word_of(tool), is_error=is_error, key=key
    )
    rest = [part for part in inner if part.type != "text"]
    return (first, *(msgspec.structs.replace(part, call_id=call) for part in rest))


def media_part(media: str | None, data: object, key: str) -> Part:
    """Return an image or another file by its base64 bytes."""
    kind = "image" if (media or "").startswith("image/") else "file"
    return Part(kind, {"mediaType": media, "data": data}, key=key)


def address_part(address: str, key: str) -> Part:
    """Return a file by its address; a data address is an image or a file with its bytes."""
    head, _, data = address.partition(";base64,")
    if data and head.startswith("data:"):
        return media_part(head.removeprefix("data:"), data, key)
    return Part("file", {"mediaType": None, "filename": None, "url": address}, key=key)


def _parts_of_block(item: object, key: str) -> tuple[Part, ...]:
    if isinstance(item, str):
        return text_parts(item, key)
    block = object_of(item)
    kind = word_of(block.get("type")) or "unknown"
    if kind in _TEXTS or kind == "thinking":
        words = block.get("thinking") or block.get("text")
        return text_parts(words, key, "thinking" if kind == "thinking" else "text")
    return _other_parts(block, kind, key)


def _other_parts(block: JsonObject, kind: str, key: str) -> tuple[Part, ...]:
    if kind in _CALLS:
        arguments = block.get("input", block.get("arguments"))
        return (call_part(block.get("name"), arguments, block.get("id"), key),)
    if kind == "tool_result":
        failed = block.get("is_error") is True
        return result_parts(block.get("content"), block.get("tool_use_id"), key, is_error=failed)
    if kind in ("image", "input_image"):
        return (_image_part(block, key),)
    return (Part(kind, block, key=key),)


def _image_part(block: JsonObject, key: str) -> Part:
    """Return an image: with its bytes beside it, in a source, or in an address."""
    source = object_of(block.get("source")) or block
    address = word_of(block.get("image_url"))
    if address:
        return address_part(address, key)
    data = source.get("data")
    media = word_of(source.get("media_type")) or word_of(source.get("mimeType"))
    return media_part(media, data, key) if data else Part("image", dict(block), key=key)


def _unpacked(arguments: Any) -> Any:  # noqa: ANN401 - tools hand over anything
    if not isinstance(arguments, str):
        return arguments
    try:
        return json_in(arguments)
    except msgspec.DecodeError:
        return arguments
