"""Markdown, JSON and CSV: whole, readable again, and harmless where they are opened."""

import csv
import io
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.moments import day_of, iso_of, minute_of
from opensync_app.core.records import StoredSession
from opensync_app.core.session import Part
from opensync_app.exports.base import ExportOptions, file_name
from opensync_app.exports.json_messages import render_json, render_lines
from opensync_app.exports.markdown import render_markdown
from opensync_app.exports.plain_words import plain
from opensync_app.exports.registry import EXPORTS, export_named
from opensync_app.exports.table import render_csv
from tests.exports.test_page import everywhere, message, session

ALL = ExportOptions()


def table(*sessions: StoredSession) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(render_csv(sessions)), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", " =", "\n="])  # noqa: RUF001 - meant
def test_no_cell_is_a_formula(start: str):
    (row,) = table(session(f'{start}cmd|"/c calc"!A1'))
    for name in ("Title", "Project Name", "Project Path", "Source", "External ID", "Machine"):
        assert row[name].startswith("'"), name


@given(words=st.text(max_size=40))
def test_every_text_stays_in_its_cell(words: str):
    (row,) = table(session(words))
    assert row["Title"] in (plain(words), "'" + plain(words))
    assert not row["Title"].lstrip(" ").startswith(("=", "+", "-", "@"))


def test_the_columns_of_the_hosted_product_come_first():
    known: dict[str, Any] = {"cost_micro_usd": 1_234_567, "public_slug": None}
    text = "".join(render_csv([msgspec.structs.replace(session("a"), **known)]))
    header, row = text.splitlines()
    assert header.startswith(
        '"Session ID","External ID","Source","Title","Project Name","Project Path","Model",'
        '"Provider","Prompt Tokens","Completion Tokens","Total Tokens","Cost","Duration (ms)",'
        '"Message Count","Is Public","Public Slug","Created At","Updated At",'
    )
    assert row.startswith(
        '"s1","a","a","a","a","a","a","a",1,1,2,1.234567,1,1,"false","",'
        '"2026-11-18T11:06:40.000Z","2026-11-18T11:06:40.000Z",'
    )


def test_a_large_table_comes_in_pieces():
    pieces = list(render_csv([session("a")] * 1000))
    assert len(pieces) > 4
    assert len("".join(pieces).splitlines()) == 1001


def test_json_reads_again_and_has_the_hosted_shape():
    text = "".join(render_json(session("t"), everywhere("<w>\n\"'"), ALL))
    read = msgspec.json.decode(text)
    assert {"id": "s1", "title": "t", "model": "t"}.items() <= read["session"].items()
    assert [m["role"] for m in read["messages"]] == ["user", "system", "assistant", "tool"]
    assert read["messages"][0]["content"] == "<w>\n\"'"
    assert len(read["messages"][2]["parts"]) == 11


def test_lines_are_one_object_each():
    lines = "".join(render_lines(session("t"), everywhere("a\nb\u2028c"), ALL)).split("\n")
    assert lines.pop() == ""
    read = [msgspec.json.decode(line) for line in lines]
    assert [m["role"] for m in read] == ["user", "system", "assistant", "tool"]
    assert all(m["sessionId"] == "s1" for m in read)


def test_markdown_as_the_hosted_product_writes_it():
    text = "".join(
        render_markdown(
            session("a|b"),
            [
                message("user", "prompt", text="hello"),
                message(
                    "assistant",
                    "reply",
                    Part("text", "hi"),
                    Part("tool-call", {"toolName": "Read", "args": {"path": "x"}}),
                ),
                message("tool", "tool-result", Part("tool-result", "a ```` b", is_error=True)),
            ],
            ALL,
        )
    )
    assert text.startswith(
        "# a\\|b\n\n| Property | Value |\n|----------|-------|\n| Project | a\\|b |\n"
    )
    assert "| Tokens | 2 |\n| Cost | N/A |\n| Date | 2026-11-18 11:06 UTC |\n\n---\n\n" in text
    assert "## User\n\nhello\n\n## Assistant\n\nhi\n\n**Tool: Read**\n\n```json\n" in text
    assert text.endswith("## Tool\n\n**Error:**\n\n`````\na ```` b\n`````\n\n")


@given(words=st.text(alphabet="`~\n ab", max_size=60))
def test_a_fence_is_longer_than_any_inside(words: str):
    part = Part("tool-result", words)
    text = "".join(render_markdown(session(), [message("tool", "tool-result", part)], ALL))
    body = text.partition("**Result:**\n\n")[2]
    if body:
        fence = body.partition("\n")[0]
        assert body.count(f"\n{fence}\n") >= 1
        assert body.rstrip().endswith(fence)
        assert fence not in plain(words)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (None, "session_2026-11-18.md"),
        ("", "session_2026-11-18.md"),
        ("../../etc/passwd", "etc-passwd_2026-11-18.md"),
        ('a"b\r\nc: d', "a-b-c-d_2026-11-18.md"),
        ("Ärger 漢字", "Ärger-漢字_2026-11-18.md"),
        ("x" * 300, f"{'x' * 100}_2026-11-18.md"),
        ("...", "session_2026-11-18.md"),
    ],
)
def test_a_file_name_is_one(title: str | None, name: str):
    assert file_name(msgspec.structs.replace(session(), title=title), "md") == name


def test_an_unknown_format_is_json():
    assert [export.name for export in EXPORTS] == ["json", "jsonl", "markdown", "html"]
    assert export_named("what").name == "json"


@pytest.mark.parametrize("moment", [-1, 0, 10**15, -(10**15), 2**62])
def test_moments_that_no_calendar_has_are_empty(moment: int):
    assert iso_of(moment) == "" or iso_of(moment).endswith("Z")
    assert len(day_of(moment)) in (0, 10)
    assert len(minute_of(moment)) in (0, 16)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://x\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x1b\\after", "after"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("\x00\x07\x9b1m.\x7f", "."),
        ("\x1bc\x1bM.", "."),
        ("\ud800", "\ufffd"),
    ],
)
def test_a_terminal_finds_nothing_to_obey(text: str, wanted: str):
    assert plain(text) == wanted
