"""`IndexReader`: the text index as another process writes it; opens, follows, never changes it."""

import threading
from pathlib import Path

from opensync_app.core.errors import UnavailableError
from opensync_app.index.damage import IndexDamagedError
from opensync_app.index.folders import POINTER, read_pointer
from opensync_app.index.fulltext import TextIndex

_META = "meta.json"
"""Tantivy replaces this file at every commit."""


def has_index(root: Path) -> bool:
    """Whether there is an index of this program's making below a folder."""
    pointer = read_pointer(root)
    return pointer.serving is not None or pointer.building is not None


class IndexReader:
    """Follows the folder that serves; answers from the last commit of the writing process."""

    def __init__(self, root: Path) -> None:
        """Read below this folder; it need not exist yet."""
        self._root = root
        self._guard = threading.Lock()
        self._index: TextIndex | None = None
        self._seen: tuple[int, int] | None = None
        self._pointed: tuple[tuple[int, int], Path] | None = None

    @property
    def serving(self) -> TextIndex:
        """The index at its last commit.

        Raises:
            UnavailableError: there is none yet.
            IndexDamagedError: it cannot be read.
        """
        with self._guard:
            return self._follow()

    def state(self) -> tuple[bool, int]:
        """Return whether an index is being built anew, and the last journal entry it holds."""
        pointer = read_pointer(self._root)
        try:
            reached = self.serving.checkpoint.sequence
        except (IndexDamagedError, UnavailableError):
            reached = 0
        return pointer.building is not None, reached

    def _follow(self) -> TextIndex:
        """Open the folder that serves when it is another one, and go to its last commit."""
        try:
            folder = self._folder()
            commit = _written(folder / _META)
        except OSError as error:
            message = "The search index is being made; try again in a moment."
            raise UnavailableError(message) from error
        if self._index is None or self._index.folder != folder:
            self._index = TextIndex(folder)
        elif commit != self._seen:
            self._index.follow()
        self._seen = commit
        return self._index

    def _folder(self) -> Path:
        """Return the folder that serves; the pointer file is read again when it was replaced.

        Raises:
            OSError: there is no pointer file.
        """
        written = _written(self._root / POINTER)
        if self._pointed is None or self._pointed[0] != written:
            pointer = read_pointer(self._root)
            name = pointer.serving or pointer.building
            self._pointed = written, self._root / name if name else self._root / "none"
        return self._pointed[1]


def _written(file: Path) -> tuple[int, int]:
    """Return what changes whenever a file is replaced."""
    found = file.stat()
    return found.st_mtime_ns, found.st_ino
