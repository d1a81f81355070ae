"""OpenCode's JSON storage: a session is a document, its messages and their parts are folders."""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

import msgspec

from opensync_app.sources.base import Chunk, Position, SourceFile
from opensync_app.sources.folders import entries
from opensync_app.sources.jsonl import UNFINISHED
from opensync_app.sources.made_lines import Document, gathered
from opensync_app.sources.opencode_lines import message_lines, session_line
from opensync_app.sources.opencode_records import SOURCE
from opensync_app.sources.plain_files import open_plain, text_name

_JSON = ".json"
_DEPTH = 3


class Marks(msgspec.Struct, frozen=True):
    """How far a session's documents were read.

    Attributes:
        newest: the latest modification time among them, ns; -1 while a reading is not finished.
        count: documents of that age or older.
        size: their bytes.
    """

    newest: int = -1
    count: int = 0
    size: int = 0


class Found(msgspec.Struct, frozen=True):
    """A document on disk."""

    path: str
    size: int
    mtime_ns: int

    @property
    def name(self) -> str:
        """The file's name without its ending, as the disk has it."""
        return self.path.rpartition(os.sep)[2].removesuffix(_JSON)

    @property
    def id(self) -> str:
        """The document's id: its file's name as text."""
        return text_name(self.name)


class Group(msgspec.Struct, frozen=True):
    """Documents that are read together: a session's own, or a message's and its parts'."""

    head: Found
    parts: tuple[Found, ...] = ()

    @property
    def all(self) -> tuple[Found, ...]:
        """The documents in order of their ids, the head first."""
        return (self.head, *self.parts)

    @property
    def newest(self) -> int:
        """The latest modification time, ns."""
        return max(found.mtime_ns for found in self.all)


def discover_sessions(storage: Path) -> Iterator[SourceFile]:
    """Yield one file per session of a storage folder, as large and as new as all its documents."""
    for project in entries(storage / "session"):
        for entry in entries(project.path):
            if entry.name.endswith(_JSON):
                found = session_file(Path(entry.path))
                if found:
                    yield found


def session_file(path: Path) -> SourceFile | None:
    """Return the session of a session document; None when it is gone."""
    documents = [found for group in _groups(path) for found in group.all]
    if not documents:
        return None
    size = sum(found.size for found in documents)
    return SourceFile(SOURCE, path, size, max(found.mtime_ns for found in documents))


def owner_of(storage: Path, path: Path) -> SourceFile | None:
    """Return the session to read when `path` of the storage changed; None for other documents."""
    if path.suffix != _JSON or not path.is_relative_to(storage):
        return None
    names = path.relative_to(storage).parts
    if len(names) != _DEPTH:
        return None
    session = {"session": path.stem, "message": names[1]}.get(names[0])
    if names[0] == "part":
        session = _session_of_message(storage, names[1])
    return _session_named(storage, session) if session else None


def read_session(file: SourceFile, position: Position | None) -> Iterator[Chunk]:
    """Yield the session, and those of its messages that are newer than `position`, as lines.

    All is read again when older documents appeared meanwhile, as after a restored backup, or when
    the last reading did not finish; documents are known by their ids, so nothing is doubled, and
    what OpenCode deleted stays. Raises OSError.
    """
    if position and (position.size, position.mtime_ns) == (file.size, file.mtime_ns):
        return
    groups = _groups(file.path)
    known = _marks_of(position)
    since = -1 if _has_gap(groups, known) else known.newest
    offset = position.offset if position else 0
    changed = [group for group in groups if group.newest >= since]
    for run in gathered((_lines_of(group), group.newest) for group in changed):
        at, offset = offset, offset + len(run.raw)
        mark = msgspec.json.encode(_marks(groups) if run.is_last else Marks())
        size, mtime_ns = (file.size, file.mtime_ns) if run.is_last else UNFINISHED
        yield Chunk(at, run.raw, Position(size, mtime_ns, offset, mark))


def _groups(path: Path) -> list[Group]:
    """Return the documents of a session in order of their ids, its own first."""
    head = _found(os.fspath(path))
    if head is None:
        return []
    storage = path.parent.parent.parent
    groups, parts_folder = [Group(head)], f"{storage / 'part'}{os.sep}"
    for message in _documents(storage / "message" / path.stem):
        parts = _documents(parts_folder + message.name)
        groups.append(Group(message, tuple(parts)))
    return groups


def _documents(folder: str | Path) -> list[Found]:
    names = [entry for entry in entries(folder) if entry.name.endswith(_JSON)]
    names.sort(key=lambda entry: entry.name)
    return [found for entry in names if (found := _found(entry.path, entry))]


def _found(path: str, entry: os.DirEntry[str] | None = None) -> Found | None:
    try:
        stat = entry.stat() if entry else Path(path).stat()
    except (OSError, ValueError):
        return None
    return Found(path, stat.st_size, stat.st_mtime_ns) if S_ISREG(stat.st_mode) else None


def _marks(groups: list[Group]) -> Marks:
    return _up_to(groups, max(group.newest for group in groups))


def _up_to(groups: list[Group], newest: int) -> Marks:
    old = [found for group in groups for found in group.all if found.mtime_ns <= newest]
    return Marks(newest, len(old), sum(found.size for found in old))


def _marks_of(position: Position | None) -> Marks:
    try:
        return msgspec.json.decode(position.fingerprint, type=Marks) if position else Marks()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Marks()


def _has_gap(groups: list[Group], known: Marks) -> bool:
    """Return whether a document may have been missed: an old one that was not there before."""
    now = _up_to(groups, known.newest)
    return now.count > known.count or (now.count == known.count and now.size != known.size)


def _lines_of(group: Group) -> bytes:
    documents = [document for found in group.all if (document := _document(found))]
    if not documents or documents[0].place != text_name(group.head.path):
        return b""
    head, *parts = documents
    folder = Path(group.head.path).parent
    if folder.parent.name == "session":
        return session_line(head)
    return message_lines(text_name(folder.name), head, parts)


def _document(found: Found) -> Document | None:
    """Return a document's bytes; None when it went away since it was seen."""
    try:
        with open_plain(found.path) as stream:
            return Document(found.id, text_name(found.path), stream.read())
    except FileNotFoundError:
        return None


def _session_of_message(storage: Path, message: str) -> str | None:
    for session in entries(storage / "message"):
        if (Path(session.path) / f"{message}{_JSON}").exists():
            return session.name
    return None


def _session_named(storage: Path, session: str) -> SourceFile | None:
    for project in entries(storage / "session"):
        path = Path(project.path) / f"{session}{_JSON}"
        if path.exists():
            return session_file(path)
    return None
