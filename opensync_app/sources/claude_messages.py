"""Messages out of the rows of a Claude Code transcript."""

from collections.abc import Iterable

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.session import Kind, Message, Part, Role, text_alias
from opensync_app.sources.claude_prompts import command_line_of, kind_of_prompt
from opensync_app.sources.claude_rows import Attachment, Row, blocks_of, usage_of
from opensync_app.sources.decoding import JsonObject, RowDecoder, object_of, word_of

SYNTHETIC_MODEL = "<synthetic>"

_QUIET_SUBTYPES = frozenset({"stop_hook_summary", "turn_duration", "bridge_status"})
_EMPTY_OUTPUT = frozenset({"", "<local-command-stdout></local-command-stdout>"})
_attachments = RowDecoder(Attachment)


class _Aside(msgspec.Struct, frozen=True):
    """Words that are neither a prompt nor a reply, and whose they are."""

    text: str
    role: Role
    kind: Kind


def reply(row: Row, session: str, offset: int) -> Message:
    """Return what the model said in this row; the other rows of the reply bear the same id.

    Claude Code writes one row per content block and repeats the usage on each; the reply is known
    by the API's message id, which some endpoints leave out.
    """
    said = row.said
    model = word_of(said.get("model"))
    own = row.uuid or f"line-{offset}"
    reply_id = word_of(said.get("id")) or own
    blocks = blocks_of(said.get("content"))
    spoken = model != SYNTHETIC_MODEL and not row.is_api_error_message
    calls = [block["id"] for block in blocks if word_of(block.get("id")) and _is_call(block)]
    return Message(
        session_external_id=session,
        external_id=reply_id,
        role="assistant",
        kind="reply" if spoken else "notice",
        parts=parts_of(blocks, own),
        model=model if spoken else None,
        usage=usage_of(said) if spoken else None,
        usage_key=reply_id if spoken else None,
        is_fast=object_of(said.get("usage")).get("speed") == "fast",
        created_at=moment_of(row),
        position=offset,
        is_sidechain=row.is_sidechain,
        aliases=tuple(i for i in (own, *calls) if i != reply_id),
    )


def user_message(row: Row, session: str, offset: int) -> Message | None:
    """Return what stands in a user row: a prompt, a tool's result, a command, a notice.

    None when it is empty. Nine of ten user rows are tool results.
    """
    blocks = blocks_of(row.said.get("content"))
    own = row.uuid or f"line-{offset}"
    parts = parts_of(blocks, own)
    if not parts:
        return None
    role: Role = "user"
    if any(part.type == "tool-result" for part in parts):
        role, kind, aliases = "tool", "tool-result", ()
    else:
        text = "\n".join(p.content for p in parts if p.type == "text").strip()
        kind = kind_of_prompt(row, text, has_image=any(p.type == "image" for p in parts))
        aliases = _aliases_of_words(kind, text)
    return Message(
        session_external_id=session,
        external_id=own,
        role=role,
        kind=kind,
        parts=parts,
        created_at=moment_of(row),
        position=offset,
        is_sidechain=row.is_sidechain,
        aliases=aliases,
    )


def system_message(row: Row, session: str, offset: int) -> Message | None:
    """Return what Claude Code itself says in a system row; None for rows nobody reads."""
    text = _system_text(row)
    if row.subtype in _QUIET_SUBTYPES or text in _EMPTY_OUTPUT:
        return None
    kind: Kind = "notice"
    if row.subtype == "local_command":
        kind = "command"
    elif row.subtype == "away_summary":
        kind = "summary"
    return _aside(_Aside(text, "system", kind), row, session, offset)


def queued_message(row: Row, session: str, offset: int) -> Message | None:
    """Return words that were typed while the model worked; None for every other attachment.

    They reach the model as an attachment and stand in no user row. They are shown but not counted
    as prompts, as in docs/source-formats.md#claude-code.
    """
    if b"queued_command" not in bytes(memoryview(row.attachment)[:400]):
        return None
    try:
        attachment = _attachments.decode(bytes(row.attachment))
    except msgspec.DecodeError:
        return None
    text = "\n".join(str(b.get("text", "")) for b in blocks_of(attachment.prompt)).strip()
    if attachment.type != "queued_command" or not text:
        return None
    typed = attachment.command_mode in (None, "prompt")
    aside = _Aside(text, "user", "injected" if typed else "notice")
    return _aside(aside, row, session, offset)


def parts_of(blocks: Iterable[JsonObject], own: str) -> tuple[Part, ...]:
    """Return the blocks of a row as parts, keyed by the row and their place in it.

    Tool calls are keyed by their own id, so that a call told twice stays one. Empty texts and
    thinking that came without words are left out; blocks of unknown types are kept as they are.
    """
    parts: list[Part] = []
    for index, block in enumerate(blocks):
        parts.extend(_parts_of_block(block, f"{own}:{index}"))
    return tuple(parts)


def moment_of(row: Row) -> int | None:
    """Return when the row was written, epoch ms."""
    return parse_iso_ms(row.timestamp) if row.timestamp else None


def _aside(aside: _Aside, row: Row, session: str, offset: int) -> Message:
    own = row.uuid or f"line-{offset}"
    return Message(
        session_external_id=session,
        external_id=own,
        role=aside.role,
        kind=aside.kind,
        parts=(Part("text", aside.text, key=f"{own}:0"),),
        created_at=moment_of(row),
        position=offset,
        is_sidechain=row.is_sidechain,
    )


def _aliases_of_words(kind: Kind, text: str) -> tuple[str, ...]:
    """Return the ids under which a plugin may have sent these words of the user."""
    if kind == "command":
        typed = command_line_of(text)
        return (text_alias("user", typed),) if typed else ()
    return (text_alias("user", text),) if text and kind in ("prompt", "notice") else ()


def _system_text(row: Row) -> str:
    if isinstance(row.content, str):
        return row.content.strip()
    if row.subtype != "api_error":
        return ""
    error = object_of(row.error)
    reason = word_of(error.get("message")) or word_of(object_of(error.get("error")).get("message"))
    status = error.get("status")
    return " ".join(str(w) for w in ("API error", status, reason) if w)


def _is_call(block: JsonObject) -> bool:
    return block.get("type") in ("tool_use", "server_tool_use", "mcp_tool_use")


def _parts_of_block(block: JsonObject, key: str) -> tuple[Part, ...]:
    kind = block.get("type")
    if kind in ("text", "thinking"):
        text = word_of(block.get(kind))
        return (Part(kind, text, key=key),) if text else ()
    if _is_call(block):
        call = word_of(block.get("id"))
        content = {"toolName": str(block.get("name") or ""), "args": block.get("input")}
        return (Part("tool-call", content, call_id=call, key=call or key),)
    if kind == "tool_result":
        return _result_parts(block, key)
    if kind in ("image", "document"):
        return (_media_part(block, key, None),)
    return (Part(str(kind or "unknown"), block, key=key),)


def _result_parts(block: JsonObject, key: str) -> tuple[Part, ...]:
    """Return a tool's result as its text and, beside it, its images and whatever else it holds."""
    call = word_of(block.get("tool_use_id"))
    inner = blocks_of(block.get("content"))
    text = "\n".join(str(b.get("text") or "") for b in inner if b.get("type") == "text")
    failed = block.get("is_error") is True
    first = Part("tool-result", text, call_id=call, is_error=failed, key=key)
    rest = [b for b in inner if b.get("type") != "text"]
    return (first, *(_media_part(b, f"{key}.{i}", call) for i, b in enumerate(rest)))


def _media_part(block: JsonObject, key: str, call: str | None) -> Part:
    """Return an image or a document with its bytes; other blocks as they are."""
    kind = block.get("type")
    source = object_of(block.get("source"))
    if kind not in ("image", "document") or source.get("type") != "base64":
        return Part(str(kind or "unknown"), block, call_id=call, key=key)
    content = {"mediaType": source.get("media_type"), "data": source.get("data")}
    return Part("image" if kind == "image" else "file", content, call_id=call, key=key)
