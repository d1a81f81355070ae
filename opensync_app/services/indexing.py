"""Keeps the text index in step with the record: journal to documents, and rebuild.

`catch_up` is called from one background thread. What it returns as reached is searchable.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, Protocol

from opensync_app.core.changes import IndexAdvanced
from opensync_app.core.records import JournalEntry, StoredMessage, StoredSession
from opensync_app.index.damage import IndexDamagedError
from opensync_app.index.documents import mark_of
from opensync_app.index.folders import IndexFolders
from opensync_app.index.fulltext import TextIndex

IndexState = Literal["ready", "catching-up", "rebuilding"]

_ENTRIES = 2000
_MESSAGES = 200
_LONGEST_WAIT_S = 1.0
_SHORTEST_PAUSE_S = 0.05
_PAUSE_PER_COMMIT = 3.0
_BEHIND = 50


class Journal(Protocol):
    """The change journal of the record."""

    def read_from(self, after: int, limit: int) -> list[JournalEntry]:
        """Return at most `limit` entries behind sequence `after`, ascending."""
        ...

    def last(self) -> int:
        """Return the sequence of the last entry; 0 when there is none."""
        ...


class MessageRows(Protocol):
    """Messages of the record."""

    def by_ids(self, ids: Sequence[int]) -> list[StoredMessage]:
        """Return the messages that exist."""
        ...

    def ids_after(self, message_id: int, limit: int) -> list[int]:
        """Return at most `limit` ids greater than `message_id`, ascending."""
        ...


class SessionRows(Protocol):
    """Sessions of the record."""

    def by_ids(self, ids: Sequence[int]) -> list[StoredSession]:
        """Return the sessions that exist; deleted ones are absent."""
        ...


class Record(Protocol):
    """What indexing reads of the store."""

    @property
    def journal(self) -> Journal: ...

    @property
    def messages(self) -> MessageRows: ...

    @property
    def sessions(self) -> SessionRows: ...


class IndexingService:
    """Feeds the index from the journal, and builds it anew when it is lost, old or damaged."""

    def __init__(self, record: Record, folders: IndexFolders) -> None:
        """Index `record` into `folders`; nothing is read before the first `catch_up`."""
        self._record = record
        self._folders = folders
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._suspected = False

    def catch_up(self, budget_s: float = 10.0) -> IndexAdvanced:
        """Index what the record has and the index has not, for about `budget_s` seconds.

        Returns how far searches reach now and how many entries still wait. A rebuild that is
        due goes on here, batch by batch. Raises UnavailableError when another process writes
        the index, IndexDamagedError when writing failed; the next call goes on from the last
        commit, after mending what was damaged.
        """
        with self._lock:
            deadline = time.monotonic() + budget_s
            if self._suspected:
                self._folders.mend()
                self._suspected = False
            try:
                self._advance(deadline)
            except IndexDamagedError:
                self._suspected = True
                self._folders.close()
                raise
            return self.progress()

    def rebuild(self) -> IndexAdvanced:
        """Build the whole index anew beside the one that serves, then let it serve."""
        with self._lock:
            self._folders.begin()
        progress = self.catch_up()
        while self._folders.building is not None and not self._stopping.is_set():
            progress = self.catch_up()
        return progress

    def suspect(self) -> None:
        """Have the index checked, and mended if need be, at the next `catch_up`."""
        self._suspected = True

    def progress(self) -> IndexAdvanced:
        """Return how far searches reach, and how many journal entries still wait."""
        reached = self._folders.serving.checkpoint.sequence
        return IndexAdvanced(reached, max(0, self._record.journal.last() - reached))

    def state(self) -> IndexState:
        """Return what a person is told about the index."""
        if self._folders.building is not None:
            return "rebuilding"
        return "catching-up" if self.progress().lag > _BEHIND else "ready"

    def close(self) -> None:
        """Stop a running `catch_up` at its next commit and let go of the index."""
        self._stopping.set()
        with self._lock:
            self._folders.close()

    def _advance(self, deadline: float) -> None:
        building = self._folders.building
        if building is not None:
            if self._folders.serving is not building:
                self._feeder(self._folders.serving).follow(deadline)
            if not self._feeder(building).walk(deadline):
                return
            self._folders.finish()
        self._feeder(self._folders.serving).follow(deadline)

    def _feeder(self, index: TextIndex) -> "_Feeder":
        return _Feeder(self._record, index, self._stopping)


class _Feeder:
    """Moves one index folder forward."""

    def __init__(self, record: Record, index: TextIndex, stopping: threading.Event) -> None:
        self._record = record
        self._index = index
        self._stopping = stopping
        self._committed_at = time.monotonic()
        self._commit_s = 0.0

    def follow(self, deadline: float) -> None:
        """Apply the journal until it is drained or the time is up; commit all of it.

        The first entries are committed at once, later ones after a pause of a few commits'
        length, at the latest after a second: a single message is found immediately, and a storm
        of them does not spend its time on commits.
        """
        reached = self._index.checkpoint.sequence
        self._committed_at = time.monotonic() - _LONGEST_WAIT_S
        while True:
            entries = self._record.journal.read_from(reached, _ENTRIES)
            if entries:
                self._apply(entries)
                reached = entries[-1].sequence
            is_pending = reached > self._index.checkpoint.sequence
            if is_pending and (len(entries) < _ENTRIES or self._waited() > _LONGEST_WAIT_S):
                self._pause(deadline)
                self._commit(reached)
            if not is_pending or self._stopping.is_set() or time.monotonic() > deadline:
                break
        if reached > self._index.checkpoint.sequence:
            self._commit(reached)

    def walk(self, deadline: float) -> bool:
        """Add every message of the record; return whether all are in.

        The walk begins at the journal's end of that moment, which is kept as checkpoint: what
        changes meanwhile comes again with the journal. A broken walk goes on behind the highest
        message that was committed.
        """
        start = self._index.checkpoint.sequence or self._record.journal.last()
        walked = self._index.writer().checkpoint.highest
        while True:
            ids = self._record.messages.ids_after(walked, _ENTRIES)
            if not ids:
                self._commit(start)
                return True
            self._put_messages(ids)
            walked = ids[-1]
            is_over = self._stopping.is_set() or time.monotonic() > deadline
            if is_over or self._waited() > _LONGEST_WAIT_S:
                self._commit(start)
            if is_over:
                return False

    def _apply(self, entries: Sequence[JournalEntry]) -> None:
        """Bring the index to what the record says now about everything the entries name."""
        writer = self._index.writer()
        for entry in entries:
            if entry.op == "session-deleted":
                writer.drop_session(entry.session_id)
            elif entry.op == "message-deleted" and entry.message_id is not None:
                writer.drop_message(entry.message_id)
        self._put_messages(
            {e.message_id: None for e in entries if e.op == "message" and e.message_id is not None}
        )
        self._put_sessions(
            {e.session_id for e in entries if e.op in ("session", "message", "message-deleted")}
        )

    def _put_messages(self, ids: Iterable[int]) -> None:
        """Index messages as the record has them now, and the sessions they belong to."""
        writer = self._index.writer()
        for some in _chunks(ids, _MESSAGES):
            messages = self._record.messages.by_ids(some)
            sessions = {
                session.id: session
                for session in self._record.sessions.by_ids(
                    sorted({message.session_id for message in messages})
                )
            }
            for message in messages:
                session = sessions.get(message.session_id)
                if session is not None:
                    writer.put_message(message, session)
