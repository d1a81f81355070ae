"""`opensync import`: read the tools' files now, with progress."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from opensync_app.cli.indexing import indexed_beside
from opensync_app.cli.options import (
    data_dir_option,
    effective_settings,
    json_option,
)
from opensync_app.cli.remembering import again, remember, scene_of
from opensync_app.cli.unchanged import SECONDS
from opensync_app.core.changes import ImportProgress
from opensync_app.core.errors import InvalidInputError
from opensync_app.desktop.memory import collect_seldom
from opensync_app.foundation import Foundation
from opensync_app.services.import_report import ImportReport, SourceReport
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
    collect_seldom()
    with Foundation(settings, repeatable=True) as core, indexed_beside(core):
        importer = core.importer(_chosen(names))
        scene = scene_of(importer)
        core.repricing.run()
        with _progress(quiet=as_json) as listener:
            report = importer.import_all(listener)
            if report.has_news:
                core.notifying.imported(report)
    seconds = time.monotonic() - started
    said = _as_json if as_json else _as_text
    click.echo(said(report, settings, f"{seconds:.3f}" if as_json else f"{seconds:.1f}"), nl=False)
    if scene is not None and not any(figures.skipped for figures in report.sources.values()):
        remember(scene, settings, said(again(report), settings, SECONDS))


def _chosen(names: tuple[str, ...]) -> tuple[Source, ...]:
    """Return the named sources, all of them when none is named."""
    known = {source.name: source for source in SOURCES}
    for name in names:
        if name not in known:
            message = f"There is no source {name!r}. Known ones: {', '.join(sorted(known))}."
            raise InvalidInputError(message)
    return tuple(known[name] for name in dict.fromkeys(names)) if names else SOURCES


@contextmanager
def _progress(*, quiet: bool) -> Generator[_Listener | None]:
    """Show a bar on a terminal and nothing otherwise."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[messages]:,} messages"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
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


def _again(figures: SourceReport) -> str:
    count = figures.files_reparsed
    return f", {count:,} read again by a newer parser" if count else ""


def _as_json(report: ImportReport, settings: Settings, seconds: str) -> str:
    del settings
    told = report.as_json(0.0) | {"seconds": msgspec.Raw(seconds.encode())}
    return f"{msgspec.json.encode(told).decode()}\n"


def _as_text(report: ImportReport, settings: Settings, seconds: str) -> str:
    lines: list[str] = []
    for name, figures in report.sources.items():
        if figures.files_found == figures.files_reparsed == 0:
            lines.append(f"{name}: nothing found")
            continue
        lines.append(
            f"{name}: {figures.files_found:,} files found, {figures.files_read:,} read, "
            f"{figures.files_unchanged:,} unchanged{_again(figures)}; {figures.sessions:,} sessions and "
            f"{figures.messages:,} messages are new or changed"
        )
        lines += [f"  not read: {skipped.path} ({skipped.reason})" for skipped in figures.skipped]
    lines.append(f"Done in {seconds} s. The record is in {settings.data_dir}.")
    return "\n".join(lines) + "\n"
