"""Vectors follow the record: what is said is covered, what changed comes again, what is gone goes."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opensync_app.core.errors import UnavailableError
from opensync_app.core.session import Part
from opensync_app.index import vector_engine
from opensync_app.index.bundled_model import BundledModel
from opensync_app.index.chunks import CHUNK_VERSION
from opensync_app.index.embedder import EmbeddingFailedError, ModelChoice
from opensync_app.index.vector_rows import Embedded
from opensync_app.index.vector_state import read_state
from opensync_app.services import vector_keeping
from opensync_app.services.embedding import Embedding, EmbeddingService
from opensync_app.services.kept_vectors import VectorProof
from opensync_app.services.trashing import Trashing
from opensync_app.services.vector_progress import VectorProgress
from tests.embedding_server import embedding_server, vectors_of
from tests.factories import OWNER, Recording, patch, prompt, recording, reply, tool_call

FAST = Embedding(cpu_share=1.0)


class House:
    """A record with its vectors."""

    def __init__(self, record: Recording, root: Path) -> None:
        self.record = record
        self.folder = root / "vectors"
        self.trashing = Trashing(record.store, record.recorder, record.clock)
        self.service = EmbeddingService(record.store, self.folder, FAST)

    def reopen(self, how: Embedding = FAST) -> None:
        self.service.close()
        self.service = EmbeddingService(self.record.store, self.folder, how)

    def embed(self) -> tuple[int, int]:
        """Embed until nothing is left; return what is covered, and of how many."""
        self.service._followed_at = 0.0  # pyright: ignore[reportPrivateUsage] - look at the journal now
        progress = self.service.work(60)
        while progress.state != "ready":
            progress = self.service.work(60)
        return progress.covered, progress.total

    def faults(self) -> list[str]:
        """What the proof says; nothing when every vector is right."""
        return [fault for fault in VectorProof(self.record.store, self.folder).problems() if fault]

    def missing(self) -> int:
        proof = VectorProof(self.record.store, self.folder)
        assert [fault for fault in proof.problems() if fault] == []
        return proof.missing


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with recording(tmp_path) as record:
        opened = House(record, tmp_path)
        yield opened
        opened.service.close()


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text of a message that goes through the bundled model; not what sessions open with."""
    texts: list[str] = []
    embed = BundledModel.embed
    make = vector_keeping.embedded_openings

    def noted(self: BundledModel, some: Any) -> Any:
        texts.extend(some)
        return embed(self, some)

    def unnoted(*some: Any) -> list[Embedded]:
        before = len(texts)
        made = [*make(*some)]
        del texts[before:]
        return made

    monkeypatch.setattr(BundledModel, "embed", noted)
    monkeypatch.setattr(vector_keeping, "embedded_openings", unnoted)
    return texts


def fill(house: House, count: int = 6, session: str = "ses") -> None:
    house.record.push(
        patch(session), *(prompt(f"zebra {n}", f"u{n}", session) for n in range(count))
    )


def test_prompts_and_replies_are_embedded_and_nothing_else(house: House, embedded: list[str]):
    house.record.push(
        patch(),
        prompt("where is the zebra?"),
        reply(None, "a1", parts=(Part("thinking", "hm"), Part("text", "In the zoo."), tool_call())),
        reply(None, "a2", parts=(tool_call(call_id="toolu_2"),)),
    )
    assert house.embed() == (3, 3)
    assert sorted(embedded) == ["In the zoo.", "where is the zebra?"]
    assert house.missing() == 0


def test_an_empty_record_is_ready_at_once(house: House):
    assert house.embed() == (0, 0)


def test_the_newest_sessions_come_first(house: House, embedded: list[str]):
    for number in range(4):
        house.record.clock.forward(1000)
        house.record.push(patch(f"s{number}"), prompt(f"zebra {number}", session=f"s{number}"))
    house.embed()
    assert embedded == ["zebra 3", "zebra 2", "zebra 1", "zebra 0"]


def test_nothing_is_embedded_twice(house: House, embedded: list[str]):
    fill(house)
    house.embed()
    house.reopen()
    assert house.embed() == (6, 6)
    assert len(embedded) == 6


def test_an_interrupted_run_goes_on_where_it_was(house: House, embedded: list[str]):
    fill(house, 40)
    house.service.work(0)  # what the session opens with
    house.service.work(0)
    assert 0 < len(embedded) < 40
    house.reopen()
    assert house.embed() == (40, 40)
    assert len(embedded) == 40
    assert house.missing() == 0


def test_a_message_that_says_something_else_comes_again(house: House, embedded: list[str]):
    fill(house, 3)
    house.embed()
    house.record.push(prompt("okapi", "u1"))
    assert house.missing() == 0  # the journal has not told it yet
    house.embed()
    assert embedded[3:] == ["okapi"]
    assert house.faults() == []


def test_a_resend_without_news_embeds_nothing(house: House, embedded: list[str]):
    fill(house, 3)
    house.embed()
    house.record.push(patch(title="Zoo"), prompt("zebra 1", "u1"))
    house.embed()
    assert len(embedded) == 3


def test_a_trashed_session_goes_and_a_restored_one_comes_back(house: House):
    fill(house, 3)
    fill(house, 2, "other")
    house.embed()
    house.trashing.trash(OWNER, "ses")
    assert house.embed() == (2, 2)
    assert house.faults() == []
    house.trashing.restore(OWNER, "ses")
    assert house.embed() == (5, 5)
    house.trashing.trash(OWNER, "ses")
    house.trashing.purge(OWNER, "ses")
    assert house.embed() == (2, 2)
    assert house.faults() == []


def test_another_project_needs_no_new_vectors(house: House, embedded: list[str]):
    fill(house, 3)
    house.embed()
    house.record.push(patch(project_path="/home/me/farm", source="cursor-sync"))
    assert house.embed() == (3, 3)
    assert len(embedded) == 3
    assert house.faults() == []


def test_a_pruned_journal_leads_to_a_comparison(house: House, embedded: list[str]):
    fill(house, 4)
    house.embed()
    house.service.close()
    house.record.push(prompt("okapi", "u1"), prompt("gnu", "u9"))
    house.record.store.journal.prune(house.record.store.journal.last())
    house.reopen()
    assert house.embed() == (5, 5)
    assert sorted(embedded[4:]) == ["gnu", "okapi"]
    assert house.faults() == []


def test_a_record_from_a_backup_is_met_as_it_is(house: House, tmp_path: Path):
    fill(house, 3)
    house.record.store.database.snapshot(tmp_path / "backup.sqlite3")
    fill(house, 8)
    assert house.embed() == (8, 8)
    house.service.close()
    (tmp_path / "older").mkdir()
    shutil.copy(tmp_path / "backup.sqlite3", tmp_path / "older" / "record.sqlite3")
    with recording(tmp_path / "older") as older:
        again = House(older, tmp_path)
        assert again.embed() == (3, 3)
        assert again.faults() == []
        again.service.close()


def test_tool_output_is_embedded_when_wanted_and_given_up_when_not(
    house: House, embedded: list[str]
):
    house.record.push(patch(), prompt("where?"))
    house.record.imported(
        prompt("where?", "u1").__class__(
            session_external_id="ses",
            external_id="r1",
            role="tool",
            kind="tool-result",
            parts=(Part("tool-result", "ENOENT: no zebra", call_id="toolu_1"),),
        )
    )
    assert house.embed() == (1, 1)
    house.reopen(Embedding(cpu_share=1.0, tool_output=True))
    assert house.embed() == (2, 2)
    assert embedded == ["where?", "ENOENT: no zebra"]
    house.reopen()
    house.service.suspect()
    assert house.embed() == (1, 1)
    assert house.faults() == []


def test_a_damaged_file_is_replaced(house: House):
    fill(house, 5)
    house.embed()
    house.service.close()
    for path in house.folder.rglob("data/*.lance"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    house.reopen()
    house.service.suspect()
    assert settled(house) == (5, 5)
    assert house.faults() == []


def test_lost_manifests_are_replaced(house: House):
    fill(house, 5)
    house.embed()
    house.service.close()
    for path in house.folder.rglob("_versions/*"):
        path.unlink()
    house.reopen()
    assert settled(house) == (5, 5)
    assert house.faults() == []


def settled(house: House) -> tuple[int, int]:
    """Embed as the worker does: what failed is tried again."""
    for _ in range(5):
        try:
            return house.embed()
        except UnavailableError:
            continue
    raise AssertionError("it is never mended")


def test_another_model_is_built_while_the_old_one_serves(house: House):
    fill(house, 12)
    house.embed()
    with embedding_server(vectors_of(lambda text: [len(text), 1.0, 0.0])) as server:
        house.reopen(Embedding(ModelChoice(server.url, "nomic"), 1.0))
        house.service.work(0)
        state = read_state(house.folder)
        assert state.serving is not None
        assert state.building is not None
        assert (state.serving.model, state.building.model) == ("all-MiniLM-L6-v2", "nomic")
        house.trashing.trash(OWNER, "ses")
        fill(house, 2, "other")
        assert house.embed() == (2, 2)
        state = read_state(house.folder)
        assert state.serving is not None
        assert state.building is None
        assert state.serving.model == "nomic"
        assert sorted(text for text in server.texts if text in ("zebra 0", "zebra 1"))
    assert len([*house.folder.glob("*.lance")]) == 2
    assert house.faults() == []


def test_other_chunks_are_made_anew_while_the_old_ones_serve(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    fill(house, 3)
    house.embed()
    before = read_state(house.folder).serving
    monkeypatch.setattr(vector_engine, "CHUNK_VERSION", CHUNK_VERSION + 1)
    house.reopen()
    told = VectorProgress(house.record.store, house.folder, ModelChoice())
    assert told.progress().state == "building"
    house.service.work(0)
    assert read_state(house.folder).serving == before
    assert house.embed() == (3, 3)
    after = read_state(house.folder)
    assert (after.building, told.progress().state) == (None, "ready")
    assert after.serving is not None
    assert before is not None
    assert after.serving.name != before.name
    assert len([*house.folder.glob("*.lance")]) == 2
    assert house.faults() == []


def test_an_endpoint_that_fails_is_a_sentence_and_loses_nothing(house: House):
    fill(house, 3)
    refused: tuple[int, dict[str, str], bytes] = (400, {}, b"no such model")

    def refuses(_body: object) -> tuple[int, dict[str, str], bytes]:
        return refused

    with embedding_server(refuses, vectors_of(lambda _text: [1.0, 0.0])) as server:
        house.reopen(Embedding(ModelChoice(server.url, "nomic"), 1.0))
        with pytest.raises(EmbeddingFailedError, match="no such model"):
            house.service.work(1)
        assert house.embed() == (3, 3)


def test_the_share_of_the_processor_is_kept(house: House):
    fill(house, 400)
    house.reopen(Embedding(cpu_share=0.2))
    house.service.work(0)
    began, used = time.monotonic(), time.process_time()
    house.service.work(3)
    assert (time.process_time() - used) / (time.monotonic() - began) < 0.4


def test_tables_in_which_a_writer_dies_again_and_again_are_made_anew(
    house: House, embedded: list[str]
):
    fill(house, 5)
    house.embed()
    house.service.close()
    (house.folder / "in-use").write_bytes(b"xx")
    house.reopen()
    house.embed()
    assert len(embedded) == 5  # it died twice, and may have had other reasons
    house.service.close()
    (house.folder / "in-use").write_bytes(b"xxx")
    house.reopen()
    assert house.embed() == (5, 5)
    assert len(embedded) == 10


LOOP = """
import sys
from pathlib import Path
from opensync_app.services.embedding import Embedding, EmbeddingService
from opensync_app.store import Store
root = Path(sys.argv[1])
store = Store(root / "record.sqlite3")
service = EmbeddingService(store, root / "vectors", Embedding(cpu_share=1.0))
import opensync_app.services.embedding as module
module._BATCH = 16
while True:
    print(service.work(0.1).covered, flush=True)
"""


def test_killed_at_any_moment_it_ends_up_whole(house: House, tmp_path: Path):
    fill(house, 300)
    for round_ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        lines = iter(process.stdout)
        for _ in range(3 + 2 * round_):
            next(lines)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    assert settled(house) == (300, 300)
    assert house.missing() == 0
