"""`TextIndex`: one Tantivy folder: open, look up, search."""

from collections.abc import Collection
from pathlib import Path

import msgspec
import tantivy
from tantivy import Index, Order, Query

from opensync_app.core.errors import UnavailableError
from opensync_app.core.query import SearchQuery
from opensync_app.core.search_tree import Asked
from opensync_app.index.analysers import register
from opensync_app.index.damage import engine_errors
from opensync_app.index.documents import CHECKPOINT, SESSION, SessionMark
from opensync_app.index.leftovers import remove_leftovers
from opensync_app.index.lookup import Lookup
from opensync_app.index.schema import SCHEMA
from opensync_app.index.state import State
from opensync_app.index.writer import Checkpoint, IndexWriter

_HEAP_BYTES = 64_000_000
_MOST_PER_SESSION = 1_000_000


class TextIndex:
    """One folder of the text index; readers see the last commit, from any thread."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, or make an empty index in it; raise IndexDamagedError when unreadable."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with engine_errors("opening"):
            self._index = Index(SCHEMA, path=str(folder))
            register(self._index)
            self._index.config_reader("manual")
            self._state = self._last_commit()
            self.checkpoint = self._read_checkpoint()
        self._writer: IndexWriter | None = None

    def writer(self) -> IndexWriter:
        """Return the one writer, opened at first need; UnavailableError when another has it."""
        if self._writer is None:
            with engine_errors("opening for writing"):
                engine = self._lock()
                remove_leftovers(self.folder)
                self._state = self._last_commit()
                self.checkpoint = self._read_checkpoint()
            self._writer = IndexWriter(engine, self.checkpoint, self.refresh)
        return self._writer

    def close(self) -> None:
        """Let go of the writer and its lock; what was not committed is dropped."""
        self._writer = None

    def refresh(self, checkpoint: Checkpoint) -> None:
        """Show readers the commit that was just made."""
        self._state = self._last_commit()
        self.checkpoint = checkpoint

    def follow(self) -> None:
        """Show readers the last commit of another process."""
        with engine_errors("reading"):
            self._state = self._last_commit()
            self.checkpoint = self._read_checkpoint()

    def count(self) -> int:
        """Return the number of documents, session documents and checkpoints included."""
        return self._state.searcher.num_docs

    def mark_of(self, session_id: int) -> SessionMark | None:
        """Return what the index holds of a session; None when it holds none of it."""
        with engine_errors("reading"):
            searcher = self._state.searcher
            query = Query.term_query(SCHEMA, "session_key", session_id)
            hits = searcher.search(query, 1, count=False).hits
            if not hits:
                return None
            stored = searcher.doc(hits[0][1]).get_first("mark")
            return msgspec.json.decode(stored or "", type=SessionMark)

    def message_ids_of(self, session_id: int) -> list[int]:
        """Return the ids of the indexed messages of a session, ascending."""
        with engine_errors("reading"):
            searcher = self._state.searcher
            query = Query.term_query(SCHEMA, "session_id", session_id)
            hits = searcher.search(query, _MOST_PER_SESSION, count=False).hits
            values = searcher.fast_field_values("message_id", [address for _, address in hits])
            return sorted(int(value) for value in values if value is not None)

    def session_ids(self) -> list[int]:
        """Return the ids of all sessions that have a document of their own."""
        with engine_errors("reading"):
            searcher = self._state.searcher
            query = Query.term_query(SCHEMA, "kind", SESSION)
            hits = searcher.search(query, _MOST_PER_SESSION, count=False).hits
            values = searcher.fast_field_values("session_id", [address for _, address in hits])
            return [int(value) for value in values if value is not None]

    def lookup(self, query: SearchQuery, asked: Asked, starred: Collection[int] = ()) -> Lookup:
        """Return a query against the last commit; `starred` as in `Lookup`."""
        with engine_errors("searching"):
            return Lookup(self._state, query, asked, starred)

    def _last_commit(self) -> State:
        """Return the last commit; searches that run stay with the one they began with."""
        self._index.reload()
        return State(self._index.searcher())

    def _lock(self) -> tantivy.IndexWriter:
        try:
            return self._index.writer(_HEAP_BYTES, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            message = "Another OpenSync is writing the search index of this data folder."
            raise UnavailableError(message) from error

    def _read_checkpoint(self) -> Checkpoint:
        searcher = self._state.searcher
        query = Query.term_query(SCHEMA, "kind", CHECKPOINT)
        hits = searcher.search(
            query, 1, count=False, order_by_field="sequence", order=Order.Desc
        ).hits
        addresses = [address for _, address in hits]
        if not addresses:
            return Checkpoint(0, 0)
        sequence, highest = (
            int(searcher.fast_field_values(field, addresses)[0] or 0)
            for field in ("sequence", "highest")
        )
        return Checkpoint(sequence, highest)
