"""`opensync reindex`: build the text index, or the vectors, anew from the record."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import click

from opensync_app.bootstrap import OpenSync
from opensync_app.cli.options import data_dir_option, effective_settings, opened, own_index
from opensync_app.core.changes import SemanticProgress
from opensync_app.core.errors import UnavailableError
from opensync_app.desktop.instance import InstanceLock
from opensync_app.index.folders import read_pointer
from opensync_app.index.wishing import grant, is_wished, wish_for_new

_HELD = "A server runs for this data folder and has the vectors; stop it first."
_DEAF = (
    "The server that runs for this data folder does not begin with a new index; its log may say "
    "why. It begins as soon as it can."
)
_PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.25
_SLICE_S = 1.0


@click.command()
@click.option("--text", is_flag=True, help="Build the text index (without --vectors: anyhow).")
@click.option("--vectors", is_flag=True, help="Make the vectors for search by meaning.")
@click.option("--missing", is_flag=True, help="With --vectors: only those that are missing.")
@data_dir_option
def reindex(data_dir: Path | None, *, text: bool, vectors: bool, missing: bool) -> None:
    """Build the text index anew beside the live one, then put it in its place.

    A server that runs for the same data folder does that itself, and answers meanwhile.
    With --vectors the vectors are made anew, at full speed; Ctrl+C keeps what is done.
    """
    with opened(effective_settings(data_dir)) as core:
        if text or not vectors:
            _build_index(core)
        if vectors:
            _make_vectors(core, anew=not missing)


def _build_index(core: OpenSync) -> None:
    """Build the index here, or have the one who has it in hand do that."""
    before = read_pointer(core.settings.index_dir).serving
    if _is_built_here(core):
        return
    wish_for_new(core.settings.index_dir)
    click.echo("The server that runs for this data folder builds it, and answers meanwhile.")
    given_up_at = time.monotonic() + _PATIENCE_S
    while not _is_built_here(core):
        pointer = read_pointer(core.settings.index_dir)
        if pointer.building is None and pointer.serving != before:
            click.echo("The index is new.")
            return
        if time.monotonic() > given_up_at and is_wished(core.settings.index_dir):
            raise UnavailableError(_DEAF)
        time.sleep(_LOOK_EVERY_S)


def _is_built_here(core: OpenSync) -> bool:
    """Build the index; return False at once when a server has it in hand."""
    with own_index(core) as index:
        if index is None:
            return False
        reached = index.indexing.rebuild()
        grant(core.settings.index_dir)
    click.echo(f"The index is new and holds everything up to change {reached.sequence:,}.")
    return True


def _make_vectors(core: OpenSync, *, anew: bool) -> None:
    """Embed until nothing is left."""
    lock = InstanceLock(core.settings.data_dir)
    if not lock.take():
        raise UnavailableError(_HELD)
    embedding = core.embedding(cpu_share=1.0)
    started = time.monotonic()
    try:
        if anew:
            embedding.rebuild()
        with _progress() as tell:
            progress = embedding.work(_SLICE_S)
            while progress.state != "ready":
                tell(progress)
                progress = embedding.work(_SLICE_S)
    finally:
        embedding.close()
        lock.release()
    seconds = time.monotonic() - started
    click.echo(
        f"{progress.covered:,} messages can be searched by meaning ({progress.model}). "
        f"Done in {seconds:.1f} s."
    )


@contextmanager
def _progress() -> Generator[Callable[[SemanticProgress], None]]:
    """Show a bar on a terminal and nothing otherwise."""
    if not sys.stderr.isatty():
        yield lambda _progress: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("embedding", total=None)
        yield lambda at: bar.update(task, total=at.total, completed=at.covered)
