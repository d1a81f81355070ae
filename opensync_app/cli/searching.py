"""`opensync search`: find messages from the command line."""

import html
import re
from pathlib import Path
from typing import get_args

import click
import msgspec

from opensync_app.api.search_shapes import search_page
from opensync_app.cli.local_search import LocalSearching
from opensync_app.cli.options import (
    data_dir_option,
    effective_settings,
    json_option,
    opened,
)
from opensync_app.core.access import LOCAL_OWNER_ID
from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.names import canonical_source
from opensync_app.core.query import SearchMode, SearchQuery
from opensync_app.core.search_answer import SearchAnswer


@click.command()
@click.argument("query")
@click.option(
    "--mode",
    type=click.Choice(get_args(SearchMode)),
    default="fulltext",
    show_default=True,
    help="By words, by meaning, or by both.",
)
@click.option("--source", "sources", multiple=True, help="Only this source; may be repeated.")
@click.option("--project", "projects", multiple=True, help="Only this project; may be repeated.")
@click.option("--model", "models", multiple=True, help="Only this model; may be repeated.")
@click.option("--role", "roles", multiple=True, help="Only messages of this role.")
@click.option("--since", help="Only messages from this day or moment on (ISO 8601).")
@click.option("--until", help="Only messages before this day or moment (ISO 8601).")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@json_option
@data_dir_option
def search(
    query: str,
    *,
    mode: SearchMode,
    sources: tuple[str, ...],
    projects: tuple[str, ...],
    models: tuple[str, ...],
    roles: tuple[str, ...],
    since: str | None,
    until: str | None,
    limit: int,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Find sessions by what was said, asked, run or printed in them.

    QUERY is words, of which any may match; also "phrases", prefix*, AND, OR, NOT, -word, brackets,
    and the fields project: tool: file: role: source: model: branch: before: after: is:.
    """
    wanted = SearchQuery(
        user_id=LOCAL_OWNER_ID,
        text=query,
        mode=mode,
        sources=tuple(canonical_source(name) or name for name in sources),
        projects=projects,
        models=models,
        roles=roles,
        since=_moment(since),
        until=_moment(until),
        limit=limit,
    )
    with opened(effective_settings(data_dir)) as core:
        answer = LocalSearching(core).search(wanted)
        if as_json:
            click.echo(msgspec.json.encode(search_page(answer)))
        else:
            _print(answer)


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    moment = parse_iso_ms(text)
    if moment is None:
        message = f"{text!r} is not a day or moment like 2026-03-31 or 2026-03-31T09:00."
        raise InvalidInputError(message)
    return moment


def _print(answer: SearchAnswer) -> None:
    if answer.reason is not None:
        click.echo(answer.reason, err=True)
    for change in answer.reading.corrected:
        click.echo(f"{change.typed!r} is nowhere; searched {change.used!r} instead.", err=True)
    if not answer.results:
        click.echo("Nothing found.")
        return
    for result in answer.results:
        session = result.session
        click.secho(session.title or "Untitled", bold=True, nl=False)
        click.echo(f"  {session.source} · {session.project_name or 'no project'} · s{session.id}")
        for snippet in result.snippets:
            click.echo(f"    {_terminal(snippet.html)}")
    click.echo(f"{answer.total:,} sessions")


def _terminal(snippet: str) -> str:
    """Return a snippet with its hits in bold and nothing that a terminal would obey."""
    text = re.sub(r"<mark>(.*?)</mark>", lambda m: f"\0{m.group(1)}\1", snippet, flags=re.DOTALL)
    plain = html.unescape(" ".join(text.split()))
    safe = "".join(c for c in plain if c in "\0\1" or c.isprintable())
    return safe.replace("\0", click.style("", bold=True, reset=False)).replace(
        "\1", click.style("", reset=True)
    )
