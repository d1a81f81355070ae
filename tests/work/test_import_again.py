"""A command-line import that finds nothing new loads and starts nothing that it does not need."""

import subprocess
import sys
from pathlib import Path

from tests.journeys.transcripts import Transcript


def run_import(home: Path, data: Path) -> str:
    """Run `opensync import` and return the names of the modules it loaded."""
    done = subprocess.run(
        [
            *(sys.executable, "-X", "importtime", "-m", "opensync_app"),
            *("--data-dir", str(data), "import", "--home", str(home), "--json"),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stderr


def test_an_import_without_news_is_light(tmp_path: Path):
    home, data = tmp_path / "home", tmp_path / "data"
    Transcript(home, "one").prompt("where is the zebra")
    first = run_import(home, data)
    assert "opensync_app.desktop.worker_process" in first
    again = run_import(home, data)
    heavy = ("tantivy", "asyncio", "subprocess", "litestar", "opensync_app.index.fulltext")
    assert [name for name in heavy if name in again] == []
