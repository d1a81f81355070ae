"""A session is found by what it opens with: embedded first, in step with title and first prompt."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opensync_app.core.query import SearchQuery
from opensync_app.core.session import Message, Part
from opensync_app.core.similarity import NearMessage
from opensync_app.index.embedder import ModelChoice
from opensync_app.index.vector_rows import opening_id
from opensync_app.index.vector_state import VectorState, read_state, write_state
from opensync_app.index.vectors import VectorTable
from opensync_app.services import similarity as similarity_module
from opensync_app.services import vector_keeping
from opensync_app.services.similarity import SimilarityService
from opensync_app.services.vector_progress import VectorProgress
from tests.embedding_server import embedding_server, vectors_of
from tests.factories import OWNER, patch, prompt, recording, reply
from tests.library import Library
from tests.services.test_embedding import FAST, House

LONG = "Implement this plan. " + "Look at each file and say what you have found there. " * 12
BUNDLED = ModelChoice()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, a search waits until all is loaded."""
    monkeypatch.setattr(similarity_module, "_LOADING_S", 120)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with recording(tmp_path) as record:
        opened = House(record, tmp_path)
        yield opened
        opened.service.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text of an opening that was embedded, in order."""
    texts: list[str] = []
    make = vector_keeping.embedded_openings

    def noted(some: Any, embedder: Any) -> Any:
        texts.extend(one.text for one in some)
        return make(some, embedder)

    monkeypatch.setattr(vector_keeping, "embedded_openings", noted)
    return texts


def fill(house: House, name: str = "ses", **fields: Any) -> None:
    house.record.push(
        patch(name, title=fields.pop("title", "Biscuits for the zebra"), **fields),
        prompt(LONG, f"{name}-u", name),
        reply("I looked at every file.", f"{name}-a", name),
    )


def near(
    house: House, text: str, choice: ModelChoice = BUNDLED, **fields: Any
) -> list[NearMessage]:
    """What is found, in sessions unless told otherwise."""
    service = SimilarityService(house.record.store, house.folder, choice, lambda: None)
    query = SearchQuery(user_id=fields.pop("user", OWNER), text=text, **fields)
    return [*service.nearest(query, text, []).hits]


def openings(house: House, text: str = "biscuits for a zebra", **fields: Any) -> list[str]:
    """The messages to open for the openings that are found."""
    ids = [hit.message_id for hit in near(house, text, **fields) if hit.is_opening]
    names = {message.id: message.external_id for message in house.record.store.messages.by_ids(ids)}
    return [names[number] for number in ids]


def held(house: House, *names: str) -> list[str]:
    """Which of these sessions have an opening in the table."""
    table = read_state(house.folder).serving
    assert table is not None
    ids = VectorTable(house.folder, table.name, None).held()
    return [name for name in names if opening_id(house.record.session(name).id) in ids]


def test_a_session_is_found_by_its_title_and_the_first_prompt_is_to_be_opened(house: House):
    fill(house)
    assert house.embed() == (2, 2)
    [first, *_] = near(house, "biscuits for a zebra")
    assert first.is_opening
    assert first.score > 0.35
    assert openings(house) == ["ses-u"]
    assert house.faults() == []


def test_it_is_the_title_and_how_the_first_prompt_begins(house: House, opened: list[str]):
    fill(house, "told")
    fill(house, "cut", title="Implement this plan. Look at each file and say…")
    house.record.push(patch("silent", title="Said by nobody"), prompt(" \n", "s-u", "silent"))
    house.record.push(
        patch("reply", title="Zoo"), reply("<note>x</note> Open all day.", "r-a", "reply")
    )
    house.embed()
    assert sorted(opened) == [
        f"Biscuits for the zebra. {LONG[:200]}",
        LONG[:200],
        "Said by nobody.",
        "Zoo. Open all day.",
    ]
    assert house.faults() == []


def test_all_openings_come_before_any_message(house: House, opened: list[str]):
    for number in range(20):
        house.record.clock.forward(1000)
        fill(house, f"s{number}", title=f"Zebra {number}")
    house.service.work(0)
    assert [text.split(".")[0] for text in opened] == [f"Zebra {n}" for n in range(19, 11, -1)]
    house.service.work(0)
    house.service.work(0)
    assert len(opened) == 20
    house.service.close()
    table = read_state(house.folder).serving
    assert table is not None
    assert (table.covered, table.is_complete) == ({OWNER: 0}, False)
    assert len(openings(house, "zebra 7")) == 20
    progress = VectorProgress(house.record.store, house.folder, BUNDLED).progress()
    assert (progress.covered, progress.total, progress.state) == (0, 40, "building")


def test_a_new_title_is_embedded_again_and_nothing_else(house: House, opened: list[str]):
    fill(house)
    house.embed()
    del opened[:]
    house.record.push(patch(title="The moon and its craters"))
    assert house.faults() == []  # the journal has not told it yet
    assert house.embed() == (2, 2)
    assert opened == [f"The moon and its craters. {LONG[:200]}"]
    assert near(house, "lunar craters")[0].is_opening
    assert house.faults() == []
    house.record.push(patch(project_path="/home/me/farm", source="cursor-sync"))
    house.embed()
    assert len(opened) == 1
    assert openings(house, "lunar craters", projects=("farm",)) == ["ses-u"]
    assert openings(house, "lunar craters", projects=("shop",)) == []


def test_another_first_prompt_is_another_opening(house: House, opened: list[str]):
    fill(house)
    house.embed()
    house.record.push(prompt("Sail to the island.", "ses-u"))
    house.embed()
    assert opened[1:] == ["Biscuits for the zebra. Sail to the island."]
    house.record.push(prompt("More of the same.", "ses-u2"))
    house.embed()
    assert len(opened) == 2
    assert house.faults() == []


def test_the_opening_goes_with_its_session(house: House):
    fill(house)
    fill(house, "other")
    house.embed()
    assert held(house, "ses", "other") == ["ses", "other"]
    house.trashing.trash(OWNER, "ses")
    house.embed()
    assert openings(house) == ["other-u"]
    assert house.faults() == []
    house.trashing.restore(OWNER, "ses")
    house.embed()
    assert held(house, "ses", "other") == ["ses", "other"]


def test_a_comparison_mends_openings_too(house: House, opened: list[str]):
    fill(house)
    house.embed()
    house.service.close()
    house.record.push(patch(title="The moon and its craters"))
    house.record.store.journal.prune(house.record.store.journal.last())
    house.reopen()
    house.embed()
    assert len(opened) == 2
    assert house.faults() == []


def test_openings_of_other_words_are_a_fault(house: House):
    fill(house)
    house.embed()
    house.service.close()
    house.record.store.database.write(lambda c: c.execute("UPDATE sessions SET title = 'Moon'"))
    [fault] = house.faults()
    assert "an opening with other words" in fault


def test_sessions_without_speech_have_none_and_are_no_hindrance(house: House):
    told = (Part("tool-result", "ENOENT: no zebra", call_id="toolu_1"),)
    house.record.imported(
        patch("tools", title="Zebra"),
        Message(
            session_external_id="tools",
            external_id="t",
            role="tool",
            kind="tool-result",
            parts=told,
        ),
    )
    house.record.store.database.write(
        lambda c: c.execute("UPDATE sessions SET user_prompt_count = 9 WHERE external_id = 'tools'")
    )
    fill(house)
    house.embed()
    assert held(house, "tools", "ses") == ["ses"]
    assert house.faults() == []
    house.record.push(prompt("Now a zebra.", "t-u", "tools"))
    house.embed()
    assert held(house, "tools", "ses") == ["tools", "ses"]


def test_filters_hold_and_messages_are_messages(house: House):
    fill(house, project_path="/home/me/shop", source="codex")
    house.embed()
    at = house.record.messages()[0].created_at
    found: list[dict[str, Any]] = [
        {"projects": ("shop",), "sources": ("codex-cli",)},
        {"since": at},
        {"until": at + 1},
    ]
    for fields in found:
        assert openings(house, **fields) == ["ses-u"]
    hidden: list[dict[str, Any]] = [
        {"user": 2},
        {"projects": ("farm",)},
        {"sources": ("pi",)},
        {"roles": ("user",)},
        {"roles": ("assistant",)},
        {"tools": ("Bash",)},
        {"files": ("x.py",)},
        {"since": at + 1},
        {"until": at},
        {"level": "messages"},
    ]
    for fields in hidden:
        assert openings(house, **fields) == []
    assert near(house, "say what you find in files", level="messages")


def test_a_table_of_an_older_program_is_completed(house: House, opened: list[str]):
    fill(house)
    house.embed()
    house.service.close()
    state = read_state(house.folder)
    assert state.serving is not None
    table = VectorTable(house.folder, state.serving.name, None)
    table.drop_messages([opening_id(house.record.session("ses").id)])
    older = type(state.serving)(
        name=state.serving.name,
        key=state.serving.key,
        model=state.serving.model,
        reached=state.serving.reached,
        covered={OWNER: 2},
        is_complete=True,
    )
    write_state(house.folder, VectorState(serving=older))
    assert VectorProgress(house.record.store, house.folder, BUNDLED).waits() is None
    house.reopen(FAST)
    assert house.embed() == (2, 2)
    assert len(opened) == 2
    assert openings(house) == ["ses-u"]
    assert VectorProgress(house.record.store, house.folder, BUNDLED).waits() == 0


def test_an_endpoint_makes_them_too(house: House):
    fill(house)

    def mean(text: str) -> list[float]:
        return [float("zebra" in text.lower()), float("file" in text), 0.1]

    with embedding_server(vectors_of(mean)) as server:
        choice = ModelChoice(server.url, "nomic")
        house.reopen(type(FAST)(choice, 1.0))
        assert house.embed() == (2, 2)
        assert f"Biscuits for the zebra. {LONG[:200]}" in server.texts
        assert openings(house, "zebra", choice=choice) == ["ses-u"]
    house.reopen(FAST)
    assert house.embed() == (2, 2)
    assert openings(house) == ["ses-u"]
    assert house.faults() == []


def test_a_search_shows_the_session_and_a_message_to_open(house: House, tmp_path: Path):
    fill(house, project_path="/home/me/shop")
    house.record.push(patch("rocks"), prompt("Granite is a hard rock.", "r-u", "rocks"))
    house.embed()
    similarity = SimilarityService(house.record.store, house.folder, BUNDLED, lambda: None)
    shelf = Library(house.record, tmp_path / "index", similarity)
    shelf.make_searchable()
    for mode in ("semantic", "hybrid"):
        answer = shelf.search("cookies for striped animals", mode=mode)
        assert answer.mode == mode
        result = answer.results[0]
        assert result.session.external_id == "ses"
        shown = {snippet.message_id for snippet in result.snippets}
        assert shown <= {message.id for message in house.record.messages()}
        assert shown
        assert shelf.found("cookies for striped animals project:shop", mode=mode) == ["ses"]
        assert shelf.found("cookies for striped animals is:error", mode=mode) == []
        assert shelf.found("cookies for striped animals", mode=mode, roles=("tool",)) == []
    shelf.close()


def test_a_session_without_a_title_has_no_opening(house: House, opened: list[str]):
    house.record.push(patch(), reply("Granite is a hard rock."))
    assert house.embed() == (1, 1)
    assert opened == [""]
    assert held(house, "ses") == []
    assert house.faults() == []
