"""Whatever became of a file, its parser reads on, accounts for every line, and loses no other."""

import json
from typing import Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Parsed
from opensync_app.sources.decoding import MAX_DEPTH
from opensync_app.store.bodies import unpack
from opensync_app.store.prepared import prepare
from tests.fuzz.corpus import Sample, chunk, line_samples, parsed, samples
from tests.fuzz.mutations import peppered, spoilt

LARGEST = 1 << 60
"""Beyond it a few sums no longer fit a column of 64 bits."""

calmly = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
every_sample = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.label)
every_line_sample = pytest.mark.parametrize(
    "sample", line_samples(), ids=lambda sample: sample.label
)


@every_sample
@calmly
@given(data=st.data())
def test_a_spoilt_file_is_parsed_and_what_it_says_can_be_kept(sample: Sample, data: st.DataObject):
    raw = data.draw(spoilt(sample.raw))
    said = sample.source.parse(sample.file(raw), chunk(raw), b"")
    again = sample.source.parse(sample.file(raw), chunk(raw, len(raw)), said.state)
    for report in (said, again):
        assert_well_formed(report)
        assert all(0 <= bad.offset <= 2 * len(raw) and bad.reason for bad in report.bad_lines)


@every_sample
@calmly
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_parsed(sample: Sample, raw: bytes):
    assert_well_formed(sample.source.parse(sample.file(raw), chunk(raw), b""))


@every_line_sample
@calmly
@given(data=st.data())
def test_every_line_is_read_or_reported(sample: Sample, data: st.DataObject):
    raw = data.draw(spoilt(sample.raw))
    record = parsed(sample, raw)
    bad = {line.offset for line in record.bad_lines}
    assert len(bad) == len(record.bad_lines), "a line is reported once"
    offset = 0
    for line in raw.split(b"\n"):
        expected = is_bad(line)
        if expected is not None and not (sample.source.name == "opencode" and offset in bad):
            assert (offset in bad) == expected, line[:300]
        offset += len(line) + 1


@every_line_sample
@calmly
@given(data=st.data())
def test_parsing_in_pieces_equals_parsing_at_once(sample: Sample, data: st.DataObject):
    raw = data.draw(spoilt(sample.raw))
    cuts = data.draw(st.sets(st.integers(0, raw.count(b"\n"))))
    pieces, whole = parsed(sample, raw, cuts), parsed(sample, raw)
    assert pieces.content() == whole.content()
    assert pieces.bad_lines == whole.bad_lines


@every_line_sample
@calmly
@given(data=st.data())
def test_junk_between_lines_takes_nothing_from_them(sample: Sample, data: st.DataObject):
    raw = data.draw(peppered(sample.raw))
    assert parsed(sample, raw).content() == parsed(sample, sample.raw).content()


def assert_well_formed(report: Parsed) -> None:
    """Check that reports have the types they claim, fit the record's columns and can be packed."""
    assert msgspec.convert(msgspec.to_builtins(report), Parsed).sessions == report.sessions
    for said in (*report.sessions, *report.messages, *report.usages):
        numbers = [n for value in msgspec.structs.astuple(said) for n in numbers_of(value)]
        assert all(-LARGEST <= number <= LARGEST for number in numbers), said
    assert all(session.external_id for session in report.sessions)
    for ready in prepare(report.messages):
        msgspec.json.encode(unpack(ready.body))


def numbers_of(value: object) -> list[int]:
    """Return the whole numbers that a field puts into columns."""
    if isinstance(value, TokenUsage):
        return list(value.fields())
    return [value] if isinstance(value, int) else []


def is_bad(line: bytes) -> bool | None:
    """Say by another decoder whether a line cannot be read; None when that is not clear."""
    line = line.removesuffix(b"\r")
    if not line or line.isspace():
        return False
    try:
        row = json.loads(line.decode("utf-8", "replace"), parse_constant=refuse)
    except RecursionError:
        return None
    except ValueError:
        return True
    is_fine = isinstance(row, dict) and depth_of(row) <= MAX_DEPTH
    return None if is_fine and "Infinity" in json.dumps(row) else not is_fine


def refuse(word: str) -> None:
    raise ValueError(word)


def depth_of(value: Any) -> int:
    """Return how deeply a value is nested; a flat object is 1."""
    depth = 0
    level: list[Any] = [value]
    while level:
        level = [inner for item in level for inner in inside(item)]
        depth += 1
    return depth - 1


def inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).values())
    return cast("list[Any]", value) if isinstance(value, list) else []
