"""Batches on their way to the record: bounded, so that memory stays flat, and listed when lost."""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

import msgspec

from opensync_app.core.errors import ConflictError, UnavailableError
from opensync_app.services.recorder import Recorded

_log = logging.getLogger(__name__)

_MOST_BYTES = 8 * 1024 * 1024
_MOST_BATCHES = 64


class Waiting(msgspec.Struct, frozen=True):
    """A batch that is under way.

    Attributes:
        future: done once it is durable.
        size: raw bytes in it.
        landed: called with what it did.
        overtaken: called when another import moved the file's position first.
        refused: called with the reason when the record does not take it.
    """

    future: Future[Recorded]
    size: int
    landed: Callable[[Recorded], None]
    overtaken: Callable[[], None]
    refused: Callable[[str], None]


class InFlight:
    """The batches of one run that wait for the write lane."""

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting: deque[Waiting] = deque()
        self._bytes = 0

    def add(self, batch: Waiting) -> None:
        """Take a batch along; waits while too much is under way.

        Raises:
            UnavailableError: the record cannot be written now.
        """
        self._waiting.append(batch)
        self._bytes += batch.size
        while len(self._waiting) > _MOST_BATCHES or self._bytes > _MOST_BYTES:
            self._settle()

    def land(self) -> None:
        """Wait for everything; raises UnavailableError as `add` does."""
        while self._waiting:
            self._settle()

    def _settle(self) -> None:
        batch = self._waiting.popleft()
        self._bytes -= batch.size
        try:
            batch.landed(batch.future.result())
        except ConflictError:
            batch.overtaken()
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - one batch must not stop the others
            _log.exception("a batch was refused")
            batch.refused(f"{type(error).__name__}: {error}")
