"""GET /api/analytics/series: usage over time, told apart by model, project or source."""

import asyncio
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from opensync_app.api.auth import ApiRequest, services_of
from opensync_app.api.errors import problems
from opensync_app.api.wire import Wire
from opensync_app.core import series
from opensync_app.core.analytics import Granularity
from opensync_app.core.series import Measure
from opensync_app.core.usage import usd
from opensync_app.services.analysing import Asked, Split

_MOST = 50


class Stretch(Wire):
    """A stretch of local days.

    Attributes:
        from_: first day.
        to: last day, included.
    """

    from_: str
    to: str


class Course(Wire):
    """How one model, project or source went.

    Attributes:
        name: empty when it is unknown.
        values: one for each stretch, in order: tokens, or US dollars.
        total: of the whole span.
    """

    name: str
    values: list[float]
    total: float


class UsageSeries(Wire):
    """Usage of every day, week (from Sunday) or month, told apart.

    Attributes:
        cumulative: each stretch also holds all before it.
        series: the largest ones, largest first.
        rest: all others added up, without a name; null when there are none.
        others: how many those are.
    """

    split: Split
    measure: Measure
    granularity: Granularity
    cumulative: bool
    periods: list[Stretch]
    series: list[Course]
    rest: Course | None
    others: int


@get(
    "/series",
    operation_id="getAnalyticsSeries",
    summary="Usage over time by model, project or source",
    responses=problems(400),
)
async def get_series(
    request: ApiRequest,
    asked: NamedDependency[Asked],
    *,
    split: FromQuery[Split] = "model",
    measure: FromQuery[Measure] = "tokens",
    granularity: FromQuery[Granularity] = "day",
    cumulative: Annotated[bool, QueryParameter(description="Add up everything before.")] = False,
    top: Annotated[
        int, QueryParameter(ge=1, le=_MOST, description="How many stand alone; the rest is added.")
    ] = 7,
) -> UsageSeries:
    """Return how the largest models, projects or sources went, and all others together."""
    analysing = services_of(request).analysing
    found = await asyncio.to_thread(
        analysing.series, asked, split, measure, granularity, most=top, cumulative=cumulative
    )
    return UsageSeries(
        split=split,
        measure=measure,
        granularity=granularity,
        cumulative=cumulative,
        periods=[Stretch(p.first.isoformat(), p.last.isoformat()) for p in found.periods],
        series=[_shape(course, measure) for course in found.courses],
        rest=None if found.rest is None else _shape(found.rest, measure),
        others=found.others,
    )


def _shape(course: series.Course, measure: Measure) -> Course:
    """Return a course as it stands on the wire; micro-dollars become dollars."""
    if measure == "tokens":
        return Course(course.name, list(course.values), course.total)
    return Course(
        course.name, [usd(value) or 0.0 for value in course.values], usd(course.total) or 0.0
    )
