"""What analytics answers: the figures of a span at a glance, of one model, of one value."""

from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from opensync_app.core.activity import NO_ACTIVITY, Activity
from opensync_app.core.analytics import Efficiency, Figures, Period


class Span(msgspec.Struct, frozen=True):
    """The local days that an answer is of, both ends included."""

    first: date
    last: date
    zone: ZoneInfo


class Item(msgspec.Struct, frozen=True):
    """What one source, model, project or provider used.

    Attributes:
        name: empty when it is unknown.
        activity: sessions and messages.
        figures: usage.
    """

    name: str
    activity: Activity
    figures: Figures


class DayCourse(msgspec.Struct, frozen=True):
    """What a local day held beside its usage.

    Attributes:
        activity: sessions that began, messages, prompts and tool calls.
        models: how many named ones replied.
        projects: how many named ones were worked in.
    """

    activity: Activity = NO_ACTIVITY
    models: int = 0
    projects: int = 0


class Overview(msgspec.Struct, frozen=True):
    """Everything of a span at a glance.

    Attributes:
        span: the days it is of.
        activity: sums.
        figures: sums.
        efficiency: their ratios.
        days: every day in order, those without usage too.
        courses: what each of those days held beside its usage.
        duration_ms: of the sessions that began in the span, together.
        models: how many named ones replied in the span.
        projects: how many named ones were worked in.
        unpriced_models: models that used tokens without a known price, most tokens first.
    """

    span: Span
    activity: Activity
    figures: Figures
    efficiency: Efficiency
    days: tuple[Period, ...]
    courses: tuple[DayCourse, ...]
    duration_ms: int
    models: int
    projects: int
    unpriced_models: tuple[str, ...]


class ModelDetail(msgspec.Struct, frozen=True):
    """One model closely.

    Attributes:
        name: as the tools write it.
        provider: inferred from the name.
        activity: sums.
        figures: sums.
        efficiency: their ratios.
        days: every day in order.
        projects: where it was used, most tokens first.
        sources: with which coding tool, most tokens first.
    """

    name: str
    provider: str
    activity: Activity
    figures: Figures
    efficiency: Efficiency
    days: tuple[Period, ...]
    projects: tuple[Item, ...]
    sources: tuple[Item, ...]
