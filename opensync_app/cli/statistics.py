"""`opensync stats`: figures over everything, each usage counted once."""

from pathlib import Path

import click
import msgspec

from opensync_app.cli.options import data_dir_option, effective_settings, json_option, opened
from opensync_app.core.access import LOCAL_OWNER_ID
from opensync_app.store.sessions import ModelTotals, Totals


@click.command()
@json_option
@data_dir_option
def stats(data_dir: Path | None, *, as_json: bool) -> None:
    """Print sessions, messages, tokens and cost of everything."""
    with opened(effective_settings(data_dir)) as core:
        totals = core.store.sessions.totals(LOCAL_OWNER_ID)
        models = core.store.sessions.by_model(LOCAL_OWNER_ID)
    if as_json:
        click.echo(msgspec.json.encode(_shape(totals, models)))
        return
    tokens = totals.tokens
    click.echo(f"{totals.sessions:,} sessions, {totals.messages:,} messages")
    click.echo(
        f"tokens: {tokens.input:,} input, {tokens.output:,} output, "
        f"{tokens.cache_write_5m + tokens.cache_write_1h:,} cache write, "
        f"{tokens.cache_read:,} cache read, {tokens.reasoning:,} reasoning"
    )
    for model in models:
        click.echo(f"  {model.model}: {model.tokens:,} tokens in {model.sessions:,} sessions")


def _shape(totals: Totals, models: list[ModelTotals]) -> dict[str, object]:
    """Return the stable shape of `stats --json`."""
    tokens = totals.tokens
    return {
        "sessions": totals.sessions,
        "messages": totals.messages,
        "tokens": {
            "input": tokens.input,
            "output": tokens.output,
            "cacheWrite5m": tokens.cache_write_5m,
            "cacheWrite1h": tokens.cache_write_1h,
            "cacheRead": tokens.cache_read,
            "reasoning": tokens.reasoning,
        },
        "costMicroUsd": totals.cost_micro_usd,
        "unpricedModels": [model.model for model in models if model.unpriced],
    }
