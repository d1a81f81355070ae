"""`opensync reindex`: build the text index anew from the record."""

from pathlib import Path

import click

from opensync_app.cli.options import data_dir_option, effective_settings, opened


@click.command()
@data_dir_option
def reindex(data_dir: Path | None) -> None:
    """Build the text index anew beside the live one, then put it in its place."""
    with opened(effective_settings(data_dir)) as core:
        reached = core.indexing.rebuild()
    click.echo(f"The index is new and holds everything up to change {reached.sequence:,}.")
