"""Writes docs/reference from what the program says of itself: commands, settings and routes.

Each page is a text of ours, kept here, followed by what click, the Settings struct and the OpenAPI
document tell. `--check` writes nothing and ends with 1 when a page is out of date.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import click
import msgspec
import openapi_pages

from opensync_app.cli.main import cli
from opensync_app.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
FROM_CODE = "This page is written by `make reference` from the program itself."

CLI_INTRO = f"""# Commands

{FROM_CODE} In a clone the program is `.venv/bin/opensync`; the built one is
`dist/opensync/opensync`. Exit codes: 0 done, 1 failed (a sentence says why and what to do), 2 wrong
usage. What `--json` prints is stable: keys may be added, none is renamed or removed.
"""

SETTINGS_INTRO = f"""# Settings

{FROM_CODE} A later source wins over an earlier one: the default, `settings.json` in the data
folder, the environment, the command line. `opensync config` prints the effective ones. In
`settings.json` a name is written in camelCase (`maxBodyMb`); in the environment a list is separated
by commas. The data folder itself is named by `--data-dir` or `OPENSYNC_DATA_DIR` alone.
"""


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something by itself, with its full name, in order."""
    if not isinstance(command, click.Group):
        yield name, command
        return
    if command.invoke_without_command:
        yield name, command
    context = click.Context(command)
    for word in command.list_commands(context):
        child = command.get_command(context, word)
        if child is not None and not child.hidden:
            yield from commands(child, f"{name} {word}")


def cli_page() -> str:
    """Return docs/reference/cli.md."""
    parts = [CLI_INTRO]
    for name, command in commands(cli, "opensync"):
        parts.append(f"## `{name}`\n")
        parts.append(inspect.cleandoc(command.help or "") + "\n")
        rows = [row for param in command.params if (row := parameter_row(param))]
        if rows:
            parts.append(
                "| option or argument | meaning |\n| --- | --- |\n" + "\n".join(rows) + "\n"
            )
    return "\n".join(parts)


def parameter_row(parameter: click.Parameter) -> str:
    """Return the table row of an option or an argument; nothing for a hidden one."""
    choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else ()
    one_of = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
    if isinstance(parameter, click.Option):
        flags = [*parameter.opts, *parameter.secondary_opts]
        names = ", ".join(f"`{flag}`" for flag in flags)
        return "" if parameter.hidden else f"| {names} | {parameter.help or ''}{one_of} |"
    meaning = "What it is about" if parameter.required else "May be left out"
    return f"| `{(parameter.name or '').upper()}` | {meaning}.{one_of} |"


def meanings() -> dict[str, str]:
    """Return what the docstring of Settings says of each field."""
    doc = inspect.getdoc(Settings) or ""
    block = doc.partition("Attributes:")[2]
    found = re.findall(r"^ {4}([a-z_]+): (.+(?:\n {8}.+)*)", block, re.MULTILINE)
    return {name: re.sub(r"\s+", " ", text) for name, text in found}


def settings_page() -> str:
    """Return docs/reference/settings.md."""
    told = meanings()
    head = "| setting | variable | default | meaning |\n| --- | --- | --- | --- |"
    rows = [
        f"| `{field.name}` | `OPENSYNC_{field.name.upper()}` | {default_of(field)} |"
        f" {told.get(field.name, '')} |"
        for field in msgspec.structs.fields(Settings)
    ]
    return "\n".join([SETTINGS_INTRO, head, *rows, ""])


def default_of(field: Any) -> str:  # noqa: ANN401  msgspec's field description
    """Return the default of a setting in words that hold on every machine."""
    if field.name == "data_dir":
        return "the platform's folder for user data"
    if field.default is msgspec.NODEFAULT:
        return "told by the system"
    value = field.default
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if value is None or isinstance(value, str | tuple):
        return f"`{value}`" if isinstance(value, str) and value else "empty"
    return f"`{value}`"


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document as `opensync openapi` prints it."""
    from click.testing import CliRunner  # noqa: PLC0415  a heavy import for one call

    done = CliRunner().invoke(cli, ["openapi"])
    if done.exit_code != 0:
        sys.exit(f"reference: `opensync openapi` failed: {done.output}")
    return cast("dict[str, Any]", msgspec.json.decode(done.stdout))


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    return {
        "cli.md": cli_page(),
        "settings.md": settings_page(),
        "api.md": openapi_pages.page(openapi_document(), FROM_CODE),
    }


def main() -> None:
    """Write the pages, or check them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale: list[str] = []
    for name, text in pages().items():
        path = FOLDER / name
        if path.is_file() and path.read_text() == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text)
            print(f"reference: wrote docs/reference/{name}")
    if stale and "--check" in sys.argv:
        sys.exit(f"reference: {', '.join(stale)} out of date; run `make reference`")


if __name__ == "__main__":
    main()
