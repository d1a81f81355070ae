"""`IndexWriter`: adds and removes documents, and commits them together with the checkpoint.

The checkpoint is a document of the same commit, so what it says and what is indexed can never
differ, whenever the process dies: no entry is lost, none stands twice.
"""

from collections.abc import Callable

import msgspec
from tantivy import IndexWriter as EngineWriter
from tantivy import Query

from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.index.damage import engine_errors
from opensync_app.index.documents import (
    CHECKPOINT,
    checkpoint_document,
    message_document,
    session_document,
)
from opensync_app.index.schema import SCHEMA

_COMMITS_BETWEEN_SWEEPS = 1000


class Checkpoint(msgspec.Struct, frozen=True):
    """How far a text index is.

    Attributes:
        sequence: last journal entry that is searchable.
        highest: highest message id that was ever indexed; only ids up to it need deleting first.
    """

    sequence: int
    highest: int


class IndexWriter:
    """The single writer of one index folder; used by one thread at a time."""

    def __init__(
        self,
        engine: EngineWriter,
        checkpoint: Checkpoint,
        committed: Callable[[Checkpoint], None],
    ) -> None:
        """Write on from `checkpoint`; `committed` hears of every commit."""
        self._engine = engine
        self._checkpoint = checkpoint
        self._committed = committed
        self._added: set[int] = set()
        self._commits = 0

    def put_message(
        self, message: StoredMessage, session: StoredSession, answered: tuple[str, ...] = ()
    ) -> None:
        """Add a message, in place of what was indexed of it; it answers calls of these tools."""
        with engine_errors("adding a message"):
            if message.id <= self._checkpoint.highest or message.id in self._added:
                self._delete("message_id", message.id)
            self._added.add(message.id)
            document = message_document(message, session, answered)
            if document is not None:
                self._engine.add_document(document)

    def put_session(self, session: StoredSession) -> None:
        """Add the session's own document, in place of the one before."""
        with engine_errors("adding a session"):
            self._delete("session_key", session.id)
            self._engine.add_document(session_document(session))

    def drop_message(self, message_id: int) -> None:
        """Remove a message; nothing happens when it is not there."""
        with engine_errors("removing a message"):
            self._delete("message_id", message_id)

    def drop_session(self, session_id: int) -> None:
        """Remove a session and all its messages."""
        with engine_errors("removing a session"):
            self._delete("session_id", session_id)

    def commit(self, sequence: int) -> None:
        """Make everything so far durable and searchable, as the state after `sequence`."""
        highest = max(self._added, default=0)
        checkpoint = Checkpoint(sequence, max(self._checkpoint.highest, highest))
        with engine_errors("committing"):
            if self._commits % _COMMITS_BETWEEN_SWEEPS == 0:
                self._forget_old_checkpoints()
            self._engine.add_document(checkpoint_document(sequence, checkpoint.highest))
            self._engine.commit()
            self._checkpoint = checkpoint
            self._added.clear()
            self._commits += 1
            self._committed(checkpoint)

    def _delete(self, field: str, record_id: int) -> None:
        """Remove what carries an id.

        Not by `delete_documents_by_term`: it takes a number for a signed one, which never equals
        the unsigned ids, and removes nothing without a word (tantivy 0.27).
        """
        self._engine.delete_documents_by_query(Query.term_query(SCHEMA, field, record_id))

    def _forget_old_checkpoints(self) -> None:
        query = Query.term_query(SCHEMA, "kind", CHECKPOINT)
        self._engine.delete_documents_by_query(query)
