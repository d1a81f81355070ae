"""Ways in which a file of a coding tool goes wrong, drawn from its fixture lines."""

from collections.abc import Callable
from typing import Any, cast

import msgspec
from hypothesis import strategies as st

DEEP = 300
ODD_VALUES: list[Any] = [
    *(None, True, False, -1, 0, 0.5, 1e300, -1e300, 1 << 53, 1 << 62, (1 << 64) - 1, 1 << 70),
    *(
        "",
        " ",
        "odd",
        "a\0b",
        "\u2028line\u2029line\x85",
        "\ufeff",
        "💥" * 40,
        "x" * 3_000,
        "7" * 400,
    ),
    *([], [[]], {}, [None, 7, "x"], {"type": 1, "text": [], "id": {}}, [{"type": "text"}]),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00+23:59"),
    *("2026-13-45T99:99:99Z", "2020-02-30", "20260302T090000Z", "2026-W10-1"),
    [{"type": "tool_result", "tool_use_id": "t", "content": [{"type": "tool_result"}]}],
    [{"type": "image", "source": {"type": "base64", "data": 7}}, {"type": ["text"]}, "bare"],
]
JUNK = [
    b"",
    b"\0",
    b"\0" * 200,
    b"{",
    b"[1, 2]",
    b"null",
    b'"words"',
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf",
    b"%PDF-1.7 \x80\x81",
    b'{"type":"from-the-future"}',
    b'{"type":"user","message":{"content":"cut off',
    b'{"type":"user","type":"user"}',
    b'{"a":' + b"[" * 100_000,
    b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "{\u2028}".encode(),
]
"""Lines that say nothing, whatever the source."""

Mutation = Callable[[st.DrawFn, list[bytes]], list[bytes]]


@st.composite
def spoilt(draw: st.DrawFn, raw: bytes) -> bytes:
    """The lines of a file after a few things went wrong with it."""
    lines = raw.split(b"\n")
    for _ in range(draw(st.integers(0, 4))):
        mutation = draw(st.sampled_from(MUTATIONS))
        lines = mutation(draw, lines) or [b""]
    return b"\n".join(lines)


@st.composite
def peppered(draw: st.DrawFn, raw: bytes) -> bytes:
    """A file with junk between its lines; each of its own lines stands."""
    lines = raw.rstrip(b"\n").split(b"\n")
    for _ in range(draw(st.integers(1, 4))):
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(JUNK)))
    return b"\n".join(lines) + b"\n"


def _duplicate(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    begin, end = _run(draw, lines)
    return [*lines[:end], *lines[begin:end], *lines[end:]]


def _drop(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    begin, end = _run(draw, lines)
    return [*lines[:begin], *lines[end:]]


def _shuffle(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    return list(draw(st.permutations(lines)))


def _turn_back(_draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    """Let time go backwards."""
    return lines[::-1]


def _cut(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    number = _one(draw, lines)
    return [*lines[:number], lines[number][: draw(st.integers(0, len(lines[number])))]]


def _cut_inside(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    number = _one(draw, lines)
    line = lines[number]
    return [*lines[:number], line[: draw(st.integers(0, len(line)))], *lines[number + 1 :]]


def _join(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    number = _one(draw, lines)
    return [*lines[:number], b"".join(lines[number : number + 2]), *lines[number + 2 :]]


def _junk(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    number = _one(draw, lines)
    return [*lines[:number], draw(st.sampled_from(JUNK)), *lines[number:]]


def _bytes(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    number = _one(draw, lines)
    line, put = lines[number], draw(st.binary(min_size=1, max_size=6))
    at = draw(st.integers(0, len(line)))
    over = draw(st.integers(0, len(put)))
    return [*lines[:number], line[:at] + put + line[at + over :], *lines[number + 1 :]]


def _windows(_draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    return [line + b"\r" for line in lines]


def _value(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    """Put an odd value in the place of any value of a line."""
    number = _one(draw, lines)
    try:
        row: Any = msgspec.json.decode(lines[number])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return lines
    steps = _steps(draw, row)
    if not steps:
        return lines
    place = row
    for step in steps[:-1]:
        place = place[step]
    odd = draw(st.sampled_from(ODD_VALUES))
    depth = draw(st.sampled_from([0, 0, 0, 90, DEEP, 3_000]))
    place[steps[-1]] = odd
    line = msgspec.json.encode(row)
    if depth:
        place[steps[-1]] = "<deep>"
        hole = msgspec.json.encode(row)
        opened, closed = draw(
            st.sampled_from(
                [
                    (b"[", b"]"),
                    (b'{"content":', b"}"),
                    (b'[{"type":"tool_result","content":', b"}]"),
                ]
            )
        )
        deep = opened * depth + msgspec.json.encode(odd) + closed * depth
        line = hole.replace(b'"<deep>"', deep)
    return [*lines[:number], line, *lines[number + 1 :]]


def _steps(draw: st.DrawFn, value: Any) -> list[Any]:
    """Draw where in a JSON value something is to be changed."""
    steps: list[Any] = []
    keys = _keys(value)
    while keys and (not steps or draw(st.integers(0, 3))):
        steps.append(draw(st.sampled_from(keys)))
        value = value[steps[-1]]
        keys = _keys(value)
    return steps


def _keys(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value))
    return list(range(len(cast("list[Any]", value)))) if isinstance(value, list) else []


def _one(draw: st.DrawFn, lines: list[bytes]) -> int:
    return draw(st.integers(0, len(lines) - 1))


def _run(draw: st.DrawFn, lines: list[bytes]) -> tuple[int, int]:
    begin = _one(draw, lines)
    return begin, draw(st.integers(begin + 1, len(lines)))


MUTATIONS: tuple[Mutation, ...] = (
    *(_value, _value, _value, _value, _bytes, _duplicate, _drop, _shuffle, _turn_back),
    *(_cut, _cut_inside, _join, _junk, _windows),
)
