"""Keeps one table of vectors in step with the record: what is new, what changed, what is gone."""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from opensync_app.core.embeddable import embeddable_of
from opensync_app.core.records import JournalEntry, StoredMessage, StoredSession
from opensync_app.index.chunks import chunks_of
from opensync_app.index.coverage import Coverage
from opensync_app.index.embedder import Embedder
from opensync_app.index.vector_rows import Embedded, digest_of, mark_of_session, opening_id
from opensync_app.index.vector_spool import Spooled, vectors_in
from opensync_app.index.vectors import VectorTable
from opensync_app.services.openings import Opening, embedded_openings, openings_of
from opensync_app.store import Store

_ENTRIES = 2000
_MESSAGES = 200


class VectorKeeping:
    """Follows the journal with a checkpoint of its own; used by one thread at a time.

    Vectors of a message that says something else now are dropped at once; the message then counts
    as not covered and comes again. So a checkpoint never promises more than the table holds.

    Attributes:
        table: the vectors.
        coverage: which messages and openings were looked at.
        reached: last journal entry that was followed.
        durable: the one that a crash leads back to.
        wanted: messages that are to be looked at.
    """

    def __init__(
        self, store: Store, table: VectorTable, stopping: threading.Event, *, tool_output: bool
    ) -> None:
        """Keep this table; `tool_output` says whether what tools answer is embedded too."""
        self.table = table
        self.coverage = Coverage(table.reconcile())
        self.reached = self.durable = table.reached()
        self.wanted = 0
        self._store = store
        self._stopping = stopping
        self._tool_output = tool_output
        self._held: dict[int, Embedded] = {}
        self._settled: dict[int, int] = {}
        self._speechless: set[int] = set()
        self._openings: deque[int] = deque()
        self._sessions: deque[tuple[int, int]] = deque()
        self._messages: deque[int] = deque()
        self.plan()

    @property
    def held(self) -> int:
        """Vectors that wait to be written."""
        return sum(max(1, len(one.chunks)) for one in self._held.values())

    def follow(self) -> bool:
        """Apply the journal to its end; return whether there was anything to apply.

        When it does not lead on from the checkpoint, everything is compared with the record.
        """
        if not self._can_follow():
            self.compare()
            return True
        moved = False
        while entries := self._store.journal.read_from(self.reached, _ENTRIES):
            self._apply(entries)
            self.reached, moved = entries[-1].sequence, True
        if moved:
            self.plan()
        return moved

    def compare(self) -> None:
        """Drop what differs from the record, whatever the journal says; stops when told to."""
        last = self._store.journal.last()
        known = self.coverage.sessions()
        here = {due.session_id for due in self._store.covering.due(tool_output=self._tool_output)}
        self._drop_sessions(known - here)
        for session_id in sorted(known & here):
            if self._stopping.is_set():
                return
            self._compare_messages(self.coverage.messages_of(session_id))
            self._compare_openings([session_id])
            self._revise([session_id])
        self.reached = last
        self.plan()

    def plan(self) -> None:
        """Look anew for what is not covered, the newest sessions first."""
        due = self._store.covering.due(tool_output=self._tool_output)
        self.wanted = sum(one.messages for one in due)
        held = Counter(one.session.id for one in self._held.values() if not one.is_opening)
        for queue in (self._openings, self._messages, self._sessions):
            queue.clear()
        for one in due:
            if self._is_new(opening_id(one.session_id)) and one.session_id not in self._speechless:
                self._openings.append(one.session_id)
            known = self.coverage.count_of(one.session_id) + held[one.session_id]
            if one.messages not in (known, self._settled.get(one.session_id)):
                self._sessions.append((one.session_id, one.messages))

    @property
    def is_planned(self) -> bool:
        """Whether there may be openings or messages that are not covered."""
        return bool(self._openings or self._sessions or self._messages)

    def next_openings(self, limit: int) -> list[Opening]:
        """Return the next openings to look at; empty when all are covered."""
        found: dict[int, Opening] = {}
        while self._openings and not found:
            ids = [self._openings.popleft() for _ in range(min(limit, len(self._openings)))]
            found = openings_of(self._store, ids)
            self._speechless.update(set(ids) - found.keys())
        return [*found.values()]

    def next(self, limit: int) -> list[StoredMessage]:
        """Return the next messages to look at; empty when all are covered."""
        while len(self._messages) < limit and self._sessions:
            self._open(*self._sessions.popleft())
        ids = [self._messages.popleft() for _ in range(min(limit, len(self._messages)))]
        found = {message.id: message for message in self._store.messages.by_ids(ids)}
        return [found[number] for number in ids if number in found]

    def embed(self, messages: Sequence[StoredMessage], embedder: Embedder) -> None:
        """Make the vectors of messages and hold them until `flush`."""
        texts = [self.text_of(message) for message in messages]
        chunks = [chunks_of(text) for text in texts]
        pieces = [
            text[chunk.start : chunk.end]
            for text, places in zip(texts, chunks, strict=True)
            for chunk in places
        ]
        vectors = embedder.embed(pieces)
        sessions = self._sessions_of(messages)
        start = 0
        for message, text, places in zip(messages, texts, chunks, strict=True):
            session, end = sessions.get(message.session_id), start + len(places)
            if session is not None:
                self._held[message.id] = Embedded(
                    message, session, digest_of(message, text), places, vectors[start:end]
                )
            start = end

    def embed_openings(self, openings: Sequence[Opening], embedder: Embedder) -> None:
        """Make the vectors of openings and hold them until `flush`."""
        self._held.update((one.id, one) for one in embedded_openings(openings, embedder))

    def adopt(self, spooled: Iterable[Spooled]) -> None:
        """Hold vectors that searches made, as far as the record still says the same."""
        wanted = {one.message_id: one for one in spooled if self._is_new(one.message_id)}
        for message in self._read(wanted):
            one, text = wanted[message.id], self.text_of(message)
            session = self._sessions_of([message]).get(message.session_id)
            places = chunks_of(text)
            try:
                vectors = vectors_in(one, self.table.dimension)
            except ValueError:
                continue
            fits = len(places) == len(vectors) > 0 and digest_of(message, text) == one.digest
            if session is not None and fits:
                self._held[message.id] = Embedded(message, session, one.digest, places, vectors)

    def flush(self) -> bool:
        """Write what is held and how far the journal was followed; return whether there was news."""
        held = [*self._held.values()]
        if not held and self.reached == self.durable:
            return False
        self.table.put(held, self.reached)
        self.durable = self.reached
        self.coverage.add(one.seen() for one in held)
        self._held.clear()
        return True

    def drop(self, message_ids: Sequence[int]) -> None:
        """Forget messages and openings; they come again when the record still has them."""
        self.table.drop_messages(message_ids)
        self.coverage.drop(message_ids)

    def text_of(self, message: StoredMessage) -> str:
        """Return the text of a message that is embedded."""
        return embeddable_of(message, tool_output=self._tool_output)

    def _can_follow(self) -> bool:
        """Return whether the journal still holds all that came after the checkpoint.

        A table that covers nothing begins at the journal's end.
        """
        last = self._store.journal.last()
        if self.coverage.is_empty() and not self._held:
            self.reached = last
            self.plan()
            return True
        first = self._store.journal.first() or last + 1
        return self.reached == last or (self.reached < last and first <= self.reached + 1)

    def _apply(self, entries: Sequence[JournalEntry]) -> None:
        gone = [e.message_id for e in entries if e.op == "message-deleted" and e.message_id]
        self._drop_messages(gone)
        self._drop_sessions({e.session_id for e in entries if e.op == "session-deleted"})
        self._compare_messages(e.message_id for e in entries if e.op == "message" and e.message_id)
        touched = {entry.session_id for entry in entries}
        self._compare_openings(touched)
        self._revise({e.session_id for e in entries if e.op == "session"})
        self._settled = {s: n for s, n in self._settled.items() if s not in touched}
        self._speechless -= touched

    def _compare_messages(self, ids: Iterable[int]) -> None:
        """Drop the vectors of messages that say something else now, or are gone."""
        known = {number: digest for number in ids if (digest := self._digest(number)) is not None}
        read = {message.id: message for message in self._read(known)}
        self._drop_messages(
            number
            for number, digest in known.items()
            if number not in read or self._digest_of(read[number]) != digest
        )

    def _compare_openings(self, session_ids: Iterable[int]) -> None:
        """Drop the openings of sessions that open with something else now, or with nothing."""
        known = {number: self._digest(opening_id(number)) for number in session_ids}
        for some in _parts(number for number, digest in known.items() if digest is not None):
            now = openings_of(self._store, some)
            same = {number for number, one in now.items() if one.digest == known[number]}
            self._drop_messages(opening_id(number) for number in some if number not in same)

    def _digest_of(self, message: StoredMessage) -> int:
        return digest_of(message, self.text_of(message))

    def _digest(self, message_id: int) -> int | None:
        """Return what is known of a message's text, written or only held."""
        held, seen = self._held.get(message_id), self.coverage.get(message_id)
        if held is not None:
            return held.digest
        return None if seen is None else seen.digest

    def _revise(self, session_ids: Iterable[int]) -> None:
        """Give vectors the values of their sessions as they are now; those in the trash go."""
        for some in _parts(session_ids):
            found = {session.id: session for session in self._store.sessions.by_ids(some)}
            self._drop_sessions({number for number in some if number not in found})
            for session in found.values():
                mark = mark_of_session(session)
                for one in [h for h in self._held.values() if h.session.id == session.id]:
                    self._held[one.id] = msgspec.structs.replace(one, session=session)
                if self.coverage.mark_of(session.id) not in (None, mark):
                    self.table.revise(session)
                    self._reread(session)

    def _reread(self, session: StoredSession) -> None:
        """Take the new values of a session into what is known of its messages."""
        ids = self.coverage.all_of(session.id)
        seen = [one for number in ids if (one := self.coverage.get(number)) is not None]
        mark = mark_of_session(session)
        self.coverage.add(
            type(one)(one.message_id, one.session_id, session.user_id, one.digest, mark)
            for one in seen
        )

    def _drop_messages(self, ids: Iterable[int]) -> None:
        gone = [*ids]
        for number in gone:
            self._held.pop(number, None)
        self.drop([number for number in gone if self.coverage.get(number) is not None])

    def _drop_sessions(self, session_ids: set[int]) -> None:
        for one in [h for h in self._held.values() if h.session.id in session_ids]:
            del self._held[one.id]
        known = [number for number in session_ids if self.coverage.all_of(number)]
        self.table.drop_sessions(known)
        for number in known:
            self.coverage.drop(self.coverage.all_of(number))

    def _open(self, session_id: int, wanted: int) -> None:
        """Queue the messages of a session that are not covered; drop those not wanted any more."""
        ids = self._store.covering.messages_of(session_id, tool_output=self._tool_output)
        self._messages.extend(number for number in ids if self._is_new(number))
        self._drop_messages(self.coverage.messages_of(session_id) - set(ids))
        if len(ids) != wanted:
            self._settled[session_id] = wanted

    def _is_new(self, message_id: int) -> bool:
        return message_id not in self._held and self.coverage.get(message_id) is None

    def _read(self, ids: Iterable[int]) -> Iterator[StoredMessage]:
        for some in _parts(ids):
            yield from self._store.messages.by_ids(some)

    def _sessions_of(self, messages: Sequence[StoredMessage]) -> dict[int, StoredSession]:
        wanted = sorted({message.session_id for message in messages})
        return {session.id: session for session in self._store.sessions.by_ids(wanted)}


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    every = sorted(set(ids))
    for start in range(0, len(every), _MESSAGES):
        yield every[start : start + _MESSAGES]
