"""`opensync verify`: prove that archive, record and indexes agree."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from opensync_app.cli.options import data_dir_option, effective_settings, json_option, opened
from opensync_app.services.keeping import Progress, Verification
from opensync_app.services.kept_files import SourceFigures

_SENTENCES = 20
"""Faults of one kind that are printed; --json has them all."""


@click.command()
@click.option("--home", help="Look for the tools' files in this folder, as `import --home` did.")
@json_option
@data_dir_option
def verify(home: str | None, data_dir: Path | None, *, as_json: bool) -> None:
    """Prove that archive, record and indexes agree; exit 1 when something does not.

    Says of every tool how many files were found, read and skipped, and why. Changes nothing, and
    may run beside a server.
    """
    started = time.monotonic()
    settings = effective_settings(data_dir, home=home)
    with opened(settings) as core, _progress(quiet=as_json) as tell:
        found = core.keeping().verify(tell)
    seconds = time.monotonic() - started
    if as_json:
        click.echo(msgspec.json.encode(found.as_json(seconds)))
    else:
        _print(found, seconds)
    if not found.is_sound:
        sys.exit(1)


@contextmanager
def _progress(*, quiet: bool) -> Generator[Progress | None]:
    """Say on a terminal what is looked at; nothing otherwise."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

    with Console(stderr=True).status("looking") as status:
        yield lambda name, done: status.update(f"{name}: {done:,}")


def _print(found: Verification, seconds: float) -> None:
    for name, figures in found.sources.items():
        _print_source(name, figures)
    for proof in found.proofs:
        verdict = "agrees" if not proof.problems else f"{len(proof.problems):,} faults"
        looked = f" ({proof.looked_at:,} looked at)" if proof.looked_at else ""
        click.echo(f"{proof.name}: {verdict}{looked}")
        for problem in proof.problems[:_SENTENCES]:
            click.echo(f"  {problem}")
        if len(proof.problems) > _SENTENCES:
            click.echo(f"  … and {len(proof.problems) - _SENTENCES:,} more (--json has them all)")
    if found.index_waits:
        click.echo(f"The search index is {found.index_waits:,} changes behind; that is no fault.")
    if not found.index_is_built:
        click.echo("The search index is not made yet; a server makes it from the record by itself.")
    if found.vectors_missing is None:
        click.echo("There are no vectors for search by meaning; a server makes them when at rest.")
    elif found.vectors_missing:
        missing = found.vectors_missing
        click.echo(f"{missing:,} prompts and replies have no vectors yet; that is no fault.")
    words = "Everything agrees." if found.is_sound else "Not everything agrees; see above."
    click.echo(f"{words} Looked for {seconds:.1f} s.")


def _print_source(name: str, figures: SourceFigures) -> None:
    if not (figures.files_found or figures.files_read or figures.skipped):
        click.echo(f"{name}: nothing found")
        return
    more = (
        (figures.files_new, "not looked into yet"),
        (figures.files_changed, "written since they were read"),
        (figures.files_gone, "gone from disk, kept here"),
        (figures.files_stale, "to be read by a newer parser"),
    )
    rest = "".join(f", {count:,} {words}" for count, words in more if count)
    click.echo(
        f"{name}: {figures.files_found:,} files found, {figures.files_read:,} read, "
        f"{figures.files_unchanged:,} unchanged{rest}, {len(figures.skipped):,} skipped; "
        f"{figures.bad_lines:,} bad lines"
    )
    for skipped in figures.skipped:
        click.echo(f"  not read: {skipped.path} ({skipped.reason})")
    for bad in figures.first_bad_lines[:_SENTENCES]:
        click.echo(f"  bad line: {bad.path}, {bad.reason}")
