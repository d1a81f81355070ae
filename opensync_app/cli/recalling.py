"""`opensync context`: what past sessions say about something, ready to paste into a prompt."""

from pathlib import Path
from typing import get_args

import click
import msgspec

from opensync_app.api.context import answer_of
from opensync_app.cli.local_search import LocalSearching
from opensync_app.cli.options import data_dir_option, effective_settings, json_option, opened
from opensync_app.core.access import LOCAL_OWNER_ID
from opensync_app.core.context import ContextFormat
from opensync_app.core.context_layouts import LAYOUTS
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.names import canonical_source
from opensync_app.core.query import SearchMode, SearchQuery
from opensync_app.mcp_door.answers import visible
from opensync_app.mcp_door.recall import moment_named
from opensync_app.services.counting_tokens import TokenCounter
from opensync_app.services.providing_context import (
    LARGEST_BUDGET,
    MOST_SESSIONS,
    USUAL_BUDGET,
    Choice,
    ContextBlock,
    ProvidingContext,
)


@click.command()
@click.argument("query", default="")
@click.option(
    "--budget",
    type=click.IntRange(1, LARGEST_BUDGET),
    default=USUAL_BUDGET,
    show_default=True,
    help="Most tokens of the whole.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["plain", "markdown", "xml", "text"]),
    default="plain",
    show_default=True,
)
@click.option(
    "--limit",
    type=click.IntRange(1, MOST_SESSIONS),
    default=5,
    show_default=True,
    help="Most sessions.",
)
@click.option(
    "--mode", type=click.Choice(get_args(SearchMode)), default="hybrid", show_default=True
)
@click.option("--source", "sources", multiple=True, help="Only this source; may be repeated.")
@click.option("--project", "projects", multiple=True, help="Only this project; may be repeated.")
@click.option("--since", help="Only messages from this day or moment on (ISO 8601).")
@click.option("--until", help="Only messages before this day or moment (ISO 8601).")
@click.option("--session", "sessions", multiple=True, help="Pack this session instead; repeatable.")
@click.option("--message", "messages", multiple=True, help="Pack this message instead; repeatable.")
@json_option
@data_dir_option
def context(
    query: str,
    *,
    budget: int,
    form: ContextFormat,
    limit: int,
    mode: SearchMode,
    sources: tuple[str, ...],
    projects: tuple[str, ...],
    since: str | None,
    until: str | None,
    sessions: tuple[str, ...],
    messages: tuple[str, ...],
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Pack what past sessions say about QUERY into a block of at most so many tokens."""
    wanted = SearchQuery(
        user_id=LOCAL_OWNER_ID,
        text=query,
        mode=mode,
        sources=tuple(canonical_source(name) or name for name in sources),
        projects=projects,
        since=moment_named(since, "--since"),
        until=moment_named(until, "--until"),
        limit=limit,
    )
    choice = Choice(
        user_id=LOCAL_OWNER_ID,
        sessions=sessions,
        messages=messages,
        title=query or "selected messages",
    )
    with opened(effective_settings(data_dir)) as core:
        providing = ProvidingContext(core.store, LocalSearching(core), TokenCounter())
        if sessions or messages:
            block = providing.chosen(choice, LAYOUTS[form], budget)
        elif query.strip():
            block = providing.found(wanted, LAYOUTS[form], budget)
        else:
            message = "Say what to look for, or name sessions or messages."
            raise InvalidInputError(message)
    if as_json:
        click.echo(msgspec.json.encode(answer_of(block, form)))
    else:
        _print(block)


def _print(block: ContextBlock) -> None:
    """Print the block; what else there is to say goes to standard error."""
    packed = block.packed
    click.echo(visible(packed.text), nl=False)
    found = f"{packed.tokens:,} tokens ({block.tokenizer})" if packed.sessions else "Nothing found"
    left = f", {packed.omitted:,} messages left out" if packed.omitted else ""
    click.echo(f"{found}{left}.", err=True)
