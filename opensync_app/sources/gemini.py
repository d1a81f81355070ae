"""Gemini CLI: its chats, one JSON document each in older versions, lines in newer ones."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from opensync_app.sources.base import BadLine, Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.decoding import RowDecoder
from opensync_app.sources.documents import is_blank, read_document
from opensync_app.sources.folders import entries, files_under, source_file
from opensync_app.sources.gemini_chat import SOURCE, Memory, Row, says_anything, tell
from opensync_app.sources.jsonl import read_lines
from opensync_app.sources.transcripts import Gathering, carried, read_rows, recalled

_LINES, _DOCUMENT = ".jsonl", ".json"
_FOLDER = "chats"
_rows = RowDecoder(Row)


class GeminiCli:
    """Reads `tmp/<project>/chats/` of Gemini CLI.

    A chat is `session-<moment>-<id>.json`, since 2026 `.jsonl` with rows that change the chat
    (`$set`). A sub-agent's chat lies in a folder named after its parent session.
    """

    name = SOURCE
    parser_version = 1
    is_verbatim = True

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the folder of all projects: below GEMINI_CLI_HOME, else the home folder."""
        moved = home.environment.get("GEMINI_CLI_HOME", "").strip()
        return ((Path(moved) if moved else home.path) / ".gemini" / "tmp",)

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield the chats."""
        for folder in self.folders(home):
            for project in entries(folder):
                for entry in files_under(Path(project.path) / _FOLDER, (_LINES, _DOCUMENT)):
                    path = Path(entry.path)
                    found = source_file(SOURCE, path, entry) if _is_chat(path) else None
                    if found:
                        yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the chat itself."""
        inside = any(path.is_relative_to(folder) for folder in self.folders(home))
        return source_file(SOURCE, path) if inside and _is_chat(path) else None

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield new lines, or a changed document whole. Raises OSError."""
        reader = read_lines if file.path.suffix == _LINES else read_document
        return reader(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        """Return what the chunk says."""
        if file.path.suffix == _DOCUMENT:
            return _parse_document(file.path, chunk)
        memory = recalled(state, Memory)
        said = Gathering(SOURCE, memory.session or file.path.stem)

        def read(row: Row, _offset: int) -> None:
            if memory.session is None and says_anything(row):
                memory.session = said.session = row.session_id or file.path.stem
            tell(said, row, _parent_of(file.path), memory)

        bad = read_rows(chunk, _rows, read)
        return said.parsed(bad, carried(memory))


def _parse_document(path: Path, chunk: Chunk) -> Parsed:
    if is_blank(chunk):
        return Parsed((), ())
    try:
        row = _rows.decode(chunk.raw)
    except msgspec.DecodeError as error:
        return Parsed((), (), (BadLine(0, str(error)),))
    said = Gathering(SOURCE, row.session_id or path.stem)
    tell(said, row, _parent_of(path), Memory())
    return said.parsed()


def _is_chat(path: Path) -> bool:
    is_ours = path.suffix in (_LINES, _DOCUMENT) and _FOLDER in path.parts
    return is_ours and _FOLDER in (path.parent.name, path.parent.parent.name)


def _parent_of(path: Path) -> str | None:
    """Return the session whose sub-agent's chat this is; None for a chat of its own."""
    return path.parent.name if path.parent.parent.name == _FOLDER else None
