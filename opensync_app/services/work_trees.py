"""Whose work tree a folder of this machine is, by the `.git` file that Git puts there."""

import os
import stat
from functools import lru_cache
from pathlib import Path

from opensync_app.core.projects import repository_of_git_file

_LONGEST_POINTER = 4096
"""Bytes of a `.git` file; a real one holds a single path."""

_MOST_PARENTS = 40
_KEPT_ANSWERS = 4096


@lru_cache(maxsize=_KEPT_ANSWERS)
def repository_at(path: str) -> str | None:
    """Return the name of the repository of which a folder is, or lies in, a further work tree.

    None for every other folder, one that does not exist, and paths of other machines. Nothing is
    opened but a `.git` file. Answers are kept, so a work tree made later under an old path is
    noticed by the next process.
    """
    folder = Path(path)
    if not folder.is_absolute() or path.startswith(("//", "\\\\")) or "\0" in path:
        return None
    for place in (folder, *folder.parents)[:_MOST_PARENTS]:
        try:
            mode = os.lstat(place / ".git").st_mode
        except OSError:
            continue
        if not stat.S_ISREG(mode):
            return None
        return repository_of_git_file(_start_of(place / ".git"), str(place))
    return None


def _start_of(path: Path) -> str:
    """Return the words of a small file; nothing of one that is larger or cannot be read."""
    try:
        with path.open("rb") as file:
            words = file.read(_LONGEST_POINTER + 1)
    except OSError:
        return ""
    return words.decode("utf-8", "replace") if len(words) <= _LONGEST_POINTER else ""
