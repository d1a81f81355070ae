"""Which vectors serve, which are in the making and how far they are, as a small file.

Written by the process that embeds, after its vectors are durable; read by anybody, without the
vector engine.
"""

import os
from pathlib import Path

import msgspec

_FILE = "vectors.json"
_VERSION = 1


class TableState(msgspec.Struct, frozen=True, kw_only=True):
    """One table of vectors.

    Attributes:
        name: of the table.
        key: what the vectors are called.
        model: the model's name as people know it.
        url: endpoint that made them; empty for the bundled model.
        reached: last journal entry that it followed.
        covered: messages that were looked at, by user id.
        is_complete: nothing waited when this was written.
        has_openings: what sessions open with was among what is looked at; tables of older
            programs are complete without it, and count as incomplete here.
    """

    name: str
    key: str
    model: str
    url: str = ""
    reached: int = 0
    covered: dict[int, int] = {}
    is_complete: bool = False
    has_openings: bool = False


class VectorState(msgspec.Struct, frozen=True, kw_only=True):
    """All tables.

    Attributes:
        serving: searches use it; None when there is none.
        building: made beside it for another model; None when there is none.
    """

    version: int = _VERSION
    serving: TableState | None = None
    building: TableState | None = None


def read_state(folder: Path) -> VectorState:
    """Return what the file in a folder says; an empty state when it cannot be read."""
    try:
        state = msgspec.json.decode((folder / _FILE).read_bytes(), type=VectorState)
    except (OSError, msgspec.MsgspecError):
        return VectorState()
    if state.version != _VERSION:
        return VectorState()
    serving, building = _honest(state.serving), _honest(state.building)
    return VectorState(serving=serving, building=building)


def _honest(table: TableState | None) -> TableState | None:
    if table is None or table.has_openings:
        return table
    return msgspec.structs.replace(table, is_complete=False)


def write_state(folder: Path, state: VectorState) -> None:
    """Replace the file."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{_FILE}.draft"
    with draft.open("wb") as stream:
        stream.write(msgspec.json.encode(state))
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(folder / _FILE)
