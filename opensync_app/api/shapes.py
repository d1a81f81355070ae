"""Sessions and messages as they stand on the wire, and their making from the record's."""

from typing import Any, cast

import msgspec

from opensync_app.api.wire import Tokens, Wire
from opensync_app.core.edits import EvalStatus
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.resuming import resume_of
from opensync_app.core.session import Kind, Part, Role, text_of
from opensync_app.core.usage import TokenUsage, usd

LONGEST_TEXT = 20_000
"""Texts of a page of messages are cut here (characters); the whole message has its own route."""


class ResumeWay(Wire):
    """How to take a session up again.

    Attributes:
        command: one command line, safe to paste into a shell.
        cwd: the folder to type it in; null when it is not known.
    """

    command: str
    cwd: str | None


class Session(Wire):
    """One session; absent values are left out, except costs, whose null says unknown.

    Attributes:
        id: opaque.
        external_id: the coding tool's own id.
        prompt_tokens: input, cache writes and cache reads.
        tokens: own usage by kind.
        tokens_with_children: own usage and that of sub-agents.
        cost: US dollars by the price list, for what was only pushed as reported.
        cost_with_children: that and the cost of sub-agents; null when one of them is unknown.
        reported_cost: US dollars as its tool or plugin counts.
        is_stub: known only because a message named it.
        is_automated: a script's or a sub-agent's, or nobody typed into it; lists leave it out
            unless they are asked for it.
        subagent_count: sessions whose parent it is.
        deleted_at: epoch ms since when it is in the trash; left out elsewhere.
        resume: how to take it up again with its tool; left out where there is no way.
        archived_files: paths it was read from; only when one session is asked for.
        starred: by a person, whose the note, the tags and the judgements are too; what is not
            given is left out.
        reviewed_at: epoch ms of the last judgement.
    """

    id: str
    external_id: str
    source: str
    provider: str
    models: list[str]
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    tokens: Tokens
    tokens_with_children: Tokens
    cost: float | None
    cost_micro_usd: int | None
    cost_with_children: float | None
    duration_ms: int
    is_public: bool
    is_stub: bool
    is_automated: bool
    starred: bool
    subagent_count: int
    message_count: int
    user_prompt_count: int
    assistant_message_count: int
    tool_call_count: int
    created_at: int
    updated_at: int
    title: str | None = None
    project_path: str | None = None
    project_name: str | None = None
    git_branch: str | None = None
    git_commit: str | None = None
    model: str | None = None
    parent_external_id: str | None = None
    agent_name: str | None = None
    machine: str | None = None
    reported_cost: float | None = None
    started_at: int | None = None
    ended_at: int | None = None
    deleted_at: int | None = None
    resume: ResumeWay | None = None
    note: str | None = None
    archived_files: list[str] | None = None
    tags: list[str] = msgspec.field(default_factory=list)
    eval_ready: bool = False
    eval_status: EvalStatus | None = None
    eval_notes: str | None = None
    expected_output: str | None = None
    reviewed_at: int | None = None


class MessagePart(Wire):
    """One piece of a message.

    Attributes:
        type: `text`, `thinking`, `tool-call`, `tool-result`, `image`, `file` or any other word.
        content: text for text, thinking and tool results; `{"toolName", "args"}` for a call;
            `{"mediaType", "data"}` for an image; anything for other types.
        call_id: joins a tool call and its result.
        truncated: texts in `content` were cut; the whole message has its own route.
        length: characters of the cut texts before the cut.
    """

    type: str
    content: Any
    call_id: str | None = None
    tool_name: str | None = None
    is_error: bool | None = None
    truncated: bool | None = None
    length: int | None = None


class Message(Wire):
    """One message; absent values are left out.

    Attributes:
        kind: what it is in the conversation; tells a typed prompt from injected text.
        text_content: what a person reads in it.
        truncated: `text_content` was cut.
        length: characters of `text_content` before the cut.
        parts_total: how many parts there are, where `parts` holds only the first of them; the
            others have a route of their own.
    """

    id: str
    external_id: str
    role: Role
    kind: Kind
    created_at: int
    is_sidechain: bool
    parts: list[MessagePart]
    text_content: str | None = None
    model: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    duration_ms: int | None = None
    truncated: bool | None = None
    length: int | None = None
    parts_total: int | None = None


def session_shape(session: StoredSession, files: tuple[str, ...] | None = None) -> Session:
    """Return a session as it stands on the wire; `files` are the paths it was read from."""
    return Session(
        id=f"s{session.id}",
        external_id=session.external_id,
        source=session.source,
        provider=session.provider,
        models=list(session.models),
        prompt_tokens=session.prompt_tokens,
        completion_tokens=session.completion_tokens,
        total_tokens=session.prompt_tokens + session.completion_tokens,
        tokens=tokens_shape(session.tokens),
        tokens_with_children=tokens_shape(session.tokens_with_children),
        cost=usd(session.cost_micro_usd),
        cost_micro_usd=session.cost_micro_usd,
        cost_with_children=usd(session.cost_with_children_micro_usd),
        reported_cost=usd(session.reported_cost_micro_usd),
        duration_ms=session.duration_ms,
        is_public=session.is_public,
        is_stub=session.is_stub,
        is_automated=session.is_automated,
        starred=session.starred,
        subagent_count=session.subagent_count,
        message_count=session.message_count,
        user_prompt_count=session.user_prompt_count,
        assistant_message_count=session.assistant_message_count,
        tool_call_count=session.tool_call_count,
        created_at=session.created_at,
        updated_at=session.updated_at,
        title=session.title,
        project_path=session.project_path,
        project_name=session.project_name,
        git_branch=session.git_branch,
        git_commit=session.git_commit,
        model=session.model,
        parent_external_id=session.parent_external_id,
        agent_name=session.agent_name,
        machine=session.machine,
        started_at=session.started_at,
        ended_at=session.ended_at,
        deleted_at=session.deleted_at,
        resume=_resume_shape(session),
        note=session.note,
        archived_files=None if files is None else list(files),
        tags=list(session.tags),
        eval_ready=session.eval_ready,
        eval_status=session.eval_status,
        eval_notes=session.eval_notes,
        expected_output=session.expected_output,
        reviewed_at=session.reviewed_at,
    )


def _resume_shape(session: StoredSession) -> ResumeWay | None:
    way = resume_of(
        session.source, session.external_id, session.parent_external_id, session.project_path
    )
    return None if way is None else ResumeWay(way.command, way.cwd)


def message_shape(message: StoredMessage, longest: int | None = None) -> Message:
    """Return a message as it stands on the wire, its texts cut at `longest` characters if given."""
    text = text_of(message.parts, message.text_content)
    is_cut = longest is not None and len(text) > longest
    usage = message.usage
    return Message(
        id=f"m{message.id}",
        external_id=message.external_id,
        role=message.role,
        kind=message.kind,
        created_at=message.created_at,
        is_sidechain=message.is_sidechain,
        parts=[part_shape(part, longest) for part in message.parts],
        text_content=(text[:longest] if is_cut else text) or None,
        model=message.model,
        prompt_tokens=None if usage is None else usage.prompt,
        completion_tokens=None if usage is None else usage.completion,
        duration_ms=message.duration_ms,
        truncated=is_cut or None,
        length=len(text) if is_cut else None,
    )


def part_shape(part: Part, longest: int | None = None) -> MessagePart:
    """Return a part as it stands on the wire; image data is never cut."""
    shape = MessagePart(
        part.type, part.content, part.call_id, part.tool_name, part.is_error or None
    )
    if part.type == "tool-result":
        shape.is_error = part.is_error
    if longest is not None and part.type != "image":
        shape.content, cut = _shortened(part.content, longest)
        if cut:
            shape.truncated, shape.length = True, cut
    return shape


def tokens_shape(usage: TokenUsage) -> Tokens:
    """Return token counts as they stand on the wire."""
    return Tokens(*usage.fields())


def _shortened(content: object, longest: int) -> tuple[object, int]:
    """Return content with its long texts cut, and how many characters the cut texts had."""
    if isinstance(content, str):
        return (content[:longest], len(content)) if len(content) > longest else (content, 0)
    if isinstance(content, dict):
        fields = {
            name: _shortened(value, longest)
            for name, value in cast("dict[str, object]", content).items()
        }
        return {name: kept for name, (kept, _) in fields.items()}, sum(
            c for _, c in fields.values()
        )
    if isinstance(content, list):
        items = [_shortened(item, longest) for item in cast("list[object]", content)]
        return [kept for kept, _ in items], sum(cut for _, cut in items)
    return content, 0
