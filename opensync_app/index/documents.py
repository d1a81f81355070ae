"""Messages, sessions and checkpoints as documents of the text index."""

import msgspec
import tantivy

from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.searchable import (
    Searchable,
    identifier_terms,
    searchable_of,
    split_unspaced,
    unspaced_terms,
)

SESSION = "session"
CHECKPOINT = "checkpoint"


class SessionMark(msgspec.Struct, frozen=True, array_like=True):
    """What the index holds of a session; a difference to the record means work.

    Attributes:
        filters: values that every message document of the session carries.
        shown: values that only the session's own document carries.
    """

    filters: tuple[int, str, str | None, str | None, bool]
    shown: tuple[str | None, str | None, str | None, int]


def mark_of(session: StoredSession) -> SessionMark:
    """Return the mark of a session as the record has it now."""
    return SessionMark(
        filters=(
            session.user_id,
            session.source,
            session.project_name,
            session.git_branch,
            session.parent_external_id is not None,
        ),
        shown=(session.title, session.project_path, session.model, session.created_at),
    )


def message_document(
    message: StoredMessage, session: StoredSession, answered: tuple[str, ...] = ()
) -> tantivy.Document | None:
    """Return the document of a message, or None when it has no text to search.

    `answered` are the tools whose results it holds; it is found by them as by those it calls.
    """
    found = searchable_of(message)
    if found.is_blank():
        return None
    document = _document(session, message.created_at, message.model or session.model)
    document.add_unsigned("message_id", message.id)
    document.add_text("role", message.role)
    document.add_text("kind", message.kind)
    for tool in dict.fromkeys((*found.tools, *answered)):
        document.add_text("tool", _whole(tool))
    if any(part.is_error for part in message.parts):
        document.add_text("flag", "error")
    if message.is_sidechain and session.parent_external_id is None:
        document.add_text("flag", "subagent")
    _add_searchable(document, found)
    return document


def session_document(session: StoredSession) -> tantivy.Document:
    """Return the document that makes a session's title and project findable."""
    document = _document(session, session.created_at, session.model)
    document.add_unsigned("session_key", session.id)
    document.add_text("kind", SESSION)
    document.add_text("mark", msgspec.json.encode(mark_of(session)).decode())
    paths = (session.project_path,) if session.project_path else ()
    title = _whole(session.title or "")
    _add_searchable(document, Searchable(text=title, tool_input=_whole("\n".join(paths))))
    return document


def checkpoint_document(sequence: int, highest: int) -> tantivy.Document:
    """Return the document that says how far the index is; it carries no user, so no query sees it."""
    document = tantivy.Document()
    document.add_text("kind", CHECKPOINT)
    document.add_unsigned("sequence", sequence)
    document.add_unsigned("highest", highest)
    return document


def _document(session: StoredSession, created_at: int, model: str | None) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("session_id", session.id)
    document.add_unsigned("user_id", session.user_id)
    document.add_integer("created_at", created_at)
    document.add_text("source", _whole(session.source))
    for name, value in (
        ("project", session.project_name),
        ("branch", session.git_branch),
        ("model", model),
    ):
        if value:
            document.add_text(name, _whole(value))
    if session.parent_external_id is not None:
        document.add_text("flag", "subagent")
    return document


def _add_searchable(document: tantivy.Document, found: Searchable) -> None:
    code: set[str] = set()
    pairs: list[str] = []
    fields = (("text", "exact"), ("tool_input",), ("tool_output",))
    for section, names in zip(found.sections(), fields, strict=True):
        if section:
            spaced, runs = split_unspaced(section)
            for name in names:
                document.add_text(name, spaced)
            code |= identifier_terms(section)
            pairs.extend(unspaced_terms(runs))
    for path in found.paths:
        document.add_text("path", _whole(path))
    if code:
        document.add_text("code", " ".join(code))
    if pairs:
        document.add_text("pairs", " ".join(pairs))


def _whole(text: str) -> str:
    """Return the text without halves of surrogate pairs, which the engine cannot take."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
