"""How far search by meaning is: each user is told of their own messages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.core.changes import SemanticProgress
from opensync_app.index.chosen_model import key_of
from opensync_app.index.embedder import ModelChoice
from opensync_app.index.vector_engine import table_name
from opensync_app.index.vector_state import TableState, VectorState, write_state
from opensync_app.services.vector_progress import VectorProgress
from opensync_app.store.batches import RecordBatch
from tests.factories import Recording, patch, prompt, recording, reply


@pytest.fixture
def rec(tmp_path: Path) -> Iterator[Recording]:
    """Three messages of the first user, five of the second."""
    with recording(tmp_path) as opened:
        opened.push(patch("mine"), *(prompt(f"word {n}", f"u{n}", "mine") for n in range(3)))
        opened.store.database.write(
            lambda c: c.execute(
                "INSERT INTO users (id, name, role, created_at) VALUES (2, 'b', 'member', 0)"
            )
        )
        messages = tuple(reply(f"word {n}", f"a{n}", "theirs") for n in range(5))
        batch = RecordBatch(
            user_id=2, origin="push", sessions=(patch("theirs"),), messages=messages
        )
        opened.recorder.record(batch)
        yield opened


def note(folder: Path, covered: dict[int, int], *, is_complete: bool = False) -> None:
    table = TableState(
        name=table_name(key_of(ModelChoice())),
        key=key_of(ModelChoice()),
        model="MiniLM",
        covered=covered,
        is_complete=is_complete,
        has_openings=True,
    )
    write_state(folder, VectorState(serving=table))


def test_counts_are_the_callers_own(rec: Recording, tmp_path: Path):
    progress = VectorProgress(rec.store, tmp_path / "vectors", ModelChoice())
    note(tmp_path / "vectors", {1: 1, 2: 5})

    told = [progress.progress_of(1), progress.progress_of(2), progress.progress_of(3)]

    assert [(p.state, p.covered, p.total) for p in told] == [
        ("building", 1, 3),
        ("ready", 5, 5),
        ("ready", 0, 0),
    ]
    assert (progress.progress().covered, progress.progress().total) == (6, 8)


def test_what_the_worker_says_of_all_is_told_as_ones_own(rec: Recording, tmp_path: Path):
    progress = VectorProgress(rec.store, tmp_path / "vectors", ModelChoice())
    note(tmp_path / "vectors", {1: 3, 2: 5}, is_complete=True)
    progress.hear(SemanticProgress("ready", 8, 8, "MiniLM"))

    assert progress.progress_of(1) == SemanticProgress("ready", 3, 3, "MiniLM")

    progress.hear(SemanticProgress("building", 8, 9, "MiniLM", "The endpoint sleeps."))
    assert progress.progress_of(1).problem == "The endpoint sleeps."


def test_it_is_off_for_everybody(rec: Recording, tmp_path: Path):
    progress = VectorProgress(rec.store, tmp_path / "vectors", None)

    assert progress.progress_of(2) == SemanticProgress()
