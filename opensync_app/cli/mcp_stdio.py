"""`opensync mcp`: the tools for a coding agent, over standard input and output."""

import asyncio
import logging
from pathlib import Path

import click

from opensync_app import __version__
from opensync_app.bootstrap import OpenSync
from opensync_app.cli.local_search import LocalSearching
from opensync_app.cli.options import data_dir_option, effective_settings, opened
from opensync_app.core.access import LOCAL_OWNER_ID
from opensync_app.mcp_door.recall import Recall
from opensync_app.services.counting_tokens import TokenCounter
from opensync_app.services.providing_context import ProvidingContext
from opensync_app.services.reading import Reading


@click.command()
@data_dir_option
def mcp(data_dir: Path | None) -> None:
    """Let a coding agent search this machine's sessions; it starts this by itself.

    Speaks the Model Context Protocol on standard input and output, beside a running server or
    without one, and only reads. docs/guides/mcp.md says how to add it to each tool.
    """
    logging.basicConfig(level=logging.WARNING)  # to standard error
    from opensync_app.mcp_door.server import (  # noqa: PLC0415 - other commands start without it
        make_server,
        serve_stdio,
    )

    with opened(effective_settings(data_dir)) as core:
        server = make_server(_recall(core), __version__, lambda _: LOCAL_OWNER_ID)
        asyncio.run(serve_stdio(server))


def _recall(core: OpenSync) -> Recall:
    searching = LocalSearching(core)
    return Recall(
        browsing=core.browsing,
        reading=Reading(core.store),
        searching=searching,
        context=ProvidingContext(core.store, searching, TokenCounter()),
        analysing=core.analysing,
        waiting=searching.waiting,
    )
