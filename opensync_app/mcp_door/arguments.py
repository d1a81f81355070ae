"""The arguments of the tools: their JSON schemas and their checks are made of these."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from opensync_app.core.query import SearchMode

Meta = msgspec.Meta

Budget = Annotated[
    int,
    Meta(ge=400, le=50_000, description="Most tokens of the answer; what does not fit is named."),
]
Source = Annotated[
    str | None,
    Meta(description="Only this coding tool: claude-code, opencode, codex-cli, gemini-cli, …"),
]
Project = Annotated[str | None, Meta(description="Only this project, by its name.")]
Since = Annotated[
    str | None, Meta(description="Only from this day or moment on (ISO 8601, UTC without a zone).")
]
Until = Annotated[str | None, Meta(description="Only before this day or moment (ISO 8601).")]
SessionId = Annotated[
    str, Meta(min_length=1, max_length=500, description="A session: s12, or its tool's own id.")
]
MessageId = Annotated[str, Meta(min_length=1, max_length=30, description="A message: m345.")]
Query = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=10_000,
        description=(
            "What to look for: a question, an error message, an identifier, words in any language. "
            'Also understood: "a phrase", project:, file:, tool:, source:, before:, after:.'
        ),
    ),
]


class Arguments(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all arguments.

    Attributes:
        budget: tokens.
    """

    budget: Budget = 4000


class SearchSessions(Arguments, frozen=True, kw_only=True):
    """What search_sessions takes."""

    query: Query
    limit: Annotated[int, Meta(ge=1, le=50, description="Most sessions.")] = 10
    offset: Annotated[int, Meta(ge=0, le=10_000, description="Sessions to skip, for more.")] = 0
    mode: Annotated[
        SearchMode,
        Meta(description="fulltext finds words, semantic finds meaning, hybrid does both."),
    ] = "hybrid"
    source: Source = None
    project: Project = None
    since: Since = None
    until: Until = None


class GetSession(Arguments, frozen=True, kw_only=True):
    """What get_session takes."""

    session: SessionId


class GetMessages(Arguments, frozen=True, kw_only=True):
    """What get_messages takes."""

    session: Annotated[
        SessionId | None, Meta(description="Not needed where a message is named below.")
    ] = None
    around: Annotated[MessageId | None, Meta(description="Read around this message.")] = None
    after: Annotated[MessageId | None, Meta(description="Read on after this message.")] = None
    before: Annotated[MessageId | None, Meta(description="Read what precedes this message.")] = None
    from_end: Annotated[bool, Meta(description="Read the end of the session.")] = False
    message: Annotated[
        MessageId | None, Meta(description="Read this one message, however long it is.")
    ] = None
    offset: Annotated[
        int, Meta(ge=0, description="Characters of that message to skip, to read on in it.")
    ] = 0


class GetContext(Arguments, frozen=True, kw_only=True):
    """What get_context takes."""

    query: Annotated[
        Query | None, Meta(description="Recall what fits this; or name sessions or messages.")
    ] = None
    sessions: Annotated[
        list[SessionId], Meta(max_length=50, description="Pack these sessions instead.")
    ] = msgspec.field(default_factory=list[str])
    messages: Annotated[
        list[MessageId], Meta(max_length=200, description="Pack these messages instead.")
    ] = msgspec.field(default_factory=list[str])
    limit: Annotated[int, Meta(ge=1, le=20, description="Most sessions that are recalled.")] = 5
    source: Source = None
    project: Project = None
    since: Since = None
    until: Until = None


class ListProjects(Arguments, frozen=True, kw_only=True):
    """What list_projects takes."""

    offset: Annotated[int, Meta(ge=0, description="Projects to skip, for more.")] = 0


class UsageSummary(Arguments, frozen=True, kw_only=True):
    """What usage_summary takes."""

    by: Annotated[
        Literal["model", "project", "source", "provider", "day"],
        Meta(description="What the figures are split by."),
    ] = "model"
    first: Annotated[
        date | None, Meta(description="First day; 30 days up to the last when left out.")
    ] = None
    last: Annotated[date | None, Meta(description="Last day; today when left out.")] = None
    timezone: Annotated[
        str, Meta(max_length=100, description="Whose days are meant, as Europe/Berlin.")
    ] = "UTC"
    source: Source = None
    project: Project = None
