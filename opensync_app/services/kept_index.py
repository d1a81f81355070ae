"""Proof that the text index holds exactly the messages of the record, no more and no fewer."""

import time
from collections.abc import Iterator

from opensync_app.core.errors import UnavailableError
from opensync_app.core.records import StoredSession
from opensync_app.core.searchable import searchable_of
from opensync_app.index.damage import IndexDamagedError
from opensync_app.index.documents import mark_of
from opensync_app.index.fulltext import TextIndex
from opensync_app.index.reading import IndexReader
from opensync_app.store import Store

_ROUNDS = 5
_PAUSE_S = 0.5
_PAGE = 500


class IndexProof:
    """Compares session by session; one that is just being written is looked at again.

    Attributes:
        sessions: how many were compared.
        waiting: journal entries that the index has not passed yet.
        is_built: False while it is in the making; then there is nothing to compare yet.
    """

    def __init__(self, store: Store, reader: IndexReader) -> None:
        """Compare this index with this record."""
        self._store = store
        self._reader = reader
        self.sessions = 0
        self.waiting = 0
        self.is_built = True

    def problems(self) -> Iterator[str | None]:
        """Go through the sessions; yield a sentence for each fault, None for each session."""
        try:
            yield from self._look()
        except IndexDamagedError as error:
            yield error.message
        except UnavailableError:
            self.is_built = False

    def _look(self) -> Iterator[str | None]:
        self.is_built = not self._reader.state()[0]
        index, suspects = self._reader.serving, list[int]()
        if not self.is_built:
            return
        for session_id in self._store.checking.session_ids():
            if self._fault(index, session_id) is not None:
                suspects.append(session_id)
            self.sessions += 1
            yield None
        yield from self._again(suspects)
        yield from self._strangers()

    def _again(self, suspects: list[int]) -> Iterator[str]:
        """Yield the faults that stay when both have come to rest."""
        for _ in range(_ROUNDS):
            if not suspects:
                break
            time.sleep(_PAUSE_S)
            index = self._reader.serving
            suspects = [sid for sid in suspects if self._fault(index, sid) is not None]
        index = self._reader.serving
        self.waiting = max(0, self._store.journal.last() - index.checkpoint.sequence)
        coming = self._store.checking.changed_after(index.checkpoint.sequence)
        for session_id in suspects:
            fault = self._fault(index, session_id)
            if fault is not None and session_id not in coming:
                yield fault

    def _strangers(self) -> Iterator[str]:
        """Yield a sentence when the index holds sessions that the record does not have."""
        index = self._reader.serving
        known = set(self._store.checking.session_ids())
        coming = self._store.checking.changed_after(index.checkpoint.sequence)
        strangers = set(index.session_ids()) - known - coming
        if strangers:
            yield f"The search index holds {len(strangers):,} sessions that are not in the record."

    def _fault(self, index: TextIndex, session_id: int) -> str | None:
        """Return what is wrong with one session in the index; None when nothing is."""
        found = self._store.sessions.by_ids([session_id])
        if not found:
            return None
        try:
            fault = self._difference(index, found[0])
        except ValueError as error:
            fault = f"a message cannot be read: {error}"
        return None if fault is None else f"Session {found[0].external_id}: {fault}"

    def _difference(self, index: TextIndex, session: StoredSession) -> str | None:
        wanted, held = self._searchable(session), index.message_ids_of(session.id)
        missing = len(set(wanted) - set(held))
        if missing:
            return f"the search index lacks {missing:,} of {len(wanted):,} messages."
        if len(held) != len(wanted):
            return f"the search index holds {len(held):,} messages, not {len(wanted):,}."
        if index.mark_of(session.id) != mark_of(session):
            return "the search index holds another title, project or source of it."
        return None

    def _searchable(self, session: StoredSession) -> list[int]:
        """Return the ids of the messages that hold any words."""
        ids: list[int] = []
        cursor = None
        while True:
            page = self._store.messages.page(session.id, cursor, _PAGE)
            ids += [m.id for m in page.messages if not searchable_of(m).is_blank()]
            cursor = page.next_cursor
            if cursor is None:
                return ids
