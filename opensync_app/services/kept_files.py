"""Proof that the archive holds every file without a gap, byte for byte as it stood on disk."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from opensync_app.services.file_batches import is_stale, mtime_of, path_name
from opensync_app.services.import_report import Skipped
from opensync_app.sources.base import Home, Source, SourceFile
from opensync_app.sources.folders import source_file
from opensync_app.sources.plain_files import open_plain
from opensync_app.store import Store
from opensync_app.store.archive import ChunkPlace
from opensync_app.store.positions import FileRecord


class SourceFigures(msgspec.Struct, rename="camel"):
    """What is known of the files of one tool.

    Attributes:
        files_found: files of this tool on disk.
        files_new: of these, the ones that no import has looked into yet.
        files_read: files in the record that were read.
        files_unchanged: of these, the ones that stand as they were read.
        files_changed: the ones that were written since.
        files_gone: the ones that are no longer on disk; their sessions stay.
        files_stale: the ones that the parser of now has not read yet.
        skipped: files that could not be read, and why.
        bad_lines: lines that could not be read; they stay in the archive.
        first_bad_lines: of each file that has some, where the first one is and why.
        bytes_archived: what the archive holds of this tool's files, before packing.
    """

    files_found: int = 0
    files_new: int = 0
    files_read: int = 0
    files_unchanged: int = 0
    files_changed: int = 0
    files_gone: int = 0
    files_stale: int = 0
    skipped: list[Skipped] = msgspec.field(default_factory=list[Skipped])
    bad_lines: int = 0
    first_bad_lines: list[Skipped] = msgspec.field(default_factory=list[Skipped])
    bytes_archived: int = 0


class FileProof:
    """Looks at every file of one tool, on disk and in the archive.

    Attributes:
        figures: what was seen so far.
        known: files of the record, by path.
    """

    def __init__(self, store: Store, source: Source, home: Home) -> None:
        """Look for the files; `problems` goes through them."""
        self._store = store
        self._source = source
        self.figures = SourceFigures()
        self.known = store.positions.of_source(source.name)
        self._found = {path_name(file.path): file for file in source.discover(home)}
        self.figures.files_new = len(self._found.keys() - self.known.keys())
        self.figures.files_found = self.figures.files_new

    def problems(self) -> Iterator[str | None]:
        """Go through the files of the record; yield a sentence for each fault, None for a step."""
        for path, record in self.known.items():
            file = self._file(path)
            self._count(record, file)
            yield from self._faults(record, file)
            yield None

    def _file(self, path: str) -> SourceFile | None:
        """Return a file as it stands now; one that another home was read for is found too."""
        found = self._found.get(path)
        return found or source_file(self._source.name, Path(path))

    def _count(self, record: FileRecord, file: SourceFile | None) -> None:
        figures = self.figures
        figures.files_found += int(file is not None)
        if record.skipped_reason is not None:
            figures.skipped.append(Skipped(record.path, record.skipped_reason))
        if record.parser_version == 0:
            return
        figures.files_read += 1
        figures.files_stale += int(is_stale(record, self._source))
        figures.bad_lines += record.bad_lines
        figures.bytes_archived += record.read_to
        if record.first_bad_line is not None:
            figures.first_bad_lines.append(Skipped(record.path, record.first_bad_line))
        if file is None:
            figures.files_gone += 1
        elif _stands(record, file):
            figures.files_unchanged += 1
        elif self._source.is_verbatim or record.path in self._found:
            figures.files_changed += 1

    def _faults(self, record: FileRecord, file: SourceFile | None) -> Iterator[str]:
        places = self._store.checking.chunk_places(record.id)
        yield from _gaps(record, places)
        verbatim = self._source.is_verbatim and file is not None and _stands(record, file)
        try:
            at = self._first_difference(record, places, file.path if file and verbatim else None)
        except ValueError as error:
            yield f"The archive of {record.path} is damaged: {error}."
            return
        if at is not None:
            yield (
                f"The archive of {record.path} differs from the file at byte {at:,}, though the "
                "file was not written since it was read."
            )

    def _first_difference(
        self, record: FileRecord, places: list[ChunkPlace], path: Path | None
    ) -> int | None:
        """Unpack everything; return where the archive differs from the file, None when nowhere."""
        for place in places:
            if place.generation != record.generation:
                continue
            piece = self._store.archive.piece(record.id, place)
            if len(piece) != place.length:
                message = f"the piece at byte {place.start:,} has {len(piece):,} bytes"
                raise ValueError(message)
            if path is not None and _read(path, place.start, place.length) not in (piece, None):
                return place.start
        return None


def _stands(record: FileRecord, file: SourceFile) -> bool:
    return (record.size, record.mtime_ns) == (file.size, mtime_of(file.mtime_ns))


def _read(path: Path, start: int, length: int) -> bytes | None:
    """Return some bytes of a file; None when it cannot be read."""
    try:
        with open_plain(path) as stream:
            stream.seek(start)
            return stream.read(length)
    except OSError:
        return None


def _gaps(record: FileRecord, places: list[ChunkPlace]) -> Iterator[str]:
    """Yield a sentence for each gap in a file's archive."""
    reached = {place.generation: 0 for place in places}
    for place in places:
        if place.start != reached[place.generation]:
            yield (
                f"The archive of {record.path} lacks bytes {reached[place.generation]:,} to "
                f"{place.start:,}."
            )
        reached[place.generation] = place.start + place.length
    end = reached.get(record.generation, 0)
    if end != record.read_to:
        yield (
            f"The archive of {record.path} ends at byte {end:,}, the file was read to "
            f"{record.read_to:,}."
        )
