"""The Cursor editor's key-value database: which of its rows are new, and the lines made of them.

A row that is written anew gets a new row number, because the table replaces rows by their key; new
rows are therefore those behind the last one read. The last rows that were read are looked at again
too: one may have been changed in its place, and another key at its number tells that the table was
packed or that numbers are given out a second time, which is why everything is then read again.
Source: docs/source-formats.md#cursor-editor, verified 2026-11-23.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from opensync_app.sources.base import Chunk, Position, SourceFile
from opensync_app.sources.cursor_bubbles import Composer
from opensync_app.sources.databases import opened
from opensync_app.sources.decoding import RowDecoder
from opensync_app.sources.file_addresses import folder_of
from opensync_app.sources.folders import entries
from opensync_app.sources.jsonl import UNFINISHED
from opensync_app.sources.made_lines import Document, broken, compact, gathered
from opensync_app.sources.plain_files import open_plain

_COMPOSER, _BUBBLE = "composerData:", "bubbleId:"
_TAIL = 64
_LARGEST_NOTE = 1 << 20

_ROWS = """
    SELECT rowid, key, value FROM cursorDiskKV WHERE rowid >= ? AND value IS NOT NULL
        AND (key GLOB 'composerData:*' OR key GLOB 'bubbleId:*:*') ORDER BY rowid
"""
_OPEN_COMPOSERS = "SELECT value FROM ItemTable WHERE key = 'composer.composerData'"

_encode = msgspec.json.encode


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A row that was read: its number, and digests of its key and its value."""

    row: int
    key: bytes
    value: bytes


class Listed(msgspec.Struct, frozen=True, rename="camel"):
    """What a workspace tells of one of its conversations."""

    composer_id: str = ""


class Workspace(msgspec.Struct, frozen=True, rename="camel"):
    """The conversations of a workspace (`ItemTable`), and its folder (`workspace.json`)."""

    all_composers: tuple[Listed, ...] = ()
    folder: str = ""


_marks = msgspec.msgpack.Decoder(list[Mark])
_composers = RowDecoder(Composer)
_workspaces = RowDecoder(Workspace)


def read_database(file: SourceFile, position: Position | None) -> Iterator[Chunk]:
    """Yield conversations and messages that were written since `position`, oldest first.

    Nothing is ever taken back: what a person deletes in Cursor stays. Raises OSError and
    sqlite3.Error.
    """
    if position and (position.size, position.mtime_ns) == (file.size, file.mtime_ns):
        return
    offset = position.offset if position else 0
    with opened(file.path) as snapshot:
        is_first = position is None or (position.size, position.mtime_ns) == UNFINISHED
        known = _marks_of(position)
        reading = Reading(snapshot.connection, file.path, known, is_first=is_first)
        for run in gathered(reading.lines()):
            at, offset = offset, offset + len(run.raw)
            mark = msgspec.msgpack.encode(reading.tail_at(None if run.is_last else run.reached))
            size, mtime_ns = (file.size, file.mtime_ns) if run.is_last else UNFINISHED
            snapshot.check()
            yield Chunk(at, run.raw, Position(size, mtime_ns, offset, mark))


def held(path: Path, conversations: Iterable[str]) -> set[str]:
    """Return which of these conversations a database holds with their messages.

    What cannot be read holds none.
    """
    try:
        with opened(path) as snapshot:
            found = {one: composer_of(snapshot.connection, one) for one in conversations}
    except (OSError, sqlite3.Error):
        return set()
    return {one for one, composer in found.items() if composer.messages()}


def composer_of(connection: sqlite3.Connection, conversation: str) -> Composer:
    """Return what a conversation tells of its messages; nothing when its row cannot be read."""
    row = connection.execute(
        "SELECT value FROM cursorDiskKV WHERE key = ?", (_COMPOSER + conversation,)
    ).fetchone()
    value = row[0] if row else None
    try:
        return _composers.decode(value if isinstance(value, bytes) else str(value).encode())
    except msgspec.DecodeError:
        return Composer()


class Reading:
    """One pass over a database."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, known: list[Mark], *, is_first: bool
    ) -> None:
        """Go on behind the known rows, or begin anew where they do not stand any more.

        What workspaces list is asked for while the database is read for the first time.
        """
        self._connection = connection
        self._tail = [] if self._is_packed(known) else known
        self._folders = _folders_of(path.parent.parent) if is_first or not self._tail else {}
        self._composers: dict[str, Composer] = {}

    def lines(self) -> Iterator[tuple[bytes, int]]:
        """Yield the line of each new row, with the row's number."""
        known = {mark.row: mark for mark in self._tail}
        first = self._tail[0].row if self._tail else 0
        for row, key, value in self._connection.execute(_ROWS, (first,)):
            data = value if isinstance(value, bytes) else str(value).encode()
            mark = Mark(row, _digest(key.encode()), _digest(data))
            if known.get(row) == mark:
                continue
            self._tail = sorted([*(m for m in self._tail if m.row != row), mark], key=_row_of)[
                -_TAIL:
            ]
            yield self._line(str(key), data), row

    def tail_at(self, row: int | None) -> list[Mark]:
        """Return the marks of the last rows that were read, up to a row or all of them."""
        return [mark for mark in self._tail if row is None or mark.row <= row]

    def _is_packed(self, known: list[Mark]) -> bool:
        """Whether numbers mean other rows now, or none of the known rows is left to tell."""
        find = "SELECT key FROM cursorDiskKV WHERE rowid = ?"
        rows = [(m, self._connection.execute(find, (m.row,)).fetchone()) for m in known]
        same = [_digest(str(row[0]).encode()) == mark.key for mark, row in rows if row]
        return not same or not all(same)

    def _line(self, key: str, data: bytes) -> bytes:
        document = Document(key, key, data)
        whole = compact(document)
        if whole is None:
            return broken(document)
        kind, _, rest = key.partition(":")
        if f"{kind}:" == _COMPOSER:
            self._composers.pop(rest, None)
            fields = {"id": rest, "folder": self._folders.get(rest)}
            return _joined(fields, b'"composer":' + whole)
        session, _, bubble = rest.partition(":")
        composer = self._composer(session)
        fields = {"id": bubble, "session": session, **composer.around(bubble)}
        return _joined(fields, b'"bubble":' + whole)

    def _composer(self, session: str) -> Composer:
        """Return a message's conversation, whose row tells the order of its messages."""
        if session not in self._composers:
            self._composers[session] = composer_of(self._connection, session)
        return self._composers[session]


def _joined(fields: Mapping[str, object], last: bytes) -> bytes:
    told = {name: value for name, value in fields.items() if value is not None}
    return _encode(told)[:-1] + b"," + last + b"}\n"


def _folders_of(user: Path) -> dict[str, str]:
    """Return the folder of each conversation that a workspace lists, by the conversation's id."""
    found: dict[str, str] = {}
    for entry in entries(user / "workspaceStorage"):
        try:
            folder = _workspace_folder(Path(entry.path) / "workspace.json")
            if not folder:
                continue
            with opened(Path(entry.path) / "state.vscdb") as snapshot:
                row = snapshot.connection.execute(_OPEN_COMPOSERS).fetchone()
            data = row[0] if row else b"{}"
            listed = _workspaces.decode(data if isinstance(data, bytes) else str(data).encode())
            found |= {one.composer_id: folder for one in listed.all_composers}
        except (OSError, sqlite3.Error, msgspec.DecodeError):
            continue
    return found


def _workspace_folder(note: Path) -> str | None:
    with open_plain(note) as stream:
        return folder_of(_workspaces.decode(stream.read(_LARGEST_NOTE)).folder)


def _marks_of(position: Position | None) -> list[Mark]:
    try:
        return _marks.decode(position.fingerprint) if position else []
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []


def _row_of(mark: Mark) -> int:
    return mark.row


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=8).digest()
