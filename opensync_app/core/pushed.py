"""What plugins push, as they send it, and its reading as sessions and messages."""

from typing import Annotated, Any, cast

import msgspec

from opensync_app.core.errors import InvalidInputError
from opensync_app.core.names import canonical_source
from opensync_app.core.session import (
    PUSHED_TITLE,
    ROLES,
    Kind,
    Message,
    Part,
    Role,
    SessionPatch,
    text_alias,
)
from opensync_app.core.usage import TokenUsage, micro_usd

_MOST = 1e15
_LAST_MOMENT_MS = 8.64e15

Count = Annotated[float, msgspec.Meta(ge=0, le=_MOST)]
"""A number of tokens; plugins send whole numbers, some as text."""

Dollars = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
"""US dollars."""

Span = Annotated[float, msgspec.Meta(ge=-_MOST, le=_MOST)]
"""Milliseconds; one plugin sends negative ones after `/clear`."""

Moment = Annotated[float, msgspec.Meta(ge=0, le=_LAST_MOMENT_MS)]
"""Epoch milliseconds; 0 says nothing."""

_KINDS: dict[Role, Kind] = {
    "user": "prompt",
    "assistant": "reply",
    "tool": "tool-result",
    "system": "notice",
    "unknown": "injected",
}

_PART_TYPES = {
    "tool_call": "tool-call",
    "tool_use": "tool-call",
    "tool-use": "tool-call",
    "tool_result": "tool-result",
    "reasoning": "thinking",
}
"""Other spellings of the part types, as other tools and the hosted documentation have them."""


class PushedPart(msgspec.Struct, rename="camel"):
    """One piece of a pushed message, in either of the two documented shapes.

    Attributes:
        type: `text`, `tool-call`, `tool-result`, `thinking`, or any other word.
        content: the piece itself (first shape).
        text: the words, as some senders name them.
        tool_name: name of the tool (flat shape).
        args: arguments of the call (flat shape).
        result: output of the call (flat shape).
        call_id: joins a call and its result.
        tool_call_id: the same under another name.
        is_error: the tool failed.
    """

    type: str
    content: Any = None
    text: str | None = None
    tool_name: str | None = None
    args: Any = None
    result: Any = None
    call_id: str | None = None
    tool_call_id: str | None = None
    is_error: bool | None = None


class PushedSession(msgspec.Struct, rename="camel"):
    """What a plugin says of a session; unknown keys are ignored, null says nothing.

    Attributes:
        external_id: the tool's id of the session; `session_id` is another name of it.
        title: replaces an earlier pushed title.
        cost: US dollars.
        duration_ms: milliseconds.
        created_at: epoch ms.
    """

    external_id: str | None = None
    session_id: str | None = None
    title: str | None = None
    project_path: str | None = None
    project_name: str | None = None
    model: str | None = None
    provider: str | None = None
    source: str | None = None
    prompt_tokens: Count | None = None
    completion_tokens: Count | None = None
    cost: Dollars | None = None
    duration_ms: Span | None = None
    created_at: Moment | None = None
    git_branch: str | None = None
    git_remote: str | None = None
    start_type: str | None = None
    end_reason: str | None = None


class PushedMessage(msgspec.Struct, rename="camel"):
    """One message as a plugin sends it; unknown keys are ignored, null says nothing.

    Attributes:
        session_external_id: the session it belongs to, known or not; `session_id` is another name.
        external_id: unique within the session.
        role: user, assistant, system, tool or unknown.
        text_content: the words; empty is accepted and takes nothing away.
        prompt_tokens: tokens in; never added to the session's.
        completion_tokens: tokens out; never added to the session's.
        created_at: epoch ms; the moment of arrival when absent.
        parts: pieces; absent leaves known pieces as they are.
    """

    session_external_id: str | None = None
    session_id: str | None = None
    external_id: str | None = None
    role: str | None = None
    source: str | None = None
    text_content: str | None = None
    model: str | None = None
    prompt_tokens: Count | None = None
    completion_tokens: Count | None = None
    duration_ms: Span | None = None
    created_at: Moment | None = None
    parts: list[PushedPart] | None = None


def read_session(pushed: PushedSession) -> SessionPatch:
    """Return what a pushed session says.

    Raises:
        InvalidInputError: it does not name the session.
    """
    external_id = pushed.external_id or pushed.session_id
    if not external_id:
        message = "Missing externalId or sessionId"
        raise InvalidInputError(message, "$.externalId")
    return SessionPatch(
        external_id=external_id,
        source=canonical_source(pushed.source or None),
        title=pushed.title or None,
        title_rank=PUSHED_TITLE if pushed.title else 0,
        project_path=pushed.project_path or None,
        project_name=pushed.project_name or None,
        git_branch=pushed.git_branch or None,
        git_remote=pushed.git_remote or None,
        model=pushed.model or None,
        provider=pushed.provider or None,
        start_type=pushed.start_type or None,
        end_reason=pushed.end_reason or None,
        prompt_tokens=_whole(pushed.prompt_tokens),
        completion_tokens=_whole(pushed.completion_tokens),
        cost_micro_usd=None if pushed.cost is None else micro_usd(pushed.cost),
        duration_ms=_span(pushed.duration_ms),
        created_at=_whole(pushed.created_at) or None,
    )


def read_message(pushed: PushedMessage) -> Message:
    """Return what a pushed message says.

    Raises:
        InvalidInputError: a name or the role is missing, or the role is none of the five.
    """
    session_external_id = pushed.session_external_id or pushed.session_id
    if not session_external_id:
        message = "Missing sessionExternalId"
        raise InvalidInputError(message, "$.sessionExternalId")
    if not pushed.external_id:
        message = "Missing externalId"
        raise InvalidInputError(message, "$.externalId")
    role = _read_role(pushed.role)
    return Message(
        session_external_id=session_external_id,
        external_id=pushed.external_id,
        role=role,
        kind=_KINDS[role],
        parts=_read_parts(pushed.parts or [], pushed.external_id),
        text_content=pushed.text_content or None,
        model=pushed.model or None,
        usage=_usage(pushed.prompt_tokens, pushed.completion_tokens),
        duration_ms=_span(pushed.duration_ms),
        created_at=_whole(pushed.created_at) or None,
        aliases=_aliases(role, pushed.text_content),
        source=canonical_source(pushed.source or None),
    )


def _read_role(role: str | None) -> Role:
    if not role:
        message = "Missing role"
        raise InvalidInputError(message, "$.role")
    if role not in ROLES:
        message = f"The role must be one of {', '.join(ROLES)}; got {role[:40]!r}."
        raise InvalidInputError(message, "$.role")
    return role


def _aliases(role: Role, text: str | None) -> tuple[str, ...]:
    """Return the alias by which a prompt meets the same prompt in the tool's own file."""
    return (text_alias(role, text),) if role == "user" and text and text.strip() else ()


def _usage(prompt: float | None, completion: float | None) -> TokenUsage | None:
    """Return the tokens of one reply; two zeros are a plugin that did not wait for them."""
    if not prompt and not completion:
        return None
    return TokenUsage(input=round(prompt or 0), output=round(completion or 0))


def _read_parts(parts: list[PushedPart], external_id: str) -> tuple[Part, ...]:
    """Return the pieces; a message named after its tool call lends them its id."""
    call_id = external_id if external_id.startswith("toolu_") else None
    return tuple(piece for part in parts for piece in _read_part(part, call_id))


def _read_part(part: PushedPart, call_id: str | None) -> list[Part]:
    """Return the pieces of one part: a flat call that carries its result is two."""
    kind = _PART_TYPES.get(part.type, part.type)
    call_id = part.call_id or part.tool_call_id or call_id
    if kind == "tool-call":
        call = Part(kind, _call_content(part), call_id)
        return [call] if part.result is None else [call, _result(part, part.result, call_id)]
    if kind == "tool-result":
        output = part.result if part.content is None else part.content
        return [_result(part, output, call_id)]
    content = part.text if part.content is None else part.content
    if kind in ("text", "thinking"):
        content = _words(content)
    return [Part(kind, content)]


def _call_content(part: PushedPart) -> object:
    """Return `{"toolName", "args"}`, or the content as it is when it names no tool."""
    if part.content is None:
        return {"toolName": part.tool_name or "unknown", "args": part.args}
    if not isinstance(part.content, dict):
        return cast("object", part.content)
    content = cast("dict[str, object]", part.content)
    if "toolName" not in content and "name" in content:
        return {"toolName": content["name"], "args": content.get("args", content.get("input"))}
    return content


def _result(part: PushedPart, output: object, call_id: str | None) -> Part:
    return Part("tool-result", _words(output), call_id, part.tool_name, bool(part.is_error))


def _words(content: object) -> str:
    """Return content as text: JSON for what is not text."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    return msgspec.json.encode(content).decode()


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def _span(milliseconds: float | None) -> int | None:
    """Return a duration; a negative one says nothing."""
    return None if milliseconds is None or milliseconds < 0 else round(milliseconds)
