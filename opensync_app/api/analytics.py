"""GET /api/analytics/…: figures for any days, time zone and filters, read from the roll-ups."""

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter

from opensync_app.api.analytics_shapes import (
    FiguresList,
    Heatmap,
    ModelFigures,
    Overview,
    ToolFigures,
    ToolList,
    Trends,
    model_shape,
    overview_shape,
)
from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.courses import get_series
from opensync_app.api.errors import problems
from opensync_app.api.figures import asked_of, item_shape, period_shape
from opensync_app.core.analytics import Granularity
from opensync_app.services.analysing import Analysing, Asked, Dimension

_Answer = TypeVar("_Answer")
_Query = NamedDependency[Asked]


@get(
    "/overview",
    operation_id="getAnalyticsOverview",
    summary="Figures of a span at a glance",
    responses=problems(400),
)
async def get_overview(request: ApiRequest, asked: _Query) -> Overview:
    """Return the sums of a span, their ratios and every day."""

    def read(analysing: Analysing) -> Overview:
        return overview_shape(analysing.overview(asked), asked.zone)

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
        return model_shape(analysing.model(asked, model_name.removeprefix("/")))

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
