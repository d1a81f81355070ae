"""Vectors: what is put is found, what is dropped is gone, and no filter lets a stranger in."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensync_app.core.query import SearchQuery
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.index import vector_reader, vectors
from opensync_app.index.chunks import Chunk
from opensync_app.index.vector_engine import VectorsDamagedError, connect
from opensync_app.index.vector_reader import VectorReader, Wanted
from opensync_app.index.vector_rows import Embedded
from opensync_app.index.vectors import VectorTable

NAME = "zoo"
WIDTH = 8


def session(number: int = 1, user: int = 1, **fields: Any) -> StoredSession:
    known: dict[str, Any] = {
        "id": number,
        "user_id": user,
        "external_id": f"ses{number}",
        "source": "codex",
        "title": None,
        "project_path": None,
        "project_name": "zoo",
        "git_branch": "main",
        "model": "gpt-5",
        "provider": "openai",
        "models": (),
        "parent_external_id": None,
        "agent_name": None,
        "machine": None,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "cost_micro_usd": None,
        "duration_ms": 0,
        "is_public": False,
        "is_stub": False,
        "message_count": 0,
        "user_prompt_count": 0,
        "assistant_message_count": 0,
        "tool_call_count": 0,
        "created_at": 0,
        "updated_at": 0,
        "started_at": None,
        "ended_at": None,
    }
    return StoredSession(**(known | fields))


def message(number: int, of: StoredSession, **fields: Any) -> StoredMessage:
    known: dict[str, Any] = {
        "id": number,
        "session_id": of.id,
        "external_id": f"m{number}",
        "role": "user",
        "kind": "prompt",
        "parts": (),
        "text_content": "zebra",
        "model": None,
        "usage": None,
        "duration_ms": None,
        "created_at": number,
        "position": number,
        "is_sidechain": False,
    }
    return StoredMessage(**(known | fields))


def towards(*directions: int) -> Any:
    """Vectors along these axes, one a row."""
    return np.eye(WIDTH, dtype=np.float32)[list(directions)]


def embedded(
    number: int, *directions: int, of: StoredSession | None = None, **fields: Any
) -> Embedded:
    owner = of or session()
    chunks = [Chunk(place, place + 1) for place in range(len(directions))]
    return Embedded(message(number, owner, **fields), owner, number, chunks, towards(*directions))


def found(folder: Path, direction: int, user: int = 1, **filters: Any) -> dict[int, float]:
    query = SearchQuery(user_id=user, text="", **filters)
    near = VectorReader(folder).nearest(NAME, Wanted(query, towards(direction)[0]))
    return {one.message_id: round(one.score, 2) for one in near}


@pytest.fixture
def table(tmp_path: Path) -> VectorTable:
    return VectorTable(tmp_path, NAME, WIDTH)


def test_the_best_chunk_of_a_message_counts(table: VectorTable, tmp_path: Path):
    table.put([embedded(1, 0, 3), embedded(2, 1, 2)], 5)
    assert found(tmp_path, 3) == {1: 1.0, 2: 0.0}
    assert list(found(tmp_path, 2)) == [2, 1]


def test_of_equal_scores_the_newest_comes_first(table: VectorTable, tmp_path: Path):
    table.put([embedded(n, 0, created_at=at) for n, at in ((1, 10), (2, 30), (3, 20))], 1)
    assert list(found(tmp_path, 0)) == [2, 3, 1]


def test_what_is_put_again_replaces_what_was(table: VectorTable, tmp_path: Path):
    table.put([embedded(1, 0)], 1)
    table.put([embedded(1, 4)], 2)
    assert found(tmp_path, 4) == {1: 1.0}
    assert (table.count(), len(table.seen()), table.reached()) == (1, 1, 2)


def test_dropped_messages_and_sessions_are_gone(table: VectorTable, tmp_path: Path):
    table.put([embedded(1, 0), embedded(2, 0), embedded(3, 0, of=session(7))], 1)
    table.drop_messages([1])
    table.drop_sessions([7])
    assert found(tmp_path, 0) == {2: 1.0}
    assert [one.message_id for one in table.seen()] == [2]


def test_a_message_without_text_is_seen_and_never_found(table: VectorTable, tmp_path: Path):
    table.put([embedded(1), embedded(2, 0)], 1)
    assert {one.message_id for one in table.seen()} == {1, 2}
    assert found(tmp_path, 0) == {2: 1.0}


def test_another_user_is_never_found(table: VectorTable, tmp_path: Path):
    table.put([embedded(1, 0), embedded(2, 0, of=session(2, user=2))], 1)
    assert found(tmp_path, 0, user=1) == {1: 1.0}
    assert found(tmp_path, 0, user=2) == {2: 1.0}
    assert found(tmp_path, 0, user=3) == {}
    assert VectorReader(tmp_path).known(NAME, 2, [1, 2]) == {2}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"sources": ("codex",)}, {1, 2}),
        ({"sources": ("pi", "nothing")}, {3}),
        ({"projects": ("zoo",)}, {1, 2}),
        ({"branches": ("dev",)}, {3}),
        ({"models": ("opus",)}, {2}),
        ({"models": ("gpt-5",)}, {1, 3}),
        ({"roles": ("assistant",)}, {2}),
        ({"since": 2}, {2, 3}),
        ({"until": 2}, {1}),
        ({"since": 2, "until": 3, "roles": ("assistant",)}, {2}),
        ({"sources": ("codex",), "branches": ("dev",)}, set[int]()),
    ],
)
def test_every_filter_holds(
    table: VectorTable, tmp_path: Path, filters: dict[str, Any], expected: set[int]
):
    other = session(2, source="pi", project_name=None, git_branch="dev")
    table.put(
        [
            embedded(1, 0),
            embedded(2, 0, role="assistant", model="opus"),
            embedded(3, 0, of=other),
        ],
        1,
    )
    assert set(found(tmp_path, 0, **filters)) == expected


HOSTILE = st.text(st.characters(exclude_categories=[]), max_size=12) | st.sampled_from(
    ["' OR 1=1 --", "'; DROP TABLE", "a\\' OR user_id = 2", '"', "%", "NULL", "\x00", "`", "zoo"]
)


@pytest.fixture(scope="module")
def shared_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vectors")
    VectorTable(folder, NAME, WIDTH).put([embedded(1, 0), embedded(2, 0, of=session(2, user=2))], 1)
    return folder


@settings(max_examples=60)
@given(values=st.lists(HOSTILE, min_size=1, max_size=3))
def test_no_value_is_anything_but_a_value(shared_table: Path, values: list[str]):
    assert set(found(shared_table, 0, projects=tuple(values))) == (
        {1} if "zoo" in values else set()
    )
    assert found(shared_table, 0, branches=tuple(values), models=tuple(values)) == {}


def test_odd_values_are_kept_and_found_as_they_are(table: VectorTable, tmp_path: Path):
    odd = 'it\'s "a" \\ `zoo`; -- \u2028'
    table.put([embedded(1, 0, of=session(1, project_name=odd)), embedded(2, 0, of=session(2))], 1)
    assert set(found(tmp_path, 0, projects=(odd,))) == {1}


@pytest.mark.parametrize("odd", ["it''s", "\\'", "'", '"', "a\\", "x' OR '1'='1", "plain-name"])
def test_values_are_values_in_large_tables_too(
    table: VectorTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
):
    monkeypatch.setattr(vector_reader, "SEARCHED_FLAT", 1)
    table.put([embedded(n, 0, of=session(1, project_name=odd)) for n in (1, 2, 3)], 1)
    table.put([embedded(4, 0, of=session(2))], 2)
    assert set(found(tmp_path, 0, projects=(odd,))) == {1, 2, 3}
    assert set(found(tmp_path, 0)) == {1, 2, 3, 4}


def test_only_the_wanted_ids_are_looked_at(table: VectorTable, tmp_path: Path):
    table.put([embedded(n, 0) for n in range(1, 6)], 1)
    query = SearchQuery(user_id=1, text="")
    reader = VectorReader(tmp_path)
    near = reader.nearest(NAME, Wanted(query, towards(0)[0], ids=[2, 4, 99]))
    assert {one.message_id for one in near} == {2, 4}
    assert reader.nearest(NAME, Wanted(query, towards(0)[0], ids=[])) == []


def test_a_session_with_other_values_keeps_its_vectors(table: VectorTable, tmp_path: Path):
    table.put([embedded(1, 0), embedded(2, 1, role="assistant", model="opus")], 1)
    table.revise(session(1, project_name="farm", source="pi", git_branch=None, model="gpt-6"))
    assert found(tmp_path, 0, projects=("farm",), sources=("pi",)) == {1: 1.0, 2: 0.0}
    assert set(found(tmp_path, 0, models=("gpt-6",))) == {1}
    assert set(found(tmp_path, 0, models=("opus",))) == {2}
    assert found(tmp_path, 0, projects=("zoo",)) == {}
    assert (table.count(), len(table.seen())) == (2, 2)


def test_vectors_that_nobody_owns_are_removed_at_the_next_opening(
    table: VectorTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """As a process leaves them that dies between the two writes."""
    table.put([embedded(1, 0)], 1)
    merge: Any = vars(vectors)["_merge"]

    def dies(engine: Any, key: str, rows: Any) -> None:
        if key == "message_id":
            raise OSError("killed")
        merge(engine, key, rows)

    monkeypatch.setattr(vectors, "_merge", dies)
    with pytest.raises(VectorsDamagedError):
        table.put([embedded(2, 0, 1)], 2)
    monkeypatch.undo()
    assert table.count() == 3
    again = VectorTable(tmp_path, NAME, WIDTH)
    assert [one.message_id for one in again.reconcile()] == [1]
    assert (again.count(), again.reached()) == (1, 1)


def test_a_reader_sees_what_is_written_and_tidied_meanwhile(table: VectorTable, tmp_path: Path):
    reader = VectorReader(tmp_path)
    query = SearchQuery(user_id=1, text="")
    for number in range(1, 6):
        table.put([embedded(number, 0)], number)
        assert len(reader.nearest(NAME, Wanted(query, towards(0)[0]))) == number
        table.tend()
        assert len(reader.nearest(NAME, Wanted(query, towards(0)[0]))) == number


def test_tidying_leaves_little_behind(
    table: VectorTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(vectors, "_KEPT_FOR", vectors.timedelta(milliseconds=1))
    for number in range(1, 25):
        table.put([embedded(number, 0)], number)
    before = sum(1 for _ in tmp_path.rglob("*"))
    table.tend()
    assert sum(1 for _ in tmp_path.rglob("*")) < before / 3
    assert len(found(tmp_path, 0)) == 24


def test_damaged_numbers_are_noticed(table: VectorTable):
    whole = embedded(1, 0)
    empty = Embedded(whole.message, whole.session, 9, whole.chunks, towards(0) * 0)
    other = message(2, session())
    table.put([Embedded(other, session(), 2, whole.chunks, towards(1)), empty], 1)
    assert table.unsound() == [1]


def test_a_missing_file_is_noticed(table: VectorTable, tmp_path: Path):
    table.put([embedded(1, 0)], 1)
    for path in (tmp_path / f"{NAME}.lance" / "data").iterdir():
        path.unlink()
    with pytest.raises(VectorsDamagedError):
        VectorTable(tmp_path, NAME, WIDTH).unsound()
    with pytest.raises(VectorsDamagedError):
        found(tmp_path, 0)


def test_a_table_that_is_not_there_is_no_table(tmp_path: Path):
    with pytest.raises(VectorsDamagedError):
        found(tmp_path, 0)
    with pytest.raises(VectorsDamagedError):
        VectorTable(tmp_path, NAME, None)


def test_a_table_of_another_dimension_is_refused(table: VectorTable, tmp_path: Path):
    table.put([embedded(1, 0)], 1)
    with pytest.raises(VectorsDamagedError, match="schema"):
        VectorTable(tmp_path, NAME, WIDTH + 1)
    assert VectorTable(tmp_path, NAME, None).dimension == WIDTH


def test_many_rows_are_indexed_and_few_are_compared_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A selective filter over an index would miss most of what it leaves (engines.md, section 4)."""
    monkeypatch.setattr(vectors, "SEARCHED_FLAT", 3000)
    monkeypatch.setattr(vector_reader, "SEARCHED_FLAT", 3000)
    random = np.random.default_rng(4)
    matrix = random.standard_normal((6000, WIDTH)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    rare = session(2, project_name="rare")
    table = VectorTable(tmp_path, NAME, WIDTH)
    rows: list[Embedded] = []
    for number, vector in enumerate(matrix, 1):
        owner = rare if number % 200 == 0 else session()
        rows.append(Embedded(message(number, owner), owner, 1, [Chunk(0, 1)], vector[None]))
    table.put(rows, 1)
    table.tend()
    engine: Any = connect(tmp_path, follows=False)
    indices = engine.open_table(NAME).list_indices()
    assert any("vector" in index.columns for index in indices)
    wanted = Wanted(SearchQuery(user_id=1, text="", projects=("rare",)), matrix[0], chunks=30)
    near = VectorReader(tmp_path).nearest(NAME, wanted)
    exact = sorted(range(200, 6001, 200), key=lambda n: -float(matrix[n - 1] @ matrix[0]))
    assert [one.message_id for one in near[:10]] == exact[:10]
    broad = VectorReader(tmp_path).nearest(
        NAME, Wanted(SearchQuery(user_id=1, text=""), matrix[0], 50)
    )
    best = np.argsort(-(matrix @ matrix[0]))[:50] + 1
    assert len({one.message_id for one in broad} & set(best.tolist())) >= 40
