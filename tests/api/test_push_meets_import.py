"""What the real hooks sent and what the same sessions left on disk: together as the disk alone."""

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from opensync_app.core.records import StoredMessage
from opensync_app.services.importing import Importer
from opensync_app.sources.base import Home, Source
from opensync_app.sources.claude_code import ClaudeCode
from opensync_app.sources.opencode import OpenCode
from tests.api.house import House
from tests.factories import OWNER, Recording, recording
from tests.shared_data import unpack

SECRET_OF_THE_PUSH = {"updated_at", "id", "reported_cost_micro_usd"}
"""What the push alone knows, or what tells its arrival."""

Row = dict[str, Any]


class Captured(NamedTuple):
    """What a plugin sent, and what its tool left on disk.

    Attributes:
        wire: the captured requests.
        left: what lies in the captures, and where it lies in a home.
    """

    wire: tuple[str, ...]
    left: tuple[str, str]
    source: Source


CLAUDE = Captured(
    ("claude-code-sync.real-claude-2.1.330-hooks",),
    ("claude-code-2.1.330/projects-slim", ".claude/projects"),
    ClaudeCode(),
)
OPENCODE = Captured(
    (
        "opencode-sync-plugin.real-opencode-1.18.33.run+cli",
        "opencode-sync-plugin.real-opencode-1.18.33.serve",
    ),
    ("opencode-1.18.33", ".local/share/opencode"),
    OpenCode(),
)
OLD_OPENCODE = Captured(
    (
        "opencode-sync-plugin.real-opencode-1.1.27.run+cli",
        "opencode-sync-plugin.real-opencode-1.1.27.serve",
    ),
    ("opencode-1.1.27/storage", ".local/share/opencode/storage"),
    OpenCode(),
)


def requests(captured: Captured) -> list[Row]:
    folder = unpack("client-captures.tar.zst") / "wire"
    rows = [
        json.loads(line)
        for name in captured.wire
        for line in (folder / f"{name}.jsonl").read_text().splitlines()
    ]
    return [row for row in rows if row["body"] and "/sync/" in row["path"]]


def left_on_disk(captured: Captured, target: Path) -> Path:
    """Put what the tool left into a home of its own."""
    origin, place = captured.left
    shutil.copytree(unpack("client-captures.tar.zst") / origin, target / place)
    return target


def import_home(rec: Recording, home: Path, source: Source) -> None:
    Importer(
        rec.store,
        rec.recorder,
        rec.feed,
        rec.clock,
        sources=(source,),
        home=Home(home),
        machine="here",
    ).import_all()


async def replay(house: House, client: httpx.AsyncClient, rows: list[Row]) -> None:
    """Send what the plugin sent, each at its moment."""
    for row in rows:
        house.recording.clock.now = int(row["t"] * 1000)
        answer = await client.post(row["path"], json=row["body"])
        assert answer.status_code == 200, answer.text


def held(rec: Recording) -> dict[str, tuple[Row, list[Row]]]:
    """Every session with its messages, without record ids and what only a push knows."""
    return {
        name: (
            _plain(rec.session(name), SECRET_OF_THE_PUSH),
            [_told(m) for m in rec.messages(name)],
        )
        for name in sorted(rec.store.sessions.external_ids(OWNER))
    }


def _told(message: StoredMessage) -> Row:
    return _plain(message, {"id", "session_id"})


def _plain(shape: Any, without: set[str]) -> Row:
    return {n: getattr(shape, n) for n in shape.__struct_fields__ if n not in without}


def alone(folder: Path, home: Path, source: Source) -> dict[str, tuple[Row, list[Row]]]:
    """What importing alone makes of a home."""
    folder.mkdir()
    with recording(folder) as rec:
        import_home(rec, home, source)
        return held(rec)


@pytest.mark.parametrize("order", ["push first", "import first", "import in between", "twice"])
@pytest.mark.parametrize("captured", [CLAUDE, OPENCODE, OLD_OPENCODE], ids=lambda c: c.left[0])
async def test_what_was_pushed_and_what_lies_on_disk_end_as_the_disk_alone(
    house: House, client: httpx.AsyncClient, tmp_path: Path, captured: Captured, order: str
):
    home, rows = left_on_disk(captured, tmp_path / "home"), requests(captured)
    rec, source = house.recording, captured.source
    if order in {"import first", "twice"}:
        import_home(rec, home, source)
    half = len(rows) // 2 if order == "import in between" else len(rows)
    await replay(house, client, rows[:half])
    if order != "import first":
        import_home(rec, home, source)
    await replay(house, client, rows[half:])
    if order == "twice":
        await replay(house, client, rows)

    found, expected = held(rec), alone(tmp_path / "alone", home, source)
    both = expected.keys() & {row["body"].get("sessionExternalId") for row in rows}
    assert len(both) >= 6, both
    for name, (session, messages) in expected.items():
        assert found[name][1] == messages, name
        assert found[name][0] == session, name
