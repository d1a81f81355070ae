"""How far the text index is, noted beside it, so that it can be told without opening the index."""

from pathlib import Path

import msgspec

from opensync_app import __version__

_NOTE = "reached.json"
_META = "meta.json"


class _Note(msgspec.Struct, frozen=True):
    """What the note says.

    Attributes:
        program: the version that wrote it; another one may want another index.
        folder: name of the folder that serves.
        commit: time and place of that folder's last commit; a note of another one is void.
        sequence: last journal entry that is searchable.
    """

    program: tuple[str, int]
    folder: str
    commit: tuple[int, int]
    sequence: int


def note(folder: Path, sequence: int) -> None:
    """Note that the index in a folder is whole up to an entry of the journal."""
    told = _Note(_program(), folder.name, _commit_of(folder), sequence)
    target = folder.parent / _NOTE
    draft = target.with_suffix(".draft")
    draft.write_bytes(msgspec.json.encode(told))
    draft.replace(target)


def noted(root: Path) -> int | None:
    """Return up to which entry the index below a folder is whole; None when no note tells it."""
    try:
        told = msgspec.json.decode((root / _NOTE).read_bytes(), type=_Note)
        holds = told.program == _program() and told.commit == _commit_of(root / told.folder)
    except (OSError, msgspec.MsgspecError):
        return None
    return told.sequence if holds else None


def _commit_of(folder: Path) -> tuple[int, int]:
    """Return what changes with every commit. Raises OSError when there is no index."""
    meta = (folder / _META).stat()
    return meta.st_mtime_ns, meta.st_ino


def _program() -> tuple[str, int]:
    """Return the version, and for a working copy when its fields were last changed."""
    fields = Path(__file__).with_name("schema.py")
    return __version__, fields.stat().st_mtime_ns if fields.exists() else 0
