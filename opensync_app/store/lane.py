"""The one writer: a thread that runs queued writes in shared transactions (group commit)."""

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from opensync_app.core.errors import UnavailableError

T = TypeVar("T")

_log = logging.getLogger(__name__)

_MAX_JOBS = 1000
"""Writes that share one transaction at most."""

_MAX_HOLD_S = 0.005
"""A transaction takes no further bulk write after this time, so that urgent ones wait little."""

_MAX_HOLD_ALONE_S = 0.1
"""The same while nobody else writes: a page that many writes change is then written once."""

_LONGEST_WAIT_S = 30.0
"""How long a transaction waits for another process before it gives up."""

_RETRY_S = 0.001
_GAP_S = 0.002
"""Rest after a bulk transaction, in which another process can take the write lock."""


class _Job:
    """One queued write and the future of its result."""

    __slots__ = ("error", "future", "result", "work")

    def __init__(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None


class WriteLane:
    """Runs every write of a database in one thread; a future is done when its write is durable.

    Urgent writes (pushes) go before bulk ones (imports). Each write stands in a savepoint of its
    own: one that fails leaves nothing behind and does not disturb its neighbours.

    Attributes:
        is_alone: no other process waits for the write lock: bulk writes need not make room.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over a connection; nobody else writes through it."""
        self._connection = connection
        self._urgent: deque[_Job] = deque()
        self._bulk: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._had_urgent = False
        self.is_alone = False
        self._thread = threading.Thread(target=self._run, name="write-lane", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], T], *, urgent: bool = True) -> Future[T]:
        """Queue a write; its future holds the result once it is durable, or its exception."""
        job = _Job(work)
        with self._wake:
            if self._closing:
                message = "OpenSync is stopping; nothing was written. Try again in a moment."
                raise UnavailableError(message)
            (self._urgent if urgent else self._bulk).append(job)
            self._wake.notify()
        return job.future

    def close(self) -> None:
        """Finish what is queued, then stop and close the connection."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while self._wait():
            self._transact()

    def _wait(self) -> bool:
        """Sleep until there is work; False when there is none and never will be."""
        with self._wake:
            self._wake.wait_for(lambda: self._urgent or self._bulk or self._closing)
            return bool(self._urgent or self._bulk)

    def _next(self, started: float, done: list[_Job]) -> _Job | None:
        """Return the next write of this transaction, or None when it is full."""
        with self._wake:
            if len(done) >= _MAX_JOBS:
                return None
            longest = _MAX_HOLD_ALONE_S if self.is_alone else _MAX_HOLD_S
            if self._urgent:
                self._had_urgent = True
                return self._urgent.popleft()
            if self._bulk and (not done or time.monotonic() - started < longest):
                return self._bulk.popleft()
            return None

    def _transact(self) -> None:
        """Run what is queued in one transaction, then tell everybody who waits."""
        jobs: list[_Job] = []
        self._had_urgent = False
        failure: BaseException | None = None
        try:
            self._begin()
            started = time.monotonic()
            while job := self._next(started, jobs):
                jobs.append(job)
                self._attempt(job)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            is_fault = not isinstance(error, sqlite3.OperationalError)  # no full disk and no lock
            words = "a transaction failed; none of its %d writes was kept: %s"
            _log.error(words, len(jobs), error, exc_info=is_fault)
            failure = error
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if not jobs:
                jobs.extend(self._drain())
        _settle(jobs, failure)
        if not self._had_urgent and not self.is_alone:
            time.sleep(_GAP_S)

    def _begin(self) -> None:
        """Take SQLite's write lock; another process may hold it for a transaction.

        SQLite's own waiting grows to tenths of a second, too long for an answer that waits.
        """
        deadline = time.monotonic() + _LONGEST_WAIT_S
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_RETRY_S)
            else:
                return

    def _attempt(self, job: _Job) -> None:
        """Run one write in a savepoint and keep its result for after the commit."""
        self._connection.execute("SAVEPOINT job")
        try:
            job.result = job.work(self._connection)
        except Exception as error:
            job.error = error
            if not self._connection.in_transaction:
                raise
            self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")

    def _drain(self) -> list[_Job]:
        """Take everything that waits: the transaction could not even begin."""
        with self._wake:
            jobs = [*self._urgent, *self._bulk]
            self._urgent.clear()
            self._bulk.clear()
            return jobs


def _settle(jobs: list[_Job], failure: BaseException | None) -> None:
    """Resolve the futures of a finished transaction."""
    for job in jobs:
        error = failure or job.error
        if error is not None:
            job.future.set_exception(_told(error))
        else:
            job.future.set_result(job.result)


def _told(error: BaseException) -> BaseException:
    """Return what the one who waits is told: a full disk or a lock is no fault of his request."""
    if not isinstance(error, sqlite3.OperationalError):
        return error
    told = UnavailableError(f"The record cannot be written now ({error}); nothing was written.")
    told.__cause__ = error
    return told
