"""The scale benchmark on a tiny record: what it asks is answered, what it counts is there."""

import json
import threading
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest

from bench.contenders import Contender, Server, give_key, opensync
from bench.relevance.running import wait_for_index
from bench.scale import Link, SteadyPushes, filters, line, memory, time_searches, time_until_found
from bench.scale_record import (
    TURNED_BY,
    SampledModel,
    disk,
    fill_messages,
    fill_vectors,
    whole_session,
)
from opensync_app.bootstrap import OpenSync
from opensync_app.index.bundled_model import BundledModel
from opensync_app.index.vector_state import read_state
from opensync_app.settings import Settings
from tests.factories import prompt, recording

TEXTS = [f"the harbour {n} keeps {n * 7} boats in winter" for n in range(12)]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def contender(tmp_path_factory: pytest.TempPathFactory) -> Contender:
    """OpenSync over an empty home, with a key."""
    folder = tmp_path_factory.mktemp("scale")
    (folder / "home").mkdir()
    one = opensync(folder / "home", folder / "data")
    one.forget()
    give_key(one)
    return one


@pytest.fixture(scope="module")
def server(contender: Contender) -> Generator[Server]:
    """A server that holds the twelve texts, searchable."""
    with Server(contender) as one:
        with Link(one) as link:
            for number, text in enumerate(TEXTS):
                link.push(f"harbour-{number % 3}", number, text)
        wait_for_index(one)
        yield one


@pytest.fixture
def link(server: Server) -> Generator[Link]:
    """A connection of its own to that server."""
    with Link(server) as one:
        yield one


def test_every_question_is_asked_with_every_filter(link: Link):
    every = filters(link)
    assert len(every) == 7
    assert time_searches(link, "fulltext", ["harbour"], every["nothing can match"])[1] == 0
    for mode in ("fulltext", "semantic", "hybrid"):
        times, found = time_searches(link, mode, ["harbour", "boats winter"], every["no filter"])
        assert (len(times), found) == (2, 2)


def test_pushed_messages_are_found_while_others_push(server: Server, link: Link):
    with SteadyPushes(server, rate=100) as load:
        times = list(time_until_found(link, 4, 0.05))
    assert len(times) == 4
    assert load.pushed > 4


def test_the_load_pushes_what_it_counts(server: Server, link: Link):
    before = link.get("/api/status")["messages"]
    with SteadyPushes(server, rate=200) as load:
        threading.Event().wait(0.3)
    assert link.get("/api/status")["messages"] == before + load.pushed


def test_memory_and_disk_are_told(server: Server):
    assert "server, workers" in memory(server)
    sizes = disk(server.contender.data)
    assert sizes["record"] > 0
    assert sizes["index"] > 0


def test_a_line_holds_percentiles():
    assert line("search", [1.0, 2.0, 3.0, 4.0]).split()[1:6] == ["p50", "3.0", "ms", "p95", "4.0"]


def test_copies_stand_near_a_real_vector():
    model = SampledModel(BundledModel(), sample=4)
    real, copies = model.embed(TEXTS[:4]), model.embed(TEXTS[4:])
    assert (model.embedded, model.copied) == (4, 8)
    assert np.allclose(np.linalg.norm(copies, axis=1), 1, atol=1e-5)
    nearest = (copies @ real.T).max(axis=1)
    expected = 1 / np.sqrt(1 + TURNED_BY**2)
    assert np.allclose(nearest, expected, atol=0.05)


def test_every_message_of_a_record_gets_its_vectors(tmp_path: Path):
    one = opensync(tmp_path / "home", tmp_path / "data")
    (tmp_path / "home").mkdir()
    one.forget()
    give_key(one)
    with Server(one) as server, Link(server) as link:
        for number, text in enumerate(TEXTS):
            link.push("harbour", number, text)
    settings = Settings(data_dir=one.data)
    made = fill_vectors(settings, sample=5)
    an_opening = 1  # of the one session; it has a vector and is no message
    assert (made["vectors"], made["embedded"], made["copied"]) == (12 + an_opening, 5, 8)
    table = read_state(settings.vectors_dir).serving
    assert table is not None
    assert table.is_complete
    assert sum(table.covered.values()) == 12


def test_sessions_are_recorded_again_until_there_are_enough(tmp_path: Path):
    with recording(tmp_path) as one:
        for number, text in enumerate(TEXTS):
            one.push(prompt(text, f"m{number}", session=f"harbour-{number % 2}"))
    settings = Settings(data_dir=tmp_path)
    assert fill_messages(settings, 30) == 36
    core = OpenSync(settings)
    try:
        sessions = core.store.sessions.by_ids(core.store.sessions.ids_after(0, 100))
        messages = [m for session in sessions for m in whole_session(core, session.id)]
    finally:
        core.close()
    assert (len(sessions), len(messages)) == (6, 36)
    notes = [part.content for message in messages for part in message.parts if part.type == "text"]
    assert len({note for note in notes if str(note).startswith("note zq")}) == 24


def test_what_was_made_can_be_written_down(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    made = fill_vectors(settings, sample=5)
    assert json.loads(json.dumps(made)) == {"vectors": 0, "embedded": 0, "copied": 0}
