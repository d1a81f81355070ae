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
from opensync_app.core.titles import title_of
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.decoding import (
    JsonObject,
    RowDecoder,
    count_of,
    micro_usd_of,
    object_of,
    word_of,
)
from opensync_app.sources.opencode_parts import StoredPart, parts_of

SOURCE = "opencode"

_ROLES: dict[str, Role] = {"user": "user", "assistant": "assistant"}
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
    row = object_of(document)
    external_id = word_of(row.get("id"))
    if external_id is None:
        return None
    time = object_of(row.get("time"))
    updated = count_of(row.get("time_updated")) or count_of(time.get("updated"))
    parent = word_of(row.get("parentID")) or word_of(row.get("parent_id"))
    title = word_of(row.get("title"))
    named = title is not None and not _UNTITLED.match(title)
    return SessionPatch(
        external_id=external_id,
        source=SOURCE,
        title=title_of(title) if title and named else None,
        title_rank=AI_TITLE if named else 0,
        title_position=updated or 0,
        project_path=word_of(row.get("directory")),
        parent_external_id=parent,
        agent_name=_agent_of(row, title) if parent else None,
        cost_micro_usd=micro_usd_of(row.get("cost")) or None,
        created_at=count_of(row.get("time_created")) or count_of(time.get("created")),
        active_at=updated,
    )


def message_of(line: StoredLine) -> tuple[SessionPatch, Message]:
    """Return a message and what it tells of its session. Raises msgspec.DecodeError."""
    document = _messages.decode(bytes(line.message))
    stored = _parts_of_line(line)
    role = _ROLES.get(document.role, "unknown")
    time = object_of(document.time)
    created, completed = count_of(time.get("created")), count_of(time.get("completed"))
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


def joined_patches(patches: Iterable[SessionPatch]) -> tuple[SessionPatch, ...]:
    """Return one patch per session: the first folder, the best title, else the latest word."""
    known: dict[str, SessionPatch] = {}
    for patch in patches:
        older = known.get(patch.external_id)
        known[patch.external_id] = _joined(older, patch) if older else patch
    return tuple(known.values())


def usage_of(tokens: object) -> TokenUsage | None:
    """Return the tokens of a reply; None while it is being written.

    `input` leaves the cache out and `output` the reasoning; OpenCode does not say how long a cache
    write lives. Source: docs/source-formats.md#opencode, verified 2026-11-23.
    """
    told = object_of(tokens)
    cache = object_of(told.get("cache"))
    usage = TokenUsage(
        input=count_of(told.get("input")) or 0,
        output=count_of(told.get("output")) or 0,
        cache_write_5m=count_of(cache.get("write")) or 0,
        cache_read=count_of(cache.get("read")) or 0,
        reasoning=count_of(told.get("reasoning")) or 0,
    )
    return usage if any(usage.fields()) else None


def unquoted(text: str) -> str:
    """Return a prompt without the pair of quotes that `opencode run "…"` leaves around it."""
    bare = text.strip()
    quoted = len(bare) > 1 and bare.startswith('"') and bare.endswith('"')
    return bare[1:-1].strip() if quoted else bare


def _joined(older: SessionPatch, newer: SessionPatch) -> SessionPatch:
    titled = older if _has_better_title(older, newer) else newer
    starts = [p.created_at for p in (older, newer) if p.created_at is not None]
    ends = [p.active_at for p in (older, newer) if p.active_at is not None]
    return SessionPatch(
        external_id=older.external_id,
        source=SOURCE,
        title=titled.title,
        title_rank=titled.title_rank,
        title_position=titled.title_position,
        project_path=older.project_path or newer.project_path,
        model=newer.model or older.model,
        provider=newer.provider or older.provider,
        agent_name=newer.agent_name or older.agent_name,
        parent_external_id=newer.parent_external_id or older.parent_external_id,
        cost_micro_usd=older.cost_micro_usd
        if newer.cost_micro_usd is None
        else newer.cost_micro_usd,
        created_at=min(starts, default=None),
        active_at=max(ends, default=None),
    )


def _has_better_title(older: SessionPatch, newer: SessionPatch) -> bool:
    """The higher rank is better; of first prompts the earliest, of other titles the latest."""
    if older.title_rank != newer.title_rank:
        return older.title_rank > newer.title_rank
    if older.title_rank == FIRST_PROMPT:
        return older.title_position <= newer.title_position
    return older.title_position > newer.title_position


def _parts_of_line(line: StoredLine) -> list[StoredPart]:
    stored: list[StoredPart] = []
    for part_id, raw in zip(line.part_ids, line.parts, strict=False):
        data = bytes(raw)
        try:
            part = _parts.decode(data)
        except msgspec.DecodeError:
            part = StoredPart(type="unknown")
        stored.append(msgspec.structs.replace(part, key=part_id, raw=data))
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
    error = object_of(document.error)
    name = word_of(error.get("name"))
    if name is None:
        return ()
    reason = word_of(object_of(error.get("data")).get("message"))
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
        project_path=word_of(object_of(document.path).get("cwd")),
        model=message.model,
        provider=document.provider_id,
        created_at=message.created_at,
        active_at=completed or message.created_at,
    )


def _agent_of(row: JsonObject, title: str | None) -> str | None:
    found = _SUBAGENT.search(title or "")
    return word_of(row.get("agent")) or (found[1] if found else None)
