"""An index that drifted from the record is noticed by itself, and made anew."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.index.folders import IndexFolders
from opensync_app.index.reading import IndexReader
from opensync_app.jobs.index_checking import IndexCheck
from opensync_app.services.indexing import IndexingService
from opensync_app.services.kept_index import IndexProof
from tests.factories import Recording, patch, prompt, recording


class House:
    """A record, its index, and the check of the two."""

    def __init__(self, rec: Recording, folder: Path) -> None:
        self.rec = rec
        self.folders = IndexFolders(folder)
        self.indexing = IndexingService(rec.store, self.folders)
        self.proofs: list[IndexProof] = []
        self.rests = 0
        self.check = IndexCheck(self.indexing, lambda: self._proof(folder), self._rest, share=0.9)

    def _proof(self, folder: Path) -> IndexProof:
        self.proofs.append(IndexProof(self.rec.store, IndexReader(folder)))
        return self.proofs[-1]

    def _rest(self) -> None:
        self.rests += 1

    def push(self, name: str) -> None:
        self.rec.push(patch(name), prompt(f"zebra {name}", session=name))
        self.indexing.catch_up()

    def held(self, name: str) -> int:
        return len(self.folders.serving.message_ids_of(self.rec.session(name).id))

    def lose(self, name: str) -> None:
        """Take a session out of the index behind its writer's back."""
        self.indexing.rest()
        number = self.rec.session(name).id
        writer = self.folders.serving.writer()
        sequence = self.folders.serving.checkpoint.sequence
        writer.drop_session(number)
        writer.commit(sequence)
        self.indexing.rest()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with recording(tmp_path) as rec:
        built = House(rec, tmp_path / "index")
        built.push("one")
        built.push("two")
        yield built
        built.indexing.close()


def test_a_sound_index_is_looked_at_once_and_left_alone(house: House):
    house.check.run()
    house.check.run()
    assert (len(house.proofs), house.proofs[0].sessions, house.rests) == (1, 2, 1)
    assert house.indexing.state() == "ready"

    house.push("three")
    house.check.run()
    assert [proof.sessions for proof in house.proofs] == [2, 3]


def test_what_is_missing_comes_back(house: House, caplog: pytest.LogCaptureFixture):
    house.lose("one")
    assert house.held("one") == 0

    house.check.run()

    assert "differs from the record" in caplog.text
    assert house.indexing.state() == "rebuilding"
    house.check.run()
    assert len(house.proofs) == 1, "what is in the making is not compared"
    house.indexing.catch_up()
    assert (house.held("one"), house.held("two"), house.indexing.state()) == (1, 1, "ready")


def test_it_ends_soon_when_asked_to(house: House):
    house.lose("one")
    house.check.stop()
    began = time.monotonic()

    house.check.run()

    assert time.monotonic() - began < 5
    assert house.indexing.state() == "ready"
