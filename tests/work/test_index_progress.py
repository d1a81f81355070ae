"""What people are told of an index that is made anew: that it is, and how far it is."""

from pathlib import Path

import pytest

from opensync_app.bootstrap import OpenSync
from opensync_app.core.changes import IndexProgress
from opensync_app.index.folders import IndexFolders
from opensync_app.services.indexing import IndexingService
from opensync_app.serving import WorkState
from opensync_app.settings import Settings
from opensync_app.store.batches import RecordBatch
from tests.factories import OWNER, patch, prompt

MESSAGES = 3000


@pytest.fixture
def core(tmp_path: Path) -> OpenSync:
    core = OpenSync(Settings(data_dir=tmp_path))
    messages = tuple(prompt(f"zebra n{i}", f"u{i}") for i in range(MESSAGES))
    core.recorder.record(
        RecordBatch(user_id=OWNER, origin="push", sessions=(patch(),), messages=messages)
    )
    return core


def test_a_rebuild_beside_a_whole_index_is_told_with_its_share(core: OpenSync):
    folders = IndexFolders(core.settings.index_dir)
    indexing = IndexingService(core.store, folders)
    state = WorkState(core, core.settings.index_dir)
    try:
        indexing.catch_up(60)
        assert state.index_state() == IndexProgress("ready", 0)
        indexing.renew()
        assert state.index_state() == IndexProgress("rebuilding", 0, 0.0)
        indexing.catch_up(0)
        told = state.index_state()
        assert (told.state, told.lag) == ("rebuilding", 0)
        assert told.built is not None
        assert 0 < told.built < 1
        while folders.building is not None:
            indexing.catch_up(0)
        indexing.catch_up(60)
        assert state.index_state() == IndexProgress("ready", 0)
    finally:
        indexing.close()
        core.close()


def test_without_anything_to_index_nothing_is_being_made(tmp_path: Path):
    core = OpenSync(Settings(data_dir=tmp_path))
    try:
        assert WorkState(core, core.settings.index_dir).index_state() == IndexProgress("ready", 0)
    finally:
        core.close()
