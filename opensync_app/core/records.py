"""Sessions, messages and journal entries as the record holds them."""

from typing import Literal

import msgspec

from opensync_app.core.edits import EvalStatus
from opensync_app.core.session import Kind, Part, Role
from opensync_app.core.usage import NO_USAGE, TokenUsage

JournalOp = Literal["session", "message", "session-deleted", "message-deleted"]


class StoredSession(msgspec.Struct, frozen=True, kw_only=True):
    """One session of the record.

    Attributes:
        id: record id; on the wire `s<id>`.
        tokens: own usage, each reply once; zero for a session that was only pushed.
        tokens_with_children: own usage and that of its sub-agents.
        prompt_tokens: what the hosted API calls prompt tokens (imported figures win over pushed).
        cost_with_children_micro_usd: its own cost and that of its sub-agents; None when one of
            them is unknown.
        cost_micro_usd: of its own replies by the price list, else as reported; None when a price
            is unknown.
        reported_cost_micro_usd: as its tool or plugin counts; None when it does not.
        public_slug: under which it can be published; kept when it is private again.
        is_stub: known only because a message named it.
        is_automated: a script's or a sub-agent's, or nobody typed into it.
        subagent_count: sessions whose parent it is.
        created_at: epoch ms; updated_at: epoch ms of the last activity, not of the import.
        deleted_at: epoch ms since when it is in the trash; None elsewhere.
        starred: marked by a person, whose the note, the tags in order and the judgements after
            them are too.
        reviewed_at: epoch ms of the last judgement.
    """

    id: int
    user_id: int
    external_id: str
    source: str
    title: str | None
    project_path: str | None
    project_name: str | None
    git_branch: str | None
    git_commit: str | None = None
    model: str | None
    provider: str
    models: tuple[str, ...]
    parent_external_id: str | None
    agent_name: str | None
    machine: str | None
    prompt_tokens: int
    completion_tokens: int
    tokens: TokenUsage = NO_USAGE
    tokens_with_children: TokenUsage = NO_USAGE
    cost_micro_usd: int | None
    cost_with_children_micro_usd: int | None = None
    reported_cost_micro_usd: int | None = None
    duration_ms: int
    is_public: bool
    public_slug: str | None = None
    is_stub: bool
    is_automated: bool = False
    message_count: int
    user_prompt_count: int
    assistant_message_count: int
    tool_call_count: int
    subagent_count: int = 0
    created_at: int
    updated_at: int
    started_at: int | None
    ended_at: int | None
    deleted_at: int | None = None
    starred: bool = False
    note: str | None = None
    tags: tuple[str, ...] = ()
    eval_ready: bool = False
    eval_status: EvalStatus | None = None
    eval_notes: str | None = None
    expected_output: str | None = None
    reviewed_at: int | None = None


class StoredMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the record.

    Attributes:
        id: record id; on the wire `m<id>`.
        session_id: record id of its session.
        text_content: whole text when it did not come as parts.
        usage: tokens of this reply; None when not told.
        position: place in the session; pushed messages stand at their time in epoch ms.
    """

    id: int
    session_id: int
    external_id: str
    role: Role
    kind: Kind
    parts: tuple[Part, ...]
    text_content: str | None
    model: str | None
    usage: TokenUsage | None
    duration_ms: int | None
    created_at: int
    position: int
    is_sidechain: bool


class JournalEntry(msgspec.Struct, frozen=True):
    """One change of the record, in the order of its commits.

    Attributes:
        sequence: ascending, never reused.
        op: what happened.
        session_id: record id of the session.
        message_id: record id of the message; None for session changes.
    """

    sequence: int
    op: JournalOp
    session_id: int
    message_id: int | None
