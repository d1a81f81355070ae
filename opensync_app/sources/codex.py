"""Codex CLI: the rollout files of its sessions."""

import re
from collections.abc import Iterator
from pathlib import Path

from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.codex_rollout import SOURCE, Rollout
from opensync_app.sources.folders import files_under, source_file
from opensync_app.sources.jsonl import read_lines

_SUFFIX = ".jsonl"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class CodexCli:
    """Reads `sessions/` and `archived_sessions/` of Codex.

    A session is `sessions/<year>/<month>/<day>/rollout-<moment>-<id>.jsonl`, a sub-agent a session
    of its own that names its parent. The databases beside it are not read: they hold no words.
    """

    name = SOURCE
    parser_version = 2
    is_verbatim = True

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the folders of sessions: below CODEX_HOME, else below `.codex`."""
        moved = home.environment.get("CODEX_HOME", "").strip()
        base = Path(moved) if moved else home.path / ".codex"
        return base / "sessions", base / "archived_sessions"

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield the rollouts."""
        for folder in self.folders(home):
            for entry in files_under(folder, (_SUFFIX,)):
                found = source_file(SOURCE, Path(entry.path), entry)
                if found:
                    yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the rollout itself when it lies in a folder of sessions."""
        inside = any(path.is_relative_to(folder) for folder in self.folders(home))
        return source_file(SOURCE, path) if inside and path.suffix == _SUFFIX else None

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield new lines. Raises OSError."""
        return read_lines(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        """Return what the chunk says; the session is the one the file is named after."""
        found = _ID.search(file.path.stem)
        return Rollout(chunk, state, session=found[0] if found else file.path.stem).parsed()
