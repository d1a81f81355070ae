"""Our totals of a real home beside those of the unmodified ccusage, where ccusage is right."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opensync_app.services.importing import Importer
from opensync_app.sources.base import Home
from opensync_app.sources.registry import SOURCES
from tests.factories import Recording, recording
from tests.real_client.packages import installed, leave_out
from tests.shared_data import unpack

pytestmark = pytest.mark.real_client

NOWHERE = "http://127.0.0.1:9"
RIGHT = {
    "claude-code": "claude",
    "codex-cli": "codex",
    "opencode": "opencode",
    "gemini-cli": "gemini",
    "pi": "pi",
}
"""The sources of which ccusage counts all tokens, and what it calls them; of Copilot it does not.

Its input leaves cache reads out, as ours does. Source: docs/source-formats.md, ccusage 20.0.24.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the development home, as ccusage may write its caches there."""
    folder = tmp_path_factory.mktemp("ccusage") / "home"
    shutil.copytree(unpack("dev-sessions.tar.zst") / "home", folder)
    return folder


@pytest.fixture(scope="module")
def ledger(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    """A record into which the whole home was imported."""
    with recording(tmp_path_factory.mktemp("record")) as rec:
        importer = Importer(
            rec.store,
            rec.recorder,
            rec.feed,
            rec.clock,
            sources=SOURCES,
            home=Home(home),
            machine="here",
        )
        report = importer.import_all()
        assert all(not figures.skipped for figures in report.sources.values()), report
        yield rec


def program() -> Path:
    """The program of ccusage that its npm package starts."""
    path = installed() / "@ccusage" / "ccusage-linux-x64" / "bin" / "ccusage"
    if not path.exists():
        leave_out("the lock holds ccusage for Linux on x86-64 alone")
    path.chmod(0o755)
    return path


def told_by_ccusage(home: Path, name: str) -> dict[str, int]:
    """Run ccusage without a network and return its totals of one tool."""
    env = {"HOME": str(home), "PATH": os.defpath, "TZ": "UTC"}
    env |= {"HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE}
    done = subprocess.run(
        [str(program()), name, "daily", "--json", "--offline"],
        env=env,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    totals: dict[str, Any] = json.loads(done.stdout)["totals"]
    names = ("inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens")
    return {name: totals[name] for name in names}


def counted_by_us(rec: Recording, source: str) -> dict[str, int]:
    """Add up the ledger of one source."""
    row = rec.store.database.read(
        lambda connection: connection.execute(
            "SELECT sum(u.input), sum(u.output), sum(u.cache_write_5m + u.cache_write_1h), "
            "sum(u.cache_read) FROM usage u JOIN sessions s ON s.id = u.session_id "
            "WHERE s.source = ?",
            (source,),
        ).fetchone()
    )
    names = ("inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens")
    return dict(zip(names, tuple(row), strict=True))


@pytest.mark.parametrize("source", RIGHT)
def test_the_ledger_holds_the_totals_of_ccusage(ledger: Recording, home: Path, source: str):
    told = told_by_ccusage(home, RIGHT[source])
    assert sum(told.values()) > 1_000_000
    assert counted_by_us(ledger, source) == told
