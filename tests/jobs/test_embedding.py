"""The embedding worker runs when something waits and the machine rests, and only then."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from opensync_app.core.changes import (
    Change,
    ImportProgress,
    RecordChanged,
    SemanticProgress,
    VectorsSuspected,
)
from opensync_app.feed import ChangeFeed
from opensync_app.index.embedder import ModelChoice
from opensync_app.jobs import embedding as job_module
from opensync_app.jobs.embedding import EmbeddingStarter, keep_vectors
from opensync_app.services.embedding import Embedding, EmbeddingService
from opensync_app.services.vector_progress import VectorProgress
from tests.embedding_server import embedding_server
from tests.factories import Recording, patch, prompt, recording

READY = SemanticProgress("ready", 3, 3, "m")


class Machine:
    """A starter with a clock and a load of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.load, self.waiting = 1000.0, 0.0, 0
        self.waits: int | None = 0
        self.told: list[str] = []
        monkeypatch.setattr(job_module.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(job_module.os, "getloadavg", lambda: (self.load, 0, 0))
        monkeypatch.setattr(job_module.os, "cpu_count", lambda: 2)
        self.starter = EmbeddingStarter(
            lambda: self.waits, lambda: self.told.append("start"), lambda: self.told.append("rest")
        )

    def after(self, seconds: float, *changes: Change) -> list[str]:
        """Hear changes, let time pass, look; return what was told."""
        for change in changes:
            self.starter.hear(change)
        self.now += seconds
        self.told.clear()
        self.starter.look()
        return [*self.told]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_nothing_starts_while_nothing_waits(machine: Machine):
    assert machine.after(10_000) == []


def test_much_is_begun_after_a_short_rest_and_little_after_a_long_one(machine: Machine):
    machine.waits = None
    assert machine.after(3, RecordChanged(1, ())) == []
    assert machine.after(3) == ["start"]
    machine.starter.hear(READY)
    assert machine.after(40) == ["rest"]
    machine.waits = 4
    assert machine.after(30, RecordChanged(2, ())) == []
    assert machine.after(31) == ["start"]


def test_it_waits_for_an_import_and_for_a_busy_machine(machine: Machine):
    machine.waits = None
    assert machine.after(500, ImportProgress("running")) == []
    machine.load = 4
    assert machine.after(10, ImportProgress("idle")) == []
    machine.load = 1
    assert machine.after(1) == ["start"]


def test_a_machine_that_never_rests_gets_it_in_the_end(machine: Machine):
    machine.waits, machine.load = None, 9
    assert machine.after(0) == []
    assert machine.after(59, RecordChanged(1, ())) == []
    assert machine.after(2, RecordChanged(2, ())) == ["start"]


def test_it_stays_while_there_is_work_and_a_while_longer(machine: Machine):
    machine.waits = None
    assert machine.after(10) == ["start"]
    assert machine.after(500, SemanticProgress("building", 1, 3, "m")) == []
    assert machine.after(20, READY) == []
    assert machine.after(20, RecordChanged(3, ())) == []
    assert machine.after(20) == ["rest"]
    machine.waits = 0
    assert machine.after(500) == []


def test_a_suspicion_starts_it_at_once(machine: Machine):
    machine.load = 9
    machine.starter.want()
    assert machine.after(0) == ["start"]
    assert machine.starter.is_running


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as opened:
        yield opened


class Worker:
    """`keep_vectors` in a thread, its orders in a queue, what it tells in a list."""

    def __init__(self, record: Recording, folder: Path, how: Embedding) -> None:
        self.orders: Queue[Change | None] = Queue()
        self.told: list[SemanticProgress] = []
        feed = ChangeFeed()
        feed.listen(self._hear)
        service = EmbeddingService(record.store, folder, how)
        self._thread = threading.Thread(
            target=keep_vectors, args=(feed, service, iter(self.orders.get, None))
        )
        self._thread.start()

    def _hear(self, change: Change) -> None:
        assert isinstance(change, SemanticProgress)
        self.told.append(change)

    def wait_for(self, **fields: Any) -> SemanticProgress:
        for _ in range(3000):
            for told in self.told:
                if all(getattr(told, name) == value for name, value in fields.items()):
                    return told
            time.sleep(0.01)
        raise AssertionError(self.told)

    def end(self) -> None:
        self.orders.put(None)
        self._thread.join()


def test_it_embeds_tells_and_goes_on_until_its_orders_end(record: Recording, tmp_path: Path):
    record.push(patch(), prompt("zebra"))
    progress = VectorProgress(record.store, tmp_path / "vectors", ModelChoice())
    assert progress.waits() is None
    worker = Worker(record, tmp_path / "vectors", Embedding(cpu_share=1.0))
    try:
        worker.wait_for(state="ready", covered=1, total=1, model="all-MiniLM-L6-v2")
        assert (progress.waits(), progress.progress().state) == (0, "ready")
        record.push(prompt("okapi", "u2"))
        assert progress.waits()
        worker.orders.put(RecordChanged(9, ()))
        worker.wait_for(state="ready", covered=2)
        worker.orders.put(VectorsSuspected())
    finally:
        worker.end()
    assert progress.waits() == 0
    assert not (tmp_path / "vectors" / "in-use").exists()


def test_an_import_is_let_through_first(record: Recording, tmp_path: Path):
    record.push(patch(), *(prompt(f"zebra {n}", f"u{n}") for n in range(300)))
    worker = Worker(record, tmp_path / "vectors", Embedding(cpu_share=0.1))
    try:
        worker.orders.put(ImportProgress("running"))
        time.sleep(4)
        paused = len(worker.told)
        time.sleep(1.5)
        assert len(worker.told) == paused
        worker.orders.put(ImportProgress("idle"))
    finally:
        worker.end()


def test_what_fails_is_told_as_a_sentence(record: Recording, tmp_path: Path):
    record.push(patch(), prompt("zebra"))
    with embedding_server(lambda _body: (404, {}, b"no such model")) as server:
        how = Embedding(ModelChoice(server.url, "nomic"), 1.0)
        worker = Worker(record, tmp_path / "vectors", how)
        try:
            while not worker.told:
                time.sleep(0.01)
        finally:
            worker.end()
    assert worker.told[0].problem is not None
    assert "no such model" in worker.told[0].problem
    progress = VectorProgress(record.store, tmp_path / "vectors", how.choice)
    progress.hear(worker.told[0])
    assert progress.progress().problem == worker.told[0].problem


def test_the_journal_is_kept_for_the_vectors_unless_they_fall_far_behind(
    record: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    record.push(patch(), prompt("zebra"))
    folder = tmp_path / "vectors"
    progress = VectorProgress(record.store, folder, ModelChoice())
    assert progress.kept_from() is None
    service = EmbeddingService(record.store, folder, Embedding(cpu_share=1.0))
    service.work(30)
    service.close()
    reached = record.store.journal.last()
    record.push(prompt("okapi", "u2"))
    assert progress.kept_from() == reached
    monkeypatch.setattr("opensync_app.services.vector_progress._LONGEST_JOURNAL", 0)
    assert progress.kept_from() is None
    assert VectorProgress(record.store, folder, None).kept_from() is None
