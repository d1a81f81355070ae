"""The one table of commands; a command's module is loaded when it is called."""

import importlib

import click

COMMANDS: dict[str, str] = {
    "serve": "serving:serve",
    "import": "importing:import_command",
    "search": "searching:search",
    "context": "recalling:context",
    "show": "showing:show",
    "stats": "statistics:stats",
    "key": "keys:key",
    "connect": "connecting:connect",
    "mcp": "mcp_stdio:mcp",
    "verify": "verifying:verify",
    "reindex": "reindexing:reindex",
    "config": "inspecting:config",
    "openapi": "describing:openapi",
    "healthcheck": "inspecting:healthcheck",
    "version": "inspecting:version",
    "work": "working:work",
}
"""Name of the command: module of this package and the command in it."""


class CommandTable(click.Group):
    """A group that loads a command when it is asked for: quick commands stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        del ctx
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        return getattr(importlib.import_module(f"opensync_app.cli.{module}"), name)
