"""Options that several commands share, and the settings they lead to."""

import contextlib
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from opensync_app.desktop.instance import InstanceLock
from opensync_app.settings import Settings, load_settings

if TYPE_CHECKING:
    from opensync_app.bootstrap import OpenSync, WrittenIndex

Function = TypeVar("Function", bound=Callable[..., Any])


def data_dir_option(function: Function) -> Function:
    """Add --data-dir after the command's name, as it may stand before it too."""
    return click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder in which everything lives.",
    )(function)


def json_option(function: Function) -> Function:
    """Add --json."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON object instead of text."
    )(function)


def effective_settings(data_dir: Path | None, **flags: object) -> Settings:
    """Return the settings for a command; a flag of None was not given."""
    context: dict[str, Any] = click.get_current_context().obj or {}
    return load_settings({"data_dir": data_dir or context.get("data_dir"), **flags})


@contextlib.contextmanager
def opened(settings: Settings) -> Generator["OpenSync"]:
    """Open the record and all services for one command."""
    from opensync_app.bootstrap import OpenSync  # noqa: PLC0415 - an import does without

    core = OpenSync(settings)
    try:
        yield core
    finally:
        core.close()


@contextlib.contextmanager
def own_index(core: "OpenSync") -> Generator["WrittenIndex | None"]:
    """Open the text index for writing; None when a running server has it."""
    from opensync_app.bootstrap import WrittenIndex  # noqa: PLC0415 - as above

    lock = InstanceLock(core.settings.data_dir)
    if not lock.take():
        yield None
        return
    try:
        index = WrittenIndex(core)
        try:
            yield index
        finally:
            index.close()
    finally:
        lock.release()
