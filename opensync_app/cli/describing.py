"""`opensync openapi`: the document that clients of the HTTP interface are made from."""

from pathlib import Path

import click
import msgspec

from opensync_app import __version__
from opensync_app.api.app import openapi_document


@click.command()
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it here.")
def openapi(output: Path | None) -> None:
    """Print the OpenAPI document of the HTTP interface."""
    document = msgspec.json.format(msgspec.json.encode(openapi_document(__version__)), indent=2)
    if output is None:
        click.echo(document)
    else:
        output.write_bytes(document + b"\n")
