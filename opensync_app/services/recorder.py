"""`Recorder.record(batch)`: one transaction for data and journal, then the announcement."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial

from opensync_app.core.changes import RecordChanged
from opensync_app.core.clock import Clock
from opensync_app.core.edits import SessionEdit
from opensync_app.core.errors import UnavailableError
from opensync_app.core.pricing import PriceList
from opensync_app.feed import ChangeFeed
from opensync_app.store import Store
from opensync_app.store.batches import PreparedBatch, RecordBatch, Recorded, prepare_batch
from opensync_app.store.bulk import BulkEdit, steps_of, write_bulk
from opensync_app.store.editing import write_edit
from opensync_app.store.purging import purge
from opensync_app.store.recording import write_batch


class Recorder:
    """The one door in: every write of session data passes here."""

    def __init__(self, store: Store, feed: ChangeFeed, clock: Clock, prices: PriceList) -> None:
        """Write to this store with costs by this list, and announce on this feed."""
        self._store = store
        self._feed = feed
        self._clock = clock
        self._prices = prices

    def submit(self, batch: RecordBatch) -> Future[Recorded]:
        """Queue a batch; the future is done once it is durable and announced.

        The future raises `ConflictError` when the file's position moved meanwhile, and
        `sqlite3.Error` when the disk refused; nothing is written then.
        """
        return self.send(self.pack(batch))

    def pack(self, batch: RecordBatch) -> PreparedBatch:
        """Make a batch ready to write; what an import holds teaches the record its dictionary."""
        dictionaries = self._store.dictionaries
        if batch.origin == "import":
            dictionary = dictionaries.learn_from(batch.messages)
        else:
            dictionary = dictionaries.current()
        return prepare_batch(batch, dictionary)

    def send(self, packed: PreparedBatch) -> Future[Recorded]:
        """Queue a batch that is packed; the future is as that of `submit`."""
        future = self._store.database.lane.submit(
            lambda connection: write_batch(connection, packed, self._prices, self._clock.now_ms()),
            urgent=packed.batch.origin == "push",
        )
        future.add_done_callback(self._announce)
        return future

    def record(self, batch: RecordBatch) -> Recorded:
        """Write a batch and return once it is durable."""
        return self.submit(batch).result()

    def edit(self, session_id: int, edit: SessionEdit) -> Recorded:
        """Write what a person gives a session and return once it is durable and announced."""
        future = self._store.database.lane.submit(
            lambda connection: write_edit(connection, session_id, edit, self._clock.now_ms())
        )
        future.add_done_callback(self._announce)
        return future.result()

    def change_many(self, edit: BulkEdit) -> list[int]:
        """Write one change to many sessions; return the record ids of those it changed.

        It is written in steps, between which others write; those of the trash bear one moment, so
        that sub-agents come back with their session. Durable and announced once this returns.

        Raises:
            InvalidInputError: the filter means too many at once; nothing was written.
            UnavailableError: the record cannot be written; it says so when some steps were.
        """
        now = self._clock.now_ms()
        changed: list[int] = []
        for step in self._store.database.read(lambda connection: steps_of(connection, edit)):
            write = partial(write_bulk, edit=step, now=now)
            try:
                changed += self._run(write, urgent=False)
            except UnavailableError as error:
                raise _half_done(error, len(changed)) from error
        return changed

    def purge(self, user_id: int, session_ids: Sequence[int]) -> list[int]:
        """Delete trashed sessions for good; return the record ids of those that were there.

        Durable and announced once this returns.
        """
        now = self._clock.now_ms()
        return self._run(lambda connection: purge(connection, user_id, session_ids, now))

    def _run(
        self,
        work: Callable[[sqlite3.Connection], tuple[Recorded, list[int]]],
        *,
        urgent: bool = True,
    ) -> list[int]:
        recorded, changed = self._store.database.write(work, urgent=urgent)
        self._publish(recorded)
        return changed

    def _announce(self, future: Future[Recorded]) -> None:
        if future.exception() is None:
            self._publish(future.result())

    def _publish(self, recorded: Recorded) -> None:
        if recorded.changed_sessions:
            self._feed.publish(RecordChanged(recorded.sequence, recorded.changed_sessions))


def _half_done(error: UnavailableError, count: int) -> UnavailableError:
    """Return what is told when only the first steps of a change were written."""
    if not count:
        return error
    return UnavailableError(
        f"{count:,} sessions were changed, then the record could not be written any more. "
        "Do the same again for the others."
    )
