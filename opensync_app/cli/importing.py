"""`opensync import`: read the tools' files now, with progress."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from opensync_app.bootstrap import OpenSync
from opensync_app.cli.options import (
    data_dir_option,
    effective_settings,
    json_option,
    opened,
    own_index,
)
from opensync_app.core.changes import ImportProgress
from opensync_app.core.errors import InvalidInputError
from opensync_app.services.import_report import ImportReport
from opensync_app.settings import Settings
from opensync_app.sources.base import Source
from opensync_app.sources.registry import SOURCES

_Listener = Callable[[ImportProgress], None]


@click.command("import")
@click.option("--home", help="Read this folder as if it were the home folder.")
@click.option("--source", "names", multiple=True, help="Only this source; may be repeated.")
@json_option
@data_dir_option
def import_command(
    home: str | None, names: tuple[str, ...], data_dir: Path | None, *, as_json: bool
) -> None:
    """Import the sessions of the coding tools, newest first; what is known is left alone."""
    settings = effective_settings(data_dir, home=home)
    started = time.monotonic()
    with opened(settings) as core:
        importer = core.importer(_chosen(names))
        with _progress(quiet=as_json) as listener:
            report = importer.import_all(listener)
        _index(core)
    seconds = time.monotonic() - started
    if as_json:
        click.echo(msgspec.json.encode(report.as_json(seconds)))
    else:
        _print(report, settings, seconds)


def _chosen(names: tuple[str, ...]) -> tuple[Source, ...]:
    """Return the named sources, all of them when none is named."""
    known = {source.name: source for source in SOURCES}
    for name in names:
        if name not in known:
            message = f"There is no source {name!r}. Known ones: {', '.join(sorted(known))}."
            raise InvalidInputError(message)
    return tuple(known[name] for name in dict.fromkeys(names)) if names else SOURCES


def _index(core: OpenSync) -> None:
    """Bring the index up to date; a running server does that itself and holds the index."""
    with own_index(core) as index:
        while index is not None and index.indexing.catch_up().lag > 0:
            pass


@contextmanager
def _progress(*, quiet: bool) -> Generator[_Listener | None]:
    """Show a bar on a terminal and nothing otherwise."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[messages]:,} messages"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("looking for sessions", total=None, messages=0)

        def show(at: ImportProgress) -> None:
            progress.update(
                task,
                description=at.source or "writing",
                total=at.files_total,
                completed=at.files_done,
                messages=at.messages,
            )

        yield show


def _print(report: ImportReport, settings: Settings, seconds: float) -> None:
    for name, figures in report.sources.items():
        if figures.files_found == 0:
            click.echo(f"{name}: nothing found")
            continue
        click.echo(
            f"{name}: {figures.files_found:,} files found, {figures.files_read:,} read, "
            f"{figures.files_unchanged:,} unchanged; {figures.sessions:,} sessions and "
            f"{figures.messages:,} messages are new or changed"
        )
        for skipped in figures.skipped:
            click.echo(f"  not read: {skipped.path} ({skipped.reason})")
    click.echo(f"Done in {seconds:.1f} s. The record is in {settings.data_dir}.")
