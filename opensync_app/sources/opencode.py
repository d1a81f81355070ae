"""OpenCode: its JSON storage of older versions and its database of newer ones."""

from collections.abc import Iterator
from pathlib import Path

from opensync_app.sources import opencode_storage
from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.databases import WAL, database_file
from opensync_app.sources.folders import entries
from opensync_app.sources.opencode_database import read_database
from opensync_app.sources.opencode_lines import parse_lines
from opensync_app.sources.opencode_records import SOURCE

_DATABASE = ".db"


class OpenCode:
    """Reads OpenCode's data folder.

    Older versions (seen to 1.1.27) keep JSON documents in `storage/`; newer ones (seen 1.18.33)
    `opencode.db`, other channels `opencode-<channel>.db`. Both are archived as the same lines: one
    per session, one per message with its parts.
    """

    name = SOURCE
    parser_version = 1
    is_verbatim = False

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the data folders: OPENCODE_DATA or that of XDG_DATA_HOME, else the usual ones."""
        moved = home.environment.get("OPENCODE_DATA", "").strip()
        if moved:
            return (Path(moved),)
        data = home.environment.get("XDG_DATA_HOME", "").strip()
        if data:
            return (Path(data) / "opencode",)
        usual = (".local/share", "Library/Application Support", "AppData/Local")
        return tuple(home.path / folder / "opencode" for folder in usual)

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield databases and sessions of the JSON storage."""
        for folder in self.folders(home):
            for entry in entries(folder):
                if _is_database(entry.name):
                    found = database_file(SOURCE, Path(entry.path))
                    if found:
                        yield found
            yield from opencode_storage.discover_sessions(folder / "storage")

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the database of a write-ahead log, the session of a message or a part."""
        for folder in self.folders(home):
            if path.parent == folder:
                name = path.name.removesuffix(WAL)
                return database_file(SOURCE, folder / name) if _is_database(name) else None
            if path.is_relative_to(folder):
                return opencode_storage.owner_of(folder / "storage", path)
        return None

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield what is new. Raises OSError, for databases sqlite3.Error too."""
        if file.path.suffix == _DATABASE:
            return read_database(file, position)
        return opencode_storage.read_session(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:  # noqa: ARG002 - lines stand for themselves
        """Return what the chunk says; the lines carry all that is needed."""
        return parse_lines(chunk)


def _is_database(name: str) -> bool:
    return name == "opencode.db" or (name.startswith("opencode-") and name.endswith(_DATABASE))
