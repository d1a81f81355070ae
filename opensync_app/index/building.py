"""`BuildWatch`: how far an index in the making is, as another process fills it from the record."""

from pathlib import Path

from opensync_app.core.errors import UnavailableError
from opensync_app.index.damage import IndexDamagedError
from opensync_app.index.folders import read_pointer
from opensync_app.index.fulltext import TextIndex

_META = "meta.json"
"""Tantivy replaces this file at every commit."""


class BuildWatch:
    """Looks at the folder that is being filled; opens it anew only after a commit."""

    def __init__(self, root: Path) -> None:
        """Look below this folder; it need not exist yet."""
        self._root = root
        self._seen: tuple[str, int, int] | None = None
        self._highest = 0

    def highest(self) -> int | None:
        """Return the highest message id in the index in the making; None when none is made.

        Messages go in by ascending ids, so this tells how far it is.
        """
        name = read_pointer(self._root).building
        if name is None:
            self._seen, self._highest = None, 0
            return None
        try:
            meta = (self._root / name / _META).stat()
            commit = (name, meta.st_mtime_ns, meta.st_ino)
            if commit != self._seen:
                self._highest = TextIndex(self._root / name).checkpoint.highest
                self._seen = commit
        except (OSError, IndexDamagedError, UnavailableError):
            return self._highest  # between two commits, or swept away meanwhile
        return self._highest
