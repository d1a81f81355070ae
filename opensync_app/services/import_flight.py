"""The batches of one import run on their way to the record, and what became of each file."""

import msgspec

from opensync_app.services.import_report import ImportReport, ProgressMeter
from opensync_app.services.in_flight import InFlight, Waiting
from opensync_app.services.recorder import Recorder
from opensync_app.sources.base import Source, SourceFile
from opensync_app.store.batches import RecordBatch, Recorded


class Work(msgspec.Struct, frozen=True):
    """A file to look into.

    Attributes:
        source: whose it is.
        file: as it stands on disk, or stood when it was read.
        path: its path as the record has it.
        is_gone: it is no longer on disk and only parsed again.
    """

    source: Source
    file: SourceFile
    path: str
    is_gone: bool = False


class Flight:
    """The batches of one run, and what became of them.

    Attributes:
        read: paths of the files that were read to their end.
        refused: files of which the record did not take a batch, and why, by path.
    """

    def __init__(self, recorder: Recorder, report: ImportReport, meter: ProgressMeter) -> None:
        """Begin with none."""
        self.read: set[str] = set()
        self.refused: dict[str, tuple[Work, str]] = {}
        self._report = report
        self._meter = meter
        self._batches = InFlight(recorder)
        self._overtaken: dict[str, Work] = {}

    def add(self, item: Work, batch: RecordBatch) -> None:
        """Hand over a batch of a file; waits while those before are written."""
        figures = self._report.sources[item.source.name]

        def landed(recorded: Recorded) -> None:
            figures.wrote(recorded)
            self._meter.wrote(recorded)

        def overtaken() -> None:
            self._overtaken[item.path] = item

        def refused(reason: str) -> None:
            self.refused.setdefault(item.path, (item, reason))

        self._batches.add(
            Waiting(
                batch=batch,
                landed=landed,
                overtaken=overtaken,
                refused=refused,
            )
        )

    def settle(self) -> None:
        """Wait for everything that is under way."""
        self._batches.land()

    def land(self) -> list[Work]:
        """Wait for everything; return the files that another import moved meanwhile."""
        self.settle()
        again = list(self._overtaken.values())
        self._overtaken.clear()
        return again
