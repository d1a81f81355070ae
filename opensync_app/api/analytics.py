"""GET /api/analytics/…: figures for any days, time zone and filters, read from the roll-ups."""

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter

from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.courses import get_series
from opensync_app.api.errors import problems
from opensync_app.api.figures import (
    Courses,
    DayFigures,
    Figures,
    NamedFigures,
    PeriodFigures,
    Ratios,
    asked_of,
    courses_shape,
    day_shape,
    figures_shape,
    item_shape,
    period_shape,
    ratios_shape,
)
from opensync_app.api.wire import Wire
from opensync_app.core.analytics import Granularity
from opensync_app.services.analysing import Analysing, Asked, Dimension

_Answer = TypeVar("_Answer")
_Query = NamedDependency[Asked]


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


@get(
    "/overview",
    operation_id="getAnalyticsOverview",
    summary="Figures of a span at a glance",
    responses=problems(400),
)
async def get_overview(request: ApiRequest, asked: _Query) -> Overview:
    """Return the sums of a span, their ratios and every day."""

    def read(analysing: Analysing) -> Overview:
        found = analysing.overview(asked)
        return Overview(
            from_=found.span.first.isoformat(),
            to=found.span.last.isoformat(),
            tz=asked.zone,
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

    return await _answered(request, read)


@get(
    "/by-model",
    operation_id="getAnalyticsByModel",
    summary="Figures by model",
    responses=problems(400),
)
async def get_by_model(request: ApiRequest, asked: _Query) -> FiguresList:
    """Return what each model used."""
    return await _by(request, asked, "model")


@get(
    "/by-project",
    operation_id="getAnalyticsByProject",
    summary="Figures by project",
    responses=problems(400),
)
async def get_by_project(request: ApiRequest, asked: _Query) -> FiguresList:
    """Return what was used in each project."""
    return await _by(request, asked, "project")


@get(
    "/by-provider",
    operation_id="getAnalyticsByProvider",
    summary="Figures by provider",
    responses=problems(400),
)
async def get_by_provider(request: ApiRequest, asked: _Query) -> FiguresList:
    """Return what the models of each provider used; providers are inferred from model names."""
    return await _by(request, asked, "provider")


@get(
    "/by-source",
    operation_id="getAnalyticsBySource",
    summary="Figures by source",
    responses=problems(400),
)
async def get_by_source(request: ApiRequest, asked: _Query) -> FiguresList:
    """Return what was used with each coding tool."""
    return await _by(request, asked, "source")


@get(
    "/trends",
    operation_id="getAnalyticsTrends",
    summary="Figures by day, week or month",
    responses=problems(400),
)
async def get_trends(
    request: ApiRequest,
    asked: _Query,
    *,
    granularity: FromQuery[Granularity] = "day",
    cumulative: Annotated[bool, QueryParameter(description="Add up everything before.")] = False,
) -> Trends:
    """Return the usage of every day, week or month in order."""

    def read(analysing: Analysing) -> Trends:
        periods = analysing.trends(asked, granularity, cumulative=cumulative)
        return Trends(granularity, cumulative, [period_shape(period) for period in periods])

    return await _answered(request, read)


@get(
    "/model/{model_name:path}",
    operation_id="getAnalyticsModel",
    summary="One model closely",
    responses=problems(400, 404),
)
async def get_model(request: ApiRequest, asked: _Query, model_name: FromPath[str]) -> ModelFigures:
    """Return the figures of one model; slashes may stand in its name."""

    def read(analysing: Analysing) -> ModelFigures:
        found = analysing.model(asked, model_name.removeprefix("/"))
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

    return await _answered(request, read)


@get(
    "/tools",
    operation_id="getAnalyticsTools",
    summary="Calls and failures by tool",
    responses=problems(400),
)
async def get_tools(request: ApiRequest, asked: _Query) -> ToolList:
    """Return how often each tool was called and failed."""

    def read(analysing: Analysing) -> ToolList:
        tools = analysing.tools(asked)
        return ToolList([ToolFigures(tool.name, tool.calls, tool.failures) for tool in tools])

    return await _answered(request, read)


@get(
    "/heatmap",
    operation_id="getAnalyticsHeatmap",
    summary="Replies by weekday and hour",
    responses=problems(400),
)
async def get_heatmap(request: ApiRequest, asked: _Query) -> Heatmap:
    """Return when models replied, by local weekday and hour."""
    return await _answered(
        request, lambda analysing: Heatmap([list(row) for row in analysing.heatmap(asked)])
    )


analytics_router = Router(
    "/api/analytics",
    route_handlers=[
        get_overview,
        get_by_model,
        get_by_project,
        get_by_provider,
        get_by_source,
        get_trends,
        get_series,
        get_model,
        get_tools,
        get_heatmap,
    ],
    dependencies={"asked": Provide(asked_of)},
    guards=[may_read],
    tags=["figures"],
)


async def _by(request: ApiRequest, asked: Asked, dimension: Dimension) -> FiguresList:
    def read(analysing: Analysing) -> FiguresList:
        items = [item_shape(item) for item in analysing.by(asked, dimension)]
        return FiguresList(items, len(items))

    return await _answered(request, read)


async def _answered(request: ApiRequest, read: Callable[[Analysing], _Answer]) -> _Answer:
    """Return what is read beside the event loop."""
    return await asyncio.to_thread(read, services_of(request).analysing)
