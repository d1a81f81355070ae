"""Cursor: the transcripts of its agents."""

from collections.abc import Iterator
from pathlib import Path

from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.cursor_transcript import SOURCE, Transcript
from opensync_app.sources.folders import entries, files_under, source_file
from opensync_app.sources.jsonl import read_lines

_SUFFIX = ".jsonl"
_FOLDER = "agent-transcripts"
_AGENTS = "subagents"


class CursorSync:
    """Reads `agent-transcripts/` of Cursor's projects.

    A session is `<project>/agent-transcripts/<session>/<session>.jsonl`, in older versions without
    the folder of its own; a sub-agent is `<session>/subagents/<agent>.jsonl`. The older text
    transcripts and the editor's `state.vscdb` are not read.
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
        for folder in self.folders(home):
            for project in entries(folder):
                for entry in files_under(Path(project.path) / _FOLDER, (_SUFFIX,)):
                    found = source_file(SOURCE, Path(entry.path), entry)
                    if found:
                        yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the transcript itself."""
        inside = any(path.is_relative_to(folder) for folder in self.folders(home))
        ours = inside and path.suffix == _SUFFIX and _FOLDER in path.parts
        return source_file(SOURCE, path) if ours else None

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


def _project_of(path: Path) -> str | None:
    """Return the name of the project's folder, which is its path with dashes for slashes."""
    parts = path.parts
    return parts[parts.index(_FOLDER) - 1] if _FOLDER in parts[1:] else None
