"""Factory Droid: session files, and the settings beside them that hold the tokens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from opensync_app.core.session import AI_TITLE, CUSTOM_TITLE, ExtraUsage, Kind, Message, Part, Role
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import BadLine, Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.blocks import parts_of
from opensync_app.sources.decoding import RowDecoder, count_of, object_of, word_of
from opensync_app.sources.documents import is_blank, read_document
from opensync_app.sources.folders import files_under, source_file
from opensync_app.sources.jsonl import read_lines
from opensync_app.sources.tags import without
from opensync_app.sources.transcripts import Gathering, aliases_of, read_rows

SOURCE = "factory-droid"

_LINES, _SETTINGS = ".jsonl", ".settings.json"
_REMINDER = ("<system-reminder>", "</system-reminder>")


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """One line of a session: its head (`session_start`) or a message."""

    type: str = ""
    id: str | None = None
    timestamp: str | None = None
    title: str | None = None
    session_title: str | None = None
    is_session_title_manually_set: bool = False
    cwd: str | None = None
    message: Any = None


class SettingsFile(msgspec.Struct, frozen=True, rename="camel"):
    """The settings of a session, as far as they are read; the tokens are those of all of it."""

    model: str | None = None
    token_usage: Any = None


_rows, _settings = RowDecoder(Row), RowDecoder(SettingsFile)


class FactoryDroid:
    """Reads `sessions/` of Factory Droid.

    A session is `<folder>/<session>.jsonl`; beside it stands `<session>.settings.json` with its
    model and its tokens. Older sessions lie directly in `sessions/`.
    """

    name = SOURCE
    parser_version = 1
    is_verbatim = True

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the folder of sessions; no variable is known that moves it."""
        return (home.path / ".factory" / "sessions",)

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield sessions, and their settings with a lower priority."""
        for folder in self.folders(home):
            for entry in files_under(folder, (_LINES, _SETTINGS)):
                path = Path(entry.path)
                found = source_file(SOURCE, path, entry, int(path.suffix == _LINES))
                if found:
                    yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the file itself when it lies in the folder of sessions and is read."""
        inside = any(path.is_relative_to(folder) for folder in self.folders(home))
        ours = inside and path.name.endswith((_LINES, _SETTINGS))
        return source_file(SOURCE, path, None, int(path.suffix == _LINES)) if ours else None

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield new lines, or changed settings whole. Raises OSError."""
        reader = read_lines if file.path.suffix == _LINES else read_document
        return reader(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:  # noqa: ARG002 - lines stand for themselves
        """Return what the chunk says; the session is the one the file is named after."""
        if file.path.suffix != _LINES:
            return _parse_settings(file.path.name.removesuffix(_SETTINGS) or _SETTINGS, chunk)
        said = Gathering(SOURCE, file.path.stem)
        return said.parsed(read_rows(chunk, _rows, lambda row, offset: _tell(said, row, offset)))


def _parse_settings(session: str, chunk: Chunk) -> Parsed:
    if is_blank(chunk):
        return Parsed((), ())
    try:
        settings = _settings.decode(chunk.raw)
    except msgspec.DecodeError as error:
        return Parsed((), (), (BadLine(0, str(error)),))
    said = Gathering(SOURCE, session)
    model = (settings.model or "").removeprefix("custom:") or None
    said.tell(model=model)
    usage = usage_of(settings.token_usage)
    if any(usage.fields()):
        said.pay(ExtraUsage(session, f"droid:{session}", usage, model, is_total=True))
    return said.parsed()


def usage_of(told: object) -> TokenUsage:
    """Return the tokens of a session; input leaves the caches out.

    Source: docs/source-formats.md#factory-droid, verified 2026-11-23.
    """
    names = ("inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens")
    usage = object_of(told)
    fresh, output, written, read = (count_of(usage.get(name)) or 0 for name in names)
    return TokenUsage(fresh, output, cache_write_5m=written, cache_read=read)


def _tell(said: Gathering, row: Row, offset: int) -> None:
    if row.type == "session_start":
        rank = CUSTOM_TITLE if row.is_session_title_manually_set else AI_TITLE
        said.tell(project_path=row.cwd)
        said.title(row.session_title, rank, offset)
    elif row.type == "message" and row.id:
        said.say(_message(said, row, offset))


def _message(said: Gathering, row: Row, offset: int) -> Message:
    content = object_of(row.message)
    key = row.id or ""
    parts = parts_of(content.get("content"), key)
    role, kind = _kind_of(content.get("role"), parts)
    if kind == "prompt":
        parts = tuple(bare for part in parts for bare in _without_reminders(part))
        kind = "prompt" if parts else "injected"
        parts = parts or parts_of(content.get("content"), key)
    words = "\n".join(part.content for part in parts if part.type == "text")
    return Message(
        session_external_id=said.session,
        external_id=key,
        role=role,
        kind=kind,
        parts=parts,
        model=word_of(content.get("modelId")) if kind == "reply" else None,
        created_at=said.moment(row.timestamp),
        position=offset,
        aliases=aliases_of(words) if kind == "prompt" else (),
    )


def _kind_of(role: object, parts: tuple[Part, ...]) -> tuple[Role, Kind]:
    if role == "assistant":
        return "assistant", "reply"
    if any(part.type == "tool-result" for part in parts):
        return "tool", "tool-result"
    return ("user", "prompt") if role == "user" else ("system", "notice")


def _without_reminders(part: Part) -> tuple[Part, ...]:
    """Return a text without what Droid wraps around it; nothing when no words are left."""
    if part.type != "text":
        return (part,)
    bare = without(part.content, *_REMINDER).strip()
    return (msgspec.structs.replace(part, content=bare),) if bare else ()
