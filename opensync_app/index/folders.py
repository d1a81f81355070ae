"""`IndexFolders`: which folder of the text index serves, and the one that is built beside it."""

import logging
import os
import shutil
from pathlib import Path

import msgspec

from opensync_app.index.damage import IndexDamagedError, damaged_files
from opensync_app.index.fulltext import TextIndex
from opensync_app.index.noting import note
from opensync_app.index.schema import OLDEST_READABLE, SCHEMA_VERSION

POINTER = "folders.json"
_IN_USE = "in-use"
_PREFIX = "text-"

_log = logging.getLogger(__name__)


class Pointer(msgspec.Struct, frozen=True):
    """What the pointer file says; folders are names below the root.

    Attributes:
        version: schema version of both folders; the serving one may be older while one is built.
        serving: the folder that is whole; None until the first build is done.
        building: the folder that is being filled from the record.
    """

    version: int = SCHEMA_VERSION
    serving: str | None = None
    building: str | None = None


def read_pointer(root: Path) -> Pointer:
    """Return what the pointer file below a folder says; an empty one when it is not readable.

    Of an older version, only the folder that serves is of use, and only for as long as it must be.
    """
    try:
        pointer = msgspec.json.decode((root / POINTER).read_bytes(), type=Pointer)
    except (OSError, msgspec.MsgspecError):
        return Pointer()
    if pointer.version == SCHEMA_VERSION:
        return pointer
    is_readable = OLDEST_READABLE <= pointer.version < SCHEMA_VERSION
    return msgspec.structs.replace(pointer, building=None) if is_readable else Pointer()


class IndexFolders:
    """The text index on disk: one folder serves, a second one may be in the making.

    A missing, very old or damaged serving folder is replaced: the new one serves at once with
    what is in it, and `building` says that it is not whole yet. One of an older version serves on
    while the new one is built.
    """

    def __init__(self, root: Path) -> None:
        """Open what is there; never fails because of the content of an index folder."""
        self._root = root
        root.mkdir(parents=True, exist_ok=True)
        self._pointer = read_pointer(root)
        self._noted = -1
        self._sweep()
        self.building: TextIndex | None = None
        if self._pointer.building is not None:
            self.building = self._open(self._pointer.building)
        serving = self._open(self._pointer.serving) if self._pointer.serving else None
        if serving is None:
            self._pointer = msgspec.structs.replace(self._pointer, serving=None)
            serving = self.begin()
        elif self._pointer.version != SCHEMA_VERSION or self._pointer.building is not None:
            self.begin()
        self.serving: TextIndex = serving

    def begin(self) -> TextIndex:
        """Return the folder in the making, a new one when there is none; resumable."""
        if self.building is None:
            name = self._unused_name()
            self._write_pointer(
                msgspec.structs.replace(self._pointer, version=SCHEMA_VERSION, building=name)
            )
            self.building = TextIndex(self._root / name)
        return self.building

    def finish(self) -> None:
        """Let the folder in the making serve; the old one is removed."""
        if self.building is None:
            return
        old, self.serving, self.building = self.serving, self.building, None
        self._write_pointer(Pointer(serving=self.serving.folder.name))
        if old is not self.serving:
            old.close()
            self._sweep()

    def note_reached(self) -> None:
        """Note beside a whole index how far it is, for those who only want to know that."""
        reached = self.serving.checkpoint.sequence
        if self.building is None and reached != self._noted:
            self._noted = reached
            note(self.serving.folder, reached)

    def mend(self) -> bool:
        """Check both folders byte by byte; put empty ones in place of damaged ones.

        Returns whether anything was damaged. Writers are closed, uncommitted work is dropped.
        """
        self.close()
        pointer = self._pointer
        if self.building is not None and not self._is_sound(self.building):
            pointer, self.building = msgspec.structs.replace(pointer, building=None), None
        if pointer.serving is not None and not self._is_sound(self.serving):
            pointer = msgspec.structs.replace(pointer, serving=None)
        if pointer == self._pointer:
            self._reopen()
            return False
        self._write_pointer(pointer)
        fresh = self.begin()
        if pointer.serving is None:
            self.serving = fresh
        return True

    def claim(self) -> bool:
        """Mark the folders as being written; return whether the last writer never released them.

        It died then, perhaps of a damaged file, which can take the whole process down.
        """
        marker = self._root / _IN_USE
        was_in_use = marker.exists()
        marker.touch()
        return was_in_use

    def release(self) -> None:
        """Take the mark away; the writers are closed."""
        (self._root / _IN_USE).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the writers; readers keep answering."""
        for index in (self.serving, self.building):
            if index is not None:
                index.close()

    def _reopen(self) -> None:
        both_are_one = self.building is self.serving
        self.serving = TextIndex(self.serving.folder)
        if self.building is not None:
            self.building = self.serving if both_are_one else TextIndex(self.building.folder)

    def _is_sound(self, index: TextIndex) -> bool:
        damaged = damaged_files(index.folder)
        if damaged:
            _log.warning("the search index in %s is damaged: %s", index.folder, damaged)
        return not damaged and self._open(index.folder.name) is not None

    def _open(self, name: str) -> TextIndex | None:
        try:
            return TextIndex(self._root / name)
        except IndexDamagedError as error:
            _log.warning("the search index is built anew from the record: %s", error)
            return None

    def _unused_name(self) -> str:
        taken = {path.name for path in self._root.iterdir()}
        number = 1
        while f"{_PREFIX}{number}" in taken:
            number += 1
        return f"{_PREFIX}{number}"

    def _write_pointer(self, pointer: Pointer) -> None:
        target = self._root / POINTER
        draft = target.with_suffix(".draft")
        with draft.open("wb") as stream:
            stream.write(msgspec.json.encode(pointer))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
        self._pointer = pointer

    def _sweep(self) -> None:
        """Remove folders that nothing points to; what is still open elsewhere goes next time."""
        kept = {self._pointer.serving, self._pointer.building}
        for path in self._root.glob(f"{_PREFIX}*"):
            if path.name not in kept and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
