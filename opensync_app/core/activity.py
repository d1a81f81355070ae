"""Sessions, messages and tool calls of a stretch of time, and the question that is asked of them."""

from typing import Final

import msgspec


class UsageFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which figures are meant; a field that is None does not narrow, an empty one fits nothing.

    Attributes:
        user_id: whose figures.
        buckets: quarters of an hour since the epoch, UTC.
        sources: canonical source names.
        models: as the tools wrote them; empty text is an unknown one.
        projects: project names; empty text is none.
    """

    user_id: int
    buckets: range | None = None
    sources: tuple[str, ...] | None = None
    models: tuple[str, ...] | None = None
    projects: tuple[str, ...] | None = None


class Activity(msgspec.Struct, frozen=True):
    """What was done.

    Attributes:
        sessions: that began then.
        messages: prompts and replies; what a plugin pushed counts as it is.
        prompts: typed by a person.
        tool_calls: made by models.
    """

    sessions: int = 0
    messages: int = 0
    prompts: int = 0
    tool_calls: int = 0

    def __add__(self, other: "Activity") -> "Activity":
        """Return the sum."""
        return Activity(
            self.sessions + other.sessions,
            self.messages + other.messages,
            self.prompts + other.prompts,
            self.tool_calls + other.tool_calls,
        )


NO_ACTIVITY: Final = Activity()


class ActivityRow(msgspec.Struct, frozen=True):
    """What was done with one source, model and project.

    A session stands at its model, the last one named; a message at the model that wrote it.
    """

    source: str
    model: str
    project: str
    activity: Activity


class ToolUse(msgspec.Struct, frozen=True):
    """How often a tool was called.

    Attributes:
        name: as the coding tool calls it; empty when a failure's call is not known.
        calls: number of calls.
        failures: results that say that the tool failed.
    """

    name: str
    calls: int
    failures: int
