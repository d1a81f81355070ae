"""`opensync show`: one whole session as Markdown, JSON or a page."""

import sys
from pathlib import Path

import click

from opensync_app.cli.options import data_dir_option, effective_settings, opened
from opensync_app.core.access import LOCAL_OWNER_ID
from opensync_app.exports.base import ExportOptions
from opensync_app.mcp_door.answers import visible
from opensync_app.services.exporting import Exporting


@click.command()
@click.argument("session")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json", "jsonl", "html"]),
    default="markdown",
    show_default=True,
)
@click.option("--tools/--no-tools", default=True, help="Calls of tools and their results.")
@click.option("--thinking/--no-thinking", default=True, help="What the model thought.")
@data_dir_option
def show(session: str, *, form: str, tools: bool, thinking: bool, data_dir: Path | None) -> None:
    """Print SESSION, by its id (s12) or its tool's own id."""
    options = ExportOptions(tools=tools, thinking=thinking)
    with opened(effective_settings(data_dir)) as core:
        exported = Exporting(core.store).session(LOCAL_OWNER_ID, session, form, options)
        is_read_by_a_person = sys.stdout.isatty()
        for piece in exported.text:
            click.echo(visible(piece) if is_read_by_a_person else piece, nl=False)
