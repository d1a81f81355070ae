"""Proof that the archive, parsed again in memory, says exactly what the record holds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from opensync_app.core.session import ExtraUsage, Message
from opensync_app.services.archived import ArchiveGapError, parse_archived
from opensync_app.services.file_batches import is_stale
from opensync_app.sources.base import Source
from opensync_app.store import Store
from opensync_app.store.bodies import Body, unpack
from opensync_app.store.checking import MessageFacts
from opensync_app.store.positions import FileRecord
from opensync_app.store.prepared import PreparedMessage, prepare
from opensync_app.store.usage import usage_key

if TYPE_CHECKING:
    from opensync_app.core.usage import TokenUsage

_FIELDS = ("role", "kind", "usage", "tool_calls")


class MessageProof:
    """Parses every file again, together with those that speak of the same sessions.

    Attributes:
        messages: how many were compared.
        extras: tokens that files tell of replies that are no messages, by ledger key.
    """

    def __init__(self, store: Store, files: Sequence[tuple[Source, FileRecord]]) -> None:
        """Compare what these files say with the record."""
        self._store = store
        self._purged = store.checking.purged()
        self._files = {record.id: (source, record) for source, record in files}
        self.messages = 0
        self.extras: dict[bytes, TokenUsage] = {}

    def problems(self) -> Iterator[str | None]:
        """Go through the files; yield a sentence for each fault, None for each file that is done."""
        orphans = self._store.checking.orphans()
        if orphans:
            yield f"{orphans:,} imported messages stand in sessions of which no file is known."
        links = self._store.checking.files_by_session()
        together = _connected([*self._files], links)
        sessions: defaultdict[int, list[int]] = defaultdict(list)
        for session_id, file_id in links:
            sessions[file_id].append(session_id)
        for files in together:
            told = sorted({session_id for file_id in files for session_id in sessions[file_id]})
            yield from self._compare(files, told)
            yield from [None] * len(files)

    def _compare(self, files: list[int], session_ids: list[int]) -> Iterator[str]:
        """Yield what is wrong with the sessions that some files tell of together."""
        known = [self._files[file_id] for file_id in files if file_id in self._files]
        if len(known) < len(files) or any(is_stale(record, source) for source, record in known):
            return  # a tool that this program no longer knows, or a parser's work to come
        messages: list[Message] = []
        for source, record in known:
            try:
                parsed = parse_archived(self._store.archive, source, record)
            except (ArchiveGapError, ValueError):
                return  # the archive's own proof names it
            if len(parsed.bad_lines) != record.bad_lines:
                yield (
                    f"{record.path} has {len(parsed.bad_lines):,} bad lines, the record says "
                    f"{record.bad_lines:,}."
                )
            messages += parsed.messages
            self._keep(parsed.usages)
        yield from self._compare_sessions(prepare(messages), session_ids)

    def _keep(self, usages: Sequence[ExtraUsage]) -> None:
        for extra in usages:
            if extra.session_external_id in self._purged:
                continue
            key = usage_key(extra.usage_key)
            known = self.extras.get(key)
            self.extras[key] = extra.usage if known is None else known.merged(extra.usage)

    def _compare_sessions(
        self, prepared: Sequence[PreparedMessage], session_ids: list[int]
    ) -> Iterator[str]:
        told: defaultdict[str, dict[str, PreparedMessage]] = defaultdict(dict)
        for one in prepared:
            told[one.message.session_external_id][one.message.external_id] = one
        for session_id, (name, is_pushed) in self._store.checking.sessions(session_ids).items():
            held = {m.external_id: m for m in self._store.checking.imported_messages(session_id)}
            expected = told.pop(name, {})
            self.messages += len(expected)
            for missing in expected.keys() - held.keys():
                yield f"Session {name} lacks message {missing}, which its files tell of."
            for extra in held.keys() - expected.keys():
                if held[extra].was_pushed:
                    continue
                yield f"Session {name} holds message {extra}, which no file tells of."
            for known in expected.keys() & held.keys():
                wrong = _differences(expected[known], held[known], is_pushed=is_pushed)
                if wrong:
                    yield f"Message {known} of session {name} differs in {', '.join(wrong)}."
        for name, lost in told.items():
            if name not in self._purged:
                yield f"Session {name} with {len(lost):,} messages is not in the record."


def _differences(told: PreparedMessage, held: MessageFacts, *, is_pushed: bool) -> list[str]:
    """Return what differs; a plugin may have added to what a file says."""
    message = told.message
    facts = (message.role, message.kind, message.usage, told.tool_calls)
    known = (held.role, held.kind, held.usage, held.tool_calls)
    wrong = [
        name
        for name, one, other in zip(_FIELDS, facts, known, strict=True)
        if one != other and not (is_pushed and name in ("usage", "tool_calls") and not one)
    ]
    if not is_pushed and told.body != held.body and not _says(held, unpack(told.body)):
        wrong.append("words")
    return wrong


def _says(held: MessageFacts, body: Body) -> bool:
    try:
        return unpack(held.body) == body
    except (ValueError, msgspec.DecodeError):
        return False


def _connected(files: list[int], links: list[tuple[int, int]]) -> list[list[int]]:
    """Return the files in groups that speak of the same sessions; each group in order."""
    leader = {file_id: file_id for file_id in files} | {file_id: file_id for _, file_id in links}

    def lead(file_id: int) -> int:
        while leader[file_id] != file_id:
            leader[file_id] = leader[leader[file_id]]
            file_id = leader[file_id]
        return file_id

    first: dict[int, int] = {}
    for session_id, file_id in links:
        leader[lead(file_id)] = lead(first.setdefault(session_id, file_id))
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for file_id in sorted(leader):
        groups[lead(file_id)].append(file_id)
    return list(groups.values())
