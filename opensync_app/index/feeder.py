"""Moves one text index forward: journal entries to documents, and the walk over the whole record."""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from opensync_app.core.records import JournalEntry, StoredMessage, StoredSession
from opensync_app.index.answered import Answered
from opensync_app.index.documents import SessionMark, mark_of
from opensync_app.index.fulltext import TextIndex

_ENTRIES = 600
"""Entries and messages that are taken at a time; between them it is looked whether time is up."""

_MESSAGES = 200
_LONGEST_WAIT_S = 1.0
_LONGEST_WAIT_OF_MANY_S = 4.0
"""How long what is indexed may wait for a commit while a long backlog is worked off; the first of
it is searchable after a second. Every commit costs as much as a hundred messages."""

_SHORTEST_PAUSE_S = 0.05
_LONGEST_PAUSE_OF_FEW_S = 0.1
_FEW = 100
"""Entries; while only so few wait, as under steady pushes, commits may follow fast on each other."""

_PAUSE_PER_COMMIT = 4.0

_STORM = 400
"""Entries; that many wait only while much is imported. Then commits follow as in a long backlog:
each one ends the work of Tantivy's threads and makes a segment that must be merged later."""

_QUIET_S, _LOOK_S = 0.25, 0.05
"""A storm is over when nothing came for so long; how often it is looked."""


class Journal(Protocol):
    """The change journal of the record."""

    def read_from(self, after: int, limit: int) -> list[JournalEntry]:
        """Return at most `limit` entries behind sequence `after`, ascending."""
        ...

    def first(self) -> int:
        """Return the sequence of the oldest entry kept; 0 when none is kept."""
        ...

    def last(self) -> int:
        """Return the sequence of the last entry ever written; 0 when there was none."""
        ...


class MessageRows(Protocol):
    """Messages of the record."""

    def by_ids(self, ids: Sequence[int]) -> list[StoredMessage]:
        """Return the messages that exist."""
        ...

    def ids_after(self, message_id: int, limit: int) -> list[int]:
        """Return at most `limit` ids greater than `message_id`, ascending."""
        ...

    def calling(self, session_id: int, before: int, limit: int) -> list[StoredMessage]:
        """Return the last messages of a session up to a position that call tools."""
        ...


class SessionRows(Protocol):
    """Sessions of the record."""

    def alone_by_ids(self, ids: Sequence[int]) -> list[StoredSession]:
        """Return the sessions that exist, without tags and sub-agents; deleted ones are absent."""
        ...

    def ids_after(self, session_id: int, limit: int) -> list[int]:
        """Return at most `limit` ids greater than `session_id`, ascending."""
        ...


class Record(Protocol):
    """What indexing reads of the store."""

    @property
    def journal(self) -> Journal:
        """The change journal."""
        ...

    @property
    def messages(self) -> MessageRows:
        """The messages."""
        ...

    @property
    def sessions(self) -> SessionRows:
        """The sessions."""
        ...


class Feeder:
    """Feeds one index folder; used by one thread at a time.

    Attributes:
        index: the folder.
    """

    def __init__(
        self,
        record: Record,
        index: TextIndex,
        stopping: threading.Event,
        hurrying: threading.Event,
    ) -> None:
        """Feed `index` from `record`, until `stopping` is set; `hurrying` ends a pause."""
        self.index = index
        self._record = record
        self._stopping = stopping
        self._hurrying = hurrying
        self._came_at = time.monotonic()
        self._committed_at = time.monotonic() - _LONGEST_WAIT_S
        self._commit_s = 0.0
        self._in_a_row = 0
        self._marks: dict[int, SessionMark | None] = {}
        self._fresh: dict[int, set[int]] = {}
        self._answered = Answered(record.messages)

    def follow(self, deadline: float) -> None:
        """Apply the journal until it is drained or the time is up; commit all of it.

        Entries after a quiet moment are committed at once, a few that trickle in after a tenth of
        a second, more of them after a pause of a few commits' length, at the latest after about a
        second, or four in a storm or a long backlog.
        """
        reached = self.index.checkpoint.sequence
        while True:
            entries = self._record.journal.read_from(reached, _ENTRIES)
            if entries:
                self._apply(entries)
                reached = entries[-1].sequence
                self._came_at = time.monotonic()
            if reached == self.index.checkpoint.sequence:
                return
            is_drained, is_over = len(entries) < _ENTRIES, self._is_over(deadline)
            waiting = reached - self.index.checkpoint.sequence
            if is_drained and not is_over and self._pauses(waiting):
                continue
            if is_drained or is_over or self._waited_s() > self._longest_wait_s():
                self._commit(reached)
                is_storm = not is_drained or waiting >= _STORM
                self._in_a_row = self._in_a_row + 1 if is_storm else 0
            if is_over:
                return

    def walk(self, deadline: float) -> bool:
        """Add every message and session of the record; return whether all are in.

        The walk begins at the journal's end of that moment, which is kept as checkpoint: what
        changes meanwhile comes again with the journal. A broken walk goes on behind the highest
        message that was committed.
        """
        start = self.index.checkpoint.sequence or self._record.journal.last()
        walked = self.index.checkpoint.highest
        while ids := self._record.messages.ids_after(walked, _ENTRIES):
            self._put_messages(ids)
            walked = ids[-1]
            is_over = self._is_over(deadline)
            if is_over or self._waited_s() > self._longest_wait_s():
                self._commit(start)
                self._in_a_row += 1
            if is_over:
                return False
        self._put_sessions()
        self._commit(start)
        return True

    def _put_sessions(self) -> None:
        """Add what is known of sessions without messages: a title can be found too."""
        walked = 0
        while ids := self._record.sessions.ids_after(walked, _ENTRIES):
            for some in _chunks(ids):
                for session in self._record.sessions.alone_by_ids(some):
                    self._put_session(session)
            walked = ids[-1]

    def _apply(self, entries: Sequence[JournalEntry]) -> None:
        """Bring the index to what the record says now about everything the entries name."""
        writer = self.index.writer()
        for entry in entries:
            if entry.op == "session-deleted":
                writer.drop_session(entry.session_id)
                self._marks[entry.session_id] = None
            elif entry.op == "message-deleted" and entry.message_id is not None:
                writer.drop_message(entry.message_id)
        ids = {e.message_id: None for e in entries if e.op == "message" and e.message_id}
        known = self._put_messages(ids)
        told = {e.session_id: None for e in entries if e.op == "session"}
        for some in _chunks(session_id for session_id in told if session_id not in known):
            for session in self._record.sessions.alone_by_ids(some):
                self._put_session(session)

    def _put_messages(self, ids: Iterable[int]) -> set[int]:
        """Index messages as the record has them now, and the sessions they belong to; name these."""
        writer, known = self.index.writer(), set[int]()
        for some in _chunks(ids):
            messages = self._record.messages.by_ids(some)
            wanted = sorted({message.session_id for message in messages})
            sessions = {
                session.id: session for session in self._record.sessions.alone_by_ids(wanted)
            }
            for message in messages:
                session = sessions.get(message.session_id)
                if session is not None:
                    writer.put_message(message, session, self._answered.tools_of(message))
                    self._fresh.setdefault(session.id, set()).add(message.id)
            for session in sessions.values():
                self._put_session(session)
            known.update(sessions)
        return known

    def _put_session(self, session: StoredSession) -> None:
        """Index a session when the record says something new of it.

        Its messages carry its source and project as filters; when these changed, all of its
        messages are indexed again.
        """
        mark = mark_of(session)
        known = (
            self._marks[session.id] if session.id in self._marks else self.index.mark_of(session.id)
        )
        self._marks[session.id] = mark
        if mark == known:
            return
        writer = self.index.writer()
        writer.put_session(session)
        if known is not None and known.filters != mark.filters:
            ids = {*self.index.message_ids_of(session.id), *self._fresh.get(session.id, ())}
            for some in _chunks(sorted(ids)):
                for message in self._record.messages.by_ids(some):
                    writer.put_message(message, session, self._answered.tools_of(message))

    def _commit(self, sequence: int) -> None:
        began = time.monotonic()
        self._hurrying.clear()
        self.index.writer().commit(sequence)
        self._committed_at = time.monotonic()
        self._commit_s = self._committed_at - began
        self._marks.clear()
        self._fresh.clear()

    def _pauses(self, waiting: int) -> bool:
        """Wait until a commit is due; return whether there was anything to wait for."""
        if waiting >= _STORM:
            is_over = time.monotonic() - self._came_at > _QUIET_S
            left = 0.0 if is_over else min(_LOOK_S, self._longest_wait_s() - self._waited_s())
        else:
            longest = _LONGEST_PAUSE_OF_FEW_S if waiting < _FEW else _LONGEST_WAIT_S
            pause = min(longest, max(_SHORTEST_PAUSE_S, _PAUSE_PER_COMMIT * self._commit_s))
            left = pause - self._waited_s()
        return left > 0 and not self._hurrying.wait(left) and not self._stopping.is_set()

    def _longest_wait_s(self) -> float:
        return min(_LONGEST_WAIT_S + self._in_a_row, _LONGEST_WAIT_OF_MANY_S)

    def _waited_s(self) -> float:
        return time.monotonic() - self._committed_at

    def _is_over(self, deadline: float) -> bool:
        return self._stopping.is_set() or time.monotonic() > deadline


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield the ids in lists of at most 200, so that a batch of long messages fits in memory."""
    every = list(ids)
    for start in range(0, len(every), _MESSAGES):
        yield every[start : start + _MESSAGES]
