"""A file twice as long takes about twice as long: no line can make a parser slow."""

import time
from collections.abc import Callable
from typing import Any, cast

import msgspec
import pytest

from opensync_app.core.titles import title_of
from opensync_app.sources.claude_prompts import command_line_of
from opensync_app.sources.registry import SOURCES
from opensync_app.store.prepared import prepare
from tests.fuzz.corpus import Sample, chunk, samples

UNITS = {
    "commands": "<command-name>x",
    "tags": "<a>",
    "tags of a command": "<command-name> ",
    "attributes": "<a b='",
    "reminders": "<system-reminder>x",
    "outputs": "<local-command-stdout>",
    "queries": "<user_query>",
    "stamps": "<timestamp>Sunday, Aug 2, ",
    "folders": "[current working directory ",
    "workspaces": "**Workspace Directories:**\n  - ",
    "headings": "_**User (x)**_\n",
    "half headings": "_**User (",
    "thoughts": "<think><details>",
    "tools": '<tool-use data-tool-name="x"><details>',
    "summaries": "<summary>",
    "addresses": "data:;base64,",
    "spaces": " ",
    "lines": "\n",
    "backslashes": "\\",
    "halves of pairs": "\ud83d",
    "agents": "(@x subagent",
    "exit codes": "Exit code: ",
    "brackets": "[{",
    "queued": "queued_command agent_progress",
}
SHORT, LONG = 60_000, 480_000
MOST = 30.0
"""Eight times the work may take thirty times as long; what is quadratic takes sixty-four."""

FROM_S = 0.15
"""Seconds below which nothing is slow."""


def texts(sample: Sample, unit: str, size: int) -> bytes:
    """Return the file with long texts of one kind in the place of its own texts."""
    words = unit * (size // len(unit))
    if not sample.is_lines and sample.name.endswith(".md"):
        return sample.raw + words.encode("utf-8", "replace")
    inner = msgspec.json.encode(words.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    if "\ud83d" in unit:
        inner = b'"' + b"\\ud83d" * (size // 6) + b'"'
    marker = b'"\x01"'
    rows = [mark_longest(line) for line in sample.raw.split(b"\n")]
    return b"\n".join(row.replace(marker, inner) for row in rows)


def mark_longest(line: bytes) -> bytes:
    """Put a mark in the place of the longest text of a line that may hold words."""
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return line
    found: list[tuple[int, str]] = []
    gather(row, found)
    if not found:
        return line
    _, longest = max(found)
    return line.replace(msgspec.json.encode(longest), b'"\x01"')


def gather(value: Any, found: list[tuple[int, str]]) -> None:
    if isinstance(value, str):
        found.append((len(value), value))
    elif isinstance(value, dict):
        for name, inner in cast("dict[str, Any]", value).items():
            if name not in {"timestamp", "id", "uuid", "sessionId", "parentUuid", "type"}:
                gather(inner, found)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            gather(inner, found)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of some work, the better of two."""
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
        if best < FROM_S:
            break
    return best


def assert_linear(parse: Callable[[int], object]) -> None:
    """Check that the work for eight times as much is not sixty-four times as much."""
    long = seconds(lambda: parse(LONG))
    if long < FROM_S:
        return
    short = seconds(lambda: parse(SHORT))
    assert long < MOST * max(short, FROM_S / 8), f"{short:.3f} s, then {long:.3f} s"


@pytest.mark.timeout(120)
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize("kind", UNITS)
def test_no_text_makes_a_parser_slow(source: object, kind: str):
    for sample in [s for s in samples() if s.source is source][:3]:

        def parse(size: int, sample: Sample = sample) -> None:
            raw = texts(sample, UNITS[kind], size // 8)
            prepare(sample.source.parse(sample.file(raw), chunk(raw), b"").messages)

        assert_linear(parse)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.label)
def test_no_number_of_equal_lines_makes_a_parser_slow(sample: Sample):
    longest = max(sample.raw.split(b"\n"), key=len) if sample.is_lines else sample.raw
    lines = [longest] if not sample.is_lines else sample.raw.split(b"\n")
    for line in lines[:8]:

        def parse(size: int, line: bytes = line + b"\n") -> None:
            raw = line * (size // len(line) + 1)
            said = sample.source.parse(sample.file(raw), chunk(raw), b"")
            prepare(said.messages)

        assert_linear(parse)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["<command-name>x", "<command-name> ", "<a>", "<a></b>"])
def test_tags_that_are_never_closed_cost_no_time(unit: str):
    for read in (command_line_of, title_of):
        assert_linear(lambda size, read=read: read(unit * (size // len(unit))))
