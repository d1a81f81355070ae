"""Cursor: the transcripts of its agents."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.cursor_database import held
from opensync_app.sources.cursor_editor import CursorEditor
from opensync_app.sources.cursor_transcript import SOURCE, Transcript
from opensync_app.sources.folders import entries, files_under, source_file
from opensync_app.sources.jsonl import read_lines

_SUFFIX = ".jsonl"
_FOLDER = "agent-transcripts"
_AGENTS = "subagents"
_EXCERPT = "the Cursor editor's database holds the whole of this conversation"


class CursorSync:
    """Reads `agent-transcripts/` of Cursor's projects.

    A session is `<project>/agent-transcripts/<session>/<session>.jsonl`, in older versions without
    the folder of its own; a sub-agent is `<session>/subagents/<agent>.jsonl`. The older text
    transcripts are not read. Some versions of the editor excerpt its conversations here too; those
    are read from its database, which holds more of them.
    """

    name = SOURCE
    parser_version = 1
    is_verbatim = True

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the folders of all projects: below `.cursor`, and below CURSOR_CONFIG_DIR."""
        moved = home.environment.get("CURSOR_CONFIG_DIR", "").strip()
        bases = (home.path / ".cursor", *((Path(moved),) if moved else ()))
        return tuple(base / "projects" for base in bases)

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield the transcripts."""
        found = [
            source_file(SOURCE, Path(entry.path), entry)
            for folder in self.folders(home)
            for project in entries(folder)
            for entry in files_under(Path(project.path) / _FOLDER, (_SUFFIX,))
        ]
        yield from _beside_the_editor(home, [file for file in found if file])

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the transcript itself."""
        inside = any(path.is_relative_to(folder) for folder in self.folders(home))
        ours = inside and path.suffix == _SUFFIX and _FOLDER in path.parts
        found = source_file(SOURCE, path) if ours else None
        return next(_beside_the_editor(home, [found] if found else []), None)

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield new lines. Raises OSError."""
        return read_lines(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        """Return what the chunk says; the session is the one the file is named after."""
        folder = file.path.parent
        parent = folder.parent.name if folder.name == _AGENTS else None
        written = file.mtime_ns // 1_000_000
        transcript = Transcript(chunk, state, session=file.path.stem, parent=parent)
        return transcript.parsed(project=_project_of(file.path), written=written)


def _beside_the_editor(home: Home, files: list[SourceFile]) -> Iterator[SourceFile]:
    """Yield transcripts; those of which the editor's database holds the whole are only listed."""
    databases = [file.path for file in CursorEditor().discover(home)] if files else []
    ids = {file.path.stem for file in files}
    whole = {one for path in databases for one in held(path, ids)}
    for file in files:
        named = msgspec.structs.replace(file, session=file.path.stem)
        is_excerpt = file.path.stem in whole and file.unreadable is None
        excerpt = msgspec.structs.replace(named, unreadable=_EXCERPT, is_superseded=True)
        yield excerpt if is_excerpt else named


def _project_of(path: Path) -> str | None:
    """Return the name of the project's folder, which is its path with dashes for slashes."""
    parts = path.parts
    return parts[parts.index(_FOLDER) - 1] if _FOLDER in parts[1:] else None
