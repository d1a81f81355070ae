"""The write lane: order, durability, isolation of failures."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from opensync_app.core.errors import UnavailableError
from opensync_app.store import lane as lane_module
from opensync_app.store.lane import WriteLane


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lane.sqlite3"


@pytest.fixture
def lane(file: Path) -> Iterator[WriteLane]:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE rows (value INTEGER PRIMARY KEY)")
    lane = WriteLane(connection)
    yield lane
    lane.close()


def insert(value: int) -> Callable[[sqlite3.Connection], int]:
    return lambda connection: connection.execute("INSERT INTO rows VALUES (?)", (value,)).rowcount


def note(order: list[tuple[str, int]], kind: str, number: int, _: sqlite3.Connection) -> None:
    order.append((kind, number))


def values(file: Path) -> list[int]:
    with sqlite3.connect(file) as connection:
        found = [row[0] for row in connection.execute("SELECT value FROM rows ORDER BY value")]
    connection.close()
    return found


def test_a_write_is_visible_to_others_when_its_future_is_done(lane: WriteLane, file: Path):
    assert lane.submit(insert(1)).result() == 1
    assert values(file) == [1]


def test_a_write_that_fails_leaves_nothing_and_spares_its_neighbours(lane: WriteLane, file: Path):
    gate = threading.Event()
    lane.submit(lambda _: gate.wait())

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO rows VALUES (5)")
        message = "half way"
        raise ValueError(message)

    before, broken, after = lane.submit(insert(1)), lane.submit(half), lane.submit(insert(2))
    gate.set()
    with pytest.raises(ValueError, match="half way"):
        broken.result()
    assert (before.result(), after.result()) == (1, 1)
    assert values(file) == [1, 2]


def test_queued_writes_share_a_transaction(lane: WriteLane):
    gate = threading.Event()
    commits: list[str] = []
    lane.submit(lambda c: (c.set_trace_callback(commits.append), gate.wait()))
    futures = [lane.submit(insert(value)) for value in range(50)]
    gate.set()
    for future in futures:
        future.result()
    assert commits.count("COMMIT") == 1


def test_urgent_writes_go_before_bulk_ones(lane: WriteLane):
    gate = threading.Event()
    order: list[tuple[str, int]] = []
    lane.submit(lambda _: gate.wait())
    bulk = [lane.submit(partial(note, order, "bulk", n), urgent=False) for n in range(3)]
    urgent = [lane.submit(partial(note, order, "push", n)) for n in range(3)]
    gate.set()
    for future in [*bulk, *urgent]:
        future.result()
    assert order == [("push", 0), ("push", 1), ("push", 2), ("bulk", 0), ("bulk", 1), ("bulk", 2)]


def test_a_transaction_that_cannot_commit_tells_everybody_in_it(file: Path):
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)")
    connection.execute(
        "CREATE TABLE rows (value INTEGER PRIMARY KEY, "
        "parent REFERENCES parents DEFERRABLE INITIALLY DEFERRED)"
    )
    lane = WriteLane(connection)
    gate = threading.Event()
    lane.submit(lambda _: gate.wait())
    fine = lane.submit(lambda c: c.execute("INSERT INTO rows VALUES (1, NULL)").rowcount)
    orphan = lane.submit(lambda c: c.execute("INSERT INTO rows VALUES (2, 99)").rowcount)
    gate.set()
    for future in (fine, orphan):
        with pytest.raises(sqlite3.IntegrityError):
            future.result()
    assert values(file) == []
    assert lane.submit(lambda c: c.execute("INSERT INTO rows VALUES (3, NULL)").rowcount).result()
    lane.close()


def test_closing_finishes_what_is_queued_and_takes_nothing_more(lane: WriteLane, file: Path):
    futures = [lane.submit(insert(value), urgent=False) for value in range(20)]
    lane.close()
    assert all(future.done() for future in futures)
    assert values(file) == list(range(20))
    with pytest.raises(UnavailableError, match="stopping"):
        lane.submit(insert(99))


def test_a_full_disk_is_told_as_something_that_may_pass(file: Path):
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE rows (value)")
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    lane = WriteLane(connection)
    with pytest.raises(UnavailableError, match="full"):
        lane.submit(lambda c: c.execute("INSERT INTO rows VALUES (zeroblob(100000))")).result()
    assert values(file) == []
    lane.close()


def test_alone_bulk_writes_share_a_transaction_for_longer(
    lane: WriteLane, file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lane_module, "_MAX_HOLD_S", 0.0)
    monkeypatch.setattr(lane_module, "_MAX_HOLD_ALONE_S", 60.0)
    for first, is_alone, expected in ((0, False, 4), (10, True, 1)):
        lane.is_alone = is_alone
        gate, commits = threading.Event(), list[str]()
        lane.submit(lambda c, log=commits, g=gate: (c.set_trace_callback(log.append), g.wait()))
        many = [lane.submit(insert(first + n), urgent=False) for n in range(3)]
        gate.set()
        assert [done.result(timeout=10) for done in many] == [1] * 3
        lane.submit(lambda c: c.set_trace_callback(None)).result(timeout=10)
        assert commits.count("COMMIT") == expected
    assert len(values(file)) == 6
