"""Questions about usage: days, zones, filters and what is refused."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from opensync_app.core.errors import InvalidInputError, NotFoundError
from opensync_app.core.insights import Item
from opensync_app.core.series import Measure
from opensync_app.core.session import Part
from opensync_app.services.analysing import Analysing, Asked, Split
from tests.factories import NOW, OWNER, Recording, patch, prompt, recording, reply, usage

TODAY = date(2026, 11, 18)  # of NOW, in UTC
OPUS, GPT, MINE = "claude-opus-4-5", "gpt-5.5", "mine"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as rec:
        for name, model, source, output in (
            ("a", OPUS, "claude-code", 100),
            ("b", GPT, "codex-cli", 40),
            ("c", MINE, "pi", 7),
        ):
            rec.imported(
                patch(name, source=source, project_name=f"in-{name}", model=model, created_at=NOW),
                prompt("go", session=name, created_at=NOW),
                reply("x", session=name, model=model, usage=usage(output=output), created_at=NOW),
            )
        yield rec


@pytest.fixture
def analysing(record: Recording) -> Analysing:
    return Analysing(record.store, record.clock)


def asked(**fields: Any) -> Asked:
    return Asked(user_id=OWNER, **fields)


def outputs(items: tuple[Item, ...]) -> dict[str, int]:
    return {item.name: item.figures.tokens.output for item in items}


def test_without_days_the_last_thirty_are_meant(analysing: Analysing):
    overview = analysing.overview(asked())
    assert (overview.span.last, len(overview.days)) == (TODAY, 30)
    assert overview.days[-1].figures == overview.figures
    assert (overview.activity.sessions, overview.activity.messages) == (3, 6)
    assert overview.activity.prompts == 3
    assert overview.figures.tokens.output == 147
    assert overview.unpriced_models == (MINE,)


def test_a_first_day_alone_reaches_to_today_and_a_last_one_thirty_days_back(analysing: Analysing):
    assert analysing.overview(asked(first=date(2026, 11, 10))).span.last == TODAY
    assert analysing.overview(asked(last=date(2026, 11, 10))).span.first == date(2026, 10, 12)
    assert analysing.overview(asked(first=date(2027, 1, 1))).span.last == date(2027, 1, 1)


def test_today_is_that_of_the_zone(analysing: Analysing, record: Recording):
    record.clock.now = 1_795_046_400_000 - 1  # the last moment of 18 November, UTC
    assert analysing.overview(asked()).span.last == date(2026, 11, 18)
    assert analysing.overview(asked(zone="Asia/Tokyo")).span.last == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"zone": "Mars/Olympus"}, "$.tz"),
        ({"zone": "../../etc/passwd"}, "$.tz"),
        ({"first": date(1969, 12, 31)}, "$.from"),
        ({"last": date(1969, 12, 31), "first": date(1970, 1, 1)}, "$.to"),
        ({"last": date.max}, "$.to"),
        ({"first": date(2026, 11, 2), "last": date(2026, 11, 1)}, "$.from"),
        ({"first": date(2016, 1, 1), "last": date(2026, 11, 1)}, "$.from"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    analysing: Analysing, fields: dict[str, Any], path: str
):
    if fields.get("last") == date.max:
        fields = {"first": date(9998, 1, 1), **fields}
    with pytest.raises(InvalidInputError) as refused:
        analysing.overview(asked(**fields))
    assert refused.value.path == path


def test_items_stand_with_most_tokens_first(analysing: Analysing):
    assert list(outputs(analysing.by(asked(), "model")).items()) == [
        (OPUS, 100),
        (GPT, 40),
        (MINE, 7),
    ]
    assert outputs(analysing.by(asked(), "provider")) == {
        "anthropic": 100,
        "openai": 40,
        "unknown": 7,
    }
    assert outputs(analysing.by(asked(), "source")) == {
        "claude-code": 100,
        "codex-cli": 40,
        "pi": 7,
    }
    assert outputs(analysing.by(asked(), "project")) == {"in-a": 100, "in-b": 40, "in-c": 7}


@pytest.mark.parametrize("dimension", ["model", "project", "provider", "source"])
def test_items_add_up_to_the_overview(analysing: Analysing, dimension: Any):
    overview, items = analysing.overview(asked()), analysing.by(asked(), dimension)
    assert sum(item.activity.sessions for item in items) == overview.activity.sessions
    assert sum(item.figures.cost_micro_usd for item in items) == overview.figures.cost_micro_usd
    assert sum(item.figures.unpriced for item in items) == overview.figures.unpriced == 1


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({}, 90),
        ({"models": (GPT,)}, 60),
        ({"projects": ("in-a",)}, 30),
        ({"sources": ("pi",)}, 0),
        ({"providers": ("anthropic",)}, 30),
        ({"providers": ("mistral",)}, 0),
        ({"last": date(2026, 11, 17)}, 0),
    ],
)
def test_the_time_is_that_of_the_sessions_that_began(
    fields: dict[str, Any], seconds: int, analysing: Analysing, record: Recording
):
    for name, later in (("a", 30_000), ("b", 60_000)):
        record.imported(reply("end", "z", session=name, created_at=NOW + later))

    assert analysing.overview(asked(**fields)).duration_ms == seconds * 1000


def test_prompts_are_of_no_model(analysing: Analysing):
    items = analysing.by(asked(), "model")
    assert {item.name: item.activity.messages for item in items} == {OPUS: 1, GPT: 1, MINE: 1}


def test_a_provider_stands_for_its_models(analysing: Analysing):
    wanted = asked(providers=("anthropic", "unknown"))
    assert outputs(analysing.by(wanted, "model")) == {OPUS: 100, MINE: 7}
    both = asked(providers=("anthropic",), models=(GPT,))
    assert analysing.overview(both).figures.replies == 0


def test_a_model_is_told_closely(analysing: Analysing):
    detail = analysing.model(asked(), OPUS)
    assert (detail.provider, detail.figures.tokens.output) == ("anthropic", 100)
    assert outputs(detail.projects) == {"in-a": 100}
    assert outputs(detail.sources) == {"claude-code": 100}
    assert detail.days[-1].figures == detail.figures
    with pytest.raises(NotFoundError):
        analysing.model(asked(), "claude-opus-9")
    with pytest.raises(NotFoundError):
        analysing.model(Asked(user_id=2), OPUS)


def test_tools_stand_with_most_calls_first(analysing: Analysing, record: Recording):
    def call(name: str, call_id: str) -> Part:
        return Part("tool-call", {"toolName": name}, call_id=call_id)

    parts = (
        call("Read", "1"),
        call("Edit", "2"),
        call("Edit", "3"),
        Part("tool-result", "no", call_id="3", is_error=True),
        Part("tool-result", "yes", call_id="2"),
    )
    record.imported(reply(None, "t", "a", parts=parts, model=OPUS, created_at=NOW))
    found = [(tool.name, tool.calls, tool.failures) for tool in analysing.tools(asked())]
    assert found == [("Edit", 2, 1), ("Read", 1, 0)]
    assert analysing.tools(asked(sources=("pi",))) == ()
    assert len(analysing.tools(asked(models=(OPUS,)))) == 2


def test_the_heatmap_is_local(analysing: Analysing):
    utc = analysing.heatmap(asked())
    tokyo = analysing.heatmap(asked(zone="Asia/Tokyo"))
    assert utc[2][11] == tokyo[2][20] == 3  # NOW is a Wednesday, 11:06 UTC
    assert sum(map(sum, utc)) == sum(map(sum, tokyo)) == 3


def split_up(analysing: Analysing, zone: str, split: Split, measure: Measure) -> int:
    """What the series hold together, the rest too."""
    found = analysing.series(asked(zone=zone), split, measure, "week", most=2, cumulative=False)
    return sum(course.total for course in found.courses) + (found.rest.total if found.rest else 0)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata"])
def test_the_series_and_the_courses_add_up_to_the_overview(analysing: Analysing, zone: str):
    overview = analysing.overview(asked(zone=zone))
    for split in ("model", "project", "source"):
        assert split_up(analysing, zone, split, "tokens") == overview.figures.total_tokens
        assert split_up(analysing, zone, split, "cost") == overview.figures.cost_micro_usd
    assert len(overview.courses) == len(overview.days)
    assert sum(day.activity.sessions for day in overview.courses) == overview.activity.sessions
    assert sum(day.activity.prompts for day in overview.courses) == overview.activity.prompts
    assert (overview.models, overview.projects) == (3, 3)
    assert max(day.models for day in overview.courses) == 3


def test_a_filter_narrows_series_and_courses(analysing: Analysing):
    wanted = asked(models=(OPUS,))
    found = analysing.series(wanted, "model", "tokens", "day", most=7, cumulative=False)
    assert [course.name for course in found.courses] == [OPUS]
    assert analysing.overview(wanted).models == 1
