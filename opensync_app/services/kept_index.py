"""Proof that the text index holds exactly the messages of the record, no more and no fewer."""

import time
from collections.abc import Iterator

from opensync_app.core.errors import UnavailableError
from opensync_app.core.records import StoredSession
from opensync_app.core.searchable import searchable_of
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
            index = self._reader.serving
            self.is_built = not self._reader.state()[0]
        except UnavailableError as error:
            yield error.message
            return
        if not self.is_built:
            return
        suspects: list[int] = []
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
        """Return what is wrong with one session in the index."""
        found = self._store.sessions.by_ids([session_id])
        if not found:
            return None
        wanted, held = self._searchable(found[0]), index.message_ids_of(session_id)
        missing, extra = len(set(wanted) - set(held)), len(set(held) - set(wanted))
        name = f"Session {found[0].external_id}"
        if missing:
            return f"{name}: the search index lacks {missing:,} of {len(wanted):,} messages."
        if extra or len(held) != len(wanted):
            return f"{name}: the search index holds {len(held):,} messages, not {len(wanted):,}."
        if index.mark_of(session_id) != mark_of(found[0]):
            return f"{name}: the search index holds another title, project or source of it."
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
