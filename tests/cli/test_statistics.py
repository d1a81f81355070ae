"""`opensync stats`."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from opensync_app.bootstrap import OpenSync
from opensync_app.cli.main import cli
from opensync_app.settings import Settings
from opensync_app.store.batches import RecordBatch
from tests.factories import NOW, OWNER, patch, prompt, reply, usage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    core = OpenSync(Settings(data_dir=tmp_path))
    day_ms = 86_400_000
    for name, model, created_at in (("a", "gpt-5.5", NOW), ("b", "mine", NOW - 40 * day_ms)):
        batch = RecordBatch(
            user_id=OWNER,
            origin="import",
            sessions=(patch(name, source="pi", model=model, created_at=created_at),),
            messages=(
                prompt("go", session=name, created_at=created_at),
                reply(
                    "x",
                    session=name,
                    model=model,
                    usage=usage(input=1000, output=100),
                    created_at=created_at,
                ),
            ),
        )
        core.recorder.record(batch)
    core.close()
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["stats", "--data-dir", str(folder), "--tz", "UTC", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def as_json(folder: Path, *arguments: str) -> Any:
    return msgspec.json.decode(run(folder, "--json", *arguments))


def test_json_has_the_stable_keys(folder: Path):
    told = as_json(folder)
    assert list(told) == ["sessions", "messages", "tokens", "costMicroUsd", "unpricedModels"]
    assert (told["sessions"], told["messages"]) == (2, 4)
    assert told["tokens"] == {
        "input": 2000,
        "output": 200,
        "cacheWrite5m": 0,
        "cacheWrite1h": 0,
        "cacheRead": 0,
        "reasoning": 0,
    }
    assert told["costMicroUsd"] == 8000
    assert told["unpricedModels"] == ["mine"]


def test_text_tells_the_cost_and_the_models_without_a_price(folder: Path):
    lines = run(folder).splitlines()
    assert "2 sessions, 4 messages" in lines
    assert "cost at list prices: $0.01, unknown for 1 of 2 replies" in lines
    assert any(line.startswith("no price is known of: mine") for line in lines)
    assert "  mine: 1,100 tokens, unknown cost, 1 sessions" in lines


def test_since_leaves_out_what_was_before(folder: Path):
    told = as_json(folder, "--since", "2026-11-10")
    assert (told["sessions"], told["tokens"]["output"]) == (1, 100)
    assert told["unpricedModels"] == []


@pytest.mark.parametrize(
    ("by", "names"), [("model", ["gpt-5.5", "mine"]), ("source", ["pi"]), ("project", [""])]
)
def test_parts_add_up_to_the_whole(folder: Path, by: str, names: list[str]):
    told = as_json(folder, "--by", by)
    assert [part["name"] for part in told["by"]] == names
    for key in ("sessions", "messages", "costMicroUsd"):
        assert sum(part[key] for part in told["by"]) == told[key] - (
            2 if (by, key) == ("model", "messages") else 0  # prompts are of no model
        )


def test_days_stand_in_order_from_the_one_named(folder: Path):
    told = as_json(folder, "--by", "day", "--since", "2026-11-17")["by"]
    assert [day["date"] for day in told[:2]] == ["2026-11-17", "2026-11-18"]
    assert [day["replies"] for day in told[:2]] == [0, 1]


@pytest.mark.parametrize("arguments", [("--since", "soon"), ("--by", "phase"), ("--tz", "Mars")])
def test_wrong_usage_ends_with_2(folder: Path, arguments: tuple[str, ...]):
    extra = ("--by", "day") if "--tz" in arguments else ()
    command = ["stats", "--data-dir", str(folder), *arguments, *extra]
    assert CliRunner().invoke(cli, command).exit_code == 2


PRICE = {"models": ["mine"], "input": 1, "output": 10}


def test_an_own_price_counts_what_is_there_already(folder: Path):
    assert as_json(folder)["unpricedModels"] == ["mine"]
    (folder / "settings.json").write_bytes(msgspec.json.encode({"prices": [PRICE]}))
    told = as_json(folder)
    assert (told["costMicroUsd"], told["unpricedModels"]) == (10_000, [])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("no json", "OPENSYNC_PRICES"),
        ('[{"models":["mine"],"input":-1,"output":1}]', "setting"),
        ('[{"models":["mine"],"input":1,"output":1,"from":"soon"}]', "soon"),
    ],
)
def test_a_price_that_is_none_is_told(
    folder: Path, text: str, word: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENSYNC_PRICES", text)
    done = CliRunner().invoke(cli, ["stats", "--data-dir", str(folder)])
    assert done.exit_code == 2
    assert word in done.output


def test_prices_may_stand_in_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENSYNC_PRICES", msgspec.json.encode([PRICE]).decode())
    done = CliRunner().invoke(cli, ["config", "--data-dir", str(folder)])
    assert msgspec.json.decode(done.output)["prices"][0]["models"] == ["mine"]
