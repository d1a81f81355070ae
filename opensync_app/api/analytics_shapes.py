"""What the routes of the analytics answer, as it stands on the wire."""

from opensync_app.api.figures import (
    Courses,
    DayFigures,
    Figures,
    NamedFigures,
    PeriodFigures,
    Ratios,
    courses_shape,
    day_shape,
    figures_shape,
    item_shape,
    ratios_shape,
)
from opensync_app.api.wire import Wire
from opensync_app.core import insights
from opensync_app.core.analytics import Granularity


class Overview(Wire):
    """Everything of a span at a glance.

    Attributes:
        from_: first local day.
        to: last local day, included.
        tz: IANA time zone of the days.
        sessions: that began in the span.
        messages: prompts and replies in the span.
        prompts: typed by a person.
        tool_calls: made by models.
        duration_ms: of the sessions that began in the span, together.
        models: how many named ones replied.
        projects: how many named ones were worked in.
        days: every day in order, those without usage too.
        unpriced_models: models that used tokens without a known price.
    """

    from_: str
    to: str
    tz: str
    sessions: int
    messages: int
    prompts: int
    tool_calls: int
    duration_ms: int
    models: int
    projects: int
    figures: Figures
    efficiency: Ratios
    days: list[DayFigures]
    courses: Courses
    unpriced_models: list[str]


class FiguresList(Wire):
    """Usage by one dimension, most tokens first.

    Attributes:
        total: number of items.
    """

    items: list[NamedFigures]
    total: int


class Trends(Wire):
    """Usage of every day, week (from Sunday) or month in order.

    Attributes:
        cumulative: each stretch also holds all before it.
    """

    granularity: Granularity
    cumulative: bool
    items: list[PeriodFigures]


class ModelFigures(Wire):
    """One model closely.

    Attributes:
        provider: inferred from the name.
        sessions: those whose last model it is.
        messages: that it wrote.
        days: every day in order.
        projects: where it was used, most tokens first.
        sources: with which coding tool, most tokens first.
    """

    name: str
    provider: str
    sessions: int
    messages: int
    figures: Figures
    efficiency: Ratios
    days: list[DayFigures]
    projects: list[NamedFigures]
    sources: list[NamedFigures]


class ToolFigures(Wire):
    """How often one tool was called.

    Attributes:
        failures: results that say that the tool failed.
    """

    name: str
    calls: int
    failures: int


class ToolList(Wire):
    """Tools, most calls first."""

    items: list[ToolFigures]


class Heatmap(Wire):
    """When models replied.

    Attributes:
        cells: replies by weekday (seven rows, Monday first) and local hour (24).
    """

    cells: list[list[int]]


def overview_shape(found: insights.Overview, zone: str) -> Overview:
    """Return the figures of a span of local days of a time zone."""
    return Overview(
        from_=found.span.first.isoformat(),
        to=found.span.last.isoformat(),
        tz=zone,
        sessions=found.activity.sessions,
        messages=found.activity.messages,
        prompts=found.activity.prompts,
        tool_calls=found.activity.tool_calls,
        duration_ms=found.duration_ms,
        models=found.models,
        projects=found.projects,
        figures=figures_shape(found.figures),
        efficiency=ratios_shape(found.efficiency),
        days=[day_shape(day) for day in found.days],
        courses=courses_shape(found.courses),
        unpriced_models=list(found.unpriced_models),
    )


def model_shape(found: insights.ModelDetail) -> ModelFigures:
    """Return the figures of one model."""
    return ModelFigures(
        name=found.name,
        provider=found.provider,
        sessions=found.activity.sessions,
        messages=found.activity.messages,
        figures=figures_shape(found.figures),
        efficiency=ratios_shape(found.efficiency),
        days=[day_shape(day) for day in found.days],
        projects=[item_shape(item) for item in found.projects],
        sources=[item_shape(item) for item in found.sources],
    )
