"""A record in memory: what the reports of a source add up to, by the rules of the core."""

from collections.abc import Iterable, Iterator

import msgspec

from opensync_app.core.session import FIRST_PROMPT, Message, SessionPatch, merge_parts
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.sources.base import BadLine, Chunk, ExtraUsage, Home, Parsed, Source, SourceFile


class Record:
    """Sessions, messages and usages by id.

    `bad_lines` gathers what could not be read.
    """

    def __init__(self) -> None:
        self.sessions: dict[str, SessionPatch] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.extra: dict[str, ExtraUsage] = {}
        self.bad_lines: list[BadLine] = []

    def add(self, parsed: Parsed) -> None:
        for patch in parsed.sessions:
            known = self.sessions.get(patch.external_id)
            self.sessions[patch.external_id] = joined_patch(known, patch) if known else patch
        for message in parsed.messages:
            key = (message.session_external_id, message.external_id)
            known_message = self.messages.get(key)
            self.messages[key] = joined(known_message, message) if known_message else message
        for extra in parsed.usages:
            known_extra = self.extra.get(extra.usage_key)
            if known_extra:
                usage = known_extra.usage.merged(extra.usage)
                extra = msgspec.structs.replace(known_extra, usage=usage)  # noqa: PLW2901
            self.extra[extra.usage_key] = extra
        self.bad_lines.extend(parsed.bad_lines)

    def of(self, session: str) -> list[Message]:
        """Return the messages of a session in their order."""
        found = [m for (owner, _), m in self.messages.items() if owner == session]
        return sorted(found, key=lambda message: (message.position or 0, message.external_id))

    def usage(self, *, with_extra: bool = False) -> TokenUsage:
        """Return all tokens, each usage key once."""
        by_key: dict[str, TokenUsage] = {}
        for message in self.messages.values():
            if message.usage and message.usage_key:
                known = by_key.get(message.usage_key, NO_USAGE)
                by_key[message.usage_key] = known.merged(message.usage)
        if with_extra:
            for key, extra in self.extra.items():
                by_key.setdefault(key, extra.usage)
        return sum(by_key.values(), NO_USAGE)

    def content(self) -> tuple[object, object, object]:
        """Return everything but the places of lines, to compare two records."""
        messages = {
            key: msgspec.structs.replace(m, position=None, aliases=tuple(sorted(m.aliases)))
            for key, m in self.messages.items()
        }
        sessions = {
            key: msgspec.structs.replace(p, title_position=0) for key, p in self.sessions.items()
        }
        return sessions, messages, self.extra


def joined(older: Message, newer: Message) -> Message:
    usage = newer.usage or older.usage
    if older.usage and newer.usage:
        usage = older.usage.merged(newer.usage)
    return msgspec.structs.replace(
        older,
        role=newer.role,
        kind=newer.kind,
        parts=merge_parts(older.parts, newer.parts),
        model=newer.model or older.model,
        usage=usage,
        usage_key=older.usage_key or newer.usage_key,
        aliases=tuple(dict.fromkeys(older.aliases + newer.aliases)),
        duration_ms=newer.duration_ms or older.duration_ms,
    )


def joined_patch(older: SessionPatch, newer: SessionPatch) -> SessionPatch:
    told = {name: getattr(newer, name) for name in newer.__struct_fields__}
    told = {name: value for name, value in told.items() if value is not None}
    if older.project_path:
        told["project_path"] = older.project_path
    if not title_wins(older, newer):
        told |= {
            "title": older.title,
            "title_rank": older.title_rank,
            "title_position": older.title_position,
        }
    if older.created_at is not None:
        told["created_at"] = min(older.created_at, newer.created_at or older.created_at)
    if older.active_at is not None:
        told["active_at"] = max(older.active_at, newer.active_at or older.active_at)
    return msgspec.structs.replace(older, **told)


def title_wins(older: SessionPatch, newer: SessionPatch) -> bool:
    if newer.title is None or newer.title_rank != older.title_rank:
        return newer.title is not None and newer.title_rank > older.title_rank
    if newer.title_rank == FIRST_PROMPT:
        return newer.title_position < older.title_position
    return newer.title_position >= older.title_position


def parse_all(source: Source, file: SourceFile, chunks: Iterable[Chunk]) -> Record:
    """Parse chunks of one file, handing the state on; a restart forgets what came before."""
    record, state = Record(), b""
    for chunk in chunks:
        if chunk.restart:
            record, state = Record(), b""
        parsed = source.parse(file, chunk, state)
        state = parsed.state
        record.add(parsed)
    return record


def import_file(source: Source, file: SourceFile) -> Record:
    return parse_all(source, file, source.read(file, None))


def import_home(source: Source, home: Home) -> Record:
    """Read every file of a home into one record."""
    record = Record()
    for file in source.discover(home):
        for parsed in parse_each(source, file):
            record.add(parsed)
    return record


def parse_each(source: Source, file: SourceFile) -> Iterator[Parsed]:
    state = b""
    for chunk in source.read(file, None):
        parsed = source.parse(file, chunk, state)
        state = parsed.state
        yield parsed
