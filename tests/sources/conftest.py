"""Homes of coding tools to read from: copies of the small corpora, in a folder of the test."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from opensync_app.sources.base import Home, Source
from opensync_app.sources.registry import SOURCES
from tests.sources.cursor_editor import editor_home

CORPORA = Path(__file__).parents[1] / "corpora"

OPENCODE_TABLES = """
    CREATE TABLE session (id text PRIMARY KEY, parent_id text, directory text NOT NULL,
        title text NOT NULL, agent text, cost real DEFAULT 0 NOT NULL,
        time_created integer NOT NULL, time_updated integer NOT NULL);
    CREATE TABLE message (id text PRIMARY KEY, session_id text NOT NULL,
        time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
    CREATE TABLE part (id text PRIMARY KEY, message_id text NOT NULL, session_id text NOT NULL,
        time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
"""


class Example(msgspec.Struct, frozen=True):
    """A source and a home that holds all its kinds of files."""

    source: Source
    home: Home


def opencode_database(path: Path, suffix: str = "") -> None:
    """Write the OpenCode corpus as a database; `suffix` is added to the ids of its sessions."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL;" + OPENCODE_TABLES)
        storage = CORPORA / "opencode" / "storage"
        for file in storage.glob("session/*/*.json"):
            add_session(connection, msgspec.json.decode(file.read_bytes()), suffix)
        for file in storage.glob("message/*/*.json"):
            add_message(connection, msgspec.json.decode(file.read_bytes()), suffix)
        for file in storage.glob("part/*/*.json"):
            add_part(connection, msgspec.json.decode(file.read_bytes()), suffix)
        connection.commit()


def add_session(connection: sqlite3.Connection, session: dict[str, object], suffix: str) -> None:
    time = msgspec.convert(session["time"], dict[str, int])
    parent = f"{session['parentID']}{suffix}" if "parentID" in session else None
    connection.execute(
        "INSERT INTO session VALUES (?, ?, ?, ?, 'general', 0.25, ?, ?)",
        (
            f"{session['id']}{suffix}",
            parent,
            session["directory"],
            session["title"],
            time["created"],
            time["updated"],
        ),
    )


def add_message(connection: sqlite3.Connection, message: dict[str, object], suffix: str) -> None:
    keys = (f"{message.pop('id')}{suffix}", f"{message.pop('sessionID')}{suffix}")
    created = msgspec.convert(message["time"], dict[str, int])["created"]
    data = msgspec.json.encode(message).decode()
    connection.execute(
        "INSERT INTO message VALUES (?, ?, ?, ?, ?)", (*keys, created, created, data)
    )


def add_part(connection: sqlite3.Connection, part: dict[str, object], suffix: str) -> None:
    keys = [f"{part.pop(name)}{suffix}" for name in ("id", "messageID", "sessionID")]
    data = msgspec.json.encode(part).decode()
    connection.execute("INSERT INTO part VALUES (?, ?, ?, 1, 1, ?)", (*keys, data))


def claude_home(folder: Path) -> Home:
    shutil.copytree(CORPORA / "claude-code", folder / "claude")
    return Home(folder, {"CLAUDE_CONFIG_DIR": str(folder / "claude")})


def opencode_home(folder: Path) -> Home:
    shutil.copytree(CORPORA / "opencode", folder / "opencode")
    opencode_database(folder / "opencode" / "opencode.db", "x")
    return Home(folder, {"OPENCODE_DATA": str(folder / "opencode")})


def copied_home(name: str, variable: str | None = None) -> Callable[[Path], Home]:
    """Return how to make a home out of a corpus: found in its place, or named by a variable."""

    def make(folder: Path) -> Home:
        shutil.copytree(CORPORA / name, folder / "home")
        return Home(folder / "home", {variable: str(folder / "home")} if variable else {})

    return make


HOMES: dict[str, Callable[[Path], Home]] = {
    "claude-code": claude_home,
    "opencode": opencode_home,
    "codex-cli": copied_home("codex-cli", "CODEX_HOME"),
    "gemini-cli": copied_home("gemini-cli"),
    "copilot-cli": copied_home("copilot-cli", "COPILOT_HOME"),
    "pi": copied_home("pi", "PI_CODING_AGENT_DIR"),
    "factory-droid": copied_home("factory-droid"),
    "cursor-sync": copied_home("cursor-sync", "CURSOR_CONFIG_DIR"),
    "cursor-editor": lambda folder: Home(editor_home(folder / "home")),
    "specstory": copied_home("specstory"),
}


@pytest.fixture(params=SOURCES, ids=lambda source: source.name)
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Example:
    """Each source in turn, with a home of its own."""
    source: Source = request.param
    return Example(source, HOMES[source.name](tmp_path))


@pytest.fixture(
    params=[source for source in SOURCES if any((CORPORA / source.name).rglob("*.jsonl"))],
    ids=lambda source: source.name,
)
def line_example(request: pytest.FixtureRequest, tmp_path: Path) -> Example:
    """Each source that keeps files of lines, with a home of its own."""
    source: Source = request.param
    return Example(source, HOMES[source.name](tmp_path))
