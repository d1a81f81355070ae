"""The tools search_sessions and get_context: what the stored sessions say about something."""

from collections.abc import Sequence

from opensync_app.core.context import AnySession, Frame, Recalled, RecalledSession, one_line
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SearchQuery
from opensync_app.mcp_door.answers import Answer, visible
from opensync_app.mcp_door.arguments import GetContext, SearchSessions
from opensync_app.mcp_door.recall import Recall, moment_named, only, sources_of
from opensync_app.mcp_door.transcript import counted, moment, session_line
from opensync_app.services.providing_context import Choice, ContextBlock
from opensync_app.services.searching import SearchResult


def search_sessions(recall: Recall, user_id: int, asked: SearchSessions) -> str:
    """Return the sessions that a search finds, each with its best passages."""
    query = SearchQuery(
        user_id=user_id,
        text=asked.query,
        mode=asked.mode,
        sources=sources_of(asked.source),
        projects=only(asked.project),
        since=moment_named(asked.since, "since"),
        until=moment_named(asked.until, "until"),
        limit=asked.limit,
        offset=asked.offset,
    )
    found = recall.searching.search(query)
    waiting = _waiting(recall)
    reason = f" {found.reason}" if found.reason else ""
    if not found.results:
        return f"No session was found ({found.mode} search).{reason}{waiting}"
    answer = Answer(recall.context.counter, asked.budget)
    shown = 0
    for result in found.results:
        if not answer.add_or_cut(_result(result)):
            break
        shown += 1
    lead = (
        f"{shown} of {found.total:,} sessions, best first ({found.mode} search).{reason}{waiting}"
    )
    tail = (
        "Read on with get_messages(around=<message id>) or get_session; cite ids as [s1] or [m2]."
    )
    following = asked.offset + shown
    if following < found.total:
        tail += f" More: offset={following}."
    return answer.text(lead, tail)


def get_context(recall: Recall, user_id: int, asked: GetContext) -> str:
    """Return what fits a question, or what was chosen, packed into the budget.

    Raises:
        InvalidInputError: neither a question nor a choice is given.
    """
    answer = Answer(recall.context.counter, asked.budget)
    block = _packed(recall, user_id, asked, answer.room - 1)
    if not block.packed.sessions:
        return f"Nothing was found, or nothing fits into the budget.{_waiting(recall)}"
    answer.add(block.packed.text)
    messages = sum(len(entry.recalled.messages) for entry in block.entries)
    how = f" ({block.mode} search)" if block.mode else ""
    sessions = counted(len(block.entries), "session")
    lead = f"{counted(messages, 'message')} of {sessions}, best session first{how}."
    tail = "Cite ids as [s1] or [m2]; get_messages(around=<message id>) shows what stands around."
    if block.packed.omitted:
        tail += f" {block.packed.omitted:,} messages did not fit into the budget."
    return answer.text(lead + _waiting(recall), tail)


class Cited:
    """A layout in which every session and message stands with its id."""

    def block(self, frame: Frame, sessions: Sequence[RecalledSession]) -> str:
        """Return all sessions."""
        del frame
        parts: list[str] = []
        for session in sessions:
            parts.append(self.heading(0, session.session))
            parts.extend(self.message(message) for message in session.messages)
        return "".join(parts)

    def heading(self, number: int, session: AnySession) -> str:
        """Return what stands above a session."""
        del number
        return f"{visible(session_line(session))}\n"

    def message(self, message: Recalled) -> str:
        """Return one message."""
        line = f"[m{message.message_id}] {message.role} {moment(message.created_at)}".rstrip()
        return f"{line}\n{visible(message.text)}\n"


_CITED = Cited()


def _packed(recall: Recall, user_id: int, asked: GetContext, room: int) -> ContextBlock:
    if asked.sessions or asked.messages:
        choice = Choice(user_id=user_id, sessions=asked.sessions, messages=asked.messages)
        return recall.context.chosen(choice, _CITED, room)
    if asked.query is None:
        message = "get_context needs a query, or the ids of sessions or messages."
        raise InvalidInputError(message, "$.query")
    query = SearchQuery(
        user_id=user_id,
        text=asked.query,
        mode="hybrid",
        sources=sources_of(asked.source),
        projects=only(asked.project),
        since=moment_named(asked.since, "since"),
        until=moment_named(asked.until, "until"),
        limit=asked.limit,
    )
    return recall.context.found(query, _CITED, room)


def _result(result: SearchResult) -> str:
    lines = (
        f"  [m{snippet.message_id}] {snippet.role}: {one_line(snippet.text, 400)}"
        for snippet in result.snippets
    )
    return "\n".join([session_line(result.session), *lines])


def _waiting(recall: Recall) -> str:
    number = recall.waiting()
    return f" {number:,} newer changes are not searchable yet." if number else ""
