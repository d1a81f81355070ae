"""What is near in meaning is found, of its owner alone, also before its vectors are made."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opensync_app.bootstrap import OpenSync
from opensync_app.core.query import SearchQuery
from opensync_app.core.session import Part
from opensync_app.core.similarity import SemanticAnswer
from opensync_app.index import bundled_model
from opensync_app.index.bundled_model import BundledModel, bundled_facts
from opensync_app.index.embedder import ModelChoice
from opensync_app.services import similarity as similarity_module
from opensync_app.services.embedding import Embedding, EmbeddingService
from opensync_app.services.similarity import SimilarityService
from opensync_app.settings import Settings
from opensync_app.store.batches import RecordBatch
from tests.embedding_server import embedding_server, vectors_of
from tests.factories import OWNER, Recording, patch, prompt, recording, reply

BUNDLED = ModelChoice()
SIGN_IN = "How can I let people log in with a one-time code sent to their phone?"
RECIPE = "Add flour and butter to the bowl, then bake it for forty minutes."
ANSWER = "The database pool is exhausted because connections are never returned."


class House:
    """A record with what searches it by meaning."""

    def __init__(self, record: Recording, root: Path) -> None:
        self.record = record
        self.folder = root / "vectors"
        self.suspicions = 0
        self.similarity = self.service(BUNDLED)
        record.push(
            patch(project_path="/home/me/shop", source="codex"),
            prompt(SIGN_IN, "u1"),
            reply(ANSWER, "a1"),
            prompt(RECIPE, "u2"),
        )
        self.ids = {m.external_id: m.id for m in record.messages()}

    def service(self, choice: ModelChoice | None) -> SimilarityService:
        return SimilarityService(self.record.store, self.folder, choice, self._suspect)

    def _suspect(self) -> None:
        self.suspicions += 1

    def embed(self, choice: ModelChoice = BUNDLED, budget_s: float = 60) -> None:
        how = Embedding(choice, 1.0)
        service = EmbeddingService(self.record.store, self.folder, how)
        service.work(budget_s)
        service.close()

    def found(self, text: str, *candidates: str, user: int = OWNER, **filters: Any) -> list[str]:
        names = {number: name for name, number in self.ids.items()}
        query = SearchQuery(user_id=user, text=text, **filters)
        ids = [self.ids[name] for name in candidates]
        answer = self.similarity.nearest(query, text, ids)
        assert answer.reason is None or answer.is_far
        return [names[hit.message_id] for hit in answer.hits if not hit.is_opening]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, a search waits until all is loaded."""
    monkeypatch.setattr(similarity_module, "_LOADING_S", 120)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with recording(tmp_path) as record:
        yield House(record, tmp_path)


def test_what_means_the_same_comes_first(house: House):
    house.embed()
    assert house.found("SMS two-factor authentication")[0] == "u1"
    assert house.found("postgres runs out of connections")[0] == "a1"
    assert house.found("cake dough")[0] == "u2"


def test_the_answer_says_how_far_it_reaches(house: House):
    query = SearchQuery(user_id=OWNER, text="")
    before = house.similarity.nearest(query, "cake", [])
    assert (before.covered, before.total, before.hits) == (0, 3, ())
    assert before.reason is not None
    house.embed()
    after = house.similarity.nearest(query, "cake", [])
    assert (after.covered, after.total, after.reason) == (3, 3, None)
    assert -1 <= after.hits[-1].score <= after.hits[0].score <= 1


def test_nothing_is_found_that_is_less_near_than_the_setting_asks(tmp_path: Path):
    def near(least: float | None, text: str) -> SemanticAnswer:
        core = OpenSync(Settings(data_dir=tmp_path, least_near=least))
        core.embedding(cpu_share=1.0).work(60)
        answer = core.similarity(lambda: None).nearest(
            SearchQuery(user_id=OWNER, text=text, level="messages"), text, []
        )
        core.close()
        return answer

    with recording(tmp_path) as record:
        House(record, tmp_path)

    scores = [hit.score for hit in near(None, "cake dough").hits]
    assert len(scores) == 3
    assert [hit.score for hit in near(scores[1], "cake dough").hits] == scores[:2]
    none = near(1.0, "cake dough")
    assert (none.hits, none.is_far) == ((), True)
    assert len(near(-1.0, "quandrel flimbaster").hits) == 3


def test_filters_hold(house: House):
    house.embed()
    assert house.found("cake", roles=("assistant",)) == []
    assert house.found("postgres pool", roles=("assistant",)) == ["a1"]
    assert set(house.found("cake", projects=("shop",), sources=("codex-cli",))) == {
        "u1",
        "a1",
        "u2",
    }
    assert house.found("cake", projects=("farm",)) == []


def test_filters_that_vectors_do_not_know_leave_the_candidates(house: House):
    house.embed()
    assert house.found("sign in by SMS", "a1", "u1", tools=("Bash",)) == ["u1", "a1"]
    assert house.found("sign in by SMS", files=("x.py",)) == []


def test_candidates_without_vectors_are_embedded_now_and_kept(house: House, monkeypatch: Any):
    assert house.found("cake dough", "u1", "u2") == ["u2", "u1"]
    texts: list[str] = []
    embed = BundledModel.embed

    def noted(self: BundledModel, some: Any) -> Any:
        texts.extend(some)
        return embed(self, some)

    monkeypatch.setattr(BundledModel, "embed", noted)
    assert house.found("cake dough", "u1", "u2") == ["u2", "u1"]
    assert texts == ["cake dough"]
    texts.clear()
    house.embed()
    assert texts == [SIGN_IN, ANSWER]  # the first is what the session opens with
    assert house.found("cake dough")[0] == "u2"


def test_vectors_of_older_words_are_not_kept(house: House):
    house.found("cake dough", "u2")
    house.record.push(prompt("About the moon and its craters.", "u2"))
    house.embed()
    assert house.found("lunar surface")[0] == "u2"
    assert house.found("lunar surface", "u2")[0] == "u2"


def test_another_users_messages_are_never_found_nor_embedded(house: House):
    house.record.store.database.write(
        lambda c: c.execute(
            "INSERT INTO users (id, name, role, created_at) VALUES (2, 'eve', 'member', 0)"
        )
    )
    house.record.recorder.record(
        RecordBatch(
            user_id=2,
            origin="push",
            sessions=(patch("hers"),),
            messages=(prompt("Bake a cake.", "e1", "hers"),),
        )
    )
    store = house.record.store
    session = store.sessions.find(2, "hers")
    assert session is not None
    house.ids["e1"] = store.messages.page(session.id).messages[0].id
    for _ in range(2):
        assert "e1" not in house.found("cake", "e1", "u2")
        assert house.found("cake", "u1", "u2", "e1", user=2) == ["e1"]
        house.embed()
    assert house.found("cake", user=3) == []


def test_a_trashed_session_is_not_embedded_for_a_search(house: House):
    house.record.store.database.write(lambda c: c.execute("UPDATE sessions SET deleted_at = 1"))
    assert house.found("cake", "u1", "u2") == []


def test_messages_without_words_are_left_out(house: House):
    house.record.push(reply(None, "a2", parts=(Part("thinking", "cake"),)))
    house.ids = {m.external_id: m.id for m in house.record.messages()}
    assert house.found("cake", "a2", "u2") == ["u2"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_no_text_fails(house: House, text: str):
    query = SearchQuery(user_id=OWNER, text=text)
    answer = house.similarity.nearest(query, text, [house.ids["u1"], 10**15, -4])
    assert answer.reason is None or answer.is_far


@pytest.mark.parametrize("text", ["xqzvw prlkt", "history of the roman empire", "qwfp zxcv"])
def test_what_is_near_by_chance_alone_is_not_found(house: House, text: str):
    house.embed()
    answer = house.similarity.nearest(SearchQuery(user_id=OWNER, text=text), text, [])
    assert (answer.hits, answer.is_far) == ((), True)
    assert answer.reason == "Nothing that was said is near enough to that in meaning."


def test_switched_off_it_says_so(house: House):
    query = SearchQuery(user_id=OWNER, text="cake")
    answer = house.service(None).nearest(query, "cake", [])
    assert answer.reason is not None
    assert "switched off" in answer.reason


def test_a_missing_model_is_a_sentence(house: House, tmp_path: Path, monkeypatch: Any):
    monkeypatch.setattr(bundled_model, "FOLDER", tmp_path / "nothing")
    bundled_facts.cache_clear()
    query = SearchQuery(user_id=OWNER, text="cake")
    try:
        answer = house.similarity.nearest(query, "cake", [house.ids["u2"]])
    finally:
        bundled_facts.cache_clear()
    assert answer.reason is not None
    assert "make setup" in answer.reason


def test_damaged_vectors_are_a_sentence_and_a_suspicion(house: House):
    house.embed()
    for path in house.folder.rglob("_versions/*"):
        path.unlink()
    query = SearchQuery(user_id=OWNER, text="cake")
    answer = house.similarity.nearest(query, "cake", [])
    assert answer.reason is not None
    assert "mended" in answer.reason
    assert house.suspicions == 1
    shutil.rmtree(house.folder)
    house.embed()
    assert house.found("cake")[0] == "u2"


def test_what_is_not_loaded_yet_is_a_sentence_and_comes_later(house: House, monkeypatch: Any):
    house.embed()
    may_load = threading.Event()
    monkeypatch.setattr(similarity_module, "_LOADING_S", 0.01)
    monkeypatch.setattr(similarity_module, "load_engine", may_load.wait)
    fresh = house.service(BUNDLED)
    query = SearchQuery(user_id=OWNER, text="cake")
    early = fresh.nearest(query, "cake", [])
    assert early.reason is not None
    assert "try again" in early.reason
    assert (early.covered, early.total) == (3, 3)
    may_load.set()
    monkeypatch.setattr(similarity_module, "_LOADING_S", 60)
    assert fresh.nearest(query, "cake", []).reason is None


def test_an_endpoint_that_fails_is_a_sentence(house: House):
    with embedding_server(lambda _body: (500, {}, b"out of order")) as server:
        similarity = house.service(ModelChoice(server.url, "nomic"))
        answer = similarity.nearest(SearchQuery(user_id=OWNER, text="cake"), "cake", [])
        assert len(server.asked) == 1
    assert answer.reason is not None
    assert "out of order" in answer.reason


def test_the_old_model_answers_until_the_new_one_is_built(house: House):
    house.embed()
    query = SearchQuery(user_id=OWNER, text="cake")
    with embedding_server(vectors_of(lambda text: [1.0, float("flour" in text)])) as server:
        choice = ModelChoice(server.url, "nomic")
        house.embed(choice, budget_s=0)
        house.similarity = house.service(choice)
        server.asked.clear()
        assert house.found("cake dough")[0] == "u2"
        assert server.asked == []
        house.embed(choice)
        assert house.similarity.nearest(query, "flour", []).hits[0].message_id == house.ids["u2"]
        assert server.texts[-1] == "flour"
