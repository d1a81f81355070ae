"""Import the files of coding tools: only what is new since the last position, newest first."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from opensync_app.core.changes import ImportProgress
from opensync_app.core.clock import Clock
from opensync_app.core.errors import UnavailableError
from opensync_app.feed import ChangeFeed
from opensync_app.services.archived import ArchiveGapError, parse_archived
from opensync_app.services.file_batches import (
    FileCursor,
    Owner,
    batch_again,
    batch_withdrawn,
    beyond,
    is_stale,
    is_unchanged,
    mtime_of,
    path_name,
)
from opensync_app.services.import_flight import Flight, Work
from opensync_app.services.import_report import ImportReport, ProgressMeter, SourceReport
from opensync_app.services.recorder import Recorder
from opensync_app.sources.base import Home, Source, SourceFile
from opensync_app.store import Store
from opensync_app.store.positions import FileRecord

_log = logging.getLogger(__name__)

_TOLD = "another file told the whole of it, and the record holds that"

_ROUNDS = 3
"""How often a file is taken up that another import moved at the same time."""


class Importer:
    """Reads source files into the record; positions make runs resumable.

    A run over the whole home and one over changed files may go on at the same time; a batch that
    comes second is read again from where the first one ended.
    """

    def __init__(
        self,
        store: Store,
        recorder: Recorder,
        feed: ChangeFeed,
        clock: Clock,
        *,
        sources: Sequence[Source],
        home: Home,
        machine: str,
        user_id: int = 1,
    ) -> None:
        """Import for one user from one home; `machine` names this computer on its sessions."""
        self._store = store
        self._recorder = recorder
        self._feed = feed
        self._clock = clock
        self._owner = Owner(user_id, machine)
        self._one_whole_run = threading.Lock()
        self._stopping = threading.Event()
        self.sources = tuple(sources)
        self.home = home
        self.progress = ImportProgress()

    def stop(self) -> None:
        """Ask a run to end after the batch it is at; the next run goes on from there."""
        self._stopping.set()

    def folders(self) -> tuple[Path, ...]:
        """Return the folders whose changes concern us, existing or not."""
        return tuple(folder for source in self.sources for folder in source.folders(self.home))

    def import_all(
        self, on_progress: Callable[[ImportProgress], None] | None = None
    ) -> ImportReport:
        """Read everything that is new in the home; return what was found and done.

        Files whose parser has changed are parsed again from the archive, also those that are
        gone from disk.
        """
        with self._one_whole_run:
            report = ImportReport({s.name: SourceReport() for s in self.sources})
            work: list[Work] = []
            for source in self.sources:
                known = self._store.positions.of_source(source.name)
                work += self._changed(source, source.discover(self.home), known, report)
                work += _gone(source, known)
            meter = ProgressMeter(self._clock, lambda p: self._tell(p, on_progress))
            self._run(work, report, meter)
            return report

    def import_paths(self, paths: Iterable[Path]) -> ImportReport:
        """Read what is new in the files that changed; paths that are nobody's are passed over.

        A few changed files are not announced as an import.
        """
        report = ImportReport({s.name: SourceReport() for s in self.sources})
        work: list[Work] = []
        for source in self.sources:
            files = {f.path: f for p in paths if (f := source.owns(self.home, p)) is not None}
            known = {
                name: record
                for name in map(path_name, files)
                if (record := self._store.positions.get(source.name, name)) is not None
            }
            work += self._changed(source, files.values(), known, report)
        self._run(work, report, ProgressMeter(self._clock, lambda _: None))
        return report

    def _changed(
        self,
        source: Source,
        files: Iterable[SourceFile],
        known: dict[str, FileRecord],
        report: ImportReport,
    ) -> Iterator[Work]:
        """Yield the files that do not stand as they were read; `known` loses what is found."""
        figures = report.sources[source.name]
        for file in files:
            figures.files_found += 1
            path = path_name(file.path)
            if is_unchanged(known.pop(path, None), file, source):
                figures.files_unchanged += 1
            else:
                yield Work(source, file, path)

    def _run(self, work: list[Work], report: ImportReport, meter: ProgressMeter) -> None:
        """Read files newest first; a file that fails is listed and does not stop the others.

        What others supersede comes last, when those are read.
        """
        work.sort(key=lambda w: (w.file.is_superseded, -w.file.priority, -w.file.mtime_ns))
        meter.begin((w.source.name for w in work), sum(w.file.size for w in work))
        flight = Flight(self._recorder, report, meter)
        try:
            for _ in range(_ROUNDS):
                for item in work:
                    if self._stopping.is_set():
                        break
                    meter.at(item.source.name)
                    self._read(item, report, flight)
                    meter.finished(item.file.size)
                work = flight.land()
            self._list_refused(flight, report)
        finally:
            meter.end()

    def _read(self, item: Work, report: ImportReport, flight: Flight) -> None:
        """Bring the record up to one file; whatever is wrong with it is listed."""
        figures = report.sources[item.source.name]
        try:
            known = self._store.positions.get(item.source.name, item.path)
            is_whole = True
            known = self._told_before(item, known, flight)
            reason = item.file.unreadable or _told_elsewhere(item, known)
            if reason is not None:
                self._only_list(item, known, report, flight, reason)
                return
            if known is not None and is_stale(known, item.source):
                known, is_whole = self._parse_again(item, known, flight)
                if is_whole and is_stale(known, item.source):
                    return  # another import moved it, or the record refused it: it comes again
                figures.files_reparsed += int(is_whole)
            if item.is_gone:
                return
            if is_whole and is_unchanged(known, item.file, item.source):
                figures.files_unchanged += 1
                return
            self._import_file(item, known, flight, is_whole=is_whole)
            figures.files_read += 1
            flight.read.add(item.path)
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - one file must not stop the others
            _log.debug("%s could not be read", item.path, exc_info=True)
            self._skip(item, report, f"{type(error).__name__}: {error}")

    def _import_file(
        self, item: Work, known: FileRecord | None, flight: Flight, *, is_whole: bool
    ) -> None:
        """Hand every new chunk of a file to the recorder."""
        cursor, told = FileCursor(known), 0 if known is None else known.told_before
        if not is_whole:
            cursor.distrust()
        named = msgspec.structs.replace(item.file, path=Path(item.path))
        for chunk in item.source.read(item.file, cursor.position):
            parsed = item.source.parse(named, chunk, cursor.state_for(chunk))
            batch = cursor.batch(self._owner, item.source, item.path, chunk, beyond(parsed, told))
            flight.add(item, batch)
            if self._stopping.is_set():
                return
        if not cursor.moved:
            size, mtime_ns = item.file.size, mtime_of(item.file.mtime_ns)
            version = item.source.parser_version
            self._store.positions.note(item.source.name, item.path, size, mtime_ns, version)

    def _only_list(
        self,
        item: Work,
        known: FileRecord | None,
        report: ImportReport,
        flight: Flight,
        reason: str,
    ) -> None:
        """List a file that is not read; what another one tells of it now is taken back."""
        if item.file.is_superseded and known is not None and known.read_to:
            self._withdraw(item, known, flight)
        self._skip(item, report, reason)
        if item.file.is_superseded:
            self._store.positions.note_excerpt(item.source.name, item.path, item.file.size)

    def _told_before(
        self, item: Work, known: FileRecord | None, flight: Flight
    ) -> FileRecord | None:
        """Forget that another file told a beginning, when the record does not hold what it told."""
        session = None if item.file.is_superseded else item.file.session
        if known is None or not known.told_before or known.read_to or session is None:
            return known
        flight.settle()
        name = item.source.name
        if self._store.positions.is_told_beside(name, self._owner.user_id, session):
            return known
        self._store.positions.note_excerpt(name, item.path, 0)
        return msgspec.structs.replace(known, told_before=0)

    def _parse_again(
        self, item: Work, known: FileRecord, flight: Flight
    ) -> tuple[FileRecord | None, bool]:
        """Replace what an older parser made of a file, in one transaction.

        Returns the file's new position, and False when the archive lacks some of it: then the
        file must be read again from disk.
        """
        try:
            parsed = parse_archived(self._store.archive, item.source, known)
        except ArchiveGapError:
            if item.is_gone:
                raise
            return known, False
        flight.add(item, batch_again(self._owner, item.source, known, parsed))
        flight.settle()
        return self._store.positions.get(item.source.name, item.path), True

    def _withdraw(self, item: Work, known: FileRecord, flight: Flight) -> None:
        """Take back what a file said, if others told of its sessions too by now."""
        flight.settle()
        if not self._store.positions.tells_alone(known.id):
            flight.add(item, batch_withdrawn(self._owner, item.source, known))
            flight.settle()

    def _list_refused(self, flight: Flight, report: ImportReport) -> None:
        for path, (item, reason) in flight.refused.items():
            report.sources[item.source.name].files_read -= int(path in flight.read)
            self._skip(item, report, reason)

    def _skip(self, item: Work, report: ImportReport, reason: str) -> None:
        report.sources[item.source.name].skip(item.path, reason)
        self._store.positions.skip(item.source.name, item.path, reason)

    def _tell(
        self, progress: ImportProgress, listener: Callable[[ImportProgress], None] | None
    ) -> None:
        self.progress = progress
        self._feed.publish(progress)
        if listener is not None:
            listener(progress)


def _told_elsewhere(item: Work, known: FileRecord | None) -> str | None:
    """Return why a file is not read of which another one told everything; None when it is."""
    is_told = known is not None and 0 < item.file.size <= known.told_before
    return _TOLD if is_told else None


def _gone(source: Source, known: dict[str, FileRecord]) -> Iterator[Work]:
    """Yield files that are no longer on disk and were parsed by another version of the parser."""
    for path, record in known.items():
        if is_stale(record, source):
            file = SourceFile(source.name, Path(path), record.size, record.mtime_ns)
            yield Work(source, file, path, is_gone=True)
