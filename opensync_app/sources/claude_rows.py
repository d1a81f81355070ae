"""The rows of a Claude Code transcript, as far as they are read."""

from typing import Any

import msgspec

from opensync_app.core.usage import TokenUsage
from opensync_app.sources.decoding import JsonObject, count_of, list_of, object_of


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """One line of a transcript; the fields of all its types side by side.

    Attributes:
        type: what the line is; only some are read, the rest stays in the archive.
        timestamp: ISO 8601 with Z.
        entrypoint: how the tool was started: `cli`, `claude-desktop`, `sdk-cli` and others.
        session_id: the session; in a sub-agent's file that of its parent.
        message: what was said, in the shape of the Anthropic API.
        request_id: API request; some compatible endpoints give none.
        attachment: undecoded, because most attachments are large and not conversation.
        data: undecoded progress report.
        content: text of a system row.
        tool_use_result: undecoded, the result of a tool once more with its details.
        leaf_uuid: the row that a summary summarises, maybe of another session.
        total_cost: US dollars of the session so far, as Claude Code reckons them.
    """

    type: str = ""
    subtype: str | None = None
    uuid: str | None = None
    timestamp: str | None = None
    session_id: str | None = None
    entrypoint: str | None = None
    cwd: str | None = None
    git_branch: str | None = None
    is_sidechain: bool = False
    is_meta: bool = False
    is_compact_summary: bool = False
    is_api_error_message: bool = False
    request_id: str | None = None
    message: Any = None
    origin: Any = None
    attachment: msgspec.Raw = msgspec.Raw()
    data: msgspec.Raw = msgspec.Raw()
    content: Any = None
    error: Any = None
    tool_use_result: msgspec.Raw = msgspec.Raw()
    custom_title: str | None = None
    agent_name: str | None = None
    ai_title: str | None = None
    summary: str | None = None
    leaf_uuid: str | None = None
    total_cost: float | None = msgspec.field(default=None, name="totalCostUSD")

    @property
    def said(self) -> JsonObject:
        """The message as an object; empty when the row has none."""
        return object_of(self.message)


class Progress(msgspec.Struct, frozen=True):
    """The `data` of a progress row.

    Attributes:
        message: for `agent_progress` a row of the sub-agent, with its message inside.
    """

    type: str = ""
    message: Any = None


class Attachment(msgspec.Struct, frozen=True, rename="camel"):
    """An attachment, as far as it holds words of a person.

    Attributes:
        command_mode: `prompt` for words that were typed while the model was working.
    """

    type: str = ""
    prompt: Any = None
    command_mode: str | None = None


class AgentResult(msgspec.Struct, frozen=True, rename="camel"):
    """The result of a sub-agent's work, as its parent is told it."""

    agent_id: str | None = None
    agent_type: str | None = None


class AgentMeta(msgspec.Struct, frozen=True, rename="camel"):
    """The `.meta.json` beside a sub-agent's transcript."""

    agent_type: str | None = None
    description: str | None = None


def blocks_of(content: object) -> list[JsonObject]:
    """Return the blocks of a message; a bare text is one text block, odd ones are wrapped."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return [object_of(item) or {"type": "text", "text": str(item)} for item in list_of(content)]


def usage_of(said: JsonObject) -> TokenUsage | None:
    """Return the tokens of a reply; None when the row does not tell.

    `input_tokens` leaves both kinds of cache out. Of the cache writes those that live an hour are
    told apart since 2.0; where they are not, all live five minutes.
    Source: docs/source-formats.md#claude-code, verified 2026-11-23.
    """
    usage = object_of(said.get("usage"))
    if not usage:
        return None
    writes = count_of(usage.get("cache_creation_input_tokens")) or 0
    told = object_of(usage.get("cache_creation")).get("ephemeral_1h_input_tokens")
    hour = min(count_of(told) or 0, writes)
    return TokenUsage(
        input=count_of(usage.get("input_tokens")) or 0,
        output=count_of(usage.get("output_tokens")) or 0,
        cache_write_5m=writes - hour,
        cache_write_1h=hour,
        cache_read=count_of(usage.get("cache_read_input_tokens")) or 0,
    )
