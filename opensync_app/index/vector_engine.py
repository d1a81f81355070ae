"""Opening LanceDB in a folder, how its tables are called, and its failures in our words."""

import hashlib
import importlib
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from opensync_app.core.errors import UnavailableError
from opensync_app.index.chunks import CHUNK_VERSION

_VERSION = 1
"""Of the columns; other columns are another table."""

_INDEX_CACHE_BYTES = 512 * 1024 * 1024
_METADATA_CACHE_BYTES = 64 * 1024 * 1024

_AT_ONCE = timedelta(0)


class VectorsDamagedError(UnavailableError):
    """The vectors cannot be read or written; they are made anew from the record."""

    code = "vectors_damaged"


def table_name(key: str) -> str:
    """Return the name of the table that holds the vectors of a model."""
    digest = hashlib.blake2b(key.encode(), digest_size=6).hexdigest()
    return f"v{_VERSION}-{CHUNK_VERSION}-{digest}"


def load_engine() -> None:
    """Import the vector engine, which takes one to three seconds the first time."""
    with vector_errors("loading"):
        importlib.import_module("lancedb")


def connect(folder: Path, *, follows: bool) -> Any:  # noqa: ANN401 - lancedb has few types
    """Open a folder; one that `follows` sees at each reading what another process wrote."""
    with vector_errors("opening"):
        import lancedb  # noqa: PLC0415 - only vectors need it

        engine: Any = lancedb
        session = engine.Session(
            index_cache_size_bytes=_INDEX_CACHE_BYTES,
            metadata_cache_size_bytes=_METADATA_CACHE_BYTES,
        )
        folder.mkdir(parents=True, exist_ok=True)
        interval = _AT_ONCE if follows else None
        return engine.connect(str(folder), session=session, read_consistency_interval=interval)


@contextmanager
def vector_errors(doing: str) -> Generator[None]:
    """Turn what the engine raises into VectorsDamagedError; its panics are no Exceptions."""
    try:
        yield
    except (ValueError, OSError, RuntimeError, KeyError, TypeError) as error:
        message = f"The vectors cannot be used ({doing}): {_first_line(error)}"
        raise VectorsDamagedError(message) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        message = f"The vector engine broke off ({doing}): {_first_line(error)}"
        raise VectorsDamagedError(message) from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
