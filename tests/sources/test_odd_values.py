"""Whatever stands in whatever field, a parser reads on: every value of every corpus, replaced."""

from collections.abc import Iterator
from typing import Any, cast

import msgspec
import pytest
from msgspec import convert, to_builtins

from opensync_app.core.session import ExtraUsage, Message, SessionPatch
from opensync_app.sources.base import Chunk, Position, Source, SourceFile
from opensync_app.store.bodies import Body, pack, unpack
from tests.sources.conftest import Example

ODD: list[Any] = [
    *(None, True, -1, 1 << 70, 0.5, "", "odd", "2026-13-45", [], [[]], {}, [None, 7]),
    *({"type": 1, "text": [], "id": {}}, [{"type": "text"}], {"content": {"a": 1}}),
]


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where each value inside a JSON value stands."""
    if path:
        yield path
    steps: list[Any] = []
    if isinstance(value, dict):
        steps = list(cast("dict[str, Any]", value))
    elif isinstance(value, list):
        steps = list(range(len(cast("list[Any]", value))))
    for step in steps:
        yield from paths_of(value[step], (*path, step))


def replaced(row: Any, path: tuple[Any, ...], odd: Any) -> bytes:
    changed = msgspec.json.decode(msgspec.json.encode(row))
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = odd
    return msgspec.json.encode(changed)


def rows_of(source: Source, file: SourceFile) -> list[Any]:
    if file.path.suffix == ".vscdb":
        lines = b"".join(chunk.raw for chunk in source.read(file, None)).splitlines()
        return [msgspec.json.decode(line) for line in lines]
    raw = file.path.read_bytes()
    if file.path.suffix not in (".json", ".jsonl"):
        return []
    lines = raw.splitlines() if file.path.suffix == ".jsonl" else [raw]
    return [msgspec.json.decode(line) for line in lines]


def chunk_of(raw: bytes) -> Chunk:
    return Chunk(0, raw, Position(len(raw), 1, len(raw), b""))


@pytest.fixture
def files(example: Example) -> list[SourceFile]:
    return [file for file in example.source.discover(example.home) if rows_of(example.source, file)]


def test_no_odd_value_in_any_field_stops_a_parser(example: Example, files: list[SourceFile]):
    source = example.source
    tried = 0
    for file in files:
        head = next(iter(source.read(file, None)))
        state = source.parse(file, head, b"").state
        for row in rows_of(source, file):
            for path in paths_of(row):
                for odd in ODD:
                    parsed = source.parse(file, chunk_of(replaced(row, path, odd)), state)
                    convert(to_builtins(parsed.sessions), tuple[SessionPatch, ...])
                    convert(to_builtins(parsed.usages), tuple[ExtraUsage, ...])
                    for message in convert(to_builtins(parsed.messages), tuple[Message, ...]):
                        msgspec.json.encode(unpack(pack(Body(None, message.parts))))
                tried += 1
    assert tried or example.source.name in {"opencode", "specstory"}
