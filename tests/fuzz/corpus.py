"""The fixture lines of every source, and chunks made of any bytes under the name of its files."""

from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import msgspec

from opensync_app.sources.base import Chunk, Home, Position, Source, SourceFile
from opensync_app.sources.cursor_editor import CursorEditor
from opensync_app.sources.opencode import OpenCode
from opensync_app.sources.registry import SOURCES
from tests.sources.cursor_editor import editor_home
from tests.sources.record import Record, parse_all

CORPORA = Path(__file__).parents[1] / "corpora"
HOME = Path("/home/ada")


class Sample(msgspec.Struct, frozen=True):
    """One fixture file.

    Attributes:
        source: whose file it is.
        name: its path below the corpus.
        raw: what its reader yields of it.
        is_lines: it is read line by line, not as one document.
    """

    source: Source
    name: str
    raw: bytes
    is_lines: bool

    @property
    def label(self) -> str:
        """How a test names it."""
        return f"{self.source.name}/{PurePosixPath(self.name).name}"

    def file(self, raw: bytes) -> SourceFile:
        """The file as it stands on disk with these bytes."""
        return SourceFile(self.source.name, HOME / self.name, len(raw), 1_770_000_000_000_000_000)


@cache
def samples() -> tuple[Sample, ...]:
    """Every fixture file of every source."""
    return tuple(sample for source in SOURCES for sample in _samples_of(source))


def line_samples() -> tuple[Sample, ...]:
    """Those that are read line by line."""
    return tuple(sample for sample in samples() if sample.is_lines)


def _samples_of(source: Source) -> list[Sample]:
    folder = CORPORA / source.name
    if isinstance(source, OpenCode):
        return [_opencode_sample(source, path) for path in sorted(folder.rglob("session/*/*.json"))]
    if isinstance(source, CursorEditor):
        return [_cursor_sample(source)]
    return [
        Sample(source, str(path.relative_to(folder)), path.read_bytes(), path.suffix == ".jsonl")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def _opencode_sample(source: Source, path: Path) -> Sample:
    """Return what the reader makes of a session's documents; its lines are archived as files'."""
    stat = path.stat()
    file = SourceFile(source.name, path, stat.st_size, stat.st_mtime_ns)
    raw = b"".join(chunk.raw for chunk in source.read(file, None))
    return Sample(source, str(path.relative_to(CORPORA / source.name)), raw, is_lines=True)


def _cursor_sample(source: Source) -> Sample:
    """Return the lines that the reader makes of an editor's database."""
    with TemporaryDirectory() as folder:
        home = Home(editor_home(Path(folder) / "home"))
        raw = b"".join(c.raw for file in source.discover(home) for c in source.read(file, None))
    return Sample(source, "state.vscdb", raw, is_lines=True)


def chunk(raw: bytes, offset: int = 0) -> Chunk:
    """A piece of a file."""
    return Chunk(offset, raw, Position(0, 0, offset + len(raw), b""))


def in_pieces(raw: bytes, cuts: set[int]) -> list[Chunk]:
    """The same bytes cut behind the lines of these numbers."""
    pieces: list[Chunk] = []
    begin = end = 0
    for number, line in enumerate(raw.split(b"\n")):
        end = min(end + len(line) + 1, len(raw))
        if number in cuts and begin < end:
            pieces.append(chunk(raw[begin:end], begin))
            begin = end
    if begin < len(raw):
        pieces.append(chunk(raw[begin:], begin))
    return pieces


def parsed(sample: Sample, raw: bytes, cuts: set[int] | None = None) -> Record:
    """What the bytes say under the name of the sample."""
    return parse_all(sample.source, sample.file(raw), in_pieces(raw, cuts or set()))
