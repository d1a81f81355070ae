"""An import that finds everything as the last one left it is answered before anything is loaded.

After an import that read all there was, `remember` writes down what that import looked at (the
tools' folders, the record, the program itself) and what the next one will say. `answered` looks at
the same again; the smallest difference, or a command line that it does not know by heart, and the
command runs as ever. Only modules that are loaded anyway are imported here.
"""

import os
import sys
import time
from collections.abc import Iterable, Sequence
from hashlib import blake2b

SECONDS = "\1"
"""Stands in the answer where the seconds do."""

_FILE = "import-unchanged"
_MOST = 20_000
_TELLING = ("HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH")


class UnsureError(Exception):
    """What is looked at cannot be compared: too much, or a link to somewhere else."""


class Scene:
    """What an import looks at.

    Attributes:
        newest: the latest change of the tools' files (ns since the epoch).
    """

    def __init__(
        self, arguments: Sequence[str], names: Sequence[str], folders: Sequence[str]
    ) -> None:
        """Look at all files below the folders now, and at these environment variables.

        Raises:
            UnsureError: nothing could be told of it.
        """
        self._asked = names, folders
        self.newest = 0
        self._lines = [os.getcwd(), sys.executable, sys.version, *arguments]
        environment = os.environ  # noqa: TID251 - compared with what it was, nothing is set by it
        self._lines += [f"{name} {environment.get(name)!r}" for name in (*_TELLING, *names)]
        self._lines += [
            f"{name} {value}" for name, value in sorted(environment.items()) if _is_own(name)
        ]
        for folder in folders:
            self._look_below(folder)

    def remember(self, data_dir: str, files: Sequence[str], answer: str) -> None:
        """Write down what was seen, how these files stand now, and what to answer next time."""
        parts = (*self._asked, files)
        answer.encode()  # raises where it cannot be printed
        sections = [answer, *("\0".join(part) for part in parts), self._told(files)]
        target = os.path.join(data_dir, _FILE)
        draft = f"{target}.{os.getpid()}"
        with open(draft, "w", encoding="utf-8", errors="surrogateescape", newline="") as sink:
            sink.write("\0\0".join(sections))
        os.replace(draft, target)

    def is_told(self, files: Sequence[str], told: str) -> bool:
        """Whether this and the files are what was written down."""
        return self._told(files) == told

    def _told(self, files: Iterable[str]) -> str:
        """Return a digest: values of variables may be secrets, and are written down nowhere."""
        lines = [*self._lines, *(f"{_standing(path)[0]} {path}" for path in files)]
        return blake2b("\0".join(lines).encode("utf-8", "surrogateescape")).hexdigest()

    def _look_below(self, folder: str) -> None:
        pending = [folder]
        while pending:
            path = pending.pop()
            self._look_at(path)
            try:
                with os.scandir(path) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                if entry.is_symlink() or len(self._lines) > _MOST:
                    raise UnsureError(path)
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    self._look_at(entry.path)

    def _look_at(self, path: str) -> None:
        standing, changed = _standing(path)
        self._lines.append(f"{standing} {path}")
        self.newest = max(self.newest, changed)


def answered(arguments: Sequence[str]) -> bool:
    """Answer an import from what was written down; False when the command must run."""
    begun = time.monotonic()
    data_dir = _data_dir_of(arguments)
    if data_dir is None:
        return False
    try:
        with open(
            os.path.join(data_dir, _FILE), encoding="utf-8", errors="surrogateescape", newline=""
        ) as source:
            answer, *parts, told = source.read().split("\0\0")
        names, folders, files = (part.split("\0") if part else [] for part in parts)
        if not Scene(arguments, names, folders).is_told(files, told):
            return False
    except (OSError, ValueError, UnsureError):
        return False
    print(answer.replace(SECONDS, f"{time.monotonic() - begun:.3f}"), end="", flush=True)
    return True


def _data_dir_of(arguments: Sequence[str]) -> str | None:
    """Return the data folder of a plain import; None for any other command line."""
    words = iter(arguments)
    commands: list[str] = []
    data_dir = os.environ.get("OPENSYNC_DATA_DIR")  # noqa: TID251 - as settings read it
    for word in words:
        if word == "--data-dir":
            data_dir = next(words, None)
        elif word in ("--home", "--source"):
            next(words, None)
        elif word != "--json":
            commands.append(word)
    if commands != ["import"]:
        return None
    if not data_dir:
        import platformdirs  # noqa: PLC0415 - often for nothing

        data_dir = platformdirs.user_data_dir("opensync", "opensync")
    return os.path.abspath(os.path.expanduser(data_dir))


def _is_own(name: str) -> bool:
    return name.startswith("OPENSYNC_")


def _standing(path: str) -> tuple[str, int]:
    """Return what tells a changed file from an unchanged one, and when it changed (ns)."""
    try:
        found = os.stat(path)
    except OSError:
        return "absent", 0
    changed = max(found.st_mtime_ns, 0)
    return f"{found.st_mode} {found.st_size} {changed} {found.st_ino}", changed
