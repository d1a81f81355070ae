"""What can be asked of the record and the index, and what comes back."""

from typing import Literal

import msgspec

SessionSort = Literal[
    "updatedAt", "createdAt", "title", "messageCount", "totalTokens", "cost", "durationMs"
]
SearchMode = Literal["fulltext", "semantic", "hybrid"]


class SessionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which sessions are meant; every field narrows, empty means any.

    Attributes:
        user_id: whose sessions; always given.
        sources: canonical source names.
        projects: project names.
        models: model names.
        title: words that stand in the title, case folded.
        include_empty: also sessions without a prompt or reply.
    """

    user_id: int
    sources: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    title: str = ""
    include_empty: bool = False


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One search.

    Attributes:
        user_id: whose messages; a clause that no query text can escape.
        text: as typed.
        sources: canonical source names, empty for all.
        projects: project names, empty for all.
        since: epoch ms, messages from then on.
        until: epoch ms, messages before then.
        limit: sessions wanted.
        offset: sessions to leave out, for the next page.
    """

    user_id: int
    text: str
    sources: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    limit: int = 20
    offset: int = 0


class MessageHit(msgspec.Struct, frozen=True):
    """One message the index found.

    Attributes:
        message_id: record id.
        session_id: record id of its session.
        score: larger is better; comparable within one answer only.
    """

    message_id: int
    session_id: int
    score: float
