"""Figures as they stand on the wire, and the query that every analytics route shares."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from litestar.params import QueryParameter

from opensync_app.api.auth import ApiRequest
from opensync_app.api.shapes import tokens_shape
from opensync_app.api.wire import Tokens, Wire
from opensync_app.core import analytics
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.insights import DayCourse, Item
from opensync_app.core.names import canonical_source
from opensync_app.core.usage import usd
from opensync_app.services.analysing import Asked

_LONGEST_DATE = 10


class Figures(Wire):
    """Sums of usage, each reply counted once.

    Attributes:
        replies: number of replies.
        prompt_tokens: input, cache writes and cache reads.
        completion_tokens: output.
        total_tokens: prompt and completion.
        tokens: by kind.
        cost: US dollars of the replies that have a price.
        unpriced_replies: replies without a known price, whose cost is missing.
    """

    replies: int
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    tokens: Tokens
    cost: float
    cost_micro_usd: int
    unpriced_replies: int


class DayFigures(Figures):
    """Usage of one local day.

    Attributes:
        date: as 2026-11-23.
    """

    date: str


class PeriodFigures(Figures):
    """Usage of a stretch of local days.

    Attributes:
        from_: first day.
        to: last day, included.
    """

    from_: str
    to: str


class NamedFigures(Figures):
    """Usage of one model, project, provider or source.

    Attributes:
        name: empty when it is unknown.
        sessions: that began in the span; of a model those whose last model it is.
        messages: prompts and replies; of a model those that it wrote.
    """

    name: str
    sessions: int
    messages: int


class Ratios(Wire):
    """Ratios; null where nothing can be divided.

    Attributes:
        cost_per_session: US dollars.
        cost_per1k_tokens: US dollars.
        prompt_per_completion: prompt tokens for one completion token.
    """

    tokens_per_message: int | None
    tokens_per_session: int | None
    cost_per_session: float | None
    cost_per1k_tokens: float | None
    prompt_per_completion: float | None


class Courses(Wire):
    """What the days of a span held beside their usage; one number for each day, in order.

    Attributes:
        sessions: that began.
        prompts: typed by a person.
        models: how many named ones replied.
        projects: how many named ones were worked in.
    """

    sessions: list[int]
    messages: list[int]
    prompts: list[int]
    tool_calls: list[int]
    models: list[int]
    projects: list[int]


async def asked_of(
    request: ApiRequest,
    *,
    from_: Annotated[
        str | None,
        QueryParameter(name="from", description="First local day; without it 30 days in all."),
    ] = None,
    to: Annotated[
        str | None, QueryParameter(description="Last local day, included; without it today.")
    ] = None,
    tz: Annotated[str, QueryParameter(description="IANA time zone whose days are meant.")] = "UTC",
    source: Annotated[
        list[str] | None, QueryParameter(description="Sources; repeat it or use commas.")
    ] = None,
    model: Annotated[
        list[str] | None, QueryParameter(description="Models; repeat it or use commas.")
    ] = None,
    project: Annotated[
        list[str] | None, QueryParameter(description="Projects; repeat it or use commas.")
    ] = None,
    provider: Annotated[
        list[str] | None, QueryParameter(description="Providers; repeat it or use commas.")
    ] = None,
) -> Asked:
    """Return what the query asks.

    Raises:
        InvalidInputError: a day is none.
    """
    return Asked(
        user_id=request.user.user.id,
        first=_day(from_, "$.from"),
        last=_day(to, "$.to"),
        zone=tz or "UTC",
        sources=tuple(canonical_source(name) or name for name in _words(source)),
        models=_words(model),
        projects=_words(project),
        providers=_words(provider),
    )


def figures_shape(figures: analytics.Figures) -> Figures:
    """Return sums as they stand on the wire."""
    return Figures(*_columns(figures))


def day_shape(day: analytics.Period) -> DayFigures:
    """Return one day as it stands on the wire."""
    return DayFigures(*_columns(day.figures), day.first.isoformat())


def period_shape(period: analytics.Period) -> PeriodFigures:
    """Return a stretch of days as it stands on the wire."""
    return PeriodFigures(
        *_columns(period.figures), period.first.isoformat(), period.last.isoformat()
    )


def item_shape(item: Item) -> NamedFigures:
    """Return one value of a dimension as it stands on the wire."""
    activity = item.activity
    return NamedFigures(*_columns(item.figures), item.name, activity.sessions, activity.messages)


def courses_shape(days: Sequence[DayCourse]) -> Courses:
    """Return what the days of a span held as it stands on the wire."""
    return Courses(
        sessions=[day.activity.sessions for day in days],
        messages=[day.activity.messages for day in days],
        prompts=[day.activity.prompts for day in days],
        tool_calls=[day.activity.tool_calls for day in days],
        models=[day.models for day in days],
        projects=[day.projects for day in days],
    )


def ratios_shape(ratios: analytics.Efficiency) -> Ratios:
    """Return ratios as they stand on the wire."""
    return Ratios(
        ratios.tokens_per_message,
        ratios.tokens_per_session,
        usd(ratios.cost_per_session),
        usd(ratios.cost_per_1k_tokens),
        ratios.prompt_per_completion,
    )


def _columns(
    figures: analytics.Figures,
) -> tuple[int, int, int, int, Tokens, float, int, int]:
    return (
        figures.replies,
        figures.tokens.prompt,
        figures.tokens.completion,
        figures.total_tokens,
        tokens_shape(figures.tokens),
        usd(figures.cost_micro_usd) or 0.0,
        figures.cost_micro_usd,
        figures.unpriced,
    )


def _day(text: str | None, path: str) -> date | None:
    if not text:
        return None
    try:
        if len(text) == _LONGEST_DATE:
            return date.fromisoformat(text)
    except ValueError:
        pass
    message = f"The field {path.removeprefix('$.')} must be a day, as 2026-11-23."
    raise InvalidInputError(message, path)


def _words(values: list[str] | None) -> tuple[str, ...]:
    """Return the values of a parameter that is repeated or holds commas, each once."""
    words = (word.strip() for value in values or () for word in value.split(","))
    return tuple(dict.fromkeys(word for word in words if word))
