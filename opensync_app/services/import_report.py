"""What an import found and did, and how far it is."""

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from opensync_app.core.changes import ImportProgress, ToolProgress
from opensync_app.core.clock import Clock
from opensync_app.store.batches import Recorded

_TELL_EVERY_MS = 200


class Skipped(msgspec.Struct, frozen=True):
    """A file that could not be read, and why."""

    path: str
    reason: str


class SourceReport(msgspec.Struct, rename="camel"):
    """What an import did for one source.

    Attributes:
        files_found: files of this tool on disk.
        files_read: files in which something new was looked for.
        files_unchanged: files that stand as they were read before.
        files_reparsed: files whose archived bytes a newer parser read again.
        skipped: files that could not be read.
        sessions: sessions in which something changed.
        messages: messages that are new.
    """

    files_found: int = 0
    files_read: int = 0
    files_unchanged: int = 0
    files_reparsed: int = 0
    skipped: list[Skipped] = msgspec.field(default_factory=list)
    sessions: int = 0
    messages: int = 0
    _touched: set[int] = msgspec.field(default_factory=set)

    def skip(self, path: str, reason: str) -> None:
        """Note a file that could not be read."""
        self.skipped.append(Skipped(path, reason))

    def wrote(self, recorded: Recorded) -> None:
        """Note what a batch did."""
        self._touched.update(recorded.changed_sessions)
        self.sessions = len(self._touched)
        self.messages += recorded.messages_inserted


class ImportReport(msgspec.Struct):
    """What an import did, source by source."""

    sources: dict[str, SourceReport]

    @property
    def has_news(self) -> bool:
        """Whether any file was read, or could not be."""
        figures = self.sources.values()
        return any(r.files_read or r.files_reparsed or r.skipped for r in figures)

    def as_json(self, seconds: float) -> dict[str, object]:
        """Return the stable shape of `import --json`."""
        return {
            "seconds": round(seconds, 3),
            "sources": {
                name: {
                    "filesFound": r.files_found,
                    "filesRead": r.files_read,
                    "filesUnchanged": r.files_unchanged,
                    "filesReparsed": r.files_reparsed,
                    "skipped": [{"path": s.path, "reason": s.reason} for s in r.skipped],
                    "sessions": r.sessions,
                    "messages": r.messages,
                }
                for name, r in self.sources.items()
            },
        }


class ProgressMeter:
    """Tells how far an import is, a few times a second."""

    def __init__(self, clock: Clock, tell: Callable[[ImportProgress], None]) -> None:
        """Tell this function."""
        self._clock = clock
        self._tell = tell
        self._bytes_total = 0
        self._bytes_done = 0
        self._told_at = 0
        self._sessions: set[int] = set()
        self._files: Counter[str] = Counter()
        self._done: Counter[str] = Counter()
        self._now = ImportProgress()

    def begin(self, files: Iterable[str], size: int) -> None:
        """Start with files to read, each by its source, and their bytes together."""
        self._bytes_total = size
        self._files = Counter(files)
        self._now = ImportProgress(
            state="running", files_total=self._files.total(), started_at=self._clock.now_ms()
        )
        self._say()

    def at(self, source: str) -> None:
        """Say whose files are read now."""
        self._now = msgspec.structs.replace(self._now, source=source)

    def finished(self, size: int) -> None:
        """Note a finished file."""
        self._bytes_done += size
        self._done[self._now.source or ""] += 1
        self._now = msgspec.structs.replace(self._now, files_done=self._now.files_done + 1)
        if self._clock.now_ms() - self._told_at >= _TELL_EVERY_MS:
            self._say()

    def wrote(self, recorded: Recorded) -> None:
        """Note what a batch did."""
        self._sessions.update(recorded.changed_sessions)
        self._now = msgspec.structs.replace(
            self._now,
            sessions=len(self._sessions),
            messages=self._now.messages + recorded.messages_inserted,
        )

    def end(self) -> None:
        """Say that the run is over."""
        self._now = msgspec.structs.replace(self._now, state="idle", source=None, eta_ms=0)
        self._say()

    def _say(self) -> None:
        self._told_at = self._clock.now_ms()
        if self._now.state == "running":
            tools = tuple(
                ToolProgress(name, files, min(files, self._done[name]))
                for name, files in self._files.most_common()
            )
            self._now = msgspec.structs.replace(self._now, eta_ms=self._eta(), tools=tools)
        self._tell(self._now)

    def _eta(self) -> int | None:
        """Return the milliseconds left at the pace so far; None in the first moments."""
        elapsed = self._told_at - (self._now.started_at or self._told_at)
        if self._bytes_done == 0 or elapsed < _TELL_EVERY_MS:
            return None
        return int(elapsed * (self._bytes_total - self._bytes_done) / self._bytes_done)
