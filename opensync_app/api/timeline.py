"""GET /api/sessions/timeline: sessions along time, in lanes of projects."""

import asyncio

from litestar import Router, get
from litestar.di import Provide

from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.parameters import Limit
from opensync_app.api.session_filters import FilterQuery, filter_of
from opensync_app.api.wire import Wire
from opensync_app.core import timelines
from opensync_app.core.usage import usd

_MOST = 2000


class TimelineSession(Wire, omit_defaults=False):
    """One session on a timeline.

    Attributes:
        title: cut at 80 characters; null when it has none.
        start: epoch ms.
        end: epoch ms, never before the start.
        cost: US dollars; null when it is unknown.
    """

    id: str
    title: str | None
    source: str
    model: str | None
    start: int
    end: int
    tokens: int
    cost: float | None


class TimelineLane(Wire):
    """The sessions of one project, oldest first; `-` for those without one."""

    project: str
    count: int
    sessions: list[TimelineSession]


class SessionTimeline(Wire):
    """Sessions along time.

    Attributes:
        from_: epoch ms at which the first one shown begins; null when there is none.
        to: epoch ms at which the last one shown ends.
        lanes: the one with the newest activity first.
        total: sessions that match.
        shown: of these, the newest, which stand in the lanes.
    """

    from_: int | None
    to: int | None
    lanes: list[TimelineLane]
    total: int
    shown: int


@get(
    "/sessions/timeline",
    operation_id="getTimeline",
    summary="Sessions along time",
    responses=problems(400),
)
async def get_timeline(
    request: ApiRequest, wanted: FilterQuery, *, limit: Limit = 1000
) -> SessionTimeline:
    """Return the newest sessions that match in lanes of projects, at most 2,000 and 300 kB."""
    browsing, most = services_of(request).browsing, max(1, min(limit, _MOST))
    return _shape(await asyncio.to_thread(browsing.timeline, wanted, most))


timeline_router = Router(
    "/api",
    route_handlers=[get_timeline],
    dependencies={"wanted": Provide(filter_of)},
    guards=[may_read],
    tags=["sessions"],
)


def _shape(timeline: timelines.Timeline) -> SessionTimeline:
    lanes = [
        TimelineLane(lane.project, len(lane.entries), [_entry(entry) for entry in lane.entries])
        for lane in timeline.lanes
    ]
    return SessionTimeline(timeline.first, timeline.last, lanes, timeline.total, timeline.shown)


def _entry(entry: timelines.TimelineEntry) -> TimelineSession:
    return TimelineSession(
        f"s{entry.id}",
        entry.title,
        entry.source,
        entry.model,
        entry.began,
        entry.ended,
        entry.tokens,
        usd(entry.cost_micro_usd),
    )
