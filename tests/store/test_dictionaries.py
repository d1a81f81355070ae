"""Bodies are packed with a dictionary of their own kind, and can always be unpacked again."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.session import Message, Part
from opensync_app.store import bodies
from opensync_app.store.bodies import Body, pack, pack_like, teach, unpack
from tests.factories import Recording, patch, prompt, recording

WORDS = [
    "where",
    "is",
    "the",
    "file",
    "that",
    "reads",
    "the",
    "settings",
    "of",
    "this",
    "project",
    "and",
    "why",
    "does",
    "it",
    "fail",
]


@pytest.fixture(autouse=True)
def _own_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let each test begin as a process of its own, that knows no dictionary."""
    forget(monkeypatch)
    yield
    forget(monkeypatch)


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_dictionaries", {})
    monkeypatch.setattr(bodies, "_tools", bodies.Tools())


def messages(count: int, start: int = 0) -> list[Message]:
    chance = random.Random(start)
    return [
        prompt(
            " ".join(chance.choices(WORDS, k=chance.randrange(8, 60))),
            f"m{number}",
            created_at=1_000 * number,
        )
        for number in range(start, start + count)
    ]


def room(rec: Recording, first: int) -> int:
    query = "SELECT sum(length(body)) FROM messages WHERE id > ?"
    return rec.store.database.read(lambda c: c.execute(query, (first,)).fetchone())[0]


def taught(rec: Recording) -> int:
    query = "SELECT count(*) FROM messages WHERE substr(body, 1, 1) = x'02'"
    return rec.store.database.read(lambda c: c.execute(query).fetchone())[0]


def learnt(rec: Recording) -> int:
    query = "SELECT count(*) FROM dictionaries"
    return rec.store.database.read(lambda c: c.execute(query).fetchone())[0]


def test_small_bodies_shrink_once_a_dictionary_is_learnt(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(patch(), *messages(1_400))
        assert taught(rec) == 0
        rec.imported(*messages(200, 1_400))
        rec.imported(*messages(400, 1_600))
        assert taught(rec) > 500
        plain = sum(len(pack(Body(m.text_content, m.parts))) for m in messages(400, 1_600))
        assert room(rec, 1_600) < 0.8 * plain


def test_every_process_reads_what_another_one_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with recording(tmp_path) as rec:
        rec.imported(patch(), *messages(1_600))
        rec.imported(*messages(100, 1_600))
        before = [m.text_content for m in rec.messages()]
        assert taught(rec) > 0
    forget(monkeypatch)
    with recording(tmp_path) as rec:
        assert [m.text_content for m in rec.messages()] == before
        rec.push(*messages(50, 1_700))
        assert taught(rec) > 140


def test_a_process_uses_the_dictionary_that_another_one_learnt(tmp_path: Path):
    with recording(tmp_path) as server, recording(tmp_path) as importer:
        server.push(patch(), *messages(50, 5_000))
        assert taught(server) == 0
        importer.imported(*messages(1_600))
        learnt = taught(server)
        server.push(*messages(50, 6_000))
        assert taught(server) > learnt + 40


def test_a_report_that_says_nothing_new_still_writes_nothing(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(patch(), *messages(1_600))
        rec.imported(*messages(100, 1_600))
        again = rec.imported(*messages(1_600), *messages(100, 1_600))
        assert (again.messages_inserted, again.messages_updated) == (0, 0)


def test_a_missing_dictionary_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with recording(tmp_path) as rec:
        rec.imported(patch(), *messages(1_600))
    with closing(sqlite3.connect(tmp_path / "record.sqlite3", isolation_level=None)) as connection:
        connection.execute("DELETE FROM dictionaries")
    forget(monkeypatch)
    with recording(tmp_path) as rec, pytest.raises(ValueError, match="which is missing"):
        rec.messages()


def test_a_record_learns_one_dictionary_for_good(tmp_path: Path):
    for start in (0, 2_000, 4_000):
        with recording(tmp_path) as rec:
            rec.imported(patch(), *messages(2_000, start))
            assert learnt(rec) == 1


def test_bodies_with_nothing_in_common_are_packed_without_a_dictionary(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.imported(patch(), *(prompt("", f"m{n}") for n in range(1_600)))
        assert taught(rec) == 0
        rec.imported(*messages(1_700, 1_600))
        assert len(rec.messages()) == 1_000


@given(
    text=st.none() | st.text() | st.text(min_size=600),
    parts=st.lists(st.builds(Part, st.just("text"), st.text()), max_size=3),
    taught=st.booleans(),
)
def test_a_body_comes_back_and_is_packed_the_same_way_again(
    text: str | None, parts: list[Part], taught: bool
):
    body = Body(text, tuple(parts))
    number = teach(b"".join(word.encode() * 9 for word in WORDS)) if taught else None
    blob = pack(body, number)
    assert unpack(blob) == body
    assert pack_like(body, blob) == blob
