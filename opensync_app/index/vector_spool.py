"""Vectors that a search made of messages not yet covered, on their way to the one who writes."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

if TYPE_CHECKING:
    from opensync_app.index.embedder import Matrix

_FOLDER = "spool"
_SUFFIX = ".vectors"
_MOST_FILES = 500
"""More searches than this leave nothing behind while nobody gathers; their vectors are made again."""


class Spooled(msgspec.Struct, frozen=True, array_like=True):
    """The vectors of one message.

    Attributes:
        message_id: record id.
        digest: of the text that they were made of.
        vectors: float16, one row after the other.
    """

    message_id: int
    digest: int
    vectors: bytes


class _File(msgspec.Struct, frozen=True, array_like=True):
    """What one search left.

    Attributes:
        key: what the vectors are called.
    """

    key: str
    messages: list[Spooled]


def spooled(message_id: int, digest: int, vectors: "Matrix") -> Spooled:
    """Return the vectors of a message as they are written."""
    import numpy as np  # noqa: PLC0415 - not before vectors are wanted

    return Spooled(message_id, digest, vectors.astype(np.float16).tobytes())


def vectors_in(one: Spooled, dimension: int) -> "Matrix":
    """Return the vectors of a message as they were. Raises ValueError when they do not fit."""
    import numpy as np  # noqa: PLC0415 - as above

    flat = np.frombuffer(one.vectors, np.float16)
    return flat.reshape(-1, dimension).astype(np.float32)


class VectorSpool:
    """A folder of small files, each whole or not there."""

    def __init__(self, folder: Path) -> None:
        """Use a folder beside the vectors."""
        self._folder = folder / _FOLDER

    def leave(self, key: str, messages: list[Spooled]) -> None:
        """Write vectors down for the one who gathers; a full disk is no reason to fail a search."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if sum(1 for _ in self._folder.iterdir()) >= _MOST_FILES:
                return
            draft = self._folder / f"{uuid4().hex}.draft"
            draft.write_bytes(msgspec.msgpack.encode(_File(key, messages)))
            draft.rename(draft.with_suffix(_SUFFIX))
        except OSError:
            return

    def is_empty(self) -> bool:
        """Return whether nothing waits."""
        return next(self._folder.glob(f"*{_SUFFIX}"), None) is None

    def gather(self, key: str) -> Iterator[Spooled]:
        """Yield what waits and remove it; what was made by another model is only removed."""
        for path in sorted(self._folder.glob("*")):
            if path.suffix == _SUFFIX:
                try:
                    found = msgspec.msgpack.decode(path.read_bytes(), type=_File)
                except (OSError, msgspec.MsgspecError):
                    found = _File("", [])
                if found.key == key:
                    yield from found.messages
            path.unlink(missing_ok=True)
