"""OpenCode's sessions, messages and parts as records, wherever they were stored."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from opensync_app.core.session import (
    AI_TITLE,
    FIRST_PROMPT,
    Kind,
    Message,
    Part,
    Role,
    SessionPatch,
    text_alias,
)
from opensync_app.core.usage import TokenUsage, micro_usd
from opensync_app.sources.decoding import RowDecoder
from opensync_app.sources.opencode_parts import StoredPart, parts_of
from opensync_app.sources.titles import title_of

SOURCE = "opencode"

JsonObject = dict[str, Any]

_UNTITLED = re.compile(r"(New|Child) session - \d{4}-\d\d-\d\dT")
_SUBAGENT = re.compile(r"\(@([\w.-]+) subagent\)\s*$")


class StoredLine(msgspec.Struct, frozen=True, rename="camel"):
    """One line of the archive of OpenCode: a session, or a message with all its parts.

    Attributes:
        session: a session document of the JSON storage, or a row of the session table.
        session_id, message_id: the message's keys, as its folder or its row names them.
        message: the message document.
        part_ids, parts: its part documents, in order of their ids.
        broken: a document that is no JSON, by its path or row.
    """

    session: Any = None
    session_id: str = ""
    message_id: str = ""
    message: msgspec.Raw = msgspec.Raw()
    part_ids: list[str] = []
    parts: list[msgspec.Raw] = []
    broken: str | None = None


class StoredMessage(msgspec.Struct, frozen=True):
    """A message document, as far as it is read; a user's model stands in an object."""

    role: str = ""
    time: Any = None
    tokens: Any = None
    path: Any = None
    error: Any = None
    model: Any = None
    model_id: str | None = msgspec.field(default=None, name="modelID")
    provider_id: str | None = msgspec.field(default=None, name="providerID")


_messages = RowDecoder(StoredMessage)
_parts = RowDecoder(StoredPart)


def session_patch(document: object) -> SessionPatch | None:
    """Return a session as its document or its row tells it; None when it has no id."""
    row = _object(document)
    external_id = _word(row.get("id"))
    if external_id is None:
        return None
    time = _object(row.get("time"))
    updated = _whole(row.get("time_updated")) or _whole(time.get("updated"))
    parent = _word(row.get("parentID")) or _word(row.get("parent_id"))
    title = _word(row.get("title"))
    named = title is not None and not _UNTITLED.match(title)
    cost = row.get("cost")
    return SessionPatch(
        external_id=external_id,
        source=SOURCE,
        title=title_of(title) if title and named else None,
        title_rank=AI_TITLE if named else 0,
        title_position=updated or 0,
        project_path=_word(row.get("directory")),
        parent_external_id=parent,
        agent_name=_agent_of(row, title) if parent else None,
        cost_micro_usd=micro_usd(cost) if isinstance(cost, float) and 0 < cost < 1e9 else None,
        created_at=_whole(row.get("time_created")) or _whole(time.get("created")),
        active_at=updated,
    )


def message_of(line: StoredLine) -> tuple[SessionPatch, Message]:
    """Return a message and what it tells of its session. Raises msgspec.DecodeError."""
    document = _messages.decode(bytes(line.message))
    stored = _parts_of_line(line)
    role: Role = document.role if document.role in ("user", "assistant") else "unknown"  # pyright: ignore[reportAssignmentType]
    time = _object(document.time)
    created, completed = _whole(time.get("created")), _whole(time.get("completed"))
    kind = _kind_of(role, stored)
    words = "\n".join(p.text for p in stored if p.type == "text" and p.text and not p.synthetic)
    usage = usage_of(document.tokens)
    message = Message(
        session_external_id=line.session_id,
        external_id=line.message_id,
        role=role,
        kind=kind,
        parts=parts_of(stored, is_wholly_synthetic=kind == "injected") + _error_part(document),
        model=document.model_id if role == "assistant" else None,
        usage=usage,
        usage_key=line.message_id if usage else None,
        duration_ms=completed - created if created and completed and completed >= created else None,
        created_at=created,
        position=created,
        aliases=(text_alias("user", unquoted(words)),) if kind == "prompt" and words else (),
    )
    return _patch_of_message(message, document, words, completed), message


def usage_of(tokens: object) -> TokenUsage | None:
    """Return the tokens of a reply; None while it is being written.

    `input` leaves the cache out and `output` the reasoning; OpenCode does not say how long a cache
    write lives. Source: docs/source-formats.md#opencode, verified 2026-11-23.
    """
    told = _object(tokens)
    cache = _object(told.get("cache"))
    usage = TokenUsage(
        input=_whole(told.get("input")) or 0,
        output=_whole(told.get("output")) or 0,
        cache_write_5m=_whole(cache.get("write")) or 0,
        cache_read=_whole(cache.get("read")) or 0,
        reasoning=_whole(told.get("reasoning")) or 0,
    )
    return usage if any(usage.fields()) else None


def unquoted(text: str) -> str:
    """Return a prompt without the pair of quotes that `opencode run "…"` leaves around it."""
    bare = text.strip()
    quoted = len(bare) > 1 and bare.startswith('"') and bare.endswith('"')
    return bare[1:-1].strip() if quoted else bare


def _parts_of_line(line: StoredLine) -> list[StoredPart]:
    stored: list[StoredPart] = []
    for part_id, raw in zip(line.part_ids, line.parts, strict=False):
        part = _parts.decode(bytes(raw))
        stored.append(msgspec.structs.replace(part, key=part_id, raw=bytes(raw)))
    return stored


def _kind_of(role: Role, parts: Iterable[StoredPart]) -> Kind:
    """Return what a message is: a user message without own words or files is no prompt."""
    if role == "assistant":
        return "reply"
    if role == "unknown":
        return "notice"
    types = [part.type for part in parts if not part.synthetic]
    if "text" in types or "file" in types:
        return "prompt"
    return "notice" if "compaction" in types else "injected"


def _error_part(document: StoredMessage) -> tuple[Part, ...]:
    error = _object(document.error)
    name = _word(error.get("name"))
    if name is None:
        return ()
    reason = _word(_object(error.get("data")).get("message"))
    return (Part("error", f"{name}: {reason}" if reason else name, is_error=True, key="error"),)


def _patch_of_message(
    message: Message, document: StoredMessage, words: str, completed: int | None
) -> SessionPatch:
    title = title_of(unquoted(words)) if message.kind == "prompt" and words else None
    return SessionPatch(
        external_id=message.session_external_id,
        source=SOURCE,
        title=title,
        title_rank=FIRST_PROMPT if title else 0,
        title_position=(message.created_at or 0) if title else 0,
        project_path=_word(_object(document.path).get("cwd")),
        model=message.model,
        provider=document.provider_id,
        created_at=message.created_at,
        active_at=completed or message.created_at,
    )


def _agent_of(row: JsonObject, title: str | None) -> str | None:
    found = _SUBAGENT.search(title or "")
    return _word(row.get("agent")) or (found[1] if found else None)


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _whole(value: object) -> int | None:
    """Return a whole number that is not negative; OpenCode writes some of them as floats."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if 0 <= value < 1 << 53 else None
