"""Tokens cost what the list says, to the micro-dollar."""

import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.own_prices import OwnPrice
from opensync_app.core.prices import BUNDLED
from opensync_app.core.pricing import PriceList, Rates, cost_micro_usd, listed, rates
from opensync_app.core.usage import TokenUsage
from tests.shared_data import ROOT, unpack

LIST = PriceList(BUNDLED)
MILLION = 1_000_000


def at(moment: str) -> int:
    found = parse_iso_ms(moment)
    assert found is not None
    return found


def million(kind: str) -> TokenUsage:
    return TokenUsage(**{kind: MILLION})


NOW = at("2026-11-22")


def dollars(model: str, kind: str, moment: str = "2026-11-22") -> float | None:
    """Dollars for a million tokens of a kind, without regard to bands."""
    cost = LIST.cost_of(model, million(kind), at(moment), context_tokens=0)
    return None if cost is None else cost / MILLION


# Prices as the vendors print them; the sources are in docs/prices.md.


@pytest.mark.parametrize(
    ("model", "printed"),
    [
        # input, output, 5 m write, 1 h write, cache read
        ("claude-fable-5", (10, 50, 12.5, 20, 1)),
        ("claude-fable-5-1", (10, 50, 12.5, 20, 0.25)),
        ("claude-fable-5-2", (8, 40, 10, 16, 0.2)),
        ("claude-opus-5-5", (4, 20, 5, 8, 0.2)),
        ("claude-opus-5", (5, 25, 6.25, 10, 0.5)),
        ("claude-opus-4-8", (5, 25, 6.25, 10, 0.5)),
        ("claude-opus-4-7", (5, 25, 6.25, 10, 0.5)),
        ("claude-opus-4-6", (5, 25, 6.25, 10, 0.5)),
        ("claude-opus-4-1-20250805", (15, 75, 18.75, 30, 1.5)),
        ("claude-sonnet-5", (2, 10, 2.5, 4, 0.2)),
        ("claude-sonnet-4-6", (3, 15, 3.75, 6, 0.3)),
        ("claude-sonnet-4-5-20250929", (3, 15, 3.75, 6, 0.3)),
        ("claude-haiku-4-5-20251001", (1, 5, 1.25, 2, 0.1)),
        ("claude-3-5-haiku-20241022", (0.8, 4, 1, 1.6, 0.08)),
        ("claude-3-haiku-20240307", (0.25, 1.25, 0.3, 0.5, 0.03)),
        ("gpt-6-astra", (10, 50, 12.5, 12.5, 1)),
        ("gpt-5.6-sol", (4, 20, 5, 5, 0.4)),
        ("kimi-k2.5", (0.6, 3, 0.6, 0.6, 0.1)),
        ("gemini-3.1-pro-preview", (2, 12, 2, 2, 0.2)),
        ("deepseek-v4-flash", (0.15, 0.6, 0.15, 0.15, 0.003)),
        ("glm-5.1", (1.4, 4.4, 1.4, 1.4, 0.26)),
        ("MiniMax-M2.7", (0.3, 1.2, 0.375, 0.375, 0.06)),
    ],
)
def test_each_kind_of_token_has_its_printed_price(model: str, printed: tuple[float, ...]):
    kinds = ("input", "output", "cache_write_5m", "cache_write_1h", "cache_read")
    assert tuple(dollars(model, kind) for kind in kinds) == printed
    assert dollars(model, "reasoning") == printed[1]


def test_a_reply_is_counted_exactly():
    usage = TokenUsage(
        input=3, output=191, cache_write_5m=1684, cache_write_1h=7, cache_read=11, reasoning=1
    )
    # 3*3 + 191*15 + 1684*3.75 + 7*6 + 11*0.3 + 1*15 = 9249.3 -> the nearest micro-dollar
    assert LIST.cost_of("claude-sonnet-4-5", usage, NOW) == 9249


@pytest.mark.parametrize(("tokens", "micro"), [(1, 0), (2, 1), (3, 2), (5, 2), (7, 4), (9, 4)])
def test_halves_are_rounded_to_even_once_per_reply(tokens: int, micro: int):
    half = rates(0.5, 0)
    assert cost_micro_usd(TokenUsage(input=tokens), half) == micro


def test_no_tokens_cost_nothing_whatever_the_model():
    assert LIST.cost_of("<synthetic>", TokenUsage(), NOW) == 0


# Dates.


@pytest.mark.parametrize(
    ("model", "kind", "before", "until", "after"),
    [
        ("claude-sonnet-5-5", "cache_read", 0.2, "2026-10-07T00:00:00Z", 0.1),
        ("gpt-5.6-sol", "output", 30, "2026-08-22T00:00:00Z", 20),
        ("gpt-5.6-terra", "input", 2.5, "2026-07-30T00:00:00Z", 2),
        ("deepseek-v4-pro", "input", 0.435, "2026-08-16T16:00:00Z", 0.66),
        ("gemini-3.7-flash", "output", 3.75, "2027-01-01T00:00:00Z", 7.5),
    ],
)
def test_a_price_holds_until_the_next_one_starts(
    model: str, kind: str, before: float, until: str, after: float
):
    usage = million(kind)
    change = at(until)
    assert LIST.cost_of(model, usage, change - 1, context_tokens=0) == before * MILLION
    assert LIST.cost_of(model, usage, change, context_tokens=0) == after * MILLION


@pytest.mark.parametrize(
    ("moment", "price"),
    [
        ("2026-10-26T00:59:59Z", 0.66),  # a Monday
        ("2026-10-26T01:00:00Z", 1.32),
        ("2026-10-26T03:59:59Z", 1.32),
        ("2026-10-26T04:00:00Z", 0.66),
        ("2026-10-30T09:59:59Z", 1.32),  # the Friday
        ("2026-10-30T10:00:00Z", 0.66),
        ("2026-10-31T02:00:00Z", 0.66),  # the weekend
        ("2026-11-01T02:00:00Z", 0.66),
        ("2026-08-14T02:00:00Z", 0.435),  # before there were rush hours
    ],
)
def test_rush_hours_of_weekdays_cost_more(moment: str, price: float):
    assert dollars("deepseek-v4-pro", "input", moment) == price


# Bands.


@pytest.mark.parametrize(
    ("model", "moment", "limit", "below", "beyond"),
    [
        ("claude-sonnet-4-20250514", "2025-09-20", 200_000, (3, 15), (6, 22.5)),
        ("claude-sonnet-4-6", "2026-03-12", 200_000, (3, 15), (6, 22.5)),
        ("claude-opus-4-6", "2026-03-12", 200_000, (5, 25), (10, 37.5)),
        ("claude-opus-4-6", "2026-03-13", 200_000, (5, 25), (5, 25)),
        ("claude-opus-5", "2026-11-22", 200_000, (5, 25), (5, 25)),
        ("claude-haiku-5-5", "2026-11-22", 100_000, (0.1, 0.5), (0.5, 2.5)),
        ("gpt-5.4", "2026-04-12", 272_000, (2.5, 15), (5, 22.5)),
        ("gemini-3.1-pro-preview", "2026-05-04", 200_000, (2, 12), (4, 18)),
        ("grok-4.20", "2026-11-22", 199_999, (1.25, 2.5), (2.5, 5)),
    ],
)
def test_a_long_prompt_makes_the_whole_reply_dearer(
    model: str,
    moment: str,
    limit: int,
    below: tuple[float, float],
    beyond: tuple[float, float],
):
    for prompt, (fresh, output) in ((limit, below), (limit + 1, beyond)):
        usage = TokenUsage(input=prompt, output=1000)
        exact = prompt * Decimal(str(fresh)) + 1000 * Decimal(str(output))
        rounded = int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))
        assert LIST.cost_of(model, usage, at(moment)) == rounded


def test_cached_tokens_count_for_the_band():
    september = at("2025-09-20")
    cached = TokenUsage(input=1, cache_read=150_000, cache_write_5m=50_000)
    assert LIST.cost_of("claude-sonnet-4", cached, september) == 6 + 90_000 + 375_000
    assert LIST.cost_of("claude-sonnet-4", cached, september, context_tokens=0) == (
        3 + 45_000 + 187_500
    )


# Fast modes.


@pytest.mark.parametrize(
    ("model", "fresh", "read"),
    [
        ("claude-opus-5", 10, 1),
        ("claude-opus-5-5", 8, 0.4),
        ("claude-opus-4-7", 30, 3),
        ("claude-fable-5-2", 16, 0.4),
        ("gpt-5.5", 12.5, 1.25),
        ("gpt-5-mini", 0.45, 0.045),
    ],
)
def test_the_fast_mode_has_its_own_price(model: str, fresh: float, read: float):
    for kind, price in (("input", fresh), ("cache_read", read)):
        usage = million(kind)
        micro = round(price * MILLION)
        assert LIST.cost_of(model, usage, NOW, context_tokens=0, is_fast=True) == micro
        assert LIST.cost_of(f"{model}-fast", usage, NOW, context_tokens=0) == micro


def test_a_fast_reply_of_a_model_without_a_fast_price_is_unknown():
    assert LIST.cost_of("claude-haiku-4-5", TokenUsage(input=1), NOW, is_fast=True) is None


# Unknown models.


@pytest.mark.parametrize(
    "model",
    [
        "",
        "<synthetic>",
        "claude-opus-6",
        "claude-opus-4-9",
        "claude-fable-5-3",
        "gpt-7",
        "gpt-5.3-codex-spark",
        "gpt-6.2-astra",
        "sonnet",
        "glm-5.1:free",
        "llama-3-70b",
    ],
)
def test_a_model_without_a_public_price_is_unknown_and_not_guessed(model: str):
    assert LIST.cost_of(model, TokenUsage(input=1), NOW) is None


# The user's own prices.


def own(*rows: dict[str, Any]) -> PriceList:
    decoded = msgspec.convert(list(rows), list[OwnPrice])
    return PriceList(BUNDLED, [row.price() for row in decoded])


ONE_INPUT = TokenUsage(input=MILLION)


def test_an_own_price_replaces_the_bundled_one_with_its_bands():
    prices = own({"models": ["claude-sonnet-4-5"], "input": 2, "output": 9, "cacheRead": 0.1})
    usage = TokenUsage(input=MILLION, output=MILLION, cache_read=MILLION, cache_write_1h=MILLION)
    assert prices.cost_of("claude-sonnet-4-5-20250929", usage, NOW) == 13_100_000
    assert prices.cost_of("claude-sonnet-4-6", ONE_INPUT, NOW) == 3_000_000


def test_an_own_price_from_a_date_leaves_what_was_before():
    prices = own({"models": ["claude-opus-5"], "from": "2026-11-01", "input": 4, "output": 20})
    assert prices.cost_of("claude-opus-5", ONE_INPUT, at("2026-10-31T23:59:59Z")) == 5_000_000
    assert prices.cost_of("claude-opus-5", ONE_INPUT, at("2026-11-01")) == 4_000_000


def test_an_own_price_may_have_bands_and_a_fast_mode():
    prices = own(
        {"models": ["big"], "input": 1, "output": 1},
        {"models": ["big"], "input": 3, "output": 1, "above": 1000},
        {"models": ["big"], "input": 5, "output": 1, "fast": True},
    )
    assert prices.cost_of("big", TokenUsage(input=1000), NOW) == 1000
    assert prices.cost_of("big", TokenUsage(input=1001), NOW) == 3003
    assert prices.cost_of("big", TokenUsage(input=10), NOW, is_fast=True) == 50


def test_a_beginning_stands_for_all_its_models_and_a_full_name_beats_it():
    prices = own(
        {"models": ["ollama/*", "qwen*"], "input": 0, "output": 0},
        {"models": ["qwen3.8-*"], "input": 1, "output": 6},
        {"models": ["qwen3.8-max"], "input": 2, "output": 6},
    )
    assert prices.cost_of("ollama/llama-3-70b", ONE_INPUT, NOW) == 0
    assert prices.cost_of("Qwen3-Coder", ONE_INPUT, NOW) == 0
    assert prices.cost_of("qwen/qwen3.8-plus", ONE_INPUT, NOW) == 1_000_000
    assert prices.cost_of("qwen3.8-max", ONE_INPUT, NOW) == 2_000_000
    assert prices.cost_of("llama-3-70b", ONE_INPUT, NOW) is None


@pytest.mark.parametrize(
    "row",
    [
        {"models": ["x"], "input": -1, "output": 1},
        {"models": ["x"], "input": 1},
        {"models": ["x"], "input": 1, "output": 1, "cachedInput": 1},
        {"models": "x", "input": 1, "output": 1},
    ],
)
def test_an_own_price_that_does_not_fit_is_refused(row: dict[str, Any]):
    with pytest.raises(msgspec.ValidationError):
        own(row)


def test_a_date_that_is_none_is_refused_in_words():
    with pytest.raises(InvalidInputError, match="'soon' is no date"):
        own({"models": ["x"], "input": 1, "output": 1, "from": "soon"})


def test_the_fingerprint_changes_with_any_price():
    assert PriceList(BUNDLED).fingerprint == LIST.fingerprint
    changed = own({"models": ["x"], "input": 1, "output": 1}).fingerprint
    assert changed != LIST.fingerprint
    assert changed != own({"models": ["x"], "input": 1, "output": 1.01}).fingerprint


# Properties.

USAGES = st.builds(TokenUsage, *([st.integers(0, 10**9)] * 6))
RATES = st.builds(Rates, *([st.integers(0, 10**9)] * 6))


@given(USAGES, RATES)
def test_a_cost_is_the_exact_sum_of_its_kinds_to_half_a_micro_dollar(
    usage: TokenUsage, price: Rates
):
    exact = sum(
        Decimal(n) * Decimal(rate) / MILLION
        for n, rate in zip(usage.fields(), price.fields(), strict=True)
    )
    assert cost_micro_usd(usage, price) == Decimal(exact).quantize(Decimal(1), ROUND_HALF_EVEN)


@given(USAGES, USAGES, RATES)
def test_costs_add_up_but_for_rounding(a: TokenUsage, b: TokenUsage, price: Rates):
    apart = cost_micro_usd(a, price) + cost_micro_usd(b, price)
    assert abs(cost_micro_usd(a + b, price) - apart) <= 1


@given(USAGES, USAGES, RATES)
def test_more_tokens_never_cost_less(a: TokenUsage, b: TokenUsage, price: Rates):
    assert cost_micro_usd(a + b, price) >= cost_micro_usd(a, price)


@given(st.text(max_size=40), USAGES, st.integers(0, 10**14), st.booleans())
def test_any_name_has_a_cost_or_none(model: str, usage: TokenUsage, moment: int, is_fast: bool):
    cost = LIST.cost_of(model, usage, moment, is_fast=is_fast)
    assert cost is None or cost >= 0


# The bundled rows.


def test_every_row_names_a_source_that_the_page_explains():
    page = (ROOT / "docs/prices.md").read_text(encoding="utf-8")
    sources = page.partition("\n## Where the bundled prices were read\n")[2]
    explained = set(re.findall(r"^\| `([a-z0-9.-]+)` \|", sources, re.MULTILINE))
    assert {price.source for price in BUNDLED} == explained


def test_every_row_can_be_found_by_its_own_name():
    for price in BUNDLED:
        context = price.above + 1 if price.above else 0
        for model in price.models:
            found = LIST.rates_of(
                model, price.starts_at, context_tokens=context, is_fast=price.is_fast
            )
            assert found is not None, model
            if not price.hours:
                assert found == price.rates, model


def test_rows_of_one_model_do_not_contradict_each_other():
    places = [
        (model, price.starts_at, price.above, price.is_fast, price.hours)
        for price in BUNDLED
        for model in price.models
    ]
    assert len(places) == len(set(places))


def test_a_later_row_of_the_same_place_wins():
    twice = PriceList([listed("m", rates(1, 1), "a"), listed("m", rates(2, 1), "b")])
    assert twice.cost_of("m", ONE_INPUT, NOW) == 2_000_000


# Real records: what the tools themselves wrote down.


def lines(folder: Path, word: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text(errors="replace").splitlines():
            if word in line:
                yield json.loads(line)


def test_claude_code_counts_the_same_cost():
    seen: set[str] = set()
    for state in lines(unpack("client-captures.tar.zst"), '"type":"cost-state"'):
        for model, told in state["modelUsage"].items():
            usage = TokenUsage(
                input=told["inputTokens"],
                output=told["outputTokens"],
                cache_write_5m=told["cacheCreationEphemeral5mInputTokens"],
                cache_write_1h=told["cacheCreationEphemeral1hInputTokens"],
                cache_read=told["cacheReadInputTokens"],
            )
            cost = LIST.cost_of(model, usage, state["startTime"], context_tokens=0)
            assert cost == pytest.approx(told["costUSD"] * MILLION, abs=0.501), model
            seen.add(model)
    assert len(seen) >= 3


def test_pi_counts_the_same_cost_of_every_reply():
    counted = 0
    for line in lines(unpack("dev-sessions.tar.zst"), '"cacheWrite"'):
        message: dict[str, Any] = line.get("message") or {}
        told: dict[str, Any] = message.get("usage") or {}
        if not told.get("cost"):
            continue
        usage = TokenUsage(
            input=told["input"],
            output=told["output"],
            cache_write_5m=told["cacheWrite"],
            cache_read=told["cacheRead"],
        )
        cost = LIST.cost_of(message["model"], usage, at(line["timestamp"]))
        assert cost == pytest.approx(told["cost"]["total"] * MILLION, abs=0.501), message["model"]
        counted += 1
    assert counted > 1000


UNPRICED = {
    "<synthetic>": "no model: Claude Code's own words",
    "gpt-5.3-codex-spark": "sold in a subscription only",
    "sonnet": "an agent's setting, no reply",
    "opus": "an agent's setting, no reply",
    "haiku": "an agent's setting, no reply",
    "fable": "an agent's setting, no reply",
}
_MODEL = re.compile(rb'"(?:model|modelID|modelId)": ?"([A-Za-z<][\w.<>:/-]{2,60})"')


def test_every_model_of_the_development_home_is_priced_or_known_to_have_no_price():
    names: set[str] = set()
    for path in unpack("dev-sessions.tar.zst").rglob("*.json*"):
        names |= {name.decode() for name in _MODEL.findall(path.read_bytes())}
    unpriced = {name for name in names if LIST.rates_of(name, NOW) is None}
    assert unpriced <= set(UNPRICED), unpriced
    assert {"claude-opus-4-6", "gpt-5.4", "kimi-k2.5", "gemini-3.1-pro-preview"} <= names
