"""A Cursor editor's user folder, in the shape that docs/source-formats.md describes."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

MAIN = "aaaa1111-0000-4000-8000-000000000001"
CHILD = "aaaa1111-0000-4000-8000-000000000002"
OLD = "aaaa1111-0000-4000-8000-000000000003"
EMPTY = "aaaa1111-0000-4000-8000-000000000004"

NOON = 1_772_452_800_000
"""2026-03-02T12:00:00Z"""


class Editor:
    """Writes as the editor does: a row that is written again replaces the older one."""

    def __init__(self, home: Path) -> None:
        self.user = home / ".config" / "Cursor" / "User"
        self.path = self.user / "globalStorage" / "state.vscdb"
        self.path.parent.mkdir(parents=True)
        make_tables(self.path)

    def write(self, *rows: tuple[str, Any]) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            put(connection, *rows)

    def work_in(self, folder: str, *composers: str, name: str = "0f1e") -> None:
        """List conversations in a workspace of their own."""
        place = self.user / "workspaceStorage" / name
        place.mkdir(parents=True)
        (place / "workspace.json").write_bytes(msgspec.json.encode({"folder": f"file://{folder}"}))
        make_tables(place / "state.vscdb")
        listed = {"allComposers": [{"type": "head", "composerId": one} for one in composers]}
        with closing(sqlite3.connect(place / "state.vscdb")) as connection:
            row = ("composer.composerData", msgspec.json.encode(listed))
            connection.execute("INSERT INTO ItemTable VALUES (?, ?)", row)
            connection.commit()


def make_tables(path: Path) -> None:
    columns = "(key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"PRAGMA journal_mode = WAL; CREATE TABLE ItemTable {columns};"
            f"CREATE TABLE cursorDiskKV {columns};"
        )


def put(connection: sqlite3.Connection, *rows: tuple[str, Any]) -> None:
    for key, value in rows:
        data = value if isinstance(value, bytes) else msgspec.json.encode(value)
        connection.execute("INSERT INTO cursorDiskKV VALUES (?, ?)", (key, data))
    connection.commit()


def composer(key: str, *bubbles: str, **facts: Any) -> tuple[str, Any]:
    """The row of a conversation with these messages."""
    headers = [{"bubbleId": bubble, "type": 1 + n % 2} for n, bubble in enumerate(bubbles)]
    known = {"_v": 10, "composerId": key, "createdAt": NOON, "lastUpdatedAt": NOON + 90_000}
    return f"composerData:{key}", {**known, "fullConversationHeadersOnly": headers, **facts}


def asked(key: str, bubble: str, text: str, **facts: Any) -> tuple[str, Any]:
    return f"bubbleId:{key}:{bubble}", {"_v": 3, "type": 1, "text": text, **facts}


def said(key: str, bubble: str, text: str = "", **facts: Any) -> tuple[str, Any]:
    return f"bubbleId:{key}:{bubble}", {"_v": 3, "type": 2, "text": text, **facts}


def at(seconds: int) -> dict[str, str]:
    return {"createdAt": f"2026-03-02T12:{seconds // 60:02d}:{seconds % 60:02d}.000Z"}


LOOK = {
    "name": "run_terminal_cmd",
    "toolCallId": "call_1",
    "status": "completed",
    "rawArgs": '{"command":"ls looms"}',
    "result": '{"output":"one loom","exitCode":0}',
}
BROKEN = {"name": "read_file", "status": "error", "params": '{"path":"warp"}', "error": "no warp"}


def corpus() -> list[tuple[str, Any]]:
    """Conversations of all kinds: with tools, a sub-agent, of an old version, and an empty one."""
    tokens = {"inputTokens": 1200, "outputTokens": 34}
    model = {"modelConfig": {"modelName": "claude-4.5-sonnet"}}
    old = [
        {"type": 1, "bubbleId": "o1", "text": "Wind the yarn"},
        {"type": 2, "bubbleId": "o2", "text": "It is wound."},
        {"type": 1, "text": "And the wool?"},
    ]
    return [
        composer(MAIN, "b1", "b2", "b3", "b4", "b5", name="The looms", subComposerIds=[CHILD],
                 createdOnBranch="weave", **model),
        asked(MAIN, "b1", "Which looms stand idle?", workspaceUris=["file:///home/ada/mill"], **at(1)),
        said(MAIN, "b2", thinking={"text": "I should look."}, **at(2)),
        said(MAIN, "b3", toolFormerData=LOOK, **at(3)),
        said(MAIN, "b4", toolFormerData=BROKEN, **at(4)),
        said(MAIN, "b5", "One loom stands idle.", tokenCount=tokens, modelInfo={"modelName": "gpt-5"}, **at(5)),
        said(MAIN, "b6", tokenCount={"inputTokens": 0, "outputTokens": 0}, **at(6)),
        composer(CHILD, "c1", "c3", "c2", subagentInfo={"parentComposerId": MAIN}, modelConfig={"modelName": "default"}),
        asked(CHILD, "c1", "Count the looms", **at(20)),
        said(CHILD, "c3", "Counting.", **at(20)),
        said(CHILD, "c2", "Nine.", **at(21)),
        (f"composerData:{OLD}", {"composerId": OLD, "createdAt": NOON - 1_000_000, "conversation": old}),
        composer(EMPTY),
        ("checkpointId:x", {"secret": "not for us"}),
    ]  # fmt: skip


def editor_home(home: Path) -> Path:
    """Write a home folder in which the editor was used; return it."""
    home.mkdir(parents=True, exist_ok=True)
    editor = Editor(home)
    editor.write(*corpus())
    editor.work_in("/home/ada/old%20mill", OLD)
    return home
