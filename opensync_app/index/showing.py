"""Found messages as snippets: the best passage of each, and where in it the words stand."""

from collections.abc import Mapping

from opensync_app.core.found import FoundSession
from opensync_app.core.query import MessageHit
from opensync_app.core.ranking import SessionHits
from opensync_app.core.records import StoredMessage
from opensync_app.core.search_answer import Place, SearchResult, SearchSnippet
from opensync_app.core.searchable import searchable_of
from opensync_app.index.highlight import Highlighter

_TOOL_PLACES: tuple[Place, Place] = ("tool input", "tool output")


def shown_session(
    session: FoundSession,
    hits: SessionHits,
    messages: Mapping[int, StoredMessage],
    highlighter: Highlighter,
) -> SearchResult:
    """Return a session with its snippets; passages that read the same are shown once."""
    snippets: dict[str, SearchSnippet] = {}
    places: dict[Place, None] = {"title": None} if hits.in_title else {}
    for hit in hits.messages:
        message = messages.get(hit.message_id)
        if message is not None and message.session_id == session.id:
            snippet = shown_message(message, hit, highlighter)
            snippets.setdefault(snippet.html, snippet)
            places.update(dict.fromkeys(snippet.places))
    return SearchResult(session, hits.score, tuple(snippets.values()), tuple(places))


def shown_message(
    message: StoredMessage, hit: MessageHit, highlighter: Highlighter
) -> SearchSnippet:
    """Return a message as a snippet."""
    passage = highlighter.passage(searchable_of(message).sections())
    return SearchSnippet(
        message_id=message.id,
        role=message.role,
        kind=message.kind,
        html=passage.html,
        text=passage.text,
        created_at=message.created_at,
        why=hit.why,
        places=tuple(
            _TOOL_PLACES[section - 1] if section else _said(message) for section in passage.sections
        ),
    )


def _said(message: StoredMessage) -> Place:
    if message.kind in ("prompt", "command"):
        return "prompt"
    return "reply" if message.kind == "reply" else "notice"
