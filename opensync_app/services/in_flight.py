"""Batches on their way to the record: gathered, packed and written in turns, and listed when lost."""

import logging
from collections.abc import Callable
from concurrent.futures import Future

import msgspec

from opensync_app.core.errors import ConflictError, UnavailableError
from opensync_app.services.recorder import Recorder
from opensync_app.store.batches import PreparedBatch, RecordBatch, Recorded

_log = logging.getLogger(__name__)

_MOST_BYTES = 4 * 1024 * 1024
_MOST_BATCHES = 32
"""What is gathered before a turn; the first turns take 1, 2, 4 ... so that something is found early."""


class Waiting(msgspec.Struct, frozen=True):
    """A batch that is under way.

    Attributes:
        batch: what is written.
        landed: called with what it did.
        overtaken: called when another import moved the file's position first.
        refused: called with the reason when it cannot be packed or the record does not take it.
    """

    batch: RecordBatch
    landed: Callable[[Recorded], None]
    overtaken: Callable[[], None]
    refused: Callable[[str], None]


class InFlight:
    """The batches of one run that wait for the write lane.

    Writing and parsing are both Python and take each other's interpreter away, which costs more
    than it gains; packing needs it little. So the lane writes one gathering while the next one is
    packed, and rests while files are parsed.
    """

    def __init__(self, recorder: Recorder) -> None:
        """Begin with none."""
        self._recorder = recorder
        self._room = 1
        self._bytes = 0
        self._gathered: list[Waiting] = []
        self._packed: list[tuple[Waiting, PreparedBatch]] = []

    def add(self, waiting: Waiting) -> None:
        """Take a batch along; when enough are gathered, waits until those before are written.

        Raises:
            UnavailableError: the record cannot be written now.
        """
        self._gathered.append(waiting)
        self._bytes += len(waiting.batch.raw)
        if len(self._gathered) >= self._room or self._bytes > _MOST_BYTES:
            self._room = min(2 * self._room, _MOST_BATCHES)
            self._turn()

    def land(self) -> None:
        """Write everything and wait for it; raises UnavailableError as `add` does."""
        while self._gathered or self._packed:
            self._turn()

    def _turn(self) -> None:
        """Write what is packed, and pack meanwhile what is gathered."""
        sent = [(waiting, self._recorder.send(packed)) for waiting, packed in self._packed]
        gathered, self._gathered, self._bytes = self._gathered, [], 0
        self._packed = []
        for waiting in gathered:
            self._pack(waiting)
        for waiting, future in sent:
            _settle(waiting, future)

    def _pack(self, waiting: Waiting) -> None:
        try:
            self._packed.append((waiting, self._recorder.pack(waiting.batch)))
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - one batch must not stop the others
            _log.debug("a batch could not be packed", exc_info=True)
            waiting.refused(f"{type(error).__name__}: {error}")


def _settle(waiting: Waiting, future: Future[Recorded]) -> None:
    """Wait for a batch that was sent, and say what became of it."""
    try:
        waiting.landed(future.result())
    except ConflictError:
        waiting.overtaken()
    except UnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - one batch must not stop the others
        _log.exception("a batch was refused")
        waiting.refused(f"{type(error).__name__}: {error}")
