"""What tokens cost: dated prices by kind of token, and the cost of a reply to the micro-dollar."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from operator import mul
from typing import Final

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.model_names import Spelling, canonical_model, spellings
from opensync_app.core.usage import TokenUsage, micro_usd

ALWAYS: Final = 0
_RULES: Final = 1
"""Raised when the same rows give other costs, so that stored costs are counted again."""
_PICO_PER_MICRO: Final = 1_000_000
_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS
_EPOCH_WEEKDAY: Final = 3
"""1 January 1970 was a Thursday; Monday is 0."""

_MOST_KNOWN: Final = 1024
"""Models whose rows are remembered; plugins may send any name."""

_MOST_PRICED: Final = 512
"""Replies whose cost is remembered: the same one is priced for its message and for the ledger."""

Hours = tuple[tuple[int, int], ...]


class Rates(msgspec.Struct, frozen=True):
    """Micro-dollars per million tokens, in the order of `TokenUsage.fields`.

    One token at one micro-dollar per million costs one pico-dollar, so costs are exact integers.
    """

    input: int
    output: int
    cache_write_5m: int
    cache_write_1h: int
    cache_read: int
    reasoning: int

    def fields(self) -> tuple[int, int, int, int, int, int]:
        """Return the six rates in declaration order."""
        return (
            self.input,
            self.output,
            self.cache_write_5m,
            self.cache_write_1h,
            self.cache_read,
            self.reasoning,
        )


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a price list.

    Attributes:
        models: names, in any spelling; a name that ends in `*` stands for all that begin so.
        rates: the price.
        starts_at: epoch ms from which the row holds, until rows with a later start.
        above: the row holds for replies with more prompt tokens than this.
        is_fast: the row holds for replies of the fast mode.
        hours: hours of a weekday (UTC, from, until) in which the row holds; empty for all time.
        source: word in docs/prices.md that tells where the price was read.
    """

    models: tuple[str, ...]
    rates: Rates
    starts_at: int = ALWAYS
    above: int = 0
    is_fast: bool = False
    hours: Hours = ()
    source: str = ""


def rates(
    fresh: float,
    output: float,
    *,
    read: float | None = None,
    write: float | None = None,
    write_1h: float | None = None,
    reasoning: float | None = None,
) -> Rates:
    """Return rates for US dollars per million tokens.

    What a vendor does not price apart costs what it is: cached tokens as fresh input, an hour's
    cache as five minutes', reasoning as output.
    """
    written = fresh if write is None else write
    return Rates(
        input=micro_usd(fresh),
        output=micro_usd(output),
        cache_write_5m=micro_usd(written),
        cache_write_1h=micro_usd(written if write_1h is None else write_1h),
        cache_read=micro_usd(fresh if read is None else read),
        reasoning=micro_usd(output if reasoning is None else reasoning),
    )


def listed(
    models: str,
    price: Rates,
    source: str,
    *,
    since: str | None = None,
    above: int = 0,
    is_fast: bool = False,
    hours: Hours = (),
) -> Price:
    """Return a row of the bundled list; `models` are names divided by spaces."""
    return Price(
        models=tuple(models.split()),
        rates=price,
        starts_at=moment_of_start(since),
        above=above,
        is_fast=is_fast,
        hours=hours,
        source=source,
    )


def moment_of_start(since: str | None) -> int:
    """Return the epoch ms of a date or moment (ISO 8601, UTC); None is always.

    Raises:
        InvalidInputError: it is neither.
    """
    if since is None:
        return ALWAYS
    moment = parse_iso_ms(since)
    if moment is None:
        raise InvalidInputError(f"The price date {since!r} is no date; write 2026-09-01.")
    return moment


def cost_micro_usd(usage: TokenUsage, price: Rates) -> int:
    """Return the cost in micro-dollars: the exact sum of the kinds, rounded once, half to even."""
    pico = sum(map(mul, usage.fields(), price.fields()))
    whole, rest = divmod(pico, _PICO_PER_MICRO)
    doubled = 2 * rest
    rounds_up = doubled > _PICO_PER_MICRO or (doubled == _PICO_PER_MICRO and whole % 2 == 1)
    return whole + rounds_up


_Sheet = tuple[list[Price], bool]
"""Rows under one spelling, and whether the spelling left `-fast` out."""


class PriceList:
    """Finds the price of a reply: the user's own rows first, then the bundled ones."""

    def __init__(self, bundled: Iterable[Price], own: Iterable[Price] = ()) -> None:
        """Arrange the rows; within one list a later row of the same kind wins."""
        own, bundled = tuple(own), tuple(bundled)
        self._books = (_Book(own), _Book(bundled))
        self._known: dict[str, tuple[_Sheet, ...]] = {}
        self._priced = lru_cache(_MOST_PRICED)(self._price)
        self._digest = hashlib.blake2b(msgspec.json.encode((_RULES, own, bundled)), digest_size=12)

    @property
    def fingerprint(self) -> str:
        """A word that changes with any price: costs counted under another one are stale."""
        return self._digest.hexdigest()

    def cost_of(
        self,
        model: str,
        usage: TokenUsage,
        at_ms: int,
        *,
        context_tokens: int | None = None,
        is_fast: bool = False,
    ) -> int | None:
        """Return what a reply cost in micro-dollars; None when no price is known.

        No tokens cost nothing, whatever the model.

        Args:
            model: the model as its tool wrote it.
            usage: tokens of one reply; of many only with `context_tokens`.
            at_ms: when it was answered, epoch ms.
            context_tokens: prompt tokens that choose the band; by default the reply's own. 0 for
                sums over many replies, whose bands cannot be known.
            is_fast: answered in the vendor's fast mode.
        """
        if not any(usage.fields()):
            return 0
        context = usage.prompt if context_tokens is None else context_tokens
        return self._priced(model, usage, at_ms, context, is_fast=is_fast)

    def rates_of(
        self, model: str, at_ms: int, *, context_tokens: int = 0, is_fast: bool = False
    ) -> Rates | None:
        """Return the rates that hold for a reply, or None when the model has none."""
        for rows, named_fast in self._sheets(model):
            row = _valid_row(rows, at_ms, context_tokens, is_fast=is_fast or named_fast)
            if row is not None:
                return row.rates
        return None

    def _price(
        self, model: str, usage: TokenUsage, at_ms: int, context: int, *, is_fast: bool
    ) -> int | None:
        price = self.rates_of(model, at_ms, context_tokens=context, is_fast=is_fast)
        return None if price is None else cost_micro_usd(usage, price)

    def _sheets(self, model: str) -> tuple[_Sheet, ...]:
        """Return the rows that may hold for a model, the first ones first; remembered."""
        known = self._known.get(model)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = (
                (book.rows(model, spelling), spelling.is_fast)
                for book in self._books
                for spelling in spellings(model)
            )
            known = self._known[model] = tuple(sheet for sheet in found if sheet[0])
        return known


class _Book:
    """Rows by canonical name, and those that stand for all names with a beginning."""

    def __init__(self, prices: tuple[Price, ...]) -> None:
        self._named: dict[str, list[Price]] = defaultdict(list)
        self._beginnings: dict[str, list[Price]] = defaultdict(list)
        for price in prices:
            for name in price.models:
                if name.endswith("*"):
                    self._beginnings[name[:-1].strip().lower()].append(price)
                else:
                    self._named[canonical_model(name)].append(price)

    def rows(self, model: str, spelling: Spelling) -> list[Price]:
        """Return the rows of a name, else those of the longest beginning that fits."""
        if spelling.name in self._named:
            return self._named[spelling.name]
        written = model.strip().lower()
        fitting = [
            beginning
            for beginning in self._beginnings
            if written.startswith(beginning)
            or spelling.name.startswith(beginning.replace(".", "-"))
        ]
        return self._beginnings[max(fitting, key=len)] if fitting else []


def _valid_row(rows: list[Price], at_ms: int, context: int, *, is_fast: bool) -> Price | None:
    """Return the row that holds: the newest start, then the highest band, then set hours."""
    begun = [row for row in rows if row.starts_at <= at_ms]
    newest = max((row.starts_at for row in begun), default=ALWAYS)
    best: Price | None = None
    for row in begun:
        holds = (
            row.starts_at == newest
            and row.is_fast == is_fast
            and (row.above == 0 or context > row.above)
            and _is_in_hours(at_ms, row.hours)
        )
        if holds and (best is None or _rank(row) >= _rank(best)):
            best = row
    return best


def _rank(row: Price) -> tuple[int, bool]:
    return row.above, bool(row.hours)


def _is_in_hours(at_ms: int, hours: Hours) -> bool:
    """Tell whether a moment falls into hours of a weekday; no hours hold always."""
    if not hours:
        return True
    day, rest = divmod(at_ms, _DAY_MS)
    is_weekend = (day + _EPOCH_WEEKDAY) % 7 >= 5  # noqa: PLR2004 - Saturday is 5
    return not is_weekend and any(a <= rest // _HOUR_MS < b for a, b in hours)
