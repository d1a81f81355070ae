"""docs/reference/cli.md has a heading for every command, and names every option below it.

A heading is `## `opensync key create``; options and arguments stand in backticks under it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from opensync_app.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "cli.md"
HEADING = re.compile(r"^#{2,4} `(opensync[^`]*)`$", re.MULTILINE)


def commands(group: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something by itself, with its full name."""
    if not isinstance(group, click.Group):
        yield name, group
        return
    if group.invoke_without_command:
        yield name, group
    for word in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), word)
        if command is not None and not command.hidden:
            yield from commands(command, f"{name} {word}")


COMMANDS = dict(commands(cli, "opensync"))


def sections() -> dict[str, str]:
    parts = HEADING.split(PAGE.read_text())
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_a_heading_and_every_heading_a_command():
    assert sorted(sections()) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_named_below_its_command(name: str):
    text = sections().get(name, "")
    options = [param for param in COMMANDS[name].params if isinstance(param, click.Option)]
    missing = [
        param.name
        for param in options
        if not param.hidden and not any(f"`{flag}" in text for flag in param.opts)
    ]
    assert missing == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does(name: str):
    assert COMMANDS[name].help
