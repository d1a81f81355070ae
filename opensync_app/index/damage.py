"""How damage to an index folder is told from a passing failure."""

import json
import zlib
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from opensync_app.core.errors import UnavailableError

_FOOTER_MAGIC = 1337
_TAIL = 8
_CHUNK = 1 << 20


class IndexDamagedError(UnavailableError):
    """The text index cannot be read or written; it is mended from the record."""

    code = "index_damaged"


class _EngineErrors:
    """Stands around every call of the engine, also around each of a hundred thousand documents."""

    __slots__ = ("_doing",)

    def __init__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, (ValueError, OSError)):
            raise IndexDamagedError(
                f"The search index failed while {self._doing}: {error}"
            ) from error
        if kind is not None and kind.__name__ == "PanicException":
            raise IndexDamagedError(
                f"The search index broke off while {self._doing}: {error}"
            ) from error


def engine_errors(doing: str) -> AbstractContextManager[None]:
    """Turn what the engine raises into IndexDamagedError; its panics are no Exceptions."""
    return _EngineErrors(doing)


def damaged_files(folder: Path) -> list[str]:
    """Return the names of the files that are missing or whose content fails its checksum.

    Every segment file ends in a footer `{"version", "crc"}`, its length and a magic number, both
    little-endian u32. Source: footer.rs of tantivy 0.26, checked against files on 2026-11-23.
    """
    try:
        meta = json.loads((folder / "meta.json").read_bytes())
        segments = [segment["segment_id"].replace("-", "") for segment in meta["segments"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ["meta.json"]
    files = [file for segment in segments for file in sorted(folder.glob(f"{segment}.*"))]
    missing = [f"{s}.idx" for s in segments if not (folder / f"{s}.idx").exists()]
    return missing + [file.name for file in files if not _is_sound(file)]


def _is_sound(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(size - _TAIL)
            tail = stream.read(_TAIL)
            length, magic = (int.from_bytes(tail[i : i + 4], "little") for i in (0, 4))
            body = size - _TAIL - length
            stream.seek(body)
            footer = json.loads(stream.read(length))
            stream.seek(0)
            checksum, left = 0, body
            while left > 0:
                chunk = stream.read(min(_CHUNK, left))
                checksum, left = zlib.crc32(chunk, checksum), left - len(chunk)
            return magic == _FOOTER_MAGIC and checksum == footer["crc"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
