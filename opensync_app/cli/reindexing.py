"""`opensync reindex`: build the text index anew from the record."""

from pathlib import Path

import click

from opensync_app.cli.options import data_dir_option, effective_settings, opened, own_index
from opensync_app.core.errors import UnavailableError


@click.command()
@data_dir_option
def reindex(data_dir: Path | None) -> None:
    """Build the text index anew beside the live one, then put it in its place."""
    with opened(effective_settings(data_dir)) as core, own_index(core) as index:
        if index is None:
            message = "A server runs for this data folder and has the index; stop it first."
            raise UnavailableError(message)
        reached = index.indexing.rebuild()
    click.echo(f"The index is new and holds everything up to change {reached.sequence:,}.")
