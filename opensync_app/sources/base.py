"""What a source promises: which files are its own, how they are read, what a line says.

Reading and parsing are apart. `read` yields raw bytes in chunks that end on a line; they are
archived as they are, then `parse` turns them into records. A changed parser therefore reads the
archive again with the same `parse`, and a file that its tool deleted stays readable.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from opensync_app.core.session import AgentName, ExtraUsage, Message, SessionPatch

__all__ = [
    "BadLine",
    "Chunk",
    "ExtraUsage",
    "Home",
    "Line",
    "Parsed",
    "Position",
    "Source",
    "SourceFile",
]


class Home(msgspec.Struct, frozen=True):
    """Where a person's tools keep their files.

    Attributes:
        path: the home folder.
        environment: variables that move a tool's folder (CLAUDE_CONFIG_DIR, XDG_DATA_HOME …);
            empty when a folder other than the user's own home is imported.
    """

    path: Path
    environment: Mapping[str, str] = {}


class SourceFile(msgspec.Struct, frozen=True):
    """One file of a coding tool as it stands on disk now.

    Attributes:
        source: canonical source name.
        path: absolute path.
        size: bytes.
        mtime_ns: modification time in nanoseconds.
        priority: files of one run are read highest first, then newest first.
        unreadable: why it cannot be read, when that is known from outside; it is only listed.
        is_superseded: and another file tells all that it says; what was read of it before is taken
            back when that one was read.
        session: the tool's id of the one session that it tells of, for files that may be
            superseded; None for others.
    """

    source: str
    path: Path
    size: int
    mtime_ns: int
    priority: int = 0
    unreadable: str | None = None
    is_superseded: bool = False
    session: str | None = None


class Position(msgspec.Struct, frozen=True):
    """How far a file has been read.

    Attributes:
        size: bytes of the file when it was last read; 0 while more chunks of it follow.
        mtime_ns: its modification time then; 0 while more chunks follow, so that a reading that
            was interrupted is taken up again.
        offset: bytes that are archived and parsed; the end of the last whole line.
        fingerprint: the reader's own proof of what it read: for line files a digest of the bytes
            before `offset`, for folders and databases the marks up to which they were read. An
            offset is trusted only with it.
        state: what the parser carries from chunk to chunk, its own encoding.
    """

    size: int
    mtime_ns: int
    offset: int
    fingerprint: bytes
    state: bytes = b""


class Line(msgspec.Struct, frozen=True):
    """One raw record of a file.

    Attributes:
        offset: where it begins in the file (bytes); for databases a running number.
        data: its bytes without the line end.
    """

    offset: int
    data: bytes


class Chunk(msgspec.Struct, frozen=True):
    """A piece of a file that ends on a whole line.

    Attributes:
        offset: where `raw` begins in the file.
        raw: the bytes as they stand in the file, line ends included.
        position: the position after this chunk, parser state not yet in it.
        restart: the file was rewritten; what was known of it is replaced by what follows.
    """

    offset: int
    raw: bytes
    position: Position
    restart: bool = False


class BadLine(msgspec.Struct, frozen=True):
    """A line that could not be read; it stays in the archive.

    Attributes:
        offset: where it begins in the file.
        reason: a few words for `opensync verify`.
    """

    offset: int
    reason: str


class Parsed(msgspec.Struct, frozen=True):
    """What a run of lines says.

    Attributes:
        sessions: patches in file order; several may speak of one session.
        messages: messages in file order; several may speak of one message.
        bad_lines: lines that could not be read.
        state: what the parser wants to be handed with the next chunk.
        usages: tokens of replies that are no messages.
        completes: the session in which, or in whose sub-agents, a message names this file as the
            whole of what it excerpts.
        agents: names of sub-agents that have files of their own.
    """

    sessions: tuple[SessionPatch, ...]
    messages: tuple[Message, ...]
    bad_lines: tuple[BadLine, ...] = ()
    state: bytes = b""
    usages: tuple[ExtraUsage, ...] = ()
    completes: str | None = None
    agents: tuple[AgentName, ...] = ()


class Source(Protocol):
    """One coding tool.

    Attributes:
        name: canonical source name, as on the wire.
        parser_version: raised when `parse` reads the same bytes differently.
        is_verbatim: what `read` yields are the bytes of the file itself, at their place; False
            where it yields lines made of a folder or a database.
    """

    name: str
    parser_version: int
    is_verbatim: bool

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the folders to watch, existing or not."""
        ...

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield every file of this tool; unreadable folders are passed over."""
        ...

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the file to read when `path` changed, or None when it is not this tool's.

        The answer may be another file (a database for its write-ahead log).
        """
        ...

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield what is new in the file since `position`; nothing when nothing is.

        Raises OSError (and sqlite3.Error for databases) when the file cannot be read.
        """
        ...

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        """Return what the chunk says. Never raises for bad content: such lines are reported."""
        ...
