"""Import the files of coding tools: only what is new since the last position, newest first."""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import msgspec

from opensync_app.core.changes import ImportProgress
from opensync_app.core.clock import Clock
from opensync_app.core.errors import ConflictError
from opensync_app.feed import ChangeFeed
from opensync_app.services.import_report import ImportReport, ProgressMeter, SourceReport
from opensync_app.services.recorder import RecordBatch, Recorded, Recorder
from opensync_app.sources.base import Chunk, Home, Parsed, Position, Source, SourceFile
from opensync_app.store import Store
from opensync_app.store.positions import FileProgress, FileRecord

_IN_FLIGHT_BYTES = 8 * 1024 * 1024
"""Raw bytes that may wait for the write lane, so that memory stays flat."""

_IN_FLIGHT_BATCHES = 64


class _Work(msgspec.Struct, frozen=True):
    """A file that changed, and what is known of it."""

    source: Source
    file: SourceFile
    known: FileRecord | None


class Importer:
    """Reads source files into the record; one run at a time, positions make runs resumable."""

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
        self._machine = machine
        self._user_id = user_id
        self._one_run = threading.Lock()
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
        """Read everything that is new in the home; return what was found and done."""
        with self._one_run:
            report = ImportReport({s.name: SourceReport() for s in self.sources})
            meter = ProgressMeter(self._clock, lambda p: self._tell(p, on_progress))
            work: list[_Work] = []
            for source in self.sources:
                known = self._store.positions.of_source(source.name)
                work += self._changed(source, source.discover(self.home), known, report)
            self._run(work, report, meter)
            return report

    def import_paths(self, paths: Iterable[Path]) -> ImportReport:
        """Read what is new in the files that changed; paths that are nobody's are passed over."""
        with self._one_run:
            report = ImportReport({s.name: SourceReport() for s in self.sources})
            work: list[_Work] = []
            for source in self.sources:
                files = {f.path: f for p in paths if (f := source.owns(self.home, p)) is not None}
                known = {
                    str(path): record
                    for path in files
                    if (record := self._store.positions.get(source.name, str(path))) is not None
                }
                work += self._changed(source, files.values(), known, report)
            self._run(work, report, ProgressMeter(self._clock, self._publish_small))
            return report

    def _changed(
        self,
        source: Source,
        files: Iterable[SourceFile],
        known: dict[str, FileRecord],
        report: ImportReport,
    ) -> Iterator[_Work]:
        """Yield the files whose size or time is not the one that was read."""
        figures = report.sources[source.name]
        for file in files:
            figures.files_found += 1
            record = known.get(str(file.path))
            if record is not None and _is_unchanged(record, file, source.parser_version):
                figures.files_unchanged += 1
                if record.skipped_reason:
                    figures.skip(str(file.path), record.skipped_reason)
            else:
                yield _Work(source, file, record)

    def _run(self, work: list[_Work], report: ImportReport, meter: ProgressMeter) -> None:
        """Read files newest first; a file that fails is listed and does not stop the others."""
        work.sort(key=lambda w: (-w.file.priority, -w.file.mtime_ns))
        meter.begin(len(work), sum(w.file.size for w in work))
        flight = _Flight(report, meter)
        try:
            for item in work:
                if self._stopping.is_set():
                    break
                meter.at(item.source.name)
                self._read(item, report, flight)
                meter.finished(item.file.size)
        finally:
            flight.land()
            meter.end()

    def _read(self, item: _Work, report: ImportReport, flight: "_Flight") -> None:
        path, figures = str(item.file.path), report.sources[item.source.name]
        try:
            self._import_file(item, flight)
            figures.files_read += 1
        except (OSError, sqlite3.Error) as error:
            reason = f"{type(error).__name__}: {error}"
            figures.skip(path, reason)
            self._store.positions.skip(item.source.name, path, reason)

    def _import_file(self, item: _Work, flight: "_Flight") -> None:
        """Hand every new chunk of a file to the recorder."""
        cursor = _FileCursor(item)
        for chunk in item.source.read(item.file, cursor.position):
            parsed = item.source.parse(item.file, chunk, cursor.state_for(chunk))
            batch = self._batch(item, cursor, chunk, parsed)
            cursor.advance(chunk, parsed)
            flight.add(item, self._recorder.submit(batch), len(chunk.raw))
            if self._stopping.is_set():
                return
        if item.known is not None and not cursor.moved:
            self._store.positions.touch(item.known.id, item.file.size, item.file.mtime_ns)

    def _batch(
        self, item: _Work, cursor: "_FileCursor", chunk: Chunk, parsed: Parsed
    ) -> RecordBatch:
        generation = cursor.generation_for(chunk)
        position = chunk.position
        bad = parsed.bad_lines
        return RecordBatch(
            user_id=self._user_id,
            origin="import",
            sessions=tuple(
                msgspec.structs.replace(patch, machine=patch.machine or self._machine)
                for patch in parsed.sessions
            ),
            messages=parsed.messages,
            extra=parsed.usages,
            file=FileProgress(
                source=item.source.name,
                path=str(item.file.path),
                expected=cursor.expected,
                generation=generation,
                size=position.size,
                mtime_ns=position.mtime_ns,
                read_to=position.offset,
                fingerprint=position.fingerprint,
                state=parsed.state,
                parser_version=item.source.parser_version,
                bad_lines=len(bad),
                first_bad_line=f"byte {bad[0].offset}: {bad[0].reason}" if bad else None,
            ),
            raw_start=chunk.offset,
            raw=chunk.raw,
            restart=chunk.restart,
        )

    def _tell(
        self, progress: ImportProgress, listener: Callable[[ImportProgress], None] | None
    ) -> None:
        self.progress = progress
        self._feed.publish(progress)
        if listener is not None:
            listener(progress)

    def _publish_small(self, progress: ImportProgress) -> None:
        """A few changed files are not announced as an import."""
        self.progress = progress if progress.state == "idle" else self.progress


class _FileCursor:
    """Where the reading of one file stands between its chunks."""

    def __init__(self, item: _Work) -> None:
        known = item.known
        usable = known is not None and known.parser_version == item.source.parser_version
        self.moved = False
        self._generation = 0 if known is None else known.generation
        self._offset = 0 if known is None else known.read_to
        self._state = b"" if known is None else known.state
        self.position = _position(known) if known is not None and usable else None

    @property
    def expected(self) -> tuple[int, int]:
        """Generation and offset that the record must stand at for the next batch."""
        return self._generation, self._offset

    def generation_for(self, chunk: Chunk) -> int:
        """A chunk that begins before what is archived begins a new generation of the file."""
        return self._generation + int(chunk.offset < self._offset)

    def state_for(self, chunk: Chunk) -> bytes:
        """Parser state carries on only where reading carries on."""
        return self._state if chunk.offset >= self._offset else b""

    def advance(self, chunk: Chunk, parsed: Parsed) -> None:
        """Move behind a chunk."""
        self._generation = self.generation_for(chunk)
        self._offset = chunk.position.offset
        self._state = parsed.state
        self.moved = True


class _Flight:
    """Batches that wait for the write lane; bounded, so that memory stays flat."""

    def __init__(self, report: ImportReport, meter: ProgressMeter) -> None:
        self._report = report
        self._meter = meter
        self._waiting: deque[tuple[_Work, Future[Recorded], int]] = deque()
        self._bytes = 0

    def add(self, item: _Work, future: Future[Recorded], size: int) -> None:
        """Take a batch along; waits while too much is under way."""
        self._waiting.append((item, future, size))
        self._bytes += size
        while len(self._waiting) > _IN_FLIGHT_BATCHES or self._bytes > _IN_FLIGHT_BYTES:
            self._settle()

    def land(self) -> None:
        """Wait for everything."""
        while self._waiting:
            self._settle()

    def _settle(self) -> None:
        item, future, size = self._waiting.popleft()
        self._bytes -= size
        try:
            recorded = future.result()
        except ConflictError:
            return  # another import read the same bytes; they are in the record
        self._report.sources[item.source.name].wrote(recorded)
        self._meter.wrote(recorded)


def _position(known: FileRecord) -> Position:
    return Position(known.size, known.mtime_ns, known.read_to, known.fingerprint, known.state)


def _is_unchanged(known: FileRecord, file: SourceFile, parser_version: int) -> bool:
    if known.skipped_reason and known.parser_version == 0:
        return False
    same = (known.size, known.mtime_ns) == (file.size, file.mtime_ns)
    return same and known.parser_version == parser_version
