"""Sessions and messages as a language model reads them, with the ids by which it can cite them."""

from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from opensync_app.core.context import AnySession, one_line
from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Part

_SPOKEN = {"text", "reasoning", "thinking", "summary"}


def moment(at: int) -> str:
    """Return a time (epoch ms) as day and minute in UTC; empty for one that has no date."""
    try:
        return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return ""


def counted(number: int, thing: str) -> str:
    """Return a number and what it counts, in the plural where it is not 1."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def session_line(session: AnySession) -> str:
    """Return one session on two lines: id and title, then what tells it from others."""
    facts = (
        session.source,
        session.project_name,
        session.git_branch,
        session.model,
        moment(session.updated_at),
        counted(session.message_count, "message"),
    )
    title = one_line(session.title or "Untitled")
    return f"[s{session.id}] {title}\n  {' · '.join(one_line(fact) for fact in facts if fact)}"


def message_line(message: StoredMessage) -> str:
    """Return what stands above a message: id, role, kind and time."""
    return f"[m{message.id}] {message.role} ({message.kind}) {moment(message.created_at)}".rstrip()


def words_of(message: StoredMessage) -> str:
    """Return all of a message in the order of its parts; tools and thoughts are named."""
    if not message.parts:
        return message.text_content or ""
    texts = (_words_of_part(part) for part in message.parts)
    return "\n".join(text for text in texts if text)


def _words_of_part(part: Part) -> str:
    content = part.content
    if part.type in _SPOKEN and isinstance(content, str):
        return content if part.type == "text" else f"[{part.type}] {content}"
    if part.type == "tool-call":
        return _call(content)
    if part.type == "tool-result":
        name = f" of {part.tool_name}" if part.tool_name else ""
        return f"[tool {'error' if part.is_error else 'result'}{name}] {_plain(content)}"
    if part.type in {"image", "file"}:
        fields = cast("dict[str, Any]", content) if isinstance(content, dict) else {}
        return f"[{part.type} {fields.get('path') or fields.get('mediaType') or ''}]"
    return f"[{one_line(part.type, 40)}] {_plain(content)}"


def _call(content: object) -> str:
    fields = cast("dict[str, Any]", content) if isinstance(content, dict) else {"args": content}
    return f"[tool call {fields.get('toolName') or ''}] {_plain(fields.get('args'))}"


def _plain(content: object) -> str:
    """Return text as it is and anything else as JSON."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    return msgspec.json.encode(content, enc_hook=str).decode("utf-8", "replace")
