"""Copilot CLI: the event logs of its sessions."""

from collections.abc import Iterator
from pathlib import Path

from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.copilot_events import SOURCE, Events
from opensync_app.sources.folders import entries, source_file
from opensync_app.sources.jsonl import read_lines

_NAME = "events.jsonl"


class CopilotCli:
    """Reads `session-state/` of Copilot CLI.

    A session is `<session>/events.jsonl`; what its sub-agents say stands in the same file. The
    other files there (checkpoints, plans, work files) are not read.
    """

    name = SOURCE
    parser_version = 1
    is_verbatim = True

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the folder of sessions: below COPILOT_HOME, else below `.copilot`."""
        moved = home.environment.get("COPILOT_HOME", "").strip()
        base = Path(moved) if moved else home.path / ".copilot"
        return (base / "session-state",)

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield the event logs."""
        for folder in self.folders(home):
            for session in entries(folder):
                found = source_file(SOURCE, Path(session.path) / _NAME)
                if found:
                    yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the event log itself."""
        ours = any(_is_log(folder, path) for folder in self.folders(home))
        return source_file(SOURCE, path) if ours else None

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield new lines. Raises OSError."""
        return read_lines(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        """Return what the chunk says; the session is the one its folder is named after."""
        return Events(chunk, state, session=file.path.parent.name).parsed()


def _is_log(folder: Path, path: Path) -> bool:
    return path.name == _NAME and path.parent.parent == folder
