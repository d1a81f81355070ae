"""Pi: session files, each a log of entries that name the one before them."""

from collections.abc import Iterator
from pathlib import Path

from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.folders import files_under, source_file
from opensync_app.sources.jsonl import read_lines
from opensync_app.sources.pi_entries import SOURCE, Log

_SUFFIX = ".jsonl"


class Pi:
    """Reads `agent/sessions/` of Pi.

    A session is `--<folder>--/<moment>_<id>.jsonl`; a fork is a file of its own that begins with a
    copy of its parent's entries and names that parent.
    """

    name = SOURCE
    parser_version = 1
    is_verbatim = True

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the folder of sessions: PI_CODING_AGENT_SESSION_DIR, PI_CODING_AGENT_DIR, `.pi`."""
        sessions = home.environment.get("PI_CODING_AGENT_SESSION_DIR", "").strip()
        if sessions:
            return (Path(sessions),)
        moved = home.environment.get("PI_CODING_AGENT_DIR", "").strip()
        base = Path(moved) if moved else home.path / ".pi" / "agent"
        return (base / "sessions",)

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield the session files."""
        for folder in self.folders(home):
            for entry in files_under(folder, (_SUFFIX,)):
                found = source_file(SOURCE, Path(entry.path), entry)
                if found:
                    yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the session file itself."""
        inside = any(path.is_relative_to(folder) for folder in self.folders(home))
        return source_file(SOURCE, path) if inside and path.suffix == _SUFFIX else None

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield new lines. Raises OSError."""
        return read_lines(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        """Return what the chunk says; the session is the one the file is named after."""
        stem = file.path.stem
        return Log(chunk, state, session=stem.rpartition("_")[2] or stem).parsed()
