"""Looking for a tool's files: walks that pass over what cannot be read and never go in circles."""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from opensync_app.sources.base import SourceFile
from opensync_app.sources.plain_files import NOT_PLAIN


def files_under(folder: Path, suffixes: tuple[str, ...]) -> Iterator[os.DirEntry[str]]:
    """Yield the files below a folder whose names end in one of `suffixes`; links are followed.

    Unreadable folders and broken links are passed over; a folder is entered once, so links that
    lead back up end.
    """
    entered: set[tuple[int, int]] = set()
    waiting = [os.fspath(folder)]
    while waiting:
        current = waiting.pop()
        if not _first_visit(current, entered):
            continue
        for entry in entries(current):
            if _is_folder(entry):
                waiting.append(entry.path)
            elif entry.name.endswith(suffixes):
                yield entry


def entries(folder: str | Path) -> list[os.DirEntry[str]]:
    """Return what stands in a folder, in no order; empty when it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (OSError, ValueError):
        return []


def source_file(
    source: str, path: Path, entry: os.DirEntry[str] | None = None, priority: int = 0
) -> SourceFile | None:
    """Return the file as it stands now, or None when it is gone or a folder.

    A link that leads nowhere, a pipe and the like are returned with the reason why they cannot be
    read.
    """
    try:
        stat = entry.stat() if entry else path.stat()
    except (OSError, ValueError) as error:
        return _dead_link(source, path, error)
    if S_ISDIR(stat.st_mode):
        return None
    reason = None if S_ISREG(stat.st_mode) else NOT_PLAIN
    return SourceFile(source, path, stat.st_size, stat.st_mtime_ns, priority, reason)


def _dead_link(source: str, path: Path, error: Exception) -> SourceFile | None:
    try:
        stat = path.lstat()
    except (OSError, ValueError):
        return None
    return SourceFile(source, path, 0, stat.st_mtime_ns, 0, f"{type(error).__name__}: {error}")


def _first_visit(folder: str, entered: set[tuple[int, int]]) -> bool:
    try:
        stat = Path(folder).stat()
    except (OSError, ValueError):
        return False
    identity = (stat.st_dev, stat.st_ino)
    if identity in entered:
        return False
    entered.add(identity)
    return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
