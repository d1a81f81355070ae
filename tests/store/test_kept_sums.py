"""Kept sums are those of the record as it stands, whatever was written, trashed or added up again."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensync_app.core.activity import UsageFilter
from opensync_app.core.local_days import BUCKET_SECONDS, buckets_of, even_stretches, zone_of
from opensync_app.services.analysing import Analysing, Asked
from opensync_app.store import trash
from opensync_app.store.analytics import Analytics
from opensync_app.store.kept_sums import KeptSums, Question, pieces
from opensync_app.store.rollups import DAY, rebuild_rollups
from tests.factories import NOW, OWNER, Recording, patch, prompt, recording, reply, tool_call, usage

DAY_MS = 86_400_000
LAST = date(2026, 11, 18)  # of NOW, in UTC
ZONES = ("UTC", "America/St_Johns", "Pacific/Kiritimati", "America/Los_Angeles")
TODAY = NOW // 1000 // BUCKET_SECONDS // DAY


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as rec:
        yield rec


def write(rec: Recording, number: int, days_ago: int, hour: int) -> None:
    """A session of one prompt and one reply, so many days and hours before now."""
    moment = NOW - days_ago * DAY_MS - hour * 3_600_000
    name, model = f"s{number}", ("claude-opus-4-5", "gpt-5.5", "mine")[number % 3]
    rec.imported(
        patch(
            name,
            source=("claude-code", "pi")[number % 2],
            project_name=f"p{number % 4}",
            model=model,
            created_at=moment,
        ),
        prompt("go", session=name, created_at=moment),
        reply(
            "x",
            session=name,
            model=model,
            usage=usage(output=number + 1),
            parts=(tool_call(),),
            created_at=moment,
        ),
    )


def answers(analysing: Analysing, asked: Asked) -> list[object]:
    """Everything that can be asked of a span."""
    return [
        analysing.overview(asked),
        analysing.by(asked, "model"),
        analysing.by(asked, "project"),
        analysing.by(asked, "source"),
        analysing.everything_by(OWNER, "model"),
        analysing.trends(asked, "week", cumulative=True),
        analysing.series(asked, "project", "tokens", "day", most=2, cumulative=False),
        analysing.tools(asked),
        analysing.heatmap(asked),
    ]


def in_a_new_process(rec: Recording, asked: Asked) -> list[object]:
    """The same of readers that keep nothing yet."""
    kept, rec.store.analytics = rec.store.analytics, Analytics(rec.store.database)
    try:
        return answers(Analysing(rec.store, rec.clock), asked)
    finally:
        rec.store.analytics = kept


STEPS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 80), st.integers(0, 30)),
    st.tuples(st.just("trash"), st.integers(1, 12), st.just(0)),
    st.tuples(st.just("restore"), st.integers(1, 12), st.just(0)),
    st.tuples(st.just("rebuild"), st.just(0), st.just(0)),
)


def take(rec: Recording, number: int, step: tuple[str, int, int]) -> None:
    what, one, other = step
    if what == "write":
        write(rec, number, one, other)
    elif what == "trash":
        rec.store.database.write(lambda c: trash.trash(c, OWNER, [one], NOW))
    elif what == "restore":
        rec.store.database.write(lambda c: trash.restore(c, OWNER, [one]))
    else:
        rec.store.database.write(rebuild_rollups)


@settings(max_examples=25)
@given(
    steps=st.lists(STEPS, min_size=1, max_size=8),
    zone=st.sampled_from(ZONES),
    days=st.integers(1, 90),
)
def test_what_is_kept_is_what_the_record_says(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, int, int]],
    zone: str,
    days: int,
):
    with recording(tmp_path_factory.mktemp("any")) as rec:
        asked = Asked(user_id=OWNER, first=LAST - timedelta(days=days - 1), last=LAST, zone=zone)
        analysing = Analysing(rec.store, rec.clock)
        for number, step in enumerate(steps):
            take(rec, number, step)
            assert answers(analysing, asked) == in_a_new_process(rec, asked)


def test_another_process_that_writes_is_seen(record: Recording, tmp_path: Path):
    """A second connection stands for it: nothing but the file is shared."""
    wanted = UsageFilter(user_id=OWNER, buckets=range(TODAY * DAY, (TODAY + 1) * DAY))
    assert record.store.analytics.usage(wanted) == []
    with recording(tmp_path) as other:
        write(other, 1, 0, 0)
    assert [row.replies for row in record.store.analytics.usage(wanted)] == [1]


def test_what_is_written_now_ends_no_other_days(record: Recording):
    write(record, 1, 60, 0)
    asked = Asked(user_id=OWNER, first=LAST - timedelta(days=89), last=LAST, zone="Asia/Tokyo")
    analysing = Analysing(record.store, record.clock)
    answers(analysing, asked)
    write(record, 2, 0, 0)
    said: list[str] = []
    record.store.database.read(lambda c: c.set_trace_callback(said.append))
    analysing.by(asked, "model")
    record.store.database.read(lambda c: c.set_trace_callback(None))
    sums = [sql for sql in said if "sum(" in sql]
    earliest = TODAY - 3
    assert sums
    for sql in sums:
        span, bucket = (
            int(part.split()[0]) for part in sql.split("span = ")[1].split("bucket >= ")
        )
        assert bucket * span >= earliest * DAY, sql


def test_rows_read_while_a_day_changes_are_not_kept(record: Recording):
    kept = KeptSums(record.store.database)
    seen = kept.follow()
    question = Question("any", UsageFilter(user_id=OWNER, buckets=range(TODAY * DAY, 10**9)))

    def slow() -> list[str]:
        write(record, 1, 0, 0)
        kept.follow()  # by another thread that asks meanwhile
        return ["from before"]

    assert kept.get(question, seen, slow) == ["from before"]
    assert kept.get(question, kept.follow(), lambda: ["now"]) == ["now"]
    assert kept.get(question, kept.follow(), lambda: ["again"]) == ["now"]


def test_what_is_kept_has_an_end(record: Recording, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("opensync_app.store.kept_sums._MOST_ROWS", 5)
    kept = KeptSums(record.store.database)
    seen = kept.follow()
    questions = [
        Question(str(n), UsageFilter(user_id=OWNER, buckets=range(n, n + 1))) for n in range(4)
    ]
    for question in questions:
        kept.get(question, seen, lambda: ["one", "two"])
    read: list[str] = []
    for question in reversed(questions):
        kept.get(question, seen, lambda q=question: read.append(q.kind) or [])
    assert "3" not in read
    assert "0" in read


@given(
    start=st.integers(-10_000, 2_000_000), length=st.integers(0, 40_000), phase=st.integers(0, 95)
)
def test_pieces_cover_a_span_once(start: int, length: int, phase: int):
    found = list(pieces(range(start, start + length), phase))
    assert [b for piece in found for b in (piece.start, piece.stop)][1:-1:2] == [
        piece.stop for piece in found[:-1]
    ]
    assert sum(map(len, found)) == length
    if found:
        assert (found[0].start, found[-1].stop) == (start, start + length)
    assert all((piece.start - phase) % DAY == 0 for piece in found[1:])


@pytest.mark.parametrize("zone", ZONES)
def test_the_next_day_finds_most_pieces_again(zone: str):
    def cut(last: date) -> set[Any]:
        first = last - timedelta(days=364)
        local = zone_of(zone)
        return {
            *pieces(buckets_of(first, last, local)),
            *(p for s in even_stretches(first, last, local) for p in pieces(s, s.start % DAY)),
        }

    today, tomorrow = cut(LAST), cut(LAST + timedelta(days=1))
    assert len(today & tomorrow) >= len(today) * 0.6
