"""Found messages as snippets: the best passage of each, and where in it the words stand."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from opensync_app.core.found import FoundMessage, FoundSession
from opensync_app.core.query import MessageHit
from opensync_app.core.ranking import SessionHits
from opensync_app.core.search_answer import Place, SearchResult, SearchSnippet
from opensync_app.index.highlight import Highlighter

_TOOL_PLACES: tuple[Place, Place] = ("tool input", "tool output")


class Shown(NamedTuple):
    """What the results of one search are filled from.

    Attributes:
        messages: the messages of the page, by record id.
        sections: takes the searched texts of one of them out of the record, the heaviest first.
        highlighter: marks what this search wants.
    """

    messages: Mapping[int, FoundMessage]
    sections: Callable[[FoundMessage], tuple[str, str, str]]
    highlighter: Highlighter


def shown_session(session: FoundSession, hits: SessionHits, shown: Shown) -> SearchResult:
    """Return a session with its snippets; passages that read the same are shown once."""
    snippets: dict[str, SearchSnippet] = {}
    places: dict[Place, None] = {"title": None} if hits.in_title else {}
    for hit in hits.messages:
        message = shown.messages.get(hit.message_id)
        if message is not None and message.session_id == session.id:
            snippet = shown_message(message, hit, shown)
            snippets.setdefault(snippet.html, snippet)
            places.update(dict.fromkeys(snippet.places))
    return SearchResult(session, hits.score, tuple(snippets.values()), tuple(places))


def shown_message(message: FoundMessage, hit: MessageHit, shown: Shown) -> SearchSnippet:
    """Return a message as a snippet."""
    passage = shown.highlighter.passage(shown.sections(message))
    return SearchSnippet(
        message_id=message.id,
        role=message.role,
        kind=message.kind,
        html=passage.html,
        text=passage.text,
        created_at=message.created_at,
        why=hit.why,
        places=tuple([_place(section, message) for section in passage.sections]),
    )


def _place(section: int, message: FoundMessage) -> Place:
    if section:
        return _TOOL_PLACES[section - 1]
    if message.kind in ("prompt", "command"):
        return "prompt"
    return "reply" if message.kind == "reply" else "notice"
