"""The Cursor editor's conversations ("composers") and messages ("bubbles") as records."""

from typing import Any

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.session import (
    AI_TITLE,
    FIRST_PROMPT,
    Kind,
    Message,
    Part,
    SessionPatch,
    text_of,
)
from opensync_app.core.titles import title_of
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Chunk, Line, Parsed
from opensync_app.sources.blocks import call_part, result_parts, text_parts
from opensync_app.sources.decoding import (
    JsonObject,
    RowDecoder,
    count_of,
    list_of,
    object_of,
    word_of,
)
from opensync_app.sources.file_addresses import folder_of
from opensync_app.sources.made_lines import parsed_alone
from opensync_app.sources.transcripts import aliases_of

SOURCE = "cursor-editor"

_USER, _ASSISTANT = 1, 2
_CHOSEN_BY_CURSOR = frozenset({"default", "auto"})
_FAILED = frozenset({"error", "failed"})


class Composer(msgspec.Struct, frozen=True, rename="camel"):
    """What a conversation tells of its messages, as far as it is read."""

    created_at: Any = None
    model_config: Any = None
    subagent_info: Any = None
    full_conversation_headers_only: Any = None

    def messages(self) -> list[str]:
        """Return the ids of its messages in their order."""
        headers = list_of(self.full_conversation_headers_only)
        return [word_of(object_of(header).get("bubbleId")) or "" for header in headers]

    def around(self, bubble: str) -> JsonObject:
        """Return what a message does not tell itself: its place, a time, the model, the parent."""
        ids = self.messages()
        return {
            "order": ids.index(bubble) if bubble in ids else None,
            "began": count_of(self.created_at),
            "model": word_of(object_of(self.model_config).get("modelName")),
            "parent": word_of(object_of(self.subagent_info).get("parentComposerId")),
        }


class StoredLine(msgspec.Struct, frozen=True):
    """One line of the archive of the editor's database: a conversation or a message.

    Attributes:
        id: of the conversation or the message, as its row is keyed.
        composer: the conversation's document.
        folder: the workspace that lists it.
        bubble: the message's document.
        session: the message's conversation.
        order, began, model, parent: what that tells of it, see `Composer.around`.
        broken: a document that is no JSON, by its key.
    """

    id: str = ""
    composer: Any = None
    folder: str | None = None
    bubble: Any = None
    session: str = ""
    order: int | None = None
    began: int | None = None
    model: str | None = None
    parent: str | None = None
    broken: str | None = None


_lines = RowDecoder(StoredLine)


def parse_lines(chunk: Chunk) -> Parsed:
    """Return what a chunk of these lines says; each line stands for itself."""
    return parsed_alone(chunk, _read)


def _read(line: Line, patches: list[SessionPatch], messages: list[Message]) -> None:
    stored = _lines.decode(line.data)
    if stored.broken is not None:
        raise msgspec.DecodeError(f"{stored.broken} is no JSON")
    if stored.composer is not None and stored.id:
        _read_composer(stored, patches, messages)
    elif stored.bubble is not None and stored.id and stored.session:
        _read_bubble(stored, patches, messages)


def _read_composer(
    stored: StoredLine, patches: list[SessionPatch], messages: list[Message]
) -> None:
    """Keep a conversation, its sub-agents, and the messages that old versions keep inside it."""
    document = object_of(stored.composer)
    headers = list_of(document.get("fullConversationHeadersOnly"))
    inline = [object_of(item) for item in list_of(document.get("conversation"))]
    if not headers and not inline:
        return
    began, name = count_of(document.get("createdAt")), word_of(document.get("name"))
    around = Composer(began, document.get("modelConfig"), document.get("subagentInfo")).around("")
    patch = SessionPatch(
        external_id=stored.id,
        source=SOURCE,
        title=title_of(name) if name else None,
        title_rank=AI_TITLE if name else 0,
        title_position=count_of(document.get("lastUpdatedAt")) or 0,
        project_path=stored.folder,
        git_branch=word_of(document.get("createdOnBranch")),
        model=_model_of(around["model"]),
        parent_external_id=around["parent"],
        created_at=began,
        active_at=count_of(document.get("lastUpdatedAt")),
    )
    patches.append(patch)
    children = [word_of(child) for child in list_of(document.get("subComposerIds"))]
    patches.extend(
        SessionPatch(external_id=child, source=SOURCE, parent_external_id=stored.id)
        for child in children
        if child and child != stored.id
    )
    for order, bubble in enumerate(inline):
        key = word_of(bubble.get("bubbleId")) or f"inline-{order}"
        line = StoredLine(
            key,
            bubble=bubble,
            session=stored.id,
            order=order,
            began=began,
            model=around["model"],
            parent=around["parent"],
        )
        _read_bubble(line, patches, messages)


def _read_bubble(stored: StoredLine, patches: list[SessionPatch], messages: list[Message]) -> None:
    bubble = object_of(stored.bubble)
    message = _message_of(stored, bubble)
    if message is None:
        return
    is_prompt = message.kind == "prompt"
    words = text_of(message.parts, None) if is_prompt else ""
    folders = [folder_of(word_of(item) or "") for item in list_of(bubble.get("workspaceUris"))]
    patches.append(
        SessionPatch(
            external_id=stored.session,
            source=SOURCE,
            title=title_of(words) if words else None,
            title_rank=FIRST_PROMPT if words else 0,
            title_position=message.position or 0,
            project_path=next((folder for folder in folders if folder), None),
            model=message.model,
            parent_external_id=stored.parent,
            created_at=message.created_at,
            active_at=message.created_at,
        )
    )
    messages.append(message)


def _message_of(stored: StoredLine, bubble: JsonObject) -> Message | None:
    """Return a message; None for a bubble that says nothing (the frame around a tool, a draft)."""
    speaker = bubble.get("type")
    parts = _parts_of(bubble, stored.id)
    usage = _usage_of(bubble)
    if speaker not in (_USER, _ASSISTANT) or not (parts or usage):
        return None
    kind: Kind = "reply"
    if speaker == _USER:
        kind = "injected" if stored.parent else "prompt"
    moment = _moment_of(bubble) or stored.began
    is_told = _moment_of(bubble) is not None
    return Message(
        session_external_id=stored.session,
        external_id=stored.id,
        role="user" if speaker == _USER else "assistant",
        kind=kind,
        parts=parts,
        model=None if speaker == _USER else _model_of(_own_model(bubble) or stored.model),
        usage=usage,
        usage_key=f"cursor:{stored.id}" if usage else None,
        created_at=moment,
        position=(moment or 0) + (0 if is_told else stored.order or 0),
        aliases=aliases_of(text_of(parts, None)) if kind == "prompt" else (),
    )


def _parts_of(bubble: JsonObject, key: str) -> tuple[Part, ...]:
    """Return thinking, text, and a tool's call with its result, in this order."""
    blocks = [bubble.get("thinking"), *list_of(bubble.get("allThinkingBlocks"))]
    thought = next((words for words in map(_words_of, blocks) if words), None)
    return (
        *text_parts(thought, f"{key}:thinking", "thinking"),
        *text_parts(bubble.get("text"), f"{key}:text"),
        *_tool_parts(object_of(bubble.get("toolFormerData")), key),
    )


def _tool_parts(tool: JsonObject, key: str) -> tuple[Part, ...]:
    name = word_of(tool.get("name"))
    if name is None:
        return ()
    call = word_of(tool.get("toolCallId")) or key
    arguments = tool.get("rawArgs") or tool.get("params")
    parts = (call_part(name, arguments, call, f"{key}:call"),)
    failed = word_of(tool.get("status")) in _FAILED
    output = tool.get("error") if failed and tool.get("error") else tool.get("result")
    if output in (None, ""):
        return parts
    return parts + result_parts(output, call, f"{key}:result", tool=name, is_error=failed)


def _words_of(block: object) -> str | None:
    return word_of(block) or word_of(object_of(block).get("text"))


def _usage_of(bubble: JsonObject) -> TokenUsage | None:
    """Return the tokens of a turn, which its last message bears; zeros say nothing."""
    told = object_of(bubble.get("tokenCount"))
    usage = TokenUsage(
        count_of(told.get("inputTokens")) or 0, count_of(told.get("outputTokens")) or 0
    )
    return usage if usage != TokenUsage() else None


def _own_model(bubble: JsonObject) -> str | None:
    return word_of(object_of(bubble.get("modelInfo")).get("modelName"))


def _model_of(name: str | None) -> str | None:
    """Return a model's name; None where Cursor chose it and does not say which."""
    return None if name in _CHOSEN_BY_CURSOR else name


def _moment_of(bubble: JsonObject) -> int | None:
    """Return when a message was written, epoch ms; older versions tell only when it was sent."""
    created = bubble.get("createdAt")
    sent = object_of(bubble.get("timingInfo")).get("clientRpcSendTime")
    moment = parse_iso_ms(created) if isinstance(created, str) else count_of(created)
    return moment or count_of(sent)
