"""Figures of the usage roll-ups: totals, days of any time zone, shares, trends and ratios."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from opensync_app.core.local_days import CALENDAR, day_starts, days_between, moment_of
from opensync_app.core.names import infer_provider
from opensync_app.core.usage import NO_USAGE, TokenUsage

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

    def __add__(self, other: "Figures") -> "Figures":
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


def total(rows: Iterable[RollupRow]) -> Figures:
    """Return the sums over all rows."""
    return grouped(rows, lambda _: None).get(None, NO_FIGURES)


def by_day(
    rows: Iterable[RollupRow], zone: ZoneInfo, first: date, last: date
) -> tuple[Period, ...]:
    """Return every local day from first to last, in order; days without usage are zero.

    Rows of other days are left out.
    """
    days = tuple(days_between(first, last))
    *starts, end = day_starts(first, last, zone)
    wanted = range(starts[0] if starts else end, end)
    sums = grouped(
        (row for row in rows if row.bucket in wanted),
        lambda row: bisect_right(starts, row.bucket) - 1,
    )
    return tuple(Period(day, day, sums.get(at, NO_FIGURES)) for at, day in enumerate(days))


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
    providers = _Providers()
    return _shares(rows, lambda row: providers[row.model])


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
    replies: Counter[int] = Counter()
    for row in rows:
        replies[row.bucket] += row.replies
    for bucket, number in replies.items():
        if bucket in CALENDAR:
            moment = moment_of(bucket, zone)
            cells[moment.weekday()][moment.hour] += number
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


class _Providers(dict[str, str]):
    """The provider of each model, inferred once."""

    def __missing__(self, model: str) -> str:
        provider = self[model] = infer_provider(None, model)
        return provider


def _divided(dividend: int, divisor: int) -> int | None:
    """Return the nearest whole quotient, halves up as the hosted product rounds; None for / 0."""
    return (2 * dividend + divisor) // (2 * divisor) if divisor else None


def grouped(rows: Iterable[RollupRow], key: Callable[[RollupRow], _Key]) -> dict[_Key, Figures]:
    """Return the sums per key; lists are added to in place, because rows are many."""
    sums: dict[_Key, list[int]] = defaultdict(lambda: [0] * 9)
    for row in rows:
        cells, tokens = sums[key(row)], row.tokens
        cells[0] += row.replies
        cells[1] += tokens.input
        cells[2] += tokens.output
        cells[3] += tokens.cache_write_5m
        cells[4] += tokens.cache_write_1h
        cells[5] += tokens.cache_read
        cells[6] += tokens.reasoning
        cells[7] += row.cost_micro_usd
        cells[8] += row.unpriced
    return {
        name: Figures(cells[0], TokenUsage(*cells[1:7]), cells[7], cells[8])
        for name, cells in sums.items()
    }


def _shares(rows: Iterable[RollupRow], key: Callable[[RollupRow], str]) -> tuple[Share, ...]:
    shares = (Share(name, figures) for name, figures in grouped(rows, key).items())
    return tuple(sorted(shares, key=lambda share: (-share.figures.total_tokens, share.name)))


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
