"""Sessions, messages and parts: the shapes, and how a resend is merged."""

import hashlib
from typing import Any, Literal

import msgspec

from opensync_app.core.usage import TokenUsage

Role = Literal["user", "assistant", "system", "tool", "unknown"]
ROLES: tuple[Role, ...] = ("user", "assistant", "system", "tool", "unknown")

Kind = Literal[
    "prompt",
    "reply",
    "tool-result",
    "command",
    "summary",
    "notice",
    "interruption",
    "injected",
]
"""What a message is in the conversation.

prompt: typed by a person. reply: written by the model. tool-result: output of a tool.
command: a slash command or shell line and its output. summary: a compaction summary.
notice: something the tool says (errors, hooks, task notifications). interruption: the user
stopped the model. injected: text the tool put in the user's mouth (reminders, contexts).
"""

Origin = Literal["push", "import"]

TitleRank = Literal[0, 5, 10, 15, 16, 20, 30, 40]
FIRST_COMMAND: TitleRank = 5
FIRST_PROMPT: TitleRank = 10
PUSHED_TITLE: TitleRank = 15
FILE_PROMPT: TitleRank = 16
"""A first prompt that the tool's own file tells; a plugin's title is a guess at the same."""
SUMMARY_TITLE: TitleRank = 20
AI_TITLE: TitleRank = 30
CUSTOM_TITLE: TitleRank = 40


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One piece of a message.

    Attributes:
        type: `text`, `thinking`, `tool-call`, `tool-result`, `image`, `file`, or any other word.
        content: a string for text, thinking and tool results; `{"toolName", "args"}` for a tool
            call; `{"mediaType", "data"}` (base64) for an image; anything for other types.
        call_id: joins a tool call and its result.
        tool_name: name of the tool a result belongs to, when the source says it.
        is_error: the tool failed.
        key: identity inside the message; a part with a known key replaces the older one.
        file: path of the tool's own file that holds the whole of what `content` excerpts.
    """

    type: str
    content: Any = None
    call_id: str | None = None
    tool_name: str | None = None
    is_error: bool = False
    key: str | None = None
    file: str | None = None


class Message(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One message as a source or a plugin reports it; a later report completes it.

    Attributes:
        session_external_id: the session it belongs to.
        external_id: unique within the session; for a model's reply its API message id.
        role: who speaks.
        kind: what it is in the conversation.
        parts: pieces in order; an empty tuple leaves known pieces as they are.
        text_content: the whole text when it did not come as parts; None leaves it.
        model: the model that replied.
        usage: tokens of this one reply; None when the source does not tell.
        usage_key: global identity of the usage (one reply may stand in several files).
        duration_ms: how long the reply took.
        created_at: epoch ms; None when the source does not tell.
        position: place in the session; byte offset of its first line for imported files.
        is_sidechain: said by or to a sub-agent inside the parent's own file.
        aliases: other ids under which a plugin may send parts of this message.
        source: the coding tool, when the message itself names it; it names a session that has no
            named source yet.
        is_fast: answered in the vendor's fast mode, which has a price of its own.
    """

    session_external_id: str
    external_id: str
    role: Role
    kind: Kind
    parts: tuple[Part, ...] = ()
    text_content: str | None = None
    model: str | None = None
    usage: TokenUsage | None = None
    usage_key: str | None = None
    duration_ms: int | None = None
    created_at: int | None = None
    position: int | None = None
    is_sidechain: bool = False
    aliases: tuple[str, ...] = ()
    source: str | None = None
    is_fast: bool = False


class SessionPatch(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What one report says of a session; None means that it says nothing.

    Attributes:
        external_id: the tool's id of the session; unique per user.
        source: canonical name of the coding tool.
        title: candidate title; `title_rank` says how good, `title_position` where it stood.
        project_path: working directory as the tool wrote it.
        project_name: last word of the project.
        cost_micro_usd: cost as the sender reports it.
        prompt_tokens: input tokens as the sender reports them, cache included.
        completion_tokens: output tokens as the sender reports them.
        duration_ms: as the sender reports it.
        created_at: epoch ms of the first line or as sent; never moved by a resend.
        active_at: epoch ms of the last thing that happened.
    """

    external_id: str
    source: str | None = None
    title: str | None = None
    title_rank: TitleRank = 0
    title_position: int = 0
    project_path: str | None = None
    project_name: str | None = None
    git_branch: str | None = None
    git_commit: str | None = None
    git_remote: str | None = None
    model: str | None = None
    provider: str | None = None
    agent_name: str | None = None
    parent_external_id: str | None = None
    machine: str | None = None
    summary: str | None = None
    start_type: str | None = None
    end_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost_micro_usd: int | None = None
    duration_ms: int | None = None
    created_at: int | None = None
    active_at: int | None = None


class ExtraUsage(msgspec.Struct, frozen=True):
    """Tokens of a reply whose message stands nowhere: a sub-agent known only by its progress.

    It counts for the session only while no message of any session bears the same usage key; two
    reports of one key are merged by `TokenUsage.merged`.

    Attributes:
        session_external_id: the session that pays.
        usage_key: global identity of the usage, as in `Message.usage_key`.
        usage: tokens of this one reply.
        model: the model that replied.
        created_at: epoch ms; None when the source does not tell.
        is_total: sum over many replies, so that the length of their prompts is not known.
    """

    session_external_id: str
    usage_key: str
    usage: TokenUsage
    model: str | None = None
    created_at: int | None = None
    is_total: bool = False


class AgentName(msgspec.Struct, frozen=True):
    """What a session says of one of its sub-agents, whose own session may come later or never.

    Attributes:
        session_external_id: the sub-agent's session.
        name: what kind of agent it is; its own file knows better.
    """

    session_external_id: str
    name: str


def text_alias(role: Role, text: str) -> str:
    """Return the alias under which the same words of the same speaker meet.

    A plugin numbers prompts by its own clock, the tool's file by a uuid; the words agree.
    """
    digest = hashlib.blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=12)
    return f"text:{role}:{digest.hexdigest()}"


def file_alias(path: str) -> str:
    """Return the alias of a message that names a tool's file, by its path as the record has it."""
    return f"file:{path}"


def merge_parts(known: tuple[Part, ...], sent: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the parts after a resend; a report without parts changes nothing.

    A part with a key replaces the known part of that key and new ones follow. Parts without keys
    replace the known parts of their types, unless all of them are known already: an older report
    that comes late then takes nothing away.
    """
    if not sent or not known:
        return known or sent
    if any(part.key is not None for part in sent):
        return _merge_keyed(known, sent)
    if all(part in known for part in sent):
        return known
    types = {part.type for part in sent}
    return (*(part for part in known if part.type not in types), *sent)


def _merge_keyed(known: tuple[Part, ...], sent: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the parts in order of first mention, each key with its latest part."""
    merged: dict[object, Part] = {part.key or index: part for index, part in enumerate(known)}
    for part in sent:
        merged[part.key or object()] = part
    return tuple(merged.values())


def merge_text(known: str | None, sent: str | None, role: Role) -> str | None:
    """Return the words after a resend: empty takes nothing, growth replaces, repeats add nothing.

    Different words of an assistant under one id are further text blocks of the same reply (one
    plugin gives them all the id of their row), so both are kept. Other roles take the new words.
    """
    if not known or not sent:
        return known or sent
    if sent in known:
        return known
    if known in sent:
        return sent
    return f"{known}\n\n{sent}" if role == "assistant" else sent


def text_of(parts: tuple[Part, ...], text_content: str | None) -> str:
    """Return what a person reads in a message: its text, or its text parts joined by newlines."""
    if text_content:
        return text_content
    return "\n".join(
        part.content for part in parts if part.type == "text" and isinstance(part.content, str)
    )
