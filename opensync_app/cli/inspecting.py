"""`opensync config`, `healthcheck` and `version`: what the program says of itself."""

import sys
import urllib.error
import urllib.request
from pathlib import Path

import click
import msgspec

from opensync_app import __version__
from opensync_app.cli.options import data_dir_option, effective_settings
from opensync_app.desktop.instance import InstanceLock

_PATIENCE_S = 5


@click.command()
@data_dir_option
def config(data_dir: Path | None) -> None:
    """Print the effective settings as JSON; a secret is only said to be there."""
    settings = effective_settings(data_dir)
    encoded = msgspec.json.encode(settings.shown(), enc_hook=str)
    click.echo(msgspec.json.format(encoded, indent=2))


@click.command()
@click.option("--url", help="Server to ask (default: the one of the data folder).")
@data_dir_option
def healthcheck(url: str | None, data_dir: Path | None) -> None:
    """Exit 0 when the server answers, 1 when it does not."""
    running = InstanceLock(effective_settings(data_dir).data_dir).holder()
    where = url or (running.url if running is not None else None)
    if where is None:
        click.echo("opensync: no server runs for this data folder.", err=True)
        sys.exit(1)
    try:
        with urllib.request.urlopen(f"{where.rstrip('/')}/health", timeout=_PATIENCE_S) as answer:  # noqa: S310 - the user's own server
            click.echo(answer.read())
    except (urllib.error.URLError, OSError, ValueError) as error:
        click.echo(f"opensync: {where} does not answer: {error}", err=True)
        sys.exit(1)


@click.command()
def version() -> None:
    """Print the version."""
    click.echo(__version__)
