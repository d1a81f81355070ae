"""Finding what stands between tags, in bounded time."""

import time
from pathlib import Path

import msgspec
import pytest

from opensync_app.sources.base import Chunk, Position, SourceFile
from opensync_app.sources.registry import by_name
from opensync_app.sources.tags import inside, without

LONG = 400_000
HOSTILE = {
    "blanks": "<user_query>" + " " * LONG,
    "unclosed queries": "<user_query>" * LONG,
    "unclosed stamps": "<timestamp>" * LONG,
    "a long stamp": f"<timestamp>{'x' * LONG}</timestamp>",
    "unclosed reminders": "<system-reminder>" * LONG,
    "unclosed thoughts": "_**Agent**_\n\n" + "<think><details><summary>" * LONG,
    "unclosed tools": "_**Agent**_\n\n" + "<tool-use a><details>" * LONG,
    "a long attribute": "_**Agent**_\n\n" + "<tool-use " * LONG,
    "rules and blank lines": "_**Agent**_\n\nx" + "\n" * LONG + "---" + "\n" * LONG + "x",
    "a long heading": "_**User (" + ") " * LONG,
    "directories": "<session_context>**Workspace Directories:**" + " \n" * LONG,
    "directories again": "<session_context>" + "**Workspace Directories:**" * (LONG // 10),
    "exit codes": "Exit code: " * (LONG // 10),
}


def test_the_first_closed_pair_is_found():
    assert inside("a <q> b </q> c <q>d</q>", "<q>", "</q>") == ("b", "a  c <q>d</q>")
    assert inside("a <q> b", "<q>", "</q>") == (None, "a <q> b")
    assert inside("</q><q>", "<q>", "</q>") == (None, "</q><q>")


def test_every_closed_pair_is_taken_out():
    assert without("a<q>b</q>c<q>d</q>e<q>f", "<q>", "</q>") == "ace<q>f"
    assert without("plain", "<q>", "</q>") == "plain"


def rows_of(text: str) -> bytes:
    """Return the text as a prompt of every tool that keeps lines."""
    blocks = [{"type": "text", "text": text}]
    user = {"role": "user", "content": blocks}
    rows = [
        {"role": "user", "type": "message", "id": "1", "message": user, "timestamp": ""},
        {"id": "1", "type": "user", "content": text},
        {"id": "2", "type": "user.message", "data": {"content": text}},
        {"type": "event_msg", "payload": {"type": "user_message", "message": text}},
        {"type": "response_item", "payload": {"type": "x_output", "call_id": "1", "output": text}},
        {
            "type": "response_item",
            "payload": {"type": "message", "role": "user", "content": blocks},
        },
    ]
    return b"\n".join(msgspec.json.encode(row) for row in rows)


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize(
    "name",
    ["codex-cli", "gemini-cli", "copilot-cli", "pi", "factory-droid", "cursor-sync", "specstory"],
)
def test_hostile_words_cost_no_more_than_their_length(what: str, name: str):
    source = by_name(name)
    assert source
    text = HOSTILE[what]
    raw = text.encode() if name == "specstory" else rows_of(text)
    place = "a/.specstory/history/s.md" if name == "specstory" else "a/chats/s/s.jsonl"
    file = SourceFile(name, Path("/home/ada") / place, len(raw), 1)
    began = time.process_time()
    source.parse(file, Chunk(0, raw, Position(len(raw), 1, len(raw), b"")), b"")
    assert time.process_time() - began < 5
