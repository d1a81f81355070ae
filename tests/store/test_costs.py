"""What replies and sessions cost: priced once, in step with their tokens, unknown when unknown."""

from pathlib import Path
from typing import Any

from opensync_app.core.prices import BUNDLED
from opensync_app.core.pricing import PriceList, listed, rates
from opensync_app.core.session import ExtraUsage
from opensync_app.store.batches import RecordBatch
from tests.factories import NOW, OWNER, Recording, patch, recording, reply, usage

DOLLAR = rates(1, 10, read=0.1)
LIST = PriceList(
    (
        listed("m1", DOLLAR, "test"),
        listed("m1", rates(2, 20), "test", above=1000),
        listed("m1", rates(5, 50), "test", is_fast=True),
    )
)


def said(external_id: str = "a1", session: str = "ses", **fields: Any):
    fields = {"model": "m1", "created_at": NOW, "usage": usage(input=10, output=1)} | fields
    return reply("x", external_id, session, **fields)


def total(rec: Recording) -> tuple[int, int]:
    row = rec.store.database.read(
        lambda c: c.execute(
            "SELECT sum(cost_micro_usd), sum(unpriced) FROM rollups WHERE span = 96"
        ).fetchone()
    )
    return tuple(row)


def test_a_session_costs_what_its_replies_cost(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.imported(said(), said("a2", usage=usage(input=5, output=2)))
        assert rec.session().cost_micro_usd == 20 + 25
        assert total(rec) == (45, 0)


def test_a_reply_is_priced_after_all_its_reports_and_only_once(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.imported(said(usage=usage(input=900, output=1)))
        assert total(rec) == (910, 0)
        rec.imported(said(usage=usage(input=900, output=5, cache_read=200)))
        assert total(rec) == (900 * 2 + 5 * 20 + 200 * 2, 0)
        assert rec.session().cost_micro_usd == total(rec)[0]


def test_a_copy_in_a_fork_costs_the_fork_but_counts_once(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.imported(said(session="first", usage_key="k"), said(session="fork", usage_key="k"))
        assert rec.session("first").cost_micro_usd == 20
        assert rec.session("fork").cost_micro_usd == 20
        assert total(rec) == (20, 0)


def test_one_reply_without_a_price_makes_the_session_unknown(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.imported(said(), said("a2", model="m-unheard-of"))
        assert rec.session().cost_micro_usd is None
        assert total(rec) == (20, 1)
        rec.imported(said("a3", model="m-unheard-of", usage=usage()))
        assert total(rec) == (20, 1)


def test_the_fast_mode_has_its_own_price(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.imported(said(is_fast=True))
        assert rec.session().cost_micro_usd == 100
        rec.imported(said(usage=usage(input=10, output=2)))
        assert total(rec) == (150, 0)
        rec.imported(said("late"), said("late", is_fast=True))
        rec.imported(said("later"))
        rec.imported(said("later", is_fast=True, usage=usage(input=10, output=2)))
        assert total(rec) == (150 + 100 + 150, 0)
        assert rec.session().cost_micro_usd == 400


def test_what_a_tool_recorded_stands_beside_what_is_computed(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.imported(patch(source="pi", cost_micro_usd=77), said())
        session = rec.session()
    assert (session.cost_micro_usd, session.reported_cost_micro_usd) == (20, 77)


def test_a_pushed_session_costs_what_was_reported_else_what_its_tokens_cost(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.push(patch(model="m1", prompt_tokens=5000, completion_tokens=1))
        assert rec.session().cost_micro_usd == 5010  # totals have no band
        assert total(rec) == (5010, 0)
        rec.push(patch(cost_micro_usd=70))
        assert (rec.session().cost_micro_usd, total(rec)) == (70, (70, 0))
        rec.push(patch("other", model="m-unheard-of", prompt_tokens=5))
        assert rec.session("other").cost_micro_usd is None
        assert total(rec) == (70, 1)


def test_exact_replies_take_the_place_of_reported_totals(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.push(patch(model="m1", prompt_tokens=5000, cost_micro_usd=70))
        rec.imported(said())
        assert (rec.session().cost_micro_usd, total(rec)) == (20, (20, 0))


def test_what_plugins_say_of_one_message_costs_nothing_more(tmp_path: Path):
    with recording(tmp_path, LIST) as rec:
        rec.push(patch(model="m1", prompt_tokens=10), said())
        assert rec.session().cost_micro_usd == 10


def test_sums_over_many_replies_are_priced_without_a_band(tmp_path: Path):
    big = usage(input=5000)
    with recording(tmp_path, LIST) as rec:
        for key, is_total in (("one", False), ("many", True)):
            extra = ExtraUsage("ses", key, big, "m1", NOW, is_total=is_total)
            rec.recorder.record(RecordBatch(user_id=OWNER, origin="import", extra=(extra,)))
        assert total(rec) == (10_000 + 5_000, 0)


def test_a_session_without_tokens_has_no_known_cost(tmp_path: Path):
    with recording(tmp_path, PriceList(BUNDLED)) as rec:
        rec.imported(patch(source="cursor", model="gpt-5.5"), reply("x", created_at=NOW))
        assert rec.session().cost_micro_usd is None
