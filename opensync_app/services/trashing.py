"""Take sessions away and bring them back: the trash, and what is deleted for good."""

import logging
from collections import Counter

from opensync_app.core.clock import Clock
from opensync_app.core.errors import ConflictError
from opensync_app.core.query import SessionFilter
from opensync_app.services.naming import session_in, session_named, trashed_named
from opensync_app.services.recorder import Recorder
from opensync_app.store import Store
from opensync_app.store.bulk import BulkEdit

_log = logging.getLogger(__name__)

KEPT_MS = 30 * 24 * 60 * 60 * 1000
"""How long a session stays in the trash before it is deleted for good."""

_AT_ONCE = 20
"""Sessions deleted in one transaction, so that others wait little."""


class Trashing:
    """Moves sessions to the trash, out of it, and out of the record."""

    def __init__(self, store: Store, recorder: Recorder, clock: Clock) -> None:
        """Read from this store, write through the recorder."""
        self._store = store
        self._recorder = recorder
        self._clock = clock

    def trash(self, user_id: int, name: str) -> list[int]:
        """Put a session and its sub-agents into the trash; return the record ids of them all.

        What tools and plugins tell of them later is kept; they stay in the trash. Durable once
        this returns.

        Raises:
            NotFoundError: there is no such session, or it is somebody else's.
        """
        session = session_named(self._store, user_id, name)
        wanted = SessionFilter(user_id=user_id)
        return self._recorder.change_many(BulkEdit("trash", (session.id,), wanted))

    def restore(self, user_id: int, name: str) -> list[int]:
        """Bring a session back with all that belongs to it; return the record ids of them all.

        Raises:
            NotFoundError: there is no such session in the trash.
        """
        session = trashed_named(self._store, user_id, name)
        wanted = SessionFilter(user_id=user_id, is_trashed=True)
        return self._recorder.change_many(BulkEdit("restore", (session.id,), wanted))

    def purge(self, user_id: int, name: str) -> None:
        """Delete a trashed session for good, with its sub-agents in the trash.

        Raises:
            NotFoundError: there is no such session.
            ConflictError: it is not in the trash.
        """
        if session_in(self._store, user_id, name) is not None:
            message = "Only a session in the trash can be deleted for good."
            raise ConflictError(message)
        session = trashed_named(self._store, user_id, name)
        self._recorder.purge(user_id, self._store.trash.family(user_id, session.id))

    def purge_old(self) -> Counter[int]:
        """Delete what has lain in the trash for 30 days; return how many sessions, by user."""
        gone: Counter[int] = Counter()
        while due := self._store.trash.older_than(self._clock.now_ms() - KEPT_MS, _AT_ONCE):
            for user_id in {user for user, _ in due}:
                ids = [session_id for user, session_id in due if user == user_id]
                gone[user_id] += len(self._recorder.purge(user_id, ids))
        if gone:
            total = gone.total()
            _log.info("%d sessions that lay in the trash for 30 days were deleted", total)
        return gone
