"""The entries of a Pi session as records; costs are recorded by Pi itself."""

import re
from typing import Any

import msgspec

from opensync_app.core.session import CUSTOM_TITLE, Kind, Message, Part, Role
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Chunk, Parsed
from opensync_app.sources.blocks import parts_of, result_parts, text_parts
from opensync_app.sources.decoding import (
    JsonObject,
    RowDecoder,
    count_of,
    micro_usd_of,
    object_of,
    word_of,
)
from opensync_app.sources.transcripts import Gathering, aliases_of, carried, read_rows, recalled

SOURCE = "pi"

_ID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.jsonl)?$")


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """One entry of a session; the fields of all types side by side.

    Attributes:
        type: `session`, `message`, `compaction`, `session_info`, `custom_message` …
        id: of the entry; version 1 has none.
        timestamp: ISO 8601 with Z.
        message: what was said; its own `timestamp` is in epoch ms.
        parent_session, branched_from: path of the session this one was forked from.
        model_id: the model from here on.
    """

    type: str = ""
    id: str | None = None
    timestamp: str | None = None
    cwd: str | None = None
    provider: str | None = None
    model_id: str | None = None
    parent_session: str | None = None
    branched_from: str | None = None
    message: Any = None
    summary: str | None = None
    name: str | None = None
    content: Any = None


class Memory(msgspec.Struct, omit_defaults=True):
    """What is carried from chunk to chunk.

    Attributes:
        count: entries that were numbered, because version 1 gives them no ids.
        cost: US dollars so far.
    """

    count: int = 0
    cost: float = 0.0


_rows = RowDecoder(Row)


class Log:
    """One chunk of one session being read."""

    def __init__(self, chunk: Chunk, state: bytes, *, session: str) -> None:
        """Prepare to read."""
        self._chunk = chunk
        self._memory = recalled(state, Memory)
        self._said = Gathering(SOURCE, session)

    def parsed(self) -> Parsed:
        """Return all that the chunk says."""
        bad = read_rows(self._chunk, _rows, self._read)
        return self._said.parsed(bad, carried(self._memory))

    def _read(self, row: Row, offset: int) -> None:
        if row.type == "session":
            self._begin(row)
        elif row.type == "message":
            self._message(row, object_of(row.message), offset)
        elif row.type in ("compaction", "branch_summary"):
            self._aside(row, row.summary, "summary", offset)
        elif row.type == "custom_message":
            self._aside(row, row.content, "injected", offset)
        elif row.type == "session_info":
            self._said.title(row.name, CUSTOM_TITLE, offset)
        elif row.type == "model_change":
            self._said.tell(model=row.model_id, provider=row.provider)

    def _begin(self, row: Row) -> None:
        self._said.moment(row.timestamp)
        parent = _ID.search(row.parent_session or row.branched_from or "")
        self._said.tell(
            project_path=row.cwd,
            provider=row.provider,
            model=row.model_id,
            parent_external_id=parent[1] if parent else None,
        )

    def _message(self, row: Row, said: JsonObject, offset: int) -> None:
        role = said.get("role")
        if role == "assistant":
            self._reply(row, said, offset)
        elif role == "user":
            self._say(row, "user", "prompt", said.get("content"), offset)
        elif role == "toolResult":
            self._result(row, said, offset)
        elif role == "bashExecution":
            text = f"$ {said.get('command') or ''}\n{said.get('output') or ''}"
            self._say(row, "user", "command", text, offset)
        elif role in ("compactionSummary", "branchSummary"):
            self._say(row, "system", "summary", said.get("summary"), offset)
        elif role in ("custom", "hookMessage"):
            self._say(row, "user", "injected", said.get("content"), offset)

    def _reply(self, row: Row, said: JsonObject, offset: int) -> None:
        key = self._key(row)
        parts = parts_of(said.get("content"), key)
        failure = word_of(said.get("errorMessage"))
        if failure:
            parts += (Part("error", failure, is_error=True, key=f"{key}:error"),)
        usage = usage_of(said.get("usage"))
        message = self._record(row, key, "assistant", "reply", parts, offset=offset)
        self._said.tell(provider=word_of(said.get("provider")))
        self._said.say(
            msgspec.structs.replace(
                message,
                model=word_of(said.get("model")),
                usage=usage,
                usage_key=self._usage_key(said, key) if usage else None,
            )
        )
        self._pay(object_of(said.get("usage")))

    def _pay(self, usage: JsonObject) -> None:
        dollars = object_of(usage.get("cost")).get("total")
        if micro_usd_of(dollars) is not None:
            self._memory.cost += float(dollars or 0)
            self._said.tell(cost_micro_usd=micro_usd_of(self._memory.cost))

    def _usage_key(self, said: JsonObject, key: str) -> str:
        """Return the same key for a reply and its copy in a fork: its moment in ms and its model."""
        moment = count_of(said.get("timestamp"))
        if not moment:
            return f"pi:{self._said.session}:{key}"
        return f"pi:{word_of(said.get('responseId')) or moment}:{said.get('model')}"

    def _result(self, row: Row, said: JsonObject, offset: int) -> None:
        key = self._key(row)
        parts = result_parts(
            said.get("content"),
            said.get("toolCallId"),
            f"{key}:result",
            tool=said.get("toolName"),
            is_error=said.get("isError") is True,
        )
        self._said.say(self._record(row, key, "tool", "tool-result", parts, offset=offset))

    def _say(self, row: Row, role: Role, kind: Kind, content: object, offset: int) -> None:
        key = self._key(row)
        parts = parts_of(content, key)
        words = "\n".join(p.content for p in parts if p.type == "text")
        message = self._record(row, key, role, kind, parts, offset=offset)
        aliases = aliases_of(words) if kind == "prompt" else ()
        self._said.say(msgspec.structs.replace(message, aliases=aliases))

    def _aside(self, row: Row, content: object, kind: Kind, offset: int) -> None:
        key = self._key(row)
        parts = text_parts(content, key) or parts_of(content, key)
        self._said.say(self._record(row, key, "system", kind, parts, offset=offset))

    def _key(self, row: Row) -> str:
        self._memory.count += 1
        return row.id or f"entry-{self._memory.count}"

    def _record(
        self, row: Row, key: str, role: Role, kind: Kind, parts: tuple[Part, ...], *, offset: int
    ) -> Message:
        return Message(
            session_external_id=self._said.session,
            external_id=key,
            role=role,
            kind=kind,
            parts=parts,
            created_at=self._said.moment(row.timestamp),
            position=offset,
        )


def usage_of(told: object) -> TokenUsage | None:
    """Return the tokens of a reply; `input` leaves the cache out, `output` holds the reasoning.

    Source: docs/source-formats.md#pi, verified 2026-11-23.
    """
    usage = object_of(told)
    if not usage:
        return None
    return TokenUsage(
        input=count_of(usage.get("input")) or 0,
        output=count_of(usage.get("output")) or 0,
        cache_write_5m=count_of(usage.get("cacheWrite")) or 0,
        cache_read=count_of(usage.get("cacheRead")) or 0,
    )
