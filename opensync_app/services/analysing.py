"""Analytics: figures by day, model, project, provider, source, tool and hour of the week."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from opensync_app.core import analytics
from opensync_app.core.activity import NO_ACTIVITY, Activity, ToolUse, UsageFilter
from opensync_app.core.analytics import Granularity, Period
from opensync_app.core.clock import Clock
from opensync_app.core.errors import InvalidInputError, NotFoundError
from opensync_app.core.insights import DayCourse, Item, ModelDetail, Overview, Span
from opensync_app.core.local_days import (
    BUCKET_SECONDS,
    buckets_of,
    even_stretches,
    moment_of,
    zone_of,
)
from opensync_app.core.names import infer_provider
from opensync_app.core.query import WITHOUT, SessionFilter
from opensync_app.core.series import Measure, Series, measured, place_in, series
from opensync_app.store import Store

Dimension = Literal["source", "model", "project", "provider"]
Split = Literal["source", "model", "project"]

_DEFAULT_DAYS = 30
_LONGEST_DAYS = 3660
_FIRST_DAY = date(1970, 1, 1)
_LAST_DAY = date(9998, 12, 31)
_BUCKET_MS = BUCKET_SECONDS * 1000


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks; empty filters fit everything.

    Attributes:
        user_id: whose figures.
        first: first local day; None for 29 days before the last.
        last: last local day, included; None for today.
        zone: IANA name of the time zone whose days are meant.
        sources: canonical source names.
        models: as the tools wrote them.
        projects: project names.
        providers: as they are inferred from models.
    """

    user_id: int
    first: date | None = None
    last: date | None = None
    zone: str = "UTC"
    sources: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()


class Analysing:
    """Answers questions about usage from the roll-ups; no message is looked at."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read from this store; the clock says what today is."""
        self._store = store
        self._clock = clock

    def overview(self, asked: Asked) -> Overview:
        """Return everything of a span at a glance.

        Raises:
            InvalidInputError: the span or the zone is none; this holds for every question here.
        """
        span = self._span(asked)
        wanted = self._wanted(asked, span)
        models = analytics.by_model(self._store.analytics.usage(wanted, "model"))
        worked_in = self._store.analytics.usage(wanted, "project")
        figures = sum((model.figures for model in models), analytics.NO_FIGURES)
        activity = self._activity(wanted)
        return Overview(
            span=span,
            activity=activity,
            figures=figures,
            efficiency=analytics.efficiency(figures, activity.sessions, activity.messages),
            days=self._days(wanted, span),
            courses=self._courses(wanted, span),
            duration_ms=self._duration(wanted),
            models=sum(1 for model in models if model.name and model.figures.replies),
            projects=len({row.project for row in worked_in if row.project and row.replies}),
            unpriced_models=tuple(model.name for model in models if model.figures.unpriced),
        )

    def by(self, asked: Asked, dimension: Dimension) -> tuple[Item, ...]:
        """Return what each value of a dimension used, most tokens first, then by name."""
        return self._items(self._wanted(asked, self._span(asked)), dimension)

    def everything_by(self, user_id: int, dimension: Dimension) -> tuple[Item, ...]:
        """Return what each value of a dimension ever used, most tokens first, then by name."""
        return self._items(UsageFilter(user_id=user_id), dimension)

    def days(self, asked: Asked) -> tuple[Period, ...]:
        """Return the usage of every day in order."""
        span = self._span(asked)
        return self._days(self._wanted(asked, span), span)

    def trends(
        self, asked: Asked, granularity: Granularity, *, cumulative: bool
    ) -> tuple[Period, ...]:
        """Return the usage of every day, week or month in order."""
        return analytics.trends(self.days(asked), granularity, cumulative=cumulative)

    def series(
        self,
        asked: Asked,
        split: Split,
        measure: Measure,
        granularity: Granularity,
        *,
        most: int,
        cumulative: bool,
    ) -> Series:
        """Return how the largest models, projects or sources went, and all others together."""
        span = self._span(asked)
        stretches = even_stretches(span.first, span.last, span.zone)
        rows = self._store.analytics.usage_by_day(self._wanted(asked, span), stretches, split)
        names = [getattr(row, split) for row in rows]
        buckets = [row.bucket for row in rows]
        found = zip(buckets, names, measured(rows, measure), strict=True)
        days = analytics.by_day((), span.zone, span.first, span.last)
        periods = analytics.trends(days, granularity)
        return series(found, periods, span.zone, most=most, cumulative=cumulative)

    def model(self, asked: Asked, name: str) -> ModelDetail:
        """Return one model closely; filters by model and provider are not looked at.

        Raises:
            NotFoundError: no session and no reply is of this model.
        """
        if not name or not self._store.analytics.has_model(asked.user_id, name):
            message = f"No session used the model {name}."
            raise NotFoundError(message)
        span = self._span(asked)
        asked = msgspec.structs.replace(asked, models=(name,), providers=())
        wanted = self._wanted(asked, span)
        figures = analytics.total(self._store.analytics.usage(wanted))
        activity = self._activity(wanted)
        return ModelDetail(
            name=name,
            provider=infer_provider(None, name),
            activity=activity,
            figures=figures,
            efficiency=analytics.efficiency(figures, activity.sessions, activity.messages),
            days=self._days(wanted, span),
            projects=self._items(wanted, "project"),
            sources=self._items(wanted, "source"),
        )

    def tools(self, asked: Asked) -> tuple[ToolUse, ...]:
        """Return how often each tool was called, most calls first."""
        sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in self._store.analytics.tools(self._wanted(asked, self._span(asked))):
            sums[row.name][0] += row.calls
            sums[row.name][1] += row.failures
        tools = (ToolUse(name, *numbers) for name, numbers in sums.items())
        return tuple(sorted(tools, key=lambda tool: (-tool.calls, tool.name)))

    def heatmap(self, asked: Asked) -> tuple[tuple[int, ...], ...]:
        """Return replies per weekday (seven, Monday first) and local hour (24)."""
        span = self._span(asked)
        wanted = self._wanted(asked, span)
        stretches = even_stretches(span.first, span.last, span.zone)
        return analytics.heatmap(self._store.analytics.usage_by_hour(wanted, stretches), span.zone)

    def _span(self, asked: Asked) -> Span:
        """Return the days that are asked for."""
        zone = _zone(asked.zone)
        today = moment_of(self._clock.now_ms() // _BUCKET_MS, zone).date()
        last = asked.last or max(today, asked.first or today)
        first = asked.first or max(_FIRST_DAY, last - timedelta(days=_DEFAULT_DAYS - 1))
        for day, path in ((first, "$.from"), (last, "$.to")):
            if not _FIRST_DAY <= day <= _LAST_DAY:
                message = f"The calendar here has no {day.isoformat()}; it begins with 1970-01-01."
                raise InvalidInputError(message, path)
        if first > last:
            message = f"The first day {first.isoformat()} is after the last one."
            raise InvalidInputError(message, "$.from")
        if (last - first).days >= _LONGEST_DAYS:
            message = "That is more than ten years; ask for fewer days."
            raise InvalidInputError(message, "$.from")
        return Span(first, last, zone)

    def _wanted(self, asked: Asked, span: Span) -> UsageFilter:
        buckets = buckets_of(span.first, span.last, span.zone)
        return UsageFilter(
            user_id=asked.user_id,
            buckets=buckets,
            sources=asked.sources or None,
            models=self._models(asked, buckets),
            projects=asked.projects or None,
        )

    def _models(self, asked: Asked, buckets: range) -> tuple[str, ...] | None:
        """Return the models of a span that fit the filters by model and provider; None for all."""
        if not asked.providers:
            return asked.models or None
        everything = UsageFilter(user_id=asked.user_id, buckets=buckets)
        names = asked.models or self._store.analytics.models(everything)
        return tuple(name for name in names if _provider_of(name) in asked.providers)

    def _days(self, wanted: UsageFilter, span: Span) -> tuple[Period, ...]:
        stretches = even_stretches(span.first, span.last, span.zone)
        rows = self._store.analytics.usage_by_day(wanted, stretches)
        return analytics.by_day(rows, span.zone, span.first, span.last)

    def _courses(self, wanted: UsageFilter, span: Span) -> tuple[DayCourse, ...]:
        stretches = tuple(even_stretches(span.first, span.last, span.zone))
        days = analytics.by_day((), span.zone, span.first, span.last)
        place = place_in(days, span.zone)
        courses = [DayCourse()] * len(days)
        for bucket, activity in self._store.analytics.activity_by_day(wanted, stretches):
            courses[place(bucket)] = DayCourse(activity)
        for bucket, models, projects in self._store.analytics.variety_by_day(wanted, stretches):
            at = place(bucket)
            courses[at] = DayCourse(courses[at].activity, models, projects)
        return tuple(courses)

    def _duration(self, wanted: UsageFilter) -> int:
        """Return how long the sessions took that began in the wanted buckets (ms, all together)."""
        buckets = wanted.buckets or range(0)
        sessions = SessionFilter(
            user_id=wanted.user_id,
            sources=wanted.sources or (),
            models=_told(wanted.models),
            projects=_told(wanted.projects),
            since=buckets.start * _BUCKET_MS,
            until=buckets.stop * _BUCKET_MS,
            date_field="createdAt",
            include_empty=True,
            include_automated=True,
        )
        return 0 if wanted.models == () else self._store.session_lists.duration(sessions)

    def _activity(self, wanted: UsageFilter) -> Activity:
        rows = self._store.analytics.activity(wanted)
        return sum((row.activity for row in rows), NO_ACTIVITY)

    def _items(self, wanted: UsageFilter, dimension: Dimension) -> tuple[Item, ...]:
        column = "model" if dimension == "provider" else dimension
        name_of = cache(_provider_of) if dimension == "provider" else _same
        rows = self._store.analytics.usage(wanted, column)
        figures = analytics.grouped(rows, lambda row: name_of(getattr(row, column)))
        activity = defaultdict[str, Activity](lambda: NO_ACTIVITY)
        for row in self._store.analytics.activity(wanted, column):
            done = _written(row.activity) if column == "model" and not row.model else row.activity
            if done != NO_ACTIVITY:
                activity[name_of(getattr(row, column))] += done
        items = (
            Item(n, activity[n], figures.get(n, analytics.NO_FIGURES))
            for n in {**figures, **activity}
        )
        return tuple(sorted(items, key=lambda item: (-item.figures.total_tokens, item.name)))


def _told(names: Sequence[str] | None) -> tuple[str, ...]:
    """Return names as a filter of sessions has them."""
    return tuple(name or WITHOUT for name in names or ())


def _written(activity: Activity) -> Activity:
    """Return what stands for an unknown model: its sessions, but not the prompts of all others."""
    return Activity(sessions=activity.sessions)


def _zone(name: str) -> ZoneInfo:
    try:
        return zone_of(name)
    except InvalidInputError as error:
        raise InvalidInputError(error.message, "$.tz") from error


def _provider_of(model: str) -> str:
    return infer_provider(None, model)


def _same(name: str) -> str:
    return name
