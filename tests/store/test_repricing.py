"""Another price list: every stored cost follows, in little steps that may be interrupted."""

from pathlib import Path
from typing import Any

import pytest

from opensync_app.core.pricing import PriceList, listed, rates
from opensync_app.services.repricing import Repricing
from opensync_app.store.repricing import reprice_some
from opensync_app.store.rollups import TABLES, rebuild_rollups
from tests.factories import NOW, Recording, patch, recording, reply, usage

OLD = PriceList((listed("m1", rates(1, 10), "test"), listed("gone", rates(1, 1), "test")))
NEW = PriceList((listed("m1", rates(3, 30), "test"), listed("m2", rates(7, 7), "test")))


def fill(rec: Recording) -> None:
    for number in range(7):
        rec.imported(
            patch(f"s{number}", source="claude-code", model="m1"),
            *(
                reply(
                    "x",
                    f"{number}-{model}",
                    f"s{number}",
                    usage=usage(input=number, output=2),
                    usage_key=f"{number // 2}-{model}",
                    model=model,
                    created_at=NOW,
                )
                for model in ("m1", "m2", "gone")[: number % 3 + 1]
            ),
        )
    rec.push(patch("pushed", model="m1", prompt_tokens=50))
    rec.push(patch("told", model="m1", prompt_tokens=50, cost_micro_usd=4))


def state(rec: Recording) -> dict[str, list[tuple[Any, ...]]]:
    queries = {
        "usage": "SELECT * FROM usage",
        "messages": "SELECT id, cost_micro_usd FROM messages",
        "sessions": "SELECT id, cost_micro_usd, unpriced, known_cost FROM sessions",
    } | {table.name: f"SELECT * FROM {table.name}" for table in TABLES}  # noqa: S608
    return {
        name: rec.store.database.read(lambda c, q=query: sorted(map(tuple, c.execute(q))))
        for name, query in queries.items()
    }


@pytest.fixture
def expected(tmp_path: Path):
    with recording(tmp_path / "fresh", NEW) as rec:
        fill(rec)
        return state(rec)


def test_a_record_ends_as_if_it_had_always_been_counted_by_the_new_list(
    tmp_path: Path, expected: dict[str, list[tuple[Any, ...]]]
):
    with recording(tmp_path / "old", OLD) as rec:
        fill(rec)
        assert state(rec) != expected
        Repricing(rec.store, NEW).run()
        assert state(rec) == expected


def test_what_is_in_step_is_not_counted_again(tmp_path: Path):
    with recording(tmp_path, OLD) as rec:
        fill(rec)
        assert Repricing(rec.store, OLD).is_due()
        assert Repricing(rec.store, OLD).run() > 0
        assert not Repricing(rec.store, OLD).is_due()
        assert Repricing(rec.store, OLD).run() == 0
        assert Repricing(rec.store, NEW).is_due()


@pytest.mark.parametrize("steps", range(1, 12))
def test_an_interrupted_counting_leaves_all_in_step_and_goes_on(
    tmp_path: Path, steps: int, expected: dict[str, list[tuple[Any, ...]]]
):
    with recording(tmp_path / "old", OLD) as rec:
        fill(rec)
        done = sum(
            rec.store.database.write(lambda c: reprice_some(c, NEW, 2)) for _ in range(steps)
        )
        halfway = state(rec)
        rec.store.database.write(rebuild_rollups)
        assert state(rec) == halfway
        rest = Repricing(rec.store, NEW).run()
        assert state(rec) == expected
        assert done + rest == len(expected["usage"]) + 13  # every ledger row and reply once


def test_a_list_that_changes_in_the_middle_is_counted_from_the_start(
    tmp_path: Path, expected: dict[str, list[tuple[Any, ...]]]
):
    other = PriceList((listed("m1", rates(9, 9), "test"),))
    with recording(tmp_path / "old", OLD) as rec:
        fill(rec)
        for _ in range(3):
            rec.store.database.write(lambda c: reprice_some(c, other, 2))
        Repricing(rec.store, NEW).run()
        assert state(rec) == expected


def test_a_stopped_counting_is_still_due(tmp_path: Path):
    with recording(tmp_path, OLD) as rec:
        fill(rec)
        repricing = Repricing(rec.store, NEW)
        repricing.stop()
        assert repricing.run() == 0
        assert repricing.is_due()


@pytest.mark.parametrize("steps", range(0, 12, 2))
def test_what_is_written_by_another_list_meanwhile_is_counted_again(
    tmp_path: Path, steps: int, expected: dict[str, list[tuple[Any, ...]]]
):
    late = reply("late", "late", "s0", usage=usage(input=9), usage_key="late", created_at=NOW)
    with recording(tmp_path / "whole", NEW) as rec:
        fill(rec)
        rec.imported(late)
        wanted = state(rec)
    assert wanted != expected
    with recording(tmp_path / "old", OLD) as rec:
        fill(rec)
        for _ in range(steps):
            rec.store.database.write(lambda c: reprice_some(c, NEW, 2))
        rec.imported(late)
        repricing = Repricing(rec.store, NEW)
        repricing.run()
        assert repricing.is_due() == (steps > 0)
        repricing.run()
        assert not repricing.is_due()
        assert state(rec) == wanted
        rec.imported(reply("later", "later", "s0", usage=usage(input=1), created_at=NOW))
        assert repricing.is_due()
