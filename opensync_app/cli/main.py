"""The command group: common options, error sentences and exit codes."""

import contextlib
import logging
import os
import sqlite3
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import click

from opensync_app import __version__
from opensync_app.cli.commands import CommandTable
from opensync_app.core.errors import InvalidInputError, OpenSyncError

_USAGE = 2
_FAILED = 1


class _Group(CommandTable):
    """Turns errors into one sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        with _sentences():
            return super().invoke(ctx)


@contextlib.contextmanager
def _sentences() -> Generator[None]:
    try:
        yield
    except InvalidInputError as error:
        click.echo(f"opensync: {error.message}", err=True)
        sys.exit(_USAGE)
    except OpenSyncError as error:
        click.echo(f"opensync: {error.message}", err=True)
        sys.exit(_FAILED)
    except BrokenPipeError:
        _leave_the_pipe()
        sys.exit(_FAILED)
    except (OSError, sqlite3.Error) as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        click.echo(f"opensync: {error}", err=True)
        sys.exit(_FAILED)


def _leave_the_pipe() -> None:
    """Write the rest to nowhere: who read our output, as `head`, has seen enough of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


@click.group(
    cls=_Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder in which everything lives (default: OPENSYNC_DATA_DIR or the user's data folder).",
)
@click.version_option(__version__, prog_name="opensync")
@click.pass_context
def cli(ctx: click.Context, data_dir: Path | None) -> None:
    """Keep, search and reuse the sessions of your AI coding tools, on your own machine.

    Without a command OpenSync starts its server and opens it in the browser.
    """
    ctx.obj = {"data_dir": data_dir}
    if ctx.invoked_subcommand is None:
        serve = cli.get_command(ctx, "serve")
        if serve is not None:
            ctx.invoke(serve, open_page=True)


def main() -> None:
    """Run the command line."""
    cli.main(prog_name="opensync")
