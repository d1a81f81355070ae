"""Each thing is told once: imports, files that cannot be read, budgets, prices."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.services.import_report import ImportReport, SourceReport
from opensync_app.services.notifying import Notifying
from tests.factories import NOW, OWNER, Recording, patch, recording, reply, usage

MONTH = 30 * 86_400_000
MODEL = "claude-opus-4-5"
"""5 dollars for a million tokens of input."""


@pytest.fixture
def rec(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as rec:
        yield rec


@pytest.fixture
def notifying(rec: Recording) -> Notifying:
    return Notifying(rec.store, rec.clock)


def told(rec: Recording) -> list[tuple[str, str]]:
    return [(n.kind, n.title) for n in reversed(rec.store.desk.notices(OWNER, None, 100))]


def report(sessions: int = 0, skipped: tuple[str, ...] = (), source: str = "pi") -> ImportReport:
    figures = SourceReport(files_read=sessions, sessions=sessions)
    for path in skipped:
        figures.skip(path, "no permission")
    return ImportReport({source: figures, "opencode": SourceReport()})


def test_the_first_import_of_a_tool_is_told_and_later_ones_only_when_large(
    rec: Recording, notifying: Notifying
):
    for figures in (report(), report(1), report(50), report(51), report(2, source="codex-cli")):
        notifying.imported(figures)
    assert told(rec) == [
        ("import-finished", "1 session imported"),
        ("import-finished", "51 sessions imported"),
        ("import-finished", "2 sessions imported"),
    ]
    (newest, *_) = rec.store.desk.notices(OWNER, None, 1)
    assert (newest.detail, newest.link) == ("2 from Codex; 2 files read.", "/sessions")


def test_what_is_read_again_from_the_archive_names_no_files(rec: Recording, notifying: Notifying):
    figures = {"claude-code": SourceReport(files_reparsed=9, sessions=1200)}
    notifying.imported(ImportReport({**figures, "own-tool": SourceReport(sessions=1)}))

    (newest,) = rec.store.desk.notices(OWNER, None, 1)
    assert newest.detail == "1,200 from Claude Code, 1 from own-tool."


def test_files_that_cannot_be_read_are_told_once_for_each_change(
    rec: Recording, notifying: Notifying
):
    for files in ((), ("a",), ("a",), ("b", "a"), ("a", "b"), (), ("a",)):
        notifying.imported(report(0, files))
    assert [title for _, title in told(rec)] == [
        "1 file could not be read",
        "2 files could not be read",
        "1 file could not be read",
    ]
    notifying.imported(report(0, tuple("abcde")))
    (newest, *_) = rec.store.desk.notices(OWNER, None, 1)
    assert newest.detail.splitlines()[-1] == "and 2 more"


def spend(rec: Recording, dollars: float, moment: int, name: str) -> None:
    tokens = usage(input=round(dollars * 200_000))
    rec.imported(
        patch(name, source="pi"),
        reply("x", name, name, usage=tokens, usage_key=name, model=MODEL, created_at=moment),
    )


def test_a_budget_is_told_at_80_and_100_percent_once_a_month(rec: Recording, notifying: Notifying):
    rec.store.desk.prefer(OWNER, {"budgetMonthlyUsd": 10.0})
    for dollars, name in ((7.9, "a"), (0.1, "b"), (0.5, "c"), (1.5, "d"), (20, "e")):
        spend(rec, dollars, NOW, name)
        notifying.look()
        notifying.look()
    assert [title for _, title in told(rec)] == [
        "80 % of the month's budget is spent",
        "The budget of the month is spent",
    ]
    rec.clock.forward(MONTH)
    notifying.look()
    assert len(told(rec)) == 2
    spend(rec, 11, rec.clock.now, "f")
    notifying.look()
    assert len(told(rec)) == 3


def test_a_new_budget_is_told_anew(rec: Recording, notifying: Notifying):
    spend(rec, 10, NOW, "a")
    for budget in (10.0, 10.0, 100.0, 12.0, None):
        rec.store.desk.prefer(OWNER, {"budgetMonthlyUsd": budget})
        notifying.look()
    assert [title for _, title in told(rec)] == [
        "The budget of the month is spent",
        "80 % of the month's budget is spent",
    ]


def test_the_month_is_the_users_own(rec: Recording, notifying: Notifying):
    rec.clock.now = 1_793_491_200_000  # 2026-11-01 00:00 UTC; in New York it is still October
    spend(rec, 10, rec.clock.now - 3_600_000, "a")
    rec.store.desk.prefer(OWNER, {"budgetMonthlyUsd": 10.0})
    notifying.look()
    assert told(rec) == []
    rec.store.desk.prefer(OWNER, {"timeZone": "America/New_York"})
    notifying.look()
    assert len(told(rec)) == 1


def test_new_prices_are_told_and_the_first_ones_are_not(rec: Recording, notifying: Notifying):
    for prices in ("one", "one", "two", "two"):
        rec.store.desk.remember("prices", prices)
        notifying.look()
    assert told(rec) == [("price-list-updated", "Prices were updated")]


def test_purged_trash_is_told_to_its_owner(rec: Recording, notifying: Notifying):
    notifying.trash_purged(OWNER, 1)
    notifying.trash_purged(OWNER, 1200)
    assert [title for _, title in told(rec)] == [
        "1 session deleted for good",
        "1,200 sessions deleted for good",
    ]
