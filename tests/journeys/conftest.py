"""Servers for the journeys: an empty one for each test, one with the development home for all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.running import RunningServer, running
from tests.shared_data import unpack


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def server(tmp_path: Path, home: Path) -> Iterator[RunningServer]:
    """A server over an empty home."""
    with running(tmp_path / "data", home) as started:
        yield started


@pytest.fixture(scope="session")
def dev_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server over a copy of the development home, everything imported and searchable by words.

    Search by meaning is off: embedding the home takes minutes of a processor that tests wait for.
    """
    folder = tmp_path_factory.mktemp("dev")
    home = folder / "home"
    shutil.copytree(unpack("dev-sessions.tar.zst") / "home", home)
    (folder / "data").mkdir()
    (folder / "data" / "settings.json").write_text('{"semantic": false}')
    with running(folder / "data", home) as started:
        started.settle(300)
        yield started
