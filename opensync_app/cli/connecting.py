"""`opensync connect`: write a plugin's own settings file, so that it pushes here."""

import os
from pathlib import Path
from typing import Any

import click
import msgspec

from opensync_app.cli.options import data_dir_option, effective_settings, opened
from opensync_app.core.errors import InvalidInputError
from opensync_app.desktop.instance import InstanceLock
from opensync_app.settings import Settings

_OWNER_ONLY = 0o600


@click.command()
@click.argument("tool", type=click.Choice(["claude-code", "opencode"]))
@click.option("--url", help="Where OpenSync answers (default: the running server).")
@click.option("--key", "known_key", help="Use this osk_ key instead of a new one.")
@data_dir_option
def connect(tool: str, url: str | None, known_key: str | None, data_dir: Path | None) -> None:
    """Let the plugin of a coding tool push to this OpenSync.

    Writes the settings file of claude-code-sync or opencode-sync-plugin; the plugin itself is
    installed from npm as its own page says.
    """
    settings = effective_settings(data_dir)
    where = url or _server_url(settings)
    secret = known_key or _new_key(settings, tool)
    path, values = _plugin_file(tool, settings.home_path, where, secret)
    _write(path, values)
    click.echo(f"{path} now points {tool} to {where}.")


def _server_url(settings: Settings) -> str:
    """Return where the server of this folder is, or where it will be."""
    running = InstanceLock(settings.data_dir).holder()
    return running.url if running is not None else f"http://127.0.0.1:{settings.port}"


def _new_key(settings: Settings, tool: str) -> str:
    with opened(settings) as core:
        return core.authorising.issue_key(f"{tool} plugin", ("sync",)).key


def _plugin_file(tool: str, home: Path, url: str, key: str) -> tuple[Path, dict[str, Any]]:
    """Return a plugin's settings file and what it must say.

    Source: what claude-code-sync 0.1.15 and opencode-sync-plugin 0.3.6 read, seen 2026-11.
    Without `syncToolCalls` the first one sends no tool calls.
    """
    if tool == "opencode":
        return home / ".opensync" / "credentials.json", {"convexUrl": url, "apiKey": key}
    return home / ".config" / "claude-code-sync" / "config.json", {
        "convexUrl": url,
        "apiKey": key,
        "autoSync": True,
        "syncToolCalls": True,
        "syncThinking": False,
    }


def _write(path: Path, values: dict[str, Any]) -> None:
    """Merge values into a JSON file that only its owner may read."""
    known: dict[str, Any] = {}
    if path.exists():
        try:
            known = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except msgspec.MsgspecError as error:
            message = f"{path} is not a JSON object ({error}); mend or remove it first."
            raise InvalidInputError(message) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(known | values), indent=2)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text + b"\n")
