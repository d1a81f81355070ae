"""Figures of the usage roll-ups: totals, days of any time zone, shares, trends and ratios."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from opensync_app.core.errors import InvalidInputError
from opensync_app.core.names import infer_provider
from opensync_app.core.usage import NO_USAGE, TokenUsage

BUCKET_SECONDS: Final = 15 * 60
"""Width of a roll-up bucket; since 1972 every zone's midnight falls on a quarter of an hour."""

_CALENDAR: Final = range(253_402_128_000 // BUCKET_SECONDS)
"""Buckets from 1970 to the end of 9999, less a day for the zones."""

Granularity = Literal["day", "week", "month"]

_Key = TypeVar("_Key")


class RollupRow(msgspec.Struct, frozen=True):
    """Usage of one quarter of an hour, source, model and project.

    Attributes:
        bucket: quarters of an hour since the epoch, UTC.
        source: canonical source name.
        model: as the tool wrote it; empty when unknown.
        project: project name; empty when there is none.
        replies: number of replies.
        tokens: their tokens by kind.
        cost_micro_usd: cost of the replies that have a price.
        unpriced: replies without a known price.
    """

    bucket: int
    source: str
    model: str
    project: str
    replies: int
    tokens: TokenUsage
    cost_micro_usd: int
    unpriced: int


class Figures(msgspec.Struct, frozen=True):
    """Sums over roll-up rows.

    Attributes:
        replies: number of replies.
        tokens: their tokens by kind.
        cost_micro_usd: cost of the replies that have a price.
        unpriced: replies without a known price, whose cost is missing above.
    """

    replies: int = 0
    tokens: TokenUsage = NO_USAGE
    cost_micro_usd: int = 0
    unpriced: int = 0

    def __add__(self, other: "Figures | RollupRow") -> "Figures":
        """Return the sum."""
        return Figures(
            self.replies + other.replies,
            self.tokens + other.tokens,
            self.cost_micro_usd + other.cost_micro_usd,
            self.unpriced + other.unpriced,
        )

    @property
    def total_tokens(self) -> int:
        """Tokens in and out, as the hosted API counts them."""
        return self.tokens.prompt + self.tokens.completion


NO_FIGURES: Final = Figures()


class Share(msgspec.Struct, frozen=True):
    """What one model, project, provider or source used.

    Attributes:
        name: the value; empty when it is unknown.
        figures: its sums.
    """

    name: str
    figures: Figures


class Period(msgspec.Struct, frozen=True):
    """What was used in a stretch of local days.

    Attributes:
        first: first local day.
        last: last local day, included.
        figures: sums of the stretch, or up to its end when they are cumulative.
    """

    first: date
    last: date
    figures: Figures


class Efficiency(msgspec.Struct, frozen=True):
    """Ratios of the hosted product; None where nothing can be divided.

    Source: spec of the hosted original, section 2.7, read 2026-11-23.

    Attributes:
        tokens_per_message: whole tokens.
        tokens_per_session: whole tokens.
        cost_per_session: micro-dollars.
        cost_per_1k_tokens: micro-dollars.
        prompt_per_completion: prompt tokens for one completion token, two decimals.
    """

    tokens_per_message: int | None
    tokens_per_session: int | None
    cost_per_session: int | None
    cost_per_1k_tokens: int | None
    prompt_per_completion: float | None


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises:
        InvalidInputError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInputError(f"There is no time zone {name!r}; write Europe/Berlin.") from error


def day_of(bucket: int, zone: ZoneInfo) -> date:
    """Return the local day of a bucket."""
    return datetime.fromtimestamp(bucket * BUCKET_SECONDS, zone).date()


def buckets_of(first: date, last: date, zone: ZoneInfo) -> range:
    """Return the buckets of the local days from first to last, both included.

    A day that a clock change makes longer or shorter has more or fewer than 96 of them.
    """
    return range(_first_bucket(first, zone), _first_bucket(last + timedelta(days=1), zone))


def _first_bucket(day: date, zone: ZoneInfo) -> int:
    """Return the first bucket of a local day; a midnight that is skipped is when the clocks move."""
    midnight = datetime.combine(day, time.min, zone).astimezone(UTC)
    return int(midnight.timestamp()) // BUCKET_SECONDS


def total(rows: Iterable[RollupRow]) -> Figures:
    """Return the sums over all rows."""
    figures = NO_FIGURES
    for row in rows:
        figures += row
    return figures


def by_day(
    rows: Iterable[RollupRow], zone: ZoneInfo, first: date, last: date
) -> tuple[Period, ...]:
    """Return every local day from first to last, in order; days without usage are zero.

    Rows of other days are left out.
    """
    wanted = buckets_of(first, last, zone)
    days = dict.fromkeys(_days(first, last), NO_FIGURES)
    for bucket, figures in _grouped(rows, lambda row: row.bucket).items():
        if bucket in wanted:
            days[day_of(bucket, zone)] += figures
    return tuple(Period(day, day, figures) for day, figures in days.items())


def by_model(rows: Iterable[RollupRow]) -> tuple[Share, ...]:
    """Return the share of each model, most tokens first."""
    return _shares(rows, lambda row: row.model)


def by_project(rows: Iterable[RollupRow]) -> tuple[Share, ...]:
    """Return the share of each project, most tokens first."""
    return _shares(rows, lambda row: row.project)


def by_source(rows: Iterable[RollupRow]) -> tuple[Share, ...]:
    """Return the share of each source, most tokens first."""
    return _shares(rows, lambda row: row.source)


def by_provider(rows: Iterable[RollupRow]) -> tuple[Share, ...]:
    """Return the share of each provider as it is inferred from the model, most tokens first."""
    return _shares(rows, lambda row: infer_provider(None, row.model))


def trends(
    days: Sequence[Period], granularity: Granularity, *, cumulative: bool = False
) -> tuple[Period, ...]:
    """Return days added up to days, weeks or months, in order.

    A week starts on Sunday, as in the hosted product; a stretch at either end may be cut short.

    Args:
        days: single days in order, as `by_day` gives them.
        granularity: what one stretch is.
        cumulative: each stretch also holds all before it.
    """
    stretches: dict[date, Period] = {}
    for day in days:
        start = _start_of(day.first, granularity)
        known = stretches.get(start)
        stretches[start] = (
            day if known is None else Period(known.first, day.last, known.figures + day.figures)
        )
    periods = tuple(stretches.values())
    return tuple(_accumulated(periods)) if cumulative else periods


def heatmap(rows: Iterable[RollupRow], zone: ZoneInfo) -> tuple[tuple[int, ...], ...]:
    """Return replies per weekday (seven, Monday first) and local hour (24).

    Rows from times that no calendar has (a broken clock wrote them) are left out.
    """
    cells = [[0] * 24 for _ in range(7)]
    for bucket, figures in _grouped(rows, lambda row: row.bucket).items():
        if bucket not in _CALENDAR:
            continue
        moment = datetime.fromtimestamp(bucket * BUCKET_SECONDS, zone)
        cells[moment.weekday()][moment.hour] += figures.replies
    return tuple(tuple(hours) for hours in cells)


def efficiency(figures: Figures, sessions: int, messages: int) -> Efficiency:
    """Return the ratios of some usage and the sessions and messages it belongs to.

    Cost per thousand tokens is of all tokens; while some have no price it is too low.
    """
    tokens, completion = figures.total_tokens, figures.tokens.completion
    return Efficiency(
        tokens_per_message=_divided(tokens, messages),
        tokens_per_session=_divided(tokens, sessions),
        cost_per_session=_divided(figures.cost_micro_usd, sessions),
        cost_per_1k_tokens=_divided(figures.cost_micro_usd * 1000, tokens),
        prompt_per_completion=round(figures.tokens.prompt / completion, 2) if completion else None,
    )


def _divided(dividend: int, divisor: int) -> int | None:
    """Return the nearest whole quotient, halves up as the hosted product rounds; None for / 0."""
    return (2 * dividend + divisor) // (2 * divisor) if divisor else None


def _grouped(rows: Iterable[RollupRow], key: Callable[[RollupRow], _Key]) -> dict[_Key, Figures]:
    sums: dict[_Key, Figures] = defaultdict(lambda: NO_FIGURES)
    for row in rows:
        sums[key(row)] += row
    return sums


def _shares(rows: Iterable[RollupRow], key: Callable[[RollupRow], str]) -> tuple[Share, ...]:
    shares = (Share(name, figures) for name, figures in _grouped(rows, key).items())
    return tuple(sorted(shares, key=lambda share: (-share.figures.total_tokens, share.name)))


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _start_of(day: date, granularity: Granularity) -> date:
    """Return the first day of the stretch that a day falls in."""
    if granularity == "month":
        return day.replace(day=1)
    if granularity == "week":
        return day - timedelta(days=(day.weekday() + 1) % 7)
    return day


def _accumulated(periods: Sequence[Period]) -> Iterator[Period]:
    figures = NO_FIGURES
    for period in periods:
        figures += period.figures
        yield Period(period.first, period.last, figures)
