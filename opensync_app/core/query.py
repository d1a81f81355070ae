"""What can be asked of the record and the index, and what comes back."""

from typing import Literal

import msgspec

SessionSort = Literal[
    "updatedAt",
    "createdAt",
    "title",
    "source",
    "project",
    "model",
    "messageCount",
    "totalTokens",
    "cost",
    "durationMs",
]
DateField = Literal["updatedAt", "createdAt"]

WITHOUT = "-"
"""In a filter: the sessions that have no such value."""
SearchMode = Literal["fulltext", "semantic", "hybrid"]
SearchLevel = Literal["sessions", "messages"]


class SessionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which sessions are meant; every field narrows, empty means any.

    Attributes:
        user_id: whose sessions; always given.
        sources: canonical source names.
        projects: project names; `-` for none, as in the next four.
        models: model names.
        providers: provider names, told or inferred from the model.
        branches: git branches.
        tags: at least one of them.
        title: words that all stand in the title, case folded.
        since: epoch ms, sessions from then on, by `date_field`.
        until: epoch ms, sessions before then.
        date_field: which date that is.
        min_cost: micro-dollars; a session without a known cost is left out.
        max_cost: micro-dollars, included.
        starred: only those with a star.
        eval_ready: only those marked for evaluation sets.
        parent: the tool's id of a session whose sub-agents are meant, however automated.
        include_empty: also sessions in which nothing was said.
        include_automated: also sessions that nobody typed into.
        is_trashed: only those in the trash, with all that is hidden elsewhere.
    """

    user_id: int
    sources: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    title: str = ""
    since: int | None = None
    until: int | None = None
    date_field: DateField = "updatedAt"
    min_cost: int | None = None
    max_cost: int | None = None
    starred: bool = False
    eval_ready: bool = False
    parent: str | None = None
    include_empty: bool = False
    include_automated: bool = False
    is_trashed: bool = False


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One search; every field narrows, empty means any. What the text asks for is added to it.

    Attributes:
        user_id: whose messages; a clause that no query text can escape.
        text: as typed, in the search language.
        mode: how to find; what cannot be done falls back to full text and says so.
        level: whether sessions are wanted or single messages.
        sources: canonical source names.
        projects: project names.
        models: model names.
        roles: who speaks.
        tools: names of tools that the message calls.
        branches: git branches.
        files: paths, or parts of them, that the message touches.
        since: epoch ms, messages from then on.
        until: epoch ms, messages before then.
        limit: sessions or messages wanted.
        offset: how many to leave out, for the next page.
        facets: whether to count the values of the whole answer.
    """

    user_id: int
    text: str
    mode: SearchMode = "fulltext"
    level: SearchLevel = "sessions"
    sources: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    limit: int = 20
    offset: int = 0
    facets: bool = False


Why = Literal["words", "meaning", "both"]


class MessageHit(msgspec.Struct, frozen=True):
    """One message that was found.

    Attributes:
        message_id: record id.
        session_id: record id of its session.
        score: larger is better; comparable within one answer only.
        why: whether its words matched, its meaning, or both.
    """

    message_id: int
    session_id: int
    score: float
    why: Why = "words"
