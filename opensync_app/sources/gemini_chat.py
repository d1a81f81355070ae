"""The rows and messages of a Gemini chat as records; a document is one row that holds them all."""

import re
from typing import Any

import msgspec

from opensync_app.core.session import SUMMARY_TITLE, Message, Part
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.blocks import call_part, media_part, result_parts, text_parts
from opensync_app.sources.decoding import JsonObject, count_of, list_of, object_of, word_of
from opensync_app.sources.tags import inside
from opensync_app.sources.transcripts import Gathering, aliases_of

SOURCE = "gemini-cli"

_CONTEXT = re.compile(r"\s*<session_context>")
_WORKSPACE = re.compile(r"\*\*Workspace Directories:\*\*[ \t]*\n[ \t]*-[ \t]*(\S.*)")
_WORKING_DIRECTORY = ("[current working directory ", "]")
_REFERENCED = "\n--- Content from referenced files ---"


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """A line of a chat, or a whole chat; the fields of all kinds side by side.

    Attributes:
        session_id: in the head of a chat.
        start_time, last_updated: ISO 8601 with Z.
        messages: all messages of a document.
        kind: `main` or `subagent`.
        patch: a row `$set` that replaces fields of the chat, its messages among them.
        id, type, content …: a line that is one message; a later line of its id completes it.
    """

    session_id: str | None = None
    start_time: str | None = None
    last_updated: str | None = None
    summary: str | None = None
    kind: str | None = None
    messages: list[Any] = []
    patch: Any = msgspec.field(default=None, name="$set")
    id: str | None = None
    type: str | None = None
    timestamp: str | None = None
    content: Any = None
    display_content: Any = None
    thoughts: Any = None
    tool_calls: Any = None
    tokens: Any = None
    model: str | None = None


class Memory(msgspec.Struct, omit_defaults=True):
    """What is carried from line to line.

    Attributes:
        session: id of the session, from the head of its file.
        known: ids of its messages; a patch repeats them with the moment of the patch.
    """

    session: str | None = None
    known: set[str] = set()


def says_anything(row: Row) -> bool:
    """Return whether a row is read at all; the first such row names the session."""
    told = (row.session_id, row.start_time, row.last_updated, row.summary, row.id, row.messages)
    return any(told) or bool(object_of(row.patch))


def tell(said: Gathering, row: Row, parent: str | None, memory: Memory) -> None:
    """Keep what a row says: the head of a chat, a patch, a message, or all of them."""
    for moment in (row.start_time, row.last_updated):
        said.moment(moment)
    if row.session_id:
        said.tell(parent_external_id=parent)
    said.title(row.summary, SUMMARY_TITLE, 0)
    if row.id:
        _tell_message(said, row)
        memory.known.add(row.id)
    for message in row.messages:
        repeated = _row_of(message)
        _tell_message(said, _undated(repeated) if repeated.id in memory.known else repeated)
        memory.known.add(repeated.id or "")
    patch = object_of(row.patch)
    if patch:
        tell(said, msgspec.structs.replace(_row_of(patch), patch=None), parent, memory)


def _undated(row: Row) -> Row:
    """Return a message that is known already, without the moment at which it was repeated."""
    return msgspec.structs.replace(row, timestamp=None)


def _row_of(fields: object) -> Row:
    """Return an object as a row; fields of unexpected types are left out."""
    known = {f.encode_name: f for f in msgspec.structs.fields(Row)}
    kept: dict[str, Any] = {}
    for name, value in object_of(fields).items():
        field = known.get(name)
        try:
            if field:
                kept[field.name] = msgspec.convert(value, field.type)
        except msgspec.ValidationError:
            continue
    return Row(**kept)


def _tell_message(said: Gathering, row: Row) -> None:
    if row.type == "gemini":
        said.say(_reply(said, row))
    elif row.type == "user":
        _tell_user(said, row)
    elif row.type == "error":
        parts = text_parts(_text_of(row.content), f"{row.id}:0")
        said.say(msgspec.structs.replace(_message(said, row, parts), role="system", kind="notice"))


def _tell_user(said: Gathering, row: Row) -> None:
    """Keep a prompt; rows that only hand tools' results back say what the reply says already."""
    blocks = _blocks_of(row.content)
    if blocks and all("functionResponse" in block for block in blocks):
        return
    whole = _text_of(row.content)
    shown = _text_of(row.display_content) or whole.partition(_REFERENCED)[0].rstrip("\n")
    if _CONTEXT.match(whole):
        folder = _WORKSPACE.search(whole)
        said.tell_once(project_path=folder[1].strip() if folder else None)
        parts = text_parts(whole, f"{row.id}:0")
        said.say(msgspec.structs.replace(_message(said, row, parts), kind="injected"))
        return
    parts = text_parts(shown, f"{row.id}:0")
    if _REFERENCED in whole:
        parts += text_parts(whole.partition(_REFERENCED)[2], f"{row.id}:files", "injected")
    files = [object_of(block.get("inlineData")) for block in blocks]
    parts += tuple(
        media_part(word_of(file.get("mimeType")), file["data"], f"{row.id}:file-{n}")
        for n, file in enumerate(files)
        if "data" in file
    )
    said.say(msgspec.structs.replace(_message(said, row, parts), aliases=aliases_of(shown)))


def _reply(said: Gathering, row: Row) -> Message:
    calls = [object_of(call) for call in list_of(row.tool_calls)]
    for call in calls:
        folder, _ = inside(str(call.get("description") or ""), *_WORKING_DIRECTORY)
        said.tell_once(project_path=folder or None)
    parts = (
        *_thoughts(row),
        *text_parts(_text_of(row.content), f"{row.id}:text"),
        *(part for n, call in enumerate(calls) for part in _call(call, f"{row.id}:call-{n}")),
    )
    usage = usage_of(row.tokens)
    return msgspec.structs.replace(
        _message(said, row, parts),
        role="assistant",
        kind="reply",
        model=row.model,
        usage=usage,
        usage_key=f"gemini:{row.id}" if usage else None,
    )


def _message(said: Gathering, row: Row, parts: tuple[Part, ...]) -> Message:
    moment = said.moment(row.timestamp)
    return Message(
        session_external_id=said.session,
        external_id=row.id or f"at-{row.timestamp}",
        role="user",
        kind="prompt",
        parts=parts,
        created_at=moment,
        position=moment,
    )


def _thoughts(row: Row) -> tuple[Part, ...]:
    thoughts = [object_of(thought) for thought in list_of(row.thoughts)]
    words = [[word_of(t.get(name)) for name in ("subject", "description")] for t in thoughts]
    text = "\n\n".join("\n".join(word for word in pair if word) for pair in words)
    return text_parts(text, f"{row.id}:thoughts", "thinking")


def _call(call: JsonObject, key: str) -> tuple[Part, ...]:
    """Return a tool's call and its results, which stand in the same message."""
    name = call.get("name")
    part = call_part(name, call.get("args"), call.get("id"), key)
    failed = call.get("status") in ("error", "cancelled")
    results: list[Part] = []
    for index, item in enumerate(list_of(call.get("result"))):
        answer = object_of(object_of(object_of(item).get("functionResponse")).get("response"))
        content = answer.get("output", answer.get("error", answer or None))
        results += result_parts(
            content, call.get("id"), f"{key}:result-{index}", tool=name, is_error=failed
        )
    return part, *results


def usage_of(tokens: object) -> TokenUsage | None:
    """Return the tokens of a reply: `input` holds the cached ones, `output` no thoughts.

    Tokens of tools' prompts count as input.
    Source: docs/source-formats.md#gemini-cli, verified 2026-11-23.
    """
    told = object_of(tokens)
    if not told:
        return None
    whole, cached = (count_of(told.get(name)) or 0 for name in ("input", "cached"))
    read = min(cached, whole)
    return TokenUsage(
        input=whole - read + (count_of(told.get("tool")) or 0),
        output=count_of(told.get("output")) or 0,
        cache_read=read,
        reasoning=count_of(told.get("thoughts")) or 0,
    )


def _blocks_of(content: object) -> list[JsonObject]:
    return [object_of(block) for block in list_of(content)]


def _text_of(content: object) -> str:
    if isinstance(content, str):
        return content
    texts = [block.get("text") for block in _blocks_of(content) if not block.get("thought")]
    return "\n".join(text for text in texts if isinstance(text, str))
