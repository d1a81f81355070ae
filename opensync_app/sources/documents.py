"""Reading small files as one piece: what changed is read anew, what did not is left alone."""

import hashlib
from collections.abc import Iterator

from opensync_app.sources.base import Chunk, Position, SourceFile
from opensync_app.sources.plain_files import open_plain


def is_blank(chunk: Chunk) -> bool:
    """Return whether a document says nothing, as one that is just being made."""
    return not chunk.raw.strip()


def read_document(file: SourceFile, position: Position | None) -> Iterator[Chunk]:
    """Yield the whole file as one chunk, or nothing when its bytes are those of `position`.

    A changed document replaces what the older one said (`restart`). Raises OSError.
    """
    if position and (position.size, position.mtime_ns) == (file.size, file.mtime_ns):
        return
    with open_plain(file.path) as stream:
        raw = stream.read()
    mark = hashlib.blake2b(raw, digest_size=16).digest()
    if position and position.fingerprint == mark:
        return
    after = Position(file.size, file.mtime_ns, len(raw), mark)
    yield Chunk(0, raw, after, restart=position is not None)
