"""The index worker lets go of its memory and notes how far it is, and takes no message twice."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.core.errors import UnavailableError
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.index import noting
from opensync_app.index.folders import IndexFolders
from opensync_app.index.noting import noted
from opensync_app.index.writer import IndexWriter
from opensync_app.services.indexing import IndexingService
from tests.factories import Recording, patch, prompt, recording


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as opened:
        yield opened


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def service(record: Recording, root: Path) -> Iterator[IndexingService]:
    made = IndexingService(record.store, IndexFolders(root))
    yield made
    made.close()


def test_at_rest_the_writer_is_free_and_the_next_message_is_indexed(
    record: Recording, root: Path, service: IndexingService
):
    record.push(patch(), prompt("zebra"))
    service.catch_up()
    with pytest.raises(UnavailableError):
        IndexFolders(root).serving.writer()
    service.rest()
    other = IndexFolders(root).serving
    assert other.writer() is not None
    other.close()
    record.push(prompt("lion", "u2"))
    assert service.catch_up().lag == 0
    assert len(IndexFolders(root).serving.message_ids_of(record.session().id)) == 2


def test_what_is_not_yet_committed_survives_a_rest(record: Recording, service: IndexingService):
    service.catch_up()
    record.push(patch(), *(prompt(f"n{i}", f"u{i}") for i in range(4500)))
    assert service.catch_up(budget_s=0).lag > 0
    service.rest()
    assert service.catch_up().lag == 0


def test_a_first_index_takes_every_message_once_while_more_are_written(
    record: Recording, service: IndexingService, monkeypatch: pytest.MonkeyPatch
):
    taken: list[int] = []
    put = IndexWriter.put_message

    def counting(
        self: IndexWriter,
        message: StoredMessage,
        session: StoredSession,
        answered: tuple[str, ...] = (),
    ) -> None:
        taken.append(message.id)
        put(self, message, session, answered)

    monkeypatch.setattr(IndexWriter, "put_message", counting)
    for start in range(0, 9000, 3000):
        record.push(patch(), *(prompt(f"n{i}", f"u{i}") for i in range(start, start + 3000)))
        service.catch_up(budget_s=0)
    assert service.catch_up().lag == 0
    assert len(taken) == len({*taken}) == 9000


def test_how_far_the_index_is_can_be_told_without_opening_it(
    record: Recording, root: Path, service: IndexingService, monkeypatch: pytest.MonkeyPatch
):
    assert noted(root) is None
    record.push(patch(), prompt("zebra"))
    service.catch_up()
    reached = noted(root)
    assert reached == record.store.journal.last()
    record.push(prompt("lion", "u2"))
    assert noted(root) == reached
    service.catch_up()
    assert noted(root) == record.store.journal.last()
    monkeypatch.setattr(noting, "__version__", "99.0.0")
    assert noted(root) is None


def test_a_note_of_another_index_is_void(record: Recording, root: Path, service: IndexingService):
    record.push(patch(), prompt("zebra"))
    service.catch_up()
    meta = next(root.glob("text-*")) / "meta.json"
    os.utime(meta, ns=(1, 1))
    assert noted(root) is None
    meta.unlink()
    assert noted(root) is None
    (root / "reached.json").write_bytes(b"{")
    assert noted(root) is None
