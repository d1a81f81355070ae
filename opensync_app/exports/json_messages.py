"""One session as JSON: the hosted shape of session and messages, with all that is known beside it."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.session import Part, text_of
from opensync_app.core.usage import usd
from opensync_app.exports.base import ExportOptions, wanted

_encode = msgspec.json.Encoder().encode


def render_json(
    session: StoredSession, messages: Iterable[StoredMessage], options: ExportOptions
) -> Iterator[str]:
    """Yield `{"session": {…}, "messages": [{…}, …]}`."""
    yield f'{{"session":{_text(_session(session))},"messages":['
    between = ""
    for message in messages:
        if wanted(message, options):
            yield f"{between}{_text(_message(message, options))}"
            between = ",\n"
    yield "]}\n"


def render_lines(
    session: StoredSession, messages: Iterable[StoredMessage], options: ExportOptions
) -> Iterator[str]:
    """Yield one line of JSON for each message; each names its session."""
    about = {"sessionId": f"s{session.id}", "sessionTitle": session.title}
    for message in messages:
        if wanted(message, options):
            yield f"{_text(_message(message, options) | about)}\n"


def _session(session: StoredSession) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": f"s{session.id}",
        "externalId": session.external_id,
        "title": session.title,
        "model": session.model,
        "source": session.source,
        "provider": session.provider,
        "projectPath": session.project_path,
        "projectName": session.project_name,
        "gitBranch": session.git_branch,
        "promptTokens": session.prompt_tokens,
        "completionTokens": session.completion_tokens,
        "cost": usd(session.cost_micro_usd),
        "durationMs": session.duration_ms,
        "createdAt": session.created_at,
        "updatedAt": session.updated_at,
    }
    if session.tags:
        fields["tags"] = list(session.tags)
    return fields


def _message(message: StoredMessage, options: ExportOptions) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "role": message.role,
        "content": text_of(message.parts, message.text_content),
        "id": f"m{message.id}",
        "kind": message.kind,
        "createdAt": message.created_at,
    }
    if message.model is not None:
        fields["model"] = message.model
    parts = [_part(part) for part in message.parts if _is_wanted(part, options)]
    if parts:
        fields["parts"] = parts
    return fields


def _is_wanted(part: Part, options: ExportOptions) -> bool:
    if part.type == "thinking":
        return options.thinking
    return options.tools or part.type not in ("tool-call", "tool-result")


def _part(part: Part) -> dict[str, Any]:
    fields: dict[str, Any] = {"type": part.type, "content": part.content}
    if part.call_id is not None:
        fields["callId"] = part.call_id
    if part.tool_name is not None:
        fields["toolName"] = part.tool_name
    if part.is_error:
        fields["isError"] = True
    return fields


def _text(value: dict[str, Any]) -> str:
    return _encode(value).decode()
