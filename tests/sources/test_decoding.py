"""Decoding odd lines: what can be read is read."""

import msgspec
import pytest

from opensync_app.core.titles import title_of
from opensync_app.sources.decoding import RowDecoder, count_of, mended, micro_usd_of


class Row(msgspec.Struct, rename="camel"):
    type: str = ""
    git_branch: str | None = None
    is_meta: bool = False


rows = RowDecoder(Row)


def test_a_field_of_another_type_is_left_out():
    row = rows.decode(b'{"type":"user","gitBranch":{"name":"main"},"isMeta":true}')
    assert row == Row("user", None, True)


def test_half_a_surrogate_pair_becomes_a_replacement_character():
    assert rows.decode(rb'{"type":"cut \ud83d"}').type == "cut \ufffd"
    assert rows.decode(rb'{"type":"\ude00 cut"}').type == "\ufffd cut"
    assert rows.decode(rb'{"type":"whole \ud83d\ude00"}').type == "whole \U0001f600"


def test_an_escaped_backslash_is_no_surrogate():
    line = rb'{"type":"C:\\ud83d\\"}'
    assert mended(line) == line
    assert rows.decode(line).type == r"C:\ud83d" + "\\"


def test_bytes_that_are_no_utf8_become_replacement_characters():
    assert rows.decode(b'{"type":"caf\xe9"}').type == "caf\ufffd"


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"1", b"{", b"\0\0", b'{"type":"a"}}', b'{"x":' * 9_999]
)
def test_what_is_no_object_is_refused_with_a_reason(line: bytes):
    with pytest.raises(msgspec.DecodeError, match=r"\w"):
        rows.decode(line)


@pytest.mark.parametrize(
    ("value", "count"),
    [(3, 3), (3.0, 3), (0, 0), (-1, None), (True, None), ("3", None), (None, None), (1e300, None)],
)
def test_counts_are_whole_and_not_negative(value: object, count: int | None):
    assert count_of(value) == count


def test_amounts_become_micro_dollars():
    assert micro_usd_of(0.0421) == 42_100
    assert micro_usd_of(float("nan")) is None
    assert micro_usd_of(-1) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("  mend\n the   shuttle ", "mend the shuttle"),
        ("<ide_opened_file>x.md</ide_opened_file> look at this", "look at this"),
        ("<system-reminder>only this</system-reminder>", None),
        ("", None),
        ("is a < b and c > d", "is a < b and c > d"),
        (
            "word " * 30,
            "word word word word word word word word word word word word word word word…",
        ),
        ("x" * 200, "x" * 79 + "…"),
    ],
)
def test_a_title_is_the_first_words(text: str, title: str | None):
    found = title_of(text)
    assert found == title
    assert found is None or len(found) <= 80
