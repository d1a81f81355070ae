"""The one table of commands."""

import click

from opensync_app.cli.connecting import connect
from opensync_app.cli.importing import import_command
from opensync_app.cli.inspecting import config, healthcheck, openapi, version
from opensync_app.cli.keys import key
from opensync_app.cli.reindexing import reindex
from opensync_app.cli.searching import search
from opensync_app.cli.serving import serve
from opensync_app.cli.statistics import stats
from opensync_app.cli.working import work

COMMANDS: tuple[click.Command, ...] = (
    serve,
    import_command,
    search,
    stats,
    key,
    connect,
    reindex,
    config,
    openapi,
    healthcheck,
    version,
    work,
)
