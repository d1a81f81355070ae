"""`opensync key`: keys for plugins and scripts."""

from pathlib import Path

import click
import msgspec

from opensync_app.cli.options import data_dir_option, effective_settings, json_option, opened
from opensync_app.core.access import SCOPES


@click.group()
def key() -> None:
    """Make, list and revoke the keys of plugins and scripts."""


@key.command()
@click.option("--name", required=True, help="What the key is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="Default: all.")
@json_option
@data_dir_option
def create(name: str, scopes: tuple[str, ...], data_dir: Path | None, *, as_json: bool) -> None:
    """Make a key; it is shown this once."""
    with opened(effective_settings(data_dir)) as core:
        issued = core.authorising.issue_key(name, scopes)
    if as_json:
        shape = {"id": str(issued.record.id), "key": issued.key, "prefix": issued.record.prefix}
        click.echo(msgspec.json.encode(shape))
        return
    click.echo(issued.key)
    click.echo("Keep it now: only its hash is stored, it cannot be shown again.", err=True)


@key.command("list")
@json_option
@data_dir_option
def list_keys(data_dir: Path | None, *, as_json: bool) -> None:
    """List the open keys by their first letters."""
    with opened(effective_settings(data_dir)) as core:
        keys = core.authorising.keys()
    if as_json:
        shapes = [
            {
                "id": str(k.id),
                "name": k.name,
                "prefix": k.prefix,
                "scopes": list(k.scopes),
                "createdAt": k.created_at,
                "lastUsedAt": k.last_used_at,
            }
            for k in keys
        ]
        click.echo(msgspec.json.encode({"keys": shapes}))
        return
    for known in keys:
        click.echo(f"{known.id}  {known.prefix}…  {known.name}  ({', '.join(known.scopes)})")
    if not keys:
        click.echo("There is no key. Make one with: opensync key create --name NAME")


@key.command()
@click.argument("key_id", type=int)
@data_dir_option
def revoke(key_id: int, data_dir: Path | None) -> None:
    """Close a key for good, by its number in `key list`."""
    with opened(effective_settings(data_dir)) as core:
        core.authorising.revoke_key(key_id)
    click.echo(f"Key {key_id} is revoked.")
