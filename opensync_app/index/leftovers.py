"""Files of a text index that no commit knows: what a writer left behind when it was killed."""

import re
from pathlib import Path

import msgspec

_OF_A_SEGMENT = re.compile(r"([0-9a-f]{32})\.(?:([0-9]+)\.del|[a-z]+)")


class _Deletes(msgspec.Struct):
    opstamp: int


class _Segment(msgspec.Struct):
    segment_id: str
    deletes: _Deletes | None = None


class _Meta(msgspec.Struct):
    segments: list[_Segment]


def remove_leftovers(folder: Path) -> int:
    """Remove the files of segments that the last commit does not name; return how many.

    A commit that was killed leaves files of the very names that the next one wants to write, and
    Tantivy does not write over a file: every commit after it would fail. To be called by the one
    who holds the writer's lock. Readers that still have such a file open keep it on systems that
    allow it; where they do not, it stays for the next time.
    """
    try:
        meta = msgspec.json.decode((folder / "meta.json").read_bytes(), type=_Meta)
    except (OSError, msgspec.MsgspecError):
        return 0  # without a readable commit nothing can be told apart; the index is built anew
    deletes = {
        segment.segment_id.replace("-", ""): segment.deletes.opstamp if segment.deletes else None
        for segment in meta.segments
    }
    removed = 0
    for path in folder.iterdir():
        named = _OF_A_SEGMENT.fullmatch(path.name)
        if named and not _is_known(named[1], named[2], deletes):
            removed += _remove(path)
    return removed


def _is_known(segment: str, opstamp: str | None, deletes: dict[str, int | None]) -> bool:
    if segment not in deletes:
        return False
    return opstamp is None or int(opstamp) == deletes[segment]


def _remove(path: Path) -> int:
    try:
        path.unlink()
    except OSError:
        return 0
    return 1
