"""Which sessions are automated; the rule in Python and the one in SQL are the same."""

import itertools
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from opensync_app.core.automation import is_automated, is_empty
from opensync_app.store.migrations import MIGRATIONS

TYPED: dict[str, Any] = {
    "source": "claude-code",
    "start_type": None,
    "parent_external_id": None,
    "is_imported": True,
    "messages": 2,
    "prompts": 1,
    "commands": 0,
}


def automated(**changes: Any) -> bool:
    facts: dict[str, Any] = {**TYPED, **changes}
    return is_automated(**facts)


def test_a_person_types_prompts_or_commands():
    assert not automated()
    assert not automated(prompts=0, commands=1)
    assert automated(prompts=0)


@pytest.mark.parametrize(
    ("start_type", "wanted"),
    [
        ("sdk-cli", True),
        ("sdk-py", True),
        ("exec", True),
        ("mcp", True),
        ("claude-code-github-action", True),
        ("cli", False),
        ("claude-desktop", False),
        ("vscode", False),
        ("startup", False),
        ("resume", False),
        ("", False),
    ],
)
def test_how_a_tool_was_started_tells(start_type: str, *, wanted: bool):
    assert automated(start_type=start_type) is wanted


def test_a_sub_agent_is_automated_and_a_fork_is_not():
    assert automated(parent_external_id="a")
    assert not automated(parent_external_id="a", source="pi")


def test_of_what_was_only_pushed_silence_tells_nothing():
    assert not automated(is_imported=False, prompts=0)


def test_a_pushed_session_without_messages_is_not_empty():
    assert is_empty(is_pushed=False, messages=0)
    assert not is_empty(is_pushed=True, messages=0)
    assert not is_empty(is_pushed=False, messages=1)


def test_the_record_keeps_the_same_rule_in_step():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        for migration in MIGRATIONS:
            for statement in migration.statements:
                connection.execute(statement)
        facts = itertools.product(
            ("claude-code", "pi"),
            (None, "cli", "sdk-ts", "sdk", "SDK-x", "exec", "executed"),
            (None, "parent"),
            (False, True),
            (False, True),
            (0, 3),
            (0, 1),
            (0, 1),
        )
        for number, fact in enumerate(facts):
            source, start, parent, imported, pushed, messages, prompts, commands = fact
            wanted = is_empty(is_pushed=pushed, messages=messages) + 2 * is_automated(
                source=source,
                start_type=start,
                parent_external_id=parent,
                is_imported=imported,
                messages=messages,
                prompts=prompts,
                commands=commands,
            )
            values = (source, start, parent, imported, pushed, messages, prompts, commands)
            assert inserted(connection, number, values) == updated(connection, values) == wanted


COLUMNS = (
    "source, start_type, parent_external_id, is_imported, is_pushed, message_count, "
    "user_prompt_count, command_count"
)


def inserted(connection: sqlite3.Connection, number: int, values: tuple[Any, ...]) -> int:
    connection.execute(
        f"INSERT INTO sessions (user_id, external_id, source_is_default, created_at, updated_at, "  # noqa: S608
        f"is_stub, {COLUMNS}) VALUES (1, ?, 0, 0, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
        (str(number), *values),
    )
    return connection.execute(
        "SELECT noise FROM sessions WHERE external_id = ?", (str(number),)
    ).fetchone()[0]


def updated(connection: sqlite3.Connection, values: tuple[Any, ...]) -> int:
    """The value after an older session became the same, column by column."""
    for name, value in zip(COLUMNS.split(", "), values, strict=True):
        connection.execute(f"UPDATE sessions SET {name} = ? WHERE external_id = '0'", (value,))  # noqa: S608
    return connection.execute("SELECT noise FROM sessions WHERE external_id = '0'").fetchone()[0]
