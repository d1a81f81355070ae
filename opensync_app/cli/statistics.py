"""`opensync stats`: figures over everything or since a day, each usage counted once."""

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click
import msgspec
import tzlocal

from opensync_app.bootstrap import OpenSync
from opensync_app.cli.options import data_dir_option, effective_settings, json_option, opened
from opensync_app.core.access import LOCAL_OWNER_ID
from opensync_app.core.activity import NO_ACTIVITY, Activity
from opensync_app.core.analytics import NO_FIGURES, Figures
from opensync_app.core.insights import Item
from opensync_app.core.usage import TokenUsage
from opensync_app.services.analysing import Asked, Dimension

_KINDS = ("day", "model", "project", "source")
_MICRO = 1_000_000


class Report(msgspec.Struct, frozen=True):
    """What is printed.

    Attributes:
        activity: sessions and messages.
        figures: usage.
        models: what each model used, most tokens first.
        parts: the same by what was asked for, with a name for each; empty when nothing was.
    """

    activity: Activity
    figures: Figures
    models: tuple[Item, ...]
    parts: tuple[Item, ...]


@click.command()
@click.option("--by", type=click.Choice(_KINDS), help="Also print the figures of each of these.")
@click.option(
    "--since",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Count from this day on (2026-11-23; default: everything, by day the last 30 days).",
)
@click.option("--tz", help="Time zone whose days are meant, as Europe/Berlin (default: yours).")
@json_option
@data_dir_option
def stats(
    by: str | None,
    since: datetime | None,
    tz: str | None,
    data_dir: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print sessions, messages, tokens and cost, and the models whose price is unknown."""
    asked = Asked(
        user_id=LOCAL_OWNER_ID,
        first=since.date() if since is not None else None,
        zone=tz or tzlocal.get_localzone_name(),
    )
    with opened(effective_settings(data_dir)) as core:
        _count_again(core)
        report = _report(core, asked, by)
    if as_json:
        click.echo(msgspec.json.encode(_shape(report, by)))
    else:
        _print(report)


def _count_again(core: OpenSync) -> None:
    """Bring stored costs in step with the price list: 16 s for half a million messages."""
    if core.repricing.is_due() and sys.stderr.isatty():
        click.echo("Prices changed: every stored cost is counted again.", err=True)
    core.repricing.run()


def _report(core: OpenSync, asked: Asked, by: str | None) -> Report:
    sources = _items(core, asked, "source")
    parts: tuple[Item, ...] = ()
    if by == "day":
        days = core.analysing.days(asked)
        parts = tuple(Item(day.first.isoformat(), NO_ACTIVITY, day.figures) for day in days)
    elif by is not None:
        parts = _items(core, asked, cast("Dimension", by))
    return Report(
        activity=sum((item.activity for item in sources), NO_ACTIVITY),
        figures=sum((item.figures for item in sources), NO_FIGURES),
        models=_items(core, asked, "model"),
        parts=parts,
    )


def _items(core: OpenSync, asked: Asked, dimension: Dimension) -> tuple[Item, ...]:
    """Return the figures since the day that was named, else those of all time."""
    if asked.first is None:
        return core.analysing.everything_by(asked.user_id, dimension)
    return core.analysing.by(asked, dimension)


def _print(report: Report) -> None:
    tokens, figures = report.figures.tokens, report.figures
    click.echo(f"{report.activity.sessions:,} sessions, {report.activity.messages:,} messages")
    click.echo(
        f"tokens: {tokens.input:,} input, {tokens.output:,} output, "
        f"{tokens.cache_write_5m + tokens.cache_write_1h:,} cache write, "
        f"{tokens.cache_read:,} cache read, {tokens.reasoning:,} reasoning"
    )
    click.echo(f"cost at list prices: {_dollars(figures)}")
    unpriced = _unpriced(report.models)
    if unpriced:
        click.echo(
            f"no price is known of: {', '.join(unpriced)}; docs/prices.md tells how to add one"
        )
    for item in report.parts or report.models:
        click.echo(f"  {_line(item)}")


def _line(item: Item) -> str:
    words = (
        f"{item.name or '(none)'}: {item.figures.total_tokens:,} tokens, {_dollars(item.figures)}"
    )
    return f"{words}, {item.activity.sessions:,} sessions" if item.activity.sessions else words


def _dollars(figures: Figures) -> str:
    """Return a cost in words; one of which nothing is known is not 0."""
    if figures.unpriced and figures.unpriced == figures.replies:
        return "unknown cost"
    dollars = f"${figures.cost_micro_usd / _MICRO:,.2f}"
    if figures.unpriced:
        return f"{dollars}, unknown for {figures.unpriced:,} of {figures.replies:,} replies"
    return dollars


def _unpriced(models: Iterable[Item]) -> list[str]:
    return [item.name or "(none)" for item in models if item.figures.unpriced]


def _shape(report: Report, by: str | None) -> dict[str, Any]:
    """Return the stable shape of `stats --json`; `by` is there when it was asked for."""
    shape: dict[str, Any] = {
        "sessions": report.activity.sessions,
        "messages": report.activity.messages,
        "tokens": _tokens(report.figures.tokens),
        "costMicroUsd": report.figures.cost_micro_usd,
        "unpricedModels": [item.name for item in report.models if item.figures.unpriced],
    }
    if by is not None:
        shape["by"] = [_part(item, by) for item in report.parts]
    return shape


def _part(item: Item, by: str) -> dict[str, Any]:
    counts = {"sessions": item.activity.sessions, "messages": item.activity.messages}
    return {
        "date" if by == "day" else "name": item.name,
        **({} if by == "day" else counts),
        "replies": item.figures.replies,
        "tokens": _tokens(item.figures.tokens),
        "costMicroUsd": item.figures.cost_micro_usd,
        "unpricedReplies": item.figures.unpriced,
    }


def _tokens(tokens: TokenUsage) -> dict[str, int]:
    return {
        "input": tokens.input,
        "output": tokens.output,
        "cacheWrite5m": tokens.cache_write_5m,
        "cacheWrite1h": tokens.cache_write_1h,
        "cacheRead": tokens.cache_read,
        "reasoning": tokens.reasoning,
    }
