"""The tools get_session and get_messages: one session, or the messages around a place."""

from collections.abc import Sequence

from opensync_app.core.context import one_line
from opensync_app.core.cursors import encode_cursor
from opensync_app.core.errors import InvalidInputError, NotFoundError
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.usage import usd
from opensync_app.mcp_door.answers import Answer
from opensync_app.mcp_door.arguments import GetMessages, GetSession
from opensync_app.mcp_door.recall import Recall
from opensync_app.mcp_door.transcript import counted, message_line, session_line, words_of

_PAGE = 100
_HEADING = 160
"""Characters of a prompt in an outline."""


def get_session(recall: Recall, user_id: int, asked: GetSession) -> str:
    """Return what is known of a session, its prompts in order and how it ended.

    Raises:
        NotFoundError: there is no such session.
    """
    session = recall.browsing.session(user_id, asked.session)
    answer = Answer(recall.context.counter, asked.budget)
    answer.add_or_cut(_facts(session))
    end = _last_reply(recall, user_id, session)
    if end is not None:
        answer.add(_message(answer, end, answer.room // 3))
    outline = recall.reading.outline(user_id, f"s{session.id}")
    shown = 0
    for heading in outline.headings:
        words = one_line(words_of(heading.message), _HEADING)
        if not answer.add(f"- [m{heading.message.id}] {heading.message.kind}: {words}"):
            break
        shown += 1
    lead = f"Session s{session.id}: facts, last reply, then {counted(shown, 'prompt')} in order."
    missing = len(outline.headings) - shown
    tail = f"{missing:,} further prompts did not fit into the budget. " if missing else ""
    return answer.text(lead, f"{tail}Read it with get_messages(session=s{session.id}).")


def get_messages(recall: Recall, user_id: int, asked: GetMessages) -> str:
    """Return messages of a session around, after or before one, or from its beginning or end.

    Raises:
        NotFoundError: there is no such session or message.
        InvalidInputError: nothing is named.
    """
    if asked.message is not None:
        return _one_message(recall, user_id, asked, asked.message)
    answer = Answer(recall.context.counter, asked.budget)
    messages, order = _page(recall, user_id, asked)
    taken = _taken(answer, messages, order)
    if not taken:
        return "There is no message at this place of the session."
    for message, text in taken:
        answer.add(text)
        del message
    first, last = taken[0][0], taken[-1][0]
    lead = f"{counted(len(taken), 'message')} of session s{first.session_id}, in order."
    tail = f"On: get_messages(after=m{last.id}). Back: get_messages(before=m{first.id})."
    return answer.text(lead, tail)


def _facts(session: StoredSession) -> str:
    tokens, cost = session.tokens, usd(session.cost_micro_usd)
    facts = {
        "folder": session.project_path,
        "tool's own id": session.external_id,
        "models": ", ".join(session.models),
        "tokens": f"{tokens.prompt:,} in, {tokens.completion:,} out",
        "cost": "unknown" if cost is None else f"${cost:.4f}",
        "tags": ", ".join(session.tags),
        "part of session": session.parent_external_id,
    }
    lines = (f"  {name}: {one_line(fact)}" for name, fact in facts.items() if fact)
    return "\n".join([session_line(session), *lines])


def _last_reply(recall: Recall, user_id: int, session: StoredSession) -> StoredMessage | None:
    page = recall.browsing.last_messages(user_id, f"s{session.id}", _PAGE)
    replies = (m for m in reversed(page.messages) if m.kind == "reply" and m.text_content)
    spoken = (m for m in reversed(page.messages) if m.kind == "reply" and words_of(m))
    return next(replies, None) or next(spoken, None)


def _page(
    recall: Recall, user_id: int, asked: GetMessages
) -> tuple[Sequence[StoredMessage], Sequence[int]]:
    """Return a stretch of messages, and in which order their places are taken."""
    browsing = recall.browsing
    if asked.around is not None:
        anchor = browsing.message(user_id, asked.around)
        name = _session_of(recall, user_id, asked, anchor)
        page = browsing.messages_around(user_id, name, f"m{anchor.id}", _PAGE).messages
        place = next(i for i, message in enumerate(page) if message.id == anchor.id)
        return page, sorted(range(len(page)), key=lambda i: (abs(i - place), i))
    if asked.after is not None:
        anchor = browsing.message(user_id, asked.after)
        name = _session_of(recall, user_id, asked, anchor)
        cursor = encode_cursor((anchor.position, anchor.id))
        page = browsing.messages(user_id, name, cursor, _PAGE).messages
        return page, range(len(page))
    if asked.before is not None:
        anchor = browsing.message(user_id, asked.before)
        name = _session_of(recall, user_id, asked, anchor)
        cursor = encode_cursor((f"<{anchor.position}", anchor.id))
        page = browsing.messages(user_id, name, cursor, _PAGE).messages
        return page, range(len(page))[::-1]
    if asked.session is None:
        message = "get_messages needs a session, or a message to read around."
        raise InvalidInputError(message, "$.session")
    if asked.from_end:
        page = browsing.last_messages(user_id, asked.session, _PAGE).messages
        return page, range(len(page))[::-1]
    page = browsing.messages(user_id, asked.session, None, _PAGE).messages
    return page, range(len(page))


def _session_of(recall: Recall, user_id: int, asked: GetMessages, anchor: StoredMessage) -> str:
    """Return the session of a message; one that is named besides must be the same."""
    if asked.session is not None:
        session = recall.browsing.session(user_id, asked.session)
        if session.id != anchor.session_id:
            message = f"Message m{anchor.id} stands in session s{anchor.session_id}."
            raise NotFoundError(message)
    return f"s{anchor.session_id}"


def _taken(
    answer: Answer, messages: Sequence[StoredMessage], order: Sequence[int]
) -> list[tuple[StoredMessage, str]]:
    """Return an unbroken stretch of messages that fits, in the order of the conversation."""
    share, room = answer.room // 3, answer.room
    taken: dict[int, str] = {}
    for place in order:
        text = _message(answer, messages[place], share if taken else answer.room * 2 // 3)
        room -= answer.cost(text)
        if room < 0:
            break
        taken[place] = text
    return [(messages[place], taken[place]) for place in sorted(taken)]


def _message(answer: Answer, message: StoredMessage, tokens: int) -> str:
    """Return a message with its line, cut where it takes more than its share of tokens."""
    words = words_of(message)
    hint = f"cut; the whole of it: get_messages(message=m{message.id})"
    return f"{message_line(message)}\n{answer.cut(words, tokens, hint)}\n"


def _one_message(recall: Recall, user_id: int, asked: GetMessages, name: str) -> str:
    """Return one message from a character on, as much of it as fits."""
    message = recall.browsing.message(user_id, name)
    answer = Answer(recall.context.counter, asked.budget)
    words = words_of(message)
    rest = words[asked.offset :]
    heading = message_line(message)
    shown = recall.context.counter.head(rest, max(0, answer.room - answer.cost(heading) - 2))
    answer.add(f"{heading}\n{shown}")
    end = asked.offset + len(shown)
    lead = f"Message m{message.id} of session s{message.session_id}: characters {asked.offset:,} "
    lead += f"to {end:,} of {len(words):,}."
    on = f"On: get_messages(message=m{message.id}, offset={end})." if end < len(words) else ""
    return answer.text(lead, on)
