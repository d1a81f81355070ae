"""The Cursor editor: the conversations in its own database."""

from collections.abc import Iterator
from pathlib import Path

from opensync_app.sources import cursor_database
from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.cursor_bubbles import SOURCE, parse_lines
from opensync_app.sources.databases import WAL, database_file

_USUAL = (".config", "Library/Application Support", "AppData/Roaming")
_STORAGE = ("Cursor", "User", "globalStorage")
_DATABASE = "state.vscdb"


class CursorEditor:
    """Reads `globalStorage/state.vscdb` of Cursor's user folder.

    Its settings and sign-in tokens stand in the same database; only conversations are read.
    """

    name = SOURCE
    parser_version = 1
    is_verbatim = False

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the storage folders: of XDG_CONFIG_HOME or APPDATA, else the usual ones."""
        moved = [home.environment.get(name, "").strip() for name in ("XDG_CONFIG_HOME", "APPDATA")]
        bases = [*(Path(path) for path in moved if path), *(home.path / path for path in _USUAL)]
        return tuple(dict.fromkeys(base.joinpath(*_STORAGE) for base in bases))

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield the databases."""
        for folder in self.folders(home):
            found = database_file(SOURCE, folder / _DATABASE)
            if found:
                yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the database, also for its write-ahead log."""
        ours = path.name in (_DATABASE, _DATABASE + WAL) and path.parent in self.folders(home)
        return database_file(SOURCE, path.parent / _DATABASE) if ours else None

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield what is new. Raises OSError and sqlite3.Error."""
        return cursor_database.read_database(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:  # noqa: ARG002 - lines stand for themselves
        """Return what the chunk says; the lines carry all that is needed."""
        return parse_lines(chunk)
