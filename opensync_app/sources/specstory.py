"""SpecStory: the Markdown histories that it writes into project folders."""

import os
from collections.abc import Iterator
from pathlib import Path

from opensync_app.sources.base import Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.documents import read_document
from opensync_app.sources.folders import files_under, source_file
from opensync_app.sources.specstory_history import SOURCE, parse_history

_PLACE = (".specstory", "history")
_SUFFIX = ".md"


class SpecStory:
    """Reads `.specstory/history/*.md`.

    Histories lie in the projects, wherever these are; a home folder is not searched for them. Read
    are that of the home folder and those below the folders that OPENSYNC_SPECSTORY_FOLDERS names.
    """

    name = SOURCE
    parser_version = 1
    is_verbatim = True

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the history of the home folder and the folders that are named."""
        named = home.environment.get("OPENSYNC_SPECSTORY_FOLDERS", "").split(os.pathsep)
        return home.path.joinpath(*_PLACE), *(Path(name) for name in named if name.strip())

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield the histories."""
        seen: set[Path] = set()
        for folder in self.folders(home):
            for entry in files_under(folder, (_SUFFIX,)):
                path = Path(entry.path)
                found = source_file(SOURCE, path, entry) if _is_history(path) else None
                if found and path not in seen:
                    seen.add(path)
                    yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the history itself."""
        inside = any(path.is_relative_to(folder) for folder in self.folders(home))
        return source_file(SOURCE, path) if inside and _is_history(path) else None

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield a changed history whole. Raises OSError."""
        return read_document(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:  # noqa: ARG002 - each history is read whole
        """Return what the history says; its project is the folder it lies in."""
        return parse_history(chunk.raw, file.path.stem, str(file.path.parents[len(_PLACE)]))


def _is_history(path: Path) -> bool:
    return path.suffix == _SUFFIX and path.parent.parts[-len(_PLACE) :] == _PLACE
